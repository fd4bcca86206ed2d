"""Positive definite Gram matrices by a primal-dual method in evaluation coordinates.  Soundness-critical: no.

Sought are X_b > 0 with q(t) = sum_b v_b(t)' X_b v_b(t) at so many points t that equality there is equality of
polynomials; v_b is the vector of the monomials of block b.  In these coordinates a linear functional is a vector of
weights, L(p) = sum_k w_k p(t_k), its moment matrices are H_b = V_b' diag(w) V_b, and with the scaling matrices W_b of
Nesterov and Todd the normal equations of a step have the matrix sum_b (V_b W_b V_b')^2 (entry by entry): N^2 n
operations for N points and n basis elements instead of N^2 n^2.  The bases are changed in every step so that X_b and
H_b become the same diagonal matrix; conditions of 10^15 and more in monomials do no harm.

If the blocks share few monomials (chains of variables), every block has points of its own, and the coordinates are the
moments.  Sources: [papp_yildiz_2019], [nesterov_todd_1997].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tameproof.proofs.kernel.polynomial import unpack
from tameproof.sos.analytic_centre import is_pure, start_moments
from tameproof.sos.program import SosProgram
from tameproof.sos.settings import Deadline

MAX_STEPS = 40
WEIGHT_STEPS = 5  # multiplicative steps for the weights at the start
TARGET = 0.5  # share of the complementarity that a step aims at
RIDGE = 1e-17
NOISE = 1e-14  # relative size of values that may have the wrong sign
LOCAL = 0.5  # blocks with less than this share of all moments get points of their own
MAX_MOMENTS = 4000
MAX_SELECTED = 400  # up to so many moments the points are selected from CANDIDATES times as many
CANDIDATES = 3
VALLEY_ROUNDS = 12
STALLED = 8  # steps without a shorter residual


@dataclass(slots=True)
class InteriorGram:
    """Where the method ended.

    Attributes:
        negative_point_float: values of the variables (in increasing order) where the target may be negative: its
            value is smaller than the errors of rounding.
        excludes: a functional with positive definite moment matrices is negative on the target (in floats).
        state: data of the last step; None if no matrices were found.
    """

    negative_point_float: tuple[float, ...] = ()
    excludes: bool = False
    state: _State | None = None

    def factors(self) -> list[tuple[Any, Any]]:
        """Return per block (B, X) with the Gram matrix B X B' in the basis of the program, X well conditioned."""
        if self.state is None:
            return []
        geometry, size = self.state.geometry, self.state.geometry.size
        pairs = zip(self.state.blocks, self.state.matrices, strict=True)
        return [(geometry.unscale(k, b.change), size * x) for k, (b, x) in enumerate(pairs)]

    def correct(self, residual: Sequence[Fraction]) -> None:
        """Change the matrices by the shortest step that adds a polynomial (coefficients in the order of the rows)."""
        if self.state is None:
            return
        import numpy as np

        state, geometry = self.state, self.state.geometry
        cost = np.array([float(c) for c in residual]) * np.exp(geometry.rows @ geometry.logarithms) / geometry.size
        if not geometry.is_local():
            cost = geometry.values @ cost
        change = state.solve(cost / state.size) / state.size
        state.matrices = [x + b.moment(change) for b, x in zip(state.blocks, state.matrices, strict=True)]


@dataclass(slots=True)
class _State:
    """The blocks with their bases, the matrices X, and how the scaled normal equations of the last step are solved."""

    geometry: _Geometry
    blocks: Sequence[_Block]
    matrices: list[Any]
    solve: Callable[[Any], Any]
    size: Any


