"""A checked certificate as a LaTeX proof that a referee can read.  Soundness-critical: no.

The text only uses amsmath, amssymb, amsthm, geometry and hyperref; long identities are broken over
lines or referred to the certificate by the number of their step.
"""

from __future__ import annotations

from tameproof.proofs.export.latex_hypotheses import hypotheses_latex
from tameproof.proofs.export.latex_math import LINE, RELATIONS, expression, lines, width
from tameproof.proofs.export.latex_psatz import Page
from tameproof.proofs.export.latex_steps import step_latex
from tameproof.proofs.export.latex_theorems import bibliography_latex, citation, theorems_latex
from tameproof.proofs.export.names import escape_typewriter
from tameproof.proofs.export.reading import Reading, Vocabulary, read_certificate, vocabulary
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.lift import NodeKind

SNIPPET_LINE = 50.0  # amsart is narrower than the article below
MAX_OBJECTIVE = 4000  # characters of LaTeX of the objective; a longer one is described

PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[margin=1in]{geometry}
\usepackage{amsmath,amssymb,amsthm}
\usepackage[hidelinks]{hyperref}
\newtheorem*{theorem}{Theorem}
\allowdisplaybreaks
\setlength{\emergencystretch}{3em}
"""


def to_latex(certificate: Certificate, *, snippet: bool = False) -> str:
    r"""Return a certificate as a LaTeX document.

    Args:
        certificate: the proof object; it is checked first.
        snippet: without preamble and bibliography environment, for ``\input`` in an article that loads amsmath,
            amssymb and amsthm; all labels start with ``tameproof:`` and eight digits of the hash.

    Returns:
        ASCII text.  It states what the checker accepted: a theorem for a certified or refuted objective, and only the
        list of proved steps for an undecided one.

    Raises:
        RejectedStep: the kernel does not accept the certificate.
        InputError: its objective cannot be read.
    """
    return reading_to_latex(read_certificate(certificate), snippet=snippet)


def reading_to_latex(reading: Reading, *, snippet: bool = False) -> str:
    """Return a checked certificate as LaTeX (see ``to_latex``)."""
    v = vocabulary(reading, latex=True)
    line = SNIPPET_LINE if snippet else LINE
    prefix = f"tameproof:{reading.digest[:8]}:"
    body = [
        _statement(reading, v, prefix, line, snippet),
        _definitions(citation(("josz_li_2023",), prefix, snippet=snippet)),
        _notation(reading, v, line),
        *(_step(reading, v, k, line, snippet) for k in range(len(reading.steps))),
        hypotheses_latex(reading, prefix, snippet=snippet),
        _heading("What was checked, and what is cited", snippet),
        _verified(reading, prefix),
        theorems_latex(reading.theorems, prefix, snippet=snippet),
        _heading("How to check this again", snippet),
        _recheck(reading),
        bibliography_latex(reading.theorems, prefix, snippet=snippet),
    ]
    text = "\n\n".join(part for part in body if part)
    if snippet:
        head = f"% tameproof certificate {reading.digest}; needs amsmath, amssymb and amsthm"
        settings = "\\allowdisplaybreaks\n\\setlength{\\emergencystretch}{3em}"
        return f"{head}\n\\begingroup\n{settings}\n{text}\n\\endgroup\n"
    title = {
        "certified": "No spurious local minima, finite or at infinity",
        "refuted": _refuted_title(reading),
    }.get(reading.verdict, "Proved properties of a function")
    front = rf"\title{{{title}:\\a machine-checked proof}}" + "\n\\author{}\n\\date{}\n"
    return (
        f"{PREAMBLE}{front}\\begin{{document}}\n\\maketitle\n\\thispagestyle{{plain}}\n\n{text}\n\n\\end{{document}}\n"
    )


def _refuted_title(reading: Reading) -> str:
    if any(isinstance(s.claim, SpuriousSetwiseMinimum) and s.claim.at_infinity for s in reading.steps):
        return "A spurious local minimum at infinity"
    return "A spurious local minimum"


def _heading(text: str, snippet: bool) -> str:
    return rf"\medskip\noindent\textbf{{{text}.}}" if snippet else rf"\section*{{{text}}}"


def _statement(reading: Reading, v: Vocabulary, prefix: str, line: float, snippet: bool) -> str:
    n = reading.lift.dimension
    space = r"\mathbb{R}" if n == 1 else rf"\mathbb{{R}}^{{{n}}}"
    names = v.names[:n]
    conclusion = {
        "certified": "has no spurious setwise local minimum: every local minimum is a global minimum, and"
        " there is no spurious local"
        " minimum at infinity.",
        "refuted": "has a spurious local minimum at infinity."
        if "infinity" in _refuted_title(reading)
        else "has a spurious setwise local minimum: a local minimum that is not a global minimum.",
    }.get(
        reading.verdict,
        (
            "has the properties that are proved in the steps below; they do not decide whether it has a spurious"
            " local minimum."
        ),
    )
    intro = rf"The function ${v.f} : {space} \to \mathbb{{R}}$,"
    shown = _objective(reading, v, names, f"{prefix}objective", line)
    text = f"{intro}\n{shown}\n{conclusion}"
    if reading.holes:
        listed = ", ".join(str(k + 1) for k in reading.holes)
        words = f"step {listed}, which is" if len(reading.holes) == 1 else f"steps {listed}, which are"
        text += f" (This rests on {words} assumed and not proved.)"
    if snippet:
        return f"\\begin{{trivlist}}\\item[\\hskip\\labelsep\\textbf{{Theorem.}}]\\itshape\n{text}\n\\end{{trivlist}}"
    return f"\\begin{{theorem}}\n{text}\n\\end{{theorem}}"


def _objective(reading: Reading, v: Vocabulary, names: tuple[str, ...], label: str, line: float) -> str:
    arguments = ", ".join(names) if len(names) <= 12 else f"{names[0]}, \\dots, {names[-1]}"
    head = f"{v.f}({arguments})"
    pieces = expression(reading.expression)
    if sum(map(len, pieces)) > MAX_OBJECTIVE:
        size = len(reading.lift.objective)
        pieces = [rf"\langle\text{{an expression with {size} terms, see the last section}}\rangle"]
    if width(head) + width("".join(pieces)) + 3 <= line:
        return f"\\begin{{equation}}\\label{{{label}}}\n  {head} = {''.join(pieces)},\n\\end{{equation}}"
    if width(head) <= 0.3 * line:
        rows = lines(pieces, width(head) + 3, line, width(head) + 5)
        first = [f"{head} &= {rows[0]}"]
    else:
        rows = lines(pieces, 8, line)
        first = [f"&{head}", rf"&\quad = {rows[0]}"]
    broken = " \\\\\n  ".join([*first, *(rf"&\qquad {r}" for r in rows[1:])])
    return (
        f"\\begin{{equation}}\\label{{{label}}}\n\\begin{{aligned}}\n  {broken},\n\\end{{aligned}}\n\\end{{equation}}"
    )


def _definitions(source: str) -> str:
    return (
        rf"\noindent\emph{{Definitions}}~{source}."
        + r" A \emph{setwise local minimum} of $f$ is a nonempty closed set $S$"
        + (
            r" with an open neighbourhood $U$ such that $f(x) \le f(y)$ for all $x \in S$ and $y \in U \setminus"
            r" S$; it is \emph{spurious} if"
        )
        + (
            r" $\inf_S f > \inf f$, and a \emph{spurious local minimum at infinity} if moreover $S$ is"
            r" unbounded. A \emph{subgradient trajectory}"
        )
        + (
            r" is an absolutely continuous curve $x$ on $[0, \infty)$ with $x'(t) \in -\partial f(x(t))$ for"
            r" almost every $t$, where"
        )
        + (
            r" $\partial f$ is the Clarke subdifferential ($\{\nabla f\}$ for smooth $f$); a point with $0 \in"
            r" \partial f(x)$ is critical."
        )
    )


_MEANING = {
    NodeKind.INVERSE: "1/({0})",
    NodeKind.ROOT: r"\sqrt{{{0}}}",
    NodeKind.EXP: r"\exp({0})",
    NodeKind.EXP_NEGATIVE: r"\exp(-({0}))",
    NodeKind.LOG: r"\log({0})",
    NodeKind.SIGMOID: r"1/(1 + \exp(-({0})))",
    NodeKind.TANH: r"\tanh({0})",
    NodeKind.SIGN: r"\text{{a sign of }}{0}",
    NodeKind.MAXIMUM: r"\max\{{{0}\}}",
    NodeKind.WEIGHT: r"\text{{a weight of the maximum of }}{0}",
}


def _notation(reading: Reading, v: Vocabulary, line: float) -> str:
    page = Page(reading, v, 0, line)
    point = r"\noindent\emph{Notation.} $\mathbf{x} = (" + ", ".join(v.names[: reading.lift.dimension]) + ")$."
    if reading.lift.is_polynomial:
        return point
    w = page.writer(30)
    rows = []
    for z in reading.lift.lifted:
        inner = ", ".join(w.text(u) for u in z.arguments)
        rows.append(f"${v.names[z.index]} = {_MEANING[z.kind].format(inner)}$")
    facts = [f"${w.text(f.polynomial)} {RELATIONS[f.kind]} 0$" for f in reading.lift.facts]
    text = (
        f"{point} The parts of ${v.f}$ that are not polynomials are written as further variables:"
        f" {'; '.join(rows)}. At every point they"
    ) + f" satisfy {', '.join(facts)}. Then ${v.f} = {w.text(reading.lift.objective)}$."
    if not reading.lift.smooth:
        g = v.symbol("G")
        components = ", ".join(f"${n} = {w.text(p)}$" for n, p in zip(v.gradient, reading.lift.gradient, strict=True))
        text += (
            f" The vector ${g}$ with {components} takes every value in the Clarke subdifferential, for"
            f" suitable values of the"
        ) + " further variables."
    return text


def _step(reading: Reading, v: Vocabulary, index: int, line: float, snippet: bool) -> str:
    label, claim, body = step_latex(reading, v, index, line)
    title = f"Step {index + 1}: {label}."
    head = rf"\medskip\noindent\textbf{{{title}}}" if snippet else rf"\paragraph{{{title}}}"
    opening = "\\medskip\\noindent\\textbf{Proof.}\n\n" if snippet and index == 0 else ""
    if index == 0 and not snippet:
        opening = "\\section*{Proof}\n\n"
    return f"{opening}{head} \\emph{{{claim}}} {body}"


def _verified(reading: Reading, prefix: str) -> str:
    count = len(reading.steps)
    what = (
        (
            f"Each of the {count} steps was checked by a program that uses exact rational arithmetic only: the"
            f" identities displayed or referred"
        )
        if count != 1
        else (
            "The step was checked by a program that uses exact rational arithmetic only: the identities"
            " displayed or referred"
        )
    )
    text = (
        (
            f"{what} to were expanded, weights and Gram matrices were verified to be nonnegative and positive"
            f" semidefinite, and the hypotheses of"
        )
        + " each theorem were matched with earlier steps. How the identities were found plays no role."
        + r" The statement is \eqref{"
        + prefix
        + "objective}."
    )
    if reading.holes:
        return text + " The steps named in the statement carry no evidence."
    return text + " The argument rests on the following results."


def _recheck(reading: Reading) -> str:
    digest = " ".join(reading.digest[k : k + 8] for k in range(0, 64, 8))
    objective = reading.certificate.objective
    command = f'tameproof check FILE --claim "{objective}"'
    if len(command) > 2000:
        command = "tameproof check FILE --claim OBJECTIVE"
    return (
        r"The certificate is a text file. Its content, without the field that holds provenance, has the SHA-256 hash"
        + rf" \texttt{{{digest}}}. The checker needs nothing but a Python interpreter:"
        + "\n\\begin{quote}\\raggedright\\ttfamily "
        + escape_typewriter(command)
        + "\n\\end{quote}"
    )
