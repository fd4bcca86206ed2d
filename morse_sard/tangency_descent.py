"""Condition (B) of Theorem T along descending curves, in any dimension.  Soundness-critical: no.

A value that is approached from above is approached along a curve of the tangency set with G = l grad rho, l < 0 and
l rho -> 0; with l as a variable the equations have low degrees.  Where they describe curves, the value and rho satisfy
a polynomial relation, found by linear algebra with normal forms: the real roots of its leading coefficient are the only
candidates.  Parts of larger dimension are split and bounded as in tangency_space.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tameproof.morse_sard.branch import Branch, Wrap, derive, dot, open_branch
from tameproof.morse_sard.conserved_on_tangency import add_conserved
from tameproof.morse_sard.eliminants import Relation, find_candidates, univariate_in_value
from tameproof.morse_sard.exact_proofs import find_exact_contradiction
from tameproof.morse_sard.outcome import CommonProof
from tameproof.morse_sard.proving import Effort, find_contradiction
from tameproof.morse_sard.pruning import prune
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.morse_sard.tangency_space import BoundsSearch
from tameproof.morse_sard.tangent_directions import tangent_directions
from tameproof.morse_sard.value_exclusion import Side, exclude_by_sign, find_widest_sign
from tameproof.morse_sard.value_lists import ValueLists
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, format_number
from tameproof.proofs.kernel.evidence import (
    AdjoinMultiplier,
    AtMostInfimum,
    Candidate,
    CaseTree,
    Combination,
    Empty,
    FiniteValues,
    ProductTerm,
    Psatz,
    RadialEliminant,
    Remaining,
    SecondOrder,
    SplitProduct,
    SplitSign,
    Squares,
    Tangency,
)
from tameproof.proofs.kernel.facts import equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift, radial_function, tangency_facts
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.tangency import adjoin_multiplier, second_order_polynomial
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.minimal_polynomial import find_horner
from tameproof.symbolic.outcome import Open
from tameproof.symbolic.quotient import dimension_of, find_relation_of_two

WIDTH = Fraction(1, 10)
MAX_DEGREE = 30
MAX_CURVED = 2  # dimension of parts for second order conditions
MAX_DIRECTIONS = 12


def find_along_descending_curves(
    lift: Lift, floor: Floor, settings: MorseSardSettings, deadline: Deadline, lists: ValueLists | None = None
) -> Tangency | CommonProof | Open:
    """Search a case tree over the far tangency set along curves on which F decreases.

    Several functions rho = sum weights_i x_i^(2 powers_i) are tried: each gives other curves, and other values at
    infinity.

    Args:
        lift: a smooth objective.
        floor: the proved lower bound; it may be raised.
        settings: budgets.
        deadline: when to give up.
        lists: collects what single functions rho leave over.

    Returns:
        Evidence for NoValueAtInfinity, to be checked with the premise BoundedBelow(floor.value); or lists with no value
        above inf f in common; or Open, which does not mean that there is a value at infinity.
    """
    n = lift.dimension
    tried: list[str] = []
    reason = ""
    for weights, powers in radial_choices(n):
        if reason and deadline.remaining_float <= 0:
            break
        search = DescendingSearch(lift, floor, settings, deadline.part(0.6), weights, powers)
        found = search.run()
        if isinstance(found, Tangency):
            return found
        if lists is not None and search.open_values:
            lists.open_numbers += search.open_values
            search = DescendingSearch(lift, floor, settings, deadline.part(0.6), weights, powers)
            search.lenient = True
            rest = search.run()
            if isinstance(rest, Tangency):
                lists.add_tangency(rest)
                common = lists.conclude()
                if common is not None:
                    return common
        reason = reason or found.reason
        tried += [t for t in found.tried if t not in tried]
    return Open(reason, tuple(tried))


def radial_choices(n: int) -> tuple[tuple[tuple[Fraction, ...], tuple[int, ...]], ...]:
    """Return weights >= 1 and powers (1 or 2) of rho: |x|^2, two with other weights, and one fourth power at a time."""
    one = Fraction(1)
    flat, plain = (one,) * n, (1,) * n
    rows = [(flat, plain), (tuple(one * (k + 1) for k in range(n)), plain)]
    rows.append((tuple(one * (n - k) for k in range(n)), plain))
    rows += [(flat, tuple(2 if k == i else 1 for k in range(n))) for i in range(n)]
    return tuple(rows)


class DescendingSearch(BoundsSearch):
    """A search for one case tree below a Lagrange multiplier."""

    def __init__(
        self,
        lift: Lift,
        floor: Floor,
        settings: MorseSardSettings,
        deadline: Deadline,
        weights: tuple[Fraction, ...],
        powers: tuple[int, ...],
    ) -> None:
        """Prepare a search; the weights of rho are at least 1, the powers 1 or 2."""
        super().__init__(lift, floor, settings, deadline)
        self.frame = replace(self.frame, weights=weights, powers=powers)
        self.rho = radial_function(lift, weights, powers)
        # x^4 >= x^2 - 1/4, so rho is larger than this where |x|^2 is larger than the radius
        self.least = self.frame.radius - Fraction(powers.count(2), 4)
        self.outside = 0  # number of the fact rho > least
        self.lenient = False  # whether candidates may be left over
        self.open_values: list[AlgebraicNumber] = []  # those that nothing excludes

    def run(self) -> Tangency | Open:
        """Return the evidence or what was tried."""
        frame = self.frame
        root = Context.of_lift(self.lift, tangency_facts(self.lift, frame.weights, frame.powers, frame.radius))
        self.far = self.outside = len(root.facts) - 1
        below = adjoin_multiplier(root, self.rho, WIDTH, "root")
        below, derivations = add_conserved(below, self.rho, len(root.facts))
        count = len(below.facts)
        excess = self.rho - self.lift.squared_norm
        gap = self.rho - Polynomial.constant(self.least)
        if not excess.is_zero:
            self.outside = count
            below = below.add(positive(gap))
        try:
            tree = self._close(below, 0, 0)
        except BudgetExceeded:
            return Open("time limit", tuple(self.tried))
        if tree is None:
            return Open("a part of the tangency set is not bounded by the value", tuple(self.tried))
        if not excess.is_zero:
            # 0 = (|x|^2 - radius) + sum (w_i - 1) x_i^(2 k_i) + sum (x_j^2 - 1/2)^2 - gap, over j with k_j = 2
            rows = [
                (w - 1, Polynomial.variable(i, k))
                for i, (w, k) in enumerate(zip(frame.weights, frame.powers, strict=True))
            ]
            half = Polynomial.constant(Fraction(1, 2))
            rows += [(Fraction(1), Polynomial.variable(i, 2) - half) for i, k in enumerate(frame.powers) if k == 2]
            squares = Squares(tuple((w, p) for w, p in rows if w))
            zero = Psatz(Fraction(1), squares, combination=((count, -ONE),), unit=(self.far,))
            term = ProductTerm((count,), Squares(((Fraction(1), ONE),)))
            tree = SplitSign(gap, tree, Empty(zero), Empty(Psatz(Fraction(1), squares, (term,), unit=(self.far,))))
        if derivations:
            tree = derive(derivations, tree)
        whole = AdjoinMultiplier(WIDTH, tree)
        return replace(frame, tree=prune(whole, len(root.facts), dimension=self.lift.dimension))

    def _curve(self, branch: Branch) -> CaseTree | None:
        """Return the tree of a branch that is a curve whose values at infinity are harmless."""
        from tameproof.symbolic._flint import factor

        if dimension_of(branch.basis) > 1:
            return None
        whole = find_relation_of_two(self.rho, self.lift.objective, branch.basis, MAX_DEGREE, self.deadline.part(0.4))
        if whole is None:
            return None
        factors = [p for p, _ in factor(whole)[1]]
        product = ONE
        for p in factors:
            product = product * p
        for exponent in range(1, 4):
            combination = branch.combination(self._at(product) ** exponent, self.deadline)
            if combination is not None:
                break
        else:
            return None
        if len(factors) == 1 and exponent == 1:
            return self._relation(branch, factors[0], combination)
        if len(factors) == 1:
            factors.append(ONE)
        children: list[CaseTree] = []
        known: list[Polynomial] = []
        for p in factors:
            own = self._at(p)
            inner = branch.context.add(*(positive(q * q) for q in known), equation(own))
            child = self._factor(inner, p)
            if child is None:
                return None
            children.append(child)
            known.append(own)
        return SplitProduct(tuple(self._at(p) for p in factors), exponent, combination, tuple(children))

    def _curved(self, branch: Branch) -> CaseTree | None:
        """Add a second order condition that excludes the branch, or with which its candidates are excluded."""
        multiplier = branch.context.multiplier
        if not self.lift.smooth or multiplier is None or dimension_of(branch.basis) > MAX_CURVED:
            return None
        deadline = self.deadline.part(0.3)
        rows = []
        for direction in tangent_directions(self.rho, self.lift.dimension):
            q = dot(direction, tuple(self.rho.derivative(i) for i in range(self.lift.dimension)))
            tangent = branch.combination(q, deadline)
            if tangent is None:
                continue
            bend = second_order_polynomial(self.lift, self.rho, direction, multiplier)
            form = branch.normal_form(bend, deadline)
            limit = form.substitute({multiplier: ZERO})
            constant = limit.as_constant()
            if constant is not None and constant >= 0:
                continue
            # negative constants first: there the branch is empty
            rows.append(((constant is None, len(limit)), direction, tangent, bend))
        rows.sort(key=lambda row: row[0])
        for (unclear, _), direction, tangent, bend in rows[:MAX_DIRECTIONS]:
            if deadline.remaining_float <= 0:
                return None
            inner = replace(branch, context=branch.context.add(nonnegative(bend)))
            empty = find_contradiction(
                inner, self.settings, deadline, effort=Effort.SMALL if unclear else Effort.MEDIUM
            )
            if empty is not None:
                return SecondOrder(direction, tangent, Empty(empty))
            if unclear:
                tree = self._curve(inner)
                if tree is not None:
                    return SecondOrder(direction, tangent, tree)
        return None

    def _at(self, p: Polynomial) -> Polynomial:
        """Return p(rho, F)."""
        return p.substitute({0: self.rho, 1: self.lift.objective})

    def _factor(self, context: Context, p: Polynomial) -> CaseTree | None:
        """Return the tree of the part where an irreducible relation p(rho, F) = 0 holds."""
        self.deadline.check()
        branch, wrap = open_branch(context, self.deadline)
        contradiction = find_exact_contradiction(branch, self.deadline)
        if contradiction is not None:
            return wrap(Empty(contradiction))
        if p.degree_in(0) < 1:
            return self._few(branch, p, wrap)
        tree = self._relation(branch, p, ((len(context.facts) - 1, ONE),))
        return None if tree is None else wrap(tree)

    def _relation(self, branch: Branch, p: Polynomial, combination: Combination) -> CaseTree | None:
        """Return the leaf of a relation that involves rho."""
        relation = Relation(p, combination)
        candidates = []
        for value in find_candidates([relation]):
            candidate = self._candidate(branch, relation, value)
            if candidate is None:
                self._note(f"the value {format_number(value)} may be approached at infinity")
                self.open_values.append(value)
                if not self.lenient:
                    return None
                candidate = Candidate(value, Fraction(0), Remaining())
            candidates.append(candidate)
        return RadialEliminant(p, 1, combination, tuple(candidates))

    def _few(self, branch: Branch, p: Polynomial, wrap: Wrap) -> CaseTree | None:
        m = univariate_in_value(p)
        context = branch.context
        count = len(context.facts)
        found = find_horner(self.lift.objective, m, 1, branch.basis, branch.equations, count, self.deadline)
        if found is None:
            return None
        derivations, horner = found
        leaf = FiniteValues(m, horner)
        return wrap(derive(derivations, leaf) if derivations else leaf)

    def _candidate(self, branch: Branch, relation: Relation, value: AlgebraicNumber) -> Candidate | None:
        """Return why the candidate is harmless, or None."""
        if self.floor.is_low(value) or self.floor.raise_to(value, self.deadline):
            return Candidate(value, Fraction(0), AtMostInfimum())
        side = Side(0, 1, self.least, self.outside)
        proof = find_widest_sign(relation, side, value)
        if proof is not None:
            return exclude_by_sign(relation, side, value, proof, branch)
        exact = as_rational(value)
        return None if exact is None else self._exclude(branch, exact)


__all__ = ["DescendingSearch", "find_along_descending_curves"]
