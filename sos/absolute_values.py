"""Bounds for sums of absolute values: |u| as one variable a with a - u >= 0 and a + u >= 0.  Soundness-critical: no.

In the lift |u| is s u with a sign s, of higher degree.  A proof in the variables a is translated: with s^2 u = u,
s u - t u = (1 - t s)^2 s u / 2 + (1 - s^2) s u / 2 + t (s^2 - 1) u for t = 1 and t = -1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from tameproof.proofs.kernel.evidence import Combination, ProductTerm, Psatz, Squares
from tameproof.proofs.kernel.facts import Fact, equation, nonnegative
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.sos.identity import is_proof

Row: TypeAlias = tuple[int, Polynomial, int, int, int]


class AbsoluteValues:
    """An objective p(x) + sum c_k |u_k(x)| with c_k > 0, where the variable of the sign stands for |u_k|.

    Attributes:
        lift: the lift of the objective.
        objective: p + sum c_k a_k.
        facts: a_k - u_k >= 0 and a_k + u_k >= 0, in this order.
    """

    def __init__(self, lift: Lift, objective: Polynomial, rows: Sequence[Row]) -> None:
        """Use ``find_absolute_values``; a row is (s, u, facts (s^2 - 1) u = 0, 1 - s^2 >= 0, s u >= 0)."""
        self.lift = lift
        self.objective = objective
        self._rows = tuple(rows)
        self.facts = tuple(nonnegative(Polynomial.variable(s) + u.scale(sign)) for s, u, *_ in rows for sign in (-1, 1))

    def translate(self, q: Polynomial, psatz: Psatz, facts: Sequence[Fact], *, strict: bool) -> Psatz | None:
        """Return evidence about the lift from evidence about the facts of this object followed by others.

        Args:
            q: the claim about the lift's objective.
            psatz: evidence from ``self.facts`` and further facts about x.
            facts: the lift's facts followed by the same further facts.
            strict: whether q > 0.
        """
        values = {s: Polynomial.variable(s) * u for s, u, *_ in self._rows}
        own, shift = len(self.facts), len(self.lift.facts) - len(self.facts)
        if psatz.multiplier != Psatz().multiplier or psatz.unit:
            return None

        def at(squares: object) -> tuple[tuple[Fraction, Polynomial], ...] | None:
            if not isinstance(squares, Squares):
                return None
            return tuple((w, p.substitute(values)) for w, p in squares.terms)

        plain = at(psatz.squares)
        if plain is None:
            return None
        products: list[ProductTerm] = []
        combination: dict[int, Polynomial] = {}

        def add_equation(index: int, cofactor: Polynomial) -> None:
            combination[index] = combination.get(index, ZERO) + cofactor

        for term in psatz.products:
            terms = at(term.squares)
            inside = [k for k in term.facts if k < own]
            outside = tuple(k + shift for k in term.facts if k >= own)
            if terms is None or len(inside) > 1:
                return None
            if not inside:
                products.append(ProductTerm(outside, Squares(terms)))
                continue
            s, _, zero, box, sign = self._rows[inside[0] // 2]
            t = 1 if inside[0] % 2 == 0 else -1
            gap = ONE - Polynomial.variable(s).scale(t)
            products.append(ProductTerm((sign, *outside), Squares(tuple((w / 2, p * gap) for w, p in terms))))
            products.append(ProductTerm((box, sign, *outside), Squares(tuple((w / 2, p) for w, p in terms))))
            factor = sum_of_products([(p * p, Polynomial.constant(w)) for w, p in terms])
            for k in outside:
                factor = factor * facts[k].polynomial
            add_equation(zero, factor.scale(t))
        for k, cofactor in psatz.combination:
            if k < own:
                return None
            add_equation(k + shift, cofactor.substitute(values))
        merged: Combination = tuple((k, c) for k, c in sorted(combination.items()) if not c.is_zero)
        found = Psatz(psatz.epsilon, Squares(plain), tuple(products), merged)
        return found if is_proof(q, found, facts, strict=strict) else None


def find_absolute_values(lift: Lift) -> AbsoluteValues | None:
    """Return the objective as a polynomial plus a positive combination of absolute values of polynomials, or None."""
    rows: list[Row] = []
    objective = lift.objective
    facts = {f: k for k, f in reversed(list(enumerate(lift.facts)))}
    for node in lift.lifted:
        if node.kind is not NodeKind.SIGN or any(i >= lift.dimension for i in node.arguments[0].variables()):
            return None
        u, s = node.arguments[0], Polynomial.variable(node.index)
        wanted = (equation((s * s - ONE) * u), nonnegative(ONE - s * s), nonnegative(s * u))
        zero, box, sign = (facts.get(f, -1) for f in wanted)
        parts = objective.coefficients_in(node.index)
        lead = max(u.terms)
        slope = parts.get(1, ZERO)
        weight = Fraction(slope.terms.get(lead, 0) * u.denominator, u.terms[lead] * slope.denominator)
        if max(parts) > 1 or weight <= 0 or u.scale(weight) != slope or min(zero, box, sign) < 0:
            return None
        rest = parts.get(0, ZERO)
        objective = rest + s.scale(weight)
        rows.append((node.index, u, zero, box, sign))
    if not rows:
        return None
    return AbsoluteValues(lift, objective, rows)
