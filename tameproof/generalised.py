"""Generalised critical values, as candidates without proof.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.api import read_objective
from tameproof.morse_sard.polar_curves import GeneralisedCriticalValues, find_generalised_critical_values
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.lift import lift
from tameproof.symbolic.outcome import Open

__all__ = ["GeneralisedCriticalValues", "generalised_critical_values"]


def generalised_critical_values(
    objective: object, *, timeout: float = 60.0, seed: int = 0
) -> GeneralisedCriticalValues | Open:
    """Return candidates for the limits of a polynomial at infinity along which |x| |grad f| tends to 0.

    Args:
        objective: as for ``certify``.
        timeout: seconds.
        seed: seed of the directions of the polar curves.

    Returns:
        Exact numbers that several polar curves have in common (critical values are not listed), or ``Open`` with the
        reason.  Nothing is proved: a candidate may be none, and a direction that is not generic may miss one.
    """
    return find_generalised_critical_values(
        lift(read_objective(objective)), MorseSardSettings(time_limit=timeout, seed=seed)
    )
