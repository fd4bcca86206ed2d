"""The theorems that a certificate rests on, in LaTeX, with short proofs or sources.  Soundness-critical: no.

The statements that count are in proofs/kernel/theorems.py; this table only presents them.
"""

from __future__ import annotations

from dataclasses import dataclass

from tameproof.proofs.export.names import escape_prose
from tameproof.proofs.kernel.theorems import Theorem

REFERENCES = {
    "bolte_daniilidis_lewis_shiota_2007": (
        r"J. Bolte, A. Daniilidis, A. Lewis, M. Shiota, \emph{Clarke subgradients of stratifiable functions},"
        r" SIAM J. Optim. 18 (2007), 556--572."
    ),
    "bolte_pauwels_2021": (
        r"J. Bolte, E. Pauwels, \emph{Conservative set valued fields, automatic differentiation, stochastic"
        r" gradient methods and deep learning}, Math. Program. 188 (2021), 19--51."
    ),
    "clarke_1990": r"F. H. Clarke, \emph{Optimization and Nonsmooth Analysis}, SIAM, 1990.",
    "davis_drusvyatskiy_kakade_lee_2020": (
        r"D. Davis, D. Drusvyatskiy, S. Kakade, J. D. Lee, \emph{Stochastic subgradient method converges on"
        r" tame functions}, Found. Comput. Math. 20 (2020), 119--154."
    ),
    "josz_li_2023": (
        r"C. Josz, X. Li, \emph{Certifying the absence of spurious local minima at infinity}, SIAM J. Optim."
        r" 33 (2023), 1416--1439."
    ),
    "wilkie_1996": (
        r"A. J. Wilkie, \emph{Model completeness results for expansions of the ordered field of real numbers"
        r" by restricted Pfaffian functions and the exponential function}, J. Amer. Math. Soc. 9 (1996),"
        r" 1051--1094."
    ),
}
LABELS = {
    "bolte_daniilidis_lewis_shiota_2007": "Bolte, Daniilidis, Lewis, Shiota 2007",
    "bolte_pauwels_2021": "Bolte, Pauwels 2021",
    "clarke_1990": "Clarke 1990",
    "davis_drusvyatskiy_kakade_lee_2020": "Davis, Drusvyatskiy, Kakade, Lee 2020",
    "josz_li_2023": "Josz, Li 2023",
    "wilkie_1996": "Wilkie 1996",
}


@dataclass(frozen=True, slots=True)
class Presented:
    """How one theorem is presented.

    Attributes:
        title: its name.
        statement: LaTeX.
        proof: LaTeX, or empty if it is only cited.
        keys: its sources.
        needs_lemma: its proof uses Lemma A.
    """

    title: str
    statement: str
    proof: str = ""
    keys: tuple[str, ...] = ()
    needs_lemma: bool = False


LEMMA_A = r"""
\noindent\textbf{Lemma A.} Let $f$ be continuous, $S \ne \mathbb{R}^n$ a setwise local minimum with
neighbourhood $U$, and $c = \sup_S f$. Then $f = c$ on the boundary of $S$; every $y \in U$ with
$f(y) < c$ is interior to $S$; a path that starts in $S \cap \{f \le a\}$, $a < c$, and stays in
$\{f \le a\}$ never leaves $S$; and if $f$ is constant on $S$, every point of $S$ is a local
minimum. \emph{Proof.} Points outside $S$ converge to a boundary point $b$; they are in $U$, so
$f(x) \le f(b)$ for all $x \in S$, and $f(b) = c$. If $y \in U \setminus S$ then $f(y) \ge f(b) =
c$; so $U \cap \{f < c\}$ is in $S$, away from its boundary. Hence $S \cap \{f \le a\} = U \cap \{f
\le a\}$ is open and closed in $\{f \le a\}$. If $f = c$ on $S$, nearby points are in $S$ or have $f
\ge c$. \qedsymbol"""

