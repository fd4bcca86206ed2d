"""The sums-of-squares benchmark: python benchmarks/sos.py --again --hurry --peers ENVIRONMENT --write.

Every problem runs in a process of its own with a time limit, one after the other.  An answer of this project counts
only if the kernel accepts it.  ``--peers`` names a virtual environment with requirements-peers.txt, which is created
if it does not exist; Macaulay2 takes part if it is installed.  Results are kept in a file, so that a run can go on;
``--again`` forgets those of this project, ``--peers-again PEER`` repeats one other program.  ``--hurry`` also runs
``tameproof bound --timeout 5`` on every problem and fails if one does not end in 7 seconds with a clear answer.
``--write`` puts the tables into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import venv
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(HERE)]

from page import write_section  # noqa: E402
from sos_problems import Problem, growth, problems, read  # noqa: E402

RESULTS = HERE / "data" / "sos-results.json"
OWN = "tameproof"
HURRY = "bound --timeout 5"
HURRY_WALL = 7.0  # seconds
CLEAR_CODES = (0, 3)  # a bound, or a reason why there is none
PEERS = ("triples", "alkahest", "SumOfSquares", "Z3", "Macaulay2")
GROWTH_TEXT = (
    "What dominates: for dense quartics the linear systems of the interior point method, as large as the number of",
    "monomials of the target (about n^4/24 of them; n^12 operations per step), and their memory; for chains the",
    "blocks, of which there are about n; for univariate polynomials (table above) the roots. Evidence of the dense",
    "ones grows like the square of the basis. For symmetric polynomials the number of blocks and their sizes do not",
    "depend on n, once it is large; what grows is the number of monomials that are compared. As they vanish somewhere,",
    "their Gram matrices are singular: the same solver without the symmetry takes 6.2 s for degree 4, n = 8, and finds",
    "nothing in 11.7 s for degree 6, n = 6.",
)
GROUPS = {
    "forms": "Classical forms",
    "multivsos": "Quartics, sextics and perturbed forms",
    "univariate": "Univariate polynomials",
    "constrained": "Constrained problems",
}


def run_own(name: str, cap: float) -> dict[str, object]:
    """Return the result of this project on one problem; its certificate goes through the standalone checker."""
    for library in ("numpy", "scipy.linalg", "scipy.optimize", "scipy.sparse", "clarabel", "flint"):
        importlib.import_module(library)  # start-up, as for the other programs
    from tameproof.proof import Proof
    from tameproof.proofs.kernel.claims import BoundedBelow, BoundedBelowOn
    from tameproof.proofs.kernel.codec import encode
    from tameproof.proofs.kernel.evidence import LowerBound, Psatz
    from tameproof.proofs.kernel.facts import nonnegative
    from tameproof.proofs.kernel.lift import lift
    from tameproof.proofs.kernel.parser import parse
    from tameproof.proofs.kernel.printer import to_text
    from tameproof.proofs.kernel.schema import codec_for
    from tameproof.sos import SosSettings, prove_nonnegative, prove_positive
    from tameproof.symbolic.outcome import Open

    problem = next(p for p in (*problems(), *growth()) if p.name == name)
    expression = parse(problem.text)
    lifted = lift(expression)
    inequalities = tuple(read(g, lifted.variables) for g in problem.where)
    facts = tuple(map(nonnegative, inequalities))
    settings = SosSettings(time_limit=cap)
    start = time.process_time()
    if problem.strict:
        found = prove_positive(lifted.objective, facts, settings=settings)
    else:
        found = prove_nonnegative(lifted.objective, facts, settings=settings, everywhere=True)
    seconds = round(time.process_time() - start, 3)
    if isinstance(found, Open):
        return {"status": "none", "seconds": seconds, "reason": "; ".join((found.reason, *found.tried))}
    zero = Fraction(0)
    claim = BoundedBelowOn(inequalities, (), zero) if problem.where else BoundedBelow(zero)
    proof = Proof(lifted)
    start = time.process_time()
    proof.add(claim, LowerBound(found))
    checked = round(time.process_time() - start, 3)
    text = to_text(expression)
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(encode(proof.certificate(text, {})))
        file.flush()
        kernel = [sys.executable, "-I", "-S", str(ROOT / "proofs" / "kernel"), "check", file.name]
        answer = subprocess.run([*kernel, "--claim", text], capture_output=True, text=True, check=False)
    if "all steps hold" not in answer.stdout:  # its exit code says that a bound alone is no conclusion
        reason = f"the standalone checker refuses it: {answer.stdout.strip()[-200:]}{answer.stderr.strip()[-200:]}"
        return {"status": "none", "seconds": seconds, "reason": reason}
    size = len(json.dumps(codec_for(Psatz).encode(found), separators=(",", ":")))
    return {"status": "exact", "seconds": seconds, "check": checked, "bytes": size}


def run_capped(command: list[str], text: str, cap: float) -> dict[str, object]:
    """Return what a process prints as JSON on its last line, or why there is nothing.

    Args:
        command: the program and its arguments.
        text: its standard input.
        cap: seconds of processor time, 10 more for the start-up; the wall time may be ten times as long.

    Returns:
        The object that was printed, with ``process`` (processor seconds of the whole process and its children) and
        ``megabytes`` (largest resident size).
    """
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    environment |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
    limit = int(cap + 10)
    with (
        tempfile.TemporaryFile("w+") as source,
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as err,
    ):
        source.write(text)
        source.seek(0)
        process = subprocess.Popen(
            command,
            stdin=source,
            stdout=out,
            stderr=err,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)),
        )
        timer = threading.Timer(10 * limit, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # children that outlived it
        out.seek(0)
        err.seek(0)
        printed, complaint = out.read(), err.read()
    measured = {"process": round(used.ru_utime + used.ru_stime, 3), "megabytes": used.ru_maxrss // 1024, "limit": cap}
    if process.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        return {"status": "time", "seconds": measured["process"], **measured}
    try:
        result = dict(json.loads(printed.strip().split("\n")[-1]))
    except (ValueError, IndexError):
        return {"status": "error", "seconds": measured["process"], "reason": complaint.strip()[-200:], **measured}
    if result["seconds"] > cap:
        result["status"] = "time"
    return {**result, **measured}


def encoded(problem: Problem) -> str:
    """Return the problem for sos_peer.py."""
    width = len(problem.variables)

    def terms(text: str) -> list[list[object]]:
        p = read(text, problem.variables)
        return [[[*e, *[0] * (width - len(e))], str(c)] for e, c in p.items()]

    return json.dumps(
        {
            "variables": [f"x{i}" for i in range(width)],
            "terms": terms(problem.text),
            "where": [terms(g) for g in problem.where],
            "strict": problem.strict,
        }
    )


def prepare(folder: Path) -> Path:
    """Return the interpreter of the environment with the other programs; create it if needed."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "-q", "-r", str(HERE / "requirements-peers.txt")], check=True
        )
    return python


