"""The quotient ring Q[x]/I by normal forms: dimension, standard monomials, relations.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from tameproof.proofs.kernel.polynomial import BITS, MASK, ONE, Polynomial
from tameproof.symbolic._flint import find_linear_solution
from tameproof.symbolic._flint_modular import PRIME
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.groebner import TracedBasis
from tameproof.symbolic.records import recorded

__all__ = [
    "dimension_of",
    "find_relation",
    "find_relation_of_two",
    "independent_variables",
    "solve_in_powers",
    "standard_monomials",
]

MAX_STANDARD = 300


def _supports(basis: TracedBasis) -> list[frozenset[int]]:
    """Return the variables of each leading monomial, minimal ones only."""
    raw = sorted(
        {frozenset(i for i in range(basis.nvars) if (m >> (BITS * i)) & MASK) for m in basis.leading_monomials()},
        key=lambda s: (len(s), sorted(s)),
    )
    out: list[frozenset[int]] = []
    for s in raw:
        if not any(k <= s for k in out):
            out.append(s)
    return out


def independent_variables(basis: TracedBasis) -> tuple[int, ...] | None:
    """Return a largest set of variables no leading monomial is made of; None for the whole ring (no zeros).

    Its size is the dimension of the complex zero set.
    """
    supports = _supports(basis)
    if frozenset() in supports:
        return None
    # A largest independent set is the complement of a smallest set that meets every support.
    best: list[int] = list(range(basis.nvars))

    def search(chosen: list[int], start: int) -> None:
        nonlocal best
        if len(chosen) >= len(best):
            return
        open_support = next((s for s in supports[start:] if not s.intersection(chosen)), None)
        if open_support is None:
            best = list(chosen)
            return
        position = supports.index(open_support)
        for i in sorted(open_support):
            search([*chosen, i], position + 1)

    search([], 0)
    return tuple(i for i in range(basis.nvars) if i not in best)


def dimension_of(basis: TracedBasis) -> int:
    """Return the dimension of the complex zero set (-1 if it is empty)."""
    free = independent_variables(basis)
    return -1 if free is None else len(free)


def standard_monomials(basis: TracedBasis) -> tuple[int, ...]:
    """Return the packed monomials outside the leading ideal of a zero-dimensional ideal, by degree.

    Raises BudgetExceeded if there are more than MAX_STANDARD (in particular for ideals of positive dimension).
    """
    guards = sum(1 << (BITS * i + BITS - 1) for i in range(max(basis.nvars, 1)))
    leads = basis.leading_monomials()
    layer = [0]
    out: list[int] = []
    while layer:
        layer = [m for m in layer if not any((m | guards) - k & guards == guards for k in leads)]
        out.extend(layer)
        if len(out) > MAX_STANDARD:
            raise BudgetExceeded("quotient ring too large")
        layer = sorted({m + (1 << (BITS * i)) for m in layer for i in range(basis.nvars)})
    return tuple(out)


class _Echelon:
    """Polynomials modulo a prime in echelon form."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, dict[int, int]]] = []  # pivot monomial and monic row

    def depends(self, p: Polynomial) -> bool:
        """Return whether p is a combination of the earlier polynomials, modulo the prime; if not, add it."""
        row = {m: c * pow(p.denominator, -1, PRIME) % PRIME for m, c in p.terms.items()}
        for pivot, known in self.rows:
            c = row.get(pivot, 0)
            if c:
                for m, d in known.items():
                    row[m] = (row.get(m, 0) - c * d) % PRIME
        row = {m: c for m, c in row.items() if c}
        if not row:
            return True
        pivot = min(row)
        inverse = pow(row[pivot], -1, PRIME)
        self.rows.append((pivot, {m: c * inverse % PRIME for m, c in row.items()}))
        return False


@recorded("minimal polynomial modulo an ideal", order="degrevlex")
def find_relation(F: Polynomial, basis: TracedBasis, max_degree: int, deadline: Deadline) -> tuple[int, ...] | None:
    """Return the minimal polynomial of F modulo the ideal (primitive integers, constant term first), or None.

    None: no relation of degree at most ``max_degree``.  Raises BudgetExceeded when the deadline passes.
    """
    powers: list[Polynomial] = []
    echelon = _Echelon()
    current = basis.divide(ONE, deadline)[1]
    for _ in range(max_degree + 1):
        deadline.check()
        if echelon.depends(current):
            solution = solve_in_powers(powers, current)
            if solution is not None:
                den = lcm(*(c.denominator for c in solution))
                return (*(-c.numerator * (den // c.denominator) for c in solution), den)
            # The relation held modulo the prime only: go on without this row.
        powers.append(current)
        current = basis.divide(current * F, deadline)[1]
    return None


@recorded("relation of two elements modulo an ideal", order="degrevlex")
def find_relation_of_two(
    u: Polynomial, F: Polynomial, basis: TracedBasis, max_degree: int, deadline: Deadline
) -> Polynomial | None:
    """Return P with P(u, F) = 0 modulo the ideal, of smallest total degree; u is variable 0 and F variable 1 of P.

    Args:
        u: a polynomial.
        F: another one.
        basis: a Groebner basis of the ideal.
        max_degree: largest total degree of P.
        deadline: when to give up (raises BudgetExceeded).

    Returns:
        P, not zero; None if there is none of this degree.
    """
    known: list[tuple[tuple[int, int], Polynomial]] = []
    forms = {(0, 0): basis.divide(ONE, deadline)[1]}
    echelon = _Echelon()
    for degree in range(max_degree + 1):
        for b in range(degree + 1):
            deadline.check()
            a = degree - b
            if (a, b) not in forms:
                whole = forms[a - 1, b] * u if a else forms[a, b - 1] * F
                forms[a, b] = basis.divide(whole, deadline)[1]
            current = forms[a, b]
            if echelon.depends(current):
                solution = solve_in_powers([p for _, p in known], current)
                if solution is not None:
                    rows = [(e, -c) for (e, _), c in zip(known, solution, strict=True) if c]
                    return Polynomial.from_terms([*rows, ((a, b), Fraction(1))])
            else:
                known.append(((a, b), current))
    return None


def solve_in_powers(powers: Sequence[Polynomial], target: Polynomial) -> tuple[Fraction, ...] | None:
    """Return rational c_j with target = sum c_j powers[j] (as polynomials), or None."""
    if not powers:
        return () if target.is_zero else None
    monomials = sorted({m for p in (*powers, target) for m in p.terms})
    if not monomials:
        return tuple(Fraction(0) for _ in powers)
    rows = [[Fraction(p.terms.get(m, 0), p.denominator) for p in powers] for m in monomials]
    return find_linear_solution(rows, [Fraction(target.terms.get(m, 0), target.denominator) for m in monomials])
