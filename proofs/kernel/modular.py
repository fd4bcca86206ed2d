"""Ranks of sparse integer matrices modulo a number: lower bounds of ranks over Q.  Soundness-critical: yes.

The modulus need not be prime: elimination only divides by units, and refuses when it cannot.  The pivots of r rows then
give an r x r minor that is a unit modulo m, so it is not zero, and the rank over Q is at least r.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .effort import spend
from .errors import Reason, RejectedStep, need

Row = dict[int, int]


def check_modulus(modulus: int, where: str) -> None:
    """Refuse moduli below 2."""
    need(modulus >= 2, where, Reason.SIDE_CONDITION, "the modulus must be at least 2")


def inverse_modulo(value: int, modulus: int, where: str) -> int:
    """Return 1 / value modulo the modulus; refuse values that are no units."""
    try:
        return pow(value, -1, modulus)
    except ValueError:
        raise RejectedStep(where, Reason.SIDE_CONDITION, f"not invertible modulo {modulus}") from None


class ModularRows:
    """Rows in echelon form modulo a number; the pivot of a row is its largest column."""

    def __init__(self, modulus: int, where: str) -> None:
        """Start without rows."""
        self.modulus = modulus
        self.where = where
        self.pivots: dict[int, Row] = {}

    @property
    def rank(self) -> int:
        """The number of independent rows so far, a lower bound of the rank over Q."""
        return len(self.pivots)

    def add(self, row: Mapping[int, int]) -> bool:
        """Reduce a row by the others and keep it if something is left; return whether it was kept."""
        m = self.modulus
        current = {c: a % m for c, a in row.items() if a % m}
        spend(len(row))
        while current:
            lead = max(current)
            pivot = self.pivots.get(lead)
            if pivot is None:
                unit = inverse_modulo(current[lead], m, self.where)
                self.pivots[lead] = {c: a * unit % m for c, a in current.items()}
                return True
            factor = current[lead]
            spend(len(pivot) + len(current))
            for c, a in pivot.items():
                value = (current.get(c, 0) - factor * a) % m
                if value:
                    current[c] = value
                else:
                    current.pop(c, None)
        return False

    def add_until(self, rows: Iterable[Mapping[int, int]], rank: int) -> None:
        """Add rows, in the given order, until this rank is reached."""
        for row in rows:
            if self.rank >= rank:
                return
            self.add(row)
