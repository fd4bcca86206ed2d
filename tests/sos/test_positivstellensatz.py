"""Nonnegativity, positivity and contradictions: what is found, and that false statements stay open."""

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.evidence import Multiplier, Psatz, Squares
from tameproof.proofs.kernel.facts import equation, positive
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos import SosSettings, prove_impossible, prove_nonnegative, prove_positive
from tameproof.sos.identity import is_proof
from tameproof.symbolic.outcome import Open
from tests.sos.conftest import read_facts


@pytest.mark.parametrize(
    "text",
    [
        "(x*y - 1)^2 + (x - 2*y)^2 + x^4",
        "(x*y - 1)^2 + (x - y)^2",  # attained at two points: singular Gram matrices
        "(x^2 - 2)^2 + (x*y - 2)^2",  # attained at irrational points
        "(x^2 - x - 1)^2 + (y - x)^2",
        "x^4 - 4*x^3*y + 6*x^2*y^2 - 4*x*y^3 + y^4",
        "4*x^2 + 4*x*y + y^2",
        "x^2 - x*y + y^2 + 1/3",
        "(x^2 - y^2)^2 + 8*(x*y - 1)^2 + 8 - (x^2 + y^2)^2",  # properness of (xy - 1)^2
        "x^2*y^4 + x^4*y^2 + 1",
    ],
)
def test_sum_of_squares_without_multiplier(xy, text: str) -> None:
    q = xy(text)
    found = prove_nonnegative(q)

    assert isinstance(found, Psatz)
    assert found.multiplier == Multiplier()
    assert is_proof(q, found, (), strict=False)


def test_properness_identity_is_the_short_one(xy) -> None:
    found = prove_nonnegative(xy("(x^2 - y^2)^2 + 8*(x*y - 1)^2 + 8 - (x^2 + y^2)^2"))

    assert found == Psatz(squares=Squares(((Fraction(4), xy("x*y - 2")),)))


def test_motzkin_needs_a_multiplier(xy) -> None:
    q = xy("x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1")

    assert isinstance(prove_nonnegative(q, settings=SosSettings(multipliers=False)), Open)
    found = prove_nonnegative(q)
    assert isinstance(found, Psatz)
    assert found.multiplier.constant == 1
    assert found.multiplier.squares != Squares(())
    assert is_proof(q, found, (), strict=False)


def test_quartic_form_with_a_large_kernel() -> None:
    x = [Polynomial.variable(i) for i in range(4)]
    q = x[0] ** 4 + x[1] ** 4 + x[2] ** 4 + x[3] ** 4 - (x[0] * x[1] * x[2] * x[3]).scale(4)
    found = prove_nonnegative(q)

    assert isinstance(found, Psatz)
    assert is_proof(q, found, (), strict=False)


def test_known_zeros_are_used(xy) -> None:
    q = xy("(x*y - 1)^2 + (x - y)^2")
    points = [{0: Fraction(1), 1: Fraction(1)}, {0: Fraction(-1), 1: Fraction(-1)}]
    found = prove_nonnegative(q, zeros=points)

    assert isinstance(found, Psatz)
    assert is_proof(q, found, (), strict=False)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("x^3", ["x >= 0"]),
        ("x^3 + y", ["x > 0", "y >= 0"]),
        ("1 - x*y", ["1 - x^2 - y^2 >= 0"]),
        ("x*y", ["x >= 0", "y >= 0"]),  # a product of facts
        ("x", ["x*(1 + y^2) >= 0"]),  # a multiplier
        ("x - 1", ["x^2 - 1 >= 0", "x > 0"]),
        ("x^2 - 1", ["x - 1 >= 0"]),
        ("y", ["y - x^2 = 0"]),
        ("0*x", []),
        ("x - y", ["x - y = 0"]),
        # lower bounds inside regions
        ("(x*y - 1)^2 + (x - 1)^2 - 1", ["0 - x > 0"]),
        ("(x*y - 1)^2 + (x*y^2 - 1)^2 - 1", ["0 - x > 0"]),
    ],
)
def test_conditional_nonnegativity(xy, text: str, facts: list[str]) -> None:
    q, given = xy(text), read_facts(xy, *facts)
    found = prove_nonnegative(q, given)

    assert isinstance(found, Psatz)
    assert is_proof(q, found, given, strict=False)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("x^2 + y^2 + 1", []),
        ("x^2 - x*y + y^2 + 1/100", []),
        ("x", ["x > 0"]),
        ("x + y", ["x > 0", "y >= 0"]),
        ("x^3", ["x > 0"]),
        ("x*y", ["x > 0", "y > 0"]),
        ("2 - x", ["1 - x^2 >= 0"]),
        # walls of regions
        ("(x*y - 1)^2 + (x - 1)^2 - 3/2", ["0 - x = 0"]),
        ("(x*y - 1)^2 + (x*y^2 - 1)^2 - 3/2", ["0 - x = 0"]),
    ],
)
def test_positivity(xy, text: str, facts: list[str]) -> None:
    q, given = xy(text), read_facts(xy, *facts)
    found = prove_positive(q, given)

    assert isinstance(found, Psatz)
    assert found.epsilon > 0
    assert is_proof(q, found, given, strict=True)


