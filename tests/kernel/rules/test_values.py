"""UnboundedBelow and Infimum: exact points and rational arcs."""

from fractions import Fraction

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.claims import BoundedBelow, Infimum, UnboundedBelow
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, arc, number, point, q, refused, table

TILTED = On("(x*y-1)^2-x/1000")
XY_X = On("(x*y-1)^2+x^2")
QUOTIENT = On("(-1-x^4)/(1+x^2)")
POLE = On("-x^3/(x^2+1)")
KINK = On("max(-x,-2*x)-abs(x)")
EXP = On("-exp(x)-x")
CUBIC = On("-x^3")
QUARTIC = On("(x^2-2)^2")
QUOTIENT_BOWL = On("(x^2-2)^2/(1+x^2)")
EXP_BOWL = On("exp(x^2)+y^2")
L1 = On("abs(x-1)+y^2")
DOWN = UnboundedBelow()
BELOW = BoundedBelow(q(0))

T, INVERSE_T = (0, 1), ((1,), (0, 1))
ROOT_2 = e.AlgebraicPoint(number([-2, 0, 1], 1, 2), ((Fraction(0), Fraction(1)),))


@table(
    accepted("(t, 1/t)", TILTED, DOWN, e.DescendingArc(arc(1, T, INVERSE_T))),
    refused("(-t, -1/t)", Reason.SIGN, TILTED, DOWN, e.DescendingArc(arc(1, (0, -1), ((-1,), (0, 1))))),
    refused("a pole at the start", Reason.SIDE_CONDITION, TILTED, DOWN, e.DescendingArc(arc(0, T, INVERSE_T))),
    refused("a pole on the way", Reason.SIDE_CONDITION, TILTED, DOWN, e.DescendingArc(arc(1, T, ((1,), (-2, 1))))),
    refused("a zero denominator", Reason.SIDE_CONDITION, TILTED, DOWN, e.DescendingArc(arc(1, T, ((1,), (0,))))),
    refused("an empty denominator", Reason.SIDE_CONDITION, TILTED, DOWN, e.DescendingArc(arc(1, T, ((1,), ())))),
    refused("one coordinate", Reason.WRONG_SHAPE, TILTED, DOWN, e.DescendingArc(arc(1, T))),
    refused("a finite limit", Reason.SIGN, XY_X, DOWN, e.DescendingArc(arc(1, INVERSE_T, T))),
    accepted("a quotient", QUOTIENT, DOWN, e.DescendingArc(arc(0, T))),
    accepted("another quotient", POLE, DOWN, e.DescendingArc(arc(0, T))),
    refused("backwards", Reason.SIGN, POLE, DOWN, e.DescendingArc(arc(0, (0, -1)))),
    accepted("max and abs along the arc", KINK, DOWN, e.DescendingArc(arc(1, T))),
    refused("the arc runs through a kink", Reason.SIGN, KINK, DOWN, e.DescendingArc(arc(0, T))),
    refused("exp along an arc", Reason.NOT_SUPPORTED, EXP, DOWN, e.DescendingArc(arc(0, T))),
    accepted("-t^3", CUBIC, DOWN, e.DescendingArc(arc(-5, T))),
    refused("another claim", Reason.WRONG_SHAPE, CUBIC, BELOW, e.DescendingArc(arc(-5, T))),
)
def test_descending_arcs(row: Row) -> None:
    row.run()


def inverse(factor: int, value: str) -> e.AlgebraicPoint:
    """x = factor * sqrt(2), and a rational value of the lifted variable."""
    return e.AlgebraicPoint(ROOT_2.theta, ((Fraction(0), Fraction(factor)), (Fraction(value),)))


ATTAINED, LIMIT = Infimum(q(0), True), Infimum(q(0), False)


@table(
    accepted("not attained: (1/t, t)", XY_X, LIMIT, e.LimitInfimum(arc(1, INVERSE_T, T)), BELOW),
    refused("claimed attained", Reason.WRONG_SHAPE, XY_X, ATTAINED, e.LimitInfimum(arc(1, INVERSE_T, T)), BELOW),
    refused("another limit", Reason.SIGN, XY_X, LIMIT, e.LimitInfimum(arc(1, (1,), T)), BELOW),
    refused("no lower bound", Reason.WRONG_PREMISE, XY_X, LIMIT, e.LimitInfimum(arc(1, INVERSE_T, T))),
    refused(
        "a lower one", Reason.WRONG_PREMISE, XY_X, LIMIT, e.LimitInfimum(arc(1, INVERSE_T, T)), BoundedBelow(q(-1))
    ),
    accepted("at an irrational point", QUARTIC, ATTAINED, e.AttainedInfimum(ROOT_2), BELOW),
    refused("at its neighbour", Reason.IDENTITY_FAILS, QUARTIC, ATTAINED, e.AttainedInfimum(point("7/5")), BELOW),
    refused(
        "at no single point",
        Reason.ROOTS,
        QUARTIC,
        ATTAINED,
        e.AttainedInfimum(e.AlgebraicPoint(AlgebraicNumber((-2, 0, 1), q(-2), q(2)), ROOT_2.coordinates)),
        BELOW,
    ),
    refused("two coordinates", Reason.WRONG_SHAPE, QUARTIC, ATTAINED, e.AttainedInfimum(point(1, 1)), BELOW),
    accepted("exp at 0", EXP_BOWL, Infimum(q(1), True), e.AttainedInfimum(point(0, 0)), BoundedBelow(q(1))),
    refused(
        "exp at 1",
        Reason.NOT_SUPPORTED,
        EXP_BOWL,
        Infimum(q(1), True),
        e.AttainedInfimum(point(1, 0)),
        BoundedBelow(q(1)),
    ),
    refused(
        "exp at an algebraic point",
        Reason.NOT_SUPPORTED,
        EXP_BOWL,
        Infimum(q(1), True),
        e.AttainedInfimum(e.AlgebraicPoint(ROOT_2.theta, ROOT_2.coordinates * 2)),
        BoundedBelow(q(1)),
    ),
    accepted(
        "at an irrational point of a quotient", QUOTIENT_BOWL, ATTAINED, e.AttainedInfimum(inverse(1, "1/3")), BELOW
    ),
    refused(
        "with an inverse that is none",
        Reason.IDENTITY_FAILS,
        QUOTIENT_BOWL,
        ATTAINED,
        e.AttainedInfimum(inverse(2, "0")),
        BELOW,
    ),
    refused(
        "at another irrational point",
        Reason.IDENTITY_FAILS,
        QUOTIENT_BOWL,
        ATTAINED,
        e.AttainedInfimum(inverse(2, "1/9")),
        BELOW,
    ),
    refused("without the inverse", Reason.WRONG_SHAPE, QUOTIENT_BOWL, ATTAINED, e.AttainedInfimum(ROOT_2), BELOW),
    accepted("at a kink", L1, ATTAINED, e.AttainedInfimum(point(1, 0)), BELOW),
    refused("beside the kink", Reason.IDENTITY_FAILS, L1, ATTAINED, e.AttainedInfimum(point(2, 0)), BELOW),
    refused("another claim", Reason.WRONG_SHAPE, L1, BELOW, e.AttainedInfimum(point(1, 0)), BELOW),
)
def test_infimum(row: Row) -> None:
    row.run()
