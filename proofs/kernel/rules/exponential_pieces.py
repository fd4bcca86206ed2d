"""Conclusions in one variable for functions with exp, sigmoid, tanh and log: monotone pieces and valleys.

Soundness-critical: yes.  Mathematics: docs/theory.md, sections "One variable" and 18, "Exponential sums".  The
derivative is P/Q with an exponential sum P and a product Q of functions without zeros; the sign changes of P cut the
line into intervals on which f is strictly monotone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ..claims import SpuriousSetwiseMinimum
from ..errors import Reason, RejectedStep, need
from ..evidence import ExponentialFactor, ExponentialPieces, ExponentialValley
from ..exponential_sum import ExponentialSum, Row, trimmed, undecided
from ..intervals import Interval
from ..lift import Lift, LiftedVariable, NodeKind
from ..polynomial import Polynomial
from ..rational_function import Infinity
from ..sign_changes import MAX_BISECTIONS, Bracket, find_sign_changes
from .enclosures import evaluate_near, value_near, values_over

ONE = ExponentialSum.polynomial((1,))
NOTHING = ExponentialSum(())
MAX_POWER = 60


@dataclass(frozen=True)
class Ratio:
    """A numerator over a product of powers of exponential sums that have no zeros."""

    numerator: ExponentialSum
    denominator: tuple[tuple[ExponentialSum, int], ...] = ()

    def __add__(self, other: Ratio) -> Ratio:
        mine, theirs = dict(self.denominator), dict(other.denominator)
        common = {d: max(mine.get(d, 0), theirs.get(d, 0)) for d in (*mine, *theirs)}
        total = NOTHING
        for side, powers in ((self, mine), (other, theirs)):
            numerator = side.numerator
            for d, k in common.items():
                numerator = numerator * power(d, k - powers.get(d, 0))
            total = total + numerator
        return Ratio(total, tuple(common.items()))

    def __mul__(self, other: Ratio) -> Ratio:
        powers = dict(self.denominator)
        for d, k in other.denominator:
            powers[d] = powers.get(d, 0) + k
        return Ratio(self.numerator * other.numerator, tuple(powers.items()))

    def inverse(self) -> Ratio:
        """Return 1/u, for u without zeros."""
        numerator = ONE
        for d, k in self.denominator:
            numerator = numerator * power(d, k)
        return Ratio(numerator, ((self.numerator, 1),))

    def derivative(self) -> Ratio:
        """Return the derivative, with every power in the denominator one higher."""
        first = self.numerator.derivative()
        for d, _ in self.denominator:
            first = first * d
        for d, k in self.denominator:
            term = self.numerator * d.derivative().scale(Fraction(-k))
            for other, _ in self.denominator:
                term = term if other == d else term * other
            first = first + term
        return Ratio(first, tuple((d, k + 1) for d, k in self.denominator))

    def expanded(self) -> ExponentialSum:
        """Return the denominator."""
        total = ONE
        for d, k in self.denominator:
            total = total * power(d, k)
        return total


@dataclass(frozen=True)
class Formula:
    """f = rational + sum c log(u), the u positive."""

    rational: Ratio
    logarithms: tuple[tuple[Fraction, Ratio], ...]


@dataclass(frozen=True)
class Valley:
    """A local minimum at a sign change of the derivative, or an end of the line towards which f falls."""

    at: Bracket | Infinity


def power(base: ExponentialSum, exponent: int) -> ExponentialSum:
    """Return a power of an exponential sum."""
    need(exponent <= MAX_POWER, "exponential sum", Reason.LIMIT, "exponent too high")
    total = ONE
    for _ in range(exponent):
        total = total * base
    return total


# -- the formula and its derivative ----------------------------------------------------------------------------------
def formula_of(lift: Lift, where: str) -> Formula:
    """Return f as a quotient of exponential sums plus logarithms of such.

    Raises:
        RejectedStep: NOT_SUPPORTED if f is no such function of one variable.
    """
    need(lift.dimension == 1, where, Reason.NOT_SUPPORTED, "one variable only")
    values: dict[int, Ratio] = {0: Ratio(ExponentialSum.polynomial((0, 1)))}
    logs: dict[int, Ratio] = {}
    for node in lift.lifted:
        if node.kind is NodeKind.LOG:
            logs[node.index] = _value(node.arguments[0], values, where)
        else:
            values[node.index] = _node(node, values, where)
    rest: list[tuple[tuple[int, ...], Fraction]] = []
    found: dict[int, Fraction] = {}
    for m, c in lift.objective.items():
        inside = [i for i, k in enumerate(m) if k and i in logs]
        if not inside:
            rest.append((m, c))
            continue
        alone = sum(m) == 1
        need(alone, where, Reason.NOT_SUPPORTED, "a logarithm in a product")
        found[inside[0]] = c
    rational = _value(Polynomial.from_terms(rest), values, where)
    return Formula(rational, tuple((c, logs[i]) for i, c in sorted(found.items())))


def _value(p: Polynomial, values: dict[int, Ratio], where: str) -> Ratio:
    total = Ratio(NOTHING)
    for m, c in p.items():
        term = Ratio(ExponentialSum.polynomial((c,)))
        for i, k in enumerate(m):
            if k:
                need(i in values, where, Reason.NOT_SUPPORTED, "a logarithm inside a function")
                need(k <= MAX_POWER, where, Reason.LIMIT, "exponent too high")
            for _ in range(k):
                term = term * values[i]
        total = total + term
    return total


def _node(node: LiftedVariable, values: dict[int, Ratio], where: str) -> Ratio:
    inside = [_value(u, values, where) for u in node.arguments]
    match node.kind:
        case NodeKind.INVERSE:
            return inside[0].inverse()
        case NodeKind.EXP:
            return Ratio(_exponential(inside[0], 1, where))
        case NodeKind.EXP_NEGATIVE:
            return Ratio(_exponential(inside[0], -1, where))
        case NodeKind.SIGMOID:  # 1/(1 + exp(-u))
            return Ratio(ONE, ((ONE + _exponential(inside[0], -1, where), 1),))
        case NodeKind.TANH:  # 1 - 2/(1 + exp(2u))
            below = ONE + _exponential(inside[0], 2, where)
            return Ratio(below + ONE.scale(Fraction(-2)), ((below, 1),))
        case _:
            raise RejectedStep(where, Reason.NOT_SUPPORTED, f"{node.kind.value} in a table of pieces")


def _exponential(u: Ratio, factor: int, where: str) -> ExponentialSum:
    row = u.numerator.as_row() if not u.denominator else None
    if row is None:
        raise RejectedStep(where, Reason.NOT_SUPPORTED, "the exponential of a function that is no polynomial")
    return ExponentialSum.of([(tuple(factor * c for c in row), (Fraction(1),))])


def derivative_of(f: Formula) -> tuple[ExponentialSum, int]:
    """Return P and the sign s = 1 or -1 of Q, where f' = P/Q."""
    total = f.rational.derivative()
    for c, u in f.logarithms:
        part = Ratio(u.numerator.derivative().scale(c), ((u.numerator, 1),))
        total = total + part
        for d, k in u.denominator:
            total = total + Ratio(d.derivative().scale(-c * k), ((d, 1),))
    sign = 1
    for d, k in total.denominator:
        if k % 2:
            sign *= d.sign_at(Fraction(0))
    return total.numerator, sign


