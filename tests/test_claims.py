"""The project's claim files, and the runner of batches: right verdicts, and no process that can spoil a batch."""

import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from tameproof import claim_runner
from tameproof.claim_runner import Outcome, Runner, batch_code
from tameproof.codes import CODES, Exit, limit_code, worst
from tameproof.proofs.kernel.claimfile import ClaimEntry, read_claims
from tameproof.proofs.kernel.codes import INPUT_CODES
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "claims").glob("*.claim.toml"))
CLAIMS = {claim.name: claim for file in FILES for claim in read_claims(file)}
# what every version must decide, with a certificate that the checker alone accepts
MUST = [
    *(claim.name for claim in read_claims(ROOT / "claims" / "spine.claim.toml")),
    "xy-1 squared",
    "scalar linear chain, depth 3",
    "flat cross",
    "PCA, rank 1, M=diag(2,1)",
    "smallest spurious minimum at infinity",
    "matrix completion 2x2",
]
AT_INFINITY = {"smallest spurious minimum at infinity", "matrix completion 2x2"}


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_objectives_can_be_read(file: Path) -> None:
    for claim in read_claims(file):
        if claim.expect == "input-error":
            with pytest.raises(InputError):
                lift(parse(claim.objective))
        else:
            lift(parse(claim.objective))


def test_names_are_unique_over_all_files() -> None:
    assert sum(len(read_claims(file)) for file in FILES) == len(CLAIMS)


@pytest.mark.parametrize("name", MUST)
def test_the_spine_is_decided_and_checked_alone(name: str, tmp_path: Path) -> None:
    claim = CLAIMS[name]
    file = tmp_path / "a.json"
    for _ in range(3):  # on a loaded machine the search of bounds on trajectories may end before it has found one
        outcome = Runner(timeout=120, options=("-o", str(file))).run_one(claim)
        assert outcome.got == claim.expect, outcome.how
        if claim.expect != "certified" or "theorem-1" in outcome.details["theorems"]:
            break

    if claim.expect == "certified":
        assert "theorem-1" in outcome.details["theorems"]
    if name in AT_INFINITY or name.startswith("birth"):
        assert outcome.details["at_infinity"] is True
    command = [sys.executable, "-I", "-S", str(ROOT / "proofs" / "kernel"), "check", str(file)]
    done = subprocess.run([*command, "--claim", claim.objective, "--expect", claim.expect], capture_output=True)
    assert done.returncode == 0, done.stdout


def outcome(expect: str, got: str) -> Outcome:
    return Outcome(ClaimEntry("a", "x", expect), got, 0.0, "", {})


# expected, got, exit code, contradiction
COMPARISONS = [
    ("certified", "certified", 0, False),
    ("certified", "refuted", 1, True),
    ("refuted", "certified", 1, True),
    ("certified", "undecided", 3, False),
    ("undecided", "undecided", 0, False),
    ("undecided", "certified", 1, False),
    ("input-error", "input-error", 0, False),
    ("input-error", "certified", 1, True),
    ("certified", "input-error", 4, False),
    ("certified", "environment", 5, False),
    ("certified", "bug", 70, False),
]


@pytest.mark.parametrize(("expect", "got", "code", "wrong"), COMPARISONS)
def test_comparison(expect: str, got: str, code: int, wrong: bool) -> None:
    assert (outcome(expect, got).exit_code, outcome(expect, got).is_wrong) == (code, wrong)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([], 0), ([0, 0], 0), ([0, 3], 3), ([3, 1], 1), ([1, 4], 4), ([5, 4], 5), ([70, 5], 70), ([0, 99], 70)],
)
def test_worst_code(codes: list[int], expected: int) -> None:
    assert worst(codes) == expected


def test_exit_code_of_a_batch() -> None:
    assert batch_code([outcome(e, g) for e, g, _, _ in COMPARISONS[:4]]) == Exit.REFUTED


@pytest.mark.parametrize(
    ("program", "got", "how"),
    [
        ("import os; os.abort()", "bug", "signal 6"),
        ("import sys; sys.exit(3)", "bug", "exit code 3 without a message"),
        ("print('{'); raise SystemExit(0)", "bug", "exit code 0 without a message"),
        ("import time; time.sleep(60)", "undecided", "no answer within 1 s"),
        ("import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)", "undecided", "no answer within 1 s"),
    ],
)
def test_a_process_that_misbehaves_is_one_row(
    program: str, got: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim_runner, "_BOOT", program.replace("{", "{{") + "  # {path!r}")
    monkeypatch.setattr(claim_runner, "GRACE", 0.5)
    monkeypatch.setattr(claim_runner, "PATIENCE", 0.5)
    claim = ClaimEntry("a", "x", "certified", timeout=Fraction(1, 2))
    start = time.monotonic()
    (found,) = Runner().run([claim])

    assert found.got == got
    assert how in found.how
    assert time.monotonic() - start < 10


def test_codes_are_unique_and_complete() -> None:
    codes = [entry.code for entry in INPUT_CODES] + list(CODES)

    assert len(codes) == len(set(codes))
    assert all(entry.summary and entry.remedy for entry in CODES.values())
    assert limit_code("find_x: time limit of 3 s") == "E501"
    assert limit_code("find_x: memory limit of 3 GiB") == "E502"
    assert limit_code("none found") == ""
