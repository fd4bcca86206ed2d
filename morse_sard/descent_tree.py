"""Case trees that show that no point of a branch is a local minimum.  Soundness-critical: no.

A branch is closed if it is empty, or by a strict saddle or an escape arc; otherwise it is split: into components of
its algebraic set, or by the sign of the leading coefficient of an arc that works on a part of the branch.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import Any

from tameproof.morse_sard.branch import Branch, derive, open_branch
from tameproof.morse_sard.escape_arcs import (
    LeadingTerm,
    Path,
    constant_row,
    find_escape,
    find_leading_term,
    hessian_directions,
    integer_directions,
    is_negative_somewhere,
    is_promising,
    leaf_of,
    lines,
    weighted_curves,
)
from tameproof.morse_sard.exact_proofs import find_exact_contradiction, find_exact_positivity, square_facts
from tameproof.morse_sard.lyapunov_schmidt import reduced_arcs
from tameproof.morse_sard.monomial_arcs import face_arcs, is_monomial_branch, signed_arcs
from tameproof.morse_sard.piecewise_tree import find_piecewise_tree
from tameproof.morse_sard.proving import Effort, find_contradiction
from tameproof.morse_sard.quotient_saddles import find_quotient_saddle
from tameproof.morse_sard.root_tree import find_root_tree
from tameproof.morse_sard.samples import sample_points_float
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.strict_saddles import find_strict_saddle, may_be_strict
from tameproof.morse_sard.tree_report import Report
from tameproof.proofs.kernel.evidence import (
    CaseTree,
    Derive,
    Empty,
    NotLocalMinimum,
    PowerMembership,
    Psatz,
    SplitProduct,
    SplitSign,
    Squares,
)
from tameproof.proofs.kernel.facts import FactKind, equation, positive
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.decomposition import Component, find_components
from tameproof.symbolic.splits import find_simplification, find_split

QUICK_LINES = 60
MAX_SOLVER_ARCS = 4
MAX_SIGNED_ARCS = 6
LAST_QUICK_ORDER = 4  # arcs up to this order are tried before large semidefinite programs


def find_descent_tree(
    context: Context, settings: MorseSardSettings, deadline: Deadline, report: Report, *, depth: int = 0
) -> CaseTree | None:
    """Return a tree that shows that no point of the context is a local minimum, or None.

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
    if not context.lift.smooth:
        return find_piecewise_tree(context, settings, deadline, report, depth=depth)
    deadline.check()
    branch, wrap = open_branch(context, deadline)
    contradiction = find_exact_contradiction(branch, deadline)
    if contradiction is not None:
        return wrap(Empty(contradiction))
    quick = _signed_leaf(branch, deadline)
    if quick is not None:
        return wrap(quick)
    if is_monomial_branch(branch) and depth < settings.max_depth:
        # coordinate subspaces: neither samples nor a decomposition are needed
        easy = _split(branch, settings, deadline, report, depth, decompose=False)
        if easy is None:
            easy = _split_by_signed_arc(branch, settings, deadline, report, depth)
        if easy is not None:
            return wrap(easy)
    samples_float = sample_points_float(branch, seed=settings.seed)
    if not samples_float:
        contradiction = find_contradiction(branch, settings, deadline)
        if contradiction is not None:
            return wrap(Empty(contradiction))
    strict = may_be_strict(branch, samples_float)
    if strict and depth <= 1 and context.value is not None:
        saddle = find_quotient_saddle(branch, samples_float, settings, deadline)
        if saddle is not None:
            return wrap(saddle)
    simplified = _simplify(branch, settings, deadline, report, depth)
    if simplified is not None:
        return wrap(simplified)
    leaf = _quick_saddle(branch, samples_float, settings, deadline)
    if leaf is not None:
        return wrap(leaf)
    tree: CaseTree | None = None
    if strict:
        tree = find_strict_saddle(branch, settings, deadline, effort=Effort.SMALL)
    if tree is None and depth < settings.max_depth:
        tree = _split(branch, settings, deadline, report, depth)
        if tree is None:
            tree = _split_by_signed_arc(branch, settings, deadline, report, depth)
    if tree is None:
        search = _ArcSearch(branch, samples_float, settings, deadline, report, depth)
        tree = search.run(strict=strict)
    if tree is not None:
        return wrap(tree)
    report.stuck.append(branch)
    return None


def _quick_saddle(
    branch: Branch, samples_float: list[Any], settings: MorseSardSettings, deadline: Deadline
) -> CaseTree | None:
    """Try constant directions and directions made of entries of the Hessian for a strict saddle."""
    if not branch.lift.smooth:
        return None
    directions = [
        constant_row(v) for v in islice(integer_directions(branch.lift.dimension, settings.max_multiple), QUICK_LINES)
    ]
    directions += islice(hessian_directions(branch, deadline), QUICK_LINES)
    for row in directions:
        term = find_leading_term(branch, (row,), 2, deadline)
        if term is not None:
            leaf = find_escape(branch, term, samples_float, settings, deadline, quick=True)
            if leaf is not None:
                return leaf
    return None


