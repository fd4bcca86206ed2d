"""Conclusions about f by conclusions about other functions, each with a list of steps of its own.

Soundness-critical: yes.  Mathematics: docs/theory.md, sections 9b to 9f.  How the functions make up f is checked by the
rules; here the steps about them are.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..algebraic import as_rational, compare_rational
from ..checked import CheckedList, CheckList
from ..claims import (
    BoundedBelow,
    BoundedTrajectories,
    ChainRule,
    Claim,
    ExactInfimum,
    FinitelyManyCriticalValues,
    Infimum,
    LocallyLipschitz,
    Minimum,
    NoSpuriousSetwiseMinima,
    SpuriousSetwiseMinimum,
    UnboundedBelow,
)
from ..errors import Reason, RejectedStep, need
from ..evidence import Hole, SeparateVariables, Step
from ..lift import Lift
from .infimum_of_parts import check_infimum_of_parts
from .rising import is_rising

HYPOTHESES = (BoundedBelow, LocallyLipschitz, ChainRule, FinitelyManyCriticalValues, BoundedTrajectories)


def check_other_function(
    check_list: CheckList, inner: Lift, claim: Claim, steps: tuple[Step, ...], lower: Fraction | None, where: str
) -> tuple[str, ...]:
    """Check a conclusion by the same conclusion about another function, and that this is >= ``lower``.

    Returns:
        The theorems behind the steps about that function.
    """
    check_is_conclusion(claim, where)
    path = f"{where}.evidence.steps"
    checked = checked_steps(check_list, inner, steps, path)
    end = checked.conclusion()
    if end is None or checked.proved[end] != claim:
        raise RejectedStep(path, Reason.GOAL_NOT_REACHED, "the steps do not prove the claim for the other function")
    ends = [end]
    if lower is not None:
        bound = checked.first(lambda p: isinstance(p, BoundedBelow) and p.bound >= lower)
        if bound is None:
            raise RejectedStep(f"{where}.evidence.lower", Reason.GOAL_NOT_REACHED, "no step shows this lower bound")
        ends.append(bound)
    return checked.rests_on(ends)[0]


def check_separate_parts(
    check_list: CheckList, inner: Sequence[Lift], claim: Claim, evidence: SeparateVariables, where: str
) -> tuple[str, ...]:
    """Check a conclusion about a sum or product, or its infimum, by what is proved about its parts.

    Returns:
        The theorems behind the steps about the parts.
    """
    if not isinstance(claim, ExactInfimum):
        check_is_conclusion(claim, where)
        need(evidence.theta is None and not evidence.values, where, Reason.VACUOUS, "values without an infimum")
    path = f"{where}.evidence.parts"
    parts = [
        checked_steps(check_list, there, part.steps, f"{path}[{k}].steps")
        for k, (there, part) in enumerate(zip(inner, evidence.parts, strict=True))
    ]
    if isinstance(claim, ExactInfimum):
        used = check_infimum_of_parts(parts, claim, evidence, where)
    elif isinstance(claim, SpuriousSetwiseMinimum):
        used = _spurious(parts, claim.at_infinity, evidence.product, path)
    else:
        used = _no_spurious(parts, evidence.product, path)
    theorems = {name for part, ends in zip(parts, used, strict=True) for name in part.rests_on(ends)[0]}
    return tuple(sorted(theorems))


def check_is_conclusion(claim: Claim, where: str) -> None:
    """Check that a claim is one of the two conclusions."""
    good = isinstance(claim, NoSpuriousSetwiseMinima | SpuriousSetwiseMinimum)
    need(good, f"{where}.claim", Reason.WRONG_SHAPE, f"this evidence does not prove {type(claim).__name__}")


def checked_steps(check_list: CheckList, inner: Lift, steps: tuple[Step, ...], path: str) -> CheckedList:
    """Return what steps about another function prove; they must not have holes."""
    holes = any(isinstance(s.evidence, Hole) for s in steps)
    need(not holes, path, Reason.GOAL_NOT_REACHED, "a proof about another function must not have holes")
    return check_list(inner, steps, path)


def _no_spurious(parts: Sequence[CheckedList], product: bool, path: str) -> list[list[int]]:
    """Return the steps that show that no part has a spurious setwise local minimum, or that one falls to the least."""
    used = [[_lower_bound(part, f"{path}[{k}]", 0)] if product else [] for k, part in enumerate(parts)]
    none = [part.first(lambda p: isinstance(p, NoSpuriousSetwiseMinima)) for part in parts]
    falls = [part.first(_is_zero_infimum if product else lambda p: isinstance(p, UnboundedBelow)) for part in parts]
    for k, (certified, least) in enumerate(zip(none, falls, strict=True)):
        if certified is not None and least is not None:
            used[k] += [certified, least]
            return used
    for k, certified in enumerate(none):
        if certified is None:
            raise RejectedStep(f"{path}[{k}].steps", Reason.GOAL_NOT_REACHED, "no conclusion about this part")
        used[k].append(certified)
    return used


def _spurious(parts: Sequence[CheckedList], at_infinity: bool, product: bool, path: str) -> list[list[int]]:
    """Return the steps that show that parts have spurious setwise local minima, and how the others are bounded."""
    found = [part.first(lambda p: isinstance(p, SpuriousSetwiseMinimum)) for part in parts]
    spurious = [k for k, index in enumerate(found) if index is not None]
    need(bool(spurious), path, Reason.GOAL_NOT_REACHED, "no part has a spurious setwise local minimum")
    used: list[list[int]] = []
    for k, (part, index) in enumerate(zip(parts, found, strict=True)):
        place = f"{path}[{k}]"
        if index is None:
            used.append([_lower_bound(part, place, 0, strict=True) if product else _lower_bound(part, place)])
        else:
            used.append([index, *([_lower_bound(part, place, 0)] if product else [])])
    others = [k for k, index in enumerate(found) if index is None]
    rising = all(is_rising(parts[k].lift, parts[k].steps[found[k] or 0], f"{path}[{k}]") for k in spurious)
    if not rising:
        for k in others:
            attained = _attained(parts[k])
            need(bool(attained), f"{path}[{k}].steps", Reason.GOAL_NOT_REACHED, "whether its infimum is attained")
            used[k] += attained
        need(len(spurious) == 1, path, Reason.GOAL_NOT_REACHED, "a part that may be constant on its minimum")
    if at_infinity:
        first = spurious[0]
        unbounded = len(spurious) == 1 and parts[first].proved[found[first] or 0] == SpuriousSetwiseMinimum(True)
        missed = [(k, j) for k in others if (j := parts[k].first(_is_not_attained)) is not None] if rising else []
        need(unbounded or bool(missed), path, Reason.GOAL_NOT_REACHED, "the set may be bounded")
        if not unbounded:
            used[missed[0][0]].append(missed[0][1])
    return used


def _lower_bound(part: CheckedList, place: str, least: int | None = None, *, strict: bool = False) -> int:
    """Return the index of a claim that the part has a lower bound, one that is >= or > ``least`` if this is given."""

    def shows(p: Claim) -> bool:
        match p:
            case BoundedBelow(bound) | Infimum(bound, _):
                sign = 1 if least is None else (bound > least) - (bound < least)
            case ExactInfimum(number, _) | Minimum((), (), number):
                sign = 1 if least is None else compare_rational(number, Fraction(least))
            case _:
                return False
        return sign > 0 or (sign == 0 and not strict)

    index = part.first(shows)
    if index is None:
        raise RejectedStep(f"{place}.steps", Reason.GOAL_NOT_REACHED, "no step shows the lower bound that is needed")
    return index


def _attained(part: CheckedList) -> list[int]:
    """Return the steps that show that the part attains its infimum; none if they do not."""

    def shows(p: Claim) -> bool:
        match p:
            case Infimum(_, True) | ExactInfimum(_, True) | Minimum((), (), _):
                return True
            case _:
                return False

    index = part.first(shows)
    if index is not None:
        return [index]
    ends = [part.first(lambda p, kind=kind: isinstance(p, kind)) for kind in HYPOTHESES]  # type: ignore[misc]
    return [k for k in ends if k is not None] if None not in ends else []


def _is_zero_infimum(p: Claim) -> bool:
    match p:
        case Infimum(value, _):
            return value == 0
        case ExactInfimum(value, _):
            return as_rational(value) == 0
        case _:
            return False


def _is_not_attained(p: Claim) -> bool:
    return isinstance(p, ExactInfimum) and not p.attained
