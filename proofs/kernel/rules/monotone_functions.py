"""Strictly monotone functions of one variable on the whole line, and their images.  Soundness-critical: yes.

Mathematics: docs/theory.md, section "Functions of single variables".  Every part of the formula gets its direction and
the exact infimum and supremum of its values, which a monotone part has as limits at the two ends of the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from ..errors import Reason, RejectedStep, need
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
)
from .increasing import growth_of_rational, is_long, rational_part


@dataclass(frozen=True, slots=True)
class Image:
    """The direction of a part and the interval of its values.

    Attributes:
        direction: 1 strictly increasing, -1 strictly decreasing, 0 constant.
        low: the infimum of the values; None: -infinity.
        high: their supremum; None: infinity.
    """

    direction: int
    low: Fraction | None
    high: Fraction | None


def image_of(phi: Expression, where: str) -> Image:
    """Return the image of a function of one variable that is defined on the line and strictly monotone or constant.

    Raises:
        RejectedStep: if it is not seen to be monotone (SIGN), or a limit is not known exactly (NOT_SUPPORTED).
    """
    rational = rational_part(phi)
    if rational is not None:
        return _short(Image(*growth_of_rational(rational, None, where)), where)
    match phi:
        case Sum(terms):
            return _short(_sum([image_of(term, where) for term in terms], where), where)
        case Product(factors):
            total = Image(0, Fraction(1), Fraction(1))
            for factor in factors:
                total = _short(_product(total, image_of(factor, where), where), where)
            return total
        case Quotient(numerator, denominator):
            top, bottom = image_of(numerator, where), image_of(denominator, where)
            return _short(_product(top, _inverse(bottom, where), where), where)
        case Power(base, exponent):
            u = image_of(base, where)
            return _raised(u if exponent % 2 else _absolute(u, where), exponent, where)
        case Abs(argument):
            return _absolute(image_of(argument, where), where)
        case Relu(argument):
            u = image_of(argument, where)
            need(u.low is not None and u.low >= 0, where, Reason.SIGN, "relu of what may be negative is constant there")
            return u
        case Max(arguments):
            return _maximum([image_of(a, where) for a in arguments], where)
        case Min(arguments):
            return _negative(_maximum([_negative(image_of(a, where)) for a in arguments], where))
        case Exp(argument):
            u = image_of(argument, where)
            low = Fraction(0) if u.low is None else _known(u.low, {0: 1}, where)
            return Image(u.direction, low, None if u.high is None else _known(u.high, {0: 1}, where))
        case Log(argument):
            u = image_of(argument, where)
            if u.low is None:
                raise RejectedStep(where, Reason.SIGN, "log of what may be negative")
            end = None if u.low == 0 else _known(u.low, {1: 0}, where)
            return Image(u.direction, end, None if u.high is None else _known(u.high, {1: 0}, where))
        case Sqrt(argument):
            u = image_of(argument, where)
            need(u.low is not None and u.low >= 0, where, Reason.SIGN, "sqrt of what may be negative")
            high = None if u.high is None else _root(u.high, where)
            return Image(u.direction, _root(u.low or Fraction(0), where), high)
        case Sigmoid(argument):
            return _bounded(image_of(argument, where), Fraction(0), Fraction(1, 2), Fraction(1), where)
        case Tanh(argument):
            return _bounded(image_of(argument, where), Fraction(-1), Fraction(0), Fraction(1), where)
        case Constant() | Variable():  # rational
            raise AssertionError


def _short(u: Image, where: str) -> Image:
    for end in (u.low, u.high):
        need(end is None or not is_long(end), where, Reason.NOT_SUPPORTED, "a limit with too many digits")
    return u


def _known(value: Fraction, table: dict[int, int], where: str) -> Fraction:
    """Return an exact value of exp, log, sigmoid or tanh; few are rational."""
    for argument, result in table.items():
        if value == argument:
            return Fraction(result)
    raise RejectedStep(where, Reason.NOT_SUPPORTED, "a limit that is not rational")


def _sum(parts: list[Image], where: str) -> Image:
    directions = {u.direction for u in parts} - {0}
    need(len(directions) <= 1, where, Reason.SIGN, "terms that grow in different directions")
    lows, highs = [u.low for u in parts], [u.high for u in parts]
    low = None if None in lows else sum((v for v in lows if v is not None), Fraction(0))
    high = None if None in highs else sum((v for v in highs if v is not None), Fraction(0))
    return Image(directions.pop() if directions else 0, low, high)


def _product(u: Image, v: Image, where: str) -> Image:
    """Return a constant times a part, or the product of two parts without negative values that grow alike."""
    if v.direction == 0:
        u, v = v, u
    if u.direction == 0:
        c = u.low or Fraction(0)  # the value of the constant
        if c == 0:
            return Image(0, Fraction(0), Fraction(0))
        v = v if c > 0 else _negative(v)
        low = None if v.low is None else abs(c) * v.low
        return Image(v.direction, low, None if v.high is None else abs(c) * v.high)
    if u.low is None or v.low is None or u.low < 0 or v.low < 0 or u.direction != v.direction:
        raise RejectedStep(where, Reason.SIGN, "factors of unknown sign or different growth")
    # both suprema are positive, so that one that is infinite makes the product infinite
    return Image(u.direction, u.low * v.low, None if u.high is None or v.high is None else u.high * v.high)


def _negative(u: Image) -> Image:
    return Image(-u.direction, None if u.high is None else -u.high, None if u.low is None else -u.low)


def _inverse(u: Image, where: str) -> Image:
    """Return the image of 1/u for u > 0 or u < 0; the values of a part that is not constant do not reach its limits."""
    if u.low is not None and u.low >= 0:
        need(u.direction != 0 or u.low > 0, where, Reason.SIGN, "a denominator that is zero")
        return Image(-u.direction, 1 / u.high if u.high else Fraction(0), 1 / u.low if u.low else None)
    if u.high is not None and u.high <= 0:
        return _negative(_inverse(_negative(u), where))
    raise RejectedStep(where, Reason.SIGN, "a denominator whose sign is not seen")


def _absolute(u: Image, where: str) -> Image:
    if u.low is not None and u.low >= 0:
        return u
    need(u.high is not None and u.high <= 0, where, Reason.SIGN, "an even function where the sign may change")
    return _negative(u)


def _raised(u: Image, exponent: int, where: str) -> Image:
    """Return the image of the power of a part, for an odd exponent or a part >= 0."""
    if exponent == 0:
        return Image(0, Fraction(1), Fraction(1))
    for end in (u.low, u.high):
        need(end is None or not is_long(end, exponent), where, Reason.NOT_SUPPORTED, "a limit with too many digits")
    low = None if u.low is None else u.low**exponent
    return Image(u.direction, low, None if u.high is None else u.high**exponent)


def _maximum(parts: list[Image], where: str) -> Image:
    """Return the image of the maximum of parts that all increase, or all decrease, strictly."""
    directions = {u.direction for u in parts}
    need(len(directions) == 1 and 0 not in directions, where, Reason.SIGN, "pieces that do not grow alike")
    lows = [u.low for u in parts if u.low is not None]
    highs = [u.high for u in parts if u.high is not None]
    return Image(directions.pop(), max(lows, default=None), max(highs) if len(highs) == len(parts) else None)


def _root(value: Fraction, where: str) -> Fraction:
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    exact = top * top == value.numerator and bottom * bottom == value.denominator
    need(exact, where, Reason.NOT_SUPPORTED, "a limit that is not rational")
    return Fraction(top, bottom)


def _bounded(u: Image, least: Fraction, middle: Fraction, greatest: Fraction, where: str) -> Image:
    """Return the image of a bounded increasing function, with the value ``middle`` at 0, of a part."""
    table = {Fraction(0): middle}
    ends = []
    for end, limit in ((u.low, least), (u.high, greatest)):
        if end is not None and end not in table:
            raise RejectedStep(where, Reason.NOT_SUPPORTED, "a limit that is not rational")
        ends.append(limit if end is None else table[end])
    return Image(u.direction, *ends)