def _signed_leaf(branch: Branch, deadline: Deadline) -> CaseTree | None:
    """Close the branch by an arc whose leading coefficient is minus the square of something known to be nonzero."""
    for signed in islice(signed_arcs(branch, deadline), MAX_SIGNED_ARCS):
        psatz = find_exact_positivity(-signed.term.coefficient, branch, deadline)
        if psatz is not None:
            return leaf_of(signed.term, psatz, nonzero=False)
    for term in face_arcs(branch, deadline):
        psatz = find_exact_positivity(-term.coefficient, branch, deadline)
        if psatz is not None:
            return leaf_of(term, psatz, nonzero=False)
    return None


def _split_by_signed_arc(
    branch: Branch, settings: MorseSardSettings, deadline: Deadline, report: Report, depth: int
) -> CaseTree | None:
    """Split by r^2 > 0 and r = 0 for an arc with the leading coefficient -c r^2."""
    context = branch.context
    fresh = len(context.facts)
    for signed in islice(signed_arcs(branch, deadline), MAX_SIGNED_ARCS):
        root = signed.root
        square = root * root
        if branch.normal_form(square, deadline).is_zero:
            continue
        above = _close(context.add(positive(square)), signed.term, settings, deadline)
        if above is None:
            continue
        inner = context.add(equation(square), equation(root))
        zero = find_descent_tree(inner, settings, deadline, report, depth=depth + 1)
        if zero is None:
            continue
        zero = derive((PowerMembership(root, 2, ((fresh, ONE),)),), zero)
        below = Empty(Psatz(Fraction(1), Squares(((Fraction(1), root),)), unit=(fresh,)))
        return SplitSign(square, above, zero, below)
    return None


