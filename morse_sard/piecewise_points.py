"""Local minima of piecewise objectives with a proof on an open region.  Soundness-critical: no (the kernel checks).

Near a point p only the kinks that vanish at p matter.  For every choice c of pieces the polynomial q_c = F_c - f(p)
is shown to be >= 0 on the part of the region where that choice is active; the proofs are put together by identities
modulo the equations of the lift:

* abs, u(p) = 0: q = a^2 q_+ + b^2 q_- + c q_+ with a = (1 + s)/2, b = (1 - s)/2, c = (1 - s^2)/2; a^2 u and -b^2 u
  become a^2 s u and b^2 s u, and c u = 0.
* abs, u > 0 in the region and q_- = q_+ + u h: q = q_+ + b^2 u h, where b^2 u >= 0 and -b^2 u = b^2 s u >= 0.
* max: q = sum_k w_k q_k; w_k (u_k - u_j) becomes w_k (m - u_j).  A piece k that is inactive at p has
  q_k = q_a + (u_k - u_a) h with both signs of w_k (u_k - u_a) >= 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from tameproof.morse_sard.low_points import DENOMINATORS, LowPoints
from tameproof.morse_sard.piecewise_arcs import MAX_CHOICES, kink_nodes
from tameproof.morse_sard.proving import Effort, sos_settings
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Multiplier, ProductTerm, Psatz, RationalPoint, RegionMinimum, Squares
from tameproof.proofs.kernel.facts import Fact, FactKind, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift, LiftedVariable, NodeKind
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.points import value_at
from tameproof.proofs.kernel.rules.psatz import expand_squares
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.ideals import traced_basis

MAX_POINTS = 8
MAX_PIECES = 64
MAX_COFACTOR = 4000
GRID = (0, 1, -1, 2, -2)
RADIUS_FLOAT = 1e-3

Weighted = tuple[Fraction, Polynomial]  # weight * polynomial^2


@dataclass(frozen=True, slots=True)
class _Term:
    """weight * root^2 * product of facts of the lift (by index) and of region facts (by polynomial)."""

    facts: tuple[Fact, ...]
    square: Weighted


def find_piecewise_minima(
    lift: Lift,
    value: AlgebraicNumber,
    below: RationalPoint,
    low: LowPoints,
    samples_float: list[Any],
    settings: MorseSardSettings,
    deadline: Deadline,
) -> Iterator[RegionMinimum]:
    """Yield regions around points with this value on which the objective is proved to be at least the value.

    Args:
        lift: a polynomial objective with abs and max nodes (nothing is found for others).
        value: the value; only rational ones are treated.
        below: a point with a smaller value.
        low: ends of descent runs, candidates for the point.
        samples_float: numerical points, further candidates.
        settings: budgets.
        deadline: when to give up.
    """
    exact = as_rational(value)
    kinds = {v.kind for v in lift.lifted}
    if exact is None or not kinds <= {NodeKind.SIGN, NodeKind.MAXIMUM, NodeKind.WEIGHT}:
        return
    for point in _candidates(lift, exact, low, samples_float)[:MAX_POINTS]:
        for region in _regions(lift, point):
            if deadline.remaining_float <= 0:
                return
            try:
                psatz = _Proof(lift, point, exact, region, settings, deadline).find()
            except BudgetExceeded:
                return
            if psatz is not None:
                yield RegionMinimum(point, region, psatz, below)
                break


def _candidates(lift: Lift, value: Fraction, low: LowPoints, samples_float: list[Any]) -> list[RationalPoint]:
    """Return rational points with exactly this value that look like local minima."""
    n = lift.dimension
    found: list[RationalPoint] = []

    def consider(coordinates: tuple[Fraction, ...]) -> None:
        point = RationalPoint(coordinates)
        if point in found or len(found) >= 4 * MAX_POINTS:
            return
        try:
            if value_at(lift, point, "point") == value and looks_minimal(lift, point):
                found.append(point)
        except (RejectedStep, OverflowError):
            return

    near = [p for p, v in zip(low.points_float, low.values_float, strict=True) if abs(v - float(value)) < 1e-2]
    for row in [*near[:20], *(tuple(float(c) for c in x[:n]) for x in samples_float)]:
        for denominator in DENOMINATORS[:6]:
            consider(tuple(Fraction(round(c * denominator), denominator) for c in row))
    size = next((k for k in (5, 3) if k**n <= 800), 0)
    for row in sorted(product(GRID[:size], repeat=n), key=lambda v: (sum(map(abs, v)), [-c for c in v])):
        consider(tuple(Fraction(c) for c in row))
    return found


def looks_minimal(lift: Lift, point: RationalPoint) -> bool:
    """Return whether no nearby point has a clearly smaller value (a hint)."""
    import numpy as np

    from tameproof.sos.explore import FloatObjective

    generator = np.random.default_rng(0)
    center = np.array([float(c) for c in point.coordinates])[:, None]
    steps = generator.normal(size=(lift.dimension, 400)) * RADIUS_FLOAT
    steps[:, 200:] *= generator.random(size=(lift.dimension, 200)) < 0.5
    values = FloatObjective(lift).value(np.concatenate([center, center + steps], axis=1))
    return bool(np.min(values) >= values[0] - 1e-12)


def _regions(lift: Lift, point: RationalPoint) -> Iterator[tuple[Polynomial, ...]]:
    """Yield open regions around the point: signs and orders that hold there, then boxes too."""
    x = [Polynomial.variable(i) for i in range(lift.dimension)]
    p = point.coordinates
    values = dict(enumerate(p))
    rows: list[Polynomial] = []
    for node in kink_nodes(lift):
        u = node.arguments
        at = [a.evaluate(values) for a in u]
        if node.kind is NodeKind.SIGN:
            if at[0]:
                rows.append(u[0] if at[0] > 0 else -u[0])
        else:
            best = at.index(max(at))
            rows += [u[best] - a for a, v in zip(u, at, strict=True) if v < at[best]]
    orders = []
    for i, c in enumerate(p):
        if c:
            own = x[i] if c > 0 else -x[i]
            orders.append(own)
            for j, d in enumerate(p):
                if abs(d) < abs(c):
                    orders += [own - x[j], own + x[j]]
    box = []
    for i, c in enumerate(p):
        radius = Polynomial.constant(min(abs(c), Fraction(1)) / 4 if c else Fraction(1, 4))
        box += [radius + x[i] - Polynomial.constant(c), radius - x[i] + Polynomial.constant(c)]
    rows += _nonzero_factors(lift, values)
    seen = []
    for more in (orders, [*orders, *box] if lift.dimension <= 2 else box):
        whole = tuple(dict.fromkeys(q for q in (*rows, *more) if q.as_constant() is None))
        if whole and whole not in seen:
            seen.append(whole)
            yield whole


def _nonzero_factors(lift: Lift, values: dict[int, Fraction]) -> list[Polynomial]:
    """Return factors, positive at the point, of the gaps that vanish there and of the objective's pieces."""
    from tameproof.symbolic._flint import factor

    vanishing: list[Polynomial] = []
    substitutions: list[dict[int, Polynomial]] = [{}]
    for node in kink_nodes(lift):
        u = node.arguments
        at = [a.evaluate(values) for a in u]
        if node.kind is NodeKind.SIGN:
            sign = (at[0] > 0) - (at[0] < 0)
            options = [Polynomial.constant(s) for s in ((sign,) if sign else (1, -1))]
            vanishing += [u[0]] if not sign else []
        else:
            own = [k for k, v in enumerate(at) if v == max(at)]
            options = [u[k] for k in own]
            vanishing += [u[own[0]] - u[k] for k in own[1:]]
        substitutions = [{**row, node.index: p} for row in substitutions for p in options][:MAX_CHOICES]
    pieces = [lift.objective.substitute(row) for row in substitutions]
    out: list[Polynomial] = []
    for p in [*vanishing, *(f - Polynomial.constant(f.evaluate(values)) for f in pieces)]:
        if p.degree == 0:
            continue
        for q, _ in factor(p)[1]:
            v = q.evaluate(values)
            if v:
                out.append(q if v > 0 else -q)
    return out


