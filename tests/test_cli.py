"""The command line: exit codes, messages, files, interruption, one transcript."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tameproof.cli import main

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
HARD = "(x^7*y^9*z-w^5+1)^4+(x*y*z*w-1)^6+x^3*z^8"  # the search takes longer than any test


def run(*words: str, cwd: Path, stdin: str = "", code: str = "-m tameproof") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *code.split(" "), *words]
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, input=stdin, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a certificate, a broken one, a forged one and a claim file."""
    found = tmp_path_factory.mktemp("cli")
    done = run("certify", "(x*y-1)^2", "-o", "a.json", "-q", cwd=found)
    assert done.returncode == 0, done.stderr
    text = (found / "a.json").read_text()
    (found / "broken.json").write_text(text[:-20])
    (found / "mine.claim.toml").write_text(
        'schema = "claim/1"\n\n'
        '[[claim]]\nname = "right"\nobjective = "x^2"\nexpect = "certified"\n\n'
        '[[claim]]\nname = "wrong"\nobjective = "(x-1)^2+y^2"\nexpect = "refuted"\n\n'
        '[[claim]]\nname = "refused"\nobjective = "2x"\nexpect = "input-error"\n'
    )
    (found / "bad.claim.toml").write_text('schema = "claim/1"\n[[claim]]\nname = "a"\nobjectiv = "x"\n')
    return found


