"""Standard output, standard error and files, with their failures.  Soundness-critical: no.

Results go to standard output, everything else to standard error.  A reader that goes away is no error; a full disk is.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import TextIO

from tameproof.codes import Failure
from tameproof.files import write_atomically
from tameproof.proofs.kernel.codes import printable

MAX_INPUT = 64 * 2**20
_COLOURS = {"green": "32", "red": "31", "yellow": "33", "bold": "1"}


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal that understands control sequences."""
    if stream is None or os.environ.get("TERM") == "dumb":
        return False
    try:
        return stream.isatty()
    except ValueError:
        return False


def paint(text: str, colour: str, stream: TextIO | None) -> str:
    """Return the text in a colour on a terminal, unchanged elsewhere or if NO_COLOR is set."""
    if os.environ.get("NO_COLOR") or not is_terminal(stream):
        return text
    return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"


def say(*lines: str) -> None:
    """Write result lines to standard output at once.

    Raises:
        Failure: E404 if they cannot be written.
    """
    write_out("".join(line + "\n" for line in lines))


def write_out(text: str) -> None:
    """Write text to standard output at once.

    Raises:
        Failure: E404 if it cannot be written.
    """
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        drop_output()
    except OSError as error:
        drop_output()
        raise Failure("E404", f"the output cannot be written: {error.strerror}") from None
    except UnicodeEncodeError:
        sys.stdout.write(text.encode("ascii", "backslashreplace").decode("ascii"))
        sys.stdout.flush()


def drop_output() -> None:
    """Send what is still in the buffer of standard output to nowhere, so that the exit of the interpreter is quiet."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def note(*lines: str) -> None:
    """Write lines to standard error; text of files and users cannot control the terminal."""
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError):
        for line in lines:
            for part in line.split("\n"):
                print(printable(part), file=sys.stderr)
        sys.stderr.flush()


def read_bytes(path: str) -> bytes:
    """Return the content of a file, or of standard input for ``-``.

    Raises:
        Failure: E401 if it cannot be read.
    """
    try:
        if path == "-":
            if sys.stdin is None:
                raise Failure("E401", "standard input is closed", hint="give a file, or pipe something in")
            return sys.stdin.buffer.read(MAX_INPUT + 1)
        with open(path, "rb") as stream:
            return stream.read(MAX_INPUT + 1)
    except (OSError, ValueError) as error:
        raise Failure("E401", f"cannot read {path}: {_why(error)}") from None


def require_folder(path: str | None) -> None:
    """Refuse a file in a folder that does not exist, before a long search and not after it.

    Raises:
        Failure: E403 if the folder is missing.
    """
    if path is None or path == "-":
        return
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise Failure("E403", f"cannot write {path}: there is no folder {folder}")


def write_file(path: str, data: bytes, hint: str = "") -> None:
    """Write a file so that it appears complete or not at all; ``-`` is standard output.

    Raises:
        Failure: E403 or E404 if it cannot be written.
    """
    if path == "-":
        write_out(data.decode("utf-8"))
        return
    try:
        write_atomically(Path(path), data)
    except (OSError, ValueError) as error:
        raise Failure("E403", f"cannot write {path}: {_why(error)}", hint=hint) from None


def _why(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def missing_package(text: str) -> str:
    """Return the foreign package that an import error speaks of, or ""."""
    last = text.strip().split("\n")[-1]
    marker = "No module named '"
    if marker not in last:
        return ""
    name = last.split(marker)[1].split("'")[0].split(".")[0]
    return "" if name == "tameproof" else name


class Progress:
    """A line at the bottom of a terminal that says what is going on and for how long; nothing elsewhere."""

    def __init__(self, enabled: bool) -> None:
        """Start nothing yet; ``enabled`` only counts if standard error is a terminal."""
        self._enabled = enabled and is_terminal(sys.stderr)
        self._start = time.monotonic()
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread: threading.Thread | None = None
        self._shown = False
        self.text = "searching"

    def __enter__(self) -> Progress:
        if self._enabled:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join(timeout=1)
        with self._lock:
            self._erase()

    def _run(self) -> None:
        while not self._done.wait(0.25):
            with self._lock:
                self._erase()
                sys.stderr.write(f"  ... {self.text} ({time.monotonic() - self._start:.0f} s)")
                sys.stderr.flush()
                self._shown = True

    def _erase(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False

    def say(self, *lines: str) -> None:
        """Write result lines above the line of progress."""
        with self._lock:
            self._erase()
            say(*lines)
