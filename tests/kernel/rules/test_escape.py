# ruff: noqa: E501 - some rows of the table are long
"""UnboundedTrajectory and FiniteTimeBlowUp."""

from dataclasses import replace

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import BoundedBelow, CriticalValues, FiniteTimeBlowUp, UnboundedTrajectory
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, number, q, refused, table

# (x*y-1)^2 + x^2: the only critical value is 1; where f <= 1/2 no trajectory is bounded
HALF_OPEN = On("(x*y-1)^2+x^2")
BELOW = BoundedBelow(q(0))
ONE = CriticalValues((-1, 1), (number(1),), ("open",))
START = (q("1/4"), q(3))  # f = 1/16 + 1/16
TRAPPED = e.TrappedRegion((), q("1/2"), q(0), (), HALF_OPEN.psatz(squares=[(1, "x*y-1"), (1, "x")]))
FROM_START = UnboundedTrajectory(START)
HIGH = UnboundedTrajectory((q(0), q(0)))

# (x*y-1)^2 + x^2 again, in the strip x^2 < 1: f > 1/2 on its boundary, and at a critical point x = 0 or x y = 1, so f = 1
STRIP = On("(x*y-1)^2+x^2")
FROM_STRIP = UnboundedTrajectory(START)
IN_STRIP = e.TrappedRegion(
    (STRIP("1-x^2"),),
    q("1/2"),
    q(0),
    (STRIP.psatz("1/2", squares=[(1, "x*y-1")], combination={0: "-1"}),),
    STRIP.psatz(squares=[(1, "x*y-1"), (1, "x")]),
    # G = (2 y (x y - 1) + 2 x, 2 x (x y - 1)), facts 0 and 1; 2: 1 - x^2 > 0; 3: 1/2 - F >= 0
    STRIP.psatz("1/2", products={(3,): [(1, "1")]}, combination={0: "x/2 - x*y^2/2", 1: "y^3/2 + y/2"}),
)

CUBE = On("-x^3/3")
GROWTH = e.RiccatiGrowth(CUBE("x"), q(1), CUBE.psatz())
BLOW_UP = FiniteTimeBlowUp((q(1),), q(1))


@table(
    accepted("below the only critical value", HALF_OPEN, FROM_START, TRAPPED, BELOW, ONE),
    refused("from a point above the level", Reason.SIGN, HALF_OPEN, HIGH, TRAPPED, BELOW, ONE),
    refused(
        "a level above the critical value", Reason.SIGN, HALF_OPEN, FROM_START, replace(TRAPPED, level=q(2)), BELOW, ONE
    ),
    refused(
        "a level at the critical value", Reason.SIGN, HALF_OPEN, FROM_START, replace(TRAPPED, level=q(1)), BELOW, ONE
    ),
    refused("no lower bound", Reason.WRONG_PREMISE, HALF_OPEN, FROM_START, TRAPPED, ONE),
    refused("no critical values", Reason.WRONG_PREMISE, HALF_OPEN, FROM_START, TRAPPED, BELOW),
    refused(
        "a floor that fails", Reason.IDENTITY_FAILS, HALF_OPEN, FROM_START, replace(TRAPPED, lower=q("1/4")), BELOW, ONE
    ),
    refused(
        "no boundary proof",
        Reason.WRONG_SHAPE,
        HALF_OPEN,
        FROM_START,
        replace(TRAPPED, inequalities=(HALF_OPEN("x"),)),
        BELOW,
        ONE,
    ),
    refused(
        "an assumed premise of the wrong shape",
        Reason.WRONG_PREMISE,
        HALF_OPEN,
        FROM_START,
        TRAPPED,
        BELOW,
        replace(ONE, status=()),
    ),
    accepted("no critical point in a strip", STRIP, FROM_STRIP, IN_STRIP, BELOW),
    refused(
        "the strip's start is too high", Reason.SIGN, STRIP, replace(FROM_STRIP, start=(q(0), q(1))), IN_STRIP, BELOW
    ),
    refused("outside the strip", Reason.SIGN, STRIP, replace(FROM_STRIP, start=(q(1), q(2))), IN_STRIP, BELOW),
    refused(
        "a strip without emptiness", Reason.WRONG_PREMISE, STRIP, FROM_STRIP, replace(IN_STRIP, empty=e.Psatz()), BELOW
    ),
    refused(
        "emptiness that fails",
        Reason.IDENTITY_FAILS,
        STRIP,
        FROM_STRIP,
        replace(IN_STRIP, empty=STRIP.psatz(1, squares=[(1, "x")])),
        BELOW,
    ),
    refused(
        "no contradiction",
        Reason.SIDE_CONDITION,
        STRIP,
        FROM_STRIP,
        replace(IN_STRIP, empty=STRIP.psatz(squares=[(1, "0")])),
        BELOW,
    ),
    accepted("-x^3/3 from 1", CUBE, BLOW_UP, GROWTH),
    refused("from -1", Reason.SIGN, CUBE, replace(BLOW_UP, start=(q(-1),)), GROWTH),
    refused("from 0", Reason.SIGN, CUBE, replace(BLOW_UP, start=(q(0),)), GROWTH),
    refused("too early", Reason.SIGN, CUBE, replace(BLOW_UP, time=q("1/2")), GROWTH),
    refused("rate 0", Reason.SIDE_CONDITION, CUBE, BLOW_UP, replace(GROWTH, rate=q(0))),
    refused("rate too large", Reason.IDENTITY_FAILS, CUBE, replace(BLOW_UP, time=q(1)), replace(GROWTH, rate=q(2))),
    refused("two coordinates", Reason.WRONG_SHAPE, CUBE, replace(BLOW_UP, start=(q(1), q(1))), GROWTH),
    refused("a constant quantity", Reason.VACUOUS, CUBE, BLOW_UP, replace(GROWTH, quantity=CUBE("1"))),
)
def test_escape(row: Row) -> None:
    row.run()
