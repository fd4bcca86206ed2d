"""Finite spurious local minima.  Soundness-critical: no (the kernel checks the evidence).

A critical point with positive definite Hessian and a point with a smaller value; or, for points that are not strict
minima, an identity F - v = (nonnegative factor) * (product of factors that are positive near the point), or another
identity that shows F >= v in a region.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from tameproof.morse_sard.critical_points import find_critical_points
from tameproof.morse_sard.degenerate_minima import find_degenerate_minima
from tameproof.morse_sard.low_points import NARROW, LowPoints, find_low_points, find_point_below
from tameproof.morse_sard.morse_bott import find_morse_bott_minima, find_points_near_minima
from tameproof.morse_sard.outcome import SpuriousEvidence, SpuriousPoint
from tameproof.morse_sard.piecewise_points import find_piecewise_minima
from tameproof.morse_sard.proving import Effort, sos_settings
from tameproof.morse_sard.settings import DEFAULT, MorseSardSettings
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, compare_rational, refine
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import CriticalValues, SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import (
    Point,
    ProductTerm,
    Psatz,
    RationalPoint,
    RegionMinimum,
    Squares,
    StrictMinimum,
)
from tameproof.proofs.kernel.facts import positive
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.points import lifted_values, value_at
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open

CLAIM = SpuriousSetwiseMinimum(at_infinity=False)
MAX_POINTS = 12
MAX_GRID = 729


def find_spurious_point(
    lift: Lift, values: CriticalValues, settings: MorseSardSettings = DEFAULT
) -> SpuriousPoint | Open:
    """Search a finite spurious local minimum among the critical points with the given values.

    Args:
        lift: the lifted objective.
        values: the critical values.
        settings: budgets.

    Returns:
        A spurious local minimum with accepted evidence; or Open, which does not mean that there is none.
    """
    deadline = settings.deadline()
    low = find_low_points(lift, settings)
    for value, status in zip(values.values, values.status, strict=True):
        if status == "not-attained" or deadline.remaining_float <= 0:
            continue
        found = find_spurious_point_at(lift, value, low, settings, deadline.part(0.5))
        if found is not None:
            return found
    return Open("no critical point with positive definite Hessian above a point with a smaller value was found")


def find_spurious_point_at(
    lift: Lift,
    value: AlgebraicNumber,
    low: LowPoints,
    settings: MorseSardSettings,
    deadline: Deadline,
    samples_float: Sequence[Any] = (),
) -> SpuriousPoint | None:
    """Return a spurious local minimum with this value, or None (which does not mean that there is none).

    ``samples_float``: numerical candidates for piecewise objectives.
    """
    if not lift.smooth:
        return _find_piecewise(lift, value, low, samples_float, settings, deadline)
    below = find_point_below(lift, refine(value, NARROW).low, low)
    exact = as_rational(value)
    found = find_minimum_on_manifold(lift, value, low, deadline.part(0.3))
    if found is not None:
        return found
    points = find_critical_points(lift, value, deadline.part(0.6), wanted=MAX_POINTS)
    if below is None:
        below = _known_point_below(lift, value, points)
    if below is None:
        return None
    for point in points:
        strict = StrictMinimum(point, below)
        if is_accepted(lift, strict):
            return SpuriousPoint(CLAIM, strict)
    rational_points = [p for p in points if isinstance(p, RationalPoint)]
    if exact is not None:
        rational_points += [p for p in _grid_points(lift, exact) if p not in rational_points]
        found = _accepted_region(lift, exact, rational_points, below, None)
        if found is not None:
            return found
    found = _morse_bott(lift, points, below, deadline.part(0.5))
    if found is not None or exact is None:
        return found
    found = _accepted_region(lift, exact, rational_points, below, (settings, deadline.part(0.6)))
    return found or _degenerate(lift, exact, rational_points, below, settings, deadline)


def _accepted_region(
    lift: Lift,
    value: Fraction,
    points: list[RationalPoint],
    below: RationalPoint,
    solver: tuple[MorseSardSettings, Deadline] | None,
) -> SpuriousPoint | None:
    """Return a minimum of a region that the kernel accepts."""
    for region in _regions(lift, value, points, below, solver):
        if is_accepted(lift, region):
            return SpuriousPoint(CLAIM, region)
    return None


def _morse_bott(
    lift: Lift, points: tuple[Point, ...], below: RationalPoint, deadline: Deadline
) -> SpuriousPoint | None:
    """Return a minimum on a manifold of critical points through one of the points."""
    for evidence in find_morse_bott_minima(lift, points, below, deadline):
        if is_accepted(lift, evidence):
            return SpuriousPoint(CLAIM, evidence)
    return None


def _near_minima(
    lift: Lift, value: AlgebraicNumber, below: RationalPoint, low: LowPoints, deadline: Deadline
) -> SpuriousPoint | None:
    """Return a minimum on a manifold of critical points near the end of a descent run."""
    exact = as_rational(value)
    for points in find_points_near_minima(lift, value, low, deadline):
        found = None
        if exact is not None:  # a factorisation proves it with less
            found = _accepted_region(lift, exact, [p for p in points if isinstance(p, RationalPoint)], below, None)
        found = found or _morse_bott(lift, points, below, deadline)
        if found is not None:
            return found
    return None


def find_minimum_on_manifold(
    lift: Lift, value: AlgebraicNumber, low: LowPoints, deadline: Deadline
) -> SpuriousPoint | None:
    """Return a spurious local minimum with this value that is not isolated, near the end of a descent run (quick)."""
    below = find_point_below(lift, refine(value, NARROW).low, low) if lift.smooth else None
    return None if below is None else _near_minima(lift, value, below, low, deadline)


def find_factored_minimum(lift: Lift, value: AlgebraicNumber, low: LowPoints) -> SpuriousPoint | None:
    """Return a spurious local minimum near which F - value factors into factors of known signs, or None (cheap)."""
    exact = as_rational(value)
    if exact is None or not lift.smooth:
        return None
    points = _grid_points(lift, exact)
    below = find_point_below(lift, exact, low) or _known_point_below(lift, value, tuple(points))
    if below is None:
        return None
    return _accepted_region(lift, exact, points, below, None)


def find_degenerate_minimum(
    lift: Lift, value: AlgebraicNumber, low: LowPoints, settings: MorseSardSettings, deadline: Deadline
) -> SpuriousPoint | None:
    """Return a spurious local minimum at a simple point where the Hessian is degenerate, or None (decides nothing)."""
    exact = as_rational(value)
    if exact is None or not lift.smooth:
        return None
    points = _grid_points(lift, exact)
    below = find_point_below(lift, exact, low) or _known_point_below(lift, value, tuple(points))
    if below is None:
        return None
    return _degenerate(lift, exact, points, below, settings, deadline, Effort.SMALL)


def _degenerate(
    lift: Lift,
    value: Fraction,
    points: list[RationalPoint],
    below: RationalPoint,
    settings: MorseSardSettings,
    deadline: Deadline,
    effort: Effort = Effort.MEDIUM,
) -> SpuriousPoint | None:
    """Return a minimum of a region around one of the points that the kernel accepts."""
    for evidence in find_degenerate_minima(lift, value, points, below, settings, deadline, effort=effort):
        if is_accepted(lift, evidence):
            return SpuriousPoint(CLAIM, evidence)
    return None


def _grid_points(lift: Lift, value: Fraction) -> list[RationalPoint]:
    """Return small integer points with this value where the gradient of a polynomial objective vanishes."""
    n = lift.dimension
    if not lift.is_polynomial or 3**n > MAX_GRID:
        return []
    gradient = sorted(lift.gradient, key=len)
    found = []
    for row in product((0, 1, -1), repeat=n):
        values = {i: Fraction(c) for i, c in enumerate(row)}
        if all(g.evaluate(values) == 0 for g in gradient) and lift.objective.evaluate(values) == value:
            found.append(RationalPoint(tuple(values.values())))
    found.sort(key=lambda p: -sum(map(abs, p.coordinates)))  # generic points see the signs of more factors
    return found


def _find_piecewise(
    lift: Lift,
    value: AlgebraicNumber,
    low: LowPoints,
    samples_float: Sequence[Any],
    settings: MorseSardSettings,
    deadline: Deadline,
) -> SpuriousPoint | None:
    """Return a local minimum of a piecewise objective with a region, or None."""
    below = find_point_below(lift, value.low, low) or _known_point_below(lift, value, ())
    if below is None:
        return None
    for region in find_piecewise_minima(lift, value, below, low, list(samples_float), settings, deadline):
        if is_accepted(lift, region):
            return SpuriousPoint(CLAIM, region)
    return None


def _known_point_below(lift: Lift, value: AlgebraicNumber, points: tuple[Point, ...]) -> RationalPoint | None:
    """Try a few simple points."""
    n = lift.dimension
    candidates = [tuple(Fraction(0) for _ in range(n)), tuple(Fraction(1) for _ in range(n))]
    candidates += [tuple(s * Fraction(i == j) for j in range(n)) for i in range(n) for s in (1, -1, 2, -2)]
    candidates += [p.coordinates for p in points if isinstance(p, RationalPoint)]
    for coordinates in candidates:
        try:
            if compare_rational(value, value_at(lift, RationalPoint(coordinates), "point")) > 0:
                return RationalPoint(coordinates)
        except RejectedStep:
            continue
    return None


def is_accepted(lift: Lift, evidence: SpuriousEvidence) -> bool:
    """Return whether the kernel accepts the evidence."""
    try:
        check_step(lift, CLAIM, evidence, (), "step")
    except RejectedStep:
        return False
    return True


def _regions(
    lift: Lift,
    value: Fraction,
    points: list[RationalPoint],
    below: RationalPoint,
    solver: tuple[MorseSardSettings, Deadline] | None,
) -> Iterator[RegionMinimum]:
    """Yield regions around the points where a factorisation (or, if allowed, a solver) shows F >= value."""
    from tameproof.symbolic._flint import factor

    excess = lift.objective - Polynomial.constant(value)
    if excess.is_zero:
        return
    content, rows = factor(excess)
    for point in points:
        if solver is not None and solver[1].remaining_float <= 0:
            return
        at = lifted_values(lift, point, "point")
        outer: list[Polynomial] = []
        square = ONE
        inner = Polynomial.constant(content)
        for p, exponent in rows:
            square = square * p ** (exponent // 2)
            if exponent % 2 == 0:
                continue
            v = p.evaluate(at)
            if v == 0:
                inner = inner * p
            else:
                sign = 1 if v > 0 else -1
                outer.append(p.scale(sign))
                inner = inner.scale(sign)
        region = tuple(outer) or (ONE + lift.squared_norm,)
        known = (*lift.facts, *(positive(p) for p in region))
        facts = tuple(range(len(lift.facts), len(lift.facts) + len(outer)))
        constant = inner.as_constant()
        if constant is not None and constant >= 0:
            psatz = Psatz(products=(ProductTerm(facts, Squares(((constant, square),))),))
            yield RegionMinimum(point, region, psatz, below)
            continue
        if solver is None:
            continue
        whole = prove_nonnegative(excess, known, settings=sos_settings(*solver, Effort.MEDIUM))
        if isinstance(whole, Psatz):
            yield RegionMinimum(point, region, whole, below)
