"""SeparateVariables: conclusions about sums and products from conclusions about their parts."""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, arc, number, point, refused, table

NONE, FINITE, INFINITE = (
    c.NoSpuriousSetwiseMinima(),
    c.SpuriousSetwiseMinimum(at_infinity=False),
    c.SpuriousSetwiseMinimum(at_infinity=True),
)
# functions of one variable: what is true of them, as steps
SQUARE = (Step(NONE, e.MonotonePieces(((0, 1),), number(0))),)
LINE = (Step(NONE, e.MonotonePieces(((1,),), None)), Step(c.UnboundedBelow(), e.DescendingArc(arc(1, (0, -1)))))
POSITIVE = On("1/(1+w^2)")
WELL = Step(c.WellDefined(), e.SideConditions((e.Side(1, POSITIVE.psatz(1, ((1, "w"),))),)))
# inv_1 = inv_1^2 (1 + w^2) - inv_1 (inv_1 (1 + w^2) - 1)
BUMP_BOUND = Step(
    c.BoundedBelow(Fraction(0)),
    e.LowerBound(POSITIVE.psatz(0, ((1, "inv_1"), (1, "inv_1*w")), combination={0: "-inv_1"})),
)
BUMP = (WELL, Step(NONE, e.MonotonePieces(((0, 1),), number(0))), BUMP_BOUND)
MISSED = (*BUMP, Step(c.ExactInfimum(number(0), False), e.InfimumOfPieces(((0, 1),))))
# (x^2-1)^2 + x/10: roots of 4x^3 - 4x + 1/10, valleys near -1 and 1
TILTED_CUTS = (1, -40, 0, 40)
TILTED = (Step(FINITE, e.SpuriousValley((TILTED_CUTS,), 1, Fraction(0))),)
# x/(1+x^2) + 1/2 >= 0 with the minimum 0 at -1, and a valley of value 1/2 at +infinity
RIPPLE_ON = On("x/(1+x^2)+1/2")
RIPPLE_WELL = Step(c.WellDefined(), e.SideConditions((e.Side(1, RIPPLE_ON.psatz(1, ((1, "x"),))),)))
RIPPLE = (RIPPLE_WELL, Step(INFINITE, e.SpuriousValley(((-1, 0, 1),), 1, Fraction(1, 4))))
# min(max(x, -1), 0): a plateau of value 0 beside one of value -1
STAIR = "max(min(x,0),-1)"
FLAT = (Step(INFINITE, e.SpuriousValley(((0, 1, 1),), 1, Fraction(-1, 2))),)


def bound(text: str, value: int | str, *squares: tuple[int | str, str]) -> Step:
    return Step(c.BoundedBelow(Fraction(value)), e.LowerBound(On(text).psatz(0, squares)))


def part(text: str, names: str, *steps: Step) -> e.SeparatePart:
    return e.SeparatePart(text, tuple(names.split()), steps)


def total(*parts: e.SeparatePart, constant: int | str = 0) -> e.SeparateVariables:
    return e.SeparateVariables(False, Fraction(constant), parts)


def product(*parts: e.SeparatePart, constant: int | str = 0) -> e.SeparateVariables:
    return e.SeparateVariables(True, Fraction(constant), parts)