# arguments, exit code, part of standard output, part of standard error
TABLE = [
    # help and usage
    ([], 2, "", "tameproof certify"),
    (["--help"], 0, "commands", ""),
    (["help"], 0, "exit-codes", ""),
    (["help", "exit-codes"], 0, "undecided, with the reason", ""),
    (["help", "certify"], 0, "--timeout", ""),
    (["help", "certfy"], 2, "", "did you mean certify?"),
    (["--version"], 0, "tameproof 0.1.0", ""),
    (["certfy", "x^2"], 2, "", "did you mean certify?"),
    (["--verson"], 2, "", "did you mean --version?"),
    (["certify"], 2, "", "OBJECTIVE"),
    (["certify", "x^2", "y^2"], 2, "", "unknown argument y^2"),
    (["certify", "x^2", "--solvr=scs"], 2, "", "did you mean --solver?"),
    (["certify", "x^2", "--time", "3"], 2, "", "unknown option --time"),
    (["certify", "x^2", "--solver", "mosk"], 2, "", "did you mean mosek?"),
    (["certify", "x^2", "--timeout", "-5"], 2, "", "must be a number above 0"),
    (["certify", "x^2", "--timeout", "nan"], 2, "", "must be a number above 0"),
    (["certify", "x^2", "--memory", "much"], 2, "", "is not a number"),
    (["certify", "x^2", "-o", "-", "--json"], 2, "", "both want standard output"),
    (["certify", "x^2", "-o", "b.json", "--no-save"], 2, "", "exclude each other"),
    (["certify", "-x"], 2, "", "if it is the objective, put -- before it"),
    (["certify", "--", "-x^2", "--json"], 2, "", "write options before --"),
    # objectives that begin with a minus
    (["certify", "-x^2+x^4", "-q", "--no-save"], 0, "certified", ""),
    (["certify", "-q", "--no-save", "--", "-2*x*y+x^2+y^2+x^4"], 0, "certified", ""),
    (["certify", "-3*x*", "--no-save"], 4, "", "error[E103]"),
    # refused objectives
    (["certify", "2x"], 4, "", "error[E101]"),
    (["certify", "2x", "--json"], 4, '"code": "E101"', "error[E101]"),
    (["certify", "sin(x)"], 4, "", "error[E113]"),
    (["certify", "1/(x-x)"], 4, "", "error[E104]"),
    (["certify", "(x+y+z+w)^400"], 4, "", "error[E120]"),
    (["certify", "__import__('os')"], 4, "", "error[E"),
    (["certify", ""], 4, "", "error[E107]"),
    # verdicts
    (["certify", "(x^2-1)^2+x/10", "-q", "--no-save"], 1, "refuted", ""),
    (["certify", HARD, "-q", "--no-save", "--timeout", "0.01"], 3, "undecided", ""),
    (["certify", HARD, "--no-save", "--timeout", "0.01"], 3, "E501", ""),
    # files
    (["certify", "x^2", "-o", "."], 5, "CERTIFIED", "error[E403]"),
    (["certify", "x^2", "-o", "missing/x.json", "-q"], 5, "", "there is no folder missing"),
    (["bound", "x^2", "-o", "missing/x.json"], 5, "", "there is no folder missing"),
    (["certify", "functions.py:loss"], 2, "", "tameproof.certify(f)"),
    (["certify", "claims.toml"], 2, "", "tameproof claims run"),
    (["bound", "objective.txt"], 2, "", "standard input"),
    (["check", "missing.json", "--claim", "x^2"], 5, "", "cannot read"),
    (["check", "a.json", "--claim", "(x*y-1)^2"], 0, "CERTIFIED", ""),
    (["check", "a.json", "--claim", "(y*x-1)^2"], 0, "CERTIFIED", ""),
    (["check", "a.json", "--claim", "(x*y-2)^2"], 1, "INVALID", ""),
    (["check", "a.json"], 2, "", "--claim is missing"),
    (["check", "broken.json", "--claim", "(x*y-1)^2"], 4, "MALFORMED", ""),
    (["assumptions", "a.json", "--claim", "(x*y-1)^2"], 0, "Josz and Li 2023", ""),
    (["check"], 2, "", "try: tameproof check --help"),
    (["theorems"], 0, "Theorem R", ""),
    # other forms
    (["export", "latex", "a.json"], 0, r"\documentclass", ""),
    (["export", "latex", "a.json", "--snippet"], 0, r"\begingroup", ""),
    (["export", "html", "a.json"], 0, "<!DOCTYPE html>", ""),
    (["export", "json", "a.json"], 0, '"format":"tameproof-certificate"', ""),
    (["export", "html", "a.json", "--snippet"], 2, "", "belongs to latex"),
    (["export", "latx", "a.json"], 2, "", "did you mean latex?"),
    (["export", "latex", "a.json", "-o", "./a.json"], 2, "", "error[E405]"),
    (["export", "latex", "broken.json"], 4, "", "error[E301]"),
    (["export", "latex", "missing.json"], 5, "", "error[E401]"),
    (["export", "latex", "a.json", "-o", "missing/a.tex"], 5, "", "error[E403]"),
    (["explain", "a.json"], 0, "is conserved", ""),
    (["explain", "a.json", "h5"], 0, "bounded trajectories", ""),
    (["explain", "a.json", "H9"], 2, "", "choose from"),
    (["explain", "broken.json"], 4, "", "error[E301]"),
    (["explain", "E113"], 0, "o-minimal", ""),
    (["explain", "E403"], 0, "cannot be written", ""),
    (["explain", "E999"], 2, "", "no error code"),
    (["examples"], 0, "tameproof certify", ""),
    (["examples", "hyperbole"], 2, "", "did you mean hyperbola?"),
    # claim files
    (["claims", "run", "mine.claim.toml", "--only", "right"], 0, "1 as expected", ""),
    (["claims", "run", "mine.claim.toml", "-j", "2"], 1, "WRONG VERDICT", ""),
    (["claims", "run", "mine.claim.toml", "--only", "rihgt"], 2, "", "did you mean right?"),
    (["claims", "run", "bad.claim.toml"], 4, "", "did you mean 'objective'?"),
    (["claims", "run", "missing.toml"], 5, "", "error[E401]"),
    (["claims", "rnu", "mine.claim.toml"], 2, "", "did you mean run?"),
    (["claims", "run", "mine.claim.toml", "-j", "0"], 2, "", "from 1 to 64"),
]