TABLE = {
    "theorem-1": Presented(
        "Theorem 1",
        r"Let $f$ be locally Lipschitz and bounded below, admit a chain rule, have finitely many critical"
        r" values and bounded subgradient trajectories. If $f$ has no spurious local minima, then it has no"
        r" spurious setwise local minima.",
        keys=("josz_li_2023",),
    ),
    "theorem-1-plus": Presented(
        "Theorem 1+",
        r"In Theorem 1 it suffices that, from a dense set of points, some subgradient trajectory has an"
        r" accumulation point, or $f$ tends to $\inf f$ along it.",
        r"Let $S$ be spurious, $v = \inf_S f > \inf f$, $c$ as in Lemma A; if $f$ is constant on $S$ there are"
        r" spurious local minima. Otherwise $v < c$, and no critical value is in $(v, v + \eta)$ for some"
        r" $\eta > 0$. The set $\{y \in U : f(y) < \min(c, v + \eta)\}$ is open, not empty and in $S$, so it"
        r" contains a point of the dense set. Its trajectory stays in $S$, so $f$ does not tend to $\inf f$"
        r" along it, and it has an accumulation point $\bar x \in S$. This point is critical: otherwise $|s|"
        r" \ge d > 0$ for all subgradients $s$ in a ball around $\bar x$, and $f$ would fall by a fixed amount"
        r" each time the trajectory visits the half-size ball. So $f(\bar x) \in [v, v + \eta)$ is a critical"
        r" value, $f(\bar x) = v < c$, and $\bar x$ is a spurious local minimum inside $S$.",
        keys=("josz_li_2023",),
        needs_lemma=True,
    ),
    "theorem-t": Presented(
        "Theorem T",
        r"Let $f$ be locally Lipschitz without spurious local minima, and let $\rho$ be continuously"
        r" differentiable and proper with nonzero gradient far out. Assume that no $v > \inf f$ is a limit of"
        r" $f(y_k)$ from strictly above with $|y_k| \to \infty$, $y_k$ a local minimum of $f$ on a level set"
        r" of $\rho$. Then $f$ has no spurious setwise local minima.",
        r"Let $S$ be spurious, $v = \inf_S f > \inf f$, $c$ as in Lemma A; $f$ is not constant on $S$, so $v <"
        r" c$. If $v$ were attained in $S$, it would be attained inside $S$, at a spurious local minimum. So"
        r" there are $x_k \in S$ with $|x_k| \to \infty$ and $f(x_k) \to v$. Let $y_k$ minimise $f$ on the"
        r" compact set $S \cap \{\rho = \rho(x_k)\}$; then $v < f(y_k) \le f(x_k) \to v$. For large $k$,"
        r" $f(y_k) < c$, so $y_k$ is interior to $S$ and a local minimum of $f$ on a level set of $\rho$:"
        r" excluded. By the Lagrange rule such points are in the tangency set, and where $f$ is twice"
        r" differentiable the Hessian of $f - \lambda \rho$ is nonnegative on the tangent space.",
        keys=("clarke_1990",),
        needs_lemma=True,
    ),
    "theorem-r": Presented(
        "Theorem R",
        r"Let $R = \{g_i > 0 \text{ for all } i\}$ with continuous $g_i$. If $f > c$ wherever some $g_i = 0$"
        r" and the others are $\ge 0$, $f \le c$ at a point of $R$, $f \ge m$ on $R$ and $f(z) < m$ for some"
        r" $z$, then $S = \{x \in R : f(x) \le c\}$ is a spurious setwise local minimum.",
        r"$S$ is closed, because a limit point outside $R$ would have some $g_i = 0$, the others $\ge 0$, and"
        r" $f \le c$. The set $U = R$ is an open neighbourhood of $S$, and $f > c$ on $U \setminus S$. Finally"
        r" $\inf_S f \ge m > f(z)$.",
    ),
    "plateau": Presented(
        "Plateaus",
        r"A closed set in an open set on which $f$ is constant is a setwise local minimum.",
        r"Take the open set as the neighbourhood.",
    ),
    "one-variable": Presented(
        "One variable",
        r"Let $f$ be continuous on the line, and constant or strictly monotone on each of finitely many intervals. $f$"
        r" has a spurious setwise local minimum if and only if its values at valleys (constant pieces, strict minima,"
        r" limits at ends towards which $f$ falls) differ.",
        r"From every point one can go down to a valley, so $\inf f$ is the least of their values, and a valley with a"
        r" larger value is a setwise local minimum. If all have the value $v$, the way down from a point of a setwise"
        r" local minimum $S$ stays in $S$, so $\inf_S f = v$.",
    ),
    "coordinates": Presented(
        "Change of coordinates",
        r"Let $\varphi$ be a homeomorphism of $\mathbb{R}^n$ and $f = g \circ \varphi$. Then $f$ has a spurious setwise"
        r" local minimum (an unbounded one) if and only if $g$ has one.",
        r"$\varphi$ and its inverse map closed, open and bounded sets to such sets, and $f(S) = g(\varphi(S))$ for"
        r" every set $S$. A polynomial map with a polynomial inverse is a homeomorphism.",
    ),
    "increasing-function": Presented(
        "Increasing functions",
        r"Let $h$ be continuous on $\mathbb{R}^n$, and let $\varphi$ be continuous and strictly increasing on the"
        r" values of $h$. A set is a setwise local minimum of $\varphi \circ h$, or a spurious one, if and only if"
        r" it is one of $h$.",
        r"$h(x) \le h(y)$ if and only if $\varphi(h(x)) \le \varphi(h(y))$. If $\inf_S h = \inf h$, values of $h$"
        r" on $S$ tend to $\inf h$, and those of $\varphi(h)$ to $\inf \varphi(h)$. Otherwise $h(y) < \inf_S h$ for"
        r" some $y$; the values of $h$ form an interval, which contains $\inf_S h$, so"
        r" $\varphi(h(y)) < \varphi(\inf_S h) \le \inf_S \varphi(h)$.",
    ),
    "convex-function": Presented(
        "Convex functions",
        r"A convex function $f$ on $\mathbb{R}^n$ has no spurious setwise local minimum.",
        r"Let $S$ be one. If $f$ is constant on $S$, every point of $S$ is a local minimum, hence a global one."
        r" Otherwise let $f(x) < \sup_S f$ for some $x \in S$, and $f(y) < \inf_S f$. On the segment from $x$ to $y$"
        r" $f$ is at most $f(x)$, so the segment does not leave $S$, but $y \notin S$.",
    ),
    "function-of-function": Presented(
        "Functions of a function without local extrema",
        r"Let $h$ be continuous on $\mathbb{R}^n$ such that neither $h$ nor $-h$ has a spurious setwise local minimum,"
        r" and let $\varphi$ be continuous on the interval $J$ of the values of $h$. If $\varphi$ is convex, or if"
        r" $J = \mathbb{R}$ and $\varphi$ has no spurious setwise local minimum, then $\varphi \circ h$ has none. If"
        r" $J = \mathbb{R}$ and $\varphi$ has one (an unbounded one), so has $\varphi \circ h$.",
        r"Let $S$ be a spurious setwise local minimum of $f = \varphi \circ h$. If $f$ is not constant on $S$, let"
        r" $\inf_S f < a < \sup_S f$; then $S_a = S \cap \{f \le a\}$ is open and closed in $\{f \le a\}$. Let $I$ be a"
        r" component of $\{\varphi \le a\}$ that meets $h(S_a)$, and $c \in J$ below a point of $h(S_a) \cap I$, with"
        r" no value between them outside $I$. If $h \ne c$ on $S_a$, the points of $S_a$ with $c < h \in I$ are a"
        r" setwise local minimum of $h$ with all values above $c$, so that $c = \inf h$ is approached on it; the same"
        r" holds for $-h$. Hence $\inf_S f \le \inf_I \varphi$, which is $\inf \varphi$ if $\varphi$ is convex or has"
        r" no spurious setwise local minimum. If $f$ is constant on $S$, its points are local minima of $f$, and $h$"
        r" maps neighbourhoods of them onto neighbourhoods in $J$ or has a global extremum there. Conversely the"
        r" inverse image of a setwise local minimum of $\varphi$ is one of $f$, with the same values if"
        r" $J = \mathbb{R}$.",
    ),
    "single-variables": Presented(
        "Functions of single variables",
        r"Let $\varphi_i, \psi_i$ be continuous, strictly monotone functions on the line with the same images. Then"
        r" $F(\varphi(x))$ has a spurious setwise local minimum (an unbounded one) if and only if $F(\psi(x))$ has one;"
        r" it has none if $F$ is convex on the product of the images, where $\varphi_i$ may also be even and strictly"
        r" monotone on $[0, \infty)$.",
        r"$\psi^{-1} \circ \varphi$ is a homeomorphism of $\mathbb{R}^n$. If $F$ is convex, every segment in the"
        r" product of the images that starts at $\varphi(x)$ is the image of a curve from $x$, each coordinate staying"
        r" on one side of $0$ where $\varphi_i$ is even; on it $F(\varphi)$ falls at once if the end is lower, and it"
        r" cannot leave a setwise local minimum.",
    ),
    "matrix-products": Presented(
        "Convex functions of products of matrices",
        r"Let $F$ be convex and differentiable, and $f = F(W_L \cdots W_1, \dots, z)$, where the entries of all"
        r" matrices and $z$ are the variables, and in every product no hidden layer is narrower than both the first and"
        r" the last one. Then every local minimum of $f$ is a global one, and $f$ has no spurious setwise local"
        r" minimum.",
        r"Let the last layer be the narrower end (else transpose), $B_k = W_L \cdots W_{k+1}$, $C_k = W_k \cdots W_1$"
        r" and $G$ the gradient of $F$ with respect to the product. At every local minimum $G C_{L-1}^T = 0$. If"
        r" $G C_k^T = 0$ at all of them, then $G C_{k-1}^T = 0$: if $B_k v = 0$ with $v \neq 0$, the points with"
        r" $W_k + \varepsilon v u^T$ have the same product and are local minima for small $\varepsilon$, so"
        r" $G C_{k-1}^T u v^T = 0$ for all $u$; otherwise $B_k$ is square and invertible, and $B_k^T G C_{k-1}^T = 0$."
        r" So $G = 0$, and the value is the minimum of $F$. At a point of the dense set where $W_L \cdots W_2$ has full"
        r" rank, $W_1$ can be moved so that the product moves on any segment, along which the convex $F$ falls to lower"
        r" values; so a spurious setwise local minimum would be one on which $f$ is constant, hence consist of local"
        r" minima.",
    ),
    "partial-minimum": Presented(
        "Partial minimisation",
        r"Let $f(w, u) = a(u) w^2 + b(u) w + c(u)$ with continuous $a > 0$, $b$, $c$, and $g = c - b^2/(4a)$, the"
        r" minimum of $f$ over $w$. Then $f$ has a spurious setwise local minimum if and only if $g$ has one, and"
        r" an unbounded one if $g$ has an unbounded one.",
        r"In the coordinates $v = \sqrt{a} (w + b/(2a))$ and $u$, $f = v^2 + g(u)$. A spurious setwise local minimum"
        r" $S$ of $g$ gives $\{u \in S, v^2 + g \le \sup_S g\}$. Conversely, of a point of such a set for $f$ the"
        r" segment to $v = 0$ lies in it, since $f$ does not increase there; so, for"
        r" a level $\alpha$ between the infimum and the supremum of $f$ on it, its points with $v = 0$ and"
        r" $g \le \alpha$ are one for $g$, with the same infimum.",
    ),
    "descending-paths": Presented(
        "Descending paths",
        r"Let $f$ be continuous, and let a path lead from every point of a dense set, on which $f$ does not increase,"
        r" to its infimum or towards it. If $S$ is a setwise local minimum and $\inf_S f > \inf f$, then $f$ is"
        r" constant on $S$; so there is no value at infinity above the infimum.",
        r"Let $f$ not be constant on $S$. By Lemma A the points near $S$ with $f < \sup_S f$ form a nonempty open"
        r" subset of $S$, which contains a point of the dense set; its path stays in $S$, so $\inf_S f = \inf f$.",
    ),
    "euler-identity": Presented(
        "Weighted homogeneous functions",
        r"Let $f$ be differentiable with $\sum_i w_i x_i \, \partial f/\partial x_i = d (f - c)$, where $w_i \ge 0$ and"
        r" $d > 0$. Then $f$ has no value at infinity above its infimum.",
        r"Let $t \cdot x = (t^{w_i} x_i)_i$. For $t > 0$ the function $f(t \cdot x) - c$ is multiplied by $t^d$, since"
        r" its derivative is $d/t$ times itself, and $f(0 \cdot x) = c$ by continuity. Let $S$ be a setwise local"
        r" minimum with $v = \inf_S f > \inf f$ that $f$ does not take on $S$; so $f$ is not constant on $S$."
        r" By Lemma A paths from points of $S$ with $f < \sup_S f$ on which $f$ does not increase stay in $S$."
        r" If $v \ge c$, let $x$ be such a point; $f(x) > v \ge c$, and along $t \cdot x$, $t$ from $1$ to $0$,"
        r" $f$ falls to $c$, so $v = c$ is taken. If $v < c$, let moreover $f(x) < c$;"
        r" along $t \cdot x$, $t \ge 1$, $f$ falls to $-\infty$.",
    ),
    "separate-variables": Presented(
        "Separate variables",
        r"Let $f(x_1, \dots, x_k) = \sum f_i(x_i)$, or $\prod f_i(x_i)$ with all $f_i \ge 0$. (a) If no $f_i$ has a"
        r" spurious setwise local minimum, or one that has none is unbounded below (for products: has infimum $0$),"
        r" then $f$ has none. (b) If some $f_i$ have one, on which they are not constant, and the others are bounded"
        r" below (for products: by positive numbers), then $f$ has one; it may be constant if there is one such $i$ and"
        r" the others attain their infima. (c) $\inf f$ is the sum (product) of the $\inf f_i$; it is attained if and"
        r" only if all of them are (for products: or some $f_i$ takes the value $0$).",
        r"(a) Let $f < c = \sup_S f$ at a point of $S$. The slice of $S \cap \{f \le a\}$, $a < c$, in the variables of"
        r" one part through this point is a setwise local minimum of that part, so the part comes as close to its"
        r" infimum on it as one likes. Go on with the next part. If $f$ is constant on $S$, every part has a local"
        r" minimum at every point of $S$. (b) If $f_i \le c_i$ on $S_i$ and $f_i \ge c_i$ around it, take the points"
        r" with $x_i \in S_i$ for these $i$ and $f \le a$, where $a$ is the least of the sums of one $c_i$ and the"
        r" infima of the other parts (on $S_j$, or everywhere). (c) Each part is chosen on its own.",
    ),
    "second-order": Presented(
        "Second-order condition",
        r"A critical point of a twice continuously differentiable function with positive definite Hessian is a"
        r" strict local minimum.",
    ),
    "morse-bott": Presented(
        "Morse-Bott minimum",
        r"A critical point of a smooth function is a local minimum if it lies on a manifold of critical points and the"
        r" Hessian is positive definite across it.",
        r"\emph{Orbits.} Let $\langle X_j, \nabla f \rangle = 0$ for smooth fields $X_j$, let $p$ be critical, $N$ the"
        r" orthogonal complement of the $X_j(p)$, and $H = \nabla^2 f(p)$. If $H + \sum_j X_j(p) X_j(p)^\top$ is"
        r" positive definite, then so is $H$ on $N$. Let $X_1(p), \dots, X_k(p)$ be a basis of $N^\perp$. The map"
        r" $(s, y) \mapsto \phi_1^{s_1} \cdots \phi_k^{s_k}(p + y)$, $y \in N$, where $\phi_j$ is the flow of $X_j$,"
        r" has an invertible derivative at $0$. So every $x$ near $p$ is such an image with a small $y$, and $f(x) ="
        r" f(p + y) \ge f(p)$, as $f$ on $p + N$ has a strict minimum at $p$. \emph{Zero sets.} Near $p$ let $s \nabla"
        r" f = C g$ with smooth $s$, $C$ and $g = (g_1, \dots, g_m)$, $g(p) = 0$, $s(p) \ne 0$, and let $H \ge 0$ have"
        r" rank $m$. As $s(p) H = C(p) Dg(p)$, the rank of $Dg(p)$ is $m$, so that $M = \{g = 0\}$ is a manifold near"
        r" $p$, and it consists of critical points: $f = f(p)$ on $M$ near $p$. $H$ vanishes on the tangent space of"
        r" $M$, which has the dimension of the kernel of $H$; so it is $\ge 2c > 0$ on its complement, and at points $q"
        r" \in M$ near $p$ it is $\ge c$ on the normal space. Every $x$ near $p$ is $q + \nu$ with $q \in M$ closest to"
        r" $x$ and $\nu$ normal to $M$ at $q$, so $f(x) \ge f(q) + \frac{c}{2} \lvert \nu \rvert^2 - o(\lvert \nu"
        r" \rvert^2) \ge f(p)$, by Taylor's formula, uniformly in $q$.",
    ),
    "trajectory-bounds": Presented(
        "Bounds on trajectories",
        r"Along subgradient trajectories $f$ decreases, conserved quantities are constant and monotone ones do"
        r" not increase, by the chain rule; inequalities of the displayed forms then bound the trajectories.",
    ),
    "trajectory-existence": Presented(
        "Existence of trajectories",
        r"If $f$ is locally Lipschitz and bounded below, a subgradient trajectory on $[0, \infty)$ starts at"
        r" every point.",
        keys=("josz_li_2023",),
    ),
    "trajectory-escape": Presented(
        "Escape of trajectories",
        r"A bounded subgradient trajectory along which $f$ is bounded below accumulates at a critical point; a"
        r" quantity with $h' \ge k h^2$, $h > 0$, $k > 0$, becomes infinite in finite time.",
    ),
    "infimum-attained": Presented(
        "Attained infimum",
        r"Under the hypotheses of Theorem 1, the last one excepted, the infimum is attained, at a local"
        r" minimum.",
        r"Trajectories from points $x_k$ with $f(x_k) \to \inf f$ accumulate at critical points of value at"
        r" most $f(x_k)$, and there are only finitely many critical values.",
        keys=("josz_li_2023",),
    ),
    "clarke-calculus": Presented(
        "Clarke calculus",
        r"Local minima of a locally Lipschitz function are Clarke critical; the rules for sums, products,"
        r" compositions and maxima hold as inclusions.",
        keys=("clarke_1990",),
    ),
    "smooth-calculus": Presented(
        "Calculus",
        r"A continuously differentiable function is locally Lipschitz and obeys the chain rule along"
        r" absolutely continuous curves.",
    ),
    "definable-chain-rule": Presented(
        "Chain rule for definable functions",
        r"A locally Lipschitz function that is definable in an o-minimal structure admits a chain rule.",
        keys=("davis_drusvyatskiy_kakade_lee_2020", "bolte_pauwels_2021"),
    ),
    "definable-morse-sard": Presented(
        "Definable Morse--Sard theorem",
        r"A locally Lipschitz function that is definable in an o-minimal structure has finitely many Clarke"
        r" critical values.",
        keys=("bolte_daniilidis_lewis_shiota_2007",),
    ),
    "exponential-o-minimal": Presented(
        "o-minimality",
        r"The real field with the exponential function is o-minimal.",
        keys=("wilkie_1996",),
    ),
}


