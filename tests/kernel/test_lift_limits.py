"""Objectives whose lift would be too large are refused at once."""

from __future__ import annotations

import pytest

from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse


@pytest.mark.parametrize("function", ["sigmoid", "tanh"])
def test_functions_inside_functions(function: str) -> None:
    with pytest.raises(InputError) as caught:
        lift(parse(f"{function}(" * 30 + "x" + ")" * 30))

    assert caught.value.code == "E120"
    assert len(lift(parse(f"{function}(" * 8 + "x" + ")" * 8)).jacobian) == 8
