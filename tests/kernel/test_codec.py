"""The certificate file: one spelling per certificate, and a typed refusal for every other sequence of bytes."""
# ruff: noqa: E501 - the table below has one row per line

import copy
import hashlib
import json
import random
import typing
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.codec import CODES, decode, digest, encode
from tameproof.proofs.kernel.errors import MalformedCertificate
from tameproof.proofs.kernel.numerals import MAX_DIGITS, read_integer, read_rational, write_integer, write_rational
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.schema import codec_for

ROOT = Path(__file__).resolve().parents[2]
X, Y = Polynomial.variable(0), Polynomial.variable(1)


def seal(value: dict) -> bytes:
    """Return the file with this content and the right hash."""
    content = {k: v for k, v in value.items() if k not in ("meta", "sha256")}
    data = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    return json.dumps({**value, "sha256": hashlib.sha256(data).hexdigest()}, sort_keys=True).encode()


LOWER = Step(
    c.BoundedBelow(Fraction(-1, 2)), e.LowerBound(e.Psatz(squares=e.Squares(((Fraction(2, 3), X * Y - ONE),))))
)
VALUES = Step(
    c.CriticalValues((0, -1, 1), (AlgebraicNumber((0, 1), Fraction(0), Fraction(0)),), ("open",)),
    e.IdealMembership((), e.Horner(1, ((X, ((0, Y),)),)), (e.OpenStatus(),)),
    (0,),
)
SIDES = Step(c.WellDefined(), e.SideConditions((e.Side(-1, e.Psatz()),)))
MINIMUM = Step(
    c.LocalMinimaHaveValue(None),
    e.CriticalCases(e.NotLocalMinimum(2, (), (), e.Psatz(), True)),
    (0, 1),
)
ARC = Step(c.UnboundedBelow(), e.DescendingArc(e.RationalArc((((0, -(10**20)), (1,)),), Fraction(1))))
BASE = Certificate(
    "(x*y - 1)^2", ("x", "y"), (LOWER, VALUES, SIDES, MINIMUM, ARC), {"tool": "test", "n": 3, "t": [True]}
)


# -- round trips -----------------------------------------------------------------------------------------------------
def test_file_gives_back_the_certificate() -> None:
    assert decode(encode(BASE)) == BASE


def test_bytes_are_canonical() -> None:
    data = encode(BASE)

    assert encode(decode(data)) == data
    assert data == json.dumps(json.loads(data), sort_keys=True, separators=(",", ":")).encode() + b"\n"


def test_meta_is_not_hashed() -> None:
    other = Certificate(BASE.objective, BASE.variables, BASE.steps)

    assert digest(other) == digest(BASE)
    assert decode(encode(other)).meta == {}


def test_layout_is_free() -> None:
    """White space, key order and escapes do not matter: the content is the same."""
    value = json.loads(encode(BASE))
    data = json.dumps(dict(reversed(value.items())), indent=2).replace('"x"', '"\\u0078"').encode()

    assert decode(data) == BASE


def every_class() -> list[type]:
    """Return every dataclass that can occur below a step, found by following the type hints."""
    found: dict[type, None] = {}

    def visit(hint: object) -> None:
        if is_dataclass(hint) and isinstance(hint, type):
            if hint not in found:
                found[hint] = None
                for inner in typing.get_type_hints(hint).values():
                    visit(inner)
        else:
            for inner in typing.get_args(hint):
                visit(inner)

    visit(Step)
    return list(found)


