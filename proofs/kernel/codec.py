"""The certificate file: bytes <-> Certificate, and its hash.  Soundness-critical: yes.  See docs/certificate-format.md.

A certificate has one content and one hash: numbers in lowest terms, terms sorted, defaults left out, nothing ignored.
White space, the order of keys and escapes in strings are free when reading; ``encode`` writes the canonical bytes.
"""

from __future__ import annotations

import hashlib
from typing import Any

from .certificate import FORMAT, VERSION, Certificate, Step
from .effort import limited
from .errors import MalformedCertificate, RejectedStep
from .schema import Codec, codec_for
from .strict_json import (
    MAX_BYTES,
    canonical_json,
    check_depth,
    check_plain,
    malformed,
    read_json,
    shown,
    wrong_type,
)

# Stable codes of MalformedCertificate; never reused with another meaning.
CODES: dict[str, str] = {
    "too-large": "the file has more than 64 MiB",
    "not-ascii": "a byte above 127 (a byte order mark is one)",
    "too-deep": "brackets nested more than 200 deep",
    "json-syntax": "not one JSON value: truncated, concatenated, or wrong syntax",
    "wrong-format": "the key 'format' is not 'tameproof-certificate'",
    "unsupported-version": "a version of the format that this checker does not know",
    "missing-key": "an object lacks a key",
    "unknown-key": "an object has a key that the format does not define",
    "repeated-key": "an object has the same key twice",
    "unknown-kind": "'kind' names no class that may stand here",
    "wrong-type": "a value of another JSON type, such as true where a number is needed",
    "wrong-length": "a list of fixed length has another length",
    "float": "a number with a point or an exponent, NaN or Infinity",
    "number-range": "a JSON integer out of range",
    "number-text": "a string that is not -?digits(/digits)? without leading zeros and '-0'",
    "not-lowest-terms": "a fraction that can be reduced, or has denominator 1",
    "too-many-digits": "a number of more than 100,000 digits",
    "string-text": "a string with characters other than printable ASCII",
    "string-too-long": "a string of more than 2 MiB",
    "term-order": "terms of a polynomial not strictly increasing by exponents",
    "trailing-zero": "an exponent list that ends with 0",
    "zero-coefficient": "a term with coefficient 0",
    "default-written": "a field that is equal to its default and must be left out",
    "limit": "degree above 100,000, more than 2,000 variables, a common denominator, or all numbers together too large",
    "wrong-hash": "the hash does not belong to the content",
    "not-canonical": "the content has another canonical form (never raised if the other codes are complete)",
}

# Memory for the coefficients of all polynomials of a file over their common denominators, in words of 64 bits, and the
# work of reading numbers.
MAX_WORDS = 1 << 26

_KEYS = ("format", "version", "objective", "variables", "steps", "meta", "sha256")
_OPTIONAL = ("meta",)


def _fields() -> dict[str, Codec]:
    return {
        "objective": codec_for(str),
        "variables": codec_for(tuple[str, ...]),
        "steps": codec_for(tuple[Step, ...]),
    }


def content_json(certificate: Certificate) -> dict[str, object]:
    """Return the JSON value of everything that is hashed: all keys but ``meta`` and ``sha256``.

    Raises:
        MalformedCertificate: if a field holds a value that the format cannot express.
    """
    content: dict[str, object] = {"format": FORMAT, "version": list(VERSION)}
    name = ""
    try:
        for name, codec in _fields().items():
            content[name] = codec.encode(getattr(certificate, name))
    except MalformedCertificate as error:
        error.where = name + error.where
        raise
    except RecursionError:
        raise malformed("too-deep", "the interpreter's recursion limit", name) from None
    return content


