"""Degenerate local minima by an inequality in a region around a rational point.  Soundness-critical: no.

At a point p of a critical set the Hessian may vanish and F - v need not have a factor of constant sign, as for
x^4 - u x^2 y^2 + y^4 at (0, 0, 1).  If F looks not smaller than v near p, F >= v is proved by a Positivstellensatz
identity where the coordinates along which F is constant through p stay near their values there; where coordinates keep
their signs; or in a ball.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from tameproof.morse_sard.proving import Effort, sos_settings
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.evidence import Psatz, RationalPoint, RegionMinimum
from tameproof.proofs.kernel.facts import positive
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.symbolic.budget import Deadline

MAX_POINTS = 40
MAX_ATTEMPTS = {Effort.SMALL: 3, Effort.MEDIUM: 5, Effort.LARGE: 5}
MAX_SIZE = 2000  # terms times variables
MAX_BITS = 900  # of coefficients, which have to be doubles
DIRECTIONS = 1000
SAMPLES = 2000
RADII_FLOAT = (0.1, 0.02, 0.004)
RADII = (Fraction(1), Fraction(1, 2), Fraction(1, 4))
MULTIPLES = (Fraction(2), Fraction(1, 2), Fraction(4))


def find_degenerate_minima(
    lift: Lift,
    value: Fraction,
    points: Sequence[RationalPoint],
    below: RationalPoint,
    settings: MorseSardSettings,
    deadline: Deadline,
    *,
    effort: Effort = Effort.MEDIUM,
) -> Iterator[RegionMinimum]:
    """Yield regions in which F >= value, around points that look like local minima with this value.

    Args:
        lift: the lift of a polynomial objective (nothing is found for others).
        value: the value at the points.
        points: critical points with this value.
        below: a point with a smaller value.
        settings: budgets.
        deadline: when to give up.
        effort: size of the semidefinite programs.
    """
    if not lift.is_polynomial:
        return
    excess = lift.objective - Polynomial.constant(value)
    n = lift.dimension
    if len(excess) * n > MAX_SIZE or max(excess.bits, excess.denominator.bit_length()) > MAX_BITS:
        return
    form = _Sampled(excess, n, settings.seed)
    attempts: list[tuple[int, int, RationalPoint, tuple[Polynomial, ...]]] = []
    for number, point in enumerate(_with_multiples(lift, excess, points)[:MAX_POINTS]):
        if form.looks_like_a_minimum(point):
            regions = [g for g in _regions(excess, point) if form.is_nonnegative_in(g)]
            attempts += [(place, number, point, g) for place, g in enumerate(regions)]
    attempts.sort(key=lambda row: row[:2])
    for _, _, point, region in attempts[: MAX_ATTEMPTS[effort]]:
        if deadline.remaining_float <= 0:
            return
        facts = tuple(positive(g) for g in region)
        found = prove_nonnegative(excess, facts, settings=sos_settings(settings, deadline, effort))
        if isinstance(found, Psatz):
            yield RegionMinimum(point, region, found, below)


def _still(excess: Polynomial, point: RationalPoint) -> list[int]:
    """Return the coordinates along which the polynomial stays zero from the point on."""
    n = len(point.coordinates)
    constants = {i: Polynomial.constant(c) for i, c in enumerate(point.coordinates)}
    t = Polynomial.variable(n)
    return [i for i in range(n) if excess.substitute({**constants, i: constants[i] + t}).is_zero]


def _with_multiples(lift: Lift, excess: Polynomial, points: Sequence[RationalPoint]) -> list[RationalPoint]:
    """Return the points, and critical points with the same value and multiples of one coordinate."""
    out = list(points)
    for point in points:
        for i in _still(excess, point):
            for multiple in MULTIPLES if point.coordinates[i] else ():
                row = list(point.coordinates)
                row[i] *= multiple
                values = dict(enumerate(row))
                if all(g.evaluate(values) == 0 for g in lift.gradient):
                    out.append(RationalPoint(tuple(row)))
    out.sort(key=lambda p: sum(1 for c in p.coordinates if c))
    return out


class _Values:
    """A polynomial at many points at once, in double precision."""

    def __init__(self, p: Polynomial, n: int) -> None:
        import numpy as np

        rows = p.items()
        self._exponents = np.array([(*e, *((0,) * (n - len(e)))) for e, _ in rows], dtype=np.int64).reshape(-1, n)
        self._coefficients_float = np.array([float(c) for _, c in rows])

    def __call__(self, points_float: Any) -> tuple[Any, Any]:
        """Return the values at the rows of a matrix, and the sums of the absolute values of the terms."""
        import numpy as np

        terms = np.prod(points_float[:, None, :] ** self._exponents[None, :, :], axis=2) * self._coefficients_float
        return terms.sum(axis=1), np.abs(terms).sum(axis=1)


class _Sampled:
    """A polynomial at random points, as a hint."""

    def __init__(self, p: Polynomial, n: int, seed: int) -> None:
        import numpy as np

        self._n = n
        self._values = _Values(p, n)
        generator = np.random.default_rng(seed)
        directions = generator.normal(size=(DIRECTIONS, n)) * 10.0 ** generator.uniform(-2, 0, size=(DIRECTIONS, n))
        radii = np.array(RADII_FLOAT)[np.arange(DIRECTIONS) % len(RADII_FLOAT)]
        self._steps_float = directions * (radii / np.linalg.norm(directions, axis=1))[:, None]
        points = generator.normal(size=(SAMPLES, n)) * 10.0 ** generator.uniform(-1, 1, size=(SAMPLES, n))
        self._low_points_float = points[self._is_negative(points)]

    def _is_negative(self, points_float: Any) -> Any:
        values, sizes = self._values(points_float)
        return values < -1e-12 * sizes

    def looks_like_a_minimum(self, point: RationalPoint) -> bool:
        """Return whether no point near the given one has a clearly smaller value."""
        import numpy as np

        center_float = np.array([float(c) for c in point.coordinates])
        return not np.any(self._is_negative(center_float + self._steps_float))

    def is_nonnegative_in(self, region: tuple[Polynomial, ...]) -> bool:
        """Return whether the polynomial is nonnegative at random points of a region."""
        import numpy as np

        inside = [_Values(g, self._n)(self._low_points_float)[0] > 0 for g in region]
        return not np.any(np.all(inside, axis=0))


def _regions(excess: Polynomial, point: RationalPoint) -> Iterator[tuple[Polynomial, ...]]:
    """Yield systems of inequalities that hold strictly at the point."""
    n = len(point.coordinates)
    distances = [Polynomial.variable(i) - Polynomial.constant(c) for i, c in enumerate(point.coordinates)]
    still = _still(excess, point)
    signs = [Polynomial.variable(i).scale(1 if c > 0 else -1) for i, c in enumerate(point.coordinates) if c]
    for g in signs:
        yield (g,)
    if len(signs) > 1:
        yield tuple(signs)
    ball = sum_of_products([(d, d) for d in distances])
    for radius in RADII:
        square = Polynomial.constant(radius * radius)
        if still:
            yield tuple(square - distances[i] * distances[i] for i in still)
        if len(still) < n:
            yield (square - ball,)


__all__ = ["find_degenerate_minima"]