def _arcs(branch: Branch, settings: MorseSardSettings, deadline: Deadline) -> list[Path]:
    """Return the arcs to try: those of Lyapunov-Schmidt reduction, then lines, then weighted curves."""
    found = list(islice(reduced_arcs(branch, settings, deadline), settings.max_candidates // 4))
    found += islice(lines(branch.lift, settings), settings.max_candidates // 2)
    found += islice(weighted_curves(branch.lift, settings), settings.max_candidates - len(found))
    return found


class _ArcSearch:
    """Arcs on one branch.

    First those that Newton polygons give, if one descends from everywhere; then fixed families, low orders first.  Per
    order: normal forms only; then semidefinite programs for the arcs whose sign is right at all samples; then the
    cases c_j < 0, = 0, > 0 of such an arc.  Arcs that work on a part of the samples only come last.
    """

    def __init__(
        self,
        branch: Branch,
        samples_float: list[Any],
        settings: MorseSardSettings,
        deadline: Deadline,
        report: Report,
        depth: int,
    ) -> None:
        self.branch = branch
        self.samples_float = samples_float
        self.settings = settings
        self.deadline = deadline
        self.report = report
        self.depth = depth

    def run(self, *, strict: bool) -> CaseTree | None:
        """Return a tree for the branch, or None."""
        settings = self.settings
        rooted = self._with_roots(partial=False)
        if rooted is not None:
            return rooted
        todo = _arcs(self.branch, settings, self.deadline)
        every: list[LeadingTerm] = []
        for order in [k for k in (2, 3, 4, 6, 8) if k < settings.max_order] + [settings.max_order]:
            leaf, todo, terms = self._quick(todo, order)
            if leaf is not None:
                return leaf
            every += terms
            promising = [t for t in terms if is_promising(t, self.branch, self.samples_float)]
            promising = [t for t in promising if t.normal_form.as_constant() is None]
            promising.sort(key=lambda t: (t.normal_form.degree, len(t.normal_form)))
            tree: CaseTree | None = self._with_solver(promising[:MAX_SOLVER_ARCS])
            if tree is None:
                tree = self._split_by_sign(promising[:2])
            if tree is None and order == LAST_QUICK_ORDER and strict:
                tree = find_strict_saddle(self.branch, settings, self.deadline, effort=Effort.LARGE)
                self.report.note("strict saddles (semidefinite program)")
            if tree is not None:
                return tree
        self.report.note(f"escape arcs up to order {settings.max_order}")
        rooted = self._with_roots(partial=True)
        self.report.note("escape arcs with square roots over the base point")
        return self._split_by_sign(self._partial(every)) if rooted is None else rooted

    def _with_roots(self, *, partial: bool) -> CaseTree | None:
        """Try arcs by Newton polygons, with square roots over the base point."""
        if self.depth >= self.settings.max_depth:
            return None
        part = self.deadline.part(0.4)
        try:
            return find_root_tree(self.branch, self.settings, part, self._below, partial=partial)
        except OverflowError:  # as in _simplify
            return None
        except BudgetExceeded:
            self.deadline.check()
            return None

    def _partial(self, terms: list[LeadingTerm]) -> list[LeadingTerm]:
        """Return the best arcs that descend from some of the samples at least."""
        partial = [
            t
            for t in terms
            if t.normal_form.as_constant() is None
            and (t.order % 2 == 1 or is_negative_somewhere(t.normal_form, self.branch, self.samples_float))
        ]
        partial.sort(key=lambda t: (t.order, t.normal_form.degree, len(t.normal_form)))
        return partial[:3]

    def _quick(self, todo: list[Path], order: int) -> tuple[NotLocalMinimum | None, list[Path], list[LeadingTerm]]:
        """Try arcs up to one order with normal forms only; return the arcs and leading terms that are left."""
        later: list[Path] = []
        terms: list[LeadingTerm] = []
        for path in todo:
            self.deadline.check()
            term = find_leading_term(self.branch, path, order, self.deadline)
            if term is None:
                later.append(path)
                continue
            leaf = find_escape(self.branch, term, self.samples_float, self.settings, self.deadline, quick=True)
            if leaf is not None:
                return leaf, later, terms
            terms.append(term)
        return None, later, terms

    def _with_solver(self, terms: list[LeadingTerm]) -> CaseTree | None:
        """Try arcs with semidefinite programs."""
        for term in terms:
            leaf = find_escape(self.branch, term, self.samples_float, self.settings, self.deadline)
            if leaf is not None:
                return leaf
        return None

    def _split_by_sign(self, terms: list[LeadingTerm]) -> CaseTree | None:
        """Split by the sign of a leading coefficient; the side where the arc descends is closed at once."""
        if self.depth >= self.settings.max_depth:
            return None
        context = self.branch.context
        for term in terms:
            p = term.normal_form
            p = p.scale(Fraction(p.denominator))
            below = _close(context.add(positive(-p)), term, self.settings, self.deadline)
            if below is None:
                continue
            zero = self._below(context.add(equation(p)))
            if zero is None:
                continue
            if term.order % 2:
                above = _close(context.add(positive(p)), term, self.settings, self.deadline)
            else:
                above = self._below(context.add(positive(p)))
            if above is not None:
                return SplitSign(p, above, zero, below)
        return None

    def _below(self, context: Context) -> CaseTree | None:
        return find_descent_tree(context, self.settings, self.deadline, self.report, depth=self.depth + 1)


def _simplify(
    branch: Branch, settings: MorseSardSettings, deadline: Deadline, report: Report, depth: int
) -> CaseTree | None:
    """Add equations that vanish on the branch although they are not in the ideal, and go on below."""
    context = branch.context
    try:
        derivations = find_simplification(
            branch.equations, context.variables, first_derived=len(context.facts), deadline=deadline.part(0.3)
        )
    except OverflowError:  # the factorisation of polynomials with very large coefficients fails
        return None
    if not derivations:
        return None
    inner = context.add(*(equation(d.polynomial) for d in derivations))
    below = find_descent_tree(inner, settings, deadline, report, depth=depth)
    return None if below is None else derive(derivations, below)


def _split(
    branch: Branch,
    settings: MorseSardSettings,
    deadline: Deadline,
    report: Report,
    depth: int,
    *,
    decompose: bool = True,
) -> CaseTree | None:
    """Split the branch into components (or, without a decomposition, by a product) and close all of them."""
    context = branch.context
    nonzero = [f.polynomial for _, f in branch.inequalities() if f.kind is FactKind.POSITIVE]
    try:
        components: tuple[Component, ...] | None = ()
        if decompose:
            components = find_components(branch.generators(), context.variables, deadline=deadline.part(0.2))
        else:
            nonzero += list(square_facts(branch))
        split = find_split(
            branch.equations,
            context.variables,
            first_derived=len(context.facts),
            deadline=deadline.part(0.3),
            components=components,
            nonzero=nonzero,
        )
    except OverflowError:  # as above
        return None
    if split is None:
        return None
    inner = context.add(*(equation(d.polynomial) for d in split.derivations))
    children = []
    known: list[Polynomial] = []
    for factor in split.factors:
        facts = [positive(p * p) for p in known]
        child = find_descent_tree(inner.add(*facts, equation(factor)), settings, deadline, report, depth=depth + 1)
        if child is None:
            return None
        children.append(child)
        known.append(factor)
    tree: CaseTree = SplitProduct(split.factors, split.exponent, split.combination, tuple(children))
    return Derive(split.derivations, tree) if split.derivations else tree


def _close(context: Context, term: LeadingTerm, settings: MorseSardSettings, deadline: Deadline) -> CaseTree | None:
    """Return the leaf for an arc whose leading coefficient has a known sign."""
    branch, wrap = open_branch(context, deadline)
    again = find_leading_term(branch, term.path, term.order, deadline)
    if again is None or again.order != term.order:
        return None
    leaf = find_escape(branch, again, [], settings, deadline)
    return None if leaf is None else wrap(leaf)
