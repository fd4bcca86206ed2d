"""Every script in examples/ runs and prints what its title promises."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = {
    "certify_text.py": ("CERTIFIED", "the checker says certified"),
    "sympy_objective.py": ("verdict certified", "H5 bounded trajectories proved"),
    "python_function.py": ("verdict certified",),
    "export_latex.py": (r"\documentclass",),
    "refutation.py": ("verdict refuted", "at infinity", "level"),
    "matrix_completion.py": ("stuck", "x2 < 0", "verdict: refuted"),
    "batch.py": ("parabola: certified, as expected", "two valleys of different depth: refuted, as expected"),
}


def test_every_example_is_tested() -> None:
    assert {file.name for file in (ROOT / "examples").glob("*.py")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_example_runs(name: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "examples" / name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=tmp_path, env=environment)

    assert done.returncode == 0, done.stderr
    for part in EXPECTED[name]:
        assert part in done.stdout
