"""Times, certificate sizes and check times for the claims of claim files.

    python benchmarks/claims.py [FILE ...] [--timeout S] [--only NAME] [--write]

Every claim runs in a process of its own; the time is that of the whole process.  Every certificate is checked again by
the checker alone, ``python -I -S proofs/kernel check``.  ``--write`` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from page import write_section

from tameproof import __version__
from tameproof.claim_runner import Outcome, Runner, batch_code
from tameproof.commands.claims import load_claims, select

ROOT = Path(__file__).resolve().parents[1]
FILES = ("claims/spine.claim.toml", "claims/landscape.claim.toml")
FIRST = "(x*y-1)^2"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; size and check are None where no certificate was written."""

    outcome: Outcome
    size: int | None
    steps: int | None
    check: float | None
    accepted: str


def measure(outcome: Outcome, file: Path) -> Row:
    """Return the measurements for one claim whose certificate, if any, is in ``file``."""
    if not file.exists():
        return Row(outcome, None, None, None, "")
    command = [sys.executable, "-I", "-S", str(ROOT / "proofs" / "kernel"), "check", str(file)]
    start = time.perf_counter()
    done = subprocess.run([*command, "--claim", outcome.claim.objective], capture_output=True, text=True, check=False)
    spent = time.perf_counter() - start
    words = {0: "accepted", 3: "steps accepted"}
    return Row(outcome, file.stat().st_size, outcome.details.get("steps"), spent, words.get(done.returncode, "REFUSED"))


def whole_process(command: list[str], repetitions: int = 5) -> float:
    """Return the median wall time of a command."""
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def start_up() -> list[str]:
    """Return lines that compare the first example with the import of its two largest dependencies."""
    imports = whole_process([sys.executable, "-c", "import sympy, flint"])
    first = whole_process([sys.executable, "-m", "tameproof", "certify", FIRST, "--no-save"])
    limit = 2 * imports + 1
    return [
        f'- `python -c "import sympy, flint"`: {imports:.2f} s',
        f'- `tameproof certify "{FIRST}"`, whole process: {first:.2f} s '
        f"(limit: twice the imports plus one second = {limit:.2f} s, {'kept' if first <= limit else 'MISSED'})",
    ]


def table(rows: list[Row]) -> list[str]:
    """Return the results as a Markdown table with a summary."""
    lines = [
        "| claim | expected | got | seconds | leans on / open | steps | bytes | check s | checker |",
        "| --- | --- | --- | ---: | --- | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        o = row.outcome
        got = o.got if o.is_expected else f"**{o.got}**"
        how = o.how.replace("|", "\\|")
        how = how if len(how) <= 90 else how[:87] + "..."
        size = "" if row.size is None else f"{row.size:,}"
        check = "" if row.check is None else f"{row.check:.2f}"
        steps = "" if row.steps is None else str(row.steps)
        cells = [o.claim.name, o.claim.expect, got, f"{o.seconds:.1f}", how, steps, size, check, row.accepted]
        lines.append(f"| {' | '.join(cells)} |")
    right = sum(row.outcome.is_expected for row in rows)
    undecided = sum(not row.outcome.is_expected and row.outcome.got == "undecided" for row in rows)
    wrong = [row.outcome.claim.name for row in rows if row.outcome.is_wrong]
    refused = [row.outcome.claim.name for row in rows if row.accepted == "REFUSED"]
    lines += [
        "",
        f"{len(rows)} claims: {right} as expected, {undecided} undecided, {len(rows) - right - undecided} otherwise; "
        f"wrong verdicts: {', '.join(wrong) or 'none'}; certificates refused by the checker alone: "
        f"{', '.join(refused) or 'none'}.",
    ]
    return lines


def main() -> int:
    """Run, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", default=[str(ROOT / file) for file in FILES])
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--write", action="store_true", help="write the section of docs/benchmarks.md")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="tameproof-") as folder:
        for number, claim in enumerate(select(load_claims(options.files), options.only)):
            file = Path(folder) / f"{number}.json"
            row = measure(Runner(timeout=options.timeout, options=("-o", str(file))).run_one(claim), file)
            rows.append(row)
            o = row.outcome
            size, check = row.size or 0, row.check or 0
            print(
                f"{claim.name:<42} {claim.expect:<11} {o.got:<11} {o.seconds:6.1f} s {size:>9} bytes "
                f"{check:6.2f} s {row.accepted}",
                flush=True,
            )
    lines = [*start_up(), "", *table(rows)]
    print("\n".join(lines))
    if options.write:
        machine = (
            f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores"
        )
        head = [
            "## Claim files",
            "",
            f"Written by `python benchmarks/claims.py --write`, tameproof {__version__}, {machine}; "
            f"limit {options.timeout:g} s per claim.",
            "",
            'Seconds are wall time of the whole process, start-up included. "check s" is the whole process of',
            "`python -I -S proofs/kernel check`, which uses the standard library only. Verdicts other than the",
            "expected one are in bold; *undecided* is never a wrong verdict.",
            "",
        ]
        write_section("claims", [*head, *lines])
    wrong = any(row.outcome.is_wrong or row.accepted == "REFUSED" for row in rows)
    return 1 if wrong else 3 if batch_code([row.outcome for row in rows]) else 0


if __name__ == "__main__":
    sys.exit(main())