class _Proof:
    """F - value >= 0 on a region around a point."""

    def __init__(
        self,
        lift: Lift,
        point: RationalPoint,
        value: Fraction,
        region: tuple[Polynomial, ...],
        settings: MorseSardSettings,
        deadline: Deadline,
    ) -> None:
        self.lift = lift
        self.values = dict(enumerate(point.coordinates))
        self.excess = lift.objective - Polynomial.constant(value)
        self.region = tuple(positive(g) for g in region)
        self.settings = settings
        self.deadline = deadline
        self.pieces = 0
        self.proofs: dict[tuple[Fact, ...], tuple[tuple[Fact, ...], list[_Term]] | None] = {}

    def find(self) -> Psatz | None:
        """Return evidence with the facts of the lift and of the region, or None."""
        nodes = kink_nodes(self.lift)
        found = self._combine(self.excess, nodes, ())
        if found is None:
            return None
        strict, terms = found
        facts = (*self.lift.facts, *self.region)
        index = {f: i for i, f in reversed(list(enumerate(facts)))}
        unit = tuple(sorted(index[f] for f in strict))
        grouped: dict[tuple[int, ...], list[Weighted]] = {}
        for term in terms:
            grouped.setdefault(tuple(sorted(index[f] for f in term.facts)), []).append(term.square)
        products = tuple(ProductTerm(key, Squares(tuple(rows))) for key, rows in sorted(grouped.items()))
        whole = self.excess
        for i in unit:
            whole = whole * facts[i].polynomial
        for row in products:
            value = sum_of_products([(r.scale(w), r) for w, r in self._weighted(row)])
            for i in row.facts:
                value = value * facts[i].polynomial
            whole = whole - value
        equations = [(i, f.polynomial) for i, f in enumerate(self.lift.facts) if f.kind is FactKind.EQUATION]
        basis = traced_basis(tuple(p for _, p in equations), len(self.lift.names), self.deadline)
        quotients, rest = basis.divide(whole, self.deadline)
        if not rest.is_zero:
            return None
        flat = basis.flatten(quotients, MAX_COFACTOR, self.deadline)
        if flat is None:
            return None
        combination = tuple((equations[i][0], q) for i, q in flat)
        return Psatz(products=products, combination=combination, multiplier=Multiplier(facts=unit))

    @staticmethod
    def _weighted(row: ProductTerm) -> tuple[Weighted, ...]:
        return row.squares.terms if isinstance(row.squares, Squares) else ()

    def _combine(
        self, q: Polynomial, nodes: tuple[LiftedVariable, ...], known: tuple[Fact, ...]
    ) -> tuple[tuple[Fact, ...], list[_Term]] | None:
        """Return (strict facts M, terms): the product of M times q is the sum of the terms modulo the equations.

        ``known``: gaps >= 0 of the choices made so far; the caller replaces them by facts of the lift.
        """
        self.deadline.check()
        if not nodes:
            return self._piece(q, known)
        node, rest = nodes[0], nodes[1:]
        if node.kind is NodeKind.MAXIMUM:
            return self._maximum(q, node, rest, known)
        u, s = node.arguments[0], Polynomial.variable(node.index)
        half = nonnegative(s * u)
        sign = u.evaluate(self.values)
        a, b = (ONE + s).scale(Fraction(1, 2)), (ONE - s).scale(Fraction(1, 2))
        if sign:
            e = 1 if sign > 0 else -1
            own = q.substitute({node.index: Polynomial.constant(e)})
            other = q.substitute({node.index: Polynomial.constant(-e)})
            signed = u.scale(e)
            h = _quotient(other - own, signed)
            found = self._combine(own, rest, known)
            if found is None or h is None:
                return None
            strict, terms = found
            square = b if e > 0 else a
            return strict, terms + self._both_signs(h, positive(signed), half, square, strict, None)
        plus = self._combine(q.substitute({node.index: ONE}), rest, (*known, nonnegative(u)))
        minus = self._combine(q.substitute({node.index: -ONE}), rest, (*known, nonnegative(-u)))
        if plus is None or minus is None:
            return None
        strict, (first, second) = _common(plus, minus)
        terms = [_times(t, a, {nonnegative(u): half}) for t in first]
        terms += [_times(t, b, {nonnegative(-u): half}) for t in second]
        slack = nonnegative(ONE - s * s)
        for t in first:
            if nonnegative(u) not in t.facts:  # c u = 0
                terms.append(_Term((*t.facts, slack), (t.square[0] / 2, t.square[1])))
        return strict, terms

    def _maximum(
        self, q: Polynomial, node: LiftedVariable, rest: tuple[LiftedVariable, ...], known: tuple[Fact, ...]
    ) -> tuple[tuple[Fact, ...], list[_Term]] | None:
        u = node.arguments
        at = [v.evaluate(self.values) for v in u]
        best = at.index(max(at))
        m = Polynomial.variable(node.index)
        weights = [Polynomial.variable(node.index - len(u) + k) for k in range(len(u))]
        parts: list[tuple[tuple[Fact, ...], list[_Term]]] = []
        for k, own in enumerate(u):
            kept = [j for j in range(len(u)) if j != k and at[j] == at[best]]
            if at[k] < at[best]:
                h = _quotient(q.substitute({node.index: own}) - q.substitute({node.index: u[best]}), own - u[best])
                if h is None:
                    return None
                main = parts[best] if k > best else self._active(q, node, best, rest, known)
                if main is None:
                    return None
                strict, terms = main
                # w_k (u_k - u_best) = w_k (m - u_best) >= 0, and u_best - u_k > 0 in the region
                more = self._both_signs(
                    -h, positive(u[best] - own), nonnegative(m - u[best]), ONE, strict, nonnegative(weights[k])
                )
                known_gaps = {nonnegative(u[best] - u[j]): None for j in range(len(u)) if j != best}
                usable = self._without_gaps(terms, weights[k], known_gaps)
                if usable is None:
                    return None
                parts.append((strict, usable + more))
                continue
            found = self._combine(
                q.substitute({node.index: own}), rest, (*known, *(nonnegative(own - u[j]) for j in kept))
            )
            if found is None:
                return None
            parts.append(found)
        strict, columns = _common(*parts)
        out: list[_Term] = []
        for k, terms in enumerate(columns):
            if at[k] < at[best]:
                out += terms
                continue
            swap = {nonnegative(u[k] - u[j]): nonnegative(m - u[j]) for j in range(len(u)) if j != k}
            out += [_Term((*_times(t, ONE, swap).facts, nonnegative(weights[k])), t.square) for t in terms]
        return strict, out

    def _active(
        self, q: Polynomial, node: LiftedVariable, best: int, rest: tuple[LiftedVariable, ...], known: tuple[Fact, ...]
    ) -> tuple[tuple[Fact, ...], list[_Term]] | None:
        """Return the proof for the first active piece."""
        u = node.arguments
        at = [v.evaluate(self.values) for v in u]
        kept = [j for j in range(len(u)) if j != best and at[j] == at[best]]
        gaps = tuple(nonnegative(u[best] - u[j]) for j in kept)
        return self._combine(q.substitute({node.index: u[best]}), rest, (*known, *gaps))

    def _without_gaps(self, terms: list[_Term], weight: Polynomial, gaps: dict[Fact, None]) -> list[_Term] | None:
        """Return the terms times a weight; None if one of them uses a gap that is not known there."""
        if any(f in gaps for t in terms for f in t.facts):
            return None
        return [_Term((*t.facts, nonnegative(weight)), t.square) for t in terms]

    def _both_signs(
        self,
        h: Polynomial,
        strict_fact: Fact,
        half: Fact,
        square: Polynomial,
        strict: tuple[Fact, ...],
        weight: Fact | None,
    ) -> list[_Term]:
        """Return terms for (product of strict) square^2 (strict_fact) h; -square^2 (strict_fact) is square^2 half."""
        more = () if weight is None else (weight,)
        constant = h.as_constant()
        if constant is not None:
            if constant == 0:
                return []
            fact = strict_fact if constant > 0 else half
            return [_Term((*strict, fact, *more), (abs(constant), square))]
        quarter = Fraction(1, 4)
        return [
            _Term((*strict, strict_fact, *more), (quarter, square * (h + ONE))),
            _Term((*strict, half, *more), (quarter, square * (h - ONE))),
        ]

    def _piece(self, q: Polynomial, known: tuple[Fact, ...]) -> tuple[tuple[Fact, ...], list[_Term]] | None:
        """Prove q >= 0 for one choice of pieces."""
        self.pieces += 1
        if self.pieces > MAX_PIECES:
            return None
        facts = (*self.region, *dict.fromkeys(known))
        found = prove_nonnegative(q, facts, settings=sos_settings(self.settings, self.deadline, Effort.MEDIUM))
        if not isinstance(found, Psatz):
            return None
        multiplier = found.multiplier
        context = Context.of_lift(self.lift)
        if not expand_squares(multiplier.squares, context, "squares").is_zero or multiplier.constant <= 0:
            return None
        rows = [((), found.squares), *((t.facts, t.squares) for t in found.products)]
        if found.epsilon or found.combination:
            return None
        terms = []
        for places, squares in rows:
            weighted = _as_weighted(squares)
            if weighted is None:
                return None
            terms += [_Term(tuple(facts[i] for i in places), (w / multiplier.constant, p)) for w, p in weighted if w]
        return tuple(facts[i] for i in multiplier.facts), terms


