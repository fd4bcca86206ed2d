"""Case trees: the common value of all local minima, or a spurious one, always accepted by the kernel."""

from fractions import Fraction

import pytest
from objectives import SETTINGS, lifted

from tameproof.morse_sard.critical_values import find_critical_values
from tameproof.morse_sard.local_minima import find_case_tree
from tameproof.morse_sard.outcome import SpuriousPoint
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.spurious_points import find_spurious_point
from tameproof.proofs.kernel.algebraic import format_number
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import LocalMinimaHaveValue
from tameproof.proofs.kernel.evidence import MorseBottMinimum, RegionMinimum, StrictMinimum
from tameproof.symbolic.outcome import Open

ONE_VALUE = [
    ("(x*y-1)^2", "0"),
    ("(x*y*z-1)^2", "0"),
    ("(x1*x2*x3*x4*x5-1)^2", "0"),
    ("(a*b*c*d-1)^2+(2*a*b*c*d-3)^2", "1/5"),
    ("(x^2-1)^2+y^2", "0"),
    ("x^2*y^2", "0"),
    ("x^3+x^4+y^4", "-27/256"),
    ("(y-x^2)*(y-3*x^2)+x^6", "-4/27"),
    ("(w1*w2-1)^2+(3*w1*w2-2)^2", "1/10"),
    ("(x1*y1-2)^2+(x1*y2)^2+(x2*y1)^2+(x2*y2-1)^2", "1"),
    ("(x1*y1-1)^2+(x1*y2-2)^2+(x2*y1-3)^2+(x2*y2-5)^2", "(39 - sqrt(1517))/2"),
    ("(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2", "0"),
    ("(x^2-1)^2+y^4+(x^2-1)*y^2+3*x^2*y^2", "0"),
    ("(x*y-1)^2+(x^2-1)^2", "0"),
    ("(x*y-1)^2+(x-1)^2", "0"),
    ("(x^2*y-x-1)^2", "0"),
    ("x^2+y^2*(1-x)^4", "0"),
    ("x^6+y^6-x^2*y^2", "-1/27"),
    ("(a^2+b^2-1)^2+2*(a*c+b*d)^2+(c^2+d^2-2)^2", "0"),
    ("(x1*y1-1)^2+(x1*y2-1)^2+(x2*y2-1)^2+(x2*y3-1)^2", "0"),
    ("(exp(x)*y-1)^2", "0"),
    # the critical equations together with F = 1 explode in Buchberger's algorithm
    ("(x*y*z-1)^2+(x-y)^2+(y-z)^2", "0"),
    # four irrational values, of finitely many saddles; the value 0 belongs to a curve
    ("(-2*x*y*z+y^2+2*x*y)^2+(x*y^2+x*y+z^2)^2", "0"),
    # cubic and quartic values, all saddles
    (
        "(a*d-3)^2+(a*e)^2+(a*f+1)^2+(b*d)^2+(b*e)^2+(b*f+4)^2+(c*d+5)^2+(c*e+2)^2+(c*f-4)^2",
        "root of v^3-142*v^2+5738*v-48911 in (0, 16)",
    ),
]
NO_LOCAL_MINIMUM = [
    "x",
    "-x^3/3",
    "x^2-y^2",
    "(x*y-1)^2+x^2",
    "(x^2*y-1)^2+y^2",
    "x^3-3*x*y^2",
    "1/(1+x^2)+y^2",
    "y^2-x^4",
]
PIECEWISE = [
    ("abs(x*y-1)", "0"),
    ("abs(x*y*z-1)", "0"),
    ("abs(x^2-1)", "0"),
    ("-abs(x)+x^2", "-1/4"),
    ("abs(x*y-1)+x^2", None),
    ("max(0,x*y-1)", "0"),
    ("max(x,-x,y)", "0"),
    ("abs(x-1)+abs(x+1)+abs(y)", "2"),
    ("max(x^2,(x-1)^2)+y^2", "1/4"),
    ("min(x,y)", None),
]
PIECEWISE_SPURIOUS = [
    "abs(x^2-1)+x/10",
    "min(x^2+y,x-y)+y^2",
    "min((x-1)^2,(x+1)^2+1)",
    "abs(x1*y1-1)+abs(x1*y2)+abs(x2*y1)+abs(x2*y2)",
    "max(x*y,x)",
    "min(2*x^2,-1+x^2,2)",
]
SPURIOUS = [
    ("(x^2-1)^2+x/10", StrictMinimum),
    ("x^3-3*x", StrictMinimum),
    ("x^3-3*x*y^2+x^4+y^4", StrictMinimum),
    ("x^4*y^2+x^2*y^4-3*x^2*y^2+1", RegionMinimum),
    ("(a^2*b^3*c-1)^2", RegionMinimum),
    ("y^4+3*x*y^2+3*x^2-2*x^2*y+x^4", RegionMinimum),  # orders 2 and 4, mixed
    ("(x^2+y^2)*(x^2+y^2-3)^2+x^2+y^2-4", MorseBottMinimum),  # a circle, irrational value
    ("((y^2-x^3-2)^2-1)^2+(y^2-x^3-2)/10", MorseBottMinimum),  # an elliptic curve
    ("(x^2+y^2-3)^2*(x^2+y^2-4/9)/(1+x^2+y^2)", MorseBottMinimum),  # a quotient
]


