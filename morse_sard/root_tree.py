"""Case trees that adjoin the roots of an arc and close the branch by it.  Soundness-critical: no (trees are checked).

A root of p needs p >= 0: by an identity, or below SplitSign(p), whose other cases are closed by the search that called.
The leading coefficient c of the arc, without roots, is factorised, and factors whose sign is not obvious are split by,
so that -c is a product of facts and of a polynomial with even monomials and positive coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Any, TypeAlias

from tameproof.morse_sard.branch import Branch, derive, even_squares, is_even_and_positive, open_branch
from tameproof.morse_sard.escape_arcs import find_escape, find_leading_term, leaf_of
from tameproof.morse_sard.proving import (
    Effort,
    add_combinations,
    find_empty_leaf,
    find_nonnegativity,
    find_positivity,
    verified,
)
from tameproof.morse_sard.root_arcs import RootArc, RootArcSearch, taylor_along
from tameproof.morse_sard.root_directions import prod_polynomials
from tameproof.morse_sard.samples import FloatPolynomial, sample_points_float
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.evidence import (
    AdjoinOddRoot,
    AdjoinRoot,
    CaseTree,
    Empty,
    Multiplier,
    PowerMembership,
    ProductTerm,
    Psatz,
    SplitSign,
    Squares,
)
from tameproof.proofs.kernel.facts import FactKind, equation, nonnegative, positive
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.symbolic.budget import Deadline

MAX_ARCS = 48
MAX_TRIALS = 6  # of arcs that need case distinctions
MAX_CONDITIONS = 4
WILD_BITS = 10  # of coefficients that only fit the numerical points
SAMPLES = 24
SAMPLE_STARTS = 48
SCALES_FLOAT = (0.0, 0.03, 30.0)
SIZE_FLOAT = 1e-7
Below: TypeAlias = Callable[[Context], CaseTree | None]
Condition: TypeAlias = tuple[Polynomial, Polynomial | None]  # h > 0, and p if h = p^2


def find_root_tree(
    branch: Branch, settings: MorseSardSettings, deadline: Deadline, below: Below, *, partial: bool
) -> CaseTree | None:
    """Return a tree that closes the branch by an arc with square roots over the base point, or None.

    Args:
        branch: critical points of a smooth objective.
        settings: budgets.
        deadline: when to give up (raises BudgetExceeded).
        below: closes the other cases of a split.
        partial: also use arcs that descend from some of the numerical points only, and split by signs; otherwise
            only points where some polynomial vanishes are left to ``below``.

    Returns:
        A tree whose leaves are Empty and NotLocalMinimum, and those of ``below``.  None decides nothing.
    """
    samples_float = spread_samples_float(branch, settings.seed)
    builder = _Builder(samples_float, settings, deadline, below, signs=partial)
    for stage in RootArcSearch(branch, samples_float, deadline).stages():
        waiting: list[_Trial] = []
        for arc in islice(stage, MAX_ARCS):
            if not (arc.everywhere or partial):
                break
            try:
                trial = builder.trial(branch, arc)
            except OverflowError:  # the factorisation of polynomials with very large coefficients fails
                continue
            if trial is None:
                continue
            if trial.is_easy:
                tree = builder.close(branch, trial)
                if tree is not None:
                    return tree
            else:
                waiting.append(trial)
        waiting.sort(key=lambda trial: trial.rank)
        for trial in waiting[:MAX_TRIALS]:
            tree = builder.close(branch, trial)
            if tree is not None:
                return tree
    return None


def spread_samples_float(branch: Branch, seed: int) -> list[Any]:
    """Return numerical points of the branch, and small and large multiples of them that are in the branch, too."""
    import numpy as np

    found = sample_points_float(branch, seed=seed, wanted=SAMPLES, starts=SAMPLE_STARTS)
    checks = [(f.kind, FloatPolynomial(f.polynomial, branch.context.variables)) for f in branch.context.facts]
    out = list(found)
    for x in found[:6]:
        for scale_float in SCALES_FLOAT:
            y = scale_float * x
            values = [(kind, p(y)) for kind, p in checks]
            inside = all(
                abs(v) < 1e-12 if kind is FactKind.EQUATION else v > 0 if kind is FactKind.POSITIVE else v >= 0
                for kind, v in values
            )
            if inside and all(np.max(np.abs(y - z)) > 1e-9 for z in out):
                out.append(y)
    return out


@dataclass(frozen=True, slots=True)
class _Trial:
    """An arc, minus its leading coefficient without even powers of roots, and what has to be positive for it."""

    arc: RootArc
    goal: Polynomial
    conditions: tuple[Condition, ...]
    rank: tuple[int, ...]

    @property
    def is_easy(self) -> bool:
        """Whether neither case distinctions nor a goal with roots are in the way."""
        return self.arc.everywhere and not self.conditions and not self.arc.tower.has_roots(self.goal)


class _Builder:
    """Puts the splits, the adjoined roots and the leaf of one arc together."""

    def __init__(
        self,
        samples_float: Sequence[Any],
        settings: MorseSardSettings,
        deadline: Deadline,
        below: Below,
        *,
        signs: bool,
    ) -> None:
        self.samples_float = samples_float
        self.settings = settings
        self.deadline = deadline
        self.below = below
        self.signs = signs
        self.closed: dict[Context, CaseTree | None] = {}

    def trial(self, branch: Branch, arc: RootArc) -> _Trial | None:
        """Return the arc with what it needs, or None if it is not worth trying."""
        series = taylor_along(branch, arc.path, arc.tower, arc.order, self.deadline)
        if len(series) <= arc.order or any(not p.is_zero for p in series[: arc.order]):
            return None
        goal = -series[arc.order]
        conditions = None if goal.is_zero else self._conditions(branch, arc, goal)
        if conditions is None or (not self.signs and not self._are_nonnegative(conditions, branch)):
            return None
        signs = sum(1 for _, root in conditions if root is None)
        wild = max(max(p.bits, p.denominator.bit_length()) for row in arc.path for p in row) > WILD_BITS
        rank = (
            not arc.everywhere,
            arc.tower.has_roots(goal),
            wild,
            signs,
            len(conditions),
            len(arc.tower.roots),
            goal.degree,
        )
        return _Trial(arc, goal, conditions, rank)

    def close(self, branch: Branch, trial: _Trial) -> CaseTree | None:
        """Return the tree for one arc, or None."""
        arc, goal, conditions = trial.arc, trial.goal, trial.conditions
        signs = all(root is None for _, root in conditions)  # else a zero of some factor is near
        if conditions and signs and not arc.tower.has_roots(goal) and self._hold_at_samples(conditions, branch):
            tree = self._close_below(branch.context, arc, goal, ())
            if tree is not None:
                return tree
        return self._close_below(branch.context, arc, goal, conditions)

    def _conditions(self, branch: Branch, arc: RootArc, goal: Polynomial) -> tuple[Condition, ...] | None:
        """Return what has to be known to be positive for the roots to be real and the goal to be positive."""
        from tameproof.symbolic._flint import factor

        first = arc.tower.first
        content, rows = factor(goal)
        exponents = {f: e for f, e in rows if max(f.variables()) < first}
        positive_sign = content > 0
        out: list[Condition] = []
        for p in arc.tower.radicands:
            if arc.tower.has_roots(p) or self._nonnegative(p, branch) is not None:
                continue
            out.append((p, None))
            own = dict(factor(p)[1])
            while own and all(exponents.get(f, 0) >= e for f, e in own.items()):
                for f, e in own.items():
                    exponents[f] -= e
                positive_sign ^= factor(p)[0] < 0
        odd = []
        for f, e in exponents.items():
            if is_even_and_positive(f) or e == 0:
                continue
            if is_even_and_positive(-f):
                positive_sign ^= e % 2 == 1
                continue
            if e % 2:
                odd.append(f)
            if e > 1:
                out.append((f * f, f))
        if odd:
            out.append((prod_polynomials(odd).scale(1 if positive_sign else -1), None))
        elif not positive_sign and not arc.tower.has_roots(goal):
            return None
        out = [row for row in out if positive(row[0]) not in branch.context.facts]
        return tuple(out) if len(out) <= MAX_CONDITIONS else None

    def _hold_at_samples(self, conditions: Sequence[Condition], branch: Branch) -> bool:
        compiled = [FloatPolynomial(h, branch.context.variables) for h, _ in conditions]
        return all(h(x) > SIZE_FLOAT for h in compiled for x in self.samples_float)

    def _nonnegative(self, p: Polynomial, branch: Branch) -> Psatz | None:
        """Return evidence for p >= 0 on the branch, or None."""
        form = branch.normal_form(p, self.deadline)
        product = find_product(form, branch.context)
        if product is not None:
            rest = branch.combination(p - form, self.deadline)
            if rest is not None:
                return replace(product, combination=add_combinations(product.combination, rest))
        value = FloatPolynomial(p, branch.context.variables)
        if branch.context.variables == len(branch.lift.names) and any(
            value(x) < -SIZE_FLOAT for x in self.samples_float
        ):
            return None
        return find_nonnegativity(p, branch, self.settings, self.deadline, effort=Effort.SMALL)

    def _close_below(
        self, context: Context, arc: RootArc, goal: Polynomial, conditions: tuple[Condition, ...]
    ) -> CaseTree | None:
        """Split by the conditions, then adjoin the roots."""
        if not conditions:
            branch, wrap = open_branch(context, self.deadline)
            tree = self._adjoin(branch, branch, arc, goal, 0)
            return None if tree is None else wrap(tree)
        (h, root), rest = conditions[0], conditions[1:]
        if positive(h) in context.facts:
            return self._close_below(context, arc, goal, rest)
        fresh = len(context.facts)
        negative: CaseTree | None = None
        if root is not None:
            negative = Empty(Psatz(Fraction(1), Squares(((Fraction(1), root),)), unit=(fresh,)))
        elif not self.signs:
            negative = find_empty_leaf(context.add(positive(-h)), self.settings, self.deadline)
            if negative is None:
                return None
        above = self._close_below(context.add(positive(h)), arc, goal, rest)
        if above is None:
            return None
        if root is None:
            zero = self._other(context.add(equation(h)))
        else:
            zero = self._other(context.add(equation(h), equation(root)))
            zero = None if zero is None else derive((PowerMembership(root, 2, ((fresh, ONE),)),), zero)
        if zero is not None and negative is None:
            negative = self._other(context.add(positive(-h)))
        return None if zero is None or negative is None else SplitSign(h, above, zero, negative)

    def _are_nonnegative(self, conditions: Sequence[Condition], branch: Branch) -> bool:
        """Return whether no condition fails at a numerical point by more than an equation."""
        compiled = [FloatPolynomial(h, branch.context.variables) for h, root in conditions if root is None]
        return all(h(x) > -SIZE_FLOAT for h in compiled for x in self.samples_float)

    def _other(self, context: Context) -> CaseTree | None:
        if context not in self.closed:  # arcs may leave the same points
            empty = find_empty_leaf(context, self.settings, self.deadline)
            self.closed[context] = self.below(context) if empty is None else empty
        return self.closed[context]

    def _adjoin(self, base: Branch, branch: Branch, arc: RootArc, goal: Polynomial, place: int) -> CaseTree | None:
        """Adjoin the roots from a place on; ``base`` is the branch without any of them."""
        if place == len(arc.tower.roots):
            return self._leaf(base, branch, arc, goal)
        context = branch.context
        if arc.tower.roots[place].degree % 2:
            zero = arc.tower.equation_of(place)
            added = replace(context.add(equation(zero)), variables=context.variables + 1)
            inner, wrap = open_branch(added, self.deadline)
            tree = self._adjoin(base, inner, arc, goal, place + 1)
            return None if tree is None else AdjoinOddRoot(zero, wrap(tree))
        p = arc.tower.roots[place].tail
        psatz = self._nonnegative(p, branch)
        if psatz is None:
            return None
        w = Polynomial.variable(context.variables)
        added = context.add(equation(w * w - p), nonnegative(w))
        inner, wrap = open_branch(replace(added, variables=context.variables + 1), self.deadline)
        tree = self._adjoin(base, inner, arc, goal, place + 1)
        return None if tree is None else AdjoinRoot(p, verified(p, psatz, context, strict=False), wrap(tree))

    def _leaf(self, base: Branch, branch: Branch, arc: RootArc, goal: Polynomial) -> CaseTree | None:
        term = find_leading_term(branch, arc.path, arc.order, self.deadline)
        if term is None or term.order != arc.order:
            return None
        if arc.tower.has_roots(goal):
            return find_escape(branch, term, [], self.settings, self.deadline)
        psatz = find_product(goal, base.context)
        if psatz is None or psatz.epsilon == 0:
            psatz = find_positivity(goal, base, self.settings, self.deadline, effort=Effort.SMALL)
        if psatz is None:
            return None
        own = _complete(-term.coefficient, goal, psatz, branch, self.deadline)
        return None if own is None else leaf_of(term, own, nonzero=False)


def _complete(q: Polynomial, goal: Polynomial, psatz: Psatz, branch: Branch, deadline: Deadline) -> Psatz | None:
    """Return evidence for q > 0 from evidence for ``goal``, which equals q modulo the equations of the branch."""
    multiplier = psatz.multiplier
    if multiplier.squares != Multiplier().squares or multiplier.constant != 1 or multiplier.facts:
        return None
    extra = branch.combination(q - goal, deadline)
    if extra is None:
        return None
    own = replace(psatz, combination=add_combinations(psatz.combination, extra))
    return verified(q, own, branch.context, strict=True)


def find_product(p: Polynomial, context: Context) -> Psatz | None:
    """Return evidence for p >= 0, and for p > 0 if its epsilon is positive, or None.

    p has to be a product of facts and of a polynomial of even monomials with positive coefficients.
    """
    from tameproof.symbolic._flint import factor

    if p.is_zero:
        return Psatz()
    content, rows = factor(p)
    exponents = dict(rows)
    unit: list[int] = []
    weak: list[int] = []
    for i, fact in enumerate(context.facts):
        if fact.kind is FactKind.EQUATION or fact.polynomial.degree == 0 or is_even_and_positive(fact.polynomial):
            continue
        if not set(fact.polynomial.variables()) <= set(p.variables()):
            continue
        own_content, own = factor(fact.polynomial)
        while all(exponents.get(f, 0) >= e for f, e in own):
            for f, e in own:
                exponents[f] -= e
            content /= own_content
            (unit if fact.kind is FactKind.POSITIVE else weak).append(i)
    rest = prod_polynomials([f**e for f, e in exponents.items()]).scale(content)
    if not is_even_and_positive(rest + ONE) or any(c < 0 for _, c in rest.items()):
        return None
    constant = rest.coefficient(()) if not weak else Fraction(0)
    terms = even_squares(rest)
    if weak and rest.coefficient(()):
        terms = ((rest.coefficient(()), ONE), *terms)
    squares = Squares(terms)
    facts = tuple(sorted((*unit, *weak)))
    if not facts:
        return Psatz(constant, squares)
    products = (ProductTerm(facts, squares),) if terms else ()
    return Psatz(constant, products=products, unit=tuple(unit) if constant else ())


__all__ = ["find_product", "find_root_tree", "spread_samples_float"]