@pytest.mark.parametrize(("words", "status", "out", "err"), TABLE, ids=[" ".join(row[0])[:60] for row in TABLE])
def test_command_line(
    words: list[str],
    status: int,
    out: str,
    err: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In this process, to save the time of a start; the tests below start processes."""
    monkeypatch.chdir(folder)
    code = main(words)
    done = capsys.readouterr()

    assert (code, "Traceback" in done.out + done.err) == (status, False), done.out + done.err
    assert out in done.out
    assert err in done.err
    if status == 0:
        assert done.err == ""


TRANSCRIPT = """\
reading   f(x, y) = (x*y - 1)^2
          polynomial of degree 4, 2 variables

  H1  bounded below          ok      TIME   f = (x*y - 1)^2, so f >= 0
  H2  locally Lipschitz      ok      TIME   f is polynomial
  H3  chain rule             ok      TIME   f is polynomial and smooth
  H4  finitely many values   ok      TIME   critical values {0, 1}
  H5  bounded trajectories   ok      TIME   h = x^2 - y^2 is conserved; BOUND
  H6  no spurious minima     ok      TIME   f=0: value 0; f=1: strict saddle, d = (1, 1): d'Hd = -4; the value
                                            of all local minima is a lower bound

CERTIFIED f has no spurious local minimum, finite or at infinity
          inf f = 0, attained at x=1, y=1
leans on  Theorem 1 (Josz and Li 2023); Calculus of C^1 functions (classical); Bounds on trajectories
          (docs/theory.md); Existence of trajectories (docs/theory.md)
checked   by the kernel: 11 steps, TIME
file      tameproof-HASH.cert.json  SIZE bytes  sha256 HASH
next      tameproof export latex tameproof-HASH.cert.json
"""


def masked(text: str) -> str:
    text = re.sub(r"\d+\.\d\d s ", "TIME   ", text)
    text = re.sub(r"\d+ ms", "TIME", text)
    text = re.sub(r"\b[0-9a-f]{64}\b|(?<=tameproof-)[0-9a-f]{8}", "HASH", text)
    text = re.sub(r"\d+ bytes", "SIZE bytes", text)
    return re.sub(r"x\^2 \+ y\^2 <= .*", "BOUND", text)


def test_transcript(tmp_path: Path) -> None:
    done = run("certify", "(x*y-1)^2", cwd=tmp_path)
    (file,) = tmp_path.iterdir()

    assert masked(done.stdout) == TRANSCRIPT
    assert file.name in done.stdout
    assert json.loads(file.read_text())["sha256"] in done.stdout


@pytest.mark.parametrize(
    ("words", "status"),
    [(["certify", "2x"], 4), (["certify", "x", "--solvr=scs"], 2), (["check", "missing.json", "--claim", "x"], 5)],
)
def test_exit_code_of_the_process(words: list[str], status: int, tmp_path: Path) -> None:
    assert run(*words, cwd=tmp_path).returncode == status


def test_json_has_everything(folder: Path) -> None:
    done = run("certify", "-", "--json", "--no-save", cwd=folder, stdin="(x*y-1)^2\n")
    value = json.loads(done.stdout)

    assert done.returncode == value["exit_code"] == 0
    assert value["verdict"] == "certified"
    assert value["variables"] == ["x", "y"]
    assert [f["label"] for f in value["findings"]] == ["H1", "H2", "H3", "H4", "H5", "H6"]
    assert "theorem-1" in value["theorems"]
    assert value["file"] is None


def test_a_certificate_on_standard_output_is_alone_there(folder: Path) -> None:
    done = run("certify", "x^2", "-o", "-", cwd=folder)

    assert json.loads(done.stdout)["objective"] == "x^2"
    assert "CERTIFIED" in done.stderr


def test_claims_as_json_are_in_the_order_of_the_file(folder: Path) -> None:
    done = run("claims", "run", "mine.claim.toml", "--json", "-j", "3", cwd=folder)
    value = json.loads(done.stdout)

    assert [c["name"] for c in value["claims"]] == ["right", "wrong", "refused"]
    assert [c["got"] for c in value["claims"]] == ["certified", "certified", "input-error"]
    assert [c["wrong"] for c in value["claims"]] == [False, True, False]
    assert done.returncode == value["exit_code"] == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_output_device_is_an_error(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tameproof", "certify", "x^2", "--no-save"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command, cwd=tmp_path, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )

    assert done.returncode == 5
    assert "error[E404]" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    line = f"'{sys.executable}' -m tameproof certify x^2 --no-save | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, timeout=60
    )

    assert done.stdout == "reading   f(x) = x^2\n0\n"
    assert done.stderr == ""


def descendants(pid: int) -> set[int]:
    """Return the processes below ``pid``."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in found} - found
        if not more:
            return found - {pid}
        found |= more


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("words", [["certify", HARD, "-o", "half.json"], ["claims", "run", "hard.claim.toml"]])
def test_interruption_leaves_nothing_behind(words: list[str], number: int, status: int, tmp_path: Path) -> None:
    (tmp_path / "hard.claim.toml").write_text(
        f'schema = "claim/1"\n[[claim]]\nname = "hard"\nobjective = "{HARD}"\nexpect = "certified"\n'
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "tameproof", *words],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    children: set[int] = set()
    started = time.monotonic()
    while not children and time.monotonic() < started + 30:
        time.sleep(0.2)
        children = descendants(process.pid)
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    deadline = time.monotonic() + 5
    while children & set(map(int, filter(str.isdigit, os.listdir("/proc")))) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert process.returncode == status
    assert err in ("interrupted\n", "terminated\n")
    assert children
    assert not children & set(map(int, filter(str.isdigit, os.listdir("/proc"))))
    assert os.listdir(tmp_path) == ["hard.claim.toml"]


def test_an_internal_error_has_a_code_and_no_traceback(tmp_path: Path) -> None:
    code = (
        "import tameproof.api as a, tameproof.cli as c, sys; a.certify_in = lambda *_, **__: 1 / 0; sys.exit(c.main())"
    )
    command = [sys.executable, "-c", code, "certify", "x^2", "-o", "a.json"]
    usual = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, timeout=60)
    debug = subprocess.run([*command, "--debug"], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True)

    assert usual.returncode == debug.returncode == 70
    assert "error[B001]: internal error: ZeroDivisionError" in usual.stderr
    assert "Traceback" not in usual.stderr
    assert "Traceback" in debug.stderr
    assert os.listdir(tmp_path) == []


