"""``tameproof claims run FILE...``: a table of verdicts against the expected ones.  Soundness-critical: no."""

from __future__ import annotations

import fnmatch
import json
import sys

from tameproof.claim_runner import Outcome, Runner, batch_code
from tameproof.codes import Exit, Failure
from tameproof.commands.arguments import Parser, UsageError, count, positive, suggestion
from tameproof.commands.certify import require_solver
from tameproof.commands.output import Progress, paint, say
from tameproof.proofs.kernel.claimfile import ClaimEntry, ClaimFileError, read_claims
from tameproof.proofs.kernel.codes import printable

EPILOG = """\
A claim file is TOML:
  schema = "claim/1"
  [[claim]]
  name      = "my objective"
  objective = "(x*y-1)^2"
  expect    = "certified"      # or refuted, undecided, input-error

exit code: 0 all as expected, 3 one is undecided, 1 one has another verdict; see tameproof help exit-codes"""
_NAME, _EXPECT, _GOT = 40, 12, 13


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    if arguments and arguments[0] != "run" and not arguments[0].startswith("-"):
        hint = suggestion(arguments[0], ["run"]) or "try: tameproof claims run FILE"
        raise UsageError(f"unknown command 'claims {arguments[0][:80]}'", hint)
    parser = Parser("claims run", "decide every claim of a file and compare with what it expects", EPILOG)
    parser.add_argument("files", metavar="FILE", nargs="+", help="claim files")
    parser.option("--json", action="store_true", help="print one JSON object instead of a table")
    parser.option("-j", "--jobs", metavar="N", type=count, default=1, help="claims at a time (1)")
    parser.option("--timeout", metavar="S", type=positive, help="wall seconds per claim (its own, or 120)")
    parser.option("--solver", default="auto", help="as for certify")
    parser.option("--only", metavar="NAME", action="append", default=[], help="only this claim; * and ? match")
    parser.valued.append("--only")
    parser.option("-v", "--verbose", action="store_true", help="print reasons in full")
    options = parser.read(arguments[1:] if arguments[:1] == ["run"] else arguments)
    require_solver(options.solver)
    claims = select(load_claims(options.files), options.only)
    runner = Runner(jobs=options.jobs, timeout=options.timeout, options=(f"--solver={options.solver}",))
    outcomes: list[Outcome] = []
    if not options.json:
        say(f"{'name':<{_NAME}} {'expected':<{_EXPECT}} {'got':<{_GOT}} {'seconds':>7}  how")
    with Progress(enabled=not options.json) as progress:
        for outcome in runner.run(claims):
            outcomes.append(outcome)
            progress.text = f"{len(outcomes)} of {len(claims)} claims done"
            if not options.json:
                progress.say(*row(outcome, full=options.verbose))
    status = batch_code(outcomes)
    if options.json:
        say(json.dumps(summary(outcomes, status), sort_keys=True))
    else:
        say("", *totals(outcomes))
    return status


def load_claims(files: list[str]) -> list[ClaimEntry]:
    """Return the claims of all files, in order.

    Raises:
        Failure: E401 if a file cannot be opened, E201 if its content is wrong.
    """
    claims: list[ClaimEntry] = []
    for file in files:
        try:
            claims += read_claims(file)
        except ClaimFileError as error:
            place = f"{error.path}:{error.line}" if error.line else error.path
            code, status = ("E401", Exit.ENVIRONMENT) if error.unreadable else ("E201", Exit.INPUT)
            raise Failure(code, error.message, place, error.hint, status) from None
    return claims


def select(claims: list[ClaimEntry], only: list[str]) -> list[ClaimEntry]:
    """Return the claims whose name is one of ``only`` or matches it as a pattern; all if ``only`` is empty.

    Raises:
        Failure: E202 if a name matches nothing.
    """
    if not only:
        return claims
    chosen: set[str] = set()
    names = [claim.name for claim in claims]
    for pattern in only:
        found = [name for name in names if name == pattern] or fnmatch.filter(names, pattern)
        if not found:
            hint = suggestion(pattern, names) or f"names: {', '.join(names[:20])}"
            raise Failure("E202", f"no claim is named '{pattern[:80]}'", hint=hint, status=Exit.USAGE)
        chosen.update(found)
    return [claim for claim in claims if claim.name in chosen]


def row(outcome: Outcome, *, full: bool = False) -> list[str]:
    """Return the line of the table for one claim, and a second one if the verdict is wrong."""
    how = printable(outcome.how)
    how = how if full or len(how) <= 80 else how[:77] + "..."
    name = outcome.claim.name
    name = name if len(name) <= _NAME else name[: _NAME - 3] + "..."
    colour = "green" if outcome.is_expected else "yellow" if outcome.got == "undecided" else "red"
    got = paint(f"{outcome.got:<{_GOT}}", colour, sys.stdout)
    line = f"{name:<{_NAME}} {outcome.claim.expect:<{_EXPECT}} {got} {outcome.seconds:7.1f}  {how}"
    if not outcome.is_wrong:
        return [line.rstrip()]
    loud = f"  !! WRONG VERDICT: expected {outcome.claim.expect}, but a certificate says {outcome.got}"
    return [line.rstrip(), paint(loud, "red", sys.stdout)]


def totals(outcomes: list[Outcome]) -> list[str]:
    """Return the last lines of the table."""
    groups: dict[str, int] = {"as expected": 0, "undecided": 0, "not as expected": 0}
    for outcome in outcomes:
        key = "as expected" if outcome.is_expected else "undecided" if outcome.got == "undecided" else "not as expected"
        groups[key] += 1
    lines = [f"{len(outcomes)} claims: " + ", ".join(f"{number} {key}" for key, number in groups.items())]
    wrong = [outcome.claim.name for outcome in outcomes if outcome.is_wrong]
    if wrong:
        lines.append(f"WRONG VERDICTS: {'; '.join(wrong)}")
        lines.append(
            "a certificate contradicts the claim file: check the truth of the claim, else report a soundness bug"
        )
    return lines


def summary(outcomes: list[Outcome], status: int) -> dict[str, object]:
    """Return what ``--json`` prints."""
    rows = [
        {
            "name": o.claim.name,
            "objective": o.claim.objective,
            "expect": o.claim.expect,
            "got": o.got,
            "as_expected": o.is_expected,
            "wrong": o.is_wrong,
            "seconds": round(o.seconds, 3),
            "how": o.how,
            "theorems": o.details.get("theorems", []),
            "sha256": o.details.get("sha256"),
        }
        for o in outcomes
    ]
    return {"schema": "claims/1", "exit_code": status, "claims": rows}
