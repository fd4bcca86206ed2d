"""Long approximations of an optimal pair (Gram matrices, moments) from floats.  Soundness-critical: no.

A program without positive definite solution has moments y with <target, y> = 0, <p_k, y> = 0 for the polynomials p_k
of the free unknowns, and positive semidefinite moment matrices M_b(y); and M_b Q_b = 0 for every solution Q.  If the
ranks of Q_b and M_b add up to the order of the block (strict complementarity), the system {identity, <target, y> = 0,
<p_k, y> = 0, M_b(y) Q_b = 0} has near this pair a solution set that is smooth, with tangent space the kernel of the
Jacobian.  So free coordinates can be fixed, and Newton's method with the inverse of one Jacobian in doubles gains about
ten digits per step, in fixed-point integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.numeric import NumericSolution
from tameproof.sos.program import SosProgram
from tameproof.sos.settings import Deadline

FLOAT_STEPS = 12
LONG_STEPS = 120
RANK = 1e-6  # smaller singular values of the Jacobian at the solution count as zero
MAX_UNKNOWNS = 500


@dataclass(frozen=True, slots=True)
class OptimalPair:
    """Matrices as fixed-point integers (times 2^bits), and the ranks of the moment matrices.

    Attributes:
        bits: precision.
        matrices: the Gram matrices Q_b, of full rank on the complement of the range of M_b.
        values: the free unknowns.
        moments: the moment matrices M_b.
        ranks: the ranks of the M_b.
    """

    bits: int
    matrices: tuple[tuple[tuple[int, ...], ...], ...]
    values: tuple[int, ...]
    moments: tuple[tuple[tuple[int, ...], ...], ...]
    ranks: tuple[int, ...]


def find_optimal_pair(
    program: SosProgram, numeric: NumericSolution, bits: int, deadline: Deadline
) -> OptimalPair | None:
    """Return the pair next to a numerical one with many digits, or None if Newton's method does not converge.

    Args:
        program: presolved, with scalar blocks, its free unknowns independent.
        numeric: from ``find_interior`` with ``shrink = 0``: Gram matrices and moments of largest rank.
        bits: digits wanted.
        deadline: looked at in every step.
    """
    import numpy as np
    from scipy import linalg

    system = _System(program)
    if system.size > MAX_UNKNOWNS:
        return None
    x = system.start(numeric)
    for _ in range(FLOAT_STEPS):
        if deadline.is_over:
            return None
        residual = system.residual_float(x)
        step = np.linalg.lstsq(system.jacobian_float(x), -residual, rcond=1e-5)[0]
        x = x + step
        if not np.all(np.isfinite(x)) or np.abs(step).max() < 1e-14:
            break
    if not np.all(np.isfinite(x)) or np.abs(system.residual_float(x)).max() > 1e-9 * (1 + np.abs(x).max()):
        return None
    jacobian = system.jacobian_float(x)
    _, upper, columns = linalg.qr(jacobian, mode="economic", pivoting=True)
    diagonal = np.abs(np.diag(upper))
    rank = int((diagonal > RANK * diagonal[0]).sum())
    columns = columns[:rank]
    _, _, rows = linalg.qr(jacobian[:, columns].T, mode="economic", pivoting=True)
    rows = rows[:rank]
    factors = linalg.lu_factor(jacobian[np.ix_(rows, columns)])
    values = [round(Fraction(float(v)) * 2**bits) for v in x]
    goal = 2 ** (bits // 16)
    for _ in range(LONG_STEPS):
        if deadline.is_over:
            return None
        residuals = system.residual(values, bits)
        size = max(abs(residuals[i]) for i in rows)
        if size <= goal:
            break
        shift = max(size.bit_length() - 60, 0)
        right = np.array([float(residuals[i] >> shift) for i in rows])
        correction = linalg.lu_solve(factors, right)
        if not np.all(np.isfinite(correction)) or np.abs(correction).max() > 2.0**120:
            return None
        for c, v in zip(columns, correction, strict=True):
            values[c] -= round(Fraction(float(v)) * 2**shift)
    residuals = system.residual(values, bits)
    if max(map(abs, residuals)) > 2 ** (bits // 8):
        return None  # the equations that were left out do not hold
    return system.pair(values, bits)


class _System:
    """The equations in the unknowns u (columns of the program), then y (rows of the program)."""

    def __init__(self, program: SosProgram) -> None:
        self.program = program
        self.monomials = list(program.rows)
        self.row_of = {m: r for r, m in enumerate(self.monomials)}
        self.columns = len(program.columns)
        self.size = self.columns + len(self.monomials)
        self.place: list[list[list[int]]] = []
        self.entries: list[list[list[list[tuple[int, Fraction]]]]] = []
        for block in program.blocks:
            n = len(block.basis)
            self.place.append([[0] * n for _ in range(n)])
            self.entries.append([[[] for _ in range(n)] for _ in range(n)])
        for c, (b, i, j) in enumerate(program.places):
            self.place[b][i][j] = self.place[b][j][i] = c
            entry = self._terms(program.columns[c], Fraction(1) if i == j else Fraction(1, 2))
            self.entries[b][i][j] = self.entries[b][j][i] = entry
        self.free = [self._terms(f.polynomial, Fraction(1)) for f in program.free]
        target = program.target
        self.target = [Fraction(target.terms.get(m, 0), target.denominator) for m in self.monomials]

    def _terms(self, p: Polynomial, factor: Fraction) -> list[tuple[int, Fraction]]:
        return [(self.row_of[m], factor * Fraction(c, p.denominator)) for m, c in sorted(p.terms.items())]

    def start(self, numeric: NumericSolution) -> Any:
        """Return u and the moments that fit the moment matrices."""
        import numpy as np

        u = [numeric.matrices_float[b][i][j] for b, i, j in self.program.places]
        matrix = np.zeros((len(u) + len(self.free), len(self.monomials)))
        right = np.zeros(len(u) + len(self.free))
        for k, terms in enumerate(self.free, start=len(u)):
            for r, a in terms:
                matrix[k, r] = float(a)
        for c, (b, i, j) in enumerate(self.program.places):
            for r, a in self.entries[b][i][j]:
                matrix[c, r] = float(a)
            right[c] = numeric.moments_float[b][i][j]
        y = np.linalg.lstsq(matrix, right, rcond=None)[0]
        return np.array([*u, *numeric.values_float, *y / (np.abs(y).max() or 1.0)])

    def _matrices(self, x: Any, b: int) -> tuple[Any, Any]:
        """Return Q_b and M_b for a vector of floats."""
        import numpy as np

        place = np.array(self.place[b])
        n = len(place)
        moments = np.zeros((n, n))
        for i in range(n):
            for j in range(i + 1):
                value = sum(float(a) * x[self.columns + r] for r, a in self.entries[b][i][j])
                moments[i, j] = moments[j, i] = value
        return x[place], moments

    def residual_float(self, x: Any) -> Any:
        """Return all equations in floats."""
        import numpy as np

        out = []
        for m, value in zip(self.monomials, self.target, strict=True):
            out.append(sum(float(a) * x[c] for c, a in self.program.rows[m].items()) - float(value))
        out.append(sum(float(t) * v for t, v in zip(self.target, x[self.columns :], strict=True)))
        out += [sum(float(a) * x[self.columns + r] for r, a in terms) for terms in self.free]
        for b in range(len(self.place)):
            matrix, moments = self._matrices(x, b)
            out += list((moments @ matrix).reshape(-1))
        return np.array(out)

    def jacobian_float(self, x: Any) -> Any:
        """Return the derivative of all equations in floats."""
        import numpy as np

        count = len(self.monomials) + 1 + len(self.free) + sum(len(p) ** 2 for p in self.place)
        out = np.zeros((count, self.size))
        for r, m in enumerate(self.monomials):
            for c, a in self.program.rows[m].items():
                out[r, c] = float(a)
        out[len(self.monomials), self.columns :] = [float(t) for t in self.target]
        start = len(self.monomials) + 1
        for terms in self.free:
            for r, a in terms:
                out[start, self.columns + r] = float(a)
            start += 1
        for b, place in enumerate(self.place):
            matrix, moments = self._matrices(x, b)
            n = len(place)
            for i in range(n):
                for k in range(n):
                    for j in range(n):
                        out[start + i * n + j, place[k][j]] += moments[i, k]
                    for r, a in self.entries[b][i][k]:
                        out[start + i * n : start + (i + 1) * n, self.columns + r] += float(a) * matrix[k]
            start += n * n
        return out

    def long_matrices(self, values: list[int], b: int) -> tuple[list[list[int]], list[list[int]]]:
        """Return Q_b and M_b in fixed-point integers."""
        place, entries = self.place[b], self.entries[b]
        n = len(place)
        matrix = [[values[place[i][j]] for j in range(n)] for i in range(n)]
        moments = [[0] * n for _ in range(n)]
        for i in range(n):
            for j in range(i + 1):
                total = sum((a * values[self.columns + r] for r, a in entries[i][j]), Fraction(0))
                moments[i][j] = moments[j][i] = round(total)
        return matrix, moments

    def residual(self, values: list[int], bits: int) -> list[int]:
        """Return all equations in fixed-point integers."""
        out = []
        for m, value in zip(self.monomials, self.target, strict=True):
            total = sum((a * values[c] for c, a in self.program.rows[m].items()), Fraction(0))
            out.append(round(total - value * 2**bits))
        out.append(round(sum((t * values[self.columns + r] for r, t in enumerate(self.target)), Fraction(0))))
        out += [round(sum((a * values[self.columns + r] for r, a in terms), Fraction(0))) for terms in self.free]
        for b in range(len(self.place)):
            matrix, moments = self.long_matrices(values, b)
            columns = list(zip(*matrix, strict=True))
            for row in moments:
                out += [sum(a * c for a, c in zip(row, column, strict=True)) >> bits for column in columns]
        return out

    def pair(self, values: list[int], bits: int) -> OptimalPair | None:
        """Return the matrices, or None if their ranks do not add up to the orders."""
        import numpy as np

        matrices, moments, ranks = [], [], []
        scale = Fraction(1, 2**bits)
        for b in range(len(self.place)):
            matrix, moment = self.long_matrices(values, b)
            found = []
            for rows in (matrix, moment):
                roots = np.linalg.eigvalsh(np.array([[float(v * scale) for v in row] for row in rows]))
                found.append(int((roots > 1e-7 * max(float(roots[-1]), 1e-300)).sum()) if roots[-1] > 1e-9 else 0)
                if roots[0] < -1e-8 * max(1.0, float(roots[-1])):
                    return None
            if sum(found) != len(matrix):
                return None
            matrices.append(tuple(map(tuple, matrix)))
            moments.append(tuple(map(tuple, moment)))
            ranks.append(found[1])
        free = tuple(values[len(self.program.places) : self.columns])
        return OptimalPair(bits, tuple(matrices), free, tuple(moments), tuple(ranks))
