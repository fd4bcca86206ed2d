"""Square roots of polynomials in the base point, adjoined to the coefficients of arcs.  Soundness-critical: no.

Root number j is the variable ``first + j``, whose square is ``radicands[j]``, a polynomial in the variables of the
branch and the roots before.  Every polynomial in them is congruent to one of degree at most one in each root.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tameproof.morse_sard.branch import Branch
from tameproof.morse_sard.samples import FloatPolynomial
from tameproof.proofs.kernel.polynomial import BITS, ONE, Polynomial, factors_of, sum_of_products
from tameproof.symbolic.budget import Deadline

MAX_ROOTS = 3
SMALL_PRIMES = (2, 3, 5, 7, 11, 13)


@dataclass(frozen=True, slots=True)
class RootTower:
    """Roots adjoined one after the other; ``first`` is the number of variables of the branch."""

    first: int
    radicands: tuple[Polynomial, ...] = ()

    def root(self, j: int) -> Polynomial:
        """Return root number j as a variable."""
        return Polynomial.variable(self.first + j)

    def reduce(self, p: Polynomial) -> Polynomial:
        """Return the polynomial of degree at most one in each root that equals p."""
        for j in range(len(self.radicands) - 1, -1, -1):
            parts = p.coefficients_in(self.first + j)
            if max(parts, default=0) < 2:
                continue
            w = self.root(j)
            pairs = [(c * self.radicands[j] ** (e // 2), w if e % 2 else ONE) for e, c in parts.items()]
            p = sum_of_products(pairs)
        return p

    def has_roots(self, p: Polynomial) -> bool:
        """Return whether a root occurs in p."""
        return any(self.first <= i < self.first + len(self.radicands) for i in p.variables())

    def adjoin(self, square: Polynomial) -> tuple[RootTower, Polynomial] | None:
        """Return a tower that has a square root of ``square``, and this root; None if it has too many roots."""
        outer, inner = split_square(square)
        if inner == ONE:
            return self, outer
        if inner in self.radicands:
            return self, outer * self.root(self.radicands.index(inner))
        if len(self.radicands) == MAX_ROOTS or (inner.as_constant() or 0) < 0:
            return None
        tower = RootTower(self.first, (*self.radicands, inner))
        return tower, outer * tower.root(len(self.radicands))

    def extend_float(self, point_float: Any) -> Any:
        """Return a numerical point of the branch followed by the roots there (nan where they are not real)."""
        import numpy as np

        out = np.concatenate([point_float, np.zeros(len(self.radicands))])
        for j, p in enumerate(self.radicands):
            value = FloatPolynomial(p, len(out))(out)
            out[self.first + j] = np.sqrt(value) if value >= 0 else np.nan
        return out


def split_square(p: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Return (a, b) with p = a^2 b, b squarefree: 1, or a polynomial times an integer without small square factors."""
    from tameproof.symbolic._flint import factor

    content, rows = factor(p)
    outer, inner = ONE, ONE
    for f, e in rows:
        outer = outer * f ** (e // 2)
        inner = inner * f ** (e % 2)
    number = content.numerator * content.denominator
    scale = Fraction(1, content.denominator)
    for prime in SMALL_PRIMES:
        while number % (prime * prime) == 0:
            number //= prime * prime
            scale *= prime
    root = isqrt_exact(abs(number))
    if root is not None:
        scale *= root
        number = 1 if number > 0 else -1
    return outer.scale(scale), inner.scale(number)


def isqrt_exact(number: int) -> int | None:
    """Return the square root of a natural number if it is one."""
    from math import isqrt

    root = isqrt(number)
    return root if root * root == number else None


def reduce_all(p: Polynomial, tower: RootTower, branch: Branch, deadline: Deadline) -> Polynomial:
    """Return p modulo the equations of the branch and of the roots; variables after the roots are symbols."""
    p = tower.reduce(p)
    mask = (1 << (BITS * tower.first)) - 1
    groups: dict[int, dict[int, int]] = {}
    for m, c in p.terms.items():
        groups.setdefault(m & ~mask, {})[m & mask] = c
    pairs = []
    for high, terms in groups.items():
        form = branch.normal_form(Polynomial(terms, p.denominator), deadline)
        if not form.is_zero:
            pairs.append((form, Polynomial({high: 1})))
    return sum_of_products(pairs)


def group_by(p: Polynomial, symbols: tuple[int, ...]) -> dict[tuple[int, ...], Polynomial]:
    """Return exponents of the symbols -> coefficient in the other variables."""
    rows: dict[tuple[int, ...], dict[int, int]] = {}
    place = {i: k for k, i in enumerate(symbols)}
    for m, c in p.terms.items():
        exponents = [0] * len(symbols)
        rest = m
        for i, e in factors_of(m):
            if i in place:
                exponents[place[i]] = e
                rest -= e << (BITS * i)
        rows.setdefault(tuple(exponents), {})[rest] = c
    return {a: Polynomial(r, p.denominator) for a, r in rows.items()}
