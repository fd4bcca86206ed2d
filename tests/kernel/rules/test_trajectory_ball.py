"""Explicit balls: the radius is checked for single starts and for boxes."""

from dataclasses import replace

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import BoundedBelow, ConservedQuantity, MonotoneQuantity, TrajectoriesInBall
from tameproof.proofs.kernel.errors import Reason
from tameproof.proofs.kernel.polynomial import ONE
from tests.kernel.rules.build import On, Row, accepted, polynomial, q, refused, table

BELOW = BoundedBelow(q(0))
XY = On("(x*y-1)^2")
H = ConservedQuantity(XY("x^2-y^2"))
# h^2 + 8 f + 8 - (x^2+y^2)^2 = 4 (x y - 2)^2
PROPER = e.Proper(polynomial("h^2 + 8*f + 8", ("f", "h")), 2, ONE, XY.psatz(squares=[(4, "x*y-2")]))
START = (q(1), q(1))  # f = 0, h = 0: |x|^4 <= 8
BALL = TrajectoriesInBall(START, START, q(2))
BOX = TrajectoriesInBall((q(-1), q(0)), (q(1), q(1)), q(3))  # |h| <= 1, f <= 4: |x|^4 <= 41
DOUBLED = replace(PROPER, multiplier=ONE.scale(2), bound=PROPER.bound.scale(4), psatz=XY.psatz(squares=[(16, "x*y-2")]))
GENERIC = replace(PROPER, multiplier=polynomial("h", ("f", "h")))

BOWL = On("x^2/(1+x^2)")
SLOW = MonotoneQuantity(BOWL("x^2"), q(0))
LEVEL = e.Proper(polynomial("v", ("f", "v")), 1, ONE, BOWL.psatz())
FROM_TWO = TrajectoriesInBall((q(2),), (q(2),), q(2))


@table(
    accepted("a point", XY, BALL, PROPER, BELOW, H),
    accepted("a box", XY, BOX, PROPER, BELOW, H),
    accepted("a constant multiplier", XY, BALL, DOUBLED, BELOW, H),
    accepted("a quotient at a point", BOWL, FROM_TWO, LEVEL, BELOW, SLOW),
    refused("too small", Reason.SIGN, XY, replace(BALL, radius=q("3/2")), PROPER, BELOW, H),
    refused("too small for the box", Reason.SIGN, XY, replace(BOX, radius=q(2)), PROPER, BELOW, H),
    refused("a negative radius", Reason.SIGN, XY, replace(BALL, radius=q(-2)), PROPER, BELOW, H),
    refused("smaller than the start", Reason.SIGN, BOWL, replace(FROM_TWO, radius=q(1)), LEVEL, BELOW, SLOW),
    refused("no lower bound", Reason.WRONG_PREMISE, XY, BALL, PROPER, H),
    refused("the law is missing", Reason.IDENTITY_FAILS, XY, BALL, PROPER, BELOW),
    refused("for almost all starts only", Reason.IDENTITY_FAILS, XY, BALL, GENERIC, BELOW, H),
    refused("an empty box", Reason.VACUOUS, XY, replace(BOX, low=(q(2), q(0))), PROPER, BELOW, H),
    refused("one coordinate", Reason.WRONG_SHAPE, XY, replace(BALL, low=(q(1),)), PROPER, BELOW, H),
    accepted("a box for a quotient", BOWL, replace(FROM_TWO, low=(q(1),)), LEVEL, BELOW, SLOW),
    refused("a false inequality", Reason.IDENTITY_FAILS, XY, BALL, replace(PROPER, bound=ONE.scale(8)), BELOW, H),
)
def test_trajectories_in_a_ball(row: Row) -> None:
    row.run()


