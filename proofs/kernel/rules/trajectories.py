"""Conserved and monotone quantities, and boundedness of subgradient trajectories.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Bounded trajectories": properness with controlled quantities, Gronwall, its
desingularised form, and balanced layers.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from ..claims import BoundedBelow, Claim, ConservedQuantity, MonotoneQuantity
from ..errors import Reason, need
from ..evidence import (
    BalancedLayers,
    DesingularisedGronwall,
    FlowDerivative,
    FlowInequality,
    Gronwall,
    Matrix,
    Proper,
)
from ..facts import nonnegative
from ..lift import Lift
from ..polynomial import ONE, Polynomial, sum_of_products
from .cases import squared_norm_power
from .context import Context
from .controlled import Controlled, controlled_quantities
from .minima import find_premise
from .psatz import check_combination, check_nonnegative, univariate_at

Entries: TypeAlias = list[list[Polynomial]]  # a matrix of polynomials, row by row


def check_quantity(lift: Lift, p: Polynomial, where: str) -> None:
    """Refuse quantities with kink multipliers (not functions of x) and constants."""
    need(p.as_constant() is None, where, Reason.VACUOUS, "a constant is no quantity")
    Context.of_lift(lift).check_variables(p, where)
    need(not (p.variables() & lift.kink_variables), where, Reason.NOT_SUPPORTED, "kink variables in a quantity")


def check_conserved(lift: Lift, claim: ConservedQuantity, evidence: FlowDerivative, where: str) -> None:
    """Check <grad h, G> = 0 modulo the lift's equations."""
    check_quantity(lift, claim.quantity, f"{where}.claim.quantity")
    flow = lift.inner_with_gradient(claim.quantity)
    check_combination(flow, evidence.combination, Context.of_lift(lift), f"{where}.evidence.combination")


def check_monotone(lift: Lift, claim: MonotoneQuantity, evidence: FlowInequality, where: str) -> None:
    """Check <grad V, G> >= 0 and V >= lower everywhere."""
    check_quantity(lift, claim.quantity, f"{where}.claim.quantity")
    context = Context.of_lift(lift)
    check_nonnegative(lift.inner_with_gradient(claim.quantity), evidence.flow, context, f"{where}.evidence.flow")
    above = claim.quantity - Polynomial.constant(claim.lower)
    check_nonnegative(above, evidence.lower, context, f"{where}.evidence.lower")


def compose(outer: Polynomial, inner: list[Polynomial], where: str) -> Polynomial:
    """Return outer(inner[0], inner[1], ...)."""
    good = all(i < len(inner) for i in outer.variables())
    need(good, where, Reason.UNKNOWN_VARIABLE, f"{len(inner)} arguments")
    need(outer.degree <= 64, where, Reason.LIMIT, "degree too high")
    return outer.substitute(dict(enumerate(inner)))


def check_proper(lift: Lift, evidence: Proper, premises: tuple[Claim, ...], where: str) -> bool:
    """Check the properness inequality; return whether the multiplier is constant (all trajectories covered)."""
    controlled = controlled_quantities(lift, premises, evidence.sides, where)
    for i in evidence.multiplier.variables():
        good = 1 <= i <= len(controlled.lower) and controlled.lower[i - 1] is None
        need(good, f"{where}.evidence.multiplier", Reason.WRONG_PREMISE, "only conserved quantities may enter")
    multiplier = compose(evidence.multiplier, controlled.arguments(), f"{where}.evidence.multiplier")
    need(not multiplier.is_zero, f"{where}.evidence.multiplier", Reason.VACUOUS, "zero multiplier")
    if multiplier.as_constant() is None:
        # the exceptional set {multiplier = 0} must have empty interior: a nonzero polynomial in x
        own = all(i < lift.dimension for i in multiplier.variables())
        need(own, f"{where}.evidence.multiplier", Reason.NOT_SUPPORTED, "the multiplier must be a polynomial in x")
    norm = squared_norm_power(lift, evidence.exponent, f"{where}.evidence.exponent")
    bound = compose(evidence.bound, controlled.arguments(), f"{where}.evidence.bound")
    q = sum_of_products([(bound, ONE), (-(multiplier * multiplier), norm)])
    check_nonnegative(q, evidence.psatz, controlled.context(), f"{where}.evidence.psatz")
    return multiplier.as_constant() is not None


