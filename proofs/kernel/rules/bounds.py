"""Claims about values: WellDefined, BoundedBelow(On), TakesValueBelow, UnboundedBelow(On), Infimum.

Soundness-critical: yes.
"""

from __future__ import annotations

from fractions import Fraction

from ..claims import BoundedBelow, BoundedBelowOn, Claim, Infimum, TakesValueBelow, UnboundedBelowOn
from ..errors import Reason, need, shown
from ..evidence import (
    AttainedInfimum,
    DescendingArc,
    LimitInfimum,
    LowerBound,
    LowPoint,
    RationalPoint,
    SideConditions,
)
from ..facts import equation, nonnegative
from ..lift import Lift
from ..number_field import sign_of_element
from ..polynomial import Polynomial
from ..rational_function import Infinity
from .context import Context
from .enclosures import ArcEnclosures, value_near
from .points import check_exact_point, element_at, value_at
from .psatz import check_nonnegative, check_positive


def check_side_conditions(lift: Lift, evidence: SideConditions, where: str) -> None:
    """Check one sign proof per obligation, each from the facts of the nodes before it."""
    need(len(lift.obligations) > 0, where, Reason.VACUOUS, "the objective has no side conditions")
    need(
        len(evidence.conditions) == len(lift.obligations),
        f"{where}.evidence.conditions",
        Reason.WRONG_SHAPE,
        f"{len(lift.obligations)} side conditions",
    )
    for k, (condition, obligation) in enumerate(zip(evidence.conditions, lift.obligations, strict=True)):
        place = f"{where}.evidence.conditions[{k}]"
        allowed = (1,) if obligation.must_be_positive else (1, -1)
        need(condition.sign in allowed, f"{place}.sign", Reason.SIDE_CONDITION, obligation.text)
        context = Context(lift, lift.facts[: obligation.facts], len(lift.names), everywhere=False)
        check_positive(obligation.argument.scale(condition.sign), condition.psatz, context, f"{place}.psatz")


def check_bounded_below(lift: Lift, claim: BoundedBelow, evidence: LowerBound, where: str) -> None:
    """Check F - bound >= 0 everywhere."""
    q = lift.objective - Polynomial.constant(claim.bound)
    check_nonnegative(q, evidence.psatz, Context.of_lift(lift), f"{where}.evidence.psatz")


def check_bounded_below_on(lift: Lift, claim: BoundedBelowOn, evidence: LowerBound, where: str) -> None:
    """Check F - bound >= 0 from the lift's facts, the inequalities and the equations, in this order."""
    _check_conditions(lift, claim, where)
    facts = (*map(nonnegative, claim.inequalities), *map(equation, claim.equations))
    context = Context.of_lift(lift).add(*facts) if facts else Context.of_lift(lift)
    q = lift.objective - Polynomial.constant(claim.bound)
    check_nonnegative(q, evidence.psatz, context, f"{where}.evidence.psatz")


def _check_conditions(lift: Lift, claim: BoundedBelowOn | UnboundedBelowOn, where: str) -> None:
    for k, p in enumerate((*claim.inequalities, *claim.equations)):
        good = all(i < lift.dimension for i in p.variables())
        need(good, f"{where}.claim", Reason.UNKNOWN_VARIABLE, f"condition {k} is not about the objective's variables")


def check_takes_value_below(lift: Lift, claim: TakesValueBelow, evidence: LowPoint, where: str) -> None:
    """Check f(point) < bound."""
    value = value_near(lift, evidence.point, f"{where}.evidence.point")
    need(value.high < claim.bound, f"{where}.evidence.point", Reason.SIGN, f"the value there is {shown(value.high)}")


def check_unbounded_below(lift: Lift, evidence: DescendingArc, where: str) -> None:
    """Check that f tends to -infinity along the arc."""
    place = f"{where}.evidence.arc"
    limit = ArcEnclosures(lift, evidence.arc, place).of(lift.objective).high.limit_at_infinity()
    need(limit is Infinity.NEGATIVE, place, Reason.SIGN, f"the limit is {shown(limit)}")


def check_unbounded_below_on(lift: Lift, claim: UnboundedBelowOn, evidence: DescendingArc, where: str) -> None:
    """Check that f tends to -infinity along the arc, and that every condition holds at every point of it."""
    _check_conditions(lift, claim, where)
    check_unbounded_below(lift, evidence, where)
    place = f"{where}.evidence.arc"
    along = ArcEnclosures(lift, evidence.arc, place)
    for k, g in enumerate(claim.inequalities):
        good = along.of(g).low.is_at_least_on_ray(Fraction(0), evidence.arc.start)
        need(good, place, Reason.SIGN, f"inequality {k} does not hold everywhere on the arc")
    for k, h in enumerate(claim.equations):
        value = along.of(h)
        need(
            value.is_exact and not any(value.low.numerator),
            place,
            Reason.IDENTITY_FAILS,
            f"equation {k} fails on the arc",
        )


def check_infimum_attained(
    lift: Lift, claim: Infimum, evidence: AttainedInfimum, premises: tuple[Claim, ...], where: str
) -> None:
    """Check f(point) = value and value <= f everywhere."""
    _check_bound(claim, premises, where)
    place = f"{where}.evidence.point"
    check_exact_point(lift, evidence.point, place)
    if isinstance(evidence.point, RationalPoint):
        good = value_at(lift, evidence.point, place) == claim.value
    else:
        q = lift.objective - Polynomial.constant(claim.value)
        good = sign_of_element(element_at(q, evidence.point, place), evidence.point.theta) == 0
    need(good, place, Reason.IDENTITY_FAILS, f"the value at the point is not {shown(claim.value)}")


def check_infimum_limit(
    lift: Lift, claim: Infimum, evidence: LimitInfimum, premises: tuple[Claim, ...], where: str
) -> None:
    """Check that f tends to value along the arc and value <= f everywhere."""
    _check_bound(claim, premises, where)
    need(not claim.attained, f"{where}.claim.attained", Reason.WRONG_SHAPE, "an arc does not attain the infimum")
    place = f"{where}.evidence.arc"
    # f >= value everywhere, so it tends to value if something above f does
    limit = ArcEnclosures(lift, evidence.arc, place).of(lift.objective).high.limit_at_infinity()
    need(limit == claim.value, place, Reason.SIGN, f"the limit is {shown(limit)}")


def _check_bound(claim: Infimum, premises: tuple[Claim, ...], where: str) -> None:
    good = any(isinstance(p, BoundedBelow) and p.bound >= claim.value for p in premises)
    need(good, f"{where}.premises", Reason.WRONG_PREMISE, "a step that proves this lower bound is needed")