# -- valleys ---------------------------------------------------------------------------------------------------------
def find_valleys(
    lift: Lift, factors: tuple[ExponentialFactor, ...], where: str
) -> tuple[Formula, tuple[Valley, ...] | None]:
    """Return f, and its valleys from left to right (None: f is constant).

    Args:
        lift: the objective.
        factors: factors of P with multiplicities; checked.
        where: path for errors.
    """
    f = formula_of(lift, where)
    numerator, sign = derivative_of(f)
    if numerator.is_zero:
        return f, None
    product = ONE
    sums = []
    for k, factor in enumerate(factors):
        place = f"{where}.factors[{k}]"
        need(1 <= factor.exponent <= MAX_POWER, place, Reason.LIMIT, "exponent out of range")
        g = ExponentialSum.of((trimmed(q), trimmed(p)) for q, p in factor.terms)
        product = product * power(g, factor.exponent)
        sums.append((g, factor.exponent))
    need(product == numerator, f"{where}.factors", Reason.IDENTITY_FAILS, "the product is not the numerator of f'")
    brackets: list[Bracket] = []
    for g, exponent in sums:
        changes = find_sign_changes(g)
        sign *= changes.first**exponent
        if exponent % 2:
            brackets += changes.brackets
    valleys = [] if sign < 0 else [Valley(Infinity.NEGATIVE)]
    for bracket in _apart(brackets):
        if sign < 0:
            valleys.append(Valley(bracket))
        sign = -sign
    if sign < 0:
        valleys.append(Valley(Infinity.POSITIVE))
    return f, tuple(valleys)


