"""Roots of polynomials in the base point, adjoined to the coefficients of arcs.  Soundness-critical: no.

Root number j is the variable ``first + j``: the nonnegative square root of a polynomial in the variables of the branch
and the roots before, or a real root of a monic polynomial of odd degree over them.  Every polynomial in them is
congruent to one whose degree in each root is less than the degree of the root.
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
REAL_FLOAT = 1e-7  # relative imaginary part of a numerical root that counts as real


@dataclass(frozen=True, slots=True)
class Root:
    """A root w with w^degree = tail.

    Attributes:
        degree: 2, or an odd number.
        tail: of lower degree in w; free of w for a square root.
    """

    degree: int
    tail: Polynomial


@dataclass(frozen=True, slots=True)
class RootTower:
    """Roots adjoined one after the other; ``first`` is the number of variables of the branch."""

    first: int
    roots: tuple[Root, ...] = ()

    @property
    def radicands(self) -> tuple[Polynomial, ...]:
        """The squares of the square roots."""
        return tuple(r.tail for r in self.roots if r.degree == 2)

    def root(self, j: int) -> Polynomial:
        """Return root number j as a variable."""
        return Polynomial.variable(self.first + j)

    def equation_of(self, j: int) -> Polynomial:
        """Return the monic polynomial that vanishes at root number j."""
        own = self.roots[j]
        return Polynomial.variable(self.first + j, own.degree) - own.tail

    def reduce(self, p: Polynomial) -> Polynomial:
        """Return the polynomial of small degree in each root that equals p."""
        for j in range(len(self.roots) - 1, -1, -1):
            i, own = self.first + j, self.roots[j]
            d = own.degree
            pure = i not in own.tail.variables()
            while p.degree_in(i) >= d:
                pairs = []
                for e, c in p.coefficients_in(i).items():
                    k = e // d if pure else min(e // d, 1)
                    pairs.append((c * own.tail**k, Polynomial.variable(i, e - d * k)))
                p = sum_of_products(pairs)
        return p

    def has_roots(self, p: Polynomial) -> bool:
        """Return whether a root occurs in p."""
        return any(self.first <= i < self.first + len(self.roots) for i in p.variables())

    def adjoin(self, square: Polynomial) -> tuple[RootTower, Polynomial] | None:
        """Return a tower that has a square root of ``square``, and this root; None if it has too many roots."""
        return self.adjoin_power(square, 2)

    def adjoin_power(self, power: Polynomial, degree: int) -> tuple[RootTower, Polynomial] | None:
        """Return a tower with a root of w^degree = power, degree 2 or odd, and this root; None as in ``adjoin``."""
        if power.is_zero:
            return self, power
        outer, inner = split_power(power, degree)
        if inner == ONE:
            return self, outer
        if degree == 2 and (inner.as_constant() or 0) < 0:
            return None
        found = self._adjoin(Root(degree, inner))
        return None if found is None else (found[0], outer * found[1])

    def adjoin_odd(self, coefficients: dict[int, Polynomial], degree: int) -> tuple[RootTower, Polynomial] | None:
        """Return a tower with a root of the monic polynomial of odd degree with these lower coefficients."""
        w = self.first + len(self.roots)
        lower = {e: c for e, c in coefficients.items() if e < degree and not c.is_zero}
        if set(lower) <= {0}:
            return self.adjoin_power(-lower[0], degree) if lower else (self, Polynomial({}))
        tail = sum_of_products([(-c, Polynomial.variable(w, e)) for e, c in lower.items()])
        return self._adjoin(Root(degree, tail))

    def _adjoin(self, root: Root) -> tuple[RootTower, Polynomial] | None:
        if root in self.roots:
            return self, self.root(self.roots.index(root))
        if len(self.roots) == MAX_ROOTS:
            return None
        return RootTower(self.first, (*self.roots, root)), self.root(len(self.roots))

    def extend_float(self, point_float: Any) -> Any:
        """Return a numerical point of the branch followed by the roots there (nan where they are not real)."""
        import numpy as np

        out = np.concatenate([point_float, np.zeros(len(self.roots))])
        for j, own in enumerate(self.roots):
            parts = {e: FloatPolynomial(c, len(out))(out) for e, c in own.tail.coefficients_in(self.first + j).items()}
            if own.degree == 2:
                value = parts.get(0, 0.0)
                out[self.first + j] = np.sqrt(value) if value >= 0 else np.nan
            else:
                out[self.first + j] = _odd_root_float(parts, own.degree)
        return out


def _odd_root_float(tail_float: dict[int, float], degree: int) -> float:
    """Return the smallest real root of w^degree - tail; nan if the numbers are too large."""
    import numpy as np

    row = np.array([1.0, *(-tail_float.get(e, 0.0) for e in range(degree - 1, -1, -1))])
    if not np.all(np.isfinite(row)):
        return float("nan")
    if not np.any(row[1:-1]):
        return float(np.sign(-row[-1]) * abs(row[-1]) ** (1 / degree))
    roots = np.roots(row)
    real = [float(r.real) for r in roots if abs(r.imag) <= REAL_FLOAT * (1 + abs(r))]
    return min(real) if real else float(min(roots, key=lambda r: abs(r.imag)).real)


def split_power(p: Polynomial, degree: int) -> tuple[Polynomial, Polynomial]:
    """Return (a, b) with p = a^degree b, b without factors of this multiplicity: 1, or times an integer.

    The integer has no factor q^degree with a small prime q; for an odd degree it is positive.
    """
    from tameproof.symbolic._flint import factor

    content, rows = factor(p)
    outer, inner = ONE, ONE
    for f, e in rows:
        outer = outer * f ** (e // degree)
        inner = inner * f ** (e % degree)
    number = content.numerator * content.denominator ** (degree - 1)
    scale = Fraction(1, content.denominator)
    if degree % 2 and number < 0:
        number, scale = -number, -scale
    for prime in SMALL_PRIMES:
        while number and number % prime**degree == 0:
            number //= prime**degree
            scale *= prime
    root = root_exact(abs(number), degree)
    if root is not None:
        scale *= root
        number = 1 if number > 0 else -1
    return outer.scale(scale), inner.scale(number)


def split_square(p: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Return (a, b) with p = a^2 b as in ``split_power``."""
    return split_power(p, 2)


def root_exact(number: int, degree: int) -> int | None:
    """Return the root of a natural number if it is a natural number."""
    from math import isqrt

    root = isqrt(number) if degree == 2 else round(number ** (1 / degree)) if number < 1 << 50 else 0
    return root if root**degree == number else None


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
