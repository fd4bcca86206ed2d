"""Rational points with small values of the objective.  Soundness-critical: no (the search is numeric).

Descent runs creep when the infimum is a limit at infinity, so points far out on the axes are looked at as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, refine
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import RationalPoint
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.rules.points import value_at

DENOMINATORS = (1, 2, 3, 4, 5, 8, 10, 16, 100, 1000, 10**6)
FAR = (30, 1000, 10**5)
NARROW = Fraction(1, 1 << 30)  # of the interval of a critical value that is compared with numerical values


@dataclass(frozen=True, slots=True)
class LowPoints:
    """What descent runs saw.

    Attributes:
        points_float: ends of the runs, by increasing value.
        values_float: their values.
    """

    points_float: tuple[tuple[float, ...], ...]
    values_float: tuple[float, ...]


def middle_of_value_float(value: AlgebraicNumber) -> float:
    """Return a critical value in double precision."""
    narrow = refine(value, NARROW)
    return float((narrow.low + narrow.high) / 2)


def find_low_points(lift: Lift, settings: MorseSardSettings) -> LowPoints:
    """Return the ends of seeded descent runs and lower points far out on the axes, by increasing value (hints)."""
    import numpy as np

    from tameproof.sos.explore import FloatObjective, explore

    n = lift.dimension
    if n == 0:
        return LowPoints((), ())
    runs = explore(lift, seed=settings.seed, count=settings.starts, iterations=200)
    axes = np.concatenate([sign * size * np.eye(n) for size in FAR for sign in (1.0, -1.0)], axis=1)
    far = FloatObjective(lift).value(axes)
    rows = [(float(v), tuple(float(c) for c in p)) for v, p in zip(runs.values_float, runs.points_float.T, strict=True)]
    lowest_float = min((v for v, _ in rows), default=float("inf"))
    rows += [(float(v), tuple(float(c) for c in p)) for v, p in zip(far, axes.T, strict=True) if v < lowest_float]
    rows.sort(key=lambda row: row[0])
    return LowPoints(tuple(p for _, p in rows), tuple(v for v, _ in rows))


def find_point_below(lift: Lift, bound: Fraction, low: LowPoints) -> RationalPoint | None:
    """Return a rational point with exact value < bound, as simple as possible, or None."""
    for point_float, value_float in list(zip(low.points_float, low.values_float, strict=True))[:6]:
        if value_float >= float(bound):
            continue
        for denominator in DENOMINATORS:
            try:
                coordinates = tuple(Fraction(round(c * denominator), denominator) for c in point_float)
                point = RationalPoint(coordinates)
                if value_at(lift, point, "point") < bound:
                    return point
            except (RejectedStep, OverflowError, ValueError):
                continue
    return None
