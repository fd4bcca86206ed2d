"""A slow and simple decision for functions of one variable, independent of the search and of the checker.

Every branch of every absolute value and maximum is written out as a rational function, on the whole line; all real
roots of all differences, denominators and derivatives cut the line.  On each piece the function is constant or strictly
monotone, which is seen by its values, in ball arithmetic of high precision, at the cuts and between them.  Two values
count as equal if their balls of radius 2^-2000 meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import reduce
from itertools import pairwise
from typing import Any

import flint

from tameproof.proofs.kernel import expression as ex

PRECISION = 3000
EQUAL = 2000
MAX_BRANCHES = 400


class Truth(Enum):
    """The answer."""

    CERTIFIED = "certified"
    REFUTED = "refuted"
    UNDEFINED = "undefined"  # a denominator vanishes somewhere


class TooManyBranches(Exception):
    """The objective is too large for this decision."""


@dataclass(frozen=True)
class _Quotient:
    top: Any  # flint.fmpq_poly
    below: Any


class _Branches:
    """All rational functions that a node may be, and the polynomials at whose roots it may change."""

    def __init__(self) -> None:
        self.cuts: list[Any] = []
        self.denominators: list[ex.Expression] = []

    def of(self, node: ex.Expression) -> list[_Quotient]:
        x, one = flint.fmpq_poly([0, 1]), flint.fmpq_poly([1])
        match node:
            case ex.Constant(value):
                return [_Quotient(flint.fmpq_poly([flint.fmpq(value.numerator, value.denominator)]), one)]
            case ex.Variable():
                return [_Quotient(x, one)]
            case ex.Sum(terms):
                return reduce(lambda a, b: self._all(a, b, _plus), map(self.of, terms))
            case ex.Product(factors):
                return reduce(lambda a, b: self._all(a, b, _times), map(self.of, factors))
            case ex.Power(base, exponent):
                return [_Quotient(u.top**exponent, u.below**exponent) for u in self.of(base)]
            case ex.Quotient(numerator, denominator):
                self.denominators.append(denominator)
                below = self.of(denominator)
                self.cuts += [p for u in below for p in (u.top, u.below)]
                inverses = [_Quotient(u.below, u.top) for u in below if u.top]
                return self._all(self.of(numerator), inverses, _times)
            case ex.Abs(argument):
                u = self.of(argument)
                self.cuts += [p for v in u for p in (v.top, v.below)]
                return u + [_Quotient(-v.top, v.below) for v in u]
            case ex.Relu(argument):
                u = self.of(argument)
                self.cuts += [p for v in u for p in (v.top, v.below)]
                return [*u, _Quotient(flint.fmpq_poly([0]), one)]
            case ex.Max(arguments) | ex.Min(arguments):
                lists = [self.of(a) for a in arguments]
                for i, first in enumerate(lists):
                    for second in lists[:i]:
                        self.cuts += [a.top * b.below - b.top * a.below for a in first for b in second]
                return [u for one_list in lists for u in one_list]
            case _:
                raise TypeError(type(node).__name__)

    def _all(self, a: list[_Quotient], b: list[_Quotient], operation: Any) -> list[_Quotient]:
        if len(a) * len(b) > MAX_BRANCHES:
            raise TooManyBranches
        found: dict[str, _Quotient] = {}
        for u in a:
            for v in b:
                w = operation(u, v)
                found[f"{w.top}/{w.below}"] = w
        return list(found.values())


def _plus(a: _Quotient, b: _Quotient) -> _Quotient:
    return _Quotient(a.top * b.below + b.top * a.below, a.below * b.below)


def _times(a: _Quotient, b: _Quotient) -> _Quotient:
    return _Quotient(a.top * b.top, a.below * b.below)


def _value(node: ex.Expression, x: Any) -> Any:
    """Return a ball that contains the value at the points of a ball x, or the value at a rational number x."""
    match node:
        case ex.Constant(value):
            exact = flint.fmpq(value.numerator, value.denominator)
            return exact if isinstance(x, flint.fmpq) else flint.arb(exact)
        case ex.Variable():
            return x
        case ex.Sum(terms):
            return reduce(lambda a, b: a + b, (_value(t, x) for t in terms))
        case ex.Product(factors):
            return reduce(lambda a, b: a * b, (_value(t, x) for t in factors))
        case ex.Power(base, exponent):
            return reduce(lambda a, b: a * b, [_value(base, x)] * exponent)  # the power of a ball around 0 is no number
        case ex.Quotient(numerator, denominator):
            return _value(numerator, x) / _value(denominator, x)
        case ex.Abs(argument):
            return abs(_value(argument, x))
        case ex.Relu(argument):
            return _larger(_value(argument, x), 0 * x)
        case ex.Max(arguments):
            return reduce(_larger, (_value(t, x) for t in arguments))
        case ex.Min(arguments):
            return -reduce(_larger, (-_value(t, x) for t in arguments))
        case _:
            raise TypeError(type(node).__name__)


def _larger(a: Any, b: Any) -> Any:
    return max(a, b) if isinstance(a, flint.fmpq) else a.max(b)


def _sign(ball: Any) -> int:
    """Return the sign; 0 for a ball around 0, which has to be very small."""
    if ball > 0:
        return 1
    if ball < 0:
        return -1
    if not abs(ball) < flint.arb(2) ** -EQUAL:
        raise ArithmeticError("more digits are needed")
    return 0


def _real_roots(polynomials: list[Any]) -> list[Any]:
    """Return balls around the different real roots, increasing."""
    factors = set()
    for p in polynomials:
        if p.degree() > 0:
            factors |= {tuple(int(c) for c in q.coeffs()) for q, _ in p.numer().factor()[1]}
    roots = [r.real for q in factors for r, _ in flint.fmpz_poly(list(q)).complex_roots() if r.imag.is_zero()]
    return sorted(roots, key=lambda r: r.mid())


def _limit(node: ex.Expression, last: Any, direction: int) -> Any:
    """Return the limit at an end of the line (a ball, or +-infinity as a float), from values far out.

    The function is one of finitely many rational functions there: which one is told by its value at a few points.
    """
    branches = _Branches().of(node)
    points = [flint.fmpq(last + direction * k) for k in range(80)]
    values = [_value(node, p) for p in points]
    for u in branches:
        if all(u.top(p) == v * u.below(p) for p, v in zip(points, values, strict=True)):
            p, q = u.top.degree(), u.below.degree()
            if not u.top or p < q:
                return flint.arb(0)
            lead = u.top[p] / u.below[q]
            if p == q:
                return flint.arb(lead)
            rises = (lead > 0) == (direction > 0 or (p - q) % 2 == 0)
            return float("inf") if rises else float("-inf")
    raise ArithmeticError("no branch fits")


def compare(a: Any, b: Any) -> int:
    """Return the sign of the difference of two heights."""
    if isinstance(a, float) or isinstance(b, float):
        fa, fb = (v if isinstance(v, float) else 0.0 for v in (a, b))
        return (fa > fb) - (fa < fb)
    return _sign(a - b)


def decide(objective: ex.Expression) -> Truth:
    """Return whether a function of one variable has a spurious setwise local minimum.

    Raises:
        TooManyBranches: the nesting is too deep for this decision.
    """
    before = flint.ctx.prec
    flint.ctx.prec = PRECISION
    try:
        return _decide(objective)
    finally:
        flint.ctx.prec = before


def _decide(objective: ex.Expression) -> Truth:
    found = _table(objective).heights
    if found is None:
        return Truth.UNDEFINED
    valleys = valleys_of(found)
    return Truth.REFUTED if any(compare(v, valleys[0][0]) for v, _ in valleys) else Truth.CERTIFIED


@dataclass(frozen=True)
class Table:
    """The function at the cuts.

    Attributes:
        polynomials: they vanish at the cuts; not all of them are needed.
        heights: the limit at the left end, the values at the cuts, the limit at the right end; balls, or +-infinity as
            a float.  None: a denominator vanishes somewhere.
    """

    polynomials: list[Any]
    heights: list[Any] | None


def table_of(objective: ex.Expression) -> Table:
    """Return the values of a function of one variable at the cuts; the balls are compared with ``compare``.

    Raises:
        TooManyBranches: the nesting is too deep for this decision.
    """
    with flint.ctx.workprec(PRECISION):
        return _table(objective)


def _table(objective: ex.Expression) -> Table:
    branches = _Branches()
    functions = branches.of(objective)
    slopes = [u.top.derivative() * u.below - u.top * u.below.derivative() for u in functions]
    polynomials = [*branches.cuts, *slopes, *(u.below for u in functions)]
    roots = _real_roots(polynomials)
    for denominator in branches.denominators:
        if any(_sign(_value(denominator, r)) == 0 for r in roots):
            return Table(polynomials, None)
    if not roots:
        roots = [flint.arb(0)]
    middles = [(a + b) / 2 for a, b in pairwise(roots)]
    first, last = int(roots[0].mid().floor().unique_fmpz()) - 2, int(roots[-1].mid().ceil().unique_fmpz()) + 2
    if branches.denominators and any(
        _sign(_value(d, p)) == 0 for d in branches.denominators for p in (*middles, flint.arb(first), flint.arb(last))
    ):
        return Table(polynomials, None)
    at_roots = [_value(objective, r) for r in roots]
    return Table(polynomials, [_limit(objective, first, -1), *at_roots, _limit(objective, last, 1)])


def valleys_of(heights: list[Any]) -> list[tuple[Any, bool]]:
    """Return the value of every valley, from left to right, and whether it reaches an end of the line."""
    directions = [compare(b, a) for a, b in pairwise(heights)]
    last = len(directions) - 1
    valleys = [(heights[0], True)] if directions[0] > 0 else []
    for k, direction in enumerate(directions):
        if direction == 0:
            valleys.append((heights[k], k in (0, last)))
        if direction < 0 and k < last and directions[k + 1] > 0:
            valleys.append((heights[k + 1], False))
    if directions[-1] < 0:
        valleys.append((heights[-1], True))
    return valleys
