"""Explicit bounds on trajectories: rational, larger than what the flow does, and honest when there is none."""

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.rules.trajectory_ball import root_above
from tameproof.sos.simulation import flow_paths, run_descent, uniform_starts
from tameproof.symbolic.outcome import Open
from tameproof.trajectories import trajectory_bound

CASES = [
    ("(x^2-1)^2", ["2"], "Proper"),
    ("(x*y-1)^2", ["3", "-2"], "Proper"),
    ("(a*b*c*d*e-1)^2", ["1", "2", "3", "-1", "1/2"], "BalancedLayers"),
    ("(u*v*w*(a+2*b)-1)^2", ["1", "1", "2", "2", "-1/2"], "BalancedLayers"),
    ("x^2+y^2*(1-x)^4", ["2", "2"], "Proper"),
    ("(x*y-1)^2+(x^2-1)^2", ["1/2", "1/2"], "Proper"),
    ("x^2/(1+x^2)", ["2"], "Proper"),
]


@pytest.mark.parametrize(("text", "start", "method"), CASES)
def test_the_flow_stays_inside(text: str, start: list[str], method: str) -> None:
    import numpy as np

    found = trajectory_bound(text, start, timeout=10)
    assert not isinstance(found, Open)
    path = flow_paths(lift(parse(text)), np.array([[float(Fraction(s))] for s in start]), duration=20.0)[0][1]

    assert found.method == method
    assert float(np.sqrt((path**2).sum(axis=0)).max()) <= float(found.radius)
    check_certificate(found.certificate, parse(text))


def test_a_box_of_starts() -> None:
    found = trajectory_bound("(x*y-1)^2", [(-1, 1), (-1, 1)])

    assert not isinstance(found, Open)
    assert found.radius >= Fraction(7, 5)


def test_no_bound() -> None:
    assert isinstance(trajectory_bound("(x*y-1)^2+(x-1)^2", [1, 1], timeout=2), Open)


def test_starts_are_exact() -> None:
    with pytest.raises(TypeError):
        trajectory_bound("(x*y-1)^2", [0.5, 1])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="2 coordinates"):
        trajectory_bound("(x*y-1)^2", [1])


@pytest.mark.parametrize("value", [Fraction(0), Fraction(1, 3), Fraction(2), Fraction(50, 7)])
def test_upper_bounds_are_upper_bounds(value: Fraction) -> None:
    assert value <= root_above(value, 2) ** 2 <= value + Fraction(1, 10**6)
    assert value <= root_above(value, 3) ** 3 <= value + Fraction(1, 10**6)


def test_descent_reaches_or_sticks() -> None:
    lifted = lift(parse("(x*y-1)^2 + (x-1)^2"))
    found = run_descent(lifted, uniform_starts(2, 60, 3.0, 0), step=0.01, iterations=3000)

    assert found.reached.any()
    assert (found.reached | found.stuck | found.diverged).all()
    assert found.values_float.min() < 1e-6
