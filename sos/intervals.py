"""Interval arithmetic with rational ends, and rational upper bounds of roots and exponentials.  Soundness-critical: no.

Used for explicit bounds on trajectories; every operation encloses the true value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from tameproof.proofs.kernel.polynomial import Polynomial

MAX_EXPONENT = 200  # exp of more than this is refused


@dataclass(frozen=True, slots=True)
class Interval:
    """All reals from ``low`` to ``high``."""

    low: Fraction
    high: Fraction

    @staticmethod
    def point(value: Fraction) -> Interval:
        """Return the interval with one point."""
        return Interval(value, value)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def scale(self, factor: Fraction) -> Interval:
        """Return the multiple by a rational number."""
        a, b = self.low * factor, self.high * factor
        return Interval(min(a, b), max(a, b))

    def __mul__(self, other: Interval) -> Interval:
        products = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(products), max(products))

    def __pow__(self, exponent: int) -> Interval:
        a, b = self.low**exponent, self.high**exponent
        if exponent % 2 == 0 and self.low < 0 < self.high:
            return Interval(Fraction(0), max(a, b))
        return Interval(min(a, b), max(a, b))


def enclose(p: Polynomial, box: Mapping[int, Interval]) -> Interval:
    """Return an interval that contains the values of p on a box."""
    total = Interval.point(Fraction(0))
    for exponents, c in p.items():
        term = Interval.point(c)
        for i, e in enumerate(exponents):
            if e:
                term = term * box[i] ** e
        total = total + term
    return total


def root_above(value: Fraction, degree: int = 2) -> Fraction:
    """Return a rational number r >= 0 with r^degree >= value, close to the root."""
    if value <= 0:
        return Fraction(0)
    shift = 12
    numerator = value.numerator << (degree * shift)
    bound = -(-numerator // value.denominator)
    r = isqrt(bound) if degree == 2 else _integer_root(bound, degree)
    while r**degree < bound:
        r += 1
    return Fraction(r, 1 << shift)


def _integer_root(value: int, degree: int) -> int:
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= value:
            low = middle
        else:
            high = middle - 1
    return low


def exponential_above(value: Fraction) -> Fraction:
    """Return a rational number >= exp(value), for value <= MAX_EXPONENT.

    Raises:
        OverflowError: if the value is larger.
    """
    if value > MAX_EXPONENT:
        raise OverflowError(f"exp({float(value):.1f}) is too large for an explicit bound")
    halvings = 0
    while abs(value) > Fraction(1, 2):
        value /= 2
        halvings += 1
    value = Fraction(-((-value * 2**60) // 1), 2**60)  # upwards
    total = term = Fraction(1)
    for k in range(1, 16):
        term = term * value / k
        total += term
    total += abs(term)  # the rest of the series is smaller than its last term
    for _ in range(halvings):
        total = Fraction(-((-total * total * 2**60) // 1), 2**60)
    return total
