"""One interface to bases, elimination, saturation, radicals, primes and solutions: with and without programs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tameproof.proofs.kernel.evidence import AlgebraicPoint, RationalPoint
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic import ideal_operations as ideals
from tameproof.symbolic import msolve, real_points
from tameproof.symbolic.backends import find_program
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.ideals import groebner_basis
from tameproof.symbolic.real_points import is_zero_at, points_of_parametrisation
from tests.symbolic.systems import v

x, y, z = v(0), v(1), v(2)
TWO = ONE.scale(2)
BOTH = pytest.mark.parametrize("programs", [False, True], ids=["embedded", "programs"])


def soon() -> Deadline:
    return Deadline.after(20.0)


def same_ideal(a: Any, b: Any, n: int = 3) -> bool:
    return bool(groebner_basis(a, n, soon()) == groebner_basis(b, n, soon()))


@BOTH
@pytest.mark.parametrize(
    "generators", [[x * y - ONE, y * y - x], [x * x - TWO, x * y - z], [x * y, x * z], [x, x - ONE]]
)
def test_basis(generators: list[Polynomial], programs: bool) -> None:
    found = ideals.find_basis(generators, 3, deadline=soon(), use_programs=programs)

    assert found == groebner_basis(generators, 3, soon())


@BOTH
@pytest.mark.parametrize(
    ("generators", "eliminated", "expected"),
    [
        ([y - x * x, z - x * x * x], [0], [y**3 - z * z]),  # the cuspidal cubic
        ([x * x + y * y - ONE, x - y], [0], [(y * y).scale(2) - ONE]),
        ([y - x * x, z - x * x * x], [0, 1], []),  # a curve projects onto a line
        ([x * y - ONE, y * z - ONE], [1], [x - z]),
        ([x, x - ONE], [0], [ONE]),
    ],
)
def test_elimination(generators: Any, eliminated: Any, expected: Any, programs: bool) -> None:
    found = ideals.find_elimination(generators, 3, eliminated, deadline=soon(), use_programs=programs)

    assert found is not None
    assert same_ideal(found, expected)


@BOTH
@pytest.mark.parametrize(
    ("generators", "a", "expected"),
    [
        ([x * y, x * z], x, [y, z]),
        ([x * x * y], x, [y]),
        ([x * y - z], x, [x * y - z]),
        ([x * x], x, [ONE]),
        ([x * (y - ONE), x * x * (z - y)], x, [y - ONE, z - ONE]),
    ],
)
def test_saturation(generators: Any, a: Polynomial, expected: Any, programs: bool) -> None:
    found = ideals.find_saturation(generators, 3, a, deadline=soon(), use_programs=programs)

    assert found is not None
    assert same_ideal(found, expected)


@BOTH
@pytest.mark.parametrize(
    ("generators", "expected"),
    [
        ([x * x, y**3, z - ONE], [x, y, z - ONE]),
        ([(x - ONE) ** 2, y * y - x, z], [x - ONE, y * y - ONE, z]),
        ([x, x - ONE], [ONE]),
    ],
)
def test_radical_of_finitely_many_zeros(generators: Any, expected: Any, programs: bool) -> None:
    found = ideals.find_radical(generators, 3, deadline=soon(), use_programs=programs)

    assert found is not None
    assert same_ideal(found, expected)


@pytest.mark.skipif(find_program("Singular") is None, reason="Singular is not installed")
def test_radical_of_positive_dimension() -> None:
    found = ideals.find_radical([x * x * y], 3, deadline=soon())

    assert found is not None
    assert same_ideal(found, [x * y])
    assert ideals.find_radical([x * x * y], 3, deadline=soon(), use_programs=False) is None


@BOTH
def test_primes(programs: bool) -> None:
    found = ideals.find_primes([x * y, x * z], 3, deadline=soon(), use_programs=programs)

    assert found is not None
    assert [(c.dimension, set(c.equations)) for c in found] == [(2, {x}), (1, {y, z})]


def test_real_solutions() -> None:
    found = ideals.find_real_solutions([x * x - TWO, y * y - x * x, z - y], 3, deadline=soon())

    assert len(found) == 4
    assert all(isinstance(p, AlgebraicPoint) and is_zero_at(z - y, p) for p in found)
    assert ideals.find_real_solutions([x * x + ONE, y, z], 3, deadline=soon()) == ()


# what msolve prints for x^2+y^2=3, xy=1; for x^2=y^2, xy=y, with a new letter; and with its variables permuted
CIRCLE = (
    "[0, [0, \n2, \n4, \n['v0', 'v1'],\n[0, 1],\n[1,\n[[4, [1, 0, -3, 0, 1]],\n[3, [0, -6, 0, 4]],\n"
    "[\n[[3, [6, 0, -4, 0]],\n1]\n]]]]]:"
)
FORM = (
    "[0, [0, 3, 4, ['v0', 'v1', 'A'], [1,2,1], [1, [[3, [0, -3, 2, 1]], [2, [-3, 4, 3]], "
    "[[[2, [0, -2, -2]], 1], [[2, [0, 4, 0]], 1]]]]]]:"
)
PERMUTED = "[0, [0, 2, 2, ['v1', 'v0'], [0, 1], [1, [[2, [-2, 0, 1]], [1, [0, 2]], [[[1, [0, -10]], 3]]]]]]:"


@pytest.mark.parametrize(
    ("text", "equations", "rational", "count"),
    [
        (CIRCLE, [x * x + y * y - ONE.scale(3), x * y - ONE], [], 4),
        (FORM, [x * x - y * y, x * y - y], [(0, 0), (1, 1), (1, -1)], 3),
        (PERMUTED, [x * x - TWO, y.scale(3) - ONE.scale(5)], [], 2),
    ],
)
def test_representations_of_msolve(text: str, equations: Any, rational: Any, count: int) -> None:
    found = msolve.parse_parametrisation(text, 2)

    assert found is not None
    points = points_of_parametrisation(found)
    assert len(points) == count
    assert all(is_zero_at(p, point) for p in equations for point in points)
    assert {p.coordinates for p in points if isinstance(p, RationalPoint)} == {
        tuple(map(Fraction, row)) for row in rational
    }


@pytest.mark.parametrize(
    "text", ["", "[1, 2, -1, []]:", "[-1]:", "[0, [0, 1]]:", CIRCLE[:-20], "__import__('os')", "[" * 500]
)
def test_unreadable_representations(text: str) -> None:
    assert msolve.parse_parametrisation(text, 2) is None


@pytest.mark.skipif(find_program("msolve") is None, reason="msolve is not installed")
def test_many_solutions_with_msolve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real_points, "MANY_SOLUTIONS", 2)
    equations = [x**3 - x.scale(3) + ONE, y**3 - y.scale(2) + x, z * z - x - TWO]

    found = ideals.find_real_solutions(equations, 3, deadline=soon())

    assert all(is_zero_at(p, point) for p in equations for point in found)
    assert len(found) == 10  # y has one real value at two of the three x, and three at the other
