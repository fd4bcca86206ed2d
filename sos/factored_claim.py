"""Nonnegativity of a product from its factors over Q.  Soundness-critical: no (the identity is expanded exactly).

q = c f_1^(e_1) f_2^(e_2) ...: even powers are squares, and if each factor of odd multiplicity is a sum of squares up to
its sign, products of squares give one for q.  Gram matrices of q itself may be large and singular.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

from tameproof.proofs.kernel.evidence import FieldSquares, Multiplier, Psatz, Squares, SumOfSquares
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.sos.gram import primitive, weighted_squares
from tameproof.symbolic.outcome import Open

MAX_TERMS = 300
MAX_DEGREE = 24
MAX_SQUARES = 200
PLACES = (Fraction(0), Fraction(1), Fraction(-2), Fraction(3, 5))  # coordinates of points that show a sign

Terms = tuple[tuple[Fraction, Polynomial], ...]


def find_proof_by_factors(q: Polynomial, prove: Callable[[Polynomial], Psatz | Open]) -> Psatz | None:
    """Return evidence for q >= 0 made of evidence for its factors, or None (which excludes nothing).

    Args:
        q: a polynomial, without facts.
        prove: the search for one factor.
    """
    from tameproof.symbolic._flint import factor

    if q.is_zero or len(q) > MAX_TERMS or q.degree > MAX_DEGREE:
        return None
    content, factors = factor(q)
    if len(factors) < 2 and all(e == 1 for _, e in factors):
        return None
    root, odd = ONE, []
    for f, exponent in factors:
        root = root * f ** (exponent // 2)
        if exponent % 2:
            sign = _sign(f)
            content *= sign
            odd.append(f.scale(sign))
    if content <= 0:
        return None
    terms: Terms = ((content, root),)
    multiplier = Multiplier()
    for f in odd:
        found = prove(f)
        if isinstance(found, Open):
            return None
        if found.multiplier != Multiplier():
            if multiplier != Multiplier():
                return None
            multiplier = found.multiplier
        own = _terms(found)
        if own is None or len(own) * len(terms) > MAX_SQUARES:
            return None
        terms = tuple(primitive(a * b, p * r) for a, p in terms for b, r in own)
    return Psatz(squares=Squares(terms), multiplier=multiplier)


def _sign(f: Polynomial) -> int:
    """Return the sign of f at a point where it is not 0 (1 if none is found)."""
    variables = sorted(f.variables())
    for coordinates in product(PLACES, repeat=min(len(variables), 4)):
        place = {v: coordinates[k % 4] for k, v in enumerate(variables)}
        value = f.evaluate(place)
        if value:
            return 1 if value > 0 else -1
    return 1


def _terms(psatz: Psatz) -> Terms | None:
    """Return the weighted squares of evidence without facts."""
    squares = _weighted(psatz.squares)
    if squares is None:
        return None
    return (*squares, (psatz.epsilon, ONE)) if psatz.epsilon else squares


def _weighted(squares: SumOfSquares) -> Terms | None:
    if isinstance(squares, Squares):
        return squares.terms
    if isinstance(squares, FieldSquares):
        return None
    full = [
        [squares.matrix[max(i, j)][min(i, j)] for j in range(len(squares.basis))] for i in range(len(squares.basis))
    ]
    return weighted_squares(squares.basis, full)
