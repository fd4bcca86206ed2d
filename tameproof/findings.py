"""What a run establishes about each hypothesis.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

NAMES = {
    "W": "well defined",
    "H1": "bounded below",
    "H2": "locally Lipschitz",
    "H3": "chain rule",
    "H4": "finitely many values",
    "H5": "bounded trajectories",
    "H6": "no spurious minima",
    "T": "values at infinity",
    "R": "refutation",
    "V": "valleys of the line",
    "X": "simpler function",
    "K": "convexity",
    "C": "whole certificate",
}


class Status(Enum):
    """What is known about one hypothesis."""

    PROVED = "proved"
    REFUTED = "refuted"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the run established about one hypothesis (or alternative).

    Attributes:
        label: "H1".."H6", "H4'", "T", "R", "V" (one variable), "X" (a simpler function), "W" for side conditions.
        name: the hypothesis in words.
        status: proved, refuted or open.
        step: index of the step that shows it, None if open.
        reason: why it is open ("" otherwise).
        tried: what was attempted.
        seconds: wall time.
    """

    label: str
    name: str
    status: Status
    step: int | None
    reason: str = ""
    tried: tuple[str, ...] = ()
    seconds: float = 0.0
