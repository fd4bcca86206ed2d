"""Low points of a polynomial: descent in floats, then Newton's method in rational arithmetic.  Soundness-critical: no.

Used to disprove inequalities by exact points, and to know where a nonnegative polynomial is almost zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from tameproof.proofs.kernel.polynomial import ONE, Polynomial, unpack
from tameproof.sos.settings import Deadline
from tameproof.sos.shapes import is_homogeneous

STARTS = 12
NEWTON_STEPS = 60
MAX_ZEROS = 12
CHART_STARTS = 8  # descents per affine chart of a form
POLISHED = 2  # points that are also improved by Newton's method
MAX_POLISHED_TERMS = 100
BITS = 60
SIMPLE_DENOMINATORS = (1, 2, 3, 4, 6, 8, 10, 16, 60, 100, 1000, 10**4, 10**6, 10**9)
Point = dict[int, Fraction]


class FloatPolynomial:
    """Values and gradients in floats."""

    def __init__(self, q: Polynomial, variables: Sequence[int], *, scaled: bool = True) -> None:
        """Start from q != 0; ``scaled``: divide by the largest coefficient."""
        import numpy as np

        exponents = []
        for m in q.terms:
            e = unpack(m)
            exponents.append([e[v] if v < len(e) else 0 for v in variables])
        self.exponents = np.array(exponents, dtype=int).reshape(len(exponents), len(variables))
        self.coefficients = np.array([c / q.denominator for c in q.terms.values()])
        if scaled:
            self.coefficients /= np.abs(self.coefficients).max()

    def __call__(self, x: Any) -> tuple[float, Any]:
        """Return value and gradient."""
        import numpy as np

        n = self.exponents.shape[1]
        top = int(self.exponents.max(initial=1))
        powers = np.ones((top + 1, n))
        for k in range(1, top + 1):
            powers[k] = powers[k - 1] * x
        table = powers[self.exponents, np.arange(n)]
        value = float(self.coefficients @ table.prod(axis=1))
        gradient = np.zeros(n)
        for i in range(n):
            e = self.exponents[:, i]
            other = np.delete(table, i, axis=1).prod(axis=1)
            gradient[i] = float(self.coefficients @ (e * powers[np.maximum(e - 1, 0), i] * other))
        return value, gradient


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
    from scipy.optimize import minimize

    variables = sorted(q.variables())
    f = FloatPolynomial(q, variables)
    generator = np.random.default_rng(12345)
    found: list[tuple[Fraction, Point]] = []
    for k in range(starts):
        if deadline.is_over:
            break
        start = generator.uniform(-1, 1, len(variables)) * 2.0 ** (k % 4 - 1)
        with np.errstate(all="ignore"):
            answer = minimize(f, start, jac=True, method="BFGS", options={"maxiter": 200})
        x = np.array(answer.x)
        if not np.all(np.isfinite(x)) or np.abs(x).max() > 1e6:
            continue
        point = {v: Fraction(float(c)).limit_denominator(10**12) for v, c in zip(variables, x, strict=True)}
        value = q.evaluate(point)
        if value < 0:
            return [simplify_point(q, point)]
        found.append((value, point))
    found.sort(key=lambda t: (t[0], sorted(t[1].items())))
    for _, point in found[:POLISHED] if len(q) <= MAX_POLISHED_TERMS else ():
        better = polish(q, point, deadline)
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
        place = polish(q, near, deadline)
        for denominator in SIMPLE_DENOMINATORS[:10]:
            simple = {v: c.limit_denominator(denominator) for v, c in place.items()}
            if not q.evaluate(simple):
                if simple not in found:
                    found.append(simple)
                break
    return found


def polish(q: Polynomial, point: Point, deadline: Deadline) -> Point:
    """Return the point after Newton steps towards a critical point, in rational arithmetic of about BITS bits."""
    variables = sorted(point)
    gradient = [q.derivative(v) for v in variables]
    hessian = [[g.derivative(v) for v in variables] for g in gradient]
    best, value = point, q.evaluate(point)
    for _ in range(NEWTON_STEPS):
        if deadline.is_over:
            break
        right = [-g.evaluate(best) for g in gradient]
        step = _solve([[h.evaluate(best) for h in row] for row in hessian], right)
        if step is None:
            break
        trial = {v: _rounded(best[v] + s) for v, s in zip(variables, step, strict=True)}
        new = q.evaluate(trial)
        if new >= value:
            break
        best, value = trial, new
    return best


def _rounded(c: Fraction) -> Fraction:
    return Fraction(round(c * 2**BITS), 2**BITS)


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
