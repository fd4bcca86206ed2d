"""Unused derived equations are dropped and the later facts renumbered."""

from fractions import Fraction

from tameproof.morse_sard.pruning import prune
from tameproof.proofs.kernel.evidence import Derive, Empty, PowerMembership, Psatz, SplitSign, SplitValue
from tameproof.proofs.kernel.polynomial import ONE, Polynomial

X = Polynomial.variable(0)


def derived(index):
    return PowerMembership(X, 1, ((index, ONE),))


def leaf(index):
    return Empty(Psatz(Fraction(1), combination=((index, -ONE),)))


def test_used_derivations_stay_and_later_facts_move():
    # facts 0, 1; derived 2 (unused), 3 (from 1), 4 (from 3); the leaf uses 4
    tree = Derive((derived(0), derived(1), derived(3)), leaf(4))
    assert prune(tree, 2) == Derive((derived(1), derived(2)), leaf(3))


def test_nothing_used_leaves_no_node():
    assert prune(Derive((derived(0),), leaf(0)), 1) == leaf(0)


def test_facts_of_splits_move_with_the_derivations():
    # the split adds fact 3 below the two derived facts 1 and 2
    tree = Derive((derived(0), derived(0)), SplitSign(X, leaf(3), leaf(2), leaf(3)))
    assert prune(tree, 1) == Derive((derived(0),), SplitSign(X, leaf(2), leaf(1), leaf(2)))


def test_nested_nodes():
    inner = Derive((derived(0), derived(0)), leaf(4))
    tree = SplitValue((Derive((derived(0),), inner),))
    assert prune(tree, 1, (1,)) == SplitValue((Derive((derived(0),), leaf(2)),))
