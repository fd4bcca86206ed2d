"""One variable with exp, sigmoid, tanh and log: the table of monotone pieces.  Soundness-critical: no.

The derivative has an exponential sum as its numerator.  As a polynomial in x and one exponential it is factored, so
that no two factors have a common zero; the sign changes of the factors are found by the kernel's own procedure.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from tameproof.proofs.kernel.claims import NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import ExponentialFactor, ExponentialPieces, ExponentialValley, RationalPoint
from tameproof.proofs.kernel.exponential_sum import ExponentialSum, Row
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rational_function import Infinity
from tameproof.proofs.kernel.rules.enclosures import value_near
from tameproof.proofs.kernel.rules.exponential_pieces import (
    Formula,
    Valley,
    derivative_of,
    find_valleys,
    formula_of,
    have_one_value,
    is_above,
    limit_of,
)
from tameproof.symbolic.outcome import Open

Answer = tuple[NoSpuriousSetwiseMinima, ExponentialPieces] | tuple[SpuriousSetwiseMinimum, ExponentialValley]
DECIDED = frozenset(
    {NodeKind.INVERSE, NodeKind.EXP, NodeKind.EXP_NEGATIVE, NodeKind.SIGMOID, NodeKind.TANH, NodeKind.LOG}
)
MAX_POWERS = 400  # of the one exponential
SAMPLES = 60
FAR = 64


def find_exponential_pieces(lift: Lift) -> Answer | Open:
    """Decide whether a function of one variable has a spurious setwise local minimum.

    Args:
        lift: an objective of one variable, with exp, sigmoid or tanh of polynomials, quotients, and logarithms that
            are multiplied by constants only.

    Returns:
        The conclusion with evidence that the kernel accepts; Open outside this class, where enclosures do not decide a
        sign, and beyond the limits of size.
    """
    if lift.dimension != 1 or any(v.kind not in DECIDED for v in lift.lifted):
        return Open("the table of monotone pieces is for quotients, exp, sigmoid, tanh and log of one variable")
    try:
        numerator, _ = derivative_of(formula_of(lift, "pieces"))
        factors = factor_exponential_sum(numerator)
        f, valleys = find_valleys(lift, factors, "pieces")
        if valleys is None or have_one_value(lift, f, valleys):
            return NoSpuriousSetwiseMinima(), ExponentialPieces(factors)
        return _find_spurious(lift, f, valleys, factors)
    except RejectedStep as error:
        if error.reason not in (Reason.LIMIT, Reason.NOT_SUPPORTED, Reason.SIDE_CONDITION):
            raise
        return Open(f"the table of monotone pieces is not complete: {error}")


def factor_exponential_sum(g: ExponentialSum) -> tuple[ExponentialFactor, ...]:
    """Return factors with multiplicities, if all exponents are multiples of one polynomial; else the sum itself."""
    from tameproof.symbolic._flint import factor

    if g.is_zero:
        return ()
    unit = _common_unit([q for q, _ in g.terms])
    if unit is None:
        return (_evidence(g, 1),)
    multiples = [_multiple(q, unit) for q, _ in g.terms]
    least = min(multiples)
    if max(multiples) - least > MAX_POWERS:
        return (_evidence(g, 1),)
    terms = [((i, k - least), c) for k, (_, p) in zip(multiples, g.terms, strict=True) for i, c in enumerate(p) if c]
    constant, found = factor(Polynomial.from_terms(terms))
    shift = tuple(c * least for c in unit)
    out = [_evidence(ExponentialSum.of([(shift, (constant,))]), 1)]
    for p, exponent in found:
        pairs: list[tuple[Row, Row]] = []
        for m, c in p.items():
            i, k = (*m, 0, 0)[:2]
            pairs.append((tuple(u * k for u in unit) if k else (), (*(Fraction(0),) * i, c)))
        out.append(_evidence(ExponentialSum.of(pairs), exponent))
    return tuple(out)


def _evidence(g: ExponentialSum, exponent: int) -> ExponentialFactor:
    return ExponentialFactor(exponent, g.terms)


def _common_unit(exponents: list[Row]) -> Row | None:
    """Return a polynomial of which all are integer multiples, or None."""
    base = next((q for q in exponents if q), None)
    if base is None:
        return None
    ratios = []
    for q in exponents:
        if not q:
            continue
        ratio = q[-1] / base[-1]
        if len(q) != len(base) or any(x != ratio * y for x, y in zip(q, base, strict=True)):
            return None
        ratios.append(ratio)
    below = lcm(*(r.denominator for r in ratios))
    step = Fraction(gcd(*(r.numerator * (below // r.denominator) for r in ratios)), below)
    return tuple(c * step for c in base)


def _multiple(q: Row, unit: Row) -> int:
    return int(q[-1] / unit[-1]) if q else 0


def _find_spurious(
    lift: Lift, f: Formula, valleys: tuple[Valley, ...], factors: tuple[ExponentialFactor, ...]
) -> Answer | Open:
    """Find a low point, and a valley above it."""
    points = _low_points(lift, valleys)
    for value, point in points:
        for k, valley in enumerate(valleys):
            level = _level_between(lift, f, valley, value)
            if level is not None:
                claim = SpuriousSetwiseMinimum(at_infinity=isinstance(valley.at, Infinity))
                return claim, ExponentialValley(factors, k, level, RationalPoint((point,)))
    return Open("the values at the valleys are so close to each other that they are not told apart")


def _low_points(lift: Lift, valleys: tuple[Valley, ...]) -> list[tuple[Fraction, Fraction]]:
    """Return pairs (upper bound of f, point) at and near the valleys, lowest first."""
    places: list[Fraction] = []
    for valley in valleys:
        if isinstance(valley.at, Infinity):
            side = 1 if valley.at is Infinity.POSITIVE else -1
            places += [Fraction(side * k) for k in (1, 2, 4, 8, 16, 32, FAR)]
            continue
        bracket = valley.at
        for _ in range(SAMPLES):
            bracket = bracket.refined()
        places.append((bracket.low + bracket.high) / 2)
    found = []
    for place in places:
        try:
            short = place.limit_denominator(10**6)
            found.append((value_near(lift, RationalPoint((short,)), "point").high, short))
        except RejectedStep:
            continue
    return sorted(found)[:4]


def _level_between(lift: Lift, f: Formula, valley: Valley, value: Fraction) -> Fraction | None:
    """Return a short rational above f at the low point and below the value of a valley."""
    gap = Fraction(1)
    if isinstance(valley.at, Infinity):
        limit = limit_of(f, valley.at)
        if isinstance(limit, Infinity):
            return None
        gap = (limit.low - value) / 2
        if gap <= 0:
            return None
    for _ in range(40):
        level = value + gap
        short = level.limit_denominator(10**9)
        for candidate in (short, level):
            if candidate > value and is_above(lift, f, valley, candidate):
                return candidate
        gap /= 2
    return None
