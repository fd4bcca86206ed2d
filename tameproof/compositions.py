"""Runs on the parts of f = phi(h), f = F(phi_1(x_1), ..., phi_n(x_n)).  Soundness-critical: no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tameproof import searches
from tameproof.findings import Status
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.errors import KernelError
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.rules.single_variables import check_convex_where_defined
from tameproof.second_attack import MIN_SECONDS, Run, is_accepted, needed_steps, second_attack
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.symbolic.single_variables import MonotoneParts
    from tameproof.symbolic.squared_coordinates import ConvexInSquares

FINAL = 2  # level of a run that tries no reductions


def find_monotone_parts_of(attack: Run) -> MonotoneParts | None:
    """Return the objective of a run as a function of monotone functions of single variables, if there are any."""
    found = attack.ask(searches.find_monotone_parts, attack.expression, share=0.05)
    return None if isinstance(found, Open) else found


def decide_by_convex_parts(attack: Run, found: MonotoneParts | None) -> bool:
    """Conclude that there are no spurious minima if f is convex in monotone functions of its variables."""
    if found is None:
        return False
    evidence = e.ConvexInCoordinates(found.outer, tuple(e.SingleVariable(*pair) for pair in found.functions))
    claim = c.NoSpuriousSetwiseMinima()
    return is_accepted(attack, claim, evidence) and attack.settle("K", Status.PROVED, attack.add(claim, evidence))


def find_squares_of(attack: Run) -> ConvexInSquares | None:
    """Return the objective of a run as a convex function of squares in rotated coordinates, if it is seen to be one."""
    from tameproof.symbolic.squared_coordinates import find_convex_in_squares

    found = attack.ask(find_convex_in_squares, attack.expression, attack.lift, share=0.05)
    return None if isinstance(found, Open) else found


def decide_by_convexity_in_squares(attack: Run, found: ConvexInSquares | None) -> bool:
    """Conclude that there are no spurious minima if f is a convex function of squares in rotated coordinates."""
    if found is None:
        return False
    claim = c.NoSpuriousSetwiseMinima()
    if not found.forward:
        return attack.settle("K", Status.PROVED, attack.add(claim, found.evidence))
    tree = parse(found.objective)
    there = attack.second(tree, lift(tree, found.variables), max(MIN_SECONDS, attack.remaining()), FINAL)
    if there.lift.obligations and not there.settle_side_conditions():
        return False
    end = there.add(claim, found.evidence)
    attack.bugs += there.bugs
    if isinstance(end, Open):
        return False
    steps = needed_steps(there.proof.steps, (end,), there.lift, hypotheses=True)
    evidence = e.ChangeOfCoordinates(found.objective, found.variables, found.forward, found.backward, steps)
    return attack.settle("X", Status.PROVED, attack.add(claim, evidence))


def decide_by_monotone_parts(attack: Run, found: MonotoneParts | None, share: float) -> Verdict:
    """Run the whole strategy on f with simpler monotone functions of single variables.

    Args:
        attack: the run; a conclusion is added to its proof and reported.
        found: the functions.
        share: of the time that is left.
    """
    if found is None or not found.is_simpler:
        return Verdict.UNDECIDED
    functions = tuple(e.SingleVariable(*pair) for pair in found.functions)

    def evidence(steps: tuple[Step, ...]) -> e.Evidence:
        return e.MonotoneCoordinates(found.objective, found.outer, functions, found.replacements, steps)

    title = f"with other monotone functions of single variables: {found.objective}"
    return second_attack(attack, found.objective, attack.lift.variables, evidence, title, share, level=1)


def decide_by_function_of_function(attack: Run, share: float) -> Verdict:
    """Run the whole strategy on phi, h and -h if f = phi(h) with a polynomial h; carry a conclusion over.

    Args:
        attack: the run; a conclusion is added to its proof and reported.
        share: of the time that is left.
    """
    found = attack.ask(searches.find_composition, attack.expression, attack.lift.variables, share=0.05)
    if found is None or isinstance(found, Open) or attack.remaining() * share < MIN_SECONDS:
        return Verdict.UNDECIDED
    inner, outer = found
    convex = _is_convex(outer)
    steps: list[tuple[Step, ...]] = []
    verdicts: list[Verdict] = []
    functions: list[tuple[str, tuple[str, ...]]] = [] if convex else [(outer, ("t",))]
    functions += [(inner, attack.lift.variables), (f"-({inner})", attack.lift.variables)]
    for text, names in functions:
        tree = parse(text)
        run = attack.second(tree, lift(tree, names), share * attack.remaining(), FINAL)
        refuted_phi = verdicts[:1] == [Verdict.REFUTED] and not convex
        if refuted_phi:  # it is enough that h takes all values
            run.bound_only()
            verdicts.append(Verdict.UNDECIDED)
        else:
            verdicts.append(run.run())
        attack.bugs += run.bugs
        if verdicts[-1] is Verdict.UNDECIDED and not refuted_phi:
            return Verdict.UNDECIDED
        kinds = (c.NoSpuriousSetwiseMinima, c.SpuriousSetwiseMinimum, c.UnboundedBelow)
        ends = [k for k, s in enumerate(run.proof.steps) if isinstance(s.claim, kinds)]
        steps.append(needed_steps(run.proof.steps, ends, run.lift, hypotheses=True))
    about_phi = steps.pop(0) if not convex else ()
    evidence = e.FunctionOfFunction(inner, outer, about_phi, *steps)
    claims = (c.NoSpuriousSetwiseMinima(), c.SpuriousSetwiseMinimum(True), c.SpuriousSetwiseMinimum(False))
    for claim in claims:
        if not is_accepted(attack, claim, evidence):
            continue
        refuted = isinstance(claim, c.SpuriousSetwiseMinimum)
        if attack.settle("X", Status.REFUTED if refuted else Status.PROVED, attack.add(claim, evidence)):
            return Verdict.REFUTED if refuted else Verdict.CERTIFIED
    title = f"f = phi(h) with phi(t) = {outer} and h = {inner}"
    attack.report("X", Status.OPEN, None, "not decided by a function and its argument", (title,))
    return Verdict.UNDECIDED


def _is_convex(outer: str) -> bool:
    try:
        check_convex_where_defined(parse(outer), "phi")
    except KernelError:
        return False
    return True
