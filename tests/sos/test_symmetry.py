"""Permutation symmetry: which groups are found, bases adapted to them, and the way back to plain Gram matrices."""

from fractions import Fraction
from itertools import combinations
from math import factorial

import pytest

from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos import SosSettings, prove_nonnegative
from tameproof.sos.exact_solution import find_exact_solution
from tameproof.sos.identity import is_proof
from tameproof.sos.permutation_group import PermutationGroup, find_permutation_group, is_invariant, order_of
from tameproof.sos.program import SosProgram, SosSolution, presolve
from tameproof.sos.reduced_solution import find_worthwhile_symmetry
from tameproof.sos.settings import Deadline
from tameproof.sos.shape_program import build_program
from tameproof.sos.shapes import Shape
from tameproof.sos.symmetric_program import find_symmetric_program
from tameproof.sos.symmetry_adapted import cyclic_seeds, cyclotomic, dimension, partitions, young_seeds
from tests.sos.conftest import Reader

SETTINGS = SosSettings(max_basis=300)
NAMES = Reader("x", "y", "z", "w")


def variables(n: int) -> list[Polynomial]:
    return [Polynomial.variable(i) for i in range(n)]


def power_sum(n: int, k: int) -> Polynomial:
    return sum_of_products([(v**k, ONE) for v in variables(n)])


def number(c: int) -> Polynomial:
    return Polynomial.constant(c)


def quartic_with_zero(n: int) -> Polynomial:
    """Return a symmetric quartic that vanishes at (1, ..., 1)."""
    first, second, x = power_sum(n, 1), power_sum(n, 2), variables(n)
    gaps = sum_of_products([(a - b, a - b) for a, b in combinations(x, 2)])
    return (second - number(n)) ** 2 + gaps + (first - number(n)) ** 2 * second


def sextic_with_zero(n: int) -> Polynomial:
    first, second, x = power_sum(n, 1), power_sum(n, 2), variables(n)
    gaps = sum_of_products([((a - b) ** 3, (a - b) ** 3) for a, b in combinations(x, 2)])
    return (power_sum(n, 3) - first) ** 2 + (second - number(n)) ** 2 * (first**2 + ONE) + gaps


def cyclic_quartic(n: int) -> Polynomial:
    x = variables(n)
    squares = [x[i] ** 2 - x[(i + 1) % n] + x[(i + 2) % n].scale(2) - number(2) for i in range(n)]
    return sum_of_products([(p, p) for p in squares])


@pytest.mark.parametrize(
    ("text", "parts", "order"),
    [
        ("x^4 + y^4 + z^2 - x*y", {(0, 1)}, 1),
        ("x^2*y^2 + z^2*w^2 + x + y + z + w", {(0, 1), (2, 3)}, 2),
        ("(x*z - 1)^2 + (y*w - 1)^2 + x + y", set(), 2),  # only both pairs together
        ("(x^2 + y^2 + z^2)^2 - 3*(x^3*y + y^3*z + z^3*x)", set(), 3),
        ("x^2*y + y^2*z + z^2*w + w^2*x + x^4 + y^4 + z^4 + w^4", set(), 4),
        ("x*y + y*z + z*w + w*x + x^4 + y^4 + z^4 + w^4", {(0, 2), (1, 3)}, 2),  # a square: its diagonals
        ("x^4 + y^4 + z^4 + w^4 - x*y*z*w", {(0, 1, 2, 3)}, 1),
        ("x^2 + 2*y^2", None, 1),
    ],
)
def test_groups(text: str, parts: set | None, order: int) -> None:
    q = NAMES(text)
    group = find_permutation_group(q)

    assert (group is None) == (parts is None)
    if group is not None:
        assert set(group.parts) == parts
        assert all(is_invariant(q, g) for g in group.generators)
        assert order == 1 or (group.rotation is not None and order_of(group.rotation, range(4)) >= order)


def test_dimensions_of_representations() -> None:
    """The squares of the dimensions add up to the order of the group."""
    for n in range(1, 8):
        assert sum(dimension(p) ** 2 for p in partitions(n, first=1)) == factorial(n)
    assert [p for p in partitions(5, first=3)] == [(5,), (4, 1), (3, 2), (3, 1, 1)]


