"""Condition (B) of Theorem T by bounds on the tangency set, in any dimension.  Soundness-critical: no.

The tangency set is split along products in its equations and by signs.  A part is closed if F takes finitely many
values there, or if every coordinate is bounded in terms of F, as B(F) - q(F)^2 x_i^2 >= 0: then only the roots of q can
be limits at infinity.  The bounds come from semidefinite programs; lifted variables (exp, sigmoid, ...) are allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import comb

from tameproof.morse_sard.branch import Branch, derive, open_branch
from tameproof.morse_sard.eliminants import find_candidates
from tameproof.morse_sard.exact_proofs import find_exact_contradiction
from tameproof.morse_sard.plane_curves import find_curve_relations
from tameproof.morse_sard.proving import Effort, find_contradiction, find_empty_leaf, find_positivity
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.tangency_facts import ReducedProblem
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.morse_sard.tangency_sides import SideSplit
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, format_number, rational
from tameproof.proofs.kernel.evidence import (
    AtMostInfimum,
    BoundedPart,
    Candidate,
    CaseTree,
    CoordinateBound,
    Derive,
    Eliminant,
    Eliminants,
    Empty,
    FiniteValues,
    NotFromAbove,
    Psatz,
    SaddleAtInfinity,
    SplitProduct,
    SplitSign,
    Tangency,
    Univariate,
)
from tameproof.proofs.kernel.facts import FactKind, equation, positive
from tameproof.proofs.kernel.lift import Lift, NodeKind, radial_function, tangency_facts
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.psatz import univariate_at
from tameproof.proofs.kernel.rules.tangency import candidate_facts, saddle_polynomial
from tameproof.sos.settings import Deadline as SosDeadline
from tameproof.sos.settings import SosSettings
from tameproof.sos.unknown_coefficients import find_coefficients
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.minimal_polynomial import find_minimal_polynomial
from tameproof.symbolic.outcome import Open
from tameproof.symbolic.splits import find_split

RADIUS = Fraction(100)
MAX_VALUES = 8
MAX_DEPTH = 6
MAX_SIGN_SPLITS = 2
MAX_FACTS = 16
MAX_BASIS = 45
ALGEBRAIC = frozenset({NodeKind.INVERSE, NodeKind.ROOT})


def find_tangency_bounds(lift: Lift, floor: Floor, settings: MorseSardSettings, deadline: Deadline) -> Tangency | Open:
    """Search a case tree over the far tangency set of |x|^2 in which F bounds the coordinates.

    Args:
        lift: a smooth objective.
        floor: the proved lower bound; it may be raised.
        settings: budgets.
        deadline: when to give up.

    Returns:
        Evidence for NoValueAtInfinity, to be checked with the premise BoundedBelow(floor.value); or Open, which does
        not mean that there is a value at infinity.
    """
    return BoundsSearch(lift, floor, settings, deadline).run()


class BoundsSearch:
    """A search for one case tree."""

    def __init__(self, lift: Lift, floor: Floor, settings: MorseSardSettings, deadline: Deadline) -> None:
        """Prepare a search; nothing is computed yet."""
        self.lift = lift
        self.floor = floor
        self.settings = settings
        self.deadline = deadline
        self.tried: list[str] = []
        self.far = 0  # number of the fact |x|^2 > radius
        n = lift.dimension
        self.frame = Tangency((Fraction(1),) * n, (1,) * n, RADIUS, Empty(Psatz()))

    def run(self) -> Tangency | Open:
        """Return the evidence or what was tried."""
        frame = self.frame
        root = Context.of_lift(self.lift, tangency_facts(self.lift, frame.weights, frame.powers, frame.radius))
        self.far = len(root.facts) - 1
        try:
            tree = self._close(root, 0, 0)
        except BudgetExceeded:
            return Open("time limit", tuple(self.tried))
        if tree is None:
            return Open("a part of the tangency set is not bounded by the value", tuple(self.tried))
        return replace(frame, tree=tree)

    # -- the tree ----------------------------------------------------------------------------
    def _close(self, context: Context, depth: int, signs: int) -> CaseTree | None:
        """Return a tree for the context, or None."""
        self.deadline.check()
        branch, wrap = open_branch(context, self.deadline)
        contradiction = find_exact_contradiction(branch, self.deadline)
        if contradiction is not None:
            return wrap(Empty(contradiction))
        tree = self._finite(branch)
        if tree is None and depth < MAX_DEPTH:
            tree = self._split(branch, depth, signs)
        if tree is None:
            tree = self._curve(branch)
        if tree is None:
            tree = self._curved(branch)
        if tree is None:
            tree = self._with_forced_sign(branch, depth, signs)
        if tree is None:
            tree = self._bounded(branch, (0, 2))
        if tree is None and signs < MAX_SIGN_SPLITS:
            tree = self._split_by_sign(branch, depth, signs)
        if tree is None and (self.lift.is_polynomial or signs < 1):
            tree = self._bounded(branch, (4,))
        if tree is None:
            self._note(f"open: {', '.join(p.format(self.lift.names) for p in branch.generators()[:4])}")
            return None
        return wrap(tree)

    def _curved(self, branch: Branch) -> CaseTree | None:
        """Use second order conditions (none here: they need a multiplier)."""
        return None

    def _note(self, text: str) -> None:
        if text not in self.tried:
            self.tried.append(text)

    def _finite(self, branch: Branch) -> CaseTree | None:
        context = branch.context
        found = find_minimal_polynomial(
            self.lift.objective,
            branch.equations,
            context.variables,
            first_derived=len(context.facts),
            deadline=self.deadline.part(0.2),
            max_degree=MAX_VALUES,
        )
        if found is None:
            return None
        leaf = FiniteValues(found.squarefree, found.horner)
        return derive(found.derivations, leaf) if found.derivations else leaf

    def _split(self, branch: Branch, depth: int, signs: int) -> CaseTree | None:
        """Split along a product that vanishes on the branch."""
        context = branch.context
        nonzero = [f.polynomial for _, f in branch.inequalities() if f.kind is FactKind.POSITIVE]
        split = find_split(
            branch.equations,
            context.variables,
            first_derived=len(context.facts),
            deadline=self.deadline.part(0.2),
            nonzero=nonzero,
        )
        if split is None:
            return None
        inner = context.add(*(equation(d.polynomial) for d in split.derivations))
        children: list[CaseTree] = []
        known: list[Polynomial] = []
        for factor in split.factors:
            facts = (*(positive(p * p) for p in known), equation(factor))
            child = self._close(inner.add(*facts), depth + 1, signs)
            if child is None:
                return None
            children.append(child)
            known.append(factor)
        tree: CaseTree = SplitProduct(split.factors, split.exponent, split.combination, tuple(children))
        return Derive(split.derivations, tree) if split.derivations else tree

    def _with_forced_sign(self, branch: Branch, depth: int, signs: int) -> CaseTree | None:
        """Add the sign of a coefficient c that an equation c z + d = 0 forces, where z > 0 and d has a sign."""
        context = branch.context
        strict = [f.polynomial for _, f in branch.inequalities() if f.kind is FactKind.POSITIVE]
        known = [f.polynomial for _, f in branch.inequalities()]
        for p in branch.generators():
            for c in _forced_signs(p, strict):
                if c in known or c.as_constant() is not None or depth >= MAX_DEPTH:
                    continue
                zero = find_empty_leaf(context.add(equation(c)), self.settings, self.deadline)
                if zero is None:
                    continue
                below = find_empty_leaf(context.add(positive(-c)), self.settings, self.deadline)
                if below is not None:
                    above = self._close(context.add(positive(c)), depth + 1, signs)
                    return None if above is None else SplitSign(c, above, zero, below)
        return None

    def _split_by_sign(self, branch: Branch, depth: int, signs: int) -> CaseTree | None:
        """Split by the sign of an argument of a transcendental node, or of a coordinate."""
        for p in self._sign_candidates(branch):
            context = branch.context
            above = self._close(context.add(positive(p)), depth + 1, signs + 1)
            if above is None:
                continue
            zero = self._close(context.add(equation(p)), depth + 1, signs + 1)
            if zero is None:
                continue
            below = self._close(context.add(positive(-p)), depth + 1, signs + 1)
            if below is not None:
                return SplitSign(p, above, zero, below)
        return None

    def _sign_candidates(self, branch: Branch) -> Iterator[Polynomial]:
        known = [f.polynomial for _, f in branch.inequalities()]
        seen: list[Polynomial] = []
        for v in self.lift.lifted:
            if v.kind not in ALGEBRAIC:
                seen += [u for u in v.arguments if u not in seen]
        if not seen:
            seen = [Polynomial.variable(i) for i in range(self.lift.dimension)]
        for p in seen:
            form = branch.normal_form(p, self.deadline)
            if form.as_constant() is None and p not in known and -p not in known:
                yield p

    # -- leaves ------------------------------------------------------------------------------
    def _bounded(self, branch: Branch, extras: tuple[int, ...]) -> CaseTree | None:
        """Bound all coordinates together, or one by one, by the value."""
        contradiction = find_contradiction(branch, self.settings, self.deadline, effort=Effort.SMALL)
        if contradiction is not None:
            return Empty(contradiction)
        facts = ReducedProblem(branch, self.far, self.deadline)
        norm = self.lift.squared_norm
        for extra in extras:
            together = self._bound(facts, norm, extra=extra)
            if together is not None:
                return BoundedPart(together[0], 1, together[1])
        controls: list[CoordinateBound] = []
        values: list[Fraction] = []
        for i in range(self.lift.dimension):
            control = self._coordinate(branch, facts, i, extras)
            if control is None:
                return None
            controls.append(control)
            if len(control.factor) == 2 and -control.factor[0] not in values:
                values.append(-control.factor[0])
        candidates = []
        for v in sorted(values):
            candidate = self._exclude(branch, v)
            if candidate is None:
                self._note(f"the value {v} may be approached at infinity")
                return None
            candidates.append(candidate)
        return Eliminants(tuple(controls), tuple(candidates))

    def _curve(self, branch: Branch) -> CaseTree | None:
        """Return the leaf of a branch that is a plane curve whose values at infinity are harmless."""
        relations = find_curve_relations(branch, self.deadline)
        if relations is None:
            return None
        candidates = []
        if self.lift.dimension == 2:
            split = SideSplit(
                self.floor,
                self.far,
                self.frame.radius,
                self.settings,
                self.deadline,
                lambda context: self._close(context, MAX_DEPTH, MAX_SIGN_SPLITS),
            )
            values = find_candidates(relations)
            if any(not self.floor.is_low(value) for value in values):
                return split.find_tree(branch, relations)
        for value in find_candidates(relations):
            candidate = self._exclude_number(branch, value)
            if candidate is None:
                self._note(f"the value {format_number(value)} may be approached at infinity")
                return None
            candidates.append(candidate)
        return Eliminants(tuple(Eliminant(r.polynomial, 1, r.combination) for r in relations), tuple(candidates))

    def _exclude_number(self, branch: Branch, value: AlgebraicNumber) -> Candidate | None:
        exact = as_rational(value)
        if exact is not None:
            return self._exclude(branch, exact)
        return Candidate(value, Fraction(0), AtMostInfimum()) if self.floor.is_low(value) else None

    def _coordinate(
        self, branch: Branch, facts: ReducedProblem, i: int, extras: tuple[int, ...]
    ) -> CoordinateBound | None:
        square = Polynomial.variable(i, 2)
        for extra in extras:
            found = self._bound(facts, square, extra=extra)
            if found is not None:
                return CoordinateBound(found[0], 1, found[1])
            for v in self._limits(branch):
                gap = self.lift.objective - Polynomial.constant(v)
                found = self._bound(facts, gap * gap * square, extra=extra)
                if found is not None:
                    return CoordinateBound(found[0], 1, found[1], (-v, Fraction(1)))
        return None

    def _limits(self, branch: Branch) -> list[Fraction]:
        """Return values that F may tend to: the lower bound, and F where the exponentials are 0."""
        out = [] if self.floor.value is None else [self.floor.value]
        nodes = [v.index for v in self.lift.lifted if v.kind in (NodeKind.EXP, NodeKind.EXP_NEGATIVE)]
        form = branch.normal_form(self.lift.objective, self.deadline)
        rest = form.substitute({k: Polynomial.constant(0) for k in nodes}).as_constant()
        if rest is not None and rest not in out:
            out.append(rest)
        return out

    def _bound(self, facts: ReducedProblem, target: Polynomial, *, extra: int) -> tuple[Univariate, Psatz] | None:
        """Return B and evidence for B(F) - target >= 0."""
        f = facts.reduce(self.lift.objective)
        goal, target = target, facts.reduce(target)
        own = f.variables() | target.variables()
        every = tuple(range(len(facts.facts)))
        best = facts.selection(own)
        # many redundant facts make exact rounding fail, so that few facts are tried first
        choices = [facts.selection(own, 0), facts.selection(own, 1), best]
        for chosen in dict.fromkeys((*choices, every if len(every) <= MAX_FACTS else best)):
            self.deadline.check()
            used = [facts.facts[k] for k in chosen]
            degree = max(target.degree, f.degree, 2)
            degree += degree % 2 + extra
            variables = own.union(*(p.polynomial.variables() for p in used))
            if comb(len(variables) + degree // 2, degree // 2) > MAX_BASIS:
                continue
            powers = [ONE]
            while f.degree and powers[-1].degree + f.degree <= degree:
                powers.append(powers[-1] * f)
            seconds_float = min(4.0, self.deadline.remaining_float)
            settings = SosSettings(solver=self.settings.solver, max_basis=MAX_BASIS, time_limit=seconds_float)
            found = find_coefficients(-target, powers, used, degree, settings, SosDeadline(seconds_float))
            if isinstance(found, Open):
                continue
            bound = list(found.values)
            while len(bound) > 1 and not bound[-1]:
                bound.pop()
            q = univariate_at(tuple(bound), self.lift.objective) - goal
            psatz = facts.translate(q, found.psatz, chosen)
            if psatz is not None:
                return tuple(bound), psatz
        return None

    def _exclude(self, branch: Branch, v: Fraction) -> Candidate | None:
        """Return why no point far out has F slightly above v."""
        value = rational(v)
        if self.floor.raise_to(value, self.deadline):
            return Candidate(value, Fraction(0), AtMostInfimum())
        rho = radial_function(self.lift, self.frame.weights, self.frame.powers)
        for width in (Fraction(1, 4), Fraction(1, 100)):
            candidate = Candidate(value, width, AtMostInfimum())
            window = branch.context.add(*candidate_facts(self.lift, candidate, "candidate"))
            inner, _ = open_branch(window, self.deadline)
            if len(inner.context.facts) != len(branch.context.facts) + 2:
                return None
            psatz = find_contradiction(inner, self.settings, self.deadline, effort=Effort.SMALL)
            if psatz is not None:
                return replace(candidate, exclusion=NotFromAbove(psatz))
            if self.lift.dimension != 2:
                continue
            direction = (-rho.derivative(1), rho.derivative(0))
            q = saddle_polynomial(self.lift, rho, direction)
            psatz = find_positivity(q, inner, self.settings, self.deadline, effort=Effort.LARGE)
            if psatz is not None:
                return replace(candidate, exclusion=SaddleAtInfinity(direction, (), psatz))
        return None


def _forced_signs(p: Polynomial, strict: list[Polynomial]) -> Iterator[Polynomial]:
    """Yield c that must be positive: p = (+-c) z + d = 0 with z > 0, and d or -d a sum of positive monomials."""
    positive_variables = [k for k in p.variables() if Polynomial.variable(k) in strict]
    for k in sorted(positive_variables):
        parts = p.coefficients_in(k)
        if max(parts) != 1 or 0 not in parts:
            continue
        if not parts[0].variables() <= set(positive_variables):
            continue
        signs = {c > 0 for _, c in parts[0].items()}
        if len(signs) == 1:
            yield -parts[1] if signs.pop() else parts[1]


__all__ = ["BoundsSearch", "find_tangency_bounds"]
