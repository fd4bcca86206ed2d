"""Killable worker processes: every heavy search runs in a child with a wall deadline and a memory limit.

Soundness-critical: no.  A child that dies, hangs or runs out of memory yields Open, never a crash: python-flint and
Clarabel ignore signals and can abort the interpreter, so nothing less than a process is safe.
The child is a fresh interpreter that reads pickled calls from a pipe; it is reused until it has to be killed.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import IO, Any

from tameproof.symbolic.backends import die_with_parent
from tameproof.symbolic.outcome import Open
from tameproof.symbolic.records import AlgebraRecord, take_records

_BOOT = "import sys; sys.path[:] = {path!r}; from tameproof.workers import serve; serve({memory!r})"


# What nearly every run asks for, in this order; a child that waits for its first calls loads it meanwhile.
PRELOADED = (
    "tameproof.symbolic.separate_variables",
    "tameproof.symbolic.single_variables",
    "tameproof.symbolic.coordinates",
    "tameproof.sos.boundedness",
    "tameproof.morse_sard.critical_values",
    "tameproof.sos.partial_minimum",
    "tameproof.sos.trajectories",
    "tameproof.morse_sard.local_minima",
)


class WorkerBug(Exception):
    """The search raised an exception that it should not raise; carries the child's traceback."""


class Worker:
    """One child process that runs module-level functions, one at a time."""

    def __init__(self, memory: float) -> None:
        """Remember the limit; the child starts with the first call, or with ``start``."""
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self.algebra: list[AlgebraRecord] = []  # what finished calls did; a child that is killed tells nothing

    def start(self) -> None:
        """Start the child now, so that its start-up overlaps with other work."""
        if self._process is None or self._process.poll() is not None:
            boot = _BOOT.format(path=sys.path, memory=self._memory)
            # a session of its own: killing the group also ends the programs that the child started
            self._process = subprocess.Popen(
                [sys.executable, "-c", boot],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def call(self, function: Callable[..., Any], *arguments: Any, seconds: float, **named: Any) -> Any:
        """Return ``function(*arguments, **named)`` computed in the child, or Open if it did not survive.

        Args:
            function: a module-level function of this package.
            arguments: picklable positional arguments.
            seconds: wall time; the child is killed when it is over.
            named: picklable keyword arguments.

        Raises:
            WorkerBug: if the function raised; its traceback is the message.
        """
        if seconds <= 0:
            return Open("no time left")
        self.start()
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return Open("the worker process could not be started")
        name = function.__name__.removeprefix("find_").replace("_", " ")  # people read this
        payload = pickle.dumps((function.__module__, function.__qualname__, arguments, named))
        deadline = time.monotonic() + seconds
        try:
            _send(process.stdin, payload)
            answer = _receive(process.stdout, deadline)
        except (OSError, EOFError):
            code = self._stop()
            return Open(f"{name}: the worker process ended ({_describe(code)})")
        except BaseException:  # Ctrl-C in the parent: the child must not survive it
            self.close()
            raise
        if answer is None:
            self._stop()
            return Open(f"{name}: time limit of {seconds:.0f} s")
        kind, value, algebra = pickle.loads(answer)  # noqa: S301  written by our own child over a private pipe
        self.algebra += algebra
        if kind == "memory":
            self._stop()
            return Open(f"{name}: memory limit of {self._memory:g} GiB")
        if kind == "overflow":
            return Open(f"{name}: numbers too large for floating-point hints")
        if kind == "error":
            raise WorkerBug(value)
        return value

    def _stop(self) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        code = process.poll()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()
        return process.returncode if code is None else code

    def close(self) -> None:
        """Kill the child."""
        self._stop()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _describe(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit status {code}"


def _send(stream: IO[bytes], payload: bytes) -> None:
    stream.write(len(payload).to_bytes(8, "big") + payload)
    stream.flush()


def _receive(stream: IO[bytes], deadline: float) -> bytes | None:
    """Return one message, or None at the deadline."""
    descriptor = stream.fileno()
    buffer = bytearray()
    wanted: int | None = None
    while wanted is None or len(buffer) < wanted:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return None
        chunk = os.read(descriptor, 1 << 20)
        if not chunk:
            raise EOFError
        buffer += chunk
        if wanted is None and len(buffer) >= 8:
            wanted = int.from_bytes(buffer[:8], "big")
            del buffer[:8]
    return bytes(buffer)


def serve(memory: float) -> None:
    """Run calls from standard input until it closes (the child's main loop)."""
    import traceback
    from importlib import import_module

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    _limit_memory(memory)
    calls = sys.stdin.buffer
    # libraries print to descriptor 1: keep the pipe for ourselves
    answers = os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    for module in PRELOADED:
        if select.select([calls], [], [], 0)[0]:  # a call is waiting: it loads what it needs
            break
        with contextlib.suppress(ImportError):  # the call that needs the module reports it
            import_module(module)
    while True:
        head = calls.read(8)
        if len(head) < 8:
            return
        module, name, arguments, named = pickle.loads(calls.read(int.from_bytes(head, "big")))  # noqa: S301
        try:
            function: Any = import_module(module)
            for part in name.split("."):
                function = getattr(function, part)
            result = function(*arguments, **named)
            answer = pickle.dumps(("ok", result, take_records()))
        except MemoryError:
            answer = pickle.dumps(("memory", None, ()))
        except OverflowError:  # only conversions to floats raise it, and floats are hints
            answer = pickle.dumps(("overflow", None, ()))
        except BaseException:  # also the panics of native solvers, which are no Exceptions
            answer = pickle.dumps(("error", traceback.format_exc(), ()))
        _send(answers, answer)


def _limit_memory(memory: float) -> None:
    try:
        import resource
    except ImportError:  # not on every system; the deadline still holds
        return
    limit = int(memory * 2**30)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
