"""Real algebraic numbers and values at algebraic points: signs, comparison, minimal polynomials, radicals.

Soundness-critical: no (the kernel decides signs anew, proofs/kernel/algebraic.py); the answers here are exact as well.
A point is rational, or given by a rational univariate representation (coordinates in Q(theta)), or by a triangular set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from tameproof.proofs.kernel.algebraic import (
    AlgebraicNumber,
    as_rational,
    compare,
    compare_rational,
    format_number,
    number_from_interval,
    rational,
    refine,
    sign_of,
)
from tameproof.proofs.kernel.evidence import AlgebraicPoint, Point, RationalPoint
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.symbolic._flint import compute_resultant, factor_univariate
from tameproof.symbolic._flint_univariate import evaluate_modulo, isolate_real_roots, reduce_modulo
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.real_points import find_real_points

__all__ = [
    "TriangularStage",
    "compare_at",
    "find_triangular_point",
    "format_radicals",
    "sign_at_point",
    "value_at_point",
]

MAX_POINTS = 10_000
MAX_ROOT = 12  # degree of a pure root that is printed


@dataclass(frozen=True, slots=True)
class TriangularStage:
    """One coordinate of a triangular set: the only root in (low, high) of ``polynomial``, given the earlier ones.

    Attributes:
        polynomial: in the variables 0, ..., k for the coordinate number k, of positive degree in the last one.
        low: lower end.
        high: upper end; equal to ``low`` for a rational coordinate.
    """

    polynomial: Polynomial
    low: Fraction
    high: Fraction


def sign_at_point(p: Polynomial, point: Point) -> int:
    """Return the exact sign of a polynomial at a point: -1, 0 or 1."""
    if isinstance(point, RationalPoint):
        value = p.evaluate(dict(enumerate(point.coordinates)))
        return (value > 0) - (value < 0)
    return sign_of(evaluate_modulo(p, point.coordinates, point.theta.polynomial), point.theta)


def compare_at(p: Polynomial, point: Point, number: AlgebraicNumber) -> int:
    """Return the sign of p(point) - number."""
    return compare(value_at_point(p, point), number)


def value_at_point(p: Polynomial, point: Point) -> AlgebraicNumber:
    """Return p(point) with its minimal polynomial over Q.

    The minimal polynomial is a factor of the resultant of theta's polynomial and v - p(theta).
    """
    if isinstance(point, RationalPoint):
        return rational(p.evaluate(dict(enumerate(point.coordinates))))
    theta = _irreducible(point.theta)
    row = reduce_modulo(evaluate_modulo(p, point.coordinates, point.theta.polynomial), theta.polynomial)
    if len(row) <= 1:
        return rational(row[0] if row else Fraction(0))
    value = Polynomial.variable(1) - Polynomial.from_terms(((k,), c) for k, c in enumerate(row))
    modulus = Polynomial.from_terms(((k,), c) for k, c in enumerate(theta.polynomial))
    resultant = compute_resultant(modulus, value.scale(value.denominator), 0)
    resultant = resultant.scale(resultant.denominator)
    whole = tuple(int(resultant.coefficient((0, k))) for k in range(resultant.degree_in(1) + 1))
    for factor, _ in factor_univariate(whole):
        # p(theta) is a root of this factor iff the factor, composed with p, vanishes at theta
        at = Polynomial.from_terms(((k,), c) for k, c in enumerate(factor))
        if sign_of(evaluate_modulo(at, (row,), theta.polynomial), theta) == 0:
            return next(root for root in isolate_real_roots(factor) if _is_value(row, theta, root))
    raise ArithmeticError("no factor of the resultant vanishes at the value")


def _is_value(row: Sequence[Fraction], theta: AlgebraicNumber, root: AlgebraicNumber) -> bool:
    def above(q: Fraction) -> int:
        return sign_of((row[0] - q, *row[1:]), theta)

    if root.low == root.high:
        return above(root.low) == 0
    return above(root.low) > 0 > above(root.high)


def _irreducible(number: AlgebraicNumber) -> AlgebraicNumber:
    """Return the same number with an irreducible polynomial."""
    factors = factor_univariate(number.polynomial)
    if len(factors) == 1:
        return number
    own = next(q for q, _ in factors if sign_of(q, number) == 0)
    return number_from_interval(own, number.low, number.high)


def find_triangular_point(stages: Sequence[TriangularStage], deadline: Deadline) -> Point | None:
    """Return a triangular set's point as a rational point or with coordinates in some Q(theta).

    Args:
        stages: one per coordinate.
        deadline: when to give up.

    Returns:
        The point, or None if some stage has not exactly one root in its interval, or the time is over.
    """
    point: Point = RationalPoint(())
    for k, stage in enumerate(stages):
        t, x = Polynomial.variable(0), Polynomial.variable(1)
        # in two variables: theta, and the new coordinate; the earlier coordinates are polynomials in theta
        if isinstance(point, RationalPoint):
            earlier = {i: Polynomial.constant(c) for i, c in enumerate(point.coordinates)}
            equations = [t]
        else:
            rows = [Polynomial.from_terms(((j,), c) for j, c in enumerate(row)) for row in point.coordinates]
            earlier = dict(enumerate(rows))
            equations = [Polynomial.from_terms(((j,), c) for j, c in enumerate(point.theta.polynomial))]
        equations.append(stage.polynomial.substitute({**earlier, k: x}))
        found = find_real_points(equations, 2, deadline=deadline, wanted=MAX_POINTS)
        inside = [q for q in found if _belongs(q, point, t, x, stage)]
        if len(inside) != 1:
            return None
        point = _extended(point, inside[0])
    return point


def _belongs(q: Point, point: Point, t: Polynomial, x: Polynomial, stage: TriangularStage) -> bool:
    low, high = (sign_at_point(x - Polynomial.constant(end), q) for end in (stage.low, stage.high))
    inside = low == 0 if stage.low == stage.high else low > 0 > high
    return inside and (isinstance(point, RationalPoint) or compare(value_at_point(t, q), point.theta) == 0)


def _extended(point: Point, q: Point) -> Point:
    """Return the point with one more coordinate; q has theta and the new coordinate."""
    if isinstance(q, RationalPoint):
        if isinstance(point, RationalPoint):
            return RationalPoint((*point.coordinates, q.coordinates[1]))
        values = {0: q.coordinates[0]}
        rows = [
            Polynomial.from_terms(((j,), c) for j, c in enumerate(row)).evaluate(values) for row in point.coordinates
        ]
        return RationalPoint((*rows, q.coordinates[1]))
    if isinstance(point, RationalPoint):
        known = [(c,) if c else () for c in point.coordinates]
        return AlgebraicPoint(q.theta, (*known, q.coordinates[1]))
    modulus = q.theta.polynomial
    old = [
        evaluate_modulo(Polynomial.from_terms(((j,), c) for j, c in enumerate(row)), (q.coordinates[0],), modulus)
        for row in point.coordinates
    ]
    return AlgebraicPoint(q.theta, (*old, q.coordinates[1]))


# -- radicals --------------------------------------------------------------------------------------------------------
def format_radicals(number: AlgebraicNumber) -> str:
    """Return text with radicals where they are short: quadratic numbers, h + r^(1/n), roots of quadratics in squares.

    Examples: ``(1 + sqrt(2))/2``, ``1 - 2^(1/3)``, ``sqrt(2) + sqrt(3)``, ``sqrt((5 + sqrt(17))/2)``.  Other numbers
    are written as ``root of ... in (low, high)``.
    """
    small = number if as_rational(number) is not None else _irreducible(number)
    n = len(small.polynomial) - 1
    if n <= 2:
        return format_number(small)
    text = _pure_root(small) if n <= MAX_ROOT else None
    if text is None and n == 4:
        text = _nested_root(small)
    return text or format_number(small)


def _pure_root(number: AlgebraicNumber) -> str | None:
    """Return h + r^(1/n) if the polynomial is a (v - h)^n - c."""
    p, n = number.polynomial, len(number.polynomial) - 1
    h = Fraction(-p[-2], n * p[-1])
    shifted = Polynomial.from_terms(((k,), c) for k, c in enumerate(p)).substitute(
        {0: Polynomial.variable(0) + Polynomial.constant(h)}
    )
    if any(shifted.coefficient((k,)) for k in range(1, n)):
        return None
    r = -shifted.coefficient((0,)) / p[-1]
    positive = compare_rational(number, h) > 0
    base = str(abs(r)) if abs(r).denominator == 1 else f"({abs(r)})"
    root = f"{base}^(1/{n})"
    if h == 0:
        return root if positive else f"-{root}"
    return f"{h} {'+' if positive else '-'} {root}"


def _nested_root(number: AlgebraicNumber) -> str | None:
    """Return square roots if the polynomial is a v^4 + b v^2 + c."""
    c, d, b, e, a = number.polynomial
    if d or e or b * b - 4 * a * c < 0:
        return None
    sign = "" if compare_rational(number, Fraction(0)) > 0 else "-"
    square = value_at_point(Polynomial.variable(0) ** 2, AlgebraicPoint(number, ((Fraction(0), Fraction(1)),)))
    k = _square_root(Fraction(c, a))
    if k is not None:
        # v^2 = s + 2 q with v = sqrt(x) + sqrt(y): x + y = -b / 2a, |x - y| = k
        x, y = Fraction(-b, 4 * a) + k / 2, Fraction(-b, 4 * a) - k / 2
        if y >= 0:
            larger = compare_rational(square, Fraction(-b, 2 * a)) > 0
            inner = f"sqrt({x}) {'+' if larger else '-'} sqrt({y})"
            return inner if not sign else f"-({inner})" if larger else f"sqrt({y}) - sqrt({x})"
    return f"{sign}sqrt({format_number(square)})"


def _square_root(q: Fraction) -> Fraction | None:
    if q < 0:
        return None
    root = Fraction(isqrt(q.numerator), isqrt(q.denominator))
    return root if root * root == q else None


def approximate_float(number: AlgebraicNumber) -> float:
    """Return the number as a float, for orientation only."""
    close = refine(number, Fraction(1, 10**20))
    return float((close.low + close.high) / 2)
