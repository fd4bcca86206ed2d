"""Paths from almost every point down to the infimum."""

from fractions import Fraction

import pytest
from objectives import SETTINGS, lifted

from tameproof.morse_sard.descending_paths import find_descending_paths
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import BoundedBelow, NoValueAtInfinity
from tameproof.symbolic.outcome import Open

# objective, lower bound, the infimum
FOUND = [
    ("(x*y*z-1)^2/((1+x^2)*(1+y^2))", 0, 0),
    ("(x*y*z-1)^2+(z*w-1)^2+x^2", 0, 0),
    ("(a*c+b*d-1)^2+a^2+b^2", 0, 0),
    ("(x^3*y-1)^2+y^2", 0, 0),
    ("1+(x*y-1)^2*(1+x^2)", 0, 1),
    ("1/(1+x^2)+(x*y-1)^2", 0, 0),
    ("(abs(x)+1+y^2)*z^2", 0, 0),
    ("(x*y-1)^2/(1+x^2*y^2)+z^2", 0, None),  # its value at infinity is a spurious minimum
    ("(x*y-1)^2+(x-1)^2", 0, None),
    ("(x*y*z-1)^2+(x^2*z-1)^2", 0, None),
    ("x^4+y^4-x*y", -1, None),
]


@pytest.mark.parametrize(("text", "lower", "infimum"), FOUND)
def test_paths(text: str, lower: int, infimum: int | None) -> None:
    lift = lifted(text)
    found = find_descending_paths(lift, Fraction(lower), SETTINGS)
    if infimum is None:
        assert isinstance(found, Open)
        return
    assert not isinstance(found, Open)
    assert (found.bound is not None) == (infimum > lower)
    check_step(lift, NoValueAtInfinity(), found.evidence, (BoundedBelow(Fraction(infimum)),), "step")
