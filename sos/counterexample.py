"""Exact points that disprove an inequality, so that no proof is searched for.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import Polynomial

# simple values first: later samples choose from longer initial segments
ENTRIES = tuple(Fraction(p, q) for p, q in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1), (-3, 1)))
ENTRIES += tuple(Fraction(p, q) for p, q in ((1, 10), (-1, 10), (10, 1), (-10, 1)))

SHORT = 100  # polynomials with more terms get fewer samples if descent and moments follow anyway
LONG_SAMPLES = 4
TERMS = 10_000  # evaluated in all samples together


def find_counterexample(
    q: Polynomial, facts: Sequence[Fact], *, strict: bool, samples: int = 150
) -> dict[int, Fraction] | None:
    """Return a rational point where all facts hold and q < 0 (q <= 0 if ``strict``), or None.

    Deterministic sampling; equations are only met by luck.  An empty answer implies nothing.
    """
    names = sorted(set(q.variables()).union(*(f.polynomial.variables() for f in facts)))
    if any(f.kind is FactKind.EQUATION for f in facts):
        samples = min(samples, 60)
    samples = min(samples, max(10, TERMS // max(1, len(q))))
    state = 7
    if not facts and len(q) > SHORT:
        samples = min(samples, LONG_SAMPLES)
    for k in range(samples):
        point = {}
        for v in names:
            state = (1103515245 * state + 12345) % 2**31
            spread = min(len(ENTRIES), 3 + k // 8)
            point[v] = ENTRIES[(state >> 12) % spread] if k else Fraction(0)
        value = q.evaluate(point)
        if (value < 0 or (strict and value == 0)) and all(holds(f, point) for f in facts):
            return point
    return None


def holds(fact: Fact, point: dict[int, Fraction]) -> bool:
    """Return whether a fact holds at a rational point; exact."""
    value = fact.polynomial.evaluate(point)
    match fact.kind:
        case FactKind.EQUATION:
            return value == 0
        case FactKind.NONNEGATIVE:
            return value >= 0
        case FactKind.POSITIVE:
            return value > 0
