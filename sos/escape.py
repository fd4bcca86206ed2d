"""Unbounded trajectories and blow-up in finite time: evidence that hypothesis 5 fails.  Soundness-critical: no.

Where no critical value lies between a lower bound m and the value at the start, the trajectory has nowhere to
accumulate.  Either m is a bound everywhere, or on a region that trajectories below some level cannot leave: the region
of a refutation.  Blow-up: a polynomial h with h' >= k h^2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from tameproof.proofs.kernel.algebraic import AlgebraicNumber, compare_rational
from tameproof.proofs.kernel.claims import CriticalValues, FiniteTimeBlowUp, UnboundedTrajectory
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Psatz, RationalPoint, Region, RiccatiGrowth, TrappedRegion
from tameproof.proofs.kernel.facts import equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift, critical_facts
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.enclosures import value_near
from tameproof.sos.lower_bound import find_lower_bound
from tameproof.sos.positivstellensatz import prove_impossible, prove_nonnegative, prove_positive
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATES = (Fraction(1), Fraction(1, 4), Fraction(1, 16), Fraction(1, 64))


DEFAULT = SosSettings()
WIDTHS = (Fraction(1, 2), Fraction(1), Fraction(1, 4))
MAX_STRIP_DIMENSION = 4


def find_unbounded_trajectory(
    lift: Lift,
    values: CriticalValues,
    lower: Fraction,
    psatz: Psatz,
    *,
    region: Region | None = None,
    seed: int = 0,
    settings: SosSettings = DEFAULT,
) -> tuple[UnboundedTrajectory, TrappedRegion] | Open:
    """Search a rational start from which every trajectory is unbounded.

    Args:
        lift: the lifted objective.
        values: all critical values (the premise of the step).
        lower: a proved lower bound of f.
        psatz: its evidence.
        region: a region of a refutation, from whose inner point trajectories are tried first.
        seed: of the numerical descent that looks for low points.
        settings: budgets of the searches for strips without critical points.

    Returns:
        Claim and evidence (premises: BoundedBelow, CriticalValues), or Open, which does not mean that trajectories are
        bounded.
    """
    if not lift.convex_field:
        return Open("a kink inside a kink")
    tried: list[str] = []
    if region is not None:
        blocking = _values_between(values, region.lower, region.level)
        if not blocking:
            evidence = TrappedRegion(region.inequalities, region.level, region.lower, region.boundary, region.floor)
            return UnboundedTrajectory(region.inside.coordinates), evidence
        empty = _without_critical_points(lift, region.inequalities, region.level, settings)
        if isinstance(empty, Psatz):
            trap = TrappedRegion(
                region.inequalities, region.level, region.lower, region.boundary, region.floor, empty=empty
            )
            return UnboundedTrajectory(region.inside.coordinates), trap
        tried.append("the region may have critical points below its level")
    blocked = bool(_values_between(values, lower, lower))
    low = None if blocked else _low_point(lift, values, lower, seed)
    if low is None:
        what = "the lower bound is a critical value" if blocked else "no point below all critical values found"
        tried.append(what)
        return _in_strip(lift, lower, psatz, seed, settings, tried)
    start, level = low
    return UnboundedTrajectory(start), TrappedRegion((), level, lower, (), psatz)


def _without_critical_points(
    lift: Lift, inequalities: Sequence[Polynomial], level: Fraction, settings: SosSettings
) -> Psatz | Open:
    """Return evidence that no critical point of the region has a value up to the level."""
    below = nonnegative(Polynomial.constant(level) - lift.objective)
    facts = (*critical_facts(lift), *(positive(p) for p in inequalities), below)
    return prove_impossible(facts, settings=settings)


def _in_strip(
    lift: Lift, lower: Fraction, psatz: Psatz, seed: int, settings: SosSettings, tried: list[str]
) -> tuple[UnboundedTrajectory, TrappedRegion] | Open:
    """Search a strip x_i^2 < c^2 without critical points below the least value on its boundary."""
    if not lift.is_polynomial or lift.dimension > MAX_STRIP_DIMENSION:
        return Open("no trapped region found", tuple(tried))
    from tameproof.sos.explore import explore

    deadline = Deadline(settings.time_limit)
    runs = explore(lift, seed=seed, count=64, iterations=400)
    points = runs.points_float.T
    order = sorted(range(len(points)), key=lambda k: -float(abs(points[k]).max()))
    for i in range(lift.dimension):
        for width in WIDTHS:
            strip = Polynomial.constant(width * width) - Polynomial.variable(i, 2)
            inside = [points[k] for k in order[:16] if abs(float(points[k][i])) < float(width)]
            if not inside or deadline.is_over:
                continue
            short = replace(settings, time_limit=max(0.5, deadline.remaining / 4))
            edge = find_lower_bound(lift.objective, (*lift.facts, equation(strip)), settings=short)
            if isinstance(edge, Open) or edge[0] <= lower:
                continue
            level = lower + (edge[0] - lower) * Fraction(3, 4)
            start = _rounded(lift, inside, level, strip)
            if start is None:
                continue
            above = lift.objective - Polynomial.constant(level)
            boundary = prove_positive(above, (*lift.facts, equation(strip)), settings=short)
            empty = _without_critical_points(lift, (strip,), level, short)
            if isinstance(boundary, Psatz) and isinstance(empty, Psatz):
                trap = TrappedRegion((strip,), level, lower, (boundary,), psatz, empty=empty)
                return UnboundedTrajectory(start), trap
            tried.append(f"the strip {strip.format(lift.names)} > 0 below {level}: not proved to be a trap")
    return Open("no trapped region found", tuple(tried))


def _rounded(
    lift: Lift, points: Sequence[NDArray[np.float64]], level: Fraction, strip: Polynomial
) -> tuple[Fraction, ...] | None:
    """Return a short rational point in the strip with f at most the level."""
    for point in points:
        for denominator in (1, 2, 4, 10, 100, 10_000):
            found = tuple(Fraction(round(float(c) * denominator), denominator) for c in point)
            at = dict(enumerate(found))
            if strip.evaluate(at) > 0 and lift.objective.evaluate(at) <= level:
                return found
    return None


def _values_between(values: CriticalValues, low: Fraction, high: Fraction) -> list[AlgebraicNumber]:
    """Return the critical values in [low, high] that are not excluded."""
    return [
        v
        for v, status in zip(values.values, values.status, strict=True)
        if status != "not-attained" and compare_rational(v, low) >= 0 and compare_rational(v, high) <= 0
    ]


def _low_point(
    lift: Lift, values: CriticalValues, lower: Fraction, seed: int
) -> tuple[tuple[Fraction, ...], Fraction] | None:
    """Return a short rational point and an upper bound of its value, below all critical values above ``lower``."""
    from tameproof.sos.explore import explore

    runs = explore(lift, seed=seed, count=24, iterations=200)
    for k in range(min(12, runs.values_float.size)):
        for denominator in (1, 2, 4, 10, 100):
            point = tuple(Fraction(round(float(c) * denominator), denominator) for c in runs.points_float[:, k])
            try:
                value = value_near(lift, RationalPoint(point), "point")
            except RejectedStep:  # out of range, or undefined there
                continue
            level = value.high if value.is_exact else _rounded_up(value.high)
            if level >= lower and not _values_between(values, lower, level):
                return point, level
    return None


def _rounded_up(value: Fraction) -> Fraction:
    """Return a number that is slightly larger and has a short denominator."""
    size = max(1, value.denominator.bit_length() - value.numerator.bit_length() + 12)
    return Fraction(-(-value.numerator * 2**size // value.denominator), 2**size)


def find_blow_up(
    lift: Lift, start: Sequence[Fraction], settings: SosSettings
) -> tuple[FiniteTimeBlowUp, RiccatiGrowth] | Open:
    """Search a quantity h with h' >= k h^2 along trajectories from a start.

    Args:
        lift: the lifted objective (its infimum is -infinity if there is an answer).
        start: n rational coordinates.
        settings: budgets.

    Returns:
        Claim with an upper bound of the life time, and evidence; or Open, which does not mean that trajectories exist.
    """
    deadline = Deadline(settings.time_limit)
    point = dict(enumerate(start))
    tried: list[str] = []
    for h in _quantities(lift):
        initial = h.evaluate(point)
        if initial <= 0:
            continue
        beyond = (*lift.facts, nonnegative(h - Polynomial.constant(initial)))
        for rate in RATES:
            if deadline.is_over:
                return Open("time limit", tuple(tried))
            growth = sum_of_products([(lift.inner_with_gradient(h), Polynomial.constant(-1)), (h.scale(-rate), h)])
            found = prove_nonnegative(growth, beyond, settings=settings)
            if isinstance(found, Psatz):
                claim = FiniteTimeBlowUp(tuple(start), 1 / (rate * initial))
                return claim, RiccatiGrowth(h, rate, found)
            tried.append(f"h = {h.format(lift.names)}, rate {rate}: {found.reason}")
    return Open("no quantity that blows up found", tuple(tried))


def _quantities(lift: Lift) -> list[Polynomial]:
    """Return coordinates, |x|^2 and -f."""
    out = []
    for i in range(lift.dimension):
        x = Polynomial.variable(i)
        out += [x, -x]
    out.append(lift.squared_norm)
    if lift.is_polynomial:
        out.append(-lift.objective)
    return out
