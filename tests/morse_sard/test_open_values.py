"""Values at infinity that are approached from above, and regions aimed at them; nearly certified families."""

from fractions import Fraction

import pytest
from objectives import lifted

from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.tangency import find_no_value_at_infinity
from tameproof.proofs.kernel.check import check_step
from tameproof.sos.outcome import OpenValues
from tameproof.sos.settings import SosSettings
from tameproof.sos.targeted_regions import find_region_at

# objective, the value at infinity, a point with a smaller value
BIRTHS = [
    ("(x*y-1)^2+(x-1)^2", Fraction(1), (1.0, 1.0)),
    ("(x*y-1)^2+(x-1/1000)^2", Fraction(1, 10**6), (0.001, 1000.0)),
    ("(x*y-1)^2+(x*y^2-1)^2", Fraction(1), (1.0, 1.0)),
    ("(x^2*y-1)^2+(x-1)^2", Fraction(1), (1.0, 1.0)),
]


@pytest.mark.parametrize(("text", "value", "low"), BIRTHS)
def test_a_birth_at_infinity_is_found_and_refuted(text: str, value: Fraction, low: tuple[float, ...]) -> None:
    lift = lifted(text)
    found = find_no_value_at_infinity(lift, Fraction(0), MorseSardSettings(time_limit=30.0))
    assert isinstance(found, OpenValues)
    assert {v.exact for v in found.values} == {value}
    refuted = find_region_at(lift, found.values, (low, *found.low_float), SosSettings(time_limit=30.0))
    assert isinstance(refuted, tuple)
    check_step(lift, *refuted, (), "step")
