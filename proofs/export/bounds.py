"""Bounds on sets, low points and pseudo-moments, as LaTeX and as plain text.  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.export.formula import NamedFact
from tameproof.proofs.export.latex_math import algebraic, point
from tameproof.proofs.export.latex_psatz import Page, difference, proved
from tameproof.proofs.export.reading import Reading, lift_facts
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.claims import BoundedBelowOn, Minimum, UnboundedBelowOn
from tameproof.proofs.kernel.evidence import AttainedMinimum, LowPoint, Psatz
from tameproof.proofs.kernel.facts import equation, nonnegative, positive
from tameproof.proofs.kernel.polynomial import Polynomial


def conditions(reading: Reading, claim: BoundedBelowOn | Minimum) -> tuple[NamedFact, ...]:
    """Return the lift facts followed by the conditions of the claim."""
    extra = (*map(nonnegative, claim.inequalities), *map(equation, claim.equations))
    return (*lift_facts(reading), *map(NamedFact, extra))


def claim_on_set(page: Page, claim: BoundedBelowOn) -> str:
    """Return the claim as one LaTeX sentence."""
    return rf"${page.v.f} \ge {page.writer().rational(claim.bound)}${_where(page, claim)}."


def claim_unbounded_on_set(page: Page, claim: UnboundedBelowOn) -> str:
    """Return the claim as one LaTeX sentence."""
    return rf"${page.v.f}$ is not bounded below{_where(page, claim)}."


def _where(page: Page, claim: BoundedBelowOn | Minimum | UnboundedBelowOn) -> str:
    shown = [rf"${page.inline(g)} \ge 0$" for g in claim.inequalities]
    shown += [f"${page.inline(h)} = 0$" for h in claim.equations]
    return f" where {', '.join(shown)}" if shown else ""


def claim_minimum(page: Page, claim: Minimum) -> str:
    """Return the claim as one LaTeX sentence."""
    return rf"$\min {page.v.f} = {algebraic(page.writer(), claim.value)}${_where(page, claim)}."


def minimum_facts(reading: Reading, claim: Minimum, theta: AlgebraicNumber | None) -> tuple[NamedFact, ...]:
    """Return the lift facts, the conditions, and the facts about the letter for theta."""
    known = conditions(reading, claim)
    if theta is None:
        return known
    t = len(reading.lift.names)
    letter = Polynomial.variable(t)
    m = Polynomial.from_terms(((0,) * t + (k,) if k else (), c) for k, c in enumerate(theta.polynomial))
    low, high = Polynomial.constant(theta.low), Polynomial.constant(theta.high)
    extra = (equation(m), positive(letter - low), positive(high - letter))
    return (*known, *map(NamedFact, extra))


def minimum_proof(page: Page, claim: Minimum, evidence: AttainedMinimum) -> str:
    """Return the identity that proves the bound, and the point."""
    inner = page.with_facts(minimum_facts(page.reading, claim, evidence.theta))
    w = inner.writer()
    at = f"The value is attained at ${point(w, evidence.point)}$, where all conditions hold."
    if evidence.theta is None:
        exact = as_rational(claim.value) or Fraction(0)
        return "Indeed\n" + proved(inner, difference(w, [page.v.f], exact), evidence.psatz) + " " + at
    t = w.names[len(page.reading.lift.names)]
    v = "".join(w.univariate(evidence.value, t))
    goal = [page.v.f, f" - ({v})" if len(evidence.value) > 1 else f" - {v}"]
    head = f"Let ${t} = {algebraic(w, evidence.theta)}$; the value is ${v}$. Indeed\n"
    return head + proved(inner, goal, evidence.psatz) + " " + at


def bound_on_set(page: Page, claim: BoundedBelowOn, psatz: Psatz) -> str:
    """Return the identity that proves the bound."""
    inner = page.with_facts(conditions(page.reading, claim))
    return "Indeed\n" + proved(inner, difference(page.writer(), [page.v.f], claim.bound), psatz)


def low_point(page: Page, evidence: LowPoint) -> str:
    """Return the point and its value."""
    w = page.writer()
    relation, value = page.reading.value_at(evidence.point)
    less = "" if relation == "=" else " less than"
    return rf"At ${point(w, evidence.point)}$ the value of ${page.v.f}$ is{less} ${w.rational(value)}$."


PSEUDO_MOMENTS = (
    "A linear functional on polynomials is nonnegative on all squares that could occur: its moment matrix is positive"
    " semidefinite. It is negative on the product in question."
)
