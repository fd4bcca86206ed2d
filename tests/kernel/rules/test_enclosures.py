"""Irrational values at points and along arcs: what is enclosed, what decides a step, and what must be refused."""

from dataclasses import replace
from fractions import Fraction
from math import exp, inf, log, sqrt, tanh

import pytest

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    Infimum,
    SpuriousSetwiseMinimum,
    TakesValueBelow,
    UnboundedBelow,
)
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.intervals import Interval, exponential, logarithm
from tameproof.proofs.kernel.rational_function import RationalFunction
from tameproof.proofs.kernel.rules.enclosures import ArcEnclosures, value_near
from tests.kernel.rules.build import On, Row, accepted, arc, point, q, refused, table

FAR, NEAR = SpuriousSetwiseMinimum(True), SpuriousSetwiseMinimum(False)


def sigmoid(u: float) -> float:
    return 1 / (1 + exp(-u))


@pytest.mark.parametrize("u", ["1", "-1", "1/3", "-7/2", "40", "-40", "1/1000000", "12345/1000"])
def test_exp_and_log(u: str) -> None:
    value = exponential(Fraction(u))
    assert 0 < value.low < value.high <= value.low * (1 + Fraction(1, 2**60))
    assert float(value.low) == pytest.approx(exp(float(Fraction(u))), rel=1e-15)
    back = Interval(logarithm(value.low).low, logarithm(value.high).high)
    assert back.low <= Fraction(u) <= back.high
    assert back.high - back.low < Fraction(1, 2**50)
    product = exponential(Fraction(u)) * exponential(-Fraction(u))
    assert product.low <= 1 <= product.high


@pytest.mark.parametrize(
    ("low", "high", "exponent", "expected"),
    [(-2, 1, 2, (0, 4)), (-2, -1, 2, (1, 4)), (1, 2, 2, (1, 4)), (-2, 1, 3, (-8, 1)), (-1, 2, 0, (1, 1))],
)
def test_powers_of_intervals(low: int, high: int, exponent: int, expected: tuple[int, int]) -> None:
    assert Interval(q(low), q(high)).power(exponent) == Interval(*map(Fraction, expected))


@pytest.mark.parametrize(
    ("text", "coordinates", "expected"),
    [
        ("exp(x)-x", (2,), exp(2) - 2),
        ("exp(-x)*x", (2,), 2 * exp(-2)),
        ("sigmoid(x)+sigmoid(-x)", (3,), 1.0),
        ("y*sigmoid(x*sigmoid(y))", (2, 1), 2 * sigmoid(sigmoid(2))),
        ("tanh(x)^2-x", (-3,), tanh(-3) ** 2 + 3),
        ("sqrt(1+x^2)", (1,), sqrt(2)),
        ("log(1+x^2)", (3,), log(10)),
        ("log(1+exp(-x*y))", (2, -3), log(1 + exp(6))),
        ("abs(exp(x)-2)", (0,), 1.0),
        ("max(exp(x)-1,x)", (-1,), exp(-1) - 1),
        ("1/(1+exp(x))", (5,), 1 / (1 + exp(5))),
    ],
)
def test_values_near(text: str, coordinates: tuple[int, ...], expected: float) -> None:
    value = value_near(On(text).lift, point(*coordinates), "point")
    assert float(value.low) == pytest.approx(expected, rel=1e-14)
    assert float(value.high) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "coordinates", "reason"),
    [
        ("exp(x)", (10_000,), Reason.LIMIT),
        ("1/(1-x)", (1,), Reason.SIDE_CONDITION),
        ("log(x)", (0,), Reason.SIDE_CONDITION),
        ("sqrt(x)", (-1,), Reason.SIDE_CONDITION),
        ("x+y", (1,), Reason.WRONG_SHAPE),
    ],
)
def test_values_near_refused(text: str, coordinates: tuple[int, ...], reason: Reason) -> None:
    with pytest.raises(RejectedStep) as caught:
        value_near(On(text).lift, point(*coordinates), "point")
    assert caught.value.reason is reason


T = arc(4, (0, 1))
MINUS_T = arc(4, (0, -1))
LOG_T = replace(T, logarithms=(q(1),))
SMALL = arc(4, ((1,), (0, 1)))


