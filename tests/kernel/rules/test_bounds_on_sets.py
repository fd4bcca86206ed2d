"""Rules LowerBound on sets, LowPoint and PseudoMoments: accepted steps and forgeries."""

from fractions import Fraction

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, arc, point, refused, table

XY = On("x*y + x")
BALL = (XY("1 - x^2 - y^2"),)
LINE = (XY("x - y"),)


def on_set(inequalities: tuple, equations: tuple, bound: int | str) -> c.BoundedBelowOn:
    return c.BoundedBelowOn(inequalities, equations, Fraction(bound))


DISC = XY.psatz(squares=(("1/2", "x + y"), ("1/2", "x + 1")), products={(0,): (("1/2", "1"),)})
QUADRATIC = On("x^2 + x*y + x", "x y")
SQUARES = QUADRATIC.psatz(squares=(("1/2", "x + y"), ("1/2", "x + 1")), products={(0,): (("1/2", "1"),)})
ON_LINE = XY.psatz(squares=((1, "x + 1/2"),), combination={0: "-x"})


@table(
    accepted("disc", QUADRATIC, on_set((QUADRATIC("1 - y^2"),), (), -1), e.LowerBound(SQUARES)),
    accepted("line", XY, on_set((), LINE, "-1/4"), e.LowerBound(ON_LINE)),
    accepted("no condition", On("x^2"), on_set((), (), 0), e.LowerBound(On("x^2").psatz(squares=((1, "x"),)))),
    refused("bound raised", Reason.IDENTITY_FAILS, XY, on_set((), LINE, "-1/5"), e.LowerBound(ON_LINE)),
    refused("condition dropped", Reason.WRONG_FACT, XY, on_set((), (), "-1/4"), e.LowerBound(ON_LINE)),
    refused("inequality used as equation", Reason.WRONG_FACT, XY, on_set(LINE, (), "-1/4"), e.LowerBound(ON_LINE)),
    refused("other set", Reason.IDENTITY_FAILS, XY, on_set(BALL, (), -1), e.LowerBound(DISC)),
    refused("unknown variable", Reason.UNKNOWN_VARIABLE, On("x"), on_set((XY("y"),), (), 0), e.LowerBound(XY.psatz())),
    refused(
        "multiplier with zeros on a set",
        Reason.SIDE_CONDITION,
        On("-x^2"),
        on_set((), (On("x")("x"),), 0),
        e.LowerBound(On("x").psatz(multiplier=On("x").multiplier(0, (1, "x")), combination={0: "-x^3"})),
    ),
)
def test_lower_bound_on_a_set(row: Row) -> None:
    row.run()


HYPERBOLA = (XY("x*y - 1"),)
DIFFERENCE = On("x^2 - y^2")
T, INVERSE_T, MINUS_T = (0, 1), ((1,), (0, 1)), (0, -1)
QUADRANT = (DIFFERENCE("x"), DIFFERENCE("y"))
DECAY = On("exp(-x) - y")


def none(inequalities: tuple, equations: tuple = ()) -> c.UnboundedBelowOn:
    return c.UnboundedBelowOn(inequalities, equations)


def along(*coordinates: tuple, start: int = 1) -> e.DescendingArc:
    return e.DescendingArc(arc(start, *coordinates))


