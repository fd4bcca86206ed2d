"""A minimum at a point with simple rational coordinates.  Soundness-critical: no (the checker decides about the steps).

Descent runs end near it; the point that they round to has an exact value, and a sum of squares shows that this is a
lower bound.  No critical values are needed, so that exp, log, abs and max may occur.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tameproof.morse_sard.low_points import find_low_points
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.rules.points import value_at
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open

DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 10)
STARTS = 24
POINTS = 4  # ends of descent runs that are rounded
CLOSE_FLOAT = 1e-5  # of the value to the least one seen


def find_simple_minimum(
    lift: Lift, bound: Fraction | None, settings: SosSettings
) -> tuple[Fraction, e.RationalPoint, e.LowerBound | None] | Open:
    """Return a rational point at which f has its minimum, with the value and the proof that it is a lower bound.

    Args:
        lift: the lifted objective.
        bound: a lower bound that has been proved.
        settings: of the search for the proof.

    Returns:
        The value, the point, and the proof (None if the value is ``bound``); or Open, which does not mean that there is
        no such point.
    """
    from tameproof.sos.boundedness import find_proof_of_bound

    for value, point in _candidates(lift):
        if bound is not None and value == bound:
            return value, point, None
        if bound is not None and value < bound:
            continue
        psatz = find_proof_of_bound(lift, value, settings)
        if isinstance(psatz, e.Psatz):
            return value, point, e.LowerBound(psatz)
        return psatz
    return Open("no point with simple coordinates has the least value that was seen")


def _candidates(lift: Lift) -> Iterator[tuple[Fraction, e.RationalPoint]]:
    """Yield points, with their values, that are as low as anything seen, simple ones first."""
    low = find_low_points(lift, MorseSardSettings(starts=STARTS))
    if not low.values_float:
        return
    best_float = low.values_float[0]
    seen: set[tuple[Fraction, ...]] = set()
    for denominator in DENOMINATORS:
        for end_float in low.points_float[:POINTS]:
            try:
                coordinates = tuple(Fraction(round(x * denominator), denominator) for x in end_float)
                if coordinates in seen:
                    continue
                seen.add(coordinates)
                point = e.RationalPoint(coordinates)
                value = value_at(lift, point, "point")
            except (RejectedStep, OverflowError, ValueError):
                continue
            if abs(float(value) - best_float) <= CLOSE_FLOAT * (1 + abs(best_float)):
                yield value, point