def tree_of(text, settings=SETTINGS):
    lift = lifted(text)
    claim, evidence = find_critical_values(lift, settings)
    check_step(lift, claim, evidence, (), "values")
    return lift, claim, find_case_tree(lift, claim, None, settings)


@pytest.mark.parametrize(("text", "value"), ONE_VALUE)
def test_all_local_minima_have_one_value(text, value):
    lift, values, (claim, evidence) = tree_of(text)
    assert claim.value is not None
    assert format_number(claim.value) == value
    check_step(lift, claim, evidence, (values,), "step")


@pytest.mark.parametrize("text", NO_LOCAL_MINIMUM)
def test_there_is_no_local_minimum(text):
    lift, values, (claim, evidence) = tree_of(text)
    assert claim == LocalMinimaHaveValue(None)
    check_step(lift, claim, evidence, (values,), "step")


@pytest.mark.parametrize(("text", "kind"), SPURIOUS)
def test_spurious_local_minimum(text, kind):
    lift, values, found = tree_of(text)
    assert isinstance(found, SpuriousPoint)
    assert isinstance(found.evidence, kind)
    check_step(lift, found.claim, found.evidence, (), "step")
    again = find_spurious_point(lift, values, SETTINGS)
    assert isinstance(again, SpuriousPoint)
    check_step(lift, again.claim, again.evidence, (), "step")


def test_no_spurious_point_where_there_is_none():
    lift, values, _ = tree_of("(x*y-1)^2")
    assert isinstance(find_spurious_point(lift, values, SETTINGS), Open)


def test_tree_without_critical_values():
    lift = lifted("(x*y-1)^2")
    claim, evidence = find_case_tree(lift, None, Fraction(0), SETTINGS)
    assert claim.value is not None
    assert format_number(claim.value) == "0"
    check_step(lift, claim, evidence, (), "step")


def test_no_time_is_open_and_not_an_error():
    lift = lifted("(x*y*z-1)^2")
    claim, _ = find_critical_values(lift, SETTINGS)
    assert isinstance(find_case_tree(lift, claim, None, MorseSardSettings(time_limit=0.0)), Open)


def test_a_weak_lower_bound_is_open():
    # the value of the origin's level set is not the infimum: nothing may be claimed
    settings = MorseSardSettings(time_limit=5.0)
    assert isinstance(find_case_tree(lifted("(x*y-1)^2+1"), None, Fraction(1, 2), settings), Open)


@pytest.mark.parametrize(("text", "value"), PIECEWISE)
def test_piecewise_objectives_have_one_value(text, value):
    lift, values, (claim, evidence) = tree_of(text)
    assert claim.value is None if value is None else format_number(claim.value) == value
    check_step(lift, claim, evidence, (values,), "step")


def test_piecewise_objectives_without_critical_values():
    lift = lifted("abs(x*y-1)")
    claim, evidence = find_case_tree(lift, None, Fraction(0), SETTINGS)
    check_step(lift, claim, evidence, (), "step")


def test_a_kink_inside_a_kink_is_open():
    assert isinstance(find_case_tree(lifted("abs(abs(x)-1)"), None, Fraction(0), SETTINGS), Open)


@pytest.mark.parametrize("text", PIECEWISE_SPURIOUS)
def test_piecewise_spurious_minima(text):
    lift, _, found = tree_of(text)
    assert isinstance(found, SpuriousPoint)
    assert isinstance(found.evidence, RegionMinimum)
    check_step(lift, found.claim, found.evidence, (), "step")


def test_equal_input_gives_equal_evidence():
    text = "(x1*y1-2)^2+(x1*y2)^2+(x2*y1)^2+(x2*y2-1)^2"
    assert tree_of(text)[2] == tree_of(text)[2]
