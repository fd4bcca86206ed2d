"""Exact critical points with a given value.  Soundness-critical: no; the kernel's own checks filter the answers."""

from __future__ import annotations

from collections.abc import Sequence

from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import AlgebraicPoint, Point, RationalPoint
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, critical_facts
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.critical_values import check_critical_point, check_value
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.ideals import traced_basis
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
    window = ValueFilter(lift.objective, value.low, value.high)
    found = find_points_of_values(lift, value.polynomial, window, deadline, wanted=wanted, extra=extra)
    return tuple(point for point in found if is_critical(lift, point, value))


def find_points_of_values(
    lift: Lift,
    polynomial: Sequence[int],
    window: ValueFilter,
    deadline: Deadline,
    *,
    wanted: int,
    extra: Sequence[Polynomial] = (),
) -> tuple[Point, ...]:
    """Return exact critical points of a smooth objective whose value is a root of an integer polynomial.

    Args:
        lift: the lifted objective.
        polynomial: integer coefficients, constant term first; one value: its polynomial; conjugate values are found at
            once.
        window: condition on the value.
        deadline: when to stop.
        wanted: number of points after which the search stops.
        extra: further equations for the points.

    Returns:
        Points of the critical set, not yet checked by the kernel; empty does not mean that there are none.
    """
    equations = tuple(f.polynomial for f in critical_facts(lift) if f.kind is FactKind.EQUATION)
    nvars = len(lift.names)
    try:
        # The equation polynomial(F) = 0 enters as a normal form: expanded it would be huge.
        basis = traced_basis(equations, nvars, deadline)
        form = Polynomial.constant(polynomial[-1])
        for c in reversed(polynomial[:-1]):
            form = basis.divide(form * lift.objective + Polynomial.constant(c), deadline)[1]
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return ()
    found = find_real_points(
        equations,
        nvars,
        extra=(form, *extra),
        value=window if len(polynomial) > 2 else None,  # a rational value is decided by the equation
        wanted=wanted,
        deadline=deadline,
        known=tuple(basis.elements[i] for i in basis.leading),
    )
    return tuple(dict.fromkeys(restrict_point(point, lift.dimension) for point in found))


def restrict_point(point: Point, n: int) -> Point:
    """Return a point of the lifted system in the form of evidence: rational points list x only."""
    match point:
        case RationalPoint(coordinates):
            return RationalPoint(coordinates[:n])
        case AlgebraicPoint():
            return point


def is_critical(lift: Lift, point: Point, value: AlgebraicNumber) -> bool:
    """Return whether the kernel accepts the point as a critical point with this value."""
    try:
        check_critical_point(lift, point, "point")
        check_value(lift, point, value, "point")
    except RejectedStep:
        return False
    return True
