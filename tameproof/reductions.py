"""A second attack on a simpler function with the same setwise local minima.  Soundness-critical: no.

Two reductions: coordinates in which the objective has fewer terms, and f = phi(h) with phi strictly increasing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from tameproof.findings import Finding, Status
from tameproof.proof import Proof
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.rules.types import TRANSCENDENTAL
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.sos.partial_minimum import Found
    from tameproof.sos.settings import SosSettings
    from tameproof.symbolic.coordinates import Coordinates
    from tameproof.symbolic.partial_minimum import Quadratic

MIN_SECONDS = 2.0  # less is not worth a try
FIRST_SHARE = 0.4  # of the time for h if f = phi(h), before the searches on f
LATE_SHARE = 0.6  # and after them
FINAL = 2  # level of a run that changes no coordinates
PARTIAL = FINAL  # and of a run on a minimum over one variable


class Run(Protocol):
    """What is needed of a run of the strategy."""

    expression: Expression
    lift: Lift
    proof: Proof
    findings: list[Finding]
    bugs: list[str]
    end: float
    level: int

    def remaining(self) -> float:
        """Seconds left."""

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

    def run(self) -> Verdict:
        """Run the whole strategy."""


def decide(attack: Run, own_means: Callable[[], Verdict]) -> Verdict:
    """Run the searches on f, with time left for a run on a simpler function if there is one.

    Args:
        attack: the run; what is found is added to its proof.
        own_means: the searches on f itself.
    """
    if is_transcendental(attack.lift):
        from tameproof.convexity import decide_by_convexity

        if decide_by_convexity(attack):
            return Verdict.CERTIFIED
    if attack.level == FINAL:
        return own_means()
    composed_first = attack.level == 0 and is_transcendental(attack.lift)
    if composed_first:
        verdict = decide_by_increasing_function(attack, FIRST_SHARE)
        if verdict is not Verdict.UNDECIDED:
            return verdict
    there = find_other_coordinates(attack)
    end = attack.end
    if there is not None:
        attack.end -= 0.5 * attack.remaining()
    verdict = own_means()
    attack.end = end
    if verdict is Verdict.UNDECIDED and attack.level == 0 and not composed_first:
        verdict = decide_by_increasing_function(attack, LATE_SHARE)
    if verdict is Verdict.UNDECIDED and there is not None:
        verdict = decide_in_other_coordinates(attack, there)
    return verdict


def is_transcendental(lifted: Lift) -> bool:
    """Whether exp, log, sigmoid or tanh occur."""
    return any(v.kind in TRANSCENDENTAL for v in lifted.lifted)


def decide_by_increasing_function(attack: Run, share: float) -> Verdict:
    """Run the whole strategy on h if f = phi(h) with phi strictly increasing; carry a conclusion over.

    Args:
        attack: the run; a conclusion is added to its proof and reported.
        share: of the time that is left.

    Returns:
        The verdict for f; UNDECIDED also if f is not seen to be such a function.
    """
    from tameproof.symbolic.increasing import find_increasing_function

    found = attack.ask(find_increasing_function, attack.expression, share=0.05)
    if found is None or isinstance(found, Open) or attack.remaining() < MIN_SECONDS:
        return Verdict.UNDECIDED

    def evidence(steps: tuple[Step, ...]) -> e.Evidence:
        return e.IncreasingFunction(found.inner, found.outer, found.lower, steps)

    title = f"f = phi(h) with phi(t) = {found.outer} increasing and h = {found.inner}"
    return _second_attack(attack, found.inner, attack.lift.variables, evidence, title, share, level=1)


def find_partial_minima(attack: Run) -> Found:
    """Return the variables w of a run with f = a w^2 + b w + c, a > 0, with evidence; within seconds."""
    from tameproof.sos.partial_minimum import find_positive_quadratics

    found = attack.ask(find_positive_quadratics, attack.expression, attack.lift, attack.sos(0.2), share=0.2)
    return () if isinstance(found, Open) else found


def decide_by_partial_minimum(attack: Run, found: Found, share: float) -> Verdict:
    """Run the whole strategy on the minimum of f over a variable w with f = a w^2 + b w + c, a > 0.

    Args:
        attack: the run; a conclusion is added to its proof and reported.
        found: such variables.
        share: of the time that is left.

    Returns:
        The verdict for f.
    """
    for quadratic, positive in found:

        def evidence(steps: tuple[Step, ...], q: Quadratic = quadratic, p: e.Psatz = positive) -> e.Evidence:
            parts = (q.variable, q.square, q.linear, q.constant, q.numerator, q.denominator)
            return e.PartialMinimum(*parts, p, steps)

        objective = f"({quadratic.numerator})/({quadratic.denominator})"
        variables = tuple(name for name in attack.lift.variables if name != quadratic.variable)
        title = f"the minimum of f over {quadratic.variable} is {objective}"
        verdict = _second_attack(attack, objective, variables, evidence, title, share, level=PARTIAL)
        if verdict is not Verdict.UNDECIDED:
            return verdict
    return Verdict.UNDECIDED


def find_other_coordinates(attack: Run) -> Coordinates | None:
    """Return coordinates in which the objective of a run has fewer terms, if some are found."""
    from tameproof.symbolic.coordinates import find_sparser_coordinates

    there = attack.ask(find_sparser_coordinates, attack.expression, attack.lift, share=0.1)
    return None if isinstance(there, Open) else there


def decide_in_other_coordinates(attack: Run, there: Coordinates) -> Verdict:
    """Run the whole strategy on f in other coordinates with the time that is left; carry a conclusion over.

    Args:
        attack: the run that ended undecided; a conclusion is added to its proof and reported.
        there: the coordinates.

    Returns:
        The verdict for f.
    """

    def evidence(steps: tuple[Step, ...]) -> e.Evidence:
        return e.ChangeOfCoordinates(there.objective, there.variables, there.forward, there.backward, steps)

    maps = zip(there.variables, there.forward, strict=True)
    shown = ", ".join(f"{name} = {p.format(attack.lift.variables)}" for name, p in maps)
    title = f"{shown}: f = {there.objective}"
    return _second_attack(attack, there.objective, there.variables, evidence, title, 1.0, level=FINAL)


def _second_attack(
    attack: Run,
    objective: str,
    variables: tuple[str, ...],
    evidence: Callable[[tuple[Step, ...]], e.Evidence],
    title: str,
    share: float,
    level: int,
) -> Verdict:
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
    step = attack.add(steps[end].claim, evidence(_needed(steps, end, lifted)))
    status = Status.PROVED if verdict is Verdict.CERTIFIED else Status.REFUTED
    return verdict if attack.settle("X", status, step) else Verdict.UNDECIDED


def _needed(steps: Sequence[Step], end: int, lifted: Lift) -> tuple[Step, ...]:
    """Return the lower bounds and the steps that a conclusion rests on, renumbered."""
    used = {k for k, s in enumerate(steps) if isinstance(s.claim, c.BoundedBelow)}
    used |= {end, *([0] if lifted.obligations else [])}
    for k in range(end, -1, -1):
        if k in used:
            used.update(steps[k].premises)
    place = {old: new for new, old in enumerate(sorted(used))}
    return tuple(replace(steps[k], premises=tuple(place[p] for p in steps[k].premises)) for k in sorted(used))
