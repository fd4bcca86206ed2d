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

DENOMINATORS = (12, 120, 1000)


def find_rational_range(matrix_float: FloatMatrix, *, threshold_float: float) -> list[list[Fraction]] | None:
    """Return a rational basis (reduced row echelon form) of the range of a positive semidefinite matrix.

    Args:
        matrix_float: n x n, floats.
        threshold_float: eigenvalues below this share of the largest one count as zero.

    Returns:
        The rows of the echelon form (possibly none), or None if they do not look rational.
    """
    import numpy as np

    dense_float = np.array(matrix_float)
    values_float, vectors_float = np.linalg.eigh(dense_float)
    top_float = float(values_float[-1])
    if top_float <= 0:
        return []
    rank = int(np.sum(values_float > threshold_float * top_float))
    rows_float = vectors_float[:, len(values_float) - rank :].T.copy()
    return rationalise_rows([[float(v) for v in row] for row in rows_float])


def rationalise_rows(rows_float: Sequence[Sequence[float]]) -> list[list[Fraction]] | None:
    """Return the reduced row echelon form of ``rows_float`` with its entries rounded to small fractions, or None."""
    import numpy as np

    a = np.array(rows_float, dtype=float)
    if a.size == 0:
        return []
    rank, n = a.shape
    pivots: list[int] = []
    for column in range(n):
        k = len(pivots)
        if k == rank:
            break
        best = k + int(np.argmax(np.abs(a[k:, column])))
        if abs(a[best, column]) < 1e-3:
            continue
        a[[k, best]] = a[[best, k]]
        a[k] /= a[k, column]
        for i in range(rank):
            if i != k:
                a[i] -= a[i, column] * a[k]
        pivots.append(column)
    if len(pivots) < rank:
        return None
    for bound in DENOMINATORS:
        tolerance_float = min(1e-3, 0.1 / bound**2)
        rounded = [[Fraction(float(v)).limit_denominator(bound) for v in row] for row in a]
        if all(
            abs(float(r) - float(v)) <= tolerance_float * max(1.0, abs(float(v)))
            for row, source in zip(rounded, a, strict=True)
            for r, v in zip(row, source, strict=True)
        ):
            return rounded
    return None


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
