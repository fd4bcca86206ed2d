"""Convex functions of products of matrices (linear networks) in a run.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable

from tameproof import searches
from tameproof.findings import Status
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.evidence import ConvexInProducts, Theorem1
from tameproof.proofs.kernel.rules.conclusions import THEOREM_1
from tameproof.second_attack import Run

SECONDS = 6.0
LARGE = 8  # variables above which the theorem is asked before the other searches


def find_products(attack: Run) -> ConvexInProducts | None:
    """Return evidence that f is a convex function of a product of matrices with wide hidden layers, or None."""
    known = (s.evidence for s in attack.proof.steps if isinstance(s.evidence, ConvexInProducts))
    first = next(known, None)
    if first is not None:
        return first
    if attack.lift.dimension < 2 or not attack.lift.smooth:
        return None
    share = min(0.5, SECONDS / max(1.0, attack.remaining()))
    found = attack.ask(searches.find_convex_products, attack.expression, attack.lift, share=share)
    return found if isinstance(found, ConvexInProducts) else None


def prove_minima_by_products(attack: Run) -> bool:
    """Prove hypothesis 6 by the theorem about linear networks; return whether it was."""
    evidence = find_products(attack)
    if evidence is None:
        return False
    return attack.settle("H6", Status.PROVED, attack.add(c.NoSpuriousLocalMinima(), evidence))


def decide_by_products(attack: Run) -> bool:
    """Conclude by the theorem about linear networks, which needs no trajectories; return whether it was possible."""
    if attack.proof.find(c.NoSpuriousLocalMinima) is None:  # the theorem would have proved this before
        return False
    evidence = find_products(attack)
    if evidence is None:
        return False
    return attack.settle("K", Status.PROVED, attack.add(c.NoSpuriousSetwiseMinima(), evidence))


def decide_large_network(attack: Run, bounded: bool, find_bounds: Callable[[], bool]) -> Verdict:
    """Decide a linear network with many variables without the searches that grow with their number.

    Args:
        attack: the run; hypothesis 6 is proved, and the conclusion added.
        bounded: whether trajectories are known to be bounded.
        find_bounds: a search for bounds on trajectories, with more time.
    """
    if attack.lift.dimension <= LARGE or not prove_minima_by_products(attack):
        return Verdict.UNDECIDED
    if attack.proof.find(c.BoundedBelow) is not None and (bounded or find_bounds()):
        return attack.conclude(Theorem1(), THEOREM_1)
    return Verdict.CERTIFIED if decide_by_products(attack) else Verdict.UNDECIDED
