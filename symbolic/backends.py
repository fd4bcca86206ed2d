"""External programs (Singular, msolve): find, run with a deadline, parse polynomials.  Soundness-critical: no.

A program is looked for on the PATH, then among the executables that the passagemath wheels bring along
(``sage_wheels/bin`` next to the installed packages).  A missing, failing or slow program is a value, never an
exception: everything that these programs answer is re-checked by exact arithmetic or used as a hint.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from tameproof.proofs.kernel.polynomial import MAX_DEGREE, Polynomial
from tameproof.symbolic.budget import Deadline

__all__ = [
    "PROGRAMS",
    "Completed",
    "Failed",
    "Outcome",
    "Unavailable",
    "describe_backends",
    "die_with_parent",
    "find_program",
    "find_version",
    "format_polynomial",
    "parse_polynomial",
    "run_program",
]

PROGRAMS = {
    "Singular": "optional: decompositions and eliminations of larger ideals (Debian package singular)",
    "msolve": "optional: Groebner bases and eliminations of larger ideals (Debian package msolve)",
}
MAX_OUTPUT = 64_000_000  # characters


@dataclass(frozen=True, slots=True)
class Completed:
    """The program ended with status 0."""

    text: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The program is not installed."""

    program: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The program ran out of time, crashed, or wrote something unreadable."""

    program: str
    reason: str


Outcome: TypeAlias = Completed | Unavailable | Failed


def find_program(name: str) -> str | None:
    """Return the path of an external program, or None if it is not installed."""
    found = shutil.which(name)
    if found is not None:
        return found
    for key in ("platlib", "purelib"):
        folder = Path(sysconfig.get_paths()[key]) / "sage_wheels" / "bin"
        found = shutil.which(name, path=str(folder))
        if found is not None:
            return found
    return None


def run_program(name: str, arguments: tuple[str, ...], text: str, deadline: Deadline) -> Outcome:
    """Run a program with ``text`` as standard input, and kill it at the deadline."""
    path = find_program(name)
    if path is None:
        return Unavailable(name, f"install {name}; {PROGRAMS.get(name, 'optional')}")
    if deadline.remaining_float <= 0:
        return Failed(name, "out of time")
    environment = {**os.environ, "LC_ALL": "C"}
    leader = os.getsid(0) == os.getpid()  # a worker: the program stays in its group, and is killed with it
    try:
        process = subprocess.Popen(
            [path, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=not leader,
            env=environment,
            preexec_fn=_PREPARE,
        )
    except OSError as error:
        return Failed(name, f"cannot be started: {error.strerror or error}")
    try:
        out, _ = process.communicate(text, timeout=deadline.remaining_float)
    except subprocess.TimeoutExpired:
        return Failed(name, "out of time")
    finally:
        _end(process, leader)
    if process.returncode != 0:
        return Failed(name, f"ended with status {process.returncode}")
    if len(out) > MAX_OUTPUT:
        return Failed(name, "output too long")
    return Completed(out)


def _end(process: subprocess.Popen[str], leader: bool) -> None:
    """Kill the program if it still runs, and close its pipes in every case: also those that it has not read."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if leader:
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):  # text that the program did not read
                stream.close()
    process.wait()


def die_with_parent() -> None:
    """Ask the system to kill this process when its parent dies without a chance to clean up (Linux only)."""
    if _PRCTL is not None:
        with contextlib.suppress(OSError):
            _PRCTL(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _find_prctl() -> Callable[[int, int], int] | None:
    if sys.platform != "linux":
        return None
    import ctypes

    try:
        return ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None


_PRCTL = _find_prctl()  # found before any fork
_PREPARE = die_with_parent if _PRCTL is not None else None


def find_version(name: str) -> str | None:
    """Return the version text of an external program, or None if it is missing or does not answer."""
    # msolve has no version option that works everywhere; its help text names none, so only presence is reported.
    if name == "Singular":
        outcome = run_program(name, ("--version",), "", Deadline.after(5.0))
        if not isinstance(outcome, Completed):
            return None
        found = re.search(r"version\s+(\S+)", outcome.text)
        return found.group(1) if found else "unknown"
    return "unknown" if find_program(name) is not None else None


def describe_backends() -> dict[str, str]:
    """Return what the algebra of a run uses, for the provenance: monomial order, embedded method, external programs.

    A missing program is named as missing together with what it would be good for; the embedded method then does all.
    """
    out = {"bases": "embedded", "order": "degrevlex"}
    for name, use in PROGRAMS.items():
        version = find_version(name)
        if version is None:
            out[name] = f"not installed; {use}"
        else:
            out[name] = "installed" if version == "unknown" else version
    return out


# -- polynomials as text ---------------------------------------------------------------------------------------------
_FACTOR = re.compile(r"(?:v(\d+)(?:\^(\d+))?|(\d+)(?:/(\d+))?)\Z")
_TERM = re.compile(r"([+-]?)([^+-]+)")


def format_polynomial(p: Polynomial) -> str:
    """Return text such as ``v0^2*v1-3/2*v2`` that Singular and msolve read."""
    return p.format().replace(" ", "")


def parse_polynomial(text: str) -> Polynomial | None:
    """Return the polynomial that a program printed in the variables v0, v1, ..., or None if it is not readable."""
    compact = "".join(text.split())
    if not compact or not re.fullmatch(r"[+-]?[^+-]+(?:[+-][^+-]+)*", compact):
        return None
    rows: list[tuple[tuple[int, ...], Fraction]] = []
    for sign, body in _TERM.findall(compact):
        c = Fraction(-1 if sign == "-" else 1)
        exponents: dict[int, int] = {}
        for part in body.split("*"):
            found = _FACTOR.match(part)
            if found is None:
                return None
            variable, power, numerator, denominator = found.groups()
            try:
                if variable is not None:
                    e = int(power) if power else 1
                    i = int(variable)
                    if e > MAX_DEGREE or i > 10_000:
                        return None
                    exponents[i] = exponents.get(i, 0) + e
                else:
                    c *= Fraction(int(numerator), int(denominator) if denominator else 1)
            except (ValueError, ZeroDivisionError):
                return None  # more digits than Python converts
        rows.append((tuple(exponents.get(i, 0) for i in range(max(exponents, default=-1) + 1)), c))
    return Polynomial.from_terms(rows)
