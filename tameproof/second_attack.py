"""A run of the strategy on another function, whose conclusion is carried over.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from tameproof.findings import Finding, Status
from tameproof.proof import Proof
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.check import Verdict, check_step
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.settings import Settings
    from tameproof.sos.settings import SosSettings
    from tameproof.symbolic.separate_variables import Separation
    from tameproof.workers import Worker

MIN_SECONDS = 2.0  # less is not worth a try
# a claim that the steps do not give, functions whose text is lifted in another way, too much work
NO_CONCLUSION = (Reason.GOAL_NOT_REACHED, Reason.OBJECTIVE_MISMATCH, Reason.NOT_SUPPORTED, Reason.LIMIT)
HYPOTHESES = (
    c.UnboundedBelow,
    c.LocallyLipschitz,
    c.ChainRule,
    c.CriticalValues,
    c.FinitelyManyCriticalValues,
    c.BoundedTrajectories,
    c.GenericTrajectories,
    c.UnboundedTrajectory,
    c.NoSpuriousLocalMinima,
)


class Run(Protocol):
    """What is needed of a run of the strategy."""

    expression: Expression
    settings: Settings
    worker: Worker
    lift: Lift
    proof: Proof
    findings: list[Finding]
    bugs: list[str]
    end: float
    deadline: float
    level: int
    part_runs: dict[Separation, list[Run]]

    def remaining(self) -> float:
        """Seconds left."""

    def conclude(self, evidence: e.Evidence, kinds: Iterable[type[c.Claim]]) -> Verdict:
        """Add the conclusion 'certified'."""

    def ask(self, function: Callable[..., Any], *arguments: Any, share: float) -> Any:
        """Run a search in the worker."""

    def sos(self, share: float) -> SosSettings:
        """Settings of the sum-of-squares searches."""

    def add(self, claim: c.Claim, evidence: e.Evidence, premises: tuple[int, ...] = ()) -> int | Open:
        """Add a step."""

    def report(
        self, label: str, status: Status, step: int | None, reason: str = "", tried: tuple[str, ...] = ()
    ) -> None:
        """Record a finding."""

    def settle(self, label: str, status: Status, step: int | Open) -> bool:
        """Report a step."""

    def second(self, tree: Expression, lifted: Lift, seconds: float, level: int) -> Run:
        """Return a silent run on another function."""

    def settle_side_conditions(self) -> bool:
        """Prove that the function is well defined, as the first step; return whether it was."""

    def bound_only(self) -> None:
        """Prove that the function is well defined and bounded below, or that it is not bounded, and no more."""

    def run(self) -> Verdict:
        """Run the whole strategy."""


def second_attack(
    attack: Run,
    objective: str,
    variables: tuple[str, ...],
    evidence: Callable[[tuple[Step, ...]], e.Evidence],
    title: str,
    share: float,
    level: int,
) -> Verdict:
    """Run the whole strategy on another function; carry a conclusion over.

    Args:
        attack: the run on f; a conclusion is added to its proof and reported.
        objective: text of the other function.
        variables: its variables.
        evidence: how steps about it prove the same conclusion about f.
        title: what the function is, for the report.
        share: of the time that is left.
        level: which reductions the second run may try.

    Returns:
        The verdict for f.
    """
    if attack.remaining() < MIN_SECONDS:
        return Verdict.UNDECIDED
    tree = parse(objective)
    lifted = lift(tree, variables)
    seconds = max(MIN_SECONDS / 2, 0.95 * share * attack.remaining())
    second = attack.second(tree, lifted, seconds, level)
    verdict = second.run()
    attack.bugs += second.bugs
    if verdict is Verdict.UNDECIDED:
        there = (f"{f.label} there: {f.reason}" for f in second.findings if f.status is Status.OPEN)
        attack.report("X", Status.OPEN, None, "not decided for the simpler function either", (title, *there))
        return Verdict.UNDECIDED
    conclusion = c.NoSpuriousSetwiseMinima if verdict is Verdict.CERTIFIED else c.SpuriousSetwiseMinimum
    steps = second.proof.steps
    end = next(k for k, s in enumerate(steps) if isinstance(s.claim, conclusion))
    step = attack.add(steps[end].claim, evidence(needed_steps(steps, (end,), lifted, hypotheses=True)))
    status = Status.PROVED if verdict is Verdict.CERTIFIED else Status.REFUTED
    return verdict if attack.settle("X", status, step) else Verdict.UNDECIDED


def is_accepted(attack: Run, claim: c.Claim, evidence: e.Evidence) -> bool:
    """Return whether a conclusion about f follows from what is proved about other functions.

    A refusal for another reason than that nothing follows is a bug, as everything inside was accepted before: it is
    recorded in the run.
    """
    try:
        check_step(attack.lift, claim, evidence, (), "steps[0]")
    except RejectedStep as error:
        if error.reason not in NO_CONCLUSION:
            attack.bugs.append(f"{type(claim).__name__} by {type(evidence).__name__}: {error}")
        return False
    return True


def needed_steps(
    steps: Sequence[Step], ends: Sequence[int], lifted: Lift, *, hypotheses: bool = False
) -> tuple[Step, ...]:
    """Return the lower bounds and the steps that some steps rest on, renumbered.

    Args:
        steps: what is proved about a function.
        ends: indices of the steps that are needed.
        lifted: the lift of the function.
        hypotheses: also keep what is proved about the hypotheses of Theorem 1, for the reader.
    """
    kept = (c.BoundedBelow, *HYPOTHESES) if hypotheses else (c.BoundedBelow,)
    used = {k for k, s in enumerate(steps) if isinstance(s.claim, kept)}
    used |= {*ends, *([0] if steps and lifted.obligations else [])}
    for k in range(len(steps) - 1, -1, -1):
        if k in used:
            used.update(steps[k].premises)
    place = {old: new for new, old in enumerate(sorted(used))}
    return tuple(replace(steps[k], premises=tuple(place[p] for p in steps[k].premises)) for k in sorted(used))
