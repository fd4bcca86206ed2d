"""Rule PseudoMoments: a polynomial is not a sum of squares.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Not a sum of squares".  If p = sum s_i^2, leading and lowest forms of squares cannot
cancel, so the s_i are combinations of the monomials m with ord p <= 2 |m| <= deg p and 2 deg_j m <= deg_j p for every
variable j.  If L is a linear functional whose moment matrix (L(m m')) over these monomials is positive semidefinite,
L(s^2) >= 0 for each of them, hence L(p) >= 0.
"""

from __future__ import annotations

from fractions import Fraction

from ..claims import NotSumOfSquares
from ..effort import spend
from ..errors import Reason, need, shown
from ..evidence import PseudoMoments
from ..lift import Lift
from ..polynomial import BITS, Polynomial, monomial_degree
from ..semidefinite import MAX_SIZE, check_positive_semidefinite

MAX_CANDIDATES = 100_000


def check_not_sum_of_squares(lift: Lift, claim: NotSumOfSquares, evidence: PseudoMoments, where: str) -> None:
    """Check that L is nonnegative on all squares that may occur and negative on multiplier * f."""
    need(lift.is_polynomial, where, Reason.NOT_SUPPORTED, "the objective is not a polynomial")
    good = all(i < lift.dimension for i in claim.multiplier.variables())
    need(good, f"{where}.claim.multiplier", Reason.UNKNOWN_VARIABLE, "not about the objective's variables")
    p = claim.multiplier * lift.objective
    functional = evidence.functional
    place = f"{where}.evidence.functional"
    value = sum((Fraction(c * functional.terms.get(m, 0)) for m, c in p.terms.items()), Fraction(0))
    value /= p.denominator * functional.denominator
    need(value < 0, place, Reason.SIGN, f"the functional is {shown(value)} on the polynomial")
    basis = squares_basis(p, lift.dimension, where)
    zero = Fraction(0)
    values = {m: Fraction(c, functional.denominator) for m, c in functional.terms.items()}
    spend(len(basis) ** 2)
    matrix = tuple(tuple(values.get(a + b, zero) for b in basis[: i + 1]) for i, a in enumerate(basis))
    check_positive_semidefinite(matrix, place)


def squares_basis(p: Polynomial, dimension: int, where: str) -> list[int]:
    """Return the monomials that may occur in squares adding up to p: 2m between order and degree in every variable."""
    degrees = [monomial_degree(m) for m in p.terms]
    lowest, highest = min(degrees, default=0), max(degrees, default=0)
    found = [(0, 0)]
    for i in range(dimension):
        limit = p.degree_in(i) // 2
        longer = []
        for degree, m in found:
            for e in range(min(limit, highest // 2 - degree) + 1):
                longer.append((degree + e, m + (e << (BITS * i))))
            need(len(longer) <= MAX_CANDIDATES, where, Reason.LIMIT, "too many monomials")
        spend(len(longer))
        found = longer
    basis = [m for degree, m in found if 2 * degree >= lowest]
    need(len(basis) <= MAX_SIZE, where, Reason.LIMIT, f"a moment matrix with {len(basis)} rows")
    return basis
