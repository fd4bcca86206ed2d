"""Hypothesis 5, bounded trajectories: the search, and what is left if it fails.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from tameproof import searches
from tameproof.findings import Finding, Status
from tameproof.proof import Proof
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import format_number
from tameproof.proofs.kernel.lift import Lift
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.morse_sard.settings import MorseSardSettings
    from tameproof.settings import Settings
    from tameproof.sos.settings import SosSettings
    from tameproof.workers import Worker

LIMITS = 8.0  # seconds for Malgrange's form with generalised critical values
LIMITS_SHARE = 0.25  # of the time that is left


class Run(Protocol):
    """What is needed of a run of the strategy."""

    settings: Settings
    lift: Lift
    proof: Proof
    findings: list[Finding]
    worker: Worker

    def remaining(self) -> float:
        """Seconds left."""

    def ask(self, function: Callable[..., Any], *arguments: Any, share: float) -> Any:
        """Run a search in the worker."""

    def sos(self, share: float) -> SosSettings:
        """Settings of the sum-of-squares searches."""

    def morse_sard(self, share: float) -> MorseSardSettings:
        """Settings of the searches over critical and tangency sets."""

    def add(self, claim: c.Claim, evidence: e.Evidence, premises: tuple[int, ...] = ()) -> int | Open:
        """Add a step."""

    def report(
        self, label: str, status: Status, step: int | None, reason: str = "", tried: tuple[str, ...] = ()
    ) -> None:
        """Record a finding."""

    def report_open(self, label: str, outcome: Open) -> None:
        """Report what is open."""

    def settle(self, label: str, status: Status, step: int | Open) -> bool:
        """Report a step; return whether it was added."""

    def index(self, kind: type[c.Claim]) -> int:
        """Return the number of the step that proves a claim of this kind."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether hypothesis 5 was proved, and whether the search ran out of time and should be taken up again."""

    proved: bool
    postponed: bool = False


def search_bounded_trajectories(run: Run, seconds: float, final: bool, escapes: Callable[[], bool]) -> Outcome:
    """Search bounds on the trajectories; a first try that runs out of time is postponed, not reported.

    Args:
        run: the run; what is found is added to its proof and reported.
        seconds: for the search.
        final: whether this is the last try.
        escapes: searches a trajectory that is not bounded, and reports it.

    Returns:
        What came out; where only trajectories from a dense set are bounded, a step of this kind has been added.
    """
    share = min(0.5 if final else 0.3, seconds / max(1.0, run.remaining()))
    outcome = run.ask(
        searches.find_bounded_trajectories, run.lift, run.settings.max_degree, run.sos(share), share=share
    )
    if isinstance(outcome, Open):
        postponed = not final and "time limit" in outcome.reason
        if postponed or escapes():
            return Outcome(False, postponed)
        run.report_open("H5", outcome)
        return Outcome(False)
    premises = [run.index(c.BoundedBelow)]
    for claim, evidence in outcome.quantities:
        index = run.add(claim, evidence)
        if isinstance(index, Open):
            return Outcome(run.settle("H5", Status.PROVED, index))
        premises.append(index)
    step = run.add(outcome.claim, outcome.evidence, tuple(premises))
    if isinstance(step, int) and isinstance(outcome.claim, c.GenericTrajectories):
        if not escapes():
            report_generic(run, step)
        return Outcome(False)
    return Outcome(run.settle("H5", Status.PROVED, step))


def refute_bounded_trajectories(run: Run, region: e.Region | None, seconds: float) -> bool:
    """Report hypothesis 5 as false if trajectories, inside the refuting region or from a low point, escape.

    Args:
        run: the run; a success is added to its proof.
        region: a region that refutes, if one was found.
        seconds: for the search.

    Returns:
        Whether an unbounded trajectory was found.
    """
    bound, values = run.proof.find(c.BoundedBelow), run.proof.find(c.CriticalValues)
    if bound is None or values is None:
        return False
    lower, known = run.proof.steps[bound], run.proof.steps[values].claim
    if not (isinstance(lower.claim, c.BoundedBelow) and isinstance(lower.evidence, e.LowerBound)):
        return False
    outcome = run.worker.call(
        searches.find_unbounded_trajectory,
        run.lift,
        known,
        lower.claim.bound,
        lower.evidence.psatz,
        region=region,
        seed=run.settings.seed,
        settings=replace(run.sos(0.2), time_limit=min(0.6 * seconds, 0.15 * run.remaining())),
        seconds=min(seconds, 0.2 * run.remaining()),
    )
    if isinstance(outcome, Open):
        return False
    return run.settle("H5", Status.REFUTED, run.add(outcome[0], outcome[1], (bound, values)))


def report_generic(run: Run, step: int) -> None:
    """Report hypothesis 5'."""
    run.report("H5", Status.OPEN, step, "shown only for trajectories from a dense set")


def search_trajectory_limits(run: Run) -> bool:
    """Search Malgrange's form, with generalised critical values as zeros, where the other bounds failed.

    Args:
        run: the run; a success is added to its proof and reported, also if only trajectories from a dense set are
            bounded, or a list of values is left to which f may tend along unbounded trajectories.

    Returns:
        Whether all trajectories are bounded.
    """
    steps = run.proof.steps
    bounds = [(s.claim.bound, k) for k, s in enumerate(steps) if isinstance(s.claim, c.BoundedBelow)]
    bound, index = max(bounds)
    critical = next((s.claim for s in steps if isinstance(s.claim, c.CriticalValues)), None)
    share = min(LIMITS_SHARE, LIMITS / max(1.0, run.remaining()))
    found = run.ask(searches.find_trajectory_limits, run.lift, bound, critical, run.morse_sard(share), share=share)
    if isinstance(found, Open):
        return False
    claim, evidence = found
    step = run.add(claim, evidence, (index,))
    if isinstance(step, Open):
        return False
    if isinstance(claim, c.BoundedTrajectories):
        return run.settle("H5", Status.PROVED, step)
    if isinstance(claim, c.GenericTrajectories):
        report_generic(run, step)
        return False
    values = ", ".join(format_number(v) for v in claim.values)
    reason = f"along an unbounded trajectory f tends to inf f or to {values}; these are not excluded"
    run.report("H5", Status.OPEN, step, reason)
    return False
