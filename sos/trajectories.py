"""Bounded trajectories: coercivity, conserved quantities, monotone quantities.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tameproof.proofs.kernel.claims import (
    BoundedTrajectories,
    Claim,
    ConservedQuantity,
    GenericTrajectories,
    MonotoneQuantity,
)
from tameproof.proofs.kernel.evidence import Evidence, FlowDerivative, FlowInequality, Proper, Psatz, Squares
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.sos.conserved_quantities import find_conserved_quantities
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.properness import find_properness
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open


@dataclass(frozen=True, slots=True)
class TrajectoryProof:
    """Steps that prove hypothesis 5, or its form for a dense set of starting points.

    Attributes:
        quantities: conserved and monotone quantities with their evidence; premises of the last step, in this order.
        claim: BoundedTrajectories or GenericTrajectories.
        evidence: its evidence.
    """

    quantities: tuple[tuple[Claim, Evidence], ...]
    claim: BoundedTrajectories | GenericTrajectories
    evidence: Proper


def find_bounded_trajectories(lift: Lift, max_degree: int, settings: SosSettings) -> TrajectoryProof | Open:
    """Search a proof that all subgradient trajectories are bounded.

    Args:
        lift: the lifted objective; f must be bounded below (the caller's premise).
        max_degree: highest degree of conserved polynomials.
        settings: budgets.

    Returns:
        Steps for the kernel, or Open with what was tried; Open does not mean that a trajectory is unbounded.
    """
    deadline = Deadline(settings.time_limit)
    tried: list[str] = []
    coercive = find_properness(lift, (), settings, deadline)
    if isinstance(coercive, Proper):
        return TrajectoryProof((), BoundedTrajectories(), coercive)
    tried += coercive.tried
    for degree in dict.fromkeys((min(2, max_degree), max_degree)):
        if deadline.is_over:
            return Open("time limit", tuple(tried))
        laws = find_conserved_quantities(lift, max_degree=degree)
        names = ", ".join(h.format(lift.names) for h in laws) or "none"
        tried.append(f"conserved polynomials up to degree {degree}: {names}")
        if laws:
            proper = find_properness(lift, laws, settings, deadline)
            if isinstance(proper, Proper):
                steps: list[tuple[Claim, Evidence]] = [(ConservedQuantity(h), FlowDerivative(())) for h in laws]
                return _pruned(steps, proper)
            tried += proper.tried
            break
    monotone = _find_monotone(lift, settings, deadline)
    tried.append(f"monotone quantities: {', '.join(v.format(lift.names) for v, _ in monotone) or 'none'}")
    if monotone:
        laws = find_conserved_quantities(lift, max_degree=min(2, max_degree))
        proper = find_properness(lift, [*laws, *(v for v, _ in monotone)], settings, deadline)
        if isinstance(proper, Proper):
            steps = [(ConservedQuantity(h), FlowDerivative(())) for h in laws]
            steps += [(MonotoneQuantity(v, Fraction(0)), evidence) for v, evidence in monotone]
            return _pruned(steps, proper)
        tried += proper.tried
    return Open("no bound on the trajectories found", tuple(tried))


def _find_monotone(
    lift: Lift, settings: SosSettings, deadline: Deadline
) -> list[tuple[Polynomial, FlowInequality]]:
    """Return squares of coordinates, or |x|^2, that do not increase along trajectories."""
    cheap = replace(settings, extra_degree=0, multipliers=False, time_limit=max(0.2, deadline.remaining / 8))
    squares = [Polynomial.variable(i, 2) for i in range(lift.dimension)]
    candidates = [*squares, lift.squared_norm] if lift.dimension > 1 else squares
    found = []
    for v in candidates:
        if deadline.is_over:
            break
        flow = prove_nonnegative(lift.inner_with_gradient(v), lift.facts, settings=cheap)
        if isinstance(flow, Psatz):
            found.append((v, FlowInequality(flow, Psatz(squares=Squares(_unit_squares(v))))))
    return found


def _unit_squares(v: Polynomial) -> tuple[tuple[Fraction, Polynomial], ...]:
    return tuple(
        (c, Polynomial.from_terms([(tuple(e // 2 for e in exponents), 1)])) for exponents, c in v.items()
    )


def _pruned(steps: Sequence[tuple[Claim, Evidence]], proper: Proper) -> TrajectoryProof:
    """Leave out the quantities that the bound does not use."""
    used = sorted(proper.bound.variables() - {0})
    renumber = {0: Polynomial.variable(0)} | {old: Polynomial.variable(new) for new, old in enumerate(used, 1)}
    bound = proper.bound.substitute(renumber)
    return TrajectoryProof(
        tuple(steps[k - 1] for k in used), BoundedTrajectories(), Proper(bound, proper.exponent, ONE, proper.psatz)
    )
