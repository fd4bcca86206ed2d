"""Conserved and monotone quantities, and boundedness of subgradient trajectories.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Bounded trajectories": properness with controlled quantities, Gronwall, its
desingularised form, and the Malgrange form of hypothesis 5'.
"""

from __future__ import annotations

from fractions import Fraction

from ..claims import BoundedBelow, Claim, ConservedQuantity, MonotoneQuantity
from ..errors import Reason, need
from ..evidence import DesingularisedGronwall, FlowDerivative, FlowInequality, Gronwall, Malgrange, Proper
from ..facts import nonnegative
from ..lift import Lift
from ..polynomial import ONE, Polynomial, sum_of_products
from ..univariate import count_roots, from_fractions, sign_at
from .cases import squared_norm_power
from .context import Context
from .minima import find_premise
from .psatz import check_combination, check_nonnegative, univariate_at


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


def controlled_quantities(premises: tuple[Claim, ...]) -> list[Polynomial]:
    """Return the quantities of the conserved and monotone premises, in order."""
    return [p.quantity for p in premises if isinstance(p, ConservedQuantity | MonotoneQuantity)]


def compose(outer: Polynomial, inner: list[Polynomial], where: str) -> Polynomial:
    """Return outer(inner[0], inner[1], ...)."""
    good = all(i < len(inner) for i in outer.variables())
    need(good, where, Reason.UNKNOWN_VARIABLE, f"{len(inner)} arguments")
    need(outer.degree <= 64, where, Reason.LIMIT, "degree too high")
    return outer.substitute(dict(enumerate(inner)))


def check_proper(lift: Lift, evidence: Proper, premises: tuple[Claim, ...], where: str) -> bool:
    """Check the properness inequality; return whether the multiplier is constant (so that it covers all trajectories)."""
    find_premise(premises, BoundedBelow, where)
    controlled = [p for p in premises if isinstance(p, ConservedQuantity | MonotoneQuantity)]
    inner = [lift.objective, *(p.quantity for p in controlled)]
    for i in evidence.multiplier.variables():
        good = 1 <= i <= len(controlled) and isinstance(controlled[i - 1], ConservedQuantity)
        need(good, f"{where}.evidence.multiplier", Reason.WRONG_PREMISE, "only conserved quantities may enter")
    multiplier = compose(evidence.multiplier, inner, f"{where}.evidence.multiplier")
    need(not multiplier.is_zero, f"{where}.evidence.multiplier", Reason.VACUOUS, "zero multiplier")
    if multiplier.as_constant() is None:
        # the exceptional set {multiplier = 0} must have empty interior: a nonzero polynomial in x
        own = all(i < lift.dimension for i in multiplier.variables())
        need(own, f"{where}.evidence.multiplier", Reason.NOT_SUPPORTED, "the multiplier must be a polynomial in x")
    norm = squared_norm_power(lift, evidence.exponent, f"{where}.evidence.exponent")
    bound = compose(evidence.bound, inner, f"{where}.evidence.bound")
    q = sum_of_products([(bound, ONE), (-(multiplier * multiplier), norm)])
    check_nonnegative(q, evidence.psatz, Context.of_lift(lift), f"{where}.evidence.psatz")
    return multiplier.as_constant() is not None


def _check_growing_bound(
    lift: Lift,
    bound: Polynomial,
    quantity: Polynomial,
    exponent: int,
    premises: tuple[Claim, ...],
    where: str,
) -> Polynomial:
    """Return bound(F, q, V) - |x|^(2 exponent)."""
    inner = [lift.objective, *controlled_quantities(premises), quantity]
    norm = squared_norm_power(lift, exponent, f"{where}.evidence.exponent")
    return compose(bound, inner, f"{where}.evidence.bound") - norm