class Sampler:
    """Random values of any type of the format."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def rational(self) -> Fraction:
        return Fraction(self.random.randint(-(10**6), 10**6), self.random.randint(1, 10**4))

    def polynomial(self) -> Polynomial:
        terms = [
            ([self.random.randint(0, 3) for _ in range(self.random.randint(0, 3))], self.rational())
            for _ in range(self.random.randint(0, 3))
        ]
        return Polynomial.from_terms(terms)

    def value(self, hint: object, owner: tuple[type, str], depth: int) -> object:
        if hint is Fraction:
            return self.rational()
        if hint is Polynomial:
            return self.polynomial()
        if hint is bool:
            return self.random.random() < 0.5
        if hint is str:
            return self.random.choice(["", "open", 'a "b" \\ /', "~"])
        if hint is int:
            if owner == (e.Phases, "direction"):
                return self.random.choice([1, 0, -1])
            if owner == (e.Side, "sign"):
                return self.random.choice([1, -1])
            if owner[1] == "polynomial" or owner == (e.RationalArc, "coordinates"):
                return self.random.choice([0, -1, 10**30, -(7**100)])
            return self.random.choice([0, 1, 2**31 - 1])
        if is_dataclass(hint) and isinstance(hint, type):
            hints = typing.get_type_hints(hint)
            chosen = {
                f.name: self.value(hints[f.name], (hint, f.name), depth + 1)
                for f in fields(hint)
                if f.default is MISSING or self.random.random() < 0.5
            }
            return hint(**chosen)
        arguments = typing.get_args(hint)
        if typing.get_origin(hint) is tuple:
            if arguments[-1] is Ellipsis:
                count = self.random.randint(0, 2) if depth < 12 else 0
                return tuple(self.value(arguments[0], owner, depth + 1) for _ in range(count))
            return tuple(self.value(a, owner, depth + 1) for a in arguments)
        leaves = [a for a in arguments if a in (e.Empty, e.HasValue, e.Contained, e.Squares, type(None))]
        chosen_type = self.random.choice(leaves if leaves and depth > 12 else list(arguments))
        return None if chosen_type is type(None) else self.value(chosen_type, owner, depth + 1)


@pytest.mark.parametrize("cls", every_class(), ids=lambda cls: cls.__name__)
def test_every_class_round_trips(cls: type) -> None:
    codec = codec_for(cls)
    for seed in range(20):
        value = Sampler(seed).value(cls, (cls, ""), 0)
        written = codec.encode(value)

        assert codec.decode(json.loads(json.dumps(written))) == value


def test_random_certificates_round_trip() -> None:
    for seed in range(40):
        steps = Sampler(seed).value(tuple[Step, ...], (Step, ""), 0)
        certificate = Certificate("x", ("x",), typing.cast("tuple[Step, ...]", steps))
        data = encode(certificate)

        assert decode(data) == certificate
        assert encode(decode(data)) == data


@pytest.mark.parametrize(
    "n", [0, 1, -1, 9, 10, 10**599, 10**600 - 1, 10**4300, -(10**5000) + 7, 10**MAX_DIGITS - 1], ids=range(10)
)
def test_long_numbers(n: int) -> None:
    """Beyond the interpreter's own limit of 4300 digits, which stays as it is."""
    text = write_integer(n)

    assert read_integer(text) == n
    assert len(text.lstrip("-")) >= 1
    assert read_rational(text) == n


def test_digits_are_those_of_the_number() -> None:
    assert write_integer(10**5000 + 42) == "1" + "0" * 4998 + "42"
    assert write_rational(Fraction(-6, 4)) == "-3/2"


@pytest.mark.parametrize(
    "text", ["", "-", "+1", " 1", "1 ", "01", "-0", "1_0", "1e3", "1.5", "0x1", "１", "1/", "/1", "1/-2"]
)
def test_number_text(text: str) -> None:
    with pytest.raises(MalformedCertificate) as caught:
        read_rational(text)

    assert caught.value.code == "number-text"


# -- what cannot be written ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("certificate", "where", "code"),
    [
        (Certificate("x\ny", ("x",), ()), "objective", "string-text"),
        (Certificate("\u03b1", ("x",), ()), "objective", "string-text"),
        (Certificate("x", ("x",), (), {"t": 1.5}), "meta.t", "wrong-type"),
        (Certificate("x", ("x",), (), {"t": 2**60}), "meta.t", "number-range"),
        (Certificate("x", ("x",), (Step(c.BoundedBelow(0.5), e.Theorem1()),)), "steps[0].claim.bound", "wrong-type"),
        (Certificate("x", ("x",), (Step(c.BoundedBelow(True), e.Theorem1()),)), "steps[0].claim.bound", "wrong-type"),
        (
            Certificate("x", ("x",), (Step(c.BoundedBelow(Fraction(1)), c.ChainRule()),)),
            "steps[0].evidence",
            "unknown-kind",
        ),
        (Certificate("x", ("x",), (Step(c.ChainRule(), e.Theorem1(), (-1,)),)), "steps[0].premises[0]", "number-range"),
        (Certificate("x", ["x"], ()), "variables", "wrong-type"),
        (
            Certificate("x", ("x",), (Step(c.BoundedBelow(Fraction(10**MAX_DIGITS)), e.Theorem1()),)),
            "steps[0].claim.bound",
            "too-many-digits",
        ),
    ],
)
def test_not_expressible(certificate: Certificate, where: str, code: str) -> None:
    with pytest.raises(MalformedCertificate) as caught:
        encode(certificate)

    assert (caught.value.where, caught.value.code) == (where, code)


