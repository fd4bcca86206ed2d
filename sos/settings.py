"""Settings and deadlines of the searches in this package.  Soundness-critical: no."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(frozen=True, slots=True)
class SosSettings:
    """Budgets of a search for sums of squares.

    Attributes:
        solver: ``auto`` (Clarabel), ``clarabel``, ``mosek``, ``scs``, or any other name known to cvxpy.
        max_degree: largest total degree of an identity; identities of the smallest possible degree are always tried.
        extra_degree: how far above the smallest possible degree to go.
        max_basis: largest number of basis elements in one Gram matrix.
        max_unknowns: largest number of scalar unknowns of one semidefinite program.
        time_limit: seconds for one call, looked at between the solves.
        product_size: how many inequality facts may be multiplied with one another.
        multipliers: whether to multiply the claim by (1 + |x|^2)^k and by unknown sums of squares.
        contradictions: whether claims with facts may be shown by contradiction, as a last resort (not where the
            evidence is to be changed afterwards, or its facts renumbered).
        squares_size: Gram matrices up to this size are written as weighted squares.
        factored_size: larger Gram matrices carry a rounded factor if possible.
    """

    solver: str = "auto"
    max_degree: int = 12
    extra_degree: int = 4
    max_basis: int = 150
    max_unknowns: int = 20_000
    time_limit: float = 30.0
    product_size: int = 2
    multipliers: bool = True
    contradictions: bool = True
    squares_size: int = 8
    factored_size: int = 25


DEFAULT = SosSettings()


class Deadline:
    """A point in time after which no new solve is started."""

    __slots__ = ("_end",)

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, at least 0."""
        return max(0.0, self._end - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return self.remaining <= 0.0


class _Alarm(BaseException):
    """The hard limit is over; BaseException, so that no handler in between swallows it."""


@contextmanager
def hard_limit(seconds: float) -> Iterator[None]:
    """End the ``with`` block after so many seconds, between two Python instructions; nothing is raised outside.

    Only in the main thread of a POSIX process and if no other timer runs; otherwise nothing is done.
    """
    usable = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not usable or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise _Alarm

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
    try:
        yield
    except _Alarm:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
