"""Convex functions of products of matrices (linear networks) in a run.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.findings import Status
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel.evidence import ConvexInProducts
from tameproof.second_attack import Run

SECONDS = 6.0
LARGE = 8  # variables above which the theorem is asked before the case tree


def find_products(attack: Run) -> ConvexInProducts | None:
    """Return evidence that f is a convex function of a product of matrices with wide hidden layers, or None."""
    from tameproof.sos.matrix_products import find_convex_products

    share = min(0.5, SECONDS / max(1.0, attack.remaining()))
    found = attack.ask(find_convex_products, attack.expression, attack.lift, share=share)
    return found if isinstance(found, ConvexInProducts) else None


def prove_minima_by_products(attack: Run) -> bool:
    """Prove hypothesis 6 by the theorem about linear networks; return whether it was."""
    evidence = find_products(attack)
    if evidence is None:
        return False
    return attack.settle("H6", Status.PROVED, attack.add(c.NoSpuriousLocalMinima(), evidence))


def decide_by_products(attack: Run) -> bool:
    """Conclude by the theorem about linear networks, which needs no trajectories; return whether it was possible."""
    evidence = find_products(attack)
    if evidence is None:
        return False
    return attack.settle("K", Status.PROVED, attack.add(c.NoSpuriousSetwiseMinima(), evidence))
