"""Claims NoValueAtInfinity and ValuesAtInfinity by tangency: condition (B) of Theorem T.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Theorem T" and "Values at infinity".  The tangency set is where the generalised gradient
is parallel to grad rho.  Suppose points x_k of it, |x_k| -> infinity, have f(x_k) > v, f(x_k) -> v > inf f.  Infinitely
many lie in one leaf: not in one with finitely many values, nor in one that is bounded where F is; and in a leaf with
controls some |x_i| -> infinity (and rho -> infinity), so v is a root of the leading coefficient of the eliminant, or of
the factor of the bound (factor(F)^2 x_i^(2d) <= bound(F) gives factor(v) = 0 in the limit), and each root has its
exclusion.

The points may be taken on a definable curve, along which G = l grad rho with l < 0 and l rho -> 0, and they are minima
of f on the level sets of rho, so that second order conditions hold: these facts may be added.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ..algebraic import check_algebraic, compare, compare_rational, sign_of
from ..claims import BoundedBelow, Claim, NoValueAtInfinity, ValuesAtInfinity
from ..errors import Reason, RejectedStep, need
from ..evidence import (
    AdjoinMultiplier,
    AtMostInfimum,
    BoundedPart,
    BranchSigns,
    Candidate,
    CaseTree,
    Combination,
    CoordinateBound,
    Eliminant,
    Eliminants,
    FiniteValues,
    LowerFarOut,
    NotFromAbove,
    RadialEliminant,
    Remaining,
    SaddleAtInfinity,
    SecondOrder,
    Tangency,
    Univariate,
)
from ..facts import Fact, equation, nonnegative, positive
from ..lift import Lift, radial_function, tangency_facts
from ..polynomial import Polynomial, sum_of_products
from ..univariate import count_roots, from_fractions
from .branches import check_branch_signs, slope_polynomial
from .cases import check_tree, squared_norm_power
from .context import Context
from .malgrange import window_facts
from .psatz import (
    MAX_EXPONENT,
    check_combination,
    check_impossible,
    check_nonnegative,
    check_positive,
    check_root_of,
    univariate_at,
)
from .values_at_infinity import check_list, check_lower_far_out, is_below, is_listed


def check_tangency(
    lift: Lift,
    claim: NoValueAtInfinity | ValuesAtInfinity,
    evidence: Tangency,
    premises: tuple[Claim, ...],
    where: str,
) -> bool:
    """Check the case tree over the far part of the tangency set; return whether definable curves were used.

    A list of values may contain candidates that are left over, and what is below its bound is not looked at.
    """
    listing = claim if isinstance(claim, ValuesAtInfinity) else None
    if listing is not None:
        check_list(listing, where)
    n = lift.dimension
    need(lift.convex_field, where, Reason.NOT_SUPPORTED, "a kink inside a kink: the field is not convex-valued")
    need(len(evidence.weights) == n, f"{where}.evidence.weights", Reason.WRONG_SHAPE, f"{n} weights expected")
    need(len(evidence.powers) == n, f"{where}.evidence.powers", Reason.WRONG_SHAPE, f"{n} powers expected")
    need(
        all(w > 0 for w in evidence.weights), f"{where}.evidence.weights", Reason.SIDE_CONDITION, "weights must be > 0"
    )
    good = all(1 <= k <= MAX_EXPONENT for k in evidence.powers)
    need(good, f"{where}.evidence.powers", Reason.SIDE_CONDITION, "powers must be >= 1")
    bounds = [p.bound for p in premises if isinstance(p, BoundedBelow)]
    rho = radial_function(lift, evidence.weights, evidence.powers)

    curves: list[str] = []  # places of the nodes that rest on definable curves

    def below(node: AdjoinMultiplier | SecondOrder, context: Context, place: str) -> Context:
        curves.append(place)
        if isinstance(node, AdjoinMultiplier):
            return adjoin_multiplier(context, rho, node.width, place)
        return context.add(second_order_fact(context, rho, node.direction, node.tangent, place))

    def leaf(tree: CaseTree, context: Context, place: str) -> None:
        match tree:
            case FiniteValues(m, horner):
                check_root_of(m, horner, context, f"{place}.horner")
            case BoundedPart(bound, exponent, psatz):
                norm = squared_norm_power(lift, exponent, f"{place}.exponent")
                check_nonnegative(univariate_at(bound, lift.objective) - norm, psatz, context, f"{place}.psatz")
            case Eliminants() | RadialEliminant():
                if isinstance(tree, Eliminants):
                    _check_eliminants(tree, evidence, context, place)
                else:
                    _check_radial(tree, evidence, context, rho, place)
                for k, candidate in enumerate(tree.candidates):
                    here = f"{place}.candidates[{k}]"
                    if isinstance(candidate.exclusion, AtMostInfimum):
                        if listing is not None:
                            low = is_below(candidate.value, listing)
                        else:
                            low = any(compare_rational(candidate.value, b) <= 0 for b in bounds)
                        need(low, here, Reason.SIDE_CONDITION, "above the proved lower bound")
                    if isinstance(candidate.exclusion, Remaining):
                        listed = listing is not None and is_listed(candidate.value, listing)
                        need(listed, here, Reason.GOAL_NOT_REACHED, "a value that the claim does not list is left over")
            case _:
                raise RejectedStep(place, Reason.WRONG_SHAPE, f"{type(tree).__name__} is no leaf of this tree")

    facts = tangency_facts(lift, evidence.weights, evidence.powers, evidence.radius)
    root = Context.of_lift(lift, facts)
    check_tree(evidence.tree, root, f"{where}.evidence.tree", leaf, None, tangency=below)
    return bool(curves)


def adjoin_multiplier(context: Context, rho: Polynomial, width: Fraction, where: str) -> Context:
    """Return the set with a new variable l and the facts G_i - l (grad rho)_i = 0, -l > 0, width + l rho > 0.

    They hold far out on a definable curve on which F decreases to a finite limit (docs/theory.md, "Descending curves").
    """
    need(context.multiplier is None, where, Reason.VACUOUS, "the multiplier has been adjoined already")
    need(width > 0, f"{where}.width", Reason.SIDE_CONDITION, "width must be > 0")
    lift = context.lift
    unknown = Polynomial.variable(context.variables)
    rows = [equation(g - unknown * rho.derivative(i)) for i, g in enumerate(lift.gradient)]
    small = positive(Polynomial.constant(width) + unknown * rho)
    below = context.add(*rows, positive(-unknown), small)
    return replace(below, variables=context.variables + 1, multiplier=context.variables)


def second_order_fact(
    context: Context, rho: Polynomial, direction: tuple[Polynomial, ...], tangent: Combination, where: str
) -> Fact:
    """Return d'(Hess F - l Hess rho) d >= 0 after checking that d is tangent to the level sets of rho."""
    lift = context.lift
    if context.multiplier is None:
        raise RejectedStep(where, Reason.WRONG_SHAPE, "no multiplier was adjoined above")
    _check_tangent(lift, rho, direction, tangent, context, where)
    return nonnegative(second_order_polynomial(lift, rho, direction, context.multiplier))