class _Block:
    """One Gram matrix, in a basis in which X and H are the diagonal matrix with entries ``d``."""

    def __init__(self, values: Any, places: Any, inverse: Any) -> None:
        import numpy as np

        self.values = values  # V, points by basis elements
        self.places = places  # which coordinates the block sees (None: all of them)
        self.inverse = inverse  # from coordinates to weights at the block's points (None: the identity)
        self.change = np.eye(values.shape[1])
        self.d = np.ones(values.shape[1])

    def weights(self, y: Any) -> Any:
        return y if self.inverse is None else self.inverse @ y[self.places]

    def moment(self, y: Any) -> Any:
        return self.values.T @ (self.weights(y)[:, None] * self.values)

    def add(self, total: Any, at_points: Any) -> None:
        """Add what a function of the points contributes to the coordinates."""
        if self.inverse is None:
            total += at_points
        else:
            total[self.places] += self.inverse.T @ at_points

    def add_normal(self, total: Any) -> None:
        k = self.values @ self.values.T
        k *= k
        if self.inverse is None:
            total += k
        else:
            import numpy as np

            total[np.ix_(self.places, self.places)] += self.inverse.T @ k @ self.inverse

    def orthonormalise(self, upper: Any) -> None:
        """Change the basis so that H becomes the identity; ``upper`` is R with H = R'R."""
        import numpy as np

        inverse = np.linalg.inv(upper)
        self.values = self.values @ inverse
        self.change = self.change @ inverse

    def rebase(self, x: Any, h: Any) -> None:
        """Change the basis so that X and H become equal and diagonal; raises LinAlgError if one is not definite."""
        import numpy as np

        lower = np.linalg.cholesky(x)
        _, d, right = np.linalg.svd(np.linalg.cholesky(h).T @ lower)
        step = lower @ right.T / np.sqrt(d)
        self.values = self.values @ step
        self.change = self.change @ step
        self.d = d


def is_suitable(program: SosProgram) -> bool:
    """Return whether only sums of squares of monomials are unknown, and not too many moments occur."""
    return (
        bool(program.blocks)
        and is_pure(program)
        and all(d[0].denominator == 1 and list(d[0].terms.values()) == [1] for b in program.blocks for d in b.basis)
        and len(program.rows) <= MAX_MOMENTS
    )


def find_interior_gram(program: SosProgram, deadline: Deadline, *, selected: bool = False) -> InteriorGram:
    """Search positive definite Gram matrices for the target of a program.

    Args:
        program: see ``is_suitable``; presolved.
        deadline: looked at in every step.
        selected: choose the points with care, for targets with narrow valleys.

    Returns:
        Floats, hints only.  An empty answer implies nothing.
    """
    import numpy as np

    with np.errstate(all="ignore"):
        try:
            return _search(program, deadline, selected=selected)
        except np.linalg.LinAlgError:
            return InteriorGram()


def _search(program: SosProgram, deadline: Deadline, *, selected: bool) -> InteriorGram:
    import numpy as np

    geometry = _Geometry(program)
    local = geometry.is_local()
    blocks = geometry.local_blocks() if local else geometry.shared_blocks(selected=selected)
    cost = geometry.cost if local else geometry.values @ geometry.cost
    order = sum(len(b.d) for b in blocks)
    if not np.all(np.isfinite(cost)):
        return InteriorGram()
    if local:
        y = np.array(start_moments(program))
        y *= order / max(float(cost @ y), 1e-9 * float(np.abs(cost) @ np.abs(y)))
    else:
        lowest = int(np.argmin(cost - NOISE * (np.abs(geometry.values) @ np.abs(geometry.cost))))
        noise = NOISE * float(np.abs(geometry.values[lowest]) @ np.abs(geometry.cost))
        if cost[lowest] <= noise:
            return InteriorGram(negative_point_float=geometry.place(lowest))
        y = _start_weights(blocks, cost, order)
    if local:
        for b in blocks:
            b.orthonormalise(np.linalg.cholesky(b.moment(y)).T)
    best, stalled = np.inf, 0
    for _ in range(MAX_STEPS):
        if deadline.is_over:
            break
        mu = TARGET * sum(float(b.d @ b.d) for b in blocks) / order
        normal, aimed, reached = np.zeros((len(y), len(y))), np.zeros(len(y)), np.zeros(len(y))
        for b in blocks:
            squares = b.values * b.values
            b.add_normal(normal)
            b.add(aimed, squares @ (mu / b.d))
            b.add(reached, squares @ b.d)
        size = np.sqrt(np.diag(normal))
        normal /= size
        normal /= size[:, None]
        normal.flat[:: len(y) + 1] += RIDGE * len(y)
        solve = _solver(normal)
        change = solve((aimed - cost) / size) / size
        steps_h = [b.moment(change) for b in blocks]
        steps_x = [np.diag(mu / b.d - b.d) - h for b, h in zip(blocks, steps_h, strict=True)]
        low_x = min(_lowest(s, b.d) for s, b in zip(steps_x, blocks, strict=True))
        low_h = min(_lowest(s, b.d) for s, b in zip(steps_h, blocks, strict=True))
        if low_x > -0.98:
            matrices = [np.diag(b.d) + s for b, s in zip(blocks, steps_x, strict=True)]
            return InteriorGram(state=_State(geometry, blocks, matrices, solve, size))
        residual = float(np.abs((cost - reached) / size).max())
        stalled = 0 if residual < 0.9 * best else stalled + 1
        best = min(best, residual)
        if stalled > STALLED or not np.isfinite(residual):
            break
        length_x, length_h = 0.95 / -low_x, (1.0 if low_h > -0.95 else 0.9 / -low_h)
        y = y + length_h * change
        if float(cost @ y) < -1e-9 * float(np.abs(cost) @ np.abs(y)):
            return InteriorGram(excludes=True)
        for b, sx, sh in zip(blocks, steps_x, steps_h, strict=True):
            b.rebase(np.diag(b.d) + min(length_x, 1.0) * sx, np.diag(b.d) + length_h * sh)
    return InteriorGram()