def _apart(brackets: list[Bracket]) -> list[Bracket]:
    """Return brackets that have no point in common, in order.

    Raises:
        RejectedStep: if two of them cannot be separated.
    """
    exact = [b.at_zero() for b in brackets]
    at_zero = [b for b in exact if b.low == b.high == 0]
    brackets = [b for b in exact if not b.low == b.high == 0]
    brackets += at_zero[: len(at_zero) % 2]  # an even number of changes at one point is none
    brackets.sort(key=lambda b: (b.low, b.high))
    for _ in range(MAX_BISECTIONS):
        touching = {k + d for k, (a, b) in enumerate(pairwise(brackets)) if a.high >= b.low for d in (0, 1)}
        if not touching:
            return brackets
        brackets = [b.refined() if k in touching else b for k, b in enumerate(brackets)]
        brackets.sort(key=lambda b: (b.low, b.high))
    raise undecided("whether two factors have a common zero")


def limit_of(f: Formula, end: Infinity) -> Interval | Infinity:
    """Return the limit of f at an end of the line, or an interval that contains it.

    Raises:
        RejectedStep: if it is not seen (a difference of infinite limits).
    """
    parts = [_limit(f.rational, end)]
    for c, u in f.logarithms:
        inner = _limit(u, end)
        if isinstance(inner, Infinity):
            parts.append(Infinity.POSITIVE if c > 0 else Infinity.NEGATIVE)
        elif inner.low <= 0:
            need(inner.high == 0, "limit", Reason.NOT_SUPPORTED, "the limit in a logarithm is not enclosed")
            parts.append(Infinity.NEGATIVE if c > 0 else Infinity.POSITIVE)
        else:
            parts.append(Interval.exactly(c) * inner.log())
    infinite = {p for p in parts if isinstance(p, Infinity)}
    need(len(infinite) < 2, "limit", Reason.NOT_SUPPORTED, "a difference of infinite limits")
    if infinite:
        return infinite.pop()
    total = Interval.exactly(0)
    for p in parts:
        if isinstance(p, Interval):
            total = total + p
    return total


def _limit(u: Ratio, end: Infinity) -> Interval | Infinity:
    top, bottom = u.numerator, u.expanded()
    if end is Infinity.NEGATIVE:
        top, bottom = top.flipped, bottom.flipped
    if top.is_zero:
        return Interval.exactly(0)
    (q, d, a), (r, e, b) = top.leading(), bottom.leading()
    faster = (d > e) - (d < e) if q == r else 1 if _exceeds(q, r) else -1
    if faster < 0:
        return Interval.exactly(0)
    if faster > 0:
        sign = a.sign_at(Fraction(0)) * b.sign_at(Fraction(0))
        return Infinity.POSITIVE if sign > 0 else Infinity.NEGATIVE
    return _number(a) * _number(b).inverse()


def _exceeds(q: Row, r: Row) -> bool:
    """Return whether q - r tends to +infinity, for two exponents without constants that differ."""
    size = max(len(q), len(r))
    padded = [(*row, *(Fraction(0),) * (size - len(row))) for row in (q, r)]
    top = next(x - y for x, y in zip(reversed(padded[0]), reversed(padded[1]), strict=True) if x != y)
    return top > 0


def _number(constant: ExponentialSum) -> Interval:
    total = Interval.exactly(0)
    for u, c in constant.grouped_at(Fraction(0)).items():
        total = total + Interval.exactly(c) * Interval.exactly(u).exp()
    return total