def cell(result: dict[str, object] | None) -> str:
    """Return one entry of the table."""
    if result is None:
        return ""
    status, seconds = result["status"], result.get("seconds", 0.0)
    if status == "exact":
        return f"{seconds:.2f}"
    if status == "claimed":
        return f"({seconds:.2f})"
    return {"none": f"no, {seconds:.1f}", "time": "time"}.get(str(status), "error")


def own_cells(own: dict[str, object]) -> str:
    """Return the entries of this project, without the outer bars."""
    return " | ".join(str(x) for x in (cell(own or None), *(own.get(k, "") for k in ("check", "megabytes", "bytes"))))


def run_hurried(problem: Problem) -> dict[str, object]:
    """Return the wall time and the exit code of ``tameproof bound`` with a time limit of 5 seconds."""
    command = [sys.executable, "-m", "tameproof", "bound", problem.text, "--timeout", "5"]
    for g in problem.where:
        command += ["--where", f"{g} >= 0"]
    start = time.monotonic()
    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return {"wall": round(time.monotonic() - start, 2), "code": answer.returncode}


def section(results: dict[str, dict[str, dict[str, object]]], cap: float, peer_cap: float) -> list[str]:
    """Return the section of docs/benchmarks.md."""
    names = [p for p in PEERS if any(p in row for row in results.values())]
    lines = [
        "## Sums of squares",
        "",
        "Written by `python benchmarks/sos.py --write`. Every problem asks for an exact proof that a polynomial is",
        "nonnegative (positive, for the alternatives among the constrained problems). *s* is the search in seconds of",
        "processor time without start-up, *check* the kernel's check in seconds, *MB* the largest memory of the whole",
        "process, *bytes* the size of the evidence. Answers of this project count only if the standalone checker",
        "(`python -I -S proofs/kernel`) accepts the certificate. For the other programs a number is an exact identity",
        "that was expanded again, a number in parentheses an answer without a certificate (Z3) or in floats only",
        "(SumOfSquares), *no* a failure after so many seconds, *time* the limit. Macaulay2 tries f and",
        "(x_1^2 + ... + x_n^2) f. The last column is the wall time of the whole process",
        "`tameproof bound OBJECTIVE --timeout 5` (`--hurry`).",
        "",
        f"Limits: {cap:.0f} s, for the other programs {peer_cap:.0f} s, all of processor time."
        f" Python {platform.python_version()}, {os.cpu_count()} cores, one BLAS thread for all programs."
        " The other programs were measured in an earlier run.",
        "",
        "Sources: data/multivsos.json [magron_safey_2021], data/validsdp.json; the classical forms are in",
        "sos_problems.py.",
    ]
    for group, title in GROUPS.items():
        rows = [p for p in problems() if p.group == group and p.name in results]
        shown = [n for n in names if any(n in results[p.name] for p in rows)]
        lines += [
            "",
            f"### {title}",
            "",
            "| problem | s | check | MB | bytes |" + "".join(f" {n} |" for n in (*shown, "bound")),
        ]
        lines.append("| --- " * (6 + len(shown)) + "|")
        for p in rows:
            row = results[p.name]
            own = row.get(OWN, {})
            entry = f"| {p.name} | {own_cells(own)} |"
            lines.append(
                entry + "".join(f" {cell(row.get(n))} |" for n in shown) + f" {row.get(HURRY, {}).get('wall', '')} |"
            )
    lines += ["", "### Totals", ""]
    for n in names:
        both = [row for row in results.values() if OWN in row and n in row and row[n]["status"] in ("exact", "claimed")]
        solved = [row for row in both if row[OWN]["status"] == "exact"]
        tried = sum(1 for row in results.values() if n in row)
        own_total = sum(float(str(row[OWN]["seconds"])) for row in both)
        total = sum(float(str(row[n]["seconds"])) for row in both)
        lines.append(
            f"- {n}: answers {len(both)} of {tried}, in {total:.1f} s together; on the same problems this project"
            f" needs {own_total:.1f} s and solves {len(solved)}."
        )
    own_rows = [(name, row[OWN]) for name, row in results.items() if OWN in row]
    failed = [(name, own) for name, own in own_rows if own["status"] != "exact"]
    lines += ["", "### Failures of this project", ""]
    lines += [f"- {name}: {r.get('reason') or r['status']}" for name, r in failed] or ["none"]
    rows = [p for p in growth() if p.name in results]
    if rows:
        lines += [
            "",
            "### Growth",
            "",
            *GROWTH_TEXT,
            "",
            "| problem | s | check | MB | bytes | bound |",
            "| --- " * 6 + "|",
        ]
        for p in rows:
            row = results[p.name]
            lines.append(f"| {p.name} | {own_cells(row.get(OWN, {}))} | {row.get(HURRY, {}).get('wall', '')} |")
    hurried = {name: row[HURRY] for name, row in results.items() if HURRY in row}
    if hurried:
        slowest = max(hurried, key=lambda name: float(str(hurried[name]["wall"])))
        lines += ["", "### Five seconds", ""]
        lines += [
            f"`tameproof bound OBJECTIVE --timeout 5` on all {len(hurried)} problems: the slowest, {slowest}, ends",
            f"after {hurried[slowest]['wall']} s (limit {HURRY_WALL:g} s); without a clear answer: "
            f"{', '.join(late(hurried)) or 'none'}.",
        ]
    return lines