def _solver(normal: Any) -> Callable[[Any], Any]:
    """Return the solver of linear equations with a symmetric matrix that is positive definite, or nearly so."""
    import numpy as np
    from scipy.linalg import cho_factor, cho_solve

    try:
        factor = cho_factor(normal, lower=True, check_finite=False)
    except np.linalg.LinAlgError:
        return lambda right: np.linalg.solve(normal, right)
    return lambda right: cho_solve(factor, right, check_finite=False)


def _lowest(step: Any, d: Any) -> float:
    import numpy as np

    root = np.sqrt(d)
    return float(np.linalg.eigvalsh(step / root / root[:, None])[0])


def _start_weights(blocks: Sequence[_Block], cost: Any, order: int) -> Any:
    """Return positive weights, nearly those of largest determinant among functionals with L(q) = order."""
    import numpy as np

    y = order / len(cost) / cost
    for _ in range(WEIGHT_STEPS):
        leverage = np.zeros(len(y))
        for b in blocks:
            q = np.linalg.qr(b.values * np.sqrt(y)[:, None])[0]
            leverage += (q * q).sum(axis=1)
        y = np.maximum(leverage / cost, 1e-3 * y)
    for b in blocks:  # without the squares of condition numbers
        b.orthonormalise(np.linalg.qr(b.values * np.sqrt(y)[:, None], mode="r"))
    return y


