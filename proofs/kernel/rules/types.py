"""What holds because of the type of the expression: Lipschitz continuity, chain rule, definability.

Soundness-critical: yes.  Mathematics: docs/theory.md, "What definability gives".
"""

from __future__ import annotations

from .. import claims as c
from ..errors import Reason, RejectedStep
from ..lift import Lift, NodeKind

TRANSCENDENTAL = frozenset({NodeKind.EXP, NodeKind.EXP_NEGATIVE, NodeKind.LOG, NodeKind.SIGMOID, NodeKind.TANH})


def chain_rule(lifted: Lift) -> tuple[str, ...]:
    """Return the theorems behind the chain rule for this objective."""
    if lifted.smooth:
        return ("smooth-calculus",)
    return ("definable-chain-rule", *definable(lifted))


def definable(lifted: Lift) -> tuple[str, ...]:
    """Return what definability rests on: nothing for semialgebraic objectives, Wilkie's theorem with exp and log."""
    if any(v.kind in TRANSCENDENTAL for v in lifted.lifted):
        return ("exponential-o-minimal",)
    return ()


def derive_type(lifted: Lift, claim: c.Claim, where: str) -> tuple[str, ...]:
    """LocallyLipschitz, ChainRule and FinitelyManyCriticalValues hold for every well defined tree of the grammar.

    Every node is locally Lipschitz on its domain (sqrt and log only where their argument is positive, quotients where
    the denominator is nonzero: the obligations), and definable in the real exponential field.
    """
    match claim:
        case c.LocallyLipschitz():
            return ("smooth-calculus",) if lifted.smooth else ()
        case c.ChainRule():
            return chain_rule(lifted)
        case c.FinitelyManyCriticalValues():
            return ("definable-morse-sard", *definable(lifted))
        case _:
            raise RejectedStep(f"{where}.claim", Reason.WRONG_SHAPE, "this claim does not follow from the type")
