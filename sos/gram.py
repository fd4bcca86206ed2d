"""Exact Gram matrices and the evidence made of them.  Soundness-critical: no (the kernel checks the evidence again).

Reference for rational sums of squares from floating-point ones: [peyrl_parrilo_2008].
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from typing import Any, TypeAlias

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import FactoredGram, Gram, Squares, SumOfSquares
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.proofs.kernel.semidefinite import Matrix, check_factored, check_positive_semidefinite, ldl
from tameproof.sos.settings import SosSettings

SymmetricMatrix: TypeAlias = Sequence[Sequence[Fraction]]
BIT_COUNTS = (8, 12, 16, 20, 26, 32, 40)
UNRELIABLE = 1e-13  # eigenvalues smaller than this, relative to the largest one, are noise
LONG_PRECISION = 320
CLEAR = 1e-9  # eigenvalues larger than this, relative to the largest one, are not the effect of rounding


def triangle(matrix: SymmetricMatrix) -> Matrix:
    """Return the lower triangle of a full symmetric matrix, the form in which the kernel takes it."""
    return tuple(tuple(row[: i + 1]) for i, row in enumerate(matrix))


def is_positive_semidefinite(matrix: SymmetricMatrix) -> bool:
    """Return whether a symmetric rational matrix is positive semidefinite; exact."""
    try:
        check_positive_semidefinite(triangle(matrix), "matrix")
    except RejectedStep:
        return False
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
    try:
        lower, diagonal = ldl(triangle(matrix))
    except RejectedStep:
        return None
    n = len(lower)
    zero = Fraction(0)
    return [(d, [lower[i][k] if i >= k else zero for i in range(n)]) for k, d in enumerate(diagonal) if d]


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
    entries = triangle(matrix)
    if n > settings.factored_size:
        factor = find_rounded_factor(matrix)
        if factor is not None:
            return FactoredGram(tuple(basis), entries, factor)
    return Gram(tuple(basis), entries)


def _digits(squares: Sequence[tuple[Fraction, Polynomial]]) -> int:
    return sum(len(str(w)) + sum(len(str(c)) for c in p.terms.values()) for w, p in squares)


def _entry_digits(matrix: SymmetricMatrix) -> int:
    return sum(len(str(matrix[i][j])) for i in range(len(matrix)) for j in range(i + 1))


def find_rounded_factor(matrix: SymmetricMatrix) -> tuple[tuple[Fraction, ...], ...] | None:
    """Return a short dyadic lower triangular L with ``matrix - L L'`` diagonally dominant, or None.

    Exists with few bits if the matrix is far from singular; the test is exact.
    """
    return _find_rounded_factor(triangle(matrix))


def is_clearly_definite(matrix: SymmetricMatrix) -> bool:
    """Return whether the smallest eigenvalue in floats is far above their errors; False decides nothing."""
    import numpy as np

    values_float = np.linalg.eigvalsh(np.array([[float(v) for v in row] for row in matrix]))
    return bool(values_float[0] > CLEAR * max(float(values_float[-1]), 0.0))


def _find_rounded_factor(matrix: Matrix) -> Matrix | None:
    import numpy as np

    n = len(matrix)
    dense_float = np.array([[float(matrix[max(i, j)][min(i, j)]) for j in range(n)] for i in range(n)])
    values_float = np.linalg.eigvalsh(dense_float)
    smallest_float = float(values_float[0])
    if smallest_float < UNRELIABLE * float(values_float[-1]):
        return _find_long_factor(matrix) if smallest_float > -UNRELIABLE * float(values_float[-1]) else None
    for share_float in (0.5, 0.8, 0.2):
        try:
            lower_float = np.linalg.cholesky(dense_float - share_float * smallest_float * np.eye(n))
        except np.linalg.LinAlgError:
            continue
        for bits in BIT_COUNTS:
            scaled = np.rint(lower_float * 2.0**bits)
            if np.abs(scaled).max() < 2.0**50 and _is_hopeless(dense_float, scaled / 2.0**bits):
                continue
            integers = scaled.tolist()
            factor = tuple(tuple(Fraction(int(integers[i][j]), 2**bits) for j in range(i + 1)) for i in range(n))
            if _is_lower_factor(matrix, factor):
                return factor
    return None


def _is_hopeless(dense_float: Any, lower_float: Any) -> bool:
    """Return whether the remainder is far from diagonally dominant, in floats."""
    import numpy as np

    lower_float = np.tril(lower_float)
    rest = dense_float - lower_float @ lower_float.T
    diagonal = np.diag(rest)
    radius = np.abs(rest).sum(axis=1) - np.abs(diagonal)
    noise = 1e-14 * float(np.abs(dense_float).max()) * len(rest)
    return bool(np.any(diagonal - radius < -noise))


def _find_long_factor(matrix: Matrix) -> Matrix | None:
    """Return a factor as ``find_rounded_factor`` for matrices that are too badly conditioned for floats."""
    from tameproof.symbolic._flint_numbers import long_cholesky

    n = len(matrix)
    full = [[matrix[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)]
    lower = long_cholesky(full, LONG_PRECISION)
    if lower is None:
        return None
    for bits in (12, 16, 20, 26, 32, 40, 60, 80, 120):
        factor = tuple(tuple(Fraction(round(c * 2**bits), 2**bits) for c in row) for row in lower)
        if _is_lower_factor(matrix, factor):
            return factor
    return None


def _is_lower_factor(matrix: Matrix, factor: Matrix) -> bool:
    try:
        check_factored(matrix, factor, "factor")
    except RejectedStep:
        return False
    return True


def is_factor(matrix: SymmetricMatrix, factor: Matrix) -> bool:
    """Return whether ``matrix - factor factor'`` is diagonally dominant with nonnegative diagonal; exact."""
    return _is_lower_factor(triangle(matrix), factor)
