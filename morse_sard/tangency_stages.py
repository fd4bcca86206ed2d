"""Condition (B) of Theorem T, coordinate by coordinate, for functions with exp and sigmoid.  Soundness-critical: no.

Far out on the tangency set each coordinate is bounded by the value of F with the help of the coordinates that were
bounded before: facts such as U(F) - x_i^2 > 0 or U(F) - (F - v) x_i > 0 are added to the branch, one after the other.
While they are searched, F is one more variable, so that the degrees stay small; signs of coordinates come from splits.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tameproof.morse_sard.branch import Branch, open_branch
from tameproof.morse_sard.exact_proofs import find_exact_contradiction
from tameproof.morse_sard.proving import find_empty_leaf
from tameproof.morse_sard.tangency_coordinates import DEGREES, SECONDS_FLOAT, Bound, CoordinateBounds, squared
from tameproof.proofs.kernel.evidence import (
    CaseTree,
    CoordinateBound,
    Eliminants,
    Empty,
    FiniteValues,
    Horner,
    ProductTerm,
    Psatz,
    SplitSign,
    Squares,
    Tangency,
)
from tameproof.proofs.kernel.facts import FactKind, equation, positive
from tameproof.proofs.kernel.lift import NodeKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.psatz import univariate_at
from tameproof.sos.core_facts import with_indices
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open

MAX_SPLITS = 6
MAX_DEPTH = 24


class _Stuck(Exception):
    """A part that nothing closes: what was tried above it will not help."""


class StagedSearch(CoordinateBounds):
    """The search of tangency_space with bounds that build on one another."""

    def run(self) -> Tangency | Open:
        """Return the evidence or what was tried."""
        try:
            return super().run()
        except _Stuck:
            return Open("a part of the tangency set is not bounded by the value", tuple(self.tried))

    def _close(self, context: Context, depth: int, signs: int) -> CaseTree | None:
        self.deadline.check()
        branch, wrap = open_branch(context, self.deadline)
        contradiction = find_exact_contradiction(branch, self.deadline)
        if contradiction is not None:
            return wrap(Empty(contradiction))
        tree = None if self.floor.value is None else self._split_value(branch, self.floor.value, depth, signs)
        if tree is None:
            tree = self._finite(branch)
        if tree is None and depth < MAX_DEPTH:
            tree = (
                self._split(branch, depth, signs)
                or self._bound_sigmoid(branch, depth, signs)
                or self._split_coordinate(branch, depth, signs, only_forced=True)
                or self._bound_coordinate(branch, depth, signs)
                or self._split_limit(branch, depth, signs)
                or self._split_coordinate(branch, depth, signs)
            )
        if tree is None:
            self._note(f"open: {', '.join(p.format(self.lift.names) for p in branch.generators()[:4])}")
            raise _Stuck
        return wrap(tree)

    # -- splits --------------------------------------------------------------------------------
    def _split_limit(self, branch: Branch, depth: int, signs: int) -> CaseTree | None:
        """Split by F - v where v is F without the exponentials."""
        for v in self._limits(branch):
            tree = self._split_value(branch, v, depth, signs)
            if tree is not None:
                return tree
        return None

    def _split_value(self, branch: Branch, v: Fraction, depth: int, signs: int) -> CaseTree | None:
        """Split by F - v: F = v is one value, and there is nothing below a proved lower bound."""
        gap = self.lift.objective - Polynomial.constant(v)
        if any(f.polynomial in (gap, -gap) for f in branch.context.facts):
            return None
        index = len(branch.context.facts)
        scaled = (-v.numerator, v.denominator)
        value = FiniteValues(scaled, Horner(1, ((ZERO, ((index, Polynomial.constant(v.denominator)),)),)))
        below: CaseTree | None = None
        if v == self.floor.value:
            proof = self._floor_proof(gap)
            if proof is None:
                return None
            below = Empty(Psatz(Fraction(1), proof.squares, proof.products, proof.combination, unit=(index,)))
        else:
            below = find_empty_leaf(branch.context.add(positive(-gap)), self.settings, self.deadline)
        if below is None:
            below = self._close(branch.context.add(positive(-gap)), depth + 1, signs)
        above = self._close(branch.context.add(positive(gap)), depth + 1, signs)
        return None if above is None or below is None else SplitSign(gap, above, value, below)

    def _floor_proof(self, gap: Polynomial) -> Psatz | None:
        """Return F - v >= 0 as an identity without multiplier."""
        proof = self.floor.psatz
        if proof is None:
            settings = SosSettings(solver=self.settings.solver, time_limit=SECONDS_FLOAT, contradictions=False)
            found = prove_nonnegative(gap, self.lift.facts, settings=settings)
            proof = found if isinstance(found, Psatz) else None
        if proof is None or proof.multiplier != Psatz().multiplier or proof.epsilon:
            return None
        return proof

    def _split_coordinate(
        self, branch: Branch, depth: int, signs: int, *, only_forced: bool = False
    ) -> CaseTree | None:
        """Split by the sign of a coordinate; coordinates in the arguments of the lifted functions first."""
        if signs >= MAX_SPLITS:
            return None
        inside = [i for node in self.lift.lifted for u in node.arguments for i in sorted(u.variables())]
        everywhere = [*inside, *range(self.lift.dimension)]
        for i in dict.fromkeys(k for k in everywhere if k < self.lift.dimension):
            x = Polynomial.variable(i)
            if self._sign_fact(branch, i) is not None or branch.normal_form(x, self.deadline).as_constant() is not None:
                continue
            children: list[CaseTree] = []
            sign, forced = self._forced_sign(branch, i) or (0, Psatz())
            if only_forced and not sign:
                continue
            for side, fact in ((-1, positive(-x)), (0, equation(x)), (1, positive(x))):
                if sign and side == -sign:
                    children.append(Empty(forced))
                    continue
                inner = branch.context.add(fact)
                child = find_empty_leaf(inner, self.settings, self.deadline) if not sign else None
                child = child or self._close(inner, depth + 1, signs + 1)
                if child is None:
                    return None
                children.append(child)
            below, zero, above = children
            return SplitSign(x, above, zero, below)
        return None

    def _forced_sign(self, branch: Branch, i: int) -> tuple[int, Psatz] | None:
        """Return s and a contradiction from the next fact -s x > 0, where an equation says x = s Q with Q >= 0."""
        indices, facts = branch.proof_facts()
        for index, f in zip(indices, facts, strict=True):
            if f.kind is not FactKind.EQUATION or i not in f.polynomial.variables():
                continue
            parts = f.polynomial.coefficients_in(i)
            slope = parts[max(parts)].as_constant()
            if max(parts) != 1 or slope is None:
                continue
            rest = parts.get(0, ZERO)
            own = [(k, g) for k, g in branch.inequalities() if g.polynomial.variables() <= rest.variables()]
            for sign in (1, -1):
                solver = self.settings.solver
                settings = SosSettings(solver=solver, time_limit=1.0, extra_degree=0, contradictions=False)
                found = prove_nonnegative(rest.scale(-sign / slope), [g for _, g in own], settings=settings)
                if isinstance(found, Open) or found.multiplier != Psatz().multiplier:
                    continue
                proof = with_indices(found, [k for k, _ in own])
                # -s x + Q = -(s / slope) (slope x + rest)
                return sign, Psatz(
                    Fraction(1),
                    proof.squares,
                    proof.products,
                    ((index, Polynomial.constant(sign / slope)),),
                    unit=(len(branch.context.facts),),
                )
        return None

    def _bound_sigmoid(self, branch: Branch, depth: int, signs: int) -> CaseTree | None:
        """Add sigmoid > 1/4 (< 3/4) where its argument, a monomial with a known sign, is positive (negative)."""
        facts = branch.context.facts
        for node in self.lift.lifted:
            if node.kind is not NodeKind.SIGMOID or len(node.arguments[0]) != 1:
                continue
            u = node.arguments[0]
            exponents, c = u.items()[0]
            if max(exponents, default=0) != 1:
                continue
            known = [self._sign_fact(branch, j) for j, e in enumerate(exponents) if e]
            if not known or any(k is None for k in known):
                continue
            pairs = [k for k in known if k is not None]
            sign = 1 if c > 0 else -1
            for s, _ in pairs:
                sign *= s
            z = Polynomial.variable(node.index)
            p = (z - Polynomial.constant(Fraction(1, 2))).scale(sign) + Polynomial.constant(Fraction(1, 4))
            main = (z.scale(2) - ONE) * u
            m = next((k for k, f in enumerate(facts) if f.kind is FactKind.NONNEGATIVE and f.polynomial == main), None)
            if m is None or any(f.polynomial == p for f in facts):
                continue
            above = self._close(branch.context.add(positive(p)), depth + 1, signs)
            if above is None:
                return None
            # with U = |u| > 0:  0 = U/2 + (2 z - 1) u - 2 p U
            index, unit, size = len(facts), tuple(k for _, k in pairs), abs(c)
            given = ProductTerm((m,), Squares(((Fraction(1), ONE),)))
            zero = Psatz(size / 2, products=(given,), combination=((index, u.scale(-2 * sign)),), unit=unit)
            term = ProductTerm((*unit, index), Squares(((2 * size, ONE),)))
            below = Psatz(size / 2, products=(given, term), unit=unit)
            return SplitSign(p, above, Empty(zero), Empty(below))
        return None

    # -- bounds --------------------------------------------------------------------------------
    def _known(self, branch: Branch) -> dict[int, tuple[int, Bound]]:
        """Return (index of the fact, bound) by coordinate."""
        found: dict[int, tuple[int, Bound]] = {}
        for k, f in branch.inequalities():
            bound = self.bounds.get(f.polynomial)
            if bound is not None:
                found.setdefault(bound.coordinate, (k, bound))
        return found

    def _bound_coordinate(self, branch: Branch, depth: int, signs: int) -> CaseTree | None:
        """Bound one more coordinate, or finish if all are bounded."""
        known = self._known(branch)
        open_coordinates = [
            i
            for i in range(self.lift.dimension)
            if i not in known and branch.combination(Polynomial.variable(i, 2), self.deadline) is None
        ]
        if not open_coordinates:
            return self._finish(branch, known)
        for i in open_coordinates:
            dominated = self._dominate(branch, known, i)
            if dominated is not None:
                sign, upper, psatz = dominated
                return self._with_bound(branch, Bound(i, upper, sign, None, ZERO), psatz, depth, signs)
        pool = self._pool(branch)
        for degree in DEGREES:
            goals = [(k, *goal) for k in open_coordinates for goal in self._targets(branch, k)]
            for i, target, sign, factor in goals:
                if degree > DEGREES[0] and factor is None:
                    continue  # the other bounds have short proofs
                found = self._solve(branch, pool, i, target, degree)
                if found is None:
                    continue
                upper, psatz = found
                return self._with_bound(branch, Bound(i, upper, sign, factor, target), psatz, depth, signs)
        return None

    def _with_bound(self, branch: Branch, bound: Bound, psatz: Psatz, depth: int, signs: int) -> CaseTree | None:
        """Add a bound, with U + 1 for U, that is proved by U(F) - target >= 0; ``form`` is the target if not linear."""
        phi = Polynomial.variable(branch.context.variables)
        raised = (bound.upper[0] + 1, *bound.upper[1:])
        target = bound.form if not bound.form.is_zero else Polynomial.variable(bound.coordinate).scale(bound.sign)
        form = univariate_at(raised, phi) - target
        p = self._at_value(branch, form)
        self.bounds[p] = replace(bound, upper=raised, form=form)
        above = self._close(branch.context.add(positive(p)), depth + 1, signs)
        if above is None:
            return None
        # p = 1 + q with q >= 0 by psatz
        index = len(branch.context.facts)
        zero = _add(psatz, combination=((index, -ONE),))
        below = _add(psatz, products=(ProductTerm((index,), Squares(((Fraction(1), ONE),))),))
        return SplitSign(p, above, Empty(zero), Empty(below))

    def _finish(self, branch: Branch, known: dict[int, tuple[int, Bound]]) -> CaseTree | None:
        """Return the leaf in which every coordinate has its bound."""
        controls = []
        values: list[Fraction] = []
        for i in range(self.lift.dimension):
            square = Polynomial.variable(i, 2)
            if i not in known:
                combination = branch.combination(-square, self.deadline)
                if combination is None:
                    return None
                psatz = Psatz(squares=Squares(((Fraction(1), ONE),)), combination=combination)
                controls.append(CoordinateBound((Fraction(1),), 1, psatz))
                continue
            index, bound = known[i]
            p = branch.context.facts[index].polynomial
            if not bound.sign:
                own = Psatz(products=(ProductTerm((index,), Squares(((Fraction(1), ONE),))),))
                controls.append(CoordinateBound(bound.upper, 1, own))
                continue
            # U^2 - (F - v)^2 x^2 = p^2 + 2 p (F - v) s x
            sign = self._sign_fact(branch, i)
            gap = None if bound.factor is None else self._gap_fact(branch, bound.factor)
            if sign is None or (bound.factor is not None and gap is None):
                return None
            facts = (index, sign[1]) if gap is None else (index, sign[1], gap)
            own = Psatz(
                squares=Squares(((Fraction(1), p),)), products=(ProductTerm(facts, Squares(((Fraction(2), ONE),))),)
            )
            factor = (Fraction(1),) if bound.factor is None else (-bound.factor, Fraction(1))
            if bound.factor is not None and bound.factor not in values:
                values.append(bound.factor)
            controls.append(CoordinateBound(squared(bound.upper), 1, own, factor))
        candidates = [self._exclude(branch, v) for v in sorted(values)]
        if any(candidate is None for candidate in candidates):
            return None
        return Eliminants(tuple(controls), tuple(candidate for candidate in candidates if candidate is not None))


def _add(
    psatz: Psatz, *, products: tuple[ProductTerm, ...] = (), combination: tuple[tuple[int, Polynomial], ...] = ()
) -> Psatz:
    """Return evidence for 0 = 1 + q + the given terms."""
    return Psatz(
        Fraction(1), psatz.squares, (*psatz.products, *products), (*psatz.combination, *combination), psatz.multiplier
    )


__all__ = ["StagedSearch"]
