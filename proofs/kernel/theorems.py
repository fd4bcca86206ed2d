"""The theorems that the checker trusts, as a fixed table.  Soundness-critical: yes (they are the axioms).

Proofs are in docs/theory.md, except for the entries marked as classical, which carry their source.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theorem:
    """A trusted statement.

    Attributes:
        id: stable name, used in reports.
        title: short name for people.
        statement: what it says.
        source: where it is proved.
    """

    id: str
    title: str
    statement: str
    source: str


_TABLE = (
    Theorem(
        "theorem-1",
        "Theorem 1",
        "Let f be locally Lipschitz and bounded below, admit a chain rule, have finitely many critical values and "
        "bounded subgradient trajectories. If f has no spurious local minima, it has no spurious setwise local minima.",
        "Josz and Li 2023, SIAM J. Optim. 33(3), 1416-1439; proof in docs/theory.md",
    ),
    Theorem(
        "theorem-1-plus",
        "Theorem 1+",
        "Theorem 1 holds if from a dense set of points some trajectory has an accumulation point or f tends to inf f "
        "along it.",
        "docs/theory.md",
    ),
    Theorem(
        "theorem-t",
        "Theorem T",
        "Let f be locally Lipschitz without spurious local minima. If no v > inf f is a value at infinity (v = inf_S f "
        "is not taken on a setwise local minimum S), then f has no spurious setwise local minima. A value at "
        "infinity is a limit of f, strictly from above, at infinity along points that are local minima of f on the "
        "level sets of rho, for every proper C^2 function rho with nonzero gradient far out.",
        "docs/theory.md",
    ),
    Theorem(
        "theorem-r",
        "Theorem R",
        "If f > c on the boundary of {g > 0}, f <= c at a point of {g > 0}, f >= m on {g > 0} and f(z) < m, then "
        "{g > 0, f <= c} is a spurious setwise local minimum.",
        "docs/theory.md",
    ),
    Theorem(
        "plateau",
        "Plateau",
        "A closed set on an open set where f is constant is a setwise local minimum.",
        "docs/theory.md",
    ),
    Theorem(
        "one-variable",
        "One variable",
        "Let f be continuous on the line, and constant or strictly monotone on each of finitely many intervals. f has "
        "a spurious setwise local minimum if and only if its values at valleys (constant pieces, strict minima, limits "
        "at ends towards which f falls) differ.",
        "docs/theory.md",
    ),
    Theorem(
        "coordinates",
        "Change of coordinates",
        "Setwise local minima, spurious or not, bounded or not, are carried over by homeomorphisms of R^n; a "
        "polynomial map with a polynomial inverse is one.",
        "docs/theory.md",
    ),
    Theorem(
        "increasing-function",
        "Increasing function of a function",
        "Let h be continuous and phi continuous and strictly increasing on the values of h. A set is a setwise local "
        "minimum of phi(h), or a spurious one, if and only if it is one of h.",
        "docs/theory.md",
    ),
    Theorem(
        "convex-function",
        "Convex functions",
        "A convex function on R^n has no spurious setwise local minimum.",
        "docs/theory.md",
    ),
    Theorem(
        "function-of-function",
        "Function of a function without local extrema",
        "Let h be continuous on R^n such that neither h nor -h has a spurious setwise local minimum, and let phi be "
        "continuous on the values of h. If phi is convex, or if h takes all real values and phi has no spurious "
        "setwise local minimum, then phi(h) has none. If h takes all real values and phi has one (an unbounded one), "
        "so has phi(h).",
        "docs/theory.md",
    ),
    Theorem(
        "single-variables",
        "Functions of single variables",
        "Let phi_i, psi_i be continuous, strictly monotone functions on the line with the same images. Then F(phi(x)) "
        "has a spurious setwise local minimum (an unbounded one) if and only if F(psi(x)) has one; it has none if F is "
        "convex on the product of the images, where phi_i may also be even and strictly monotone on [0, infinity).",
        "docs/theory.md",
    ),
    Theorem(
        "matrix-products",
        "Convex functions of products of matrices",
        "Let F be convex and differentiable, and f = F(W_L ... W_1, ..., z), where the entries of all matrices and z "
        "are the variables, and no hidden layer is narrower than both ends of its product. Then every local minimum of "
        "f is a global one, and f has no spurious setwise local minimum.",
        "docs/theory.md",
    ),
    Theorem(
        "partial-minimum",
        "Partial minimisation",
        "Let f = a w^2 + b w + c, where a > 0, b, c are continuous functions of the other variables u. Then f has a "
        "spurious setwise local minimum (an unbounded one) if its minimum over w, c - b^2/(4a), has one, and f has "
        "none if that function of u has none.",
        "docs/theory.md",
    ),
    Theorem(
        "separate-variables",
        "Separate variables",
        "Let f(x, y, ...) = f1(x) + f2(y) + ..., or their product where all are >= 0. If no part has a spurious "
        "setwise local minimum, or one that has none is unbounded below (for products: has infimum 0), then f has "
        "none. If a part has one, f not being constant on it or the others attaining their infima, and the others are "
        "bounded below (for products: by positive numbers), then f has one. The infimum of f is the sum (product) of "
        "the infima; it is attained if and only if all are (for products: or some part takes the value 0).",
        "docs/theory.md",
    ),
    Theorem(
        "second-order",
        "Second-order sufficient condition",
        "A critical point of a C^2 function with positive definite Hessian is a strict local minimum.",
        "classical",
    ),
    Theorem(
        "morse-bott",
        "Morse-Bott minimum",
        "A critical point of a smooth function is a local minimum if it lies on a manifold of critical points, and the "
        "Hessian is positive definite across it.",
        "docs/theory.md",
    ),
    Theorem(
        "descending-paths",
        "Descending paths",
        "If from every point of a dense set a path leads, on which the continuous function f does not increase, to its "
        "infimum or towards it, then there is no value at infinity above the infimum.",
        "docs/theory.md",
    ),
    Theorem(
        "euler-identity",
        "Weighted homogeneous functions",
        "A differentiable function f with sum w_i x_i df/dx_i = d (f - c), w_i >= 0, d > 0, has no value at infinity "
        "above its infimum.",
        "docs/theory.md",
    ),
    Theorem(
        "trajectory-bounds",
        "Bounds on trajectories",
        "f decreases along subgradient trajectories, conserved quantities are constant and monotone ones do not "
        "increase; properness, Gronwall and Malgrange inequalities then bound them.",
        "docs/theory.md",
    ),
    Theorem(
        "trajectory-existence",
        "Existence of trajectories",
        "If f is locally Lipschitz and bounded below, a subgradient trajectory on [0, infinity) starts at every point.",
        "docs/theory.md; Josz and Li 2023, Proposition 1",
    ),
    Theorem(
        "trajectory-escape",
        "Escape of trajectories",
        "A bounded subgradient trajectory along which f is bounded below accumulates at a critical point; a quantity "
        "with h' >= k h^2 and h > 0, k > 0, becomes infinite in finite time.",
        "docs/theory.md",
    ),
    Theorem(
        "infimum-attained",
        "Attained infimum",
        "Under the hypotheses of Theorem 1 (without the last) the infimum is attained, at a local minimum.",
        "docs/theory.md",
    ),
    Theorem(
        "clarke-calculus",
        "Clarke calculus",
        "Local minima are Clarke critical; sum, product, chain and maximum rules as inclusions.",
        "Clarke 1990, Optimization and Nonsmooth Analysis, Chapter 2",
    ),
    Theorem(
        "smooth-calculus",
        "Calculus of C^1 functions",
        "A C^1 function is locally Lipschitz and obeys the chain rule along absolutely continuous curves.",
        "classical",
    ),
    Theorem(
        "definable-chain-rule",
        "Chain rule for definable functions",
        "A locally Lipschitz function that is definable in an o-minimal structure admits a chain rule.",
        "Davis, Drusvyatskiy, Kakade and Lee 2020, Found. Comput. Math. 20; Bolte and Pauwels 2021, Math. Program. 188",
    ),
    Theorem(
        "definable-morse-sard",
        "Definable Morse-Sard theorem",
        "A locally Lipschitz function that is definable in an o-minimal structure has finitely many Clarke critical "
        "values.",
        "Bolte, Daniilidis, Lewis and Shiota 2007, SIAM J. Optim. 18",
    ),
    Theorem(
        "exponential-o-minimal",
        "o-minimality of the real exponential field",
        "The real field with the exponential function is o-minimal.",
        "Wilkie 1996, J. Amer. Math. Soc. 9",
    ),
)

THEOREMS: dict[str, Theorem] = {theorem.id: theorem for theorem in _TABLE}
