"""Strict saddles: directions of negative curvature on sets of critical points."""

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.facts import Fact, equation
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos import find_negative_curvature
from tameproof.sos.identity import is_proof
from tameproof.sos.negative_curvature import curvature
from tameproof.symbolic.outcome import Open


def critical_at(lifted: Lift, value: int) -> tuple[Fact, ...]:
    level = equation(lifted.objective - Polynomial.constant(Fraction(value)))
    return (*(equation(g) for g in lifted.gradient), level)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(x*y - 1)^2", 1),
        ("x^2 - y^2", 0),
        ("(x1*y1 - 1)^2 + (x2*y1 - 1)^2 + (x2*y2 - 1)^2", 3),  # the origin
        ("(x1*y1 - 1)^2 + (x2*y1 - 1)^2 + (x2*y2 - 1)^2", 2),  # two unbounded curves
        ("(x1*y1 - 2)^2 + (x1*y2)^2 + (x2*y1)^2 + (x2*y2 - 1)^2", 4),
        ("(x1*y1 - 2)^2 + (x1*y2)^2 + (x2*y1)^2 + (x2*y2 - 1)^2", 5),
    ],
)
def test_strict_saddles(xy, text: str, value: int) -> None:
    lifted = xy.lift(text)
    facts = critical_at(lifted, value)
    found = find_negative_curvature(lifted.hessian, facts, degree=2)

    assert not isinstance(found, Open)
    directions, psatz = found
    assert all(w > 0 for w, _ in directions)
    assert is_proof(curvature(lifted.hessian, directions), psatz, facts, strict=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(x*y - 1)^2", 0),  # global minima
        ("(x*y*z - 1)^2", 1),  # a saddle of order 3
        ("x^3", 0),
    ],
)
def test_points_without_negative_curvature(xy, text: str, value: int) -> None:
    lifted = xy.lift(text)

    assert isinstance(find_negative_curvature(lifted.hessian, critical_at(lifted, value), degree=2), Open)
