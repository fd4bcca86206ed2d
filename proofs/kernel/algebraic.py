"""Placeholder; replaced by the real module."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class AlgebraicNumber:
    """The only root of ``polynomial`` (integer coefficients, constant term first, squarefree) in [low, high]."""

    polynomial: tuple[int, ...]
    low: Fraction
    high: Fraction
