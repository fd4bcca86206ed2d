"""Claim SpuriousSetwiseMinimum: regions (Theorem R), finite spurious minima, plateaus.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Theorem R" and "Plateaus".
"""

from __future__ import annotations

from fractions import Fraction

from ..claims import SpuriousSetwiseMinimum
from ..errors import Reason, need, shown
from ..evidence import Plateau, Point, RationalArc, RationalPoint, Region, RegionMinimum, StrictMinimum
from ..facts import equation, nonnegative, positive
from ..intervals import Interval
from ..lift import Lift
from ..number_field import check_positive_definite_at, sign_of_element
from ..polynomial import Polynomial
from ..rational_function import RationalFunction
from ..semidefinite import check_positive_definite
from .context import Context
from .critical_values import check_critical_point
from .enclosures import ArcEnclosures, evaluate_near, value_near, values_near
from .points import element_at, lifted_values, value_at
from .psatz import check_nonnegative, check_positive


def _check_inequalities(lift: Lift, inequalities: tuple[Polynomial, ...], where: str) -> None:
    """Refuse inequalities that are not continuous functions of x."""
    context = Context.of_lift(lift)
    need(len(inequalities) >= 1, where, Reason.VACUOUS, "no inequality")
    for k, g in enumerate(inequalities):
        context.check_variables(g, f"{where}[{k}]")
        good = not (g.variables() & lift.kink_variables)
        need(good, f"{where}[{k}]", Reason.NOT_SUPPORTED, "kink variables in an inequality")


def check_inside(lift: Lift, inequalities: tuple[Polynomial, ...], point: RationalPoint, where: str) -> Interval:
    """Check g_i(point) > 0 for all i; return an enclosure of f(point)."""
    values = values_near(lift, point, where)
    for k, g in enumerate(inequalities):
        need(evaluate_near(g, values).low > 0, where, Reason.SIGN, f"inequality {k} fails at the point")
    return evaluate_near(lift.objective, values)


def _check_arc(
    lift: Lift, arc: RationalArc, inequalities: tuple[Polynomial, ...], margin: Fraction, where: str
) -> RationalFunction:
    """Check that the arc leaves every bounded set with g_i > 0 (g_i >= margin if margin > 0); return a bound of f."""
    values = ArcEnclosures(lift, arc, where)
    infinite = values.leaves_every_bounded_set(lift.dimension)
    need(infinite, where, Reason.SIGN, "no coordinate of the arc tends to infinity")
    for k, g in enumerate(inequalities):
        along = values.of(g).low
        if margin > 0:
            shifted = along - RationalFunction((margin.numerator,), (margin.denominator,))
            good = shifted.is_at_least_on_ray(Fraction(0), arc.start)
        else:
            good = along.sign_on_ray(arc.start) > 0
        need(good, where, Reason.SIGN, f"inequality {k} fails along the arc")
    return values.of(lift.objective).high


def check_region(lift: Lift, claim: SpuriousSetwiseMinimum, evidence: Region, where: str) -> None:
    """Theorem R: f > level on the boundary of the region, f >= lower inside, and a point below lower elsewhere."""
    place = f"{where}.evidence"
    g = evidence.inequalities
    _check_inequalities(lift, g, f"{place}.inequalities")
    need(len(evidence.boundary) == len(g), f"{place}.boundary", Reason.WRONG_SHAPE, "one proof per inequality")
    root = Context.of_lift(lift)
    f = lift.objective
    above_level = f - Polynomial.constant(evidence.level)
    for i, psatz in enumerate(evidence.boundary):
        facts = [equation(p) if j == i else nonnegative(p) for j, p in enumerate(g)]
        check_positive(above_level, psatz, root.add(*facts), f"{place}.boundary[{i}]")
    inside = root.add(*(positive(p) for p in g))
    check_nonnegative(f - Polynomial.constant(evidence.lower), evidence.floor, inside, f"{place}.floor")
    value = check_inside(lift, g, evidence.inside, f"{place}.inside").high
    need(value <= evidence.level, f"{place}.inside", Reason.SIGN, f"f = {shown(value)} is above the level")
    below = value_near(lift, evidence.below, f"{place}.below").high
    need(
        below < evidence.lower,
        f"{place}.below",
        Reason.SIGN,
        f"f = {shown(below)} is not below {shown(evidence.lower)}",
    )
    need(claim.at_infinity == (evidence.arc is not None), f"{where}.claim", Reason.WRONG_SHAPE, "at infinity iff arc")
    if evidence.arc is not None:
        along = _check_arc(lift, evidence.arc, g, Fraction(0), f"{place}.arc")
        good = along.is_at_most_on_ray(evidence.level, evidence.arc.start)
        need(good, f"{place}.arc", Reason.SIGN, "f exceeds the level along the arc")


