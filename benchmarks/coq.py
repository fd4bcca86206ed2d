"""Times and sizes of Coq proofs: the theory, every claim of the claim files, the certificates of the tests.

    python benchmarks/coq.py [--certificates DIR] [--theory] [--tests] [--large] [--timeout S] [--write]

``--certificates`` is a folder for the certificates of the claims; those that exist are not computed again.
``--theory`` compiles the theory from nothing, ``--tests`` adds the certificates of the tests, ``--large`` problems with
long identities and large Gram matrices, ``--write`` puts the tables into docs/benchmarks-coq.md.  Times are CPU seconds
of coqc, library loading included.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from sos_problems import growth, problems

from tameproof import __version__
from tameproof.claim_runner import Runner
from tameproof.codes import Failure
from tameproof.commands.claims import load_claims
from tameproof.coqc import compile_theory, run_coqc
from tameproof.proofs.export.coq import CannotExport, to_coq
from tameproof.proofs.kernel.codec import decode
from tameproof.proofs.kernel.evidence import FactoredGram, Gram

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks-coq.md"
FILES = ("claims/spine.claim.toml", "claims/landscape.claim.toml")
FOLDERS = ("tests/certificates/accepted", "tests/coq/certificates")


@dataclass(frozen=True, slots=True)
class Row:
    """One certificate: what was exported, and what Coq said."""

    name: str
    objective: str
    verdict: str
    answer: str  # "proved", or why not
    size: int | None
    seconds: float | None


def children_seconds() -> float:
    """Return the CPU seconds of all child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def examine(name: str, verdict: str, file: Path, timeout: float) -> Row:
    """Return the row of one certificate file."""
    certificate = decode(file.read_bytes())
    try:
        text = to_coq(certificate)
    except CannotExport as refusal:
        return Row(name, certificate.objective, verdict, f"refused: {refusal}", None, None)
    start = children_seconds()
    try:
        report = run_coqc(text, timeout=timeout)
    except Failure as failure:
        return Row(name, certificate.objective, verdict, f"**{failure}**", len(text), children_seconds() - start)
    spent = children_seconds() - start
    answer = "proved" if report.accepted and not report.assumptions else "**not proved**"
    if report.citations:
        answer += f", given {', '.join(report.citations)}"
    if not verdict:
        verdict = "certified" if "no_spurious" in report.theorem else "refuted"
    return Row(name, certificate.objective, verdict, answer, len(text), spent)


def of_claims(folder: Path, timeout: float) -> list[Row]:
    """Return one row for each claim of the claim files."""
    rows = []
    for claim in load_claims([str(ROOT / file) for file in FILES]):
        file = folder / (re.sub(r"\W+", "-", claim.name) + ".json")
        if not file.exists():
            Runner(timeout=40, options=("-o", str(file))).run_one(claim)
        if file.exists():
            row = examine(claim.name, claim.expect, file, timeout)
        else:
            row = Row(claim.name, claim.objective, claim.expect, "no certificate", None, None)
        rows.append(row)
        print(
            f"{row.name:<42} {row.verdict:<11} {row.answer[:60]:<60} {row.size or 0:>7} {row.seconds or 0:6.1f} s",
            flush=True,
        )
    return rows


def of_tests(timeout: float) -> list[Row]:
    """Return one row for each certificate of the tests."""
    rows = []
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).glob("*.json")):
            rows.append(examine(file.stem, "", file, timeout))
            print(f"{file.stem:<42} {rows[-1].answer[:72]:<72} {rows[-1].seconds or 0:6.1f} s")
    return rows


def large_problems() -> list[tuple[str, str, str]]:
    """Return (name, command, objective) of problems with long identities."""
    sums = {p.name: p.text for p in (*problems(), *growth())}
    names = ("f10", "f12", "dense quartic form, n = 6", "dense quartic form, n = 8", "chained quartic, n = 20")
    data = range(4)
    diagonal = "+".join(f"(x{i}*y{j}-{3 - i if i == j else 0})^2" for i in data for j in data)
    chain = "*".join(f"w{i}" for i in range(6))
    return [
        *((name, "bound", sums[name]) for name in names),
        ("PCA, rank 1, M=diag(3,2,1,0)", "certify", diagonal),
        ("scalar linear chain, depth 6", "certify", f"({chain} - 1)^2"),
    ]


