"""The conclusion 'certified': Theorem 1, Theorem 1+ and Theorem T from their hypotheses.  Soundness-critical: yes."""

from __future__ import annotations

from ..claims import (
    BoundedBelow,
    BoundedTrajectories,
    ChainRule,
    Claim,
    CriticalValues,
    FinitelyManyCriticalValues,
    GenericTrajectories,
    LocallyLipschitz,
    NoSpuriousLocalMinima,
    NoValueAtInfinity,
)
from ..errors import Reason, need
from .minima import find_premise

THEOREM_1 = (
    BoundedBelow,
    LocallyLipschitz,
    ChainRule,
    FinitelyManyCriticalValues,
    BoundedTrajectories,
    NoSpuriousLocalMinima,
)
THEOREM_T = (LocallyLipschitz, NoSpuriousLocalMinima, NoValueAtInfinity)


def check_theorem_1(premises: tuple[Claim, ...], where: str) -> None:
    """All six hypotheses of Theorem 1 must be premises."""
    for kind in THEOREM_1:
        find_premise(premises, kind, where)


def check_theorem_1_plus(premises: tuple[Claim, ...], where: str) -> None:
    """As Theorem 1, with hypothesis 5' (bounded or minimising trajectories from a dense set) for hypothesis 5."""
    for kind in THEOREM_1:
        if kind is not BoundedTrajectories:
            find_premise(premises, kind, where)
    good = any(isinstance(p, GenericTrajectories | BoundedTrajectories) for p in premises)
    need(good, f"{where}.premises", Reason.WRONG_PREMISE, "a step about trajectories is needed")


def check_theorem_t(premises: tuple[Claim, ...], where: str) -> None:
    """The hypotheses of Theorem T must be premises."""
    for kind in THEOREM_T:
        find_premise(premises, kind, where)


def check_listed_values(premises: tuple[Claim, ...], where: str) -> None:
    """Finitely many critical values, because they are roots of a polynomial."""
    find_premise(premises, CriticalValues, where)
