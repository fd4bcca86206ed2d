"""Critical values as minimal polynomials modulo the critical ideal; the evidence is replayed step by step."""

from __future__ import annotations

import pytest

from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.minimal_polynomial import MinimalPolynomial, find_minimal_polynomial, multiply_univariate
from tests.symbolic.systems import c, expand, gradient, replay, v

VALUES = [
    ("product", (0, -1, 1)),
    ("chain of three", (0, -1, 1)),
    ("completion", (0, 6, -5, 1)),  # t (t - 2) (t - 3)
    ("rank one", (-39, 1522, -78, 1)),  # (t - 39) (t^2 - 39 t + 1)
    ("rank one 3x3", (99725, -23964, 2049, -75, 1)),  # (t - 25) (t^3 - 50 t^2 + 799 t - 3989)
    ("rank two", (0, -39, 1522, -78, 1)),
    ("degenerate", (0, 27, 256)),
    ("nonreduced", (0, 1)),
]


def check(F: Polynomial, equations: list[tuple[int, Polynomial]], first: int, found: MinimalPolynomial) -> None:
    facts = replay(dict(equations), found.derivations, first)
    whole: tuple[int, ...] = (1,)
    for _ in range(found.horner.exponent):
        whole = multiply_univariate(whole, found.squarefree)
    h = c(whole[-1])
    for a, (following, combination) in zip(reversed(whole[:-1]), found.horner.steps, strict=True):
        assert h * F + c(a) - following == expand(combination, facts)
        h = following
    assert h.is_zero


@pytest.mark.parametrize(("name", "expected"), VALUES)
def test_critical_values(name: str, expected: tuple[int, ...]) -> None:
    F, partials, n = gradient(name)
    equations = list(enumerate(partials))

    found = find_minimal_polynomial(F, equations, n, first_derived=n, deadline=Deadline.after(20.0))

    assert found is not None
    assert expected == found.squarefree
    check(F, equations, n, found)


def test_a_nilpotent_value_has_an_exponent() -> None:
    x = v(0)
    equations = [(4, (x - ONE) ** 3 * (x + ONE))]

    found = find_minimal_polynomial(x, equations, 1, first_derived=9, deadline=Deadline.after(5.0))

    assert found is not None
    assert (found.squarefree, found.exponent) == ((-1, 0, 1), 3)
    assert len(found.minimal) == 5
    check(x, equations, 9, found)


def test_no_relation_and_no_zero() -> None:
    x, y = v(0), v(1)

    assert find_minimal_polynomial(x, [(0, y)], 2, first_derived=1, deadline=Deadline.after(5.0), max_degree=5) is None
    empty = find_minimal_polynomial(x, [(0, x), (1, x - ONE)], 1, first_derived=2, deadline=Deadline.after(5.0))
    assert empty is not None
    assert (empty.minimal, empty.squarefree) == ((1,), (0, 1))
    check(x, [(0, x), (1, x - ONE)], 2, empty)


def test_the_same_input_gives_the_same_answer() -> None:
    F, partials, n = gradient("rank two")
    answers = {
        repr(find_minimal_polynomial(F, list(enumerate(partials)), n, first_derived=n, deadline=Deadline.after(20.0)))
        for _ in range(2)
    }

    assert len(answers) == 1
