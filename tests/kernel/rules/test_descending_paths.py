"""DescendingPaths: from almost every point down to the infimum."""

from dataclasses import replace

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import BoundedBelow, NoSpuriousSetwiseMinima, NoValueAtInfinity
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, q, refused, table

NONE = NoValueAtInfinity()
NULL = BoundedBelow(q(0))


def paths(on: On, free: tuple[int, ...], numerators: list[str], below: str, **more: object) -> e.DescendingPaths:
    return e.DescendingPaths(free, tuple(on(n) for n in numerators), on(below), **more)  # type: ignore[arg-type]


# z = 1/(x y): f = 0
LAYERS = On("(x*y*z-1)^2")
STRAIGHT = paths(LAYERS, (2,), ["1"], "x*y")
QUOTIENT = On("(x*y*z-1)^2/(1+x^2)", "x y z")
RAISED = On("3+(x*y*z-1)^2", "x y z")
SQUARES = On("(x*y-1)^2+(x*z-1)^2", "x y z")  # y = z = 1/x
KINK = On("(abs(x)*y-1)^2", "x y")
OVER_KINK = paths(KINK, (1,), ["sign_1"], "x", identity=KINK.combination({0: "(sign_1^2-1)*x"}))
# x = y/(y^2+1): f = 1/(y^2+1), which falls to 0 for y -> t y
VALLEY = On("(x*y-1)^2+x^2")
FALL = paths(
    VALLEY,
    (0,),
    ["y"],
    "y^2+1",
    weights=(0, 1),
    stationary=((),),
    growing=VALLEY.psatz(squares=[(2, "y^2"), (2, "y")]),
    monotone=VALLEY.psatz(squares=[(2, "y^3+y")]),
)
# y = 1/x: f = 1/(1+x^2), which falls to 0 for x -> t x
BUMP = On("1/(1+x^2)+(x*y-1)^2", "x y")
OUT = paths(
    BUMP,
    (1,),
    ["1"],
    "x",
    weights=(1, 0),
    stationary=((),),
    growing=BUMP.psatz(squares=[(1, "x")]),
    monotone=BUMP.psatz(squares=[(2, "x^3*inv_1")]),
)
# nothing is quadratic: x -> t x alone
ALONE = On("1/(1+x^4)+0*y", "x y")
SLOPE = ALONE.psatz(squares=[(4, "x^2*inv_1")])
# spurious minima at infinity: y = 1/x gives (x-1)^2, and x = (y+1)/(y^2+1) gives (y-1)^2/(y^2+1)
TILTED = On("(x*y-1)^2+(x-1)^2")
EXP = On("exp(x)+y^2", "x y")
QUARTIC = On("(x^2*y-1)^2", "x y")


