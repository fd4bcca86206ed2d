"""Runs on functions of separate variables of which f is the sum or product.  Soundness-critical: no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tameproof import searches
from tameproof.exact_infimum import add_infimum
from tameproof.findings import Status
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.second_attack import MIN_SECONDS, Run, is_accepted, needed_steps
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.symbolic.separate_variables import Separation

CONCLUSIONS = (c.NoSpuriousSetwiseMinima(), c.SpuriousSetwiseMinimum(True), c.SpuriousSetwiseMinimum(False))
ABOUT_VALUES = (c.UnboundedBelow, c.Infimum, c.ExactInfimum, c.Minimum)


def find_separate_parts(attack: Run) -> tuple[Separation, ...]:
    """Return the objective of a run as a sum and as a product of functions of separate variables, if it is one."""
    found = attack.ask(searches.find_separations, attack.expression, attack.lift, share=0.05)
    return () if isinstance(found, Open) else found


def decide_by_parts(attack: Run, separations: tuple[Separation, ...], share: float) -> Verdict:
    """Run the whole strategy on the parts of f; carry a conclusion over.

    Args:
        attack: the run; a conclusion is added to its proof and reported.
        separations: f as a sum or product.
        share: of the time that is left.

    Returns:
        The verdict for f.
    """
    for k, separation in enumerate(separations):
        verdict = _decide_parts(attack, separation, share / (len(separations) - k))
        if verdict is not Verdict.UNDECIDED:
            return verdict
    return Verdict.UNDECIDED


def _decide_parts(attack: Run, separation: Separation, share: float) -> Verdict:
    """Run the strategy on the parts; after a refuted one only bounds of the others are needed."""
    title = f"f = {('*' if separation.product else ' + ').join(f'({text})' for text, _ in separation.parts)}"
    runs: list[Run] = []
    verdicts: list[Verdict] = []
    end = attack.remaining() * (1 - share)
    for k, (text, names) in enumerate(separation.parts):
        tree = parse(text)
        seconds = (attack.remaining() - end) / (len(separation.parts) - k)
        if seconds < MIN_SECONDS / 2:
            return Verdict.UNDECIDED
        run = attack.second(tree, lift(tree, names), 0.95 * seconds, attack.level)
        runs.append(run)
        if Verdict.REFUTED in verdicts:
            run.bound_only()
            verdicts.append(Verdict.UNDECIDED)
        else:
            verdicts.append(run.run())
            if verdicts[-1] is Verdict.CERTIFIED and (separation.product or len(runs) < len(separation.parts)):
                add_infimum(run)
        attack.bugs += run.bugs
    attack.part_runs[separation] = runs
    found = _conclude(attack, separation, runs)
    if found is None and Verdict.REFUTED in verdicts:
        for run, verdict in zip(runs, verdicts, strict=True):
            if verdict is not Verdict.REFUTED or (separation.product and run.proof.find(c.BoundedBelow) is None):
                add_infimum(run)
        found = _conclude(attack, separation, runs)
    if found is None:
        tried = [f"({text}): {verdict.value}" for (text, _), verdict in zip(separation.parts, verdicts, strict=True)]
        attack.report("X", Status.OPEN, None, "not decided by its parts either", (title, *tried))
        return Verdict.UNDECIDED
    step = attack.add(*found)
    refuted = isinstance(found[0], c.SpuriousSetwiseMinimum)
    if not attack.settle("X", Status.REFUTED if refuted else Status.PROVED, step):
        return Verdict.UNDECIDED
    return Verdict.REFUTED if refuted else Verdict.CERTIFIED


def _conclude(
    attack: Run, separation: Separation, runs: list[Run]
) -> tuple[c.NoSpuriousSetwiseMinima | c.SpuriousSetwiseMinimum, e.SeparateVariables] | None:
    """Return the first conclusion that the checker accepts from what is proved about the parts."""
    evidence = _evidence(separation, runs, hypotheses=False)
    claim = next((claim for claim in CONCLUSIONS if is_accepted(attack, claim, evidence)), None)
    return None if claim is None else (claim, _evidence(separation, runs, hypotheses=True))


def _evidence(separation: Separation, runs: list[Run], *, hypotheses: bool) -> e.SeparateVariables:
    """Return what is proved about the parts: what a conclusion needs, or also what there is about the hypotheses."""
    parts = []
    for (text, names), run in zip(separation.parts, runs, strict=True):
        steps = run.proof.steps
        ends = [k for k, s in enumerate(steps) if isinstance(s.claim, (*ABOUT_VALUES, *map(type, CONCLUSIONS)))]
        parts.append(e.SeparatePart(text, names, needed_steps(steps, ends, run.lift, hypotheses=hypotheses)))
    return e.SeparateVariables(separation.product, separation.constant, tuple(parts))
