"""Sums of p(x) exp(q(x)) with polynomials p, q over Q in one variable: arithmetic, signs at points and at the ends.

Soundness-critical: yes.  Mathematics: docs/theory.md, section 18, "Exponential sums" [khovanskii_1991].  The exponents
of a sum are different polynomials.  A sum without terms is the zero function; that no other one is, is never used:
every sign but an exact 0 is shown by an enclosure or a single term.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from .effort import spend
from .errors import Reason, RejectedStep, need
from .intervals import Interval, exponential

Row = tuple[Fraction, ...]  # coefficients, constant first, the last one nonzero; () is 0

MAX_TERMS = 120
MAX_DEGREE = 80  # of a coefficient or exponent
MAX_BITS = 4096  # of a coefficient of a product
MAX_SUM_BITS = 4 * MAX_BITS  # of a coefficient of a sum
DEEP = -4000  # exp(u) < TINY below this
TINY = Fraction(1, 1 << 5000)  # e^-4000 < 2^-5770
COST = 400  # units of one exponential
WHERE = "exponential sum"


def undecided(what: str) -> RejectedStep:
    """Return the refusal for a sign that the enclosures do not decide."""
    return RejectedStep(WHERE, Reason.NOT_SUPPORTED, f"{what} is not decided by enclosures")


def trimmed(coefficients: Iterable[Fraction]) -> Row:
    """Return a row without zeros at its end."""
    row = list(coefficients)
    while row and not row[-1]:
        row.pop()
    return tuple(row)


def row_sum(a: Row, b: Row) -> Row:
    """Return a + b."""
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    return trimmed([*(x + y for x, y in zip(longer, shorter, strict=False)), *longer[len(shorter) :]])


def row_product(a: Row, b: Row) -> Row:
    """Return a b."""
    if not a or not b:
        return ()
    need(len(a) + len(b) <= MAX_DEGREE + 2, WHERE, Reason.LIMIT, "degree too high")
    spend(8 * len(a) * len(b))
    out = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] += x * y
    need(all(c.numerator.bit_length() + c.denominator.bit_length() <= MAX_BITS for c in out), WHERE, Reason.LIMIT)
    return trimmed(out)


def row_derivative(a: Row) -> Row:
    """Return a'."""
    return tuple(k * c for k, c in enumerate(a))[1:]


def row_value(a: Row, x: Fraction) -> Fraction:
    """Return a(x)."""
    total = Fraction(0)
    for c in reversed(a):
        total = total * x + c
    return total


def row_flipped(a: Row) -> Row:
    """Return a(-x)."""
    return tuple(-c if k % 2 else c for k, c in enumerate(a))


def _row_over(a: Row, x: Interval) -> Interval:
    total = Interval.exactly(0)
    for c in reversed(a):
        total = (total * x + Interval.exactly(c)).rounded()
    return total


def _growth_sign(q: Row) -> int:
    """Return the sign at +infinity of the part of q that is not constant (0: q is constant)."""
    return 0 if len(q) < 2 else 1 if q[-1] > 0 else -1


def _exponential(u: Fraction) -> Interval:
    spend(COST)
    return exponential(u) if u > DEEP else Interval(Fraction(0), TINY)