def is_even(f: Formula) -> bool:
    """Return whether f(-x) = f(x) is seen."""

    def flipped(u: Ratio) -> Ratio:
        return Ratio(u.numerator.flipped, tuple((d.flipped, k) for d, k in u.denominator))

    def same(u: Ratio, v: Ratio) -> bool:
        return u.numerator * v.expanded() == v.numerator * u.expanded()

    if not same(f.rational, flipped(f.rational)):
        return False
    left = [(c, flipped(u)) for c, u in f.logarithms]
    for c, u in f.logarithms:
        partner = next((k for k, (b, v) in enumerate(left) if b == c and same(u, v)), None)
        if partner is None:
            return False
        del left[partner]
    return True


def exact_value(lift: Lift, f: Formula, valley: Valley) -> Fraction | Infinity | None:
    """Return the value or limit at a valley if it is seen to be rational or infinite, else None."""
    if isinstance(valley.at, Infinity):
        limit = limit_of(f, valley.at)
        return limit if isinstance(limit, Infinity) else limit.low if limit.is_exact else None
    if valley.at.low != valley.at.high:
        return None
    values = values_over(lift, [Interval.exactly(valley.at.low)], "value")
    value = evaluate_near(lift.objective, values)
    return value.low if value.is_exact else None


def is_above(lift: Lift, f: Formula, valley: Valley, level: Fraction) -> bool:
    """Return whether the value or limit at a valley is shown to be above a level."""
    if isinstance(valley.at, Infinity):
        limit = limit_of(f, valley.at)
        return limit is Infinity.POSITIVE if isinstance(limit, Infinity) else limit.low > level
    bracket = valley.at
    for _ in range(MAX_BISECTIONS):
        value = value_over(lift, bracket)
        if value is not None and value.low > level:
            return True
        if (value is not None and value.high <= level) or bracket.low == bracket.high:
            return False
        bracket = bracket.refined()
    return False


def value_over(lift: Lift, bracket: Bracket) -> Interval | None:
    """Return an interval with all values of f on a bracket, or None if it is too long for that."""
    try:
        return evaluate_near(lift.objective, values_over(lift, [Interval(bracket.low, bracket.high)], "value"))
    except RejectedStep as error:
        if error.reason is Reason.LIMIT and error.where == "effort":
            raise
        return None


# -- conclusions -----------------------------------------------------------------------------------------------------
def have_one_value(lift: Lift, f: Formula, valleys: tuple[Valley, ...]) -> bool:
    """Return whether all valleys are seen to have the same value: one valley, mirror images, or exact values."""
    if len(valleys) < 2 or (len(valleys) == 2 and is_even(f)):
        return True
    first, *others = (exact_value(lift, f, v) for v in valleys)
    return first is not None and all(v == first for v in others)


def check_exponential_pieces(lift: Lift, evidence: ExponentialPieces, where: str) -> None:
    """All valleys have the same value, so f has no spurious setwise local minimum."""
    place = f"{where}.evidence"
    f, valleys = find_valleys(lift, evidence.factors, place)
    same = valleys is None or have_one_value(lift, f, valleys)
    need(same, place, Reason.SIGN, "the valleys are not seen to have the same value")


def check_exponential_valley(
    lift: Lift, claim: SpuriousSetwiseMinimum, evidence: ExponentialValley, where: str
) -> None:
    """One valley lies above the level, and f is below it at a point."""
    place = f"{where}.evidence"
    f, found = find_valleys(lift, evidence.factors, place)
    valleys = found or ()
    inside = 0 <= evidence.valley < len(valleys)
    need(inside, f"{place}.valley", Reason.WRONG_SHAPE, f"there are {len(valleys)} valleys")
    valley = valleys[evidence.valley]
    unbounded = isinstance(valley.at, Infinity)
    need(claim.at_infinity == unbounded, f"{where}.claim", Reason.WRONG_SHAPE, "at infinity iff an end of the line")
    above = is_above(lift, f, valley, evidence.level)
    need(above, f"{place}.level", Reason.SIGN, "the valley is not seen to be above the level")
    low = value_near(lift, evidence.below, f"{place}.below").high < evidence.level
    need(low, f"{place}.below", Reason.SIGN, "f is not below the level there")