@pytest.mark.parametrize(("n", "degree"), [(3, 2), (4, 3), (5, 3), (6, 2), (7, 1)])
def test_young_symmetrisers_give_every_multiplicity(n: int, degree: int) -> None:
    nodes = [()]
    for _ in range(n):
        nodes = [(*e, k) for e in nodes for k in range(degree + 1 - sum(e))]
    seeds = young_seeds(nodes, [range(n)])

    assert seeds is not None
    assert sum(d * len(vectors) for d, vectors in seeds) == len(nodes)
    assert len(seeds) > 1


def test_components_of_a_rotation() -> None:
    assert cyclotomic(12) == [1, 0, -1, 0, 1]
    seeds = cyclic_seeds([1, 2, 3, 4, 5, 0, 7, 6, 8])

    assert [len(s) for s in seeds] == [3, 2, 2, 2]
    for i, left in enumerate(seeds):  # components are orthogonal to one another
        for right in seeds[:i]:
            for a in left:
                assert all(sum(c * b.get(k, 0) for k, c in a.items()) == 0 for b in right)


def program_of(q: Polynomial, *facts: Polynomial) -> SosProgram:
    given = tuple(map(nonnegative, facts))
    shape = Shape(q.degree, tuple((i,) for i in range(len(given))))
    built = build_program(q, given, tuple(range(len(given))), shape, SETTINGS, strict=False)
    assert isinstance(built, tuple)
    program = presolve(built[0])
    assert program is not None
    return program


@pytest.mark.parametrize(
    ("q", "facts", "share"),
    [
        (quartic_with_zero(6), [], 0.05),
        (sextic_with_zero(4), [], 0.15),
        (
            power_sum(6, 6) + power_sum(6, 2) ** 2 - power_sum(6, 1) * power_sum(6, 3).scale(Fraction(1, 9)) + ONE,
            [],
            0.05,
        ),
        (cyclic_quartic(6), [], 0.4),
        (power_sum(5, 2) ** 2 - power_sum(5, 1) ** 2 + number(9), [], 0.2),  # even: signs and permutations
        (number(125) - power_sum(5, 1) ** 2 * power_sum(5, 2), [number(5) - power_sum(5, 2)], 0.1),
        (number(6) - power_sum(6, 4), [ONE - v * v for v in variables(6)], 0.2),  # facts that are permuted
    ],
)
def test_solutions_are_carried_back(q: Polynomial, facts: list[Polynomial], share: float) -> None:
    program, group = program_of(q, *facts), find_permutation_group(q)
    assert group is not None
    symmetric = find_symmetric_program(program, group)
    assert symmetric is not None
    assert symmetric.reduced.count_unknowns() <= share * program.count_unknowns()
    found = find_exact_solution(symmetric.reduced, SETTINGS, Deadline(20))
    assert isinstance(found, SosSolution)
    whole = symmetric.lift(found)

    assert whole.program == program
    assert whole.residual().is_zero


def test_permutations_that_are_no_symmetry_are_left_out() -> None:
    program = program_of(NAMES("x^4 + y^4 + z^4 + x + 1"))
    wrong = PermutationGroup(({0: 1, 1: 0}, {1: 2, 2: 1}), ((0, 1, 2),))
    symmetric = find_symmetric_program(program, PermutationGroup(({1: 2, 2: 1},), ((1, 2),)))

    assert symmetric is not None
    mixed = find_symmetric_program(program, wrong)
    assert mixed is None or len(mixed.actions) == 1


@pytest.mark.parametrize("q", [quartic_with_zero(10), sextic_with_zero(6), cyclic_quartic(8)])
def test_large_symmetric_polynomials_are_proved(q: Polynomial) -> None:
    assert find_worthwhile_symmetry(program_of(q)) is not None
    found = prove_nonnegative(q, settings=SETTINGS)

    assert isinstance(found, Psatz)
    assert is_proof(q, found, (), strict=False)
