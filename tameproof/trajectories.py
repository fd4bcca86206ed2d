"""Explicit bounds on gradient trajectories: ``trajectory_bound``.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tameproof.proof import Proof
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.claims import BoundedBelow, TrajectoriesInBall
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import LowerBound
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.intervals import root_above
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.trajectory_ball import bound_on_norm
from tameproof.sos.lower_bound import find_lower_bound
from tameproof.sos.settings import SosSettings
from tameproof.sos.trajectories import find_bounded_trajectories
from tameproof.symbolic.outcome import Open

__all__ = ["TrajectoryBound", "trajectory_bound"]

Number = int | str | Fraction | Decimal


@dataclass(frozen=True)
class TrajectoryBound:
    """A proved bound on all gradient trajectories from a point or box.

    Attributes:
        radius: R with |x(t)| <= R for all t >= 0.
        method: name of the evidence that bounds the trajectories.
        lower: the lower bound of f that was used.
        certificate: the steps behind the bound, checked by the kernel.
    """

    radius: Fraction
    method: str
    lower: Fraction
    certificate: Certificate

    def __float__(self) -> float:
        return float(self.radius)


def trajectory_bound(
    objective: str | Expression | Callable[..., Any] | object,
    start: Sequence[Number | tuple[Number, Number]],
    *,
    max_degree: int = 6,
    timeout: float = 30.0,
) -> TrajectoryBound | Open:
    """Return a rational R such that every trajectory of the negative gradient from ``start`` stays in |x| <= R.

    Args:
        objective: f as for ``certify``, bounded below.
        start: one number per variable, in the order in which the variables appear in f; or a pair (low, high) for a
            box of starting points.  Numbers are exact: int, Fraction, Decimal, or text such as "0.1" (a float is
            refused).
        max_degree: highest degree of conserved polynomials.
        timeout: seconds for each of the two searches.

    Returns:
        The bound with its certificate, or Open with the reason; Open does not mean that a trajectory is unbounded.

    Raises:
        InputError: if the objective cannot be read.
        ValueError: if ``start`` has the wrong length; TypeError for a float.

    Exactness: that trajectories stay in the ball is the last step of the certificate; the kernel computes it again from
        the inequalities of the method, with interval arithmetic.

    Example:
        >>> import tameproof as tp
        >>> tp.trajectory_bound("(x^2 - 1)^2", [2]).radius >= 2
        True
    """
    from tameproof.api import read_objective

    expression = read_objective(objective)
    lifted = lift(expression)
    if len(start) != lifted.dimension:
        raise ValueError(f"{lifted.dimension} coordinates expected ({', '.join(lifted.variables)}), got {len(start)}")
    box = [_interval(c) for c in start]
    settings = SosSettings(time_limit=timeout, contradictions=False)
    bound = find_lower_bound(lifted.objective, lifted.facts, expression=expression, lift=lifted, settings=settings)
    if isinstance(bound, Open):
        return bound
    found = find_bounded_trajectories(lifted, max_degree, settings)
    if isinstance(found, Open):
        return found
    proof = Proof(lifted)
    unclear = proof.add_side_conditions(settings)
    if unclear is not None:
        return unclear
    premises = [proof.add(BoundedBelow(bound[0]), LowerBound(bound[1]))]
    premises += [proof.add(claim, evidence) for claim, evidence in found.quantities]
    proof.add(found.claim, found.evidence, tuple(premises))
    low, high = tuple(a for a, _ in box), tuple(b for _, b in box)
    claims = tuple(proof.steps[k].claim for k in premises)
    try:
        top, power = bound_on_norm(lifted, TrajectoriesInBall(low, high, Fraction(0)), found.evidence, claims, "bound")
    except RejectedStep as error:
        return Open(f"the bound is not explicit: {error.detail}", (type(found.evidence).__name__,))
    radius = root_above(max(top, Fraction(0)), power)
    proof.add(TrajectoriesInBall(low, high, radius), found.evidence, tuple(premises))
    certificate = proof.certificate(to_text(expression), {})
    return TrajectoryBound(radius, type(found.evidence).__name__, bound[0], certificate)


def _interval(value: Number | tuple[Number, Number]) -> tuple[Fraction, Fraction]:
    if isinstance(value, tuple):
        low, high = _exact(value[0]), _exact(value[1])
        if low > high:
            raise ValueError(f"empty interval [{low}, {high}]")
        return low, high
    exact = _exact(value)
    return exact, exact


def _exact(value: Number) -> Fraction:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float; write it as a Fraction, a Decimal or text")
    return Fraction(value)
