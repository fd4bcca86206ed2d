"""Claims about local minima: LocalMinimaHaveValue and NoSpuriousLocalMinima.  Soundness-critical: yes.

Mathematics: docs/theory.md, "No spurious local minima".  A local minimum is a critical point, so a case tree over the
critical equations whose leaves are empty, have the claimed value, or have an escape arc proves that every local
minimum has that value.
"""

from __future__ import annotations

from ..algebraic import AlgebraicNumber, check_algebraic, compare, compare_rational
from ..claims import (
    BoundedBelow,
    BoundedTrajectories,
    ChainRule,
    Claim,
    CriticalValues,
    ExactInfimum,
    FinitelyManyCriticalValues,
    LocallyLipschitz,
    LocalMinimaHaveValue,
)
from ..errors import Reason, RejectedStep, need, shown
from ..evidence import CaseTree, CriticalCases, HasValue, Kink, NotLocalMinimum
from ..lift import Lift, critical_facts
from ..polynomial import Polynomial, sum_of_products
from ..univariate import count_roots
from .cases import check_tree
from .context import Context
from .psatz import check_combination, check_positive, check_root_of
from .series import Series, objective_along


def find_premise(premises: tuple[Claim, ...], kind: type[Claim], where: str) -> Claim:
    """Return the first premise of a kind; refuse the step if there is none."""
    for claim in premises:
        if isinstance(claim, kind):
            return claim
    raise RejectedStep(f"{where}.premises", Reason.WRONG_PREMISE, f"a step that proves {kind.__name__} is needed")


def check_local_minima(
    lift: Lift, claim: LocalMinimaHaveValue, evidence: CriticalCases, premises: tuple[Claim, ...], where: str
) -> None:
    """Check a case tree over the critical set."""
    need(lift.convex_field, where, Reason.NOT_SUPPORTED, "a kink inside a kink: the field is not convex-valued")
    if claim.value is not None:
        check_algebraic(claim.value, f"{where}.claim.value")
    values = next((p for p in premises if isinstance(p, CriticalValues)), None)

    def leaf(tree: CaseTree, context: Context, place: str) -> None:
        match tree:
            case HasValue():
                _check_value(tree, claim.value, context, place)
            case NotLocalMinimum():
                _check_escape(tree, context, place)
            case _:
                raise RejectedStep(place, Reason.WRONG_SHAPE, f"{type(tree).__name__} is no leaf of this tree")

    check_tree(evidence.tree, Context.of_lift(lift, critical_facts(lift)), f"{where}.evidence.tree", leaf, values)


def _check_value(tree: HasValue, value: AlgebraicNumber | None, context: Context, where: str) -> None:
    if value is None:
        raise RejectedStep(where, Reason.WRONG_SHAPE, "the claim says that there is no local minimum")
    if tree.horner is None:
        known = context.value
        need(tree.above is None and tree.below is None, where, Reason.WRONG_SHAPE, "bounds without horner")
        need(
            known is not None and compare(known, value) == 0, where, Reason.WRONG_FACT, "the value here is another one"
        )
        return
    check_root_of(value.polynomial, tree.horner, context, f"{where}.horner")
    if count_roots(value.polynomial, None, None) == 1:
        need(tree.above is None and tree.below is None, where, Reason.VACUOUS, "bounds are not needed")
        return
    f = context.lift.objective
    need(tree.above is not None and tree.below is not None, where, Reason.WRONG_SHAPE, "bounds are needed")
    if tree.above is not None and tree.below is not None:
        check_positive(f - Polynomial.constant(value.low), tree.above, context, f"{where}.above")
        check_positive(Polynomial.constant(value.high) - f, tree.below, context, f"{where}.below")


