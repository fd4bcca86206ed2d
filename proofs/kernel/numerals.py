"""Exact numbers as text: ``-?digits(/digits)?`` in lowest terms, one spelling per number.  Soundness-critical: yes.

Python refuses to convert long digit strings (quadratic time, a limit that a library must not change), so long numbers
are split in halves at a power of ten.
"""

from __future__ import annotations

import re
from fractions import Fraction

from .effort import spend
from .errors import MalformedCertificate

MAX_DIGITS = 100_000
_BLOCK = 600  # digits converted in one piece: below every limit to which the interpreter can be set
_SHORT = 10**_BLOCK
_MAX_BITS = 332_193  # bit length of 10^MAX_DIGITS
_COST = 16  # units of work of one short number
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_RATIONAL = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:/([1-9][0-9]*))?", re.ASCII)


def _natural(digits: str) -> int:
    if len(digits) <= _BLOCK:
        return int(digits)
    low = len(digits) // 2
    return _natural(digits[:-low]) * int(10**low) + _natural(digits[-low:])


def _digits(value: int, width: int) -> str:
    """Return at least the digits of a natural number below 10^width, without padding."""
    if width <= _BLOCK:
        return str(value)
    low = width // 2
    head, tail = divmod(value, 10**low)
    if not head:
        return _digits(tail, low)
    return _digits(head, width - low) + _digits(tail, low).rjust(low, "0")


def _signed(text: str) -> int:
    return -_natural(text[1:]) if text[0] == "-" else _natural(text)


def _check_length(digits: int) -> None:
    if digits > MAX_DIGITS:
        raise MalformedCertificate("", "too-many-digits", f"more than {MAX_DIGITS} digits")
    spend(_COST + (digits * digits >> 12))  # conversion and greatest common divisors take quadratic time


def read_integer(text: str) -> int:
    """Return the integer with this canonical text.

    Raises:
        MalformedCertificate: ``number-text`` or ``too-many-digits``.
    """
    if not _INTEGER.fullmatch(text) or text == "-0":
        raise MalformedCertificate("", "number-text", "expected -?digits without leading zeros")
    _check_length(len(text.lstrip("-")))
    return _signed(text)


def read_rational(text: str) -> Fraction:
    """Return the rational number with this canonical text.

    Raises:
        MalformedCertificate: ``number-text``, ``not-lowest-terms`` or ``too-many-digits``.
    """
    match = _RATIONAL.fullmatch(text)
    if match is None or match[1] == "-0":
        raise MalformedCertificate("", "number-text", "expected -?digits(/digits)? without leading zeros")
    top, bottom = match.groups()
    _check_length(len(top.lstrip("-")))
    if bottom is None:
        return Fraction(_signed(top))
    _check_length(len(bottom))
    denominator = _natural(bottom)
    value = Fraction(_signed(top), denominator)
    if denominator == 1 or value.denominator != denominator:
        raise MalformedCertificate("", "not-lowest-terms", "the fraction is not in lowest terms")
    return value


def write_integer(value: int) -> str:
    """Return the canonical text of an integer.

    Raises:
        MalformedCertificate: ``too-many-digits``.
    """
    if -_SHORT < value < _SHORT:
        return str(value)
    size = abs(value)
    if size.bit_length() > _MAX_BITS:
        _check_length(MAX_DIGITS + 1)
    # 3 bits hold less than one digit, so this width is never too small
    text = _digits(size, size.bit_length() // 3 + 1)
    _check_length(len(text))
    return f"-{text}" if value < 0 else text


def write_rational(value: Fraction) -> str:
    """Return the canonical text of a rational number.

    Raises:
        MalformedCertificate: ``too-many-digits``.
    """
    top = write_integer(value.numerator)
    return top if value.denominator == 1 else f"{top}/{write_integer(value.denominator)}"
