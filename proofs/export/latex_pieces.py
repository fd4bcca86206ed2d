"""Branches of a plane curve and monotone pieces of the line as LaTeX paragraphs.  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.export.formula import NamedFact
from tameproof.proofs.export.latex_math import LatexWriter, algebraic, rational_function
from tameproof.proofs.export.latex_psatz import Page, combination, fact_statement
from tameproof.proofs.export.reading import lift_facts
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import (
    BranchSigns,
    End,
    InfimumOfPieces,
    MonotonePieces,
    NoPoles,
    Separation,
    SpuriousValley,
)
from tameproof.proofs.kernel.facts import equation
from tameproof.proofs.kernel.polynomial import ZERO
from tameproof.proofs.kernel.rules.branches import ENDS
from tameproof.proofs.kernel.rules.monotone_pieces import Piece, cut_line, piece_at, samples_between

MAX_SHOWN = 12  # coefficients of a polynomial that is written out


def branch_signs(page: Page, evidence: BranchSigns) -> str:
    """Return the argument on the real branches of the curve, end by end."""
    f = page.v.f
    known = 0 <= evidence.curve < len(page.facts)
    curve = f"${fact_statement(page, page.facts[evidence.curve])}$" if known else ""
    out = [
        rf"on the far real branches of the curve {curve} the function ${f}$ increases outwards, or stays away from the"
        rf" value, or the points are saddles of ${f}$ on the level sets of $\rho$."
    ]
    named = NamedFact(page.facts[evidence.curve].fact, "m") if known else NamedFact(equation(ZERO), "m")
    for (i, sign), end in zip(ENDS, evidence.ends, strict=False):
        out.append(_end(page, named, i, sign, end))
    return "\n".join(out)


def _end(page: Page, curve: NamedFact, i: int, sign: int, end: End) -> str:
    name, w, f = page.v.names[i], page.writer(), page.v.f
    other = page.v.names[1 - i] if len(page.v.names) > 1 else name
    where = f"{'-' if sign < 0 else ''}{name} > {w.rational(end.radius)}"
    rho, d = r"\rho", page.v.symbol("d")
    inner = rf"\langle \nabla {f}, \nabla {rho} \rangle"
    bend = (
        rf"-{d}^{{\top}}\bigl(|\nabla {rho}|^{{2}}\, \nabla^{{2}} {f} - {inner} \nabla^{{2}} {rho}\bigr) {d}"
        rf"\ \ \bigl({d} = (-\partial_2 {rho}, \partial_1 {rho})\bigr)"
    )
    rows: tuple[tuple[str, Separation | None], ...] = (
        (rf"\partial m / \partial {other}", end.simple),
        (inner, end.slope),
        (bend, end.curvature),
        (f"{f} - a", end.below),
        (f"{f} - b", end.above),
    )
    given = [(q, s) for q, s in rows if s is not None]
    if not given:
        return rf"There are no points with ${where}$."
    out = [
        rf"For ${where}$ the curve consists of graphs over ${name}$, and the following functions have no zero on it;"
        rf" their signs at ${name} = {w.rational(sign * (end.radius + 1))}$ exclude every branch"
        + (r" ($a$ and $b$ are the ends of the window)." if end.below or end.above else ".")
    ]
    for q, s in given:
        facts = [*lift_facts(page.reading), curve, NamedFact(equation(ZERO), "q")]
        degree = len(s.polynomial) - 1
        left = (
            list(w.univariate(s.polynomial, name))
            if len(s.polynomial) <= MAX_SHOWN
            else [rf"R({name})\ \ (\text{{of degree {degree}, without roots there}})"]
        )
        out.append(rf"For $q = {q}$,")
        out.append(combination(page.with_facts(facts), left, s.combination))
    return "\n".join(out)


def monotone_pieces(page: Page, evidence: MonotonePieces) -> str:
    """Return the table of the pieces and the common value of the valleys."""
    f, w = page.v.f, page.writer()
    value = r"-\infty" if evidence.value is None else algebraic(w, evidence.value)
    return (
        _table(page, evidence.breakpoints)
        + "\n"
        + rf"At every valley (a constant piece, a minimum between a falling and a rising piece, an end of the line"
        rf" towards which ${f}$ falls) the value is ${value}$. From every point ${f}$ falls to a valley, so this is"
        rf" $\inf {f}$, and there is no spurious setwise local minimum."
    )


def no_poles(page: Page, evidence: NoPoles) -> str:
    """Return the table of the pieces, and that no denominator vanishes at their ends."""
    return (
        _table(page, evidence.breakpoints)
        + "\n"
        + r"No denominator has a zero in one of them, nor, being continuous there, at an end of one."
    )


def infimum_of_pieces(page: Page, evidence: InfimumOfPieces) -> str:
    """Return the table of the pieces and where the least value is."""
    f = page.v.f
    return (
        _table(page, evidence.breakpoints)
        + "\n"
        + rf"So the infimum of ${f}$ is the least of its values at the ends of these intervals and of its limits at"
        rf" $\pm\infty$; it is attained if and only if one of the former is least."
    )


def spurious_valley(page: Page, evidence: SpuriousValley) -> str:
    """Return the table of the pieces and the valley that is too high."""
    f, level = page.v.f, page.writer().rational(evidence.level)
    return (
        _table(page, evidence.breakpoints)
        + "\n"
        + rf"Valley number {evidence.valley + 1} from the left (counting constant pieces, minima between a falling and"
        rf" a rising piece, and ends of the line towards which ${f}$ falls) lies above ${level}$, and ${f}$ takes"
        rf" smaller values elsewhere: it is a spurious setwise local minimum."
    )


def _table(page: Page, breakpoints: tuple[tuple[int, ...], ...]) -> str:
    w, x, f = page.writer(), page.v.names[0], page.v.f
    try:
        roots = cut_line(breakpoints, "piece")
        pieces = [piece_at(page.reading.lift, s, "piece") for s in samples_between(roots)]
    except RejectedStep:
        return rf"The line is cut into intervals on which ${f}$ is constant or strictly monotone."
    rows = []
    for k, piece in enumerate(pieces):
        left = None if k == 0 else roots[k - 1]
        right = None if k == len(roots) else roots[k]
        rows.append(rf"\item {_interval(w, x, left, right)}: {_shown(w, f, x, piece)}")
    items = "\n".join(rows)
    return (
        rf"The line is cut into intervals on which ${f}$ is one rational function, constant or strictly monotone:"
        f"\n\\begin{{itemize}}\n{items}\n\\end{{itemize}}"
    )


def _interval(w: LatexWriter, x: str, left: AlgebraicNumber | None, right: AlgebraicNumber | None) -> str:
    if left is None and right is None:
        return "on the whole line"
    if left is None:
        return f"for ${x} <$ {_end_text(w, right)}"
    if right is None:
        return f"for ${x} >$ {_end_text(w, left)}"
    return f"between {_end_text(w, left)} and {_end_text(w, right)}"


def _end_text(w: LatexWriter, number: AlgebraicNumber | None) -> str:
    return "" if number is None else f"${algebraic(w, number)}$"


def _shown(w: LatexWriter, f: str, x: str, piece: Piece) -> str:
    words = {1: "increasing", -1: "decreasing", 0: "constant"}[piece.direction]
    size = len(piece.function.numerator) + len(piece.function.denominator)
    if size > MAX_SHOWN or any(abs(c) > Fraction(10**9) for c in piece.function.numerator):
        return words
    return rf"${f} = {rational_function(w, piece.function, x)}$, {words}"
