"""The checker as a program: check, assumptions, theorems.  Soundness-critical: yes (it reports what was checked).

The objective always comes from the caller.  Every outcome has its exit code, and no outcome is a traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NoReturn

from .certificate import Certificate
from .check import Accepted, Verdict, check_certificate
from .claimfile import ClaimFileError, read_claims
from .claims import SpuriousSetwiseMinimum
from .codec import decode, digest
from .codes import printable
from .errors import InputError, MalformedCertificate, Reason, RejectedStep
from .expression import Expression
from .parser import parse
from .printer import to_text
from .strict_json import MAX_BYTES, canonical_json
from .theorems import THEOREMS

VALID, INVALID, USAGE, INCOMPLETE, MALFORMED, UNREADABLE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 4, 5, 70, 130

_EXIT_CODES = """exit codes:
  0    valid: every step was verified, and the conclusion is proved
  1    invalid: a step does not prove its claim, or another objective or conclusion is proved
  2    usage: wrong arguments, or a claim that cannot be read
  3    incomplete: nothing wrong was found, but steps are missing (holes) or no conclusion is reached
  4    malformed: the file is no certificate of this format
  5    the file cannot be read, or the output cannot be written
  70   internal error of the checker (says nothing about the certificate)
  130  interrupted
"""
_WHY = (
    "the objective must come from you, not from the file: a file that states its own goal can only show that it agrees "
    "with itself"
)
_CONCLUSIONS = {
    Verdict.CERTIFIED: "f has no spurious setwise local minimum: no spurious local minimum, finite or at infinity",
    Verdict.REFUTED: "f has a spurious setwise local minimum",
    Verdict.UNDECIDED: "no conclusion is reached",
}


@dataclass(slots=True)
class Stop(Exception):
    """The run ends here without a verdict on the certificate.

    Attributes:
        status: exit code.
        message: what is wrong, one or more lines.
        hint: what to do, or "".
    """

    status: int
    message: str
    hint: str = ""


@dataclass(slots=True)
class Report:
    """What a run found; printed as lines or as JSON."""

    status: int
    result: str
    lines: list[str] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Stop(USAGE, message, f"try: {self.prog} --help")


def _arguments(program: str) -> argparse.ArgumentParser:
    parser = _Arguments(
        prog=program,
        description="Checks certificates about spurious local minima. Exact, standard library only, no search.",
        epilog='example: python3 -I -S kernel check first.json --claim "(x*y-1)^2"\n\n' + _EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Arguments)
    for name, text in (
        ("check", "verify every step of a certificate against your claim"),
        ("assumptions", "verify, then print the theorems and holes that the conclusion rests on"),
    ):
        sub = commands.add_parser(
            name,
            help=text,
            description=text,
            epilog=_EXIT_CODES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        sub.add_argument("file", metavar="FILE", help="the certificate, or - for standard input")
        sub.add_argument("--claim", metavar="OBJECTIVE", help="the function that the certificate must be about")
        sub.add_argument("--expect", choices=("certified", "refuted"), help="refuse every other conclusion")
        sub.add_argument("--claim-file", metavar="FILE", help="take objective and expectation from a claim file")
        sub.add_argument("--name", metavar="NAME", help="the claim of the claim file to use")
        sub.add_argument("--json", action="store_true", help="print one line of JSON")
        sub.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
    sub = commands.add_parser("theorems", help="print all theorems that the checker trusts", allow_abbrev=False)
    sub.add_argument("--json", action="store_true", help="print one line of JSON")
    return parser


def _join_values(arguments: list[str]) -> list[str]:
    """Let an objective begin with a minus: ``--claim -x^2`` becomes ``--claim=-x^2``."""
    out: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument in ("--claim", "--name"):
            value = next(rest, None)
            if value is None or value.startswith("--"):
                raise Stop(USAGE, f"{argument} needs a value", f"write {argument}=VALUE")
            argument = f"{argument}={value}"
        out.append(argument)
    return out


def _read(path: str) -> bytes:
    """Return the bytes of the certificate; one more than the limit if it is too large."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError, AttributeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Stop(UNREADABLE, f"cannot read {path}: {reason}") from None


def _stated_objective(path: str) -> str:
    """Return the objective that the file itself states, for a hint; "" if there is none."""
    if path == "-":
        return ""
    try:
        return decode(_read(path)).objective
    except (Stop, MalformedCertificate):
        return ""