@table(
    accepted("straight to the minimum", LAYERS, NONE, STRAIGHT, NULL),
    accepted("of a quotient", QUOTIENT, NONE, paths(QUOTIENT, (2,), ["1"], "x*y"), NULL),
    accepted("another bound", RAISED, NONE, paths(RAISED, (2,), ["1"], "x*y"), BoundedBelow(q(3))),
    accepted("two variables", SQUARES, NONE, paths(SQUARES, (1, 2), ["1", "1"], "x"), NULL),
    accepted("a larger denominator", LAYERS, NONE, paths(LAYERS, (2,), ["x*y+1"], "x*y*(x*y+1)"), NULL),
    accepted("with a kink", KINK, NONE, OVER_KINK, NULL),
    accepted("then along powers of t", VALLEY, NONE, FALL, NULL),
    accepted("in a quotient", BUMP, NONE, OUT, NULL),
    accepted(
        "faster",
        BUMP,
        NONE,
        replace(
            OUT, weights=(2, 0), growing=BUMP.psatz(squares=[(2, "x")]), monotone=BUMP.psatz(squares=[(4, "x^3*inv_1")])
        ),
        NULL,
    ),
    accepted("without a first part", ALONE, NONE, paths(ALONE, (), [], "1", weights=(1, 0), monotone=SLOPE), NULL),
    refused("no lower bound", Reason.WRONG_PREMISE, LAYERS, NONE, STRAIGHT),
    refused("a lower bound that is not reached", Reason.IDENTITY_FAILS, LAYERS, NONE, STRAIGHT, BoundedBelow(q(-1))),
    refused("the limit is not the bound", Reason.GOAL_NOT_REACHED, VALLEY, NONE, FALL, BoundedBelow(q(-1))),
    refused("not the minimum", Reason.IDENTITY_FAILS, LAYERS, NONE, paths(LAYERS, (2,), ["2"], "x*y"), NULL),
    refused(
        "stationary in x only for y = 1",
        Reason.IDENTITY_FAILS,
        VALLEY,
        NONE,
        replace(FALL, numerators=(VALLEY("1"),)),
        NULL,
    ),
    refused("a minimum that is not constant", Reason.IDENTITY_FAILS, VALLEY, NONE, replace(FALL, weights=()), NULL),
    refused("inwards", Reason.IDENTITY_FAILS, VALLEY, NONE, replace(FALL, weights=(0, -1)), NULL),
    refused("the denominator may vanish", Reason.IDENTITY_FAILS, VALLEY, NONE, replace(FALL, growing=e.Psatz()), NULL),
    refused("it may increase", Reason.IDENTITY_FAILS, VALLEY, NONE, replace(FALL, monotone=e.Psatz()), NULL),
    refused("no stationarity", Reason.WRONG_SHAPE, VALLEY, NONE, replace(FALL, stationary=()), NULL),
    refused("at rest", Reason.IDENTITY_FAILS, VALLEY, NONE, replace(FALL, weights=(0, 0)), NULL),
    refused(
        "at rest, trivially",
        Reason.GOAL_NOT_REACHED,
        VALLEY,
        NONE,
        replace(FALL, weights=(0, 0), growing=e.Psatz(), monotone=e.Psatz()),
        NULL,
    ),
    refused("w moves", Reason.LIMIT, VALLEY, NONE, replace(FALL, weights=(1, 1)), NULL),
    refused("too fast", Reason.LIMIT, VALLEY, NONE, replace(FALL, weights=(0, 9)), NULL),
    refused("one weight", Reason.WRONG_SHAPE, VALLEY, NONE, replace(FALL, weights=(1,)), NULL),
    refused("w in the numerator", Reason.UNKNOWN_VARIABLE, LAYERS, NONE, paths(LAYERS, (2,), ["z"], "1"), NULL),
    refused("w in the denominator", Reason.UNKNOWN_VARIABLE, LAYERS, NONE, paths(LAYERS, (2,), ["1"], "z"), NULL),
    refused("denominator zero", Reason.VACUOUS, LAYERS, NONE, paths(LAYERS, (2,), ["0"], "0"), NULL),
    refused(
        "a kink in the denominator", Reason.UNKNOWN_VARIABLE, KINK, NONE, paths(KINK, (1,), ["1"], "x*sign_1"), NULL
    ),
    refused("a kink and powers of t", Reason.NOT_SUPPORTED, KINK, NONE, replace(OVER_KINK, weights=(1, 0)), NULL),
    refused("no such variable", Reason.WRONG_SHAPE, LAYERS, NONE, paths(LAYERS, (3,), ["1"], "x*y"), NULL),
    refused(
        "the same variable twice", Reason.WRONG_SHAPE, LAYERS, NONE, paths(LAYERS, (2, 2), ["1", "1"], "x*y"), NULL
    ),
    refused("two numerators", Reason.WRONG_SHAPE, LAYERS, NONE, paths(LAYERS, (2,), ["1", "1"], "x*y"), NULL),
    refused("not quadratic", Reason.NOT_SUPPORTED, QUARTIC, NONE, paths(QUARTIC, (0,), ["1"], "y"), NULL),
    refused("not quadratic together", Reason.NOT_SUPPORTED, LAYERS, NONE, paths(LAYERS, (0, 1), ["1", "1"], "z"), NULL),
    refused("in a denominator", Reason.NOT_SUPPORTED, BUMP, NONE, paths(BUMP, (0,), ["1"], "y"), NULL),
    refused("in an exponential", Reason.NOT_SUPPORTED, EXP, NONE, paths(EXP, (0,), ["0"], "1"), NULL),
    refused(
        "limits of exponentials",
        Reason.NOT_SUPPORTED,
        EXP,
        NONE,
        paths(EXP, (1,), ["0"], "1", weights=(0, 0), stationary=((),)),
        NULL,
    ),
    refused("spurious", Reason.IDENTITY_FAILS, TILTED, NONE, paths(TILTED, (1,), ["1"], "x"), NULL),
    refused(
        "spurious, out along x",
        Reason.IDENTITY_FAILS,
        TILTED,
        NONE,
        paths(
            TILTED,
            (0,),
            ["y+1"],
            "y^2+1",
            weights=(0, 1),
            stationary=((),),
            growing=FALL.growing,
            monotone=FALL.monotone,
        ),
        NULL,
    ),
    refused("another claim", Reason.WRONG_SHAPE, LAYERS, NoSpuriousSetwiseMinima(), STRAIGHT, NULL),
)
def test_descending_paths(row: Row) -> None:
    row.run()
