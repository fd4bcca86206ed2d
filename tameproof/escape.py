"""Exact statements against bounded trajectories: ``unbounded_trajectory`` and ``blow_up``.  Soundness-critical: no.

The kernel checks every step; an answer is a certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tameproof.morse_sard.critical_values import find_critical_values
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proof import Proof
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.claims import BoundedBelow
from tameproof.proofs.kernel.evidence import LowerBound, Region
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.printer import to_text
from tameproof.sos.escape import find_blow_up, find_unbounded_trajectory
from tameproof.sos.lower_bound import find_lower_bound
from tameproof.sos.regions import find_refutation
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open

__all__ = ["BlowUp", "Escape", "blow_up", "unbounded_trajectory"]


@dataclass(frozen=True)
class Escape:
    """A starting point from which every trajectory is unbounded: hypothesis 5 is false.

    Attributes:
        start: rational coordinates, in the order of the variables.
        certificate: the steps behind the statement, checked by the kernel.
    """

    start: tuple[Fraction, ...]
    certificate: Certificate


@dataclass(frozen=True)
class BlowUp:
    """No trajectory from ``start`` exists up to ``time``.

    Attributes:
        start: rational coordinates.
        time: an upper bound of the life time.
        certificate: the step behind the statement, checked by the kernel.
    """

    start: tuple[Fraction, ...]
    time: Fraction
    certificate: Certificate


def unbounded_trajectory(
    objective: str | Expression | Callable[..., Any] | object, *, timeout: float = 30.0, seed: int = 0
) -> Escape | Open:
    """Find a point from which every trajectory of the negative gradient is unbounded.

    Args:
        objective: f as for ``certify``, bounded below.
        timeout: seconds for each of the three searches: lower bound, critical values, region.
        seed: of the numerical searches for low points and regions.

    Returns:
        The point with its certificate, or Open, which does not mean that all trajectories are bounded.

    Raises:
        InputError: if the objective cannot be read.

    Example:
        >>> import tameproof as tp
        >>> len(tp.unbounded_trajectory("(x*y - 1)^2 + x^2").start)
        2
    """
    from tameproof.api import read_objective

    expression = read_objective(objective)
    lifted = lift(expression)
    settings = SosSettings(time_limit=timeout, contradictions=False)
    bound = find_lower_bound(lifted.objective, lifted.facts, expression=expression, lift=lifted, settings=settings)
    if isinstance(bound, Open):
        return bound
    values = find_critical_values(lifted, MorseSardSettings(time_limit=timeout, seed=seed))
    if isinstance(values, Open):
        return values
    found = find_unbounded_trajectory(lifted, values[0], bound[0], bound[1], seed=seed, settings=settings)
    if isinstance(found, Open):
        refutation = find_refutation(lifted, seed, settings)
        if isinstance(refutation, Open) or not isinstance(refutation[1], Region):
            return found
        found = find_unbounded_trajectory(
            lifted, values[0], bound[0], bound[1], region=refutation[1], seed=seed, settings=settings
        )
        if isinstance(found, Open):
            return found
    proof = Proof(lifted)
    unclear = proof.add_side_conditions(settings)
    if unclear is not None:
        return unclear
    premises = (proof.add(BoundedBelow(bound[0]), LowerBound(bound[1])), proof.add(*values))
    proof.add(found[0], found[1], premises)
    return Escape(found[0].start, proof.certificate(to_text(expression), {}))


def blow_up(
    objective: str | Expression | Callable[..., Any] | object,
    start: Sequence[int | str | Fraction | Decimal],
    *,
    timeout: float = 30.0,
) -> BlowUp | Open:
    """Show that no trajectory of the negative gradient from ``start`` exists for all times.

    Args:
        objective: f as for ``certify``; it is unbounded below if there is an answer.
        start: exact coordinates: int, Fraction, Decimal or text.
        timeout: seconds.

    Returns:
        An upper bound of the life time with its certificate, or Open, which does not mean that a trajectory exists.

    Raises:
        InputError: if the objective cannot be read.
        ValueError: if ``start`` has the wrong length; TypeError for a float.

    Example:
        >>> import tameproof as tp
        >>> tp.blow_up("-x^3/3", [1]).time
        Fraction(1, 1)
    """
    from tameproof.api import read_objective

    expression = read_objective(objective)
    lifted = lift(expression)
    if len(start) != lifted.dimension:
        raise ValueError(f"{lifted.dimension} coordinates expected, got {len(start)}")
    if any(isinstance(c, float) for c in start):
        raise TypeError("a float is not exact; write it as a Fraction, a Decimal or text")
    point = tuple(Fraction(c) for c in start)
    found = find_blow_up(lifted, point, SosSettings(time_limit=timeout, contradictions=False))
    if isinstance(found, Open):
        return found
    proof = Proof(lifted)
    proof.add(*found)
    return BlowUp(point, found[0].time, proof.certificate(to_text(expression), {}))