def _goal(options: argparse.Namespace) -> tuple[Expression, str | None]:
    """Return the caller's objective and the expected verdict, if any."""
    text: str | None = options.claim
    expect: str | None = options.expect
    if options.claim_file is not None:
        if text is not None:
            raise Stop(USAGE, "--claim and --claim-file exclude each other")
        text, wanted = _from_claim_file(options.claim_file, options.name)
        expect = expect or wanted
    elif options.name is not None:
        raise Stop(USAGE, "--name needs --claim-file")
    if text is None:
        stated = _stated_objective(options.file)
        hint = 'pass your function with --claim "..."'
        if stated:
            hint = f"the file says that it is about {stated} - if that is your function, pass it with --claim"
        raise Stop(USAGE, f"--claim is missing: {_WHY}", hint)
    try:
        return parse(text), expect
    except InputError as error:
        raise Stop(USAGE, f"the claim cannot be read\n{error}") from None


def _from_claim_file(path: str, name: str | None) -> tuple[str, str | None]:
    try:
        entries = read_claims(path)
    except ClaimFileError as error:
        raise Stop(UNREADABLE if error.unreadable else USAGE, str(error)) from None
    if name is None and len(entries) != 1:
        raise Stop(USAGE, f"the claim file has {len(entries)} claims", "choose one with --name")
    for entry in entries:
        if name is None or entry.name == name:
            return entry.objective, entry.expect if entry.expect in ("certified", "refuted") else None
    names = ", ".join(entry.name for entry in entries[:20])
    raise Stop(USAGE, f"the claim file has no claim named '{name}'", f"names: {names}")


def _conclusion(verdict: Verdict, certificate: Certificate) -> str:
    text = _CONCLUSIONS[verdict]
    ends = [step.claim for step in certificate.steps if isinstance(step.claim, SpuriousSetwiseMinimum)]
    if verdict is Verdict.REFUTED and len(ends) == 1:
        text += ", an unbounded one: a spurious local minimum at infinity" if ends[0].at_infinity else ""
    return text


def _check(options: argparse.Namespace) -> Report:
    objective, expect = _goal(options)
    text = to_text(objective)
    values: dict[str, object] = {"objective": text}
    try:
        certificate = decode(_read(options.file))
        accepted = check_certificate(certificate, objective)
        got = accepted.verdict.value
        if expect is not None and accepted.verdict is not Verdict.UNDECIDED and got != expect:
            raise RejectedStep("steps", Reason.GOAL_NOT_REACHED, f"the conclusion is '{got}', expected '{expect}'")
    except MalformedCertificate as error:
        values["error"] = {"where": error.where, "code": error.code, "detail": error.detail}
        lines = ["verdict    MALFORMED: the file is no certificate of this format", f"  {error}"]
        return Report(MALFORMED, "malformed", lines, values)
    except RejectedStep as error:
        values["error"] = {"where": error.where, "code": error.reason.value, "detail": error.detail}
        lines = [f"function   f = {text}", "verdict    INVALID: this file proves nothing about it", f"  {error}"]
        return Report(INVALID, "invalid", lines, values)
    return _accepted(certificate, accepted, text, values)


def _accepted(certificate: Certificate, accepted: Accepted, text: str, values: dict[str, object]) -> Report:
    count = len(certificate.steps)
    conclusion = _conclusion(accepted.verdict, certificate)
    values |= {
        "verdict": accepted.verdict.value,
        "conclusion": conclusion,
        "steps": count,
        "sha256": digest(certificate),
        "theorems": list(accepted.theorems),
        "holes": list(accepted.holes),
    }
    lines = [
        f"function   f({', '.join(certificate.variables)}) = {text}",
        f"statement  {conclusion}",
        f"verified   {count} step{'' if count == 1 else 's'}, sha256 {values['sha256']}",
    ]
    titles = [THEOREMS[name].title for name in accepted.theorems]
    lines.append(f"rests on   {', '.join(titles) if titles else 'exact arithmetic only'}")
    for index in accepted.holes:
        lines.append(f"hole       steps[{index}] is assumed, not proved")
    if accepted.holes:
        lines.append(f"verdict    INCOMPLETE: {accepted.verdict.value} only if the holes are filled")
        return Report(INCOMPLETE, "holey", lines, values)
    if accepted.verdict is Verdict.UNDECIDED:
        lines.append("verdict    UNDECIDED: all steps hold, but they reach no conclusion")
        return Report(INCOMPLETE, "undecided", lines, values)
    lines.append(f"verdict    {accepted.verdict.name}")
    return Report(VALID, "valid", lines, values)


