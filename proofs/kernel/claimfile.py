"""Claim files: objectives with the verdicts that are expected, in TOML.  Soundness-critical: yes (goals are read here).

A file begins with ``schema = "claim/1"``; each ``[[claim]]`` has ``name``, ``objective``, ``expect`` and optionally
``timeout`` (seconds), ``tags``, ``allow`` (citations it may lean on) and a free table ``[claim.truth]``.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from .errors import KernelError

SCHEMA = "claim/1"
EXPECTATIONS = ("certified", "refuted", "undecided", "input-error")
MAX_BYTES = 16 * 2**20
_KEYS = ("name", "objective", "expect", "timeout", "tags", "allow", "truth")
_HEADER = re.compile(r"\s*\[\[\s*claim\s*\]\]\s*(?:#.*)?", re.ASCII)
_PLACE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One claim of a file.

    Attributes:
        name: unique in its file.
        objective: text of the objective, not yet parsed.
        expect: "certified", "refuted", "undecided" or "input-error" (the objective must be refused).
        timeout: seconds > 0, or None.
        tags: free words for selecting claims.
        allow: ids of citations that the verdict may rest on.
        truth: what is known about the objective; for people and tests, never used by the checker.
        line: line of the claim in its file, 0 if unknown.
    """

    name: str
    objective: str
    expect: str
    timeout: Fraction | None = None
    tags: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    truth: Mapping[str, object] = field(default_factory=dict)
    line: int = 0


@dataclass(slots=True)
class ClaimFileError(KernelError):
    """A claim file cannot be read.

    Attributes:
        path: the file.
        line: 1-based line, 0 if unknown.
        message: what is wrong, one line.
        hint: what to do, one line, or "".
        unreadable: the file could not be opened (as opposed to: its content is wrong).
    """

    path: str
    line: int
    message: str
    hint: str = ""
    unreadable: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}" + (f"; {self.hint}" if self.hint else "")


def read_claims(path: str | os.PathLike[str]) -> tuple[ClaimEntry, ...]:
    """Return the claims of a file, in order.

    Args:
        path: a TOML file.

    Raises:
        ClaimFileError: if the file cannot be opened, is no TOML, or has a wrong, unknown or repeated entry.
    """
    name = os.fspath(path)
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ClaimFileError(name, 0, f"cannot be read: {reason}", unreadable=True) from None
    if len(data) > MAX_BYTES:
        raise ClaimFileError(name, 0, f"more than {MAX_BYTES} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ClaimFileError(name, line, "not UTF-8 text", "save the file as UTF-8") from None
    return parse_claims(text, name)


def parse_claims(text: str, path: str = "<text>") -> tuple[ClaimEntry, ...]:
    """Return the claims in the text of a claim file.

    Args:
        text: TOML.
        path: name of the file, for messages.

    Raises:
        ClaimFileError: as read_claims.
    """
    if text.startswith("\ufeff"):
        raise ClaimFileError(path, 1, "the file begins with a byte order mark", "save it as UTF-8 without one")
    try:
        table = tomllib.loads(text, parse_float=_decimal)
    except tomllib.TOMLDecodeError as error:
        match = _PLACE.fullmatch(str(error))
        line = int(match[2]) if match else 0
        message = f"{match[1]} (column {match[3]})" if match else str(error)
        raise ClaimFileError(path, line, message) from None
    except (ValueError, RecursionError):
        raise ClaimFileError(path, 0, "a number is too long, or arrays are nested too deeply") from None
    if table.get("schema") != SCHEMA:
        raise ClaimFileError(path, 0, "'schema' is missing or wrong", f'begin the file with schema = "{SCHEMA}"')
    _refuse_unknown(table, ("schema", "claim"), path, 0, "")
    rows = table.get("claim", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ClaimFileError(path, 0, "'claim' must be an array of tables", "write [[claim]]")
    lines = [k for k, line in enumerate(text.splitlines(), 1) if _HEADER.fullmatch(line)]
    if len(lines) != len(rows):  # such a line inside a multi-line string, or inline tables
        lines = [0] * len(rows)
    found: dict[str, ClaimEntry] = {}
    for number, (row, line) in enumerate(zip(rows, lines, strict=True), 1):
        entry = _entry(row, path, line, number)
        if entry.name in found:
            first = found[entry.name].line
            hint = f"the first one is in line {first}" if first else "names are unique in a file"
            raise ClaimFileError(path, line, f"the name '{entry.name}' occurs twice", hint)
        found[entry.name] = entry
    return tuple(found.values())


def _decimal(text: str) -> object:
    """Decimals are exact; inf, nan and extreme exponents are kept as text and refused where a number is needed."""
    plain = text.replace("_", "")
    if len(plain) > 40 or not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?", plain, re.ASCII):
        return text
    return Fraction(plain)


def _refuse_unknown(row: Mapping[str, object], known: tuple[str, ...], path: str, line: int, lead: str) -> None:
    for key in row:
        if key not in known:
            close = difflib.get_close_matches(key[:64], known, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"known keys: {', '.join(known)}"
            raise ClaimFileError(path, line, f"{lead}unknown key {key[:64]!a}", hint)


def _entry(row: Mapping[str, object], path: str, line: int, number: int) -> ClaimEntry:
    name = row.get("name")
    lead = f"claim {name[:64]!a}: " if isinstance(name, str) else f"claim {number}: "

    def refuse(message: str, hint: str = "") -> ClaimFileError:
        return ClaimFileError(path, line, lead + message, hint)

    def text(key: str) -> str:
        value = row.get(key)
        if not isinstance(value, str):
            raise refuse(f"'{key}' is missing" if key not in row else f"'{key}' must be a string")
        return value

    def words(key: str) -> tuple[str, ...]:
        value = row.get(key, [])
        if not isinstance(value, list):
            raise refuse(f"'{key}' must be a list of strings")
        for word in value:
            if not isinstance(word, str):
                raise refuse(f"'{key}' must be a list of strings")
        return tuple(value)

    _refuse_unknown(row, _KEYS, path, line, lead)
    own = text("name")
    if not own or not own.isascii() or not own.isprintable():
        raise refuse("'name' must be printable ASCII and not empty")
    expect = text("expect")
    if expect not in EXPECTATIONS:
        close = difflib.get_close_matches(expect[:64], EXPECTATIONS, n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"one of {', '.join(EXPECTATIONS)}"
        raise refuse(f"'expect' cannot be {expect[:64]!a}", hint)
    timeout = row.get("timeout")
    if timeout is not None and (not isinstance(timeout, int | Fraction) or isinstance(timeout, bool) or timeout <= 0):
        raise refuse("'timeout' must be a number of seconds above 0")
    truth = row.get("truth", {})
    if not isinstance(truth, dict):
        raise refuse("'truth' must be a table", "write [claim.truth]")
    return ClaimEntry(
        name=own,
        objective=text("objective"),
        expect=expect,
        timeout=None if timeout is None else Fraction(timeout),
        tags=words("tags"),
        allow=words("allow"),
        truth=truth,
        line=line,
    )
