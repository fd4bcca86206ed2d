"""Short rational numbers near floating-point hints.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, isfinite

DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 10, 16, 20, 50, 100, 1000, 10**4, 10**6, 10**9)


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Return the rational with the smallest denominator in the open interval (low, high); low < high."""
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -simplest_between(-high, -low)
    whole = floor(low)
    if whole + 1 < high:
        return Fraction(whole + 1)
    if whole == low and whole + 1 == high:
        return low + Fraction(1, 2)
    # 0 <= low - whole < high - whole <= 1
    a, b = low - whole, high - whole
    if a == 0:
        return whole + Fraction(1, ceil(1 / b) + 1 if (1 / b).denominator == 1 else ceil(1 / b))
    return whole + 1 / simplest_between(1 / b, 1 / a)


def simple_between_floats(low_float: float, high_float: float) -> Fraction | None:
    """Return a simple rational strictly between two finite floats, or None if there is no room."""
    if not (isfinite(low_float) and isfinite(high_float)) or low_float >= high_float:
        return None
    return simplest_between(Fraction(low_float), Fraction(high_float))


def round_points(point_float: Sequence[float]) -> Iterator[tuple[Fraction, ...]]:
    """Yield rational points near a float point, with growing denominators."""
    if not all(isfinite(v) for v in point_float):
        return
    seen = set()
    for d in DENOMINATORS:
        point = tuple(Fraction(round(v * d), d) for v in point_float)
        if point not in seen:
            seen.add(point)
            yield point


def round_number(value_float: float, tolerance_float: float) -> Fraction | None:
    """Return the simplest rational within a tolerance, or None for infinities."""
    if not isfinite(value_float):
        return None
    near = simple_between_floats(value_float - tolerance_float, value_float + tolerance_float)
    return Fraction(value_float) if near is None else near  # no room between the floats
