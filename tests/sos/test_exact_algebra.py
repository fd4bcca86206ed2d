"""The exact parts: LDL', semidefiniteness, complements, affine solution spaces, presolving, symmetry."""

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.sos.affine import parametrise
from tameproof.sos.evidence import ProductRole
from tameproof.sos.facial_reduction import orthogonal_complement, round_rows
from tameproof.sos.gram import find_rounded_factor, is_positive_semidefinite, primitive, weighted_vectors
from tameproof.sos.monomials import SignSymmetry, monomials_up_to
from tameproof.sos.program import Block, Free, SosProgram, drop_dependent_unknowns, presolve


def exact(rows):
    return [[Fraction(v) for v in row] for row in rows]


@pytest.mark.parametrize(
    ("rows", "accepted"),
    [
        ([[1, 0], [0, 1]], True),
        ([[1, 1], [1, 1]], True),
        ([[0, 0], [0, 0]], True),
        ([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]], True),
        ([], True),
        ([[1, 2], [2, 1]], False),
        ([[-1]], False),
        ([[0, 1], [1, 0]], False),
        ([[0, 1], [1, 5]], False),
        ([[1, 1, 0], [1, 1, 1], [0, 1, 9]], False),
        ([["1", "1/2"], ["1/2", "24999/100000"]], False),
    ],
)
def test_semidefinite(rows, accepted: bool) -> None:
    matrix = exact(rows)

    assert is_positive_semidefinite(matrix) is accepted
    assert (weighted_vectors(matrix) is not None) is accepted


def test_weighted_vectors_multiply_back() -> None:
    matrix = exact([[4, 2, 0], [2, 1, 0], [0, 0, 3]])
    vectors = weighted_vectors(matrix)
    n = range(3)

    assert len(vectors) == 2
    assert [[sum(d * v[i] * v[j] for d, v in vectors) for j in n] for i in n] == matrix


def test_rounded_factor_is_short() -> None:
    matrix = exact([[Fraction(1, i + j + 1) + (i == j) for j in range(6)] for i in range(6)])
    factor = find_rounded_factor(matrix)

    assert factor is not None
    assert all(v.denominator <= 2**8 for row in factor for v in row)
    assert find_rounded_factor(exact([[1, 1], [1, 1]])) is None


def test_primitive_keeps_the_square() -> None:
    p = Polynomial.from_terms([((1,), Fraction(-2, 3)), ((0,), Fraction(4, 3))])
    weight, q = primitive(Fraction(3), p)

    assert (q * q).scale(weight) == (p * p).scale(3)
    assert q == Polynomial.from_terms([((1,), 1), ((0,), -2)])


def test_rational_rows_are_recognised() -> None:
    assert round_rows([[1.0, 1 / 3, 0.66666668]], 12) == [[1, Fraction(1, 3), Fraction(2, 3)]]
    assert round_rows([[1.0, 2**0.5]], 12) is None
    assert round_rows([[1.0, 96 / 1771]], 12) is None
    assert round_rows([[1.0, 96 / 1771]], 10_000) == [[1, Fraction(96, 1771)]]


def test_complement_is_orthogonal() -> None:
    rows = exact([[1, 2, 3], [2, 4, 6]])
    basis = orthogonal_complement(rows, 3)

    assert len(basis) == 2
    assert all(sum(a * b for a, b in zip(r, v, strict=True)) == 0 for r in rows for v in basis)


def monomial_block(texts: list[tuple[int, ...]]) -> Block:
    return Block(ProductRole(()), tuple((Polynomial.from_terms([(e, 1)]),) for e in texts), ((ONE,),))


def test_presolve_keeps_half_the_newton_polytope() -> None:
    x, y = Polynomial.variable(0), Polynomial.variable(1)
    motzkin = x**4 * y**2 + x**2 * y**4 - (x**2 * y**2).scale(3) + ONE
    basis = [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2), (3, 0), (2, 1), (1, 2), (0, 3)]

    assert presolve(SosProgram(motzkin, (monomial_block(basis),))) is None  # its interior coefficient is negative
    program = presolve(SosProgram(motzkin + (x**2 * y**2).scale(4), (monomial_block(basis),)))
    assert program is not None
    assert len(program.blocks[0].basis) == 4


def test_affine_space_solves_the_identity() -> None:
    x = Polynomial.variable(0)
    program = SosProgram(x**2 + x.scale(4) + ONE, (monomial_block([(0,), (1,)]),), (Free("a", x + ONE),))
    space = parametrise(program)
    values = [Fraction(k, 7) for k in range(4)]
    space.complete(values)
    total = Polynomial({})
    for v, p in zip(values, program.columns, strict=True):
        total = total + p.scale(v)

    assert total == program.target


def test_affine_space_can_be_empty() -> None:
    x = Polynomial.variable(0)

    assert parametrise(SosProgram(x, (), (Free("a", ONE),))) is None
    assert parametrise(SosProgram(x, (), (Free("a", x + ONE), Free("b", x.scale(2) + ONE.scale(2))))) is None


def test_dependent_unknowns_are_dropped() -> None:
    x = Polynomial.variable(0)
    free = (Free("a", x), Free("b", ONE), Free("c", x - ONE), Free("d", x * x))

    assert [f.role for f in drop_dependent_unknowns(SosProgram(ONE, (), free)).free] == ["a", "b", "d"]


def test_sign_symmetry_of_an_even_polynomial() -> None:
    x, y = Polynomial.variable(0), Polynomial.variable(1)
    symmetry = SignSymmetry()
    symmetry.add_invariant((x * y - ONE) ** 2)
    classes = {m: symmetry.class_of(m) for m in monomials_up_to([0, 1], 2)}

    assert len(set(classes.values())) == 2  # even and odd total degree
