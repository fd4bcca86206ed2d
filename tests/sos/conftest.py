"""Shared helpers: polynomials written as formulas."""

import pytest

from tameproof.proofs.kernel.facts import Fact, equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial

KINDS = {"=": equation, ">=": nonnegative, ">": positive}


def read_facts(reader, *texts: str) -> tuple[Fact, ...]:
    facts = []
    for text in texts:
        left, kind, _ = text.rsplit(" ", 2)
        facts.append(KINDS[kind](reader(left)))
    return tuple(facts)


class Reader:
    """Reads formulas as polynomials over a fixed list of variables."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def __call__(self, text: str) -> Polynomial:
        allowed = {name: Polynomial.variable(i) for i, name in enumerate(self.names)}
        lifted = self.lift(text)
        values = {i: allowed[name] for i, name in enumerate(lifted.variables)}
        return lifted.objective.substitute(values)

    @staticmethod
    def lift(text: str) -> Lift:
        return lift(parse(text))


@pytest.fixture
def xy() -> Reader:
    return Reader("x", "y")


@pytest.fixture
def completion() -> Reader:
    return Reader("x1", "x2", "y1", "y2")
