"""Sums of squares written out: a Gram matrix becomes weighted squares by an exact LDL^T.  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from tameproof.proofs.kernel.evidence import FactoredGram, FieldSquares, Gram, Squares, SumOfSquares
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.proofs.kernel.semidefinite import ldl

MAX_ROWS = 12  # a larger Gram matrix has too many and too long squares for a page
MAX_DIGITS = 18  # of a weight and of a coefficient: longer numbers hide the mathematics

WeightedSquares = tuple[tuple[Fraction, Polynomial], ...]


def weighted_squares(squares: SumOfSquares) -> WeightedSquares | None:
    """Return a sum of squares as (weight, polynomial) pairs, or None if that would not be readable."""
    match squares:
        case Squares(terms):
            return terms if all(_is_short(w, p) for w, p in terms) else None
        case Gram(basis, matrix) | FactoredGram(basis, matrix, _):
            if len(basis) > MAX_ROWS:
                return None
            rows, pivots = ldl(matrix)
            out = []
            for j, pivot in enumerate(pivots):
                if pivot:
                    column = [(basis[j], Polynomial.constant(1))]
                    column += [(basis[i], Polynomial.constant(rows[i][j])) for i in range(j + 1, len(basis))]
                    out.append((pivot, sum_of_products(column)))
            return tuple(out) if all(_is_short(w, p) for w, p in out) else None
        case FieldSquares():
            return None


def _is_short(weight: Fraction, p: Polynomial) -> bool:
    content, q = primitive(p)
    total = weight * content * content
    numbers = [total.numerator, total.denominator, *q.terms.values()]
    return len(str(numbers[0])) + len(str(numbers[1])) <= MAX_DIGITS and all(len(str(n)) <= MAX_DIGITS for n in numbers)


def primitive(p: Polynomial) -> tuple[Fraction, Polynomial]:
    """Return (c, q) with p = c q, q with coprime integer coefficients and a positive leading one; (0, 0) for zero."""
    if p.is_zero:
        return Fraction(0), p
    content = gcd(*p.terms.values())
    leading = max(p.items(), key=lambda t: (sum(t[0]), t[0]))[1]
    c = Fraction(content if leading > 0 else -content, p.denominator)
    return c, p.scale(1 / c)
