"""Quick searches for finite spurious local minima, before all critical points are decided.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from tameproof import searches
from tameproof.findings import Status
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.lift import Lift
from tameproof.symbolic.outcome import Open


class Run(Protocol):
    """What is needed of a run of the strategy."""

    lift: Lift

    def ask(self, function: Callable[..., Any], *arguments: Any, share: float) -> Any:
        """Run a search in the worker."""

    def add(self, claim: c.Claim, evidence: e.Evidence, premises: tuple[int, ...] = ()) -> int | Open:
        """Add a step."""

    def settle(self, label: str, status: Status, step: int | Open) -> bool:
        """Report a step; return whether it was added."""

    def morse_sard(self, share: float) -> MorseSardSettings:
        """Settings of the searches over critical sets."""


def refute_at_simple_points(run: Run) -> Verdict:
    """Search a spurious local minimum of a piecewise function with simple coordinates; report only a success."""
    from tameproof.morse_sard.outcome import SpuriousPoint

    if run.lift.smooth:
        return Verdict.UNDECIDED
    found = run.ask(searches.find_grid_minimum, run.lift, run.morse_sard(0.06), share=0.08)
    if not isinstance(found, SpuriousPoint):
        return Verdict.UNDECIDED
    step = run.add(found.claim, found.evidence)
    return Verdict.REFUTED if run.settle("R", Status.REFUTED, step) else Verdict.UNDECIDED
