"""``tameproof doctor``: what is installed, what it is good for, and a self-test.  Soundness-critical: no."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tameproof.codes import Exit, Failure
from tameproof.commands.arguments import Parser
from tameproof.commands.output import say

PACKAGES = {  # distribution -> (module, required, what it is used for)
    "sympy": ("sympy", True, "sympy objectives, factoring"),
    "python-flint": ("flint", True, "exact polynomials, Groebner bases"),
    "numpy": ("numpy", True, "exploration"),
    "scipy": ("scipy", True, "sparse matrices"),
    "clarabel": ("clarabel", True, "semidefinite programs"),
    "cvxpy": ("cvxpy", True, "other solvers"),
    "networkx": ("networkx", True, "sparsity graphs"),
    "scs": ("scs", False, "semidefinite programs"),
    "mosek": ("mosek", False, "semidefinite programs"),
}
PROGRAMS = {  # program -> (arguments that print the version, what it is used for)
    "Singular": (("--version",), "decomposition of larger systems"),
    "msolve": (("-V",), "elimination in larger systems"),
    "pdflatex": (("--version",), "typesetting of exported proofs"),
    "coqc": (("--version",), "exported Coq proofs"),
}
OBJECTIVE = "(x*y-1)^2"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: name, state, remark; ``fatal`` if the program cannot work like this."""

    name: str
    state: str
    remark: str
    fatal: bool = False


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser("doctor", "show versions, solvers and licences, and certify and check a small objective")
    parser.option("--json", action="store_true", help="print one JSON object instead of text")
    options = parser.read(arguments)
    rows = [*_system(), *_packages(), *_programs()]
    rows.append(_self_test())
    status = Exit.ENVIRONMENT if any(row.fatal for row in rows) else 0
    if options.json:
        table = [{"name": r.name, "state": r.state, "remark": r.remark, "fatal": r.fatal} for r in rows]
        say(json.dumps({"schema": "doctor/1", "exit_code": int(status), "rows": table}, sort_keys=True))
        return status
    for row in rows:
        say(f"{row.name:<14} {row.state:<16} {row.remark}".rstrip())
    say(
        "", "all is well" if not status else "something is missing: see the lines marked with MISSING, BROKEN or FAILED"
    )
    return status


def _system() -> list[Row]:
    from tameproof import __version__

    old = sys.version_info < (3, 11)
    system = f"{platform.system()} {platform.machine()}"
    return [
        Row("tameproof", __version__, ""),
        Row("Python", platform.python_version(), "3.11 or newer is needed" if old else system, old),
    ]


def _packages() -> list[Row]:
    from importlib.metadata import PackageNotFoundError, version
    from importlib.util import find_spec

    rows = []
    present = [module for module, _, _ in PACKAGES.values() if find_spec(module) is not None]
    together = _imports(*present)  # one by one only if this fails
    for name, (module, required, use) in PACKAGES.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "present" if module in present else ""
        if not found:
            rows.append(
                Row(name, "MISSING" if required else "not installed", _install(name) if required else use, required)
            )
        elif not together and not _imports(module):
            rows.append(Row(name, "BROKEN", f"{found} is installed but cannot be imported; {_install(name)}", required))
        else:
            rows.append(Row(name, found, _mosek_remark(use) if name == "mosek" else use))
    return rows


def _install(name: str) -> str:
    return f"pip install --force-reinstall {name}"


def _imports(*modules: str) -> bool:
    """Whether packages can be imported, tried in a process of its own: a broken native library can abort."""
    command = [sys.executable, "-c", "".join(f"import {module}\n" for module in modules)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _mosek_remark(use: str) -> str:
    from tameproof.sos.backends._cvxpy import is_mosek_usable

    usable, why = is_mosek_usable()
    return f"{use}; the licence works" if usable else f"no working licence ({why}): not used"


def _programs() -> list[Row]:
    rows = []
    for name, (arguments, use) in PROGRAMS.items():
        path = shutil.which(name)
        if path is None:
            rows.append(Row(name, "not found", f"optional: {use}"))
            continue
        try:
            done = subprocess.run(
                [path, *arguments], capture_output=True, timeout=10, stdin=subprocess.DEVNULL, check=False
            )
            text = (done.stdout + done.stderr).decode("utf-8", "replace")
        except (OSError, subprocess.TimeoutExpired):
            text = ""
        words = [w.strip(",") for w in text.split() if w[:1].isdigit() and "." in w]
        rows.append(Row(name, words[0][:16].rstrip("-") if words else "found", use))
    return rows


def _self_test() -> Row:
    """Certify a small objective, and let the checker alone verify the file in a bare interpreter."""
    import tameproof.proofs.kernel
    from tameproof.commands.certify import certificate_bytes

    name = "self-test"
    try:
        from tameproof.api import certify

        report = certify(OBJECTIVE, timeout=60)
        if not report.is_certified():
            why = "; ".join(f"{f.label}: {f.reason}" for f in report.open) or report.verdict.value
            return Row(name, "FAILED", f"{OBJECTIVE} is {report.verdict.value}: {why}"[:200], True)
        data = certificate_bytes(report)
        folder = Path(tameproof.proofs.kernel.__file__).resolve().parent
        with tempfile.TemporaryDirectory(prefix="tameproof-") as scratch:
            file = Path(scratch) / "self-test.json"
            file.write_bytes(data)
            command = [sys.executable, "-I", "-S", str(folder), "check", str(file), "--claim", OBJECTIVE]
            done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired, ImportError, Failure) as error:
        return Row(name, "FAILED", f"{type(error).__name__}: {error}".split("\n")[0][:200], True)
    if done.returncode != 0:
        text = (done.stdout + done.stderr).decode("utf-8", "replace").strip().replace("\n", " ")
        return Row(name, "FAILED", f"the checker refused its own certificate: {text}"[:200], True)
    return Row(name, "ok", f"{OBJECTIVE} certified in {report.seconds:.1f} s and checked by the standalone checker")
