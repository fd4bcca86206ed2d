"""Values at infinity level by level: lists from several functions rho, and what they have in common.

Soundness-critical: yes.  Mathematics: docs/theory.md, "Values at infinity, level by level".  A value at infinity is a
number v = inf_S f, S a setwise local minimum or the whole space, that f does not take on S.  Each rule shows that such
numbers are in a list, or below a bound; so they are in all lists.
"""

from __future__ import annotations

from fractions import Fraction

from ..algebraic import (
    AlgebraicNumber,
    as_rational,
    compare,
    compare_rational,
)
from ..claims import (
    BoundedBelow,
    Claim,
    CriticalValues,
    FinitelyManyCriticalValues,
    NoValueAtInfinity,
    ValuesAtInfinity,
)
from ..errors import Reason, RejectedStep, need
from ..evidence import Candidate, LowerFarOut, Malgrange
from ..facts import positive
from ..lift import Lift
from ..polynomial import Polynomial
from .cases import rows_of
from .context import Context
from .enclosures import ArcEnclosures
from .malgrange import check_increasing, is_among, speed_and_zeros
from .minima import find_premise
from .psatz import MAX_EXPONENT, check_nonnegative


def check_list(claim: ValuesAtInfinity, where: str) -> None:
    """Check that the values of a claim are numbers in canonical form and increase."""
    check_increasing(claim.values, f"{where}.claim.values")


def is_covered(value: AlgebraicNumber, claim: ValuesAtInfinity) -> bool:
    """Return whether the claim allows this number to be a value at infinity."""
    return is_listed(value, claim) or is_below(value, claim)


def is_listed(value: AlgebraicNumber, claim: ValuesAtInfinity) -> bool:
    """Return whether the number is one of the listed values."""
    return is_among(value, claim.values)


def is_below(value: AlgebraicNumber, claim: ValuesAtInfinity) -> bool:
    """Return whether the number is below the bound of the claim."""
    return claim.bound is not None and compare_rational(value, claim.bound) < 0


def check_lower_far_out(lift: Lift, candidate: Candidate, exclusion: LowerFarOut, radius: Fraction, where: str) -> None:
    """Check that far level sets of rho lie in {f <= v + o(1)} and contain points with f < v."""
    need(lift.dimension >= 2, where, Reason.NOT_SUPPORTED, "the level sets of rho are not connected on a line")
    need(candidate.width == 0, f"{where}.width", Reason.VACUOUS, "no window is needed")
    value = as_rational(candidate.value)
    if value is None:
        raise RejectedStep(f"{where}.value", Reason.NOT_SUPPORTED, "for rational values only")
    place = f"{where}.exclusion"
    need(1 <= exclusion.exponent <= MAX_EXPONENT, f"{place}.exponent", Reason.LIMIT, "exponent out of range")
    gap = lift.objective - Polynomial.constant(value)
    far = positive(lift.squared_norm - Polynomial.constant(radius))
    context = Context.of_lift(lift, (*lift.facts, far, positive(gap)))
    q = Polynomial.constant(exclusion.constant) - gap**exclusion.exponent * lift.squared_norm
    check_nonnegative(q, exclusion.psatz, context, f"{place}.psatz")
    arc = exclusion.arc
    along = ArcEnclosures(lift, arc, f"{place}.arc")
    infinite = along.leaves_every_bounded_set(lift.dimension)
    need(infinite, f"{place}.arc", Reason.SIGN, "no coordinate of the arc tends to infinity")
    below = along.of(-gap).low.sign_on_ray(arc.start) > 0
    need(below, f"{place}.arc", Reason.SIGN, "f is not below the value along the arc")


def check_malgrange_values(
    lift: Lift, claim: ValuesAtInfinity, evidence: Malgrange, premises: tuple[Claim, ...], where: str
) -> None:
    """Check factor |x|^2 |G|^2 >= speed(F) far out with speed >= 0 above the lower bound; its zeros are listed."""
    find_premise(premises, FinitelyManyCriticalValues, where)
    check_list(claim, where)
    _, _, zeros = speed_and_zeros(lift, evidence, premises, where)
    for k, zero in enumerate(zeros):
        need(is_covered(zero, claim), f"{where}.claim.values", Reason.ROOTS, f"zero {k} of the speed is not listed")


def check_common_values(claim: NoValueAtInfinity | ValuesAtInfinity, premises: tuple[Claim, ...], where: str) -> None:
    """Check a list of values at infinity against those of the premises."""
    place = f"{where}.premises"
    lists = [p for p in premises if isinstance(p, ValuesAtInfinity)]
    need(bool(lists), place, Reason.WRONG_PREMISE, "a step that proves ValuesAtInfinity is needed")
    least, useful = _useful_lists(premises)
    if isinstance(claim, ValuesAtInfinity):
        check_list(claim, where)
        for p in lists:
            if p.bound is None or (claim.bound is not None and p.bound <= claim.bound) or p in useful:
                continue
            raise RejectedStep(place, Reason.WRONG_PREMISE, "a list whose bound is above that of the claim")
        for value in _common(lists):
            low = least is not None and compare_rational(value, least) < 0
            need(low or is_covered(value, claim), f"{where}.claim.values", Reason.ROOTS, "a common value is not listed")
        return
    common = possible_values(premises, where)
    rest = common
    if common and least is not None and any(isinstance(p, CriticalValues) for p in premises):
        # inf f is a critical value, or a value at infinity: so it is at least the smallest of both
        first = common[0]
        for known in (p for p in premises if isinstance(p, CriticalValues)):
            smaller = [
                s != "not-attained" and compare_rational(v, least) >= 0 and compare(v, first) < 0
                for v, s in rows_of(known, place)
            ]
            if not any(smaller):
                rest = common[1:]
    if least is not None:
        rest = [v for v in rest if compare_rational(v, least) > 0]
    need(not rest, place, Reason.GOAL_NOT_REACHED, "the lists have a value in common that may be above inf f")


def _useful_lists(premises: tuple[Claim, ...]) -> tuple[Fraction | None, list[ValuesAtInfinity]]:
    """Return the largest lower bound, and the lists in which every value at infinity is."""
    least = max((p.bound for p in premises if isinstance(p, BoundedBelow)), default=None)
    lists = (p for p in premises if isinstance(p, ValuesAtInfinity))
    # f >= least, so a value at infinity is >= least, and below the bound of no list whose bound is at most that
    return least, [p for p in lists if p.bound is None or (least is not None and p.bound <= least)]


def possible_values(premises: tuple[Claim, ...], where: str) -> list[AlgebraicNumber]:
    """Return numbers among which every value at infinity is, by the lists and lower bounds of the premises."""
    least, useful = _useful_lists(premises)
    place = f"{where}.premises"
    need(bool(useful), place, Reason.WRONG_PREMISE, "the lists leave values between inf f and their bounds open")
    return [v for v in _common(useful) if least is None or compare_rational(v, least) >= 0]


def _common(lists: list[ValuesAtInfinity]) -> list[AlgebraicNumber]:
    """Return the values that are in every list, increasing."""
    return [v for v in lists[0].values if all(is_listed(v, p) for p in lists[1:])]
