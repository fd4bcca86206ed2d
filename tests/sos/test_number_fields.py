"""Sums of squares over real number fields: forms that have no rational decomposition."""

from fractions import Fraction
from math import isqrt

import pytest

from tameproof.proofs.kernel.algebraic import format_number
from tameproof.proofs.kernel.evidence import FieldSquares, Psatz
from tameproof.sos import SosSettings, prove_nonnegative
from tameproof.sos.identity import is_proof
from tameproof.sos.number_fields import find_field
from tests.sos.conftest import Reader

PQR = Reader("p", "q", "r")
SCHEIDERER = "p^4+p*q^3+q^4-3*p^2*q*r-4*p*q^2*r+2*p^2*r^2+p*r^3+q*r^3+r^4"


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        (SCHEIDERER, 3),
        # the norm of p + t q + t^2 r for t^4 + t + 3 = 0
        ("p^4-p*q^3+3*p^2*q*r+3*q^4-12*p*q^2*r+6*p^2*r^2+p*r^3-3*q*r^3+9*r^4", 3),
    ],
)
def test_norm_form_is_a_sum_of_squares_over_a_number_field(text: str, degree: int) -> None:
    q = PQR(text)
    found = prove_nonnegative(q)

    assert isinstance(found, Psatz)
    assert isinstance(found.squares, FieldSquares)
    assert len(found.squares.theta.polynomial) == degree + 1
    assert is_proof(q, found, (), strict=False)
    assert not is_proof(q - PQR("p^4/1000000"), found, (), strict=False)


@pytest.mark.parametrize(
    "text",
    [
        "(p^2 - 2*q^2)^2 + (p*q - r^2)^2",
        # the norm for t^4 + t^3 + t^2 - t + 1 = 0: a face defined over Q(sqrt(5)), rational points at its boundary
        "p^4-p^3*q-p^3*r+p^2*q^2-4*p^2*q*r+5*p^2*r^2+p*q^3-5*p*q^2*r+4*p*q*r^2-p*r^3+q^4-q^3*r+q^2*r^2+q*r^3+r^4",
        # squares that vanish where p^3 = p + 1, q = p^2: at one real point, and at two complex ones
        "(p^3 - p - 1)^2 + (q - p^2)^2*(p - 2)^2 + ((q - p^2)*(q + 3) + 2*(p^3 - p - 1))^2",
    ],
)
def test_a_rational_decomposition_is_preferred(text: str) -> None:
    found = prove_nonnegative(PQR(text))

    assert isinstance(found, Psatz)
    assert not isinstance(found.squares, FieldSquares)


def test_a_form_that_is_no_sum_of_squares_stays_open() -> None:
    motzkin = PQR("p^4*q^2 + p^2*q^4 - 3*p^2*q^2*r^2 + r^6")

    assert not isinstance(prove_nonnegative(motzkin, settings=SosSettings(multipliers=False)), Psatz)


def test_numbers_are_recognised_in_one_field() -> None:
    bits = 400
    one = 2**bits
    root = isqrt(2 * one * one)
    found = find_field([root, one // 3, one - root // 2, 0], bits)

    assert found is not None
    assert format_number(found.theta) in {"sqrt(2)", "(2 - sqrt(2))/2"}
    value = found.field.value_float(found.field.element(found.coordinates[2]))
    assert value == pytest.approx(1 - 2**0.5 / 2)
    assert found.coordinates[1] == (Fraction(1, 3),) or found.coordinates[1] == (Fraction(1, 3), Fraction(0))


def test_random_digits_are_not_recognised() -> None:
    bits = 400
    digits = pow(3, 5000, 2**bits)

    assert find_field([digits], bits) is None
