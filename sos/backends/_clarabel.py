"""Clarabel, called directly.  Soundness-critical: no.

Clarabel's PSDTriangleConeT wants the upper triangle column by column (which is the lower triangle row by row), with
off-diagonal entries multiplied by sqrt(2).
"""

from __future__ import annotations

from math import sqrt

import clarabel
import numpy as np
from scipy import sparse

from tameproof.sos.sdp import SdpProblem, SdpSolution

ROOT2_FLOAT = sqrt(2.0)


def solve_with_clarabel(problem: SdpProblem, time_limit: float) -> SdpSolution:
    """Return Clarabel's solution of ``problem``."""
    count = len(problem.cost)
    rows: list[int] = []
    cols: list[int] = []
    data: list[float] = []
    right: list[float] = []
    cones: list[object] = []
    for form, value in problem.equalities:
        for v, a in form:
            rows.append(len(right))
            cols.append(v)
            data.append(a)
        right.append(value)
    if problem.equalities:
        cones.append(clarabel.ZeroConeT(len(problem.equalities)))
    for v in problem.nonnegative:
        rows.append(len(right))
        cols.append(v)
        data.append(-1.0)
        right.append(0.0)
    if problem.nonnegative:
        cones.append(clarabel.NonnegativeConeT(len(problem.nonnegative)))
    starts = []
    for block in problem.blocks:
        start = len(right)
        starts.append(start)
        for i, j, v, a in block.entries:
            rows.append(start + i * (i + 1) // 2 + j)
            cols.append(v)
            data.append(-a if i == j else -a * ROOT2_FLOAT)
        for i in range(block.size):
            right += [0.0] * i + [block.shift]
        cones.append(clarabel.PSDTriangleConeT(block.size))
    matrix = sparse.csc_matrix((data, (rows, cols)), shape=(len(right), count))
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.time_limit = max(0.1, time_limit)
    settings.max_iter = 200
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-10
    settings.max_threads = 1
    quadratic = sparse.csc_matrix((count, count))
    try:
        solver = clarabel.DefaultSolver(quadratic, np.array(problem.cost), matrix, np.array(right), cones, settings)
        answer = solver.solve()
    except BaseException as error:  # a Rust panic derives from BaseException only
        if type(error).__name__ != "PanicException":
            raise
        return SdpSolution((), (), (), (), "panic", False)
    status = str(answer.status)
    usable = status in ("Solved", "AlmostSolved", "InsufficientProgress", "MaxIterations", "NumericalError")
    z_float, s_float = np.array(answer.z), np.array(answer.s)
    if usable and not (np.all(np.isfinite(z_float)) and np.all(np.isfinite(np.array(answer.x)))):
        usable = False
    shapes = list(zip(starts, [b.size for b in problem.blocks], strict=True))
    return SdpSolution(
        x_float=tuple(float(v) for v in answer.x),
        equality_float=tuple(-float(v) for v in z_float[: len(problem.equalities)]),
        matrices_float=tuple(_unpack(z_float, start, size) for start, size in shapes),
        slacks_float=tuple(_unpack(s_float, start, size) for start, size in shapes),
        status=status,
        usable=usable,
    )


def _unpack(vector: np.ndarray, start: int, size: int) -> tuple[tuple[float, ...], ...]:
    full = np.zeros((size, size))
    k = start
    for i in range(size):
        for j in range(i + 1):
            full[i, j] = full[j, i] = vector[k] if i == j else vector[k] / ROOT2_FLOAT
            k += 1
    return tuple(tuple(float(v) for v in row) for row in full)
