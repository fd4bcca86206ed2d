"""Signs, comparison, minimal polynomials and radicals of real algebraic numbers, against high precision and sympy."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy

from tameproof.proofs.kernel.algebraic import AlgebraicNumber, compare, number_from_interval, real_roots
from tameproof.proofs.kernel.evidence import AlgebraicPoint, RationalPoint
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic._flint import factor_univariate
from tameproof.symbolic.algebraic_numbers import (
    TriangularStage,
    approximate_float,
    compare_at,
    find_triangular_point,
    format_radicals,
    sign_at_point,
    value_at_point,
)
from tameproof.symbolic.budget import Deadline
from tests.symbolic.systems import v

x, y, z = v(0), v(1), v(2)


def constant(a: int | Fraction) -> Polynomial:
    return Polynomial.constant(a)


def random_point(rng: random.Random) -> AlgebraicPoint:
    while True:
        row = [rng.randint(-6, 6) for _ in range(rng.randint(3, 6))]
        roots = [
            root
            for factor, _ in (factor_univariate(row) if any(row[1:]) else ())
            for root in real_roots(factor)
            if len(factor) > 2
        ]
        if roots:
            coordinates = tuple(
                tuple(Fraction(rng.randint(-4, 4), rng.randint(1, 3)) for _ in range(len(roots[0].polynomial) - 1))
                for _ in range(2)
            )
            return AlgebraicPoint(rng.choice(roots), coordinates)


def random_polynomial(rng: random.Random) -> Polynomial:
    terms = [
        ((rng.randint(0, 2), rng.randint(0, 2)), Fraction(rng.randint(-5, 5), rng.randint(1, 3))) for _ in range(4)
    ]
    return Polynomial.from_terms(terms)


def precise(p: Polynomial, point: AlgebraicPoint) -> sympy.Float:
    """Return p at the point with 60 digits."""
    t = sympy.Symbol("t")
    own = sympy.Poly(list(reversed(point.theta.polynomial)), t)
    low, high = sympy.Rational(str(point.theta.low)), sympy.Rational(str(point.theta.high))
    theta = next(r.evalf(80) for r in own.real_roots() if low <= r <= high)
    values = [sum(sympy.Rational(str(c)) * theta**k for k, c in enumerate(row)) for row in point.coordinates]
    total = sympy.Float(0, 60)
    for exponents, c in p.items():
        term = sympy.Rational(str(c))
        for i, e in enumerate(exponents):
            term = term * values[i] ** e
        total += term
    return total


@pytest.mark.parametrize("seed", range(40))
def test_signs_and_values_against_high_precision(seed: int) -> None:
    rng = random.Random(seed)
    point, p, q = random_point(rng), random_polynomial(rng), random_polynomial(rng)
    a, b = precise(p, point), precise(q, point)

    sign = sign_at_point(p, point)
    assert sign == (0 if abs(a) < 1e-40 else 1 if a > 0 else -1)
    number, other = value_at_point(p, point), value_at_point(q, point)
    assert abs(approximate_float(number) - float(a)) <= 1e-9 * (1 + abs(float(a)))
    assert len(factor_univariate(number.polynomial)) == 1
    assert compare(number, other) == (0 if abs(a - b) < 1e-40 else 1 if a > b else -1)
    assert compare_at(p, point, other) == compare(number, other) == -compare_at(q, point, number)
    assert sign_at_point(p - q, point) == compare(number, other)
    # a polynomial vanishes at its own value
    at = Polynomial.from_terms(((k,), c) for k, c in enumerate(number.polynomial)).substitute({0: p})
    assert sign_at_point(at, point) == 0


def test_minimal_polynomials_agree_with_sympy() -> None:
    t = sympy.Symbol("t")
    root = real_roots((-2, 0, 0, 1))[0]
    point = AlgebraicPoint(root, ((Fraction(0), Fraction(1)),))
    for p, expression in [
        (x * x + x, sympy.cbrt(2) ** 2 + sympy.cbrt(2)),
        (x**3 - ONE, sympy.Integer(1)),
        (x * x - x.scale(3) + ONE.scale(Fraction(1, 2)), sympy.cbrt(4) - 3 * sympy.cbrt(2) + sympy.Rational(1, 2)),
    ]:
        own = value_at_point(p, point).polynomial
        assert sympy.Poly(sympy.minimal_polynomial(expression, t), t).all_coeffs()[::-1] == list(own)


STAGES = [
    # sqrt 2, then the fourth root of 2, then their sum
    ([(x * x - constant(2), 1, 2), (y * y - x, 1, 2), (z - x - y, 0, 9)], 2**0.5 + 2**0.25),
    ([(x * x - constant(2), 1, 2), (y * y - x, -2, -1), (z - x * y, -9, 0)], -(2**0.75)),
    # a rational coordinate first, and a rational one after an irrational one
    ([(x.scale(2) - ONE, Fraction(1, 2), Fraction(1, 2)), (y * y - x, 0, 1), (z - y * y, 0, 1)], 0.5),
    # two conjugates over Q(sqrt 2): x y = 2 on the negative branch
    (
        [(x * x - constant(2), -2, -1), (x * y - constant(2), -2, -1), (z * z * z - y - x, -2, -1)],
        -((2 * 2**0.5) ** (1 / 3)),
    ),
]


@pytest.mark.parametrize(("stages", "expected"), STAGES)
def test_triangular_sets(stages: list[tuple[Polynomial, int, int]], expected: float) -> None:
    given = [TriangularStage(p, Fraction(low), Fraction(high)) for p, low, high in stages]

    point = find_triangular_point(given, Deadline.after(20.0))

    assert point is not None
    assert all(sign_at_point(s.polynomial, point) == 0 for s in given)
    assert abs(approximate_float(value_at_point(z, point)) - expected) < 1e-12
    near = constant(Fraction(expected).limit_denominator(10**9) + Fraction(1, 10**6))
    assert sign_at_point(z - near, point) == -1


@pytest.mark.parametrize(
    "stages",
    [
        [(x * x - constant(2), -2, 2)],  # two roots
        [(x * x - constant(2), 3, 4)],  # none
        [(x * x - constant(2), 1, 2), (y * y + x, -9, 9)],  # no real one
    ],
)
def test_triangular_sets_without_one_point(stages: list[tuple[Polynomial, int, int]]) -> None:
    given = [TriangularStage(p, Fraction(low), Fraction(high)) for p, low, high in stages]

    assert find_triangular_point(given, Deadline.after(20.0)) is None


@pytest.mark.parametrize(
    ("polynomial", "low", "high", "text"),
    [
        ((-3, 2), 0, 2, "3/2"),
        ((-1, -4, 4), 1, 2, "(1 + sqrt(2))/2"),
        ((-2, 0, 0, 1), 1, 2, "2^(1/3)"),
        ((2, 0, 0, 1), -2, -1, "-2^(1/3)"),
        ((-3, 3, -3, 1), 2, 3, "1 + 2^(1/3)"),
        ((-3, 0, 0, 0, 2), 1, 2, "(3/2)^(1/4)"),
        ((-3, 0, 0, 0, 2), -2, -1, "-(3/2)^(1/4)"),
        ((1, 0, -10, 0, 1), 3, 4, "sqrt(3) + sqrt(2)"),
        ((1, 0, -10, 0, 1), 0, 1, "sqrt(3) - sqrt(2)"),
        ((1, 0, -10, 0, 1), -1, 0, "sqrt(2) - sqrt(3)"),
        ((1, 0, -10, 0, 1), -4, -3, "-(sqrt(3) + sqrt(2))"),
        ((2, 0, -5, 0, 1), 2, 3, "sqrt((5 + sqrt(17))/2)"),
        ((2, 0, -5, 0, 1), -1, 0, "-sqrt((5 - sqrt(17))/2)"),
        ((-1, -1, 0, 0, 0, 1), 1, 2, "root of v^5-v-1 in (1, 2)"),
    ],
)
def test_radicals(polynomial: tuple[int, ...], low: int, high: int, text: str) -> None:
    number = number_from_interval(polynomial, Fraction(low), Fraction(high))

    assert format_radicals(number) == text
    if "root of" not in text:
        value = sympy.sympify(text.replace("^", "**")).evalf(30)
        assert abs(float(value) - approximate_float(number)) < 1e-12


def test_a_reducible_polynomial_is_replaced() -> None:
    # (v^2 - 2)(v^3 - 5) near sqrt 2
    number = AlgebraicNumber((10, 0, -5, -2, 0, 1), Fraction(13, 10), Fraction(3, 2))

    assert format_radicals(number) == "sqrt(2)"
    assert value_at_point(x * x, AlgebraicPoint(number, ((Fraction(0), Fraction(1)),))).low == 2


def test_rational_points() -> None:
    point = RationalPoint((Fraction(1, 2), Fraction(-3)))

    assert [sign_at_point(p, point) for p in (x + y, x * y.scale(-1), x.scale(6) + y)] == [-1, 1, 0]
    assert value_at_point(x * y, point).low == Fraction(-3, 2)
