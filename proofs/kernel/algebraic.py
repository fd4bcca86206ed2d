"""Real algebraic numbers: a squarefree integer polynomial and an isolating interval with rational ends.

Soundness-critical: yes.  The sign of p at the only root v of m in (low, high) is decided, zero included, by one Tarski
query: the signed remainder sequence of m and m' p counts [p(v) > 0] - [p(v) < 0].  Comparisons reduce to signs; there
is no refinement loop in any decision.  Every public function checks the numbers it is given (the check is cached).
Source: Basu, Pollack, Roy, Algorithms in Real Algebraic Geometry, section 2.2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, gcd, isqrt

from .effort import spend
from .errors import Reason, RejectedStep, need, shown
from .univariate import (
    MAX_BITS,
    IntegerPolynomial,
    check_size,
    count_roots,
    count_roots_closed,
    derivative,
    format_univariate,
    from_fractions,
    greatest_common_divisor,
    isolate_roots,
    multiply,
    normalise,
    positive_remainder,
    sign_at,
    signed_remainder_sequence,
    squarefree_part,
    sturm_sequence,
    variations,
)
from .univariate import refine as refine_interval

COST_OF_SIGN = 60  # units of work of a sign at a number, besides that of the polynomials


@dataclass(frozen=True, slots=True)
class AlgebraicNumber:
    """The only root of ``polynomial`` (integer coefficients, constant term first, squarefree) in [low, high].

    The polynomial is primitive with positive leading coefficient.  A rational number a/b is (-a, b) with
    low = high = a/b; for an irrational number low < high, and the ends are not roots.
    """

    polynomial: tuple[int, ...]
    low: Fraction
    high: Fraction


# -- construction ----------------------------------------------------------------------------------------------------
def rational(value: Fraction | int) -> AlgebraicNumber:
    """Return a rational number in its canonical form."""
    q = Fraction(value)
    return AlgebraicNumber((-q.numerator, q.denominator), q, q)


def number_from_interval(polynomial: Sequence[int], low: Fraction, high: Fraction) -> AlgebraicNumber:
    """Return the only root of a nonzero integer polynomial in [low, high], in canonical form.

    Raises:
        RejectedStep: there is not exactly one distinct root in the interval (ROOTS).
    """
    p = normalise(polynomial)
    need(bool(p), "algebraic number", Reason.ROOTS, "the zero polynomial")
    p = squarefree_part(p)
    need(low <= high, "algebraic number", Reason.WRONG_SHAPE, "empty interval")
    count = count_roots_closed(p, low, high)
    need(count == 1, "algebraic number", Reason.ROOTS, f"{count} roots in [{shown(low)}, {shown(high)}]")
    exact = _rational_root(p, low, high)
    return AlgebraicNumber(p, low, high) if exact is None else rational(exact)


def real_roots(polynomial: Sequence[int]) -> tuple[AlgebraicNumber, ...]:
    """Return the distinct real roots of a nonzero integer polynomial in increasing order, in canonical form."""
    p = normalise(polynomial)
    return tuple(number_from_interval(p, low, high) for low, high in isolate_roots(p))


def _rational_root(p: IntegerPolynomial, low: Fraction, high: Fraction) -> Fraction | None:
    """Return the only root of the squarefree p in [low, high] if it is rational, else None.

    If v is a rational root, then lead * v is an integer: once the interval is shorter than 1 / lead, at most one
    rational number is left to be tried.
    """
    for end in (low, high):
        if sign_at(p, end) == 0:
            return end
    lead = abs(p[-1])
    low, high = refine_interval(p, (low, high), Fraction(1, 2 * lead))
    candidate = Fraction(ceil(low * lead), lead)
    return candidate if low <= candidate <= high and sign_at(p, candidate) == 0 else None


# -- checking --------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=512)
def _defect(number: AlgebraicNumber) -> tuple[Reason, str] | None:
    """Return why the data does not describe a number in canonical form, or None if it does."""
    p, low, high = number.polynomial, number.low, number.high
    if len(p) < 2 or p[-1] <= 0 or gcd(*p) != 1:
        return Reason.WRONG_SHAPE, "the polynomial must be primitive, not constant, with positive leading coefficient"
    if max(abs(x).bit_length() for x in (low.numerator, low.denominator, high.numerator, high.denominator)) > MAX_BITS:
        return Reason.LIMIT, "interval end too large"
    if len(p) == 2:
        if not low == high == Fraction(-p[0], p[1]):
            return Reason.ROOTS, "a rational number must have low = high = its value"
        return None
    if not low < high:
        return Reason.WRONG_SHAPE, "low < high is needed for an irrational number"
    if len(greatest_common_divisor(p, derivative(p))) != 1:
        return Reason.ROOTS, "the polynomial is not squarefree"
    if sign_at(p, low) == 0 or sign_at(p, high) == 0:
        return Reason.ROOTS, "an end of the interval is a root"
    count = count_roots(p, low, high)
    if count != 1:
        return Reason.ROOTS, f"{count} roots in the interval"
    exact = _rational_root(p, low, high)
    if exact is not None:
        return Reason.WRONG_SHAPE, f"the rational number {shown(exact)} must have a polynomial of degree 1"
    return None


def check_algebraic(number: AlgebraicNumber, where: str) -> None:
    """Check that the data describes exactly one real number, in canonical form.

    Args:
        number: the data of a certificate.
        where: path for errors.

    Raises:
        RejectedStep: WRONG_SHAPE, ROOTS or LIMIT.  If nothing is raised, ``polynomial`` is squarefree with exactly
            one root in [low, high], and that root is rational if and only if low == high.
    """
    check_size(number.polynomial, where)
    defect = _defect(number)
    if defect is not None:
        raise RejectedStep(where, *defect)


def clear_caches() -> None:
    """Forget the checks and Sturm sequences that were cached, so that work is counted anew."""
    _defect.cache_clear()
    sturm_sequence.cache_clear()


# -- decisions -------------------------------------------------------------------------------------------------------
def as_rational(number: AlgebraicNumber) -> Fraction | None:
    """Return the value if the number is rational, else None (then it is irrational)."""
    check_algebraic(number, "algebraic number")
    return number.low if number.low == number.high else None


def sign_of(p: Sequence[int] | Sequence[Fraction], number: AlgebraicNumber) -> int:
    """Return the exact sign of p at the number: -1, 0 or 1.

    Args:
        p: coefficients, constant term first; integers or fractions.
        number: v.

    Raises:
        RejectedStep: the number is malformed, or p is too large.
    """
    check_algebraic(number, "algebraic number")
    spend(COST_OF_SIGN)
    q, _ = from_fractions(p)
    check_size(q)
    if number.low == number.high:
        return sign_at(q, number.low)
    m = number.polynomial
    rest = positive_remainder(q, m)
    if len(rest) <= 1:
        return sign_at(rest, Fraction(0))
    sequence = signed_remainder_sequence(m, positive_remainder(multiply(derivative(m), rest), m))
    return variations(sequence, number.low) - variations(sequence, number.high)


def compare_rational(number: AlgebraicNumber, q: Fraction) -> int:
    """Return the sign of number - q; inside the interval the polynomial changes its sign at the number only."""
    check_algebraic(number, "algebraic number")
    if q <= number.low:
        return 0 if q == number.high else 1
    if q >= number.high:
        return -1
    spend(COST_OF_SIGN)
    sign = sign_at(number.polynomial, q)  # not 0: the only root in the interval is irrational
    return 1 if sign == sign_at(number.polynomial, number.low) else -1


def compare(a: AlgebraicNumber, b: AlgebraicNumber) -> int:
    """Return the sign of a - b; b changes the sign of its polynomial exactly once, at b, between its ends."""
    exact = as_rational(b)
    if exact is not None:
        return compare_rational(a, exact)
    if a == b:
        return 0
    if compare_rational(a, b.low) <= 0:
        return -1
    if compare_rational(a, b.high) >= 0:
        return 1
    sign = sign_of(b.polynomial, a)
    return 0 if sign == 0 else -1 if sign == sign_at(b.polynomial, b.low) else 1


# -- intervals -------------------------------------------------------------------------------------------------------
def refine(number: AlgebraicNumber, width: Fraction) -> AlgebraicNumber:
    """Return the same number with an interval of at most the given width > 0."""
    check_algebraic(number, "algebraic number")
    low, high = refine_interval(number.polynomial, (number.low, number.high), width)
    return AlgebraicNumber(number.polynomial, low, high)


def separate(numbers: Sequence[AlgebraicNumber]) -> tuple[AlgebraicNumber, ...]:
    """Return the same numbers, which must strictly increase, with pairwise disjoint closed intervals.

    Raises:
        RejectedStep: the numbers do not strictly increase (ROOTS).
    """
    out = list(numbers)
    for k in range(1, len(out)):
        need(compare(out[k - 1], out[k]) < 0, "algebraic numbers", Reason.ROOTS, "the numbers must increase")
        while out[k - 1].high >= out[k].low:
            for i in (k - 1, k):
                if out[i].low < out[i].high:
                    out[i] = refine(out[i], (out[i].high - out[i].low) / 2)
    return tuple(out)


# -- printing --------------------------------------------------------------------------------------------------------
def format_number(number: AlgebraicNumber) -> str:
    """Return text: ``3/2``, ``(1 + sqrt(2))/2`` for quadratic numbers, else ``root of v^3-2 in (1, 2)``."""
    exact = as_rational(number)
    if exact is not None:
        return str(exact)
    if len(number.polynomial) == 3:
        return _format_quadratic(number)
    return f"root of {format_univariate(number.polynomial)} in ({number.low}, {number.high})"


def _format_quadratic(number: AlgebraicNumber) -> str:
    """Return the radical form (u + s sqrt(r)) / w; small square factors are taken out of r."""
    c, b, a = number.polynomial
    r, s, w = b * b - 4 * a * c, 1, 2 * a
    whole = isqrt(r)
    for k in range(2, min(whole, 1000) + 1):
        while r % (k * k) == 0:
            r, s = r // (k * k), s * k
    common = gcd(b, s, w)
    u, s, w = -b // common, s // common, w // common
    larger = compare_rational(number, Fraction(-b, 2 * a)) > 0
    root = f"sqrt({r})" if s == 1 else f"{s}*sqrt({r})"
    if u:
        text = f"{u} {'+' if larger else '-'} {root}"
        return text if w == 1 else f"({text})/{w}"
    text = root if larger else f"-{root}"
    return text if w == 1 else f"{text}/{w}"
