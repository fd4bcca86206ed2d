"""Components and splits; the embedded method has to agree with known decompositions."""

from __future__ import annotations

import pytest

from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic.backends import find_program
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.decomposition import find_components, find_saturation_split
from tameproof.symbolic.ideals import is_member
from tameproof.symbolic.splits import ProductSplit, find_derived_basis, find_simplification, find_split
from tests.symbolic.systems import expand, gradient, replay, v

DIMENSIONS = [
    ("product", [1, 0]),
    ("chain of three", [2, 1, 1, 1]),
    ("completion", [1, 1, 1, 0]),
    ("rank one", [1, 0]),
    ("rank one 3x3", [1, 0]),
    ("rank two", [4, 3, 0]),
]


def soon() -> Deadline:
    return Deadline.after(20.0)


@pytest.mark.parametrize(("name", "dimensions"), DIMENSIONS)
def test_embedded_components(name: str, dimensions: list[int]) -> None:
    F, generators, n = gradient(name)

    components = find_components(generators, n, deadline=soon(), hints=[F], use_singular=False)

    assert components is not None
    assert dimensions == [component.dimension for component in components]
    for component in components:
        assert all(is_member(g, component.equations, n, soon()) for g in generators)


@pytest.mark.parametrize(("name", "dimensions"), DIMENSIONS[:4])
def test_components_do_not_depend_on_the_program(name: str, dimensions: list[int]) -> None:
    F, generators, n = gradient(name)
    if find_program("Singular") is None:
        assert dimensions  # nothing to compare with
        return

    primes = find_components(generators, n, deadline=soon())
    pieces = find_components(generators, n, deadline=soon(), hints=[F], use_singular=False)

    assert primes is not None
    assert pieces is not None
    assert [p.equations for p in primes] == [p.equations for p in pieces]


def test_no_zero_has_no_component() -> None:
    x = v(0)

    assert find_components([x, x - ONE], 1, deadline=soon(), use_singular=False) == ()


def test_saturation_finds_the_other_component() -> None:
    x, y, z = v(0), v(1), v(2)
    # {x = 0} and the twisted curve {y^2 = x z, z = x + 1}, hidden in a product ideal
    basis = [x * (y * y - x * z), x * (z - x - ONE)]

    fresh = find_saturation_split(basis, 3, x, soon())

    assert fresh is not None
    assert all(is_member(x * p, basis, 3, soon()) for p in fresh)


def check(equations: list[tuple[int, Polynomial]], first: int, split: ProductSplit) -> None:
    facts = replay(dict(equations), split.derivations, first)
    product = ONE
    for q in split.factors:
        product = product * q
    assert product**split.exponent == expand(split.combination, facts)


def close(
    equations: list[tuple[int, Polynomial]], n: int, F: Polynomial, nonzero: tuple[Polynomial, ...], guided: bool
) -> int:
    """Split until nothing splits any more; return the number of leaves."""
    first = 1 + max(i for i, _ in equations)
    only = [p for _, p in equations]
    components = find_components(only, n, deadline=soon(), hints=[F], use_singular=False) if guided else None
    split = find_split(
        equations, n, first_derived=first, deadline=soon(), components=components, hints=[F], nonzero=nonzero
    )
    if split is None or (components is not None and len(components) <= 1):
        return 1
    assert len(split.factors) >= 2
    check(equations, first, split)
    index = first + len(split.derivations)
    leaves = 0
    for i, q in enumerate(split.factors):
        assert not is_member(q, only, n, soon())
        if q not in nonzero:
            leaves += close([*equations, (index, q)], n, F, (*nonzero, *split.factors[:i]), guided)
    return leaves


@pytest.mark.parametrize("guided", [False, True])
@pytest.mark.parametrize(("name", "most"), [("product", 2), ("completion", 4), ("rank one", 2), ("chain of three", 5)])
def test_case_trees_end(name: str, most: int, guided: bool) -> None:
    F, generators, n = gradient(name)

    assert 2 <= close(list(enumerate(generators)), n, F, (), guided) <= most


def test_simplification_takes_roots() -> None:
    _, generators, n = gradient("nonreduced")
    equations = list(enumerate(generators))

    steps = find_simplification(equations, n, first_derived=2, deadline=soon())

    assert v(0) * v(1) == steps[-1].polynomial
    replay(dict(equations), steps, 2)
    assert find_simplification([(0, v(0) - ONE)], 1, first_derived=1, deadline=soon()) == ()


def test_derived_basis() -> None:
    _, generators, n = gradient("rank one")
    equations = list(enumerate(generators))

    found = find_derived_basis(equations, n, first_derived=4, deadline=soon())

    assert found is not None
    facts = replay(dict(equations), found.derivations, 4)
    assert all(facts[i] == p for i, p in found.elements)
    assert len(found.elements) == 8
