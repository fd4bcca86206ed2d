"""Whether a proved setwise local minimum lies below everything around it.  Soundness-critical: yes.

Mathematics: docs/theory.md, section "Separate variables".  S with neighbourhood U is *rising* if some number c has
f <= c on S, f >= c on U outside S, and inf f over S < c: f is not constant on S.
"""

from __future__ import annotations

from ..claims import NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum
from ..evidence import (
    ChangeOfCoordinates,
    ExponentialValley,
    FunctionOfFunction,
    IncreasingFunction,
    MonotoneCoordinates,
    PartialMinimum,
    Region,
    SeparateVariables,
    SpuriousValley,
    Step,
    StrictMinimum,
)
from ..lift import Lift, lift
from ..parser import parse
from .monotone_pieces import find_valleys
from .refutation import check_inside


def is_rising(lifted: Lift, step: Step, where: str) -> bool:
    """Return whether the setwise local minimum of a checked step is seen to be rising.

    Args:
        lifted: the function that the step is about.
        step: a step with the claim SpuriousSetwiseMinimum that the checker has accepted.
        where: path for errors.

    Returns:
        False: it may be rising all the same.
    """
    match step.evidence:
        case StrictMinimum():
            return True
        case Region(inequalities, level, _, _, _, inside):
            return check_inside(lifted, inequalities, inside, where).high < level
        case SpuriousValley(breakpoints, number, _):
            piece = find_valleys(lifted, breakpoints, where)[0][number].piece
            return len(piece.numerator) > 1 or len(piece.denominator) > 1
        case ExponentialValley():
            return lifted.smooth  # analytic and not constant, so that it has no constant piece
        case ChangeOfCoordinates(objective, variables, _, _, steps):
            return _inner(lift(parse(objective), variables), steps, where)
        case IncreasingFunction(objective, _, _, steps):
            return _inner(lift(parse(objective), lifted.variables), steps, where)
        case MonotoneCoordinates(objective, _, _, _, steps):
            return _inner(lift(parse(objective), lifted.variables), steps, where)
        case FunctionOfFunction(_, outer, steps):
            return _inner(lift(parse(outer)), steps, where)
        case PartialMinimum(variable, _, _, _, numerator, denominator, _, steps):
            others = tuple(name for name in lifted.variables if name != variable)
            return _inner(lift(parse(f"({numerator})/({denominator})"), others), steps, where)
        case SeparateVariables(_, _, parts):
            spurious = [p for p in parts if any(isinstance(s.claim, SpuriousSetwiseMinimum) for s in p.steps)]
            return all(_inner(lift(parse(p.objective), p.variables), p.steps, where) for p in spurious)
        case _:
            return False


def _inner(lifted: Lift, steps: tuple[Step, ...], where: str) -> bool:
    """Return whether the first conclusion of steps without holes is a rising setwise local minimum."""
    for step in steps:
        if isinstance(step.claim, NoSpuriousSetwiseMinima | SpuriousSetwiseMinimum):
            return isinstance(step.claim, SpuriousSetwiseMinimum) and is_rising(lifted, step, where)
    return False
