"""Open values at infinity with numerical branches, as hints for the search of regions.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.morse_sard.low_points import find_low_points
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, format_number
from tameproof.proofs.kernel.lift import Lift
from tameproof.sos.outcome import OpenValue, OpenValues
from tameproof.sos.rationals import round_number
from tameproof.sos.sphere_minima import Branch, find_falling_branches
from tameproof.sos.targeted_regions import MAX_LOW_POINTS
from tameproof.symbolic.outcome import Open

CLOSE_FLOAT = 1e-3  # relative distance of a numerical limit from an exact candidate
MAX_VALUES = 4


def find_open_values(
    lift: Lift, settings: MorseSardSettings, outcome: Open, numbers: Sequence[AlgebraicNumber] = ()
) -> Open:
    """Return the open outcome with the values to which f seems to decrease along minima on spheres, if there are any.

    Args:
        lift: a smooth objective in at least two variables (for others the outcome is returned as it is).
        settings: seed of the numerical runs.
        outcome: why the question is open.
        numbers: candidates that algebra left over; a limit close to one of them is taken for it.
    """
    branches = find_falling_branches(lift, settings.seed)
    if not branches:
        return outcome
    low = find_low_points(lift, settings)
    lowest_float = min((*low.values_float, *(b.limit_float for b in branches)))
    values: list[OpenValue] = []
    for branch in branches:
        if branch.limit_float > lowest_float + 1e-7 * (1 + abs(lowest_float)) and len(values) < MAX_VALUES:
            values.append(_value(branch, numbers))
    if not values:
        return outcome
    seen = dict.fromkeys(f"numerically f decreases to {v.name} near {_place(v.far_float)}" for v in values)
    return OpenValues(outcome.reason, (*outcome.tried, *seen), tuple(values), tuple(low.points_float[:MAX_LOW_POINTS]))


def _value(branch: Branch, numbers: Sequence[AlgebraicNumber]) -> OpenValue:
    limit_float = branch.limit_float
    near = [v for v in numbers if abs(_middle_float(v) - limit_float) <= CLOSE_FLOAT * (1e-3 + abs(limit_float))]
    if near:
        best = min(near, key=lambda v: abs(_middle_float(v) - limit_float))
        own = as_rational(best)
        return OpenValue(format_number(best), own, _middle_float(best), branch.near_float, branch.far_float)
    exact: Fraction | None = round_number(limit_float, 1e-4 * (1e-3 + abs(limit_float)))
    return OpenValue(f"{limit_float:.6g}", exact, limit_float, branch.near_float, branch.far_float)


def _middle_float(v: AlgebraicNumber) -> float:
    return float((v.low + v.high) / 2)


def _place(point_float: Sequence[float]) -> str:
    return "(" + ", ".join(f"{c:.4g}" for c in point_float) + ")"