def late(hurried: dict[str, dict[str, object]]) -> list[str]:
    """Return the problems on which the command with a time limit does not end in time with a clear answer."""
    return [n for n, r in hurried.items() if float(str(r["wall"])) > HURRY_WALL or r["code"] not in CLEAR_CODES]


def main() -> int:
    """Run what is missing and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cap", type=float, default=60.0)
    parser.add_argument("--peer-cap", type=float, default=60.0)
    parser.add_argument("--peers", type=Path, metavar="ENVIRONMENT")
    parser.add_argument("--again", action="store_true", help="forget earlier results of this project")
    parser.add_argument("--only", default="", help="part of a name or group")
    parser.add_argument("--peers-again", action="append", default=[], help="only repeat what this program has tried")
    parser.add_argument("--page-only", action="store_true", help="measure nothing")
    parser.add_argument("--write", action="store_true", help="write the section of docs/benchmarks.md")
    parser.add_argument("--peers-only", action="store_true", help="leave this project out")
    parser.add_argument("--hurry", action="store_true", help="also time tameproof bound --timeout 5")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print("\n" + json.dumps(run_own(options.one, options.cap)))
        return 0
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    python = prepare(options.peers) if options.peers else None
    tasks = [] if options.page_only else [*problems(), *growth()]
    for problem in tasks:
        if options.only and options.only not in problem.name and options.only not in problem.group:
            continue
        row = results.setdefault(problem.name, {})
        if not options.peers_only and (options.again or OWN not in row):
            command = [sys.executable, __file__, "--one", problem.name, "--cap", str(options.cap)]
            row[OWN] = run_capped(command, "", options.cap)
            print(problem.name, OWN, cell(row[OWN]), flush=True)
        if options.hurry:
            row[HURRY] = run_hurried(problem)
            print(problem.name, row[HURRY], flush=True)
        for peer in PEERS if python is not None and problem.group != "growth" else ():
            wanted = peer in options.peers_again if options.peers_again else peer not in row
            missing = peer == "Macaulay2" and shutil.which("M2") is None
            if not wanted or missing or (options.peers_again and peer not in row):
                continue
            command = [str(python), str(HERE / "sos_peer.py"), peer]
            row[peer] = run_capped(command, encoded(problem), options.peer_cap)
            print(problem.name, peer, cell(row[peer]), flush=True)
        RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    if options.write:
        write_section("sums-of-squares", section(results, options.cap, options.peer_cap))
    bad = late({name: row[HURRY] for name, row in results.items() if HURRY in row}) if options.hurry else []
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
