"""Polynomial conserved quantities of gradient flows, by exact linear algebra.  Soundness-critical: no.

h is conserved along every subgradient trajectory if <grad h, G> = 0 for the generalised gradient G of the lift.  With
unknown coefficients for h this is a sparse linear system.  It is solved modulo a prime; the solutions are lifted to Q
by rational reconstruction and checked as identities of polynomials.  The null space over Q is at most as large as the
one modulo the prime, so when every solution lifts, the list is complete: there are no further laws up to that degree.
Products of laws of lower degree are left out of the generators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb

from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import BITS, ONE, Polynomial, sum_of_products, unpack
from tameproof.sos.sparse_nullspace import SparseNullspace, find_nullspace
from tameproof.symbolic._flint import nullspace, primitive_part
from tameproof.symbolic._flint_modular import PRIME, rational_from_residue

MAX_UNKNOWNS = 1500
MAX_WORK = 400_000  # nonzero entries of the linear system
EXACT_UNKNOWNS = 300  # up to this size the system is solved over Q if the reconstruction fails

VectorField = Sequence[Polynomial]


@dataclass(frozen=True, slots=True)
class Laws:
    """Polynomial laws of one or several vector fields.

    Attributes:
        generators: by increasing degree; every law up to ``degree`` is a polynomial in them.
        degree: there are no further polynomial laws up to this degree (a theorem, not a failed search).
        dimensions: number of linearly independent laws of degree at most 1, 2, ..., degree (without constants).
    """

    generators: tuple[Polynomial, ...]
    degree: int
    dimensions: tuple[int, ...]


def monomials_up_to(count: int, degree: int, *, lowest: int = 1) -> tuple[Polynomial, ...]:
    """Return the monomials of degree lowest..degree in the first ``count`` variables, by degree, then lexicographic."""
    return tuple(Polynomial({m: 1}) for m in packed_monomials(count, degree, lowest=lowest))


def packed_monomials(count: int, degree: int, *, lowest: int = 1) -> list[int]:
    """Return the same monomials as packed integers."""
    out = []
    for d in range(lowest, degree + 1):
        for choice in combinations_with_replacement(range(count), d):
            out.append(sum(1 << (BITS * i) for i in choice))
    return out


def find_conserved_quantities(
    lift: Lift, *, max_degree: int, max_unknowns: int = MAX_UNKNOWNS, max_work: int = MAX_WORK
) -> tuple[Polynomial, ...]:
    """Return generators of the polynomial conserved quantities of degree at most ``max_degree``.

    Args:
        lift: the lifted objective, n variables.
        max_degree: d >= 1; the linear system has C(n + d, n) - 1 unknowns.
        max_unknowns: a smaller degree is used when there would be more unknowns,
        max_work: ... or more nonzero entries.

    Returns:
        Polynomials in the objective's variables, primitive over Z, without constant term, of increasing degree, with
        <grad h, G> = 0 as an identity of polynomials.  Products and linear combinations of earlier ones are left out.
        Empty if there are none of this form; that is not a proof that trajectories are unbounded.

    Exactness: modular linear algebra; the identities are checked over Q.
    Cost: one sparse null space per degree.
    """
    fields = (lift.gradient,)
    return find_laws(
        fields, lift.dimension, max_degree=max_degree, max_unknowns=max_unknowns, max_work=max_work
    ).generators


def find_laws(
    fields: Sequence[VectorField],
    dimension: int,
    *,
    max_degree: int,
    max_unknowns: int = MAX_UNKNOWNS,
    max_work: int = MAX_WORK,
) -> Laws:
    """Return the polynomials h with <grad h, v> = 0 for every given vector field v.

    With the gradients of all outputs of a parametrisation as fields, these are the laws that hold for every data set
    and every loss [marcotte_gribonval_peyre_2023].

    Args:
        fields: vector fields with polynomial components (possibly in more variables than h).
        dimension: n, the number of variables of h.
        max_degree: d >= 1.
        max_unknowns: largest number of unknown coefficients.
        max_work: largest number of nonzero entries of the linear system.

    Returns:
        Generators, and the degree up to which the list is proved to be complete (0: nothing is known).  If the fields
        contain lifted variables, these count as independent: laws modulo relations between them may be missed.

    Exactness: the identities hold over Q; completeness follows from a rank modulo a prime.
    """
    length = sum(len(g) for v in fields for g in v) / max(1, dimension)
    known: list[Polynomial] = []
    dimensions: list[int] = []
    for degree in range(1, max_degree + 1):
        unknowns = comb(dimension + degree, dimension) - 1
        if unknowns > max_unknowns or unknowns * min(degree, dimension) * length > max_work:
            break
        monomials = packed_monomials(dimension, degree)
        found = _solve(fields, monomials)
        if found is None:
            break
        dimensions.append(len(found))
        known += new_generators(found, known, monomials, degree)
    return Laws(tuple(known), len(dimensions), tuple(dimensions))


def flow_equations(fields: Sequence[VectorField], monomials: Sequence[int]) -> list[dict[int, int]]:
    """Return the rows {column: integer} of <grad h, v> = 0 for h = sum of unknowns times monomials."""
    rows: list[dict[int, int]] = []
    for v in fields:
        common = 1
        for g in v:
            common = common * g.denominator // _gcd(common, g.denominator)
        scaled = [(g.terms, common // g.denominator) for g in v]
        table: dict[int, dict[int, int]] = {}
        for column, m in enumerate(monomials):
            for i, e in enumerate(unpack(m)):
                if e:
                    terms, factor = scaled[i]
                    shifted = m - (1 << (BITS * i))
                    for k, c in terms.items():
                        row = table.setdefault(k + shifted, {})
                        row[column] = row.get(column, 0) + c * factor * e
        rows += [table[k] for k in sorted(table)]
    return rows


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def _solve(fields: Sequence[VectorField], monomials: Sequence[int]) -> list[Polynomial] | None:
    """Return a basis of the laws in the span of the monomials, or None if it could not be lifted to Q."""
    rows = flow_equations(fields, monomials)
    space = find_nullspace(rows, len(monomials))
    found = _lifted(space, monomials, fields)
    if found is None and len(monomials) <= EXACT_UNKNOWNS:
        dense = [[Fraction(row.get(c, 0)) for c in range(len(monomials))] for row in rows]
        found = [_polynomial(dict(enumerate(v)), monomials) for v in nullspace(dense, len(monomials))]
    return found


def _lifted(space: SparseNullspace, monomials: Sequence[int], fields: Sequence[VectorField]) -> list[Polynomial] | None:
    out = []
    for vector in space.vectors:
        coefficients: dict[int, Fraction] = {}
        for c, value in vector.items():
            rational = rational_from_residue(value)
            if rational is None:
                return None
            coefficients[c] = rational
        h = _polynomial(coefficients, monomials)
        if not is_law(h, fields):
            return None
        out.append(h)
    return out


def _polynomial(coefficients: dict[int, Fraction], monomials: Sequence[int]) -> Polynomial:
    pairs = [(Polynomial({monomials[c]: 1}), Polynomial.constant(q)) for c, q in sorted(coefficients.items()) if q]
    return sum_of_products(pairs)


def is_law(h: Polynomial, fields: Sequence[VectorField]) -> bool:
    """Return whether <grad h, v> = 0 as a polynomial for every field; exact."""
    used = sorted(h.variables())
    derivatives = {i: h.derivative(i) for i in used}
    return all(sum_of_products([(derivatives[i], v[i]) for i in used]).is_zero for v in fields)


def new_generators(
    found: Sequence[Polynomial], known: Sequence[Polynomial], monomials: Sequence[int], degree: int
) -> list[Polynomial]:
    """Return laws that together with products of the known ones span all of ``found``; modular, so exact in effect.

    ``found`` is in reduced form: each law has a coefficient 1 at its own monomial, which no other law contains.
    """
    if not found:
        return []
    counts: dict[int, int] = {}
    for h in found:
        for m in h.terms:
            counts[m] = counts.get(m, 0) + 1
    own = [max(m for m in h.terms if counts[m] == 1) for h in found]
    position = {m: k for k, m in enumerate(own)}
    echelon: dict[int, dict[int, int]] = {}
    for p in _products(known, degree):
        inverse = pow(p.denominator, -1, PRIME)
        row = {position[m]: c * inverse % PRIME for m, c in p.terms.items() if m in position}
        for h, m in zip(found, own, strict=True):
            k = position[m]
            if k in row:  # coordinates with respect to found: divide by the coefficient at the own monomial
                row[k] = row[k] * h.denominator % PRIME * pow(h.terms[m], -1, PRIME) % PRIME
        _insert(echelon, row)
    fresh = []
    order = sorted(range(len(found)), key=lambda k: (len(found[k]), found[k].degree, -own[k]))
    for k in order:
        if _insert(echelon, {k: 1}):
            fresh.append(_oriented(primitive_part(found[k])))
    return sorted(fresh, key=lambda p: (len(p), p.items()))


def _insert(echelon: dict[int, dict[int, int]], row: dict[int, int]) -> bool:
    """Reduce a sparse row modulo PRIME and add it; return whether it was independent."""
    while row:
        lead = max(row)
        pivot = echelon.get(lead)
        if pivot is None:
            inverse = pow(row[lead], -1, PRIME)
            echelon[lead] = {c: a * inverse % PRIME for c, a in row.items()}
            return True
        factor = row[lead]
        for c, a in pivot.items():
            value = (row.get(c, 0) - factor * a) % PRIME
            if value:
                row[c] = value
            else:
                row.pop(c, None)
    return False


def _products(known: Sequence[Polynomial], degree: int) -> list[Polynomial]:
    """Return all products of known laws of degree at most ``degree``."""
    out: list[Polynomial] = []
    level: list[tuple[int, Polynomial]] = [(0, ONE)]
    while level:
        following = []
        for start, p in level:
            for k in range(start, len(known)):
                if p.degree + known[k].degree <= degree:
                    q = p * known[k]
                    following.append((k, q))
                    out.append(q)
        level = following
    return out


def _oriented(p: Polynomial) -> Polynomial:
    """Return p or -p such that the first variable with an own power has a positive coefficient."""
    items = sorted(p.items(), key=lambda t: (-sum(t[0]), [-e for e in t[0]]))
    return -p if items[0][1] < 0 else p
