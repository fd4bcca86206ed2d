"""The outcome of a search that found nothing: why, and what was tried.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Open:
    """A question that a search left open; it never means that the statement is false.

    Attributes:
        reason: one line for a person.
        tried: what was attempted, in order.
    """

    reason: str
    tried: tuple[str, ...] = ()
