"""Minima of f on spheres, followed outwards: numerical branches along which a value at infinity is approached.

Soundness-critical: no; floats are hints only.  A value v = inf_S f that is not taken on S is approached along points
that are minima of f on spheres, so that these branches show where regions should be looked for, in any dimension.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tameproof.proofs.kernel.lift import Lift
from tameproof.sos.explore import CompiledPolynomials, FloatObjective

if TYPE_CHECKING:
    from tameproof.sos.explore import FloatArray

RADIUS_FLOAT = 6.0
STEPS = 17  # doublings of the radius
STARTS = 48
MAX_BRANCHES = 16
NEWTON = 12
TOLERANCE_FLOAT = 1e-9


@dataclass(frozen=True, slots=True)
class Branch:
    """Minima on growing spheres.

    Attributes:
        near_float: one of them.
        far_float: one further out.
        limit_float: what the values seem to tend to, from above.
    """

    near_float: tuple[float, ...]
    far_float: tuple[float, ...]
    limit_float: float


def find_falling_branches(lift: Lift, seed: int = 0) -> list[Branch]:
    """Return branches of minima on spheres along which f decreases, lowest limits first.

    Args:
        lift: a smooth objective in at least two variables.
        seed: seed of the starting points.
    """
    if lift.dimension < 2 or not lift.smooth:
        return []
    curves = _Spheres(lift)
    found: list[Branch] = []
    for x in curves.find_minima(seed):
        branch = curves.follow(x)
        if branch is not None and not any(_same(branch, known) for known in found):
            found.append(branch)
    return sorted(found, key=lambda b: b.limit_float)


def _same(a: Branch, b: Branch) -> bool:
    size = max(map(abs, (*a.near_float, *b.near_float)))
    return all(abs(p - q) <= 1e-4 * size for p, q in zip(a.near_float, b.near_float, strict=True))


class _Spheres:
    """Values, gradients and Hessians in double precision."""

    def __init__(self, lift: Lift) -> None:
        self.n = lift.dimension
        self.objective = FloatObjective(lift)
        self.hessian = CompiledPolynomials(tuple(p for row in lift.hessian for p in row))

    def find_minima(self, seed: int) -> list[FloatArray]:
        """Return different minima on the first sphere, lowest first."""
        import numpy as np
        from scipy.optimize import minimize

        generator = np.random.default_rng(seed)
        rows: list[tuple[float, FloatArray]] = []

        def on_sphere(u: FloatArray) -> tuple[float, FloatArray]:
            size = float(np.linalg.norm(u))
            e = u / size
            value, gradient = self.objective.value_and_gradient((RADIUS_FLOAT * e)[:, None])
            slope = gradient[:, 0]
            return float(value[0]), (slope - e * float(slope @ e)) * RADIUS_FLOAT / size

        for _ in range(STARTS):
            start = generator.choice((-1.0, 1.0), self.n) * np.exp(1.5 * generator.normal(size=self.n))
            with np.errstate(all="ignore"):
                done = minimize(on_sphere, start / np.linalg.norm(start), jac=True, method="BFGS")
            x = RADIUS_FLOAT * done.x / np.linalg.norm(done.x)
            value = float(done.fun)
            if np.isfinite(value) and all(np.linalg.norm(x - known) > 1e-3 for _, known in rows):
                rows.append((value, x))
        rows.sort(key=lambda row: row[0])
        return [x for _, x in rows[:MAX_BRANCHES]]

    def follow(self, x: FloatArray) -> Branch | None:
        """Return the branch through a minimum on the first sphere, if f decreases along it to a limit."""
        import numpy as np

        points = [x]
        radius = RADIUS_FLOAT
        values = [float(self.objective.value(x[:, None])[0])]
        for _ in range(STEPS):
            guess = self._predicted(points)
            radius *= 2
            found = self._corrected(guess * (radius / np.linalg.norm(guess)), radius)
            if found is None:
                break
            value = float(self.objective.value(found[:, None])[0])
            if not value < values[-1] - 1e-15 * (1 + abs(value)):
                break
            points.append(found)
            values.append(value)
        if len(points) < 5:
            return None
        before, last = values[-2] - values[-3], values[-1] - values[-2]
        if not last > 0.95 * before:  # the steps are negative and must become smaller
            return None
        limit_float = values[-1] - last * last / (last - before)
        near, far = points[-3], points[-1]
        return Branch(tuple(map(float, near)), tuple(map(float, far)), limit_float)

    def _predicted(self, points: list[FloatArray]) -> FloatArray:
        """Continue every coordinate as a power of the radius."""
        import numpy as np

        if len(points) == 1:
            return points[-1]
        a, b = points[-2], points[-1]
        same = (np.sign(a) == np.sign(b)) & (a != 0)
        ratio = np.where(same, b / np.where(a == 0, 1, a), 1.0)
        ahead: FloatArray = b * np.clip(ratio, 1 / 64, 64)
        return ahead

    def _corrected(self, x: FloatArray, radius: float) -> FloatArray | None:
        """Newton's method for grad f = l x on the sphere; None if it does not lead to a minimum there."""
        import numpy as np

        n = self.n
        matrix = np.zeros((n + 1, n + 1))
        gradient = self.objective.value_and_gradient(x[:, None])[1][:, 0]
        multiplier = float(gradient @ x) / (radius * radius)
        for _ in range(NEWTON):
            everything = self.objective.values_of_all(x[:, None])
            gradient = self.objective.value_and_gradient(x[:, None])[1][:, 0]
            matrix[:n, :n] = self.hessian(everything)[:, 0].reshape(n, n) - multiplier * np.eye(n)
            matrix[:n, n] = matrix[n, :n] = -x
            right = np.append(-(gradient - multiplier * x), (float(x @ x) - radius * radius) / 2)
            if not np.all(np.isfinite(matrix)) or not np.all(np.isfinite(right)):
                return None
            scale = 1 / np.sqrt(np.maximum(np.abs(np.diag(matrix)), 1e-12))
            scale[n] = 1 / radius
            try:
                step = scale * np.linalg.solve(scale[:, None] * matrix * scale, scale * right)
            except np.linalg.LinAlgError:
                return None
            x = x + step[:n]
            multiplier += float(step[n])
            if np.linalg.norm(step[:n]) <= TOLERANCE_FLOAT * radius and abs(step[n]) <= TOLERANCE_FLOAT:
                break
        else:
            return None
        tangent = np.linalg.svd(x[None, :])[2][1:]
        bent = tangent @ matrix[:n, :n] @ tangent.T
        smallest = float(np.linalg.eigvalsh(bent)[0])
        return x if smallest >= -1e-6 * max(1.0, abs(multiplier)) else None


__all__ = ["Branch", "find_falling_branches"]
