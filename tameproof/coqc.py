"""Runs Coq on exported files.  Soundness-critical: no (the answer is Coq's own; see docs/what-is-proved.md).

The theory is compiled once per version of the theory and of Coq, into a cache directory.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from tameproof.codes import Failure

# what Coq's real numbers and classical logic assume; nothing else may be printed for a theorem without citations
STANDARD_ASSUMPTIONS = (
    "ClassicalDedekindReals.sig_forall_dec",
    "ClassicalDedekindReals.sig_not_dec",
    "Classical_Prop.classic",
    "FunctionalExtensionality.functional_extensionality_dep",
)
# what an exported theorem may have as a hypothesis, and its source
CITATIONS = {
    "finitely_many_critical_values": "definable Morse-Sard theorem, Bolte, Daniilidis, Lewis and Shiota 2007",
}
INSTALL = "on Debian or Ubuntu: apt-get install coq libcoq-coquelicot; else: opam install coq-coquelicot"
_OPTIONS = ("-w", "-ambiguous-paths")
_THEOREM = re.compile(r"^Theorem (\w+) :(.*?)\.$", re.MULTILINE | re.DOTALL)
_ASSUMPTION = re.compile(r"^([A-Za-z_][\w.']*)\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CoqReport:
    """What Coq said about an exported file.

    Attributes:
        accepted: coqc compiled the file.
        theorem: name and statement.
        assumptions: what the theorem rests on besides the standard assumptions; empty if nothing else is assumed.
        citations: names of the results of the literature that are hypotheses of the theorem.
        seconds: time for this file.
        message: what Coq printed, if it did not accept the file.
        output: what Coq printed in any case.
    """

    accepted: bool
    theorem: str
    assumptions: tuple[str, ...]
    seconds: float
    message: str
    output: str = ""

    @property
    def citations(self) -> tuple[str, ...]:
        """Hypotheses of the theorem that are citations."""
        return tuple(name for name in CITATIONS if f"{name} f ->" in self.theorem)


def find_coqc() -> str | None:
    """Return the coqc program on PATH, or None."""
    return shutil.which("coqc")


def theory_directory() -> Path:
    """Return the directory with ``_CoqProject`` and the theory."""
    return Path(str(files("tameproof.proofs"))) / "coq"


def theory_files() -> list[str]:
    """Return the files of the theory in the order in which they are compiled, relative to the theory's directory."""
    lines = (theory_directory() / "_CoqProject").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("theory/") and line.endswith(".v")]


def compile_theory(cache: Path | None = None, timeout: float = 600) -> Path:
    """Compile the theory, unless this was done before; return the directory to be passed to coqc.

    Args:
        cache: where compiled theories are kept; by default the user's cache directory.
        timeout: seconds for each file.

    Raises:
        Failure: E412 if coqc is missing or cannot compile the theory.
    """
    coqc = find_coqc()
    if coqc is None:
        raise Failure("E412", "the program coqc is not on PATH", hint=INSTALL)
    root = theory_directory()
    if cache is None:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        cache = Path(base) / "tameproof"
    cache.mkdir(parents=True, exist_ok=True)
    target = cache / cached_name(coqc, timeout)
    with _locked(cache / "coq.lock"):
        if not target.is_dir():
            with tempfile.TemporaryDirectory(dir=cache) as scratch:
                work = Path(scratch) / "build"
                (work / "theory").mkdir(parents=True)
                for name in theory_files():
                    shutil.copyfile(root / name, work / name)
                    done = _run([coqc, *_OPTIONS, "-Q", "theory", "Tameproof", name], work, timeout)
                    if done.returncode:
                        text = (done.stdout + done.stderr).strip()[-600:]
                        raise Failure("E412", f"coqc cannot compile the theory: {text}", name, INSTALL)
                os.rename(work, target)
    return target / "theory"


def cached_name(coqc: str, timeout: float = 600) -> str:
    """Return the name of the directory of the compiled theory inside a cache: one for each theory and each coqc."""
    root = theory_directory()
    key = hashlib.sha256(_run([coqc, "--version"], root, timeout).stdout.encode())
    for name in theory_files():
        key.update(name.encode() + b"\0" + (root / name).read_bytes())
    return f"coq-{key.hexdigest()[:16]}"


def run_coqc(text: str, *, cache: Path | None = None, timeout: float = 600) -> CoqReport:
    """Let Coq check an exported file.

    Args:
        text: the output of ``to_coq``.
        cache: see ``compile_theory``.
        timeout: seconds for this file.

    Returns:
        Coq's answer; a file that is not accepted shows nothing about the certificate's claim.

    Raises:
        Failure: E412 if coqc or Coquelicot is missing.
    """
    theory = compile_theory(cache, timeout)
    found = _THEOREM.search(text)
    theorem = f"{found[1]} : {' '.join(found[2].split())}" if found else ""
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "exported.v").write_text(text, encoding="utf-8")
        start = time.monotonic()
        command = [find_coqc() or "coqc", *_OPTIONS, "-Q", str(theory), "Tameproof", "exported.v"]
        done = _run(command, Path(scratch), timeout)
        seconds = time.monotonic() - start
    if done.returncode:
        return CoqReport(False, theorem, (), seconds, (done.stdout + done.stderr).strip())
    names = _ASSUMPTION.findall(done.stdout.replace("Axioms:", ""))
    return CoqReport(True, theorem, tuple(n for n in names if n not in STANDARD_ASSUMPTIONS), seconds, "", done.stdout)


def _run(command: list[str], directory: Path, timeout: float) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=directory,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise Failure("E501", f"coqc did not finish within {timeout:g} s") from None
    except OSError as error:
        raise Failure("E412", f"coqc cannot be started: {error}", hint=INSTALL) from None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process at a time compile; without file locks (Windows) at worst the work is done twice."""
    with path.open("w") as handle:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        except ImportError:
            pass
        yield
