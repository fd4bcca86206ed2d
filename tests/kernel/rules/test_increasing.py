"""IncreasingFunction: f = phi(h) with phi strictly increasing on the values of h, and functions that are not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.effort import limited
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.increasing import Part, growth
from tests.kernel.rules.build import On, Row, accepted, number, refused, table

X = Polynomial.variable(0)
NONE, FINITE = c.NoSpuriousSetwiseMinima(), c.SpuriousSetwiseMinimum(at_infinity=False)
BOUND = Step(c.BoundedBelow(Fraction(0)), e.LowerBound(e.Psatz(squares=e.Squares(((Fraction(1), X),)))))
SQUARE = (BOUND, Step(NONE, e.MonotonePieces(((0, 1),), number(0))))
LINE = (Step(NONE, e.MonotonePieces(((1,),), None)),)
INFLECTION = (Step(NONE, e.MonotonePieces(((0, 1),), None)),)
VALLEY = (Step(FINITE, e.SpuriousValley(((1, -4000, 0, 4000),), 1, Fraction(1, 10_000))),)
WELSCH, CAUCHY, GEMAN = On("1-exp(-x^2)"), On("log(1+x^2)"), On("x^2/(1+x^2)")
SOFT, CHAIN, CUBE = On("log(1+exp(-x))"), On("tanh(x)^3-1"), On("x^3+x")
WELLS, ROOT, TRANSLATED = On("exp((x^2-1)^2+x/1000)"), On("sqrt(1+x^2)"), On("log(1+(x-1)^2)")


def phi(h: str, outer: str, lower: int | None, steps: tuple[Step, ...]) -> e.IncreasingFunction:
    return e.IncreasingFunction(h, outer, None if lower is None else Fraction(lower), steps)


NESTED = (Step(NONE, phi("x^2", "t", None, SQUARE)),)
SHIFT = (
    Step(c.BoundedBelow(Fraction(0)), e.LowerBound(e.Psatz(squares=e.Squares(((Fraction(1), X - ONE),))))),
    Step(NONE, e.ChangeOfCoordinates("u^2", ("u",), (X - ONE,), (X + ONE,), SQUARE[1:])),
)
KINKS, BOTTOM = On("exp(max(abs(x), 2*x))"), (Step(NONE, e.MonotonePieces(((0, 1),), number(0))),)
HOLE = (Step(c.BoundedBelow(Fraction(0)), e.Hole("trust me")), SQUARE[1])
LATE = (*SQUARE, Step(c.BoundedBelow(Fraction(1)), e.Hole("trust me")))


@table(
    accepted("1 - exp(-t)", WELSCH, NONE, phi("x^2", "1-exp(-t)", None, SQUARE)),
    accepted("log(1 + t)", CAUCHY, NONE, phi("x^2", "log(1+t)", None, SQUARE)),
    accepted("without the bound", CAUCHY, NONE, phi("x^2", "log(1+t)", None, SQUARE[1:])),
    accepted("t/(1 + t) on a half-line", GEMAN, NONE, phi("x^2", "t/(1+t)", 0, SQUARE)),
    accepted("softplus", SOFT, NONE, phi("-x", "log(1+exp(t))", None, LINE)),
    accepted("a cube of tanh", CHAIN, NONE, phi("x", "tanh(t)^3-1", None, LINE)),
    accepted("a polynomial", CUBE, NONE, phi("x", "t^3+t", None, LINE)),
    accepted("a square root", ROOT, NONE, phi("x^2", "sqrt(1+t)", None, SQUARE)),
    accepted("a refutation", WELLS, FINITE, phi("(x^2-1)^2+x/1000", "exp(t)", None, VALLEY)),
    accepted("after a change of coordinates", TRANSLATED, NONE, phi("(x-1)^2", "log(1+t)", 0, SHIFT)),
    accepted("a kink in a kink", KINKS, NONE, phi("max(abs(x), 2*x)", "exp(t)", None, BOTTOM)),
    accepted("a variable t", On("(t^3)^3"), NONE, phi("t^3", "t^3", None, INFLECTION)),
    refused(
        "a part of h for one of phi",
        Reason.OBJECTIVE_MISMATCH,
        On("t^3"),
        FINITE,
        phi("t^3-3*t", "t^3", None, (Step(FINITE, e.SpuriousValley(((-1, 0, 1),), 1, Fraction(-100))),)),
    ),
    refused(
        "a cancelled part of h for one of phi",
        Reason.OBJECTIVE_MISMATCH,
        On("t^3-3*t"),
        NONE,
        phi("t^3-t*t*t-3*t", "t^3+t", None, LINE),
    ),
    refused("a decreasing one", Reason.SIGN, On("exp(-x^2)"), NONE, phi("x^2", "exp(-t)", None, SQUARE)),
    refused("a square", Reason.SIGN, On("x^4"), NONE, phi("x^2", "t^2", None, SQUARE)),
    refused("a constant", Reason.SIGN, On("3+0*x^2"), NONE, phi("x^2", "3+0*t", None, SQUARE)),
    refused("no half-line", Reason.SIGN, GEMAN, NONE, phi("x^2", "t/(1+t)", None, SQUARE)),
    refused("a lower half-line", Reason.SIGN, GEMAN, NONE, phi("x^2", "t/(1+t)", -2, SQUARE)),
    refused("the bound is not shown", Reason.GOAL_NOT_REACHED, GEMAN, NONE, phi("x^2", "t/(1+t)", 0, SQUARE[1:])),
    refused("a higher bound", Reason.GOAL_NOT_REACHED, GEMAN, NONE, phi("x^2", "t/(1+t)", 1, SQUARE)),
    refused("the bound is assumed", Reason.GOAL_NOT_REACHED, GEMAN, NONE, phi("x^2", "t/(1+t)", 0, HOLE)),
    refused("a higher one is assumed", Reason.GOAL_NOT_REACHED, GEMAN, NONE, phi("x^2", "t/(1+t)", 1, LATE)),
    refused("another h", Reason.OBJECTIVE_MISMATCH, WELSCH, NONE, phi("x^2+1", "1-exp(-t)", None, SQUARE)),
    refused("another phi", Reason.OBJECTIVE_MISMATCH, WELSCH, NONE, phi("x^2", "2-exp(-t)", None, SQUARE)),
    refused("another variable", Reason.OBJECTIVE_MISMATCH, WELSCH, NONE, phi("y^2", "1-exp(-t)", None, SQUARE)),
    refused("not in t", Reason.WRONG_SHAPE, WELSCH, NONE, phi("x^2", "1-exp(-x)", None, SQUARE)),
    refused("two arguments", Reason.WRONG_SHAPE, WELSCH, NONE, phi("x^2", "1-exp(-t)+0*s", None, SQUARE)),
    refused("no formula", Reason.OBJECTIVE_MISMATCH, WELSCH, NONE, phi("x^2", "1-exp(-t", None, SQUARE)),
    refused("nested", Reason.WRONG_SHAPE, WELSCH, NONE, phi("x^2", "1-exp(-t)", None, NESTED)),
    refused("no conclusion", Reason.GOAL_NOT_REACHED, WELSCH, NONE, phi("x^2", "1-exp(-t)", None, SQUARE[:1])),
    refused("the other conclusion", Reason.GOAL_NOT_REACHED, WELSCH, FINITE, phi("x^2", "1-exp(-t)", None, SQUARE)),
    refused("trajectories", Reason.WRONG_SHAPE, WELSCH, c.BoundedTrajectories(), phi("x^2", "1-exp(-t)", None, SQUARE)),
    refused(
        "inside a change of coordinates",
        Reason.WRONG_SHAPE,
        WELSCH,
        NONE,
        e.ChangeOfCoordinates("1-exp(-x^2)", ("x",), (X,), (X,), (Step(NONE, phi("x^2", "1-exp(-t)", None, SQUARE)),)),
    ),
)
def test_increasing_functions(row: Row) -> None:
    row.run()


GROWS = ["t", "2*t-1", "t^3", "t^3+3*t", "-1/exp(t)", "sigmoid(t)", "tanh(2*t+1)", "-sigmoid(-t)", "log(2+tanh(t))",
         "exp(t)^2", "exp(t)*sigmoid(t)", "1-1/(1+exp(t))", "sqrt(exp(t))", "abs(exp(t))", "relu(sigmoid(t))",
         "-exp(-t)^2", "-(tanh(t)-1)^2", "t+exp(t)", "(1+exp(t))^3", "-1/log(2+exp(t))", "2/(1+exp(-t))"]  # fmt: skip
FALLS = ["-t", "exp(-t)", "1/(1+exp(t))", "(tanh(t)-1)^2", "abs(tanh(t)-2)", "-t^3", "log(1+exp(-t))", "1/(tanh(t)-2)"]
HALF = ["t^2", "t/(1+t)", "sqrt(1+t^2)", "t^2*exp(t)", "abs(t)", "-1/(1+t)^2", "log(1+t)", "tanh(t)^2", "t*sigmoid(t)"]
NOT_SEEN = ["t^2", "t^3-t", "1/t", "t*exp(t)", "tanh(t)^2", "exp(t)-t", "max(t,0)", "relu(t)", "abs(t)", "1/tanh(t)",
            "exp(1)*t", "t^2/(1+t^2)", "log(1+t^2)", "exp(t)*exp(-t)"]  # fmt: skip


def direction(text: str, lower: int | None) -> int:
    return growth(parse(text), None if lower is None else Fraction(lower), "phi").direction


@pytest.mark.parametrize("text", GROWS)
def test_growing(text: str) -> None:
    assert direction(text, None) == 1


@pytest.mark.parametrize("text", FALLS)
def test_falling(text: str) -> None:
    assert direction(text, None) == -1


@pytest.mark.parametrize("text", HALF)
def test_growing_on_the_half_line(text: str) -> None:
    assert direction(text, 0) == 1


@pytest.mark.parametrize("text", NOT_SEEN)
def test_not_seen_to_grow(text: str) -> None:
    with pytest.raises(RejectedStep):
        direction(text, None)


@pytest.mark.parametrize("text", [*GROWS, *FALLS, *HALF])
def test_bounds_and_direction_agree_with_values(text: str) -> None:
    from math import inf

    import numpy as np

    from tameproof.proofs.kernel.lift import lift
    from tameproof.sos.explore import FloatObjective

    lower = 0 if text in HALF else None
    part = growth(parse(text), None if lower is None else Fraction(lower), "phi")
    grid = np.linspace(0.0 if lower is not None else -3.0, 3.0, 61)
    values = FloatObjective(lift(parse(text))).value(grid[None, :])
    steps = np.diff(values) * part.direction
    assert (steps > -1e-12).all()
    low, high = (-inf if part.low is None else float(part.low)), (inf if part.high is None else float(part.high))
    assert low - 1e-12 <= values.min()
    assert values.max() <= high + 1e-12


@pytest.mark.parametrize(("digits", "exponent"), [(300, 3000), (900, 9999), (4, 9999)])
def test_long_bounds_are_dropped(digits: int, exponent: int) -> None:
    number = "7" * digits
    with limited(10_000_000):
        part = growth(parse(f"exp(t+{number}/3)^{exponent}*exp(t+{number}/7)^{exponent}"), Fraction(0), "phi")

    assert part == Part(1, Fraction(0), None)
