"""Malgrange's inequality with generalised critical values as zeros, and its list of values at infinity."""

from fractions import Fraction

import pytest
from objectives import SETTINGS, lifted

from tameproof.morse_sard.malgrange_values import find_malgrange_list
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.morse_sard.value_lists import ValueLists
from tameproof.proofs.kernel.algebraic import as_rational
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import BoundedBelow, FinitelyManyCriticalValues
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open

ZERO = Fraction(0)
# the value 1 is a generalised critical value of all three: of the first one it is a spurious minimum at infinity
OBJECTIVES = ["(x*y-1)^2+(x-1)^2", "(x*y-1)^2+(x^2-1)^2", "(x^2*y-x-1)^2"]


@pytest.mark.parametrize("text", OBJECTIVES)
def test_a_generalised_critical_value_is_a_zero_of_the_speed(text: str) -> None:
    lift = lifted(text)
    found = find_malgrange_list(lift, ZERO, None, SETTINGS, Deadline.after(40.0))
    assert not isinstance(found, Open)
    claim, evidence = found
    assert tuple(map(as_rational, claim.values)) == (ZERO, Fraction(1))
    check_step(lift, claim, evidence, (BoundedBelow(ZERO), FinitelyManyCriticalValues()), "step")
    lists = ValueLists(lift, Floor(lift, SETTINGS, ZERO), None)
    lists.add(claim, evidence)
    assert tuple(map(as_rational, lists.common)) == (ZERO, Fraction(1))
    assert lists.conclude() is None  # the value 1 is above inf f = 0


def test_functions_that_are_no_polynomials_are_open() -> None:
    assert isinstance(find_malgrange_list(lifted("abs(x)+y^2"), ZERO, None, SETTINGS, Deadline.after(5.0)), Open)
