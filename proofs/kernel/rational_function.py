"""Rational functions of the parameter t of an arc: arithmetic, limits, signs on a ray [start, infinity).

Soundness-critical: yes.  A function is numerator / denominator over Z in lowest terms with positive leading coefficient
of the denominator, so a zero of the denominator is a pole.  A reduced function agrees with the unreduced expression
wherever the latter is defined, and a continuous function of the arc takes the reduced values on the whole ray.
Signs on a ray are decided by Sturm counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from math import gcd

from .effort import spend, spend_integers
from .errors import Reason, need, shown
from .univariate import (
    IntegerPolynomial,
    add,
    count_roots,
    count_roots_from,
    divide_exactly,
    greatest_common_divisor,
    multiply,
    negate,
    normalise,
    odd_part,
    scale,
    sign_at,
)

WHERE = "arc"
COST = 200  # units of one operation with constants: normal forms, contents
COST_OF_COEFFICIENT = 20


class Infinity(Enum):
    """An infinite limit."""

    POSITIVE = "+inf"
    NEGATIVE = "-inf"


def _divide_content(p: IntegerPolynomial, content: int) -> IntegerPolynomial:
    return p if content == 1 else tuple(c // content for c in p)


class RationalFunction:
    """An immutable element of Q(t) in lowest terms.

    Args:
        numerator: integer coefficients, constant term first.
        denominator: the same, not zero.

    Raises:
        RejectedStep: the denominator is zero, or a degree is above the limit of univariate.py.
    """

    __slots__ = ("denominator", "numerator")

    numerator: IntegerPolynomial
    denominator: IntegerPolynomial

    def __init__(self, numerator: Sequence[int], denominator: Sequence[int] = (1,)) -> None:
        p, q = normalise(numerator), normalise(denominator)
        count = len(p) + len(q)
        spend(COST + COST_OF_COEFFICIENT * count)
        spend_integers(2 * count, max(map(int.bit_length, (*p, *q)), default=0))
        need(bool(q), WHERE, Reason.SIDE_CONDITION, "division by zero")
        if len(q) > 1:
            shift = next((i for i, (a, b) in enumerate(zip(p, q, strict=False)) if a or b), 0)
            p, q = p[shift:], q[shift:]  # a power of t is the common case
            common = greatest_common_divisor(p, q)
            if len(common) > 1:
                p, q = divide_exactly(p, common), divide_exactly(q, common)
        content = gcd(*p, *q) * (1 if q[-1] > 0 else -1)
        self.numerator, self.denominator = _divide_content(p, content), _divide_content(q, content)

    @staticmethod
    def constant(value: Fraction | int) -> RationalFunction:
        """Return a constant function."""
        q = Fraction(value)
        return RationalFunction((q.numerator,), (q.denominator,))

    # -- arithmetic --------------------------------------------------------------------------
    def __add__(self, other: RationalFunction) -> RationalFunction:
        if self.denominator == other.denominator:
            return RationalFunction(add(self.numerator, other.numerator), self.denominator)
        common = greatest_common_divisor(self.denominator, other.denominator)
        a, b = divide_exactly(self.denominator, common), divide_exactly(other.denominator, common)
        top = add(multiply(self.numerator, b), multiply(other.numerator, a))
        return RationalFunction(top, multiply(self.denominator, b))

    def __neg__(self) -> RationalFunction:
        return RationalFunction(negate(self.numerator), self.denominator)

    def __sub__(self, other: RationalFunction) -> RationalFunction:
        return self + (-other)

    def __mul__(self, other: RationalFunction) -> RationalFunction:
        return RationalFunction(
            multiply(self.numerator, other.numerator), multiply(self.denominator, other.denominator)
        )

    def __truediv__(self, other: RationalFunction) -> RationalFunction:
        return RationalFunction(
            multiply(self.numerator, other.denominator), multiply(self.denominator, other.numerator)
        )

    def __pow__(self, exponent: int) -> RationalFunction:
        """Return the power with exponent >= 0; by repeated squaring."""
        need(exponent >= 0, WHERE, Reason.WRONG_SHAPE, "negative exponent")
        result, square = RationalFunction((1,)), self
        while exponent:
            if exponent % 2:
                result = result * square
            exponent //= 2
            if exponent:
                square = square * square
        return result

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RationalFunction):
            return NotImplemented
        return self.numerator == other.numerator and self.denominator == other.denominator

    def __hash__(self) -> int:
        return hash((self.numerator, self.denominator))

    def __repr__(self) -> str:
        return f"RationalFunction({self.numerator}, {self.denominator})"

    # -- decisions ---------------------------------------------------------------------------
    def limit_at_infinity(self) -> Fraction | Infinity:
        """Return the limit for t -> +infinity."""
        p, q = self.numerator, self.denominator
        if len(p) < len(q):
            return Fraction(0)
        if len(p) == len(q):
            return Fraction(p[-1], q[-1])
        return Infinity.POSITIVE if p[-1] > 0 else Infinity.NEGATIVE

    def is_defined_on_ray(self, start: Fraction) -> bool:
        """Return whether there is no pole in [start, infinity)."""
        return count_roots_from(self.denominator, start) == 0

    def sign_on_ray(self, start: Fraction) -> int:
        """Return the constant strict sign on [start, infinity), or 0 if the function is zero everywhere.

        Raises:
            RejectedStep: there is a pole or a zero on the ray (SIGN).
        """
        if not self.numerator:
            return 0
        need(self.is_defined_on_ray(start), WHERE, Reason.SIGN, f"pole at some t >= {shown(start)}")
        need(count_roots_from(self.numerator, start) == 0, WHERE, Reason.SIGN, f"zero at some t >= {shown(start)}")
        return sign_at(self.numerator, start) * sign_at(self.denominator, start)

    def is_at_least_on_ray(self, value: Fraction, start: Fraction) -> bool:
        """Return whether the function is defined and >= value for all t >= start."""
        if not self.is_defined_on_ray(start):
            return False
        # The denominator has no zero on the ray and a positive leading coefficient: it is positive there.
        top = add(scale(self.numerator, value.denominator), scale(self.denominator, -value.numerator))
        if not top:
            return True
        return top[-1] > 0 and count_roots(odd_part(top), start, None) == 0

    def is_at_most_on_ray(self, value: Fraction, start: Fraction) -> bool:
        """Return whether the function is defined and <= value for all t >= start."""
        return (-self).is_at_least_on_ray(-value, start)
