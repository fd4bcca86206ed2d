"""Positive (semi)definiteness of symmetric rational matrices, exactly.  Soundness-critical: yes.

A symmetric matrix is its lower triangle: row i has i + 1 Fractions.  Over one common denominator, Bareiss elimination
keeps integers: after the pivots at the index set S the entry (i, j) is the minor with rows S + i and columns S + j.
A negative pivot, or a zero pivot with a nonzero entry in its remaining row, shows that the matrix is not positive
semidefinite; otherwise it is Q = L D L' with D >= 0.  A diagonally dominant symmetric matrix with nonnegative diagonal
is positive semidefinite (Gershgorin), and so is Q if Q - L L' is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from operator import mul
from typing import TypeAlias

from .effort import check_common_bits, spend_integers
from .errors import Reason, need

Matrix: TypeAlias = tuple[tuple[Fraction, ...], ...]  # lower triangle

MAX_SIZE = 400


def check_shape(matrix: Matrix, where: str) -> None:
    """Refuse data that is not the lower triangle of a matrix of at most MAX_SIZE rows."""
    need(len(matrix) <= MAX_SIZE, where, Reason.LIMIT, f"more than {MAX_SIZE} rows")
    good = all(len(row) == i + 1 for i, row in enumerate(matrix))
    need(good, where, Reason.WRONG_SHAPE, "lower triangle expected: row i has i + 1 entries")


def _integers(matrix: Matrix) -> tuple[list[list[int]], int]:
    """Return the entries times their common denominator > 0, and that denominator."""
    denominator = 1
    for row in matrix:
        for q in row:
            if denominator % q.denominator:
                denominator = lcm(denominator, q.denominator)
                check_common_bits(denominator.bit_length())
                spend_integers(1, denominator.bit_length())
    spend_integers(len(matrix) ** 2, denominator.bit_length())
    return [[q.numerator * (denominator // q.denominator) for q in row] for row in matrix], denominator


def _eliminate(rows: list[list[int]], where: str) -> Iterator[tuple[int, list[int], int]]:
    """Yield (previous pivot, column from the pivot downwards, k) per step k of Bareiss elimination (in place).

    Raises RejectedStep as soon as the matrix is seen not to be positive semidefinite.
    """
    n = len(rows)
    previous = 1
    for k in range(n):
        column = [rows[i][k] for i in range(k, n)]
        pivot = column[0]
        need(pivot >= 0, where, Reason.NOT_POSITIVE_SEMIDEFINITE, f"pivot {k} is negative")
        yield previous, column, k
        if pivot == 0:
            good = not any(column)
            need(good, where, Reason.NOT_POSITIVE_SEMIDEFINITE, f"pivot {k} is zero, but not its row")
            continue
        spend_integers((n - k) ** 2, max(c.bit_length() for c in column))
        for i in range(k + 1, n):
            row, factor = rows[i], column[i - k]
            if factor:
                for j in range(k + 1, i + 1):
                    row[j] = (pivot * row[j] - factor * column[j - k]) // previous
            elif pivot != previous:
                for j in range(k + 1, i + 1):
                    row[j] = pivot * row[j] // previous
        previous = pivot


def check_positive_semidefinite(matrix: Matrix, where: str) -> None:
    """Check x'Qx >= 0 for all x.

    Args:
        matrix: lower triangle of Q, at most MAX_SIZE rows of Fractions; an empty matrix passes.
        where: path for errors.

    Raises:
        RejectedStep: NOT_POSITIVE_SEMIDEFINITE (then it really is not), WRONG_SHAPE or LIMIT.
    """
    check_shape(matrix, where)
    for _ in _eliminate(_integers(matrix)[0], where):
        pass


def check_positive_definite(matrix: Matrix, where: str) -> None:
    """Check x'Qx > 0 for all x != 0; arguments and errors as for check_positive_semidefinite."""
    check_shape(matrix, where)
    for _, column, k in _eliminate(_integers(matrix)[0], where):
        need(column[0] > 0, where, Reason.NOT_POSITIVE_SEMIDEFINITE, f"pivot {k} is zero: not definite")


def check_factored(matrix: Matrix, factor: Matrix, where: str) -> None:
    """Check that Q - L L' is diagonally dominant with nonnegative diagonal; then Q is positive semidefinite.

    Args:
        matrix: lower triangle of Q.
        factor: lower triangle of L, of the same size (usually short dyadic numbers).
        where: path for errors.

    Raises:
        RejectedStep: NOT_POSITIVE_SEMIDEFINITE (the factor does not show it; Q may still be), WRONG_SHAPE or LIMIT.
    """
    check_shape(matrix, where)
    check_shape(factor, where)
    n = len(matrix)
    need(len(factor) == n, where, Reason.WRONG_SHAPE, f"factor of size {n} expected")
    Q, q_denominator = _integers(matrix)
    L, l_denominator = _integers(factor)
    square = l_denominator * l_denominator
    spend_integers(n**3 // 6, max((c.bit_length() for row in L for c in row), default=0))
    spend_integers(n**2, max((c.bit_length() for row in Q for c in row), default=0) + square.bit_length())
    diagonal, radius = [0] * n, [0] * n
    for i in range(n):
        for j in range(i + 1):
            rest = Q[i][j] * square - sum(map(mul, L[i], L[j])) * q_denominator  # L[j] is the shorter row
            if i == j:
                diagonal[i] = rest
            else:
                radius[i] += abs(rest)
                radius[j] += abs(rest)
    for i in range(n):
        good = diagonal[i] >= radius[i]
        need(good, where, Reason.NOT_POSITIVE_SEMIDEFINITE, f"row {i} of Q - L L' is not diagonally dominant")


def ldl(matrix: Matrix) -> tuple[Matrix, tuple[Fraction, ...]]:
    """Return (L, D) with Q = L diag(D) L', L unit lower triangular and D >= 0.

    Args:
        matrix: lower triangle of Q, positive semidefinite; a zero entry of D has a zero column of L below the diagonal.

    Raises:
        RejectedStep: Q is not positive semidefinite (NOT_POSITIVE_SEMIDEFINITE), or WRONG_SHAPE, LIMIT.
    """
    check_shape(matrix, "matrix")
    rows, denominator = _integers(matrix)
    n = len(rows)
    L = [[Fraction(i == j) for j in range(i + 1)] for i in range(n)]
    D = []
    for previous, column, k in _eliminate(rows, "matrix"):
        D.append(Fraction(column[0], previous * denominator))
        if column[0]:
            for i in range(k + 1, n):
                L[i][k] = Fraction(column[i - k], column[0])
    return tuple(map(tuple, L)), tuple(D)