def test_a_missing_package_is_an_environment_error(tmp_path: Path) -> None:
    code = (
        "import tameproof.api as a, tameproof.cli as c, sys\n"
        "def certify(*_, **__): raise ModuleNotFoundError(\"No module named 'flint'\")\n"
        "a.certify_in = certify; sys.exit(c.main())"
    )
    command = [sys.executable, "-c", code, "certify", "x^2", "-o", "a.json"]
    done = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, timeout=60)

    assert done.returncode == 5
    assert "error[E402]: the package 'flint' cannot be imported" in done.stderr


def test_doctor(tmp_path: Path) -> None:
    done = run("doctor", "--json", cwd=tmp_path)
    value = json.loads(done.stdout)
    rows = {row["name"]: row for row in value["rows"]}

    assert done.returncode == value["exit_code"] == 0, done.stdout
    assert rows["self-test"]["state"] == "ok"
    assert {"Python", "sympy", "python-flint", "clarabel", "mosek", "Singular"} <= set(rows)


def test_refused_input_needs_no_heavy_import() -> None:
    code = (
        "import sys\nfrom tameproof.cli import main\nassert main(['certify', '2x']) == 4\n"
        "heavy = {'sympy', 'flint', 'numpy', 'scipy', 'cvxpy', 'clarabel', 'networkx'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
