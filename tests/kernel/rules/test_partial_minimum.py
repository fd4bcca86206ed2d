"""PartialMinimum: f = a w^2 + b w + c with a > 0, and its minimum over w."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.errors import Reason
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tests.kernel.rules.build import On, Row, accepted, number, refused, table

X, Y = Polynomial.variable(0), Polynomial.variable(1)
NONE, FAR = c.NoSpuriousSetwiseMinima(), c.SpuriousSetwiseMinimum(at_infinity=True)
NEAR = c.SpuriousSetwiseMinimum(at_infinity=False)
BIRTH, HYPERBOLA, BOWL = On("(x*y-1)^2+(x-1)^2"), On("(x*y-1)^2+x^2"), On("x^2+y^2")
PRODUCT, PARABOLA, KINK = On("(x*y-1)^2"), On("x^2"), On("x^2+abs(y)")


def squares(*terms: tuple[int, Polynomial], epsilon: int = 1) -> e.Psatz:
    return e.Psatz(Fraction(epsilon), e.Squares(tuple((Fraction(w), p) for w, p in terms)))


def side(*terms: tuple[int, Polynomial]) -> Step:
    return Step(c.WellDefined(), e.SideConditions((e.Side(1, squares(*terms)),)))


U = X  # the only variable of the minimum
# minimum over x of (x y - 1)^2 + (x - 1)^2: (y - 1)^2/(y^2 + 1) falls to 0 at 1, rises to 2 at -1 and falls to 1
BELOW = (side((1, U)), Step(FAR, e.SpuriousValley(((-1, 0, 1),), 0, Fraction(1, 2))))
RIGHT = e.PartialMinimum("x", "y^2+1", "-2*y-2", "2", "y^2-2*y+1", "y^2+1", squares((1, Y)), BELOW)
# minimum over x of (x y - 1)^2 + x^2: 1/(1 + y^2)
BUMP = (side((1, U)), Step(NONE, e.MonotonePieces(((0, 1),), number(0))))
FLAT = e.PartialMinimum("x", "y^2+1", "-2*y", "1", "1", "1+y^2", squares((1, Y)), BUMP)
SQUARE = (Step(NONE, e.MonotonePieces(((0, 1),), number(0))),)
DISC = e.PartialMinimum("x", "1", "0*y", "y^2", "y^2", "1", squares(), SQUARE)
# a = y^2 is not positive, although the minimum for y != 0 has no spurious minima
ZERO = e.PartialMinimum(
    "x",
    "y^2",
    "-2*y",
    "1",
    "0*y",
    "1",
    squares((1, Y), epsilon=0),
    (Step(NONE, e.MonotonePieces(((0, 1),), number(0))),),
)
CONE = e.PartialMinimum("x", "1", "0", "abs(y)", "abs(y)", "1", squares(), SQUARE)
HOLE = (BELOW[0], Step(FAR, e.Hole("trust me")))
LATER = (Step(NONE, e.Hole("trust me")),)


@table(
    accepted("a spurious minimum at infinity", BIRTH, FAR, RIGHT),
    accepted("an infimum that is not attained", HYPERBOLA, NONE, FLAT),
    accepted("a bowl", BOWL, NONE, DISC),
    accepted("a kink in the rest", KINK, NONE, CONE),
    accepted(
        "twice the fraction",
        HYPERBOLA,
        NONE,
        replace(FLAT, numerator="2", denominator="2+2*y^2", steps=(side((2, U), (1, ONE)), BUMP[1])),
    ),
    refused("a with zeros", Reason.SIDE_CONDITION, PRODUCT, NONE, ZERO),
    refused(
        "a with zeros called positive", Reason.IDENTITY_FAILS, PRODUCT, NONE, replace(ZERO, positive=squares((1, Y)))
    ),
    refused("another a", Reason.IDENTITY_FAILS, BIRTH, FAR, replace(RIGHT, square="y^2+2")),
    refused("another b", Reason.IDENTITY_FAILS, BIRTH, FAR, replace(RIGHT, linear="2*y+2")),
    refused("another c", Reason.IDENTITY_FAILS, BIRTH, FAR, replace(RIGHT, constant="3")),
    refused("another numerator", Reason.IDENTITY_FAILS, BIRTH, FAR, replace(RIGHT, numerator="y^2-3*y+1")),
    refused("another denominator", Reason.IDENTITY_FAILS, BIRTH, FAR, replace(RIGHT, denominator="y^2+3")),
    refused("zero over zero", Reason.OBJECTIVE_MISMATCH, BIRTH, FAR, replace(RIGHT, numerator="0", denominator="y-y")),
    refused(
        "both multiplied by y",
        Reason.GOAL_NOT_REACHED,
        HYPERBOLA,
        NONE,
        replace(FLAT, numerator="y", denominator="y+y^3", steps=BUMP[1:]),
    ),
    refused(
        "both multiplied by y, with a lie",
        Reason.IDENTITY_FAILS,
        HYPERBOLA,
        NONE,
        replace(FLAT, numerator="y", denominator="y+y^3"),
    ),
    refused("an unknown variable", Reason.WRONG_SHAPE, BIRTH, FAR, replace(RIGHT, variable="z")),
    refused(
        "one variable only",
        Reason.WRONG_SHAPE,
        PARABOLA,
        NONE,
        e.PartialMinimum("x", "1", "0", "0", "0", "1", squares(), ()),
    ),
    refused("w in a coefficient", Reason.UNKNOWN_VARIABLE, BIRTH, FAR, replace(RIGHT, square="x-x+y^2+1")),
    refused("w in the minimum", Reason.UNKNOWN_VARIABLE, BIRTH, FAR, replace(RIGHT, numerator="y^2-2*y+1+0*x")),
    refused("a node of its own", Reason.NOT_SUPPORTED, BIRTH, FAR, replace(RIGHT, constant="2+0*sqrt(y)")),
    refused("no formula", Reason.OBJECTIVE_MISMATCH, BIRTH, FAR, replace(RIGHT, constant="2+")),
    refused("parentheses", Reason.OBJECTIVE_MISMATCH, BIRTH, FAR, replace(RIGHT, numerator="1)+(1")),
    refused("no steps", Reason.GOAL_NOT_REACHED, BIRTH, FAR, replace(RIGHT, steps=())),
    refused("steps with a hole", Reason.GOAL_NOT_REACHED, BIRTH, FAR, replace(RIGHT, steps=HOLE)),
    refused("the other conclusion", Reason.GOAL_NOT_REACHED, BIRTH, NONE, RIGHT),
    refused("a bounded one", Reason.GOAL_NOT_REACHED, BIRTH, NEAR, RIGHT),
    refused(
        "steps about another function",
        Reason.SIGN,
        BOWL,
        NONE,
        replace(DISC, steps=(Step(NONE, e.MonotonePieces(((0, 1),), number(1))),)),
    ),
    refused("trajectories", Reason.WRONG_SHAPE, BIRTH, c.BoundedTrajectories(), RIGHT),
    refused("assumed", Reason.GOAL_NOT_REACHED, BOWL, NONE, replace(DISC, steps=LATER)),
)
def test_partial_minimisation(row: Row) -> None:
    row.run()