def test_region_of_matrix_completion(completion) -> None:
    objective = completion("(x1*y1 - 1)^2 + (x2*y1 - 1)^2 + (x2*y2 - 1)^2")
    g = completion("0 - x2*y1")
    inside, wall = (positive(g),), (equation(g),)
    floor = prove_nonnegative(objective - Polynomial.constant(1), inside)
    barrier = prove_positive(objective - Polynomial.constant(Fraction(3, 2)), wall)

    assert isinstance(floor, Psatz)
    assert isinstance(barrier, Psatz)
    assert is_proof(objective - Polynomial.constant(1), floor, inside, strict=False)
    assert is_proof(objective - Polynomial.constant(Fraction(3, 2)), barrier, wall, strict=True)


@pytest.mark.parametrize(
    "facts",
    [
        ["x^2 - 1 = 0", "x - 2 = 0"],
        ["x^2 + 1 = 0"],
        ["x^2 + y^2 + 1 = 0"],
        ["x > 0", "0 - x - y^2 > 0"],
        ["x*y > 0", "x = 0"],
        ["x - 1 >= 0", "0 - x >= 0"],
        ["1 - x^2 >= 0", "x - 2 >= 0"],
        ["x^2*y^2 + x^2 + 1 = 0", "y > 0"],
    ],
)
def test_contradictions(xy, facts: list[str]) -> None:
    given = read_facts(xy, *facts)
    found = prove_impossible(given)

    assert isinstance(found, Psatz)
    assert is_proof(Polynomial({}), found, given, strict=True)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("x^2 - y^2", []),
        ("x + 1", []),
        ("x^4 + y^4 + 1 - 4*x*y + x", []),
        ("x", ["y >= 0"]),
        ("1 - x", ["x >= 0"]),
        ("x", ["x^2 - 1 = 0"]),
        ("0*x - 1", ["x*y - 1 = 0"]),
        ("x^2*y - 1", []),
    ],
)
def test_false_statements_stay_open(xy, text: str, facts: list[str]) -> None:
    given = read_facts(xy, *facts)
    found = prove_nonnegative(xy(text), given)

    assert isinstance(found, Open)
    assert found.reason


@pytest.mark.parametrize("facts", [["x*y - 1 = 0"], ["x^2 - 2 = 0", "x > 0"], ["x >= 0", "1 - x >= 0"], []])
def test_possible_facts_stay_open(xy, facts: list[str]) -> None:
    given = read_facts(xy, *facts)

    assert isinstance(prove_impossible(given), Open)


def test_zero_is_not_positive(xy) -> None:
    assert isinstance(prove_positive(xy("x^2")), Open)
    assert isinstance(prove_positive(xy("(x*y - 1)^2 + (x - y)^2")), Open)


def test_the_same_question_has_the_same_answer(xy) -> None:
    q = xy("x^4 + y^4 + 3 - 2*x*y + x")

    assert prove_nonnegative(q) == prove_nonnegative(q)


def test_large_interior_gram_matrix_has_a_short_factor() -> None:
    x = [Polynomial.variable(i) for i in range(6)]
    one = Polynomial.constant(1)
    q = one
    for i in range(6):
        q = q + x[i] ** 4 + (x[i] * x[(i + 1) % 6] + x[(i + 2) % 6]) ** 2 + x[i]
    found = prove_nonnegative(q + Polynomial.constant(3))

    assert isinstance(found, Psatz)
    assert is_proof(q + Polynomial.constant(3), found, (), strict=False)


def test_time_limit_is_an_open_answer(xy) -> None:
    found = prove_nonnegative(xy("(x*y - 1)^2 + (x - y)^2"), settings=SosSettings(time_limit=0.0))

    assert found == Open("time limit")
