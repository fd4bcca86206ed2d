"""Rational kernels of singular Gram matrices.  Soundness-critical: no.

If an identity holds only with singular Gram matrices (the claimed bound is attained), rounding needs the face of the
cone on which the identity lives.  The range of the dual moment matrix lies in the kernel of every feasible Gram matrix;
when that kernel is defined over Q, its reduced row echelon form has small denominators and can be read off the floats.
A wrong guess only makes the next solve fail.  Source: [permenter_parrilo_2018], [kaltofen_li_yang_zhi_2012].
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

from tameproof.sos.numeric import FloatMatrix

DENOMINATORS = (12, 120, 1000, 10_000)
NOISE = 2e-9  # expected error of the entries of a numerical echelon form


def find_range(matrix_float: FloatMatrix, *, threshold_float: float) -> list[list[float]] | None:
    """Return the reduced row echelon form of a basis of the range of a positive semidefinite matrix.

    Args:
        matrix_float: n x n, floats.
        threshold_float: eigenvalues below this share of the largest one count as zero.

    Returns:
        The rows of the echelon form (possibly none), or None if the matrix is too ill-conditioned.
    """
    import numpy as np

    dense_float = np.array(matrix_float)
    values_float, vectors_float = np.linalg.eigh(dense_float)
    top_float = float(values_float[-1])
    if top_float <= 0:
        return []
    rank = int(np.sum(values_float > threshold_float * top_float))
    a = vectors_float[:, len(values_float) - rank :].T.copy()
    pivots = 0
    for column in range(a.shape[1]):
        if pivots == rank:
            break
        best = pivots + int(np.argmax(np.abs(a[pivots:, column])))
        if abs(a[best, column]) < 1e-3:
            continue
        a[[pivots, best]] = a[[best, pivots]]
        a[pivots] /= a[pivots, column]
        for i in range(rank):
            if i != pivots:
                a[i] -= a[i, column] * a[pivots]
        pivots += 1
    return [[float(v) for v in row] for row in a] if pivots == rank else None


def round_rows(rows_float: Sequence[Sequence[float]], bound: int) -> list[list[Fraction]] | None:
    """Return the rows rounded to fractions of denominator at most ``bound``, or None if they do not fit."""
    tolerance_float = min(1e-3, max(0.1 / bound**2, NOISE))
    out = []
    for row in rows_float:
        rounded = [Fraction(v).limit_denominator(bound) for v in row]
        if any(abs(float(r) - v) > tolerance_float * max(1.0, abs(v)) for r, v in zip(rounded, row, strict=True)):
            return None
        out.append(rounded)
    return out


def orthogonal_complement(rows: Sequence[Sequence[Fraction]], size: int) -> list[list[Fraction]]:
    """Return an integer basis of {v : <row, v> = 0 for all rows}; exact."""
    reduced: list[list[Fraction]] = []
    pivots: list[int] = []
    for row in rows:
        v = list(row)
        for p, r in zip(pivots, reduced, strict=True):
            if v[p]:
                factor = v[p]
                v = [x - factor * y for x, y in zip(v, r, strict=True)]
        lead = next((i for i, x in enumerate(v) if x), None)
        if lead is None:
            continue
        v = [x / v[lead] for x in v]
        for k, r in enumerate(reduced):
            if r[lead]:
                factor = r[lead]
                reduced[k] = [x - factor * y for x, y in zip(r, v, strict=True)]
        reduced.append(v)
        pivots.append(lead)
    out = []
    for free in range(size):
        if free in pivots:
            continue
        vector = [Fraction(0)] * size
        vector[free] = Fraction(1)
        for p, r in zip(pivots, reduced, strict=True):
            vector[p] = -r[free]
        scale = lcm(*(x.denominator for x in vector))
        integers = [int(x * scale) for x in vector]
        content = gcd(*integers)
        out.append([Fraction(x // content) for x in integers])
    return out
