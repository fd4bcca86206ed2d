"""Adapter to FLINT's matrices over a prime field: null spaces, ranks, and rational reconstruction.

Soundness-critical: no.  What is proved with these numbers is said where they are used: the rank over Q is at least the
rank modulo a prime, so a null space over Q is at most as large as the one modulo the prime.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

import flint

__all__ = ["PRIME", "compute_rank_modular", "nullspace_modular", "pivot_columns", "rational_from_residue"]

PRIME = 2305843009213693951  # 2^61 - 1


def nullspace_modular(
    rows: Sequence[Sequence[int]], columns: int
) -> tuple[tuple[int, ...], tuple[dict[int, int], ...]]:
    """Return the free columns and, for each, the null vector that is 1 there and 0 at the other free columns.

    Args:
        rows: integers in [0, PRIME), each row of the given length.
        columns: number of columns.

    Returns:
        Free columns (increasing), and sparse vectors modulo PRIME.
    """
    if not rows:
        return tuple(range(columns)), tuple({c: 1} for c in range(columns))
    matrix = flint.nmod_mat(len(rows), columns, [c for row in rows for c in row], PRIME)
    reduced, rank = matrix.rref()
    pivots = pivot_columns(reduced, int(rank))
    bound = set(pivots)
    free = [c for c in range(columns) if c not in bound]
    vectors = []
    for c in free:
        vector = {c: 1}
        for i, pivot in enumerate(pivots):
            value = int(reduced[i, c])
            if value:
                vector[pivot] = PRIME - value
        vectors.append(vector)
    return tuple(free), tuple(vectors)


def pivot_columns(reduced: flint.nmod_mat, rank: int) -> tuple[int, ...]:
    """Return the pivot columns of a modular matrix in reduced row echelon form."""
    pivots = []
    start = 0
    for i in range(rank):
        while int(reduced[i, start]) == 0:
            start += 1
        pivots.append(start)
        start += 1
    return tuple(pivots)


def compute_rank_modular(rows: Sequence[Sequence[int]], prime: int = PRIME) -> int:
    """Return the rank modulo a prime below 2^63 of a matrix with entries in [0, prime)."""
    if not rows or not rows[0]:
        return 0
    return int(flint.nmod_mat(len(rows), len(rows[0]), [c for row in rows for c in row], prime).rank())


def rational_from_residue(residue: int, prime: int = PRIME) -> Fraction | None:
    """Return the fraction a/b with |a|, b <= sqrt(prime / 2) and a = b * residue, or None if there is none."""
    limit = isqrt(prime // 2)
    r0, r1, s0, s1 = prime, residue % prime, 0, 1
    while r1 > limit:
        q = r0 // r1
        r0, r1, s0, s1 = r1, r0 - q * r1, s1, s0 - q * s1
    if s1 == 0 or abs(s1) > limit:
        return None
    return Fraction(r1, s1)