W2 = bound("w^2", 0, (1, "w"))
W2_ATTAINED = Step(c.Infimum(Fraction(0), True), e.AttainedInfimum(point(0)), (0,))
W3 = bound("w^2+1", 1, (1, "w"))
ZERO_X = Step(c.Infimum(Fraction(0), True), e.AttainedInfimum(point(0)), (1,))
X2 = bound("x^2", 0, (1, "x"))
X4 = part("x^2", "x", *SQUARE, X2)
HOLE = Step(NONE, e.Hole("trust me"))
TWO, QUOTIENT, TILTED_SQUARE = On("x^2+w^2"), On("x^2+1/(1+w^2)"), On("(x^2-1)^2+x/10+w^2")
TILTED_BUMP, TILTED_PLUS = On("(x^2-1)^2+x/10+1/(1+w^2)"), On("(x^2-1)^2+x/10+w")
TILTED_TEXT = "(x^2-1)^2+x/10"
TILT = part(TILTED_TEXT, "x", *TILTED)
RIPPLE_BUMP, FLAT_SUM = On("x/(1+x^2)+1/2+w^2"), On(f"{STAIR}+w^2")
SQUARES, SHIFTED, TIMES = On("x^2*w^2"), On("x^2*(w^2+1)+3"), On("((x^2-1)^2+x/10+1)*(w^2+1)")
TILTED_ONE = "(x^2-1)^2+x/10+1"
ONE = Step(FINITE, e.SpuriousValley((TILTED_CUTS,), 1, Fraction(1)))
ONE_BOUND = bound(TILTED_ONE, 0, (1, "x^2-21/20"), ("1/10", "x+1/2"), ("349/400", "1"))
LIFTED = part(TILTED_ONE, "x", ONE, ONE_BOUND)
FREE = part("w", "w", *LINE)
# 30 at the valley 0, 3 at the valley 3
TWO_VALLEYS, CUTS = "30+x^2*(3*x^2-16*x+18)", ((0, 3, -4, 1),)
HIGH = Step(FINITE, e.SpuriousValley(CUTS, 0, Fraction(4)))
HIGH_LEAST = part(TWO_VALLEYS, "x", HIGH, Step(c.ExactInfimum(number(3), True), e.InfimumOfPieces(CUTS)))
LEAST_ONE = Step(c.ExactInfimum(number(1), True), e.InfimumOfPieces(((0, 1),)))
LEAST_ZERO = Step(c.ExactInfimum(number(0), True), e.InfimumOfPieces(((0, 1),)))
LEAST_NEGATIVE = Step(c.ExactInfimum(number(-1), True), e.InfimumOfPieces(((0, 1),)))