def deep_tree(levels: int) -> Certificate:
    tree: e.CaseTree = e.Empty(e.Psatz())
    for _ in range(levels):
        tree = e.Derive((), tree)
    return Certificate("x", ("x",), (Step(c.LocalMinimaHaveValue(None), e.CriticalCases(tree)),))


def test_deep_tree_is_written_and_read() -> None:
    certificate = deep_tree(150)

    assert decode(encode(certificate)) == certificate


@pytest.mark.parametrize("levels", [300, 5000])
def test_too_deep_tree_is_refused_when_written(levels: int) -> None:
    with pytest.raises(MalformedCertificate) as caught:
        encode(deep_tree(levels))

    assert caught.value.code == "too-deep"


# -- malformed files -------------------------------------------------------------------------------------------------
GOOD = json.loads(encode(BASE))
TEXT = encode(BASE).decode()


def put(path: str, new: object) -> bytes:
    """Return the file with the value at a path replaced (or added), and the right hash."""
    value = copy.deepcopy(GOOD)
    keys = [int(k) if k.isdigit() else k for k in path.split(".")]
    place = value
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = new
    return seal(value)


def drop(path: str) -> bytes:
    """Return the file without one key, and with the right hash."""
    value = copy.deepcopy(GOOD)
    *keys, last = path.split(".")
    place = value
    for key in keys:
        place = place[int(key) if key.isdigit() else key]
    del place[int(last) if last.isdigit() else last]
    return seal(value)


def raw(old: str, new: str) -> bytes:
    """Return the file with one piece of its text replaced; the hash is not repaired."""
    assert TEXT.count(old) >= 1, old
    return TEXT.replace(old, new, 1).encode("utf-8", "surrogatepass")


SQUARE = "steps.0.evidence.psatz.squares.terms.0"
POLY = f"{SQUARE}.1"
BOUND = "steps.0.claim.bound"
POLY_PATH = "steps[0].evidence.psatz.squares.terms[0][1]"

