"""Boundedness of subgradient trajectories: the order of attack.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel.claims import (
    BoundedTrajectories,
    Claim,
    ConservedQuantity,
    GenericTrajectories,
    MonotoneQuantity,
)
from tameproof.proofs.kernel.evidence import (
    DesingularisedGronwall,
    Evidence,
    FlowDerivative,
    FlowInequality,
    Gronwall,
    Proper,
    Psatz,
    Squares,
)
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.sos.balanced_layers import find_balanced_bound
from tameproof.sos.confinement import find_confinement, has_phases
from tameproof.sos.conserved_quantities import find_conserved_quantities
from tameproof.sos.gronwall import find_gronwall
from tameproof.sos.linear_networks import find_network
from tameproof.sos.lyapunov import find_lyapunov
from tameproof.sos.malgrange import Speed, find_dominance, find_malgrange, find_polyak_lojasiewicz
from tameproof.sos.outcome import TrajectoryProof
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.properness import find_properness
from tameproof.sos.residual_gronwall import find_residual_gronwall, find_residuals
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

SMALL = 4  # variables, with the lifted ones
QUICK = 3.0  # seconds


def find_bounded_trajectories(lift: Lift, max_degree: int, settings: SosSettings) -> TrajectoryProof | Open:
    """Search a proof that all subgradient trajectories are bounded.

    The order of attack: balanced layers (in few variables only if no properness inequality is found quickly);
    coercivity; conserved quantities with a properness inequality; the Polyak-Lojasiewicz inequality; phases and stages
    for objectives with exp, sigmoid or tanh; squares of coordinates that never increase; Lyapunov functions of degree 2
    and 4; the Polyak-Lojasiewicz inequality weighted by |x|^2; desingularised and plain Gronwall inequalities;
    Malgrange's condition, which gives hypothesis 5' only.

    Args:
        lift: the lifted objective; f must be bounded below (the caller's premise).
        max_degree: highest degree of conserved polynomials.
        settings: budgets.

    Returns:
        Steps for the kernel, or Open with what was tried; Open does not mean that a trajectory is unbounded.
    """
    deadline = Deadline(settings.time_limit)
    tried: list[str] = []
    quadratic = find_conserved_quantities(lift, max_degree=min(2, max_degree))
    balanced = _balanced_layers(lift, quadratic, settings, Deadline(deadline.remaining / 3), tried)
    if balanced is not None:
        if len(lift.names) <= SMALL:  # there one properness inequality is quick, and easier to read
            proper = find_properness(lift, quadratic, settings, Deadline(min(QUICK, deadline.remaining / 3)))
            if isinstance(proper, Proper):
                return _pruned([(ConservedQuantity(h), FlowDerivative(())) for h in quadratic], proper)
        return balanced
    coercive = find_properness(lift, (), settings, Deadline(deadline.remaining / 3))
    if isinstance(coercive, Proper):
        return TrajectoryProof((), BoundedTrajectories(), coercive)
    tried += coercive.tried
    with_residual = next(find_residuals(lift), None) is not None
    laws = quadratic
    for degree in dict.fromkeys((min(2, max_degree), max_degree)):
        if deadline.is_over:
            return Open("time limit", tuple(tried))
        laws = quadratic if degree <= 2 else find_conserved_quantities(lift, max_degree=degree)
        names = ", ".join(h.format(lift.names) for h in laws) or "none"
        tried.append(f"conserved polynomials up to degree {degree}: {names}")
        if laws:
            # with a residual there is a cheaper form, tried next
            seconds = min(QUICK, 0.3 * deadline.remaining) if with_residual else 0.6 * deadline.remaining
            proper = find_properness(lift, laws, settings, Deadline(seconds))
            if isinstance(proper, Proper):
                return _pruned([(ConservedQuantity(h), FlowDerivative(())) for h in laws], proper)
            tried += proper.tried
            break
    if has_phases(lift):  # one cheap program before them
        short = _finite_length(lift, settings, deadline)
        if isinstance(short, TrajectoryProof):
            return short
        tried += short.tried
    confined = find_confinement(lift, laws, settings, Deadline(0.85 * deadline.remaining))
    if not isinstance(confined, Open):
        return TrajectoryProof(confined[0], BoundedTrajectories(), confined[1])
    tried.append(confined.reason)
    conserved: list[tuple[Claim, Evidence]] = [(ConservedQuantity(h), FlowDerivative(())) for h in laws]
    smaller = replace(settings, extra_degree=0)
    monotone = _find_monotone(lift, settings, Deadline(min(QUICK, deadline.remaining)) if with_residual else deadline)
    tried.append(f"monotone quantities: {', '.join(v.format(lift.names) for v, _ in monotone) or 'none'}")
    controlled = [*conserved, *((MonotoneQuantity(v, Fraction(0)), evidence) for v, evidence in monotone)]
    if monotone:
        quantities = [*laws, *(v for v, _ in monotone)]
        proper = find_properness(lift, quantities, settings, Deadline(0.4 * deadline.remaining))
        if isinstance(proper, Proper):
            return _pruned(controlled, proper)
        tried += proper.tried
    seconds = min(QUICK, 0.25 * deadline.remaining) if with_residual else 0.25 * deadline.remaining
    lyapunov = find_lyapunov(lift, smaller, Deadline(seconds))
    if not isinstance(lyapunov, Open):
        return TrajectoryProof((lyapunov[0],), BoundedTrajectories(), lyapunov[1])
    tried += lyapunov.tried
    found = _growing_quantities(lift, controlled, settings, deadline, tried)
    if isinstance(found, Open) and "time limit" in confined.reason:
        return Open(f"{found.reason} within the time limit", found.tried)  # the caller may come back with more time
    return found


def _balanced_layers(
    lift: Lift, laws: Sequence[Polynomial], settings: SosSettings, deadline: Deadline, tried: list[str]
) -> TrajectoryProof | None:
    """Return the proof by balancedness of the layers of a linear network, if the laws are of this form."""
    if not laws:
        return None
    network = find_network(laws, lift.dimension)
    if network is None:
        return None
    found = find_balanced_bound(lift, network, settings, deadline)
    if isinstance(found, Open):
        tried.append(f"balanced layers: {found.reason}")
        return None
    relations = [*network.constant_entries(), *network.relations()]
    steps: list[tuple[Claim, Evidence]] = [(ConservedQuantity(h), FlowDerivative(())) for h in relations]
    return TrajectoryProof(tuple(steps), BoundedTrajectories(), found)


def _finite_length(lift: Lift, settings: SosSettings, deadline: Deadline) -> TrajectoryProof | Open:
    """Search the Polyak-Lojasiewicz inequality for a short time."""
    found = find_polyak_lojasiewicz(lift, replace(settings, extra_degree=0), Deadline(min(QUICK, deadline.remaining)))
    if isinstance(found, Open):
        return found
    return TrajectoryProof((found.bound,), BoundedTrajectories(), found.evidence)


def _growing_quantities(
    lift: Lift,
    controlled: Sequence[tuple[Claim, Evidence]],
    settings: SosSettings,
    deadline: Deadline,
    tried: list[str],
) -> TrajectoryProof | Open:
    """Search the weighted Polyak-Lojasiewicz inequality, Gronwall inequalities and Malgrange's condition."""
    quantities = [claim.quantity for claim, _ in controlled if isinstance(claim, ConservedQuantity | MonotoneQuantity)]
    smaller = replace(settings, extra_degree=0)
    if not has_phases(lift):
        short = _finite_length(lift, settings, deadline)
        if isinstance(short, TrajectoryProof):
            return short
        tried += short.tried
    dominance = find_dominance(lift, smaller, Deadline(min(2 * QUICK, 0.3 * deadline.remaining)))
    if isinstance(dominance, Speed):
        return TrajectoryProof((dominance.bound,), BoundedTrajectories(), dominance.evidence)
    tried += dominance.tried
    desingularised = find_residual_gronwall(lift, quantities, smaller, Deadline(deadline.remaining / 2))
    if isinstance(desingularised, DesingularisedGronwall):
        return TrajectoryProof(tuple(controlled), BoundedTrajectories(), desingularised)
    tried += desingularised.tried
    plain = find_gronwall(lift, quantities, smaller, Deadline(0.7 * deadline.remaining))
    if isinstance(plain, Gronwall):
        return TrajectoryProof(tuple(controlled), BoundedTrajectories(), plain)
    tried += plain.tried
    malgrange = find_malgrange(lift, smaller, deadline)
    if isinstance(malgrange, Open):
        tried += malgrange.tried
        return Open("no bound on the trajectories found", tuple(tried))
    return TrajectoryProof((malgrange.bound,), GenericTrajectories(), malgrange.evidence)


def _find_monotone(lift: Lift, settings: SosSettings, deadline: Deadline) -> list[tuple[Polynomial, FlowInequality]]:
    """Return squares of coordinates, or |x|^2, that do not increase along trajectories."""
    cheap = replace(settings, extra_degree=0, multipliers=False, time_limit=max(0.2, deadline.remaining / 8))
    squares = [Polynomial.variable(i, 2) for i in range(lift.dimension)]
    candidates = [*squares, lift.squared_norm] if lift.dimension > 1 else squares
    found = []
    for v in candidates:
        if deadline.is_over:
            break
        if v == lift.squared_norm:  # the last one; alone it bounds the trajectories, so it may cost more
            cheap = replace(cheap, time_limit=max(0.2, deadline.remaining / 3))
        flow = prove_nonnegative(lift.inner_with_gradient(v), lift.facts, settings=cheap)
        if isinstance(flow, Psatz):
            found.append((v, FlowInequality(flow, Psatz(squares=Squares(_unit_squares(v))))))
    return found


def _unit_squares(v: Polynomial) -> tuple[tuple[Fraction, Polynomial], ...]:
    return tuple((c, Polynomial.from_terms([(tuple(e // 2 for e in exponents), 1)])) for exponents, c in v.items())


def _pruned(steps: Sequence[tuple[Claim, Evidence]], proper: Proper) -> TrajectoryProof:
    """Leave out the quantities that the bound does not use."""
    used = sorted(proper.bound.variables() - {0})
    renumber = {0: Polynomial.variable(0)} | {old: Polynomial.variable(new) for new, old in enumerate(used, 1)}
    bound = proper.bound.substitute(renumber)
    return TrajectoryProof(
        tuple(steps[k - 1] for k in used), BoundedTrajectories(), Proper(bound, proper.exponent, ONE, proper.psatz)
    )
