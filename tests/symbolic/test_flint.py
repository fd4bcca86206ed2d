"""The FLINT adapter against identities that hold by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic import _flint, _flint_univariate
from tameproof.symbolic.simple_fractions import simplest_between

x, y = Polynomial.variable(0), Polynomial.variable(1)
half = Fraction(1, 2)


def row(*values: int) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, values))


@pytest.mark.parametrize(
    ("p", "content", "factors"),
    [
        ((x * y - ONE) ** 2 * (ONE - x), -1, [(x - ONE, 1), (x * y - ONE, 2)]),
        ((x * x - y * y).scale(half), half, [(x - y, 1), (x + y, 1)]),
        (x * x + ONE, 1, [(x * x + ONE, 1)]),
        (ONE.scale(-3), -3, []),
    ],
)
def test_factor(p: Polynomial, content: Fraction, factors: list[tuple[Polynomial, int]]) -> None:
    found_content, found = _flint.factor(p)
    product = Polynomial.constant(found_content)
    for q, e in found:
        product = product * q**e

    assert content == found_content
    assert sorted(factors, key=str) == sorted(found, key=str)
    assert p == product


def test_factor_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="zero"):
        _flint.factor(Polynomial({}))


def test_resultant_and_discriminant_keep_the_denominators() -> None:
    circle = (x * x + y * y - ONE).scale(half)

    assert (y * y).scale(Fraction(5, 8)) - ONE.scale(half) == _flint.compute_resultant(circle, x - y.scale(half), 0)
    assert ONE - y * y == _flint.compute_discriminant(circle, 0)
    assert x - ONE == _flint.compute_gcd((x - ONE) * y, (ONE - x) * x)


def test_linear_algebra() -> None:
    rows = [[Fraction(1), Fraction(2), Fraction(3)], [half, Fraction(1), Fraction(0)]]

    echelon, pivots = _flint.row_echelon_form(rows)
    (kernel,) = _flint.nullspace(rows, 3)

    assert pivots == (0, 2)
    assert echelon == (row(1, 2, 0), row(0, 0, 1))
    assert kernel == row(-2, 1, 0)
    assert _flint.find_linear_solution(rows, [Fraction(2), Fraction(5, 2)]) == row(5, 0, -1)
    assert _flint.find_linear_solution([[Fraction(1)], [Fraction(1)]], [Fraction(1), Fraction(2)]) is None
    assert _flint.solve_square([[2, 1], [1, 1]], [1, 2]) == row(-1, 3)
    assert _flint.solve_square([[1, 1], [1, 1]], [1, 2]) is None


def test_univariate_factors_and_squarefree_part() -> None:
    # (2t - 1)^2 (t^2 + 1), constant term first
    p = (1, -4, 5, -4, 4)

    assert _flint.factor_univariate(p) == (((-1, 2), 2), ((1, 0, 1), 1))
    assert _flint.squarefree_part(p) == (-1, 2, -1, 2)


def test_real_roots_are_isolated_between_simple_fractions() -> None:
    roots = _flint_univariate.isolate_real_roots((1, -40, 0, 40))  # 40 t^3 - 40 t + 1

    assert len(roots) == 3
    for r in roots:
        values = [1 - 40 * t + 40 * t**3 for t in (r.low, r.high)]
        assert values[0] * values[1] < 0
    assert all(a.high <= b.low for a, b in pairwise(roots))
    assert _flint_univariate.isolate_real_roots((1, 0, 1)) == ()
    (rational,) = _flint_univariate.isolate_real_roots((-3, 4))
    assert Fraction(3, 4) == rational.low == rational.high


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(-1, 2, 0), (0, 1, half), (Fraction(1, 3), half, Fraction(2, 5)), (-5, -3, -4)]
)
def test_simplest_fraction(low: Fraction, high: Fraction, expected: Fraction) -> None:
    assert expected == simplest_between(Fraction(low), Fraction(high))


def test_values_at_an_algebraic_number() -> None:
    root_two = _flint_univariate.isolate_real_roots((-2, 0, 1))[1]

    assert _flint_univariate.evaluate_modulo(x * x - ONE.scale(2), ((Fraction(0), Fraction(1)),), (-2, 0, 1)) == ()
    assert _flint_univariate.is_in_interval((Fraction(0), Fraction(1)), root_two, Fraction(7, 5), Fraction(3, 2))
    assert not _flint_univariate.is_in_interval((Fraction(0), Fraction(1)), root_two, Fraction(0), Fraction(7, 5))
    assert not _flint_univariate.is_in_interval((Fraction(0), Fraction(1)), root_two, Fraction(1), Fraction(1))