def check_strict_minimum(lift: Lift, claim: SpuriousSetwiseMinimum, evidence: StrictMinimum, where: str) -> None:
    """A critical point with positive definite Hessian, and a point with a smaller value."""
    place = f"{where}.evidence.point"
    need(not claim.at_infinity, f"{where}.claim", Reason.WRONG_SHAPE, "a point is not unbounded")
    point = evidence.point
    check_critical_point(lift, point, place)
    n = lift.dimension
    if isinstance(point, RationalPoint):
        values = lifted_values(lift, point, place)
        matrix = tuple(tuple(lift.hessian[i][j].evaluate(values) for j in range(i + 1)) for i in range(n))
        check_positive_definite(matrix, place)
    else:
        rows = tuple(tuple(element_at(lift.hessian[i][j], point, place) for j in range(i + 1)) for i in range(n))
        check_positive_definite_at(rows, point.theta, place)
    check_lower_elsewhere(lift, point, evidence.below, f"{where}.evidence.below")


def check_lower_elsewhere(lift: Lift, point: Point, below: RationalPoint, where: str) -> None:
    """Check f(below) < f(point) for an exact point that has been checked."""
    value = value_near(lift, below, where).high
    if isinstance(point, RationalPoint):
        smaller = value < value_at(lift, point, where)
    else:
        gap = element_at(lift.objective - Polynomial.constant(value), point, where)
        smaller = sign_of_element(gap, point.theta) > 0
    need(smaller, where, Reason.SIGN, "f is not smaller there")


def check_region_minimum(lift: Lift, claim: SpuriousSetwiseMinimum, evidence: RegionMinimum, where: str) -> None:
    """A point that minimises f over an open region, and a point elsewhere with a smaller value."""
    place = f"{where}.evidence"
    need(not claim.at_infinity, f"{where}.claim", Reason.WRONG_SHAPE, "a point is not unbounded")
    g = evidence.inequalities
    _check_inequalities(lift, g, f"{place}.inequalities")
    inside = check_inside(lift, g, evidence.point, f"{place}.point")
    need(inside.is_exact, f"{place}.point", Reason.NOT_SUPPORTED, "the value at the point is not rational")
    value = inside.low
    region = Context.of_lift(lift).add(*(positive(p) for p in g))
    check_nonnegative(lift.objective - Polynomial.constant(value), evidence.psatz, region, f"{place}.psatz")
    below = value_near(lift, evidence.below, f"{place}.below").high
    need(below < value, f"{place}.below", Reason.SIGN, f"f = {shown(below)} is not below {shown(value)}")


def check_plateau(lift: Lift, claim: SpuriousSetwiseMinimum, evidence: Plateau, where: str) -> None:
    """f is constant on an open region that contains an unbounded closed set, and smaller somewhere."""
    place = f"{where}.evidence"
    need(claim.at_infinity, f"{where}.claim", Reason.WRONG_SHAPE, "a plateau is at infinity")
    g = evidence.inequalities
    _check_inequalities(lift, g, f"{place}.inequalities")
    need(evidence.margin > 0, f"{place}.margin", Reason.SIDE_CONDITION, "margin must be > 0")
    inside = Context.of_lift(lift).add(*(positive(p) for p in g))
    excess = lift.objective - Polynomial.constant(evidence.value)
    check_nonnegative(excess, evidence.upper, inside, f"{place}.upper")
    check_nonnegative(-excess, evidence.lower, inside, f"{place}.lower")
    _check_arc(lift, evidence.arc, g, evidence.margin, f"{place}.arc")
    below = value_near(lift, evidence.below, f"{place}.below").high
    need(below < evidence.value, f"{place}.below", Reason.SIGN, f"f = {shown(below)} is not below {evidence.value}")
