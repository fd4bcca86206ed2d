"""Spurious minima of piecewise objectives at simple points, found without critical values."""

from __future__ import annotations

import pytest

from tameproof.morse_sard.grid_minima import find_grid_minimum
from tameproof.morse_sard.outcome import SpuriousPoint
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse


@pytest.mark.parametrize(
    "text",
    [
        "max(abs(x*y-1),abs(x-1))",
        "abs(x*y-2)+abs(x)",
        "min(x^2+y^2,(x-2)^2+y^2+1)",
        "max(0,1-x*y)+abs(x)",
        "abs(x^2-1)+abs(x*y)",
    ],
)
def test_found(text: str) -> None:
    lifted = lift(parse(text))

    found = find_grid_minimum(lifted, MorseSardSettings(time_limit=30))

    assert isinstance(found, SpuriousPoint)
    check_step(lifted, found.claim, found.evidence, (), "step")


@pytest.mark.parametrize(
    "text", ["abs(x*y-1)", "(x^2-1)^2", "abs(x)+abs(y)", "max(abs(x*y-1),abs(x))", "abs(abs(x)-1)+y^2"]
)
def test_none_is_claimed(text: str) -> None:
    assert not isinstance(find_grid_minimum(lift(parse(text)), MorseSardSettings(time_limit=5)), SpuriousPoint)
