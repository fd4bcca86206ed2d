"""Values at infinity: the objectives of the tangency route with known truth; evidence accepted by the kernel."""

from fractions import Fraction

import pytest
from objectives import lifted

from tameproof.morse_sard.eliminants import Relation
from tameproof.morse_sard.outcome import TangencyProof
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.tangency import find_no_value_at_infinity
from tameproof.morse_sard.tangency_descent import find_along_descending_curves
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.morse_sard.value_exclusion import Side, find_sign, find_sign_at_irrational
from tameproof.proofs.kernel.algebraic import number_from_interval
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import BoundedBelow, NoValueAtInfinity
from tameproof.proofs.kernel.evidence import LowerBound
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.symbolic.outcome import Open

ZERO = Fraction(0)
PROVED = [
    ("x^4-x", None),
    ("x^2+y^2", ZERO),
    ("-x^3/3", None),
    ("(x*y-1)^2", ZERO),
    ("(x*y-1)^2+x^2", ZERO),
    ("(x*y-1)^2+(x^2-1)^2", ZERO),
    ("(x*y-1)^2*(1+x^2)", ZERO),
    ("x^2+y^2*(1-x)^4", ZERO),
    ("(x^2*y-1)^2+y^2", ZERO),
    ("(x^2*y-x-1)^2", ZERO),
    ("(x^2-1)^2+1/(1+y^2)", ZERO),
    ("(x^2*y-x-1)^2+(x^2-1)^2", ZERO),
    # plane curves in space, after splits and conserved quantities
    ("(x*y-1)^2+x^2+z^2", ZERO),
    ("(x*y*z-1)^2+x^2", ZERO),
    ("(1-x*y*z)^2+x^2*y^2", ZERO),
    # descending curves in space: relations between the value and rho
    ("(x*y*z-1)^2+(x^2-1)^2", ZERO),
    ("(x*y-z)^2+(z-1)^2+x^2", ZERO),
    ("(x*y-1)^2+(y*z-1)^2+(x*z-1)^2", ZERO),
    # bounds by semidefinite programs
    ("exp(x)", ZERO),
    ("(w*exp(u)-1)^2", ZERO),
    ("(w*sigmoid(u)-1)^2", ZERO),
    ("(x*y*z-1)^2", ZERO),
    # one coordinate after the other; signs from equations; a saddle at infinity of value 1 that curvature excludes
    ("(a*sigmoid(b*sigmoid(2*c))+3)^2", ZERO),
    ("(x^2-1)^2+exp(-y)", ZERO),
    # kinks: piece by piece; the value 1 is approached from below only, along the kink x*y = 1
    ("abs(x*y-1)", ZERO),
    ("abs(x*y-1)+x^2", ZERO),
    ("abs(x*y-1)+abs(x^2-1)", ZERO),
    ("abs(x*y-1)+(x^2-1)^2", ZERO),
    ("abs(x*y*z-1)+x^2", ZERO),
    ("max(x^2,1-x*y)", ZERO),
    ("relu(1-x*y)+x^2", ZERO),
    ("max(0,1-x*y)^2+x^2", ZERO),
    # the infimum 0 is a value at infinity, and larger than the given bound
    ("(5-3*x+3*x^2)/(1+x^4)", Fraction(-1)),
]
# These have a value at infinity that is approached from above, so that nothing can be proved.
FALSE = [
    "(x*y-1)^2+(x-1)^2",
    "(x*y-1)^2+(x*y^2-1)^2",
    "x^2*(1+x^2)/(1+x^4)",
    "(w*sigmoid(u)-1)^2+(w*sigmoid(-u)+3)^2",
    "abs(x*y-1)+abs(x-1)",
    "abs(x*y-1)+(x-1)^2",
]


