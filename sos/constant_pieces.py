"""f is constant where every kink keeps its active piece: the two inequalities in closed form.  Soundness-critical: no.

Let K be a polynomial.  For a maximum m with active piece u_b and gaps g_k = u_b - u_k > 0 put d = m - u_b, which is
>= 0 by a fact; the weights give sum w_k g_k = -d modulo the equations, so that

    K d = (K^2 + K + 1) d + (1 + K^2) sum_k w_k g_k.

For abs(u) = s u with U = e u > 0 (e = 1 or -1) and t = e s put d = U - s u; modulo (s^2 - 1) u, 2 d = (1 - t)^2 U and
-2 d = (1 - t)^2 s u.  F changes by a multiple of d when the node is replaced by its active piece.  A gap with a kink
inside is its active piece plus multiples of the inner d, which are added to what the inner node has to show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from tameproof.proofs.kernel.evidence import ProductTerm, Psatz, Squares
from tameproof.proofs.kernel.facts import Fact, equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift, LiftedVariable, NodeKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.symbolic.division import divide_polynomial

HALF = Fraction(1, 2)
MAX_TERMS = 400  # of a factor K: with many nested kinks the identities grow


@dataclass(frozen=True, slots=True)
class ActivePiece:
    """A kink and the piece that is active at a point.

    Attributes:
        node: the sign of an abs, or a maximum.
        piece: what the node's variable is replaced by: 1, -1 or an argument.
        gaps: polynomials that are positive at the point; while they are, the piece stays active.
        defect: d = m - u_b, or U - s u.
    """

    node: LiftedVariable
    piece: Polynomial
    gaps: tuple[Polynomial, ...]
    defect: Polynomial


def find_active_pieces(lift: Lift, values: dict[int, Fraction]) -> tuple[ActivePiece, ...] | None:
    """Return the active pieces, outer kinks first, or None if a kink is active at the point itself."""
    found = []
    for node in reversed(lift.lifted):
        variable = Polynomial.variable(node.index)
        u = node.arguments[0]
        if node.kind is NodeKind.SIGN:
            sign = 1 if u.evaluate(values) > 0 else -1
            gaps: tuple[Polynomial, ...] = (u.scale(sign),)
            own = ActivePiece(node, Polynomial.constant(sign), gaps, u.scale(sign) - variable * u)
        elif node.kind is NodeKind.MAXIMUM:
            best = max(node.arguments, key=lambda p: p.evaluate(values))
            gaps = tuple(best - p for p in node.arguments if p is not best)
            own = ActivePiece(node, best, gaps, variable - best)
        else:
            continue
        if any(gap.evaluate(values) <= 0 for gap in own.gaps):
            return None
        found.append(own)
    return tuple(found)


def at_pieces(p: Polynomial, pieces: tuple[ActivePiece, ...]) -> Polynomial:
    """Return the polynomial with every kink replaced by its active piece."""
    for piece in pieces:
        p = p.substitute({piece.node.index: piece.piece})
    return p


def prove_constant_on_pieces(
    lift: Lift, value: Fraction, region: tuple[Polynomial, ...], pieces: tuple[ActivePiece, ...]
) -> tuple[Psatz, Psatz] | None:
    """Return evidence for F - value >= 0 and value - F >= 0 from the facts of the lift and region > 0, or None.

    Args:
        lift: the lifted objective.
        value: f at the point.
        region: the gaps in x that are not constant.
        pieces: the active pieces at the point.
    """
    if at_pieces(lift.objective, pieces) != Polynomial.constant(value):
        return None
    excess = lift.objective - Polynomial.constant(value)
    proofs = [_Proof(lift, region, pieces).find(excess.scale(sign)) for sign in (1, -1)]
    return None if proofs[0] is None or proofs[1] is None else (proofs[0], proofs[1])


@dataclass(slots=True)
class _Proof:
    lift: Lift
    region: tuple[Polynomial, ...]
    pieces: tuple[ActivePiece, ...]
    squares: list[tuple[Fraction, Polynomial]] = field(default_factory=list)
    products: list[ProductTerm] = field(default_factory=list)
    combination: dict[int, Polynomial] = field(default_factory=dict)
    factors: dict[int, Polynomial] = field(default_factory=dict)

    def find(self, q: Polynomial) -> Psatz | None:
        """Return evidence for q >= 0, where q vanishes once all kinks are replaced by their pieces."""
        if not self._distribute(q, ONE):
            return None
        for k, piece in enumerate(self.pieces):
            factor = self.factors.get(k, ZERO)
            if len(factor) > MAX_TERMS or not self._show(piece, factor):
                return None
        combination = tuple((i, c) for i, c in sorted(self.combination.items()) if not c.is_zero)
        return Psatz(squares=Squares(tuple(self.squares)), products=tuple(self.products), combination=combination)

    def _distribute(self, q: Polynomial, weight: Polynomial) -> bool:
        """Write q as its active piece plus sum K_j d_j, and add weight * K_j to the factors."""
        for k, piece in enumerate(self.pieces):
            following = q.substitute({piece.node.index: piece.piece})
            quotients, rest = divide_polynomial(q - following, (piece.defect,), len(self.lift.names))
            if not rest.is_zero:
                return False
            for _, quotient in quotients:
                self.factors[k] = self.factors.get(k, ZERO) + weight * quotient
            q = following
        return True

    def _show(self, piece: ActivePiece, k: Polynomial) -> bool:
        """Add evidence for k * d >= 0."""
        if k.is_zero:
            return True
        one = ONE + k * k
        shifted = k + Polynomial.constant(HALF)
        variable = Polynomial.variable(piece.node.index)
        if piece.node.kind is NodeKind.SIGN:
            u, sign = piece.node.arguments[0], piece.piece
            t = variable * sign
            gap = ONE - t
            terms = ((HALF, gap * shifted), (HALF * 3 / 4, gap))
            if not self._times_gap((), terms, piece.gaps[0]):
                return False
            self._product((nonnegative(variable * u),), ((HALF, gap), (HALF, gap * k)))
            cofactor = (one + k + one * (t - Polynomial.constant(2))) * sign.scale(-HALF)
            self._equation((variable * variable - ONE) * u, cofactor)
            return True
        self._product((nonnegative(piece.defect),), ((Fraction(1), shifted), (HALF * 3 / 2, ONE)))
        arguments = piece.node.arguments
        total = -ONE
        for j, u in enumerate(arguments):
            w = Polynomial.variable(piece.node.index - len(arguments) + j)
            total = total + w
            self._equation(w * (variable - u), -one)
            terms = ((Fraction(1), ONE), (Fraction(1), k))
            if u != piece.piece and not self._times_gap((nonnegative(w),), terms, piece.piece - u):
                return False
        self._equation(total, one * piece.defect)
        return True

    def _times_gap(
        self, facts: tuple[Fact, ...], terms: tuple[tuple[Fraction, Polynomial], ...], gap: Polynomial
    ) -> bool:
        """Add the product of facts, squares and the active piece of a gap; the difference goes to the factors."""
        weight = ONE
        for fact in facts:
            weight = weight * fact.polynomial
        whole = ZERO
        for c, p in terms:
            whole = whole + (p * p).scale(c)
        outer = at_pieces(gap, self.pieces)
        constant = outer.as_constant()
        if constant is None:
            self._product((*facts, positive(outer)), terms)
        elif facts:
            self._product(facts, tuple((c * constant, p) for c, p in terms))
        else:
            self.squares += [(c * constant, p) for c, p in terms if not p.is_zero]
        return outer == gap or self._distribute(gap, weight * whole)

    def _product(self, facts: tuple[Fact, ...], terms: tuple[tuple[Fraction, Polynomial], ...]) -> None:
        given = (*self.lift.facts, *(positive(g) for g in self.region))
        squares = Squares(tuple((c, p) for c, p in terms if not p.is_zero))
        self.products.append(ProductTerm(tuple(given.index(f) for f in facts), squares))

    def _equation(self, p: Polynomial, cofactor: Polynomial) -> None:
        i = self.lift.facts.index(equation(p))
        self.combination[i] = self.combination.get(i, ZERO) + cofactor