class _Geometry:
    """Scaled variables, points on the sphere, and the values of monomials there."""

    def __init__(self, program: SosProgram) -> None:
        import numpy as np

        self.variables = sorted({v for m in program.rows for v, e in enumerate(unpack(m)) if e})
        self.rows = self.exponents(list(program.rows))
        self.bases = [self.exponents([max(d[0].terms) for d in b.basis]) for b in program.blocks]
        self.row_of = {m: r for r, m in enumerate(program.rows)}
        den = program.target.denominator
        cost = np.array([program.target.terms.get(m, 0) / den for m in program.rows])
        even = np.flatnonzero((self.rows % 2 == 0).all(axis=1) & (cost > 0))
        table = np.column_stack([self.rows[even], np.ones(len(even))])
        self.logarithms = np.linalg.lstsq(table, -np.log(cost[even]), rcond=1e-6)[0][:-1] if len(even) else 0.0
        if len(even) == 0:
            self.logarithms = np.zeros(len(self.variables))
        self.logarithms = np.clip(self.logarithms, -60.0, 60.0)
        cost = cost * np.exp(self.rows @ self.logarithms)
        self.size = float(np.abs(cost).max())
        self.cost = cost / self.size
        self.packed = [[max(d[0].terms) for d in b.basis] for b in program.blocks]
        self.degree = max(int(b.sum(axis=1).max(initial=0)) for b in self.bases)

    def exponents(self, monomials: list[int]) -> Any:
        import numpy as np

        position = {v: k for k, v in enumerate(self.variables)}
        out = np.zeros((len(monomials), len(self.variables)), dtype=np.int64)
        for r, m in enumerate(monomials):
            for v, e in enumerate(unpack(m)):
                if e:
                    out[r, position[v]] = e
        return out

    def is_local(self) -> bool:
        """Return whether every block sees only a small part of the moments."""
        if len(self.bases) == 1:
            return False
        largest = max(len(b) * (len(b) + 1) // 2 for b in self.bases)
        return largest <= LOCAL * len(self.rows)

    def shared_blocks(self, *, selected: bool) -> list[_Block]:
        """Return blocks that all use the same points."""
        count = len(self.rows)
        self.points = _sphere(count, self._width(self.rows))
        if selected and count <= MAX_SELECTED:
            self.points = self._selected(self._candidates(count))
        self.values = self.evaluate(self.rows, 2 * self.degree, self.points)
        return [_Block(self.evaluate(b, self.degree, self.points), None, None) for b in self.bases]

    def _candidates(self, count: int) -> Any:
        """Return points on the sphere, more and more of them in the valleys of the target."""
        import numpy as np

        random = np.random.default_rng(2)
        points = _sphere(CANDIDATES * count, self.points.shape[1])
        values = self.evaluate(self.rows, 2 * self.degree, points) @ self.cost
        for k in range(1, VALLEY_ROUNDS + 1):
            low = points[np.argsort(values)[: max(count // 8, 4)]]
            new = low[random.integers(len(low), size=count // 2)]
            new = new + random.standard_normal(new.shape) / 2.0**k
            new /= np.linalg.norm(new, axis=1)[:, None]
            points = np.vstack([points, new])
            values = np.concatenate([values, self.evaluate(self.rows, 2 * self.degree, new) @ self.cost])
        return points

    def _selected(self, candidates: Any) -> Any:
        """Return as many points as moments such that polynomials relative to the target are well determined there."""
        import numpy as np
        from scipy.linalg import qr

        table = self.evaluate(self.rows, 2 * self.degree, candidates)
        target = table @ self.cost
        lowest = int(np.argmin(target - NOISE * (np.abs(table) @ np.abs(self.cost))))
        if target[lowest] <= NOISE * float(np.abs(table[lowest]) @ np.abs(self.cost)):
            return np.vstack([candidates[lowest], candidates[: len(self.rows) - 1]])
        chosen = qr((table / target[:, None]).T, mode="r", pivoting=True)[1][: len(self.rows)]
        return candidates[np.sort(chosen)]

    def local_blocks(self) -> list[_Block]:
        import numpy as np

        out = []
        for basis, packed in zip(self.bases, self.packed, strict=True):
            places = sorted({self.row_of[a + b] for i, a in enumerate(packed) for b in packed[: i + 1]})
            used = np.flatnonzero(self.rows[places].any(axis=0))
            rows, degree = self.rows[places][:, used], int(basis.sum(axis=1).max(initial=0))
            points = _sphere(len(places), self._width(rows))
            inverse = np.linalg.inv(self.evaluate(rows, 2 * degree, points).T)
            out.append(_Block(self.evaluate(basis[:, used], degree, points), np.array(places), inverse))
        return out

    def _width(self, rows: Any) -> int:
        """Return the number of coordinates of a point: one more than variables unless all degrees agree."""
        return int(rows.shape[1]) + int(len(set(rows.sum(axis=1).tolist())) > 1)

    def evaluate(self, exponents: Any, degree: int, points: Any) -> Any:
        """Return the homogenised monomials at the points, one row per point."""
        import numpy as np

        if points.shape[1] > exponents.shape[1]:
            exponents = np.column_stack([degree - exponents.sum(axis=1), exponents])
        out = np.ones((len(points), len(exponents)))
        for v in range(exponents.shape[1]):
            top = int(exponents[:, v].max(initial=0))
            if top:
                powers = np.ones((top + 1, len(points)))
                for k in range(1, top + 1):
                    powers[k] = powers[k - 1] * points[:, v]
                out *= powers[exponents[:, v]].T
        return out

    def place(self, k: int) -> tuple[float, ...]:
        """Return a point in the variables of the program."""
        import numpy as np

        t = self.points[k]
        affine = t[1:] / t[0] if len(t) > len(self.variables) else t
        return tuple(map(float, affine * np.exp(self.logarithms)))

    def unscale(self, b: int, change: Any) -> Any:
        """Return the change of basis of block b in the variables of the program."""
        import numpy as np

        return change * np.exp(-(self.bases[b] @ self.logarithms))[:, None]


def _sphere(count: int, width: int) -> Any:
    import numpy as np

    points = np.random.default_rng(1).standard_normal((count, width))
    return points / np.linalg.norm(points, axis=1)[:, None]
