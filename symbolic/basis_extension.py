"""Short elements of an ideal and one polynomial more, by linear algebra in the quotient ring.  Soundness-critical: no.

Let G be a Groebner basis of I, and h a polynomial.  The ideal I + (h) is I + {c h}, and only multiples b h of standard
monomials b of I matter.  Their normal forms up to some degree of b span a space of vectors; its reduced echelon form
shows the elements of I + (h) with small leading monomials at once, with coefficients as small as those of the reduced
basis.  Buchberger's algorithm finds the same elements one after the other, each as large as the product of the former
ones, for instance when a value of F is added to the critical equations of F.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tameproof.proofs.kernel.evidence import Combination
from tameproof.proofs.kernel.polynomial import BITS, ZERO, Polynomial
from tameproof.symbolic._flint import find_pivot_columns_modular, primitive_part, solve_columns
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.division import MonomialOrder
from tameproof.symbolic.groebner import TracedBasis, assume_groebner_basis

__all__ = ["Seed", "find_seeds"]

MAX_ROWS = 160  # multiples of h
MAX_BITS_OF_ROWS = 20_000  # of the entries
QUIET = 2  # degrees without a smaller leading monomial after which the search stops


@dataclass(frozen=True, slots=True)
class Seed:
    """element = sum cofactor * (known element, or h, whose index is the number of known elements)."""

    element: Polynomial
    combination: Combination


def find_seeds(known: Sequence[Polynomial], h: Polynomial, nvars: int, deadline: Deadline) -> tuple[Seed, ...]:
    """Return elements of I + (h) with small leading monomials and coefficients, smallest leading monomial first.

    Args:
        known: a minimal degrevlex Groebner basis of I.
        h: a polynomial.
        nvars: number of variables.
        deadline: when to give up (raises BudgetExceeded).

    Returns:
        Primitive integer polynomials, each an explicit combination.  Together with the known elements they are often
        a Groebner basis of I + (h), which is not claimed; empty if h lies in I.
    """
    search = _Multiples(assume_groebner_basis(known, nvars), h, deadline)
    if search.rows[0].is_zero:
        return ()
    found = search.leading()
    quiet = 0
    while quiet < QUIET and 0 not in found and search.extend():
        now = search.leading()
        quiet, found = (quiet + 1, found) if now == found else (0, now)
    return search.elements(found)


class _Multiples:
    """Normal forms of the multiples b h, b a standard monomial, up to some degree of b."""

    def __init__(self, basis: TracedBasis, h: Polynomial, deadline: Deadline) -> None:
        self.basis = basis
        self.h = h
        self.deadline = deadline
        self.order = MonomialOrder(basis.nvars)
        self.guards = self.order.guards
        self.leads = basis.leading_monomials()
        self.rows: dict[int, Polynomial] = {}
        self.scales: dict[int, Fraction] = {}  # the normal form of b h is scale * row
        self._add(0, basis.divide(h, deadline)[1], Fraction(1))
        self.layer = [0]
        self.columns: list[int] = []
        self.table: list[list[int]] = []
        self.pivots: tuple[int, ...] = ()

    def _divides(self, a: int, b: int) -> bool:
        return ((b | self.guards) - a) & self.guards == self.guards

    def _add(self, b: int, form: Polynomial, scale: Fraction) -> None:
        row = primitive_part(form)
        if not row.is_zero:
            m = next(iter(row.terms))
            scale *= Fraction(form.terms[m], form.denominator * row.terms[m])
        self.rows[b], self.scales[b] = row, scale

    def extend(self) -> bool:
        """Add the standard monomials of the next degree; return whether there are any and the sizes allow it."""
        fresh: dict[int, tuple[int, int]] = {}
        for b in self.layer:
            for i in range(self.basis.nvars):
                m = b + (1 << BITS * i)
                if m not in fresh and not any(self._divides(k, m) for k in self.leads):
                    fresh[m] = (b, i)
        if not fresh or len(self.rows) + len(fresh) > MAX_ROWS:
            return False
        for m, (b, i) in sorted(fresh.items()):
            product = self.rows[b] * Polynomial.variable(i)
            self._add(m, self.basis.divide(product, self.deadline)[1], self.scales[b])
            if any(c.bit_length() > MAX_BITS_OF_ROWS for c in self.rows[m].terms.values()):
                return False
        self.layer = sorted(fresh)
        return True

    def leading(self) -> tuple[int, ...]:
        """Return the minimal leading monomials of the span (modulo a prime), the smallest one first."""
        self.deadline.check()
        monomials = {m for p in self.rows.values() for m in p.terms}
        self.columns = sorted(monomials, key=self.order.to_key, reverse=True)
        self.table = [[p.terms.get(m, 0) for m in self.columns] for p in self.rows.values()]
        self.pivots = find_pivot_columns_modular(self.table)
        leads = [self.columns[j] for j in self.pivots]
        minimal = [m for m in leads if not any(k != m and self._divides(k, m) for k in leads)]
        return tuple(sorted(minimal, key=self.order.to_key))

    def elements(self, leads: Sequence[int]) -> tuple[Seed, ...]:
        """Return the elements of the reduced echelon form with these leading monomials."""
        if len(self.table) != len(self.rows):
            self.leading()
        columns = list(zip(*self.table, strict=True))
        picked = find_pivot_columns_modular([columns[j] for j in self.pivots])
        places = {self.columns[j]: k for k, j in enumerate(self.pivots)}
        if any(m not in places for m in leads):
            return ()
        square = [[self.table[i][j] for i in picked] for j in self.pivots]
        right = [[int(places[m] == k) for m in leads] for k in range(len(self.pivots))]
        self.deadline.check()
        solution = solve_columns(square, right)
        if solution is None:
            return ()
        monomials = list(self.rows)
        out = []
        for vector in solution:
            own = [(monomials[i], c) for i, c in zip(picked, vector, strict=True) if c]
            out.append(self._seed(own))
        return tuple(seed for seed in out if not seed.element.is_zero)

    def _seed(self, own: Sequence[tuple[int, Fraction]]) -> Seed:
        """Return the seed of the rows with these coefficients."""
        total, cofactor = ZERO, ZERO
        for b, c in own:
            total = total + self.rows[b].scale(c)
            cofactor = cofactor + Polynomial({b: 1}).scale(c / self.scales[b])
        element = primitive_part(total)
        if element.is_zero:
            return Seed(element, ())
        m = next(iter(element.terms))
        scale = Fraction(element.terms[m] * total.denominator, total.terms[m])
        cofactor = cofactor.scale(scale)
        quotients, rest = self.basis.divide(element - cofactor * self.h, self.deadline)
        if not rest.is_zero:
            raise ArithmeticError("an element of the echelon form is not in the ideal")
        return Seed(element, (*quotients, (len(self.basis.elements), cofactor)))
