"""Lower bounds that can be read off an expression tree: sums of squares, absolute values, even powers, maxima.

Soundness-critical: no; the identity is expanded exactly before it is returned.  Every node u of the tree, with a sign,
gets a bound and evidence ``sign * u - bound = squares + sum products * squares + sum cofactor * equation`` over the
facts of the lift; no solver is involved.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tameproof.proofs.kernel.evidence import Combination, ProductTerm, Psatz, Squares
from tameproof.proofs.kernel.expression import (
    Abs,
    Constant,
    Exp,
    Expression,
    Log,
    Max,
    Min,
    Power,
    Product,
    Quotient,
    Relu,
    Sigmoid,
    Sqrt,
    Sum,
    Tanh,
    Variable,
)
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, NodeKind, canonical_sign
from tameproof.proofs.kernel.maxima import flatten_maxima
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.sos.gram import primitive
from tameproof.sos.identity import is_proof

MAX_PIECES = 400

Piece = tuple[tuple[int, ...], Fraction, Polynomial]  # product of facts, weight > 0, polynomial to be squared


@dataclass(frozen=True, slots=True)
class _Bound:
    """``u - value = sum weight * polynomial^2 * (product of facts) + sum cofactor * equation``."""

    value: Fraction
    pieces: tuple[Piece, ...] = ()
    combination: Combination = ()

    def scale(self, c: Fraction) -> _Bound:
        """Multiply by c > 0."""
        return _Bound(
            self.value * c,
            tuple((f, w * c, p) for f, w, p in self.pieces),
            tuple((i, p.scale(c)) for i, p in self.combination),
        )


def find_syntactic_bound(expression: Expression, lift: Lift) -> tuple[Fraction, Psatz] | None:
    """Return a lower bound of the objective that is visible in its formula, with exact evidence.

    Args:
        expression: the objective.
        lift: its lift.

    Returns:
        (m, evidence for F - m >= 0 from the facts of the lift), or None if nothing can be read off.
    """
    try:
        found = _Walker(lift).lower(flatten_maxima(expression), 1)
    except KeyError:  # a node without a lifted variable of its own, for example the maximum of equal arguments
        return None
    if found is None:
        return None
    squares = []
    products: dict[tuple[int, ...], list[tuple[Fraction, Polynomial]]] = {}
    value = found.value
    for facts, weight, p in found.pieces:
        if p.is_zero or not weight:
            continue
        if not facts and p.as_constant() is not None:
            constant = p.as_constant() or Fraction(0)
            value += weight * constant * constant
            continue
        term = primitive(weight, p)
        if facts:
            products.setdefault(facts, []).append(term)
        else:
            squares.append(term)
    cofactors: dict[int, Polynomial] = {}
    for i, p in found.combination:
        cofactors[i] = cofactors.get(i, ZERO) + p
    psatz = Psatz(
        squares=Squares(tuple(squares)),
        products=tuple(ProductTerm(f, Squares(tuple(products[f]))) for f in sorted(products)),
        combination=tuple((i, cofactors[i]) for i in sorted(cofactors) if not cofactors[i].is_zero),
    )
    if not is_proof(lift.objective - Polynomial.constant(value), psatz, lift.facts, strict=False):
        return None
    return value, psatz


class _Walker:
    def __init__(self, lift: Lift) -> None:
        self.lift = lift
        self.index = {name: i for i, name in enumerate(lift.variables)}
        self.lifted = {(v.kind, v.arguments): v.index for v in lift.lifted}
        self.fact = {(f.kind, f.polynomial): i for i, f in reversed(list(enumerate(lift.facts)))}

    # -- the polynomial of a node ------------------------------------------------------------
    def variable(self, kind: NodeKind, *arguments: Polynomial) -> Polynomial:
        return Polynomial.variable(self.lifted[kind, arguments])

    def polynomial(self, node: Expression) -> Polynomial:
        """Return the polynomial of a node in the variables of the lift; KeyError if the lift has no such variable."""
        match node:
            case Constant(value):
                return Polynomial.constant(value)
            case Variable(name):
                return Polynomial.variable(self.index[name])
            case Sum(terms):
                return sum_of_products([(self.polynomial(t), ONE) for t in terms])
            case Product(factors):
                result = ONE
                for factor in factors:
                    result = result * self.polynomial(factor)
                return result
            case Power(base, exponent):
                return self.polynomial(base) ** exponent
            case Quotient(numerator, denominator):
                bottom = self.polynomial(denominator)
                known = bottom.as_constant()
                inverse = self.variable(NodeKind.INVERSE, bottom) if known is None else Polynomial.constant(1 / known)
                return self.polynomial(numerator) * inverse
            case Abs(argument):
                u = self.polynomial(argument)
                known = u.as_constant()
                if known is not None:
                    return Polynomial.constant(abs(known))
                positive, _ = canonical_sign(u)
                return self.variable(NodeKind.SIGN, positive) * positive
            case Max(arguments):
                return self.maximum(tuple(self.polynomial(a) for a in arguments))
            case Min(arguments):
                return -self.maximum(tuple(-self.polynomial(a) for a in arguments))
            case Relu(argument):
                return self.maximum((self.polynomial(argument), ZERO))
            case Sqrt(argument):
                return self.variable(NodeKind.ROOT, self.polynomial(argument))
            case Exp(argument):
                positive, flipped = canonical_sign(self.polynomial(argument))
                return self.variable(NodeKind.EXP_NEGATIVE if flipped else NodeKind.EXP, positive)
            case Log(argument):
                return self.variable(NodeKind.LOG, self.polynomial(argument))
            case Sigmoid(argument):
                positive, flipped = canonical_sign(self.polynomial(argument))
                s = self.variable(NodeKind.SIGMOID, positive)
                return ONE - s if flipped else s
            case Tanh(argument):
                positive, flipped = canonical_sign(self.polynomial(argument))
                t = self.variable(NodeKind.TANH, positive)
                return -t if flipped else t

    def maximum(self, arguments: tuple[Polynomial, ...]) -> Polynomial:
        distinct = tuple(dict.fromkeys(arguments))
        if len(distinct) == 1:
            return distinct[0]
        values = [u.as_constant() for u in distinct]
        known = [v for v in values if v is not None]
        if len(known) == len(values):
            return Polynomial.constant(max(known))
        return self.variable(NodeKind.MAXIMUM, *distinct)

    # -- bounds ------------------------------------------------------------------------------
    def by_fact(self, p: Polynomial, value: Fraction | int) -> _Bound | None:
        """Return the bound ``p >= value`` if it is one of the facts."""
        shifted = p - Polynomial.constant(value)
        for kind in (FactKind.POSITIVE, FactKind.NONNEGATIVE):
            index = self.fact.get((kind, shifted))
            if index is not None:
                return _Bound(Fraction(value), (((index,), Fraction(1), ONE),))
        return None

    def lower(self, node: Expression, sign: int) -> _Bound | None:
        """Return a lower bound of ``sign * node``."""
        match node:
            case Constant(value):
                return _Bound(sign * value)
            case Variable(_):
                return None
            case Sum(terms):
                return self.lower_sum([self.lower(t, sign) for t in terms])
            case Product(factors):
                return self.lower_product(factors, sign)
            case Power(base, exponent):
                return self.lower_power(base, exponent, sign)
            case Quotient(numerator, denominator):
                return self.lower_quotient(numerator, denominator, sign)
            case Max(arguments):
                return self.lower_max(arguments, 1, sign)
            case Min(arguments):
                return self.lower_max(arguments, -1, -sign)
            case Relu(argument):
                return self.lower_max((argument, Constant(Fraction(0))), 1, sign)
            case Abs(_) | Sqrt(_) | Exp(_):
                return self.by_fact(self.polynomial(node), 0) if sign > 0 else None
            case Sigmoid(_):
                return self.by_fact(self.polynomial(node).scale(sign), 0 if sign > 0 else -1)
            case Tanh(_):
                return self.by_fact(self.polynomial(node).scale(sign), -1)
            case _:
                return None

    def lower_sum(self, parts: list[_Bound | None]) -> _Bound | None:
        total = Fraction(0)
        pieces: list[Piece] = []
        combination: list[tuple[int, Polynomial]] = []
        for part in parts:
            if part is None:
                return None
            total += part.value
            pieces += part.pieces
            combination += part.combination
        return _Bound(total, tuple(pieces), tuple(combination)) if len(pieces) <= MAX_PIECES else None

    def lower_product(self, factors: tuple[Expression, ...], sign: int) -> _Bound | None:
        constant = Fraction(sign)
        counts: dict[Expression, int] = {}
        for factor in factors:
            if isinstance(factor, Constant):
                constant *= factor.value
            elif isinstance(factor, Power):
                counts[factor.base] = counts.get(factor.base, 0) + factor.exponent
            else:
                counts[factor] = counts.get(factor, 0) + 1
        if not constant or not counts:
            return _Bound(constant)
        single = len(counts) == 1 and all(c == 1 for c in counts.values())
        if single:
            found = self.lower(next(iter(counts)), 1 if constant > 0 else -1)
            return None if found is None else found.scale(abs(constant))
        if constant < 0:
            return None
        result: _Bound | None = _Bound(Fraction(1))
        for base, exponent in counts.items():
            result = self.multiply(result, self.lower_power(base, exponent, 1))
            if result is None:
                return None
        return result.scale(constant) if result is not None else None

    def lower_power(self, base: Expression, exponent: int, sign: int) -> _Bound | None:
        if exponent == 0:
            return _Bound(Fraction(sign))
        if exponent == 1:
            return self.lower(base, sign)
        if sign < 0:
            return None
        half = self.polynomial(base) ** (exponent // 2)
        square = _Bound(Fraction(0), (((), Fraction(1), half),))
        return square if exponent % 2 == 0 else self.multiply(square, self.lower(base, 1))

    def multiply(self, left: _Bound | None, right: _Bound | None) -> _Bound | None:
        """Return the bound 0 (or the product of the values if one side is a constant) for a product of two nodes."""
        if left is None or right is None or left.value < 0 or right.value < 0:
            return None
        a: list[Piece] = [*left.pieces, ((), left.value, ONE)]
        b: list[Piece] = [*right.pieces, ((), right.value, ONE)]
        if len(a) * len(b) > MAX_PIECES:
            return None
        pieces = tuple((tuple(sorted(f + g)), v * w, p * q) for f, v, p in a for g, w, q in b if v and w)
        whole_left = self.pieces_sum(left)
        sum_right = self.pieces_sum(right)
        # u v = (U + E)(V + D) with U, V the nonnegative parts: E v + U D is what the equations contribute
        combination = [(i, c * (sum_right + self.equations_sum(right))) for i, c in left.combination]
        combination += [(i, c * whole_left) for i, c in right.combination]
        return _Bound(Fraction(0), pieces, tuple(combination))

    def pieces_sum(self, bound: _Bound) -> Polynomial:
        total = Polynomial.constant(bound.value)
        for facts, w, p in bound.pieces:
            term = (p * p).scale(w)
            for i in facts:
                term = term * self.lift.facts[i].polynomial
            total = total + term
        return total

    def equations_sum(self, bound: _Bound) -> Polynomial:
        return sum_of_products([(c, self.lift.facts[i].polynomial) for i, c in bound.combination])

    def lower_quotient(self, numerator: Expression, denominator: Expression, sign: int) -> _Bound | None:
        """Use u / v = u v (1/v)^2 modulo the equation (1/v) v - 1 = 0."""
        u, v = self.polynomial(numerator), self.polynomial(denominator)
        value = v.as_constant()
        top = self.lower(numerator, sign if value is None or value > 0 else -sign)
        if value is not None:
            return None if top is None else top.scale(1 / abs(value))
        r = self.variable(NodeKind.INVERSE, v)
        equation = self.fact.get((FactKind.EQUATION, r * v - ONE))
        product = self.multiply(top, self.lower(denominator, 1))
        if product is None or equation is None:
            return None
        pieces = tuple((f, w, p * r) for f, w, p in product.pieces)
        combination = [(i, c * r * r) for i, c in product.combination]
        combination.append((equation, (u * r).scale(-sign)))
        return _Bound(Fraction(0), pieces, tuple(combination))

    def lower_max(self, arguments: tuple[Expression, ...], inner: int, sign: int) -> _Bound | None:
        """Bound ``sign * max(inner * arguments)``."""
        polynomials = tuple(self.polynomial(a).scale(inner) for a in arguments)
        top = self.maximum(polynomials)
        if sign > 0:
            best: _Bound | None = None
            for node, p in zip(arguments, polynomials, strict=True):
                below, step = self.lower(node, inner), self.by_fact(top - p, 0)
                if below is not None and step is not None and (best is None or below.value > best.value):
                    best = self.lower_sum([below, step])
            return best
        return self.lower_minimum(arguments, polynomials, top, inner)

    def lower_minimum(
        self, arguments: tuple[Expression, ...], polynomials: tuple[Polynomial, ...], top: Polynomial, inner: int
    ) -> _Bound | None:
        """Use -max = sum weight_i (-u_i) modulo the equations of the weights."""
        distinct = tuple(dict.fromkeys(polynomials))
        first = top.variables()
        bounds = []
        for p in distinct:
            bounds.append(self.lower(arguments[polynomials.index(p)], -inner))
        known = [b for b in bounds if b is not None]
        if len(known) != len(bounds) or len(first) != 1:
            return None
        floor = min(b.value for b in known)
        start = min(first) - len(distinct)
        pieces: list[Piece] = []
        combination: list[tuple[int, Polynomial]] = []
        total = -ONE
        for k, (p, bound) in enumerate(zip(distinct, known, strict=True)):
            weight = Polynomial.variable(start + k)
            total = total + weight
            sign_fact = self.fact[FactKind.NONNEGATIVE, weight]
            pieces += [(tuple(sorted((sign_fact, *f))), w, q) for f, w, q in bound.pieces]
            pieces.append(((sign_fact,), bound.value - floor, ONE))
            combination += [(i, c * weight) for i, c in bound.combination]
            combination.append((self.fact[FactKind.EQUATION, weight * (top - p)], -ONE))
        combination.append((self.fact[FactKind.EQUATION, total], top + Polynomial.constant(floor)))
        return _Bound(floor, tuple(pieces), tuple(combination))
