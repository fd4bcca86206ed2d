"""Exact expansion of Positivstellensatz identities.  Soundness-critical: no (the kernel repeats the check).

Every answer of this package passes through ``is_proof`` before it is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import lcm

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import FactoredGram, FieldSquares, Gram, Multiplier, Psatz, Squares, SumOfSquares
from tameproof.proofs.kernel.facts import Fact, FactKind, nonnegative, positive
from tameproof.proofs.kernel.field_squares import expand_field_squares
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.semidefinite import Matrix, check_factored, check_positive_semidefinite


def expand_squares(squares: SumOfSquares) -> Polynomial:
    """Return the polynomial that a sum of squares stands for (weights are not checked)."""
    match squares:
        case Squares(terms):
            return sum_of_products([(p.scale(w), p) for w, p in terms])
        case Gram(basis, matrix) | FactoredGram(basis, matrix, _):
            if all(len(p) == 1 for p in basis):
                return _expand_monomials(basis, matrix)
            pairs = []
            for i, row in enumerate(matrix):
                inner = [(basis[j], Polynomial.constant(c if i == j else 2 * c)) for j, c in enumerate(row) if c]
                pairs.append((basis[i], sum_of_products(inner)))
            return sum_of_products(pairs)
        case FieldSquares():
            return expand_field_squares(squares, "squares")


def _expand_monomials(basis: Sequence[Polynomial], matrix: Matrix) -> Polynomial:
    """Return ``basis' matrix basis`` for a basis of terms."""
    den = lcm(*(p.denominator for p in basis))
    terms = [(m, c * (den // p.denominator)) for p in basis for m, c in p.terms.items()]
    unit = lcm(*(c.denominator for row in matrix for c in row))
    out: dict[int, int] = {}
    for (a, factor), row in zip(terms, matrix, strict=True):
        for (b, other), c in zip(terms, row, strict=False):
            if c:
                value = factor * other * c.numerator * (unit // c.denominator)
                out[a + b] = out.get(a + b, 0) + 2 * value
        last = row[-1]  # the diagonal counts once
        out[2 * a] = out.get(2 * a, 0) - factor * factor * last.numerator * (unit // last.denominator)
    return Polynomial(out, unit * den * den)


def is_sum_of_squares(squares: SumOfSquares) -> bool:
    """Return whether the weights are nonnegative or the Gram matrix positive semidefinite; exact."""
    match squares:
        case Squares(terms):
            return all(w >= 0 for w, _ in terms)
        case Gram(_, matrix):
            return _passes(check_positive_semidefinite, matrix, "matrix")
        case FactoredGram(_, matrix, factor):
            return _passes(check_factored, matrix, factor, "factor")
        case FieldSquares():
            return _passes(expand_field_squares, squares, "squares")


def _passes(check: Callable[..., object], *arguments: object) -> bool:
    try:
        check(*arguments)
    except RejectedStep:
        return False
    return True


def product_of_facts(indices: Sequence[int], facts: Sequence[Fact]) -> Polynomial:
    """Return the product of the polynomials of the named facts."""
    result = ONE
    for i in indices:
        result = result * facts[i].polynomial
    return result


def expand(psatz: Psatz, facts: Sequence[Fact]) -> Polynomial:
    """Return the right side ``epsilon * unit + squares + sum products + sum cofactor * equation``, expanded."""
    pairs = [(expand_squares(psatz.squares), ONE)]
    pairs.append((product_of_facts(psatz.unit, facts), Polynomial.constant(psatz.epsilon)))
    for term in psatz.products:
        pairs.append((product_of_facts(term.facts, facts), expand_squares(term.squares)))
    pairs += [(facts[i].polynomial, cofactor) for i, cofactor in psatz.combination]
    return sum_of_products(pairs)


def expand_multiplier(multiplier: Multiplier, facts: Sequence[Fact]) -> Polynomial:
    """Return the multiplier of the claim, expanded."""
    sigma = expand_squares(multiplier.squares) + Polynomial.constant(multiplier.constant)
    return sigma * product_of_facts(multiplier.facts, facts)


def is_proof(q: Polynomial, psatz: Psatz, facts: Sequence[Fact], *, strict: bool, everywhere: bool = False) -> bool:
    """Return whether ``psatz`` proves q >= 0 (q > 0 if ``strict``) wherever the facts hold; exact.

    A multiplier with zeros is accepted only for a claim that is not strict and about all points (``everywhere``).
    """
    if psatz.contradiction:
        inner = replace(psatz, contradiction=False)
        negated = nonnegative(-q) if strict else positive(-q)
        return psatz.multiplier == Multiplier() and is_proof(ZERO, inner, (*facts, negated), strict=True)
    strictly = (FactKind.POSITIVE,)
    kinds = (FactKind.POSITIVE, FactKind.NONNEGATIVE)
    shapes = (
        psatz.epsilon >= 0
        and (psatz.epsilon > 0 or not (strict or psatz.unit))
        and psatz.multiplier.constant >= 0
        and (psatz.multiplier.constant > 0 or _may_vanish(psatz.multiplier, strict=strict, everywhere=everywhere))
        and all(facts[i].kind in strictly for i in (*psatz.unit, *psatz.multiplier.facts))
        and all(facts[i].kind in kinds for t in psatz.products for i in t.facts)
        and all(facts[i].kind is FactKind.EQUATION for i, _ in psatz.combination)
    )
    if not shapes:
        return False
    sums = [psatz.squares, psatz.multiplier.squares, *(t.squares for t in psatz.products)]
    if not all(is_sum_of_squares(s) for s in sums):
        return False
    return (expand_multiplier(psatz.multiplier, facts) * q - expand(psatz, facts)).is_zero


def _may_vanish(multiplier: Multiplier, *, strict: bool, everywhere: bool) -> bool:
    return everywhere and not strict and not multiplier.facts and not expand_squares(multiplier.squares).is_zero
