"""JSON values <-> the data classes of claims and evidence, read off their type hints.  Soundness-critical: yes.

A dataclass is an object with its fields as keys; fields equal to their default are left out.  In a union of several
dataclasses the object has also the key ``kind``, the class name.  Tuples are lists.  Nothing is ever ignored.
"""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, Field, fields
from enum import Enum
from fractions import Fraction
from functools import cache, cached_property
from math import lcm
from typing import Any, Protocol

from .algebraic import AlgebraicNumber
from .claims import CriticalValues
from .effort import spend
from .errors import MalformedCertificate
from .evidence import (
    DescendingPaths,
    FiniteValues,
    InfimumOfPieces,
    MonotonePieces,
    NoPoles,
    Phases,
    RationalArc,
    Separation,
    Side,
    SpuriousValley,
)
from .numerals import MAX_DIGITS, read_integer, read_rational, write_integer, write_rational
from .polynomial import MAX_DEGREE, Polynomial, pack
from .strict_json import check_string, malformed, shown, wrong_type

MAX_INDEX = 2**31 - 1
MAX_VARIABLES = 2_000  # length of an exponent list
MAX_COMMON_BITS = 2**31  # number of terms times bits of the common denominator, in one polynomial


class Codec(Protocol):
    """Reads and writes the values of one type."""

    def decode(self, value: object) -> Any:
        """Return the value of a JSON value; raise MalformedCertificate if it is not one of this type."""

    def encode(self, value: Any) -> object:
        """Return the JSON value of a value; raise MalformedCertificate if it is not one of this type."""


class IntegerRule(Enum):
    """How the integers of a field are written."""

    INDEX = "natural number below 2^31, as a JSON integer"
    SIGN = "1 or -1, as a JSON integer"
    DIRECTION = "1, 0 or -1, as a JSON integer"
    COEFFICIENT = "any integer, as a string"


# Everywhere else integers are indices, exponents, orders.  A field that is missing here is refused, never misread.
_INTEGER_RULES = {
    (AlgebraicNumber, "polynomial"): IntegerRule.COEFFICIENT,
    (CriticalValues, "polynomial"): IntegerRule.COEFFICIENT,
    (DescendingPaths, "weights"): IntegerRule.COEFFICIENT,
    (FiniteValues, "polynomial"): IntegerRule.COEFFICIENT,
    (InfimumOfPieces, "breakpoints"): IntegerRule.COEFFICIENT,
    (MonotonePieces, "breakpoints"): IntegerRule.COEFFICIENT,
    (NoPoles, "breakpoints"): IntegerRule.COEFFICIENT,
    (Separation, "polynomial"): IntegerRule.COEFFICIENT,
    (SpuriousValley, "breakpoints"): IntegerRule.COEFFICIENT,
    (RationalArc, "coordinates"): IntegerRule.COEFFICIENT,
    (Phases, "direction"): IntegerRule.DIRECTION,
    (Side, "sign"): IntegerRule.SIGN,
}


class _Integer:
    def __init__(self, rule: IntegerRule) -> None:
        self.rule = rule

    def decode(self, value: object) -> int:
        if self.rule is IntegerRule.COEFFICIENT:
            if type(value) is not str:
                raise wrong_type("an integer as a string", value)
            return read_integer(value)
        return self.check(value)

    def encode(self, value: Any) -> object:
        if type(value) is int and self.rule is IntegerRule.COEFFICIENT:
            return write_integer(value)
        return self.check(value)

    def check(self, value: object) -> int:
        if type(value) is not int:
            raise wrong_type("an integer", value)
        if self.rule is IntegerRule.SIGN and value not in (1, -1):
            raise malformed("number-range", "a sign is 1 or -1")
        if self.rule is IntegerRule.DIRECTION and value not in (1, 0, -1):
            raise malformed("number-range", "a direction is 1, 0 or -1")
        if self.rule is IntegerRule.INDEX and not 0 <= value <= MAX_INDEX:
            raise malformed("number-range", f"expected 0 to {MAX_INDEX}")
        return value


class _Rational:
    def decode(self, value: object) -> Fraction:
        if type(value) is not str:
            raise wrong_type('a rational number as a string "p/q"', value)
        return read_rational(value)

    def encode(self, value: Any) -> object:
        if not isinstance(value, Fraction):
            raise wrong_type("a rational number", value)
        return write_rational(value)


class _Boolean:
    def decode(self, value: object) -> bool:
        if type(value) is not bool:
            raise wrong_type("true or false", value)
        return value

    encode = decode


