"""Case trees that show that no point of a branch is a local minimum.  Soundness-critical: no.

A branch is closed if it is empty, or by a strict saddle or an escape arc; otherwise it is split: into components of
its algebraic set, or by the sign of the leading coefficient of an arc that works on a part of the branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
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
    integer_directions,
    is_mixed,
    lines,
    weighted_curves,
)
from tameproof.morse_sard.exact_proofs import find_exact_contradiction
from tameproof.morse_sard.lyapunov_schmidt import reduced_arcs
from tameproof.morse_sard.proving import find_contradiction
from tameproof.morse_sard.samples import sample_points_float
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.strict_saddles import find_strict_saddle
from tameproof.proofs.kernel.evidence import CaseTree, Derive, Empty, SplitProduct, SplitSign
from tameproof.proofs.kernel.facts import FactKind, equation, positive
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.decomposition import find_components
from tameproof.symbolic.splits import find_simplification, find_split

QUICK_LINES = 60


@dataclass(slots=True)
class Report:
    """What was tried, for the reason of an open answer; also the branches that stayed open."""

    tried: list[str] = field(default_factory=list)
    stuck: list[Branch] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Add a line once."""
        if text not in self.tried:
            self.tried.append(text)


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
    deadline.check()
    branch, wrap = open_branch(context, deadline)
    contradiction = find_exact_contradiction(branch, deadline)
    if contradiction is not None:
        return wrap(Empty(contradiction))
    samples_float = sample_points_float(branch, seed=settings.seed)
    if not samples_float:
        contradiction = find_contradiction(branch, settings, deadline)
        if contradiction is not None:
            return wrap(Empty(contradiction))
    simplified = _simplify(branch, settings, deadline, report, depth)
    if simplified is not None:
        return wrap(simplified)
    leaf = _quick_saddle(branch, samples_float, settings, deadline)
    if leaf is not None:
        return wrap(leaf)
    tree = find_strict_saddle(branch, settings, deadline)
    if tree is not None:
        return wrap(tree)
    report.note("strict saddles (semidefinite program)")
    if depth < settings.max_depth:
        tree = _split(branch, settings, deadline, report, depth)
        if tree is not None:
            return wrap(tree)
    partial: list[LeadingTerm] = []
    for path in islice(_arcs(branch, settings, deadline), settings.max_candidates):
        deadline.check()
        term = find_leading_term(branch, path, settings.max_order, deadline)
        if term is None:
            continue
        leaf = find_escape(branch, term, samples_float, settings, deadline)
        if leaf is not None:
            return wrap(leaf)
        if term.normal_form.as_constant() is None and (
            term.order % 2 == 1 or is_mixed(term.normal_form, branch, samples_float)
        ):
            partial.append(term)
    report.note(f"escape arcs up to order {settings.max_order}")
    if depth < settings.max_depth:
        tree = _split_by_sign(branch, partial, settings, deadline, report, depth)
        if tree is not None:
            return wrap(tree)
    report.stuck.append(branch)
    return None


def _quick_saddle(
    branch: Branch, samples_float: list[Any], settings: MorseSardSettings, deadline: Deadline
) -> CaseTree | None:
    """Try constant directions for a strict saddle."""
    for v in islice(integer_directions(branch.lift.dimension, settings.max_multiple), QUICK_LINES):
        term = find_leading_term(branch, (constant_row(v),), 2, deadline)
        if term is not None:
            leaf = find_escape(branch, term, samples_float, settings, deadline, quick=True)
            if leaf is not None:
                return leaf
    return None


def _arcs(branch: Branch, settings: MorseSardSettings, deadline: Deadline) -> Iterator[Path]:
    yield from reduced_arcs(branch, settings, deadline)
    yield from lines(branch.lift, settings)
    yield from weighted_curves(branch.lift, settings)


def _simplify(
    branch: Branch, settings: MorseSardSettings, deadline: Deadline, report: Report, depth: int
) -> CaseTree | None:
    """Add equations that vanish on the branch although they are not in the ideal, and go on below."""
    context = branch.context
    derivations = find_simplification(
        branch.equations, context.variables, first_derived=len(context.facts), deadline=deadline.part(0.3)
    )
    if not derivations:
        return None
    inner = context.add(*(equation(d.polynomial) for d in derivations))
    below = find_descent_tree(inner, settings, deadline, report, depth=depth)
    return None if below is None else derive(derivations, below)


def _split(
    branch: Branch, settings: MorseSardSettings, deadline: Deadline, report: Report, depth: int
) -> CaseTree | None:
    """Split the branch into components and close all of them."""
    context = branch.context
    nonzero = [f.polynomial for _, f in branch.inequalities() if f.kind is FactKind.POSITIVE]
    components = find_components(branch.generators(), context.variables, deadline=deadline.part(0.2))
    split = find_split(
        branch.equations,
        context.variables,
        first_derived=len(context.facts),
        deadline=deadline.part(0.3),
        components=components,
        nonzero=nonzero,
    )
    if split is None:
        return None
    inner = context.add(*(equation(d.polynomial) for d in split.derivations))
    children = []
    known: list[Polynomial] = []
    for factor in split.factors:
        facts = [positive(p * p) for p in known]
        child = find_descent_tree(
            inner.add(*facts, equation(factor)), settings, deadline, report, depth=depth + 1
        )
        if child is None:
            return None
        children.append(child)
        known.append(factor)
    tree: CaseTree = SplitProduct(split.factors, split.exponent, split.combination, tuple(children))
    return Derive(split.derivations, tree) if split.derivations else tree


def _split_by_sign(
    branch: Branch,
    partial: list[LeadingTerm],
    settings: MorseSardSettings,
    deadline: Deadline,
    report: Report,
    depth: int,
) -> CaseTree | None:
    """Split by the sign of a leading coefficient; the side where the arc descends is closed at once."""
    partial.sort(key=lambda t: (t.order, t.normal_form.degree, len(t.normal_form)))
    for term in partial[:3]:
        p = term.normal_form
        p = p.scale(Fraction(p.denominator))
        below = _close(branch.context.add(positive(-p)), term, settings, deadline)
        if below is None:
            continue
        if term.order % 2:
            above = _close(branch.context.add(positive(p)), term, settings, deadline)
        else:
            above = find_descent_tree(branch.context.add(positive(p)), settings, deadline, report, depth=depth + 1)
        if above is None:
            continue
        zero = find_descent_tree(branch.context.add(equation(p)), settings, deadline, report, depth=depth + 1)
        if zero is not None:
            return SplitSign(p, above, zero, below)
    return None


def _close(context: Context, term: LeadingTerm, settings: MorseSardSettings, deadline: Deadline) -> CaseTree | None:
    """Return the leaf for an arc whose leading coefficient has a known sign."""
    branch, wrap = open_branch(context, deadline)
    again = find_leading_term(branch, term.path, term.order, deadline)
    if again is None or again.order != term.order:
        return None
    leaf = find_escape(branch, again, [], settings, deadline)
    return None if leaf is None else wrap(leaf)