def digest(certificate: Certificate) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical bytes of everything but ``meta`` and ``sha256``.

    Raises:
        MalformedCertificate: if a field holds a value that the format cannot express.
    """
    return hashlib.sha256(canonical_json(content_json(certificate))).hexdigest()


def encode(certificate: Certificate) -> bytes:
    """Return the canonical file of a certificate: sorted keys, no white space, one newline at the end.

    Args:
        certificate: any certificate; ``objective`` must be one line of printable ASCII, and ``meta`` may hold strings,
            integers, booleans, null, lists and dictionaries.

    Returns:
        Bytes with ``decode(encode(c)) == c``; equal certificates give equal bytes.

    Raises:
        MalformedCertificate: if the certificate cannot be expressed in the format or exceeds its limits.
    """
    content = content_json(certificate)
    sha256 = hashlib.sha256(canonical_json(content)).hexdigest()
    try:
        meta = check_plain(dict(certificate.meta))
    except MalformedCertificate as error:
        error.where = "meta" + error.where
        raise
    data = canonical_json({**content, **({"meta": meta} if meta else {}), "sha256": sha256}) + b"\n"
    if len(data) > MAX_BYTES:
        raise malformed("too-large", f"more than {MAX_BYTES} bytes", "file")
    check_depth(data)
    return data


def decode(data: bytes) -> Certificate:
    """Return the certificate in a file.

    Args:
        data: the bytes of the file, from any source.

    Returns:
        The certificate.  Its shape, numbers and hash are right; whether it proves anything is for the checker.

    Raises:
        MalformedCertificate: with a code of CODES and the place; no bytes raise anything else.
    """
    try:
        with limited(MAX_WORDS):
            return _decode(read_json(data))
    except RejectedStep:
        raise malformed("limit", "the numbers and polynomials of the file are too large altogether", "file") from None
    except RecursionError:  # only if the caller has used up most of the interpreter's stack
        raise malformed("too-deep", "the interpreter's recursion limit", "file") from None


def _decode(value: object) -> Certificate:
    if type(value) is not dict:
        error = wrong_type("an object", value)
        error.where = "file"
        raise error
    if value.get("format") != FORMAT:
        raise malformed("wrong-format" if "format" in value else "missing-key", f"expected '{FORMAT}'", "format")
    _check_version(value)
    for key in value:
        if key not in _KEYS:
            raise malformed("unknown-key", shown(key), "file")
    for key in _KEYS:
        if key not in value and key not in _OPTIONAL:
            raise malformed("missing-key", "this field is needed", key)
    found: dict[str, Any] = {}
    name = ""
    try:
        for name, codec in _fields().items():
            found[name] = codec.decode(value[name])
        name = "meta"
        meta = value.get(name, {})
        if type(meta) is not dict:
            raise wrong_type("an object", meta)
        if name in value and not meta:
            raise malformed("default-written", "empty meta must be left out")
        check_plain(meta)
    except MalformedCertificate as error:
        error.where = name + error.where
        raise
    certificate = Certificate(**found, meta=meta)
    _check_hash(value, certificate)
    return certificate


def _check_version(value: dict[str, object]) -> None:
    if "version" not in value:
        raise malformed("missing-key", "this field is needed", "version")
    version = value["version"]
    if type(version) is not list or len(version) != 2 or any(type(v) is not int for v in version):
        error = wrong_type("a list of two numbers", version)
        error.where = "version"
        raise error
    if version != list(VERSION):
        known = ".".join(map(str, VERSION))
        raise malformed("unsupported-version", f"this checker knows version {known}", "version")


def _check_hash(value: dict[str, object], certificate: Certificate) -> None:
    """Compare the hash with the content, and the content with what the certificate would be written as."""
    sha256 = value["sha256"]
    if type(sha256) is not str:
        error = wrong_type("a string", sha256)
        error.where = "sha256"
        raise error
    content = canonical_json({key: item for key, item in value.items() if key not in ("meta", "sha256")})
    if hashlib.sha256(content).hexdigest() != sha256:
        raise malformed("wrong-hash", "the content was changed after the hash was computed", "sha256")
    if canonical_json(content_json(certificate)) != content:
        raise malformed("not-canonical", "written again, the content differs", "file")
