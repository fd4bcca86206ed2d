"""Rounding a numerical solution of a program to an exact one.  Soundness-critical: no (the result is checked exactly).

All unknowns that are not pivots are rounded to a common denominator, the pivots follow exactly from the identity, and
the matrices are tested for positive semidefiniteness exactly.  Small denominators are tried first.
Source: [peyrl_parrilo_2008].
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.sos.affine import parametrise
from tameproof.sos.gram import CLEAR, find_rounded_factor, is_positive_semidefinite
from tameproof.sos.numeric import NumericSolution
from tameproof.sos.program import SosProgram, SosSolution

FACTORED_SIZE = 25  # above this a short Cholesky factor is tried before exact elimination
SMALL_DENOMINATORS = (1, 2, 3, 4, 6, 8, 12, 24, 60)
LONG_DENOMINATORS = tuple(2**k for k in (30, 44, 60, 80, 100, 130, 160, 200, 240))
LARGE_DENOMINATORS = (10**2, 2**10, 10**4, 2**17, 2**20, 2**24, 2**30, 2**36, 2**44)


def round_solution(program: SosProgram, numeric: NumericSolution) -> SosSolution | None:
    """Return an exact solution near ``numeric``, or None if no tried denominator gives semidefinite matrices."""
    hint_float = [numeric.matrices_float[b][i][j] for b, i, j in program.places] + list(numeric.values_float)
    if any(abs(v) > 1e15 for v in hint_float):
        return None
    ladder = LARGE_DENOMINATORS if len(hint_float) > 2000 else SMALL_DENOMINATORS + LARGE_DENOMINATORS
    return round_hints(program, hint_float, ladder)


def round_hints(program: SosProgram, hints: Sequence[float | Fraction], ladder: Sequence[int]) -> SosSolution | None:
    """Return an exact solution near the hints (one per unknown), or None; denominators are tried in order.

    Args:
        program: the program.
        hints: approximate values of all unknowns, floats or rationals with more digits.
        ladder: common denominators.
    """
    space = parametrise(program, [float(v) for v in hints])
    if space is None:
        return None
    pivots = space.pivot_columns
    seen: set[tuple[Fraction, ...]] = set()
    for denominator in ladder:
        values = [
            Fraction(0) if c in pivots else Fraction(round(v * denominator), denominator) for c, v in enumerate(hints)
        ]
        key = tuple(values)
        if key in seen:
            continue
        seen.add(key)
        space.complete(values)
        matrices = _matrices(program, values)
        if all(_is_semidefinite(m) for m in matrices) and _strict_blocks_are_definite(program, matrices):
            return SosSolution(program, matrices, tuple(values[len(program.places) :]))
    return None


def _matrices(program: SosProgram, values: list[Fraction]) -> tuple[tuple[tuple[Fraction, ...], ...], ...]:
    tables = [[[Fraction(0)] * len(b.basis) for _ in b.basis] for b in program.blocks]
    for (b, i, j), v in zip(program.places, values, strict=False):
        tables[b][i][j] = tables[b][j][i] = v
    return tuple(tuple(tuple(row) for row in t) for t in tables)


def _is_semidefinite(matrix: tuple[tuple[Fraction, ...], ...]) -> bool:
    if any(matrix[i][i] < 0 for i in range(len(matrix))):
        return False
    if len(matrix) > 3:
        import numpy as np

        dense_float = np.array([[float(v) for v in row] for row in matrix])
        values_float = np.linalg.eigvalsh(dense_float)
        if values_float[0] < -1e-9 * max(1.0, float(values_float[-1])):
            return False
        if len(matrix) > FACTORED_SIZE and (
            values_float[0] > CLEAR * float(values_float[-1]) or find_rounded_factor(matrix) is not None
        ):
            return True
    return is_positive_semidefinite(matrix)


def _strict_blocks_are_definite(program: SosProgram, matrices: tuple[tuple[tuple[Fraction, ...], ...], ...]) -> bool:
    return all(matrix[0][0] > 0 for block, matrix in zip(program.blocks, matrices, strict=True) if block.strict)
