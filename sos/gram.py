"""Exact Gram matrices and the evidence made of them.  Soundness-critical: no (the kernel checks the evidence again).

Reference for rational sums of squares from floating-point ones: [peyrl_parrilo_2008].
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

from tameproof.proofs.kernel.evidence import FactoredGram, Gram, Squares, SumOfSquares
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.sos.settings import SosSettings

SymmetricMatrix: TypeAlias = Sequence[Sequence[Fraction]]


def ldl(matrix: SymmetricMatrix) -> tuple[list[Fraction], list[list[Fraction]]] | None:
    """Return (D, L) with ``matrix = L D L'``, L unit lower triangular and D >= 0; None if not semidefinite.

    Exactness: all operations in Q.  Cost: O(n^3) rational operations.
    """
    n = len(matrix)
    a = [list(row) for row in matrix]
    diagonal = [Fraction(0)] * n
    lower = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    for k in range(n):
        pivot = a[k][k]
        if pivot < 0:
            return None
        if pivot == 0:
            if any(a[i][k] for i in range(k + 1, n)):
                return None
            continue
        diagonal[k] = pivot
        for i in range(k + 1, n):
            if a[i][k]:
                factor = a[i][k] / pivot
                lower[i][k] = factor
                for j in range(k + 1, i + 1):
                    if a[j][k]:
                        a[i][j] -= factor * a[j][k]
    return diagonal, lower


def is_positive_semidefinite(matrix: SymmetricMatrix) -> bool:
    """Return whether a symmetric rational matrix is positive semidefinite (fraction-free elimination, exact)."""
    n = len(matrix)
    scale = lcm(1, *(v.denominator for row in matrix for v in row))
    a = [[int(v * scale) for v in row] for row in matrix]
    previous = 1
    for k in range(n):
        pivot = a[k][k]
        if pivot < 0:
            return False
        if pivot == 0:
            if any(a[i][k] for i in range(k + 1, n)):
                return False
            continue
        for i in range(k + 1, n):
            for j in range(k + 1, i + 1):
                a[i][j] = (a[i][j] * pivot - a[i][k] * a[j][k]) // previous
        previous = pivot
    return True


def weighted_squares(
    basis: Sequence[Polynomial], matrix: SymmetricMatrix
) -> tuple[tuple[Fraction, Polynomial], ...] | None:
    """Return weights and polynomials with ``basis' matrix basis = sum w p^2`` and w > 0; None if not semidefinite."""
    vectors = weighted_vectors(matrix)
    if vectors is None:
        return None
    out = []
    for weight, row in vectors:
        p = sum_of_products([(z, Polynomial.constant(c)) for z, c in zip(basis, row, strict=True) if c])
        if p.is_zero:
            continue
        w, p = primitive(weight, p)
        out.append((w, p))
    return tuple(out)


def weighted_vectors(matrix: SymmetricMatrix) -> list[tuple[Fraction, list[Fraction]]] | None:
    """Return weights d > 0 and rational vectors v with ``matrix = sum d v v'``; None if not semidefinite."""
    factored = ldl(matrix)
    if factored is None:
        return None
    diagonal, lower = factored
    return [(d, [row[k] for row in lower]) for k, d in enumerate(diagonal) if d]


def primitive(weight: Fraction, p: Polynomial) -> tuple[Fraction, Polynomial]:
    """Return (w c^2, p / c) with p / c integer, primitive and its last term positive."""
    content = 0
    for c in p.terms.values():
        content = gcd(content, c)
    factor = Fraction(content, p.denominator)
    if p.terms[max(p.terms)] < 0:
        factor = -factor
    return weight * factor * factor, p.scale(1 / factor)


def to_evidence(basis: Sequence[Polynomial], matrix: SymmetricMatrix, settings: SosSettings) -> SumOfSquares:
    """Return evidence for ``basis' matrix basis`` being a sum of squares; the matrix must be semidefinite.

    Zero rows are dropped.  Small matrices become weighted squares, large ones carry a rounded factor when they are
    far enough from the boundary.
    """
    keep = [i for i in range(len(basis)) if any(matrix[i])]
    if not keep:
        return Squares(())
    basis = [basis[i] for i in keep]
    matrix = [[matrix[i][j] for j in keep] for i in keep]
    n = len(keep)
    if n <= settings.squares_size or all(not matrix[i][j] for i in range(n) for j in range(i)):
        squares = weighted_squares(basis, matrix)
        if squares is not None and (n <= 3 or _digits(squares) <= 400 or _digits(squares) <= 2 * _entry_digits(matrix)):
            return Squares(squares)
    triangle = tuple(tuple(matrix[i][: i + 1]) for i in range(n))
    if n > settings.factored_size:
        factor = find_rounded_factor(matrix)
        if factor is not None:
            return FactoredGram(tuple(basis), triangle, factor)
    return Gram(tuple(basis), triangle)


def _digits(squares: Sequence[tuple[Fraction, Polynomial]]) -> int:
    return sum(len(str(w)) + sum(len(str(c)) for c in p.terms.values()) for w, p in squares)


def _entry_digits(matrix: SymmetricMatrix) -> int:
    return sum(len(str(matrix[i][j])) for i in range(len(matrix)) for j in range(i + 1))


def find_rounded_factor(matrix: SymmetricMatrix) -> tuple[tuple[Fraction, ...], ...] | None:
    """Return a short dyadic lower triangular L with ``matrix - L L'`` diagonally dominant, or None.

    Exists with few bits if the matrix is far from singular; the test is exact.
    """
    import numpy as np

    n = len(matrix)
    dense_float = np.array([[float(v) for v in row] for row in matrix])
    smallest_float = float(np.linalg.eigvalsh(dense_float)[0])
    if smallest_float <= 0:
        return None
    for share_float in (0.5, 0.8, 0.2):
        try:
            lower_float = np.linalg.cholesky(dense_float - share_float * smallest_float * np.eye(n))
        except np.linalg.LinAlgError:
            continue
        for bits in (8, 12, 16, 20, 26, 32, 40):
            scaled = [[round(float(lower_float[i, j]) * 2**bits) for j in range(i + 1)] for i in range(n)]
            if _is_dominant_remainder(matrix, scaled, bits):
                return tuple(tuple(Fraction(v, 2**bits) for v in row) for row in scaled)
    return None


def _is_dominant_remainder(matrix: SymmetricMatrix, scaled: list[list[int]], bits: int) -> bool:
    n = len(matrix)
    square = 4**bits
    remainder = [[Fraction(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            product = sum(a * b for a, b in zip(scaled[i], scaled[j], strict=False))
            remainder[i][j] = remainder[j][i] = matrix[i][j] - Fraction(product, square)
    return all(
        remainder[i][i] >= sum((abs(remainder[i][j]) for j in range(n) if j != i), Fraction(0)) for i in range(n)
    )
