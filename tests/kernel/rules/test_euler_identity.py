"""EulerIdentity: weighted homogeneous functions have no value at infinity."""

from fractions import Fraction

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, refused, table

NONE = c.NoValueAtInfinity()
CONES = On("(x^2-(1+u^2)*y^2)*(x^2-(1+v^2)*y^2)", "x y u v")
CUSP = On("x^3-2*y^2", "x y")
SHIFTED = On("3+x^4-x^2*y^2", "x y")
EXPONENTIAL = On("(x^2-exp(u)*y^2)*x", "x y u")
QUOTIENT = On("(x^4-y^4)/(1+u^2)", "x y u")
BUMP = On("x^2/(1+x^2)", "x")
HYPERBOLA = On("(x*y-1)^2", "x y")
LAURENT = On("x^2*y-y^3*x^4", "x y")
MIXED = On("x^2+y^3", "x y")
KINK = On("abs(x)-2*y", "x y")


def euler(weights: tuple[int, ...], degree: int, level: int = 0) -> e.EulerIdentity:
    return e.EulerIdentity(weights, degree, Fraction(level))


@table(
    accepted("cones over a base", CONES, NONE, euler((1, 1, 0, 0), 4)),
    accepted("a multiple of the weights", CONES, NONE, euler((3, 3, 0, 0), 12)),
    accepted("different weights", CUSP, NONE, euler((2, 3), 6)),
    accepted("up to a constant", SHIFTED, NONE, euler((1, 1), 4, 3)),
    accepted("in one variable of several", On("x*(1+u^4)-x*u", "x u"), NONE, euler((1, 0), 1)),
    accepted("with an exponential function of the base", EXPONENTIAL, NONE, euler((1, 1, 0), 3)),
    accepted("with a quotient over the base", QUOTIENT, NONE, euler((1, 1, 0), 4)),
    accepted("a constant", On("7+0*x", "x"), NONE, euler((0,), 1, 7)),
    refused("another degree", Reason.IDENTITY_FAILS, CONES, NONE, euler((1, 1, 0, 0), 3)),
    refused("another weight", Reason.IDENTITY_FAILS, CONES, NONE, euler((1, 1, 1, 0), 4)),
    refused("another constant", Reason.IDENTITY_FAILS, SHIFTED, NONE, euler((1, 1), 4)),
    refused("the constant of another function", Reason.IDENTITY_FAILS, CONES, NONE, euler((1, 1, 0, 0), 4, 1)),
    refused("not homogeneous", Reason.IDENTITY_FAILS, BUMP, NONE, euler((1,), 2)),
    refused("homogeneous at infinity only", Reason.IDENTITY_FAILS, On("x^4+x", "x"), NONE, euler((1,), 4)),
    refused("two degrees", Reason.IDENTITY_FAILS, MIXED, NONE, euler((1, 1), 2)),
    # (x y - 1)^2 does not change along (t x, y/t): nothing follows from that
    refused("degree zero", Reason.LIMIT, HYPERBOLA, NONE, euler((1, -1), 0)),
    refused("degree zero without weights", Reason.LIMIT, HYPERBOLA, NONE, euler((0, 0), 0)),
    refused("no weights", Reason.IDENTITY_FAILS, CONES, NONE, euler((0, 0, 0, 0), 1)),
    # x^2 y - y^3 x^4 has degree 1 for the weights (1, -1): t -> 0 leads to infinity
    refused("a negative weight", Reason.LIMIT, LAURENT, NONE, euler((1, -1), 1)),
    refused("a negative degree", Reason.LIMIT, CUSP, NONE, euler((2, 3), -6)),
    refused("negative weights and degree", Reason.LIMIT, CUSP, NONE, euler((-2, -3), -6)),
    refused("a large degree", Reason.LIMIT, CUSP, NONE, euler((2000, 3000), 6000)),
    refused("a weight is missing", Reason.WRONG_SHAPE, CONES, NONE, euler((1, 1, 0), 4)),
    refused("a weight too many", Reason.WRONG_SHAPE, CUSP, NONE, euler((2, 3, 0), 6)),
    refused("a weight for the lifted variable", Reason.WRONG_SHAPE, EXPONENTIAL, NONE, euler((1, 1, 0, 0), 3)),
    refused("the exponent scaled", Reason.IDENTITY_FAILS, EXPONENTIAL, NONE, euler((1, 1, 1), 3)),
    refused("a kink", Reason.NOT_SUPPORTED, KINK, NONE, euler((1, 1), 1)),
    refused("another claim", Reason.WRONG_SHAPE, CONES, c.NoSpuriousLocalMinima(), euler((1, 1, 0, 0), 4)),
    refused("a lower bound", Reason.WRONG_SHAPE, CONES, c.BoundedBelow(Fraction(0)), euler((1, 1, 0, 0), 4)),
    refused("spurious minima as well", Reason.WRONG_SHAPE, CUSP, c.NoSpuriousSetwiseMinima(), euler((2, 3), 6)),
)
def test_euler_identity(row: Row) -> None:
    row.run()
