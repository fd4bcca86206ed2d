"""The simplest fraction in an interval.  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Return the simplest fraction strictly between low < high: 0, else the least integer, else least denominator."""
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -simplest_between(-high, -low)
    whole = floor(low)
    if whole + 1 < high:
        return Fraction(whole + 1)
    if low == whole:
        # Strictly between whole and high <= whole + 1: whole + 1/q for the least possible q.
        return whole + Fraction(1, floor(1 / (high - whole)) + 1)
    return whole + 1 / simplest_between(1 / (high - whole), 1 / (low - whole))
