"""The outcome of a search that found nothing: why, and what was tried.  Soundness-critical: no."""

from __future__ import annotations

import re
from collections.abc import Sequence
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

    def named(self, names: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """Return the reason and what was tried, each once, with these names for the variables v0, v1, ..."""

        def name(match: re.Match[str]) -> str:
            index = int(match[1])
            return names[index] if index < len(names) else match[0]

        lines = [re.sub(r"\bv([0-9]+)\b", name, text) for text in (self.reason, *self.tried)]
        return lines[0], tuple(dict.fromkeys(lines[1:]))
