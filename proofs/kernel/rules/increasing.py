"""f = phi(h) with phi strictly increasing on the values of h: conclusions about h hold for f.  Soundness-critical: yes.

Mathematics: docs/theory.md, section "Increasing functions of a function".  Only the interval J = h(R^n) matters; phi
is defined and continuous on it because f is well defined.  Parts of phi that are rational in t are decided by Sturm's
theorem; the others by the monotonicity of their nodes and bounds of their arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..effort import spend_integers
from ..errors import InputError, Reason, RejectedStep, need
from ..evidence import IncreasingFunction
from ..expression import (
    Abs,
    Constant,
    Exp,
    Expression,
    Log,
    Max,
    Min,
    Power,
    Product,
    Quotient,
    Relu,
    Sigmoid,
    Sqrt,
    Sum,
    Tanh,
    Variable,
    variables_of,
)
from ..lift import Builder, Lift, lift
from ..maxima import flatten_maxima
from ..parser import parse
from ..rational_function import Infinity, RationalFunction
from ..univariate import add, count_roots, count_roots_from, derivative, evaluate, multiply, negate, odd_part
from .coordinates import is_same_lift

ARGUMENT = "t"
MAX_BOUND_BITS = 4096  # of a bound of the values of a part


@dataclass(frozen=True, slots=True)
class Part:
    """A part of phi on J: the sign of its growth, and bounds of its values (None: none known).

    Attributes:
        direction: 1 strictly increasing, -1 strictly decreasing, 0 constant.
        low: a number that is at most every value.
        high: a number that is at least every value.
    """

    direction: int
    low: Fraction | None
    high: Fraction | None

    def __post_init__(self) -> None:
        # long numbers are replaced by 0 or no bound, which is weaker: this keeps the work small
        if self.low is not None and is_long(self.low):
            object.__setattr__(self, "low", Fraction(0) if self.low >= 0 else None)
        if self.high is not None and is_long(self.high):
            object.__setattr__(self, "high", Fraction(0) if self.high <= 0 else None)


def check_increasing_function(lifted: Lift, evidence: IncreasingFunction, where: str) -> Lift:
    """Check that f = phi(h) with phi strictly increasing on [lower, infinity), or on the line; return the lift of h.

    That h >= lower is for the caller to find among the steps about h.

    Raises:
        RejectedStep: if h or phi cannot be read, f is another function, or phi is not seen to increase strictly.
    """
    place = f"{where}.evidence.outer"
    nested = any(isinstance(s.evidence, IncreasingFunction) for s in evidence.steps)
    need(not nested, f"{where}.evidence.steps", Reason.WRONG_SHAPE, "a second increasing function")
    there, outer = composed_lifts(lifted, evidence.objective, evidence.outer, f"{where}.evidence")
    need(growth(outer, evidence.lower, place).direction == 1, place, Reason.SIGN, "this function does not increase")
    return there


def composed_lifts(lifted: Lift, objective: str, function: str, where: str) -> tuple[Lift, Expression]:
    """Check that f = phi(h) for two texts; return the lift of h and the tree of phi.

    Raises:
        RejectedStep: if h or phi cannot be read, phi is no function of t alone, or f is another function.
    """
    place = f"{where}.outer"
    try:
        inner, outer = parse(objective), parse(function)
        need(variables_of(outer) == (ARGUMENT,), place, Reason.WRONG_SHAPE, f"a function of {ARGUMENT} is expected")
        there = lift(inner, lifted.variables)
        builder = Builder(lifted.variables)
        value = builder.build(flatten_maxima(inner))
        # only t keeps a value: h may have a variable t of its own, so no part of h may be taken for one of phi
        builder.memo = {Variable(ARGUMENT): value}
        composed = builder.finish(builder.build(flatten_maxima(outer)))
    except InputError as error:
        raise RejectedStep(place, Reason.OBJECTIVE_MISMATCH, error.message) from error
    need(is_same_lift(composed, lifted), place, Reason.OBJECTIVE_MISMATCH, "the composed function is not the objective")
    return there, outer


def growth(phi: Expression, lower: Fraction | None, where: str) -> Part:
    """Return how a function of t grows on [lower, infinity) (None: on the line).

    Raises:
        RejectedStep: if this is not seen (SIGN), or a part of it is outside the rules (NOT_SUPPORTED).
    """
    rational = rational_part(phi)
    if rational is not None:
        return Part(*growth_of_rational(rational, lower, where))
    match phi:
        case Sum(terms):
            return _sum([growth(term, lower, where) for term in terms], where)
        case Product(factors):
            total = Part(0, Fraction(1), Fraction(1))
            for factor in factors:
                total = _product(total, growth(factor, lower, where), where)
            return total
        case Quotient(numerator, denominator):
            return _product(growth(numerator, lower, where), _inverse(growth(denominator, lower, where), where), where)
        case Power(base, exponent):
            u = growth(base, lower, where)
            return _raised(u if exponent % 2 else _absolute(u, where), exponent)
        case Abs(argument):
            return _absolute(growth(argument, lower, where), where)
        case Relu(argument):
            u = growth(argument, lower, where)
            need(u.low is not None and u.low >= 0, where, Reason.SIGN, "relu of what may be negative is constant there")
            return u
        case Exp(argument):
            u = growth(argument, lower, where)
            return Part(u.direction, Fraction(0) if u.low is None else max(Fraction(0), 1 + u.low), None)
        case Log(argument):
            u = growth(argument, lower, where)
            low = Fraction(0) if u.low is not None and u.low >= 1 else None
            return Part(u.direction, low, None if u.high is None else u.high - 1)
        case Sqrt(argument):
            u = growth(argument, lower, where)
            return Part(u.direction, Fraction(0), None if u.high is None else u.high + 1)
        case Sigmoid(argument):
            return _bounded(growth(argument, lower, where), Fraction(0), Fraction(1, 2), Fraction(1))
        case Tanh(argument):
            return _bounded(growth(argument, lower, where), Fraction(-1), Fraction(0), Fraction(1))
        case Max() | Min():
            raise RejectedStep(where, Reason.NOT_SUPPORTED, "max and min are not among the rules for growth")
        case Constant() | Variable():  # rational
            raise AssertionError


def rational_part(node: Expression) -> RationalFunction | None:
    """Return a tree of arithmetic operations as a rational function of t."""
    match node:
        case Constant(value):
            return RationalFunction.constant(value)
        case Variable():
            return RationalFunction((0, 1))
        case Sum(terms) | Product(terms):
            total = RationalFunction.constant(0 if isinstance(node, Sum) else 1)
            for u in terms:
                part = rational_part(u)
                if part is None:
                    return None
                total = total + part if isinstance(node, Sum) else total * part
            return total
        case Quotient(numerator, denominator):
            top, bottom = rational_part(numerator), rational_part(denominator)
            return None if top is None or bottom is None else top / bottom
        case Power(base, exponent):
            part, result = rational_part(base), RationalFunction.constant(1)
            if part is None:
                return None
            for bit in f"{exponent:b}":
                result = result * result
                if bit == "1":
                    result = result * part
            return result
        case _:
            return None


def growth_of_rational(
    phi: RationalFunction, lower: Fraction | None, where: str
) -> tuple[int, Fraction | None, Fraction | None]:
    """Return the direction of a rational function on [lower, infinity) or the line, and its infimum and supremum.

    Raises:
        RejectedStep: if it has a pole there or does not grow in one direction.
    """
    p, q = phi.numerator, phi.denominator
    if len(p) <= 1 and len(q) == 1:
        value = Fraction(p[0] if p else 0, q[0])
        return 0, value, value
    poles = count_roots(q, None, None) if lower is None else count_roots_from(q, lower)
    need(poles == 0, where, Reason.SIGN, "a pole")
    slope = add(multiply(derivative(p), q), negate(multiply(p, derivative(q))))
    changes = count_roots(odd_part(slope), lower, None)
    need(changes == 0, where, Reason.SIGN, "a part of this function does not grow in one direction")
    direction = 1 if slope[-1] > 0 else -1
    top = phi.limit_at_infinity()
    mirrored = RationalFunction([c * (-1) ** k for k, c in enumerate(p)], [c * (-1) ** k for k, c in enumerate(q)])
    bottom = mirrored.limit_at_infinity() if lower is None else evaluate(p, lower) / evaluate(q, lower)
    ends = [None if isinstance(v, Infinity) else v for v in (bottom, top)]
    low, high = ends if direction > 0 else reversed(ends)
    return direction, low, high


def _sum(parts: list[Part], where: str) -> Part:
    total = Part(0, Fraction(0), Fraction(0))
    for u in parts:
        directions = {total.direction, u.direction} - {0}
        need(len(directions) <= 1, where, Reason.SIGN, "terms that grow in different directions")
        low = None if total.low is None or u.low is None else total.low + u.low
        high = None if total.high is None or u.high is None else total.high + u.high
        total = Part(directions.pop() if directions else 0, low, high)
    return total


def _product(u: Part, v: Part, where: str) -> Part:
    """Return a constant times a part, or the product of two parts without negative values that grow alike."""
    if v.direction == 0:
        u, v = v, u
    if u.direction == 0:
        need(u.low is not None and u.low == u.high, where, Reason.SIGN, "a factor of unknown value")
        c = u.low or Fraction(0)
        low, high = (v.low, v.high) if c >= 0 else (v.high, v.low)
        sign = (c > 0) - (c < 0)
        return Part(sign * v.direction, None if low is None else c * low, None if high is None else c * high)
    if u.low is None or v.low is None or u.low < 0 or v.low < 0 or u.direction != v.direction:
        raise RejectedStep(where, Reason.SIGN, "factors of unknown sign or different growth")
    return Part(u.direction, u.low * v.low, None if u.high is None or v.high is None else u.high * v.high)


def _inverse(u: Part, where: str) -> Part:
    """Return the part 1/u; on the values of h, where the whole is well defined, u is not zero."""
    if u.low is not None and u.low >= 0:
        return Part(-u.direction, 1 / u.high if u.high else Fraction(0), 1 / u.low if u.low else None)
    if u.high is not None and u.high <= 0:
        return Part(-u.direction, 1 / u.high if u.high else None, 1 / u.low if u.low else Fraction(0))
    raise RejectedStep(where, Reason.SIGN, "a denominator whose sign is not seen")


def _absolute(u: Part, where: str) -> Part:
    if u.low is not None and u.low >= 0:
        return u
    need(u.high is not None and u.high <= 0, where, Reason.SIGN, "an even function where the sign may change")
    return Part(-u.direction, None if u.high is None else -u.high, None if u.low is None else -u.low)


def _raised(u: Part, exponent: int) -> Part:
    """Return the power of a part, for an odd exponent or a part >= 0."""
    low = high = None
    if u.low is not None:
        low = (Fraction(0) if u.low >= 0 else None) if is_long(u.low, exponent) else u.low**exponent
    if u.high is not None:
        high = (Fraction(0) if u.high <= 0 else None) if is_long(u.high, exponent) else u.high**exponent
    return Part(u.direction if exponent else 0, low, high)


def is_long(value: Fraction, times: int = 1) -> bool:
    """Count the work of an operation with a bound, and return whether the result is too long to be kept."""
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    spend_integers(4, bits)
    return bits * times > MAX_BOUND_BITS


def _bounded(u: Part, least: Fraction, middle: Fraction, greatest: Fraction) -> Part:
    """Return the part of a bounded increasing function with the value ``middle`` at 0."""
    low = middle if u.low is not None and u.low >= 0 else least
    high = middle if u.high is not None and u.high <= 0 else greatest
    return Part(u.direction, low, high)
