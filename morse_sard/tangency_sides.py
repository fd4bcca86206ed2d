"""A plane curve of the tangency set far out, side by side: x > r, x < -r, |x| < r with y > r or y < -r.

Soundness-critical: no.  On each side one coordinate is large with a known sign, and the relation P(x_i, F) = 0 excludes
a candidate if P has a sign there for values slightly above it; or else the facts of the piece contradict it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from tameproof.morse_sard.branch import Branch, open_branch
from tameproof.morse_sard.eliminants import Relation, find_candidates
from tameproof.morse_sard.proving import Effort, find_contradiction, verified
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.morse_sard.value_exclusion import Side, exclude_by_sign, find_widest_sign
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.evidence import (
    AtMostInfimum,
    Candidate,
    CaseTree,
    CoordinateBound,
    CoordinateControl,
    Eliminant,
    Eliminants,
    Empty,
    NotFromAbove,
    ProductTerm,
    Psatz,
    SplitSign,
    Squares,
)
from tameproof.proofs.kernel.facts import equation, positive
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.tangency import candidate_facts
from tameproof.symbolic.budget import Deadline

ONE_SQUARE = Squares(((Fraction(1), ONE),))
WINDOWS = (Fraction(1, 4), Fraction(1, 100))


@dataclass(frozen=True, slots=True)
class SideSplit:
    """The far part of a plane curve.

    Attributes:
        floor: the proved lower bound; it may be raised.
        far: number of the fact x^2 + y^2 - size > 0.
        size: its constant.
        settings: budgets.
        deadline: when to give up (raises BudgetExceeded).
        close: closes the part of the curve on a vertical line.
    """

    floor: Floor
    far: int
    size: Fraction
    settings: MorseSardSettings
    deadline: Deadline
    close: Callable[[Context], CaseTree | None]

    def find_tree(self, branch: Branch, relations: tuple[Relation, ...]) -> CaseTree | None:
        """Return a tree in which every candidate is excluded on every side, or None.

        Args:
            branch: a plane curve in two variables, with the facts of its piece.
            relations: between x and F, and between y and F.
        """
        radius = Fraction(int((self.size / 2) ** Fraction(1, 2)))
        x, y = Polynomial.variable(0), Polynomial.variable(1)
        cut = Polynomial.constant(radius)
        base = branch.context
        count = len(base.facts)
        both: tuple[CoordinateControl, ...] = tuple(Eliminant(r.polynomial, 1, r.combination) for r in relations)
        values = find_candidates(relations)
        right = self._side(base.add(positive(x - cut)), Side(0, 1, radius, count), relations[0], both, values)
        if right is None:
            return None
        not_right = base.add(positive(cut - x))
        side = Side(0, -1, radius, count + 1)
        left = self._side(not_right.add(positive(-x - cut)), side, relations[0], both, values)
        if left is None:
            return None
        strip = not_right.add(positive(x + cut))
        inside = ProductTerm((count, count + 1), ONE_SQUARE)
        bound = CoordinateBound((radius * radius,), 1, Psatz(products=(inside,)))
        mixed: tuple[CoordinateControl, ...] = (bound, both[1])
        own = find_candidates(relations[1:])
        top = self._side(strip.add(positive(y - cut)), Side(1, 1, radius, count + 2), relations[1], mixed, own)
        if top is None:
            return None
        not_top = strip.add(positive(cut - y))
        side = Side(1, -1, radius, count + 3)
        bottom = self._side(not_top.add(positive(-y - cut)), side, relations[1], mixed, own)
        on_right = self.close(base.add(equation(x - cut)))
        on_left = self.close(not_right.add(equation(-x - cut)))
        if bottom is None or on_right is None or on_left is None:
            return None
        on_top = self._not_far(strip.add(equation(y - cut)), radius, (inside,), ((count + 2, -(y + cut)),))
        on_bottom = self._not_far(not_top.add(equation(-y - cut)), radius, (inside,), ((count + 3, y - cut),))
        near = (inside, ProductTerm((count + 2, count + 3), ONE_SQUARE))
        square = self._not_far(not_top.add(positive(y + cut)), radius, near, ())
        column = SplitSign(y - cut, top, on_top, SplitSign(-y - cut, bottom, on_bottom, square))
        return SplitSign(x - cut, right, on_right, SplitSign(-x - cut, left, on_left, column))

    def _not_far(
        self,
        context: Context,
        radius: Fraction,
        products: tuple[ProductTerm, ...],
        combination: tuple[tuple[int, Polynomial], ...],
    ) -> CaseTree:
        """Return 0 = (x^2 + y^2 - size) + (r^2 - x^2) + (r^2 - y^2) + (size - 2 r^2)."""
        rest = Squares(((self.size - 2 * radius * radius, ONE),))
        psatz = Psatz(Fraction(1), rest, products, combination, unit=(self.far,))
        return Empty(verified(ZERO, psatz, context, strict=True))

    def _side(
        self,
        context: Context,
        side: Side,
        relation: Relation,
        controls: tuple[CoordinateControl, ...],
        values: list[AlgebraicNumber],
    ) -> CaseTree | None:
        self.deadline.check()
        branch, wrap = open_branch(context, self.deadline)
        out = []
        for value in values:
            candidate = self._candidate(branch, side, relation, value)
            if candidate is None:
                return None
            out.append(candidate)
        return wrap(Eliminants(controls, tuple(out)))

    def _candidate(self, branch: Branch, side: Side, relation: Relation, value: AlgebraicNumber) -> Candidate | None:
        """Return why no point of this side has F slightly above the value."""
        if self.floor.is_low(value):
            return Candidate(value, Fraction(0), AtMostInfimum())
        proof = find_widest_sign(relation, side, value)
        if proof is not None:
            return exclude_by_sign(relation, side, value, proof, branch)
        if self.floor.raise_to(value, self.deadline):
            return Candidate(value, Fraction(0), AtMostInfimum())
        for width in WINDOWS if as_rational(value) is not None else (Fraction(0),):
            candidate = Candidate(value, width, AtMostInfimum())
            window = branch.context.add(*candidate_facts(branch.lift, candidate, "candidate"))
            inner, _ = open_branch(window, self.deadline)
            if len(inner.context.facts) != len(window.facts):
                return None
            psatz = find_contradiction(inner, self.settings, self.deadline, effort=Effort.SMALL)
            if psatz is not None:
                return replace(candidate, exclusion=NotFromAbove(psatz))
        return None
