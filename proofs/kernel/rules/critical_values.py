"""Claims CriticalValues and FinitelyManyCriticalValues.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Critical values".  If m(F)^k lies in the ideal of the critical equations, every critical
value is a real root of m.  A root is attained at an exact critical point, or excluded by a Positivstellensatz identity.
"""

from __future__ import annotations

from ..algebraic import AlgebraicNumber, check_algebraic, compare, compare_rational, sign_of
from ..claims import CriticalValues
from ..errors import Reason, need
from ..evidence import Attained, IdealMembership, NotAttained, OpenStatus, Point, RationalPoint
from ..lift import Lift, critical_facts
from ..number_field import compare_element, sign_of_element
from ..univariate import count_roots
from .cases import value_facts
from .context import Context
from .points import check_exact_point, element_at, lifted_values
from .psatz import check_impossible, check_root_of, derive_all


def check_critical_values(lift: Lift, claim: CriticalValues, evidence: IdealMembership, where: str) -> None:
    """Check the polynomial, the completeness of the list of its real roots, and the status of each."""
    need(lift.convex_field, where, Reason.NOT_SUPPORTED, "a kink inside a kink: the field is not convex-valued")
    m = claim.polynomial
    need(len(m) >= 1 and m[-1] != 0, f"{where}.claim.polynomial", Reason.WRONG_SHAPE, "leading coefficient 0")
    context = derive_all(
        evidence.derivations, Context.of_lift(lift, critical_facts(lift)), f"{where}.evidence.derivations"
    )
    check_root_of(m, evidence.horner, context, f"{where}.evidence.horner")
    count = len(claim.values)
    need(len(claim.status) == count, f"{where}.claim.status", Reason.WRONG_SHAPE, "one status per value")
    need(len(evidence.statuses) == count, f"{where}.evidence.statuses", Reason.WRONG_SHAPE, "one status per value")
    for k, value in enumerate(claim.values):
        place = f"{where}.claim.values[{k}]"
        check_algebraic(value, place)
        need(sign_of(m, value) == 0, place, Reason.ROOTS, "no root of the polynomial")
        if k:
            need(compare(claim.values[k - 1], value) < 0, place, Reason.ROOTS, "values must increase")
    roots = count_roots(m, None, None)
    need(roots == count, f"{where}.claim.values", Reason.ROOTS, f"{roots} real roots, {count} values")
    for k, (value, status) in enumerate(zip(claim.values, evidence.statuses, strict=True)):
        place = f"{where}.evidence.statuses[{k}]"
        match status:
            case Attained(point):
                expected = "attained"
                check_critical_point(lift, point, place)
                check_value(lift, point, value, place)
            case NotAttained(psatz):
                expected = "not-attained"
                check_impossible(psatz, context.add(*value_facts(lift, value)), f"{place}.psatz")
            case OpenStatus():
                expected = "open"
        need(claim.status[k] == expected, f"{where}.claim.status[{k}]", Reason.WRONG_SHAPE, f"'{expected}' is proved")


def check_critical_point(lift: Lift, point: Point, where: str) -> None:
    """Check that the gradient vanishes at an exact point of a smooth objective."""
    need(lift.smooth, where, Reason.NOT_SUPPORTED, "critical points of nonsmooth objectives are not evaluated")
    check_exact_point(lift, point, where)
    if isinstance(point, RationalPoint):
        values = lifted_values(lift, point, where)
        zero = all(g.evaluate(values) == 0 for g in lift.gradient)
    else:
        check_algebraic(point.theta, f"{where}.theta")
        zero = all(sign_of_element(element_at(g, point, where), point.theta) == 0 for g in lift.gradient)
    need(zero, where, Reason.IDENTITY_FAILS, "the gradient does not vanish at the point")


def check_value(lift: Lift, point: Point, value: AlgebraicNumber, where: str) -> None:
    """Check f(point) = value."""
    if isinstance(point, RationalPoint):
        exact = lift.objective.evaluate(lifted_values(lift, point, where))
        same = compare_rational(value, exact) == 0
    else:
        same = compare_element(element_at(lift.objective, point, where), point.theta, value) == 0
    need(same, where, Reason.IDENTITY_FAILS, "the objective has another value at the point")
