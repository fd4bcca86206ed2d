"""Values at infinity by Malgrange's inequality, with generalised critical values as its zeros.  Soundness-critical: no.

Where |x| |grad f| stays away from 0 for values near v, trajectories that start a little above v are bounded, so that v
is no value at infinity.  This can hold only away from the generalised critical values: candidates for these (polar
curves in several directions) are the zeros that the inequality is given; the inequality itself is an exact identity.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tameproof.morse_sard.polar_curves import GeneralisedCriticalValues, find_generalised_critical_values
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, compare, compare_rational, rational
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import BoundedBelow, CriticalValues, FinitelyManyCriticalValues, ValuesAtInfinity
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import Malgrange
from tameproof.proofs.kernel.lift import Lift
from tameproof.sos.malgrange import find_speed_with_zeros
from tameproof.sos.settings import Deadline as SosDeadline
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open

MAX_ZEROS = 3


def find_malgrange_list(
    lift: Lift, bound: Fraction, critical: CriticalValues | None, settings: MorseSardSettings, deadline: Deadline
) -> tuple[ValuesAtInfinity, Malgrange] | Open:
    """Search a list of values at infinity: the lower bound, and the zeros of a speed in Malgrange's inequality.

    Args:
        lift: the lifted objective, a polynomial.
        bound: a proved lower bound, a premise of the step besides finitely many critical values.
        critical: the critical values; those above the bound are zeros too if the critical set may be unbounded.
        settings: solver and seed.
        deadline: when to give up.

    Returns:
        A claim with evidence that the kernel accepts, or Open, which implies nothing.
    """
    choices = values_above(lift, bound, critical, settings, deadline.part(0.4))
    if isinstance(choices, Open):
        return choices
    tried: list[str] = []
    for values in choices:
        if len(values) > MAX_ZEROS or deadline.remaining_float <= 0:
            continue
        seconds_float = 0.6 * deadline.remaining_float
        sos = SosSettings(solver=settings.solver, time_limit=seconds_float, extra_degree=0)
        zeros = tuple(dict.fromkeys(_polynomial(v) for v in values))
        evidence = find_speed_with_zeros(lift, bound, zeros, sos, SosDeadline(seconds_float))
        if isinstance(evidence, Open):
            tried += evidence.tried
            continue
        claim = ValuesAtInfinity(tuple(_sorted([rational(bound), *_roots(zeros, bound)])))
        try:
            check_step(lift, claim, evidence, (BoundedBelow(bound), FinitelyManyCriticalValues()), "step")
        except RejectedStep as error:
            if error.reason is not Reason.LIMIT:
                raise
            continue
        return claim, evidence
    return Open("no inequality of Malgrange's form found", tuple(tried))


def values_above(
    lift: Lift, bound: Fraction, critical: CriticalValues | None, settings: MorseSardSettings, deadline: Deadline
) -> tuple[tuple[AlgebraicNumber, ...], ...] | Open:
    """Return the candidates for generalised critical values above a bound, without and with the critical values.

    Args:
        lift: the lifted objective, a polynomial.
        bound: a lower bound of f.
        critical: the critical values, if known; those that are not attained are left out.
        settings: seed.
        deadline: when to give up.

    Returns:
        One or two lists of exact numbers, about which nothing is proved; or Open.
    """
    limited = replace(settings, time_limit=deadline.remaining_float)
    found = find_generalised_critical_values(lift, limited)
    if not isinstance(found, GeneralisedCriticalValues):
        return found
    own = [v for v in found.values if compare_rational(v, bound) > 0]
    every = list(own)
    if critical is not None:
        every += [
            v
            for v, status in zip(critical.values, critical.status, strict=True)
            if status != "not-attained" and compare_rational(v, bound) > 0 and all(compare(v, w) != 0 for w in own)
        ]
    return tuple(dict.fromkeys((tuple(own), tuple(every))))


def _polynomial(value: AlgebraicNumber) -> tuple[int, ...]:
    exact = as_rational(value)
    return value.polynomial if exact is None else (-exact.numerator, exact.denominator)


def _roots(zeros: tuple[tuple[int, ...], ...], bound: Fraction) -> list[AlgebraicNumber]:
    from tameproof.proofs.kernel.algebraic import real_roots

    out: list[AlgebraicNumber] = []
    for p in zeros:
        for root in real_roots(p):
            if compare_rational(root, bound) > 0 and all(compare(root, known) != 0 for known in out):
                out.append(root)
    return out


def _sorted(values: list[AlgebraicNumber]) -> list[AlgebraicNumber]:
    from functools import cmp_to_key

    return sorted(values, key=cmp_to_key(compare))