def _theorem_lines(names: list[str]) -> list[str]:
    lines: list[str] = []
    for name in names:
        theorem = THEOREMS[name]
        lines += ["", f"{theorem.title} [{theorem.id}]", f"  {theorem.statement}", f"  Source: {theorem.source}"]
    return lines


def _assumptions(options: argparse.Namespace) -> Report:
    report = _check(options)
    names = report.values.get("theorems")
    if isinstance(names, list):
        report.values["texts"] = _theorem_values(names)
        report.lines += _theorem_lines(names) or ["", "No theorem is used beyond exact arithmetic."]
    return report


def _theorem_values(names: list[str]) -> list[object]:
    rows = [THEOREMS[name] for name in names]
    return [{"id": t.id, "title": t.title, "statement": t.statement, "source": t.source} for t in rows]


def _run(arguments: list[str], program: str) -> tuple[int, str]:
    """Return the exit code and what belongs on standard output; error lines are printed at once."""
    wants_json = "--json" in arguments
    try:
        options = _arguments(program).parse_args(_join_values(arguments))
        if options.command is None:
            raise Stop(USAGE, "a command is needed: check, assumptions or theorems", f"try: {program} --help")
        if options.command == "theorems":
            report = Report(VALID, "theorems", _theorem_lines(list(THEOREMS))[1:])
            report.values["theorems"] = _theorem_values(list(THEOREMS))
        elif options.command == "check":
            report = _check(options)
        else:
            report = _assumptions(options)
    except Stop as stop:
        _print_error(f"error: {stop.message}" + (f"\n  {stop.hint}" if stop.hint else ""))
        result = "unreadable" if stop.status == UNREADABLE else "usage"
        values: dict[str, object] = {"error": {"detail": stop.message, "hint": stop.hint}}
        return stop.status, _json_line(Report(stop.status, result, values=values)) if wants_json else ""
    if wants_json:
        return report.status, _json_line(report)
    if getattr(options, "quiet", False):
        if report.status in (INVALID, MALFORMED):
            _print_error("\n".join(report.lines))
        return report.status, ""
    return report.status, "".join(printable(line) + "\n" for line in report.lines)


def _json_line(report: Report) -> str:
    value = {"schema": "check/1", "result": report.result, "exit_code": report.status, **report.values}
    return canonical_json(value).decode("ascii") + "\n"


def _print_error(message: str) -> None:
    """Print lines to the error stream, if there is one; text of the file cannot control the terminal."""
    if sys.stderr is not None:
        with suppress(OSError):
            for line in message.split("\n"):
                print(printable(line), file=sys.stderr)


def _drop_output() -> None:
    """Send what is still in the buffer of standard output to nowhere, so that the interpreter's exit cannot fail."""
    if sys.stdout is not None:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def main(arguments: list[str], program: str = "kernel") -> int:
    """Run the checker with the given arguments and return the exit code; nothing is raised.

    Args:
        arguments: command and options.
        program: the name under which it was called, for messages.
    """
    try:
        status, output = _outcome(arguments, program)
    except KeyboardInterrupt:
        _print_error("interrupted")
        return INTERRUPTED
    try:
        if sys.stdout is not None:
            sys.stdout.write(output)
            sys.stdout.flush()
    except BrokenPipeError:  # the reader of the output went away; the verdict stays what it was
        _drop_output()
    except OSError as error:
        _drop_output()
        _print_error(f"error: the output cannot be written: {error.strerror}")
        return UNREADABLE
    except KeyboardInterrupt:
        _drop_output()
        return INTERRUPTED
    return status


def _outcome(arguments: list[str], program: str) -> tuple[int, str]:
    """Run, and turn every exception but Ctrl-C into an exit code."""
    try:
        return _run(arguments, program)
    except SystemExit as stop:  # argparse, after printing help
        return (stop.code if isinstance(stop.code, int) else VALID), ""
    except BrokenPipeError:  # the reader of the help went away
        _drop_output()
        return VALID, ""
    except MemoryError:
        _print_error("error: not enough memory to check this certificate")
        return UNREADABLE, ""
    except Exception as error:
        _print_error(f"internal error: {type(error).__name__}: {error}")
        _print_error("this is a bug of the checker; it says nothing about the certificate")
        return INTERNAL, ""
