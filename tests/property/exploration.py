"""A numerical exploration of polynomials in one and two variables that can contradict a verdict.

Nothing here is exact, so every comparison has a margin; what is reported is a clear contradiction only:

* *certified*, but a descent ends at a point with a clearly positive definite Hessian and a clearly larger value than
  another point that was seen;
* *certified*, but on growing circles a valley keeps walls of at least a fixed height while the value on its floor falls
  to a limit clearly above another value that was seen (then a component of a sublevel set lies in the valley).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Terms = Sequence[tuple[tuple[int, ...], int]]

STARTS = 48
STEPS = 400
MARGIN = 1e-3
RADII = (100.0, 300.0, 1000.0, 3000.0, 10000.0)


@dataclass(frozen=True)
class Numeric:
    """A polynomial in floating-point arithmetic."""

    exponents: Array
    coefficients: Array

    @staticmethod
    def of(terms: Terms) -> Numeric:
        return Numeric(
            np.array([e for e, _ in terms], dtype=np.float64), np.array([c for _, c in terms], dtype=np.float64)
        )

    def derivative(self, i: int) -> Numeric:
        shifted = self.exponents.copy()
        shifted[:, i] = np.maximum(shifted[:, i] - 1, 0)
        return Numeric(shifted, self.coefficients * self.exponents[:, i])

    def __call__(self, points: Array) -> Array:
        """Return the values at points of shape (..., n)."""
        powers = points[..., None, :] ** self.exponents
        return np.asarray(powers.prod(axis=-1) @ self.coefficients)


@dataclass(frozen=True)
class Exploration:
    """What was seen.

    Attributes:
        lowest: the smallest value.
        minima: (point, value) of clear strict local minima.
        valleys: values at which valleys with lasting walls end at infinity.
        scale: size of the numbers, for margins.
    """

    lowest: float
    minima: tuple[tuple[tuple[float, ...], float], ...]
    valleys: tuple[float, ...]

    def contradiction_with_certified(self) -> str | None:
        """Return a reason why the function has a spurious local minimum, or None if none was seen."""
        for point, value in self.minima:
            if value > self.lowest + MARGIN * (1 + abs(value)):
                return f"local minimum {value:.6g} at {point}, but a value {self.lowest:.6g} exists"
        for value in self.valleys:
            if value > self.lowest + 10 * MARGIN * (1 + abs(value)):
                return f"valley at infinity of value {value:.6g}, but a value {self.lowest:.6g} exists"
        return None


def explore(terms: Terms, n: int, seed: int) -> Exploration:
    """Explore a polynomial by descents from many starts and by its values on large circles."""
    f = Numeric.of(terms)
    gradient = [f.derivative(i) for i in range(n)]
    hessian = [[g.derivative(j) for j in range(n)] for g in gradient]
    rng = np.random.default_rng(seed)
    starts = np.concatenate([rng.uniform(-s, s, (STARTS // 3, n)) for s in (1.0, 3.0, 10.0)])
    lowest = float(np.min(f(starts)))
    points, values = _descend(f, gradient, hessian, starts)
    if np.isfinite(values).any():
        lowest = min(lowest, float(np.nanmin(values[np.isfinite(values)])))
    minima = []
    for x in points[np.isfinite(values)]:
        found = _strict_minimum(f, gradient, hessian, x)
        if found is not None:
            minima.append(found)
    valleys: tuple[float, ...] = ()
    if n == 1:
        far = np.array([[-1e3], [1e3]])
        lowest = min(lowest, float(np.min(f(far))))
    if n == 2:
        valleys, low = _valleys(f)
        lowest = min(lowest, low)
    return Exploration(lowest, tuple(sorted(set(minima), key=lambda t: t[1])), valleys)


def _derivatives(gradient: list[Numeric], hessian: list[list[Numeric]], x: Array) -> tuple[Array, Array]:
    g = np.stack([p(x) for p in gradient], axis=-1)
    h = np.stack([np.stack([q(x) for q in row], axis=-1) for row in hessian], axis=-2)
    return g, h


def _descend(f: Numeric, gradient: list[Numeric], hessian: list[list[Numeric]], starts: Array) -> tuple[Array, Array]:
    """Run damped Newton steps with |Hessian|, each accepted only if the value does not increase."""
    x = starts.copy()
    value = f(x)
    damping = np.ones(len(x))
    for _ in range(STEPS):
        inside = np.all(np.abs(x) < 1e4, axis=-1) & np.isfinite(value)
        if not inside.any():
            break
        g, h = _derivatives(gradient, hessian, np.where(inside[:, None], x, 0.0))
        w, q = np.linalg.eigh(h)
        step = -np.einsum("kij,kj,klj,kl->ki", q, 1 / (np.abs(w) + damping[:, None]), q, g)
        trial = np.where(inside[:, None], x + step, x)
        new = f(trial)
        good = inside & (new <= value)
        x = np.where(good[:, None], trial, x)
        value = np.where(good, new, value)
        damping = np.where(good, damping / 3, damping * 4).clip(1e-9, 1e12)
    return x, value


def _strict_minimum(
    f: Numeric, gradient: list[Numeric], hessian: list[list[Numeric]], x: Array
) -> tuple[tuple[float, ...], float] | None:
    """Return the point (rounded) and its value if it is clearly a strict local minimum."""
    if np.any(np.abs(x) > 1e3):
        return None
    for _ in range(5):  # polish
        g, h = _derivatives(gradient, hessian, x)
        w = np.linalg.eigvalsh(h)
        if w[0] < 1e-4 * (1 + abs(w[-1])):
            return None
        x = x - np.linalg.solve(h, g)
    g, h = _derivatives(gradient, hessian, x)
    if np.max(np.abs(g)) > 1e-6 * (1 + np.max(np.abs(h))) or np.linalg.eigvalsh(h)[0] < 1e-4:
        return None
    return tuple(round(float(c), 6) + 0.0 for c in x), float(f(x))


def _directions() -> tuple[Array, Array]:
    """Return increasing angles and unit vectors; dense near the axes, where valleys go, and exact there."""
    near = np.concatenate([[0.0], np.logspace(-13, np.log10(np.pi / 4), 1500)])
    offsets = np.concatenate([-near[:0:-1], near])
    wide = np.linspace(-np.pi / 4, np.pi / 4, 1201)[1:]
    offsets = np.unique(np.concatenate([offsets[offsets > -np.pi / 4], wide]))
    c, s = np.cos(offsets), np.sin(offsets)
    quarters = [(c, s), (-s, c), (-c, -s), (s, -c)]  # rotations by quarter turns lose no digits
    angles = np.concatenate([offsets + k * np.pi / 2 for k in range(4)])
    return angles, np.concatenate([np.stack(q, axis=-1) for q in quarters])


def _valleys(f: Numeric) -> tuple[tuple[float, ...], float]:
    """Return limits of values on floors of valleys with lasting walls, and the smallest value on the circles."""
    angles, directions = _directions()
    rows = []
    lowest = np.inf
    for r in RADII:
        values = f(r * directions)
        lowest = min(lowest, float(np.min(values)))
        rows.append(_floors(angles, values))
    out = []
    for first in rows[0]:
        chain = [first]
        for row in rows[1:]:
            nearest = min(row, key=lambda t: abs(t[0] - chain[-1][0]), default=None)
            if nearest is None or abs(nearest[0] - chain[-1][0]) > 0.1:
                break
            chain.append(nearest)
        if len(chain) < len(rows):
            continue
        floors = [c[1] for c in chain]
        falls = [a - b for a, b in pairwise(floors)]
        # The fall has to be seen, and has to die out: then the floor has a limit.
        if not all(d > 1e-9 * (1 + abs(floors[0])) for d in falls):
            continue
        if not all(b < 0.7 * a for a, b in pairwise(falls)) or falls[-1] > MARGIN:
            continue
        limit = floors[-1]
        if min(c[2] for c in chain) > floors[0] + 10 * MARGIN * (1 + abs(limit)):
            out.append(limit)
    return tuple(out), lowest


def _floors(angles: Array, values: Array) -> list[tuple[float, float, float]]:
    """Return (angle, value, height of the lower wall) of the local minima on a circle."""
    n = len(values)
    low = [i for i in range(n) if values[i] < values[i - 1] and values[i] <= values[(i + 1) % n]]
    out = []
    for position, i in enumerate(low):
        if len(low) == 1:
            out.append((float(angles[i]), float(values[i]), np.inf))  # nothing else to fall into on this circle
            continue
        left, right = low[position - 1], low[(position + 1) % len(low)]
        wall_left = np.max(values[left : i + 1]) if left < i else max(np.max(values[left:]), np.max(values[: i + 1]))
        wall_right = (
            np.max(values[i : right + 1]) if right > i else max(np.max(values[i:]), np.max(values[: right + 1]))
        )
        out.append((float(angles[i]), float(values[i]), float(min(wall_left, wall_right))))
    return out
