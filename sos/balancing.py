"""Scaling of variables by powers of two that makes coefficients similar in size.  Soundness-critical: no.

Semidefinite solvers work with doubles: of x^4 - 10^12 and 10^-6 y^2 only one is seen.  The substitution x_v = 2^k_v t_v
and a factor 2^k that bring the logarithms of all coefficients closest to 0 (least squares) are exact, and so is the way
back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import log2

from tameproof.proofs.kernel.evidence import FactoredGram, FieldSquares, Gram, Psatz, Squares, SumOfSquares
from tameproof.proofs.kernel.polynomial import Polynomial, monomial_degree, unpack
from tameproof.sos.minimise import Point
from tameproof.sos.scaling import Scaling

WIDE = 16.0  # bits between the largest and the smallest coefficient from which on scaling is considered
SHARE = 0.75  # what is left of this spread, at most, for the scaling to be worth a try


@dataclass(frozen=True, slots=True)
class Balance:
    """q(x) times 4^-power in the variables t."""

    scaling: Scaling
    power: int

    def apply(self, q: Polynomial) -> Polynomial:
        """Return the balanced polynomial."""
        return self.scaling.apply(q).scale(Fraction(4) ** -self.power)

    def point(self, t: Point) -> Point:
        """Return the point x that belongs to t."""
        out = dict(t)
        for v, centre, radius in self.scaling.places:
            out[v] = centre + radius * t[v]
        return out

    def evidence(self, psatz: Psatz) -> Psatz:
        """Return evidence for the balanced polynomial (without facts) as evidence for q."""
        found = self.scaling.evidence(psatz)
        factor = Fraction(4) ** self.power
        return replace(found, epsilon=found.epsilon * factor, squares=self._squares(found.squares))

    def _squares(self, squares: SumOfSquares) -> SumOfSquares:
        root = Fraction(2) ** self.power
        factor = root * root
        match squares:
            case Squares(terms):
                return Squares(tuple((w * factor, p) for w, p in terms))
            case Gram(basis, matrix):
                return Gram(basis, tuple(tuple(c * factor for c in row) for row in matrix))
            case FactoredGram(basis, matrix, lower):
                scaled = tuple(tuple(c * factor for c in row) for row in matrix)
                return FactoredGram(basis, scaled, tuple(tuple(c * root for c in row) for row in lower))
            case FieldSquares(theta, field_terms):
                return FieldSquares(theta, tuple((tuple(c * factor for c in w), ps) for w, ps in field_terms))


def find_balance(q: Polynomial) -> Balance | None:
    """Return a scaling that makes the coefficients of q much more alike, or None if there is no need or no such one."""
    import numpy as np

    variables = sorted(q.variables())
    if len(q) < 2 or not variables:
        return None
    sizes = np.array([log2(abs(c)) - log2(q.denominator) for c in q.terms.values()])
    spread_float = float(sizes.max() - sizes.min())
    if spread_float < WIDE and abs(float(sizes.mean())) < WIDE:
        return None
    rows = []
    for m in q.terms:
        e = unpack(m)
        rows.append([*(float(e[v]) if v < len(e) else 0.0 for v in variables), 1.0])
    matrix = np.array(rows)
    found = np.linalg.lstsq(matrix, -sizes, rcond=None)[0]
    steps = [round(float(k)) for k in found[:-1]]
    rest = sizes + matrix[:, :-1] @ np.array(steps, dtype=float)
    power = round(float(rest.max() + rest.min()) / 4)
    better = float(rest.max() - rest.min()) < SHARE * spread_float
    if not better and abs(float(sizes.mean())) < WIDE:
        return None
    if not better:
        steps, power = [0] * len(steps), round(float(sizes.max() + sizes.min()) / 4)
    places = tuple((v, Fraction(0), Fraction(2) ** k) for v, k in zip(variables, steps, strict=True) if k)
    return Balance(Scaling(places), power) if places or power else None


def find_shift(q: Polynomial) -> Balance | None:
    """Return a translation that removes the terms of degree d - 1 as far as possible, or None if none is needed.

    With h the leading form, a shift by s changes these terms by <s, grad h>.  Uniform multipliers such as 1 + |x|^2 are
    adapted to polynomials that are centred in this sense.
    """
    import numpy as np

    variables = sorted(q.variables())
    degree = q.degree
    top = Polynomial({m: c for m, c in q.terms.items() if monomial_degree(m) == degree}, q.denominator)
    second = {m: c for m, c in q.terms.items() if monomial_degree(m) == degree - 1}
    if not second or not variables:
        return None
    gradient = [top.derivative(v) for v in variables]
    monomials = sorted(set(second).union(*(g.terms for g in gradient)))
    matrix = np.array([[g.terms.get(m, 0) / g.denominator for g in gradient] for m in monomials])
    right = np.array([-second.get(m, 0) / q.denominator for m in monomials])
    found = np.linalg.lstsq(matrix, right, rcond=1e-9)[0]
    places = [(v, Fraction(float(c)).limit_denominator(60)) for v, c in zip(variables, found, strict=True)]
    centres = tuple((v, c, Fraction(1)) for v, c in places if c)
    return Balance(Scaling(centres), 0) if centres else None
