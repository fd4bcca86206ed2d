"""Values that f exceeds only by little on far level sets, which have smaller values too.  Soundness-critical: no.

If f <= v + o(1) far out and f < v at a point of every far level set of rho, then v is no value at infinity: the level
set is connected, so that one comes from any point of it to a smaller value without climbing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import LowerFarOut, RationalArc
from tameproof.proofs.kernel.facts import positive
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.enclosures import ArcEnclosures
from tameproof.sos.settings import Deadline as SosDeadline
from tameproof.sos.settings import SosSettings
from tameproof.sos.unknown_coefficients import find_coefficients
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open

EXPONENTS = (1, 2, 3, 4)
SAMPLES = 2000
MAX_ARCS = 4000
STARTS = tuple(Fraction(v) for v in (1, 2, 4, 10, 100))
SECONDS_FLOAT = 3.0  # for one identity


def find_lower_far_out(
    lift: Lift, value: Fraction, radius: Fraction, settings: MorseSardSettings, deadline: Deadline
) -> LowerFarOut | None:
    """Return evidence that far level sets lie in {f <= value + o(1)} and contain points with f < value, or None.

    Args:
        lift: the lifted objective, in at least two variables.
        value: a candidate for a value at infinity.
        radius: only points with |x|^2 > radius count.
        settings: solver and seed.
        deadline: when to give up.
    """
    if lift.dimension < 2 or lift.is_polynomial or not _is_small_far_out_float(lift, value, settings.seed):
        return None  # a polynomial that is bounded above far out is constant there
    arc = next(_arcs_below(lift, value), None)
    if arc is None:
        return None
    gap = lift.objective - Polynomial.constant(value)
    facts = (*lift.facts, positive(lift.squared_norm - Polynomial.constant(radius)), positive(gap))
    for exponent, extra in product(EXPONENTS, (0, 2)):
        if deadline.remaining_float <= 0:
            return None
        seconds_float = min(SECONDS_FLOAT, deadline.remaining_float)
        own = SosSettings(solver=settings.solver, time_limit=seconds_float)
        target = -(gap**exponent) * lift.squared_norm
        degree = target.degree + target.degree % 2 + extra
        found = find_coefficients(target, (ONE,), facts, degree, own, SosDeadline(seconds_float))
        if not isinstance(found, Open):
            return LowerFarOut(exponent, found.values[0], found.psatz, arc)
    return None


def _is_small_far_out_float(lift: Lift, value: Fraction, seed: int) -> bool:
    """Return whether f seems to be at most value + o(1) far out, in all directions and along the axes."""
    import numpy as np

    from tameproof.sos.explore import FloatObjective

    generator = np.random.default_rng(seed)
    directions = generator.normal(size=(lift.dimension, SAMPLES))
    directions[:, : SAMPLES // 2] = np.sign(directions[:, : SAMPLES // 2]) * np.exp(
        -np.abs(generator.normal(size=(lift.dimension, SAMPLES // 2))) * 4
    )
    directions /= np.linalg.norm(directions, axis=0)
    objective = FloatObjective(lift)
    excess = []
    for size in (1e2, 1e4):
        found = objective.value(size * directions)
        if not np.all(np.isfinite(found)):
            return False
        excess.append(float(np.max(found)) - float(value))
    return excess[1] <= max(0.3 * excess[0], 1e-9)


def _arcs_below(lift: Lift, value: Fraction) -> Iterator[RationalArc]:
    """Yield arcs c t^a, small integers c and a, along which f is smaller than the value."""
    n = lift.dimension
    gap = Polynomial.constant(value) - lift.objective
    count = 0
    for exponents in sorted(product((1, 0, 2, -1), repeat=n), key=lambda e: sum(map(abs, e))):
        if max(exponents) < 1:
            continue
        for signs in product((1, -1, 0, 2), repeat=n):
            if not any(c and a > 0 for c, a in zip(signs, exponents, strict=True)):
                continue
            count += 1
            if count > MAX_ARCS:
                return
            rows = [_monomial(c, a) for c, a in zip(signs, exponents, strict=True)]
            arc = RationalArc(tuple(rows), Fraction(1))
            for start in STARTS:
                try:
                    along = ArcEnclosures(lift, replace(arc, start=start), "arc")
                    if not along.leaves_every_bounded_set(n):
                        break
                    if along.of(gap).low.sign_on_ray(start) > 0:
                        yield replace(arc, start=start)
                        break
                except RejectedStep:
                    continue


def _monomial(coefficient: int, exponent: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if not coefficient:
        return (), (1,)
    if exponent < 0:
        return (coefficient,), (*(0,) * -exponent, 1)
    return (*(0,) * exponent, coefficient), (1,)
