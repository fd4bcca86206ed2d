"""Regions around a value at infinity that is known exactly: the target of Theorem R is given.  Soundness-critical: no.

The tangency set tells which values v > inf f are approached from above at infinity, and where.  If there is a
spurious local minimum at infinity, it has such a value; so for each v the level is sought between v and the values on
the boundary of a region around the branch, and the floor at v itself or just below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import Psatz, RationalPoint, Region
from tameproof.proofs.kernel.facts import equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.refutation import check_region
from tameproof.sos.arcs import point_on
from tameproof.sos.bounds import find_largest_bound
from tameproof.sos.outcome import OpenValue
from tameproof.sos.positivstellensatz import prove_nonnegative, prove_positive
from tameproof.sos.rationals import round_number, simple_between_floats
from tameproof.sos.regions import Hint, candidate_inequalities, find_arc_inside, find_point_below
from tameproof.sos.separators import at_float
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

MAX_LOW_POINTS = 6
STEPS = (1.0, 0.5, 2.0, 5.0)  # distances of shifted barriers from the low point


def find_region_at(
    lift: Lift, values: Sequence[OpenValue], low_float: Sequence[tuple[float, ...]], settings: SosSettings
) -> tuple[SpuriousSetwiseMinimum, Region] | Open:
    """Search a region that refutes at one of the given values at infinity.

    Args:
        lift: the lifted objective.
        values: the open values, most promising first.
        low_float: points with small values.
        settings: budgets of the semidefinite programs.

    Returns:
        A claim with evidence that the kernel accepts, or Open, which does not mean that there is none.
    """
    deadline = Deadline(settings.time_limit)
    quick = replace(settings, extra_degree=2, time_limit=max(1.0, deadline.remaining / 10))
    tried: list[str] = []
    for value in values:
        hint = Hint(value.near_float, value.far_float, value.value_float)
        tried.append(f"regions at the value {value.name} at infinity")
        for inequalities in _candidates(lift, value, hint, low_float):
            if deadline.is_over:
                return Open("time limit", tuple(tried))
            found = _try(lift, inequalities, value, hint, low_float, quick, deadline)
            if found is not None:
                return SpuriousSetwiseMinimum(at_infinity=True), found
    return Open("no separating region found", tuple(dict.fromkeys(tried)))


def _candidates(
    lift: Lift, value: OpenValue, hint: Hint, low_float: Sequence[tuple[float, ...]]
) -> Iterator[tuple[Polynomial, ...]]:
    """Yield single inequalities that hold on the branch, then pairs of signs of coordinates."""
    lowest, passes = _lowest_and_passes(lift, low_float, value.value_float)
    for p in value.asymptotes:
        there = at_float(p, hint.far_float)
        if there != 0.0:
            yield (p.scale(1 if there > 0 else -1),)
    for g in candidate_inequalities(lift, hint, (lowest, hint.value_float)):
        yield (g,)
    yield from _shifted(lift, hint, lowest, passes)
    signed = [Polynomial.variable(i).scale(1 if c > 0 else -1) for i, c in enumerate(hint.far_float) if c]
    yield from combinations(signed, 2)


def _lowest_and_passes(
    lift: Lift, points_float: Sequence[tuple[float, ...]], value_float: float
) -> tuple[tuple[float, ...], list[tuple[float, ...]]]:
    """Return the lowest of the points, and those above the value: a barrier is likely to contain a mountain pass."""
    import numpy as np

    from tameproof.sos.explore import FloatObjective

    if not points_float:
        return (0.0,) * lift.dimension, []
    seen = [float(v) for v in FloatObjective(lift).value(np.array(points_float).T)]
    rows = sorted(zip(seen, points_float, strict=True), key=lambda row: row[0])
    return rows[0][1], [p for v, p in rows if v > value_float + 1e-9 * (1 + abs(value_float))]


def _shifted(
    lift: Lift, hint: Hint, lowest: tuple[float, ...], passes: Sequence[tuple[float, ...]]
) -> Iterator[tuple[Polynomial, ...]]:
    """Yield x_i - m, x_i x_j - m and x_i^2 - m with m between the values at the low point and on the branch."""
    n = lift.dimension
    seen: list[Polynomial] = []
    products = [Polynomial.variable(i) * Polynomial.variable(j) for i in range(n) for j in range(i, n)]
    for p in (*(Polynomial.variable(i) for i in range(n)), *products):
        here, there = at_float(p, lowest), at_float(p, hint.far_float)
        sign = 1 if there > here else -1
        if abs(there - here) <= 1e-3:
            continue
        levels = [at_float(p, c) for c in passes]
        levels += [here + sign * step for step in STEPS]
        for level in levels:
            if not 0 < sign * (level - here) < sign * (there - here):
                continue
            m = round_number(level, 0.05 * min(abs(level - here), abs(there - level)))
            g = (p - Polynomial.constant(m)).scale(sign) if m is not None else None
            if g is not None and g not in seen:
                seen.append(g)
                yield (g,)


def _try(
    lift: Lift,
    inequalities: tuple[Polynomial, ...],
    value: OpenValue,
    hint: Hint,
    low_float: Sequence[tuple[float, ...]],
    settings: SosSettings,
    deadline: Deadline,
) -> Region | None:
    f = lift.objective
    boundaries = []
    ceiling_float = float("inf")
    for i in range(len(inequalities)):
        facts = (*lift.facts, *(equation(g) if j == i else nonnegative(g) for j, g in enumerate(inequalities)))
        bound = find_largest_bound(f, facts, settings, deadline)
        if bound is None:
            return None
        ceiling_float = min(ceiling_float, bound)
        boundaries.append(facts)
    gap_float = ceiling_float - value.value_float
    if gap_float <= 1e-9 * (1 + abs(value.value_float)):
        return None
    level = simple_between_floats(value.value_float + 0.25 * gap_float, value.value_float + 0.85 * gap_float)
    if level is None:
        return None
    arc = find_arc_inside(lift, inequalities, hint, level)
    if arc is None:
        return None
    shifted = f - Polynomial.constant(level)
    proofs = []
    for facts in boundaries:
        proof = prove_positive(shifted, facts, settings=settings)
        if isinstance(proof, Open):
            return None
        proofs.append(proof)
    inside = (*lift.facts, *(positive(g) for g in inequalities))
    for lower in _floors(lift, value, low_float):
        below = next((p for p in (find_point_below(lift, z, lower) for z in low_float) if p is not None), None)
        if below is None:
            continue
        # a floor that is a limit of f, as for quotients, often needs a multiplier with zeros
        floor = prove_nonnegative(
            f - Polynomial.constant(lower), inside, settings=replace(settings, contradictions=True)
        )
        if not isinstance(floor, Psatz):
            continue
        region = Region(
            inequalities,
            level,
            lower,
            tuple(proofs),
            floor,
            RationalPoint(point_on(arc, arc.start)),
            RationalPoint(below),
            arc,
        )
        try:
            check_region(lift, SpuriousSetwiseMinimum(at_infinity=True), region, "region")
        except RejectedStep as error:
            if error.reason not in (Reason.LIMIT, Reason.NOT_SUPPORTED):
                raise
            return None
        return region
    return None


def _floors(lift: Lift, value: OpenValue, low_float: Sequence[tuple[float, ...]]) -> Iterator[Fraction]:
    """Yield rational floors: the value itself, then smaller ones above the smallest value seen."""
    import numpy as np

    from tameproof.sos.explore import FloatObjective

    if value.exact is not None:
        yield value.exact
    seen = FloatObjective(lift).value(np.array(low_float).T) if low_float else np.array([])
    lowest_float = float(min(seen, default=value.value_float - 1.0))
    for share in (0.02, 0.3):
        top_float = value.value_float - share * (value.value_float - lowest_float)
        lower = simple_between_floats(0.5 * (top_float + lowest_float), top_float)
        if lower is not None:
            yield lower