def at(f: RationalFunction, t: Fraction) -> Fraction:
    values = [sum((c * t**k for k, c in enumerate(p)), Fraction(0)) for p in (f.numerator, f.denominator)]
    return values[0] / values[1]


@pytest.mark.parametrize(
    ("text", "path", "limits", "at_four"),
    [
        ("exp(-x)", T, (0, 0), exp(-4)),
        ("exp(x)", MINUS_T, (0, 0), exp(-4)),
        ("exp(x)", SMALL, (1, 1), exp(0.25)),
        ("exp(x)", LOG_T, (inf, inf), 4.0),
        ("exp(-2*x)", LOG_T, (0, 0), 1 / 16),
        ("exp(-x)*x", SMALL, (0, 0), exp(-0.25) / 4),
        ("sigmoid(x)", T, (1, 1), sigmoid(4)),
        ("sigmoid(-x)", T, (0, 0), sigmoid(-4)),
        ("sigmoid(x)", LOG_T, (1, 1), 0.8),
        ("sigmoid(1+x)", LOG_T, (1, 1), sigmoid(1 + log(4))),
        ("tanh(x)", MINUS_T, (-1, -1), tanh(-4)),
        ("tanh(x)", replace(T, logarithms=(q(-1),)), (-1, -1), (1 / 16 - 1) / (1 / 16 + 1)),
        ("sqrt(1+x^2)-x", T, (0, 0), sqrt(17) - 4),
        ("sqrt(1+x^2)", SMALL, (1, 1), sqrt(1 + 1 / 16)),
        ("log(1+x^2)", SMALL, (0, 0), log(1 + 1 / 16)),
        ("log(1+exp(x))", MINUS_T, (0, 0), log(1 + exp(-4))),
        ("(x*exp(-x)-1)^2", SMALL, (1, 1), (exp(-0.25) / 4 - 1) ** 2),
        ("abs(x-exp(-x))", T, (inf, inf), 4 - exp(-4)),
        ("max(x,exp(-x))", T, (inf, inf), 4.0),
    ],
)
def test_enclosures_along_arcs(text: str, path: e.RationalArc, limits: tuple[float, float], at_four: float) -> None:
    lift = On(text).lift
    value = ArcEnclosures(lift, path, "arc").of(lift.objective)
    for bound, limit in zip((value.low, value.high), limits, strict=True):
        found = bound.limit_at_infinity()
        assert (float(found) if isinstance(found, Fraction) else inf) == pytest.approx(limit, abs=1e-12)
    slack = 1e-12 * abs(at_four) + 1e-15
    assert float(at(value.low, q(4))) <= at_four + slack
    assert float(at(value.high, q(4))) >= at_four - slack


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("exp(x)", T),  # grows faster than every rational function
        ("exp(x)*exp(-x)*x", T),
        ("log(x-5)", T),  # not defined at the start
        ("sqrt(x)", T),  # grows like an odd power of sqrt(t)
        ("x", replace(arc(4, (0, -1)), logarithms=(q(1),))),  # logarithm of a negative number
        ("x", replace(T, logarithms=(q(1), q(1)))),
        ("x*exp(-y)", arc(0, (-3, 1), (0, 1))),  # x changes its sign after the start: must not be guessed
        ("exp(x)", replace(T, logarithms=(q(65),))),  # too large a power
    ],
)
def test_arcs_refused(text: str, path: e.RationalArc) -> None:
    lift = On(text, "x y" if "y" in text else "").lift
    try:
        value = ArcEnclosures(lift, path, "arc").of(lift.objective)
    except RejectedStep:
        return
    # the product of a sign-changing factor and an enclosure must contain the true value on the whole ray
    assert text == "x*exp(-y)"
    for t in (q(0), q(1), q(3), q(10)):
        true = (float(t) - 3) * exp(-float(t))
        assert float(at(value.low, t)) <= true + 1e-12
        assert true - 1e-12 <= float(at(value.high, t))


