"""Exact positive semidefiniteness: what is accepted and which forgeries are refused."""

from fractions import Fraction as Q

import pytest

from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.semidefinite import (
    MAX_SIZE,
    check_factored,
    check_positive_definite,
    check_positive_semidefinite,
    ldl,
)

TINY = Q(1, 10**12)


def lower(*rows: list[int | Q]) -> tuple[tuple[Q, ...], ...]:
    return tuple(tuple(map(Q, row)) for row in rows)


def hilbert(n: int, shift: Q = Q(0)) -> tuple[tuple[Q, ...], ...]:
    return tuple(tuple(Q(1, i + j + 1) - (shift if i == j else 0) for j in range(i + 1)) for i in range(n))


DEFINITE = {
    "empty": (),
    "one": lower([1]),
    "identity": lower([1], [0, 1]),
    "barely": lower([1], [1 - TINY, 1]),
    "fractions": lower([Q(1, 3)], [Q(-1, 7), Q(5, 11)], [Q(1, 2), 0, 9]),
    "Hilbert": hilbert(8),
}
SINGULAR = {
    "zero": lower([0], [0, 0]),
    "rank one": lower([1], [-2, 4], [3, -6, 9]),
    "zero pivot first": lower([0], [0, 1], [0, 1, 1]),
    "zero pivot in the middle": lower([1], [1, 1], [2, 2, 5]),
    "zero pivot last": lower([4], [2, 1]),
    "two zero pivots": lower([1], [1, 1], [0, 0, 0], [1, 1, 0, 3]),
    "changing pivots after a zero one": lower([2], [2, 2], [0, 0, 3], [1, 1, 1, 1]),
}
INDEFINITE = {
    "negative": lower([-1]),
    "zero pivot, nonzero row": lower([0], [1, 0]),
    "zero pivot, nonzero row, large diagonal": lower([0], [TINY, 10**9]),
    "eigenvalue -1e-12": lower([1], [0, -TINY]),
    "eigenvalue about -1e-12, full": lower([1], [1 + TINY, 1]),
    "zero pivot after elimination": lower([1], [1, 1], [1, 2, 9]),
    "negative after a zero pivot": lower([0], [0, -1]),
    "negative pivot last": lower([2], [1, 2], [0, 1, 2], [2, 0, 0, 1]),
    "Hilbert moved below its smallest eigenvalue": hilbert(5, Q(1, 10**5)),
}


@pytest.mark.parametrize("name", {**DEFINITE, **SINGULAR})
def test_semidefinite(name) -> None:
    matrix = {**DEFINITE, **SINGULAR}[name]
    check_positive_semidefinite(matrix, "here")
    L, D = ldl(matrix)

    assert all(d >= 0 for d in D)
    for i, row in enumerate(matrix):
        for j, entry in enumerate(row):
            assert sum(L[i][k] * D[k] * L[j][k] for k in range(j + 1)) == entry


@pytest.mark.parametrize("name", DEFINITE)
def test_definite(name) -> None:
    check_positive_definite(DEFINITE[name], "here")


@pytest.mark.parametrize("name", {**SINGULAR, **INDEFINITE})
def test_not_definite(name) -> None:
    with pytest.raises(RejectedStep) as info:
        check_positive_definite({**SINGULAR, **INDEFINITE}[name], "here")

    assert info.value.reason is Reason.NOT_POSITIVE_SEMIDEFINITE


@pytest.mark.parametrize("name", INDEFINITE)
def test_indefinite(name) -> None:
    for call in (lambda m: check_positive_semidefinite(m, "matrix"), ldl):
        with pytest.raises(RejectedStep) as info:
            call(INDEFINITE[name])

        assert (info.value.where, info.value.reason) == ("matrix", Reason.NOT_POSITIVE_SEMIDEFINITE)


@pytest.mark.parametrize(
    ("matrix", "factor"),
    [
        ((), ()),
        (lower([1], [0, 1]), lower([0], [0, 0])),  # dominant by itself
        (lower([2], [1, 1]), lower([1], [1, 0])),
        (lower([4], [2, 1]), lower([2], [1, 0])),  # singular, exact factor
        (lower([2], [1, 2]), lower([Q(11, 8)], [Q(23, 32), Q(19, 16)])),
        (lower([4], [6, 9]), lower([-2], [-3, 0])),
    ],
)
def test_factored(matrix, factor) -> None:
    check_factored(matrix, factor, "here")
    check_positive_semidefinite(matrix, "here")


@pytest.mark.parametrize(
    ("matrix", "factor"),
    [
        (lower([-1]), lower([0])),
        (lower([1 - TINY]), lower([1])),
        (lower([0], [1, 0]), lower([1], [1, 0])),
        (lower([2], [1, 2]), lower([Q(3, 2)], [0, 1])),  # remainder with a negative diagonal
        (lower([5], [4, 5], [4, 4, 5]), lower([0], [0, 0], [0, 0, 0])),  # semidefinite, but not dominant
        (lower([1], [1 + TINY, 1]), lower([1], [1, 0])),
        (lower([1], [0, -TINY]), lower([1], [0, 0])),
    ],
)
def test_factor_does_not_show_it(matrix, factor) -> None:
    with pytest.raises(RejectedStep) as info:
        check_factored(matrix, factor, "here")

    assert info.value.reason is Reason.NOT_POSITIVE_SEMIDEFINITE


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: check_positive_semidefinite((((Q(1),) * 2),), "here"), Reason.WRONG_SHAPE),
        (lambda: check_positive_semidefinite(lower([1], [1]), "here"), Reason.WRONG_SHAPE),
        (lambda: check_positive_semidefinite(lower([1], []), "here"), Reason.WRONG_SHAPE),
        (lambda: check_factored(lower([1]), (), "here"), Reason.WRONG_SHAPE),
        (lambda: check_factored(lower([1]), lower([1], [0, 0]), "here"), Reason.WRONG_SHAPE),
        (lambda: check_factored(lower([1]), lower([1, 5]), "here"), Reason.WRONG_SHAPE),
        (lambda: check_positive_semidefinite(((),) * (MAX_SIZE + 1), "here"), Reason.LIMIT),
    ],
)
def test_malformed(call, reason) -> None:
    with pytest.raises(RejectedStep) as info:
        call()

    assert info.value.reason is reason
