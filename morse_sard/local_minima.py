"""All local minima have one value: a case tree over the critical set.  Soundness-critical: no (the tree is checked).

The candidate is the smallest critical value that is not excluded.  Every other critical value must be shown not to be
the value of a local minimum; if a point below the smallest one is known, that one too.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeAlias

from tameproof.morse_sard.branch import Wrap, open_branch, remember_basis, start_from
from tameproof.morse_sard.descent_tree import find_descent_tree
from tameproof.morse_sard.low_points import NARROW, LowPoints, find_low_points, find_point_below, middle_of_value_float
from tameproof.morse_sard.outcome import SpuriousPoint
from tameproof.morse_sard.proving import Effort, find_contradiction
from tameproof.morse_sard.pruning import prune
from tameproof.morse_sard.quotient_saddles import add_value_relation
from tameproof.morse_sard.samples import sample_points_float
from tameproof.morse_sard.settings import DEFAULT, MorseSardSettings
from tameproof.morse_sard.spurious_points import (
    find_degenerate_minimum,
    find_factored_minimum,
    find_minimum_on_manifold,
    find_spurious_point_at,
)
from tameproof.morse_sard.tree_report import Report
from tameproof.morse_sard.value_split import ValueSplit, find_value_split
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, format_number, rational, refine
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import CriticalValues, LocalMinimaHaveValue
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import (
    CaseTree,
    CriticalCases,
    Derive,
    Empty,
    HasValue,
    Horner,
    PowerMembership,
    SplitSign,
    SplitValue,
)
from tameproof.proofs.kernel.facts import FactKind, equation, positive
from tameproof.proofs.kernel.lift import Lift, critical_facts
from tameproof.proofs.kernel.polynomial import ZERO, Polynomial
from tameproof.proofs.kernel.rules.cases import value_facts
from tameproof.proofs.kernel.rules.context import Context
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.outcome import Open

__all__ = ["CaseTreeAnswer", "SpuriousPoint", "find_case_tree"]

MAX_VALUE_DEGREE = 8  # of p(F), the equation of an irrational value; otherwise the value is only enclosed

CaseTreeAnswer: TypeAlias = tuple[LocalMinimaHaveValue, CriticalCases] | SpuriousPoint | Open


def find_case_tree(
    lift: Lift,
    values: CriticalValues | None,
    lower: Fraction | None,
    settings: MorseSardSettings = DEFAULT,
) -> CaseTreeAnswer:
    """Show that all local minima of the objective have one value, or find a spurious one.

    Args:
        lift: the lifted objective.
        values: the proved critical values, a premise of the answer; None if there are none.
        lower: a proved lower bound of the objective, if known.
        settings: budgets.

    Returns:
        The claim with a tree that the kernel accepts given ``values`` as premise (if not None); or a spurious local
        minimum with evidence; or Open, which does not mean that there is a spurious local minimum.
    """
    if not lift.convex_field:
        return Open("a kink inside a kink: the critical equations do not describe the critical set")
    deadline = settings.deadline()
    report = Report()
    try:
        low = find_low_points(lift, settings)
        if values is not None:
            answer = _by_values(lift, values, low, settings, deadline, report)
        else:
            answer = _by_bound(lift, lower, settings, deadline, report)
    except BudgetExceeded as error:
        return Open(str(error) or "time limit", tuple(report.tried))
    except RejectedStep as error:
        if error.reason is not Reason.LIMIT:
            raise
        return Open("polynomials beyond the size limits of the checker", tuple(report.tried))
    if isinstance(answer, tuple):
        claim, evidence = answer
        premises = () if values is None else (values,)
        check_step(lift, claim, evidence, premises, "step")
    return answer


def _by_values(
    lift: Lift, values: CriticalValues, low: LowPoints, settings: MorseSardSettings, deadline: Deadline, report: Report
) -> CaseTreeAnswer:
    """One case per critical value."""
    cases = [(v, s) for v, s in zip(values.values, values.status, strict=True) if s != "not-attained"]
    for candidate, _ in cases:
        quick = find_minimum_on_manifold(lift, candidate, low, deadline.part(0.3)) if _is_seen(candidate, low) else None
        if quick is not None:
            return quick
    start = root = Context.of_lift(lift, critical_facts(lift))
    wrap: Wrap | None = None
    divided: ValueSplit | None = None
    start_from(tuple(f.polynomial for f in start.facts if f.kind is FactKind.EQUATION))
    strips = _needs_strips(lift, [v for v, _ in cases])
    if strips:  # the critical equations generate all that is needed in every case: one basis for all
        branch, wrap = open_branch(root, deadline.part(0.5))
        root = branch.context
        remember_basis(branch)
        related = add_value_relation(branch, deadline)
        if related is not None:
            root, relation = related[0].context, related[1]
            wrap = _with_derivation(wrap, relation)
        divided = find_value_split(branch, values.polynomial, deadline.part(0.1))
    children: list[CaseTree | None] = [None] * len(cases)
    value: AlgebraicNumber | None = None
    for k, (candidate, status) in enumerate(cases):
        below = find_point_below(lift, refine(candidate, NARROW).low, low)
        if below is not None:
            break
        if (status == "open" and not _is_reached(candidate, low)) or _is_undercut(candidate, low):
            # perhaps no critical value at all, or one that only looks like the infimum
            children[k] = _try_tree(_at_value(root, candidate, strips), settings, deadline.part(0.2), report)
        if children[k] is None:
            value = candidate
            children[k] = HasValue()
            break
    todo = [k for k, child in enumerate(children) if child is None]
    for position, k in enumerate(todo):
        # values seen at the ends of descent runs are likely to be local minima
        if _is_seen(cases[k][0], low):
            spurious = find_spurious_point_at(lift, cases[k][0], low, settings, deadline.part(0.3))
            if spurious is not None:
                return spurious
        spurious = find_factored_minimum(lift, cases[k][0], low)
        if spurious is None:
            spurious = find_degenerate_minimum(lift, cases[k][0], low, settings, deadline.part(0.15))
        if spurious is not None:
            return spurious
        context = _at_value(root, cases[k][0], strips)
        part = deadline.part(1.0 / (len(todo) - position))
        try:
            if divided is not None and as_rational(cases[k][0]) is None:

                def find_tree(inner: Context, limit: Deadline = part) -> CaseTree | None:
                    return find_descent_tree(inner, settings, limit, report, depth=1)

                children[k] = divided.tree(context, find_tree)
            else:
                children[k] = find_descent_tree(context, settings, part, report)
        except BudgetExceeded:
            report.note(f"value {format_number(cases[k][0])}: time limit")
        if children[k] is None:
            samples_float = [] if lift.smooth else _stuck_points(report, settings)
            part = deadline.part(0.5)
            spurious = find_spurious_point_at(lift, cases[k][0], low, settings, part, samples_float)
            for later in todo[position + 1 :]:  # the others need no tree if one of them belongs to a local minimum
                if spurious is None:
                    spurious = find_spurious_point_at(lift, cases[later][0], low, settings, deadline.part(0.3))
            if spurious is not None:
                return spurious
            text = f"whether a local minimum has the value {format_number(cases[k][0])} is not decided"
            return Open(text, tuple(report.tried))
    tree: CaseTree = SplitValue(tuple(child for child in children if child is not None), strips)
    counts = tuple(len(value_facts(lift, candidate, strips=strips)) for candidate, _ in cases)
    tree = prune(tree if wrap is None else wrap(tree), len(start.facts), counts)
    return LocalMinimaHaveValue(value), CriticalCases(tree)


def _stuck_points(report: Report, settings: MorseSardSettings) -> list[Any]:
    """Return numerical points of the branches that could not be closed."""
    return [x for branch in report.stuck for x in sample_points_float(branch, seed=settings.seed, starts=60)]


def _try_tree(context: Context, settings: MorseSardSettings, deadline: Deadline, report: Report) -> CaseTree | None:
    """Return a tree for one value, or None, also when the time is over."""
    try:
        return find_descent_tree(context, settings, deadline, report)
    except BudgetExceeded:
        return None


def _at_value(root: Context, value: AlgebraicNumber, strips: bool) -> Context:
    """Return the critical points with this value, with the facts that the checker will see."""
    return replace(root.add(*value_facts(root.lift, value, strips=strips)), value=value)


def _with_derivation(wrap: Wrap, derivation: PowerMembership) -> Wrap:
    """Return the wrapper that derives one more equation below."""
    return lambda tree: wrap(Derive((derivation,), tree))


def _needs_strips(lift: Lift, values: list[AlgebraicNumber]) -> bool:
    """Return whether p(F) is too large to be used as an equation, p the polynomial of some irrational value."""
    degrees = [len(v.polynomial) - 1 for v in values if as_rational(v) is None]
    return lift.smooth and any(d * lift.objective.degree > MAX_VALUE_DEGREE for d in degrees)


def _is_reached(value: AlgebraicNumber, low: LowPoints) -> bool:
    """Return whether the smallest value that a descent run saw is this one (a hint)."""
    middle_float = middle_of_value_float(value)
    return bool(low.values_float) and abs(low.values_float[0] - middle_float) < 1e-3 * (1 + abs(middle_float))


def _is_undercut(value: AlgebraicNumber, low: LowPoints) -> bool:
    """Return whether a descent run ended clearly below this value (a hint)."""
    low_float = middle_of_value_float(value)
    return bool(low.values_float) and low.values_float[0] < low_float - 1e-6 * (1 + abs(low_float))


def _is_seen(value: AlgebraicNumber, low: LowPoints) -> bool:
    """Return whether a descent run ended near this value, above the smallest value seen."""
    middle_float = middle_of_value_float(value)
    tolerance_float = 1e-4 * (1 + abs(middle_float))
    if not low.values_float or middle_float <= low.values_float[0] + tolerance_float:
        return False
    return any(abs(v - middle_float) < tolerance_float for v in low.values_float)


def _by_bound(
    lift: Lift, lower: Fraction | None, settings: MorseSardSettings, deadline: Deadline, report: Report
) -> CaseTreeAnswer:
    """Without critical values: all critical points have the value of the lower bound, or are no local minima."""
    root = Context.of_lift(lift, critical_facts(lift))
    if lower is None:
        tree = find_descent_tree(root, settings, deadline, report)
        if tree is None:
            return Open("neither critical values nor a lower bound are known", tuple(report.tried))
        return LocalMinimaHaveValue(None), CriticalCases(prune(tree, len(root.facts)))
    excess = lift.objective - Polynomial.constant(lower)
    under = root.add(positive(-excess))
    branch, wrap = open_branch(under, deadline)
    contradiction = find_contradiction(branch, settings, deadline.part(0.3), effort=Effort.LARGE)
    if contradiction is None:
        return Open("the lower bound could not be shown on the critical set", tuple(report.tried))
    above = find_descent_tree(root.add(positive(excess)), settings, deadline, report)
    if above is None:
        return Open("critical points above the lower bound may be local minima", tuple(report.tried))
    zero = root.add(equation(excess))
    value = rational(lower)
    step = (len(zero.facts) - 1, Polynomial.constant(value.polynomial[1]))
    leaf = HasValue(Horner(1, ((ZERO, (step,)),)))
    tree = SplitSign(excess, above, leaf, wrap(Empty(contradiction)))
    return LocalMinimaHaveValue(value), CriticalCases(prune(tree, len(root.facts)))
