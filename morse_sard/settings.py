"""Settings of the searches in this package.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass

from tameproof.symbolic.budget import Deadline


@dataclass(frozen=True, slots=True)
class MorseSardSettings:
    """Budgets of the searches over critical and tangency sets.

    Attributes:
        time_limit: seconds for one call of a public search, looked at between the solver calls.
        solver: name of the semidefinite solver, see SosSettings.
        max_order: largest order of an escape arc.
        max_depth: largest number of nested case distinctions below a critical value.
        max_multiple: largest entry of the integer directions that are tried.
        max_candidates: largest number of arcs tried on one branch.
        starts: number of seeded numeric runs that look for points with small values (hints only).
        seed: seed of the numeric runs.
    """

    time_limit: float = 60.0
    solver: str = "auto"
    max_order: int = 12
    max_depth: int = 12
    max_multiple: int = 2
    max_candidates: int = 400
    starts: int = 60
    seed: int = 0

    def deadline(self) -> Deadline:
        """Return the deadline of a search that starts now."""
        return Deadline.after(self.time_limit)


DEFAULT = MorseSardSettings()
