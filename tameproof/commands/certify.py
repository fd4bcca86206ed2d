"""``tameproof certify OBJECTIVE``: search, show each hypothesis as it is decided, write the certificate.

Soundness-critical: no (the verdict is the kernel's).
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tameproof.codes import Exit, Failure
from tameproof.commands.arguments import Parser, UsageError, add_budget
from tameproof.commands.output import (
    Progress,
    missing_package,
    note,
    paint,
    read_bytes,
    require_folder,
    say,
    write_file,
)

if TYPE_CHECKING:
    from tameproof.api import Report
    from tameproof.findings import Finding
    from tameproof.proof import Proof
    from tameproof.proofs.export.hypotheses import AboutFunction
    from tameproof.settings import Settings
    from tameproof.workers import Worker

EPILOG = """\
The verdict: certified (exit code 0), refuted (1) or undecided (3); see tameproof help exit-codes.
The certificate goes to a file named after its hash in the current folder, unless -o or --no-save is given.

formulas: + - * / ^ ** ( ), decimals, abs max min relu sqrt exp log sigmoid tanh; no implicit multiplication

examples
  tameproof certify "(x*y-1)^2"
  tameproof certify "-x^3/3" --no-save
  tameproof certify - -o big.json < objective.txt"""

_FILES = {  # no formula ends so
    ".py": "Python functions are passed in Python: import tameproof; tameproof.certify(f)",
    ".toml": "for a file of claims: tameproof claims run FILE",
    ".json": "for a certificate: tameproof check FILE --claim OBJECTIVE",
    ".txt": "a formula is read from standard input: tameproof certify - < FILE",
}
_EXITS = {"certified": Exit.CERTIFIED, "refuted": Exit.REFUTED, "undecided": Exit.UNDECIDED}
_STATUS = {"ok": "proved", "FAILS": "false", "-": "not needed", "open": "open"}
_PAINT = {"certified": "green", "refuted": "red", "undecided": "yellow"}


def parser() -> Parser:
    """Return the reader of the command line."""
    found = Parser("certify", "decide whether a function has a spurious local minimum, finite or at infinity", EPILOG)
    found.add_argument("objective", metavar="OBJECTIVE", help="a formula, or - for standard input")
    found.option("-o", "--output", metavar="FILE", help="write the certificate there; - is standard output")
    found.option("--no-save", action="store_true", help="write no certificate")
    found.option("--json", action="store_true", help="print one JSON object instead of text")
    add_budget(found)
    found.option("-v", "--verbose", action="store_true", help="also say what was tried, and list all steps")
    found.option("-q", "--quiet", action="store_true", help="print the verdict only")
    return found


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    options = parser().read(arguments, objective=True)
    if options.output == "-" and options.json:
        raise UsageError("--json and -o - both want standard output", "give -o a file name")
    if options.output is not None and options.no_save:
        raise UsageError("-o and --no-save exclude each other", "leave one out")
    require_folder(options.output)
    text = read_objective_text(options.objective)
    require_solver(options.solver)
    from tameproof.workers import Worker

    with Worker(options.memory) as worker:
        worker.start()  # it loads its modules while this process loads others
        return _certify(worker, text, options)


def _certify(worker: Worker, text: str, options: Namespace) -> int:
    from tameproof.api import certify_in, read_objective
    from tameproof.proofs.kernel.lift import lift
    from tameproof.settings import Settings

    settings = Settings(
        timeout=options.timeout or Settings().timeout,
        memory=options.memory,
        solver=options.solver,
        max_degree=options.max_degree,
    )
    expression = read_objective(text)
    show = _Show(
        "json" if options.json else "quiet" if options.quiet else "verbose" if options.verbose else "usual",
        to_stderr=options.output == "-",
    )
    with Progress(enabled=show.wanted("usual", "verbose")) as progress:
        show.progress = progress
        if show.wanted("usual", "verbose"):
            from tameproof.proofs.kernel.printer import to_text
            from tameproof.report import header_lines

            show.say(*header_lines(to_text(expression), lift(expression)), "")
        report = certify_in(worker, expression, settings, show.finding)
        data = certificate_bytes(report)
        _finish(show, report)
    return _save_and_close(show, report, data, settings, options)


def read_objective_text(argument: str) -> str:
    """Return the formula given as an argument, or read from standard input for ``-``.

    Raises:
        UsageError: if the argument is the name of a file.
    """
    if argument != "-":
        for ending, hint in _FILES.items():
            if argument.partition(":")[0].endswith(ending):
                raise UsageError(f"'{argument}' is the name of a file, not a formula", hint)
        return argument
    return read_bytes("-").decode("utf-8", "replace").strip()


def require_solver(name: str) -> None:
    """Refuse a solver that is named but cannot be used.

    Raises:
        Failure: E410 or E411.
    """
    if name in ("auto", "clarabel"):
        return
    from importlib.util import find_spec

    if find_spec(name) is None:
        raise Failure("E411", f"the solver '{name}' is not installed", hint=f"pip install {name}, or --solver clarabel")
    if name == "mosek":
        from tameproof.sos.backends._cvxpy import is_mosek_usable

        usable, why = is_mosek_usable()
        if not usable:
            raise Failure("E410", f"MOSEK is installed but has no working licence ({why})")


def certificate_bytes(report: Report) -> bytes:
    """Return the certificate file; it is read back and compared before anybody sees it.

    Raises:
        Failure: E503 if it does not fit the format, B001 if it is not what was checked.
    """
    from tameproof.proofs.kernel.codec import decode
    from tameproof.proofs.kernel.errors import MalformedCertificate

    try:
        data = report.to_json()
        same = decode(data)
    except MalformedCertificate as error:
        if error.code in ("too-large", "limit", "too-many-digits", "string-too-long", "too-deep"):
            raise Failure(
                "E503", f"verdict {report.verdict.value}, but the certificate cannot be written: {error}"
            ) from None
        raise
    own = report.certificate
    if (same.objective, same.variables, same.steps) != (own.objective, own.variables, own.steps):
        raise Failure("B001", "internal error: the file differs from what was checked", status=Exit.BUG)
    return data


@dataclass(slots=True)
class _Show:
    """Where lines go, and how many of them."""

    style: str
    to_stderr: bool
    progress: Progress | None = None
    _count: int = field(default=0)

    def wanted(self, *styles: str) -> bool:
        return self.style in styles

    def say(self, *lines: str) -> None:
        write: Callable[..., None] = note if self.to_stderr else say
        if self.progress is not None and not self.to_stderr:
            write = self.progress.say
        write(*lines)

    def paint(self, text: str, colour: str) -> str:
        return text if self.to_stderr else paint(text, colour, sys.stdout)

    def finding(self, proof: Proof, finding: Finding) -> None:
        """Show one hypothesis as soon as it is decided."""
        if not self.wanted("usual", "verbose"):
            return
        from tameproof.report import finding_lines

        verbose = self.style == "verbose"
        if finding.label == "R" and finding.status.value == "open" and not verbose:
            return  # an unsuccessful search for a refutation is news only if the run ends undecided
        self.say(*finding_lines(finding, proof.steps, proof.lift, verbose=verbose))


def _finish(show: _Show, report: Report) -> None:
    """Show the verdict."""
    from tameproof.report import algebra_lines, hypothesis_lines, line_of, verdict_lines

    if show.wanted("quiet"):
        show.say(report.verdict.value)
    if not show.wanted("usual", "verbose"):
        return
    show.say(*hypothesis_lines(report))
    if show.wanted("verbose"):
        from tameproof.proofs.export.labels import claim_label
        from tameproof.proofs.kernel.lift import lift
        from tameproof.proofs.kernel.parser import parse

        lifted = lift(parse(report.objective), report.certificate.variables)
        show.say("", "steps")
        for k, step in enumerate(report.steps):
            show.say(f"  {k + 1:>3}  {claim_label(step.claim)}: {line_of(k, report.steps, lifted)}")
        lines = algebra_lines(report.algebra, report.certificate)
        show.say(*(["", *lines] if lines else []))
    first, *rest = verdict_lines(report)
    word = report.verdict.name
    show.say("", show.paint(word, _PAINT[report.verdict.value]) + first[len(word) :], *rest)
    count = len(report.steps)
    milliseconds = 1000 * report.check_seconds
    show.say(f"checked   by the kernel: {count} step{'' if count == 1 else 's'}, {milliseconds:.0f} ms")


def _save_and_close(show: _Show, report: Report, data: bytes, settings: Settings, options: Namespace) -> int:
    from tameproof.report import next_command

    digest = report.digest()
    path: str | None = options.output or (None if options.no_save else f"tameproof-{digest[:8]}.cert.json")
    failure: Failure | None = None
    if path is not None:
        try:
            write_file(path, data, "the verdict holds; give -o FILE in a folder that you may write to, or --no-save")
        except Failure as error:
            failure, path = error, None
    status: int = failure.status if failure else _EXITS[report.verdict.value]
    if report.bugs and status == Exit.UNDECIDED:
        status = Exit.BUG
    if show.wanted("json"):
        say(json.dumps(summary(report, path, len(data), digest, status, failure), sort_keys=True))
    elif show.wanted("usual", "verbose"):
        if path is not None and path != "-":
            show.say(f"file      {path}  {len(data)} bytes  sha256 {digest}")
        if not failure and not report.bugs:
            show.say(f"next      {next_command(report, settings, path if path != '-' else None)}")
    if failure is not None:
        note(str(failure))
    for bug in report.bugs:
        last = bug.strip().split("\n")[-1][:300]
        missing = missing_package(bug)
        if missing:
            note(str(Failure("E402", f"the package '{missing}' cannot be imported")))
            status = Exit.ENVIRONMENT if status == Exit.BUG else status
        else:
            note(str(Failure("B001", f"internal error: {last}", "what is proved holds; this hypothesis stays open")))
        if options.debug:
            note(bug)
    return status


def summary(
    report: Report, path: str | None, size: int, digest: str, status: int, failure: Failure | None
) -> dict[str, object]:
    """Return what ``--json`` prints; times are the only values that differ from run to run."""
    from tameproof.codes import limit_code
    from tameproof.proofs.export.hypotheses import hypotheses
    from tameproof.proofs.kernel.lift import lift
    from tameproof.proofs.kernel.parser import parse
    from tameproof.report import infimum_text, is_at_infinity, mathematics

    lifted = lift(parse(report.objective), report.certificate.variables)
    findings = [
        {
            "label": f.label,
            "name": f.name,
            "status": f.status.value,
            "mathematics": "" if f.step is None else mathematics(f.step, report.steps, lifted),
            "reason": f.reason,
            "code": limit_code(f.reason),
            "tried": list(f.tried),
            "seconds": round(f.seconds, 3),
        }
        for f in report.findings
    ]
    return {
        "schema": "certify/1",
        "verdict": report.verdict.value,
        "exit_code": status,
        "objective": report.objective,
        "variables": list(report.certificate.variables),
        "at_infinity": is_at_infinity(report.certificate),
        "findings": findings,
        "hypotheses": [_hypotheses_json(about) for about in hypotheses(report.certificate)],
        "infimum": infimum_text(report.certificate) or None,
        "algebra": report.certificate.meta.get("algebra"),
        "theorems": [t.id for t in report.theorems],
        "steps": len(report.steps),
        "bytes": size,
        "sha256": digest,
        "file": path,
        "seconds": round(report.seconds, 3),
        "check_seconds": round(report.check_seconds, 4),
        "error": None if failure is None else {"code": failure.code, "message": failure.message},
    }


def _hypotheses_json(about: AboutFunction) -> dict[str, object]:
    rows = about.rows if about.decisive is None else (*about.rows, about.decisive)
    return {
        "function": about.name,
        "objective": about.objective,
        "variables": list(about.variables),
        "inside_steps": list(about.place),
        "relation": about.relation,
        "decided_by": about.title,
        "rows": [
            {
                "label": row.label,
                "name": row.name,
                "status": _STATUS[row.status],
                "step": None if row.step is None else row.step + 1,
                "text": row.text,
            }
            for row in rows
        ],
    }