@pytest.mark.parametrize(("text", "lower"), PROVED)
def test_no_value_at_infinity(text, lower):
    lift = lifted(text)
    found = find_no_value_at_infinity(lift, lower, MorseSardSettings(time_limit=90.0))
    assert isinstance(found, TangencyProof)
    premises = () if lower is None else (BoundedBelow(lower),)
    if found.bound is not None:
        value, psatz = found.bound
        check_step(lift, BoundedBelow(value), LowerBound(psatz), (), "step")
        premises = (BoundedBelow(value),)
    check_step(lift, NoValueAtInfinity(), found.evidence, premises, "step")


@pytest.mark.parametrize("text", FALSE)
def test_a_value_from_above_stays_open(text):
    assert isinstance(find_no_value_at_infinity(lifted(text), ZERO, MorseSardSettings(time_limit=4.0)), Open)


@pytest.mark.parametrize("text", ["abs(abs(x)-1)+abs(y)", "(w2*tanh(w1)-1)^2+(w2*tanh(2*w1)+3)^2"])
def test_outside_the_method_is_open(text):
    assert isinstance(find_no_value_at_infinity(lifted(text), ZERO, MorseSardSettings(time_limit=4.0)), Open)


def test_sign_in_bernstein_form():
    x, v = Polynomial.variable(0), Polynomial.variable(1)
    p = (v - Polynomial.constant(1)) * x**2 + Polynomial.constant(3)
    right = Side(0, 1, Fraction(2), 0)
    proof = find_sign(p, right, Fraction(1), Fraction(1, 2))
    assert proof is not None
    assert proof.sign == 1
    s = x - Polynomial.constant(2)
    e = v - Polynomial.constant(1)
    rest = Polynomial.constant(Fraction(3, 2)) - v
    total = Polynomial.constant(0)
    for c, a, j, k in proof.terms:
        assert c > 0
        total = total + (s**a * e**j * rest**k).scale(c)
    assert total == p
    assert find_sign(p - Polynomial.constant(6), right, Fraction(1), Fraction(1, 2)) is None
    assert Relation(p, ()).leading_coefficient() == (-1, 1)


def test_an_irrational_candidate_approached_from_below():
    lift = lifted("(3*x^3*y-y)^2+x^2")
    found = find_no_value_at_infinity(lift, ZERO, MorseSardSettings(time_limit=90.0))
    assert isinstance(found, TangencyProof)
    check_step(lift, NoValueAtInfinity(), found.evidence, (BoundedBelow(ZERO),), "step")


def test_sign_at_an_irrational_value():
    x, v = Polynomial.variable(0), Polynomial.variable(1)
    square = v * v - Polynomial.constant(2)
    root = number_from_interval((-2, 0, 1), Fraction(7, 5), Fraction(3, 2))
    p = square * (Polynomial.constant(2) - v) * x**2 + v * x - Polynomial.constant(1)
    proof = find_sign_at_irrational(p, Side(0, 1, Fraction(2), 0), root)
    assert proof is not None
    assert proof.sign == 1
    assert 1 in proof.powers
    total = Polynomial.constant(0)
    for (c, a, j, k), m in zip(proof.terms, proof.powers, strict=True):
        assert c > 0
        left, right = v - Polynomial.constant(root.low), Polynomial.constant(root.high) - v
        total = total + ((x - Polynomial.constant(2)) ** a * left**j * right**k * square**m).scale(c)
    assert total == p
    assert find_sign_at_irrational(p - x.scale(3), Side(0, 1, Fraction(2), 0), root) is None


# finite spurious minima (x^4*y^2+x^2*y^4-3*x^2*y^2+z^2/(1+z^2) has some) do not count: f is not strictly above them
@pytest.mark.parametrize("text", ["(x*y-1)^2+(x-1)^2+z^2", "(x*y*z-1)^2+(x-1)^2"])
def test_descending_curves_do_not_exclude_a_spurious_value(text: str) -> None:
    lift, settings = lifted(text), MorseSardSettings(time_limit=8.0)
    floor = Floor(lift, settings, Fraction(-1))
    assert isinstance(find_along_descending_curves(lift, floor, settings, settings.deadline()), Open)
