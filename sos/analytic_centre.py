"""Gram matrices far from the boundary by Newton's method for moments, in plain linear algebra.  Soundness-critical: no.

For the pure problem "X_b positive semidefinite with sum <B_b X_b B_b> = q" the moments y that minimise
<q, y> - sum log det H_b(y), with H_b(y) the moment matrices, give the analytic centre X_b = H_b(y)^-1 of all Gram
matrices.  The function is convex and self-concordant, there are as many unknowns as monomials (not as Gram entries),
and every iterate near the minimum gives a feasible positive definite X.  If q has no positive definite Gram matrix the
iterates tend to infinity; <q, y> < 0 then shows that q is not a sum of squares.  Source: [davis_papp_2022].
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Any

from tameproof.proofs.kernel.polynomial import ONE, unpack
from tameproof.sos.numeric import NumericSolution, Scales, moment_blocks, scales_of
from tameproof.sos.program import SosProgram
from tameproof.sos.settings import Deadline

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_STEPS = 120
CENTRED = 0.3  # decrement at which the iteration stops


@dataclass(frozen=True, slots=True)
class Centre:
    """Where Newton's method stopped.

    Attributes:
        solution: feasible matrices in floats, or None if the iteration did not converge.
        moments_float: y, one number per row of the program, in the scale of the program.
        excludes: <q, y> < 0 with positive definite moment matrices was reached: q is not a sum of squares.
    """

    solution: NumericSolution | None
    moments_float: tuple[float, ...]
    excludes: bool


def is_pure(program: SosProgram) -> bool:
    """Return whether the program asks for sums of squares only: no other unknowns, no multipliers."""
    if program.free or program.reduction is not None:
        return False
    return all(not b.strict and b.form == ((ONE,),) for b in program.blocks)


def start_moments(program: SosProgram) -> list[float]:
    """Return the moments of the arcsine distribution on [-1, 1]^n, whose moment matrices are positive definite."""
    out = []
    for m in program.rows:
        value_float = 1.0
        for e in unpack(m):
            value_float *= 0.0 if e % 2 else comb(e, e // 2) / 2.0**e
        out.append(value_float)
    return out


def find_centre(program: SosProgram, deadline: Deadline) -> Centre | None:
    """Return the analytic centre of the Gram matrices of a pure program, or where the search for it ended.

    Args:
        program: pure (see ``is_pure``), presolved.
        deadline: looked at in every step.

    Returns:
        None if the numbers broke down before anything was found.
    """
    import numpy as np

    scales = scales_of(program)
    row_of = {m: r for r, m in enumerate(program.rows)}
    blocks, _ = moment_blocks(program, scales, row_of, 0.0)
    spaces = [_Block(b.size, b.entries, len(row_of)) for b in blocks]
    cost = np.zeros(len(row_of))
    for m, c in program.target.terms.items():
        cost[row_of[m]] = c / program.target.denominator / scales.target_float
    y = np.array(start_moments(program))
    y *= sum(b.size for b in spaces) / max(abs(float(cost @ y)), 1e-9)
    for _ in range(MAX_STEPS):
        if deadline.is_over:
            return None
        try:
            inverses = [b.inverse(y) for b in spaces]
            gradient = cost - sum(b.adjoint(p) for b, p in zip(spaces, inverses, strict=True))
            hessian = np.zeros((len(row_of), len(row_of)))
            for b, p in zip(spaces, inverses, strict=True):
                b.add_hessian(hessian, p)
            step = _solve(hessian, -gradient)
        except np.linalg.LinAlgError:
            return None
        decrement_float = float(np.sqrt(max(0.0, -float(gradient @ step))))
        roots = [b.relative(p, step) for b, p in zip(spaces, inverses, strict=True)]
        largest_float = max(float(r[-1]) for r in roots)
        if decrement_float < CENTRED and largest_float < 0.9:
            matrices = [p - p @ b.moment(step) @ p for b, p in zip(spaces, inverses, strict=True)]
            return Centre(_solution(program, scales, matrices), tuple(map(float, y)), False)
        if float(cost @ y) < -1e-9 * float(np.abs(cost) @ np.abs(y)):
            return Centre(None, tuple(map(float, y)), True)
        if not np.isfinite(decrement_float) or float(np.abs(y).max()) > 1e15:
            return None
        if decrement_float == 0.0:
            break
        y = y + line_search(float(cost @ step), np.concatenate(roots)) * step
    return Centre(None, tuple(map(float, y)), False)


def _solve(hessian: Any, right: Any) -> Any:
    import numpy as np

    size = np.sqrt(np.diag(hessian))
    if not np.all(size > 0):
        raise np.linalg.LinAlgError
    scaled = hessian / np.outer(size, size)
    return np.linalg.solve(scaled, right / size) / size


def line_search(slope_float: float, roots: Any) -> float:
    """Return the t > 0 that minimises t slope - sum log(1 + t root)."""
    low_float = 0.0
    negative = roots[roots < 0]
    high_float = float(-1.0 / negative.min()) if negative.size else 1e6
    for _ in range(60):
        middle_float = (low_float + high_float) / 2
        if slope_float - float((roots / (1 + middle_float * roots)).sum()) < 0:
            low_float = middle_float
        else:
            high_float = middle_float
    return min(low_float, 0.98 * high_float)


class _Block:
    """One moment matrix as a linear map of the moments."""

    def __init__(self, size: int, entries: Sequence[tuple[int, int, int, float]], count: int) -> None:
        import numpy as np
        from scipy import sparse

        self.size = size
        self.count = count
        rows, columns, moments, values = [], [], [], []
        for i, j, m, value in entries:
            for p, q in ((i, j), (j, i)) if i != j else ((i, i),):
                rows.append(p)
                columns.append(q)
                moments.append(m)
                values.append(value)
        self.rows, self.columns = np.array(rows), np.array(columns)
        self.moments, self.values = np.array(moments), np.array(values)
        self.seen, self.local = np.unique(self.moments, return_inverse=True)
        self.map = sparse.csr_matrix(
            (self.values, (self.rows * size + self.columns, self.moments)), shape=(size * size, count)
        )
        self.transposed = self.map.T.tocsr()
        self.ranges = [np.flatnonzero(self.rows == i) for i in range(size)]
        self.distinct = all(len(np.unique(self.moments[r])) == len(r) for r in self.ranges)

    def moment(self, y: Any) -> Any:
        """Return H(y)."""
        return (self.map @ y).reshape(self.size, self.size)

    def inverse(self, y: Any) -> Any:
        """Return H(y)^-1; raises LinAlgError if H(y) is not positive definite."""
        import numpy as np

        half = np.linalg.inv(np.linalg.cholesky(self.moment(y)))
        return half.T @ half

    def adjoint(self, matrix: Any) -> Any:
        """Return <A_m, matrix> for all moments m."""
        return self.transposed @ matrix.reshape(-1)

    def relative(self, inverse: Any, step: Any) -> Any:
        """Return the eigenvalues of H^-1/2 H(step) H^-1/2, increasing."""
        import numpy as np

        lower = np.linalg.cholesky(inverse)
        return np.linalg.eigvalsh(lower.T @ self.moment(step) @ lower)

    def add_hessian(self, total: Any, inverse: Any) -> None:
        """Add the matrix <A_k, P A_l P>, one row of P = ``inverse`` at a time, in the moments of this block."""
        import numpy as np

        n, count = self.size, len(self.seen)
        places = self.columns * count + self.local
        own = np.zeros((count, count))
        for i in range(n):
            weights = inverse[i][self.rows] * self.values
            inner = np.bincount(places, weights=weights, minlength=n * count).reshape(n, count)
            here = self.ranges[i]
            product = (inverse @ inner)[self.columns[here]] * self.values[here, None]
            if self.distinct:
                own[self.local[here]] += product
            else:
                np.add.at(own, self.local[here], product)
        total[np.ix_(self.seen, self.seen)] += (own + own.T) / 2


def _solution(program: SosProgram, scales: Scales, matrices: Sequence[Any]) -> NumericSolution:
    out = []
    for matrix, size in zip(matrices, scales.basis_float, strict=True):
        n = len(size)
        out.append(
            tuple(
                tuple(scales.target_float * float(matrix[i, j]) / (size[i] * size[j]) for j in range(n))
                for i in range(n)
            )
        )
    return NumericSolution(1.0, tuple(out), (), (), "centred")
