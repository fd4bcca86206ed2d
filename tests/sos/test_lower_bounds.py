"""Lower bounds: read off the formula, or found by a semidefinite program and rounded."""

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos import find_lower_bound, find_syntactic_bound
from tameproof.sos.identity import is_proof
from tameproof.symbolic.outcome import Open


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("(x*y - 1)^2 + 3*(x - 2*y)^4 + 5", 5),
        ("abs(x*y - 1) + abs(x)", 0),
        ("max(x^2, 1) - 2", -1),
        ("min(x^2, (x - 1)^2 + 3)", 0),
        ("min(x^2 + 2, 5) - 1", 1),
        ("relu(x)*y^2", 0),
        ("exp(x) + exp(-x)", 0),
        ("(y*sigmoid(x) - 1)^2", 0),
        ("2*sigmoid(y) - tanh(x)", -1),
        ("1 - 3*sigmoid(x)", -2),
        ("x^2/(1 + x^2)", 0),
        ("(x^2 - 1)^2 + 1/(1 + y^2)", 0),
        ("x^2*y^2*exp(x)", 0),
        ("sqrt(1 + x^2) + abs(x)^3", 0),
        ("x^2/4 + 7", 7),
        ("3", 3),
        ("(x^2 + 1)*(y^2 + 2)", 2),
    ],
)
def test_bound_visible_in_the_formula(xy, text: str, bound: int) -> None:
    lifted = xy.lift(text)
    found = find_syntactic_bound(parse(text), lifted)

    assert found is not None
    value, psatz = found
    assert value == bound
    assert is_proof(lifted.objective - Polynomial.constant(value), psatz, lifted.facts, strict=False)


@pytest.mark.parametrize(
    "text", ["x", "x^3", "x^2 - x", "x*y", "-x^2", "log(1 + x^2)", "exp(x) - x", "-exp(x)", "-abs(x)"]
)
def test_no_bound_visible(xy, text: str) -> None:
    assert find_syntactic_bound(parse(text), xy.lift(text)) is None


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("(x*y - 1)^2 + x^2", 0),
        ("x^2 - 4*x + 1", -3),
        ("x^4 - 2*x^2 + y^2", -1),
        ("x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1", 0),
        ("x^2*(1 + x^2)/(1 + x^4) - 1/2", "-1/2"),
        ("exp(x) - x", 1),
        ("x^2 + x*y + y^2 + x + 2/3", "1/3"),
    ],
)
def test_exact_bound(xy, text: str, bound: int | str) -> None:
    lifted = xy.lift(text)
    found = find_lower_bound(lifted.objective, lifted.facts)

    assert not isinstance(found, Open)
    value, psatz = found
    assert value == Fraction(bound)
    assert is_proof(lifted.objective - Polynomial.constant(value), psatz, lifted.facts, strict=False)


@pytest.mark.parametrize(
    ("text", "infimum"),
    [("x^4 + y^4 + 1 - 2*x*y + x", -0.28787), ("x^4 - x", -0.47247), ("x^4 + x^2*y^2 + y^4 - 3*x - y", -2.2931)],
)
def test_bound_close_to_an_irrational_minimum(xy, text: str, infimum: float) -> None:
    lifted = xy.lift(text)
    found = find_lower_bound(lifted.objective, lifted.facts)

    assert not isinstance(found, Open)
    value, psatz = found
    assert infimum - 0.01 < value < infimum + 0.01
    assert is_proof(lifted.objective - Polynomial.constant(value), psatz, lifted.facts, strict=False)


@pytest.mark.parametrize("text", ["x", "x^2 - x^3", "x^2 - y^2", "x^2 + 2*x*y + y^2 + 3*x", "x*y"])
def test_unbounded_below_stays_open(xy, text: str) -> None:
    lifted = xy.lift(text)

    assert isinstance(find_lower_bound(lifted.objective, lifted.facts), Open)
