"""Case trees for piecewise objectives: first the pattern of the kinks, then escape arcs.  Soundness-critical: no.

An abs node has the equation (s^2 - 1) u = 0: either u = 0, or s = 1 and u > 0, or s = -1 and u < 0.  A max node has
w_k (m - u_k) = 0 for every argument: either u_k is a maximum, or w_k = 0 and m - u_k > 0.  Below all these splits the
objective is one smooth piece, or several that meet at the branch.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice
from typing import Any

from tameproof.morse_sard.branch import Branch, open_branch
from tameproof.morse_sard.exact_proofs import find_exact_contradiction
from tameproof.morse_sard.piecewise_arcs import (
    MAX_CHOICES,
    Pattern,
    PiecewiseTerm,
    choices,
    find_piecewise_escape,
    find_piecewise_term,
    following_paths,
    is_hopeful,
    kink_nodes,
    straight_paths,
    vanishing_gaps,
)
from tameproof.morse_sard.proving import Effort, find_contradiction
from tameproof.morse_sard.samples import sample_points_float
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.tree_report import Report
from tameproof.proofs.kernel.evidence import (
    CaseTree,
    Derive,
    Empty,
    ProductTerm,
    Psatz,
    SplitProduct,
    SplitSign,
    Squares,
)
from tameproof.proofs.kernel.facts import Fact, FactKind, equation, nonnegative, positive
from tameproof.proofs.kernel.lift import NodeKind, critical_facts
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.decomposition import find_components
from tameproof.symbolic.ideals import traced_basis
from tameproof.symbolic.splits import find_split

MAX_PATHS = 400
MAX_SOLVER_TERMS = 3
STARTS = 60


def find_piecewise_tree(
    context: Context, settings: MorseSardSettings, deadline: Deadline, report: Report, *, depth: int = 0
) -> CaseTree | None:
    """Return a tree that shows that no point of the context is a local minimum of a piecewise objective, or None.

    Args:
        context: the facts of the branch, including the critical equations.
        settings: budgets.
        deadline: when to give up.
        report: receives what was tried.
        depth: number of case distinctions above.

    Returns:
        A case tree with leaves Empty and NotLocalMinimum only.  None does not mean that there is a local minimum.

    Raises:
        BudgetExceeded: if the deadline passes.
    """
    contradiction = _find_direct_contradiction(context)
    if contradiction is not None:
        return Empty(contradiction)
    return _Search(settings, deadline, report).split_nodes(context, (), depth)


def _find_direct_contradiction(context: Context) -> Psatz | None:
    """Return evidence that F - v = c + sum of multiples of facts s u >= 0 with c > 0 cannot vanish, or None."""
    place = len(critical_facts(context.lift))
    if place >= len(context.facts) or context.facts[place].kind is not FactKind.EQUATION:
        return None
    rest = context.facts[place].polynomial
    products = []
    for node in kink_nodes(context.lift):
        if node.kind is not NodeKind.SIGN:
            continue
        fact = nonnegative(Polynomial.variable(node.index) * node.arguments[0])
        monomial = max(fact.polynomial.terms)
        ratio = Fraction(rest.terms.get(monomial, 0), rest.denominator)
        ratio /= Fraction(fact.polynomial.terms[monomial], fact.polynomial.denominator)
        if ratio > 0:
            rest = rest - fact.polynomial.scale(ratio)
            products.append(ProductTerm((_index(context, fact),), Squares(((ratio, ONE),))))
    constant = rest.as_constant()
    if constant is None or constant <= 0:
        return None
    return Psatz(constant, products=tuple(products), combination=((place, -ONE),))


@dataclass(slots=True)
class _Search:
    settings: MorseSardSettings
    deadline: Deadline
    report: Report

    def split_nodes(self, context: Context, pattern: Pattern, depth: int) -> CaseTree | None:
        """Split by the pattern of the nodes that ``pattern`` does not decide yet."""
        self.deadline.check()
        nodes = kink_nodes(context.lift)
        try:
            branch, wrap = open_branch(context, self.deadline)
        except BudgetExceeded:
            # coefficients too large: without a basis the nodes can be split all the same
            if self.deadline.remaining_float <= 0 or len(pattern) == len(nodes):
                raise
            branch, wrap = Branch(context, traced_basis((), context.variables, self.deadline), ()), _same
        contradiction = find_exact_contradiction(branch, self.deadline)
        if contradiction is not None:
            return wrap(Empty(contradiction))
        if len(pattern) == len(nodes):
            tree = self.close(branch, pattern, depth)
        elif nodes[len(pattern)].kind is NodeKind.SIGN:
            tree = self._split_absolute(branch, pattern, depth)
        else:
            tree = self._split_maximum(branch, pattern, (), 0, depth)
        return None if tree is None else wrap(tree)

    def _split_absolute(self, branch: Branch, pattern: Pattern, depth: int) -> CaseTree | None:
        node = kink_nodes(branch.lift)[len(pattern)]
        u, s = node.arguments[0], Polynomial.variable(node.index)
        context = branch.context
        if branch.normal_form(u).is_zero:
            return self.split_nodes(context, (*pattern, (0,)), depth)
        zero = self.split_nodes(context.add(equation(u)), (*pattern, (0,)), depth)
        if zero is None:
            return None
        children = [zero]
        product = _index(context, equation((s * s - ONE) * u))
        half = _index(context, nonnegative(s * u))
        known: list[Fact] = [positive(u * u)]
        for sign in (1, -1):
            factor = s - Polynomial.constant(sign)
            inner = context.add(*known, equation(factor))
            signed = u.scale(sign)
            below = self.split_nodes(inner.add(positive(signed)), (*pattern, (sign,)), depth)
            if below is None:
                return None
            fresh = len(inner.facts)
            at_zero = Empty(Psatz(Fraction(1), combination=((fresh, -u),), unit=(len(context.facts),)))
            # 0 = -signed + s u - u (s - sign): the fact s u >= 0 excludes the other sign
            term = ProductTerm((half,), Squares(((Fraction(1), ONE),)))
            wrong = Empty(Psatz(Fraction(1), products=(term,), combination=((fresh - 1, -u),), unit=(fresh,)))
            children.append(SplitSign(u, below, at_zero, wrong) if sign > 0 else SplitSign(u, wrong, at_zero, below))
            known.append(positive(factor * factor))
        return SplitProduct((u, s - ONE, s + ONE), 1, ((product, ONE),), tuple(children))

    def _split_maximum(
        self, branch: Branch, pattern: Pattern, active: tuple[int, ...], k: int, depth: int
    ) -> CaseTree | None:
        node = kink_nodes(branch.lift)[len(pattern)]
        count = len(node.arguments)
        context = branch.context
        if k == count:
            return self.split_nodes(context, (*pattern, active), depth)
        gap = Polynomial.variable(node.index) - node.arguments[k]
        weight = Polynomial.variable(node.index - count + k)
        if branch.normal_form(gap).is_zero:
            return self._split_maximum(branch, pattern, (*active, k), k + 1, depth)
        zero = self._next_argument(context.add(equation(gap)), pattern, (*active, k), k + 1, depth)
        if zero is None:
            return None
        inner = context.add(positive(gap * gap), equation(weight))
        above = self._next_argument(inner.add(positive(gap)), pattern, active, k + 1, depth)
        if above is None:
            return None
        fresh = len(inner.facts)
        at_zero = Empty(Psatz(Fraction(1), combination=((fresh, -gap),), unit=(len(context.facts),)))
        term = ProductTerm((_index(context, nonnegative(gap)),), Squares(((Fraction(1), ONE),)))
        wrong = Empty(Psatz(Fraction(1), products=(term,), unit=(fresh,)))
        product = _index(context, equation(weight * gap))
        return SplitProduct((gap, weight), 1, ((product, ONE),), (zero, SplitSign(gap, above, at_zero, wrong)))

    def _next_argument(
        self, context: Context, pattern: Pattern, active: tuple[int, ...], k: int, depth: int
    ) -> CaseTree | None:
        self.deadline.check()
        branch, wrap = open_branch(context, self.deadline)
        contradiction = find_exact_contradiction(branch, self.deadline)
        if contradiction is not None:
            return wrap(Empty(contradiction))
        tree = self._split_maximum(branch, pattern, active, k, depth)
        return None if tree is None else wrap(tree)

    # -- one pattern -------------------------------------------------------------------------------------------------
    def close(self, branch: Branch, pattern: Pattern, depth: int) -> CaseTree | None:
        """Close a branch on which the pattern of all nodes is known."""
        samples_float = sample_points_float(branch, seed=self.settings.seed, starts=STARTS)
        if not samples_float:
            contradiction = find_contradiction(branch, self.settings, self.deadline, effort=Effort.SMALL)
            if contradiction is not None:
                return Empty(contradiction)
        terms: list[PiecewiseTerm] = []
        for order in (2, 4):
            for found in self._terms(branch, pattern, order):
                if not is_hopeful(found, branch, samples_float):
                    continue
                leaf = find_piecewise_escape(branch, found, self.settings, self.deadline, quick=True)
                if leaf is not None:
                    return leaf
                terms.append(found)
        terms.sort(key=lambda t: (t.term.order, t.term.normal_form.degree, len(t.term.normal_form)))
        for found in terms[:MAX_SOLVER_TERMS]:
            leaf = find_piecewise_escape(branch, found, self.settings, self.deadline, quick=False)
            if leaf is not None:
                return leaf
        if not samples_float:
            contradiction = find_contradiction(branch, self.settings, self.deadline, effort=Effort.MEDIUM)
            if contradiction is not None:
                return Empty(contradiction)
        tree = None
        if depth < self.settings.max_depth:
            tree = self._split_components(branch, pattern, depth)
            if tree is None:
                tree = self._split_by_sign(branch, pattern, terms[:MAX_SOLVER_TERMS], depth)
        if tree is None:
            self.report.stuck.append(branch)
            self.report.note(f"arcs for the pattern {pattern}")
        return tree

    def _terms(self, branch: Branch, pattern: Pattern, order: int) -> Any:
        """Yield leading terms along the candidate arcs for all choices of active pieces."""
        for active in islice(choices(branch.lift, pattern), MAX_CHOICES):
            gaps = vanishing_gaps(branch.lift, pattern, active)
            paths = chain(
                following_paths(branch, gaps, self.settings, self.deadline),
                straight_paths(branch.lift, self.settings),
            )
            for path in islice(paths, MAX_PATHS):
                found = find_piecewise_term(branch, path, active, order, self.deadline)
                if found is not None and (found.term.order > 2 or order == 2):
                    yield found

    def _closed_context(self, context: Context, pattern: Pattern, depth: int) -> CaseTree | None:
        branch, wrap = open_branch(context, self.deadline)
        contradiction = find_exact_contradiction(branch, self.deadline)
        if contradiction is not None:
            return wrap(Empty(contradiction))
        tree = self.close(branch, pattern, depth + 1)
        return None if tree is None else wrap(tree)

    def _split_components(self, branch: Branch, pattern: Pattern, depth: int) -> CaseTree | None:
        context = branch.context
        nonzero = [f.polynomial for _, f in branch.inequalities() if f.kind is FactKind.POSITIVE]
        try:
            split = find_split(
                branch.equations,
                context.variables,
                first_derived=len(context.facts),
                deadline=self.deadline.part(0.3),
                components=find_components(branch.generators(), context.variables, deadline=self.deadline.part(0.2)),
                nonzero=nonzero,
            )
        except OverflowError:  # the factorisation of polynomials with very large coefficients fails
            return None
        if split is None:
            return None
        inner = context.add(*(equation(d.polynomial) for d in split.derivations))
        children = []
        known: list[Fact] = []
        for factor in split.factors:
            child = self._closed_context(inner.add(*known, equation(factor)), pattern, depth)
            if child is None:
                return None
            children.append(child)
            known.append(positive(factor * factor))
        tree: CaseTree = SplitProduct(split.factors, split.exponent, split.combination, tuple(children))
        return Derive(split.derivations, tree) if split.derivations else tree

    def _split_by_sign(
        self, branch: Branch, pattern: Pattern, terms: list[PiecewiseTerm], depth: int
    ) -> CaseTree | None:
        """Split by the sign of a leading coefficient; the side where the arc descends is closed at once."""
        context = branch.context
        for found in terms:
            p = found.term.normal_form
            if p.as_constant() is not None:
                continue
            p = p.scale(Fraction(p.denominator))
            below = self._close_side(context.add(positive(-p)), found)
            if below is None:
                continue
            zero = self._closed_context(context.add(equation(p)), pattern, depth)
            above = None if zero is None else self._closed_context(context.add(positive(p)), pattern, depth)
            if zero is not None and above is not None:
                return SplitSign(p, above, zero, below)
        return None

    def _close_side(self, context: Context, found: PiecewiseTerm) -> CaseTree | None:
        branch, wrap = open_branch(context, self.deadline)
        term = found.term
        again = find_piecewise_term(branch, term.path, found.active, term.order, self.deadline)
        if again is None or again.term.order != term.order:
            return None
        leaf = find_piecewise_escape(branch, again, self.settings, self.deadline, quick=False)
        return None if leaf is None else wrap(leaf)


def _same(tree: CaseTree) -> CaseTree:
    return tree


def _index(context: Context, fact: Fact) -> int:
    """Return the index of a fact of the lift."""
    return context.facts.index(fact)
