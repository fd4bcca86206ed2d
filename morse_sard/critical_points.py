"""Exact critical points with a given value.  Soundness-critical: no; the kernel's own checks filter the answers."""

from __future__ import annotations

from collections.abc import Sequence

from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import AlgebraicPoint, Point, RationalPoint
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, critical_facts
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.cases import value_facts
from tameproof.proofs.kernel.rules.critical_values import check_critical_point, check_value
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.real_points import ValueFilter, find_real_points


def find_critical_points(
    lift: Lift, value: AlgebraicNumber, deadline: Deadline, *, wanted: int = 1, extra: Sequence[Polynomial] = ()
) -> tuple[Point, ...]:
    """Return exact critical points of a smooth objective with the given value.

    Args:
        lift: the lifted objective.
        value: the value wanted.
        deadline: when to stop.
        wanted: number of points after which the search stops.
        extra: further equations for the points.

    Returns:
        Points accepted by the kernel; empty does not mean that there are none.
    """
    exact = as_rational(value)
    equations = [f.polynomial for f in critical_facts(lift) if f.kind is FactKind.EQUATION]
    if exact is None:
        equations.append(value_facts(lift, value)[0].polynomial)
        window = ValueFilter(lift.objective, value.low, value.high)
    else:
        window = ValueFilter(lift.objective, exact, exact)
    found = find_real_points(
        equations, len(lift.names), deadline=deadline, value=window, wanted=wanted, extra=tuple(extra)
    )
    out: list[Point] = []
    for point in found:
        own = _restrict(point, lift.dimension)
        if own not in out and is_critical(lift, own, value):
            out.append(own)
    return tuple(out)


def _restrict(point: Point, n: int) -> Point:
    """Return the x-part of a point that has coordinates for lifted variables too."""
    match point:
        case RationalPoint(coordinates):
            return RationalPoint(coordinates[:n])
        case AlgebraicPoint(theta, rows):
            return AlgebraicPoint(theta, rows[:n])


def is_critical(lift: Lift, point: Point, value: AlgebraicNumber) -> bool:
    """Return whether the kernel accepts the point as a critical point with this value."""
    try:
        check_critical_point(lift, point, "point")
        check_value(lift, point, value, "point")
    except RejectedStep:
        return False
    return True
