"""Elements of an ideal and one polynomial more: explicit combinations, and small ones."""

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.symbolic.basis_extension import find_seeds
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.ideals import groebner_basis, traced_basis
from tests.symbolic.systems import SYSTEMS

X, Y, Z = (Polynomial.variable(i) for i in range(3))
LIMIT = 30.0


def number(c: int | Fraction) -> Polynomial:
    return Polynomial.constant(Fraction(c))


def gradient(f: Polynomial) -> tuple[Polynomial, ...]:
    return tuple(f.derivative(i) for i in range(3))


CUBE = (X * Y * Z - ONE) ** 2 + (X - Y) ** 2 + (Y - Z) ** 2
# two residuals: the zero set is a curve, further values belong to finitely many points
TWO = ((X * X - X * Z * Z).scale(Fraction(2)) - X * Z) ** 2 + ((X * Y).scale(Fraction(2)) - X * X * Y + Y * Y) ** 2
# objective, value, reduced basis of the critical points with this value
VALUES = [
    (CUBE, Fraction(1), {"v1 - v2", "v0 - v2", "v2^2"}),
    (CUBE, Fraction(0), {"v1 - v2", "v0 - v2", "v2^3 - 1"}),
    (CUBE, Fraction(2), {"1"}),
    (TWO, Fraction(1, 16), {"2*v1 + 1", "v0 - 1", "2*v2^2 + v2 - 2"}),
    (TWO, Fraction(1, 262144), {"4*v2 + 1", "32*v0 + 1", "1024*v1^2 - 65*v1"}),
]


@pytest.mark.parametrize(("f", "value", "expected"), VALUES)
def test_critical_points_with_one_value(f: Polynomial, value: Fraction, expected: set[str]) -> None:
    known = groebner_basis(gradient(f), 3, Deadline.after(LIMIT))
    h = f - number(value)
    found = find_seeds(known, h, 3, Deadline.after(LIMIT))
    for seed in found:
        assert sum_of_products((q, (*known, h)[i]) for i, q in seed.combination) == seed.element
    assert {seed.element.format() for seed in found} == expected
    basis = groebner_basis((h,), 3, Deadline.after(LIMIT), known=known)
    assert {p.format() for p in basis} == expected


@pytest.mark.parametrize(("f", "value", "expected"), VALUES)
def test_every_element_of_the_traced_basis_is_a_combination(f: Polynomial, value: Fraction, expected: set[str]) -> None:
    known = groebner_basis(gradient(f), 3, Deadline.after(LIMIT))
    basis = traced_basis((*known, f - number(value)), 3, Deadline.after(LIMIT), known=len(known))
    for element, derivation in zip(basis.elements, basis.derivations, strict=True):
        if derivation is not None:
            assert sum_of_products((q, basis.elements[i]) for i, q in derivation) == element


def test_an_element_of_the_ideal_adds_nothing() -> None:
    known = groebner_basis(gradient(CUBE), 3, Deadline.after(LIMIT))
    assert find_seeds(known, X * known[0] + known[-1], 3, Deadline.after(LIMIT)) == ()


@pytest.mark.parametrize("name", ["product", "chain of three", "completion", "rank one"])
def test_seeds_of_infinite_sets_lie_in_the_ideal(name: str) -> None:
    f, n = SYSTEMS[name]
    rows = tuple(f.derivative(i) for i in range(n))
    known = groebner_basis(rows[:-1], n, Deadline.after(LIMIT))
    whole = groebner_basis(rows, n, Deadline.after(LIMIT))
    found = find_seeds(known, rows[-1], n, Deadline.after(LIMIT))
    assert found
    for seed in found:
        assert groebner_basis((*whole, seed.element), n, Deadline.after(LIMIT)) == whole
