"""Splits and simplifications of a system of equations, with evidence.  Soundness-critical: no (all is re-expanded).

A product split shows that (a_1 ... a_r)^k is an explicit combination of the equations, so that every common zero is a
zero of some a_i.  Sources, in this order: given components, elements that vanish on some of them and together on all;
an element of the Groebner basis that factors; the finitely many values of a hint; a single variable that is zero or
not (saturation).  No a_i lies in the ideal, so every case adds an equation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Combination, PowerMembership
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.symbolic._flint import factor, primitive_part
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.decomposition import Component, find_saturation_split, polynomial_rank
from tameproof.symbolic.groebner import TracedBasis
from tameproof.symbolic.ideals import Equation, find_derived_power, make_derivations, traced_basis
from tameproof.symbolic.quotient import find_relation

__all__ = ["DerivedBasis", "ProductSplit", "find_derived_basis", "find_simplification", "find_split"]

MAX_POWER = 4
MAX_VALUES = 30
MAX_PAIRS = 6  # pairs of cases compared with each other
MAX_PRODUCTS = 60


@dataclass(frozen=True, slots=True)
class ProductSplit:
    """``(product of factors)^exponent`` is a combination of the equations and of the derived equations.

    The derived equations get the fact indices first_derived, first_derived + 1, ... of the search.
    """

    derivations: tuple[PowerMembership, ...]
    factors: tuple[Polynomial, ...]
    exponent: int
    combination: Combination


@dataclass(frozen=True, slots=True)
class DerivedBasis:
    """A minimal Groebner basis of the equations: derivations, and (fact index, polynomial) of its elements."""

    derivations: tuple[PowerMembership, ...]
    elements: tuple[Equation, ...]


def find_derived_basis(
    equations: Sequence[Equation], nvars: int, *, first_derived: int, deadline: Deadline
) -> DerivedBasis | None:
    """Return a minimal degrevlex Groebner basis of the equations with derivations, or None if out of time."""
    try:
        basis = traced_basis(tuple(p for _, p in equations), nvars, deadline)
        derivations, index = make_derivations(basis, basis.leading, equations, first_derived)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return None
    return DerivedBasis(derivations, tuple(sorted((index.index[i], basis.elements[i]) for i in basis.leading)))


def find_simplification(
    equations: Sequence[Equation],
    nvars: int,
    *,
    first_derived: int,
    deadline: Deadline,
    component: Component | None = None,
) -> tuple[PowerMembership, ...]:
    """Return derived equations that are simpler than the given ones: nilpotent elements of the quotient ring.

    Args:
        equations: (fact index, polynomial) pairs.
        nvars: number of variables.
        first_derived: fact index of the first derived equation; the others follow.
        deadline: when to give up.
        component: if the zero set is known to be this piece, its equations are tried.

    Returns:
        Derivations in order (with what they need), ending in at least one equation that is not in the ideal; empty
        if none was found, which does not show that the ideal is radical.
    """
    try:
        basis = traced_basis(tuple(p for _, p in equations), nvars, deadline)
        for k in _by_rank(basis):
            _, factors = factor(basis.elements[k])
            if all(e == 1 for _, e in factors):
                continue
            root = ONE
            for q, _ in factors:
                root = root * q
            if basis.divide(root, deadline)[1].is_zero:
                continue
            exponent = max(e for _, e in factors)
            derivations, combination = _from_element(basis, k, root, exponent, equations, first_derived)
            return (*derivations, PowerMembership(root, exponent, combination))
        if component is not None:
            for p in component.equations:
                if basis.divide(p, deadline)[1].is_zero:
                    continue
                found = find_derived_power(
                    p, equations, nvars, max_power=MAX_POWER, first_derived=first_derived, deadline=deadline
                )
                if found is not None:
                    return (*found.derivations, PowerMembership(p, found.exponent, found.combination))
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        pass
    return ()


def find_split(
    equations: Sequence[Equation],
    nvars: int,
    *,
    first_derived: int,
    deadline: Deadline,
    components: Sequence[Component] | None = None,
    hints: Sequence[Polynomial] = (),
    nonzero: Sequence[Polynomial] = (),
) -> ProductSplit | None:
    """Return a product split of the equations into at least two proper cases, or None.

    Args:
        equations: (fact index, polynomial) pairs.
        nvars: number of variables.
        first_derived: fact index of the first derived equation; the others follow.
        deadline: when to give up.
        components: pieces of the zero set, see find_components; they guide the split.
        hints: polynomials whose values may be finite in number on the set.
        nonzero: polynomials known to be nonzero at the points of interest; a split with such a factor has a case
            that is closed at once, so these splits come first, and components inside {a = 0} are left out.

    Returns:
        A verified split; None if the methods find none, which does not show that the set is irreducible.
    """
    try:
        basis = traced_basis(tuple(p for _, p in equations), nvars, deadline)
        if any(basis.elements[i].degree == 0 for i in basis.leading):
            return None
        if components is not None and components:
            split = _split_by_components(basis, equations, first_derived, components, nonzero, deadline)
            if split is not None:
                return split
            if len(components) == 1 and components[0].prime:
                return None
        split = _split_by_element(basis, equations, first_derived, nonzero)
        if split is not None:
            return split
        split = _split_by_values(basis, equations, first_derived, hints, deadline)
        if split is not None:
            return split
        if components is None:
            return _split_by_saturation(basis, equations, first_derived, nonzero, deadline)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        pass
    return None


def _by_rank(basis: TracedBasis) -> list[int]:
    live = sorted(set(basis.leading) | {i for i, d in enumerate(basis.derivations) if d is None})
    return sorted((i for i in live if not basis.elements[i].is_zero), key=lambda i: polynomial_rank(basis.elements[i]))


def _from_element(
    basis: TracedBasis, k: int, root: Polynomial, exponent: int, equations: Sequence[Equation], first_derived: int
) -> tuple[tuple[PowerMembership, ...], Combination]:
    """Return root^exponent as a multiple of element k, where root is the product of the factors of that element."""
    content, factors = factor(basis.elements[k])
    cofactor = Polynomial.constant(1 / content)
    for q, e in factors:
        cofactor = cofactor * q ** (exponent - e)
    if cofactor * basis.elements[k] != root**exponent:
        raise ArithmeticError("factors do not multiply back")
    derivations, index = make_derivations(basis, [k], equations, first_derived)
    return derivations, index.rename(((k, cofactor),))


def _split_by_element(
    basis: TracedBasis, equations: Sequence[Equation], first_derived: int, nonzero: Sequence[Polynomial]
) -> ProductSplit | None:
    known = {primitive_part(a) for a in nonzero if not a.is_zero}
    best: tuple[tuple[object, ...], int, tuple[Polynomial, ...], int] | None = None
    for k in _by_rank(basis):
        _, factors = factor(basis.elements[k])
        if len(factors) < 2:
            continue
        row = [q for q, _ in factors]
        if any(basis.divide(q)[1].is_zero for q in row):
            continue  # one factor vanishes anyway: nothing is split
        open_cases = sum(q not in known for q in row)
        rank = (open_cases, len(row), sum(q.degree for q in row), sum(len(q) for q in row), k)
        if best is None or rank < best[0]:
            best = (rank, k, tuple(row), max(e for _, e in factors))
    if best is None:
        return None
    _, k, row_best, exponent = best
    root = ONE
    for q in row_best:
        root = root * q
    derivations, combination = _from_element(basis, k, root, exponent, equations, first_derived)
    return ProductSplit(derivations, row_best, exponent, combination)


def _verified(
    basis: TracedBasis,
    equations: Sequence[Equation],
    first_derived: int,
    factors: tuple[Polynomial, ...],
    deadline: Deadline,
) -> ProductSplit | None:
    """Return the split into these factors if a small power of their product lies in the ideal."""
    product = ONE
    for q in factors:
        if basis.divide(q, deadline)[1].is_zero:
            return None
        product = product * q
    power = ONE
    for exponent in range(1, MAX_POWER + 1):
        power = power * product
        combination, rest = basis.divide(power, deadline)
        if not rest.is_zero:
            continue
        if sum_of_products((q, basis.elements[i]) for i, q in combination) != power:
            raise ArithmeticError("division with quotients is not an identity")
        derivations, index = make_derivations(basis, [i for i, _ in combination], equations, first_derived)
        return ProductSplit(derivations, factors, exponent, index.rename(combination))
    return None


def _split_by_components(
    basis: TracedBasis,
    equations: Sequence[Equation],
    first_derived: int,
    components: Sequence[Component],
    nonzero: Sequence[Polynomial],
    deadline: Deadline,
) -> ProductSplit | None:
    """Cover the components by zero sets of few simple polynomials, none of which contains all components."""
    pieces = [traced_basis(c.equations, basis.nvars, deadline) for c in components]
    everything = frozenset(range(len(pieces)))

    def zeros(a: Polynomial) -> frozenset[int]:
        return frozenset(j for j, J in enumerate(pieces) if J.divide(a, deadline)[1].is_zero)

    # Polynomials known to be nonzero close their case at once: take as few as cover the components they can cover.
    first: list[Polynomial] = []
    dead: frozenset[int] = frozenset()
    for a in sorted(nonzero, key=polynomial_rank):
        if zeros(a) - dead:
            first.append(a)
            dead = dead | zeros(a)
    if dead == everything:
        return _verified(basis, equations, first_derived, tuple(first), deadline)
    candidates: dict[Polynomial, frozenset[int]] = {}
    for c in components:
        for p in c.equations:
            for q, _ in factor(p)[1]:
                if q not in candidates:
                    candidates[q] = zeros(q)
    rows = sorted(((p, z) for p, z in candidates.items() if z), key=lambda t: polynomial_rank(t[0]))
    if first:
        for p, z in rows:
            if z | dead == everything:
                split = _verified(basis, equations, first_derived, (*first, p), deadline)
                if split is not None:
                    return split
    rows = [(p, z) for p, z in rows if z != everything]
    pairs = sorted(
        (
            (len(z & w), p.degree + q.degree, len(p) + len(q), i, i + 1 + j)
            for i, (p, z) in enumerate(rows)
            for j, (q, w) in enumerate(rows[i + 1 :])
            if z | w == everything
        ),
    )[:MAX_PAIRS]
    ranked = []
    for position, (_, _, _, i, j) in enumerate(pairs):
        exact = _is_cut_out(rows[i], basis, components, deadline), _is_cut_out(rows[j], basis, components, deadline)
        # The case that is cut out exactly goes first: the other one then excludes it by an inequality.
        ordered = (rows[i][0], rows[j][0]) if exact[0] >= exact[1] else (rows[j][0], rows[i][0])
        ranked.append((-sum(exact), position, ordered))
        if all(exact):
            break
    for _, _, ordered in sorted(ranked, key=lambda t: t[:2]):
        split = _verified(basis, equations, first_derived, ordered, deadline)
        if split is not None:
            return split
    chosen: list[Polynomial] = []
    covered: frozenset[int] = frozenset()
    while covered != everything:
        gains = [(-(len(z - covered)), polynomial_rank(p), p, z) for p, z in rows if z - covered]
        if not gains:
            return None
        _, _, p, z = min(gains, key=lambda t: (t[0], t[1]))
        chosen.append(p)
        covered = covered | z
    if len(chosen) < 2:
        return None
    return _verified(basis, equations, first_derived, tuple(chosen), deadline)


def _is_cut_out(
    row: tuple[Polynomial, frozenset[int]], basis: TracedBasis, components: Sequence[Component], deadline: Deadline
) -> bool:
    """Return whether adding the polynomial leaves exactly the components on which it vanishes (small powers only)."""
    p, zeros = row
    smaller = traced_basis((*(basis.elements[i] for i in basis.leading), p), basis.nvars, deadline)
    products = [ONE]
    for j in sorted(zeros):
        products = [a * b for a in products for b in components[j].equations]
        if len(products) > MAX_PRODUCTS:
            return False
    return all(smaller.divide(a, deadline)[1].is_zero or smaller.divide(a * a, deadline)[1].is_zero for a in products)


def _split_by_values(
    basis: TracedBasis,
    equations: Sequence[Equation],
    first_derived: int,
    hints: Sequence[Polynomial],
    deadline: Deadline,
) -> ProductSplit | None:
    for hint in (*hints, *(Polynomial.variable(i) for i in range(basis.nvars))):
        values = find_relation(hint, basis, MAX_VALUES, deadline)
        if values is None:
            continue
        _, pieces = factor(Polynomial.from_terms(((i,), c) for i, c in enumerate(values)))
        if len(pieces) < 2:
            continue
        factors = []
        for q, _ in pieces:
            reduced = basis.divide(q.substitute({0: hint}), deadline)[1]
            factors.append(primitive_part(reduced))
        split = _verified(basis, equations, first_derived, tuple(factors), deadline)
        if split is not None:
            return split
    return None


def _split_by_saturation(
    basis: TracedBasis,
    equations: Sequence[Equation],
    first_derived: int,
    nonzero: Sequence[Polynomial],
    deadline: Deadline,
) -> ProductSplit | None:
    elements = tuple(basis.elements[i] for i in basis.leading)
    for a in (*nonzero, *(Polynomial.variable(i) for i in range(basis.nvars))):
        fresh = find_saturation_split(elements, basis.nvars, a, deadline)
        for b in fresh or ():
            split = _verified(basis, equations, first_derived, (a, b), deadline)
            if split is not None:
                return split
    return None
