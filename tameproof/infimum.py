"""The infimum of an objective as far as proved steps determine it.  Soundness-critical: no (steps are the evidence).

A minimiser is a critical point.  So a lower bound that is an attained critical value is the minimum; under hypotheses
1 to 5 of Theorem 1 the minimum exists and is the smallest attained critical value, which may be irrational; and a
lower bound that is no critical value is not attained, although f may tend to it along an arc.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel.algebraic import (
    AlgebraicNumber,
    as_rational,
    compare,
    compare_rational,
    format_number,
    rational,
)
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import (
    Attained,
    AttainedInfimum,
    AttainedMinimum,
    IdealMembership,
    LeastCriticalValue,
    LimitInfimum,
    Point,
    RationalArc,
    RationalPoint,
)
from tameproof.proofs.kernel.lift import Lift

EXPONENTS = (1, -1, 0, -2, 2, -3, 3)
MAX_DIMENSION = 3
MAX_CONSTANTS = 6
TIMES_FLOAT = (30.0, 1000.0)
ROUNDING_FLOAT = 1e-9
HYPOTHESES = (
    c.BoundedBelow,
    c.LocallyLipschitz,
    c.ChainRule,
    c.FinitelyManyCriticalValues,
    c.BoundedTrajectories,
)

LONGEST_ROOT = 100  # characters of a root that are shown


@dataclass(frozen=True, slots=True)
class Infimum:
    """What is known about inf f.

    Attributes:
        value: the exact infimum, rational or algebraic; None: -infinity if ``attained`` is None, else not known.
        attained: whether some point has this value; None if f is unbounded below.
        point: an exact minimiser, if one is known.
        arc: an arc along which f tends to the infimum, if it is not attained.
    """

    value: AlgebraicNumber | None
    attained: bool | None
    point: Point | None = None
    arc: RationalArc | None = None

    def text(self, names: Sequence[str]) -> str:
        """Return one line, such as ``inf f = 0, attained at x=1, y=1``; other than short radicals, a decimal leads."""
        if self.attained is None:
            return "inf f = -infinity"
        if self.value is None:
            return "the infimum is not attained"
        from tameproof.proofs.export.formula import decimal

        exact = _format_exact(self.value)
        if exact.startswith("root of "):
            long = f"a root of a polynomial of degree {len(self.value.polynomial) - 1}"
            exact = f"{decimal(self.value)}..., {long if len(exact) > LONGEST_ROOT else 'the ' + exact}"
        head = f"inf f = {exact}, "
        if not self.attained:
            return head + "not attained"
        if isinstance(self.point, RationalPoint):
            shown = ", ".join(f"{n}={v}" for n, v in zip(names, self.point.coordinates, strict=False))
            return head + (f"attained at {shown}" if len(shown) <= 80 else "attained at a rational point")
        return head + ("attained at an algebraic point" if self.point is not None else "attained")


def _format_exact(value: AlgebraicNumber) -> str:
    if as_rational(value) is not None:
        return format_number(value)
    from tameproof.symbolic.algebraic_numbers import format_radicals

    return format_radicals(value)


def find_infimum(steps: Sequence[Step], lift: Lift) -> Infimum | None:
    """Return what proved steps say about the infimum.

    Args:
        steps: steps that the kernel has accepted, without holes.
        lift: the lifted objective.

    Returns:
        The infimum, or None: nothing is known, which does not mean that it is not attained.
    """
    claims = [s.claim for s in steps]
    for step in steps:
        match step.claim:
            case c.ExactInfimum(value, attained):
                return Infimum(value, attained, _point_of_value(steps, value) if attained else None, _arc_of(steps))
            case c.Minimum((), (), value):
                point = step.evidence.point if isinstance(step.evidence, AttainedMinimum) else None
                return Infimum(value, True, point)
            case c.Infimum(exact, True):
                point = step.evidence.point if isinstance(step.evidence, AttainedInfimum) else None
                return Infimum(rational(exact), True, point)
            case _:
                pass
    if any(isinstance(claim, c.UnboundedBelow) for claim in claims):
        return Infimum(None, None)
    bounds = [claim.bound for claim in claims if isinstance(claim, c.BoundedBelow)]
    listed = next((k for k, claim in enumerate(claims) if isinstance(claim, c.CriticalValues)), None)
    known = None if listed is None else claims[listed]
    if not bounds:
        return None
    bound = max(bounds)
    if isinstance(known, c.CriticalValues) and listed is not None:
        evidence = steps[listed].evidence
        exists = all(any(isinstance(claim, kind) for claim in claims) for kind in HYPOTHESES)
        for k, (value, status) in enumerate(zip(known.values, known.status, strict=True)):
            above = compare_rational(value, bound)
            if status == "not-attained" or above < 0:
                continue  # values of f are not below the bound
            if status == "attained" and (exists or above == 0):
                return Infimum(value, True, point=_point(evidence, k))
            if exists or above == 0:
                return None  # whether this value is attained is open
            break
        return _infimum_at_infinity(lift, bound, _constants(evidence, lift.dimension))
    return None


def infimum_steps(steps: Sequence[Step], lift: Lift) -> tuple[Step, ...]:
    """Return steps that prove the exact infimum from proved ones; none if it is not determined.

    Args:
        steps: steps that the kernel has accepted, without holes.
        lift: the lifted objective.

    Returns:
        Up to two steps, not checked; the second may have the first as a premise.
    """
    found = find_infimum(steps, lift)
    index = {type(s.claim): k for k, s in reversed(list(enumerate(steps)))}
    if found is None or found.value is None or c.ExactInfimum in index or c.Minimum in index:
        return ()
    bounds = [(s.claim.bound, k) for k, s in enumerate(steps) if isinstance(s.claim, c.BoundedBelow)]
    if not bounds:
        return ()
    bound, lower = max(bounds, key=lambda pair: pair[0])
    listed = index.get(c.CriticalValues)
    out = []
    if found.attained and listed is not None:
        premises: tuple[int, ...] = (lower, listed)
        if compare_rational(found.value, bound) != 0:
            premises = (*(index[kind] for kind in HYPOTHESES), listed)
        out.append(Step(c.ExactInfimum(found.value, attained=True), LeastCriticalValue(), premises))
    elif found.attained is False and found.arc is not None:
        out.append(Step(c.Infimum(bound, attained=False), LimitInfimum(found.arc), (lower,)))
        if listed is not None:
            claim = c.ExactInfimum(found.value, attained=False)
            out.append(Step(claim, LeastCriticalValue(), (len(steps), listed)))
    return tuple(out)


def _point_of_value(steps: Sequence[Step], value: AlgebraicNumber) -> Point | None:
    """Return an exact critical point with this value, if the steps have one."""
    for step in steps:
        if isinstance(step.claim, c.CriticalValues):
            for k, known in enumerate(step.claim.values):
                if compare(known, value) == 0:
                    return _point(step.evidence, k)
    return None


def _arc_of(steps: Sequence[Step]) -> RationalArc | None:
    return next((s.evidence.arc for s in steps if isinstance(s.evidence, LimitInfimum)), None)


def _point(evidence: object, k: int) -> Point | None:
    if isinstance(evidence, IdealMembership):
        status = evidence.statuses[k]
        if isinstance(status, Attained):
            return status.point
    return None


def _constants(evidence: object, n: int) -> tuple[tuple[Fraction, ...], ...]:
    """Return, per variable, values that it may keep along an arc: 0, 1, -1 and its values at rational critical points.

    Where f is a sum of parts in different variables, a part that is minimal at a point stays at that point while
    another tends to its infimum at infinity.
    """
    seen = [dict.fromkeys((Fraction(0), Fraction(1), Fraction(-1))) for _ in range(n)]
    statuses = evidence.statuses if isinstance(evidence, IdealMembership) else ()
    for status in statuses:
        if isinstance(status, Attained) and isinstance(status.point, RationalPoint):
            for values, x in zip(seen, status.point.coordinates, strict=False):
                values[Fraction(x)] = None
    return tuple(tuple(values)[:MAX_CONSTANTS] for values in seen)


def _infimum_at_infinity(lift: Lift, bound: Fraction, constants: Sequence[Sequence[Fraction]]) -> Infimum | None:
    """Return the infimum if f tends to the lower bound, which is no critical value, along a simple arc."""
    premise = c.BoundedBelow(bound)
    claim = c.Infimum(bound, attained=False)
    for arc in _approaching(lift, bound, list(_arcs(constants))):
        try:
            check_step(lift, claim, LimitInfimum(arc), (premise,), "infimum")
        except RejectedStep:
            continue
        return Infimum(rational(bound), False, arc=arc)
    return None


def _approaching(lift: Lift, bound: Fraction, arcs: list[RationalArc]) -> list[RationalArc]:
    """Leave out arcs along which f, in double precision, does not come closer to the bound; the kernel decides."""
    if not arcs:
        return []
    import numpy as np

    from tameproof.sos.explore import FloatObjective

    objective = FloatObjective(lift)
    near, far = (
        np.abs(objective.value(np.array([_place_float(arc, t) for arc in arcs]).T) - float(bound)) for t in TIMES_FLOAT
    )
    keep = ~np.isfinite(far) | ~np.isfinite(near) | (far < near) | (far < ROUNDING_FLOAT)
    return [arc for arc, kept in zip(arcs, keep, strict=True) if kept]


def _place_float(arc: RationalArc, t: float) -> list[float]:
    """Return the point of an arc at time t."""

    def value(coefficients: tuple[int, ...]) -> float:
        return float(sum(a * t**k for k, a in enumerate(coefficients)))

    return [value(numerator) / value(denominator) for numerator, denominator in arc.coordinates]


def _arcs(constants: Sequence[Sequence[Fraction]]) -> Iterator[RationalArc]:
    """Yield arcs whose coordinates are constants or +-t^k, small exponents first."""
    if len(constants) > MAX_DIMENSION:
        return
    for exponents in sorted(product(EXPONENTS, repeat=len(constants)), key=lambda e: (sum(map(abs, e)), e)):
        choices = [
            [_monomial(sign, k) for sign in (1, -1)] if k else [_constant(value) for value in values]
            for k, values in zip(exponents, constants, strict=True)
        ]
        for coordinates in product(*choices):
            yield RationalArc(coordinates, Fraction(1))


def _constant(value: Fraction) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return (value.numerator,), (value.denominator,)


def _monomial(sign: int, exponent: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    monomial = (0,) * abs(exponent)
    return ((*monomial, sign), (1,)) if exponent > 0 else ((sign,), (*monomial, 1))
