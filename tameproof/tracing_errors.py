"""What went wrong when a Python function was called on symbolic scalars, where a library says it in its own way.

Soundness-critical: no (the function has failed already).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import FrameType

from tameproof.proofs.kernel.codes import printable, refusal
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.names import ADVICE, NOT_DEFINABLE

LIBRARIES = ("numpy", "scipy")
_NO_METHOD = re.compile(r"has no callable (\w+) method")
_MAX_ITEMS = 1000  # of a list that is looked through


def refuse_function(name: str, library: str = "numpy") -> InputError:
    """Return the refusal of a library's function that has no symbolic form."""
    if name in NOT_DEFINABLE or name in ("floor_divide", "rint", "divmod"):
        return refusal("E113", f"{library}.{name} is not definable in an o-minimal structure on the whole line")
    return refusal("E133", f"{library}.{printable(name)} has no symbolic form", ADVICE.get(name, ""))


def explain(error: Exception, is_symbolic: Callable[[object], bool]) -> InputError | None:
    """Return what an exception means for a function of symbolic scalars, or None if it is the function's own.

    Args:
        error: the exception that left the function.
        is_symbolic: whether an object is a symbolic scalar.
    """
    for earlier in (error.__cause__, error.__context__):  # numpy replaces what its conversions raise
        if isinstance(earlier, InputError):
            return earlier
    if isinstance(error, AttributeError) and is_symbolic(error.obj):
        hint = "the arguments are scalars, not arrays: write a function of scalars, lambda x, y: (x*y - 1)**2"
        return refusal("E135", f"an argument was asked for its attribute '{printable(str(error.name))}'", hint)
    if isinstance(error, TypeError):
        method = _NO_METHOD.search(str(error))  # numpy's functions of arrays of objects
        if method is not None:
            return refuse_function(method.group(1))
    if isinstance(error, TypeError | AttributeError) and "TracedScalar" in str(error):
        text = str(error).replace("'TracedScalar'", "a symbolic value").replace("TracedScalar", "a symbolic value")
        return refusal("E134", printable(text)[:200])
    return _explain_by_place(error, is_symbolic)


def _explain_by_place(error: Exception, is_symbolic: Callable[[object], bool]) -> InputError | None:
    """Name the library's function that failed on symbolic values."""
    frames: list[FrameType] = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    if not frames or _library(frames[-1]) is None:
        return None
    last_own = max((k for k, frame in enumerate(frames) if _library(frame) is None), default=-1)
    first = frames[last_own + 1]
    if not any(_contains_symbolic(value, is_symbolic) for value in first.f_locals.values()):
        return None
    return refuse_function(first.f_code.co_name, _library(first) or "")


def _library(frame: FrameType) -> str | None:
    """Return the public name of the library's module in which a frame is, or None for other code."""
    parts = str(frame.f_globals.get("__name__", "")).split(".")
    if parts[0] not in LIBRARIES:
        return None
    return ".".join(part for part in parts if not part.startswith("_") and part not in ("core", "lib"))


def _contains_symbolic(value: object, is_symbolic: Callable[[object], bool]) -> bool:
    if type(value).__module__ == "numpy" and hasattr(value, "dtype") and hasattr(value, "flat"):
        return value.dtype == object and any(
            is_symbolic(item) for item, _ in zip(value.flat, range(_MAX_ITEMS), strict=False)
        )
    if isinstance(value, list | tuple):
        return any(_contains_symbolic(item, is_symbolic) for item in value[:_MAX_ITEMS])
    return is_symbolic(value)
