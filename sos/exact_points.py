"""Minimisers with many digits, and as exact points.  Soundness-critical: no.

A float minimiser from descent (with constraints: sequential quadratic programming) is improved by Newton's method for
the equations of Karush, Kuhn and Tucker of the active constraints, with the inverse of one Jacobian in doubles; its
coordinates are then recognised in one number field.  If the equations have a curve of solutions, the coordinates that
are free are set to simple numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tameproof.proofs.kernel.algebraic import refine
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import AlgebraicPoint, Point, RationalPoint
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.enclosures import value_near
from tameproof.sos.explore import explore
from tameproof.sos.minimise import FloatPolynomial
from tameproof.sos.number_fields import find_field
from tameproof.sos.settings import Deadline

STARTS = 16
FLOAT_STEPS = 40
LONG_STEPS = 150
ACTIVE = 1e-5
RANK = 1e-7
MAX_POINTS = 4
SIMPLE = (1, 2, 3, 4, 6, 10, 60)  # denominators of coordinates


@dataclass(frozen=True, slots=True)
class LongPoint:
    """Coordinates of a critical point of f on a set, and the value of f there, as fixed-point integers."""

    bits: int
    coordinates: tuple[int, ...]
    value: int


def approximate_point(point: Point) -> tuple[float, ...]:
    """Return the coordinates of an exact point as floats."""
    if isinstance(point, RationalPoint):
        return tuple(map(float, point.coordinates))
    theta = refine(point.theta, Fraction(1, 10**30))
    middle = (theta.low + theta.high) / 2
    return tuple(float(sum(c * middle**k for k, c in enumerate(row))) for row in point.coordinates)


def find_long_minimisers(
    f: Polynomial,
    dimension: int,
    inequalities: Sequence[Polynomial],
    equations: Sequence[Polynomial],
    bits: int,
    deadline: Deadline,
) -> list[LongPoint]:
    """Return critical points of f on the set that may be minimisers, lowest value first.

    Args:
        f: objective, in the variables 0, ..., dimension - 1.
        dimension: number of coordinates.
        inequalities: polynomials that are >= 0 on the set.
        equations: polynomials that are 0 on the set.
        bits: precision.
        deadline: looked at between the starts.
    """
    found: list[LongPoint] = []
    for x in _float_minimisers(f, dimension, inequalities, equations, deadline):
        if deadline.is_over or len(found) >= MAX_POINTS:
            break
        values = [float(v) for v in x]
        active = [g for g in inequalities if abs(_float_value(g, values)) < ACTIVE * (1 + abs(_size(g)))]
        point = _refine(f, dimension, [*active, *equations], values, bits)
        if point is not None and point not in found:
            found.append(point)
    return sorted(found, key=lambda p: p.value)


@dataclass(frozen=True, slots=True)
class LowValues:
    """What descent finds on a set.

    Attributes:
        lowest_float: the smallest value, about; None if descent ends nowhere.  Where the set has a singular boundary it
            may be too low.
        value: the smallest value at points of the set with simple coordinates, exact, or None.
        point: such a point, exactly in the set.
        somewhere: descent ends in the set, or a point of the set is known.
    """

    lowest_float: float | None
    value: Fraction | None = None
    point: tuple[Fraction, ...] = ()
    somewhere: bool = True


def find_low_values(
    f: Polynomial,
    dimension: int,
    inequalities: Sequence[Polynomial],
    equations: Sequence[Polynomial],
    deadline: Deadline,
) -> LowValues:
    """Return low values of f on the set, found by descent; see find_long_minimisers for the arguments."""
    found = [[float(v) for v in x] for x in _float_minimisers(f, dimension, inequalities, equations, deadline)]
    lowest_float = min((_float_value(f, x) for x in found), default=None)
    best: tuple[Fraction, tuple[Fraction, ...]] | None = None
    for x in ([0.0] * dimension, *found):
        for denominator in SIMPLE:
            point = tuple(Fraction(c).limit_denominator(denominator) for c in x)
            place = dict(enumerate(point))
            if any(g.evaluate(place) < 0 for g in inequalities) or any(h.evaluate(place) != 0 for h in equations):
                continue
            value = f.evaluate(place)
            if best is None or value < best[0]:
                best = value, point
    return LowValues(lowest_float, somewhere=bool(found)) if best is None else LowValues(lowest_float, *best)


def find_low_values_of_lift(lift: Lift) -> LowValues:
    """Return low values on R^n of an objective with lifted variables."""
    import numpy as np

    runs = explore(lift, seed=2024, count=32, iterations=200)
    order = [int(k) for k in np.argsort(runs.values_float, kind="stable") if np.isfinite(runs.values_float[k])]
    lowest_float = float(runs.values_float[order[0]]) if order else None
    best: tuple[Fraction, tuple[Fraction, ...]] | None = None
    for x in ([0.0] * lift.dimension, *(runs.points_float[:, k].tolist() for k in order[:MAX_POINTS])):
        for denominator in SIMPLE:
            point = tuple(Fraction(c).limit_denominator(denominator) for c in x)
            try:
                value = value_near(lift, RationalPoint(point), "point")
            except RejectedStep:
                continue
            if value.low == value.high and (best is None or value.low < best[0]):
                best = value.low, point
    if best is None:
        return LowValues(lowest_float)
    # at a kink descent ends above the minimum
    return LowValues(float(best[0]) if lowest_float is None else min(float(best[0]), lowest_float), *best)


def _size(p: Polynomial) -> float:
    return max((abs(c) / p.denominator for c in p.terms.values()), default=0.0)


def _float_value(p: Polynomial, values: Sequence[float]) -> float:
    return float(p.evaluate({i: Fraction(v) for i, v in enumerate(values)}))


def _float_minimisers(
    f: Polynomial,
    dimension: int,
    inequalities: Sequence[Polynomial],
    equations: Sequence[Polynomial],
    deadline: Deadline,
) -> list[Any]:
    """Return local minimisers in floats, lowest first."""
    import numpy as np
    from scipy.optimize import minimize

    variables = list(range(dimension))
    goal = FloatPolynomial(f, variables)
    constraints: list[dict[str, Any]] = []
    for kind, polynomials in (("ineq", inequalities), ("eq", equations)):
        for p in polynomials:
            one = FloatPolynomial(p, variables)
            constraints.append({"type": kind, "fun": lambda x, g=one: g(x)[0], "jac": lambda x, g=one: g(x)[1]})
    generator = np.random.default_rng(2024)
    found: list[tuple[float, Any]] = []
    for k in range(STARTS):
        if deadline.is_over:
            break
        start = generator.uniform(-1, 1, dimension) * 2.0 ** (k % 4 - 1)
        with np.errstate(all="ignore"):
            if constraints:
                answer = minimize(
                    goal,
                    start,
                    jac=True,
                    method="SLSQP",
                    constraints=constraints,
                    options={"ftol": 1e-14, "maxiter": 300},
                )
            else:
                answer = minimize(goal, start, jac=True, method="BFGS", options={"maxiter": 300})
        x = np.array(answer.x)
        if not np.all(np.isfinite(x)) or np.abs(x).max() > 1e6:
            continue
        violations = [max(0.0, -c["fun"](x)) if c["type"] == "ineq" else abs(c["fun"](x)) for c in constraints]
        if max(violations, default=0.0) < 1e-6 and not any(np.abs(x - y).max() < 1e-5 for _, y in found):
            found.append((float(answer.fun), x))
    found.sort(key=lambda t: (round(t[0], 7), [round(float(c), 4) for c in t[1]]))
    return [x for _, x in found]


def _refine(
    f: Polynomial, dimension: int, active: Sequence[Polynomial], start: Sequence[float], bits: int
) -> LongPoint | None:
    """Return the critical point of f on {active = 0} next to the start, or None if Newton's method fails."""
    import numpy as np
    from scipy import linalg

    multipliers = [Polynomial.variable(dimension + k) for k in range(len(active))]
    system = []
    for i in range(dimension):
        terms = [(m, g.derivative(i)) for m, g in zip(multipliers, active, strict=True)]
        system.append(f.derivative(i) - sum_of_products(terms))
    system += list(active)
    size = dimension + len(active)
    variables = list(range(size))
    floats = [FloatPolynomial(p, variables, scaled=False) for p in system]
    x = np.zeros(size)
    x[:dimension] = start
    if active:
        normals = np.array([FloatPolynomial(g, variables, scaled=False)(x)[1][:dimension] for g in active])
        slope = FloatPolynomial(f, variables, scaled=False)(x)[1][:dimension]
        x[dimension:] = np.linalg.lstsq(normals.T, slope, rcond=None)[0]

    def settle(x: Any, columns: Any) -> Any:
        for _ in range(FLOAT_STEPS):
            pairs = [p(x) for p in floats]
            residual, jacobian = np.array([v for v, _ in pairs]), np.array([g for _, g in pairs])
            step = np.linalg.lstsq(jacobian[:, columns], -residual, rcond=1e-8)[0]
            x = x.copy()
            x[columns] += step
            if not np.all(np.isfinite(x)) or np.abs(step).max(initial=0.0) < 1e-15 * (1 + np.abs(x).max()):
                break
        return x

    with np.errstate(all="ignore"):
        x = settle(x, np.arange(size))
        if not np.all(np.isfinite(x)) or np.abs(x[:dimension] - np.array(start)).max() > 0.05 * (1 + np.abs(x).max()):
            return None
        jacobian = np.array([p(x)[1] for p in floats])
        _, upper, order = linalg.qr(jacobian, mode="economic", pivoting=True)
        diagonal = np.abs(np.diag(upper))
        rank = int((diagonal > RANK * max(float(diagonal[0]), 1e-300)).sum())
        columns = np.sort(order[:rank])
        if rank < size:
            for c in order[rank:]:
                x[c] = float(Fraction(float(x[c])).limit_denominator(8))
            x = settle(x, columns)
            jacobian = np.array([p(x)[1] for p in floats])
        if not np.all(np.isfinite(x)):
            return None
        _, _, rows = linalg.qr(jacobian[:, columns].T, mode="economic", pivoting=True)
        rows = rows[:rank]
        factors = linalg.lu_factor(jacobian[np.ix_(rows, columns)])
    values = [round(Fraction(float(v)) * 2**bits) for v in x]
    for _ in range(LONG_STEPS):
        residuals = [long_value(p, values, bits) for p in system]
        largest = max((abs(residuals[i]) for i in rows), default=0)
        if largest <= 2 ** (bits // 16):
            break
        shift = max(largest.bit_length() - 60, 0)
        correction = linalg.lu_solve(factors, np.array([float(residuals[i] >> shift) for i in rows]))
        if not np.all(np.isfinite(correction)):
            return None
        for c, v in zip(columns, correction, strict=True):
            values[c] -= round(Fraction(float(v)) * 2**shift)
    if max((abs(long_value(p, values, bits)) for p in system), default=0) > 2 ** (bits // 8):
        return None
    return LongPoint(bits, tuple(values[:dimension]), long_value(f, values, bits))


def long_value(p: Polynomial, values: Sequence[int], bits: int) -> int:
    """Return the value of a polynomial in fixed-point arithmetic."""
    powers: dict[tuple[int, int], int] = {}

    def power(i: int, e: int) -> int:
        if (i, e) not in powers:
            powers[i, e] = values[i] if e == 1 else power(i, e - 1) * values[i] >> bits
        return powers[i, e]

    total = 0
    for exponents, c in p.items():
        term = 1 << bits
        for i, e in enumerate(exponents):
            if e:
                term = term * power(i, e) >> bits
        total += term * c.numerator // c.denominator
    return total


def recognise_point(point: LongPoint) -> RationalPoint | AlgebraicPoint | None:
    """Return the point with exact coordinates in one number field, or None."""
    found = find_field(point.coordinates, point.bits)
    if found is None:
        return None
    if found.field.degree == 1:
        return RationalPoint(tuple(c[0] if c else Fraction(0) for c in found.coordinates))
    return AlgebraicPoint(found.theta, found.coordinates)
