"""ExponentialPieces, ExponentialValley: valleys of functions of one variable with exp, sigmoid, tanh and log."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tameproof.morse_sard.exponential_pieces import find_exponential_pieces
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.effort import limited
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.exponential_sum import ExponentialSum, trimmed
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.sign_changes import find_sign_changes
from tameproof.symbolic.outcome import Open
from tests.kernel.rules.build import On, Row, accepted, refused, table

Q = Fraction
NONE = c.NoSpuriousSetwiseMinima()
FAR, NEAR = c.SpuriousSetwiseMinimum(at_infinity=True), c.SpuriousSetwiseMinimum(at_infinity=False)
GROWTH, DECAY, BUMP, HAT = On("exp(x)"), On("x*exp(-x)"), On("exp(-x^2)"), On("x^2*exp(-x^2)")
PLANE = On("exp(x)+y^2")


def pairs(*terms: tuple[tuple[int, ...], tuple[int, ...]]) -> tuple[tuple[tuple[Q, ...], tuple[Q, ...]], ...]:
    return tuple((tuple(map(Q, q)), tuple(map(Q, p))) for q, p in terms)


def factor(*terms: tuple[tuple[int, ...], tuple[int, ...]], exponent: int = 1) -> e.ExponentialFactor:
    return e.ExponentialFactor(exponent, pairs(*terms))


def point(x: Q | int) -> e.RationalPoint:
    return e.RationalPoint((Q(x),))


PLAIN = e.ExponentialPieces((factor(((0, 1), (1,))),))
# (x exp(-x))' = (1 - x) exp(-x): valleys -infinity (value -infinity) and +infinity (value 0)
SLOPE = (factor(((0, -1), (1, -1))),)
RIGHT = e.ExponentialValley(SLOPE, 1, Q(-1), point(-64))
# (x^2 exp(-x^2))' = 2 x (1 - x^2) exp(-x^2): valleys -infinity, 0, +infinity, all of value 0
CAMEL = e.ExponentialPieces((factor(((0, 0, -1), (0, 2, 0, -2))),))
SPLIT = e.ExponentialPieces((factor(((), (0, 2))), factor(((), (1, 1))), factor(((0, 0, -1), (1, -1)))))
CONSTANT = On("sigmoid(x)+sigmoid(-x)+0*exp(x)")


@table(
    accepted("growth", GROWTH, NONE, PLAIN),
    accepted("an end above a fall", DECAY, FAR, RIGHT),
    accepted("one bump", BUMP, NONE, e.ExponentialPieces((factor(((0, 0, -1), (0, -2))),))),
    accepted("two humps", HAT, NONE, CAMEL),
    accepted("two humps in factors", HAT, NONE, SPLIT),
    accepted("a constant", CONSTANT, NONE, e.ExponentialPieces(())),
    refused("the valley at -infinity", Reason.SIGN, DECAY, FAR, replace(RIGHT, valley=0)),
    refused("no third valley", Reason.WRONG_SHAPE, DECAY, FAR, replace(RIGHT, valley=2)),
    refused("a level above", Reason.SIGN, DECAY, FAR, replace(RIGHT, level=Q(0))),
    refused("nothing below", Reason.SIGN, DECAY, FAR, replace(RIGHT, below=point(1))),
    refused("two coordinates", Reason.WRONG_SHAPE, DECAY, FAR, replace(RIGHT, below=e.RationalPoint((Q(0), Q(0))))),
    refused("a bounded one", Reason.WRONG_SHAPE, DECAY, NEAR, RIGHT),
    refused("certified", Reason.SIGN, DECAY, NONE, e.ExponentialPieces(SLOPE)),
    refused("no factors", Reason.IDENTITY_FAILS, DECAY, NONE, e.ExponentialPieces(())),
    refused("another factor", Reason.IDENTITY_FAILS, DECAY, NONE, e.ExponentialPieces((factor(((0, -1), (1, 1))),))),
    refused("its negative", Reason.IDENTITY_FAILS, DECAY, NONE, e.ExponentialPieces((factor(((0, -1), (-1, 1))),))),
    refused(
        "a square", Reason.IDENTITY_FAILS, GROWTH, NONE, e.ExponentialPieces((factor(((0, 1), (1,)), exponent=2),))
    ),
    refused("no exponent", Reason.LIMIT, GROWTH, NONE, e.ExponentialPieces((factor(((0, 1), (1,)), exponent=0),))),
    refused("a large exponent", Reason.LIMIT, GROWTH, NONE, e.ExponentialPieces((factor(((), (1,)), exponent=10**6),))),
    refused("two variables", Reason.NOT_SUPPORTED, PLANE, NONE, PLAIN),
    refused("an absolute value", Reason.NOT_SUPPORTED, On("exp(abs(x))"), NONE, PLAIN),
    refused("a square root", Reason.NOT_SUPPORTED, On("sqrt(exp(x))"), NONE, PLAIN),
    refused("exp of a quotient", Reason.NOT_SUPPORTED, On("exp(1/(1+x^2))"), NONE, PLAIN),
    refused("a logarithm squared", Reason.NOT_SUPPORTED, On("log(1+x^2)^2"), NONE, PLAIN),
    refused("a logarithm inside", Reason.NOT_SUPPORTED, On("log(2+log(1+x^2))"), NONE, PLAIN),
    refused("trajectories", Reason.WRONG_SHAPE, GROWTH, c.BoundedTrajectories(), PLAIN),
    refused("a plain spurious minimum", Reason.WRONG_SHAPE, DECAY, NONE, RIGHT),
)
def test_exponential_pieces(row: Row) -> None:
    row.run()


CERTIFIED = ["exp(x)-2*x", "x*exp(x)", "tanh(x)^2", "log(1+exp(-x))+x^2/10", "sigmoid(x)*sigmoid(-x)+x^2/100",
             "(sigmoid(x)-1/3)^2", "exp(x)/(1+x^2)", "(sigmoid(x)-sigmoid(2*x))^2/(sigmoid(x)^2+sigmoid(2*x)^2)",
             "exp(x)-exp(1)*x", "log(exp(x)+exp(-2*x))", "(exp(x)-3)^4", "x^2*exp(-x^2)", "exp(x^2)-x^2",
             "exp(x)*exp(-2*x)+x", "tanh(x/2)-2*sigmoid(x)+x^2", "exp(-x)*(x^2+2*x+2)", "x^2*exp(x)",
             "(exp(x)-1)^2*(x-1)^2", "x*exp(x)-exp(x)-x^2/2", "(exp(x)-1)*x"]  # fmt: skip
REFUTED = ["x*exp(-x)", "tanh(x)-x/10", "x^4-x^2+exp(-x)/100", "(2-sigmoid(x))^2/(sigmoid(x)^2+sigmoid(-x)^2)",
           "x^3*exp(-x^2)", "exp(-x^2)+exp(-(x-3)^2)/2", "(x^2-1)^2+sigmoid(x)/100", "-x^2*exp(x^3)",
           "sigmoid(x)*(1-sigmoid(x))+x/100"]  # fmt: skip
OPEN = [
    "abs(x)*exp(x)",
    "(exp(x)-1)^2*(exp(x)-2)^2",
    "exp(exp(x))",
    "sqrt(1+exp(x))",
    "log(1+x^4)-2*log(1+x^2)+x/(9+x^2)",
]


@pytest.mark.parametrize(("text", "claim"), [*((t, NONE) for t in CERTIFIED), *((t, None) for t in REFUTED)])
def test_known_functions(text: str, claim: c.Claim | None) -> None:
    lifted = lift(parse(text))

    found = find_exponential_pieces(lifted)

    assert not isinstance(found, Open)
    assert isinstance(found[0], c.SpuriousSetwiseMinimum) if claim is None else found[0] == claim


@pytest.mark.parametrize("text", OPEN)
def test_open_is_said(text: str) -> None:
    assert isinstance(find_exponential_pieces(lift(parse(text))), Open)


@pytest.mark.parametrize(
    ("terms", "first", "roots"),
    [
        (pairs(((), (1,)), ((0, 1), (-1,))), 1, [0.0]),
        (pairs(((), (-2, -1)), ((0, 1), (1,))), 1, [-1.841406, 1.146193]),
        (pairs(((), (1, 0, -1)), ((0, 0, 1), (1,))), 1, []),
        (pairs(((), (-6,)), ((0, 1), (11,)), ((0, 2), (-6,)), ((0, 3), (1,))), -1, [0.0, 0.693147, 1.098612]),
        (pairs(((), (1,)), ((0, 1), (-2,)), ((0, 2), (1,))), 1, []),  # a double root
        (pairs(((1,), (1,)), ((), (-3,)), ((0, 0, 0, 1), (1,))), -1, [-1.082036]),  # e - 3 + exp(x^3)
        (pairs(((1,), (1, 1)), ((), (-1, -1))), -1, [-1.0]),
    ],
)
def test_sign_changes(terms: tuple[tuple[tuple[Q, ...], tuple[Q, ...]], ...], first: int, roots: list[float]) -> None:
    changes = find_sign_changes(ExponentialSum.of((trimmed(q), trimmed(p)) for q, p in terms))

    assert changes.first == first
    assert len(changes.brackets) == len(roots)
    for bracket, root in zip(changes.brackets, roots, strict=True):
        while bracket.high - bracket.low > Q(1, 10**6):
            bracket = bracket.refined()
        assert abs(float(bracket.low) - root) < 3e-6


def test_a_common_zero_is_refused() -> None:
    # (e^x - 2)^2 touches 0 at log 2, which no enclosure shows
    with pytest.raises(RejectedStep) as caught:
        find_sign_changes(ExponentialSum.of(pairs(((), (4,)), ((0, 1), (-4,)), ((0, 2), (1,)))))
    assert caught.value.reason is Reason.NOT_SUPPORTED


def test_work_is_counted() -> None:
    terms = [((Q(0), Q(k)), tuple(Q(j * k + 1, j + 1) for j in range(20))) for k in range(1, 40)]
    with pytest.raises(RejectedStep) as caught, limited(2_000_000):
        find_sign_changes(ExponentialSum.of(terms))
    assert caught.value.reason is Reason.LIMIT
