"""Hypothesis 5' by Malgrange's inequality with generalised critical values as zeros."""

from fractions import Fraction

import pytest
from objectives import SETTINGS, lifted

from tameproof.morse_sard.trajectory_limits import find_trajectory_limits
from tameproof.proofs.kernel.algebraic import format_number
from tameproof.proofs.kernel.claims import BoundedTrajectories, GenericTrajectories, TrajectoryLimits
from tameproof.symbolic.outcome import Open

TABLE = [
    # no generalised critical value above the infimum, which is not attained
    ("(x*y-1)^2+x^2", GenericTrajectories, []),
    # 1 is one, but it is approached from below only
    ("(x*y-1)^2+(x^2-1)^2", BoundedTrajectories, []),
    # 1 is one, and some trajectories, here from an open set, escape with this limit
    ("(x*y-1)^2+(x-1)^2", TrajectoryLimits, ["1"]),
]


@pytest.mark.parametrize(("text", "kind", "values"), TABLE)
def test_limits(text: str, kind: type, values: list[str]) -> None:
    found = find_trajectory_limits(lifted(text), Fraction(0), None, SETTINGS)
    assert not isinstance(found, Open)
    claim, _ = found
    assert isinstance(claim, kind)
    assert [format_number(v) for v in getattr(claim, "values", ())] == values


@pytest.mark.parametrize("text", ["abs(x)+y^2", "x^2", "exp(x)+y^2"])
def test_other_functions_are_open(text: str) -> None:
    assert isinstance(find_trajectory_limits(lifted(text), Fraction(0), None, SETTINGS), Open)
