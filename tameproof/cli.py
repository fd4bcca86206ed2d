"""The command line: ``tameproof COMMAND ...``.  Soundness-critical: no.

Nothing heavy is imported before the command is known.  Every outcome has an exit code, and no outcome is a traceback
unless ``--debug`` asks for one.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from types import FrameType

from tameproof.codes import EXIT_CODES, Exit, Failure
from tameproof.commands.arguments import UsageError, suggestion
from tameproof.commands.output import drop_output, missing_package, note, say
from tameproof.proofs.kernel.errors import InputError

# command -> (module, function)
COMMANDS = {
    "certify": ("certify", "run"),
    "check": ("check", "run_check"),
    "assumptions": ("check", "run_assumptions"),
    "theorems": ("check", "run_theorems"),
    "bound": ("bound", "run"),
    "laws": ("laws", "run"),
    "trajectory": ("trajectory", "run"),
    "explore": ("explore", "run"),
    "plot": ("plot", "run"),
    "explain": ("explain", "run"),
    "export": ("export", "run"),
    "claims": ("claims", "run"),
    "examples": ("examples", "run"),
    "doctor": ("doctor", "run"),
}

HELP = """\
tameproof decides whether a function has a spurious local minimum, finite or at infinity, with a proof you can check.

  tameproof certify "(x*y-1)^2" -o first.json        decide one objective, write a certificate
  tameproof check first.json --claim "(x*y-1)^2"     verify a certificate (no solver needed)
  tameproof explain first.json H5                    the argument for one hypothesis
  tameproof examples                                 objectives to start with

commands
  decide    certify   claims run
  study     bound   laws   trajectory   explore   plot
  verify    check   assumptions   theorems
  publish   explain   export latex|html|json|coq|lean
  system    doctor   examples   help   --version

tameproof COMMAND --help      options of a command
tameproof help exit-codes     what the exit codes mean"""


class _Terminated(BaseException):
    """SIGTERM or SIGHUP arrived."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing is raised.

    Args:
        arguments: command and arguments; by default those of the process.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        with _termination_as_exception():
            return int(_run(words))
    except SystemExit as stop:  # argparse, after printing help
        return stop.code if isinstance(stop.code, int) else 0
    except BrokenPipeError:  # the reader of the help went away
        drop_output()
        return 0
    except BaseException as error:
        return _fail(error, debug, wants_json="--json" in words)


def _fail(error: BaseException, debug: bool, *, wants_json: bool) -> int:
    """Say on standard error what went wrong, in JSON on standard output too if that is wanted; return the exit code."""
    status, code, text = _describe(error)
    if debug:
        import traceback

        note("".join(traceback.format_exception(error)))
    note(text)
    if status == Exit.BUG and not debug:
        note("  --debug shows where it happened")
    if wants_json and code != "E404":
        import json

        names = {2: "usage", 4: "input-error", 5: "environment", 70: "bug", 130: "interrupted", 143: "interrupted"}
        value = {
            "schema": "error/1",
            "verdict": names.get(status, "error"),
            "exit_code": status,
            "error": {"code": code, "message": text},
        }
        try:
            say(json.dumps(value, sort_keys=True))
        except Failure as failure:
            note(str(failure))
    return status


def _describe(error: BaseException) -> tuple[int, str, str]:
    """Return exit code, stable code and text of what ended a command."""
    match error:
        case KeyboardInterrupt():
            return Exit.INTERRUPTED, "", "interrupted"
        case _Terminated():
            return Exit.TERMINATED, "", "terminated"
        case UsageError():
            return Exit.USAGE, "", f"error: {error.message}\n  {error.hint}"
        case Failure():
            return error.status, error.code, str(error)
        case InputError():
            return Exit.INPUT, error.code, str(error)
        case MemoryError():
            return Exit.ENVIRONMENT, "E502", str(Failure("E502", "not enough memory"))
    missing = missing_package(str(error)) if type(error).__name__ in ("WorkerBug", "ModuleNotFoundError") else ""
    if missing:
        return Exit.ENVIRONMENT, "E402", str(Failure("E402", f"the package '{missing}' cannot be imported"))
    last = str(error).strip().split("\n")[-1][:300]
    return (
        Exit.BUG,
        "B001",
        str(Failure("B001", f"internal error: {type(error).__name__}: {last}", "nothing was written")),
    )


@contextmanager
def _termination_as_exception() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack, so that child processes are ended and no half-written file is left."""
    old = {}
    with suppress(ValueError):  # only the main thread may do this
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                old[name] = signal.signal(getattr(signal, name), _terminate)
    try:
        yield
    finally:
        for name, handler in old.items():
            signal.signal(getattr(signal, name), handler)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _Terminated


def _run(words: list[str]) -> int:
    if not words:
        note(HELP)
        return Exit.USAGE
    name, rest = words[0], words[1:]
    if name in ("-h", "--help", "help"):
        return _help(rest if name == "help" else [])
    if name in ("-V", "--version", "version"):
        from tameproof import __version__

        say(f"tameproof {__version__}")
        return 0
    if name not in COMMANDS:
        what = "option" if name.startswith("-") else "command"
        close = suggestion(name, [*COMMANDS, "help", "--version", "--help"])
        raise UsageError(f"unknown {what} '{name[:80]}'", close or "try: tameproof --help")
    return command(name)(rest)


def command(name: str) -> Callable[[list[str]], int]:
    """Return the function that runs a command; its module is imported now."""
    module, function = COMMANDS[name]
    found: Callable[[list[str]], int] = getattr(import_module(f"tameproof.commands.{module}"), function)
    return found


def _help(topics: list[str]) -> int:
    if not topics:
        say(HELP)
        return 0
    if topics[0] == "exit-codes":
        say(EXIT_CODES)
        return 0
    if topics[0] in COMMANDS:
        return command(topics[0])(["--help"])
    raise UsageError(f"no help about '{topics[0][:80]}'", suggestion(topics[0], [*COMMANDS, "exit-codes"]) or HELP)
