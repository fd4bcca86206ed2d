"""Outcomes of the searches in this package besides evidence and Open.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.evidence import MorseBottMinimum, RegionMinimum, StrictMinimum

SpuriousEvidence: TypeAlias = StrictMinimum | MorseBottMinimum | RegionMinimum


@dataclass(frozen=True, slots=True)
class SpuriousPoint:
    """A finite spurious local minimum with evidence that the kernel has accepted."""

    claim: SpuriousSetwiseMinimum
    evidence: SpuriousEvidence
