"""ChangeOfCoordinates: conclusions carried over by polynomial maps with polynomial inverses, and maps that are none."""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.errors import Reason
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tests.kernel.rules.build import On, Row, accepted, number, refused, table

X, Y = Polynomial.variable(0), Polynomial.variable(1)
NONE, FINITE, INFINITE = (
    c.NoSpuriousSetwiseMinima(),
    c.SpuriousSetwiseMinimum(at_infinity=False),
    c.SpuriousSetwiseMinimum(at_infinity=True),
)
SHIFTED, TILTED, SHEARED = On("(x-1)^2"), On("((2*x+1)^2-1)^2+(2*x+1)/1000"), On("(x*(y+x^2)-1)^2+(x-1)^2")
QUOTIENT, KINK, LOGARITHM = On("1/(1+(x-1)^2)"), On("abs(2*x-2)"), On("log(1+(x-1)^2)")
SQUARE = (Step(NONE, e.MonotonePieces(((0, 1),), number(0))),)
VALLEY = (Step(FINITE, e.SpuriousValley(((1, -4000, 0, 4000),), 1, Fraction(1, 10_000))),)

# (u v - 1)^2 + (u - 1)^2 on u < 0
REGION = e.Region(
    (-X,),
    Fraction(3, 2),
    Fraction(1),
    (e.Psatz(Fraction(1, 2), combination=((0, -(X * Y * Y) - X + Y.scale(2) + ONE.scale(2)),)),),
    e.Psatz(
        squares=e.Squares(((Fraction(1), X * Y - ONE), (Fraction(1), X))),
        products=(e.ProductTerm((0,), e.Squares(((Fraction(2), ONE),))),),
    ),
    e.RationalPoint((Fraction(-1, 5), Fraction(-5))),
    e.RationalPoint((Fraction(1), Fraction(1))),
    e.RationalArc((((-1,), (0, 1)), ((0, -1), (1,))), Fraction(5)),
)
CUT = (Step(INFINITE, REGION),)
FORWARD, BACKWARD = (X, Y + X * X), (X, Y - X * X)


def change(
    text: str,
    names: str,
    forward: tuple[Polynomial, ...],
    backward: tuple[Polynomial, ...],
    steps: tuple[Step, ...],
) -> e.ChangeOfCoordinates:
    return e.ChangeOfCoordinates(text, tuple(names.split()), forward, backward, steps)


def shift(text: str = "u^2", steps: tuple[Step, ...] = SQUARE) -> e.ChangeOfCoordinates:
    return change(text, "u", (X - ONE,), (X + ONE,), steps)


def shear(steps: tuple[Step, ...] = CUT, **other: object) -> e.ChangeOfCoordinates:
    values: dict[str, object] = {
        "objective": "(u*v-1)^2+(u-1)^2",
        "variables": ("u", "v"),
        "forward": FORWARD,
        "backward": BACKWARD,
        "steps": steps,
    }
    return e.ChangeOfCoordinates(**{**values, **other})  # type: ignore[arg-type]


STRETCH = ((X.scale(2) + ONE,), ((X - ONE).scale(Fraction(1, 2)),))
NESTED = (Step(NONE, change("w^2", "w", (X,), (X,), SQUARE)),)
WRONG = (Step(NONE, e.MonotonePieces(((0, 1),), number(1))),)
FORWARD_PREMISE = (Step(NONE, SQUARE[0].evidence, (1,)),)
HOLE = (Step(NONE, e.Hole("trust me")),)
WELL = Step(c.WellDefined(), e.SideConditions((e.Side(1, e.Psatz(Fraction(1), e.Squares(((Fraction(1), X),)))),)))
BUMP = (WELL, Step(NONE, e.MonotonePieces(((0, 1),), number(0))))


