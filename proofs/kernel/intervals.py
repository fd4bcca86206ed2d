"""Intervals with rational ends that contain a real number: exp, log and sqrt of rationals.  Soundness-critical: yes.

Mathematics: docs/theory.md, section 18, "Enclosures".  Every operation returns an interval that contains all results
for numbers in its arguments; ends are rounded outwards to PRECISION significant bits, so that numbers stay short.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from .effort import spend, spend_integers
from .errors import Reason, need, shown

PRECISION = 96  # significant bits of an end
MAX_ARGUMENT = 4096  # largest |u| for exp(u)
ROOT_BITS = 32  # a root is rounded up to a multiple of 2^-ROOT_BITS
MAX_LOGARITHM = 1 << 16  # bits of numerator and denominator of u for log(u)
BITS = 160  # unit 2^-BITS of the fixed-point sums
SLACK = 1 << 12  # units; above every error of these sums
COST_OF_SERIES = 300  # units of work of one exponential or logarithm
WHERE = "enclosure"


def _round(value: Fraction, up: int) -> Fraction:
    """Return a number with at most PRECISION significant bits that is not smaller (up = 1) or not larger (up = 0)."""
    if value == 0:
        return value
    shift = PRECISION - (value.numerator.bit_length() - value.denominator.bit_length())
    top, bottom = value.numerator, value.denominator
    if shift >= 0:
        top <<= shift
    else:
        bottom <<= -shift
    whole = -(-top // bottom) if up else top // bottom
    return Fraction(whole, 1 << shift) if shift >= 0 else Fraction(whole << -shift)


@dataclass(frozen=True, slots=True)
class Interval:
    """The real numbers from ``low`` to ``high``; low <= high."""

    low: Fraction
    high: Fraction

    @staticmethod
    def exactly(value: Fraction | int) -> Interval:
        """Return the interval of one number."""
        q = Fraction(value)
        return Interval(q, q)

    @property
    def is_exact(self) -> bool:
        """Whether the interval is one number."""
        return self.low == self.high

    def rounded(self) -> Interval:
        """Return a slightly larger interval with short ends; a single number stays as it is."""
        return self if self.is_exact else Interval(_round(self.low, 0), _round(self.high, 1))

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Interval) -> Interval:
        return self + (-other)

    def __mul__(self, other: Interval) -> Interval:
        products = (self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high)
        return Interval(min(products), max(products))

    def power(self, exponent: int) -> Interval:
        """Return an interval that contains the power (exponent >= 0) of every number in this one."""
        low, high = self.low**exponent, self.high**exponent
        if exponent and exponent % 2 == 0 and self.low < 0:
            return Interval(high, low) if self.high <= 0 else Interval(Fraction(0), max(low, high))
        return Interval(low, high)

    def inverse(self) -> Interval:
        """Return 1/u; zero must not lie in the interval."""
        need(self.low > 0 or self.high < 0, WHERE, Reason.SIDE_CONDITION, "division by an interval that contains zero")
        return Interval(1 / self.high, 1 / self.low).rounded()

    def sqrt(self) -> Interval:
        """Return the square root; the interval must be positive."""
        need(self.low > 0, WHERE, Reason.SIDE_CONDITION, "square root of an interval that is not positive")
        return Interval(_root(self.low)[0], _root(self.high)[1])

    def exp(self) -> Interval:
        """Return the exponential."""
        return Interval(exponential(self.low).low, exponential(self.high).high)

    def log(self) -> Interval:
        """Return the logarithm; the interval must be positive."""
        need(self.low > 0, WHERE, Reason.SIDE_CONDITION, "logarithm of an interval that is not positive")
        return Interval(logarithm(self.low).low, logarithm(self.high).high)

    def sigmoid(self) -> Interval:
        """Return 1/(1 + exp(-u)), which increases with u."""
        one = Interval.exactly(1)
        low = (one + exponential(-self.low)).inverse().low
        return Interval(low, (one + exponential(-self.high)).inverse().high)

    def tanh(self) -> Interval:
        """Return 2 sigmoid(2u) - 1, which increases with u."""
        two = Interval.exactly(2)
        return two * (two * self).sigmoid() - Interval.exactly(1)


def _root(value: Fraction) -> tuple[Fraction, Fraction]:
    """Return rationals p <= sqrt(value) <= q, equal if the root is rational (value > 0)."""
    spend_integers(1, value.numerator.bit_length() + value.denominator.bit_length())
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return Fraction(top, bottom), Fraction(top, bottom)
    # sqrt(p/q) = sqrt(p q) / q
    scale = 1 << (2 * PRECISION)
    root = isqrt(value.numerator * value.denominator * scale)
    unit = value.denominator << PRECISION
    return Fraction(root, unit), Fraction(root + 1, unit)


def root_above(value: Fraction, degree: int) -> Fraction:
    """Return a rational number that is not smaller than the root of a number >= 0, by at most 2^-ROOT_BITS."""
    if value == 0 or degree == 1:
        return value
    scaled = -((-value.numerator << (ROOT_BITS * degree)) // value.denominator)
    spend_integers(8, scaled.bit_length() * degree)
    high = 1 << (-(-scaled.bit_length() // degree) + 1)
    low = 0
    while high - low > 1:  # low^degree < scaled <= high^degree
        middle = (low + high) // 2
        low, high = (low, middle) if middle**degree >= scaled else (middle, high)
    return Fraction(high, 1 << ROOT_BITS)


def exponential(u: Fraction) -> Interval:
    """Return an interval that contains exp(u).

    exp(u) = exp(x)^(2^k) with x = u / 2^k, |x| <= 1/2.  The Taylor sum is computed with integers in units of 2^-BITS: x
    and each term are wrong by less than 5 units (the error of a term is halved before 2 units are added), the sum of at
    most BITS terms by less than 5 BITS units, the terms left out are less than 4 units: together less than SLACK.
    """
    if u == 0:
        return Interval.exactly(1)
    spend(COST_OF_SERIES)
    need(abs(u) <= MAX_ARGUMENT, WHERE, Reason.LIMIT, f"exp({shown(u)}) is out of range")
    halvings = 0
    while 2 * abs(u) > 1 << halvings:
        halvings += 1
    x = (u.numerator << BITS) // (u.denominator << halvings)
    total = term = 1 << BITS
    for k in range(1, BITS):
        term = ((term * x) >> BITS) // k
        if -2 < term < 2:
            break
        total += term
    value = Interval(Fraction(total - SLACK, 1 << BITS), Fraction(total + SLACK, 1 << BITS))
    for _ in range(halvings):
        value = (value * value).rounded()
    return value.rounded()


def logarithm(u: Fraction) -> Interval:
    """Return an interval that contains log(u), u > 0.

    u = 2^k m with 1/2 < m < 2; log m = 2 artanh((m - 1)/(m + 1)) with |(m - 1)/(m + 1)| < 1/3, log 2 = 2 artanh(1/3).
    """
    if u == 1:
        return Interval.exactly(0)
    spend(COST_OF_SERIES)
    top, bottom = u.numerator.bit_length(), u.denominator.bit_length()
    need(max(top, bottom) <= MAX_LOGARITHM, WHERE, Reason.LIMIT, "the argument of a logarithm is too long")
    shift = top - bottom
    m = u / (1 << shift) if shift >= 0 else u * (1 << -shift)
    result = _twice_artanh((m - 1) / (m + 1))
    if shift:
        result = result + Interval.exactly(shift) * _twice_artanh(Fraction(1, 3))
    return result.rounded()


def _twice_artanh(argument: Fraction) -> Interval:
    """Return an interval that contains 2 artanh(x) = 2 sum x^(2k+1)/(2k+1), |x| <= 1/3.

    In units of 2^-BITS: x is wrong by less than one, each power by less than 2, each term by less than 3, the terms
    left out are less than 3: together less than SLACK.
    """
    x = (argument.numerator << BITS) // argument.denominator
    square = (x * x) >> BITS
    total = power = x
    for k in range(3, 2 * BITS, 2):
        power = (power * square) >> BITS
        if -2 < power < 2:
            break
        total += power // k
    return Interval(Fraction(2 * (total - SLACK), 1 << BITS), Fraction(2 * (total + SLACK), 1 << BITS))
