"""The quotient ring Q[x]/I by normal forms: dimension, standard monomials, relations.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from tameproof.proofs.kernel.polynomial import BITS, MASK, ONE, Polynomial
from tameproof.symbolic._flint import PRIME, find_linear_solution
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.groebner import TracedBasis
from tameproof.symbolic.records import recorded

__all__ = ["dimension_of", "find_relation", "independent_variables", "solve_in_powers", "standard_monomials"]

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


@recorded("minimal polynomial modulo an ideal", order="degrevlex")
def find_relation(F: Polynomial, basis: TracedBasis, max_degree: int, deadline: Deadline) -> tuple[int, ...] | None:
    """Return the minimal polynomial of F modulo the ideal (primitive integers, constant term first), or None.

    None: no relation of degree at most ``max_degree``.  Raises BudgetExceeded when the deadline passes.
    """
    powers: list[Polynomial] = []
    echelon: list[tuple[int, dict[int, int]]] = []  # pivot monomial and monic row, modulo PRIME
    current = basis.divide(ONE, deadline)[1]
    for _ in range(max_degree + 1):
        deadline.check()
        row = {m: c * pow(current.denominator, -1, PRIME) % PRIME for m, c in current.terms.items()}
        for pivot, known in echelon:
            c = row.get(pivot, 0)
            if c:
                for m, d in known.items():
                    row[m] = (row.get(m, 0) - c * d) % PRIME
        row = {m: c for m, c in row.items() if c}
        if not row:
            solution = solve_in_powers(powers, current)
            if solution is not None:
                den = lcm(*(c.denominator for c in solution))
                return (*(-c.numerator * (den // c.denominator) for c in solution), den)
            # The relation held modulo the prime only: go on without this row.
        else:
            pivot = min(row)
            inverse = pow(row[pivot], -1, PRIME)
            echelon.append((pivot, {m: c * inverse % PRIME for m, c in row.items()}))
        powers.append(current)
        current = basis.divide(current * F, deadline)[1]
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
