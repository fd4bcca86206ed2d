"""Separating hyperplanes x_i = c between a stuck run and the lowest point, by the smallest value on each of them.

Soundness-critical: no; floats suggest the place, exact identities decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.explore import FloatObjective, descend
from tameproof.sos.rationals import round_number

if TYPE_CHECKING:
    from tameproof.sos.explore import FloatArray

ITERATIONS = 120
OFFSETS = (0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)


class SliceObjective(FloatObjective):
    """The objective where one coordinate does not move."""

    def __init__(self, lift: Lift, frozen: int) -> None:
        """Compile the objective; ``frozen`` is the index of the fixed coordinate."""
        super().__init__(lift)
        self._frozen = frozen

    def value_and_gradient(self, points_float: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return f and its gradient along the slice."""
        value, gradient = super().value_and_gradient(points_float)
        gradient[self._frozen] = 0.0
        return value, gradient


def find_coordinate_separators(
    lift: Lift, inside_float: Sequence[float], outside_float: Sequence[float], value_float: float
) -> list[Polynomial]:
    """Return +-(x_i - c), positive at one point and negative at another, with f above a value where x_i = c.

    Args:
        lift: the lifted objective.
        inside_float: the point where they shall be positive.
        outside_float: the point where they shall be negative.
        value_float: the value to be exceeded on the hyperplane.

    Returns:
        The best hyperplane per coordinate, highest barrier first; descent on the hyperplanes may miss low values.
    """
    import numpy as np

    found: list[tuple[float, Polynomial]] = []
    generator = np.random.default_rng(0)
    n = lift.dimension
    ends = np.array([inside_float, outside_float], dtype=float)
    if not np.isfinite(ends).all():
        return []
    others = [ends[0], ends[1], 0.5 * (ends[0] + ends[1]), np.zeros(n), *generator.standard_normal((3, n))]
    for i in range(n):
        a, b = float(ends[1, i]), float(ends[0, i])
        width, sign = abs(b - a), 1.0 if b > a else -1.0
        if width < 0.05:
            continue
        places = {0.0} if a * b < 0 else set()
        places |= {a + (b - a) * k / 12 for k in range(1, 12)}
        for origin, direction in ((a, sign), (b, -sign)):
            places |= {origin + direction * offset for offset in OFFSETS if offset < 0.98 * width}
        grid = np.array(sorted(places))
        starts = np.repeat(np.array(others).T, grid.size, axis=1)
        starts[i] = np.tile(grid, len(others))
        _, values = descend(SliceObjective(lift, i), starts, iterations=ITERATIONS)
        values = np.where(np.isfinite(values), values, np.inf).reshape(len(others), grid.size).min(axis=0)
        best = int(np.argmax(values))
        if 0.0 in places:  # the simplest place, unless another one is much better
            zero = int(np.argmin(np.abs(grid)))
            best = zero if values[zero] - value_float > 0.5 * (values[best] - value_float) else best
        height = float(values[best])
        if not height > value_float + 1e-3 * (1 + abs(value_float)):
            continue
        gap = float(min(abs(grid[best] - p) for p in (*np.delete(grid, best), a, b)))
        place = round_number(float(grid[best]), 0.3 * gap)
        if place is not None:
            g = Polynomial.variable(i) - Polynomial.constant(place)
            found.append((height, g if sign > 0 else -g))
    return [g for _, g in sorted(found, key=lambda t: -t[0])]
