"""Claim files as tests: collected only when asked for, one item per claim, a message without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CLAIMS = """
schema = "claim/1"

[[claim]]
name = "right"
objective = "(x-1)^2"
expect = "certified"

[[claim]]
name = "refused"
objective = "sin(x)"
expect = "input-error"

[[claim]]
name = "wrong"
objective = "x^2+y^2"
expect = "refuted"
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "tameproof.pytest_plugin", "-p", "no:cacheprovider", "-q"]
    return subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "a.claim.toml").write_text(CLAIMS)
    return tmp_path


def test_claims_are_collected_only_when_asked_for(folder: Path) -> None:
    assert "no tests" in run(folder, "--collect-only").stdout
    for asked in ("--claims", "a.claim.toml"):
        found = run(folder, "--collect-only", asked).stdout

        assert "a.claim.toml::right" in found
        assert "3 tests collected" in found


def test_a_failure_shows_verdict_and_expectation(folder: Path) -> None:
    done = run(folder, "--claims", "--claims-timeout", "60")

    assert done.returncode == 1
    assert "1 failed, 2 passed" in done.stdout
    assert "expected   refuted" in done.stdout
    assert "got        certified   WRONG VERDICT" in done.stdout
    assert "objective  x^2+y^2" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_wrong_file_is_an_error_with_its_line(folder: Path) -> None:
    (folder / "a.claim.toml").write_text(CLAIMS.replace('expect = "refuted"', 'expect = "refutd"'))
    done = run(folder, "--claims")

    assert done.returncode == 2
    assert "a.claim.toml:" in done.stdout
    assert "did you mean 'refuted'?" in done.stdout
    assert "Traceback" not in done.stdout


def test_the_plugin_imports_nothing_heavy() -> None:
    code = (
        "import sys, tameproof.pytest_plugin\n"
        "heavy = {'sympy', 'flint', 'numpy', 'scipy', 'cvxpy', 'clarabel', 'networkx', 'tameproof.api'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
