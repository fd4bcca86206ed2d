"""Separating hyperplanes x_i = c, and level sets of other polynomials, between a stuck run and the lowest point.

Soundness-critical: no; floats suggest the place, exact identities decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.sos.explore import FloatObjective, descend
from tameproof.sos.rationals import round_number

if TYPE_CHECKING:
    from tameproof.sos.explore import FloatArray

ITERATIONS = 120
STEPS_TO_BARRIER = 200
FAR_LEVEL = 50.0  # level sets farther out are left to arcs
MAX_DENOMINATOR = 2000  # of a value that is guessed from a float
MAX_FACTORED_TERMS = 400
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


def find_barrier_level(
    lift: Lift, p: Polynomial, inside_float: Sequence[float], outside_float: Sequence[float]
) -> Fraction | None:
    """Return the level of a polynomial at the highest value of f on a segment.

    Args:
        lift: the lifted objective.
        p: a polynomial in x.
        inside_float: where the segment starts.
        outside_float: where it ends, with another value of p.

    Returns:
        A rational near that level, or None if f does not rise on the way: a hint, f may be lower elsewhere.
    """
    import numpy as np

    ends = np.array([inside_float, outside_float], dtype=float)
    shares = np.linspace(0.0, 1.0, STEPS_TO_BARRIER + 1)
    points = ends[0][:, None] + (ends[1] - ends[0])[:, None] * shares
    values = FloatObjective(lift).value(points)
    values = np.where(np.isfinite(values), values, -np.inf)
    best = int(np.argmax(values))
    if best in (0, STEPS_TO_BARRIER) or not values[best] > values[0] + 1e-6 * (1 + abs(float(values[0]))):
        return None
    there, level, here = (at_float(p, points[:, k]) for k in (0, best, STEPS_TO_BARRIER))
    return round_number(level, 0.2 * min(abs(level - there), abs(level - here)))


def find_level_separators(
    lift: Lift, inside_float: Sequence[float], outside_float: Sequence[float], value_float: float
) -> Iterator[Polynomial]:
    """Yield p - c or c - p, positive at the first point, that may separate it from the second one.

    The polynomials p are factors of F - v that vanish at the first point, v being a short fraction near its value, then
    |x|^2, products of two coordinates and squares: minima on a curve or a sphere are cut off by another level set of
    the same polynomial.  The level c is where f is highest on the way, or halfway.

    Args:
        lift: the lifted objective.
        inside_float: a point where f is stuck.
        outside_float: a point with a smaller value.
        value_float: the value at the first point.
    """
    n = lift.dimension
    from tameproof.symbolic._flint import primitive_part

    for p in _vanishing_factors(lift, inside_float, value_float):
        level = find_barrier_level(lift, p, inside_float, outside_float)
        if level is not None and level != 0:
            g = primitive_part(p - Polynomial.constant(level))
            yield g if at_float(g, inside_float) > 0 else -g
    coordinate = [Polynomial.variable(i) for i in range(n)]
    forms = [(sum_of_products([(x, x) for x in coordinate]), tuple(range(n)))]
    forms += [(coordinate[i] * coordinate[j], (i, j)) for i in range(n) for j in range(i + 1, n)]
    forms += [(coordinate[i] * coordinate[i], (i,)) for i in range(n)]
    for p, moved in forms:
        there, here = at_float(p, inside_float), at_float(p, outside_float)
        if abs(there) >= FAR_LEVEL or abs(there - here) <= 1e-3:
            continue
        barrier = None
        if abs(there) > 1e-3:  # on a ray, to q = here or to 0
            scale = max(here / there, 0.0) ** 0.5
            end = [scale * v if i in moved else v for i, v in enumerate(inside_float)]
            barrier = find_barrier_level(lift, p, inside_float, end)
        for level in (barrier, round_number((there + here) / 2, abs(there - here) / 5)):
            if level is not None and float(level) != there:
                g = p - Polynomial.constant(level)
                yield g if there > float(level) else -g


def _vanishing_factors(lift: Lift, point_float: Sequence[float], value_float: float) -> list[Polynomial]:
    """Return the factors of F - v that vanish at a point, v being a short fraction near a value; polynomials only."""
    from tameproof.symbolic._flint import factor

    value = Fraction(value_float).limit_denominator(MAX_DENOMINATOR)
    if not lift.is_polynomial or abs(float(value) - value_float) > 1e-7 * (1 + abs(value_float)):
        return []
    excess = lift.objective - Polynomial.constant(value)
    if excess.is_zero or len(excess) > MAX_FACTORED_TERMS:
        return []
    factors = [p for p, _ in factor(excess)[1]]
    return [p for p in factors if len(factors) > 1 and abs(at_float(p, point_float)) < 1e-4]


def at_float(p: Polynomial, point_float: Sequence[float]) -> float:
    """Return a polynomial in x at a float point."""
    return float(sum(c * prod(point_float[i] ** e for i, e in enumerate(exponents)) for exponents, c in p.items()))
