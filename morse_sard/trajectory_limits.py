"""Malgrange's form of hypothesis 5', with generalised critical values: limits of f along unbounded trajectories.

Soundness-critical: no.  A trajectory along which f decreases to l is bounded if |x| |grad f| stays away from 0 far out
where f is near l: unless l is a generalised critical value.  Candidates for these (polar curves in several directions)
are the zeros that the inequality is given.  A zero is harmless if |x| |grad f| stays away from 0 a little above it,
since f decreases; with no zero left above inf f hypothesis 5' is proved.
Source: [kurdyka_orro_simon_2000].
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tameproof.morse_sard.malgrange_values import values_above
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, format_number
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    BoundedTrajectories,
    Claim,
    CriticalValues,
    GenericTrajectories,
    TrajectoryLimits,
)
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import Malgrange, SpeedWindow
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.malgrange import window_facts
from tameproof.sos.malgrange import find_rate, find_speed_with_zeros
from tameproof.sos.settings import Deadline as SosDeadline
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open

MAX_DIMENSION = 4
MAX_ZEROS = 3
WIDTHS = (Fraction(1, 2), Fraction(1, 20))
RADII = (4, 64)

Found = tuple[BoundedTrajectories | GenericTrajectories | TrajectoryLimits, Malgrange]


def find_trajectory_limits(
    lift: Lift, bound: Fraction, critical: CriticalValues | None, settings: MorseSardSettings
) -> Found | Open:
    """Search the values to which f can tend along unbounded trajectories.

    Args:
        lift: the lifted objective, a polynomial.
        bound: a proved lower bound, the premise of the step.
        critical: the critical values, if known; those above the bound are further zeros to try.
        settings: budgets, and the seed of the polar curves.

    Returns:
        The strongest claim that was shown: bounded trajectories, hypothesis 5', or a list of values that are left; with
        evidence that the kernel accepts.  Open implies nothing.
    """
    if not lift.is_polynomial or not 2 <= lift.dimension <= MAX_DIMENSION:
        return Open("generalised critical values: for polynomials in two to four variables")
    deadline = settings.deadline()
    choices = values_above(lift, bound, critical, settings, deadline.part(0.4))
    if isinstance(choices, Open):
        return choices
    tried: list[str] = []
    for values in choices:
        listed = ", ".join(format_number(v) for v in values)
        tried.append(f"generalised critical values above the lower bound (candidates): {listed or 'none'}")
        if len(values) > MAX_ZEROS or deadline.remaining_float <= 0:
            continue
        seconds_float = 0.5 * deadline.remaining_float
        sos = SosSettings(solver=settings.solver, time_limit=seconds_float, extra_degree=0)
        zeros = tuple(dict.fromkeys(defining_polynomial(v) for v in values))
        evidence = find_speed_with_zeros(lift, bound, zeros, sos, SosDeadline(seconds_float))
        if isinstance(evidence, Open):
            tried += [t for t in evidence.tried if t not in tried]
            continue
        sos = replace(sos, time_limit=max(0.1, 0.5 * deadline.remaining_float / max(1, len(values))))
        windows = [_find_window(lift, v, sos) for v in values]
        whole = replace(evidence, windows=tuple(w for w in windows if w is not None))
        left = tuple(v for v, w in zip(values, windows, strict=True) if w is None)
        found = _strongest(lift, bound, left, whole)
        if found is not None:
            return found
    return Open("no inequality of Malgrange's form with generalised critical values as zeros", tuple(tried))


def defining_polynomial(value: AlgebraicNumber) -> tuple[int, ...]:
    """Return an integer polynomial of which the number is a root, constant term first."""
    exact = as_rational(value)
    return value.polynomial if exact is None else (-exact.numerator, exact.denominator)


def _find_window(lift: Lift, value: AlgebraicNumber, settings: SosSettings) -> SpeedWindow | None:
    """Return an inequality for values of f a little above a number, or None."""
    deadline = SosDeadline(settings.time_limit)
    left = lift.squared_norm * lift.squared_gradient
    for width in WIDTHS if as_rational(value) is not None else (Fraction(0),):
        for radius in RADII:
            if deadline.is_over:
                return None
            far = nonnegative(lift.squared_norm - Polynomial.constant(radius))
            facts = (*lift.facts, far, *window_facts(lift, value, width, "window"))
            found = find_rate(left, Polynomial.constant(1), facts, lift.dimension, settings, deadline)
            if not isinstance(found, Open):
                rate, psatz = found
                return SpeedWindow(value, width, 1 / rate, Fraction(radius), psatz)
    return None


def _strongest(lift: Lift, bound: Fraction, left: tuple[AlgebraicNumber, ...], evidence: Malgrange) -> Found | None:
    """Return the first claim that the kernel accepts."""
    claims: list[BoundedTrajectories | GenericTrajectories | TrajectoryLimits] = [TrajectoryLimits(left)]
    if not left:
        claims = [BoundedTrajectories(), GenericTrajectories()]
    premises: tuple[Claim, ...] = (BoundedBelow(bound),)
    for claim in claims:
        try:
            check_step(lift, claim, evidence, premises, "step")
        except RejectedStep as error:
            if error.reason not in (Reason.LIMIT, Reason.WRONG_SHAPE, Reason.ROOTS):
                raise
            continue
        return claim, evidence
    return None