def _as_weighted(squares: Any) -> tuple[Weighted, ...] | None:
    """Return a sum of squares term by term, or None for another form."""
    return squares.terms if isinstance(squares, Squares) else None


def _times(term: _Term, factor: Polynomial, swap: dict[Fact, Fact]) -> _Term:
    """Return the term times factor^2 with some facts replaced."""
    w, p = term.square
    return _Term(tuple(swap.get(f, f) for f in term.facts), (w, p * factor))


def _common(
    *parts: tuple[tuple[Fact, ...], list[_Term]],
) -> tuple[tuple[Fact, ...], list[list[_Term]]]:
    """Return the parts with one common product of strict facts."""
    union: Counter[Fact] = Counter()
    for strict, _ in parts:
        union |= Counter(strict)
    columns = []
    for strict, terms in parts:
        missing = tuple((union - Counter(strict)).elements())
        columns.append([_Term((*t.facts, *missing), t.square) for t in terms])
    return tuple(union.elements()), columns


def _quotient(p: Polynomial, q: Polynomial) -> Polynomial | None:
    """Return p / q if it is a polynomial."""
    if p.is_zero:
        return p
    nvars = 1 + max([*p.variables(), *q.variables()])
    basis = traced_basis((q,), nvars, Deadline.after(5.0))
    quotients, rest = basis.divide(p)
    if not rest.is_zero:
        return None
    return sum_of_products([(c, ONE) for _, c in quotients])


__all__ = ["find_piecewise_minima"]
