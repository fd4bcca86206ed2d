"""Directions along the level sets of rho, for second order conditions.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial


def tangent_directions(rho: Polynomial, n: int) -> Iterator[tuple[Polynomial, ...]]:
    """Yield vectors that are tangent to the level sets of rho on some sets, or everywhere.

    Unit vectors and sums and differences of two are tangent where the derivatives of rho fit; the rotation
    (drho/dx_j) e_i - (drho/dx_i) e_j is tangent everywhere.
    """

    def vector(entries: dict[int, Polynomial]) -> tuple[Polynomial, ...]:
        return tuple(entries.get(i, ZERO) for i in range(n))

    for i in range(n):
        yield vector({i: ONE})
    for i, j in combinations(range(n), 2):
        yield vector({i: ONE, j: ONE})
        yield vector({i: ONE, j: -ONE})
    normal = [rho.derivative(i) for i in range(n)]
    for i, j in combinations(range(n), 2):
        yield vector({i: normal[j], j: -normal[i]})
