"""Claims with expected verdicts: each runs in a process of its own and is compared with what its file expects.

Soundness-critical: no.  Used by ``tameproof claims run``, by the pytest plugin and by the benchmarks.  A process per
claim: a claim that hangs, aborts or eats memory is one row of the table, not the end of the batch.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tameproof.codes import CODES, Exit, worst
from tameproof.proofs.kernel.claimfile import ClaimEntry

_BOOT = "import sys; sys.path[:] = {path!r}; from tameproof.cli import main; sys.exit(main())"
PATIENCE = 5.0  # seconds between asking a process to end and killing it
GRACE = 60.0  # seconds that a process may need beyond the budget of its search: start-up and the final check
_VERDICTS = ("certified", "refuted", "undecided")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one claim.

    Attributes:
        claim: the claim.
        got: "certified", "refuted", "undecided", "input-error", "environment", "bug" or "interrupted".
        seconds: wall time of the whole process.
        how: what the verdict leans on, or why there is none.
        details: what ``certify --json`` printed.
    """

    claim: ClaimEntry
    got: str
    seconds: float
    how: str
    details: dict[str, Any]

    @property
    def is_expected(self) -> bool:
        """Whether the verdict is the expected one."""
        return self.got == self.claim.expect

    @property
    def is_wrong(self) -> bool:
        """Whether the verdict contradicts the expected one: the claim file or this program is wrong."""
        proved = ("certified", "refuted")
        return not self.is_expected and self.got in proved and self.claim.expect in (*proved, "input-error")

    @property
    def exit_code(self) -> int:
        """0 as expected, 3 undecided although a verdict is expected, else the code of what happened."""
        if self.is_expected:
            return Exit.CERTIFIED
        special = {
            "undecided": Exit.UNDECIDED,
            "input-error": Exit.INPUT,
            "environment": Exit.ENVIRONMENT,
            "bug": Exit.BUG,
            "interrupted": Exit.ENVIRONMENT,
        }
        return special.get(self.got, Exit.REFUTED)


class Runner:
    """Runs claims, several at a time, and can be stopped."""

    def __init__(self, *, jobs: int = 1, timeout: float | None = None, options: Sequence[str] = ()) -> None:
        """Prepare a batch.

        Args:
            jobs: number of processes at a time.
            timeout: wall seconds of each search; None: that of the claim, or the default.
            options: further options of ``certify``.
        """
        self._jobs = jobs
        self._timeout = timeout
        self._options = tuple(options)
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(self, claims: Sequence[ClaimEntry]) -> Iterator[Outcome]:
        """Yield one outcome per claim, in the order of the claims, whatever finishes first."""
        pool = ThreadPoolExecutor(max_workers=self._jobs)
        futures: list[Future[Outcome]] = []
        try:
            futures = [pool.submit(self.run_one, claim) for claim in claims]
            for future in futures:
                yield future.result()
        finally:
            for future in futures:
                future.cancel()
            self.stop()
            pool.shutdown(wait=True, cancel_futures=True)

    def stop(self) -> None:
        """End all processes that are running; they end their own children."""
        with self._lock:
            self._stopped = True
            running = sorted(self._running, key=lambda process: process.pid)
        for process in running:
            with contextlib.suppress(OSError):
                process.terminate()

    def run_one(self, claim: ClaimEntry) -> Outcome:
        """Run one claim and return its outcome."""
        seconds = self._timeout or (float(claim.timeout) if claim.timeout is not None else None)
        words = ["certify", "-", "--json", *self._options]
        if not any(word in ("-o", "--no-save") for word in self._options):
            words.append("--no-save")
        if seconds is not None:
            words.append(f"--timeout={seconds}")
        from tameproof.settings import Settings

        limit = (seconds or Settings().timeout) + GRACE
        start = time.monotonic()
        process = self._start(words)
        if process is None:
            return Outcome(claim, "interrupted", 0.0, "stopped", {})
        try:
            out, err = process.communicate(claim.objective.encode("utf-8", "replace"), timeout=limit)
        except subprocess.TimeoutExpired:
            end(process)
            return Outcome(claim, "undecided", time.monotonic() - start, f"no answer within {limit:g} s [E501]", {})
        finally:
            with self._lock:
                self._running.discard(process)
        spent = time.monotonic() - start
        details = _details(out)
        return Outcome(claim, _got(process.returncode, details), spent, _how(process.returncode, details, err), details)

    def _start(self, words: list[str]) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopped:
                return None
            process = subprocess.Popen(
                [sys.executable, "-c", _BOOT.format(path=sys.path), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            self._running.add(process)
            return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and kill it if it does not."""
    with contextlib.suppress(OSError):
        process.send_signal(signal.SIGTERM)
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    finally:
        if process.stdin is not None:  # still open if the process has not read its input
            with contextlib.suppress(OSError):
                process.stdin.close()


def _details(out: bytes) -> dict[str, Any]:
    try:
        value = json.loads(out)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _got(code: int, details: dict[str, Any]) -> str:
    verdict = details.get("verdict")
    if code in (Exit.CERTIFIED, Exit.REFUTED, Exit.UNDECIDED) and verdict in _VERDICTS:
        return str(verdict)
    if code == Exit.INPUT:
        return "input-error"
    if code == Exit.ENVIRONMENT:
        return "environment"
    return "interrupted" if code in (Exit.INTERRUPTED, Exit.TERMINATED) else "bug"


def _how(code: int, details: dict[str, Any], err: bytes) -> str:
    """Return in one line why the verdict is what it is."""
    findings = details.get("findings", [])
    if code in (Exit.CERTIFIED, Exit.REFUTED) and findings:
        main = [name for name in details["theorems"] if name.startswith(("theorem-", "plateau", "second-order"))]
        return ", ".join(main) or "exact arithmetic"
    if code == Exit.UNDECIDED and findings:
        rows = [f"{f['label']}: {f['reason']}" for f in findings if f["status"] == "open" and f["label"] != "R"]
        return "; ".join(rows) or "no conclusion reached"
    if code < 0:
        return f"the process was killed by signal {-code}"
    if code in (Exit.INTERRUPTED, Exit.TERMINATED):
        return "stopped"
    lines = [line.strip() for line in err.decode("utf-8", "replace").split("\n") if line.strip()]
    return lines[0] if lines else f"{CODES['B001'].summary}: exit code {code} without a message"


def batch_code(outcomes: Sequence[Outcome]) -> int:
    """Return the exit code of a batch."""
    return worst([outcome.exit_code for outcome in outcomes])
