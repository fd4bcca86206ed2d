"""Ideals over Q: membership with exact cofactors.  Soundness-critical: no (every identity is expanded before return).

Equations are pairs (fact index, polynomial).  A membership is shown either by a combination of the equations alone,
or, much smaller for most systems, by derived equations (elements of a Groebner basis, each an explicit combination
of earlier ones) followed by a combination of those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Combination, PowerMembership
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.symbolic._flint import primitive_part
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.division import MAX_BITS, MonomialOrder, divide_polynomial
from tameproof.symbolic.groebner import TracedBasis, find_traced_basis
from tameproof.symbolic.macaulay import find_bounded_combination

__all__ = [
    "DerivedCombination",
    "Equation",
    "FactIndex",
    "find_combination",
    "find_derived_combination",
    "find_derived_power",
    "find_power_combination",
    "groebner_basis",
    "is_member",
    "make_derivations",
    "traced_basis",
]

Equation: TypeAlias = tuple[int, Polynomial]  # (fact index, polynomial)

MAX_COFACTOR_TERMS = 2000
LARGE_BITS = 512  # coefficients above this size: look for short elements first
_CACHE: dict[tuple[tuple[Polynomial, ...], int, int], TracedBasis] = {}
_CACHE_SIZE = 32


@dataclass(frozen=True, slots=True)
class FactIndex:
    """The fact index of each element of a traced basis that is used."""

    index: Mapping[int, int]

    def rename(self, combination: Combination) -> Combination:
        """Return the combination with elements replaced by fact indices, sorted."""
        merged: dict[int, Polynomial] = {}
        for i, q in combination:
            j = self.index[i]
            merged[j] = merged[j] + q if j in merged else q
        return tuple((j, q) for j, q in sorted(merged.items()) if not q.is_zero)


@dataclass(frozen=True, slots=True)
class DerivedCombination:
    """polynomial^exponent = sum cofactor * fact, where the facts include the derived equations, in order."""

    polynomial: Polynomial
    exponent: int
    derivations: tuple[PowerMembership, ...]
    combination: Combination


def traced_basis(
    generators: tuple[Polynomial, ...], nvars: int, deadline: Deadline, *, known: int = 0, max_bits: int = MAX_BITS
) -> TracedBasis:
    """Return a traced Groebner basis, from a small cache when the same ideal was asked for before.

    ``known``: so many generators at the beginning, all nonzero, already are a Groebner basis of their ideal.
    ``max_bits``: size of a coefficient at which BudgetExceeded is raised.
    """
    key = (generators, nvars, known)
    found = _CACHE.get(key)
    if found is None:
        found = _compute_basis(generators, nvars, deadline, known, max_bits)
        while len(_CACHE) >= _CACHE_SIZE:
            _CACHE.pop(next(iter(_CACHE)))
        _CACHE[key] = found
    return found


def _compute_basis(
    generators: tuple[Polynomial, ...], nvars: int, deadline: Deadline, known: int, max_bits: int = MAX_BITS
) -> TracedBasis:
    """Return a traced basis; where coefficients grow, elements that linear algebra finds first keep them small."""
    if not known or max_bits <= LARGE_BITS:
        return find_traced_basis(generators, nvars, deadline, known=known, max_bits=max_bits)
    try:
        return find_traced_basis(generators, nvars, deadline, known=known, max_bits=LARGE_BITS)
    except BudgetExceeded:
        deadline.check()
    from tameproof.symbolic.basis_extension import find_seeds

    seeds: list[tuple[Polynomial, Combination]] = []
    for place in sorted(range(known, len(generators)), key=lambda k: _rank(generators[k])):
        if not generators[place].is_zero and not seeds:  # none for an element of the ideal of the known ones
            for seed in find_seeds(generators[:known], generators[place], nvars, deadline):
                seeds.append((seed.element, tuple((place if i == known else i, q) for i, q in seed.combination)))
    return find_traced_basis(generators, nvars, deadline, known=known, max_bits=max_bits, seeds=seeds)


def groebner_basis(
    generators: Sequence[Polynomial], nvars: int, deadline: Deadline, *, known: Sequence[Polynomial] = ()
) -> tuple[Polynomial, ...]:
    """Return the reduced degrevlex Groebner basis, primitive integer polynomials, smallest leading monomial first.

    ``known``: further generators, which already are a Groebner basis of their ideal (as returned by this function).
    Raises BudgetExceeded when the deadline passes.  (1) if there are no complex zeros; empty for the zero ideal.
    """
    live = tuple(sorted({primitive_part(g) for g in generators if not g.is_zero}, key=_rank))
    if any(g.degree == 0 for g in (*live, *known)):
        return (ONE,)
    basis = _compute_basis((*known, *live), nvars, deadline, len(known))
    order = MonomialOrder(nvars)
    minimal = sorted((basis.elements[i] for i in basis.leading), key=order.leading)
    out: list[Polynomial] = []
    for p in minimal:  # tails contain smaller monomials only, so earlier elements suffice
        out.append(primitive_part(divide_polynomial(p, out, nvars, deadline)[1]))
    return tuple(out)


def _rank(p: Polynomial) -> tuple[int, int, list[tuple[int, int]]]:
    return (p.degree, len(p), sorted(p.terms.items()))


def make_derivations(
    basis: TracedBasis, used: Sequence[int], equations: Sequence[Equation], first_derived: int
) -> tuple[tuple[PowerMembership, ...], FactIndex]:
    """Return the derivations of the used elements (with their ancestors) and the fact index of every element.

    Args:
        basis: traced basis of the polynomials of ``equations``, in this order.
        used: indices of the elements that will be referred to.
        equations: (fact index, polynomial) pairs.
        first_derived: fact index of the first derived equation; the others follow.
    """
    index = {i: fact for i, (fact, _) in enumerate(equations)}
    renamed = FactIndex(index)
    out = []
    for position, k in enumerate(basis.ancestors(used)):
        derivation = basis.derivations[k]
        if derivation is None:
            raise ArithmeticError("a generator has no derivation")
        if sum_of_products((q, basis.elements[i]) for i, q in derivation) != basis.elements[k]:
            raise ArithmeticError("a derivation of the basis is not an identity")
        out.append(PowerMembership(basis.elements[k], 1, renamed.rename(derivation)))
        index[k] = first_derived + position
    return tuple(out), renamed


def is_member(p: Polynomial, generators: Sequence[Polynomial], nvars: int, deadline: Deadline) -> bool | None:
    """Return whether p lies in the ideal of the generators (None: out of time)."""
    try:
        return traced_basis(tuple(generators), nvars, deadline).divide(p, deadline)[1].is_zero
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return None


def find_combination(
    p: Polynomial,
    generators: Sequence[Polynomial],
    nvars: int,
    *,
    deadline: Deadline,
    max_terms: int = MAX_COFACTOR_TERMS,
) -> Combination | None:
    """Return ((index, cofactor), ...) with p = sum cofactor * generators[index], exactly.

    Tries division by the generators, linear algebra in low degree, the trace of a Groebner basis, and Singular's
    ``lift`` if that program is installed; the first success is returned.

    Args:
        p: the polynomial.
        generators: polynomials over Q in the variables 0, ..., nvars - 1.
        nvars: number of variables.
        deadline: when to give up.
        max_terms: largest number of terms of a cofactor.

    Returns:
        A verified combination (indices are positions in ``generators``), or None.  None is no proof that p is not in
        the ideal.
    """
    combination = _find_combination(p, generators, nvars, deadline, max_terms)
    if combination is not None and sum_of_products((q, generators[i]) for i, q in combination) != p:
        raise ArithmeticError("a combination is not an identity")
    return combination


def _find_combination(
    p: Polynomial, generators: Sequence[Polynomial], nvars: int, deadline: Deadline, max_terms: int
) -> Combination | None:
    try:
        quotients, remainder = divide_polynomial(p, generators, nvars, deadline)
        if remainder.is_zero:
            return quotients
        start = max([p.degree, *(g.degree for g in generators)], default=0)
        for degree in range(p.degree, start + 1):
            found = find_bounded_combination(p, generators, degree, deadline, max_columns=300)
            if found is not None:
                return found
        basis = traced_basis(tuple(generators), nvars, deadline.part(0.5))
        combination, normal_form = basis.divide(p, deadline)
        if not normal_form.is_zero:
            return None
        for degree in range(start + 1, start + 3):
            found = find_bounded_combination(p, generators, degree, deadline, max_columns=300)
            if found is not None:
                return found
        flat = basis.flatten(combination, max_terms, deadline)
        if flat is not None:
            return flat
        for degree in range(start, start + 4):
            found = find_bounded_combination(p, generators, degree, deadline)
            if found is not None:
                return found
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        pass
    from tameproof.symbolic.singular import find_lift

    return find_lift(p, generators, nvars, deadline=deadline, max_terms=max_terms)


def find_power_combination(
    p: Polynomial,
    generators: Sequence[Polynomial],
    nvars: int,
    *,
    max_power: int,
    deadline: Deadline,
    max_terms: int = MAX_COFACTOR_TERMS,
) -> tuple[int, Combination] | None:
    """Return (k, combination) with p^k = sum cofactor * generators[index] and 1 <= k <= max_power.

    Returns:
        The least such k for which a verified combination was found, or None (no proof that p does not vanish on the
        zero set).
    """
    power = ONE
    try:
        basis = traced_basis(tuple(generators), nvars, deadline)
        for k in range(1, max_power + 1):
            power = power * p
            if basis.divide(power, deadline)[1].is_zero:
                found = find_combination(power, generators, nvars, deadline=deadline, max_terms=max_terms)
                return None if found is None else (k, found)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        pass
    return None


def find_derived_combination(
    p: Polynomial, equations: Sequence[Equation], nvars: int, *, first_derived: int, deadline: Deadline
) -> DerivedCombination | None:
    """Return p as a combination of the equations and of equations derived from them, or None.

    Args:
        p: the polynomial.
        equations: (fact index, polynomial) pairs.
        nvars: number of variables.
        first_derived: fact index that the first derived equation will get.
        deadline: when to give up.

    Returns:
        A verified DerivedCombination of exponent 1; None if p is not in the ideal or the time is over.
    """
    return find_derived_power(p, equations, nvars, max_power=1, first_derived=first_derived, deadline=deadline)


def find_derived_power(
    p: Polynomial,
    equations: Sequence[Equation],
    nvars: int,
    *,
    max_power: int,
    first_derived: int,
    deadline: Deadline,
) -> DerivedCombination | None:
    """Return the least power of p (up to max_power) that lies in the ideal, with derivations, or None."""
    try:
        basis = traced_basis(tuple(q for _, q in equations), nvars, deadline)
        power = ONE
        for k in range(1, max_power + 1):
            power = power * p
            combination, normal_form = basis.divide(power, deadline)
            if not normal_form.is_zero:
                continue
            if sum_of_products((q, basis.elements[i]) for i, q in combination) != power:
                raise ArithmeticError("division with quotients is not an identity")
            derivations, index = make_derivations(basis, [i for i, _ in combination], equations, first_derived)
            return DerivedCombination(p, k, derivations, index.rename(combination))
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        pass
    return None