def _check_escape(tree: NotLocalMinimum, context: Context, where: str) -> None:
    """Check that F(x(t)) - F(x) is negative for small t along at least one of the arcs."""
    need(len(tree.arcs) >= 1, f"{where}.arcs", Reason.WRONG_SHAPE, "no arc")
    need(len(tree.vanishing) == len(tree.arcs), f"{where}.vanishing", Reason.WRONG_SHAPE, "one list per arc")
    smooth = context.lift.smooth
    need(len(tree.kinks) == (0 if smooth else len(tree.arcs)), f"{where}.kinks", Reason.WRONG_SHAPE, "one list per arc")
    leading = []
    for a, arc in enumerate(tree.arcs):
        place = f"{where}.arcs[{a}]"
        need(arc.weight >= 0, f"{place}.weight", Reason.NEGATIVE_WEIGHT, shown(arc.weight))
        for k, row in enumerate(arc.path):
            for p in row:
                context.check_variables(p, f"{place}.path[{k}]")
        kinks = () if smooth else tree.kinks[a]
        series, gaps = objective_along(context.lift, arc.path, tree.order, kinks, place)
        for k, (kink, gap_series) in enumerate(zip(kinks, gaps, strict=True)):
            _check_kink(kink, gap_series, tree.order, context, f"{where}.kinks[{a}][{k}]")
        combinations = tree.vanishing[a]
        need(len(combinations) == tree.order, f"{where}.vanishing[{a}]", Reason.WRONG_SHAPE, f"{tree.order} expected")
        for j, combination in enumerate(combinations):
            check_combination(series[j], combination, context, f"{where}.vanishing[{a}][{j}]")
        leading.append((Polynomial.constant(-arc.weight), series[tree.order]))
    total = sum_of_products(leading)
    if tree.nonzero:
        need(tree.order % 2 == 1 and len(tree.arcs) == 1, where, Reason.SIDE_CONDITION, "odd order and one arc needed")
        need(smooth, where, Reason.SIDE_CONDITION, "reversing an arc needs a smooth objective")
        total = total * total
    check_positive(total, tree.psatz, context, f"{where}.psatz")


def _check_kink(kink: Kink, gap_series: list[Series], order: int, context: Context, where: str) -> None:
    """Check that the active piece equals the node along the arc (up to terms of higher order)."""
    need(len(kink.gaps) == len(gap_series), f"{where}.gaps", Reason.WRONG_SHAPE, f"{len(gap_series)} gaps expected")
    for k, (gap, series) in enumerate(zip(kink.gaps, gap_series, strict=True)):
        place = f"{where}.gaps[{k}]"
        need(0 <= gap.order <= order + 1, place, Reason.SIDE_CONDITION, "order out of range")
        need(len(gap.vanishing) == gap.order, place, Reason.WRONG_SHAPE, "one combination per vanishing coefficient")
        for j, combination in enumerate(gap.vanishing):
            check_combination(series[j], combination, context, f"{place}.vanishing[{j}]")
        need((gap.psatz is None) == (gap.order == order + 1), place, Reason.WRONG_SHAPE, "sign evidence does not fit")
        if gap.psatz is not None:
            check_positive(series[gap.order], gap.psatz, context, f"{place}.psatz")


def check_no_local_minima(premises: tuple[Claim, ...], where: str) -> None:
    """NoSpuriousLocalMinima because there is no local minimum at all."""
    claim = find_premise(premises, LocalMinimaHaveValue, where)
    if isinstance(claim, LocalMinimaHaveValue):
        need(claim.value is None, f"{where}.premises", Reason.WRONG_PREMISE, "local minima may exist")


def check_value_is_lower_bound(premises: tuple[Claim, ...], where: str) -> None:
    """NoSpuriousLocalMinima because the value of all local minima is a lower bound of f."""
    local = find_premise(premises, LocalMinimaHaveValue, where)
    bounds = [p for p in premises if isinstance(p, BoundedBelow)]
    exact = [p for p in premises if isinstance(p, ExactInfimum)]
    need(bool(bounds or exact), f"{where}.premises", Reason.WRONG_PREMISE, "a step that proves BoundedBelow is needed")
    if isinstance(local, LocalMinimaHaveValue) and local.value is not None:
        if any(compare(local.value, p.value) <= 0 for p in exact):
            return
        need(bool(bounds), f"{where}.premises", Reason.SIDE_CONDITION, "the value is above the infimum")
        best = max(b.bound for b in bounds)
        good = compare_rational(local.value, best) <= 0
        need(good, f"{where}.premises", Reason.SIDE_CONDITION, "the value is above the lower bound")


def check_infimum_is_attained(premises: tuple[Claim, ...], where: str) -> None:
    """NoSpuriousLocalMinima because the hypotheses of Theorem 1 make the infimum attained, at a local minimum."""
    for kind in (
        LocalMinimaHaveValue,
        BoundedBelow,
        LocallyLipschitz,
        ChainRule,
        FinitelyManyCriticalValues,
        BoundedTrajectories,
    ):
        find_premise(premises, kind, where)