def second_order_polynomial(
    lift: Lift, rho: Polynomial, direction: tuple[Polynomial, ...], multiplier: int
) -> Polynomial:
    """Return d'(Hess F - l Hess rho) d, l being the variable with this number."""
    n = lift.dimension
    curvature = sum_of_products([(direction[i] * direction[j], lift.hessian[i][j]) for i in range(n) for j in range(n)])
    bend = sum_of_products([(p * p, rho.derivative(i).derivative(i)) for i, p in enumerate(direction)])
    return curvature - Polynomial.variable(multiplier) * bend


def _check_tangent(
    lift: Lift, rho: Polynomial, direction: tuple[Polynomial, ...], tangent: Combination, context: Context, where: str
) -> None:
    """Check that a vector is tangent to the level sets of rho, for a second order condition."""
    n = lift.dimension
    need(lift.smooth, where, Reason.NOT_SUPPORTED, "second order tests need a smooth objective")
    need(len(direction) == n, f"{where}.direction", Reason.WRONG_SHAPE, f"{n} entries expected")
    for p in direction:
        context.check_variables(p, f"{where}.direction")
    normal = [rho.derivative(i) for i in range(n)]
    q = sum_of_products(list(zip(direction, normal, strict=True)))
    check_combination(q, tangent, context, f"{where}.tangent")


def _check_eliminants(tree: Eliminants, evidence: Tangency, context: Context, where: str) -> None:
    lift = context.lift
    need(len(tree.coordinates) == lift.dimension, f"{where}.coordinates", Reason.WRONG_SHAPE, "one per coordinate")
    _check_increasing(tree.candidates, where)
    for i, control in enumerate(tree.coordinates):
        place = f"{where}.coordinates[{i}]"
        match control:
            case CoordinateBound(bound, exponent, psatz, factor):
                _check_coordinate_bound(i, bound, context, exponent, place)
                need(
                    1 <= len(factor) <= 100 and factor[-1] != 0, f"{place}.factor", Reason.WRONG_SHAPE, "no polynomial"
                )
                root = univariate_at(factor, lift.objective)
                q = univariate_at(bound, lift.objective) - root * root * Polynomial.variable(i, 2 * exponent)
                check_nonnegative(q, psatz, context, f"{place}.psatz")
                own = Polynomial.from_terms(((0, k), c) for k, c in enumerate(factor))
                _check_roots_listed(own, tree.candidates, place)
            case Eliminant(p, exponent, combination):
                _check_relation(p, Polynomial.variable(i), exponent, combination, tree.candidates, context, place)
    for k, candidate in enumerate(tree.candidates):
        _check_exclusion(candidate, evidence, context, f"{where}.candidates[{k}]")


def _check_radial(tree: RadialEliminant, evidence: Tangency, context: Context, rho: Polynomial, where: str) -> None:
    """Check a relation between rho, which tends to infinity, and the value."""
    _check_increasing(tree.candidates, where)
    _check_relation(tree.polynomial, rho, tree.exponent, tree.combination, tree.candidates, context, where)
    for k, candidate in enumerate(tree.candidates):
        _check_exclusion(candidate, evidence, context, f"{where}.candidates[{k}]")


