"""Values of polynomials at algebraic points, and positive definite matrices of them."""

from fractions import Fraction as Q

import pytest

from tameproof.proofs.kernel.algebraic import AlgebraicNumber, rational, real_roots
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import AlgebraicPoint
from tameproof.proofs.kernel.number_field import (
    check_positive_definite_at,
    compare_element,
    evaluate_at,
    principal_minor_sums,
    sign_of_element,
)
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.univariate import multiply

SQRT2 = AlgebraicNumber((-2, 0, 1), Q(1), Q(2))
REDUCIBLE = AlgebraicNumber(multiply((-2, 0, 3), (5, -7, 0, 11)), Q(1, 2), Q(1))  # sqrt(2/3), not monic
x, y = Polynomial.variable(0), Polynomial.variable(1)
one = Polynomial.constant(1)
THETA = (Q(0), Q(1))


def value(p: Polynomial, theta: AlgebraicNumber, *coordinates: tuple[Q, ...]):
    return evaluate_at(p, AlgebraicPoint(theta, coordinates), "here")


@pytest.mark.parametrize(
    ("p", "theta", "coordinates", "sign"),
    [
        (x * x - one.scale(2), SQRT2, (THETA,), 0),
        (x**7 - x.scale(8), SQRT2, (THETA,), 0),
        ((x * x).scale(3) - one.scale(2), REDUCIBLE, (THETA,), 0),
        (x**4 - one.scale(Q(4, 9)), REDUCIBLE, (THETA,), 0),
        (x.scale(11) - one.scale(9), REDUCIBLE, (THETA,), -1),  # 0.8165 < 0.8182
        (x * y - one, SQRT2, (THETA, (Q(0), Q(1, 2))), 0),  # y = theta / 2 = 1 / theta
        (x * y - one, SQRT2, (THETA, (Q(1), Q(1, 2))), 1),
        (x * x - y, SQRT2, ((Q(1), Q(1)), (Q(3), Q(2))), 0),  # (1 + sqrt 2)^2 = 3 + 2 sqrt 2
        (x - y, SQRT2, ((Q(7, 5),), THETA), -1),
        (x * x - one.scale(Q(1, 4)), rational(Q(1, 2)), (THETA,), 0),
        (Polynomial.constant(-3), SQRT2, (), -1),
        (Polynomial.constant(0), SQRT2, (), 0),
        (x.scale(Q(-5, 7)), REDUCIBLE, ((Q(0),) * 9 + (Q(1, 3),),), -1),  # a coordinate that is not reduced
    ],
)
def test_sign(p, theta, coordinates, sign) -> None:
    assert sign_of_element(value(p, theta, *coordinates), theta) == sign


@pytest.mark.parametrize("other", [-2, Q(7, 5), Q(3, 2), 10])
def test_compare_with_a_rational(other) -> None:
    expected = 1 if other < Q(1414, 1000) else -1

    assert compare_element(value(x, SQRT2, THETA), SQRT2, rational(other)) == expected


def test_compare_with_irrational_numbers() -> None:
    square = value(x * x + x, SQRT2, THETA)  # 2 + sqrt 2 is a root of v^2 - 4 v + 2
    roots = real_roots((2, -4, 1))

    assert [compare_element(square, SQRT2, r) for r in roots] == [1, 0]
    assert [compare_element(value(x, SQRT2, THETA), SQRT2, r) for r in real_roots((-3, 0, 1))] == [1, -1]
    assert compare_element(value(x * x, SQRT2, THETA), SQRT2, rational(2)) == 0


def matrix(theta: AlgebraicNumber, *rows: list[Polynomial]):
    return tuple(tuple(value(p, theta, THETA) for p in row) for row in rows)


def test_principal_minor_sums_of_a_rational_matrix() -> None:
    rows = matrix(rational(0), [one.scale(2)], [one, one.scale(3)], [one.scale(-1), one.scale(4), one.scale(5)])
    sums = principal_minor_sums(rows, rational(0), "here")

    # trace; 5 + 9 - 1; determinant by expansion
    assert [(e.numerator, e.denominator) for e in sums] == [((10,), 1), ((13,), 1), ((-18,), 1)]


@pytest.mark.parametrize(
    ("theta", "rows"),
    [
        (SQRT2, ()),
        (SQRT2, ([x],)),
        (SQRT2, ([x], [one, x])),  # determinant 1
        (SQRT2, ([one], [x, one.scale(Q(2000001, 1000000))])),
        (REDUCIBLE, ([one], [x, one])),
        (REDUCIBLE, ([one], [x, one], [one - one, one - one, x * x])),
    ],
)
def test_positive_definite(theta, rows) -> None:
    check_positive_definite_at(matrix(theta, *rows), theta, "here")


@pytest.mark.parametrize(
    ("theta", "rows"),
    [
        (SQRT2, ([-x],)),
        (SQRT2, ([one - one],)),
        (SQRT2, ([one], [x, one.scale(2)])),  # singular
        (SQRT2, ([one], [x, one.scale(Q(1999999, 1000000))])),
        (SQRT2, ([-x], [one, -x])),  # negative definite: the determinant is positive
        (SQRT2, ([-one], [one - one, -one], [one - one, one - one, one.scale(5)])),
        (REDUCIBLE, ([(x * x).scale(3) - one.scale(2)],)),  # a zero divisor that vanishes at theta
    ],
)
def test_not_positive_definite(theta, rows) -> None:
    with pytest.raises(RejectedStep) as info:
        check_positive_definite_at(matrix(theta, *rows), theta, "here")

    assert info.value.reason is Reason.NOT_POSITIVE_SEMIDEFINITE


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: value(y, SQRT2, THETA), Reason.UNKNOWN_VARIABLE),
        (lambda: value(x**5000, SQRT2, THETA), Reason.LIMIT),
        (lambda: value(x, AlgebraicNumber((-2, 0, 1), Q(-2), Q(2)), THETA), Reason.ROOTS),  # theta is ambiguous
        (lambda: value(x, AlgebraicNumber((1, 0, 1), Q(-2), Q(2)), THETA), Reason.ROOTS),  # theta does not exist
        (lambda: check_positive_definite_at((), AlgebraicNumber((1, 0, 1), Q(0), Q(2)), "here"), Reason.ROOTS),
        (lambda: check_positive_definite_at(((), ()), SQRT2, "here"), Reason.WRONG_SHAPE),
    ],
)
def test_refused(call, reason) -> None:
    with pytest.raises(RejectedStep) as info:
        call()

    assert info.value.reason is reason
