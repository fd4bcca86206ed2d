"""Identities from linear programs: products of facts with nonnegative constants, in the sense of Handelman.

Soundness-critical: no (every identity is expanded exactly).  The vertex that a simplex method returns names the
products; their coefficients are then solved for over Q.
Source: [handelman_1988].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement

from tameproof.proofs.kernel.evidence import ProductTerm, Psatz, Squares
from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.symbolic._flint import factor, find_linear_solution

MAX_COLUMNS = 20_000
TINY = 1e-9

Term = tuple[Fraction, tuple[int, ...], Polynomial]  # c * product of facts * p^2


@dataclass(frozen=True, slots=True)
class Nonnegative:
    """A polynomial that is >= 0 because it is a sum of c * (product of facts) * p^2 with c > 0."""

    polynomial: Polynomial
    terms: tuple[Term, ...]

    def times(self, other: Nonnegative) -> Nonnegative:
        """Return the product."""
        terms = [(a * b, tuple(sorted((*i, *j))), p * q) for a, i, p in self.terms for b, j, q in other.terms]
        return Nonnegative(self.polynomial * other.polynomial, tuple(terms))


def to_psatz(parts: Sequence[tuple[Fraction, Nonnegative]], combination: Sequence[tuple[int, Polynomial]]) -> Psatz:
    """Return sum a * part + combination of equations as evidence."""
    grouped: dict[tuple[int, ...], list[tuple[Fraction, Polynomial]]] = {}
    for a, part in parts:
        for c, facts, p in part.terms:
            grouped.setdefault(facts, []).append((a * c, p))
    squares = Squares(tuple(grouped.pop((), ())))
    products = tuple(ProductTerm(facts, Squares(tuple(grouped[facts]))) for facts in sorted(grouped))
    return Psatz(squares=squares, products=products, combination=tuple(combination))


class Cone:
    """Products of few facts, times squares of few monomials, as columns of linear programs.

    Args:
        facts: what holds.
        generators: further polynomials known to be nonnegative.
        squares: polynomials whose squares multiply products.
        multipliers: polynomials that multiply equations.
        degree: largest degree of a column.
    """

    def __init__(
        self,
        facts: Sequence[Fact],
        generators: Sequence[Nonnegative],
        squares: Sequence[Polynomial],
        multipliers: Sequence[Polynomial],
        degree: int,
    ) -> None:
        """Build all columns."""
        single = [
            Nonnegative(f.polynomial, ((Fraction(1), (k,), ONE),))
            for k, f in enumerate(facts)
            if f.kind is not FactKind.EQUATION
        ]
        single += generators
        powers = [Nonnegative(p * p, ((Fraction(1), (), p),)) for p in squares]
        columns: dict[Polynomial, Nonnegative] = {}
        for a in single:
            columns.setdefault(a.polynomial, a)
        for a, b in combinations_with_replacement(single, 2):
            if a.polynomial.degree + b.polynomial.degree <= degree:
                product = a.times(b)
                columns.setdefault(product.polynomial, product)
        for a in [*single, Nonnegative(ONE, ((Fraction(1), (), ONE),))]:
            for b in powers:
                if a.polynomial.degree + b.polynomial.degree <= degree:
                    product = a.times(b)
                    columns.setdefault(product.polynomial, product)
        columns.setdefault(ONE, Nonnegative(ONE, ((Fraction(1), (), ONE),)))
        self.columns = list(columns.values())[:MAX_COLUMNS]
        self.equations = [
            (k, m, f.polynomial * m)
            for k, f in enumerate(facts)
            if f.kind is FactKind.EQUATION
            for m in multipliers
            if f.polynomial.degree + m.degree <= degree
        ]

        self._rows: dict[int, int] = {}
        self._data: list[tuple[int, int, float]] = []
        for j, p in enumerate([*(c.polynomial for c in self.columns), *(p for _, _, p in self.equations)]):
            self._data += _entries(p, 1, j, self._rows)
        self._signs: dict[Polynomial, tuple[int, Nonnegative] | None] = {}

    def sign_of(self, q: Polynomial) -> tuple[int, Nonnegative] | None:
        """Return the sign of a polynomial and why sign * q >= 0, without equations; None if it is not found."""
        if q not in self._signs:
            self._signs[q] = self._find_sign(q)
        return self._signs[q]

    def _find_sign(self, q: Polynomial) -> tuple[int, Nonnegative] | None:
        for sign in (1, -1):
            goal = q.scale(sign)
            for c in self.columns:
                if c.polynomial == goal:
                    return sign, c
        for sign in (1, -1):
            found = self.prove(q.scale(sign), ())
            if found is None or found[1].combination or not isinstance(found[1].squares, Squares):
                continue
            terms: list[Term] = [(w, (), p) for w, p in found[1].squares.terms]
            for t in found[1].products:
                if isinstance(t.squares, Squares):
                    terms += [(w, t.facts, p) for w, p in t.squares.terms]
            return sign, Nonnegative(q.scale(sign), tuple(terms))
        return None

    def prove(self, target: Polynomial, unknowns: Sequence[Polynomial]) -> tuple[Polynomial, Psatz] | None:
        """Return y = sum of multiples of the unknowns, and evidence for target + y >= 0, or None."""
        import numpy as np
        from scipy.optimize import linprog
        from scipy.sparse import csc_matrix

        count = len(self.columns)
        signs = [(c.polynomial, 1) for c in self.columns]
        signs += [(p, 1) for _, _, p in self.equations]
        signs += [(p, -1) for p in unknowns]
        rows, data = dict(self._rows), list(self._data)
        for j, (p, sign) in enumerate(signs[len(signs) - len(unknowns) :], len(signs) - len(unknowns)):
            data += _entries(p, sign, j, rows)
        if any(m not in rows for m in target.terms):
            return None
        right = np.zeros(len(rows))
        for m, c in target.terms.items():
            right[rows[m]] = c / target.denominator
        row_numbers, columns, values = zip(*data, strict=True)
        matrix = csc_matrix((values, (row_numbers, columns)), shape=(len(rows), len(signs)))
        parts = (np.ones(count), np.zeros(len(self.equations)), np.full(len(unknowns), 1e-3))
        bounds = [(0, None)] * count + [(None, None)] * len(self.equations) + [(0, None)] * len(unknowns)
        options = {"time_limit": 3.0}
        result = linprog(
            np.concatenate(parts), A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds", options=options
        )
        if result.x is None or not result.success:
            return None
        used = [k for k, value in enumerate(result.x) if abs(value) > TINY]
        return self._exact(target, list(unknowns), used, signs)

    def _exact(
        self, target: Polynomial, unknowns: list[Polynomial], used: list[int], signs: list[tuple[Polynomial, int]]
    ) -> tuple[Polynomial, Psatz] | None:
        """Return the identity with the columns of a vertex, solved over Q."""
        index = {m: k for k, m in enumerate(sorted({m for k in used for m in signs[k][0].terms} | set(target.terms)))}
        table = [[Fraction(0)] * len(used) for _ in index]
        for column, k in enumerate(used):
            p, sign = signs[k]
            for m, c in p.terms.items():
                table[index[m]][column] = Fraction(sign * c, p.denominator)
        right = [Fraction(target.terms.get(m, 0), target.denominator) for m in sorted(index)]
        solution = find_linear_solution(table, right)
        count = len(self.columns)
        first = count + len(self.equations)
        if any(a < 0 for a, k in zip(solution or (), used, strict=False) if k >= first):
            return None
        if solution is None or any(a < 0 for a, k in zip(solution, used, strict=True) if k < count):
            return None
        parts = [(a, self.columns[k]) for a, k in zip(solution, used, strict=True) if k < count and a]
        bound = sum_of_products(
            [(unknowns[k - first], Polynomial.constant(a)) for a, k in zip(solution, used, strict=True) if k >= first]
        )
        cofactors: dict[int, list[tuple[Polynomial, Polynomial]]] = {}
        for a, k in zip(solution, used, strict=True):
            if count <= k < first and a:
                number, factor_of, _ = self.equations[k - count]
                cofactors.setdefault(number, []).append((factor_of, Polynomial.constant(a)))
        combination = [(number, sum_of_products(pairs)) for number, pairs in sorted(cofactors.items())]
        return bound, to_psatz(parts, combination)


def prove_by_factors(p: Polynomial, cone: Cone) -> Psatz | None:
    """Return evidence for p >= 0 where every factor of odd multiplicity has a proved sign, or None."""
    if p.is_zero:
        return Psatz()
    constant, factors = factor(p)
    total = Nonnegative(ONE, ((Fraction(1), (), ONE),))
    for q, e in factors:
        square = q ** (e // 2)
        total = total.times(Nonnegative(square * square, ((Fraction(1), (), square),)))
        if e % 2:
            signed = cone.sign_of(q)
            if signed is None:
                return None
            sign, known = signed
            constant *= sign
            total = total.times(known)
    return to_psatz([(constant, total)], ()) if constant > 0 else None


def _entries(p: Polynomial, sign: int, column: int, rows: dict[int, int]) -> list[tuple[int, int, float]]:
    """Return the entries of one column; new monomials get new rows."""
    return [(rows.setdefault(m, len(rows)), column, sign * c / p.denominator) for m, c in p.terms.items()]