def presented(theorem: Theorem) -> Presented:
    """Return how a theorem is presented; one that this table does not know is printed as the kernel states it."""
    known = TABLE.get(theorem.id)
    if known is not None:
        return known
    return Presented(escape_prose(theorem.title), escape_prose(f"{theorem.statement} ({theorem.source})"))


def citation(keys: tuple[str, ...], prefix: str, *, snippet: bool) -> str:
    """Return a citation: by label in a document with its own bibliography, by author and year in a snippet."""
    if snippet:
        return f"[{'; '.join(LABELS[k] for k in keys)}]"
    return rf"\cite{{{','.join(prefix + k for k in keys)}}}"


def theorems_latex(theorems: tuple[Theorem, ...], prefix: str, *, snippet: bool) -> str:
    """Return the list of theorems with statement, source and short proof."""
    if not theorems:
        return "No theorem is used; the argument above is complete."
    shown = [presented(t) for t in theorems]
    out = []
    for p in shown:
        source = f"~{citation(p.keys, prefix, snippet=snippet)}" if p.keys else ""
        out.append(rf"\smallskip\noindent\textbf{{{p.title}}}{source}. {p.statement}")
        if p.proof:
            out[-1] += f"\n\\emph{{Proof.}} {p.proof} \\qedsymbol"
        elif not p.keys:
            out[-1] += " (Elementary.)"
    if any(p.needs_lemma for p in shown):
        out.append(r"\smallskip" + LEMMA_A)
    return "\n\n".join(out)


def bibliography_latex(theorems: tuple[Theorem, ...], prefix: str, *, snippet: bool) -> str:
    """Return the bibliography of what is cited."""
    keys = bibliography_keys(theorems)
    if snippet:
        listed = "\n\n".join(rf"\noindent [{LABELS[k]}] {REFERENCES[k]}" for k in keys)
        return r"\medskip\noindent\textbf{Sources.}" + f"\n\n{listed}"
    items = "\n".join(rf"\bibitem{{{prefix}{k}}} {REFERENCES[k]}" for k in keys)
    return f"\\begin{{thebibliography}}{{9}}\n{items}\n\\end{{thebibliography}}"


def bibliography_keys(theorems: tuple[Theorem, ...]) -> tuple[str, ...]:
    """Return the keys of all sources that are cited: the theorems used, and the article that defines the notions."""
    keys = {k for t in theorems for k in presented(t).keys} | {"josz_li_2023"}
    return tuple(sorted(keys))
