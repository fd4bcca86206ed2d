"""Exact points and arcs: values of the objective at them.  Soundness-critical: yes.

A rational point is lifted by evaluating every node exactly (exp, log, sigmoid and tanh only where the value is
rational).  Along a rational arc x(t), t >= start, every quantity is a rational function of t with a decided sign.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from ..effort import spend_integers
from ..errors import Reason, RejectedStep, need, shown
from ..evidence import AlgebraicPoint, Point, RationalArc, RationalPoint
from ..lift import Lift, LiftedVariable, NodeKind
from ..number_field import Element, evaluate_at, sign_of_element
from ..polynomial import ONE, Polynomial, unpack
from ..rational_function import RationalFunction


def lifted_values(lift: Lift, point: RationalPoint, where: str) -> dict[int, Fraction]:
    """Return the values of x and of the lifted variables (sign of 0 taken as 0) at a rational point."""
    n = lift.dimension
    need(len(point.coordinates) == n, where, Reason.WRONG_SHAPE, f"{n} coordinates expected")
    values = dict(enumerate(point.coordinates))
    for node in lift.lifted:
        arguments = [u.evaluate(values) for u in node.arguments] if node.kind is not NodeKind.WEIGHT else []
        values[node.index] = _node_value(node, arguments, where)
    return values


def _node_value(node: LiftedVariable, u: list[Fraction], where: str) -> Fraction:
    match node.kind:
        case NodeKind.INVERSE:
            need(u[0] != 0, where, Reason.SIDE_CONDITION, "division by zero")
            return 1 / u[0]
        case NodeKind.SIGN:
            return Fraction((u[0] > 0) - (u[0] < 0))
        case NodeKind.WEIGHT:
            return Fraction(0)  # weights never enter the value of F
        case NodeKind.MAXIMUM:
            return max(u)
        case NodeKind.ROOT:
            spend_integers(1, u[0].numerator.bit_length() + u[0].denominator.bit_length())
            root = Fraction(isqrt(max(u[0].numerator, 0)), isqrt(u[0].denominator))
            need(root > 0 and root * root == u[0], where, Reason.NOT_SUPPORTED, f"sqrt({shown(u[0])}) is not rational")
            return root
        case NodeKind.EXP | NodeKind.EXP_NEGATIVE:
            need(u[0] == 0, where, Reason.NOT_SUPPORTED, f"exp({shown(u[0])}) is not rational")
            return Fraction(1)
        case NodeKind.LOG:
            need(u[0] == 1, where, Reason.NOT_SUPPORTED, f"log({shown(u[0])}) is not rational")
            return Fraction(0)
        case NodeKind.SIGMOID:
            need(u[0] == 0, where, Reason.NOT_SUPPORTED, f"sigmoid({shown(u[0])}) is not rational")
            return Fraction(1, 2)
        case NodeKind.TANH:
            need(u[0] == 0, where, Reason.NOT_SUPPORTED, f"tanh({shown(u[0])}) is not rational")
            return Fraction(0)


def value_at(lift: Lift, point: RationalPoint, where: str) -> Fraction:
    """Return f(point)."""
    return lift.objective.evaluate(lifted_values(lift, point, where))


def check_exact_point(lift: Lift, point: Point, where: str) -> None:
    """Check the number of coordinates, and that an algebraic point lies on the graph of the lifted variables.

    An algebraic point lists x and every lifted variable.  Only inverses may be lifted: u z = 1 has one solution z, and
    none where u vanishes, so the equations at theta determine the lifted values.
    """
    if isinstance(point, RationalPoint):
        n = lift.dimension
        need(len(point.coordinates) == n, where, Reason.WRONG_SHAPE, f"{n} coordinates expected")
        return
    inverses = all(node.kind is NodeKind.INVERSE for node in lift.lifted)
    need(inverses, where, Reason.NOT_SUPPORTED, "algebraic points need a polynomial or rational objective")
    n = len(lift.names)
    need(len(point.coordinates) == n, where, Reason.WRONG_SHAPE, f"{n} coordinates expected")
    for node in lift.lifted:
        defect = element_at(Polynomial.variable(node.index) * node.arguments[0] - ONE, point, where)
        good = sign_of_element(defect, point.theta) == 0
        need(good, where, Reason.IDENTITY_FAILS, f"{lift.names[node.index]} is not the inverse at the point")


def element_at(p: Polynomial, point: AlgebraicPoint, where: str) -> Element:
    """Return p at an algebraic point as an element of Q(theta)."""
    return evaluate_at(p, point, where)


def along_arc(lift: Lift, arc: RationalArc, where: str) -> dict[int, RationalFunction]:
    """Return x and the lifted variables along the arc as rational functions, defined on [start, infinity)."""
    n = lift.dimension
    need(len(arc.coordinates) == n, where, Reason.WRONG_SHAPE, f"{n} coordinates expected")
    need(not any(arc.logarithms), where, Reason.NOT_SUPPORTED, "logarithmic coordinates")
    values: dict[int, RationalFunction] = {}
    for i, (numerator, denominator) in enumerate(arc.coordinates):
        need(any(denominator), f"{where}.coordinates[{i}]", Reason.SIDE_CONDITION, "zero denominator")
        value = RationalFunction(numerator, denominator)
        need(value.is_defined_on_ray(arc.start), f"{where}.coordinates[{i}]", Reason.SIDE_CONDITION, "pole on the arc")
        values[i] = value
    for node in lift.lifted:
        if node.kind is NodeKind.WEIGHT:
            continue
        u = [substitute(p, values, where) for p in node.arguments]
        values[node.index] = _node_along(node, u, arc.start, where)
    return values


def _node_along(node: LiftedVariable, u: list[RationalFunction], start: Fraction, where: str) -> RationalFunction:
    match node.kind:
        case NodeKind.INVERSE:
            need(u[0].sign_on_ray(start) != 0, where, Reason.SIDE_CONDITION, "division by zero on the arc")
            return RationalFunction((1,), (1,)) / u[0]
        case NodeKind.SIGN:
            sign = u[0].sign_on_ray(start)
            return RationalFunction((sign,) if sign else (), (1,))
        case NodeKind.MAXIMUM:
            best = u[0]
            for candidate in u[1:]:
                if (candidate - best).sign_on_ray(start) > 0:
                    best = candidate
            return best
        case _:
            raise RejectedStep(where, Reason.NOT_SUPPORTED, f"arcs through {node.kind.value} are not supported")


def substitute(p: Polynomial, values: dict[int, RationalFunction], where: str) -> RationalFunction:
    """Return p along an arc."""
    need(p.degree <= 200, where, Reason.LIMIT, "degree too high for an arc")
    total = RationalFunction((), (1,))
    for m, c in sorted(p.terms.items()):
        term = RationalFunction((c,), (p.denominator,))
        for i, e in enumerate(unpack(m)):
            if e:
                need(i in values, where, Reason.UNKNOWN_VARIABLE, f"variable number {i} has no value on the arc")
                term = term * values[i] ** e
        total = total + term
    return total
