"""Memberships: every combination is expanded again here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.symbolic import ideals, singular
from tameproof.symbolic._flint import compute_groebner_basis
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.division import divide_polynomial
from tameproof.symbolic.groebner import assume_groebner_basis, find_traced_basis
from tameproof.symbolic.macaulay import find_bounded_combination
from tests.symbolic.systems import SYSTEMS, expand, gradient, replay

x, y = Polynomial.variable(0), Polynomial.variable(1)


def soon() -> Deadline:
    return Deadline.after(20.0)


@pytest.mark.parametrize("name", sorted(SYSTEMS))
def test_traced_basis_is_the_groebner_basis(name: str) -> None:
    _, generators, n = gradient(name)

    traced = find_traced_basis(generators, n, soon())
    facts = dict(enumerate(traced.elements))

    for k, derivation in enumerate(traced.derivations):
        assert (derivation is None) == (k < len(generators))
        if derivation is not None:
            assert all(i < k for i, _ in derivation)
            assert traced.elements[k] == expand(derivation, facts)
    assert sorted(map(str, compute_groebner_basis(generators, n))) == sorted(
        map(str, ideals.groebner_basis(generators, n, soon()))
    )


@pytest.mark.parametrize(
    ("generators", "basis"),
    [
        ([], []),
        ([ZERO], []),
        ([x - ONE, x + ONE], [ONE]),
        ([ONE.scale(7)], [ONE]),
        ([x * x - y, x * y - ONE], [x * x - y, x * y - ONE, y * y - x]),
    ],
)
def test_small_groebner_bases(generators: list[Polynomial], basis: list[Polynomial]) -> None:
    assert sorted(map(str, basis)) == sorted(map(str, ideals.groebner_basis(generators, 2, soon())))


def test_memberships_of_critical_values_without_external_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(singular, "find_lift", lambda *_, **__: None)
    F, generators, n = gradient("completion")
    p = F * (F - ONE.scale(2)) * (F - ONE.scale(3))

    combination = ideals.find_combination(p, generators, n, deadline=soon())

    assert combination is not None
    assert p == expand(combination, dict(enumerate(generators)))
    assert ideals.find_combination(F, generators, n, deadline=soon()) is None
    assert ideals.is_member(p, generators, n, soon())
    assert not ideals.is_member(F, generators, n, soon())


def test_least_cofactors_come_from_division() -> None:
    F, generators, n = gradient("product")

    combination = ideals.find_combination(F * (F - ONE), generators, n, deadline=soon())

    # f (f - 1) is a multiple of one partial derivative.
    assert combination is not None
    assert len(combination) == 1
    assert expand(combination, dict(enumerate(generators))) == F * (F - ONE)


def test_bounded_combination_finds_what_division_misses() -> None:
    # y is in <x y - 1, x> only after cancelling: 1 = x * y - (x y - 1).
    generators = [x * y - ONE, x.scale(3)]

    assert find_bounded_combination(ONE, generators, 1, soon()) is None
    combination = find_bounded_combination(ONE, generators, 2, soon())

    assert combination is not None
    assert expand(combination, dict(enumerate(generators))) == ONE


def test_power_combination() -> None:
    generators = [x**3, y * y - x]

    assert ideals.find_power_combination(y, generators, 2, max_power=5, deadline=soon()) is None
    found = ideals.find_power_combination(y, generators, 2, max_power=6, deadline=soon())

    assert found is not None
    power, combination = found
    assert power == 6
    assert y**6 == expand(combination, dict(enumerate(generators)))


def test_derived_combination_uses_the_given_fact_indices() -> None:
    F, generators, n = gradient("rank one")
    equations = [(3 + 2 * i, g) for i, g in enumerate(generators)]
    p = (F - ONE.scale(39)) * (F * F - F.scale(39) + ONE)

    found = ideals.find_derived_combination(p, equations, n, first_derived=50, deadline=soon())

    assert found is not None
    known = replay(dict(equations), found.derivations, 50)
    assert p == expand(found.combination, known)
    assert ideals.find_derived_combination(F, equations, n, first_derived=50, deadline=soon()) is None


def test_no_time_is_no_answer() -> None:
    F, generators, n = gradient("rank two")
    over = Deadline.after(-1.0)

    with pytest.raises(BudgetExceeded):
        find_traced_basis(generators, n, over)
    assert ideals.find_power_combination(F, [*generators, F], n, max_power=1, deadline=over) is None


exponents = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2))
polynomials = st.lists(st.tuples(exponents, st.fractions(-5, 5, max_denominator=4)), max_size=5).map(
    Polynomial.from_terms
)


@pytest.mark.property
@given(polynomials, st.lists(polynomials, max_size=3))
def test_division_is_an_identity(p: Polynomial, divisors: list[Polynomial]) -> None:
    quotients, remainder = divide_polynomial(p, divisors, 3, soon())

    assert p == sum_of_products((q, divisors[i]) for i, q in quotients) + remainder


@pytest.mark.property
@given(st.lists(st.tuples(polynomials, polynomials), min_size=1, max_size=2))
def test_combinations_of_generators_are_found(rows: list[tuple[Polynomial, Polynomial]]) -> None:
    generators = [g for _, g in rows]
    p = sum_of_products(rows)
    try:
        basis = find_traced_basis(generators, 3, Deadline.after(1.0))
        combination, rest = basis.divide(p, Deadline.after(1.0))
    except BudgetExceeded:
        return

    assert rest.is_zero
    assert p == expand(combination, dict(enumerate(basis.elements)))


@pytest.mark.parametrize("name", sorted(SYSTEMS))
def test_a_known_basis_is_not_needed_but_used(name: str) -> None:
    F, equations, n = gradient(name)
    deadline = Deadline.after(30.0)
    known = ideals.groebner_basis(equations, n, deadline)
    extra = Polynomial.variable(0) - ONE

    assert ideals.groebner_basis((extra,), n, deadline, known=known) == ideals.groebner_basis(
        (*equations, extra), n, deadline
    )
    assert ideals.groebner_basis((), n, deadline, known=known) == known
    assumed, computed = assume_groebner_basis(known, n), find_traced_basis(equations, n, deadline)
    assert assumed.divide(F * F)[1] == computed.divide(F * F)[1]


def test_a_known_basis_of_everything() -> None:
    assert ideals.groebner_basis((x,), 2, Deadline.after(5.0), known=(ONE,)) == (ONE,)
