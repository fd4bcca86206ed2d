"""Refutation by regions (Theorem R): search for g with f > c on {g = 0}, f >= m on {g > 0} and escaping points below c.

Soundness-critical: no.  Descent runs that end above the smallest value seen suggest where a component of a sublevel
set may be cut off; candidates for g are coordinates, products of two coordinates and shifted coordinates that are
positive there.  Levels come from two semidefinite programs per candidate; identities are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import Plateau, Psatz, RationalArc, RationalPoint, Region
from tameproof.proofs.kernel.facts import Fact, equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.enclosures import ArcEnclosures, value_near
from tameproof.proofs.kernel.rules.refutation import check_inside, check_region
from tameproof.sos.absolute_regions import find_absolute_region
from tameproof.sos.absolute_values import find_absolute_values
from tameproof.sos.arcs import fit_arcs_of, point_on, with_start
from tameproof.sos.bounds import find_largest_bound
from tameproof.sos.core_facts import core_facts, prove_from_core
from tameproof.sos.explore import FloatObjective, Runs, explore, polish
from tameproof.sos.plateaus import find_plateau
from tameproof.sos.rationals import round_number, round_points, simple_between_floats
from tameproof.sos.separators import at_float, find_coordinate_separators, find_level_separators
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.sos.explore import FloatArray

Low: TypeAlias = tuple[tuple[float, ...], float]  # the lowest point seen and its value
STARTS = tuple(Fraction(v) for v in (1, 2, 3, 4, 5, 6, 8, 10, 16, 32, 100, 1000, 10_000, 1_000_000))
MAX_CLUSTERS = 6
MAX_SIGNS = 4  # products of coordinates in one region


@dataclass(frozen=True, slots=True)
class Hint:
    """Where a run got stuck.

    Attributes:
        near_float: an earlier point of the run.
        far_float: a later point.
        value_float: the value at the later point.
    """

    near_float: tuple[float, ...]
    far_float: tuple[float, ...]
    value_float: float


def find_refutation(
    lift: Lift, seed: int, settings: SosSettings
) -> tuple[SpuriousSetwiseMinimum, Region | Plateau] | Open:
    """Search a plateau, or a region whose part below a level is a spurious setwise local minimum.

    Args:
        lift: the lifted objective.
        seed: seed of the descent runs.
        settings: budgets of the semidefinite programs.

    Returns:
        A claim with evidence that the kernel accepts, or Open, which does not mean that there is none.
    """
    deadline = Deadline(settings.time_limit)
    if not lift.smooth:
        runs = explore(lift, seed=seed)
        region = _orthant(lift, runs, settings, deadline)
        if region is not None:
            return SpuriousSetwiseMinimum(at_infinity=region.arc is not None), region
        plateau = find_plateau(lift, runs, settings, deadline)
        if not isinstance(plateau, Open):
            return plateau
    candidates: Iterable[tuple[tuple[Polynomial, ...], Hint]]
    if lift.dimension == 1:
        basins, lowest = find_basins(lift)
        candidates = (((g,), hint) for g, hint in basins)
        tried = ["basins between the local maxima on a grid"]
    else:
        runs = explore(lift, seed=seed)
        if not runs.values_float.size:
            return Open("no descent run ended at a finite value")
        tried = [f"{runs.values_float.size} descent runs"]
        hints = find_hints(lift, runs)
        if not hints:
            return Open("no descent run was stuck above the smallest value", tuple(tried))
        tried = [f"{tried[0]}, stuck near {_values(hints)}"]
        lowest = tuple(float(v) for v in runs.points_float[:, 0]), runs.lowest_float
        candidates = ((g, hint) for hint in hints for g in _regions(lift, hint, lowest))
    failures: dict[str, int] = {}
    quick = replace(settings, extra_degree=2, time_limit=max(1.0, deadline.remaining / 10))
    best: tuple[SpuriousSetwiseMinimum, Region] | None = None
    for g, hint in candidates:
        if deadline.is_over:
            return best or Open("time limit", (*tried, *_summary(failures)))
        found = _try_region(lift, g, hint, lowest, quick, deadline)
        if isinstance(found, Region):
            answer = (SpuriousSetwiseMinimum(at_infinity=found.arc is not None), found)
            if found.arc is not None or _is_bounded(hint):
                return answer
            best = best or answer
        else:
            failures[found] = failures.get(found, 0) + 1
    return best or Open("no separating region found", (*tried, *_summary(failures)))


def _orthant(lift: Lift, runs: Runs, settings: SosSettings, deadline: Deadline) -> Region | None:
    """Return a region given by signs of coordinates, for sums of absolute values."""
    values = find_absolute_values(lift)
    if values is None or lift.dimension < 2 or not runs.values_float.size:
        return None
    lowest = tuple(float(v) for v in runs.points_float[:, 0])
    for hint in find_hints(lift, runs):
        region = find_absolute_region(
            values, hint.far_float, hint.value_float, lowest, runs.lowest_float, settings, deadline
        )
        if region is not None:
            return region
    return None


def _summary(failures: dict[str, int]) -> tuple[str, ...]:
    return tuple(f"{count} regions: {reason}" for reason, count in sorted(failures.items()))


def _values(hints: Sequence[Hint]) -> str:
    return ", ".join(dict.fromkeys(f"{h.value_float:.4g}" for h in hints))


def _is_bounded(hint: Hint) -> bool:
    return max(abs(v) for v in hint.far_float) < 20


def find_hints(lift: Lift, runs: Runs) -> list[Hint]:
    """Return one hint per sign pattern and value of the stuck runs, lowest values first."""
    import numpy as np

    # runs on kinks converge slowly: only a clear gap tells that they are stuck
    gap = 1e-8 if lift.smooth else 2e-2
    columns = runs.stuck(gap)
    if not columns:
        return []
    chosen: dict[tuple[object, ...], list[int]] = {}
    for k in columns:
        signs = tuple(int(v) for v in np.sign(np.round(runs.points_float[:, k], 2)))
        key = (f"{float(runs.values_float[k]):.1e}", signs)
        chosen.setdefault(key, []).append(k)
    popular = sorted(chosen.values(), key=lambda members: (-len(members), members[0]))
    picked = [members[0] for members in popular[: 2 * MAX_CLUSTERS]]
    near: FloatArray = runs.points_float[:, picked]
    far, values = polish(FloatObjective(lift), near, iterations=20)
    hints = []
    for j, k in enumerate(picked):
        points = [near[:, j], far[:, j]]
        size = float(np.abs(near[:, j]).max())
        if size > 20 and float(np.abs(far[:, j]).max()) < 1.02 * size:
            points = [runs.early_float[:, k], near[:, j]]  # it went so far that floats do not change any more
        first, last = (tuple(map(float, p)) for p in points)
        hints.append(Hint(first, last, float(values[j])))
    floor = runs.lowest_float + gap * (1 + abs(runs.lowest_float))
    return [h for h in hints if h.value_float > floor][:MAX_CLUSTERS]


def find_basins(lift: Lift) -> tuple[list[tuple[Polynomial, Hint]], Low]:
    """Return the basins of a function of one variable between its local maxima on a grid, and its lowest point there.

    Each basin whose values stay above the lowest one comes as g with {g > 0} an interval or ray, and a point inside.
    """
    import numpy as np

    outside = np.geomspace(20.0, 1e5, 400)
    grid = np.concatenate([-outside[::-1], np.linspace(-20.0, 20.0, 8001)[1:-1], outside])
    values = FloatObjective(lift).value(grid[None, :])
    grid, values = grid[np.isfinite(values)], values[np.isfinite(values)]
    if grid.size < 3:
        return [], ((0.0,), 0.0)
    lowest = int(np.argmin(values))
    # the last of equal values counts as the local maximum, so that a flat top is one barrier
    inner = (values[1:-1] > values[:-2]) & (values[1:-1] >= values[2:])
    barriers = [0, *(int(k) + 1 for k in np.nonzero(inner)[0]), grid.size - 1]
    found: list[tuple[float, Polynomial, Hint]] = []
    x = Polynomial.variable(0)
    for left, right in pairwise(barriers):
        bottom = left + int(np.argmin(values[left : right + 1]))
        if values[bottom] <= values[lowest] + 1e-8 * (1 + abs(values[lowest])):
            continue
        g = ONE
        for end, sign in ((left, 1), (right, -1)):
            if end in (0, grid.size - 1):
                continue
            barrier = float(grid[end])
            place = round_number(barrier, min(0.05 * abs(barrier - float(grid[bottom])), 0.05 * (1 + abs(barrier))))
            if place is not None:
                g = g * (x - Polynomial.constant(place)).scale(sign)
        if g == ONE:
            continue
        point = float(grid[bottom])
        near = 0.5 * point if bottom in (0, grid.size - 1) else point
        found.append((float(values[bottom]), g, Hint((near,), (point,), float(values[bottom]))))
    found.sort(key=lambda t: t[0])
    return [(g, hint) for _, g, hint in found], ((float(grid[lowest]),), float(values[lowest]))


def candidate_inequalities(lift: Lift, hint: Hint, lowest: Low) -> Iterator[Polynomial]:
    """Yield polynomials that are positive at the hint: coordinates, products of two, shifted coordinates."""
    lowest_float = lowest[0]
    n = lift.dimension
    point = hint.far_float
    order = sorted(range(n), key=lambda i: -abs(point[i]))
    coordinate = [Polynomial.variable(i) for i in range(n)]
    seen: list[Polynomial] = []

    def oriented(p: Polynomial, value_float: float) -> Iterator[Polynomial]:
        if value_float == 0.0:
            return
        g = p if value_float > 0 else -p
        if g not in seen:
            seen.append(g)
            yield g

    for g in find_coordinate_separators(lift, hint.near_float, lowest_float, hint.value_float):
        yield from oriented(g, 1.0)
    for i in order:
        yield from oriented(coordinate[i], point[i])
    for i in range(n):
        for j in range(i + 1, n):
            yield from oriented(coordinate[i] * coordinate[j], point[i] * point[j])
    for i in order:
        middle = round_number((point[i] + lowest_float[i]) / 2, abs(point[i] - lowest_float[i]) / 5)
        if middle is not None and abs(point[i]) < 50:
            yield from oriented(coordinate[i] - Polynomial.constant(middle), point[i] - float(middle))
    for i in range(n):
        for j in range(i + 1, n):
            for p, value in (
                (coordinate[i] + coordinate[j], point[i] + point[j]),
                (coordinate[i] - coordinate[j], point[i] - point[j]),
            ):
                yield from oriented(p, value)
    if n > 1:
        for g in find_level_separators(lift, point, lowest_float, hint.value_float):
            yield from oriented(g, 1.0)


def _regions(lift: Lift, hint: Hint, lowest: Low) -> Iterator[tuple[Polynomial, ...]]:
    """Yield the inequalities of candidates for regions around a hint."""
    yield from find_sign_changes(lift, hint, lowest)
    for g in candidate_inequalities(lift, hint, lowest):
        yield (g,)


def find_sign_changes(lift: Lift, hint: Hint, lowest: Low) -> tuple[tuple[Polynomial, ...], ...]:
    """Return one list of inequalities: the products of coordinates in F that change their signs to the lowest point.

    A product x_i x_j with |x_i x_j| - 1 in a residual, say, has two signs with a barrier at 0; where several products
    have the wrong sign the barrier is often seen only together.  Empty if fewer than two change their signs.
    """
    found: list[Polynomial] = []
    for exponents, _ in lift.objective.items():
        odd = [i for i, e in enumerate(exponents[: lift.dimension]) if e % 2]
        if len(odd) < 2 or any(exponents[lift.dimension :]):
            continue
        m = ONE
        for i in odd:
            m = m * Polynomial.variable(i)
        here, there = at_float(m, hint.far_float), at_float(m, lowest[0])
        if here * there < 0:
            m = m if here > 0 else -m
            if m not in found:
                found.append(m)
    return (tuple(found),) if 2 <= len(found) <= MAX_SIGNS else ()


def _try_region(
    lift: Lift, g: tuple[Polynomial, ...], hint: Hint, lowest: Low, settings: SosSettings, deadline: Deadline
) -> Region | str:
    """Return a region with the inequalities g > 0, or why there is none."""
    f = lift.objective
    sides: list[tuple[Fact, ...]] = []
    ceiling: float | None = None
    for i in range(len(g)):
        sides.append((*lift.facts, *(equation(p) if j == i else nonnegative(p) for j, p in enumerate(g))))
        bound = _largest_bound(f, g, sides[-1], settings, deadline)
        if bound is None:
            return "no lower bound on the boundary"
        ceiling = bound if ceiling is None else min(bound, ceiling)
    if ceiling is None:
        return "no inequality"
    if ceiling <= hint.value_float + 1e-6 * (1 + abs(hint.value_float)):
        return "the boundary is not above the value of the stuck run"
    inside_facts = (*lift.facts, *(positive(p) for p in g))
    floor = _largest_bound(f, g, inside_facts, settings, deadline)
    if floor is None or floor < hint.value_float - 1e-3 * (1 + abs(hint.value_float)):
        better = _largest_bound(f, g, inside_facts, settings, deadline, extra=2)
        floor = better if better is not None and (floor is None or better > floor) else floor
    if floor is None:
        return "no lower bound inside"
    low = lowest[1]
    slack = 1e-6 * (1 + abs(floor))
    if floor <= low + slack:
        return "the infimum inside is not above the smallest value seen"
    gap = ceiling - hint.value_float
    level = simple_between_floats(hint.value_float + 0.25 * gap, hint.value_float + 0.85 * gap)
    if level is None:
        return "no room for a level"
    boundary: list[Psatz] = []
    for side in sides:
        proof = prove_from_core(f - Polynomial.constant(level), side, g, settings, strict=True)
        if isinstance(proof, Open):
            return "the bound on the boundary could not be made exact"
        boundary.append(proof)
    lower: Fraction | None = None
    floor_proof: Psatz | None = None
    for top in (floor + slack, floor - 0.02 * (floor - low), floor - 0.3 * (floor - low)):
        lower = simple_between_floats(low + 0.3 * (floor - low), top)
        if lower is None:
            break
        found = prove_from_core(f - Polynomial.constant(lower), inside_facts, g, settings, strict=False)
        if isinstance(found, Psatz):
            floor_proof = found
            break
    if lower is None or floor_proof is None:
        return "the floor could not be proved"
    below = find_point_below(lift, lowest[0], lower)
    if below is None:
        return "no exact point below the floor"
    arc = find_arc_inside(lift, g, hint, level)
    inside = _find_inside(lift, g, hint, arc, level)
    if inside is None:
        return "no exact point inside"
    region = Region(g, level, lower, tuple(boundary), floor_proof, RationalPoint(inside), RationalPoint(below), arc)
    try:
        check_region(lift, SpuriousSetwiseMinimum(at_infinity=arc is not None), region, "region")
    except RejectedStep as error:
        if error.reason not in (Reason.LIMIT, Reason.NOT_SUPPORTED):
            raise  # every part was proved or tried exactly: a refusal is a bug
        return str(error)
    return region


def _largest_bound(
    f: Polynomial,
    g: tuple[Polynomial, ...],
    facts: tuple[Fact, ...],
    settings: SosSettings,
    deadline: Deadline,
    extra: int = 0,
) -> float | None:
    """Return the larger one of the bounds from the facts about the variables of f and g, and from all facts."""
    core = [facts[i] for i in core_facts((f, *g), facts)]
    bound = find_largest_bound(f, core, settings, deadline, extra=extra)
    if bound is not None or len(core) == len(facts):
        return bound
    return find_largest_bound(f, facts, settings, deadline, extra=extra)


def find_point_below(lift: Lift, point_float: Sequence[float], bound: Fraction) -> tuple[Fraction, ...] | None:
    """Return a rational point near a float point with f < bound."""
    for point in round_points(point_float):
        try:
            if value_near(lift, RationalPoint(point), "point").high < bound:
                return point
        except RejectedStep:
            continue
    return None


def _find_inside(
    lift: Lift, g: tuple[Polynomial, ...], hint: Hint, arc: RationalArc | None, level: Fraction
) -> tuple[Fraction, ...] | None:
    on_arc = [] if arc is None else [(point_on(arc, factor * arc.start),) for factor in (1, 2, 10)]
    for candidates in (*on_arc, round_points(hint.near_float), round_points(hint.far_float)):
        for point in candidates:
            try:
                value = check_inside(lift, g, RationalPoint(point), "point")
            except RejectedStep:
                continue
            if value.high <= level:
                return point
    return None


def find_arc_inside(
    lift: Lift, inequalities: tuple[Polynomial, ...], hint: Hint, level: Fraction
) -> RationalArc | None:
    """Return an arc to infinity inside {g > 0 for all inequalities, f <= level}, or None."""
    for arc in fit_arcs_of(lift, hint.near_float, hint.far_float):
        for start in STARTS:
            candidate = with_start(arc, start)
            try:
                values = ArcEnclosures(lift, candidate, "arc")
                along = values.of(lift.objective).high
                inside = all(values.of(g).low.sign_on_ray(start) > 0 for g in inequalities)
                if inside and along.is_at_most_on_ray(level, start):
                    return candidate
            except RejectedStep:
                continue
    return None
