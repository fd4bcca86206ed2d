"""Objectives whose critical ideals are known, as kernel polynomials."""

from __future__ import annotations

from collections.abc import Sequence

from tameproof.proofs.kernel.evidence import Combination, PowerMembership
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products

Matrix = Sequence[Sequence[int]]


def v(index: int) -> Polynomial:
    return Polynomial.variable(index)


def c(value: int) -> Polynomial:
    return Polynomial.constant(value)


def squares(residuals: Sequence[Polynomial]) -> Polynomial:
    return sum_of_products((r, r) for r in residuals)


def factorisation(M: Matrix, rank: int) -> tuple[Polynomial, int]:
    """|X Y' - M|^2 with X and Y of the given rank, and the number of variables."""
    m, n = len(M), len(M[0])
    residuals = [
        sum_of_products((v(i * rank + k), v((m + j) * rank + k)) for k in range(rank)) - c(M[i][j])
        for i in range(m)
        for j in range(n)
    ]
    return squares(residuals), (m + n) * rank


SYSTEMS: dict[str, tuple[Polynomial, int]] = {
    "product": (squares([v(0) * v(1) - ONE]), 2),
    "chain of three": (squares([v(0) * v(1) * v(2) - ONE]), 3),
    "completion": (squares([v(0) * v(2) - ONE, v(1) * v(2) - ONE, v(1) * v(3) - ONE]), 4),
    "rank one": factorisation([[1, 2], [3, 5]], 1),
    "rank one 3x3": factorisation([[1, 2, -1], [0, 3, 2], [2, -1, 1]], 1),
    "rank two": factorisation([[1, 2], [3, 5]], 2),
    "degenerate": (v(0) ** 3 + v(0) ** 4 + v(1) ** 4, 2),
    "nonreduced": (v(0) ** 2 * v(1) ** 2, 2),
}


def gradient(name: str) -> tuple[Polynomial, list[Polynomial], int]:
    F, n = SYSTEMS[name]
    return F, [F.derivative(i) for i in range(n)], n


def expand(combination: Combination, facts: dict[int, Polynomial]) -> Polynomial:
    return sum_of_products((q, facts[i]) for i, q in combination)


def replay(facts: dict[int, Polynomial], derivations: Sequence[PowerMembership], first: int) -> dict[int, Polynomial]:
    """Check the derivations one after the other and return all facts."""
    known = dict(facts)
    for position, step in enumerate(derivations):
        assert expand(step.combination, known) == step.polynomial**step.exponent
        known[first + position] = step.polynomial
    return known
