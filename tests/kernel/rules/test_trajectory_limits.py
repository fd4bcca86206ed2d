"""TrajectoryLimits: zeros of the speed in Malgrange's inequality, and windows above them."""

from dataclasses import replace

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, rational
from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    BoundedTrajectories,
    FinitelyManyCriticalValues,
    GenericTrajectories,
    TrajectoriesInBall,
    TrajectoryLimits,
    ValuesAtInfinity,
)
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, polynomial, q, refused, table

SQUARE = On("x^2")  # x^2 |grad f|^2 = 4 f^2
BELOW = BoundedBelow(q(0))
FEW = FinitelyManyCriticalValues()
EVERY, GENERIC = BoundedTrajectories(), GenericTrajectories()
ROOT_2 = AlgebraicNumber((-2, 0, 1), q(1), q(2))


def limits(*values: int | AlgebraicNumber) -> TrajectoryLimits:
    return TrajectoryLimits(tuple(v if isinstance(v, AlgebraicNumber) else rational(q(v)) for v in values))


# 4 f^2 (f-1)^2, and the same times (f^2-2)^2
SPEED = e.Malgrange(tuple(map(q, (0, 0, 4, -8, 4))), q(1), e.Psatz(), polynomial("(v-1)^2", ("v",)))
MORE = e.Malgrange(
    tuple(map(q, (0, 0, 16, -32, 0, 32, -12, -8, 4))), q(1), e.Psatz(), polynomial("(v-1)^2*(v^2-2)^2", ("v",))
)
# facts: x^2 - radius >= 0, f - 1 > 0, 3/2 - f > 0, then those of the sublevel set; 4 x^4 - 4 = 4 (f - 1)(x^2 + 1)
ONE = e.SpeedWindow(rational(q(1)), q("1/2"), q(4), q(0), SQUARE.psatz(products={(1,): [(4, "x"), (4, "1")]}))
ZERO = e.SpeedWindow(rational(q(0)), q("1/2"), q(4), q(1), SQUARE.psatz(products={(0,): [(4, "x"), (4, "1")]}))
ROOT = e.SpeedWindow(ROOT_2, q(0), q(8), q(0), SQUARE.psatz(products={(1,): [(4, "1")]}))


def with_windows(*windows: e.SpeedWindow, of: e.Malgrange = SPEED) -> e.Malgrange:
    return replace(of, windows=windows)


@table(
    accepted("the zero is listed", SQUARE, limits(1), SPEED, BELOW),
    accepted("another number is listed as well", SQUARE, limits(1, 3), SPEED, BELOW),
    accepted(
        "a positive speed",
        SQUARE,
        limits(2),
        replace(
            SPEED,
            speed=(q(1),),
            factor=polynomial("v", ("v",)),
            psatz=SQUARE.psatz(squares=[(3, "1")], products={(0,): [(4, "x^2"), (4, "x"), (4, "1")]}),
        ),
        BELOW,
    ),
    accepted("a window", SQUARE, limits(), with_windows(ONE), BELOW),
    accepted("hypothesis 5'", SQUARE, GENERIC, with_windows(ONE), BELOW),
    accepted("a window at the lower bound", SQUARE, EVERY, with_windows(ZERO, ONE), BELOW),
    accepted("an irrational zero is listed", SQUARE, limits(ROOT_2), with_windows(ONE, of=MORE), BELOW),
    accepted("an irrational window", SQUARE, GENERIC, with_windows(ONE, ROOT, of=MORE), BELOW),
    accepted("no value at infinity", SQUARE, ValuesAtInfinity((rational(q(0)),)), with_windows(ONE), BELOW, FEW),
    refused("not listed", Reason.ROOTS, SQUARE, limits(), SPEED, BELOW),
    refused("another one is listed", Reason.ROOTS, SQUARE, limits(2), SPEED, BELOW),
    refused("the irrational zero is not listed", Reason.ROOTS, SQUARE, limits(1), MORE, BELOW),
    refused("no window", Reason.SIGN, SQUARE, GENERIC, SPEED, BELOW),
    refused("a window at another value", Reason.SIGN, SQUARE, GENERIC, with_windows(ZERO), BELOW),
    refused("one window is missing", Reason.SIGN, SQUARE, GENERIC, with_windows(ONE, of=MORE), BELOW),
    refused("a double zero at the bound", Reason.WRONG_SHAPE, SQUARE, EVERY, with_windows(ONE), BELOW),
    refused("all are bounded", Reason.WRONG_SHAPE, SQUARE, GENERIC, with_windows(ZERO, ONE), BELOW),
    refused("no lower bound", Reason.WRONG_PREMISE, SQUARE, limits(1), SPEED),
    refused("values decrease", Reason.ROOTS, SQUARE, limits(3, 1), SPEED, BELOW),
    refused("windows decrease", Reason.ROOTS, SQUARE, EVERY, with_windows(ONE, ZERO), BELOW),
    refused("the same window twice", Reason.ROOTS, SQUARE, GENERIC, with_windows(ONE, ONE), BELOW),
    refused("no width", Reason.SIDE_CONDITION, SQUARE, GENERIC, with_windows(replace(ONE, width=q(0))), BELOW),
    refused("negative width", Reason.SIDE_CONDITION, SQUARE, GENERIC, with_windows(replace(ONE, width=q(-1))), BELOW),
    refused(
        "an irrational window with a width",
        Reason.SIDE_CONDITION,
        SQUARE,
        GENERIC,
        with_windows(ONE, replace(ROOT, width=q(1)), of=MORE),
        BELOW,
    ),
    refused(
        "rate zero",
        Reason.SIDE_CONDITION,
        SQUARE,
        GENERIC,
        with_windows(replace(ONE, rate=q(0), psatz=SQUARE.psatz(squares=[(4, "x^2")]))),
        BELOW,
    ),
    refused("rate too large", Reason.IDENTITY_FAILS, SQUARE, GENERIC, with_windows(replace(ONE, rate=q(5))), BELOW),
    refused(
        "negative speed",
        Reason.SIGN,
        SQUARE,
        limits(1),
        e.Malgrange((q(0), q(-1)), q(1), SQUARE.psatz(squares=[(4, "x^2"), (1, "x")])),
        BELOW,
    ),
    refused(
        "a speed of both signs",
        Reason.SIGN,
        SQUARE,
        limits(1),
        e.Malgrange((q(0), q(-4), q(4)), q(1), SQUARE.psatz(squares=[(4, "x")])),
        BELOW,
    ),
    refused(
        "no ball",
        Reason.NOT_SUPPORTED,
        SQUARE,
        TrajectoriesInBall((q(1),), (q(1),), q(100)),
        with_windows(ZERO, ONE),
        BELOW,
    ),
    refused("the window is not listed", Reason.ROOTS, SQUARE, ValuesAtInfinity(()), with_windows(ONE), BELOW, FEW),
)
def test_trajectory_limits(row: Row) -> None:
    row.run()
