"""A second attack on a simpler function with the same setwise local minima.  Soundness-critical: no.

Reductions: coordinates in which the objective has fewer terms, f = phi(h) with phi strictly increasing, the
minimum over a variable in which f is quadratic, functions of single variables and other functions of a function
(compositions.py), and separate variables (separate_parts.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tameproof import searches
from tameproof.compositions import (
    decide_by_convex_parts,
    decide_by_convexity_in_squares,
    decide_by_function_of_function,
    decide_by_monotone_parts,
    find_monotone_parts_of,
    find_squares_of,
)
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.rules.types import TRANSCENDENTAL
from tameproof.second_attack import MIN_SECONDS, Run, second_attack
from tameproof.separate_parts import decide_by_parts, find_separate_parts
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.sos.partial_minimum import Found
    from tameproof.symbolic.coordinates import Coordinates
    from tameproof.symbolic.partial_minimum import Quadratic

OWN_SHARE, OWN_SECONDS = 0.4, 25.0  # of the time for f itself if it has separate parts
OWN_FIRST = 10.0  # seconds for f itself if each part has one variable
FIRST_SHARE = 0.4  # of the time for h if f = phi(h), before the searches on f
PARTS_SHARE = 0.8  # of the time for the parts, after f itself
LATE_SHARE = 0.6  # and after them
CONVEX_SECONDS = 8.0  # for the hypotheses of a convex function with exp or log
FINAL = 2  # level of a run that changes no coordinates
PARTIAL = FINAL  # and of a run on a minimum over one variable


def decide(attack: Run, own_means: Callable[[], Verdict]) -> Verdict:
    """Run the searches on f, with time left for a run on a simpler function if there is one.

    Args:
        attack: the run; what is found is added to its proof.
        own_means: the searches on f itself.
    """
    if is_transcendental(attack.lift):
        from tameproof.convexity import decide_by_convexity, is_convex

        if is_convex(attack.expression):  # the hypotheses say more, but often take long
            verdict = Verdict.UNDECIDED
            if attack.level == 0:
                verdict = _within(attack, own_means, min(1.0, CONVEX_SECONDS / max(1.0, attack.remaining())))
            if verdict is Verdict.CERTIFIED or decide_by_convexity(attack):
                return Verdict.CERTIFIED
    parts = find_separate_parts(attack) if attack.lift.dimension > 1 else ()
    # functions of one variable are decided in seconds
    seconds = OWN_FIRST if any(len(names) == 1 for s in parts for _, names in s.parts[-1:]) else OWN_SECONDS
    share = min(OWN_SHARE, seconds / max(1.0, attack.remaining())) if parts else 1.0
    if attack.level == FINAL:
        alone = any(all(len(names) == 1 for _, names in s.parts) for s in parts)
        if alone:  # the table of one variable decides in a moment what may take long for f
            verdict = decide_by_parts(attack, parts, 0.5)
            if verdict is not Verdict.UNDECIDED:
                return verdict
        verdict = _within(attack, own_means, share)
        if alone:
            return verdict
        return verdict if verdict is not Verdict.UNDECIDED else decide_by_parts(attack, parts, 1.0)
    composed_first = attack.level == 0 and is_transcendental(attack.lift)
    singles = find_monotone_parts_of(attack) if attack.level == 0 else None
    if composed_first:
        verdict = decide_by_increasing_function(attack, FIRST_SHARE)
        if verdict is Verdict.UNDECIDED:
            verdict = decide_by_monotone_parts(attack, singles, FIRST_SHARE)
        if verdict is Verdict.UNDECIDED:
            verdict = decide_by_function_of_function(attack, FIRST_SHARE)
        if verdict is not Verdict.UNDECIDED:
            return verdict
        if singles is not None and singles.is_convex:  # the hypotheses say more, but often take long
            verdict = _within(attack, own_means, min(1.0, CONVEX_SECONDS / max(1.0, attack.remaining())))
            if verdict is Verdict.CERTIFIED or decide_by_convex_parts(attack, singles):
                return Verdict.CERTIFIED
    squares = find_squares_of(attack) if attack.level < FINAL else None
    if squares is not None and is_transcendental(attack.lift):  # the hypotheses say more, but often take long
        verdict = _within(attack, own_means, min(1.0, CONVEX_SECONDS / max(1.0, attack.remaining())))
        if verdict is not Verdict.UNDECIDED or decide_by_convexity_in_squares(attack, squares):
            return Verdict.CERTIFIED if verdict is Verdict.UNDECIDED else verdict
    there = find_other_coordinates(attack)
    verdict = _within(attack, own_means, share if there is None else min(0.5, share))
    if verdict is Verdict.UNDECIDED:
        verdict = decide_by_parts(attack, parts, PARTS_SHARE)
    if verdict is Verdict.UNDECIDED and attack.level == 0 and not composed_first:
        verdict = decide_by_increasing_function(attack, LATE_SHARE)
        if verdict is Verdict.UNDECIDED:
            verdict = decide_by_monotone_parts(attack, singles, LATE_SHARE)
        if verdict is Verdict.UNDECIDED:
            verdict = decide_by_function_of_function(attack, LATE_SHARE)
    if verdict is Verdict.UNDECIDED and decide_by_convexity_in_squares(attack, squares):
        return Verdict.CERTIFIED
    if verdict is Verdict.UNDECIDED and there is not None:
        verdict = decide_in_other_coordinates(attack, there)
    return verdict


def _within(attack: Run, own_means: Callable[[], Verdict], share: float) -> Verdict:
    """Run the searches on f in a share of the time that is left."""
    end = attack.end
    attack.end -= (1 - share) * attack.remaining()
    verdict = own_means()
    attack.end = end
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
    found = attack.ask(searches.find_increasing_function, attack.expression, share=0.05)
    if found is None or isinstance(found, Open) or attack.remaining() < MIN_SECONDS:
        return Verdict.UNDECIDED

    def evidence(steps: tuple[Step, ...]) -> e.Evidence:
        return e.IncreasingFunction(found.inner, found.outer, found.lower, steps)

    title = f"f = phi(h) with phi(t) = {found.outer} increasing and h = {found.inner}"
    return second_attack(attack, found.inner, attack.lift.variables, evidence, title, share, level=1)


def find_partial_minima(attack: Run) -> Found:
    """Return the variables w of a run with f = a w^2 + b w + c, a > 0, with evidence; within seconds."""
    found = attack.ask(searches.find_positive_quadratics, attack.expression, attack.lift, attack.sos(0.2), share=0.2)
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
        verdict = second_attack(attack, objective, variables, evidence, title, share, level=PARTIAL)
        if verdict is not Verdict.UNDECIDED:
            return verdict
    return Verdict.UNDECIDED


def find_other_coordinates(attack: Run) -> Coordinates | None:
    """Return coordinates in which the objective of a run has fewer terms, if some are found."""
    there = attack.ask(searches.find_sparser_coordinates, attack.expression, attack.lift, share=0.1)
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
    return second_attack(attack, there.objective, there.variables, evidence, title, 1.0, level=FINAL)
