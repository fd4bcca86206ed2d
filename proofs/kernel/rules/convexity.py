"""Convex functions, seen from the formula.  Soundness-critical: yes.

Mathematics: docs/theory.md, section "Convex functions".  Every part of the formula gets what is seen of it: convex,
concave (both: affine), log-convex, log-concave, and rational bounds of its values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from ..effort import spend
from ..errors import InputError, Reason, RejectedStep, need
from ..evidence import ConvexFunction
from ..expression import (
    Abs,
    Constant,
    Exp,
    Expression,
    Log,
    Max,
    Min,
    Power,
    Product,
    Quotient,
    Relu,
    Sigmoid,
    Sqrt,
    Sum,
    Tanh,
    Variable,
    variables_of,
)
from ..lift import Lift, lift
from ..parser import parse
from ..polynomial import Polynomial
from ..semidefinite import check_positive_semidefinite
from .coordinates import is_same_lift

MAX_TERMS = 500  # of a quadratic polynomial
MAX_BITS = 4096  # of a bound
COST = 200


@dataclass(frozen=True, slots=True)
class Shape:
    """What is seen of a part; log-convex and log-concave parts are positive.

    ``low``, ``high``: bounds of all values, None: none seen.  ``norm``: the square root is convex.
    """

    convex: bool = False
    concave: bool = False
    log_convex: bool = False
    log_concave: bool = False
    norm: bool = False
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def affine(self) -> bool:
        """Whether it is convex and concave."""
        return self.convex and self.concave

    @property
    def nonnegative(self) -> bool:
        """Whether no value is negative."""
        return self.low is not None and self.low >= 0

    def negative(self) -> Shape:
        """Return the shape of -u."""
        low = None if self.high is None else -self.high
        return Shape(self.concave, self.convex, low=low, high=None if self.low is None else -self.low)


def check_convex_function(lifted: Lift, evidence: ConvexFunction, where: str) -> None:
    """Check that a formula of f shows that f is convex.

    Raises:
        RejectedStep: if the formula cannot be read or is another function, or f is not seen to be convex.
    """
    place = f"{where}.evidence.objective"
    try:
        tree = parse(evidence.objective)
        same = is_same_lift(lift(tree, lifted.variables), lifted)
    except InputError as error:
        raise RejectedStep(place, Reason.OBJECTIVE_MISMATCH, error.message) from error
    need(same, place, Reason.OBJECTIVE_MISMATCH, "this is not the objective")
    need(shape_of(tree).convex, place, Reason.SIGN, "the function is not seen to be convex")


def shape_of(node: Expression) -> Shape:
    """Return what is seen of a well defined formula: every denominator nonzero, arguments of sqrt and log positive."""
    spend(COST)
    match node:
        case Constant(value):
            return _constant(value)
        case Variable():
            return Shape(True, True)
        case Sum(terms):
            small = [t for t in terms if _degree(t) is not None]
            others = [shape_of(t) for t in terms if _degree(t) is None]
            if not small:
                return _sum(others)
            polynomial = _quadratic(Sum(tuple(small)), _sum([shape_of(t) for t in small]))
            return _sum([polynomial, *others])
        case Product(factors):
            shape = _constant(Fraction(1))
            for factor in factors:
                shape = _product(shape, shape_of(factor))
            return shape if _degree(node) is None else _quadratic(node, shape)
        case Power(base, exponent):
            return _power(shape_of(base), exponent)
        case Quotient(numerator, denominator):
            return _product(shape_of(numerator), _inverse(shape_of(denominator)))
        case Exp(argument):
            return _exponential(shape_of(argument))
        case Log(argument):
            return _logarithm(shape_of(argument))
        case Sqrt(argument):
            u = shape_of(argument)
            # a positive convex polynomial of degree 2 is |Ax + b|^2 + c with c >= 0
            norm = u.norm or (u.convex and _degree(argument) is not None)
            return Shape(norm or u.log_convex, u.concave, u.log_convex, u.log_concave, low=Fraction(0))
        case Abs(argument):
            return _absolute(shape_of(argument))
        case Relu(argument):
            return _maximum([shape_of(argument), _constant(Fraction(0))])
        case Max(arguments):
            return _maximum([shape_of(a) for a in arguments])
        case Min(arguments):
            return _maximum([shape_of(a).negative() for a in arguments]).negative()
        case Sigmoid(argument):  # log sigmoid(u) = -log(1 + exp(-u)) is concave and increases
            return Shape(log_concave=shape_of(argument).concave, low=Fraction(0), high=Fraction(1))
        case Tanh():
            return Shape(low=Fraction(-1), high=Fraction(1))


def _constant(value: Fraction) -> Shape:
    short = value.numerator.bit_length() + value.denominator.bit_length() <= MAX_BITS
    low, high = (value, value) if short else (Fraction(0) if value >= 0 else None, None)
    return Shape(True, True, value > 0, value > 0, value >= 0, low, high)


def _short(value: Fraction | None, default: Fraction | None) -> Fraction | None:
    if value is None or value.numerator.bit_length() + value.denominator.bit_length() <= MAX_BITS:
        return value
    return default


def _sum(parts: list[Shape]) -> Shape:
    lows = [p.low for p in parts if p.low is not None]
    highs = [p.high for p in parts if p.high is not None]
    return Shape(
        all(p.convex for p in parts),
        all(p.concave for p in parts),
        all(p.log_convex for p in parts),  # sums of log-convex functions are log-convex; not so for log-concave ones
        False,
        all(p.norm for p in parts),
        _short(sum(lows, Fraction(0)), None) if len(lows) == len(parts) else None,
        _short(sum(highs, Fraction(0)), None) if len(highs) == len(parts) else None,
    )


def _product(u: Shape, v: Shape) -> Shape:
    if v.low is not None and v.low == v.high:
        u, v = v, u
    low = _short(u.low * v.low, Fraction(0)) if u.nonnegative and v.nonnegative and u.low and v.low else None
    if low is None and u.nonnegative and v.nonnegative:
        low = Fraction(0)
    logs = u.log_convex and v.log_convex, u.log_concave and v.log_concave
    # a product of two nonnegative log-convex functions is convex
    shape = Shape(logs[0], False, *logs, low=low)
    if u.low is None or u.low != u.high:
        return shape
    c = u.low
    if c == 0:
        return _constant(c)
    side = v if c > 0 else v.negative()
    scale = abs(c)
    low = None if side.low is None else _short(side.low * scale, Fraction(0) if side.low >= 0 else None)
    high = None if side.high is None else _short(side.high * scale, Fraction(0) if side.high <= 0 else None)
    return Shape(side.convex, side.concave, *logs, c > 0 and v.norm, low, high)


def _power(u: Shape, exponent: int) -> Shape:
    if exponent == 0:
        return _constant(Fraction(1))
    if exponent == 1:
        return u
    even = exponent % 2 == 0
    low = Fraction(0) if even or u.nonnegative else None
    if low is not None and u.low is not None and u.low > 0:
        low = Fraction(1) if u.low >= 1 else low
    convex = u.log_convex or (u.convex and u.nonnegative)
    if even:
        nonpositive = u.high is not None and u.high <= 0
        convex = convex or u.affine or (u.concave and nonpositive)
    # sqrt(u^2) = |u|, and u^2 has a convex root if u >= 0 is convex or u is affine
    norm = exponent == 2 and (u.affine or (u.convex and u.nonnegative))
    return Shape(convex, False, u.log_convex, u.log_concave, norm, low)


def _inverse(u: Shape) -> Shape:
    """Return the shape of 1/u for u without zeros."""
    if u.low is not None and u.low == u.high and u.low != 0:
        return _constant(1 / u.low)
    # 1/u of a log-concave u > 0 is log-convex, hence convex
    return Shape(u.log_concave, False, u.log_concave, u.log_convex, low=Fraction(0) if u.nonnegative else None)


def _exponential(u: Shape) -> Shape:
    high = Fraction(1) if u.high is not None and u.high <= 0 else None
    low = Fraction(1) if u.nonnegative else Fraction(0)
    return Shape(u.convex, False, u.convex, u.concave, low=low, high=high)


def _logarithm(u: Shape) -> Shape:
    low = Fraction(0) if u.low is not None and u.low >= 1 else None
    high = Fraction(0) if u.high is not None and u.high <= 1 else None
    return Shape(u.log_convex, u.log_concave or u.concave, low=low, high=high)


def _absolute(u: Shape) -> Shape:
    nonpositive = u.high is not None and u.high <= 0
    convex = u.affine or (u.convex and u.nonnegative) or (u.concave and nonpositive)
    return Shape(convex, low=u.low if u.nonnegative else Fraction(0))


def _maximum(parts: list[Shape]) -> Shape:
    lows = [p.low for p in parts if p.low is not None]
    highs = [p.high for p in parts if p.high is not None]
    high = max(highs) if len(highs) == len(parts) else None
    logs = all(p.log_convex for p in parts)
    return Shape(all(p.convex for p in parts), False, logs, low=max(lows, default=None), high=high)


def _degree(node: Expression) -> int | None:
    """Return the degree of a polynomial as it is written, if it is at most 2, else None."""
    spend(COST)
    match node:
        case Constant():
            return 0
        case Variable():
            return 1
        case Sum(parts) | Product(parts):
            degrees = [_degree(part) for part in parts]
            known = [d for d in degrees if d is not None]
            if len(known) < len(degrees):
                return None
            total = max(known) if isinstance(node, Sum) else sum(known)
        case Power(base, exponent):
            inside = _degree(base)
            if inside is None:
                return None
            total = inside * exponent
        case _:
            return None
    return total if total <= 2 else None


def _quadratic(node: Expression, shape: Shape) -> Shape:
    """Return the shape with what the second derivatives of a polynomial of degree at most 2 show."""
    if shape.convex or shape.concave:
        return shape
    p = lift(node, variables_of(node)).objective
    need(len(p) <= MAX_TERMS, "convexity", Reason.LIMIT, "a quadratic polynomial with too many terms")
    return replace(shape, convex=_is_semidefinite(p), concave=_is_semidefinite(-p))


def _is_semidefinite(p: Polynomial) -> bool:
    """Return whether the second derivatives of a polynomial of degree at most 2 form a semidefinite matrix."""
    places = sorted(p.variables())
    rows = [
        [p.derivative(i).derivative(j).as_constant() or Fraction(0) for j in places[: k + 1]]
        for k, i in enumerate(places)
    ]
    try:
        check_positive_semidefinite(tuple(tuple(row) for row in rows), "convexity")
    except RejectedStep as error:
        if error.reason is not Reason.NOT_POSITIVE_SEMIDEFINITE:
            raise
        return False
    return True
