"""JSON without its ambiguities: no floats, no repeated keys, ASCII, bounded size and depth.  Soundness-critical: yes.

What is wrong inside a value is kept in place as ``Refused``, so that the reader above can report it with its path.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from .errors import MalformedCertificate

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 200
MAX_STRING = 2 * 2**20
MAX_INTEGER = 2**53 - 1  # of JSON integers; everything larger is written as a string of digits

# What is between brackets: strings (the last one may lack its end) and everything else; then a run of brackets.
# Possessive repetition, so that hostile input takes linear time.
_RUN = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"?+)*+([\[\]{}]++|\Z)', re.DOTALL)
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


@dataclass(frozen=True, slots=True)
class Refused:
    """A JSON value that no certificate may contain: its code and what it is."""

    code: str
    detail: str


def malformed(code: str, detail: str = "", where: str = "") -> MalformedCertificate:
    """Return the error; readers of containers prepend their part of the path to ``where``."""
    return MalformedCertificate(where, code, detail)


def type_name(value: object) -> str:
    """Return what a JSON value is, in words."""
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", int: "a number"}
    return "null" if value is None else names.get(type(value), "a value")


def wrong_type(expected: str, value: object) -> MalformedCertificate:
    """Return the error for a value of another type than expected, or for a refused value."""
    if isinstance(value, Refused):
        return malformed(value.code, value.detail)
    return malformed("wrong-type", f"expected {expected}, not {type_name(value)}")


def shown(text: str) -> str:
    """Return a string of the file quoted for a message: ASCII, short."""
    return ascii(text if len(text) <= 40 else text[:37] + "...")


def _object(pairs: list[tuple[str, object]]) -> object:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            return Refused("repeated-key", shown(key))
        seen.add(key)
    return found


def _integer(text: str) -> object:
    if text == "-0":
        return Refused("number-text", "-0")
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        return Refused("number-range", "an integer of more than 53 bits; write it as a string")
    return int(text)


def _float(text: str) -> object:
    return Refused("float", f'{shown(text)} is not exact; write "p/q"')


def check_depth(data: bytes) -> None:
    """Refuse nesting beyond MAX_DEPTH, before a recursive reader sees it.

    The count never falls short of the true depth of a valid text; for an invalid one it may exceed it.
    """
    depth = 0
    for run in _RUN.finditer(data):
        for bracket in run[1]:
            depth += _STEP[bracket]
            if depth > MAX_DEPTH:
                raise malformed("too-deep", f"more than {MAX_DEPTH} levels", "file")


def read_json(data: bytes) -> object:
    """Return the JSON value of ASCII bytes.

    Args:
        data: one JSON value, with white space around tokens allowed.

    Returns:
        dict, list, str, int, bool, None, with ``Refused`` in place of floats, large integers and objects with
        repeated keys.

    Raises:
        MalformedCertificate: ``too-large``, ``not-ascii``, ``too-deep`` or ``json-syntax``.
    """
    if len(data) > MAX_BYTES:
        raise malformed("too-large", f"more than {MAX_BYTES} bytes", "file")
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise malformed("not-ascii", f"byte {data[error.start]:#04x}", f"byte {error.start}") from None
    check_depth(data)
    try:
        value: object = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_float
        )
    except json.JSONDecodeError as error:
        raise malformed("json-syntax", error.msg, f"byte {error.pos}") from None
    return value


def check_string(value: object) -> str:
    """Return the value if it is a string of printable ASCII of bounded length."""
    if type(value) is not str:
        raise wrong_type("a string", value)
    if len(value) > MAX_STRING:
        raise malformed("string-too-long", f"more than {MAX_STRING} characters")
    if not (value.isascii() and (value.isprintable() or not value)):
        raise malformed("string-text", "only printable ASCII characters are allowed")
    return value


def check_plain(value: object) -> object:
    """Return a value under ``meta``: strings, integers, booleans, null, lists and objects of these."""
    if type(value) is dict:
        for key, item in value.items():
            try:
                check_string(key)
                check_plain(item)
            except MalformedCertificate as error:
                error.where = f".{key if key.isascii() and key.isidentifier() else shown(key)}{error.where}"
                raise
    elif type(value) is list:
        for k, item in enumerate(value):
            try:
                check_plain(item)
            except MalformedCertificate as error:
                error.where = f"[{k}]{error.where}"
                raise
    elif type(value) is str:
        check_string(value)
    elif type(value) is int:
        if abs(value) > MAX_INTEGER:
            raise malformed("number-range", "an integer of more than 53 bits; write it as a string")
    elif value is not None and type(value) is not bool:
        raise wrong_type("a string, an integer, true, false, null, a list or an object", value)
    return value


def canonical_json(value: object) -> bytes:
    """Return the canonical bytes of a JSON value: keys sorted, no white space, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")
