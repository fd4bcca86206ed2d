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
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, compare_rational, format_number, rational
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Attained, IdealMembership, LimitInfimum, Point, RationalArc, RationalPoint
from tameproof.proofs.kernel.lift import Lift

EXPONENTS = (1, -1, 0, -2, 2, -3, 3)
MAX_DIMENSION = 3
HYPOTHESES = (
    c.BoundedBelow,
    c.LocallyLipschitz,
    c.ChainRule,
    c.FinitelyManyCriticalValues,
    c.BoundedTrajectories,
)


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
        """Return one line, such as ``inf f = 0, attained at (1, 1)``."""
        if self.attained is None:
            return "inf f = -infinity"
        if self.value is None:
            return "the infimum is not attained"
        head = f"inf f = {format_number(self.value)}, "
        if not self.attained:
            return head + "not attained"
        if isinstance(self.point, RationalPoint):
            shown = ", ".join(f"{n}={v}" for n, v in zip(names, self.point.coordinates, strict=False))
            return head + (f"attained at {shown}" if len(shown) <= 80 else "attained at a rational point")
        return head + ("attained at an algebraic point" if self.point is not None else "attained")


def find_infimum(steps: Sequence[Step], lift: Lift) -> Infimum | None:
    """Return what proved steps say about the infimum.

    Args:
        steps: steps that the kernel has accepted, without holes.
        lift: the lifted objective.

    Returns:
        The infimum, or None: nothing is known, which does not mean that it is not attained.
    """
    claims = [s.claim for s in steps]
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
        return _infimum_at_infinity(lift, bound)
    return None


def _point(evidence: object, k: int) -> Point | None:
    if isinstance(evidence, IdealMembership):
        status = evidence.statuses[k]
        if isinstance(status, Attained):
            return status.point
    return None


def _infimum_at_infinity(lift: Lift, bound: Fraction) -> Infimum | None:
    """Return the infimum if f tends to the lower bound, which is no critical value, along a simple arc."""
    premise = c.BoundedBelow(bound)
    claim = c.Infimum(bound, attained=False)
    for arc in _arcs(lift.dimension):
        try:
            check_step(lift, claim, LimitInfimum(arc), (premise,), "infimum")
        except RejectedStep:
            continue
        return Infimum(rational(bound), False, arc=arc)
    return None


def _arcs(n: int) -> Iterator[RationalArc]:
    """Yield arcs x_i = s_i t^(k_i), small exponents first."""
    if n > MAX_DIMENSION:
        return
    for exponents in sorted(product(EXPONENTS, repeat=n), key=lambda e: (sum(map(abs, e)), e)):
        for signs in product((1, -1), repeat=n):
            if any(s < 0 and k == 0 for s, k in zip(signs, exponents, strict=True)):
                continue
            yield RationalArc(tuple(map(_power, signs, exponents)), Fraction(1))


def _power(sign: int, exponent: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if exponent == 0:
        return (0,), (1,)
    monomial = (0,) * abs(exponent) + (1,)
    return ((0,) * exponent + (sign,), (1,)) if exponent > 0 else ((sign,), monomial)