@table(
    accepted("a sum of squares", TWO, NONE, total(part("x^2", "x", *SQUARE), part("w^2", "w", *SQUARE))),
    accepted("other forms", TWO, NONE, total(part("(x+1)^2-2*x-1", "x", *SQUARE), part("w*w", "w", *SQUARE))),
    accepted("a constant", On("x^2+w^2+3"), NONE, total(X4, part("w^2", "w", *SQUARE), constant=3)),
    accepted("an infimum that is not attained", QUOTIENT, NONE, total(X4, part("1/(1+w^2)", "w", *BUMP))),
    accepted("one part falls to -infinity", TILTED_PLUS, NONE, total(part(TILTED_TEXT, "x"), FREE)),
    accepted("a valley", TILTED_SQUARE, FINITE, total(TILT, part("w^2", "w", W2))),
    accepted(
        "at infinity, as one is not attained", TILTED_BUMP, INFINITE, total(TILT, part("1/(1+w^2)", "w", *MISSED))
    ),
    accepted("the finite claim is weaker", TILTED_BUMP, FINITE, total(TILT, part("1/(1+w^2)", "w", *BUMP))),
    accepted(
        "an end of the line", RIPPLE_BUMP, INFINITE, total(part("x/(1+x^2)+1/2", "x", *RIPPLE), part("w^2", "w", W2))
    ),
    accepted(
        "two valleys",
        On("(x^2-1)^2+x/10+(w^2-1)^2+w/10"),
        FINITE,
        total(TILT, part("(w^2-1)^2+w/10", "w", *TILTED)),
    ),
    accepted(
        "a plateau, and an attained infimum",
        FLAT_SUM,
        INFINITE,
        total(part(STAIR, "x", *FLAT), part("w^2", "w", W2, W2_ATTAINED)),
    ),
    accepted("a valley of a product", TIMES, FINITE, product(LIFTED, part("w^2+1", "w", W3))),
    accepted(
        "bounds by infima",
        On(f"({TWO_VALLEYS})*(w^2+1)"),
        FINITE,
        product(HIGH_LEAST, part("w^2+1", "w", LEAST_ONE)),
    ),
    accepted("a bound by an infimum", SQUARES, NONE, product(X4, part("w^2", "w", *SQUARE, LEAST_ZERO))),
    refused(
        "an infimum that is not positive",
        Reason.GOAL_NOT_REACHED,
        On(f"({TWO_VALLEYS})*w^2"),
        FINITE,
        product(HIGH_LEAST, part("w^2", "w", LEAST_ZERO)),
    ),
    refused(
        "a negative infimum",
        Reason.GOAL_NOT_REACHED,
        On(f"({TWO_VALLEYS})*(w^2-1)"),
        FINITE,
        product(HIGH_LEAST, part("w^2-1", "w", LEAST_NEGATIVE)),
    ),
    refused(
        "no bound of the valley",
        Reason.GOAL_NOT_REACHED,
        On(f"({TWO_VALLEYS})*(w^2+1)"),
        FINITE,
        product(part(TWO_VALLEYS, "x", HIGH), part("w^2+1", "w", LEAST_ONE)),
    ),
    accepted("a product", SQUARES, NONE, product(X4, part("w^2", "w", *SQUARE, W2))),
    accepted(
        "a product and a constant",
        SHIFTED,
        NONE,
        product(X4, part("w^2+1", "w", Step(NONE, e.MonotonePieces(((0, 1),), number(1))), W3), constant=3),
    ),
    accepted(
        "a factor with infimum 0", SQUARES, NONE, product(part("x^2", "x", *SQUARE, X2, ZERO_X), part("w^2", "w", W2))
    ),
    refused(
        # from every point a path leads to x = -1 along which f does not increase
        "a plateau, and an infimum that is not attained",
        Reason.GOAL_NOT_REACHED,
        On(f"{STAIR}+1/(1+w^2)"),
        INFINITE,
        total(part(STAIR, "x", *FLAT), part("1/(1+w^2)", "w", *MISSED)),
    ),
    refused(
        "a plateau, attained or not",
        Reason.GOAL_NOT_REACHED,
        FLAT_SUM,
        INFINITE,
        total(part(STAIR, "x", *FLAT), part("w^2", "w", W2)),
    ),
    refused(
        "two plateaus",
        Reason.GOAL_NOT_REACHED,
        On(f"{STAIR}+max(min(w,0),-1)"),
        INFINITE,
        total(part(STAIR, "x", *FLAT), part("max(min(w,0),-1)", "w", *FLAT)),
    ),
    refused(
        "the other factor may vanish",
        Reason.GOAL_NOT_REACHED,
        TIMES,
        FINITE,
        product(LIFTED, part("w^2+1", "w", bound("w^2+1", 0, (1, "w"), (1, "1")))),
    ),
    refused(
        "a factor that may be negative",
        Reason.GOAL_NOT_REACHED,
        TIMES,
        FINITE,
        product(part(TILTED_ONE, "x", ONE), part("w^2+1", "w", W3)),
    ),
    refused("one part", Reason.WRONG_SHAPE, On("x^2"), NONE, total(part("x^2", "x", *SQUARE))),
    refused(
        "a shared variable",
        Reason.WRONG_SHAPE,
        On("x^2+w^2+x*w"),
        NONE,
        total(part("x^2+x*w", "x w"), part("w^2", "w", *SQUARE)),
    ),
    refused("a missing variable", Reason.UNKNOWN_VARIABLE, On("x^2+w^2+y"), NONE, total(X4, part("w^2", "w", *SQUARE))),
    refused(
        "a hidden variable",
        Reason.OBJECTIVE_MISMATCH,
        TWO,
        NONE,
        total(part("x^2+0*w", "x", *SQUARE), part("w^2", "w", *SQUARE)),
    ),
    refused(
        "another sum",
        Reason.OBJECTIVE_MISMATCH,
        TWO,
        NONE,
        total(part("2*x^2", "x", *SQUARE), part("w^2", "w", *SQUARE)),
    ),
    refused("a mixed term", Reason.OBJECTIVE_MISMATCH, On("x^2+w^2+x*w"), NONE, total(X4, part("w^2", "w", *SQUARE))),
    refused("another constant", Reason.OBJECTIVE_MISMATCH, TWO, NONE, total(X4, part("w^2", "w", *SQUARE), constant=1)),
    refused("a sum, not a product", Reason.OBJECTIVE_MISMATCH, TWO, NONE, product(X4, part("w^2", "w", *SQUARE, W2))),
    refused(
        "no formula", Reason.OBJECTIVE_MISMATCH, TWO, NONE, total(part("x^^2", "x", *SQUARE), part("w^2", "w", *SQUARE))
    ),
    refused(
        "a node that f has not",
        Reason.OBJECTIVE_MISMATCH,
        TWO,
        NONE,
        total(part("x^2+0*exp(x)", "x", *SQUARE), part("w^2", "w", *SQUARE)),
    ),
    refused("no proof of one part", Reason.GOAL_NOT_REACHED, TWO, NONE, total(X4, part("w^2", "w"))),
    refused("a hole", Reason.GOAL_NOT_REACHED, TWO, NONE, total(X4, part("w^2", "w", HOLE))),
    refused(
        "a wrong proof",
        Reason.SIGN,
        TWO,
        NONE,
        total(X4, part("w^2", "w", Step(NONE, e.MonotonePieces(((0, 1),), number(1))))),
    ),
    refused("not well defined", Reason.GOAL_NOT_REACHED, QUOTIENT, NONE, total(X4, part("1/(1+w^2)", "w", *BUMP[1:]))),
    refused(
        "the valley is not certified",
        Reason.GOAL_NOT_REACHED,
        TILTED_SQUARE,
        NONE,
        total(TILT, part("w^2", "w", *SQUARE)),
    ),
    refused(
        "unbounded, and nothing else",
        Reason.GOAL_NOT_REACHED,
        TILTED_PLUS,
        NONE,
        total(part(TILTED_TEXT, "x"), part("w", "w", LINE[1])),
    ),
    refused("no valley", Reason.GOAL_NOT_REACHED, TWO, FINITE, total(X4, part("w^2", "w", *SQUARE, W2))),
    refused(
        "no bound of the other part",
        Reason.GOAL_NOT_REACHED,
        TILTED_SQUARE,
        FINITE,
        total(TILT, part("w^2", "w", *SQUARE)),
    ),
    refused("the other part is unbounded", Reason.GOAL_NOT_REACHED, TILTED_PLUS, FINITE, total(TILT, FREE)),
    refused(
        "a bounded valley at infinity",
        Reason.GOAL_NOT_REACHED,
        TILTED_SQUARE,
        INFINITE,
        total(TILT, part("w^2", "w", W2)),
    ),
    refused(
        "whether it is attained is open",
        Reason.GOAL_NOT_REACHED,
        TILTED_BUMP,
        INFINITE,
        total(TILT, part("1/(1+w^2)", "w", *BUMP)),
    ),
    refused(
        "a claim about values",
        Reason.WRONG_SHAPE,
        TWO,
        c.BoundedBelow(Fraction(0)),
        total(X4, part("w^2", "w", *SQUARE)),
    ),
    refused("a product without bounds", Reason.GOAL_NOT_REACHED, SQUARES, NONE, product(X4, part("w^2", "w", *SQUARE))),
    refused(
        "factors of changing sign",
        Reason.GOAL_NOT_REACHED,
        On("x*w"),
        NONE,
        product(part("x", "x", LINE[0]), part("w", "w", LINE[0])),
    ),
)
def test_separate_variables(row: Row) -> None:
    row.run()
