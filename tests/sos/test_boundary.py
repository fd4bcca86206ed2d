"""Nonnegative polynomials on the boundary: several, irrational and infinite zeros, sparse, high degree, facts."""

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.facts import Fact, equation, nonnegative, positive
from tameproof.proofs.kernel.polynomial import ZERO
from tameproof.sos import SosSettings, prove_impossible, prove_nonnegative, prove_positive
from tameproof.sos.identity import is_proof
from tests.sos.conftest import Reader

XYZ = Reader("x", "y", "z")
SETTINGS = SosSettings(time_limit=20.0)
KINDS = {" >= ": nonnegative, " > ": positive, " = ": equation}


@pytest.mark.parametrize(
    "text",
    [
        # several zeros
        "(x^2 - 1)^2 + (y^2 - 1)^2",
        "(x^2 - 1)^2*(y^2 + 1) + (y^2 - 4)^2",
        "(x*(x - 1)*(x - 2))^2 + (y*(y - 1))^2",
        "(x^2 + y^2 + z^2 - 3)^2 + (x - y)^2*(y - z)^2",
        "((x - 1)*(y - 1))^2 + ((x + 1)*(y + 1))^2",
        "(x^2 + y^2 - 1)^2*(x^2 + y^2 + 1) + (x^2 - y^2)^2",
        "x^2*y^2*(x^2 + y^2 - 1) + 1/27",
        # irrational zeros
        "(x^3 - 2)^2 + (y - x)^2",
        "(x^4 - x - 1)^2 + (y - x^3)^2",
        "(x^2 + y^2 - 2)^2 + (x*y - 1/3)^2",
        "(x^2 + y^2 + z^2)^2 - 3*(x^3*y + y^3*z + z^3*x)",
        "(x^3 - 3*x + 1)^2*(1 + y^2) + (y*x - 1)^2",
        "((x^2 - 2)^2 + (y - 1)^2)*((x - y)^2 + 1)",
        "(x^2 + x*y - 3)^2 + (y^2 - x - 1)^2",
        "(2*x^2 - 3)^2*(y - 5)^2 + (7*y^2 - 2)^2",
        "(x^2 - 2)^2*y^2 + (y - 1)^2*(x^2 - 2)^2",
        # zeros at infinity
        "(x*y - 1)^2 + x^2",
        "(x^2*y - x - 1)^2 + (x^2 - 1)^2",
        "(x*y*z - 1)^2 + x^2*y^2",
        "(x*y - 1)^2*(x^2 + 1) + x^4",
        "(x*y + y*z + z*x)^2 + (x*y*z - 1)^2",
        "(x*y^3 - 1)^2 + (x^2*y - 1)^2",
        # sparse, of high degree
        "x^40 - 2*x^20*y^10 + y^20 + 1",
        "(x^10*y - 1)^2 + (x*y^10 - 1)^2",
        "x^50 + y^2 - 2*x^25*y",
        "1 + x^8*y^2 + x^2*y^8 - 2*x^4*y^4",
        "(x^7*y^3 - x^2*y^5)^2 + (x*y - 1)^2",
        # one variable
        "(x^5 - x - 1)^2*(x^2 + 1)",
        "(x^2 - 2)^2*(x^2 - 3)^2",
        "(x^3 - x - 1)^4",
    ],
)
def test_polynomial_is_proved(text: str) -> None:
    q = XYZ(text)
    found = prove_nonnegative(q, settings=SETTINGS, everywhere=True)

    assert isinstance(found, Psatz)
    assert is_proof(q, found, (), strict=False, everywhere=True)


def read_facts(texts: str) -> tuple[Fact, ...]:
    out = []
    for text in texts.split(", ") if texts else []:
        sign = next(s for s in KINDS if s in text)
        left, right = text.split(sign)
        out.append(KINDS[sign](XYZ(f"{left} - ({right})")))
    return tuple(out)


@pytest.mark.parametrize(
    ("goal", "facts"),
    [
        ("x^3 + 1 >= 0", "x >= -1"),
        ("x*y*z >= 0", "x >= 0, y >= 0, z >= 0"),
        ("1 - x^2 - y^2 >= 0", "x^4 + y^4 = 1/4"),
        ("1 - 27*x*y*z >= 0", "x >= 0, y >= 0, z >= 0, x + y + z = 1"),
        ("x^3 + y^3 + z^3 - 3*x*y*z >= 0", "x >= 0, y >= 0, z >= 0"),
        ("(x + y)*(y + z)*(z + x) - 8*x*y*z >= 0", "x >= 0, y >= 0, z >= 0"),
        ("x - 5/4 > 0", "x^3 = 2"),
        ("x^2 + y^2 - 2 >= 0", "x*y = 1"),
        ("1 - x > 0", "x^2 + y^2 = 1, y > 0"),
        ("4*x^3 - 3*x + 1 >= 0", "x >= -1, 1 >= x"),
        ("x*y + 1/2 >= 0", "1 >= x^2 + y^2"),
        ("(x^2 + y^2)^3 - 4*x^2*y^2 >= 0", "x^2 + y^2 >= 1"),
        ("1000000 - x >= 0", "1000000000000 >= x^2"),
        ("0 > 0", "x^2 = -1"),
        ("0 > 0", "x^2 + y^2 = 1, x + y = 2"),
        ("0 > 0", "x^3 = 2, x = 1"),
        ("0 > 0", "x*y >= 1, x >= 0, 1/2 >= x + y"),
        ("0 > 0", "x^4 + y^4 + z^4 = 1, x + y + z = 3"),
    ],
)
def test_goal_follows_from_facts(goal: str, facts: str) -> None:
    known = read_facts(facts)
    strict = " > " in goal
    q = XYZ(goal.split(" > ")[0].split(" >= ")[0]) if goal != "0 > 0" else ZERO
    if q == ZERO:
        found = prove_impossible(known, settings=SETTINGS)
    else:
        prove = prove_positive if strict else prove_nonnegative
        found = prove(q, known, settings=SETTINGS)

    assert isinstance(found, Psatz)
    assert is_proof(q, found, known, strict=strict)
    assert found.epsilon > 0 or not strict
    assert found.epsilon >= Fraction(0)
