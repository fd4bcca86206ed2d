"""Malgrange's condition, hypothesis 5', and the limits of f along unbounded trajectories.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Bounded trajectories", Malgrange.  Where |x| |G| stays away from 0 for values of F a
little above l, no trajectory with f -> l escapes.  The speed shows this for every l that is not one of its zeros;
windows show it for single zeros, looking at the values above them only.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from ..algebraic import (
    AlgebraicNumber,
    as_rational,
    check_algebraic,
    compare,
    compare_rational,
    rational,
    real_roots,
    separate,
)
from ..claims import Claim, TrajectoryLimits
from ..errors import Reason, need, shown
from ..evidence import Malgrange
from ..facts import Fact, nonnegative, positive
from ..lift import Lift
from ..polynomial import Polynomial
from ..univariate import from_fractions, sign_at
from .cases import strip_facts
from .controlled import Controlled, controlled_quantities
from .psatz import check_nonnegative, univariate_at
from .trajectories import compose

MAX_VALUES = 400


def check_increasing(values: tuple[AlgebraicNumber, ...], where: str) -> None:
    """Check that numbers are in canonical form and increase."""
    need(len(values) <= MAX_VALUES, where, Reason.LIMIT, "too many values")
    for k, value in enumerate(values):
        check_algebraic(value, f"{where}[{k}]")
        need(k == 0 or compare(values[k - 1], value) < 0, where, Reason.ROOTS, "values must increase")


def is_among(value: AlgebraicNumber, values: tuple[AlgebraicNumber, ...]) -> bool:
    """Return whether a number is one of several."""
    return any(compare(value, known) == 0 for known in values)


def check_malgrange(lift: Lift, evidence: Malgrange, premises: tuple[Claim, ...], where: str) -> bool:
    """Check factor |x|^2 |G|^2 >= speed(F) far out, with speed > 0 above the lower bound except at windows.

    Returns:
        Whether the speed has at most a simple zero at the lower bound, or a window there: then all trajectories are
        bounded.
    """
    controlled, speed, zeros = speed_and_zeros(lift, evidence, premises, where)
    bound = controlled.bound
    above = [z for z in zeros if compare_rational(z, bound) > 0]
    place = f"{where}.evidence.speed"
    need(not above, place, Reason.SIGN, f"the speed must be > 0 on ({shown(bound)}, infinity), but at windows")
    slope = tuple(k * c for k, c in enumerate(speed))[1:]
    return not zeros or sign_at(slope, bound) > 0


def check_trajectory_limits(
    lift: Lift, claim: TrajectoryLimits, evidence: Malgrange, premises: tuple[Claim, ...], where: str
) -> None:
    """Check the same, where zeros of the speed above the lower bound are listed by the claim."""
    check_increasing(claim.values, f"{where}.claim.values")
    controlled, _, zeros = speed_and_zeros(lift, evidence, premises, where)
    for k, zero in enumerate(zeros):
        good = compare_rational(zero, controlled.bound) <= 0 or is_among(zero, claim.values)
        need(good, f"{where}.claim.values", Reason.ROOTS, f"zero {k} of the speed is not listed")


def speed_and_zeros(
    lift: Lift, evidence: Malgrange, premises: tuple[Claim, ...], where: str
) -> tuple[Controlled, tuple[int, ...], list[AlgebraicNumber]]:
    """Check the inequalities, and that the speed is >= 0 from the lower bound on.

    Returns:
        The controlled quantities, the speed up to a positive factor, and its zeros that are at least the lower bound
        and have no window.
    """
    need(lift.convex_field, where, Reason.NOT_SUPPORTED, "a kink inside a kink: the field is not convex-valued")
    controlled = controlled_quantities(lift, premises, evidence.sides, where)
    place = f"{where}.evidence.speed"
    speed, _ = from_fractions(evidence.speed)
    need(bool(speed), place, Reason.VACUOUS, "zero speed")
    bound = controlled.bound
    zeros = [r for r in real_roots(speed) if compare_rational(r, bound) >= 0] if len(speed) > 1 else []
    # the speed has a constant sign between neighbouring zeros
    ends = [rational(bound), *(z for z in zeros if compare_rational(z, bound) > 0)]
    apart = separate(ends)
    samples = [(a.high + b.low) / 2 for a, b in pairwise(apart)]
    samples.append(apart[-1].high + 1)
    good = all(sign_at(speed, sample) > 0 for sample in samples)
    need(good, place, Reason.SIGN, f"the speed must be >= 0 on ({shown(bound)}, infinity)")
    _check_speed(controlled, evidence, where)
    check_increasing(tuple(w.value for w in evidence.windows), f"{where}.evidence.windows")
    for k in range(len(evidence.windows)):
        _check_window(controlled, evidence, k, f"{where}.evidence.windows[{k}]")
    return controlled, speed, [z for z in zeros if not is_among(z, tuple(w.value for w in evidence.windows))]


def _check_speed(controlled: Controlled, evidence: Malgrange, where: str) -> None:
    """Check factor |x|^2 |G|^2 >= speed(F) far out on the sublevel set of every trajectory."""
    lift = controlled.lift
    factor = compose(evidence.factor, controlled.arguments(), f"{where}.evidence.factor")
    q = factor * lift.squared_norm * lift.squared_gradient - univariate_at(evidence.speed, lift.objective)
    radius = Polynomial.constant(evidence.radius) + univariate_at(evidence.sublevel, controlled.level)
    far = controlled.context(nonnegative(lift.squared_norm - radius))
    check_nonnegative(q, evidence.psatz, far, f"{where}.evidence.psatz")


def _check_window(controlled: Controlled, evidence: Malgrange, number: int, where: str) -> None:
    """Check |x|^2 |G|^2 >= rate > 0 far out, for values of F a little above the value of a window."""
    lift, window = controlled.lift, evidence.windows[number]
    need(window.rate > 0, f"{where}.rate", Reason.SIDE_CONDITION, "rate must be > 0")
    far = nonnegative(lift.squared_norm - Polynomial.constant(window.radius))
    context = controlled.context(far, *window_facts(lift, window.value, window.width, where))
    q = lift.squared_norm * lift.squared_gradient - Polynomial.constant(window.rate)
    check_nonnegative(q, window.psatz, context, f"{where}.psatz")


def window_facts(lift: Lift, value: AlgebraicNumber, width: Fraction, where: str) -> tuple[Fact, ...]:
    """Return the facts that say that F is slightly above a number."""
    f = lift.objective
    exact = as_rational(value)
    if exact is not None:
        need(width > 0, f"{where}.width", Reason.SIDE_CONDITION, "width must be > 0")
        return (positive(f - Polynomial.constant(exact)), positive(Polynomial.constant(exact + width) - f))
    need(width == 0, f"{where}.width", Reason.SIDE_CONDITION, "the isolating interval is the window")
    p = value.polynomial
    sign = sign_at(p, value.high)
    return (positive(univariate_at(p, f).scale(sign)), *strip_facts(lift, value))
