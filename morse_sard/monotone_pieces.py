"""One variable: a complete decision by the table of monotone pieces.  Soundness-critical: no.

The line is cut at the real roots of all polynomials at which a piece of an abs or max, or the monotonicity, may change.
Values at valleys are compared exactly: a common value is given by its minimal polynomial, different ones are separated
by a rational level.  For polynomials, rational functions, abs, max and min (in any composition) this decides whether
there is a spurious setwise local minimum.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key

from tameproof.proofs.kernel.algebraic import (
    AlgebraicNumber,
    compare,
    format_number,
    rational,
    refine,
    separate,
    sign_of,
)
from tameproof.proofs.kernel.claims import ExactInfimum, NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import InfimumOfPieces, MonotonePieces, NoPoles, SpuriousValley
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rational_function import Infinity
from tameproof.proofs.kernel.rules.monotone_pieces import (
    MAX_BREAKPOINTS,
    Valley,
    compare_number,
    cut_into_pieces,
    find_valleys,
    has_value,
    limit_of,
    piece_at,
    samples_between,
)
from tameproof.proofs.kernel.univariate import IntegerPolynomial
from tameproof.symbolic.outcome import Open
from tameproof.symbolic.simple_fractions import simplest_between

DECIDED = frozenset({NodeKind.INVERSE, NodeKind.SIGN, NodeKind.MAXIMUM, NodeKind.WEIGHT})
PRECISIONS = (200, 1000, 5000, 25_000)  # bits with which values are told apart
OUTSIDE = "the table of monotone pieces is for rational functions, abs and max of one variable"

Answer = tuple[NoSpuriousSetwiseMinima, MonotonePieces] | tuple[SpuriousSetwiseMinimum, SpuriousValley]
Bounds = tuple[Fraction, Fraction]
Cuts = tuple[IntegerPolynomial, ...]


def find_monotone_pieces(lift: Lift) -> Answer | Open:
    """Decide whether a function of one variable has a spurious setwise local minimum.

    Args:
        lift: an objective of one variable, built from polynomials, divisions, abs, max and min.

    Returns:
        The conclusion with evidence that the kernel accepts; or Open outside this class and beyond its size limits.
    """
    if lift.dimension != 1 or any(v.kind not in DECIDED for v in lift.lifted):
        return Open(OUTSIDE)
    try:
        cut = find_breakpoints(lift)
        valleys, _ = find_valleys(lift, cut, "pieces")
        return _decide(cut, valleys)
    except RejectedStep as error:
        return _beyond(error)


def find_no_poles(lift: Lift) -> NoPoles | Open:
    """Prove that no denominator of a function of one variable vanishes, or say where one does.

    Args:
        lift: an objective of one variable with divisions, built from polynomials, divisions, abs, max and min.

    Returns:
        Evidence for WellDefined that the kernel accepts; or Open, with the zero, or outside this class and beyond its
        size limits.
    """
    if lift.dimension != 1 or any(v.kind not in DECIDED for v in lift.lifted):
        return Open(OUTSIDE)
    try:
        cut = find_breakpoints(lift)
        roots, pieces = cut_into_pieces(lift, cut, "pieces")
    except RejectedStep as error:
        if error.reason is Reason.SIDE_CONDITION:
            return Open("a denominator is 0 on a whole interval, so that the objective is no function on the line")
        return _beyond(error)
    for k, root in enumerate(roots):
        if any(sign_of(p, root) == 0 for piece in pieces[k : k + 2] for p in piece.denominators):
            at = f"{lift.variables[0]} = {format_number(root)}"
            return Open(f"a denominator is 0 at {at}, so that the objective is no function on the whole line")
    return NoPoles(cut)


def _beyond(error: RejectedStep) -> Open:
    if error.reason is not Reason.LIMIT:
        raise error
    return Open(f"the table of monotone pieces is beyond its limits: {error}")


def find_infimum_of_pieces(lift: Lift) -> tuple[ExactInfimum, InfimumOfPieces] | Open:
    """Return the exact infimum of a function of one variable, and whether it is attained.

    Args:
        lift: an objective of one variable, built from polynomials, divisions, abs, max and min, bounded below.

    Returns:
        The claim with evidence that the kernel accepts; or Open outside this class, for functions that are unbounded
        below, and beyond the size limits.
    """
    if lift.dimension != 1 or any(v.kind not in DECIDED for v in lift.lifted):
        return Open(OUTSIDE)
    try:
        # without breakpoints: a point at which the value of a constant or the absence of a minimum is seen
        cut = find_breakpoints(lift) or ((0, 1),)
        _, every = find_valleys(lift, cut, "pieces")
        if any(limit_of(entry) is Infinity.NEGATIVE for entry in every):
            return Open("unbounded below")
        finite = [entry for entry in every if limit_of(entry) is not Infinity.POSITIVE]
        bounds = [_enclose(entry, PRECISIONS[0]) for entry in finite]
        least_upper = min(high for _, high in bounds)
        lowest = [entry for entry, (low, _) in zip(finite, bounds, strict=True) if low <= least_upper]
        least = _value(_simplest(lowest))
        for entry in lowest:
            if compare_number(entry, least) < 0:
                least = _value(entry)
        attained = any(not entry.unbounded and compare_number(entry, least) == 0 for entry in lowest)
        return ExactInfimum(least, attained), InfimumOfPieces(cut)
    except RejectedStep as error:
        return _beyond(error)


def find_breakpoints(lift: Lift) -> Cuts:
    """Return irreducible polynomials that have all ends of monotone pieces among their roots.

    Raises:
        RejectedStep: there are too many (LIMIT).
    """
    from tameproof.symbolic._flint import factor_univariate
    from tameproof.symbolic._flint_univariate import isolate_real_roots

    factors: dict[IntegerPolynomial, tuple[AlgebraicNumber, ...]] = {}  # of critical polynomials, with their real roots
    factored: dict[IntegerPolynomial, list[IntegerPolynomial]] = {}
    cut: list[IntegerPolynomial] = []
    finished = set()
    while True:
        roots = sorted((r for q in cut for r in factors[q]), key=cmp_to_key(compare))
        missing: list[IntegerPolynomial] = []
        for k, sample in enumerate(samples_between(separate(roots))):
            left, right = roots[k - 1] if k else None, roots[k] if k < len(roots) else None
            if (left, right) in finished:
                continue
            finished.add((left, right))
            for p in piece_at(lift, sample, "pieces").critical:
                if p not in factored:
                    factored[p] = [q for q, _ in factor_univariate(p)]
                for q in factored[p]:
                    if q not in factors:
                        factors[q] = isolate_real_roots(q)
                    if q not in cut and q not in missing and any(_is_between(r, left, right) for r in factors[q]):
                        missing.append(q)
        if not missing:
            return tuple(cut)
        cut += missing
        total = sum(len(q) - 1 for q in cut)
        if total > MAX_BREAKPOINTS:
            text = f"the points that cut the line have a degree of {total} in all, limit {MAX_BREAKPOINTS}"
            raise RejectedStep("pieces", Reason.LIMIT, text)


def _is_between(r: AlgebraicNumber, left: AlgebraicNumber | None, right: AlgebraicNumber | None) -> bool:
    return (left is None or compare(left, r) < 0) and (right is None or compare(r, right) < 0)


def _decide(cut: Cuts, valleys: tuple[Valley, ...]) -> Answer:
    falling = [limit_of(v) is Infinity.NEGATIVE for v in valleys]
    if all(falling):
        return NoSpuriousSetwiseMinima(), MonotonePieces(cut, None)
    finite = [v for v, f in zip(valleys, falling, strict=True) if not f]
    for bits in PRECISIONS:
        bounds = [_enclose(v, bits) for v in finite]
        high = max(range(len(finite)), key=lambda k: bounds[k][0])
        least_upper = bounds[high][0] - 1 if any(falling) else min(b for _, b in bounds)
        if least_upper < bounds[high][0]:
            level = simplest_between(least_upper, bounds[high][0])
            valley = finite[high]
            return SpuriousSetwiseMinimum(valley.unbounded), SpuriousValley(cut, valleys.index(valley), level)
        if bits == PRECISIONS[0]:
            value = _value(_simplest(finite))
            if all(has_value(v, value) for v in finite):
                return NoSpuriousSetwiseMinima(), MonotonePieces(cut, value)
    raise RejectedStep("pieces", Reason.LIMIT, f"values that agree in {PRECISIONS[-1]} binary digits")


def _simplest(valleys: list[Valley]) -> Valley:
    """Return the valley whose value is the easiest to compute."""

    def degree(v: Valley) -> int:
        if isinstance(v.at, Infinity) or len(v.piece.numerator) <= 1 >= len(v.piece.denominator) - 1:
            return 0
        return len(v.at.polynomial) - 1

    return min(valleys, key=degree)


def _enclose(valley: Valley, bits: int) -> Bounds:
    """Return bounds of a value, or limit, that is finite."""
    from tameproof.symbolic._flint_univariate import enclose_quotient

    limit = limit_of(valley)
    if isinstance(limit, Fraction):
        return limit, limit
    if isinstance(limit, Infinity) or isinstance(valley.at, Infinity):
        raise LookupError("an infinite value")
    p, q = valley.piece.numerator, valley.piece.denominator
    bounds = enclose_quotient(p, q, valley.at, bits)
    if bounds is None and sign_of(q, valley.at) == 0:
        raise RejectedStep("pieces", Reason.SIDE_CONDITION, "a pole")
    return _enclose(valley, 2 * bits) if bounds is None else bounds


def _value(valley: Valley) -> AlgebraicNumber:
    """Return a finite value or limit as an exact number."""
    low, high = _enclose(valley, PRECISIONS[0])
    if low == high:
        return rational(low)
    p, q = valley.piece.numerator, valley.piece.denominator
    if isinstance(valley.at, Infinity):
        raise LookupError("a limit without a value")
    if len(p) <= 1 and len(q) == 1:
        return rational(Fraction(p[0] if p else 0, q[0]))
    return _irrational_value(valley, valley.at)


def _irrational_value(valley: Valley, at: AlgebraicNumber) -> AlgebraicNumber:
    """Return the root of a factor of the resultant of m(x) and p(x) - v q(x) that is the value."""
    from tameproof.symbolic._flint import compute_resultant, factor_univariate
    from tameproof.symbolic._flint_univariate import isolate_real_roots, reduce_modulo

    rows = valley.piece.numerator, valley.piece.denominator
    top, below = (reduce_modulo([Fraction(c) for c in row], at.polynomial) for row in rows)
    curve = Polynomial.from_terms(((k,), c) for k, c in enumerate(at.polynomial))
    numerator = Polynomial.from_terms(((k,), c) for k, c in enumerate(top))
    denominator = Polynomial.from_terms(((k,), c) for k, c in enumerate(below))
    resultant = compute_resultant(curve, numerator - Polynomial.variable(1) * denominator, 0)
    resultant = resultant.scale(resultant.denominator)
    row = tuple(int(resultant.coefficient((0, k))) for k in range(resultant.degree_in(1) + 1))
    low, high = _enclose(valley, PRECISIONS[1])
    for factor, _ in factor_univariate(row):
        for root in isolate_real_roots(factor):
            close = refine(root, Fraction(1, 2**100))
            if close.low <= high and low <= close.high and has_value(valley, root):
                return root
    raise RejectedStep("pieces", Reason.LIMIT, "the value has no minimal polynomial of moderate degree")