def _check_control(controlled: Controlled, evidence: Gronwall | DesingularisedGronwall, where: str) -> None:
    """Check bound(F, q, V, c) - |x|^(2 exponent) >= 0 on the sublevel set."""
    norm = squared_norm_power(controlled.lift, evidence.exponent, f"{where}.exponent")
    bound = compose(evidence.bound, controlled.arguments(evidence.quantity), f"{where}.bound")
    check_nonnegative(bound - norm, evidence.proper, controlled.context(), f"{where}.proper")


def _outside(controlled: Controlled, evidence: Gronwall | DesingularisedGronwall, where: str) -> Context:
    """Return the part of the sublevel set where V is at least the threshold."""
    need(evidence.threshold >= 0, f"{where}.threshold", Reason.SIDE_CONDITION, "threshold must be >= 0")
    start = Polynomial.constant(evidence.threshold) + univariate_at(evidence.sublevel, controlled.level)
    return controlled.context(nonnegative(evidence.quantity - start))


def check_gronwall(lift: Lift, evidence: Gronwall, premises: tuple[Claim, ...], where: str) -> None:
    """Check the growth inequality outside {V < threshold} and that V controls |x|."""
    need(lift.convex_field, where, Reason.NOT_SUPPORTED, "a kink inside a kink: the field is not convex-valued")
    place = f"{where}.evidence"
    controlled = controlled_quantities(lift, premises, evidence.sides, where)
    common, v = controlled.lift, evidence.quantity
    controlled.context().check_variables(v, f"{place}.quantity")
    moving = any(i < len(common.names) for i in v.variables())
    need(moving, f"{place}.quantity", Reason.VACUOUS, "V is a constant")
    need(not (v.variables() & common.kink_variables), f"{place}.quantity", Reason.NOT_SUPPORTED, "kink variables in V")
    if evidence.sign is None:
        _check_even_sum(v, lift, f"{place}.quantity")
    else:
        check_nonnegative(v, evidence.sign, controlled.context(), f"{place}.sign")
    rate = compose(evidence.rate, controlled.arguments(), f"{place}.rate")
    growth = rate * (v + ONE) * lift.squared_gradient + controlled.flow(v)
    check_nonnegative(growth, evidence.growth, _outside(controlled, evidence, place), f"{place}.growth")
    _check_control(controlled, evidence, place)


def _check_even_sum(v: Polynomial, lift: Lift, where: str) -> None:
    """V must be bounded below for bound(F, q, V) to be controlled by an upper bound of V: a sum of even terms."""
    even = all(c > 0 and all(e % 2 == 0 for e in exps) for exps, c in v.items())
    inside = all(i < lift.dimension for i in v.variables())
    need(even and inside, where, Reason.NOT_SUPPORTED, "V must be a positive sum of even monomials")


def check_desingularised(lift: Lift, evidence: DesingularisedGronwall, premises: tuple[Claim, ...], where: str) -> None:
    """Check F = shift + weight residual^2 and both signs of the growth inequality for the residual."""
    need(lift.smooth, where, Reason.NOT_SUPPORTED, "the residual form needs a smooth objective")
    place = f"{where}.evidence"
    controlled = controlled_quantities(lift, premises, evidence.sides, where)
    context = Context.of_lift(lift)
    r, v, weight = evidence.residual, evidence.quantity, evidence.weight
    constant = weight.as_constant()
    if constant is None:
        check_nonnegative(weight, evidence.sign, context, f"{place}.sign")
    else:
        need(constant > 0, f"{place}.weight", Reason.SIDE_CONDITION, "a constant weight must be > 0")
    check_quantity(lift, r, f"{place}.residual")
    check_quantity(lift, v, f"{place}.quantity")
    _check_even_sum(v, lift, f"{place}.quantity")
    need(evidence.rate >= 0, f"{place}.rate", Reason.SIDE_CONDITION, "rate must be >= 0")
    identity = lift.objective - Polynomial.constant(evidence.shift) - weight * (r * r)
    check_combination(identity, evidence.identity, context, f"{place}.identity")
    grad_r, grad_w = lift.total_gradient(r), lift.total_gradient(weight)
    half = r.scale(Fraction(1, 2))
    field = [sum_of_products([(weight, a), (half, b)]) for a, b in zip(grad_r, grad_w, strict=True)]
    inner = sum_of_products(list(zip(lift.total_gradient(v), field, strict=True)))
    inner = inner * (weight + ONE).scale(Fraction(1, 2))
    size = sum_of_products([(p, p) for p in field])
    rate = compose(evidence.factor, controlled.arguments(), f"{place}.factor").scale(evidence.rate)
    limit = (v + ONE) * size * rate
    outside = _outside(controlled, evidence, place)
    check_nonnegative(limit - inner, evidence.upper, outside, f"{place}.upper")
    check_nonnegative(limit + inner, evidence.lower, outside, f"{place}.lower")
    _check_control(controlled, evidence, place)


