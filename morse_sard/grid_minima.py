"""Spurious local minima of piecewise objectives at simple rational points, without critical values.

Soundness-critical: no.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

from tameproof.morse_sard.low_points import LowPoints, find_low_points, find_point_below
from tameproof.morse_sard.outcome import SpuriousPoint
from tameproof.morse_sard.piecewise_points import looks_minimal
from tameproof.morse_sard.settings import DEFAULT, MorseSardSettings
from tameproof.morse_sard.spurious_points import CLAIM, find_spurious_point_at, is_accepted
from tameproof.proofs.kernel.algebraic import rational
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Psatz, RationalPoint, RegionMinimum
from tameproof.proofs.kernel.facts import positive
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.points import value_at
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.outcome import Open

GRID = (0, 1, -1, 2, -2)
MAX_GRID = 800
MAX_VALUES = 4
MAX_REGIONS = 6  # for one value
SECONDS = 3.0  # for one region
GAP_FLOAT = 1e-6


def find_grid_minimum(lift: Lift, settings: MorseSardSettings = DEFAULT) -> SpuriousPoint | Open:
    """Search a spurious local minimum of a piecewise objective at a point with coordinates 0, 1, 2 up to signs.

    Args:
        lift: an objective with abs, max or min, of at most 6 variables, without kinks inside kinks.
        settings: budgets.

    Returns:
        A spurious local minimum with accepted evidence; or Open, which does not mean that there is none.
    """
    n = lift.dimension
    size = next((k for k in (5, 3) if k**n <= MAX_GRID), 0)
    if lift.smooth or not lift.convex_field or not size:
        return Open("the grid is for piecewise functions of few variables")
    deadline = settings.deadline()
    low = find_low_points(lift, settings)
    for value, points in _candidates(lift, size, low)[:MAX_VALUES]:
        if deadline.remaining_float <= 0:
            break
        found = _by_half_spaces(lift, value, points, low, settings, deadline.part(0.5))
        if found is None:
            try:
                found = find_spurious_point_at(lift, rational(value), low, settings, deadline.part(0.5))
            except BudgetExceeded:
                continue
        if found is not None:
            return found
    return Open("no local minimum above the smallest value at a point of the grid")


def _candidates(lift: Lift, size: int, low: LowPoints) -> list[tuple[Fraction, list[RationalPoint]]]:
    """Return the values at points of the grid that look like spurious local minima, increasing, with these points."""
    lowest_float = min(low.values_float, default=float("inf"))
    found: dict[Fraction, list[RationalPoint]] = {}
    for row in product(GRID[:size], repeat=lift.dimension):
        point = RationalPoint(tuple(Fraction(c) for c in row))
        try:
            value = value_at(lift, point, "point")
        except RejectedStep:
            continue
        if float(value) > lowest_float + GAP_FLOAT and looks_minimal(lift, point):
            found.setdefault(value, []).append(point)
    return sorted(found.items())


def _by_half_spaces(
    lift: Lift,
    value: Fraction,
    points: list[RationalPoint],
    low: LowPoints,
    settings: MorseSardSettings,
    deadline: Deadline,
) -> SpuriousPoint | None:
    """Return a minimum over a half-space x_i > 0 or x_i < 0, or over the orthant of a point, if one is proved."""
    below = find_point_below(lift, value, low)
    if below is None:
        return None
    excess = lift.objective - Polynomial.constant(value)
    tried: set[tuple[Polynomial, ...]] = set()
    for point in points:
        signed = [Polynomial.variable(i).scale(1 if c > 0 else -1) for i, c in enumerate(point.coordinates) if c]
        for region in (*((g,) for g in signed), tuple(signed)):
            if not region or region in tried or len(tried) >= MAX_REGIONS:
                continue
            if deadline.remaining_float <= 0:
                return None
            tried.add(region)
            limited = replace(SosSettings(), solver=settings.solver, time_limit=min(SECONDS, deadline.remaining_float))
            facts = (*lift.facts, *(positive(g) for g in region))
            psatz = prove_nonnegative(excess, facts, settings=limited)
            if isinstance(psatz, Psatz):
                evidence = RegionMinimum(point, region, psatz, below)
                if is_accepted(lift, evidence):
                    return SpuriousPoint(CLAIM, evidence)
    return None
