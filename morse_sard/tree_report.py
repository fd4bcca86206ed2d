"""What a search for a case tree tried, and where it stayed open.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass, field

from tameproof.morse_sard.branch import Branch


@dataclass(slots=True)
class Report:
    """What was tried, for the reason of an open answer; also the branches that stayed open."""

    tried: list[str] = field(default_factory=list)
    stuck: list[Branch] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Add a line once."""
        if text not in self.tried:
            self.tried.append(text)