# -- regions -----------------------------------------------------------------------------------------------------------
SURFACE = On("1/2*((w*sigmoid(u)-1)^2+(w*sigmoid(-u)+3)^2)", "w u")
S = "sigmoid_1"
# f = 5 on w = 0; f - 9/2 = ((w s - 1)^2 + w (1 - s) (w (1 - s) + 6)) / 2
POSITIVE = e.Region(
    (SURFACE("w"),),
    q("19/4"),
    q("9/2"),
    (SURFACE.psatz("1/4", combination={3: f"(w*{S}^2-2*{S}+w*(1-{S})^2+6*(1-{S}))/2"}),),
    SURFACE.psatz(0, [("1/2", f"w*{S}-1"), ("1/2", f"w*(1-{S})")], {(3, 1): [(3, "1")]}),
    point(1, 10),
    point(-3, -10),
    arc(32, (1,), (0, 1)),
)
BY_LOGARITHM = replace(POSITIVE, arc=replace(arc(32, (1,), (0, 1)), logarithms=(q(0), q(1))))


@table(
    accepted("sigmoid surface, w = 1, u -> infinity", SURFACE, FAR, POSITIVE),
    accepted("sigmoid surface, u = log t", SURFACE, FAR, BY_LOGARITHM),
    accepted("without an arc", SURFACE, NEAR, replace(POSITIVE, arc=None)),
    refused("inside, but too high", Reason.SIGN, SURFACE, FAR, replace(POSITIVE, inside=point(1, 1))),
    refused("outside", Reason.SIGN, SURFACE, FAR, replace(POSITIVE, inside=point(-1, 10))),
    refused("not below", Reason.SIGN, SURFACE, FAR, replace(POSITIVE, below=point(1, 100))),
    refused("the arc to the other side", Reason.SIGN, SURFACE, FAR, replace(POSITIVE, arc=arc(32, (1,), (0, -1)))),
    refused("an arc on which f is larger", Reason.SIGN, SURFACE, FAR, replace(POSITIVE, arc=arc(32, (3,), (0, 1)))),
    refused("the arc starts too early", Reason.SIGN, SURFACE, FAR, replace(POSITIVE, arc=arc(1, (1,), (0, 1)))),
    refused(
        "a bounded logarithm",
        Reason.SIGN,
        SURFACE,
        FAR,
        replace(POSITIVE, arc=replace(arc(32, (1,), ((1, 2), (1, 1))), logarithms=(q(0), q(9)))),
    ),
    refused(
        "one logarithm for two coordinates",
        Reason.WRONG_SHAPE,
        SURFACE,
        FAR,
        replace(POSITIVE, arc=replace(arc(32, (1,), (0, 1)), logarithms=(q(1),))),
    ),
    refused(
        "w = log t",
        Reason.SIGN,
        SURFACE,
        FAR,
        replace(POSITIVE, arc=replace(arc(32, (0, 1), (0, 1)), logarithms=(q(1), q(0)))),
    ),
)
def test_region(row: Row) -> None:
    row.run()


BELL = On("exp(-x)-y", "x y")
DECAY = On("exp(-x)+y^2", "x y")


@table(
    accepted("exp(1) < 2719/1000", On("exp(x)"), TakesValueBelow(q("2719/1000")), e.LowPoint(point(1))),
    refused("exp(1) < 2718/1000", Reason.SIGN, On("exp(x)"), TakesValueBelow(q("2718/1000")), e.LowPoint(point(1))),
    accepted("exp(-x) - y", BELL, UnboundedBelow(), e.DescendingArc(arc(1, (0, 1), (0, 1)))),
    accepted("with x = 0", BELL, UnboundedBelow(), e.DescendingArc(arc(1, (0,), (0, 1)))),
    refused("upwards", Reason.SIGN, BELL, UnboundedBelow(), e.DescendingArc(arc(1, (0, 1), (0, -1)))),
    refused("exp grows", Reason.NOT_SUPPORTED, BELL, UnboundedBelow(), e.DescendingArc(arc(1, (0, -1), (0, 1)))),
    accepted("the limit 0", DECAY, Infimum(q(0), False), e.LimitInfimum(arc(1, (0, 1), (0,))), BoundedBelow(q(0))),
    refused(
        "no limit 0 on a bounded arc",
        Reason.SIGN,
        DECAY,
        Infimum(q(0), False),
        e.LimitInfimum(arc(1, (9,), (0,))),
        BoundedBelow(q(0)),
    ),
    refused(
        "a lower bound that is too small",
        Reason.WRONG_PREMISE,
        DECAY,
        Infimum(q(0), False),
        e.LimitInfimum(arc(1, (0, 1), (0,))),
        BoundedBelow(q(-1)),
    ),
)
def test_points_and_arcs(row: Row) -> None:
    row.run()
