"""Random functions of one variable against an independent decision: every one is decided, and rightly."""

from __future__ import annotations

import pytest

from tameproof.api import Verdict, certify, read_objective
from tameproof.morse_sard.monotone_pieces import find_infimum_of_pieces, find_monotone_pieces
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import NoSpuriousSetwiseMinima
from tameproof.proofs.kernel.lift import lift
from tameproof.symbolic.outcome import Open
from tests.property.line_oracle import Truth, decide
from tests.property.random_line_functions import random_line_functions

pytestmark = pytest.mark.property

SEED = 20311
SMALL = 80
LARGE = 400


def verdict_of_the_table(text: str) -> Truth | str:
    """Return the answer of the table of monotone pieces, with its evidence checked; or why there is none."""
    lifted = lift(read_objective(text), ("x",))
    found = find_monotone_pieces(lifted)
    if isinstance(found, Open):
        return found.reason
    check_step(lifted, found[0], found[1], (), "step")
    return Truth.CERTIFIED if isinstance(found[0], NoSpuriousSetwiseMinima) else Truth.REFUTED


def test_the_table_decides_a_small_sample() -> None:
    wrong = []
    for _, text in random_line_functions(SMALL, SEED):
        truth = decide(read_objective(text))
        if truth is not Truth.UNDEFINED and verdict_of_the_table(text) is not truth:
            wrong.append((text, truth))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("text", [text for _, text in random_line_functions(LARGE, SEED)])
def test_certify_decides_a_large_sample(text: str) -> None:
    truth = decide(read_objective(text))
    report = certify(text, timeout=30)
    assert report.bugs == []
    assert report.verdict.value == ("undecided" if truth is Truth.UNDEFINED else truth.value)
    if truth is not Truth.UNDEFINED:
        assert report.verdict is not Verdict.UNDECIDED


# the independent decision itself, on functions that are decided by hand
KNOWN = {
    "x^2": Truth.CERTIFIED,
    "x": Truth.CERTIFIED,
    "3+0*x": Truth.CERTIFIED,
    "x^3-3*x": Truth.REFUTED,  # not bounded below
    "(x^2-2)^2*(x^2-3)^2": Truth.CERTIFIED,  # equal minima at different irrational points
    "(x^2-2)^2*(x^2-3)^2+x/10^9": Truth.REFUTED,
    "1/(1+x^2)": Truth.CERTIFIED,
    "x^2*(1+x^2)/(1+x^4)": Truth.REFUTED,  # the limit at both ends
    "max(x^2-1,0)": Truth.CERTIFIED,
    "min(x^2,1)": Truth.REFUTED,  # a half line
    "max(x,0)+min(x+1,0)": Truth.REFUTED,  # a plateau between
    "abs(x)/x": Truth.UNDEFINED,
    "1/(max(x,0)-min(x,0))": Truth.UNDEFINED,
    "x/(abs(x)+abs(x-1))": Truth.REFUTED,
}


@pytest.mark.parametrize("text", KNOWN)
def test_the_independent_decision(text: str) -> None:
    assert decide(read_objective(text)) is KNOWN[text]


def test_the_infimum_of_a_small_sample() -> None:
    """Every function with a finite infimum has an exact one that the checker accepts."""
    for _, text in random_line_functions(20, SEED + 1):
        lifted = lift(read_objective(text), ("x",))
        if decide(read_objective(text)) is Truth.UNDEFINED:
            continue
        found = find_infimum_of_pieces(lifted)
        if isinstance(found, Open):
            assert found.reason == "unbounded below"
        else:
            check_step(lifted, found[0], found[1], (), "step")
