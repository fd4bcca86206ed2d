"""Positivity by normal forms alone, before any semidefinite program.  Soundness-critical: no.

Modulo the equations of a branch many inequalities become trivial: the normal form is a positive constant, a positive
multiple of a product of strict facts, or a positive constant plus even monomials with positive coefficients.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement

from tameproof.morse_sard.branch import Branch, even_squares, is_even_and_positive, negate
from tameproof.proofs.kernel.evidence import ProductTerm, Psatz, Squares
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic.budget import Deadline

MAX_FACTORS = 3
MAX_SQUARE_DEGREE = 24
MAX_PRODUCT_DEGREE = 24


def strict_products(branch: Branch, deadline: Deadline) -> Iterator[tuple[tuple[int, ...], Polynomial]]:
    """Yield (fact indices, normal form of the product) for products of a few strict facts."""
    strict = [(i, f.polynomial) for i, f in branch.inequalities() if f.kind is FactKind.POSITIVE]
    small = [(i, p.degree, branch.normal_form(p, deadline)) for i, p in strict if p.degree <= 12][:8]
    for size in range(1, MAX_FACTORS + 1 if len(small) <= 4 else 2):
        for group in combinations_with_replacement(small, size):
            if sum(d for _, d, _ in group) <= MAX_PRODUCT_DEGREE:
                form = ONE
                for _, _, p in group:
                    form = branch.normal_form(form * p, deadline)
                yield tuple(i for i, _, _ in group), form


def _product_of(indices: tuple[int, ...], branch: Branch) -> Polynomial:
    product = ONE
    for i in indices:
        product = product * branch.context.facts[i].polynomial
    return product


def find_exact_positivity(q: Polynomial, branch: Branch, deadline: Deadline) -> Psatz | None:
    """Return evidence for q > 0 on the branch that needs no search beyond normal forms, or None."""
    r = branch.normal_form(q, deadline)
    constant = r.as_constant()
    if constant is not None and constant <= 0:
        return None
    if is_even_and_positive(r):
        combination = branch.combination(q - r, deadline)
        if combination is not None:
            return Psatz(r.coefficient(()), Squares(even_squares(r)), (), combination)
    for indices, form in strict_products(branch, deadline):
        ratio = _ratio(r, form)
        if ratio is not None and ratio > 0:
            combination = branch.combination(q - _product_of(indices, branch).scale(ratio), deadline)
            if combination is not None:
                return Psatz(ratio, combination=combination, unit=indices)
    return _product_of_square_facts(q, r, branch, deadline)


def square_facts(branch: Branch) -> dict[Polynomial, tuple[int, Polynomial]]:
    """Return p -> (fact index, polynomial of the fact) for the facts c p^2 > 0 with c > 0."""
    from tameproof.symbolic._flint import factor

    out: dict[Polynomial, tuple[int, Polynomial]] = {}
    for i, f in branch.inequalities():
        if f.kind is not FactKind.POSITIVE or f.polynomial.degree > MAX_SQUARE_DEGREE or f.polynomial.degree == 0:
            continue
        content, rows = factor(f.polynomial)
        if content > 0 and len(rows) == 1 and rows[0][1] == 2:
            out.setdefault(rows[0][0], (i, f.polynomial))
    return out


def _product_of_square_facts(q: Polynomial, r: Polynomial, branch: Branch, deadline: Deadline) -> Psatz | None:
    """Return evidence for q > 0 if its normal form r is a positive multiple of a product of square facts."""
    from tameproof.symbolic._flint import factor

    if r.is_zero or r.degree > 2 * MAX_SQUARE_DEGREE:
        return None
    known = square_facts(branch)
    if not known:
        return None
    content, rows = factor(r)
    if content <= 0 or any(e % 2 or p not in known for p, e in rows):
        return None
    unit = tuple(sorted(known[p][0] for p, e in rows for _ in range(e // 2)))
    ratio = _ratio(r, _product_of(unit, branch))
    if ratio is None or ratio <= 0:
        return None
    combination = branch.combination(q - r, deadline)
    return None if combination is None else Psatz(ratio, combination=combination, unit=unit)


def find_exact_contradiction(branch: Branch, deadline: Deadline) -> Psatz | None:
    """Return evidence that the branch is empty that needs no search beyond normal forms, or None."""
    combination = branch.combination(ONE, deadline)
    if combination is not None:
        return Psatz(Fraction(1), combination=negate(combination))
    for i in branch.basis.leading:
        p = branch.basis.elements[i]
        for sign in (1, -1):
            r = p.scale(sign)
            if is_even_and_positive(r):
                combination = branch.combination(r, deadline)
                if combination is not None:
                    return Psatz(r.coefficient(()), Squares(even_squares(r)), (), negate(combination))
    for indices, form in strict_products(branch, deadline):
        if form.is_zero:
            combination = branch.combination(_product_of(indices, branch), deadline)
            if combination is not None:
                return Psatz(Fraction(1), combination=negate(combination), unit=indices)
    for index, fact in branch.inequalities():
        form = branch.normal_form(fact.polynomial, deadline)
        if is_even_and_positive(-form):
            # 0 = c + squares + fact + combination of equations
            combination = branch.combination(fact.polynomial - form, deadline)
            if combination is not None:
                term = ProductTerm((index,), Squares(((Fraction(1), ONE),)))
                return Psatz(-form.coefficient(()), Squares(even_squares(-form)), (term,), negate(combination))
    return None


def _ratio(p: Polynomial, q: Polynomial) -> Fraction | None:
    """Return c with p = c q, or None (also for q = 0)."""
    if q.is_zero or p.is_zero or p.terms.keys() != q.terms.keys():
        return None
    m = min(q.terms)
    c = Fraction(p.terms[m], p.denominator) / Fraction(q.terms[m], q.denominator)
    return c if p == q.scale(c) else None


__all__ = ["find_exact_contradiction", "find_exact_positivity", "square_facts", "strict_products"]
