"""Conclusions carried over from other functions: which refusals mean that nothing follows, and which are bugs."""

from __future__ import annotations

import pytest

from tameproof.proofs.kernel.claims import NoSpuriousSetwiseMinima
from tameproof.proofs.kernel.evidence import ConvexInCoordinates, SingleVariable
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.second_attack import is_accepted
from tameproof.settings import Settings
from tameproof.strategy import Attack

# objective, F of (exp(x), y), whether it follows, whether a refusal is a bug
CASES = {
    "convex": ("(exp(x)-1)^2+y^2", "(x-1)^2+y^2", True, False),
    "another function": ("(exp(x)-1)^2+y^2", "(x-2)^2+y^2", False, False),
    "a root of what need not be positive": ("sqrt(exp(x)+1)+y^2", "sqrt(x+1)+y^2", False, False),
    "not convex": ("(exp(x)-1)^2-y^2", "(x-1)^2-y^2", False, True),
    "unreadable": ("(exp(x)-1)^2+y^2", "(x-1)^2+", False, False),
}


@pytest.mark.parametrize("name", CASES)
def test_only_refusals_without_a_conclusion_are_passed_over(name: str) -> None:
    objective, outer, follows, bug = CASES[name]
    tree = parse(objective)
    attack = Attack(tree, lift(tree), Settings(), lambda _proof, _finding: None)
    evidence = ConvexInCoordinates(outer, (SingleVariable("x", "exp(t)"),))
    assert is_accepted(attack, NoSpuriousSetwiseMinima(), evidence) is follows
    assert bool(attack.bugs) is bug
