"""A second attack on an undecided objective, in coordinates in which it has fewer terms.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.strategy import Attack

MIN_SECONDS = 2.0  # less is not worth a try


def decide_in_other_coordinates(attack: Attack) -> Verdict:
    """Run the whole strategy on f in sparser coordinates with the time that is left; carry a conclusion over.

    Args:
        attack: the run that ended undecided; a conclusion is added to its proof and reported.

    Returns:
        The verdict for f; UNDECIDED also if no sparser coordinates were found.
    """
    from tameproof.strategy import Attack, Status
    from tameproof.symbolic.coordinates import find_sparser_coordinates

    if attack.remaining() < MIN_SECONDS:
        return Verdict.UNDECIDED
    there = attack.ask(find_sparser_coordinates, attack.expression, attack.lift, share=0.2)
    if there is None or isinstance(there, Open):
        return Verdict.UNDECIDED
    tree = parse(there.objective)
    lifted = lift(tree, there.variables)
    attack.worker.close()  # one child at a time
    settings = replace(attack.settings, timeout=max(MIN_SECONDS / 2, 0.95 * attack.remaining()))
    second = Attack(tree, lifted, settings, lambda _proof, _finding: None, is_first=False)
    verdict = second.run()
    attack.bugs += second.bugs
    shown = ", ".join(
        f"{name} = {p.format(attack.lift.variables)}" for name, p in zip(there.variables, there.forward, strict=True)
    )
    tried = (f"{shown}: f = {there.objective}", *_open(second))
    if verdict is Verdict.UNDECIDED:
        attack.report("X", Status.OPEN, None, "not decided in sparser coordinates either", tried)
        return Verdict.UNDECIDED
    conclusion = c.NoSpuriousSetwiseMinima if verdict is Verdict.CERTIFIED else c.SpuriousSetwiseMinimum
    steps = second.proof.steps
    end = next(k for k, s in enumerate(steps) if isinstance(s.claim, conclusion))
    evidence = e.ChangeOfCoordinates(
        there.objective, there.variables, there.forward, there.backward, _needed(steps, end, lifted)
    )
    claim = steps[end].claim
    status = Status.PROVED if verdict is Verdict.CERTIFIED else Status.REFUTED
    return verdict if attack.settle("X", status, attack.add(claim, evidence)) else Verdict.UNDECIDED


def _needed(steps: Sequence[Step], end: int, lifted: Lift) -> tuple[Step, ...]:
    """Return the steps that a conclusion rests on, renumbered."""
    used = {end, *([0] if lifted.obligations else [])}
    for k in range(end, -1, -1):
        if k in used:
            used.update(steps[k].premises)
    place = {old: new for new, old in enumerate(sorted(used))}
    return tuple(replace(steps[k], premises=tuple(place[p] for p in steps[k].premises)) for k in sorted(used))


def _open(second: Attack) -> tuple[str, ...]:
    """Return what stayed open in the new coordinates."""
    from tameproof.strategy import Status

    return tuple(f"{f.label} there: {f.reason}" for f in second.findings if f.status is Status.OPEN)
