"""Arcs fitted to two points of an escaping run."""

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.evidence import RationalArc
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.arcs import fit_arcs, point_on
from tameproof.sos.outcome import OpenValue
from tameproof.sos.settings import SosSettings
from tameproof.sos.targeted_regions import find_region_at
from tameproof.symbolic.outcome import Open

ONE = (1,)
# the coordinates as (numerator, denominator) in t, constant first
ARCS = [
    (((0, 1), ONE), (ONE, (0, 1))),  # (t, 1/t)
    (((0, 0, 1), ONE), ((0, 2), ONE)),  # (t^2, 2 t)
    (((0, 1), ONE), ((1, 2), (0, 1))),  # (t, 2 + 1/t)
    (((0, -1), ONE), ((-3, 0, -1), (0, 0, 2))),  # (-t, -1/2 - 3/(2 t^2))
    (((0, 1), ONE), ((-1, 1), (0, 1)), ((4, 5), (0, 1))),  # (t, 1 - 1/t, 5 + 4/t)
    (((0, 0, 1), ONE), ((1, 2), (0, 1)), ((0, 1), ONE)),  # (t^2, 2 + 1/t, t)
]


@pytest.mark.parametrize("coordinates", ARCS)
def test_the_arc_is_found(coordinates: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]) -> None:
    arc = RationalArc(coordinates, Fraction(1))
    near, far = (tuple(map(float, point_on(arc, Fraction(t)))) for t in (1000, 100_000))
    expected = [point_on(arc, Fraction(t)) for t in (2, 3, 7)]
    assert any([point_on(found, Fraction(t)) for t in (2, 3, 7)] == expected for found in fit_arcs(near, far))


def test_a_region_beyond_a_coordinate_that_tends_to_a_limit() -> None:
    text = "(2*y-x*y+1)^2+(2*x^2)^2"  # 64 is approached along (2 + 1/t, t), and f = 65 on x = 2
    lifted = lift(parse(text), ("x", "y"))
    x = Polynomial.variable(0) - Polynomial.constant(Fraction(2))
    value = OpenValue("64", Fraction(64), 64.0, (2.001, 1000.0), (2.00001, 100_000.0), (x,))
    found = find_region_at(lifted, (value,), ((0.0, -0.5),), SosSettings(time_limit=20.0))
    assert not isinstance(found, Open)
    check_step(lifted, *found, (), "step")
