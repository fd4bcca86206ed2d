"""Which algebra a run did, with which backend and monomial order, for how long.  Soundness-critical: no (provenance).

A search marks its functions with ``recorded``; the totals travel from the worker to the report and, under ``meta``, to
the certificate.  The time of an operation is its own: what recorded operations inside it took is not counted twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

__all__ = ["AlgebraRecord", "merge_records", "processor_seconds_float", "recorded", "take_records"]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class AlgebraRecord:
    """The calls of one operation with one backend.

    Attributes:
        operation: what was computed, in words.
        backend: "embedded" (this package with python-flint), "Singular" or "msolve".
        order: the monomial order, or "" where there is none.
        calls: how often.
        answers: how many of the calls found something within their limits.
        seconds_float: processor time of all calls, with the programs that they ran.
    """

    operation: str
    backend: str
    order: str
    calls: int
    answers: int
    seconds_float: float


def processor_seconds_float() -> float:
    """Return the processor time of this process and of the programs that it has run to their end."""
    try:
        import resource
    except ImportError:  # not on every system; then programs do not count
        return time.process_time()
    own, programs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + programs.ru_utime + programs.ru_stime


_totals: dict[tuple[str, str, str], AlgebraRecord] = {}
_inner_float: list[float] = []  # per running operation: the time of recorded operations inside it


def recorded(
    operation: str, backend: str = "embedded", order: str = "", *, if_present: Callable[[str], object] = bool
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that records every call of a function; an answer of None or an exception is no answer.

    Args:
        operation: what the function computes.
        backend: who does it.
        order: the monomial order.
        if_present: the call is recorded only if this, asked for the backend, is true (a missing program does nothing).
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def call(*arguments: P.args, **named: P.kwargs) -> R:
            if not if_present(backend):
                return function(*arguments, **named)
            start_float = processor_seconds_float()
            _inner_float.append(0.0)
            answered = False
            try:
                result = function(*arguments, **named)
                answered = result is not None
                return result
            finally:
                whole_float = processor_seconds_float() - start_float
                own_float = whole_float - _inner_float.pop()
                if _inner_float:
                    _inner_float[-1] += whole_float
                _add(AlgebraRecord(operation, backend, order, 1, int(answered), own_float))

        return call

    return decorate


def _add(record: AlgebraRecord) -> None:
    key = (record.operation, record.backend, record.order)
    _totals[key] = _sum(_totals[key], record) if key in _totals else record


def _sum(a: AlgebraRecord, b: AlgebraRecord) -> AlgebraRecord:
    seconds_float = a.seconds_float + b.seconds_float
    return AlgebraRecord(a.operation, a.backend, a.order, a.calls + b.calls, a.answers + b.answers, seconds_float)


def take_records() -> tuple[AlgebraRecord, ...]:
    """Return what was recorded in this process since the last call, and forget it."""
    found = tuple(_totals.values())
    _totals.clear()
    return found


def merge_records(records: Iterable[AlgebraRecord]) -> tuple[AlgebraRecord, ...]:
    """Return one record per operation, backend and order, sorted by these."""
    merged: dict[tuple[str, str, str], AlgebraRecord] = {}
    for record in records:
        key = (record.operation, record.backend, record.order)
        merged[key] = _sum(merged[key], record) if key in merged else record
    return tuple(merged[key] for key in sorted(merged))
