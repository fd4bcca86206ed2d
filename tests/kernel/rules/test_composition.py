"""FunctionOfFunction: f = phi(h) by conclusions about phi, h and -h, and conclusions that do not follow."""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, number, refused, table

NONE, FINITE = c.NoSpuriousSetwiseMinima(), c.SpuriousSetwiseMinimum(at_infinity=False)
UP, DOWN = e.RationalArc((((0, 1), (1,)),), Fraction(1)), e.RationalArc((((0, -1), (1,)),), Fraction(1))
LINE = Step(NONE, e.MonotonePieces(((0, 1),), None))
BELOW = (Step(c.UnboundedBelow(), e.DescendingArc(DOWN)), LINE)
ABOVE = (Step(c.UnboundedBelow(), e.DescendingArc(UP)), LINE)
CUBE, WELLS, SQUARE = On("(x^3-1)^2"), On("((x^3)^2-1)^2+x^3/1000"), On("(x^2-1)^2")
VALLEY = (Step(FINITE, e.SpuriousValley(((1, -4000, 0, 4000),), 1, Fraction(1, 10_000))),)
BOTTOM = (Step(NONE, e.MonotonePieces(((-1, 1),), number(0))),)
# x^2 has no spurious minimum, -x^2 neither
BOWL = (Step(NONE, e.MonotonePieces(((0, 1),), number(0))),)
HILL = (Step(NONE, e.MonotonePieces(((0, 1),), None)),)


def convex(h: str = "x^3", phi: str = "(t-1)^2", **other: object) -> e.FunctionOfFunction:
    values = {"objective": h, "outer": phi, "steps": (), "below": BELOW, "above": ABOVE}
    return e.FunctionOfFunction(**{**values, **other})  # type: ignore[arg-type]


DEEP = convex("x^3", "(t^2-1)^2+t/1000", steps=VALLEY)


@table(
    accepted("a convex function", CUBE, NONE, convex()),
    accepted(
        "a convex function, h with two slopes",
        On("exp(x^2)+x^2"),
        NONE,
        convex("x^2", "exp(t)+t", below=BOWL, above=HILL),
    ),
    accepted("with a proof about phi", CUBE, NONE, convex(steps=BOTTOM)),
    accepted("a refutation", WELLS, FINITE, DEEP),
    refused("two wells", Reason.SIGN, On("((x^3)^2-1)^2"), NONE, convex("x^3", "(t^2-1)^2")),
    refused("no proof about h", Reason.GOAL_NOT_REACHED, CUBE, NONE, convex(below=BELOW[:1])),
    refused("no proof about -h", Reason.GOAL_NOT_REACHED, CUBE, NONE, convex(above=())),
    refused("h may have a bound", Reason.GOAL_NOT_REACHED, CUBE, NONE, convex(steps=BOTTOM, below=BELOW[1:])),
    refused(
        "-h may have a bound",
        Reason.GOAL_NOT_REACHED,
        WELLS,
        FINITE,
        convex("x^3", "(t^2-1)^2+t/1000", steps=VALLEY, above=ABOVE[1:]),
    ),
    refused("nothing about phi", Reason.GOAL_NOT_REACHED, WELLS, FINITE, convex("x^3", "(t^2-1)^2+t/1000")),
    refused("the other conclusion", Reason.GOAL_NOT_REACHED, WELLS, NONE, DEEP),
    refused("another h", Reason.OBJECTIVE_MISMATCH, CUBE, NONE, convex("x^5")),
    refused("another phi", Reason.OBJECTIVE_MISMATCH, CUBE, NONE, convex("x^3", "(t-2)^2")),
    refused("not of t", Reason.WRONG_SHAPE, CUBE, NONE, convex("x^3", "(x-1)^2")),
    refused("a root", Reason.NOT_SUPPORTED, On("sqrt(1+(x^3)^2)"), NONE, convex("x^3", "sqrt(1+t^2)")),
    refused("trajectories", Reason.WRONG_SHAPE, CUBE, c.BoundedTrajectories(), convex()),
    refused("inside itself", Reason.WRONG_SHAPE, CUBE, NONE, convex(below=(*BELOW, Step(NONE, convex())))),
    refused("a hole", Reason.GOAL_NOT_REACHED, CUBE, NONE, convex(below=(BELOW[0], Step(NONE, e.Hole("trust me"))))),
)
def test_functions_of_a_function(row: Row) -> None:
    row.run()
