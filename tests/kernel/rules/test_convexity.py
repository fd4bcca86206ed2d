"""ConvexFunction: what the formula shows, and what it must not show."""

from __future__ import annotations

import math
import random

import pytest

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.errors import Reason
from tameproof.proofs.kernel.expression import variables_of
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.rules.convexity import shape_of
from tests.kernel.rules.build import On, Row, accepted, refused, table

NONE, FAR = c.NoSpuriousSetwiseMinima(), c.SpuriousSetwiseMinimum(at_infinity=True)
BOWL, SADDLE, WELLS, HINGE = On("x^2+x*y+y^2"), On("x^2+3*x*y+y^2"), On("(x^2-1)^2"), On("max(0,1-x)^2+abs(x-y)")
FORM = On("exp(x)+x^2+x*y+y^2")


@table(
    accepted("a quadratic form", BOWL, NONE, e.ConvexFunction("x^2+x*y+y^2")),
    accepted("another formula of it", BOWL, NONE, e.ConvexFunction("(x+y/2)^2+3/4*y^2")),
    accepted("hinge and distance", HINGE, NONE, e.ConvexFunction("max(0,1-x)^2+abs(x-y)")),
    accepted("a form beside an exponential", FORM, NONE, e.ConvexFunction("exp(x)+x^2+x*y+y^2")),
    refused("an indefinite form", Reason.SIGN, SADDLE, NONE, e.ConvexFunction("x^2+3*x*y+y^2")),
    refused("two wells", Reason.SIGN, WELLS, NONE, e.ConvexFunction("(x^2-1)^2")),
    refused("another function", Reason.OBJECTIVE_MISMATCH, WELLS, NONE, e.ConvexFunction("(x^2+1)^2")),
    refused("other variables", Reason.OBJECTIVE_MISMATCH, BOWL, NONE, e.ConvexFunction("x^2+x*z+z^2")),
    refused("no formula", Reason.OBJECTIVE_MISMATCH, BOWL, NONE, e.ConvexFunction("x^2+")),
    refused("refuted", Reason.WRONG_SHAPE, BOWL, FAR, e.ConvexFunction("x^2+x*y+y^2")),
    refused("trajectories", Reason.WRONG_SHAPE, BOWL, c.BoundedTrajectories(), e.ConvexFunction("x^2+x*y+y^2")),
)
def test_convex_functions(row: Row) -> None:
    row.run()


CONVEX = ["log(1+exp(-x))+log(1+exp(-x-y))", "log(exp(x)+exp(-x)+exp(y))", "sqrt(1+x^2)-x/2", "exp(x)+exp(y)+exp(-x-y)",
          "-log(sigmoid(x))-log(sigmoid(y-x))", "x^4+y^4+(x-y)^6", "exp(x)*exp(y^2)", "1/sigmoid(x)", "log(1+exp(x))^2",
          "sqrt((x-y)^2+1)^3", "max(x,y,-x-y)", "relu(abs(x)-1)", "-min(x,y)", "exp(x)^3", "exp(x^2)", "0*x",
          "(-x^2-1)^2",
          "sqrt(exp(x)+exp(y))", "sqrt(x^2+x*y+y^2+x+1)", "abs(-x^2)", "2^3*x-y/7+3", "max(exp(x),exp(-y))^2",
          "(x-y)^2*3+log(2+exp(x))/5", "-(-x^2-exp(y))", "1/(exp(-x)*sigmoid(y))", "x^0+y^2"]  # fmt: skip
NOT_CONVEX = ["x^3", "x*y", "(x*y-1)^2", "x^2*y^2", "sigmoid(x)", "tanh(x)", "1/(1+exp(-x))", "1/(1+exp(x))",
              "abs(abs(x)-1)",
              "min(x,y)", "(log(1+exp(x))-1)^2", "exp(-x^2)", "log(1+x^2)", "sqrt(1+x^4+x^2*y^2)-x^2", "1/(1+x^2)",
              "-exp(x)",
              "-x^2", "exp(x)*x^2", "x*exp(x)", "(x^2-1)^2", "(exp(x)-2)^2", "sqrt(1+exp(-x^2))", "log(1+exp(-x^2))",
              "exp(x)-exp(y)", "(1-exp(x))^3", "max(x,y)-max(x,0)", "abs(exp(x)-1)", "relu(1-x^2)", "-log(1+exp(x))",
              "sqrt(2+sigmoid(x))", "sigmoid(x)*exp(x)", "(-1)*max(x,y)", "(x^3)^2-x^2", "abs(x^2-y)"]  # fmt: skip


@pytest.mark.parametrize("text", CONVEX)
def test_seen_to_be_convex(text: str) -> None:
    assert shape_of(parse(text)).convex


@pytest.mark.parametrize("text", NOT_CONVEX)
def test_not_convex(text: str) -> None:
    assert not shape_of(parse(text)).convex


LEAVES = ["x", "y", "1", "-2", "1/2", "x-y", "0"]
UNARY = ["exp({0})", "log(1+exp({0}))", "abs({0})", "relu({0})", "({0})^2", "({0})^3", "-({0})", "sigmoid({0})",
         "tanh({0})", "sqrt(1+({0})^2)", "3*({0})", "1/(1+({0})^2)", "1/(1+exp({0}))", "log(2+({0})^2)"]  # fmt: skip
BINARY = ["({0})+({1})", "({0})-({1})", "({0})*({1})", "max({0},{1})", "min({0},{1})"]
FUNCTIONS = {"exp": math.exp, "log": math.log, "abs": abs, "relu": lambda u: max(u, 0.0), "max": max, "min": min,
             "sigmoid": lambda u: 1 / (1 + math.exp(-u)), "tanh": math.tanh, "sqrt": math.sqrt}  # fmt: skip


def formula(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return rng.choice(LEAVES)
    if rng.random() < 0.5:
        return rng.choice(UNARY).format(formula(rng, depth - 1))
    return rng.choice(BINARY).format(formula(rng, depth - 1), formula(rng, depth - 1))


def test_shapes_agree_with_values() -> None:
    """For random formulas: midpoints, logarithms of values, and bounds."""
    rng = random.Random(7)
    seen = 0
    for _ in range(1500):
        text = formula(rng, rng.choice((1, 2, 3)))
        shape = shape_of(parse(text))
        seen += shape.convex and len(variables_of(parse(text))) > 0

        def value(x: float, y: float, text: str = text) -> float:
            return float(eval(text.replace("^", "**"), {"__builtins__": {}}, {**FUNCTIONS, "x": x, "y": y}))  # noqa: S307

        for _ in range(6):
            a, b = [(rng.uniform(-2, 2), rng.uniform(-2, 2)) for _ in range(2)]
            try:
                fa, fb, fm = value(*a), value(*b), value((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            except (OverflowError, ZeroDivisionError):
                continue
            slack = 1e-7 * (1 + abs(fa) + abs(fb) + abs(fm))
            assert not shape.convex or fm <= (fa + fb) / 2 + slack, text
            assert not shape.concave or fm >= (fa + fb) / 2 - slack, text
            assert shape.low is None or fa >= float(shape.low) - slack, text
            assert shape.high is None or fa <= float(shape.high) + slack, text
            if min(fa, fb, fm) > 1e-12:
                mean = math.sqrt(fa) * math.sqrt(fb)
                assert not shape.log_convex or fm <= mean + slack, text
                assert not shape.log_concave or fm >= mean - slack, text
                roots = math.sqrt(fa) + math.sqrt(fb)
                assert not shape.norm or math.sqrt(fm) <= roots / 2 + slack, text
    assert seen > 200
