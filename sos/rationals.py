"""Short rational numbers near floating-point hints.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import isfinite

from tameproof.symbolic.simple_fractions import simplest_between

DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 10, 16, 20, 50, 100, 1000, 10**4, 10**6, 10**9)


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
