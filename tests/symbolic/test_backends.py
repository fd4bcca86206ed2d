"""External programs: parsing, absence, and time limits."""

from __future__ import annotations

import subprocess
import time
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tameproof.api import certify
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic import backends, msolve, singular
from tameproof.symbolic.budget import Deadline
from tests.symbolic.systems import expand, gradient, v


def soon() -> Deadline:
    return Deadline.after(20.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", Polynomial({})),
        ("-3/2*v0^2*v12+v1 - 4", (v(0) ** 2 * v(12)).scale(Fraction(-3, 2)) + v(1) - ONE.scale(4)),
        ("v0\n+v0", v(0).scale(2)),
        ("v0*v0", v(0) ** 2),
        ("", None),
        ("x+1", None),
        ("v0^-1", None),
        ("v0**2", None),
        ("1/0", None),
        ("v0+", None),
        ("--v0", None),
        ("2v0", None),
        ("v0^1000000000", None),
        ("v99999999999", None),
    ],
)
def test_polynomials_of_programs(text: str, expected: Polynomial | None) -> None:
    assert expected == backends.parse_polynomial(text)


def test_format_is_read_back() -> None:
    p = (v(0) * v(3) ** 2).scale(Fraction(-7, 3)) + v(1) - ONE

    assert p == backends.parse_polynomial(backends.format_polynomial(p))


def test_missing_programs_are_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "find_program", lambda _: None)
    F, generators, n = gradient("product")

    outcome = backends.run_program("Singular", (), "", soon())

    assert isinstance(outcome, backends.Unavailable)
    assert "install" in outcome.remedy
    assert backends.find_version("Singular") is None
    assert singular.find_minimal_primes(generators, n, deadline=soon()) is None
    assert singular.find_standard_basis(generators, n, deadline=soon()) is None
    assert singular.find_lift(F, generators, n, deadline=soon(), max_terms=10) is None
    assert msolve.find_elimination_ideal(generators, n, [0], deadline=soon()) is None


def fake_program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    path = folder / "Singular"
    path.write_text("#!/bin/sh\n" + script, encoding="ascii")
    path.chmod(0o755)
    monkeypatch.setattr(backends, "find_program", lambda _: str(path))


def test_a_slow_program_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_program(tmp_path, monkeypatch, "sleep 30 & sleep 30\n")
    start = time.monotonic()

    outcome = backends.run_program("Singular", (), "", Deadline.after(0.3))

    assert isinstance(outcome, backends.Failed)
    assert "time" in outcome.reason
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("script", ["sleep 30\n", "sleep 1 & exit 0\n"])
def test_pipes_are_closed_at_the_time_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Input that the program has not read keeps a pipe open; so does a child that it leaves behind."""
    started = []

    class Recorded(subprocess.Popen[str]):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            started.append(self)

    fake_program(tmp_path, monkeypatch, script)
    monkeypatch.setattr(subprocess, "Popen", Recorded)

    outcome = backends.run_program("Singular", (), "x" * 1_000_000, Deadline.after(0.3))

    assert isinstance(outcome, backends.Failed)
    (process,) = started
    assert all(stream is not None and stream.closed for stream in (process.stdin, process.stdout, process.stderr))
    assert process.returncode is not None


@pytest.mark.parametrize("script", ["exit 3\n", "cat >/dev/null; echo nonsense\n", "cat >/dev/null; echo '@dim x'\n"])
def test_a_broken_program_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    fake_program(tmp_path, monkeypatch, script)
    _, generators, n = gradient("product")

    assert singular.find_minimal_primes(generators, n, deadline=soon()) is None


def test_a_wrong_lift_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_program(tmp_path, monkeypatch, "cat >/dev/null; echo '@c v0'; echo '@c 0'; echo '@end 0'\n")
    F, generators, n = gradient("product")

    assert singular.find_lift(F * (F - ONE), generators, n, deadline=soon(), max_terms=100) is None


def test_singular_when_installed() -> None:
    F, generators, n = gradient("completion")
    p = (F * (F - ONE.scale(2)) * (F - ONE.scale(3))).scale(Fraction(1, 7))
    halves = [g.scale(Fraction(1, 2)) for g in generators]

    combination = singular.find_lift(p, halves, n, deadline=soon(), max_terms=1000)
    eliminated = singular.find_elimination_ideal([*generators, v(n) - F], n + 1, range(n), deadline=soon())

    if backends.find_program("Singular") is None:
        assert combination is None
        assert eliminated is None
    else:
        t = v(n)
        assert combination is not None
        assert p == expand(combination, dict(enumerate(halves)))
        assert (t * (t - ONE.scale(2)) * (t - ONE.scale(3)),) == eliminated


def test_output_of_msolve() -> None:
    text = "#Reduced Groebner basis data\n#length of basis: 2 elements\n#---\n[v2^2-v2, \nv1*v2+1/2]:\n"

    assert (v(2) ** 2 - v(2), (v(1) * v(2)).scale(2) + ONE) == msolve.parse_basis(text)
    assert msolve.parse_basis("[x]:") is None
    assert msolve.parse_basis("error") is None


SPINE = tomllib.loads((Path(__file__).resolve().parents[2] / "claims" / "spine.claim.toml").read_text())["claim"]


@pytest.mark.parametrize("claim", SPINE, ids=lambda claim: str(claim["name"]))
def test_the_embedded_algebra_gives_the_same_verdicts(
    claim: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(backends.sysconfig, "get_paths", lambda: {"platlib": str(tmp_path), "purelib": str(tmp_path)})

    report = certify(claim["objective"], timeout=60)

    assert report.verdict.value == claim["expect"]
    assert report.bugs == ()
    algebra = report.certificate.meta["algebra"]
    assert isinstance(algebra, dict)
    assert algebra["Singular"].startswith("not installed; optional: decompositions")
    assert (algebra["bases"], algebra["order"]) == ("embedded", "degrevlex")
