"""Real points of critical sets: they lie exactly on the set and have the wanted value."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.algebraic import check_algebraic
from tameproof.proofs.kernel.evidence import AlgebraicPoint, RationalPoint
from tameproof.proofs.kernel.number_field import compare_element, evaluate_at, sign_of_element
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic._flint import factor_univariate
from tameproof.symbolic._flint_univariate import isolate_real_roots
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.real_points import ValueFilter, find_real_points, is_zero_at
from tests.symbolic.systems import gradient, v

x, y = v(0), v(1)


def soon() -> Deadline:
    return Deadline.after(20.0)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("product", (0, -1, 1)),
        ("completion", (0, 6, -5, 1)),
        ("rank one", (-39, 1522, -78, 1)),
        ("rank two", (0, -39, 1522, -78, 1)),
        ("degenerate", (0, 27, 256)),
        ("nonreduced", (0, 1)),
    ],
)
def test_every_critical_value_is_attained(name: str, values: tuple[int, ...]) -> None:
    F, generators, n = gradient(name)
    for q, _ in factor_univariate(values):
        at_value = Polynomial.from_terms(((i,), a) for i, a in enumerate(q)).substitute({0: F})
        for root in isolate_real_roots(q):
            condition = ValueFilter(F, root.low, root.high)
            points = find_real_points(generators, n, extra=[at_value], value=condition, deadline=soon())

            assert points
            assert n == len(points[0].coordinates)
            assert all(is_zero_at(p, points[0]) for p in (*generators, at_value))
            if isinstance(points[0], AlgebraicPoint):
                check_algebraic(points[0].theta, "theta")
                assert sign_of_element(evaluate_at(at_value, points[0], "point"), points[0].theta) == 0
                assert compare_element(evaluate_at(F, points[0], "point"), points[0].theta, root) == 0
            assert isinstance(points[0], RationalPoint) == (len(q) == 2)


@pytest.mark.parametrize(
    ("equations", "expected"),
    [
        ([x * x + y * y - ONE], [(-1, 0), (1, 0)]),
        ([x.scale(3) - ONE, y * y - y], [(Fraction(1, 3), 0), (Fraction(1, 3), 1)]),
        ([x * x + y * y], [(0, 0)]),
        ([x * x + ONE, y], []),
        ([ONE], []),
    ],
)
def test_rational_points(equations: list[Polynomial], expected: list[tuple[Fraction, Fraction]]) -> None:
    points = find_real_points(equations, 2, deadline=soon(), wanted=2)

    assert {p.coordinates for p in points if isinstance(p, RationalPoint)} >= set(expected[:1])
    assert bool(points) == bool(expected)


def test_irrational_points_have_exact_coordinates() -> None:
    equations = [x * x - ONE.scale(2), y * y - ONE.scale(3)]

    points = find_real_points(equations, 2, deadline=soon(), wanted=4)

    assert len(points) == 4
    assert all(isinstance(p, AlgebraicPoint) and len(p.theta.polynomial) == 5 for p in points)


def test_a_separating_form_is_found_when_no_coordinate_separates() -> None:
    # The four points (+-sqrt 2, +-sqrt 2): the coordinates satisfy t^2 = 2 but the ideal is not prime.
    points = find_real_points([x * x - ONE.scale(2), y * y - ONE.scale(2)], 2, deadline=soon(), wanted=4)

    assert len(points) == 4
    assert all(is_zero_at(x * x - ONE.scale(2), p) for p in points)


def test_closest_points_when_no_small_rational_section_is_real() -> None:
    # A small circle around (1/5, 1/7): no line x = v or y = v with a small rational v meets it.
    circle = (x - ONE.scale(Fraction(1, 5))) ** 2 + (y - ONE.scale(Fraction(1, 7))) ** 2 - ONE.scale(Fraction(1, 1000))

    points = find_real_points([circle], 2, deadline=soon())

    assert points
    assert is_zero_at(circle, points[0])


def test_two_runs_agree() -> None:
    F, generators, n = gradient("rank two")
    condition = ValueFilter(F, Fraction(0), Fraction(0))

    first = find_real_points(generators, n, value=condition, deadline=soon())

    assert first == find_real_points(generators, n, value=condition, deadline=soon())