SHIFTED = On("(x-1)^2")
STEADY = e.Gronwall(
    SHIFTED("x^2"),
    q(4),
    polynomial("0", ("f",)),
    SHIFTED.psatz(squares=[(2, "x-1"), (6, "1")], products={(0,): [(2, "1")]}),
    polynomial("v", ("f", "v")),
    1,
    SHIFTED.psatz(),
)
FROM_THREE = TrajectoriesInBall((q(3),), (q(3),), q(3))
SADDLE = On("x^2-y^2")  # bounded below by assumption
GROWING = e.Gronwall(  # from (1, 0): 1 + V <= 2 exp(1), |x|^2 <= 4.44
    SADDLE("x^2+y^2"),
    q(0),
    ONE,
    SADDLE.psatz(squares=[(8, "x"), (4, "x^2+y^2")]),
    polynomial("v", ("f", "v")),
    1,
    SADDLE.psatz(),
)
UNIT = TrajectoriesInBall((q(1), q(0)), (q(1), q(0)), q("11/5"))
RESIDUAL = e.DesingularisedGronwall(  # from (2, 1): 1 + V <= 6 exp(2), |x|^2 <= 43.4
    q(0),
    XY("x*y-1"),
    (),
    XY("x^2+y^2"),
    q(0),
    q(2),
    XY.psatz(squares=[(2, "x-y"), (2, "x^2+y^2")]),
    XY.psatz(squares=[(2, "x+y"), (2, "x^2+y^2")]),
    polynomial("v", ("f", "v")),
    1,
    XY.psatz(),
)
FROM_TWO_ONE = TrajectoriesInBall((q(2), q(1)), (q(2), q(1)), q(7))
SQUARE = On("x^2")
LOJASIEWICZ = e.Malgrange((q(0), q(4)), q(1), SQUARE.psatz(products={(0,): [(4, "x")]}))  # from 1: |x| <= e
AWAY = e.Malgrange((q(1),), q(1), SQUARE.psatz(squares=[(4, "x^2-1"), (3, "1")], products={(0,): [(8, "1")]}))
DOUBLE = e.Malgrange((q(0), q(0), q(4)), q(1), SQUARE.psatz())
FROM_ONE = TrajectoriesInBall((q(1),), (q(1),), q("11/4"))
BALANCED = e.BalancedLayers((((0,),), ((1,),)), (q(2), q(2)), XY.psatz(squares=[(1, "x*y-2")]))  # |x|^2 <= 2 sqrt(2)
PROJECTED = replace(BALANCED, projector=((q(1),),))
KINK = On("abs(x)")
BY_VALUE = e.Proper(polynomial("f^2", ("f",)), 1, ONE, KINK.psatz(combination={0: "x"}))


@table(
    accepted("Lyapunov beyond x^2 = 4", SHIFTED, FROM_THREE, STEADY, BELOW),
    refused("smaller than the start", Reason.SIGN, SHIFTED, replace(FROM_THREE, radius=q("5/2")), STEADY, BELOW),
    refused(
        "smaller than the threshold",
        Reason.SIGN,
        SHIFTED,
        TrajectoriesInBall((q(1),), (q(1),), q("3/2")),
        STEADY,
        BELOW,
    ),
    accepted("Gronwall", SADDLE, UNIT, GROWING, BELOW),
    refused("below the growth", Reason.SIGN, SADDLE, replace(UNIT, radius=q(2)), GROWING, BELOW),
    refused("with another lower bound", Reason.SIGN, SADDLE, UNIT, GROWING, BoundedBelow(q(-1))),
    refused("without a lower bound", Reason.WRONG_PREMISE, SADDLE, UNIT, GROWING),
    refused("a false growth", Reason.IDENTITY_FAILS, SADDLE, UNIT, replace(GROWING, rate=ONE.scale(0)), BELOW),
    accepted("desingularised", XY, FROM_TWO_ONE, RESIDUAL, BELOW),
    refused("below its growth", Reason.SIGN, XY, replace(FROM_TWO_ONE, radius=q(6)), RESIDUAL, BELOW),
    refused("a false rate", Reason.IDENTITY_FAILS, XY, FROM_TWO_ONE, replace(RESIDUAL, rate=q(1)), BELOW),
    refused("a growth out of range", Reason.LIMIT, XY, replace(FROM_TWO_ONE, high=(q(10**6), q(1))), RESIDUAL, BELOW),
    accepted("Polyak-Lojasiewicz", SQUARE, FROM_ONE, LOJASIEWICZ, BELOW),
    refused("below e", Reason.SIGN, SQUARE, replace(FROM_ONE, radius=q("27/10")), LOJASIEWICZ, BELOW),
    accepted("a speed without zero", SQUARE, FROM_ONE, AWAY, BELOW),
    refused("a speed with a double zero", Reason.NOT_SUPPORTED, SQUARE, FROM_ONE, DOUBLE, BELOW),
    refused("no such speed", Reason.IDENTITY_FAILS, SQUARE, FROM_ONE, replace(LOJASIEWICZ, speed=(q(0), q(5))), BELOW),
    accepted("balanced layers", XY, BALL, BALANCED, BELOW, H),
    accepted("with a projector", XY, BALL, PROJECTED, BELOW, H),
    refused("below the product", Reason.SIGN, XY, replace(BALL, radius=q("5/3")), BALANCED, BELOW, H),
    refused("without balancedness", Reason.WRONG_PREMISE, XY, BALL, BALANCED, BELOW),
    refused("for a box of imbalance", Reason.SIGN, XY, replace(BALL, high=(q(2), q(1))), BALANCED, BELOW, H),
    accepted("a kink", KINK, FROM_TWO, BY_VALUE, BoundedBelow(q(0))),
    refused(
        "too small at a kink", Reason.SIGN, KINK, replace(FROM_TWO, radius=q("19/10")), BY_VALUE, BoundedBelow(q(0))
    ),
)
def test_every_form_of_evidence(row: Row) -> None:
    row.run()
