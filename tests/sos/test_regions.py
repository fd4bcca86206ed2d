"""Regions found for functions with exp, sigmoid and abs: objectives with a known local minimum at infinity."""

import pytest

from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.evidence import Region
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.sos.absolute_values import find_absolute_values
from tameproof.sos.regions import find_refutation
from tameproof.sos.settings import SosSettings


@pytest.mark.parametrize(
    "text",
    [
        "1/2*((w*sigmoid(u)-1)^2+(w*sigmoid(-u)+3)^2)",  # value 9/2 for u -> infinity, w -> 1
        "x^2*(1+x^2)/(1+x^4)+exp(-y)",  # no critical point at all; value 1 for x, y -> infinity
        "abs(x1*y1-1)+abs(x2*y1-1)+abs(x2*y2-1)",  # value 1 where x2 y1 < 0
        "abs(x*y-1)+abs(x-1)",  # value 1 for x -> 0 from below
    ],
)
def test_local_minimum_at_infinity(text: str) -> None:
    lifted = lift(parse(text))
    found = find_refutation(lifted, 0, SosSettings(time_limit=60.0))
    assert isinstance(found, tuple)
    claim, evidence = found
    assert claim == SpuriousSetwiseMinimum(at_infinity=True)
    assert isinstance(evidence, Region)
    check_step(lifted, claim, evidence, (), "step")


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        # rank one completion: the entries whose products have the wrong sign in the trap
        ("(x1*y1-1)^2+(x1*y2-1)^2+(x2*y1-1)^2+(x2*y2-1)^2+(x3*y1-1)^2", 2),
        ("(x1*y1-2)^2+(x1*y2-1)^2+(x2*y1-1)^2+(x2*y2-3)^2+(x3*y1+1)^2", 2),
        ("(x1*y1-1)^2+(x1*y2-1)^2+(x2*y2-1)^2+(x2*y3-1)^2+(x3*y3-1)^2+(x3*y1-1)^2", 2),  # a cycle of six entries
    ],
)
def test_signs_of_products_cut_off_together(text: str, signs: int) -> None:
    lifted = lift(parse(text))
    found = find_refutation(lifted, 0, SosSettings(time_limit=60.0))
    assert isinstance(found, tuple)
    claim, evidence = found
    assert claim == SpuriousSetwiseMinimum(at_infinity=True)
    assert isinstance(evidence, Region)
    assert len(evidence.inequalities) == signs
    check_step(lifted, claim, evidence, (), "step")


@pytest.mark.parametrize(
    "text",
    [
        "(x^2+y^2-1)^2*((x^2+y^2-4)^2+1)",  # a circle of local minima without rational points
        "(x^2+y^2-1)^2*((x^2+y^2-4)^2+2/3)",  # of irrational value
        "(x^2+3*y^2-1)^2*((x^2+3*y^2-4)^2+1)",  # an ellipse
        "((x^2+y^2-2)^2+1/2)*(x^2+y^2)+z^2",  # a circle in space
    ],
)
def test_curves_of_local_minima_are_cut_off_by_level_sets(text: str) -> None:
    lifted = lift(parse(text))
    found = find_refutation(lifted, 0, SosSettings(time_limit=60.0))
    assert isinstance(found, tuple)
    claim, evidence = found
    assert claim == SpuriousSetwiseMinimum(at_infinity=False)
    check_step(lifted, claim, evidence, (), "step")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("abs(x*y-1)+2*abs(x)+y^2", True),
        ("abs(x)-abs(y)", False),  # an upper bound of abs(y) would be needed
        ("abs(x)*y", False),
        ("abs(abs(x)-1)", False),
        ("max(x,y)", False),
    ],
)
def test_absolute_values_as_variables(text: str, known: bool) -> None:
    assert (find_absolute_values(lift(parse(text))) is not None) is known