def _check_increasing(candidates: tuple[Candidate, ...], where: str) -> None:
    for k, candidate in enumerate(candidates):
        check_algebraic(candidate.value, f"{where}.candidates[{k}].value")
        if k:
            increasing = compare(candidates[k - 1].value, candidate.value) < 0
            need(increasing, f"{where}.candidates[{k}].value", Reason.ROOTS, "candidates must increase")


def _check_relation(
    p: Polynomial,
    function: Polynomial,
    exponent: int,
    combination: Combination,
    candidates: tuple[Candidate, ...],
    context: Context,
    where: str,
) -> None:
    """Check P(function, F) = 0 on the leaf, and that the roots of its leading coefficient are candidates."""
    need(p.variables() <= {0, 1}, f"{where}.polynomial", Reason.UNKNOWN_VARIABLE, "variables 0 and 1 only")
    need(p.degree_in(0) >= 1, f"{where}.polynomial", Reason.VACUOUS, "the coordinate does not occur")
    need(p.degree <= 400, f"{where}.polynomial", Reason.LIMIT, "degree too high")
    need(1 <= exponent <= MAX_EXPONENT, f"{where}.exponent", Reason.LIMIT, "exponent out of range")
    q = p.substitute({0: function, 1: context.lift.objective})
    check_combination(q**exponent, combination, context, f"{where}.combination")
    _check_roots_listed(p.coefficients_in(0)[p.degree_in(0)], candidates, where)


def _check_coordinate_bound(i: int, bound: Univariate, context: Context, exponent: int, where: str) -> None:
    need(1 <= exponent <= MAX_EXPONENT, f"{where}.exponent", Reason.LIMIT, "exponent out of range")
    need(i < context.lift.dimension and len(bound) <= 200, where, Reason.LIMIT, "degree too high")


def _check_roots_listed(leading: Polynomial, candidates: tuple[Candidate, ...], where: str) -> None:
    """Check that every real root of a nonzero polynomial in variable 1 is a candidate."""
    coefficients, _ = from_fractions(tuple(leading.coefficient((0, k)) for k in range(leading.degree_in(1) + 1)))
    if len(coefficients) == 1:
        return
    listed = sum(1 for c in candidates if sign_of(coefficients, c.value) == 0)
    roots = count_roots(coefficients, None, None)
    need(roots == listed, where, Reason.ROOTS, f"{roots} real roots, {listed} listed")


def candidate_facts(lift: Lift, candidate: Candidate, where: str) -> tuple[Fact, ...]:
    """Return the facts that say that F is slightly above the candidate."""
    return window_facts(lift, candidate.value, candidate.width, where)


def _check_exclusion(candidate: Candidate, evidence: Tangency, context: Context, where: str) -> None:
    lift = context.lift
    match candidate.exclusion:
        case AtMostInfimum() | Remaining():
            need(candidate.width == 0, f"{where}.width", Reason.VACUOUS, "no window is needed")
        case NotFromAbove(psatz):
            inner = context.add(*candidate_facts(lift, candidate, where))
            check_impossible(psatz, inner, f"{where}.exclusion.psatz")
        case SaddleAtInfinity(direction, tangent, psatz):
            place = f"{where}.exclusion"
            inner = context.add(*candidate_facts(lift, candidate, where))
            rho = radial_function(lift, evidence.weights, evidence.powers)
            _check_tangent(lift, rho, direction, tangent, inner, place)
            check_positive(saddle_polynomial(lift, rho, direction), psatz, inner, f"{place}.psatz")
        case BranchSigns():
            place = f"{where}.exclusion"
            need(lift.smooth and lift.dimension == 2, place, Reason.NOT_SUPPORTED, "smooth, in two variables only")
            rho = radial_function(lift, evidence.weights, evidence.powers)
            normal = [rho.derivative(0), rho.derivative(1)]
            tests = (slope_polynomial(lift, normal), saddle_polynomial(lift, rho, (-normal[1], normal[0])))
            check_branch_signs(candidate.exclusion, candidate, tests, context, place)
        case LowerFarOut():
            check_lower_far_out(lift, candidate, candidate.exclusion, evidence.radius, where)


def saddle_polynomial(lift: Lift, rho: Polynomial, direction: tuple[Polynomial, ...]) -> Polynomial:
    """Return -d'(|grad rho|^2 Hess F - <G, grad rho> Hess rho) d."""
    n = lift.dimension
    normal = [rho.derivative(i) for i in range(n)]
    size = sum_of_products([(p, p) for p in normal])
    slope = slope_polynomial(lift, normal)
    curvature = sum_of_products([(direction[i] * direction[j], lift.hessian[i][j]) for i in range(n) for j in range(n)])
    bend = sum_of_products([(direction[i] * direction[i], normal[i].derivative(i)) for i in range(n)])
    return sum_of_products([(slope, bend), (-size, curvature)])
