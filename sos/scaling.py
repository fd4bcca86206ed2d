"""Affine changes of variables that bring boxes to [-1, 1].  Soundness-critical: no (the evidence is expanded again).

Constraints such as (x - 4)(8 - x) >= 0 or x - 4 >= 0, 8 - x >= 0 tell where a variable lives; semidefinite programs in
the monomials of x are ill-conditioned there, in those of t = (x - 6) / 2 they are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt

from tameproof.proofs.kernel.evidence import (
    FactoredGram,
    FieldSquares,
    Gram,
    Multiplier,
    ProductTerm,
    Psatz,
    Squares,
    SumOfSquares,
)
from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import Polynomial


@dataclass(frozen=True, slots=True)
class Scaling:
    """x_v = centre + radius * t_v for some variables; t_v has the same number."""

    places: tuple[tuple[int, Fraction, Fraction], ...]  # (variable, centre, radius)

    def apply(self, p: Polynomial) -> Polynomial:
        """Return p as a polynomial in t."""
        return p.substitute({v: Polynomial.variable(v).scale(r) + Polynomial.constant(c) for v, c, r in self.places})

    def undo(self, p: Polynomial) -> Polynomial:
        """Return a polynomial in t as one in x."""
        return p.substitute(
            {v: (Polynomial.variable(v) - Polynomial.constant(c)).scale(1 / r) for v, c, r in self.places}
        )

    def facts(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """Return the facts in t."""
        return tuple(Fact(f.kind, self.apply(f.polynomial)) for f in facts)

    def evidence(self, psatz: Psatz) -> Psatz:
        """Return evidence in t as evidence in x."""
        return Psatz(
            psatz.epsilon,
            self._squares(psatz.squares),
            tuple(ProductTerm(t.facts, self._squares(t.squares)) for t in psatz.products),
            tuple((i, self.undo(c)) for i, c in psatz.combination),
            Multiplier(psatz.multiplier.constant, self._squares(psatz.multiplier.squares), psatz.multiplier.facts),
            psatz.unit,
        )

    def _squares(self, squares: SumOfSquares) -> SumOfSquares:
        match squares:
            case Squares(terms):
                return Squares(tuple((w, self.undo(p)) for w, p in terms))
            case Gram(basis, _) | FactoredGram(basis, _, _):
                return replace(squares, basis=tuple(map(self.undo, basis)))
            case FieldSquares(theta, field_terms):
                return FieldSquares(theta, tuple((w, tuple(map(self.undo, parts))) for w, parts in field_terms))


def find_scaling(facts: Sequence[Fact]) -> Scaling | None:
    """Return the change of variables for the boxes that single facts or pairs of linear facts describe, or None.

    Variables in boxes that are already close to [-1, 1] stay as they are.
    """
    low: dict[int, Fraction] = {}
    high: dict[int, Fraction] = {}
    boxes: dict[int, tuple[Fraction, Fraction]] = {}
    for fact in facts:
        p = fact.polynomial
        if fact.kind is FactKind.EQUATION or len(p.variables()) != 1:
            continue
        (v,) = p.variables()
        parts = {e: c.as_constant() or Fraction(0) for e, c in p.coefficients_in(v).items()}
        a, b, c = (parts.get(k, Fraction(0)) for k in (2, 1, 0))
        if max(parts) == 1:
            bound = -c / b
            if b > 0:
                low[v] = max(bound, low.get(v, bound))
            else:
                high[v] = min(bound, high.get(v, bound))
        elif max(parts) == 2 and a < 0 and b * b > 4 * a * c:
            radius = Fraction(sqrt(float((b * b - 4 * a * c) / (4 * a * a)))).limit_denominator(1000)
            if radius > 0:
                boxes[v] = ((-b / (2 * a)).limit_denominator(1000), radius)
    for v in sorted(low):
        if v in high and low[v] < high[v]:
            boxes.setdefault(v, ((low[v] + high[v]) / 2, (high[v] - low[v]) / 2))
    places = [(v, c, r) for v, (c, r) in sorted(boxes.items()) if abs(c) * 2 > r or not Fraction(1, 3) < r < 3]
    return Scaling(tuple(places)) if places else None
