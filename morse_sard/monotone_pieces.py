"""One variable: a complete decision by the table of monotone pieces.  Soundness-critical: no.

The line is cut at the real roots of all polynomials at which a piece of an abs or max, or the monotonicity, may change.
Values at valleys are compared exactly: a common value is given by its minimal polynomial, different ones are separated
by a rational level.  For polynomials, rational functions, abs, max and min (in any composition) this decides whether
there is a spurious setwise local minimum.
"""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.kernel.algebraic import (
    AlgebraicNumber,
    compare,
    number_from_interval,
    rational,
    real_roots,
    refine,
    sign_of,
)
from tameproof.proofs.kernel.claims import ExactInfimum, NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import InfimumOfPieces, MonotonePieces, SpuriousValley
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rational_function import Infinity
from tameproof.proofs.kernel.rules.monotone_pieces import (
    Valley,
    compare_number,
    compare_value,
    find_valleys,
    has_other_roots,
    has_value,
    limit_of,
    piece_at,
    samples_between,
)
from tameproof.proofs.kernel.univariate import IntegerPolynomial, canonical, multiply
from tameproof.symbolic.outcome import Open

DECIDED = frozenset({NodeKind.INVERSE, NodeKind.SIGN, NodeKind.MAXIMUM, NodeKind.WEIGHT})
MAX_ROUNDS = 60
MAX_BISECTIONS = 4000

Answer = tuple[NoSpuriousSetwiseMinima, MonotonePieces] | tuple[SpuriousSetwiseMinimum, SpuriousValley]


def find_monotone_pieces(lift: Lift) -> Answer | Open:
    """Decide whether a function of one variable has a spurious setwise local minimum.

    Args:
        lift: an objective of one variable, built from polynomials, divisions, abs, max and min.

    Returns:
        The conclusion with evidence that the kernel accepts; or Open outside this class and beyond its size limits.
    """
    if lift.dimension != 1 or any(v.kind not in DECIDED for v in lift.lifted):
        return Open("the table of monotone pieces is for rational functions, abs and max of one variable")
    try:
        cut = _breakpoints(lift)
        valleys, every = find_valleys(lift, cut, "pieces")
        return _decide(cut, valleys, every)
    except RejectedStep as error:
        if error.reason is not Reason.LIMIT:
            raise
        return Open(f"the table of monotone pieces is beyond the limits of the checker: {error}")


def find_infimum_of_pieces(lift: Lift) -> tuple[ExactInfimum, InfimumOfPieces] | Open:
    """Return the exact infimum of a function of one variable, and whether it is attained.

    Args:
        lift: an objective of one variable, built from polynomials, divisions, abs, max and min, bounded below.

    Returns:
        The claim with evidence that the kernel accepts; or Open outside this class, for functions that are unbounded
        below, and beyond the size limits.
    """
    if lift.dimension != 1 or any(v.kind not in DECIDED for v in lift.lifted):
        return Open("the table of monotone pieces is for rational functions, abs and max of one variable")
    try:
        cut = _breakpoints(lift)
        if len(cut) == 1:
            cut = (0, 1)  # a point at which the value of a constant or the absence of a minimum is seen
        _, every = find_valleys(lift, cut, "pieces")
        least: AlgebraicNumber | None = None
        for entry in every:
            if limit_of(entry) is Infinity.POSITIVE:
                continue
            if limit_of(entry) is Infinity.NEGATIVE:
                return Open("unbounded below")
            if least is None or compare_number(entry, least) < 0:
                least = _number(_value(entry))
        if least is None:
            raise LookupError("a table without values")
        attained = any(not entry.unbounded and compare_number(entry, least) == 0 for entry in every)
        return ExactInfimum(least, attained), InfimumOfPieces(cut)
    except RejectedStep as error:
        if error.reason is not Reason.LIMIT:
            raise
        return Open(f"the table of monotone pieces is beyond the limits of the checker: {error}")


def _breakpoints(lift: Lift) -> IntegerPolynomial:
    """Return a squarefree polynomial that has all ends of monotone pieces among its roots."""
    from tameproof.symbolic._flint import factor_univariate
    from tameproof.symbolic._flint_univariate import isolate_real_roots

    factors: list[IntegerPolynomial] = []
    cut: IntegerPolynomial = (1,)
    for _ in range(MAX_ROUNDS):
        missing: list[IntegerPolynomial] = []
        for sample in samples_between(real_roots(cut) if len(cut) > 1 else ()):
            for p in piece_at(lift, sample, "pieces").critical:
                if has_other_roots(p, cut):
                    missing += [q for q, _ in factor_univariate(p) if q not in missing]
        new = [q for q in missing if q not in factors and isolate_real_roots(q)]
        if not new:
            return cut
        factors += new
        cut = canonical(_product(factors))
    raise RejectedStep("pieces", Reason.LIMIT, "too many pieces")


def _product(factors: list[IntegerPolynomial]) -> IntegerPolynomial:
    out: IntegerPolynomial = (1,)
    for p in factors:
        out = multiply(out, p)
    return out


