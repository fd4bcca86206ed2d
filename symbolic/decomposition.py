"""Components of an algebraic set.  Soundness-critical: no (components are hints; splits.py makes evidence of them).

Minimal primes from Singular when it is installed; otherwise pieces found by factoring elements of Groebner bases, by
the values that a polynomial takes on the set, and by saturation with respect to single variables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic._flint import factor, primitive_part
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.groebner import assume_groebner_basis
from tameproof.symbolic.ideals import groebner_basis
from tameproof.symbolic.quotient import dimension_of, find_relation
from tameproof.symbolic.records import recorded
from tameproof.symbolic.singular import find_minimal_primes

__all__ = ["Component", "find_components", "find_saturation_split", "polynomial_rank"]

MAX_PIECES = 200


@dataclass(frozen=True, slots=True)
class Component:
    """A piece of an algebraic set.

    Attributes:
        dimension: complex dimension.
        equations: degrevlex Groebner basis of the piece's ideal, primitive integer polynomials, sorted.
        prime: whether the ideal was reported to be prime over Q.
    """

    dimension: int
    equations: tuple[Polynomial, ...]
    prime: bool


def polynomial_rank(p: Polynomial) -> tuple[int, int, list[tuple[int, int]]]:
    """Return a sort key: degree, number of terms, terms."""
    return (p.degree, len(p), sorted(p.terms.items()))


def find_components(
    equations: Sequence[Polynomial],
    nvars: int,
    *,
    deadline: Deadline,
    hints: Sequence[Polynomial] = (),
    use_singular: bool = True,
) -> tuple[Component, ...] | None:
    """Return pieces whose union is the complex zero set of the equations, in a fixed order.

    Args:
        equations: polynomials over Q in the variables 0, ..., nvars - 1.
        nvars: number of variables.
        deadline: when to give up.
        hints: polynomials that may take finitely many values on the set (for instance the objective on its critical
            set); the embedded method splits by these values.
        use_singular: whether Singular may be called.

    Returns:
        The minimal primes over Q (from Singular), or pieces without proof of irreducibility, none contained in
        another; empty if there is no complex zero; None if the time is over.  The union is not certified.
    """
    if use_singular:
        primes = find_minimal_primes(equations, nvars, deadline=deadline.part(0.7))
        if primes is not None:
            return _sorted([Component(d, tuple(sorted(ps, key=polynomial_rank)), True) for d, ps in primes])
    try:
        return _find_pieces(equations, nvars, hints, deadline)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return None


def _sorted(components: Sequence[Component]) -> tuple[Component, ...]:
    return tuple(
        sorted(components, key=lambda c: (-c.dimension, len(c.equations), [polynomial_rank(p) for p in c.equations]))
    )


@recorded("decomposition", order="degrevlex")
def _find_pieces(
    equations: Sequence[Polynomial], nvars: int, hints: Sequence[Polynomial], deadline: Deadline
) -> tuple[Component, ...]:
    todo = [groebner_basis(equations, nvars, deadline)]
    leaves: list[tuple[Polynomial, ...]] = []
    seen: set[tuple[Polynomial, ...]] = set()
    while todo:
        deadline.check()
        basis = todo.pop()
        if basis in seen or (basis and basis[0].degree == 0):
            continue
        seen.add(basis)
        if len(seen) > MAX_PIECES:
            raise BudgetExceeded("too many pieces")
        branches = _branches(basis, nvars, hints, deadline)
        if branches is None:
            leaves.append(basis)
        else:
            todo.extend(groebner_basis(extra, nvars, deadline, known=basis) for extra in reversed(branches))
    # Drop pieces contained in another one: V(J) lies in V(K) if every element of K lies in J.
    leaves.sort(key=lambda b: (len(b), [polynomial_rank(p) for p in b]))
    out = []
    for J in leaves:
        traced = assume_groebner_basis(J, nvars)
        if not any(K != J and all(traced.divide(p, deadline)[1].is_zero for p in K) for K in leaves):
            out.append(Component(dimension_of(traced), tuple(sorted(J, key=polynomial_rank)), False))
    return _sorted(out)


def _branches(
    basis: tuple[Polynomial, ...], nvars: int, hints: Sequence[Polynomial], deadline: Deadline
) -> list[tuple[Polynomial, ...]] | None:
    """Return equations to add, one tuple per branch; None if no element of the basis factors."""
    best: list[Polynomial] | None = None
    for p in basis:
        _, factors = factor(p)
        if len(factors) == 1 and factors[0][1] == 1:
            continue
        row = [q for q, _ in factors]
        if best is None or (len(row) != 1, [polynomial_rank(q) for q in row]) < (
            len(best) != 1,
            [polynomial_rank(q) for q in best],
        ):
            best = row
    if best is not None:
        return [(q,) for q in best]
    traced = assume_groebner_basis(basis, nvars)
    for hint in (*hints, *(Polynomial.variable(i) for i in range(nvars))):
        values = find_relation(hint, traced, 40, deadline)
        if values is None:
            continue
        in_t = Polynomial.from_terms(((i,), c) for i, c in enumerate(values))
        _, pieces = factor(in_t)
        if len(pieces) > 1 or pieces[0][1] > 1:
            out: list[tuple[Polynomial, ...]] = []
            for q, _ in pieces:
                p = q.substitute({0: hint})
                out.append((primitive_part(traced.divide(p, deadline)[1]),))
            return out
    for i in range(nvars):
        split = find_saturation_split(basis, nvars, Polynomial.variable(i), deadline)
        if split is not None:
            return [(Polynomial.variable(i),), split]
    return None


def find_saturation_split(
    basis: Sequence[Polynomial], nvars: int, a: Polynomial, deadline: Deadline
) -> tuple[Polynomial, ...] | None:
    """Return elements of (I : a^infinity) that are not in I, or None if none is seen (I is given by a Groebner basis).

    The zero set is then the union of {a = 0} and the common zeros of the new elements.  Uses the Groebner basis of
    I + (t a - 1), whose elements without t belong to the saturation (they need not generate it).
    """
    t = Polynomial.variable(nvars)
    traced = assume_groebner_basis(basis, nvars)
    if a.degree == 0 or traced.divide(a, deadline)[1].is_zero:
        return None
    extended = groebner_basis((t * a - ONE,), nvars + 1, deadline, known=basis)
    fresh = [p for p in extended if nvars not in p.variables() and not traced.divide(p, deadline)[1].is_zero]
    return tuple(sorted(fresh, key=polynomial_rank)) or None
