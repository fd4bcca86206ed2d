"""Objectives that are quadratic in a variable, and the second attack on their minimum over it."""

from __future__ import annotations

import pytest

from tameproof.proofs.kernel.check import Verdict, check_certificate
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.reductions import decide_by_partial_minimum, find_partial_minima
from tameproof.settings import Settings
from tameproof.strategy import Attack
from tameproof.symbolic.partial_minimum import find_quadratics


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(x*y-1)^2+(x-1)^2", [("x", "y^2 + 1", "y^2 - 2*y + 1", "y^2 + 1"), ("y", "x^2", "x^2 - 2*x + 1", "1")]),
        ("x^2+y^4-z*y", [("x", "1", "y^4 - y*z", "1")]),
        ("2*x^2+y^4", [("x", "2", "y^4", "1")]),
        ("x^4+x^2*y^4", []),
        ("x^2", []),
        ("exp(x)+x^2+abs(y)", []),
        ("x^2/(1+x^2)+y", []),
        ("(x^2+y)*(x^2-y)-x^4", [("y", "-1", "0 + 0*x", "1")]),
    ],
)
def test_quadratics(text: str, found: list[tuple[str, str, str, str]]) -> None:
    quadratics = list(find_quadratics(parse(text)))

    assert [(q.variable, q.square, q.numerator, q.denominator) for q in quadratics] == found


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("(x*y-1)^2+(x-5)^2", Verdict.REFUTED),
        ("(x*y-1)^2+x^2", Verdict.CERTIFIED),
        ("x^2+z^2-2*z*y+(y^2-1)^2+y", Verdict.REFUTED),
        ("(x-y^2)^2+(y*z-1)^2+z^2", Verdict.CERTIFIED),
        ("(x-1)^2+abs(abs(y)-1)", Verdict.CERTIFIED),
        ("(x-1)^2/(1+y^2)+min(y^2,1)", Verdict.REFUTED),
        ("(w*sigmoid(u)-1)^2+(w*sigmoid(2*u)-1)^2", Verdict.CERTIFIED),
        ("(w*sigmoid(u)-2)^2+(w*sigmoid(-u)+1)^2", Verdict.REFUTED),
        ("(x*y-1)^2", Verdict.UNDECIDED),
    ],
)
def test_a_conclusion_is_carried_over(text: str, verdict: Verdict) -> None:
    tree = parse(text)
    attack = Attack(tree, lift(tree), Settings(timeout=60), lambda _proof, _finding: None)
    with attack.worker:
        if attack.lift.obligations:
            assert attack.settle_side_conditions()

        assert decide_by_partial_minimum(attack, find_partial_minima(attack), 1.0) is verdict

    if verdict is not Verdict.UNDECIDED:
        accepted = check_certificate(attack.proof.certificate(text, {}), tree)
        assert accepted.verdict is verdict
        assert "partial-minimum" in accepted.theorems
