"""Wall-clock budgets of searches.  Soundness-critical: no.

A search that runs out of time has shown nothing; it raises BudgetExceeded inside this package, and the public
``find_*`` functions turn that into an empty answer.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

__all__ = ["BudgetExceeded", "Deadline"]


class BudgetExceeded(Exception):
    """A search ran out of time or hit one of its size limits."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point in time (monotonic clock, seconds) after which a search has to stop."""

    end_float: float

    @staticmethod
    def after(seconds_float: float) -> Deadline:
        """Return the deadline that many seconds from now."""
        return Deadline(time.monotonic() + seconds_float)

    @property
    def remaining_float(self) -> float:
        """Seconds left; 0 when the deadline has passed."""
        return max(0.0, self.end_float - time.monotonic())

    def part(self, share_float: float) -> Deadline:
        """Return the deadline after the given share of the remaining time."""
        return Deadline.after(self.remaining_float * share_float)

    def check(self) -> None:
        """Raise BudgetExceeded if the deadline has passed."""
        if time.monotonic() > self.end_float:
            raise BudgetExceeded("out of time")