def _decide(cut: IntegerPolynomial, valleys: tuple[Valley, ...], every: tuple[Valley, ...]) -> Answer:
    numbers = [_value(v) for v in valleys]
    first = numbers[0]
    if all(n == first or _equal(n, first) for n in numbers):
        return NoSpuriousSetwiseMinima(), MonotonePieces(cut, None if first is Infinity.NEGATIVE else _number(first))
    high = max(range(len(valleys)), key=lambda k: _approximate(numbers[k]))
    level = _level(valleys[high], every)
    evidence = SpuriousValley(cut, high, level)
    return SpuriousSetwiseMinimum(at_infinity=valleys[high].unbounded), evidence


def _number(value: AlgebraicNumber | Infinity) -> AlgebraicNumber:
    if isinstance(value, Infinity):
        raise LookupError("an infinite value")
    return value


def _equal(a: AlgebraicNumber | Infinity, b: AlgebraicNumber | Infinity) -> bool:
    return not isinstance(a, Infinity) and not isinstance(b, Infinity) and compare(a, b) == 0


def _approximate(value: AlgebraicNumber | Infinity) -> Fraction:
    if isinstance(value, Infinity):
        return Fraction(-(10**1000))
    close = refine(value, Fraction(1, 10**60))
    return (close.low + close.high) / 2


def _value(valley: Valley) -> AlgebraicNumber | Infinity:
    """Return the value or limit as an exact number (minus infinity for a limit that is not finite)."""
    limit = limit_of(valley)
    if limit is not None:
        return limit if isinstance(limit, Infinity) else rational(limit)
    p, q = valley.piece.numerator, valley.piece.denominator
    if isinstance(valley.at, Infinity):
        raise LookupError("a limit without a value")
    if len(valley.at.polynomial) == 2:
        x = valley.at.low
        top = sum((c * x**k for k, c in enumerate(p)), Fraction(0))
        return rational(top / sum((c * x**k for k, c in enumerate(q)), Fraction(0)))
    if len(p) <= 1 and len(q) == 1:
        return rational(Fraction(p[0] if p else 0, q[0]))
    m = _minimal_polynomial_of_value(valley.at.polynomial, p, q, valley)
    low, high = _enclose(valley)
    for _ in range(MAX_BISECTIONS):
        try:
            return number_from_interval(m, low, high)
        except RejectedStep as error:
            if error.reason is not Reason.ROOTS:
                raise
        middle = (low + high) / 2
        sign = compare_value(valley, middle)
        if sign == 0:
            return rational(middle)
        low, high = (middle, high) if sign > 0 else (low, middle)
    raise RejectedStep("pieces", Reason.LIMIT, "values too close to each other")


def _enclose(valley: Valley) -> tuple[Fraction, Fraction]:
    size = Fraction(1)
    while compare_value(valley, -size) <= 0 or compare_value(valley, size) >= 0:
        size *= 4
    return -size, size


def _minimal_polynomial_of_value(
    m: IntegerPolynomial, p: IntegerPolynomial, q: IntegerPolynomial, valley: Valley
) -> IntegerPolynomial:
    """Return the factor of the resultant of m(x) and p(x) - v q(x) that vanishes at the value."""
    from tameproof.symbolic._flint import compute_resultant, factor_univariate
    from tameproof.symbolic._flint_univariate import isolate_real_roots

    # the defining polynomial of the breakpoint may be reducible: take the factor that vanishes there
    own = _irreducible_factor(m, valley.at)
    curve = Polynomial.from_terms(((k,), c) for k, c in enumerate(own))
    top = Polynomial.from_terms(((k,), c) for k, c in enumerate(p))
    below = Polynomial.from_terms(((k,), c) for k, c in enumerate(q))
    resultant = compute_resultant(curve, top - Polynomial.variable(1) * below, 0)
    resultant = resultant.scale(resultant.denominator)
    row = tuple(int(resultant.coefficient((0, k))) for k in range(resultant.degree_in(1) + 1))
    for factor, _ in factor_univariate(row):
        if any(has_value(valley, root) for root in isolate_real_roots(factor)):
            return factor
    raise RejectedStep("pieces", Reason.LIMIT, "the value has no minimal polynomial of moderate degree")


def _irreducible_factor(m: IntegerPolynomial, at: AlgebraicNumber | Infinity) -> IntegerPolynomial:
    from tameproof.symbolic._flint import factor_univariate

    if isinstance(at, Infinity):
        return m
    return next(factor for factor, _ in factor_univariate(m) if sign_of(factor, at) == 0)


def _level(valley: Valley, every: tuple[Valley, ...]) -> Fraction:
    """Return a simple rational number below the valley and above some other value."""
    low, high = _enclose(valley)
    for _ in range(MAX_BISECTIONS):
        if any(compare_value(v, low) < 0 for v in every):
            return next(c for bits in range(10**6) if _is_between(valley, every, c := low.limit_denominator(2**bits)))
        middle = (low + high) / 2
        low, high = (middle, high) if compare_value(valley, middle) > 0 else (low, middle)
    raise RejectedStep("pieces", Reason.LIMIT, "values too close to each other")


def _is_between(valley: Valley, every: tuple[Valley, ...], level: Fraction) -> bool:
    return compare_value(valley, level) > 0 and any(compare_value(v, level) < 0 for v in every)
