"""Settings of a run: budgets, solver, seed.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may spend and how it searches.

    Attributes:
        timeout: wall seconds for the whole run, > 0.
        memory: memory limit of one worker process in GiB, > 0.
        solver: "auto", "clarabel", "mosek" or "scs"; auto takes MOSEK when its licence works, else Clarabel.
        seed: seed of every random choice of the search.
        max_degree: highest degree of conserved quantities that is searched.
        timings: whether the certificate's ``meta`` records wall times (they differ from run to run; never hashed).
    """

    timeout: float = 120.0
    memory: float = 8.0
    solver: str = "auto"
    seed: int = 0
    max_degree: int = 4
    timings: bool = True
