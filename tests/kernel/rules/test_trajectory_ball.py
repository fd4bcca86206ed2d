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
    refused("the law is missing", Reason.UNKNOWN_VARIABLE, XY, BALL, PROPER, BELOW),
    refused("for almost all starts only", Reason.IDENTITY_FAILS, XY, BALL, GENERIC, BELOW, H),
    refused("an empty box", Reason.VACUOUS, XY, replace(BOX, low=(q(2), q(0))), PROPER, BELOW, H),
    refused("one coordinate", Reason.WRONG_SHAPE, XY, replace(BALL, low=(q(1),)), PROPER, BELOW, H),
    refused("a box for a quotient", Reason.NOT_SUPPORTED, BOWL, replace(FROM_TWO, low=(q(1),)), LEVEL, BELOW, SLOW),
    refused("a false inequality", Reason.IDENTITY_FAILS, XY, BALL, replace(PROPER, bound=ONE.scale(8)), BELOW, H),
)
def test_trajectories_in_a_ball(row: Row) -> None:
    row.run()
