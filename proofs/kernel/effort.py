"""A deterministic bound on the work of one check: hostile data ends in a refusal, not in a hang.

Soundness-critical: no (it can only refuse).  One unit is about one product of two small integers in the expansion of a
polynomial, 0.1 to 0.2 microseconds.  The units are counted, not timed, so the answer does not depend on the machine.
Outside ``limited`` nothing is counted: the search has its own limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .errors import Reason, RejectedStep

MAX_EFFORT = 100_000_000
MAX_COMMON_BITS = 2_000_000  # of a common denominator

_left: ContextVar[list[int] | None] = ContextVar("effort", default=None)


@contextmanager
def limited(units: int) -> Iterator[None]:
    """Bound the work inside the ``with`` block to this many units."""
    token = _left.set([units])
    try:
        yield
    finally:
        _left.reset(token)


def is_limited() -> bool:
    """Return whether work is being counted."""
    return _left.get() is not None


def spend(units: int) -> None:
    """Count work; raise RejectedStep (LIMIT) when the bound is exceeded."""
    left = _left.get()
    if left is not None:
        left[0] -= units
        if left[0] < 0:
            raise RejectedStep("effort", Reason.LIMIT, "checking this certificate takes too much work")


def product_cost(bits: int, other_bits: int) -> int:
    """Return the units of one product of integers of these sizes."""
    return 1 + (bits * other_bits >> 16)


def spend_integers(count: int, bits: int) -> None:
    """Count so many divisions or greatest common divisors of integers of this size."""
    spend(count * (1 + (bits * bits >> 13)))


def check_common_bits(bits: int) -> None:
    """Refuse common denominators of more than MAX_COMMON_BITS bits."""
    if bits > MAX_COMMON_BITS:
        raise RejectedStep("effort", Reason.LIMIT, f"a common denominator of more than {MAX_COMMON_BITS} bits")
