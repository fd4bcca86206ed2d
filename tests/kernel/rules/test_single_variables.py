"""MonotoneCoordinates, ConvexInCoordinates: functions of single variables, their images, and what is none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.rules.monotone_functions import image_of
from tests.kernel.rules.build import On, Row, accepted, number, refused, table

NONE, FINITE = c.NoSpuriousSetwiseMinima(), c.SpuriousSetwiseMinimum(at_infinity=False)
SQUARE = (Step(NONE, e.MonotonePieces(((0, 1),), number(0))),)
VALLEY = (Step(FINITE, e.SpuriousValley(((1, -4000, 0, 4000),), 1, Fraction(1, 10_000))),)
SINH = "(exp(t)-exp(-t))/2"
ODD, WELLS = On("((exp(x)-exp(-x))/2)^2"), On("((x^3+x)^2-1)^2+(x^3+x)/1000")
LOGITS, TWO = On("(sigmoid(x)+tanh(y)-1)^2"), On("(tanh(u)+tanh(v)-1)^2+u^2")


def at(*pairs: tuple[str, str]) -> tuple[e.SingleVariable, ...]:
    return tuple(e.SingleVariable(*pair) for pair in pairs)


def sinh(**other: object) -> e.MonotoneCoordinates:
    values = {"objective": "x^2", "outer": "x^2", "functions": at(("x", SINH)), "replacements": ("t",), "steps": SQUARE}
    return e.MonotoneCoordinates(**{**values, **other})  # type: ignore[arg-type]


def square(outer: str, function: str) -> e.ConvexInCoordinates:
    return e.ConvexInCoordinates(outer, at(("x", function)))


CUBIC = e.MonotoneCoordinates("(x^2-1)^2+x/1000", "(x^2-1)^2+x/1000", at(("x", "t^3+t")), ("t",), VALLEY)
SUM, BOTH = "(x+y-1)^2", at(("x", "sigmoid(t)"), ("y", "tanh(t)"))
TANH = at(("u", "tanh(t)"))
LINEAR, DECAY = "log(1+exp(v-u))+(u+v)/5", On("log(1+exp(v^2-u^2))+(u^2+v^2)/5")
EVEN = On("abs(abs(u)+v^2+v^4-1)")
PRODUCT = e.ConvexInCoordinates("(x*y-1)^2", at(("x", "t^2"), ("y", "t^2")))
REPLACED = e.MonotoneCoordinates("(x-1)^2", "(x-1)^2", at(("x", "t^2")), ("t",), ())
ROOT = On("sqrt((2+exp(x))^2-1)")


@table(
    accepted("sinh", ODD, NONE, sinh()),
    accepted("a decreasing replacement", ODD, NONE, sinh(replacements=("-t",))),
    accepted("a refutation", WELLS, FINITE, CUBIC),
    refused("a smaller image", Reason.SIGN, ODD, NONE, sinh(replacements=("exp(t)",), objective="exp(x)^2")),
    refused("a square", Reason.SIGN, ODD, NONE, sinh(replacements=("t^2",), objective="x^4")),
    refused("a constant", Reason.SIGN, ODD, NONE, sinh(replacements=("0*t",), objective="0*x")),
    refused(
        "a replacement with a gap",
        Reason.GOAL_NOT_REACHED,
        ODD,
        NONE,
        sinh(replacements=("t^2/t",), objective="(x^2/x)^2"),
    ),
    refused("another function", Reason.OBJECTIVE_MISMATCH, ODD, NONE, sinh(functions=at(("x", "t^3")))),
    refused("another F", Reason.OBJECTIVE_MISMATCH, ODD, NONE, sinh(outer="x^2+1", objective="x^2+1")),
    refused("another G", Reason.OBJECTIVE_MISMATCH, ODD, NONE, sinh(objective="x^4")),
    refused("another variable", Reason.OBJECTIVE_MISMATCH, ODD, NONE, sinh(functions=at(("y", SINH)))),
    refused(
        "twice", Reason.WRONG_SHAPE, ODD, NONE, sinh(functions=at(("x", SINH), ("x", SINH)), replacements=("t", "t"))
    ),
    refused("no replacement", Reason.WRONG_SHAPE, ODD, NONE, sinh(replacements=())),
    refused("not of t", Reason.WRONG_SHAPE, ODD, NONE, sinh(replacements=("x",))),
    refused("no function", Reason.VACUOUS, ODD, NONE, sinh(functions=(), replacements=())),
    refused("inside itself", Reason.WRONG_SHAPE, ODD, NONE, sinh(steps=(Step(NONE, sinh()),))),
    refused("the other conclusion", Reason.GOAL_NOT_REACHED, ODD, FINITE, sinh()),
    refused("no conclusion", Reason.GOAL_NOT_REACHED, ODD, NONE, sinh(steps=())),
    refused("not monotone", Reason.SIGN, On("(x^3-x)^2"), NONE, sinh(functions=at(("x", "t^3-t")))),
    accepted("convex in sigmoid and tanh", LOGITS, NONE, e.ConvexInCoordinates(SUM, BOTH)),
    accepted(
        "some of the variables", On("(tanh(u)-v)^2"), NONE, e.ConvexInCoordinates("(u-v)^2", at(("u", "tanh(t)")))
    ),
    refused("not convex", Reason.SIGN, On("(tanh(u)*v-1)^2"), NONE, e.ConvexInCoordinates("(u*v-1)^2", TANH)),
    refused(
        "a variable outside",
        Reason.OBJECTIVE_MISMATCH,
        TWO,
        NONE,
        e.ConvexInCoordinates("(u+v-1)^2+u^2", at(("u", "tanh(t)"), ("v", "tanh(t)"))),
    ),
    accepted("squares", DECAY, NONE, e.ConvexInCoordinates(LINEAR, at(("u", "t^2"), ("v", "t^2")))),
    accepted("even functions", EVEN, NONE, e.ConvexInCoordinates("abs(u+v-1)", at(("u", "abs(t)"), ("v", "t^2+t^4")))),
    accepted("falling", On("exp(-u^2)"), NONE, e.ConvexInCoordinates("u", at(("u", "exp(-t^2)")))),
    refused("a square and its root", Reason.SIGN, On("(x^2+x-1)^2"), NONE, square("(x-1)^2", "t^2+t")),
    refused("even and not monotone", Reason.SIGN, On("(x^4-x^2-1)^2"), NONE, square("(x-1)^2", "t^4-t^2")),
    refused("even and constant", Reason.SIGN, On("(0*x^2-1)^2"), NONE, square("(x-1)^2", "0*t^2")),
    refused("even and not seen", Reason.SIGN, On("((x+1)^2-1)^2"), NONE, square("(x-1)^2", "(t+1)^2")),
    refused("an odd power", Reason.SIGN, On("(abs(x)*x^2+x^3)^2"), NONE, square("x^2", "abs(t)*t^2+t^3")),
    refused("a maximum that is flat", Reason.SIGN, On("(relu(x^2-1)-1)^2"), NONE, square("(x-1)^2", "relu(t^2-1)")),
    refused("not convex in squares", Reason.SIGN, On("(x^2*y^2-1)^2"), NONE, PRODUCT),
    refused("x outside its square", Reason.OBJECTIVE_MISMATCH, On("(x^2-1)^2+x"), NONE, square("(x-1)^2+x", "t^2")),
    refused("even, replaced", Reason.SIGN, On("(x^2-1)^2"), NONE, REPLACED),
    refused("even, refuted", Reason.WRONG_SHAPE, DECAY, FINITE, e.ConvexInCoordinates(LINEAR, at(("u", "t^2")))),
    # sqrt(y^2 - 1) is concave for y > 1
    refused(
        "a root that is not defined everywhere",
        Reason.NOT_SUPPORTED,
        ROOT,
        NONE,
        e.ConvexInCoordinates("sqrt(x^2-1)", at(("x", "2+exp(t)"))),
    ),
    refused("refuted", Reason.WRONG_SHAPE, LOGITS, FINITE, e.ConvexInCoordinates(SUM, BOTH)),
)
def test_functions_of_single_variables(row: Row) -> None:
    row.run()


@pytest.mark.parametrize(
    "evidence",
    [
        e.ConvexInCoordinates("(x-1)^2", at(("x", "t^2/t"))),
        e.FunctionOfFunction("x^2/x", "(t-1)^2", (), (), ()),
        sinh(functions=at(("x", "t^2/t")), outer="(x-1)^2", objective="(x-1)^2"),
    ],
)
def test_a_function_with_a_gap_is_refused_before_its_image_is_looked_at(evidence: e.Evidence) -> None:
    """t^2/t is read as t; that it has a gap at 0 is seen by the side conditions of f, which come first."""
    text = "(x^2/x-1)^2"
    with pytest.raises(RejectedStep, match="WellDefined comes first"):
        check_certificate(Certificate(text, ("x",), (Step(NONE, evidence),)), parse(text))


@pytest.mark.parametrize(
    ("text", "direction", "low", "high"),
    [
        ("t", 1, None, None),
        ("log(1+exp(t))", 1, 0, None),
        ("-log(1+exp(-t))", 1, None, 0),
        ("3-2*sigmoid(t)", -1, 1, 3),
        ("1/(1+exp(-t))", 1, 0, 1),
        ("max(t,t/10)", 1, None, None),
        ("min(exp(t),2+t)", 1, None, None),
        ("(tanh(t)-1)^2", -1, 0, 4),
        ("sqrt(4+exp(t))", 1, 2, None),
        ("exp(t)^3+t", 1, None, None),
        ("1/(2+tanh(t))", -1, Fraction(1, 3), 1),
        ("tanh(exp(t))", 1, 0, 1),
    ],
)
def test_images(text: str, direction: int, low: int | None, high: int | None) -> None:
    image = image_of(parse(text), "phi")
    assert (image.direction, image.low, image.high) == (direction, low, high)


@pytest.mark.parametrize(
    "text",
    ["t^2", "max(t,0)", "relu(t)", "abs(t)", "log(t)", "1/t", "exp(t)-t", "exp(tanh(t))", "log(3+exp(t))", "sqrt(t)",
     "sigmoid(tanh(t))", "exp(t)*exp(-t)", "max(t,-t)", "1/(1-exp(t))", "sqrt(2+exp(t))"],
)  # fmt: skip
def test_images_that_are_not_seen(text: str) -> None:
    with pytest.raises(RejectedStep):
        image_of(parse(text), "phi")
