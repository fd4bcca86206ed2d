"""ExactInfimum of sums and products by SeparateVariables: values add or multiply, and whether they are attained."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, arc, number, point, refused, table
from tests.kernel.rules.test_separate_variables import BUMP, HOLE, MISSED, W2, bound, part, product, total


def infimum(value: AlgebraicNumber | int | str, *, attained: bool) -> c.ExactInfimum:
    return c.ExactInfimum(value if isinstance(value, AlgebraicNumber) else number(value), attained)


def pieces(cuts: tuple[int, ...], value: AlgebraicNumber | int | str, *, attained: bool = True) -> Step:
    return Step(infimum(value, attained=attained), e.InfimumOfPieces((cuts,)))


# x^4/4 - 2x: infimum at the cube root of 2, of value -3/2 * 2^(1/3)
ROOT = number([-2, 0, 0, 1], 1, 2)  # 2^(1/3)
LOWEST = number([27, 0, 0, 4], -3, -1)  # -3/2 2^(1/3): v^3 = -27/4
QUARTIC = pieces((-2, 0, 0, 1), LOWEST)
SUM_OF_BOTH = number([54, 0, 0, 1], -4, -3)  # -3 2^(1/3)
W = pieces((0, 1), 0)
PLUS_ONE = pieces((0, 1), 1)

X_AND_W = replace(
    total(part("x^4/4-2*x", "x", QUARTIC), part("w^2", "w", W)),
    theta=ROOT,
    values=((Fraction(0), Fraction(-3, 2)), ()),
)
ON_X_AND_W = On("x^4/4-2*x+w^2")
TWICE = replace(
    total(part("x^4/4-2*x", "x", QUARTIC), part("w^4/4-2*w", "w", QUARTIC), constant=1),
    theta=ROOT,
    values=((Fraction(0), Fraction(-3, 2)),) * 2,
)
ON_TWICE = On("x^4/4-2*x+w^4/4-2*w+1")
TWICE_VALUE = number([53, 3, -3, 1], -3, -2)  # (v - 1)^3 = -54
SQUARES, SHIFTED = On("x^2+w^2+3"), On("x^2*(w^2+1)+3")
FIVE = total(part("x^2", "x", W), part("w^2", "w", W), constant=3)
BUMPS, TIMES_BUMP = On("x^2+1/(1+w^2)"), On("(x^2+1)*(1/(1+w^2))")
NOT_ATTAINED = total(part("x^2", "x", W), part("1/(1+w^2)", "w", *MISSED))
ZERO_TIMES_BUMP = On("x^2*(1/(1+w^2))")
SMALLER = bound("w^2", -1, (1, "w"), (1, "1"))
LIMIT = Step(
    c.Infimum(Fraction(0), False), e.LimitInfimum(arc(1, ((1,), (0, 1)))), (0,)
)  # no statement about attainment: w = 1/t
NEGATIVE = pieces((0, 1), -1)


@table(
    accepted("a sum", SQUARES, infimum(3, attained=True), FIVE),
    accepted("an irrational part", ON_X_AND_W, infimum(LOWEST, attained=True), X_AND_W),
    accepted("two irrational parts", ON_TWICE, infimum(TWICE_VALUE, attained=True), TWICE),
    accepted("one part is not attained", BUMPS, infimum(0, attained=False), NOT_ATTAINED),
    accepted(
        "by a bound and a point",
        SQUARES,
        infimum(3, attained=True),
        total(
            part("x^2", "x", W),
            part("w^2", "w", W2, Step(c.Infimum(Fraction(0), True), e.AttainedInfimum(point(0)), (0,))),
            constant=3,
        ),
    ),
    accepted(
        "not attained, whatever the other part does",
        BUMPS,
        infimum(0, attained=False),
        total(
            part("x^2", "x", bound("x^2", 0, (1, "x")), LIMIT),
            part("1/(1+w^2)", "w", *MISSED),
        ),
    ),
    accepted(
        "a product",
        SHIFTED,
        infimum(3, attained=True),
        product(part("x^2", "x", W), part("w^2+1", "w", PLUS_ONE), constant=3),
    ),
    accepted(
        "a product that is not attained",
        TIMES_BUMP,
        infimum(0, attained=False),
        product(part("x^2+1", "x", PLUS_ONE), part("1/(1+w^2)", "w", *MISSED)),
    ),
    accepted(
        "a factor that vanishes, and one that does not take its infimum 0",
        ZERO_TIMES_BUMP,
        infimum(0, attained=True),
        product(part("x^2", "x", W), part("1/(1+w^2)", "w", *MISSED)),
    ),
    refused("another value", Reason.IDENTITY_FAILS, SQUARES, infimum(2, attained=True), FIVE),
    refused("not attained?", Reason.SIGN, SQUARES, infimum(3, attained=False), FIVE),
    refused("attained?", Reason.SIGN, BUMPS, infimum(0, attained=True), NOT_ATTAINED),
    refused(
        "another constant",
        Reason.OBJECTIVE_MISMATCH,
        SQUARES,
        infimum(4, attained=True),
        replace(FIVE, constant=Fraction(4)),
    ),
    refused(
        "only a bound",
        Reason.GOAL_NOT_REACHED,
        SQUARES,
        infimum(3, attained=True),
        total(part("x^2", "x", W), part("w^2", "w", W2), constant=3),
    ),
    refused(
        "a bound that is not sharp",
        Reason.GOAL_NOT_REACHED,
        SQUARES,
        infimum(2, attained=False),
        total(part("x^2", "x", W), part("w^2", "w", SMALLER), constant=3),
    ),
    refused(
        "a limit does not tell whether it is attained",
        Reason.GOAL_NOT_REACHED,
        SQUARES,
        infimum(3, attained=True),
        total(part("x^2", "x", W), part("w^2", "w", W2, LIMIT), constant=3),
    ),
    refused(
        "nor that it is not",
        Reason.GOAL_NOT_REACHED,
        SQUARES,
        infimum(3, attained=False),
        total(part("x^2", "x", W), part("w^2", "w", W2, LIMIT), constant=3),
    ),
    refused(
        "no steps",
        Reason.GOAL_NOT_REACHED,
        SQUARES,
        infimum(3, attained=True),
        total(part("x^2", "x", W), part("w^2", "w"), constant=3),
    ),
    refused(
        "a hole",
        Reason.GOAL_NOT_REACHED,
        SQUARES,
        infimum(3, attained=True),
        total(part("x^2", "x", W), part("w^2", "w", HOLE, W), constant=3),
    ),
    refused(
        "a wrong infimum of a part",
        Reason.SIGN,
        SQUARES,
        infimum(2, attained=True),
        total(part("x^2", "x", W), part("w^2", "w", NEGATIVE), constant=3),
    ),
    refused(
        "an irrational part without theta",
        Reason.WRONG_SHAPE,
        ON_X_AND_W,
        infimum(LOWEST, attained=True),
        replace(X_AND_W, theta=None, values=()),
    ),
    refused("values without theta", Reason.VACUOUS, SQUARES, infimum(3, attained=True), replace(FIVE, values=((), ()))),
    refused(
        "one value for two parts",
        Reason.WRONG_SHAPE,
        ON_X_AND_W,
        infimum(LOWEST, attained=True),
        replace(X_AND_W, values=X_AND_W.values[:1]),
    ),
    refused(
        "another multiple of theta",
        Reason.IDENTITY_FAILS,
        ON_X_AND_W,
        infimum(LOWEST, attained=True),
        replace(X_AND_W, values=((Fraction(0), Fraction(3, 2)), ())),
    ),
    refused(
        "values exchanged",
        Reason.IDENTITY_FAILS,
        ON_X_AND_W,
        infimum(LOWEST, attained=True),
        replace(X_AND_W, values=X_AND_W.values[::-1]),
    ),
    refused(
        "the power of the degree",
        Reason.WRONG_SHAPE,
        ON_X_AND_W,
        infimum(LOWEST, attained=True),
        replace(X_AND_W, values=((Fraction(0), Fraction(0), Fraction(0), Fraction(1)), ())),
    ),
    refused("a larger sum", Reason.IDENTITY_FAILS, ON_TWICE, infimum(SUM_OF_BOTH, attained=True), TWICE),
    refused(
        "no root of its polynomial",
        Reason.ROOTS,
        ON_X_AND_W,
        infimum(LOWEST, attained=True),
        replace(X_AND_W, theta=AlgebraicNumber((-2, 0, 0, 1), Fraction(3), Fraction(4))),
    ),
    refused(
        "a product with values below 0",
        Reason.SIDE_CONDITION,
        On("(x^2-1)*(w^2-1)"),
        infimum(1, attained=True),
        product(part("x^2-1", "x", NEGATIVE), part("w^2-1", "w", NEGATIVE)),
    ),
    refused(
        "a product that vanishes is attained",
        Reason.SIGN,
        ZERO_TIMES_BUMP,
        infimum(0, attained=False),
        product(part("x^2", "x", W), part("1/(1+w^2)", "w", *MISSED)),
    ),
    refused(
        "not well defined",
        Reason.GOAL_NOT_REACHED,
        BUMPS,
        infimum(0, attained=False),
        total(part("x^2", "x", W), part("1/(1+w^2)", "w", *MISSED[1:])),
    ),
    refused("a part of another sum", Reason.OBJECTIVE_MISMATCH, On("x^2+2*w^2+3"), infimum(3, attained=True), FIVE),
    refused(
        "no infimum of a quotient",
        Reason.GOAL_NOT_REACHED,
        BUMPS,
        infimum(0, attained=False),
        total(part("x^2", "x", W), part("1/(1+w^2)", "w", *BUMP)),
    ),
    refused(
        "theta for a conclusion",
        Reason.VACUOUS,
        SQUARES,
        c.NoSpuriousSetwiseMinima(),
        replace(FIVE, theta=ROOT, values=((), ())),
    ),
    refused("another claim", Reason.WRONG_SHAPE, SQUARES, c.Infimum(Fraction(3), True), FIVE),
)
def test_infimum_of_parts(row: Row) -> None:
    row.run()