class _Text:
    def decode(self, value: object) -> str:
        return check_string(value)

    encode = decode


class _Polynomial:
    def decode(self, value: object) -> Polynomial:
        if type(value) is not list:
            raise wrong_type("a list of terms", value)
        last: tuple[int, ...] | None = None
        terms: list[tuple[int, Fraction]] = []
        common = 1
        for k, term in enumerate(value):
            try:
                exponents, coefficient = self.term(term)
                if last is not None and not last < exponents:
                    raise malformed("term-order", "terms must increase strictly by their exponents")
                common = lcm(common, coefficient.denominator)
                if common.bit_length() * len(value) > MAX_COMMON_BITS or common.bit_length() > 4 * MAX_DIGITS:
                    raise malformed("limit", "the common denominator is too large")
            except MalformedCertificate as error:
                error.where = f"[{k}]{error.where}"
                raise
            last = exponents
            terms.append((pack(exponents), coefficient))
        spend(len(value) * (1 + (common.bit_length() >> 6)))  # for the memory
        return Polynomial({m: c.numerator * (common // c.denominator) for m, c in terms}, common)

    @staticmethod
    def term(term: object) -> tuple[tuple[int, ...], Fraction]:
        if type(term) is not list:
            raise wrong_type("[exponents, coefficient]", term)
        if len(term) != 2:
            raise malformed("wrong-length", f"expected [exponents, coefficient], not {len(term)} entries")
        exponents, text = term
        if type(exponents) is not list:
            raise wrong_type("a list of exponents", exponents)
        if len(exponents) > MAX_VARIABLES:
            raise malformed("limit", f"more than {MAX_VARIABLES} variables")
        for e in exponents:
            if type(e) is not int or not 0 <= e <= MAX_INDEX:
                _INDEX.check(e)
        if exponents and exponents[-1] == 0:
            raise malformed("trailing-zero", "exponents must not end with 0")
        if sum(exponents) > MAX_DEGREE:
            raise malformed("limit", f"degree above {MAX_DEGREE}")
        coefficient = _RATIONAL.decode(text)
        if not coefficient:
            raise malformed("zero-coefficient", "a term with coefficient 0")
        return tuple(exponents), coefficient

    def encode(self, value: Any) -> object:
        if not isinstance(value, Polynomial):
            raise wrong_type("a polynomial", value)
        return [[list(exponents), write_rational(c)] for exponents, c in value.items()]


class _Optional:
    def __init__(self, inner: Codec) -> None:
        self.inner = inner

    def decode(self, value: object) -> Any:
        return None if value is None else self.inner.decode(value)

    def encode(self, value: Any) -> object:
        return None if value is None else self.inner.encode(value)


class _List:
    """A tuple with entries of one type."""

    def __init__(self, entry: Codec) -> None:
        self.entry = entry

    def decode(self, value: object) -> tuple[Any, ...]:
        if type(value) is not list:
            raise wrong_type("a list", value)
        return tuple(self.walk(value, self.entry.decode))

    def encode(self, value: Any) -> object:
        if type(value) is not tuple:
            raise wrong_type("a tuple", value)
        return self.walk(value, self.entry.encode)

    @staticmethod
    def walk(value: list[object] | tuple[Any, ...], work: Any) -> list[Any]:
        out = []
        k = 0
        try:
            for item in value:
                out.append(work(item))
                k += 1
        except MalformedCertificate as error:
            error.where = f"[{k}]{error.where}"
            raise
        return out


class _Row:
    """A tuple of fixed length."""

    def __init__(self, entries: tuple[Codec, ...]) -> None:
        self.entries = entries

    def decode(self, value: object) -> tuple[Any, ...]:
        if type(value) is not list:
            raise wrong_type("a list", value)
        return tuple(self.walk(value, [entry.decode for entry in self.entries]))

    def encode(self, value: Any) -> object:
        if type(value) is not tuple:
            raise wrong_type("a tuple", value)
        return self.walk(value, [entry.encode for entry in self.entries])

    @staticmethod
    def walk(value: list[object] | tuple[Any, ...], work: list[Any]) -> list[Any]:
        if len(value) != len(work):
            raise malformed("wrong-length", f"expected {len(work)} entries, not {len(value)}")
        out = []
        k = 0
        try:
            for item in value:
                out.append(work[k](item))
                k += 1
        except MalformedCertificate as error:
            error.where = f"[{k}]{error.where}"
            raise
        return out


class Record:
    """A dataclass; ``kind`` is its tag in a union, or "" where only this class can stand."""

    def __init__(self, cls: type, kind: str = "") -> None:
        self.cls = cls
        self.kind = kind

    @cached_property
    def fields(self) -> dict[str, tuple[Codec, object]]:
        """Codec and default (MISSING if there is none) by field name."""
        hints = typing.get_type_hints(self.cls)
        found: dict[str, tuple[Codec, object]] = {}
        described: tuple[Field[Any], ...] = fields(self.cls)
        for field in described:
            if field.name == "kind" or field.default_factory is not MISSING:
                raise TypeError(f"{self.cls.__name__}.{field.name} cannot be part of the format")
            rule = _INTEGER_RULES.get((self.cls, field.name), IntegerRule.INDEX)
            found[field.name] = (codec_for(hints[field.name], rule), field.default)
        return found

    def decode(self, value: object) -> Any:
        """Return the instance; every key must be a field (or ``kind``), and every field without default a key."""
        if type(value) is not dict:
            raise wrong_type("an object", value)
        known = self.fields
        for key in value:
            if key not in known and not (self.kind and key == "kind"):
                raise malformed("unknown-key", shown(key))
        found: dict[str, Any] = {}
        name = ""
        try:
            for name, (codec, default) in known.items():
                if name in value:
                    found[name] = codec.decode(value[name])
                    if default is not MISSING and found[name] == default:
                        raise malformed("default-written", "a field equal to its default must be left out")
                elif default is MISSING:
                    raise malformed("missing-key", "this field is needed")
        except MalformedCertificate as error:
            error.where = f".{name}{error.where}"
            raise
        return self.cls(**found)

    def encode(self, value: Any) -> object:
        """Return the object of an instance."""
        if type(value) is not self.cls:
            raise malformed("wrong-type", f"expected {self.cls.__name__}, not {type(value).__name__}")
        out: dict[str, object] = {"kind": self.kind} if self.kind else {}
        name = ""
        try:
            for name, (codec, default) in self.fields.items():
                item = getattr(value, name)
                if default is MISSING or item != default:
                    out[name] = codec.encode(item)
        except MalformedCertificate as error:
            error.where = f".{name}{error.where}"
            raise
        return out


class Union:
    """One of several dataclasses, told apart by ``kind``."""

    def __init__(self, members: tuple[type, ...]) -> None:
        self.members = {cls.__name__: Record(cls, cls.__name__) for cls in members}

    def decode(self, value: object) -> Any:
        """Return the instance of the class that ``kind`` names."""
        if type(value) is not dict:
            raise wrong_type("an object", value)
        if "kind" not in value:
            raise malformed("missing-key", "this field is needed", ".kind")
        kind = value["kind"]
        if type(kind) is not str:
            error = wrong_type("a string", kind)
            error.where = ".kind"
            raise error
        member = self.members.get(kind)
        if member is None:
            raise malformed("unknown-kind", shown(kind), ".kind")
        return member.decode(value)

    def encode(self, value: Any) -> object:
        """Return the object of an instance of one of the classes."""
        member = self.members.get(type(value).__name__)
        if member is None:
            raise malformed("unknown-kind", type(value).__name__)
        return member.encode(value)


_INDEX = _Integer(IntegerRule.INDEX)
_RATIONAL = _Rational()


@cache
def codec_for(hint: Any, rule: IntegerRule = IntegerRule.INDEX) -> Codec:
    """Return the codec of a type hint.

    Args:
        hint: a scalar type, a dataclass, a union of dataclasses and None, or a tuple of such.
        rule: how integers directly below this hint (not inside a dataclass) are written.

    Raises:
        TypeError: if the hint has no place in the format.
    """
    if hint is Fraction:
        return _RATIONAL
    if hint is Polynomial:
        return _Polynomial()
    if hint is bool:
        return _Boolean()
    if hint is int:
        return _Integer(rule)
    if hint is str:
        return _Text()
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return _List(codec_for(arguments[0], rule))
        return _Row(tuple(codec_for(a, rule) for a in arguments))
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        classes = tuple(a for a in arguments if a is not type(None))
        inner: Codec = codec_for(classes[0], rule) if len(classes) == 1 else Union(classes)
        return inner if len(classes) == len(arguments) else _Optional(inner)
    if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
        return Record(hint)
    raise TypeError(f"{hint!r} cannot be part of the format")
