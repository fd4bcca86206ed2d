"""Univariate polynomials over Z: gcd, Sturm counts, isolation of real roots."""

from fractions import Fraction as Q
from functools import reduce
from itertools import pairwise

import pytest

from tameproof.proofs.kernel import univariate as u
from tameproof.proofs.kernel.errors import Reason, RejectedStep

WILKINSON = reduce(u.multiply, [(-k, 1) for k in range(1, 21)])
SQUARE_ROOTS = u.multiply((-2, 0, 1), (-3, 0, 1))  # +-sqrt(2), +-sqrt(3)
CLUSTER = u.multiply((-1, 10**9), (-1, 10**9 + 1))  # two roots 1e-18 apart


@pytest.mark.parametrize(
    ("coefficients", "p", "scale"),
    [
        ([], (), Q(1)),
        ([0, 0], (), Q(1)),
        ([Q(1, 2), Q(-3, 4)], (2, -3), Q(1, 4)),
        ([-6, 0, 4, 0], (-3, 0, 2), Q(2)),
        ([Q(-1, 3)], (-1,), Q(1, 3)),
    ],
)
def test_from_fractions(coefficients, p, scale) -> None:
    assert u.from_fractions(coefficients) == (p, scale)


@pytest.mark.parametrize(
    ("p", "q", "divisor"),
    [
        ((), (), ()),
        ((), (2, -4), (-1, 2)),
        ((5,), (7,), (1,)),
        ((-1, 0, 1), (1, -2, 1), (-1, 1)),
        (u.multiply((1, 1, 1), (-2, 3)), u.multiply((1, 1, 1), (5, 1)), (1, 1, 1)),
        ((0, 0, 6), (0, 4), (0, 1)),
        ((1, u.PRIME), u.multiply((1, u.PRIME), (1, 1)), (1, u.PRIME)),  # the prime divides the leading coefficient
        (WILKINSON, u.derivative(WILKINSON), (1,)),
    ],
)
def test_greatest_common_divisor(p, q, divisor) -> None:
    assert u.greatest_common_divisor(p, q) == divisor
    assert u.greatest_common_divisor(q, p) == divisor


def test_parts_of_a_product_with_multiplicities() -> None:
    p = reduce(u.multiply, [(-1, 1), (-2, 1), (-2, 1), (-3, 1), (-3, 1), (-3, 1), (-7,)])

    assert u.squarefree_part(p) == reduce(u.multiply, [(-1, 1), (-2, 1), (-3, 1)])
    assert u.odd_part(p) == u.multiply((-1, 1), (-3, 1))
    assert u.odd_part((-5,)) == (1,)


@pytest.mark.parametrize(
    ("p", "low", "high", "count"),
    [
        ((1,), None, None, 0),
        ((0, 1), Q(0), Q(1), 0),  # the lower end is excluded
        ((0, 1), Q(-1), Q(0), 1),  # the upper end is included
        ((0, 1), Q(0), Q(0), 0),
        ((1, 0, 1), None, None, 0),
        (SQUARE_ROOTS, None, None, 4),
        (SQUARE_ROOTS, Q(0), None, 2),
        (SQUARE_ROOTS, None, Q(-3, 2), 1),
        (SQUARE_ROOTS, Q(7, 5), Q(3, 2), 1),
        (WILKINSON, None, None, 20),
        (WILKINSON, Q(3), Q(7), 4),
        (u.add(u.scale(WILKINSON, 2**23), (0,) * 19 + (-1,)), None, None, 10),  # Wilkinson: ten roots become complex
        (u.multiply(WILKINSON, WILKINSON), Q(0), Q(20), 20),  # multiple roots count once
        ((0, 0, 0, 1), Q(-1), Q(0), 1),
        ((0, 0, 0, 1), Q(0), Q(1), 0),
        (CLUSTER, Q(0), Q(1, 10**9), 2),
        (CLUSTER, Q(1, 10**9 + 1), Q(1, 10**9), 1),
        ((0, 0, 6, 4, -7), None, None, 3),
        ((-2, 0, 0, 0, 0, 0, -1), None, None, 0),  # negative leading coefficient
    ],
)
def test_count_roots(p, low, high, count) -> None:
    assert u.count_roots(p, low, high) == count


@pytest.mark.parametrize(
    ("p", "roots"),
    [
        ((1,), []),
        ((1, 0, 1), []),
        ((0, 1), [Q(0)]),
        ((-1, 2), [Q(1, 2)]),
        (WILKINSON, list(range(1, 21))),
        (CLUSTER, [Q(1, 10**9 + 1), Q(1, 10**9)]),
        (
            reduce(u.multiply, [(0, 1), (0, 1), (1, 2), (-1, 2), (-1, 3), (-1, 4)]),
            [Q(-1, 2), 0, Q(1, 4), Q(1, 3), Q(1, 2)],
        ),
    ],
)
def test_isolate_roots(p, roots) -> None:
    intervals = u.isolate_roots(p)

    assert len(intervals) == len(roots)
    for (low, high), root in zip(intervals, roots, strict=True):
        assert low < root < high or low == root == high
        assert low == high or u.sign_at(p, low) * u.sign_at(p, high) != 0
    assert all(a[1] <= b[0] for a, b in pairwise(intervals))


def test_refine_finds_the_square_root_of_two() -> None:
    low, high = u.refine((-2, 0, 1), (Q(1), Q(2)), Q(1, 10**30))

    assert low**2 < 2 < high**2
    assert high - low <= Q(1, 10**30)


@pytest.mark.parametrize("p", [(-7, 1), (5, -3, 1), (-100, 0, 0, 3), (0, 0, 1), (4,)])
def test_root_bound_exceeds_every_root(p) -> None:
    bound = u.root_bound(p)

    assert u.count_roots(p, -bound, bound) == u.count_roots(p, None, None)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: u.count_roots((), None, None), Reason.ROOTS),
        (lambda: u.isolate_roots(()), Reason.ROOTS),
        (lambda: u.count_roots((1, 0), None, None), Reason.WRONG_SHAPE),
        (lambda: u.count_roots((0, 1), Q(1), Q(0)), Reason.WRONG_SHAPE),
        (lambda: u.normalise([1] * (u.MAX_DEGREE + 2)), Reason.LIMIT),
        (lambda: u.multiply((1,) * 1500, (1,) * 1500), Reason.LIMIT),
        (lambda: u.count_roots((1, 1 << (u.MAX_BITS + 1)), None, None), Reason.LIMIT),
        (lambda: u.count_roots((0, 1), Q(0), Q(1 << (u.MAX_BITS + 1))), Reason.LIMIT),
        (lambda: u.divide_exactly((1, 0, 1), (1, 1)), Reason.IDENTITY_FAILS),
        (lambda: u.divide_exactly((1, 1), (2,)), Reason.IDENTITY_FAILS),
        (lambda: u.refine((0, 1), (Q(-1), Q(1)), Q(0)), Reason.WRONG_SHAPE),
    ],
)
def test_refused(call, reason) -> None:
    with pytest.raises(RejectedStep) as info:
        call()

    assert info.value.reason is reason


@pytest.mark.parametrize(
    ("p", "text"),
    [((), "0"), ((-1, -4, 4), "4*v^2-4*v-1"), ((0, -1), "-v"), ((7,), "7"), ((1, 0, 0, 1), "v^3+1")],
)
def test_format(p, text) -> None:
    assert u.format_univariate(p) == text
