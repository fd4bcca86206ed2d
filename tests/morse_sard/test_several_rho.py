"""Theorem T with several functions rho, second order conditions, conserved quantities, and far level sets."""

from dataclasses import fields, is_dataclass
from fractions import Fraction

import pytest
from objectives import lifted

from tameproof.morse_sard.critical_values import find_critical_values
from tameproof.morse_sard.outcome import CommonProof, TangencyProof
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.tangency import find_no_value_at_infinity
from tameproof.morse_sard.tangency_descent import DescendingSearch, radial_choices
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.morse_sard.value_lists import ValueLists, as_list, left_over
from tameproof.proofs.kernel.algebraic import as_rational, rational
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import BoundedBelow, NoValueAtInfinity
from tameproof.proofs.kernel.evidence import CommonValues, LowerFarOut, RealRadical, SecondOrder, Tangency
from tameproof.proofs.kernel.lift import Lift
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open

SETTINGS = MorseSardSettings(time_limit=60.0)
ZERO = Fraction(0)


def kinds(value: object) -> set[str]:
    """Return the names of all classes inside some evidence."""
    found: set[str] = set()
    if is_dataclass(value):
        found.add(type(value).__name__)
        for field in fields(value):
            found |= kinds(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            found |= kinds(item)
    return found


# saddles at infinity: the value 1 is approached where one factor is in a saddle of its own
SADDLES = ["(x*y-1)^2+(z*w-1)^2+x^2", "(x*y-1)^2+x^2+(z^2-1)^2", "(x*y-1)^2+x^2+(z^2-w^2-1)^2"]
# h_i = x_i^2 - x_j^2 is conserved, so that the tangency set is small
CONSERVED = ["(x*y*z*w-1)^2", "(a*c+b*d-1)^2"]


@pytest.mark.parametrize(
    ("text", "kind"), [*((t, SecondOrder) for t in SADDLES), *((t, RealRadical) for t in CONSERVED)]
)
def test_descending_curves_with(text: str, kind: type) -> None:
    lift = lifted(text)
    found = along_curves(lift, (1,) * lift.dimension, (1,) * lift.dimension)
    check_step(lift, NoValueAtInfinity(), found, (BoundedBelow(ZERO),), "step")
    assert kind.__name__ in kinds(found)


def along_curves(lift: Lift, weights: tuple[int, ...], powers: tuple[int, ...]) -> Tangency:
    exact = tuple(map(Fraction, weights))
    search = DescendingSearch(lift, Floor(lift, SETTINGS, ZERO), SETTINGS, Deadline.after(60.0), exact, powers)
    found = search.run()
    assert isinstance(found, Tangency)
    return found


# rho = x^2 + y^4 + z^2 and others; with a conserved quantity besides
@pytest.mark.parametrize(
    ("text", "weights", "powers"),
    [
        ("(x^2*y^2+z^2-1)^2+x^2", (1, 1, 1), (1, 2, 1)),
        ("(x^2*y^2+z^2-1)^2+x^2", (3, 2, 1), (2, 1, 1)),
        ("(x*y*z-1)^2+(x^2-1)^2", (1, 2, 3), (1, 1, 1)),
    ],
)
def test_other_functions_rho(text: str, weights: tuple[int, ...], powers: tuple[int, ...]) -> None:
    lift = lifted(text)
    found = along_curves(lift, weights, powers)
    assert found.powers == powers
    check_step(lift, NoValueAtInfinity(), found, (BoundedBelow(ZERO),), "step")


def test_the_choices_of_rho() -> None:
    for n in (2, 3, 4):
        choices = radial_choices(n)
        assert len(set(choices)) == len(choices) == n + 3
        assert choices[0] == ((Fraction(1),) * n, (1,) * n)
        assert all(len(w) == len(k) == n and min(w) >= 1 and set(k) <= {1, 2} for w, k in choices)


# both signs far out, with smaller and smaller values
@pytest.mark.parametrize("text", ["x*y/((1+x^2)*(1+y^2))", "x/((1+x^2)*(1+y^2))"])
def test_far_level_sets_with_smaller_values(text: str) -> None:
    lift = lifted(text)
    found = find_no_value_at_infinity(lift, Fraction(-2), SETTINGS)
    assert isinstance(found, TangencyProof)
    check_step(lift, NoValueAtInfinity(), found.evidence, (BoundedBelow(Fraction(-2)),), "step")
    assert LowerFarOut.__name__ in kinds(found.evidence)


# the infimum is irrational and lies at infinity
@pytest.mark.parametrize("text", ["x^4-x+1/(1+y^2)", "x^4+x^2-x+1/(2+y^2)"])
def test_an_irrational_infimum_at_infinity(text: str) -> None:
    lift = lifted(text)
    critical = find_critical_values(lift, SETTINGS)
    assert not isinstance(critical, Open)
    lower = BoundedBelow(Fraction(-1))
    found = find_no_value_at_infinity(lift, lower.bound, SETTINGS, critical[0])
    assert isinstance(found, CommonProof)
    assert found.critical
    for claim, evidence in found.lists:
        check_step(lift, claim, evidence, (), "step")
    premises = (*(claim for claim, _ in found.lists), lower, critical[0])
    check_step(lift, NoValueAtInfinity(), CommonValues(), premises, "step")
    assert isinstance(find_no_value_at_infinity(lift, lower.bound, MorseSardSettings(time_limit=8.0)), Open)


def test_what_one_rho_leaves_over_is_listed() -> None:
    lift = lifted("(x*y-1)^2+(z*w-1)^2+x^2")
    floor = Floor(lift, SETTINGS, ZERO)
    lists = ValueLists(lift, floor, None)
    search = DescendingSearch(lift, floor, SETTINGS, Deadline.after(60.0), (Fraction(1),) * 4, (1,) * 4)
    search.lenient = True
    found = search.run()
    assert isinstance(found, Tangency)
    assert set(map(as_rational, left_over(found.tree))) == {Fraction(1)}
    claim, evidence = as_list(found, floor.value)
    check_step(lift, claim, evidence, (), "step")
    lists.add_tangency(found)
    assert {as_rational(v) for v in lists.common} >= {Fraction(1)}
    assert lists.conclude() is None
    assert rational(1) in claim.values
