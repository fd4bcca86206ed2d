"""Claim ExactInfimum: the exact infimum, rational or algebraic, and whether it is attained.  Soundness-critical: yes.

Mathematics: docs/theory.md, "The exact infimum".  A point at which f has its infimum is a critical point, so critical
values decide about attainment; in one variable the table of monotone pieces has the infimum among its entries.
"""

from __future__ import annotations

from ..algebraic import as_rational, check_algebraic, compare, compare_rational
from ..claims import (
    BoundedBelow,
    BoundedTrajectories,
    ChainRule,
    Claim,
    CriticalValues,
    ExactInfimum,
    FinitelyManyCriticalValues,
    Infimum,
    LocallyLipschitz,
    ValuesAtInfinity,
)
from ..errors import Reason, RejectedStep, need
from ..evidence import InfimumOfPieces
from ..lift import Lift
from .cases import rows_of
from .minima import find_premise
from .monotone_pieces import compare_number, find_valleys
from .values_at_infinity import possible_values


def check_least_critical_value(claim: ExactInfimum, premises: tuple[Claim, ...], where: str) -> tuple[str, ...]:
    """Check the infimum against the critical values of a premise; return the theorems that this rests on."""
    place = f"{where}.premises"
    check_algebraic(claim.value, f"{where}.claim.value")
    listed = find_premise(premises, CriticalValues, where)
    if not isinstance(listed, CriticalValues):
        raise RejectedStep(place, Reason.WRONG_PREMISE, "no critical values")
    rows = rows_of(listed, place)
    own = next((status for value, status in rows if compare(value, claim.value) == 0), None)
    if not claim.attained:
        exact = as_rational(claim.value)
        known = exact is not None and any(isinstance(p, Infimum) and p.value == exact for p in premises)
        need(known, place, Reason.WRONG_PREMISE, "a step that proves Infimum with this value is needed")
        need(own in (None, "not-attained"), place, Reason.SIDE_CONDITION, "this may be a critical value")
        return ()
    need(own == "attained", place, Reason.SIDE_CONDITION, "not an attained critical value")
    if any(isinstance(p, BoundedBelow) and compare_rational(claim.value, p.bound) <= 0 for p in premises):
        return ()
    if any(isinstance(p, ValuesAtInfinity) for p in premises):
        # inf f is finite: a critical value that is taken, or a value at infinity
        find_premise(premises, BoundedBelow, where)
        below = [v for v in possible_values(premises, where) if compare(v, claim.value) < 0]
        need(not below, place, Reason.SIDE_CONDITION, "a smaller value at infinity is possible")
        bounds = [p.bound for p in premises if isinstance(p, BoundedBelow)]
        for value, status in rows:
            low = any(compare_rational(value, b) < 0 for b in bounds)
            harmless = compare(value, claim.value) >= 0 or status == "not-attained" or low
            need(harmless, place, Reason.SIDE_CONDITION, "a smaller critical value")
        return ()
    kinds = (BoundedBelow, LocallyLipschitz, ChainRule, FinitelyManyCriticalValues, BoundedTrajectories)
    for kind in kinds:
        find_premise(premises, kind, where)
    for value, status in rows:
        smaller = compare(value, claim.value) < 0
        need(not smaller or status == "not-attained", place, Reason.SIDE_CONDITION, "a smaller critical value")
    return ("infimum-attained",)


def check_infimum_of_pieces(lift: Lift, claim: ExactInfimum, evidence: InfimumOfPieces, where: str) -> None:
    """Check that the value is the least entry of the table of f, and whether a breakpoint has it."""
    place = f"{where}.evidence"
    check_algebraic(claim.value, f"{where}.claim.value")
    _, every = find_valleys(lift, evidence.breakpoints, place)
    inner = [not entry.unbounded for entry in every]
    need(any(inner), f"{place}.breakpoints", Reason.ROOTS, "at least one breakpoint is needed")
    signs = [compare_number(entry, claim.value) for entry in every]
    need(min(signs) >= 0, f"{where}.claim.value", Reason.SIGN, "f is somewhere below the value")
    need(min(signs) == 0, f"{where}.claim.value", Reason.SIGN, "f stays above the value")
    attained = any(sign == 0 and finite for sign, finite in zip(signs, inner, strict=True))
    need(claim.attained == attained, f"{where}.claim.attained", Reason.SIGN, "attained iff at a breakpoint")
