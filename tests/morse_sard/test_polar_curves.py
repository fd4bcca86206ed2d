"""Candidates for generalised critical values, where they are known by hand."""

import pytest
from objectives import SETTINGS, lifted

from tameproof.morse_sard.polar_curves import GeneralisedCriticalValues, find_generalised_critical_values
from tameproof.proofs.kernel.algebraic import format_number
from tameproof.symbolic.backends import find_program
from tameproof.symbolic.outcome import Open

TABLE = [
    ("(x*y-1)^2", []),
    ("(x*y-1)^2+x^2", ["0"]),
    ("x+x^2*y", ["0"]),
    ("(x*y-1)^2+(x-1)^2", ["1"]),
    ("(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2", ["1"]),
    ("(x*y*z-1)^2", []),
]


@pytest.mark.parametrize(
    ("text", "values", "embedded"),
    # four variables are too many for python-flint alone
    [(*row, embedded) for row in TABLE for embedded in (True, False) if not (embedded and "x2" in row[0])],
)
def test_candidates(text, values, embedded):
    if not embedded and not (find_program("msolve") or find_program("Singular")):
        pytest.skip("needs msolve or Singular")
    found = find_generalised_critical_values(lifted(text), SETTINGS, embedded=embedded)
    assert isinstance(found, GeneralisedCriticalValues)
    assert [format_number(v) for v in found.values] == values
    assert len(found.directions) == 3


@pytest.mark.parametrize("text", ["x^4", "abs(x)+y", "exp(x)*y"])
def test_other_functions_are_open(text):
    assert isinstance(find_generalised_critical_values(lifted(text), SETTINGS), Open)
