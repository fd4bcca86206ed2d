"""Unbounded trajectories and blow-up in finite time: evidence that hypothesis 5 fails.  Soundness-critical: no.

Where no critical value lies between a lower bound m and the value at the start, the trajectory has nowhere to
accumulate.  Either m is a bound everywhere, or on a region that trajectories below some level cannot leave: the region
of a refutation.  Blow-up: a polynomial h with h' >= k h^2.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.proofs.kernel.algebraic import AlgebraicNumber, compare_rational
from tameproof.proofs.kernel.claims import CriticalValues, FiniteTimeBlowUp, UnboundedTrajectory
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Psatz, RationalPoint, Region, RiccatiGrowth, TrappedRegion
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.points import lifted_values
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

RATES = (Fraction(1), Fraction(1, 4), Fraction(1, 16), Fraction(1, 64))


def find_unbounded_trajectory(
    lift: Lift,
    values: CriticalValues,
    lower: Fraction,
    psatz: Psatz,
    *,
    region: Region | None = None,
    seed: int = 0,
) -> tuple[UnboundedTrajectory, TrappedRegion] | Open:
    """Search a rational start from which every trajectory is unbounded.

    Args:
        lift: the lifted objective.
        values: all critical values (the premise of the step).
        lower: a proved lower bound of f.
        psatz: its evidence.
        region: a region of a refutation, from whose inner point trajectories are tried first.
        seed: of the numerical descent that looks for low points.

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
        tried.append("the region has critical values below its level")
    if _values_between(values, lower, lower):
        return Open("the lower bound is a critical value", tuple(tried))
    start = _low_point(lift, values, lower, seed)
    if start is None:
        return Open("no point below all critical values found", tuple(tried))
    level = lift.objective.evaluate(lifted_values(lift, RationalPoint(start), "start"))
    return UnboundedTrajectory(start), TrappedRegion((), level, lower, (), psatz)


def _values_between(values: CriticalValues, low: Fraction, high: Fraction) -> list[AlgebraicNumber]:
    """Return the critical values in [low, high] that are not excluded."""
    return [
        v
        for v, status in zip(values.values, values.status, strict=True)
        if status != "not-attained" and compare_rational(v, low) >= 0 and compare_rational(v, high) <= 0
    ]


def _low_point(lift: Lift, values: CriticalValues, lower: Fraction, seed: int) -> tuple[Fraction, ...] | None:
    """Return a short rational point with a value below all critical values above ``lower``."""
    from tameproof.sos.explore import explore

    runs = explore(lift, seed=seed, count=24, iterations=200)
    for k in range(min(12, runs.values_float.size)):
        for denominator in (1, 2, 4, 10, 100):
            point = tuple(Fraction(round(float(c) * denominator), denominator) for c in runs.points_float[:, k])
            try:
                level = lift.objective.evaluate(lifted_values(lift, RationalPoint(point), "point"))
            except RejectedStep:  # a value that is not rational, such as exp(1)
                return None
            if level >= lower and not _values_between(values, lower, level):
                return point
    return None


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
