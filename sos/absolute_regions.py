"""Regions x_i > 0, x_j < 0 that refute sums of absolute values (Theorem R).  Soundness-critical: no.

On an orthant of one or two coordinates the proofs are short in the variables a = |u|; arcs scale the coordinates of a
stuck point by powers of t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import Psatz, RationalArc, RationalPoint, Region
from tameproof.proofs.kernel.facts import Fact, equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.enclosures import ArcEnclosures, value_near
from tameproof.proofs.kernel.rules.refutation import check_region
from tameproof.sos.absolute_values import AbsoluteValues
from tameproof.sos.arcs import point_on, power_arc, with_start
from tameproof.sos.bounds import find_largest_bound
from tameproof.sos.explore import FloatObjective
from tameproof.sos.positivstellensatz import prove_nonnegative, prove_positive
from tameproof.sos.rationals import round_points, simple_between_floats
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

MAX_DIMENSION = 6
STARTS = tuple(Fraction(v) for v in (1, 2, 4, 8, 16, 100))
FAR_FLOAT = 1e3


def find_absolute_region(
    values: AbsoluteValues,
    stuck_float: Sequence[float],
    value_float: float,
    lowest_float: Sequence[float],
    low_float: float,
    settings: SosSettings,
    deadline: Deadline,
) -> Region | None:
    """Return a region around a stuck point that contains a spurious setwise local minimum, at infinity if possible.

    Args:
        values: the objective with absolute values as variables.
        stuck_float: where a descent run stopped.
        value_float: its value there.
        lowest_float: the lowest point seen.
        low_float: the value there.
        settings: budgets of the semidefinite programs.
        deadline: looked at between the regions.
    """
    n = values.lift.dimension
    usable = [i for i in range(n) if abs(stuck_float[i]) > 1e-3]
    for chosen in (*combinations(usable, 1), *combinations(usable, 2)):
        if deadline.is_over:
            return None
        signs = [1 if stuck_float[i] > 0 else -1 for i in chosen]
        if all(s * lowest_float[i] > 0 for s, i in zip(signs, chosen, strict=True)):
            continue
        g = tuple(Polynomial.variable(i).scale(s) for s, i in zip(signs, chosen, strict=True))
        region = _region(values, g, stuck_float, value_float, lowest_float, low_float, settings, deadline)
        if region is not None:
            return region
    return None


def _region(
    values: AbsoluteValues,
    g: tuple[Polynomial, ...],
    stuck_float: Sequence[float],
    value_float: float,
    lowest_float: Sequence[float],
    low_float: float,
    settings: SosSettings,
    deadline: Deadline,
) -> Region | None:
    sides = [tuple(equation(p) if j == i else nonnegative(p) for j, p in enumerate(g)) for i in range(len(g))]
    inside = tuple(positive(p) for p in g)
    ceiling = min((_bound(values, side, g, settings, deadline) for side in sides), default=float("-inf"))
    floor = _bound(values, inside, g, settings, deadline)
    gap = ceiling - value_float
    if gap < 1e-3 or floor <= low_float + 1e-6:
        return None
    level = simple_between_floats(value_float + 0.25 * gap, value_float + 0.85 * gap)
    lower = simple_between_floats(low_float + 0.3 * (floor - low_float), floor + 1e-6 * (1 + abs(floor)))
    if level is None or lower is None:
        return None
    boundary = [_prove(values, level, side, settings, strict=True) for side in sides]
    proof = _prove(values, lower, inside, settings, strict=False)
    found = [p for p in boundary if p is not None]
    if proof is None or len(found) < len(boundary):
        return None
    below = next((p for p in round_points(lowest_float) if _value(values.lift, p) < lower), None)
    start = next((p for p in round_points(stuck_float) if _value(values.lift, p) <= level), None)
    if below is None or start is None:
        return None
    arc = _find_arc(values.lift, g, stuck_float, level)
    point = start if arc is None else point_on(arc, arc.start)
    region = Region(g, level, lower, tuple(found), proof, RationalPoint(point), RationalPoint(below), arc)
    try:
        check_region(values.lift, SpuriousSetwiseMinimum(at_infinity=arc is not None), region, "region")
    except RejectedStep as error:
        if error.reason not in (Reason.LIMIT, Reason.NOT_SUPPORTED, Reason.SIGN):
            raise  # the identities were verified, only the rounded points were not
        return None
    return region


def _bound(
    values: AbsoluteValues,
    facts: tuple[Fact, ...],
    g: tuple[Polynomial, ...],
    settings: SosSettings,
    deadline: Deadline,
) -> float:
    more = tuple(nonnegative(p * q) for p, q in combinations(g, 2))
    found = find_largest_bound(values.objective, (*values.facts, *facts, *more), settings, deadline)
    return float("-inf") if found is None else found


def _prove(
    values: AbsoluteValues, bound: Fraction, extra: tuple[Fact, ...], settings: SosSettings, *, strict: bool
) -> Psatz | None:
    limited = replace(
        settings,
        extra_degree=0,
        time_limit=min(3.0, settings.time_limit),
        squares_size=settings.max_basis,
        contradictions=False,
    )
    constant = Polynomial.constant(bound)
    prove = prove_positive if strict else prove_nonnegative
    found = prove(values.objective - constant, (*values.facts, *extra), settings=limited)
    if isinstance(found, Open):
        return None
    facts = (*values.lift.facts, *extra)
    return values.translate(values.lift.objective - constant, found, facts, strict=strict)


def _value(lift: Lift, point: tuple[Fraction, ...]) -> Fraction:
    return value_near(lift, RationalPoint(point), "point").high


def _find_arc(
    lift: Lift, g: tuple[Polynomial, ...], point_float: Sequence[float], level: Fraction
) -> RationalArc | None:
    """Return an arc x_i t^(e_i), e_i in {-1, 0, 1}, from near the point, inside the region and not above the level."""
    import numpy as np

    n = lift.dimension
    if n > MAX_DIMENSION:
        return None
    choices = np.array([e for e in product((-1, 0, 1), repeat=n) if 1 in e])
    far = np.array(point_float)[:, None] * FAR_FLOAT ** choices.T.astype(float)
    heights = FloatObjective(lift).value(far)
    order = [int(k) for k in np.argsort(heights, kind="stable") if heights[k] <= float(level)]
    for k in order[:20]:
        for start_point, start in product(list(round_points(point_float))[:10], STARTS):
            arc = with_start(power_arc(start_point, [int(e) for e in choices[k]], start), start)
            try:
                along = ArcEnclosures(lift, arc, "arc")
                positive_g = all(along.of(p).low.sign_on_ray(start) > 0 for p in g)
                if positive_g and along.of(lift.objective).high.is_at_most_on_ray(level, start):
                    return arc
            except RejectedStep:
                continue
    return None
