"""Where univariate polynomials are negative, in floating point, as hints.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from tameproof.symbolic.simple_fractions import simplest_between

Intervals: TypeAlias = list[tuple[float, float]]
INFINITE_FLOAT = 1e9
MARGIN_FLOAT = 0.1
NARROW_FLOAT = 1e-3  # relative length of an interval that is too short to be trusted


def negative_intervals(coefficients_float: Mapping[int, float]) -> Intervals:
    """Return the intervals on which sum c_e s^e is negative; the ends of the line are +-INFINITE_FLOAT."""
    import numpy as np

    top = max(coefficients_float, default=0)
    row = np.array([coefficients_float.get(e, 0.0) for e in range(top, -1, -1)])
    size_float = float(np.max(np.abs(row), initial=0.0))
    if not np.all(np.isfinite(row)) or size_float == 0.0:
        return []
    ends = [-INFINITE_FLOAT]
    if top:
        roots = np.roots(row)
        ends += sorted({float(r.real) for r in roots if abs(r.imag) < 1e-7 * (1 + abs(r))})
    ends.append(INFINITE_FLOAT)
    out = []
    for low, high in pairwise(ends):
        if low == -INFINITE_FLOAT:
            middle = high - 1 - abs(high) if high < INFINITE_FLOAT else 0.0
        else:
            middle = low + 1 + abs(low) if high == INFINITE_FLOAT else (low + high) / 2
        scale_float = float(np.polyval(np.abs(row), abs(middle)))
        if high > low and float(np.polyval(row, middle)) < -1e-9 * scale_float:
            out.append((low, high))
    return out


def intersect(sets: Sequence[Intervals], scales_float: Sequence[float]) -> Intervals:
    """Return the common multiples m such that m times the scale is in each of the sets."""
    common: Intervals = [(-INFINITE_FLOAT, INFINITE_FLOAT)]
    for intervals, scale in zip(sets, scales_float, strict=True):
        if scale == 0.0:
            return []
        scaled = [tuple(sorted((low / scale, high / scale))) for low, high in intervals]
        pairs = [(max(a[0], b[0]), min(a[1], b[1])) for a in common for b in scaled]
        common = [(low, high) for low, high in pairs if high - low > NARROW_FLOAT * (abs(low) + abs(high)) / 2]
        if not common:
            return []
    return common


def pick(intervals: Intervals) -> list[Fraction]:
    """Return a simple number in the middle part of each interval, the simplest one first."""
    out = []
    for low, high in intervals:
        width = min(high - low, 1 + abs(low) + abs(high))
        inner_low = low + MARGIN_FLOAT * width if low > -INFINITE_FLOAT / 2 else high - 2 - 2 * abs(high)
        inner_high = high - MARGIN_FLOAT * width if high < INFINITE_FLOAT / 2 else low + 2 + 2 * abs(low)
        if low < -INFINITE_FLOAT / 2 and high > INFINITE_FLOAT / 2:
            inner_low, inner_high = -2.0, 2.0
        elif low < -INFINITE_FLOAT / 2:
            inner_high = high - MARGIN_FLOAT * (1 + abs(high))
        elif high > INFINITE_FLOAT / 2:
            inner_low = low + MARGIN_FLOAT * (1 + abs(low))
        if inner_low < inner_high:
            out.append(simplest_between(Fraction(inner_low), Fraction(inner_high)))
    return sorted(out, key=lambda q: (q.denominator, abs(q.numerator), q < 0))