@dataclass(frozen=True)
class ExponentialSum:
    """A sum of p exp(q): pairs (q, p), the q different and in a fixed order, the p nonzero."""

    terms: tuple[tuple[Row, Row], ...]

    @staticmethod
    def of(pairs: Iterable[tuple[Row, Row]]) -> ExponentialSum:
        """Return the sum of pairs (q, p) with terms collected."""
        found: dict[Row, Row] = {}
        for q, p in pairs:
            spend(60 * (1 + len(q) + len(p)))
            total = found[q] = row_sum(found.get(q, ()), p)
            short = all(c.numerator.bit_length() + c.denominator.bit_length() <= MAX_SUM_BITS for c in total)
            need(short, WHERE, Reason.LIMIT, "coefficients too long")
        terms = tuple(sorted(((q, p) for q, p in found.items() if p), key=lambda t: (len(t[0]), t[0])))
        need(len(terms) <= MAX_TERMS, WHERE, Reason.LIMIT, "too many exponentials")
        return ExponentialSum(terms)

    @staticmethod
    def polynomial(row: Iterable[Fraction | int]) -> ExponentialSum:
        """Return a polynomial."""
        p = trimmed(Fraction(c) for c in row)
        return ExponentialSum((((), p),) if p else ())

    @property
    def is_zero(self) -> bool:
        """Whether there are no terms."""
        return not self.terms

    def as_row(self) -> Row | None:
        """Return the polynomial that this is, if it is one."""
        if not self.terms:
            return ()
        return self.terms[0][1] if len(self.terms) == 1 and not self.terms[0][0] else None

    def __add__(self, other: ExponentialSum) -> ExponentialSum:
        return ExponentialSum.of((*self.terms, *other.terms))

    def scale(self, factor: Fraction) -> ExponentialSum:
        """Return a multiple."""
        return ExponentialSum.of((q, trimmed(c * factor for c in p)) for q, p in self.terms)

    def __mul__(self, other: ExponentialSum) -> ExponentialSum:
        pairs = [(row_sum(q, r), row_product(p, s)) for q, p in self.terms for r, s in other.terms]
        return ExponentialSum.of(pairs)

    def times_exponential(self, q: Row) -> ExponentialSum:
        """Return exp(q) times this."""
        return ExponentialSum.of((row_sum(q, r), p) for r, p in self.terms)

    def derivative(self) -> ExponentialSum:
        """Return the derivative."""
        return ExponentialSum.of(
            (q, row_sum(row_derivative(p), row_product(p, row_derivative(q)))) for q, p in self.terms
        )

    @cached_property
    def flipped(self) -> ExponentialSum:
        """The function of -x."""
        return ExponentialSum.of((row_flipped(q), row_flipped(p)) for q, p in self.terms)

    def grouped_at(self, x: Fraction) -> dict[Fraction, Fraction]:
        """Return the value at x as a combination of exponentials of different rationals, without zero coefficients."""
        found: dict[Fraction, Fraction] = {}
        for q, p in self.terms:
            spend(60 * (1 + len(q) + len(p)))
            u = row_value(q, x)
            found[u] = found.get(u, Fraction(0)) + row_value(p, x)
        return {u: c for u, c in found.items() if c}

    def sign_at(self, x: Fraction) -> int:
        """Return the sign at a rational number; 0 is exact.

        Raises:
            RejectedStep: if the enclosures do not decide it (NOT_SUPPORTED).
        """
        found = self.grouped_at(x)
        if len(found) < 2:
            return next(((c > 0) - (c < 0) for c in found.values()), 0)
        top = max(found)
        total = Interval.exactly(0)
        for u, c in found.items():
            total = (total + Interval.exactly(c) * _exponential(u - top)).rounded()
        if total.low > 0 or total.high < 0:
            return 1 if total.low > 0 else -1
        raise undecided("a sign at a point")

    def sign_over(self, low: Fraction, high: Fraction) -> int:
        """Return the sign on the interval if an enclosure shows that it is one, else 0."""
        x = Interval(low, high)
        middle = (low + high) / 2
        base = max(self.terms, key=lambda t: row_value(t[0], middle))[0]
        total = Interval.exactly(0)
        for q, p in self.terms:
            spend(200 * (1 + len(q) + len(p)))
            u = _row_over(row_sum(q, tuple(-c for c in base)), x)
            if u.high > -DEEP:
                return 0
            factor = Interval(_exponential(u.low).low, _exponential(u.high).high)
            total = (total + _row_over(p, x) * factor).rounded()
        return 1 if total.low > 0 else -1 if total.high < 0 else 0

    def leading(self) -> tuple[Row, int, ExponentialSum]:
        """Return what grows fastest at +infinity: exponent without its constant, degree, and the constant factor.

        Raises:
            RejectedStep: for the zero function.
        """
        need(bool(self.terms), WHERE, Reason.VACUOUS, "the zero function")
        best = self.terms[0][0]
        for q, _ in self.terms:
            if _growth_sign(row_sum(q, tuple(-c for c in best))) > 0:
                best = q
        group = [(q, p) for q, p in self.terms if q[1:] == best[1:]]
        degree = max(len(p) for _, p in group) - 1
        factor = ExponentialSum.of((q[:1], (p[-1],)) for q, p in group if len(p) == degree + 1)
        return (Fraction(0), *best[1:]) if best[1:] else (), degree, factor

    def sign_at_end(self, direction: int) -> int:
        """Return the sign far out, for x -> +infinity or, with direction -1, for x -> -infinity."""
        side = self if direction > 0 else self.flipped
        return side.leading()[2].sign_at(Fraction(0))
