"""Claims UnboundedTrajectory and FiniteTimeBlowUp: hypothesis 5 fails, or trajectories do not exist.

Soundness-critical: yes.  Mathematics: docs/theory.md, "Unbounded trajectories".
"""

from __future__ import annotations

from fractions import Fraction

from ..algebraic import compare_rational
from ..claims import BoundedBelow, Claim, CriticalValues, FiniteTimeBlowUp, UnboundedTrajectory
from ..errors import Reason, need
from ..evidence import Psatz, RationalPoint, RiccatiGrowth, TrappedRegion
from ..facts import equation, nonnegative, positive
from ..lift import Lift, critical_facts
from ..polynomial import Polynomial, sum_of_products
from .cases import rows_of
from .context import Context
from .minima import find_premise
from .psatz import check_impossible, check_nonnegative, check_positive
from .refutation import check_inside
from .trajectories import check_quantity


def check_trapped(
    lift: Lift, claim: UnboundedTrajectory, evidence: TrappedRegion, premises: tuple[Claim, ...], where: str
) -> None:
    """Check that the start is in a region that trajectories cannot leave, without critical points below the level."""
    find_premise(premises, BoundedBelow, where)
    place = f"{where}.evidence"
    g = evidence.inequalities
    root = Context.of_lift(lift)
    for k, p in enumerate(g):
        root.check_variables(p, f"{place}.inequalities[{k}]")
        good = not (p.variables() & lift.kink_variables)
        need(good, f"{place}.inequalities[{k}]", Reason.NOT_SUPPORTED, "kink variables in an inequality")
    need(len(evidence.boundary) == len(g), f"{place}.boundary", Reason.WRONG_SHAPE, "one proof per inequality")
    above_level = lift.objective - Polynomial.constant(evidence.level)
    for i, psatz in enumerate(evidence.boundary):
        facts = [equation(p) if j == i else nonnegative(p) for j, p in enumerate(g)]
        check_positive(above_level, psatz, root.add(*facts), f"{place}.boundary[{i}]")
    inside = root.add(*(positive(p) for p in g))
    above_lower = lift.objective - Polynomial.constant(evidence.lower)
    check_nonnegative(above_lower, evidence.floor, inside, f"{place}.floor")
    initial = check_inside(lift, g, RationalPoint(claim.start), f"{where}.claim.start")
    good = initial.high <= evidence.level
    need(good, f"{where}.claim.start", Reason.SIGN, "f is above the level at the start")
    if evidence.empty != Psatz():
        need(lift.convex_field, where, Reason.NOT_SUPPORTED, "a kink inside a kink: the field is not convex-valued")
        critical = Context.of_lift(lift, critical_facts(lift)).add(*(positive(p) for p in g), nonnegative(-above_level))
        check_impossible(evidence.empty, critical, f"{place}.empty")
        return
    listed = [p for p in premises if isinstance(p, CriticalValues)]
    need(len(listed) == 1, where, Reason.WRONG_PREMISE, "one premise about the critical values is needed")
    for value, status in rows_of(listed[0], where):
        outside = compare_rational(value, evidence.lower) < 0 or compare_rational(value, evidence.level) > 0
        good = outside or status == "not-attained"
        need(good, f"{place}.level", Reason.SIGN, "a critical value between the lower bound and the level")


def check_blow_up(lift: Lift, claim: FiniteTimeBlowUp, evidence: RiccatiGrowth, where: str) -> None:
    """Check h' >= rate h^2 along trajectories where h >= h(start) > 0."""
    place = f"{where}.evidence"
    h = evidence.quantity
    check_quantity(lift, h, f"{place}.quantity")
    own = all(i < lift.dimension for i in h.variables())
    need(own, f"{place}.quantity", Reason.NOT_SUPPORTED, "the quantity must be a polynomial in x")
    need(evidence.rate > 0, f"{place}.rate", Reason.SIDE_CONDITION, "the rate must be > 0")
    need(len(claim.start) == lift.dimension, f"{where}.claim.start", Reason.WRONG_SHAPE, "one coordinate per variable")
    initial = h.evaluate(dict(enumerate(claim.start)))
    need(initial > 0, f"{where}.claim.start", Reason.SIGN, "the quantity must be > 0 at the start")
    late = claim.time >= 1 / (evidence.rate * initial)
    need(late, f"{where}.claim.time", Reason.SIGN, "the time must be at least 1 / (rate * initial value)")
    growth = sum_of_products([(lift.inner_with_gradient(h), Polynomial.constant(-1)), (h.scale(-evidence.rate), h)])
    beyond = Context.of_lift(lift).add(nonnegative(h - Polynomial.constant(Fraction(initial))))
    check_nonnegative(growth, evidence.psatz, beyond, f"{place}.psatz")
