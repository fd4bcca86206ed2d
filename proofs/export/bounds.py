"""Bounds on sets, low points and pseudo-moments, as LaTeX and as plain text.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.proofs.export.formula import NamedFact
from tameproof.proofs.export.latex_math import point
from tameproof.proofs.export.latex_psatz import Page, difference, proved
from tameproof.proofs.export.reading import Reading, lift_facts
from tameproof.proofs.kernel.claims import BoundedBelowOn
from tameproof.proofs.kernel.evidence import LowPoint, Psatz
from tameproof.proofs.kernel.facts import equation, nonnegative


def conditions(reading: Reading, claim: BoundedBelowOn) -> tuple[NamedFact, ...]:
    """Return the lift facts followed by the conditions of the claim."""
    extra = (*map(nonnegative, claim.inequalities), *map(equation, claim.equations))
    return (*lift_facts(reading), *map(NamedFact, extra))


def claim_on_set(page: Page, claim: BoundedBelowOn) -> str:
    """Return the claim as one LaTeX sentence."""
    w, f = page.writer(), page.v.f
    shown = [rf"${page.inline(g)} \ge 0$" for g in claim.inequalities]
    shown += [f"${page.inline(h)} = 0$" for h in claim.equations]
    where = f" where {', '.join(shown)}" if shown else ""
    return rf"${f} \ge {w.rational(claim.bound)}${where}."


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