MALFORMED = [
    # the text
    ("empty", b"", "byte 0", "json-syntax"),
    ("white space only", b" \n", "byte 2", "json-syntax"),
    ("byte order mark", b"\xef\xbb\xbf" + encode(BASE), "byte 0", "not-ascii"),
    ("utf-16", TEXT.encode("utf-16"), "byte 0", "not-ascii"),
    ("utf-16 without mark", TEXT.encode("utf-16-le"), "byte 1", "json-syntax"),
    ("nul bytes", b"\0\0\0", "byte 0", "json-syntax"),
    ("umlaut", raw("(x*y", "(\u00e4*y"), None, "not-ascii"),
    ("truncated", encode(BASE)[:-40], None, "json-syntax"),
    ("truncated in the middle", encode(BASE)[:300], None, "json-syntax"),
    ("concatenated", encode(BASE) + encode(BASE), None, "json-syntax"),
    ("trailing comma", encode(BASE).rstrip()[:-1] + b",}", None, "json-syntax"),
    ("comment", b"// hi\n" + encode(BASE), "byte 0", "json-syntax"),
    ("single quotes", b"{'format': 1}", "byte 1", "json-syntax"),
    ("control character in a string", raw("(x*y", "(x\t*y"), None, "json-syntax"),
    ("depth bomb, lists", b"[" * 10**6, "file", "too-deep"),
    ("depth bomb, objects", b'{"a":' * 10**5, "file", "too-deep"),
    ("depth bomb behind a string with brackets", b'["]]]]]]\\"]]",' + b"[" * 300, "file", "too-deep"),
    ("deep and closed", b"[" * 201 + b"]" * 201, "file", "too-deep"),
    ("unclosed string of quotes", b'"' + b'\\"' * 10**6, "byte 0", "json-syntax"),
    # the top level
    ("a list", b"[]", "file", "wrong-type"),
    ("a number", b"1", "file", "wrong-type"),
    ("null", b"null", "file", "wrong-type"),
    ("NaN", b"NaN", "file", "float"),
    ("repeated key at the top", raw('{"format"', '{"format":"tameproof-certificate","format"'), "file", "repeated-key"),
    ("no format", drop("format"), "format", "missing-key"),
    ("other format", put("format", "tuf"), "format", "wrong-format"),
    ("format list", put("format", ["tameproof-certificate"]), "format", "wrong-format"),
    ("no version", drop("version"), "version", "missing-key"),
    ("newer major", put("version", [2, 0]), "version", "unsupported-version"),
    ("newer minor", put("version", [1, 1]), "version", "unsupported-version"),
    ("version text", put("version", "1.0"), "version", "wrong-type"),
    ("version of booleans", put("version", [True, False]), "version", "wrong-type"),
    ("version too short", put("version", [1]), "version", "wrong-type"),
    ("unknown key at the top", put("comment", "hi"), "file", "unknown-key"),
    ("no objective", drop("objective"), "objective", "missing-key"),
    ("no variables", drop("variables"), "variables", "missing-key"),
    ("no steps", drop("steps"), "steps", "missing-key"),
    ("objective number", put("objective", 1), "objective", "wrong-type"),
    ("objective with a newline", put("objective", "x\ny"), "objective", "string-text"),
    ("objective with an escaped umlaut", put("objective", "\u00e4"), "objective", "string-text"),
    ("lone surrogate", raw("(x*y", "(\\ud800*y"), "objective", "string-text"),
    ("escape character", put("objective", "\x1b[31m"), "objective", "string-text"),
    ("variables text", put("variables", "xy"), "variables", "wrong-type"),
    ("variable number", put("variables.1", 2), "variables[1]", "wrong-type"),
    ("steps object", put("steps", {}), "steps", "wrong-type"),
    # the hash
    ("no hash", json.dumps({k: v for k, v in GOOD.items() if k != "sha256"}).encode(), "sha256", "missing-key"),
    ("wrong hash", raw('"sha256":"', '"sha256":"0'), "sha256", "wrong-hash"),
    ("hash in capitals", raw(GOOD["sha256"], GOOD["sha256"].upper()), "sha256", "wrong-hash"),
    ("hash number", raw(f'"{GOOD["sha256"]}"', "17"), "sha256", "wrong-type"),
    ("changed objective", raw("(x*y - 1)^2", "(x*y - 2)^2"), "sha256", "wrong-hash"),
    # meta
    ("float in meta", raw('"n":3', '"n":3.5'), "meta.n", "float"),
    ("infinity in meta", raw('"n":3', '"n":-Infinity'), "meta.n", "float"),
    ("exponent in meta", raw('"n":3', '"n":3e0'), "meta.n", "float"),
    ("large integer in meta", raw('"n":3', '"n":' + "9" * 10**5), "meta.n", "number-range"),
    ("minus zero in meta", raw('"n":3', '"n":-0'), "meta.n", "number-text"),
    ("repeated key in meta", raw('"n":3', '"n":3,"n":3'), "meta", "repeated-key"),
    ("repeated key below meta", raw('[true]', '[{"a":1,"a":1}]'), "meta.t[0]", "repeated-key"),
    ("meta list", put("meta", []), "meta", "wrong-type"),
    ("empty meta", put("meta", {}), "meta", "default-written"),
    ("umlaut key in meta", put("meta", {"\u00e4": 1}), "meta.'\\xe4'", "string-text"),
    # steps and tags
    ("step is a list", put("steps.0", []), "steps[0]", "wrong-type"),
    ("repeated key in a step", raw('"premises":[0]', '"premises":[0],"premises":[0]'), "steps[1]", "repeated-key"),
    ("repeated key in evidence", raw('"sign":-1', '"sign":-1,"sign":1'), "steps[2].evidence.conditions[0]", "repeated-key"),
    ("unknown key in a step", put("steps.0.id", "a"), "steps[0]", "unknown-key"),
    ("unknown key in a claim", put("steps.0.claim.why", "a"), "steps[0].claim", "unknown-key"),
    ("no claim", drop("steps.0.claim"), "steps[0].claim", "missing-key"),
    ("no evidence", drop("steps.0.evidence"), "steps[0].evidence", "missing-key"),
    ("no kind", drop("steps.0.claim.kind"), "steps[0].claim.kind", "missing-key"),
    ("unknown kind", put("steps.0.claim.kind", "Bounded"), "steps[0].claim.kind", "unknown-kind"),
    ("kind of the other union", put("steps.0.claim.kind", "Theorem1"), "steps[0].claim.kind", "unknown-kind"),
    ("kind number", put("steps.0.claim.kind", 1), "steps[0].claim.kind", "wrong-type"),
    ("kind where only one class stands", put("steps.0.evidence.psatz.kind", "Psatz"), "steps[0].evidence.psatz", "unknown-key"),
    ("kind of a step", put("steps.0.kind", "Step"), "steps[0]", "unknown-key"),
    ("claim null", put("steps.0.claim", None), "steps[0].claim", "wrong-type"),
    ("evidence float", put("steps.0.evidence", 1.5), "steps[0].evidence", "float"),
    ("missing field", drop(BOUND), "steps[0].claim.bound", "missing-key"),
    ("missing optional without default", drop("steps.3.claim.value"), "steps[3].claim.value", "missing-key"),
    # defaults
    ("empty premises written", put("steps.0.premises", []), "steps[0].premises", "default-written"),
    ("epsilon 0 written", put("steps.0.evidence.psatz.epsilon", "0"), "steps[0].evidence.psatz.epsilon", "default-written"),
    ("multiplier 1 written", put("steps.0.evidence.psatz.multiplier", {}), "steps[0].evidence.psatz.multiplier", "default-written"),
    ("nonzero false written", put("steps.3.evidence.tree.nonzero", False), "steps[3].evidence.tree.nonzero", "default-written"),
    # integers
    ("premise true", put("steps.1.premises.0", True), "steps[1].premises[0]", "wrong-type"),
    ("premise text", put("steps.1.premises.0", "0"), "steps[1].premises[0]", "wrong-type"),
    ("premise negative", put("steps.1.premises.0", -1), "steps[1].premises[0]", "number-range"),
    ("premise 2^31", put("steps.1.premises.0", 2**31), "steps[1].premises[0]", "number-range"),
    ("premise 10^100000", raw('"premises":[0]', '"premises":[1' + "0" * 10**5 + "]"), "steps[1].premises[0]", "number-range"),
    ("premise 0.0", put("steps.1.premises.0", 0.0), "steps[1].premises[0]", "float"),
    ("premise -0", raw('"premises":[0]', '"premises":[-0]'), "steps[1].premises[0]", "number-text"),
    ("premise 00", raw('"premises":[0]', '"premises":[00]'), None, "json-syntax"),
    ("sign 0", put("steps.2.evidence.conditions.0.sign", 0), "steps[2].evidence.conditions[0].sign", "number-range"),
    ("sign text", put("steps.2.evidence.conditions.0.sign", "1"), "steps[2].evidence.conditions[0].sign", "wrong-type"),
    ("sign true", put("steps.2.evidence.conditions.0.sign", True), "steps[2].evidence.conditions[0].sign", "wrong-type"),
    ("nonzero 1", put("steps.3.evidence.tree.nonzero", 1), "steps[3].evidence.tree.nonzero", "wrong-type"),
    ("nonzero null", put("steps.3.evidence.tree.nonzero", None), "steps[3].evidence.tree.nonzero", "wrong-type"),
    ("coefficient as number", put("steps.1.claim.polynomial.0", 0), "steps[1].claim.polynomial[0]", "wrong-type"),
    ("coefficient as fraction", put("steps.1.claim.polynomial.0", "1/2"), "steps[1].claim.polynomial[0]", "number-text"),
    ("coefficient -0", put("steps.1.claim.polynomial.0", "-0"), "steps[1].claim.polynomial[0]", "number-text"),
    ("arc coefficient 01", put("steps.4.evidence.arc.coordinates.0.1.0", "01"), "steps[4].evidence.arc.coordinates[0][1][0]", "number-text"),
    ("arc without denominator", drop("steps.4.evidence.arc.coordinates.0.1"), "steps[4].evidence.arc.coordinates[0]", "wrong-length"),
    # rational numbers
    ("number for a rational", put(BOUND, 1), "steps[0].claim.bound", "wrong-type"),
    ("float for a rational", put(BOUND, -0.5), "steps[0].claim.bound", "float"),
    ("NaN for a rational", raw('"bound":"-1/2"', '"bound":NaN'), "steps[0].claim.bound", "float"),
    ("6/4", put(BOUND, "6/4"), "steps[0].claim.bound", "not-lowest-terms"),
    ("0/7", put(BOUND, "0/7"), "steps[0].claim.bound", "not-lowest-terms"),
    ("3/1", put(BOUND, "3/1"), "steps[0].claim.bound", "not-lowest-terms"),
    ("-0", put(BOUND, "-0"), "steps[0].claim.bound", "number-text"),
    ("-0/3", put(BOUND, "-0/3"), "steps[0].claim.bound", "number-text"),
    ("1/0", put(BOUND, "1/0"), "steps[0].claim.bound", "number-text"),
    ("1/-2", put(BOUND, "1/-2"), "steps[0].claim.bound", "number-text"),
    ("+1", put(BOUND, "+1"), "steps[0].claim.bound", "number-text"),
    ("007", put(BOUND, "007"), "steps[0].claim.bound", "number-text"),
    ("1_000", put(BOUND, "1_000"), "steps[0].claim.bound", "number-text"),
    ("1e3", put(BOUND, "1e3"), "steps[0].claim.bound", "number-text"),
    ("0.5", put(BOUND, "0.5"), "steps[0].claim.bound", "number-text"),
    ("space", put(BOUND, " 1"), "steps[0].claim.bound", "number-text"),
    ("trailing newline", put(BOUND, "1\n"), "steps[0].claim.bound", "number-text"),
    ("empty number", put(BOUND, ""), "steps[0].claim.bound", "number-text"),
    ("Arabic digits", put(BOUND, "\u0661\u0662"), "steps[0].claim.bound", "number-text"),
    ("fullwidth digits", put(BOUND, "\uff11"), "steps[0].claim.bound", "number-text"),
    ("huge numerator", put(BOUND, "9" * (MAX_DIGITS + 1)), "steps[0].claim.bound", "too-many-digits"),
    ("huge denominator", put(BOUND, "1/" + "9" * (MAX_DIGITS + 1)), "steps[0].claim.bound", "too-many-digits"),
    # polynomials
    ("polynomial text", put(POLY, "x*y - 1"), POLY_PATH, "wrong-type"),
    ("polynomial object", put(POLY, {}), POLY_PATH, "wrong-type"),
    ("unsorted terms", put(POLY, [[[1, 1], "1"], [[], "-1"]]), f"{POLY_PATH}[1]", "term-order"),
    ("repeated term", put(POLY, [[[1, 1], "1"], [[1, 1], "1"]]), f"{POLY_PATH}[1]", "term-order"),
    ("trailing zero", put(POLY, [[[1, 0], "1"]]), f"{POLY_PATH}[0]", "trailing-zero"),
    ("constant as [0]", put(POLY, [[[0], "1"]]), f"{POLY_PATH}[0]", "trailing-zero"),
    ("zero coefficient", put(POLY, [[[1], "0"]]), f"{POLY_PATH}[0]", "zero-coefficient"),
    ("coefficient number", put(POLY, [[[1], 1]]), f"{POLY_PATH}[0]", "wrong-type"),
    ("negative exponent", put(POLY, [[[-1], "1"]]), f"{POLY_PATH}[0]", "number-range"),
    ("exponent true", put(POLY, [[[True], "1"]]), f"{POLY_PATH}[0]", "wrong-type"),
    ("exponent text", put(POLY, [[["1"], "1"]]), f"{POLY_PATH}[0]", "wrong-type"),
    ("exponent 10^6", put(POLY, [[[10**6], "1"]]), f"{POLY_PATH}[0]", "limit"),
    ("exponent 2^20 would carry over", put(POLY, [[[2**20], "1"]]), f"{POLY_PATH}[0]", "limit"),
    ("many variables", put(POLY, [[[0] * 10**5 + [1], "1"]]), f"{POLY_PATH}[0]", "limit"),
    ("term of three", put(POLY, [[[1], "1", "1"]]), f"{POLY_PATH}[0]", "wrong-length"),
    ("term of one", put(POLY, [[[1]]]), f"{POLY_PATH}[0]", "wrong-length"),
    ("exponents null", put(POLY, [[None, "1"]]), f"{POLY_PATH}[0]", "wrong-type"),
    ("square without weight", put(SQUARE, [[]]), "steps[0].evidence.psatz.squares.terms[0]", "wrong-length"),
    ("weight null", put(f"{SQUARE}.0", None), "steps[0].evidence.psatz.squares.terms[0][0]", "wrong-type"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "where", "code"), [pytest.param(*row[1:], id=row[0]) for row in MALFORMED])
