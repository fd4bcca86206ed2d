"""Objectives as sums and products of functions of separate variables."""

from __future__ import annotations

import pytest

from tameproof.proofs.kernel.evidence import SeparatePart, SeparateVariables
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.rules.separate_variables import check_separate_variables
from tameproof.symbolic.separate_variables import find_separations


@pytest.mark.parametrize(
    ("text", "product", "blocks"),
    [
        ("x^4 - x + 1/(1 + y^2)", False, ["x", "y"]),
        ("(x*y - 1)^2 + z^2 + (z*w - 1)^2 + 3", False, ["x y", "z w"]),
        ("(x + y)^2 + (x - y)^2", False, ["x", "y"]),
        ("exp(x) - abs(y) + max(z, 1)", False, ["x", "y", "z"]),
        ("(abs(x) + 1)^2 + (y - 2)^2 - 2*abs(x)", False, ["x", "y"]),
        ("x^2/(1 + y^2)", True, ["x", "y"]),
        ("3*(x*y - 1)^2*(1 + z^2) + 5", True, ["z", "x y"]),
        ("x^2*y^2 + x^2 + y^2 + 1", True, ["x", "y"]),
        ("-(x^2 + 1)*(-y^2 - 1)", True, ["x", "y"]),
    ],
)
def test_separations_are_those_of_the_checker(text: str, product: bool, blocks: list[str]) -> None:
    tree = parse(text)
    lifted = lift(tree)
    found = next(s for s in find_separations(tree, lifted) if s.product is product)

    assert sorted(" ".join(names) for _, names in found.parts) == sorted(blocks)
    parts = tuple(SeparatePart(part, names, ()) for part, names in found.parts)
    check_separate_variables(lifted, SeparateVariables(product, found.constant, parts), "step")


@pytest.mark.parametrize("text", ["x^2", "x*y + x^2", "(x*y - 1)^2 + z*x", "exp(x + y)", "x^2 + x*exp(y)"])
def test_no_separation(text: str) -> None:
    tree = parse(text)

    assert find_separations(tree, lift(tree)) == ()
