"""Monotone pieces of functions with exp, sigmoid, tanh and log as LaTeX paragraphs.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.proofs.export.latex_math import LatexWriter
from tameproof.proofs.export.latex_psatz import Page
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import ExponentialFactor, ExponentialPieces, ExponentialValley
from tameproof.proofs.kernel.exponential_sum import Row, trimmed
from tameproof.proofs.kernel.rational_function import Infinity
from tameproof.proofs.kernel.rules.exponential_pieces import Valley, find_valleys
from tameproof.proofs.kernel.univariate import from_fractions

MAX_SHOWN = 12  # terms of a numerator that is written out


def exponential_pieces(page: Page, evidence: ExponentialPieces) -> str:
    """Return the sign changes of the derivative and why the valleys have one value."""
    return (
        _table(page, evidence.factors)
        + rf" All of them have the same value: there is at most one, or they are mirror images (${page.v.f}$ is even),"
        rf" or their values are rational and equal. So ${page.v.f}$ has no spurious setwise local minimum."
    )


def exponential_valley(page: Page, evidence: ExponentialValley) -> str:
    """Return the sign changes of the derivative, the valley, and the lower point."""
    w, f = page.writer(), page.v.f
    level, point = w.rational(evidence.level), ", ".join(w.rational(v) for v in evidence.below.coordinates)
    return (
        _table(page, evidence.factors)
        + rf" Valley number {evidence.valley + 1} lies above ${level}$ (by enclosures), but ${f}({point}) < {level}$:"
        " it is a spurious setwise local minimum."
    )


def _table(page: Page, factors: tuple[ExponentialFactor, ...]) -> str:
    f, name = page.v.f, page.v.names[0]
    w = page.writer()
    if not factors:
        return f"${f}$ is constant."
    count = sum(len(factor.terms) for factor in factors)
    shown = r" \cdot ".join(_factor(w, factor, name) for factor in factors) if count <= MAX_SHOWN else None
    numerator = rf"$P = {shown}$" if shown else rf"$P$, a product of {len(factors)} factors given in the certificate"
    try:
        _, valleys = find_valleys(page.reading.lift, factors, "latex")
        places = _places(w, valleys or (), name)
    except RejectedStep:
        places = "as computed from the factors"
    return (
        rf"The derivative of ${f}$ is $P/Q$, where $Q$ has no zeros and the numerator is {numerator}."
        " The sign changes of the factors, and between them the monotone pieces, are found by Rolle's theorem:"
        " multiplied by an exponential, one term of a factor is killed by finitely many derivatives."
        f" The valleys of ${f}$ (minima between a falling and a rising piece, ends of the line towards which ${f}$"
        f" falls): {places}."
    )


def _factor(w: LatexWriter, factor: ExponentialFactor, name: str) -> str:
    parts = []
    for q, p in factor.terms:
        exponent, coefficient = _row(w, trimmed(q), name), _row(w, trimmed(p), name)
        bare = len(factor.terms) == 1 and len(trimmed(p)) <= 1
        left = coefficient if bare else rf"\left({coefficient}\right)"
        parts.append(left if exponent == "0" else rf"{left} e^{{{exponent}}}")
    inside = " + ".join(parts)
    if len(parts) > 1:
        inside = rf"\left({inside}\right)"
    return inside if factor.exponent == 1 else rf"{{{inside}}}^{{{factor.exponent}}}"


def _row(w: LatexWriter, row: Row, name: str) -> str:
    if not row:
        return "0"
    integers, scale = from_fractions(row)
    text = "".join(w.univariate(integers, name))
    return text if scale == 1 else w.rational(row[0]) if len(row) == 1 else rf"{w.rational(scale)}\left({text}\right)"


def _places(w: LatexWriter, valleys: tuple[Valley, ...], name: str) -> str:
    out = []
    for valley in valleys:
        if isinstance(valley.at, Infinity):
            out.append(rf"${name} \to {'-' if valley.at is Infinity.NEGATIVE else ''}\infty$")
        elif valley.at.low == valley.at.high:
            out.append(f"${name} = {w.rational(valley.at.low)}$")
        else:
            out.append(f"${name}$ between ${w.rational(valley.at.low)}$ and ${w.rational(valley.at.high)}$")
    return ", ".join(out) or "none"
