"""Real algebraic numbers: which data is accepted, signs, order, printing."""

from fractions import Fraction as Q
from functools import reduce
from itertools import pairwise

import pytest

from tameproof.proofs.kernel import algebraic as a
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.univariate import multiply

SQRT2 = AlgebraicNumber((-2, 0, 1), Q(1), Q(2))
# the same number by a reducible polynomial: (v^2 - 2)(v - 3)
SQRT2_REDUCIBLE = AlgebraicNumber(multiply((-2, 0, 1), (-3, 1)), Q(1), Q(2))
CUBE_ROOT2 = AlgebraicNumber((-2, 0, 0, 1), Q(1), Q(2))

ACCEPTED = {
    "zero": AlgebraicNumber((0, 1), Q(0), Q(0)),
    "one half": AlgebraicNumber((-1, 2), Q(1, 2), Q(1, 2)),
    "square root": SQRT2,
    "reducible polynomial": SQRT2_REDUCIBLE,
    "another root outside": AlgebraicNumber((-2, 0, 1), Q(-3, 2), Q(1)),
    "close neighbours": AlgebraicNumber(
        multiply((-2, 0, 1), (-2 * 10**20 - 1, 0, 10**20)), Q(1), Q(14142135623730950488017, 10**22)
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(name) -> None:
    a.check_algebraic(ACCEPTED[name], "here")


WILKINSON = reduce(multiply, [(-k, 1) for k in range(1, 21)])
REJECTED = {
    "two roots": (AlgebraicNumber((-2, 0, 1), Q(-2), Q(2)), Reason.ROOTS),
    "two close roots": (
        AlgebraicNumber(multiply((-2, 0, 1), (-2 * 10**20 - 1, 0, 10**20)), Q(1), Q(2)),
        Reason.ROOTS,
    ),
    "no root": (AlgebraicNumber((-2, 0, 1), Q(2), Q(3)), Reason.ROOTS),
    "no real root at all": (AlgebraicNumber((1, 0, 1), Q(-9), Q(9)), Reason.ROOTS),
    "not squarefree": (AlgebraicNumber(multiply((-2, 0, 1), (-2, 0, 1)), Q(1), Q(2)), Reason.ROOTS),
    "square of another factor": (
        AlgebraicNumber(multiply((-2, 0, 1), multiply((1, 0, 1), (1, 0, 1))), Q(1), Q(2)),
        Reason.ROOTS,
    ),
    "low end is a root": (AlgebraicNumber(multiply((-2, 0, 1), (-1, 1)), Q(1), Q(2)), Reason.ROOTS),
    "high end is a root": (AlgebraicNumber(multiply((-2, 0, 1), (-2, 1)), Q(1), Q(2)), Reason.ROOTS),
    "not primitive": (AlgebraicNumber((-4, 0, 2), Q(1), Q(2)), Reason.WRONG_SHAPE),
    "negative leading coefficient": (AlgebraicNumber((2, 0, -1), Q(1), Q(2)), Reason.WRONG_SHAPE),
    "trailing zero": (AlgebraicNumber((-2, 0, 1, 0), Q(1), Q(2)), Reason.WRONG_SHAPE),
    "constant": (AlgebraicNumber((1,), Q(1), Q(2)), Reason.WRONG_SHAPE),
    "zero polynomial": (AlgebraicNumber((), Q(1), Q(2)), Reason.WRONG_SHAPE),
    "reversed interval": (AlgebraicNumber((-2, 0, 1), Q(2), Q(1)), Reason.WRONG_SHAPE),
    "point interval, irrational": (AlgebraicNumber((-2, 0, 1), Q(1), Q(1)), Reason.WRONG_SHAPE),
    "rational with a proper interval": (AlgebraicNumber((-1, 2), Q(0), Q(1)), Reason.ROOTS),
    "rational with another value": (AlgebraicNumber((-1, 2), Q(1), Q(1)), Reason.ROOTS),
    "rational number in disguise": (AlgebraicNumber(multiply((-2, 0, 1), (-1, 3)), Q(0), Q(1)), Reason.WRONG_SHAPE),
    "rational point in disguise": (AlgebraicNumber((-1, 0, 1), Q(1), Q(1)), Reason.WRONG_SHAPE),
    "integer among Wilkinson's roots": (AlgebraicNumber(WILKINSON, Q(27, 2), Q(29, 2)), Reason.WRONG_SHAPE),
    "degree": (AlgebraicNumber((-2,) + (0,) * 2500 + (1,), Q(1), Q(2)), Reason.LIMIT),
}


@pytest.mark.parametrize("name", REJECTED)
def test_rejected(name) -> None:
    number, reason = REJECTED[name]
    with pytest.raises(RejectedStep) as info:
        a.check_algebraic(number, "here")

    assert info.value.reason is reason
    assert info.value.where == "here"


@pytest.mark.parametrize("name", REJECTED)
def test_no_decision_about_malformed_data(name) -> None:
    with pytest.raises(RejectedStep):
        a.sign_of((1, 1), REJECTED[name][0])


@pytest.mark.parametrize(
    ("p", "number", "sign"),
    [
        ((), SQRT2, 0),
        ((-3,), SQRT2, -1),
        ((-2, 0, 1), SQRT2, 0),
        ((2, 0, -3, 0, 1), SQRT2, 0),  # (v^2 - 2)(v^2 - 1)
        ((-2, 0, 1), SQRT2_REDUCIBLE, 0),  # a factor of the defining polynomial that vanishes
        ((-3, 1), SQRT2_REDUCIBLE, -1),  # a factor that does not
        ((-7, 5), SQRT2, 1),
        ((Q(-3, 2), Q(1)), SQRT2, -1),
        ((-14142135623730950488, 10**19), SQRT2, 1),
        ((-14142135623730950489, 10**19), SQRT2, -1),
        ((-4, 0, 0, 1), CUBE_ROOT2, -1),
        ((-1, 0, 0, 0, 0, 0, 1), a.rational(1), 0),
        ((0, -1), a.rational(Q(-1, 3)), 1),
    ],
)
def test_sign_of(p, number, sign) -> None:
    assert a.sign_of(p, number) == sign


INCREASING = [
    a.rational(-2),
    AlgebraicNumber((-2, 0, 1), Q(-2), Q(0)),
    a.rational(0),
    CUBE_ROOT2,
    a.rational(Q(7, 5)),
    SQRT2,
    AlgebraicNumber((-2 * 10**20 - 1, 0, 10**20), Q(1), Q(2)),
    a.rational(Q(3, 2)),
    AlgebraicNumber((-3, 0, 1), Q(-1), Q(5)),
]


def test_compare_is_the_order() -> None:
    for i, x in enumerate(INCREASING):
        for j, y in enumerate(INCREASING):
            assert a.compare(x, y) == (i > j) - (i < j)


def test_equal_numbers_with_different_data() -> None:
    assert a.compare(SQRT2, SQRT2_REDUCIBLE) == 0
    assert a.compare(SQRT2_REDUCIBLE, SQRT2) == 0
    assert a.compare_rational(SQRT2, Q(99, 70)) == -1


def test_separate() -> None:
    apart = a.separate(INCREASING)

    assert all(x.high < y.low for x, y in pairwise(apart))
    assert [a.compare(x, y) for x, y in zip(INCREASING, apart, strict=True)] == [0] * len(INCREASING)
    with pytest.raises(RejectedStep):
        a.separate([SQRT2, SQRT2_REDUCIBLE])


def test_refine() -> None:
    fine = a.refine(SQRT2, Q(1, 10**20))

    assert a.compare(fine, SQRT2) == 0
    assert fine.high - fine.low <= Q(1, 10**20)
    assert a.refine(a.rational(3), Q(1)) == a.rational(3)


@pytest.mark.parametrize(
    ("polynomial", "low", "high", "number"),
    [
        ((0, 4, -4, 0), Q(1, 2), Q(3), a.rational(1)),
        ((4, 0, -2), Q(1), Q(2), SQRT2),
        ((4, 0, -4, 0, 1), Q(1), Q(2), SQRT2),  # (v^2 - 2)^2
        (multiply((-2, 0, 1), (-3, 1)), Q(2), Q(3), a.rational(3)),
        ((-1, 3 * 10**40), Q(-1), Q(1), a.rational(Q(1, 3 * 10**40))),
    ],
)
def test_number_from_interval(polynomial, low, high, number) -> None:
    found = a.number_from_interval(polynomial, low, high)

    assert found == number
    a.check_algebraic(found, "here")


@pytest.mark.parametrize(("low", "high"), [(Q(-2), Q(2)), (Q(2), Q(3)), (Q(2), Q(1))])
def test_number_from_interval_refused(low, high) -> None:
    with pytest.raises(RejectedStep):
        a.number_from_interval((-2, 0, 1), low, high)


@pytest.mark.parametrize(
    ("polynomial", "texts"),
    [
        ((-3, 2), ["3/2"]),
        ((-1, -4, 4), ["(1 - sqrt(2))/2", "(1 + sqrt(2))/2"]),
        ((-8, 0, 1), ["-2*sqrt(2)", "2*sqrt(2)"]),
        ((-2, 0, 9), ["-sqrt(2)/3", "sqrt(2)/3"]),
        ((-1, -1, 1), ["(1 - sqrt(5))/2", "(1 + sqrt(5))/2"]),
        ((-1, 2, 1), ["-1 - sqrt(2)", "-1 + sqrt(2)"]),
        ((1, 0, 1), []),
    ],
)
def test_format(polynomial, texts) -> None:
    assert [a.format_number(r) for r in a.real_roots(polynomial)] == texts


def test_format_of_higher_degree() -> None:
    assert a.format_number(CUBE_ROOT2) == "root of v^3-2 in (1, 2)"