@table(
    accepted("a shift", SHIFTED, NONE, shift()),
    accepted("the same names", SHIFTED, NONE, change("x^2", "x", (X - ONE,), (X + ONE,), SQUARE)),
    accepted("another form of g", SHIFTED, NONE, shift("(u+1)^2-2*u-1")),
    accepted("a quotient", QUOTIENT, NONE, shift("1/(1+u^2)", BUMP)),
    accepted("a kink", KINK, NONE, change("abs(2*u)", "u", (X - ONE,), (X + ONE,), SQUARE)),
    accepted("a stretched valley", TILTED, FINITE, change("(u^2-1)^2+u/1000", "u", *STRETCH, VALLEY)),
    accepted("a shear, at infinity", SHEARED, INFINITE, shear()),
    accepted("not needed steps", SHEARED, INFINITE, shear((Step(c.LocallyLipschitz(), e.TypeDerivation()), *CUT))),
    refused("another function", Reason.OBJECTIVE_MISMATCH, SHIFTED, NONE, shift("u^2+1")),
    refused("a constant factor", Reason.OBJECTIVE_MISMATCH, SHIFTED, NONE, shift("2*u^2")),
    refused("no formula", Reason.OBJECTIVE_MISMATCH, SHIFTED, NONE, shift("u^^2")),
    refused("no real function", Reason.OBJECTIVE_MISMATCH, SHIFTED, NONE, shift("u^2/(u-u)")),
    refused("other names", Reason.OBJECTIVE_MISMATCH, SHIFTED, NONE, shift("w^2")),
    refused("one variable more", Reason.OBJECTIVE_MISMATCH, SHIFTED, NONE, shift("u^2+0*w")),
    refused("a name twice", Reason.OBJECTIVE_MISMATCH, SHEARED, INFINITE, shear(variables=("u", "u"))),
    refused("a name less", Reason.OBJECTIVE_MISMATCH, SHEARED, INFINITE, shear(variables=("u",))),
    refused("swapped names", Reason.OBJECTIVE_MISMATCH, SHEARED, INFINITE, shear(variables=("v", "u"))),
    refused("another kind of node", Reason.OBJECTIVE_MISMATCH, LOGARITHM, NONE, shift("1/(1+u^2)", BUMP)),
    refused("the square of the kink", Reason.OBJECTIVE_MISMATCH, KINK, NONE, shift("4*u^2")),
    refused("no inverse", Reason.IDENTITY_FAILS, SHIFTED, NONE, change("u^2", "u", (X - ONE,), (X - ONE,), SQUARE)),
    refused("a square", Reason.IDENTITY_FAILS, On("x^2"), NONE, change("u", "u", (X * X,), (X,), SQUARE)),
    refused("a cube", Reason.IDENTITY_FAILS, On("x^6"), NONE, change("u^2", "u", (X**3,), (X,), SQUARE)),
    refused("a projection", Reason.IDENTITY_FAILS, On("x^2+0*y"), NONE, shear(objective="u^2+0*v", forward=(X, X))),
    refused("the inverse shear is wrong", Reason.IDENTITY_FAILS, SHEARED, INFINITE, shear(backward=FORWARD)),
    refused("not onto a factor", Reason.IDENTITY_FAILS, SHEARED, INFINITE, shear(forward=(X, X * Y))),
    refused("a component less", Reason.WRONG_SHAPE, SHEARED, INFINITE, shear(backward=(X,))),
    refused("a component more", Reason.WRONG_SHAPE, SHEARED, INFINITE, shear(forward=(*FORWARD, X))),
    refused(
        "a third variable", Reason.UNKNOWN_VARIABLE, SHEARED, INFINITE, shear(forward=(X, Y + Polynomial.variable(2)))
    ),
    refused("a lifted variable", Reason.UNKNOWN_VARIABLE, QUOTIENT, NONE, change("u", "u", (Y,), (Y,), SQUARE)),
    refused("nested", Reason.WRONG_SHAPE, SHIFTED, NONE, shift(steps=NESTED)),
    refused("a hole", Reason.GOAL_NOT_REACHED, SHIFTED, NONE, shift(steps=HOLE)),
    refused("no steps", Reason.GOAL_NOT_REACHED, SHIFTED, NONE, shift(steps=())),
    refused("no conclusion", Reason.GOAL_NOT_REACHED, SHEARED, INFINITE, shear(CUT[:0])),
    refused("the other conclusion", Reason.GOAL_NOT_REACHED, SHIFTED, FINITE, shift()),
    refused("a finite one for one at infinity", Reason.GOAL_NOT_REACHED, SHEARED, FINITE, shear()),
    refused("a bound", Reason.WRONG_SHAPE, SHIFTED, c.BoundedBelow(Fraction(0)), shift()),
    refused("trajectories", Reason.WRONG_SHAPE, SHIFTED, c.BoundedTrajectories(), shift()),
    refused(
        "a wrong step", Reason.SIGN, SHIFTED, NONE, shift(steps=(Step(NONE, e.MonotonePieces(((0, 1),), number(1))),))
    ),
    refused("not well defined", Reason.GOAL_NOT_REACHED, QUOTIENT, NONE, shift("1/(1+u^2)", BUMP[1:])),
    refused(
        "a premise outside", Reason.WRONG_PREMISE, SHIFTED, NONE, shift(steps=(Step(NONE, SQUARE[0].evidence, (1,)),))
    ),
)
def test_changes_of_coordinates(row: Row) -> None:
    row.run()
