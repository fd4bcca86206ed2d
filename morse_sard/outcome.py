"""Answers of the searches in this package besides evidence and Open; light to load.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum, ValuesAtInfinity
from tameproof.proofs.kernel.evidence import (
    DescendingPaths,
    Malgrange,
    MorseBottMinimum,
    Psatz,
    RegionMinimum,
    StrictMinimum,
    Tangency,
)

SpuriousEvidence: TypeAlias = StrictMinimum | MorseBottMinimum | RegionMinimum


@dataclass(frozen=True, slots=True)
class SpuriousPoint:
    """A finite spurious local minimum with evidence that the kernel has accepted."""

    claim: SpuriousSetwiseMinimum
    evidence: SpuriousEvidence


@dataclass(frozen=True, slots=True)
class TangencyProof:
    """Evidence for NoValueAtInfinity, and the lower bound that it needs besides the given one (None: no other).

    Attributes:
        evidence: the case tree.
        bound: (v, evidence for f >= v); the step needs BoundedBelow(v) as premise.
    """

    evidence: Tangency
    bound: tuple[Fraction, Psatz] | None = None


@dataclass(frozen=True, slots=True)
class CommonProof:
    """Lists of values at infinity that have no value above inf f in common.

    Attributes:
        lists: claims with their evidence; the premises of a list by Malgrange's inequality are a lower bound and
            finitely many critical values.
        bound: a lower bound with its evidence, if it is needed besides the one that was given.
        critical: whether the conclusion uses the critical values.
    """

    lists: tuple[tuple[ValuesAtInfinity, Tangency | Malgrange], ...]
    bound: tuple[Fraction, Psatz] | None
    critical: bool


@dataclass(frozen=True, slots=True)
class PathProof:
    """Evidence for NoValueAtInfinity, and the lower bound that it needs besides the given one (None: no other)."""

    evidence: DescendingPaths
    bound: tuple[Fraction, Psatz] | None
