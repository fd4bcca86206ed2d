"""Rational functions of one parameter: field operations, limits, signs on a ray."""

from fractions import Fraction as Q

import pytest

from tameproof.proofs.kernel.effort import limited
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.rational_function import Infinity, RationalFunction

t = RationalFunction((0, 1))
one = RationalFunction((1,))


def power(k: int) -> RationalFunction:
    return RationalFunction((0,) * k + (1,))


@pytest.mark.parametrize(
    ("f", "numerator", "denominator"),
    [
        (RationalFunction((0, 0), (5, 0)), (), (1,)),
        (RationalFunction((2, 0), (-4,)), (-1,), (2,)),
        (RationalFunction((0, 0, 3), (0, 6)), (0, 1), (2,)),
        (RationalFunction((-1, 0, 1), (1, -1)), (-1, -1), (1,)),
        (t / t, (1,), (1,)),
        (one / t + one / (t * t), (1, 1), (0, 0, 1)),
        (one / (t + one) - one / t, (-1,), (0, 1, 1)),
        ((one / t) * t - one, (), (1,)),
        (RationalFunction.constant(Q(2, 3)) / RationalFunction.constant(Q(-4, 3)), (-1,), (2,)),
    ],
)
def test_lowest_terms(f, numerator, denominator) -> None:
    assert (f.numerator, f.denominator) == (numerator, denominator)


@pytest.mark.parametrize(
    ("f", "limit"),
    [
        (RationalFunction(()), Q(0)),
        (one / t, Q(0)),
        (RationalFunction((1, -4), (0, 6)), Q(-2, 3)),
        (t * t - power(3), Infinity.NEGATIVE),
        (RationalFunction((0, 0, -1), (1, -1)), Infinity.POSITIVE),
    ],
)
def test_limit_at_infinity(f, limit) -> None:
    assert f.limit_at_infinity() == limit


@pytest.mark.parametrize(
    ("f", "start", "defined"),
    [
        (one / t, Q(1), True),
        (one / t, Q(0), False),
        (one / t, Q(-1), False),
        (one / (t - one), Q(1), False),  # pole at the closed end
        (one / (t - one), Q(1000001, 1000000), True),
        (one / (t * t + one), Q(-100), True),
        ((t * t - one) / (t - one), Q(0), True),  # a removable singularity is none
    ],
)
def test_is_defined_on_ray(f, start, defined) -> None:
    assert f.is_defined_on_ray(start) is defined


@pytest.mark.parametrize(
    ("f", "start", "sign"),
    [
        (RationalFunction(()), Q(0), 0),
        (t, Q(1), 1),
        (one - t, Q(2), -1),
        (RationalFunction((-1,), (-3,)), Q(-5), 1),
        (one / (t * t - RationalFunction((2,))), Q(3, 2), 1),
        (t * t - t + one, Q(-7), 1),
    ],
)
def test_sign_on_ray(f, start, sign) -> None:
    assert f.sign_on_ray(start) == sign


@pytest.mark.parametrize(
    ("f", "start"),
    [
        (t, Q(0)),  # zero at the closed end
        (t, Q(-1)),
        ((t - one) * (t - one), Q(0)),  # touches zero
        (one / t, Q(0)),
        (one / ((t - one) * (t - one)), Q(0)),  # a pole without sign change
        (RationalFunction((-(10**12), 1)), Q(1)),  # changes sign very late
    ],
)
def test_no_strict_sign_on_ray(f, start) -> None:
    with pytest.raises(RejectedStep) as info:
        f.sign_on_ray(start)

    assert info.value.reason is Reason.SIGN


@pytest.mark.parametrize(
    ("f", "bound", "start", "holds"),
    [
        (one / t, Q(1), Q(1), True),  # equality at the end
        (one / t, Q(1), Q(99, 100), False),
        (-one / t, Q(0), Q(1), True),  # the bound is the limit
        (one / t, Q(0), Q(1), False),
        (one, Q(1), Q(-5), True),
        (-((t - one) * (t - one)), Q(0), Q(0), True),  # equality inside, even multiplicity
        (-((t - one) * (t - one) * (t - one)), Q(0), Q(0), False),
        (-((t - one) * (t - one) * (t - one)), Q(0), Q(1), True),
        (-power(2) + RationalFunction((10**6,)), Q(0), Q(1), False),
        (t, Q(10**9), Q(0), False),
        (-one / ((t - one) * (t - one)), Q(0), Q(0), False),  # not defined everywhere
    ],
)
def test_is_at_most_on_ray(f, bound, start, holds) -> None:
    assert f.is_at_most_on_ray(bound, start) is holds
    assert (-f).is_at_least_on_ray(-bound, start) is holds


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: RationalFunction((1,), ()), Reason.SIDE_CONDITION),
        (lambda: RationalFunction((1,), (0, 0)), Reason.SIDE_CONDITION),
        (lambda: t / (t - t), Reason.SIDE_CONDITION),
        (lambda: power(1500) * power(1500), Reason.LIMIT),
    ],
)
def test_refused(call, reason) -> None:
    with pytest.raises(RejectedStep) as info:
        call()

    assert info.value.reason is reason


@pytest.mark.parametrize("f", [t, one / t, (t + one) / (t * t + one), RationalFunction((3,), (2,)), t - t])
def test_powers(f) -> None:
    product = one
    for k in range(8):
        assert f**k == product
        product = product * f
    with pytest.raises(RejectedStep):
        f ** (-1)


def test_every_operation_is_counted() -> None:
    """Sums of constants cost next to nothing each; many of them do not."""
    halves = [RationalFunction((1,), (2,))] * 1000
    with limited(10_000), pytest.raises(RejectedStep) as caught:
        sum(halves, RationalFunction(()))
    assert caught.value.reason is Reason.LIMIT