def check_balanced(lift: Lift, evidence: BalancedLayers, premises: tuple[Claim, ...], where: str) -> None:
    """Check the balancedness relations, the projector, and that F bounds the product of the layers."""
    find_premise(premises, BoundedBelow, where)
    place = f"{where}.evidence.layers"
    layers = evidence.layers
    need(bool(layers) and all(w and w[0] for w in layers), place, Reason.WRONG_SHAPE, "empty layers")
    straight = all(len(row) == len(w[0]) for w in layers for row in w)
    fitting = all(len(after[0]) == len(before) for before, after in pairwise(layers))
    need(straight and fitting, place, Reason.WRONG_SHAPE, "the layers do not fit together")
    used = sorted(i for w in layers for row in w for i in row)
    need(used == list(range(lift.dimension)), place, Reason.WRONG_SHAPE, "every variable must occur exactly once")
    # a premise that is only assumed (a hole) may be zero
    known = [_monic(p.quantity) for p in premises if isinstance(p, ConservedQuantity) and not p.quantity.is_zero]
    constant, relations = layers_and_relations(evidence, f"{where}.evidence.projector")
    for p in constant:
        good = p.is_zero or _monic(p) in known
        need(good, where, Reason.WRONG_PREMISE, "an entry of W_1 (I - P) is not conserved")
    for number, entries in enumerate(relations, 1):
        for p in entries:
            good = p.is_zero or _monic(p) in known
            need(good, where, Reason.WRONG_PREMISE, f"a balancedness relation after layer {number} is not conserved")
    matrices = _matrices(evidence, f"{where}.evidence.projector")
    whole = matrices[0]
    for w in matrices[1:]:
        whole = _product(w, whole)
    norm = sum_of_products([(p, p) for row in whole for p in row])
    q = univariate_at(evidence.bound, lift.objective) - norm
    check_nonnegative(q, evidence.psatz, Context.of_lift(lift), f"{where}.evidence.psatz")


def _matrices(evidence: BalancedLayers, where: str) -> list[Entries]:
    """Return W_1 P, W_2, ..., W_L."""
    matrices: list[Entries] = [[[Polynomial.variable(i) for i in row] for row in w] for w in evidence.layers]
    if evidence.projector:
        matrices[0] = _product(matrices[0], _projector(evidence.projector, len(matrices[0][0]), where))
    return matrices


def layers_and_relations(evidence: BalancedLayers, where: str) -> tuple[list[Polynomial], list[list[Polynomial]]]:
    """Return the entries of W_1 (I - P), and all entries of W_{l+1}' W_{l+1} - W_l W_l' for each l (with W_1 P)."""
    matrices = _matrices(evidence, where)
    first = [Polynomial.variable(i) for row in evidence.layers[0] for i in row]
    constant = [p - q for p, q in zip(first, (q for row in matrices[0] for q in row), strict=True)]
    relations = []
    for before, after in pairwise(matrices):
        entries = {}
        for i in range(len(before)):
            for j in range(i + 1):
                pairs = [(row[i], row[j]) for row in after]
                pairs += [(-a, b) for a, b in zip(before[i], before[j], strict=True)]
                entries[i, j] = entries[j, i] = sum_of_products(pairs)
        relations.append(list(entries.values()))
    return constant, relations


def _product(a: Entries, b: Entries) -> Entries:
    columns = list(zip(*b, strict=True))
    return [[sum_of_products(list(zip(row, column, strict=True))) for column in columns] for row in a]


def _projector(triangle: Matrix, size: int, where: str) -> Entries:
    """Return P from its lower triangle after checking P P = P."""
    good = len(triangle) == size and all(len(row) == i + 1 for i, row in enumerate(triangle))
    need(good, where, Reason.WRONG_SHAPE, f"lower triangle of a {size} x {size} matrix expected")
    full = [[triangle[max(i, j)][min(i, j)] for j in range(size)] for i in range(size)]
    p = [[Polynomial.constant(c) for c in row] for row in full]
    need(_product(p, p) == p, where, Reason.SIDE_CONDITION, "P P = P fails")
    return p


def _monic(p: Polynomial) -> Polynomial:
    """Return the multiple of a nonzero polynomial whose largest packed monomial has coefficient 1."""
    lead = max(p.terms)
    return p.scale(Fraction(p.denominator, p.terms[lead]))
