"""An explicit ball that trajectories from a box do not leave.  Soundness-critical: yes.

Mathematics: docs/theory.md, "A ball for trajectories".  Along a trajectory from x0 the value of f stays in
[lower bound, f(x0)], conserved quantities keep their value, monotone ones stay between their lower bound and their
value at x0.  Interval arithmetic with rational ends bounds all of them over the box, then bound(F, q), then |x|.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from ..claims import BoundedBelow, Claim, ConservedQuantity, MonotoneQuantity, TrajectoriesInBall
from ..effort import spend_integers
from ..errors import Reason, need, shown
from ..evidence import Proper, RationalPoint
from ..lift import Lift
from ..polynomial import Polynomial, factors_of
from .points import lifted_values
from .trajectories import check_proper, check_quantity, compose

Interval: TypeAlias = tuple[Fraction, Fraction]


def check_in_ball(
    lift: Lift, claim: TrajectoriesInBall, evidence: Proper, premises: tuple[Claim, ...], where: str
) -> None:
    """Check the properness inequality and that it keeps trajectories from the box in the ball."""
    every = check_proper(lift, evidence, premises, where)
    need(every, f"{where}.evidence.multiplier", Reason.NOT_SUPPORTED, "the multiplier must be a constant")
    box = _box(lift, claim, f"{where}.claim")
    lower = max(p.bound for p in premises if isinstance(p, BoundedBelow))
    ranges = [(lower, _above(enclose(lift.objective, box), lower))]
    for p in premises:
        if isinstance(p, ConservedQuantity | MonotoneQuantity):  # one that is only assumed (a hole) may be anything
            check_quantity(lift, p.quantity, f"{where}.premises")
        match p:
            case ConservedQuantity(q):
                ranges.append(enclose(q, box))
            case MonotoneQuantity(q, least):
                ranges.append((least, _above(enclose(q, box), least)))
            case _:
                continue
    _, top = enclose(evidence.bound, dict(enumerate(ranges)))
    # the multiplier is constant as a function; a constant polynomial in the quantities is asked for
    factor = evidence.multiplier.as_constant()
    if factor is None:
        inner = [lift.objective, *(p.quantity for p in premises if isinstance(p, ConservedQuantity | MonotoneQuantity))]
        factor = compose(evidence.multiplier, inner, where).as_constant() or Fraction(0)
    radius = claim.radius
    spend_integers(2, _bits(radius) * 2 * evidence.exponent)
    good = radius >= 0 and factor**2 * radius ** (2 * evidence.exponent) >= top
    need(good, f"{where}.claim.radius", Reason.SIGN, f"|x|^{2 * evidence.exponent} may be as large as {shown(top)}")


def _above(interval: Interval, least: Fraction) -> Fraction:
    return max(interval[1], least)


def _box(lift: Lift, claim: TrajectoriesInBall, where: str) -> dict[int, Interval]:
    """Return the ranges of all variables at the start."""
    n = lift.dimension
    need(len(claim.low) == len(claim.high) == n, where, Reason.WRONG_SHAPE, f"{n} intervals expected")
    pairs = list(zip(claim.low, claim.high, strict=True))
    need(all(a <= b for a, b in pairs), f"{where}.low", Reason.VACUOUS, "an empty interval")
    if lift.is_polynomial:
        return dict(enumerate(pairs))
    need(claim.low == claim.high, where, Reason.NOT_SUPPORTED, "boxes need a polynomial objective")
    need(not lift.kink_variables, where, Reason.NOT_SUPPORTED, "abs or max in the objective")
    values = lifted_values(lift, RationalPoint(claim.low), f"{where}.low")
    return {i: (v, v) for i, v in values.items()}


def enclose(p: Polynomial, box: Mapping[int, Interval]) -> Interval:
    """Return an interval that contains p over a box, term by term."""
    low = high = Fraction(0)
    for m, c in p.terms.items():
        a = b = Fraction(c, p.denominator)
        for i, e in factors_of(m):
            bits = e * max(_bits(v) for v in box[i])
            spend_integers(8, bits)
            x, y = _power(box[i], e)
            ends = (a * x, a * y, b * x, b * y)
            a, b = min(ends), max(ends)
        low, high = low + a, high + b
    return low, high


def _bits(q: Fraction) -> int:
    return max(q.numerator.bit_length(), q.denominator.bit_length())


def _power(interval: Interval, e: int) -> Interval:
    """Return the range of t^e on an interval."""
    x, y = interval[0] ** e, interval[1] ** e
    if e % 2 == 0 and interval[0] < 0 < interval[1]:
        return Fraction(0), max(x, y)
    return min(x, y), max(x, y)
