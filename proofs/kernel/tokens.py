"""Splitting the text of an objective into numbers, names and signs.  Soundness-critical: yes.

Only ASCII is read; every refusal shows the offending line with escapes, so that no text can steer a terminal.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from .codes import printable, refusal
from .errors import InputError
from .limits import ParserLimits, too_many_digits

_SHOWN = 80  # characters of a long line shown on either side of the caret

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|[-+*/^(),])",
    re.ASCII,
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ADVICE_ASCII = {
    "%": "the remainder function is not definable on the whole line",
    "!": "factorials are not available",
    "[": "use parentheses ( ); write indexed variables as x1 or x_1_2",
    "]": "use parentheses ( ); write indexed variables as x1 or x_1_2",
    "{": "use parentheses ( )",
    "}": "use parentheses ( )",
    "$": "write the formula as plain text, without dollar signs",
    ";": "write one expression",
    ":": "write one expression",
    "_": "names begin with a letter",
    ".": "a decimal point needs digits: 0.5",
}
_ADVICE_UNICODE = {
    "\u2212": "this minus sign is a Unicode character: write -",
    "\u2013": "this dash is a Unicode character: write -",
    "\u2014": "this dash is a Unicode character: write -",
    "\u2010": "this hyphen is a Unicode character: write -",
    "\u2011": "this hyphen is a Unicode character: write -",
    "\u00b7": "write * for a product",
    "\u22c5": "write * for a product",
    "\u00d7": "write * for a product",
    "\u2217": "write * for a product",
    "\u00f7": "write / for a quotient",
    "\u2044": "write / for a quotient",
    "\u2215": "write / for a quotient",
    "\u00b2": "write ^2",
    "\u00b3": "write ^3",
    "\u00b9": "write ^1",
    "\u00bd": "write 1/2",
    "\u221a": "write sqrt(...)",
    "\u03c0": "pi is irrational and not available; use a rational number",
    "\u221e": "infinity is not a number",
    "\u2016": "write abs(...), or the sum of squares for a norm",
    "\u03c3": "write sigmoid(...), or spell the variable as sigma",
    "\u00a0": "this is a no-break space: write an ordinary space",
    "\u2009": "this is a thin space: write an ordinary space",
    "\ufeff": "remove the byte order mark",
    "\u2264": "an objective is one expression, without comparisons",
    "\u2265": "an objective is one expression, without comparisons",
}


class Token(NamedTuple):
    """A piece of the text: ``kind`` is number, name, or the sign itself (``**`` becomes ``^``)."""

    kind: str
    text: str
    position: int


def located(error: InputError, text: str, position: int) -> InputError:
    """Return the error with the offending line and the caret's column in it.

    Args:
        error: code, message and hint.
        text: the whole input.
        position: index into ``text``.

    Returns:
        An error whose ``text`` is printable ASCII (escapes for everything else, long lines cut with ``...``) and
        whose ``position`` is the column in that text.
    """
    start = text.rfind("\n", 0, position) + 1
    stop = text.find("\n", position)
    stop = len(text) if stop < 0 else stop
    first, last = max(start, position - _SHOWN), min(stop, position + _SHOWN)
    before = ("..." if first > start else "") + printable(text[first:position])
    after = printable(text[position:last].rstrip("\r")) + ("..." if last < stop else "")
    message = error.message
    if "\n" in text.strip():
        message = f"line {text.count(chr(10), 0, position) + 1}: {message}"
    return refusal(error.code, message, error.hint, before + after, len(before))


def _unicode_advice(char: str) -> str:
    """Return what to write instead of a character, or ""."""
    letters = "write names in ASCII letters and digits, for example alpha or x1"
    return _ADVICE_UNICODE.get(char, letters if char.isalpha() else "")


def tokenize(text: str, limits: ParserLimits) -> list[Token]:
    """Return the tokens of the text.

    Raises:
        InputError: E108 to E111, E116, E117, E119, E122, E123; the caret is at the first character that is refused.
    """
    if len(text) > limits.characters:
        message = f"the text has {len(text)} characters, the limit is {limits.characters}"
        raise refusal("E122", message)
    foreign = _NOT_ASCII.search(text)
    if foreign is not None:
        char = foreign.group()
        error = refusal("E108", f"the character {printable(char)} is not ASCII", _unicode_advice(char))
        raise located(error, text, foreign.start())
    tokens: list[Token] = []
    position, end = 0, len(text)
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise located(_bad_character(text, position, tokens), text, position)
        kind, piece = match.lastgroup, match.group()
        if kind != "space":
            if kind == "number" and tokens and tokens[-1].kind == "number" and position == _end(tokens[-1]):
                raise located(refusal("E116", "a number with two decimal points"), text, position)
            if len(tokens) >= limits.tokens:
                error = refusal("E123", f"more than {limits.tokens} numbers, names and signs")
                raise located(error, text, position)
            if kind == "sign":
                kind = piece = "^" if piece == "**" else piece
            tokens.append(Token(str(kind), piece, position))
        position = match.end()
    return tokens


def _end(token: Token) -> int:
    return token.position + len(token.text)


def _bad_character(text: str, position: int, tokens: list[Token]) -> InputError:
    char, following = text[position], text[position + 1 : position + 2]
    adjacent = bool(tokens) and _end(tokens[-1]) == position
    if char in "=<>~" or (char == "!" and following == "="):
        return refusal("E110")
    if char == "|":
        return refusal("E111")
    if char == "\\":
        return refusal("E119")
    if adjacent and tokens[-1].kind == "number" and char in "._":
        hint = "digits cannot be grouped: write 1000" if char == "_" else "write one decimal point: 1.5"
        return refusal("E116", hint=hint)
    if char == "_":
        return refusal("E117", "a name begins with '_'", _ADVICE_ASCII["_"])
    shown = f"'{char}'" if char.isprintable() else f"the control character {printable(char)}"
    return refusal("E109", f"{shown} has no meaning in formulas", _ADVICE_ASCII.get(char, ""))


def read_number(literal: str, limits: ParserLimits) -> Fraction:
    """Return the exact value of a decimal literal such as ``12``, ``0.1`` or ``1.5e-3``.

    Raises:
        InputError: E126 if numerator or denominator would have more than ``limits.digits`` digits.
    """
    mantissa, _, exponent = literal.replace("E", "e").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    if len(digits) > limits.digits or len(exponent.lstrip("+-0")) > 6:
        raise too_many_digits(limits)
    try:
        scale = int(exponent or "0") - len(fraction)
        value = int(digits)
    except ValueError:  # the interpreter's own limit on digits may be set lower
        raise too_many_digits(limits) from None
    if abs(scale) > limits.digits:
        raise too_many_digits(limits)
    return Fraction(value * 10**scale) if scale >= 0 else Fraction(value, 10**-scale)
