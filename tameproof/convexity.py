"""Convex objectives: decided at once where the formula shows it.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.findings import Status
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.errors import KernelError
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.convexity import shape_of
from tameproof.second_attack import Run


def is_convex(expression: Expression) -> bool:
    """Whether the kernel's rules show that a formula is convex; False does not mean that it is not."""
    try:
        return shape_of(expression).convex
    except KernelError:  # beyond a limit
        return False


def decide_by_convexity(attack: Run) -> bool:
    """Conclude that there are no spurious minima if the objective of a run is seen to be convex; return whether."""
    if not is_convex(attack.expression):
        return False
    step = attack.add(c.NoSpuriousSetwiseMinima(), e.ConvexFunction(to_text(attack.expression)))
    return attack.settle("K", Status.PROVED, step)
