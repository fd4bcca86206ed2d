"""Reductions before the search: fewer variables, symmetric coordinates, balanced coefficients, term sparsity."""

from fractions import Fraction
from itertools import pairwise

import pytest

from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos import SosSettings, prove_nonnegative
from tameproof.sos.balancing import find_balance, find_shift
from tameproof.sos.essential_variables import find_projection
from tameproof.sos.identity import is_proof
from tameproof.sos.program import presolve
from tameproof.sos.shape_program import build_program
from tameproof.sos.shapes import Shape
from tameproof.sos.term_sparsity import find_term_cliques
from tameproof.symbolic.outcome import Open
from tests.sos.conftest import Reader

XYZ = Reader("x", "y", "z", "w")
SETTINGS = SosSettings()


def is_proved(q: Polynomial) -> bool:
    found = prove_nonnegative(q, everywhere=True)
    return isinstance(found, Psatz) and is_proof(q, found, (), strict=False, everywhere=True)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("(x + y - z)^2 + (x + y - z)^4", 1),
        ("(x - y)^4 + (y - z)^2", 2),
        ("x^2 + y^2*z", 3),
        ("(x + 2*y)^2*(z + w - 1)^2 + x + 2*y", 2),
    ],
)
def test_number_of_essential_variables(text: str, count: int) -> None:
    q = XYZ(text)
    change = find_projection(q)

    assert len((change.apply(q) if change is not None else q).variables()) == count


@pytest.mark.parametrize(
    "text",
    [
        "(x^2 - 1000000)^2 + (y - x)^2",
        "(1000000000*x - 1)^2 + (1000000000*x*y - 1)^2",
        "(x - 1000000)^2*(x + 1000000)^2 + (y - 1000)^2",
        "(x^3/1000000 - 1)^2 + (y - x)^2",
        "10^18*(x^4*y^2 + x^2*y^4) - 3*10^12*x^2*y^2 + 1",  # Motzkin in 1000 x, 1000 y
    ],
)
def test_badly_scaled_coefficients(text: str) -> None:
    q = XYZ(text)

    assert find_balance(q) is not None
    assert is_proved(q)


def test_a_badly_scaled_polynomial_is_refuted(xy) -> None:
    q = xy("(x^2 - 1000000)^2 + (y - x)^2 - 1")
    found = prove_nonnegative(q)

    assert isinstance(found, Open)
    assert found.reason.startswith("false at ")


def test_alike_coefficients_stay_as_they_are(xy) -> None:
    assert find_balance(xy("(x*y - 3)^2 + 5*(x - y)^2")) is None
    assert find_shift(xy("x^4 + y^4 - x*y")) is None


def test_shifted_motzkin_polynomial(xy) -> None:
    motzkin = xy("x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1")
    shifted = motzkin.substitute({0: xy("x + 1"), 1: xy("y - 2")})
    shift = find_shift(shifted)

    assert shift is not None
    assert shift.apply(shifted) == motzkin
    assert is_proved(shifted)


def test_known_zeros_help_with_multipliers() -> None:
    form = XYZ("x^4*y^2 + y^4*z^2 + z^4*x^2 - 3*x^2*y^2*z^2")

    assert is_proved(form)


def test_term_sparsity_of_a_chain() -> None:
    x = [Polynomial.variable(i) for i in range(9)]
    q = sum_of_products([(a * a - b, a * a - b) for a, b in pairwise(x)])
    q = q + sum_of_products([(a * a, a * a) for a in x]).scale(Fraction(1, 10)) + ONE
    built = build_program(q, (), (), Shape(4), SETTINGS, strict=False)
    assert isinstance(built, tuple)
    program = presolve(built[0])
    assert program is not None
    sparse = find_term_cliques(program, 1)

    assert sparse is not None
    assert sparse.count_unknowns() < program.count_unknowns() / 3
    assert is_proved(q)


@pytest.mark.parametrize(
    "text",
    [
        "(x - y)^2*(x^2 + y^2 + 1)",
        "(x*y - 1)^6*(x^4 - x*y + y^4 + 3)",
        "(0 - x^2 - y^2)*(0 - x^4 - z^2 - 1)",  # both factors negative
        "(x - 1)^2*(x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1)",  # a factor that needs a multiplier
        "(x^3 - 2)^2*(y^3 - 2)^2*((x - y)^2 + z^2)",
    ],
)
def test_products_are_proved_by_their_factors(text: str) -> None:
    assert is_proved(XYZ(text))


@pytest.mark.parametrize("text", ["(x - y)^2*(x^2 - 1)", "(x - y)^3*(x + y)", "(0 - 1)*(x^2 + 1)*(y^2 + 1)"])
def test_products_that_take_negative_values(text: str) -> None:
    assert not is_proved(XYZ(text))
