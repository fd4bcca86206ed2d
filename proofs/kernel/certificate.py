"""The proof object: an ordered list of steps about one objective.  Soundness-critical: no (data only)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .evidence import Step

__all__ = ["FORMAT", "VERSION", "Certificate", "Step"]

FORMAT = "tameproof-certificate"
VERSION = (1, 0)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate for one objective.

    Attributes:
        objective: text of the objective in the kernel's grammar (the checker compares it with the caller's claim).
        variables: the variables of the objective, in the order in which evidence numbers them.
        steps: premises point backwards only.
        meta: provenance (versions, times, solver); never evidence, not part of the hash.
    """

    objective: str
    variables: tuple[str, ...]
    steps: tuple[Step, ...]
    meta: Mapping[str, object] = field(default_factory=dict)
