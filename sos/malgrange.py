"""Malgrange's condition and the Polyak-Lojasiewicz inequality: |x|^2 |G|^2 >= speed(F) far out, speed > 0 above m.

Soundness-critical: no.  m is a lower bound of f.  A speed with at most a simple zero at m bounds every trajectory; the
inequality |G|^2 >= mu (F - m) is the special case with radius 1.  A speed with a double zero at m bounds those along
which f does not tend to m, which is hypothesis 5' of Theorem 1+.
Source: [kurdyka_orro_simon_2000], [polyak_1963].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tameproof.proofs.kernel.claims import BoundedBelow
from tameproof.proofs.kernel.evidence import LowerBound, Malgrange, ProductTerm, Psatz, Squares
from tameproof.proofs.kernel.facts import Fact, nonnegative
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.psatz import univariate_at
from tameproof.sos.asymptotic_faces import find_valley_curves
from tameproof.sos.lower_bound import find_lower_bound
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.unknown_coefficients import SolvedCoefficients, find_coefficients
from tameproof.symbolic.outcome import Open

RADII = (4, 64)
MAX_DIMENSION = 6
SMALL = 3  # variables
MAX_RATE = Fraction(10**9)


@dataclass(frozen=True, slots=True)
class Speed:
    """Evidence of Malgrange's form, the lower bound it needs, and whether it bounds every trajectory."""

    bound: tuple[BoundedBelow, LowerBound]
    evidence: Malgrange
    every: bool


def find_polyak_lojasiewicz(lift: Lift, settings: SosSettings, deadline: Deadline) -> Speed | Open:
    """Search mu > 0 with |G|^2 >= mu (F - m) everywhere: all trajectories have finite length.

    Args:
        lift: the lifted objective.
        settings: budgets.
        deadline: looked at between the programs.

    Returns:
        The lower bound with its evidence and the inequality, or Open with what was tried, which implies nothing.
    """
    start = _start(lift, settings)
    if isinstance(start, Open):
        return start
    m, lower = start
    gap = lift.objective - Polynomial.constant(m)
    rate = _rate(lift, lift.squared_gradient, gap, lift.facts, settings, deadline)
    if isinstance(rate, Open):
        name = f"Polyak-Lojasiewicz |grad f|^2 >= mu (f - {m})"
        return Open("no Polyak-Lojasiewicz inequality", (f"{name}: {rate.reason}",))
    return Speed(lower, Malgrange(_speed(m, 1, rate.values[0]), Fraction(1), _outside(lift, rate)), True)


def find_dominance(lift: Lift, settings: SosSettings, deadline: Deadline) -> Speed | Open:
    """Search mu > 0 with |x|^2 |G|^2 >= mu (F - m) far out: all trajectories are bounded; arguments as above."""
    return _search(lift, settings, deadline, 1)


def find_malgrange(lift: Lift, settings: SosSettings, deadline: Deadline) -> Speed | Open:
    """Search mu > 0 with |x|^2 |G|^2 >= mu (F - m)^2 far out; arguments and answer as above.

    In few variables also other powers of F - m, and polynomials in F in place of 1/mu.
    """
    found = _search(lift, settings, deadline, 2)
    start = _start(lift, settings)
    if isinstance(found, Speed) or isinstance(start, Open) or lift.dimension > SMALL or not lift.is_polynomial:
        return found
    m, lower = start
    evidence = find_speed_with_zeros(lift, m, (), settings, deadline)
    if isinstance(evidence, Open):
        return Open(found.reason, (*found.tried, *evidence.tried))
    return Speed(lower, evidence, False)


def _start(lift: Lift, settings: SosSettings) -> tuple[Fraction, tuple[BoundedBelow, LowerBound]] | Open:
    """Return a lower bound of f and its step."""
    if not lift.convex_field or lift.dimension > MAX_DIMENSION:
        return Open("a kink inside a kink, or too many variables")
    bound = _bound(lift, settings)
    if bound is None:
        return Open("no sharp lower bound", ("Polyak-Lojasiewicz and Malgrange: no sharp lower bound",))
    return bound[0], (BoundedBelow(bound[0]), LowerBound(bound[1]))


def _search(lift: Lift, settings: SosSettings, deadline: Deadline, power: int) -> Speed | Open:
    start = _start(lift, settings)
    if isinstance(start, Open):
        return start
    m, lower = start
    gap = (lift.objective - Polynomial.constant(m)) ** power
    tried: list[str] = []
    name = "weighted Polyak-Lojasiewicz" if power == 1 else "Malgrange"
    left = lift.squared_norm * lift.squared_gradient
    for radius in RADII:
        if deadline.is_over:
            return Open("time limit", tuple(tried))
        far = (*lift.facts, nonnegative(lift.squared_norm - Polynomial.constant(radius)))
        rate = _rate(lift, left, gap, far, settings, deadline)
        if not isinstance(rate, Open):
            evidence = Malgrange(_speed(m, power, rate.values[0]), Fraction(radius), _scaled(rate))
            return Speed(lower, evidence, power == 1)
        exponent = f"^{power}" if power > 1 else ""
        tried.append(f"{name} |x|^2 |grad f|^2 >= mu (f - {m}){exponent} where |x|^2 >= {radius}: {rate.reason}")
    return Open("no inequality of Malgrange's form found", tuple(tried))


