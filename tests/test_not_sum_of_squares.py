"""Exact proofs that a polynomial is not a sum of squares: classical forms, and forms in random coordinates."""

import random

import pytest

import tameproof as tp
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.claims import NotSumOfSquares
from tameproof.proofs.kernel.codec import decode, encode
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.parser import parse
from tameproof.symbolic.outcome import Open

MOTZKIN = "x^4*y^2 + x^2*y^4 - 3*x^2*y^2*z^2 + z^6"
CHOI_LAM = "x^4*y^2 + y^4*z^2 + z^4*x^2 - 3*x^2*y^2*z^2"
ROBINSON = "x^6+y^6+z^6-(x^4*y^2+x^4*z^2+y^4*x^2+y^4*z^2+z^4*x^2+z^4*y^2)+3*x^2*y^2*z^2"
SCHMUEDGEN = "200*(x^3-4*x)^2+200*(y^3-4*y)^2+(y^2-x^2)*x*(x+2)*(x^2-2*x+2*y^2-8)"
FORMS = {"Motzkin": MOTZKIN, "Choi-Lam": CHOI_LAM, "Robinson": ROBINSON}


def is_shown(objective: str, multiplier: str = "1") -> bool:
    found = tp.not_sum_of_squares(objective, multiplier)
    if isinstance(found, Open):
        return False
    certificate = decode(encode(found.certificate))
    check_certificate(certificate, parse(objective))
    return isinstance(certificate.steps[0].claim, NotSumOfSquares)


@pytest.mark.parametrize(
    "objective",
    [
        *FORMS.values(),
        SCHMUEDGEN,
        "x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1",
        "x^2*y^2 + y^2*z^2 + z^2*x^2 + w^4 - 4*x*y*z*w",  # Choi and Lam's quartic
        "(x^2+y^2+z^2+w^2+u^2)^2 - 4*(x^2*y^2+y^2*z^2+z^2*w^2+w^2*u^2+u^2*x^2)",  # Horn's form
        "10^18*(x^4*y^2 + x^2*y^4) - 3*10^12*x^2*y^2 + 1",  # Motzkin's polynomial in 1000 x, 1000 y
    ],
)
def test_forms_of_the_literature(objective: str) -> None:
    assert is_shown(objective)


@pytest.mark.parametrize("name", list(FORMS))
@pytest.mark.parametrize("seed", range(3))
def test_forms_in_random_coordinates(name: str, seed: int) -> None:
    generator = random.Random(seed)
    below = [generator.randint(-2, 2) for _ in range(3)]
    changes = {"x": "x", "y": f"(y + {below[0]}*x)", "z": f"(z + {below[1]}*x + {below[2]}*y)"}
    text = "".join(changes.get(c, c) for c in FORMS[name])

    assert is_shown(text)


def test_multipliers() -> None:
    """|x|^2 times Motzkin's form is a sum of squares, z^2 times it is not."""
    assert is_shown(MOTZKIN, "z^2")
    assert not is_shown(MOTZKIN, "x^2 + y^2 + z^2")


@pytest.mark.parametrize("objective", ["(x*y - 1)^2 + x^2", "x^4 + y^4 - x*y + 2", "x^6 + y^6 + 1"])
def test_sums_of_squares_are_not_refuted(objective: str) -> None:
    assert not is_shown(objective)


def test_input_is_refused() -> None:
    with pytest.raises(InputError):
        tp.not_sum_of_squares("x^2", "y")
    with pytest.raises(InputError):
        tp.not_sum_of_squares("abs(x)")
