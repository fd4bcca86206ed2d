"""Every small change of a JSON value: the mutants of a certificate.

``mutants(value)`` yields (path, operator, mutated value); the mutated value shares all unchanged parts with the
original and differs from it.  ``sealed`` gives it the hash that belongs to it, so that the hash cannot hide what the
rules would accept.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

Path = tuple[str | int, ...]

_NUMBER = re.compile(r"-?[0-9]+(/[0-9]+)?", re.ASCII)
_TINY = Fraction(1, 10**30)


def sealed(value: Any) -> bytes:
    """Return the file with this content and the hash that belongs to it."""
    if not isinstance(value, dict):
        return json.dumps(value).encode("ascii")
    content = {k: v for k, v in value.items() if k not in ("meta", "sha256")}
    data = json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii", "replace")
    return json.dumps({**value, "sha256": hashlib.sha256(data).hexdigest()}).encode("ascii", "replace")


def replaced(value: Any, path: Path, new: Any) -> Any:
    """Return the value with the part at the path replaced; nothing is changed in place."""
    if not path:
        return new
    head, *rest = path
    copy = value.copy()
    copy[head] = replaced(value[head], tuple(rest), new)
    return copy


def at(value: Any, path: Path) -> Any:
    """Return the part at the path."""
    for key in path:
        value = value[key]
    return value


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every part, parents first; ``meta`` and ``sha256`` at the top are no part of the proof."""
    yield path
    if isinstance(value, dict):
        for key in sorted(value):
            if path or key not in ("meta", "sha256"):
                yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for k, item in enumerate(value):
            yield from places(item, (*path, k))


def _number(text: str) -> Iterator[tuple[str, Any]]:
    q = Fraction(text)
    yield "plus-one", str(q + 1)
    yield "minus-one", str(q - 1)
    yield "negate", str(-q)
    yield "halve", str(q / 2)
    yield "plus-tiny", str(q + _TINY)
    if "/" in text:
        yield "invert", str(1 / q)
    yield "as-number", int(q)


def variations(part: Any, kinds: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield (operator, changed part); ``kinds``: names that may replace a class name."""
    if isinstance(part, bool):
        yield "flip", not part
        yield "as-number", int(part)
    elif isinstance(part, int):
        yield "plus-one", part + 1
        yield "minus-one", part - 1
        yield "negate", -part
        yield "as-text", str(part)
        yield "as-boolean", bool(part)
    elif isinstance(part, str):
        if _NUMBER.fullmatch(part):
            yield from _number(part)
        else:
            yield "append", part + "1"
            yield "empty", ""
        if part in kinds:
            yield "rename", kinds[(kinds.index(part) + 1) % len(kinds)]
    elif isinstance(part, list):
        for k in range(len(part)):
            yield f"drop-{k}", part[:k] + part[k + 1 :]
            yield f"double-{k}", part[: k + 1] + part[k:]
            if k:
                yield f"swap-{k}", part[: k - 1] + [part[k], part[k - 1]] + part[k + 1 :]
        yield "as-object", {}
    elif isinstance(part, dict):
        for key in sorted(part):
            yield f"drop-{key}", {k: v for k, v in part.items() if k != key}
        yield "extra-key", {**part, "note": "0"}
        yield "as-list", [part]
    if part is not None:
        yield "as-null", None


def mutants(value: Any, kinds: tuple[str, ...] = ()) -> Iterator[tuple[Path, str, Any]]:
    """Yield every mutant of a certificate, in a fixed order.

    Args:
        value: the JSON value of the file.
        kinds: class names; a ``kind`` is also renamed to its successor in this list.
    """
    for path in places(value):
        part = at(value, path)
        names = kinds if path and path[-1] == "kind" else ()
        for operator, new in variations(part, names):
            free = not path and operator in ("drop-meta", "drop-sha256")
            if not free and (type(new) is not type(part) or new != part):
                yield path, operator, replaced(value, path, new)


def shown(path: Path) -> str:
    """Return the path as text, as in the checker's messages."""
    return "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in path).removeprefix(".")
