"""Critical values: polynomial, roots and statuses, all accepted by the kernel."""

import pytest
from objectives import SETTINGS, lifted

from tameproof.morse_sard.critical_values import find_critical_values
from tameproof.proofs.kernel.algebraic import format_number
from tameproof.proofs.kernel.check import check_step

A, N = "attained", "not-attained"

TABLE = [
    ("(x*y-1)^2", [("0", A), ("1", A)]),
    ("(x*y*z-1)^2", [("0", A), ("1", A)]),
    ("x^2*y^2", [("0", A)]),
    ("x", [("0", N)]),
    ("-x^3/3", [("0", A)]),
    ("(x^2+1)^2", [("0", N), ("1", A)]),
    ("x^3+x^4+y^4", [("-27/256", A), ("0", A)]),
    ("(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2", [("0", A), ("2", A), ("3", A)]),
    (
        "(x1*y1-1)^2+(x1*y2-2)^2+(x2*y1-3)^2+(x2*y2-5)^2",
        [("(39 - sqrt(1517))/2", A), ("(39 + sqrt(1517))/2", A), ("39", A)],
    ),
    ("1/(1+x^2)+y^2", [("1", A)]),
    ("x^2*(1+x^2)/(1+x^4)", [("(1 - sqrt(2))/2", N), ("0", A), ("(1 + sqrt(2))/2", A)]),
    ("x/(1+x^2)", [("-1/2", A), ("1/2", A)]),
    (
        "(a*c-1)^2+(a*d-2)^2+(a*e+1)^2+(b*c-3)^2+(b*d-1)^2+(b*e-2)^2",
        [("5", A), ("15", A), ("20", A)],
    ),
    ("(-2*x*z^2-x*z+2*x^2)^2+(2*x*y-x^2*y+y^2)^2", [("0", A), ("1/262144", A), ("1/16", A)]),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_values_and_statuses(text, expected):
    lift = lifted(text)
    claim, evidence = find_critical_values(lift, SETTINGS)
    check_step(lift, claim, evidence, (), "step")
    assert [(format_number(v), s) for v, s in zip(claim.values, claim.status, strict=True)] == expected


def test_equal_input_gives_equal_evidence():
    lift = lifted("(x*y*z-1)^2+(x-1)^2")
    assert find_critical_values(lift, SETTINGS) == find_critical_values(lift, SETTINGS)
