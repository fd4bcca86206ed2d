"""Coordinates in which an objective has fewer terms: exact inverses, the same function, and the second attack."""

from __future__ import annotations

import pytest

from tameproof.proofs.kernel.check import Verdict, check_certificate
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.coordinates import lift_composed
from tameproof.reductions import decide_in_other_coordinates
from tameproof.settings import Settings
from tameproof.strategy import Attack
from tameproof.symbolic.coordinates import find_sparser_coordinates

SPARSER = [
    ("((2*x + y)*(x + y) - 1)^2 + (2*x + y - 1)^2", "(u1*u2 - 1)^2 + (u1 - 1)^2"),
    ("x^2/((x^2 + y)^2 + 1)", "u1^2/(u2^2 + 1)"),
    ("(x^2 + 1)*(x*(2*x^2 + y) - 1)^2", "(u1^2 + 1)*(u1*u2 - 1)^2"),
    ("abs((x + y)*(x - y) - 1) + abs(x + y)", "abs(u1*u2 - 1) + abs(u1)"),
    ("(a + 2*b - c)^2 + ((a + 2*b - c)*(b + c) - 1)^2 + c^2", "u1^2 + (u1*u2 - 1)^2 + u3^2"),
    ("(x + y)^2 + exp(x + y)", "u1^2 + exp(u1) + 0*u2"),
    ("(u1 + v)^2 + u1", "uu1^2 - uu2 + uu1"),
]
EXPANDED = [
    "max(abs(x + y) - 1, x - y)",
    "4*x^4 + 12*x^3*y + 13*x^2*y^2 + 6*x*y^3 - 2*x*y - 4*x + y^4 - y^2 - 2*y + 2",
    "2*x^6 - 4*x^5 - 4*x^4*y + 4*x^4 + 8*x^3*y + 2*x^3 + 2*x^2*y^2 - 8*x^2*y - 4*x*y^2 - 2*x*y + 4*y^2 + 1",
    "x^4 + 4*x^3*y + 6*x^2*y^2 + 4*x*y^3 + y^4 + x*y + y^2",
]


@pytest.mark.parametrize("text", [t for t, _ in SPARSER] + EXPANDED)
def test_the_function_is_the_same_and_shorter(text: str) -> None:
    tree = parse(text)
    f = lift(tree)
    there = find_sparser_coordinates(tree, f)

    assert there is not None
    inner = dict(zip(there.variables, there.forward, strict=True))
    composed = lift_composed(parse(there.objective), f.variables, inner)
    assert (composed.objective, composed.facts, composed.lifted) == (f.objective, f.facts, f.lifted)
    for first, second in ((there.forward, there.backward), (there.backward, there.forward)):
        values = dict(enumerate(first))
        assert [p.substitute(values) for p in second] == [Polynomial.variable(i) for i in range(len(second))]
    assert len(lift(parse(there.objective)).objective) <= len(f.objective)


@pytest.mark.parametrize(("text", "expected"), SPARSER[:-1])
def test_the_text_keeps_its_structure(text: str, expected: str) -> None:
    tree = parse(text)
    there = find_sparser_coordinates(tree, lift(tree))

    assert there is not None
    assert there.objective == expected


@pytest.mark.parametrize(
    "text", ["x^2", "(x*y - 1)^2", "x^2*y^2 + x^2", "abs(x) + abs(y)", "exp(x*y)", "3 + 0*x", "1/(1 + x^2*y^2)"]
)
def test_nothing_shorter(text: str) -> None:
    tree = parse(text)

    assert find_sparser_coordinates(tree, lift(tree)) is None


def test_a_conclusion_is_carried_over() -> None:
    text = "((2*x + y)*(x + y) - 1)^2 + (2*x + y - 1)^2"
    tree = parse(text)
    there = find_sparser_coordinates(tree, lift(tree))
    assert there is not None
    attack = Attack(tree, lift(tree), Settings(timeout=60), lambda _proof, _finding: None)

    with attack.worker:
        verdict = decide_in_other_coordinates(attack, there)

    assert verdict is Verdict.REFUTED
    assert attack.bugs == []
    assert [f.label for f in attack.findings] == ["H2", "H3", "H4", "X"]
    accepted = check_certificate(attack.proof.certificate(text, {}), tree)
    assert accepted.verdict is Verdict.REFUTED
    assert "coordinates" in accepted.theorems
