"""Conclusions in one variable: the line cut into intervals on which f is constant or strictly monotone.

Soundness-critical: yes.  Mathematics: docs/theory.md, "One variable".  On an open interval between two neighbouring
real roots of the ``breakpoints`` every node of the objective is one rational function: a sample shows which piece of an
abs or max is active, and a change of pieces, a zero of a denominator or of the derivative could occur only at a root of
a polynomial that has none in the interval.  What remains is a finite table of directions, values and limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise

from ..algebraic import (
    AlgebraicNumber,
    as_rational,
    check_algebraic,
    compare,
    compare_rational,
    real_roots,
    refine,
    separate,
    sign_of,
)
from ..claims import SpuriousSetwiseMinimum
from ..errors import Reason, RejectedStep, need
from ..evidence import MonotonePieces, NoPoles, SpuriousValley
from ..lift import Lift, NodeKind
from ..rational_function import Infinity, RationalFunction
from ..univariate import (
    IntegerPolynomial,
    add,
    canonical,
    check_size,
    count_roots,
    count_roots_closed,
    derivative,
    divide_exactly,
    greatest_common_divisor,
    multiply,
    negate,
    scale,
    sign_at,
    squarefree_part,
)
from .points import substitute

MAX_BREAKPOINTS = 400  # sum of the degrees
MAX_VALUE_DEGREE = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """f on the component of a sample: a rational function, and where that could end.

    Attributes:
        function: f there.
        critical: polynomials, not zero, among whose real roots are the ends of the component on which f is this
            rational function without poles and is constant or strictly monotone.
        direction: the sign of the derivative.
        denominators: numerators of the arguments of divisions there.
    """

    function: RationalFunction
    critical: tuple[IntegerPolynomial, ...]
    direction: int
    denominators: tuple[IntegerPolynomial, ...]


@dataclass(frozen=True, slots=True)
class Valley:
    """Where f has local minima, or an end towards which f decreases.

    Attributes:
        piece: a piece that shows the value: f there tends to it at ``at``.
        at: the breakpoint, or the end of the line.
        unbounded: whether it reaches an end of the line.
    """

    piece: RationalFunction
    at: AlgebraicNumber | Infinity
    unbounded: bool


def piece_at(lift: Lift, sample: Fraction, where: str) -> Piece:
    """Return the rational function that f is near a rational sample, if no critical polynomial vanishes there.

    Args:
        lift: an objective of one variable, of polynomial operations, divisions, abs, max and min.
        sample: a real number.
        where: path for errors.
    """
    values = {0: RationalFunction((0, 1))}
    critical: list[IntegerPolynomial] = []
    denominators: list[IntegerPolynomial] = []

    def sign(u: RationalFunction) -> int:
        if not u.numerator:
            return 0
        critical.extend((u.numerator, u.denominator))
        return sign_at(u.numerator, sample) * sign_at(u.denominator, sample)

    for node in lift.lifted:
        if node.kind is NodeKind.WEIGHT:
            continue  # weights never enter the value of F
        u = [substitute(p, values, where) for p in node.arguments]
        match node.kind:
            case NodeKind.INVERSE:
                need(bool(u[0].numerator), where, Reason.SIDE_CONDITION, "division by zero")
                sign(u[0])
                denominators.append(u[0].numerator)
                values[node.index] = RationalFunction((1,)) / u[0]
            case NodeKind.SIGN:
                values[node.index] = RationalFunction.constant(sign(u[0]))
            case NodeKind.MAXIMUM:
                best = u[0]
                for other in u[1:]:
                    best = other if sign(other - best) > 0 else best
                values[node.index] = best
            case _:
                raise RejectedStep(where, Reason.NOT_SUPPORTED, f"{node.kind.value} in a table of pieces")
    f = substitute(lift.objective, values, where)
    p, q = f.numerator, f.denominator
    slope = add(multiply(derivative(p), q), negate(multiply(p, derivative(q))))
    critical.append(q)
    if slope:
        critical.append(slope)
    direction = sign_at(slope, sample) if slope else 0
    return Piece(f, tuple(dict.fromkeys(c for c in critical if len(c) > 1)), direction, tuple(denominators))


def cut_line(breakpoints: tuple[IntegerPolynomial, ...], where: str) -> tuple[AlgebraicNumber, ...]:
    """Return the different real roots of the polynomials, increasing, in disjoint closed intervals."""
    total = 0
    roots: list[AlgebraicNumber] = []
    for k, p in enumerate(breakpoints):
        place = f"{where}.breakpoints[{k}]"
        need(bool(p), place, Reason.WRONG_SHAPE, "the zero polynomial")
        check_size(p, place)
        total += len(p) - 1
        need(total <= MAX_BREAKPOINTS, place, Reason.LIMIT, f"the sum of the degrees is above {MAX_BREAKPOINTS}")
        roots += real_roots(canonical(p)) if len(p) > 1 else ()
    return order(roots)


def order(roots: list[AlgebraicNumber]) -> tuple[AlgebraicNumber, ...]:
    """Return the different ones of these numbers, increasing, in disjoint closed intervals."""
    ordered = sorted(roots, key=cmp_to_key(compare))
    return separate([b for k, b in enumerate(ordered) if k == 0 or compare(ordered[k - 1], b) != 0])


def samples_between(roots: tuple[AlgebraicNumber, ...]) -> tuple[Fraction, ...]:
    """Return one rational number in every component of the line without the roots, in disjoint closed intervals."""
    if not roots:
        return (Fraction(0),)
    middle = [(a.high + b.low) / 2 for a, b in pairwise(roots)]
    return (roots[0].low - 1, *middle, roots[-1].high + 1)


def without_common_roots(p: IntegerPolynomial, breakpoints: tuple[IntegerPolynomial, ...]) -> IntegerPolynomial:
    """Return a squarefree polynomial with the roots of p != 0 that are no roots of the breakpoints."""
    rest = squarefree_part(p)
    for cut in breakpoints:
        common = greatest_common_divisor(rest, cut)
        if len(common) > 1:
            rest = divide_exactly(rest, common)
    return rest


def has_root_between(p: IntegerPolynomial, left: AlgebraicNumber | None, right: AlgebraicNumber | None) -> bool:
    """Return whether p != 0 has a root between two numbers that are no roots of it; None: the end of the line."""
    if len(p) <= 1 or count_roots(p, None, None) == 0:
        return False
    low = None if left is None else _leave_behind(p, left).high
    high = None if right is None else _leave_behind(p, right).low
    return count_roots(p, low, high) > 0


def _leave_behind(p: IntegerPolynomial, number: AlgebraicNumber) -> AlgebraicNumber:
    """Return the number with an interval that contains no root of p; it is none itself, so that there is one."""
    while count_roots_closed(p, number.low, number.high):
        number = refine(number, (number.high - number.low) / 2)
    return number


def cut_into_pieces(
    lift: Lift, breakpoints: tuple[IntegerPolynomial, ...], where: str
) -> tuple[tuple[AlgebraicNumber, ...], list[Piece]]:
    """Return the breakpoints, and the pieces between them: on each f is constant or strictly monotone.

    Args:
        lift: the objective.
        breakpoints: integer polynomials, whose real roots cut the line.
        where: path for errors.
    """
    need(lift.dimension == 1, where, Reason.NOT_SUPPORTED, "one variable only")
    roots = cut_line(breakpoints, where)
    others: dict[IntegerPolynomial, IntegerPolynomial] = {}
    pieces = []
    for k, sample in enumerate(samples_between(roots)):
        piece = piece_at(lift, sample, where)
        left, right = roots[k - 1] if k else None, roots[k] if k < len(roots) else None
        for p in piece.critical:
            if p not in others:
                others[p] = without_common_roots(p, breakpoints)
            missing = has_root_between(others[p], left, right)
            text = "a change of pieces, a pole or a critical point is missing"
            need(not missing, f"{where}.breakpoints", Reason.ROOTS, text)
        pieces.append(piece)
    return roots, pieces


def check_no_poles(lift: Lift, evidence: NoPoles, where: str) -> None:
    """No denominator vanishes: not inside a piece, where it has no root, and not at the ends of the pieces.

    At an end a denominator p/q (in lowest terms) is continuous, as those before it do not vanish: so q is not 0 there,
    and p must not be 0.
    """
    place = f"{where}.evidence"
    need(len(lift.obligations) > 0, where, Reason.VACUOUS, "the objective has no side conditions")
    roots, pieces = cut_into_pieces(lift, evidence.breakpoints, place)
    checked = set()
    for k, piece in enumerate(pieces):
        for end in roots[max(k - 1, 0) : k + 1]:
            for p in piece.denominators:
                if (p, end) not in checked:
                    checked.add((p, end))
                    need(sign_of(p, end) != 0, place, Reason.SIDE_CONDITION, "a denominator vanishes at a breakpoint")


def find_valleys(
    lift: Lift, breakpoints: tuple[IntegerPolynomial, ...], where: str
) -> tuple[tuple[Valley, ...], tuple[Valley, ...]]:
    """Check the table and return the valleys from left to right, and all values and limits.

    Args:
        lift: the objective.
        breakpoints: integer polynomials, whose real roots cut the line.
        where: path for errors.

    Returns:
        The valleys: constant pieces, breakpoints between a falling and a rising piece, and ends of the line towards
        which f falls; and f at every breakpoint and end, in the same form.
    """
    roots, pieces = cut_into_pieces(lift, breakpoints, where)
    ends: list[AlgebraicNumber | Infinity] = [Infinity.NEGATIVE, *roots, Infinity.POSITIVE]
    last = len(pieces) - 1
    every = [Valley(pieces[0].function, ends[0], True)]
    every += [Valley(pieces[k].function, ends[k], False) for k in range(1, last + 1)]
    every.append(Valley(pieces[last].function, ends[last + 1], True))
    valleys: list[Valley] = []
    if pieces[0].direction > 0:
        valleys.append(every[0])
    for k, piece in enumerate(pieces):
        if piece.direction == 0:
            at = ends[k] if k else ends[1]
            valleys.append(Valley(piece.function, at, k in (0, last)))
        elif piece.direction < 0 and k < last and pieces[k + 1].direction > 0:
            valleys.append(every[k + 1])
    if pieces[last].direction < 0:
        valleys.append(every[-1])
    return tuple(valleys), tuple(every)


def limit_of(valley: Valley) -> Fraction | Infinity | None:
    """Return the limit at an end of the line, or None at a breakpoint."""
    if not isinstance(valley.at, Infinity):
        return None
    if valley.at is Infinity.POSITIVE:
        return valley.piece.limit_at_infinity()
    p, q = valley.piece.numerator, valley.piece.denominator
    flipped = [tuple(-c if k % 2 else c for k, c in enumerate(row)) for row in (p, q)]
    return RationalFunction(*flipped).limit_at_infinity()


def compare_value(valley: Valley, level: Fraction) -> int:
    """Return the sign of the value (or limit) minus the level."""
    limit = limit_of(valley)
    if isinstance(limit, Infinity):
        return 1 if limit is Infinity.POSITIVE else -1
    if limit is not None:
        return (limit > level) - (limit < level)
    p, q = valley.piece.numerator, valley.piece.denominator
    difference = add(scale(p, level.denominator), scale(q, -level.numerator))
    if isinstance(valley.at, Infinity):
        return 0
    below = sign_of(q, valley.at)
    need(below != 0, "breakpoints", Reason.SIDE_CONDITION, "a pole at a breakpoint")
    return sign_of(difference, valley.at) * below


def compare_number(valley: Valley, value: AlgebraicNumber) -> int:
    """Return the sign of the value (or limit) minus a number."""
    limit = limit_of(valley)
    if isinstance(limit, Infinity):
        return 1 if limit is Infinity.POSITIVE else -1
    if limit is not None:
        return -compare_rational(value, limit)
    exact = as_rational(value)
    if exact is not None:
        return compare_value(valley, exact)
    if compare_value(valley, value.low) <= 0:
        return -1
    if compare_value(valley, value.high) >= 0:
        return 1
    if isinstance(valley.at, Infinity):
        raise RejectedStep("value", Reason.NOT_SUPPORTED, "no limit")  # not reached: an end of the line has a limit
    # the value lies in the interval, where the polynomial m of the number changes its sign at the number only
    m = value.polynomial
    need(len(m) <= MAX_VALUE_DEGREE + 1, "value", Reason.LIMIT, "degree of the value too high")
    p, q = valley.piece.numerator, valley.piece.denominator
    total: IntegerPolynomial = ()
    power: IntegerPolynomial = (1,)
    for c in reversed(m):  # q^d m(p / q) by Horner's rule
        total = add(multiply(total, p), scale(power, c))
        power = multiply(power, q)
    sign = sign_of(total, valley.at) * sign_of(q, valley.at) ** (len(m) - 1)
    return 0 if sign == 0 else -1 if sign == sign_at(m, value.low) else 1


def has_value(valley: Valley, value: AlgebraicNumber | None) -> bool:
    """Return whether the value (or limit) is this number; None: minus infinity."""
    limit = limit_of(valley)
    if value is None or isinstance(limit, Infinity):
        return value is None and limit is Infinity.NEGATIVE
    return compare_number(valley, value) == 0


def check_monotone_pieces(lift: Lift, evidence: MonotonePieces, where: str) -> None:
    """Every valley has the same value, so f has no spurious setwise local minimum."""
    place = f"{where}.evidence"
    if evidence.value is not None:
        check_algebraic(evidence.value, f"{place}.value")
    valleys, _ = find_valleys(lift, evidence.breakpoints, place)
    for k, valley in enumerate(valleys):
        need(has_value(valley, evidence.value), f"{place}.value", Reason.SIGN, f"valley {k} has another value")


def check_spurious_valley(lift: Lift, claim: SpuriousSetwiseMinimum, evidence: SpuriousValley, where: str) -> None:
    """One valley lies above the level, and f is somewhere below it."""
    place = f"{where}.evidence"
    valleys, every = find_valleys(lift, evidence.breakpoints, place)
    inside = 0 <= evidence.valley < len(valleys)
    need(inside, f"{place}.valley", Reason.WRONG_SHAPE, f"there are {len(valleys)} valleys")
    valley = valleys[evidence.valley]
    need(claim.at_infinity == valley.unbounded, f"{where}.claim", Reason.WRONG_SHAPE, "at infinity iff unbounded")
    need(compare_value(valley, evidence.level) > 0, f"{place}.level", Reason.SIGN, "the valley is not above the level")
    low = any(compare_value(v, evidence.level) < 0 for v in every)
    need(low, f"{place}.level", Reason.SIGN, "f is nowhere below the level")
