"""Rational points with small values of the objective.  Soundness-critical: no (the search is numeric)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import RationalPoint
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.rules.points import value_at

DENOMINATORS = (1, 2, 3, 4, 5, 8, 10, 16, 100, 1000, 10**6)


@dataclass(frozen=True, slots=True)
class LowPoints:
    """What descent runs saw.

    Attributes:
        points_float: ends of the runs, by increasing value.
        values_float: their values.
    """

    points_float: tuple[tuple[float, ...], ...]
    values_float: tuple[float, ...]


def find_low_points(lift: Lift, settings: MorseSardSettings) -> LowPoints:
    """Return the ends of seeded descent runs (hints)."""
    from tameproof.sos.explore import explore

    if lift.dimension == 0:
        return LowPoints((), ())
    runs = explore(lift, seed=settings.seed, count=settings.starts, iterations=200)
    points_float = tuple(tuple(float(c) for c in column) for column in runs.points_float.T)
    return LowPoints(points_float, tuple(float(v) for v in runs.values_float))


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
