"""The last part of a run: steps that prove the exact infimum and whether it is attained.  Soundness-critical: no.

Proved steps often determine it already (infimum.py).  In one variable the table of monotone pieces has it; a polynomial
whose bound is not sharp may have an exact minimum that a sum of squares proves.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tameproof import searches
from tameproof.infimum import infimum_steps
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.lift import Lift
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open
from tameproof.workers import WorkerBug

if TYPE_CHECKING:
    from fractions import Fraction

    from tameproof.second_attack import Run

AFTERWARDS = 1.5  # seconds for a search when the time for the run is over
SECONDS_OF_PIECES = 4.0  # for the table of one variable
SECONDS_OF_POINT = 2.5  # for the proof that a simple point is a minimum
SECONDS = 6.0  # for the search of an exact minimum
ABOUT_INFIMUM = (c.ExactInfimum, c.Infimum, c.Minimum)
MAX_DIMENSION = 6
MAX_TERMS = 60


def add_infimum(attack: Run) -> None:
    """Add steps about the infimum to the proof of a finished run, if they are found.

    Args:
        attack: a run that is over, on the objective or on a part of it.
    """
    proof = attack.proof
    undefined = attack.lift.obligations and proof.find(c.WellDefined) is None
    if undefined or proof.find(c.UnboundedBelow) is not None:
        return
    if attack.lift.dimension == 1 and _one_variable(attack):
        return
    for step in infimum_steps(proof.steps, attack.lift):
        if isinstance(attack.add(step.claim, step.evidence, step.premises), Open):
            return
    if any(proof.find(kind) is not None for kind in ABOUT_INFIMUM):
        return
    for search in (_at_simple_point, _by_parts, _minimum):
        if search(attack):
            return


def _ask(attack: Run, seconds: float, function: Callable[..., Any], *arguments: Any) -> Any:
    """Run a search in the worker; the time that a run in one variable allows itself may be over already."""
    left = max(AFTERWARDS, attack.deadline - time.monotonic())
    try:
        return attack.worker.call(function, *arguments, seconds=min(seconds, left))
    except WorkerBug as bug:
        attack.bugs.append(f"{function.__module__}.{function.__name__}\n{bug}")
        return Open(f"internal error in {function.__name__}: please report it")


def _one_variable(attack: Run) -> bool:
    found = _ask(attack, SECONDS_OF_PIECES, searches.find_infimum_of_pieces, attack.lift)
    return not isinstance(found, Open) and isinstance(attack.add(*found), int)


def _at_simple_point(attack: Run) -> bool:
    if attack.lift.dimension > MAX_DIMENSION or len(attack.lift.objective) > MAX_TERMS:
        return False
    bounds = [(s.claim.bound, k) for k, s in enumerate(attack.proof.steps) if isinstance(s.claim, c.BoundedBelow)]
    bound, index = max(bounds, default=(None, None))
    settings = replace(SosSettings(), solver=attack.settings.solver, time_limit=SECONDS_OF_POINT)
    found = _ask(attack, 2 * SECONDS_OF_POINT, searches.find_simple_minimum, attack.lift, bound, settings)
    if isinstance(found, Open):
        return False
    value, point, proof = found
    lower = index if proof is None else attack.add(c.BoundedBelow(value), proof)
    if not isinstance(lower, int):
        return False
    return isinstance(attack.add(c.Infimum(value, attained=True), e.AttainedInfimum(point), (lower,)), int)


def _by_parts(attack: Run) -> bool:
    from tameproof.separate_infimum import SECONDS as FOR_PARTS
    from tameproof.separate_infimum import prove_infimum_by_parts

    if attack.lift.dimension < 2:
        return False
    left = max(AFTERWARDS, min(FOR_PARTS, attack.deadline - time.monotonic()))
    return prove_infimum_by_parts(attack, left, add_infimum)


def _minimum(attack: Run) -> bool:
    index = attack.proof.find(c.BoundedBelow)
    lifted = attack.lift
    if index is None or not lifted.is_polynomial or lifted.dimension > MAX_DIMENSION:
        return False
    known = attack.proof.steps[index].claim
    if not isinstance(known, c.BoundedBelow) or len(lifted.objective) > MAX_TERMS:
        return False
    seconds = min(SECONDS, 0.5 * attack.remaining())
    settings = replace(SosSettings(), solver=attack.settings.solver, time_limit=max(0.5, 0.9 * seconds))
    found = _ask(attack, seconds, find_minimum, lifted, known.bound, settings)
    if isinstance(found, Open):
        return False
    claim, evidence = found
    return isinstance(attack.add(claim, evidence), int)


def find_minimum(lift: Lift, bound: Fraction, settings: SosSettings) -> tuple[c.Minimum, e.AttainedMinimum] | Open:
    """Return the exact minimum of a polynomial with evidence, or Open, which does not mean that it is not attained.

    Args:
        lift: a polynomial objective.
        bound: a proved lower bound.
        settings: of the searches for sums of squares; the time limit is one for all of them.
    """
    from tameproof.sos.exact_minimum import find_exact_minimum
    from tameproof.sos.lower_bound import find_lower_bound

    deadline = Deadline(settings.time_limit)
    half = replace(settings, time_limit=settings.time_limit / 2)
    better = find_lower_bound(lift.objective, lift.facts, settings=half, tight=True)
    known = bound if isinstance(better, Open) else max(bound, better[0])
    found = find_exact_minimum(lift.objective, lift.dimension, (), (), lift.facts, known, settings, deadline)
    if found is None:
        return Open("no exact minimum was found")
    return c.Minimum((), (), found.value), e.AttainedMinimum(found.psatz, found.point, found.theta, found.coordinates)
