"""Facts: polynomial equations and inequalities that hold at the points in question.  Soundness-critical: yes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .polynomial import Polynomial


class FactKind(Enum):
    """How the polynomial of a fact compares with zero."""

    EQUATION = "= 0"
    NONNEGATIVE = ">= 0"
    POSITIVE = "> 0"


@dataclass(frozen=True, slots=True)
class Fact:
    """``polynomial kind``, e.g. x^2 - 1 = 0."""

    kind: FactKind
    polynomial: Polynomial


def equation(p: Polynomial) -> Fact:
    """Return the fact p = 0."""
    return Fact(FactKind.EQUATION, p)


def nonnegative(p: Polynomial) -> Fact:
    """Return the fact p >= 0."""
    return Fact(FactKind.NONNEGATIVE, p)


def positive(p: Polynomial) -> Fact:
    """Return the fact p > 0."""
    return Fact(FactKind.POSITIVE, p)
