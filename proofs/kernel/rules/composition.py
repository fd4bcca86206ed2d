"""f = phi(h), phi a function of one variable: conclusions by those about phi, h and -h.  Soundness-critical: yes.

Mathematics: docs/theory.md, section "Functions of a function without local extrema".
"""

from __future__ import annotations

from ..checked import CheckList
from ..claims import Claim, NoSpuriousSetwiseMinima, UnboundedBelow
from ..errors import InputError, Reason, RejectedStep, need
from ..evidence import FunctionOfFunction, IncreasingFunction
from ..lift import Lift, lift
from ..parser import parse
from .increasing import composed_lifts
from .reductions import check_is_conclusion, checked_steps
from .single_variables import check_convex_where_defined


def check_function_of_function(
    check_list: CheckList, lifted: Lift, claim: Claim, evidence: FunctionOfFunction, where: str
) -> tuple[str, ...]:
    """Check a conclusion about f = phi(h) by what is proved about phi, h and -h.

    Returns:
        The theorems behind the steps about these functions.

    Raises:
        RejectedStep: if f is another function, or the steps do not show what is needed.
    """
    check_is_conclusion(claim, where)
    place = f"{where}.evidence"
    lists = (("steps", evidence.steps), ("below", evidence.below), ("above", evidence.above))
    for name, steps in lists:
        nested = any(isinstance(s.evidence, FunctionOfFunction | IncreasingFunction) for s in steps)
        need(not nested, f"{place}.{name}", Reason.WRONG_SHAPE, "a function of a function inside this evidence")
    inner, _ = composed_lifts(lifted, evidence.objective, evidence.outer, place)
    try:
        negative = lift(parse(f"-({evidence.objective})"), lifted.variables)
        phi = lift(parse(evidence.outer))
    except InputError as error:
        raise RejectedStep(f"{place}.objective", Reason.OBJECTIVE_MISMATCH, error.message) from error
    convex = not evidence.steps
    used: set[str] = set()
    for name, there, steps in (("below", inner, evidence.below), ("above", negative, evidence.above)):
        checked = checked_steps(check_list, there, steps, f"{place}.{name}")
        ends = []
        if isinstance(claim, NoSpuriousSetwiseMinima):
            ends.append(_first(checked.first(lambda p: isinstance(p, NoSpuriousSetwiseMinima)), f"{place}.{name}"))
        if not convex:  # h takes all values
            ends.append(_first(checked.first(lambda p: isinstance(p, UnboundedBelow)), f"{place}.{name}"))
        used.update(checked.rests_on(ends)[0])
    if convex:
        good = isinstance(claim, NoSpuriousSetwiseMinima)
        need(good, f"{place}.steps", Reason.GOAL_NOT_REACHED, "nothing is shown about phi")
        check_convex_where_defined(parse(evidence.outer), f"{place}.outer")
        return tuple(sorted(used))
    checked = checked_steps(check_list, phi, evidence.steps, f"{place}.steps")
    end = checked.conclusion()
    if end is None or checked.proved[end] != claim:
        raise RejectedStep(f"{place}.steps", Reason.GOAL_NOT_REACHED, "the steps do not prove the claim for phi")
    used.update(checked.rests_on([end])[0])
    return tuple(sorted(used))


def _first(index: int | None, where: str) -> int:
    if index is None:
        raise RejectedStep(where, Reason.GOAL_NOT_REACHED, "the steps do not show what is needed of this function")
    return index
