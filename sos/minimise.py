"""Low points of a polynomial: descent in floats, then Newton's method in rational arithmetic.  Soundness-critical: no.

Used to disprove inequalities by exact points, and to know where a nonnegative polynomial is almost zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from tameproof.proofs.kernel.polynomial import ONE, Polynomial, factors_of, unpack
from tameproof.sos.settings import Deadline
from tameproof.sos.shapes import is_homogeneous

STARTS = 12
NEWTON_STEPS = 60
FEW_STEPS = 6
MAX_ZEROS = 12
CHART_STARTS = 8  # descents per affine chart of a form
NEAR = Fraction(1, 10_000)  # zeros this close to a descent's end are tried before Newton's method
GRID_VARIABLES = 5
MAX_GRID_ZEROS = 24
POLISHED = 2  # points that are also improved by Newton's method
MAX_POLISHED_TERMS = 100
BITS = 60
DESCENT_STEPS = 200
HALVINGS = 20
FLAT = 1e-5  # size of a gradient, for coefficients of size 1
SIMPLE_DENOMINATORS = (1, 2, 3, 4, 6, 8, 10, 16, 60, 100, 1000, 10**4, 10**6, 10**9)
Point = dict[int, Fraction]


class FloatPolynomial:
    """Values and gradients in floats."""

    def __init__(self, q: Polynomial, variables: Sequence[int], *, scaled: bool = True) -> None:
        """Start from q; ``scaled``: divide by the largest coefficient."""
        import numpy as np

        exponents = []
        for m in q.terms:
            e = unpack(m)
            exponents.append([e[v] if v < len(e) else 0 for v in variables])
        n = len(variables)
        self.exponents = np.array(exponents, dtype=int).reshape(len(exponents), n)
        self.coefficients = np.array([c / q.denominator for c in q.terms.values()])
        if scaled and exponents:
            self.coefficients /= np.abs(self.coefficients).max()
        # q and its partial derivatives as one list of monomials
        tables, weights = [self.exponents], [self.coefficients]
        for i in range(n):
            lower = self.exponents.copy()
            lower[:, i] = np.maximum(lower[:, i] - 1, 0)
            tables.append(lower)
            weights.append(self.coefficients * self.exponents[:, i])
        self.top = int(self.exponents.max(initial=1))
        self.places = np.array(tables) * n + np.arange(n)  # into a flat table of powers
        self.weights = np.array(weights)

    def __call__(self, x: Any) -> tuple[float, Any]:
        """Return value and gradient."""
        import numpy as np

        powers = np.ones((self.top + 1, len(x)))
        for k in range(1, self.top + 1):
            powers[k] = powers[k - 1] * x
        monomials = powers.ravel()[self.places].prod(axis=2)
        values = (self.weights * monomials).sum(axis=1)
        return float(values[0]), values[1:]


def descend(f: FloatPolynomial, start: Any) -> Any:
    """Return where the method of Broyden, Fletcher, Goldfarb and Shanno ends; source: [nocedal_wright_2006]."""
    import numpy as np

    x, n = start, len(start)
    value, gradient = f(x)
    inverse = np.eye(n)
    for step in range(DESCENT_STEPS):
        if not np.isfinite(value) or float(np.abs(gradient).max()) < FLAT:
            break
        direction = -(inverse @ gradient)
        slope = float(gradient @ direction)
        if slope >= 0:
            inverse, direction, slope = np.eye(n), -gradient, -float(gradient @ gradient)
        length = 1.0 if step else min(1.0, 1.0 / float(np.abs(gradient).sum()))
        for _ in range(HALVINGS):
            new = x + length * direction
            new_value, new_gradient = f(new)
            if new_value <= value + 1e-4 * length * slope:
                break
            length /= 2
        else:
            break
        s, y = new - x, new_gradient - gradient
        curvature = float(s @ y)
        if curvature > 1e-12 * float(np.linalg.norm(s) * np.linalg.norm(y)):
            if not step:
                inverse *= curvature / float(y @ y)
            u = inverse @ y
            inverse += np.outer(s, s) * ((1 + float(y @ u) / curvature) / curvature)
            inverse -= (np.outer(u, s) + np.outer(s, u)) / curvature
        x, value, gradient = new, new_value, new_gradient
    return x


def find_low_points(q: Polynomial, deadline: Deadline, *, starts: int = STARTS) -> list[Point]:
    """Return rational points near local minima of q, lowest first; or a single point where q < 0.

    Args:
        q: not constant.
        deadline: looked at between the starts.
        starts: how many descents.

    Returns:
        Points with short coordinates.  That no point has q < 0 implies nothing.
    """
    import numpy as np

    variables = sorted(q.variables())
    f = FloatPolynomial(q, variables)
    generator = np.random.default_rng(12345)
    found: list[tuple[Fraction, Point]] = []
    for k in range(starts):
        if deadline.is_over:
            break
        start = generator.uniform(-1, 1, len(variables)) * 2.0 ** (k % 4 - 1)
        with np.errstate(all="ignore"):
            x = descend(f, start)
        if not np.all(np.isfinite(x)) or np.abs(x).max() > 1e6:
            continue
        point = {v: Fraction(float(c)).limit_denominator(10**12) for v, c in zip(variables, x, strict=True)}
        value = q.evaluate(point)
        if value < 0:
            return [simplify_point(q, point)]
        found.append((value, point))
    found.sort(key=lambda t: (t[0], sorted(t[1].items())))
    for _, point in found[:POLISHED] if len(q) <= MAX_POLISHED_TERMS else ():
        better = polish(q, point, deadline, steps=FEW_STEPS)
        if q.evaluate(better) < 0:
            return [simplify_point(q, better)]
    return [p for _, p in found]


def simplify_point(q: Polynomial, point: Point) -> Point:
    """Return a point with smaller denominators where q is still negative."""
    for denominator in SIMPLE_DENOMINATORS:
        simple = {v: c.limit_denominator(denominator) for v, c in point.items()}
        if q.evaluate(simple) < 0:
            return simple
    return point


def find_rational_zeros(q: Polynomial, low: Sequence[Point], deadline: Deadline) -> list[Point]:
    """Return rational zeros of q != 0; of a form, zeros with one coordinate 1 (the origin says nothing).

    Args:
        q: a polynomial, thought to be nonnegative.
        low: low points that are known.
        deadline: looked at between the searches.
    """
    if not is_homogeneous(q):
        return rational_zeros(q, low, deadline)
    found: list[Point] = []
    for v in sorted(q.variables()):
        chart = q.substitute({v: ONE})
        if deadline.is_over or not chart.variables() or len(found) >= MAX_ZEROS:
            break
        points = find_low_points(chart, deadline, starts=CHART_STARTS)
        for point in rational_zeros(chart, points, deadline):
            zero = {**point, v: Fraction(1)}
            if not any(_are_parallel(zero, other) for other in found):
                found.append(zero)
    return found


def _are_parallel(a: Point, b: Point) -> bool:
    keys = sorted(a)
    return sorted(b) == keys and all(a[i] * b[j] == a[j] * b[i] for i in keys for j in keys)


def rational_zeros(q: Polynomial, points: Sequence[Point], deadline: Deadline) -> list[Point]:
    """Return the rational zeros of q, with short coordinates, that lie next to the given low points; exact."""
    found: list[Point] = []
    for near in points[:MAX_ZEROS]:
        simple = _simple_zero(q, near, tolerance=NEAR) or _simple_zero(q, polish(q, near, deadline))
        if simple is not None and simple not in found:
            found.append(simple)
    return found


def _simple_zero(q: Polynomial, place: Point, *, tolerance: Fraction | None = None) -> Point | None:
    """Return a zero of q with short coordinates next to a point (at most ``tolerance`` away), or None; exact."""
    for denominator in SIMPLE_DENOMINATORS[:10]:
        simple = {v: c.limit_denominator(denominator) for v, c in place.items()}
        if tolerance is not None and any(abs(simple[v] - c) > tolerance for v, c in place.items()):
            continue
        if not q.evaluate(simple):
            return simple
    return None


def find_grid_zeros(q: Polynomial) -> list[Point]:
    """Return zeros of q with coordinates 0, 1 and -1, the most coordinates that are not 0 first; exact.

    Only for few variables; of two opposite zeros one.  An empty answer implies nothing.
    """
    variables = sorted(q.variables())
    if len(variables) > GRID_VARIABLES:
        return []
    terms = [
        ([e[v] if v < len(e) else 0 for v in variables], c) for e, c in ((unpack(m), c) for m, c in q.terms.items())
    ]
    found: list[tuple[int, ...]] = []
    for x in product((1, 0, -1), repeat=len(variables)):
        if tuple(-c for c in x) in found or not any(x):
            continue
        if not sum(c * prod(a**k for a, k in zip(x, e, strict=True) if k) for e, c in terms):
            found.append(x)
    found.sort(key=lambda x: -sum(map(abs, x)))
    return [{v: Fraction(c) for v, c in zip(variables, x, strict=True)} for x in found[:MAX_GRID_ZEROS]]


def polish(q: Polynomial, point: Point, deadline: Deadline, *, steps: int = NEWTON_STEPS) -> Point:
    """Return the point after Newton steps towards a critical point, in rational arithmetic of about BITS bits."""
    variables = sorted(point)
    gradient = [q.derivative(v) for v in variables]
    hessian = [g.derivative(v) for k, g in enumerate(gradient) for v in variables[: k + 1]]
    table = _DyadicTable([q, *gradient, *hessian], variables)
    best, value, n = point, q.evaluate(point), len(variables)
    place = [round(point[v] * 2**BITS) for v in variables]
    values = table.values(place)
    for _ in range(steps):
        if deadline.is_over:
            break
        right = [-c for c in values[1 : n + 1]]
        matrix = [[values[n + 1 + _place(i, j)] for j in range(n)] for i in range(n)]
        step = _solve(matrix, right)
        if step is None:
            break
        place = [x + round(s * 2**BITS) for x, s in zip(place, step, strict=True)]
        values = table.values(place)
        if values[0] >= value:
            break
        value, best = values[0], _dyadic_point(variables, place)
    return best


def _place(i: int, j: int) -> int:
    return i * (i + 1) // 2 + j if i >= j else j * (j + 1) // 2 + i


def _dyadic_point(variables: Sequence[int], place: Sequence[int]) -> Point:
    return {v: Fraction(x, 2**BITS) for v, x in zip(variables, place, strict=True)}


class _DyadicTable:
    """Several polynomials, evaluated exactly where all coordinates are integers over 2^BITS."""

    def __init__(self, polynomials: Sequence[Polynomial], variables: Sequence[int]) -> None:
        position = {v: k for k, v in enumerate(variables)}
        self.degree = max(p.degree for p in polynomials)
        self.rows = []
        for p in polynomials:
            terms = []
            for m, c in p.terms.items():
                factors = [(position[v], e) for v, e in factors_of(m)]
                terms.append((c, BITS * (self.degree - sum(e for _, e in factors)), factors))
            self.rows.append((terms, p.denominator << (BITS * self.degree)))

    def values(self, place: Sequence[int]) -> list[Fraction]:
        """Return the values at place / 2^BITS."""
        powers = [[1] for _ in place]
        for x, known in zip(place, powers, strict=True):
            for _ in range(self.degree):
                known.append(known[-1] * x)
        out = []
        for terms, denominator in self.rows:
            total = 0
            for c, shift, factors in terms:
                for v, e in factors:
                    c *= powers[v][e]
                total += c << shift
            out.append(Fraction(total, denominator))
        return out


def _solve(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    n = len(right)
    rows = [[*row, r] for row, r in zip(matrix, right, strict=True)]
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        if not rows[pivot][k]:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(n):
            if i != k and rows[i][k]:
                factor = rows[i][k] / rows[k][k]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [rows[i][n] / rows[i][i] for i in range(n)]
