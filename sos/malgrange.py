"""Malgrange's condition: |x|^2 |G|^2 >= speed(F) far out, with speed > 0 above the lower bound.

Soundness-critical: no.  It bounds every trajectory along which f does not tend to the lower bound, which is hypothesis
5' of Theorem 1+.  Source: [kurdyka_orro_simon_2000].
"""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.kernel.claims import BoundedBelow
from tameproof.proofs.kernel.evidence import LowerBound, Malgrange, Psatz
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.asymptotic_faces import find_valley_curves
from tameproof.sos.lower_bound import find_lower_bound
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.unknown_coefficients import find_coefficients
from tameproof.symbolic.outcome import Open

RADII = (4, 64)
SPEEDS = (Fraction(1), Fraction(1, 64))
MAX_DIMENSION = 6


def find_malgrange(
    lift: Lift, settings: SosSettings, deadline: Deadline
) -> tuple[tuple[BoundedBelow, LowerBound], Malgrange] | Open:
    """Search a speed (f - m) or (f - m)^2 up to a factor, m a lower bound that is as good as possible.

    Args:
        lift: the lifted objective.
        settings: budgets.
        deadline: looked at between the programs.

    Returns:
        The lower bound with its evidence and the inequality, or Open with what was tried, which implies nothing.
    """
    if not lift.convex_field or lift.dimension > MAX_DIMENSION:
        return Open("a kink inside a kink, or too many variables")
    bound = _bound(lift, settings)
    if bound is None:
        return Open("no sharp lower bound")
    m, psatz = bound
    left = lift.squared_norm * lift.squared_gradient
    valleys = find_valley_curves(left, lift.dimension)
    tried: list[str] = []
    shifted = lift.objective - Polynomial.constant(m)
    for power in (1, 2):
        for radius in RADII:
            far = (*lift.facts, nonnegative(lift.squared_norm - Polynomial.constant(radius)))
            for factor in SPEEDS:
                if deadline.is_over:
                    return Open("time limit", tuple(tried))
                q = left - (shifted**power).scale(factor)
                found = find_coefficients(q, (), far, q.degree, settings, deadline, valleys=valleys)
                if isinstance(found, Open):
                    tried.append(f"Malgrange, power {power}, |x|^2 >= {radius}: {found.reason}")
                    continue
                speed = (-m * factor, factor) if power == 1 else (m * m * factor, -2 * m * factor, factor)
                return (BoundedBelow(m), LowerBound(psatz)), Malgrange(speed, Fraction(radius), found.psatz)
    return Open("no inequality of Malgrange's form found", tuple(tried))


def _bound(lift: Lift, settings: SosSettings) -> tuple[Fraction, Psatz] | None:
    found = find_lower_bound(lift.objective, lift.facts, settings=settings)
    return None if isinstance(found, Open) else found
