"""Plateaus of networks with kinks: f is constant where every kink keeps its piece, kinks inside kinks included."""

from fractions import Fraction

import pytest

from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.evidence import Plateau
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.sos.constant_pieces import find_active_pieces, prove_constant_on_pieces
from tameproof.sos.plateaus import region_of
from tameproof.sos.regions import find_refutation
from tameproof.sos.settings import SosSettings

REFUTED = [
    "(v*relu(w)-1)^2",
    "(v*relu(w+b)-1)^2",
    "abs(v*relu(w)-1)",
    "(v*relu(w)-1)^2+(v*relu(2*w)-1)^2",
    "abs(v*relu(w)-1)+abs(v*relu(3*w)-2)",
    "abs(v*relu(1-abs(w))-1)",
    "(v*relu(relu(w)-1)-1)^2",
]


@pytest.mark.parametrize("text", REFUTED)
def test_dead_networks(text):
    own = lift(parse(text))
    found = find_refutation(own, 0, SosSettings())
    assert isinstance(found, tuple)
    claim, evidence = found
    assert claim == SpuriousSetwiseMinimum(at_infinity=True)
    assert isinstance(evidence, Plateau)
    check_step(own, claim, evidence, (), "step")


def test_no_proof_where_the_piece_is_not_constant():
    own = lift(parse("(v*relu(w)-1)^2"))
    alive = find_active_pieces(own, {0: Fraction(1), 1: Fraction(2), own.lifted[-1].index: Fraction(2)})
    assert alive is not None
    assert region_of(own, alive)
    assert prove_constant_on_pieces(own, Fraction(1), region_of(own, alive), alive) is None


def test_no_pieces_on_a_kink():
    own = lift(parse("(v*relu(w)-1)^2"))
    assert find_active_pieces(own, {0: Fraction(1), 1: Fraction(0), own.lifted[-1].index: Fraction(0)}) is None