def gram_rows(value: object) -> int:
    """Return the rows of the largest Gram matrix in a certificate."""
    if isinstance(value, FactoredGram | Gram):
        return len(value.basis)
    if isinstance(value, tuple):
        return max((gram_rows(v) for v in value), default=0)
    if is_dataclass(value):
        return max((gram_rows(getattr(value, f.name)) for f in fields(value)), default=0)
    return 0


def of_large(folder: Path, timeout: float) -> list[Row]:
    """Return one row for each large problem."""
    rows = []
    for name, command, objective in large_problems():
        file = folder / (re.sub(r"\W+", "-", name) + ".json")
        if not file.exists():
            run = [sys.executable, "-m", "tameproof", command, "-", "-o", str(file)]
            subprocess.run(run, input=objective, text=True, check=False, capture_output=True)
        if not file.exists():
            continue
        size = gram_rows(decode(file.read_bytes()).steps)
        shown = f"{name} (Gram {size} x {size})" if size else name
        rows.append(examine(shown, "bound" if command == "bound" else "certified", file, timeout))
        print(
            f"{shown:<42} {rows[-1].answer[:72]:<72} {rows[-1].size or 0:>7} {rows[-1].seconds or 0:6.1f} s", flush=True
        )
    return rows


def table(rows: list[Row]) -> list[str]:
    """Return the rows as a Markdown table."""
    lines = ["| name | objective | verdict | Coq | bytes | s |", "| --- | --- | --- | --- | ---: | ---: |"]
    for row in rows:
        objective = row.objective.replace("|", "\\|")
        if len(objective) > 70:
            objective = objective[:67] + "..."
        size = "" if row.size is None else f"{row.size:,}"
        seconds = "" if row.seconds is None else f"{row.seconds:.1f}"
        lines.append(f"| {row.name} | `{objective}` | {row.verdict} | {row.answer} | {size} | {seconds} |")
    proved = [row for row in rows if row.answer == "proved"]
    times = sorted(row.seconds or 0 for row in proved)
    if times:
        lines += [
            "",
            f"{len(rows)} rows: {len(proved)} proved, {sum('refused' in row.answer for row in rows)} refused by name. "
            f"Median {times[len(times) // 2]:.1f} s, longest {times[-1]:.1f} s; largest file "
            f"{max(row.size or 0 for row in proved):,} bytes.",
        ]
    return lines


def theory_seconds() -> float:
    """Return the CPU seconds for compiling the theory from nothing."""
    with tempfile.TemporaryDirectory(prefix="tameproof-") as cache:
        start = children_seconds()
        compile_theory(Path(cache))
        return children_seconds() - start


def main() -> int:
    """Run, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--certificates", type=Path)
    parser.add_argument("--timeout", type=float, default=300)
    parser.add_argument("--theory", action="store_true", help="measure the compilation of the theory")
    parser.add_argument("--tests", action="store_true", help="examine the certificates of the tests, too")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks-coq.md")
    parser.add_argument("--large", action="store_true", help="examine problems with long identities, too")
    options = parser.parse_args()
    started = time.strftime("%Y-%m-%d")
    theory = [f"Compiling the theory (once, then cached): {theory_seconds():.0f} s.", ""] if options.theory else []
    with tempfile.TemporaryDirectory(prefix="tameproof-") as scratch:
        claims = of_claims(options.certificates or Path(scratch), options.timeout)
        large = of_large(options.certificates or Path(scratch), options.timeout) if options.large else []
    tests = of_tests(options.timeout) if options.tests else []
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    lines = [
        "# Benchmarks: Coq",
        "",
        f"Written by `python benchmarks/coq.py --write`, tameproof {__version__}, {machine}, {started}.",
        "",
        "Seconds are CPU time of one `coqc` process: loading the library (about 2 s), checking the file, printing the",
        "assumptions. *proved* means that `coqc` accepts the file and that `Print Assumptions` names nothing but the",
        "axioms of Coq's real numbers and excluded middle. *refused* is the exporter's own message, which names the",
        "step.",
        "",
        *theory,
        "## The claim files",
        "",
        *table(claims),
    ]
    if large:
        lines += ["", "## Long identities and large Gram matrices", "", *table(large)]
    if tests:
        lines += ["", "## The certificates of the tests", "", *table(tests)]
    if options.write:
        PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    wrong = any("not proved" in row.answer for row in (*claims, *large, *tests))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