def check_gronwall(lift: Lift, evidence: Gronwall, premises: tuple[Claim, ...], where: str) -> None:
    """Check the growth inequality outside {V < threshold} and that V controls |x|."""
    find_premise(premises, BoundedBelow, where)
    need(lift.convex_field, where, Reason.NOT_SUPPORTED, "a kink inside a kink: the field is not convex-valued")
    v = evidence.quantity
    check_quantity(lift, v, f"{where}.evidence.quantity")
    need(evidence.threshold >= 0, f"{where}.evidence.threshold", Reason.SIDE_CONDITION, "threshold must be >= 0")
    rate = compose(
        evidence.rate, [lift.objective, *controlled_quantities(premises)], f"{where}.evidence.rate"
    )
    outside = Context.of_lift(lift).add(nonnegative(v - Polynomial.constant(evidence.threshold)))
    growth = rate * (v + ONE) * lift.squared_gradient + lift.inner_with_gradient(v)
    check_nonnegative(growth, evidence.growth, outside, f"{where}.evidence.growth")
    q = _check_growing_bound(lift, evidence.bound, v, evidence.exponent, premises, where)
    _check_bound_below_threshold(v, lift, where)
    check_nonnegative(q, evidence.proper, Context.of_lift(lift), f"{where}.evidence.proper")


def _check_bound_below_threshold(v: Polynomial, lift: Lift, where: str) -> None:
    """V itself must be bounded below for bound(F, q, V) to be controlled by an upper bound of V: V = sum of even terms."""
    even = all(c > 0 and all(e % 2 == 0 for e in exps) for exps, c in v.items())
    inside = all(i < lift.dimension for i in v.variables())
    need(even and inside, f"{where}.evidence.quantity", Reason.NOT_SUPPORTED, "V must be a positive sum of even monomials")


def check_desingularised(
    lift: Lift, evidence: DesingularisedGronwall, premises: tuple[Claim, ...], where: str
) -> None:
    """Check F = shift + residual^2 and both signs of the growth inequality for the residual."""
    find_premise(premises, BoundedBelow, where)
    need(lift.smooth, where, Reason.NOT_SUPPORTED, "the residual form needs a smooth objective")
    context = Context.of_lift(lift)
    r, v = evidence.residual, evidence.quantity
    check_quantity(lift, r, f"{where}.evidence.residual")
    check_quantity(lift, v, f"{where}.evidence.quantity")
    need(evidence.threshold >= 0, f"{where}.evidence.threshold", Reason.SIDE_CONDITION, "threshold must be >= 0")
    need(evidence.rate >= 0, f"{where}.evidence.rate", Reason.SIDE_CONDITION, "rate must be >= 0")
    identity = lift.objective - Polynomial.constant(evidence.shift) - r * r
    check_combination(identity, evidence.identity, context, f"{where}.evidence.identity")
    grad_v, grad_r = lift.total_gradient(v), lift.total_gradient(r)
    inner = sum_of_products(list(zip(grad_v, grad_r, strict=True)))
    size = sum_of_products([(p, p) for p in grad_r])
    limit = (v + ONE) * size.scale(evidence.rate)
    outside = context.add(nonnegative(v - Polynomial.constant(evidence.threshold)))
    check_nonnegative(limit - inner, evidence.upper, outside, f"{where}.evidence.upper")
    check_nonnegative(limit + inner, evidence.lower, outside, f"{where}.evidence.lower")
    q = _check_growing_bound(lift, evidence.bound, v, evidence.exponent, premises, where)
    _check_bound_below_threshold(v, lift, where)
    check_nonnegative(q, evidence.proper, context, f"{where}.evidence.proper")


def check_malgrange(lift: Lift, evidence: Malgrange, premises: tuple[Claim, ...], where: str) -> None:
    """Check |x|^2 |G|^2 >= speed(F) far out, with speed > 0 above the lower bound."""
    need(lift.convex_field, where, Reason.NOT_SUPPORTED, "a kink inside a kink: the field is not convex-valued")
    find_premise(premises, BoundedBelow, where)
    bound = max(p.bound for p in premises if isinstance(p, BoundedBelow))
    place = f"{where}.evidence.speed"
    speed, _ = from_fractions(evidence.speed)
    need(bool(speed), place, Reason.VACUOUS, "zero speed")
    positive_above = count_roots_above(speed, bound) == 0 and sign_at(speed, bound + 1) > 0
    need(positive_above, place, Reason.SIGN, f"the speed must be > 0 on ({bound}, infinity)")
    q = lift.squared_norm * lift.squared_gradient - univariate_at(evidence.speed, lift.objective)
    far = Context.of_lift(lift).add(nonnegative(lift.squared_norm - Polynomial.constant(evidence.radius)))
    check_nonnegative(q, evidence.psatz, far, f"{where}.evidence.psatz")


def count_roots_above(p: tuple[int, ...], bound: Fraction) -> int:
    """Return the number of distinct real roots in (bound, infinity)."""
    return count_roots(p, bound, None)
