"""Claim Minimum: the smallest value of f, on all of R^n or on a set, as an exact number.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Exact minima".  An irrational value is v = value(theta): a variable t is adjoined with
the facts m(t) = 0, t - low > 0, high - t > 0, which hold for t = theta and for no other t, and F - value(t) >= 0 is
proved from them and the conditions.
"""

from __future__ import annotations

from dataclasses import replace

from ..algebraic import AlgebraicNumber, as_rational, check_algebraic
from ..claims import Minimum
from ..errors import Reason, RejectedStep, need
from ..evidence import AttainedMinimum, Point, RationalPoint
from ..facts import equation, nonnegative, positive
from ..lift import Lift
from ..number_field import Element, compare_element, sign_of_element
from ..polynomial import Polynomial
from ..univariate import from_fractions, scale
from .context import Context
from .points import check_exact_point, element_at, value_at
from .psatz import check_nonnegative


def check_attained_minimum(lift: Lift, claim: Minimum, evidence: AttainedMinimum, where: str) -> None:
    """Check f >= value on the set, that the point lies in it, and that f has the value there."""
    check_algebraic(claim.value, f"{where}.claim.value")
    for k, p in enumerate((*claim.inequalities, *claim.equations)):
        good = all(i < lift.dimension for i in p.variables())
        need(good, f"{where}.claim", Reason.UNKNOWN_VARIABLE, f"condition {k} is not about the objective's variables")
    context = Context.of_lift(lift)
    conditions = (*map(nonnegative, claim.inequalities), *map(equation, claim.equations))
    if conditions:
        context = context.add(*conditions)
    exact = as_rational(claim.value)
    if evidence.theta is None:
        need(not evidence.value, f"{where}.evidence.value", Reason.VACUOUS, "a polynomial in theta without theta")
        if exact is None:
            raise RejectedStep(f"{where}.evidence.theta", Reason.WRONG_SHAPE, "an irrational value needs theta")
        q = lift.objective - Polynomial.constant(exact)
    else:
        context, value = _adjoined(context, evidence.theta, evidence, claim, where)
        q = lift.objective - value
    check_nonnegative(q, evidence.psatz, context, f"{where}.evidence.psatz")
    _check_point(lift, claim, evidence.point, f"{where}.evidence.point")


def _adjoined(
    context: Context, theta: AlgebraicNumber, evidence: AttainedMinimum, claim: Minimum, where: str
) -> tuple[Context, Polynomial]:
    """Return the context with t = theta, and the value as a polynomial in t."""
    place = f"{where}.evidence.theta"
    need(as_rational(theta) is None, place, Reason.WRONG_SHAPE, "a rational number needs no variable")
    short = 0 < len(evidence.value) < len(theta.polynomial)
    need(short, f"{where}.evidence.value", Reason.WRONG_SHAPE, f"1 to {len(theta.polynomial) - 1} coefficients")
    numerator, factor = from_fractions(evidence.value)
    element = Element(scale(numerator, factor.numerator), factor.denominator)
    same = compare_element(element, theta, claim.value) == 0
    need(same, f"{where}.evidence.value", Reason.IDENTITY_FAILS, "not the claimed value")
    t = context.variables
    m = Polynomial.from_terms((_power(t, k), c) for k, c in enumerate(theta.polynomial))
    letter = Polynomial.variable(t)
    inside = (letter - Polynomial.constant(theta.low), Polynomial.constant(theta.high) - letter)
    wider = replace(context.add(equation(m), *map(positive, inside)), variables=t + 1)
    return wider, Polynomial.from_terms((_power(t, k), c) for k, c in enumerate(evidence.value))


def _power(variable: int, exponent: int) -> tuple[int, ...]:
    return (0,) * variable + (exponent,) if exponent else ()


def _check_point(lift: Lift, claim: Minimum, point: Point, where: str) -> None:
    check_exact_point(lift, point, where)
    conditions = (*claim.inequalities, *claim.equations)
    if isinstance(point, RationalPoint):
        values = dict(enumerate(point.coordinates))
        found = [p.evaluate(values) for p in conditions]
        signs = [(v > 0) - (v < 0) for v in found]
        value = value_at(lift, point, where)
        same = as_rational(claim.value) == value
    else:
        signs = [sign_of_element(element_at(p, point, where), point.theta) for p in conditions]
        same = compare_element(element_at(lift.objective, point, where), point.theta, claim.value) == 0
    need(same, where, Reason.IDENTITY_FAILS, "the value at the point is another one")
    count = len(claim.inequalities)
    need(all(s >= 0 for s in signs[:count]), where, Reason.SIGN, "an inequality fails at the point")
    need(not any(signs[count:]), where, Reason.SIGN, "an equation fails at the point")