def test_malformed(data: bytes, where: str | None, code: str) -> None:
    with pytest.raises(MalformedCertificate) as caught:
        decode(data)

    assert caught.value.code == code
    assert where is None or caught.value.where == where
    assert code in CODES


def test_limits_of_size() -> None:
    with pytest.raises(MalformedCertificate) as caught:
        decode(b" " * (64 * 2**20 + 1))
    assert caught.value.code == "too-large"

    with pytest.raises(MalformedCertificate) as caught:
        decode(put("objective", "x" * (2 * 2**20 + 1)))
    assert (caught.value.where, caught.value.code) == ("objective", "string-too-long")


def test_common_denominator_is_bounded() -> None:
    """Few bytes must not become gigabytes: 60000 terms over one denominator of 90000 digits are refused."""
    terms = [[[k + 1], "1"] for k in range(60_000)]

    with pytest.raises(MalformedCertificate) as caught:
        decode(put(POLY, [[[], "1/" + "7" * 90_000], *terms]))
    assert caught.value.code == "limit"


def test_memory_of_all_polynomials_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long denominator makes every other coefficient long: 1 kilobyte of a file may need a megabyte."""
    long = Polynomial({0: 1, **{k: 3**3000 for k in range(1, 50)}}, 3**3000)
    steps = tuple(Step(c.MonotoneQuantity(long, Fraction(k)), e.Hole("")) for k in range(5))
    data = encode(Certificate("x", ("x",), steps))
    assert decode(data).steps == steps
    monkeypatch.setattr("tameproof.proofs.kernel.codec.MAX_WORDS", 10_000)
    with pytest.raises(MalformedCertificate) as caught:
        decode(data)
    assert (caught.value.where, caught.value.code) == ("file", "limit")


@pytest.mark.parametrize(("numbers", "most"), [(["1/7"] * 500, 30_000), (["7" * 9_000] * 5, 200_000)])
def test_work_of_reading_numbers_is_bounded(numbers: list[str], most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many short numbers, and few long ones: conversion takes quadratic time."""
    step = Step(c.TakesValueBelow(Fraction(1)), e.LowPoint(e.RationalPoint(tuple(map(read_rational, numbers)))))
    data = encode(Certificate("x", ("x",), (step,)))
    for units, good in ((most, True), (most // 4, False)):
        monkeypatch.setattr("tameproof.proofs.kernel.codec.MAX_WORDS", units)
        if good:
            assert decode(data).steps == (step,)
            continue
        with pytest.raises(MalformedCertificate) as caught:
            decode(data)
        assert (caught.value.where, caught.value.code) == ("file", "limit")


def test_every_code_is_tested_and_documented() -> None:
    tested = {row[3] for row in MALFORMED} | {"too-large", "string-too-long", "limit"}
    specification = (ROOT / "docs" / "certificate-format.md").read_text()

    assert set(CODES) - tested == {"not-canonical"}
    assert [code for code in CODES if f"`{code}`" not in specification] == []


def test_every_class_is_documented() -> None:
    specification = (ROOT / "docs" / "certificate-format.md").read_text()

    assert [cls.__name__ for cls in every_class() if f"`{cls.__name__}`" not in specification] == []


def outcome(data: bytes) -> str:
    try:
        return digest(decode(data))
    except MalformedCertificate as error:
        return error.code


def test_damaged_bytes_never_raise_anything_else() -> None:
    """Bytes replaced, removed or doubled at random places."""
    source = random.Random(1)
    data = encode(BASE)
    for _ in range(3000):
        damaged = bytearray(data)
        for _ in range(source.randint(1, 3)):
            k = source.randrange(len(damaged))
            piece = bytes(source.choice(b'[]{}",:0123-/\\ea\xff\0') for _ in range(source.randint(0, 2)))
            damaged[k : k + source.randint(0, 2)] = piece
        assert outcome(bytes(damaged)) in {*CODES, digest(BASE)}