@table(
    accepted("hyperbola", DIFFERENCE, none((), HYPERBOLA), along(INVERSE_T, T)),
    accepted("quadrant", DIFFERENCE, none(QUADRANT), along((0,), T)),
    accepted("both", DIFFERENCE, none(QUADRANT, HYPERBOLA), along(INVERSE_T, T)),
    accepted("no condition", DIFFERENCE, none(()), along((0,), T)),
    accepted("later start", DIFFERENCE, none((DIFFERENCE("y - 5"),)), along((0,), T, start=5)),
    accepted("exp along the arc", DECAY, none((DECAY("x - 1"),)), along(T, T)),
    refused("outside at the start", Reason.SIGN, DIFFERENCE, none((DIFFERENCE("y - 5"),)), along((0,), T, start=4)),
    refused("outside", Reason.SIGN, DIFFERENCE, none(QUADRANT), along((0,), MINUS_T)),
    refused("outside for a while", Reason.SIGN, DIFFERENCE, none((DIFFERENCE("y^2-5*y+6"),)), along((0,), T)),
    refused("off the curve", Reason.IDENTITY_FAILS, DIFFERENCE, none((), HYPERBOLA), along((0,), T)),
    refused("near the curve", Reason.IDENTITY_FAILS, DIFFERENCE, none((), (XY("y - x^2"),)), along(T, (1, 0, 1))),
    refused("equation as inequality", Reason.SIGN, DIFFERENCE, none((XY("1 - x*y - y"),)), along(INVERSE_T, T)),
    refused("upwards", Reason.SIGN, DIFFERENCE, none(QUADRANT), along(T, (0,))),
    refused("bounded", Reason.SIGN, XY, none((), HYPERBOLA), along(T, INVERSE_T)),
    refused("unknown variable", Reason.UNKNOWN_VARIABLE, On("x"), none((XY("y"),)), along(MINUS_T)),
    refused("pole", Reason.SIDE_CONDITION, DIFFERENCE, none((), HYPERBOLA), along(INVERSE_T, T, start=0)),
    refused("another claim", Reason.WRONG_SHAPE, DIFFERENCE, on_set(QUADRANT, (), 0), along((0,), T)),
)
def test_unbounded_below_on_a_set(row: Row) -> None:
    row.run()


WELL = On("x^2 - x + 1/(1 + y^2)")


@table(
    accepted("below", XY, c.TakesValueBelow(Fraction(0)), e.LowPoint(point(-1, 0))),
    accepted("through a quotient", WELL, c.TakesValueBelow(Fraction(-1, 5)), e.LowPoint(point("1/2", 10))),
    refused("equal is not below", Reason.SIGN, XY, c.TakesValueBelow(Fraction(-1)), e.LowPoint(point(-1, 0))),
    refused("another point", Reason.SIGN, XY, c.TakesValueBelow(Fraction(0)), e.LowPoint(point(1, 0))),
    refused("too few coordinates", Reason.WRONG_SHAPE, XY, c.TakesValueBelow(Fraction(0)), e.LowPoint(point(-1))),
    refused("another claim", Reason.WRONG_SHAPE, XY, c.BoundedBelow(Fraction(0)), e.LowPoint(point(-1, 0))),
)
def test_low_point(row: Row) -> None:
    row.run()


NEGATIVE = On("x^2 - 2*x")
GAP = On("x^4 + y^4 - 3*x^2*y^2", "x y")
ONE = NEGATIVE(1)


def moments(on: On, text: str) -> e.PseudoMoments:
    return e.PseudoMoments(on(text))


@table(
    accepted("point evaluation at 1", NEGATIVE, c.NotSumOfSquares(ONE), moments(NEGATIVE, "1 + x + x^2")),
    accepted("form", GAP, c.NotSumOfSquares(ONE), moments(GAP, "x^4 + y^4 + x^2*y^2")),
    accepted("odd degree", On("x^3 + 1"), c.NotSumOfSquares(ONE), moments(On("x"), "1 - 2*x^3 + x^2")),
    refused("not negative", Reason.SIGN, NEGATIVE, c.NotSumOfSquares(ONE), moments(NEGATIVE, "1 - x + x^2")),
    refused(
        "not semidefinite",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        NEGATIVE,
        c.NotSumOfSquares(ONE),
        moments(NEGATIVE, "1 + 2*x - x^2"),
    ),
    refused("zero functional", Reason.SIGN, NEGATIVE, c.NotSumOfSquares(ONE), moments(NEGATIVE, 0)),
    refused(
        "a monomial of the basis left out",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        GAP,
        c.NotSumOfSquares(ONE),
        moments(GAP, "x^2*y^2"),
    ),
    refused(
        "multiplier ignored", Reason.SIGN, NEGATIVE, c.NotSumOfSquares(NEGATIVE(-1)), moments(NEGATIVE, "1 + x + x^2")
    ),
    refused("not a polynomial", Reason.NOT_SUPPORTED, WELL, c.NotSumOfSquares(ONE), moments(WELL, "1")),
    refused("square", Reason.SIGN, On("x^2"), c.NotSumOfSquares(ONE), moments(On("x"), "x^2")),
    refused("another claim", Reason.WRONG_SHAPE, NEGATIVE, c.UnboundedBelow(), moments(NEGATIVE, "1 + x + x^2")),
)
def test_pseudo_moments(row: Row) -> None:
    row.run()
