"""The objective as an increasing function of its simplest part, and the second attack on that part."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.check import Verdict, check_certificate
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.reductions import decide_by_increasing_function
from tameproof.settings import Settings
from tameproof.strategy import Attack
from tameproof.symbolic.increasing import Composition, find_increasing_function


@pytest.mark.parametrize(
    ("text", "inner", "outer", "lower"),
    [
        ("log(1+(x*y-1)^2)", "(x*y - 1)^2", "log(1 + t)", None),
        ("1-exp(-(x*y-1)^2)", "(x*y - 1)^2", "1 - exp(-t)", None),
        ("exp(-(x*y-1)^2)", "-(x*y - 1)^2", "exp(t)", None),
        ("(x*y-1)^2/(1+(x*y-1)^2)", "(x*y - 1)^2", "t/(1 + t)", 0),
        ("log(1+exp(-x*y))", "-x*y", "log(1 + exp(t))", None),
        ("log(1+(x*y-1)^2+(x-1)^2)", "1 + (x*y - 1)^2 + (x - 1)^2", "log(t)", None),
        ("sigmoid(abs(x)+abs(y))^2", "abs(x) + abs(y)", "sigmoid(t)^2", None),
    ],
)
def test_the_simplest_part_is_found(text: str, inner: str, outer: str, lower: int | None) -> None:
    end = None if lower is None else Fraction(lower)

    assert find_increasing_function(parse(text)) == Composition(inner, outer, end)


@pytest.mark.parametrize(
    "text", ["(x*y-1)^2", "2*(x*y-1)^2+3", "x^2/(1+y^2)", "abs(x*y-1)", "exp(x)+y", "exp(t*x)", "3"]
)
def test_there_is_none(text: str) -> None:
    assert find_increasing_function(parse(text)) is None


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("1-exp(-(x*y-1)^2)", Verdict.CERTIFIED),
        ("(x*y-1)^2/(1+(x*y-1)^2)", Verdict.CERTIFIED),
        ("log(1+(x*y-1)^2+(x-1)^2)", Verdict.REFUTED),
    ],
)
def test_a_conclusion_is_carried_over(text: str, verdict: Verdict) -> None:
    tree = parse(text)
    attack = Attack(tree, lift(tree), Settings(timeout=60), lambda _proof, _finding: None)
    attack.worker.start()
    if attack.lift.obligations:
        assert attack.settle_side_conditions()

    with attack.worker:
        assert decide_by_increasing_function(attack, 1.0) is verdict

    assert attack.bugs == []
    accepted = check_certificate(attack.proof.certificate(text, {}), tree)
    assert accepted.verdict is verdict
    assert "increasing-function" in accepted.theorems
