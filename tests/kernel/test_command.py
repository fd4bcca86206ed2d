"""The checker as a program: in each of its three forms, with every exit code, and never a traceback."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tameproof.proofs.kernel.claimfile import read_claims
from tameproof.proofs.kernel.theorems import THEOREMS
from tameproof.proofs.make_checker import checker_bytes, write_checker

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "certificates"
CLAIM = "(x*y-1)^2"
GOOD = str(FOLDER / "accepted" / "product.json")
VALLEY = str(FOLDER / "accepted" / "valley.json")
CLAIMS = str(FOLDER / "accepted" / "accepted.claim.toml")
ALONE = [sys.executable, "-I", "-S", str(ROOT / "proofs" / "kernel")]


def run(*arguments: str, program: list[str] = ALONE, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the checker in a fresh process; no outcome may be a traceback."""
    done = subprocess.run(
        [*program, *arguments],
        stdin=options.pop("stdin", subprocess.DEVNULL),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


# -- the three forms -------------------------------------------------------------------------------------------------
def test_folder_alone(tmp_path: Path) -> None:
    """A copy of the folder, under another name, with nothing but the standard library."""
    shutil.copytree(ROOT / "proofs" / "kernel", tmp_path / "copied", ignore=shutil.ignore_patterns("__pycache__"))
    done = run("check", GOOD, "--claim", CLAIM, program=[sys.executable, "-I", "-S", str(tmp_path / "copied")])

    assert (done.returncode, done.stderr) == (0, "")
    assert "CERTIFIED" in done.stdout


def test_archive(tmp_path: Path) -> None:
    write_checker(tmp_path / "check.pyz")
    done = run("check", GOOD, "--claim", CLAIM, program=[sys.executable, "-I", "-S", str(tmp_path / "check.pyz")])

    assert (done.returncode, done.stderr) == (0, "")
    assert "CERTIFIED" in done.stdout


def test_archive_is_reproducible() -> None:
    assert checker_bytes() == checker_bytes()


def test_installed_package() -> None:
    program = [sys.executable, "-m", "tameproof.proofs.kernel"]
    done = run("check", GOOD, "--claim", CLAIM, program=program, cwd=ROOT)

    assert (done.returncode, done.stderr) == (0, "")
    assert "CERTIFIED" in done.stdout


def test_files_beside_it_are_not_imported(tmp_path: Path) -> None:
    """Neither the kernel's own file names nor files in its neighbourhood stand in for the standard library."""
    shutil.copytree(ROOT / "proofs" / "kernel", tmp_path / "kernel", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("json.py", "fractions.py", "kernel.py", "tameproof_kernel.py"):
        (tmp_path / name).write_text("raise SystemExit(99)\n")
    done = run("check", GOOD, "--claim", CLAIM, program=[sys.executable, "-I", "-S", "kernel"], cwd=tmp_path)

    assert done.returncode == 0


# -- verdicts --------------------------------------------------------------------------------------------------------
def test_what_is_printed() -> None:
    lines = run("check", GOOD, "--claim", CLAIM).stdout.splitlines()

    assert lines[0] == "function   f(x, y) = (x*y - 1)^2"
    assert lines[1].startswith("statement  f has no spurious setwise local minimum")
    assert lines[2].startswith("verified   10 steps, sha256 ")
    assert lines[3].startswith("rests on   ")
    assert "Theorem 1" in lines[3]
    assert lines[4] == "verdict    CERTIFIED"


def test_refuted() -> None:
    done = run("check", VALLEY, "--claim", "(x*y-1)^2+(x-1)^2")

    assert done.returncode == 0
    assert "spurious local minimum at infinity" in done.stdout
    assert done.stdout.endswith("verdict    REFUTED\n")


def test_every_accepted_certificate() -> None:
    for entry in read_claims(CLAIMS):
        done = run(
            "check", str(FOLDER / "accepted" / f"{entry.name}.json"), "--claim-file", CLAIMS, "--name", entry.name
        )

        assert (entry.name, done.returncode) == (entry.name, 0)


def test_json() -> None:
    done = run("check", GOOD, "--claim", CLAIM, "--json")
    value = json.loads(done.stdout)

    assert (value["schema"], value["result"], value["exit_code"]) == ("check/1", "valid", 0)
    assert (value["verdict"], value["steps"], value["holes"]) == ("certified", 10, [])
    assert set(value["theorems"]) <= set(THEOREMS)
    assert value["sha256"] == json.loads(Path(GOOD).read_bytes())["sha256"]


def test_quiet() -> None:
    done = run("check", GOOD, "--claim", CLAIM, "-q")
    refused = run("check", GOOD, "--claim", "x^2", "-q")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "INVALID" in refused.stderr


def test_assumptions() -> None:
    done = run("assumptions", GOOD, "--claim", CLAIM)

    assert done.returncode == 0
    assert THEOREMS["theorem-1"].statement in done.stdout
    assert f"Source: {THEOREMS['theorem-1'].source}" in done.stdout
    assert THEOREMS["theorem-r"].statement not in done.stdout


def test_theorems() -> None:
    done = run("theorems")

    assert done.returncode == 0
    assert [name for name in THEOREMS if f"[{name}]" not in done.stdout] == []
    assert [t["id"] for t in json.loads(run("theorems", "--json").stdout)["theorems"]] == list(THEOREMS)


def test_help() -> None:
    for arguments in (["--help"], ["check", "-h"]):
        done = run(*arguments)

        assert (done.returncode, done.stderr) == (0, "")
        assert "exit codes:" in done.stdout


def test_standard_input() -> None:
    with open(GOOD) as stream:
        assert run("check", "-", "--claim", CLAIM, stdin=stream).returncode == 0


def holey(tmp_path: Path) -> str:
    """Return the path of a certificate whose conclusion rests on an assumed step."""
    from tests.mutants import sealed

    value = json.loads(Path(GOOD).read_bytes())
    value["steps"][6]["evidence"] = {"kind": "Hole", "reason": "left to the reader"}
    path = tmp_path / "holey.json"
    path.write_bytes(sealed(value))
    return str(path)


def test_holey(tmp_path: Path) -> None:
    done = run("check", holey(tmp_path), "--claim", CLAIM)

    assert done.returncode == 3
    assert "hole       steps[6] is assumed, not proved" in done.stdout
    assert "INCOMPLETE" in done.stdout
    assert json.loads(run("check", holey(tmp_path), "--claim", CLAIM, "--json").stdout)["result"] == "holey"


def test_no_conclusion(tmp_path: Path) -> None:
    from tests.mutants import sealed

    value = json.loads(Path(GOOD).read_bytes())
    for steps in (value["steps"][:9], value["steps"][:1], []):
        path = tmp_path / "part.json"
        path.write_bytes(sealed({**value, "steps": steps}))
        done = run("check", str(path), "--claim", CLAIM)

        assert done.returncode == 3
        assert "UNDECIDED" in done.stdout


# -- exit codes ------------------------------------------------------------------------------------------------------
CODES = [
    ("another objective", ["check", GOOD, "--claim", "(x*y-1)^2+x^2"], 1, "objective-mismatch"),
    ("other variables", ["check", GOOD, "--claim", "(a*b-1)^2"], 1, "objective-mismatch"),
    ("begins with a minus", ["check", GOOD, "--claim", "-(x*y-1)^2"], 1, "objective-mismatch"),
    ("begins with a minus, joined", ["check", GOOD, "--claim=-(x*y-1)^2"], 1, "objective-mismatch"),
    ("other conclusion", ["check", GOOD, "--claim", CLAIM, "--expect", "refuted"], 1, "goal-not-reached"),
    ("no command", [], 2, "a command is needed"),
    ("unknown command", ["chek", GOOD], 2, "invalid choice"),
    ("no file", ["check", "--claim", CLAIM], 2, "FILE"),
    ("no claim", ["check", GOOD], 2, "must come from you"),
    ("no claim: hint", ["check", GOOD], 2, "(x*y - 1)^2"),
    ("no claim value", ["check", GOOD, "--claim"], 2, "--claim needs a value"),
    ("claim swallowed", ["check", GOOD, "--claim", "--json"], 2, "--claim needs a value"),
    ("unknown option", ["check", GOOD, "--claim", CLAIM, "--fast"], 2, "--fast"),
    ("abbreviated option", ["check", GOOD, "--cla", CLAIM], 2, ""),
    ("claim syntax", ["check", GOOD, "--claim", "(x*y-1)^^2"], 2, "E103"),
    ("claim not ASCII", ["check", GOOD, "--claim", "(x\u00b7y-1)^2"], 2, "E108"),
    ("empty claim", ["check", GOOD, "--claim", ""], 2, "E107"),
    ("both claims", ["check", GOOD, "--claim", CLAIM, "--claim-file", CLAIMS], 2, "exclude"),
    ("name without file", ["check", GOOD, "--name", "product"], 2, "--claim-file"),
    ("claim file without name", ["check", GOOD, "--claim-file", CLAIMS], 2, "--name"),
    ("unknown name", ["check", GOOD, "--claim-file", CLAIMS, "--name", "nobody"], 2, "no claim named"),
    ("claim file is no claim file", ["check", GOOD, "--claim-file", GOOD], 2, "product.json"),
    ("claim file missing", ["check", GOOD, "--claim-file", "/nonexistent"], 5, "cannot be read"),
    ("claim of another name", ["check", GOOD, "--claim-file", CLAIMS, "--name", "valley"], 1, "objective-mismatch"),
    ("not JSON", ["check", str(ROOT / "README.md"), "--claim", CLAIM], 4, "not-ascii"),
    ("truncated", ["check", str(FOLDER / "malformed/json-syntax.truncated.json"), "--claim", CLAIM], 4, "json-syntax"),
    ("deep", ["check", str(FOLDER / "malformed/too-deep.json"), "--claim", CLAIM], 4, "too-deep"),
    ("empty input", ["check", "-", "--claim", CLAIM], 4, "json-syntax"),
    ("endless file", ["check", "/dev/zero", "--claim", CLAIM], 4, "too-large"),
    ("missing file", ["check", "/nonexistent/a.json", "--claim", CLAIM], 5, "No such file"),
    ("directory", ["check", str(FOLDER), "--claim", CLAIM], 5, "Is a directory"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "status", "message"), [pytest.param(*row[1:], id=row[0]) for row in CODES])
def test_exit_codes(arguments: list[str], status: int, message: str) -> None:
    done = run(*arguments)

    assert done.returncode == status
    assert message in done.stdout + done.stderr
    assert done.stderr or status in (1, 4)


@pytest.mark.parametrize(
    ("arguments", "status"), [(row[1], row[2]) for row in CODES if row[1]], ids=range(len(CODES) - 1)
)
def test_exit_codes_in_json(arguments: list[str], status: int) -> None:
    if arguments[-1] in ("--claim", "--json"):
        arguments = arguments[:-1]
    done = run(*arguments, "--json")

    assert done.returncode == status
    assert json.loads(done.stdout)["exit_code"] == status


def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    path.write_bytes(Path(GOOD).read_bytes())
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser may read everything
        assert stat.S_IMODE(path.stat().st_mode) == 0
        return

    assert run("check", str(path), "--claim", CLAIM).returncode == 5


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    done = run("check", str(tmp_path / "\x1b[31mred"), "--claim", CLAIM)

    assert done.returncode == 5
    assert "\x1b" not in done.stderr


def test_reader_went_away() -> None:
    """``check ... | true``: the verdict is in the exit code, and nothing is printed about the pipe."""
    close = "import os, sys; r, w = os.pipe(); os.close(r); os.dup2(w, 1); "
    code = f"{close} os.execv(sys.executable, {[*ALONE, 'theorems']!r})"
    done = run(program=[sys.executable, "-c", code])

    assert (done.returncode, done.stderr) == (0, "")


def test_disk_full() -> None:
    """A device that is always full exists on Linux only."""
    if not os.path.exists("/dev/full"):
        return
    with open("/dev/full", "w") as full:
        done = subprocess.run([*ALONE, "theorems"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 5
    assert done.stderr.startswith("error: the output cannot be written")
    assert "Traceback" not in done.stderr


def test_closed_output() -> None:
    done = run(program=["sh", "-c", '"$0" "$@" >&-', *ALONE, "check", GOOD, "--claim", CLAIM])

    assert done.returncode == 0


def test_interrupted() -> None:
    process = subprocess.Popen(
        [*ALONE, "check", "-", "--claim", CLAIM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        process.stdin.write(b" ")
        process.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(5)  # the interpreter starts slowly on a busy machine
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    finally:
        process.kill()

    assert process.returncode == 130
    assert b"Traceback" not in errors


def test_internal_error_is_not_invalid(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from tameproof.proofs.kernel import command

    def broken(*_: object) -> None:
        raise ZeroDivisionError("bug")

    monkeypatch.setattr(command, "check_certificate", broken)

    assert command.main(["check", GOOD, "--claim", CLAIM]) == 70
    assert "bug of the checker" in capsys.readouterr().err