def _rate(
    lift: Lift, left: Polynomial, gap: Polynomial, facts: Sequence[Fact], settings: SosSettings, deadline: Deadline
) -> SolvedCoefficients | Open:
    """Return K > 0 and evidence for K left - gap >= 0."""
    return _rate_of(left, gap, facts, lift.dimension, settings, deadline)


def _rate_of(
    left: Polynomial, gap: Polynomial, facts: Sequence[Fact], dimension: int, settings: SosSettings, deadline: Deadline
) -> SolvedCoefficients | Open:
    valleys = find_valley_curves(left, dimension)
    degree = max(left.degree, gap.degree)
    found = find_coefficients(-gap, (left,), facts, degree, settings, deadline, valleys=valleys)
    if isinstance(found, Open):
        return found
    if not 0 < found.values[0] < MAX_RATE:
        return Open(f"the factor would be {found.values[0]}")
    return found


def find_rate(
    left: Polynomial,
    gap: Polynomial,
    facts: Sequence[Fact],
    dimension: int,
    settings: SosSettings,
    deadline: Deadline,
) -> tuple[Fraction, Psatz] | Open:
    """Return K > 0 and evidence for left - gap / K >= 0 where the facts hold, or Open, which implies nothing."""
    found = _rate_of(left, gap, facts, dimension, settings, deadline)
    return found if isinstance(found, Open) else (found.values[0], _scaled(found))


def _speed(m: Fraction, power: int, rate: Fraction) -> tuple[Fraction, ...]:
    """Return the coefficients of (s - m)^power / rate."""
    return (-m / rate, 1 / rate) if power == 1 else (m * m / rate, -2 * m / rate, 1 / rate)


def _scaled(found: SolvedCoefficients) -> Psatz:
    """Return evidence for left - gap / K >= 0: the multiplier K turns it into the identity that was found."""
    return replace(found.psatz, multiplier=replace(found.psatz.multiplier, constant=found.values[0]))


def _outside(lift: Lift, found: SolvedCoefficients) -> Psatz:
    """Return evidence for |x|^2 |G|^2 - gap / K >= 0 where |x|^2 >= 1: add (|x|^2 - 1) |G|^2."""
    squares = Squares(tuple((found.values[0], g) for g in lift.gradient if not g.is_zero))
    psatz = _scaled(found)
    return replace(psatz, products=(*psatz.products, ProductTerm((len(lift.facts),), squares)))


def _bound(lift: Lift, settings: SosSettings) -> tuple[Fraction, Psatz] | None:
    found = find_lower_bound(lift.objective, lift.facts, settings=settings)
    return None if isinstance(found, Open) else found


def find_speed_with_zeros(
    lift: Lift, bound: Fraction, zeros: Sequence[Sequence[int]], settings: SosSettings, deadline: Deadline
) -> Malgrange | Open:
    """Search factor(F) |x|^2 |G|^2 >= (F - m)^k prod p_i(F)^2 far out: a speed that may vanish at some values above m.

    Args:
        lift: the lifted objective.
        bound: m, a proved lower bound.
        zeros: integer polynomials p_i, constant term first; their roots are the values to avoid, such as generalised
            critical values.
        settings: budgets.
        deadline: looked at between the programs.

    Returns:
        Evidence for a list of values at infinity with the zeros above m (and m); or Open, which implies nothing.
    """
    if not lift.convex_field or lift.dimension > MAX_DIMENSION:
        return Open("a kink inside a kink, or too many variables")
    f = lift.objective
    left = lift.squared_norm * lift.squared_gradient
    tried: list[str] = []
    for power in (1, 2, 3):
        speed = _power_of((-bound, Fraction(1)), power)
        for p in zeros:
            speed = _product(speed, _power_of(tuple(map(Fraction, p)), 2))
        gap = univariate_at(speed, f)
        count = max(0, -(-(gap.degree - left.degree) // max(1, f.degree))) + 1
        unknowns = [left * f**j for j in range(count)]
        for radius in RADII:
            if deadline.is_over:
                return Open("time limit", tuple(tried))
            far = (*lift.facts, nonnegative(lift.squared_norm - Polynomial.constant(radius)))
            valleys = find_valley_curves(left, lift.dimension)
            degree = max(gap.degree, *(p.degree for p in unknowns))
            found = find_coefficients(-gap, unknowns, far, degree, settings, deadline, valleys=valleys)
            if isinstance(found, Open):
                tried.append(f"Malgrange with zeros at {len(zeros)} values, |x|^2 >= {radius}: {found.reason}")
                continue
            factor = Polynomial.from_terms(((j,), c) for j, c in enumerate(found.values))
            return Malgrange(speed, Fraction(radius), found.psatz, factor)
    return Open("no inequality of Malgrange's form found", tuple(tried))


def _product(a: Sequence[Fraction], b: Sequence[Fraction]) -> tuple[Fraction, ...]:
    out = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, p in enumerate(a):
        for j, q in enumerate(b):
            out[i + j] += p * q
    return tuple(out)


def _power_of(p: tuple[Fraction, ...], exponent: int) -> tuple[Fraction, ...]:
    out: tuple[Fraction, ...] = (Fraction(1),)
    for _ in range(exponent):
        out = _product(out, p)
    return out
