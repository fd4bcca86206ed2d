"""``tameproof explore`` and ``tameproof plot``: seeded numbers, and a clear message without matplotlib."""

import importlib.util
import json
from pathlib import Path

import pytest

import tameproof as tp
from tameproof.cli import main

STUCK = "(x*y-1)^2 + (x-1)^2"


def test_explore_counts_all_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore", STUCK, "--runs", "60", "--box", "3", "--iterations", "2000", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert found["runs"] == 60
    assert sum(found["shares"].values()) == pytest.approx(1)
    assert found["shares"]["reached"] > 0.3
    assert found["shares"]["stuck"] > 0.1


def test_explore_is_seeded() -> None:
    first, second = (tp.explore(STUCK, runs=20, iterations=200, seed=5) for _ in range(2))

    assert (first.descent.ends_float == second.descent.ends_float).all()
    assert first.lines() == second.lines()


def test_explore_prints_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore", "(x*y-1)^2", "--runs", "20", "--iterations", "500"]) == 0
    out = capsys.readouterr().out

    assert "not a proof" in out
    assert "law x^2 - y^2" in out


@pytest.mark.parametrize(
    ("words", "status"),
    [(["explore", "x^2", "--runs", "0"], 2), (["explore", "x^2", "--step", "-1"], 2), (["explore", "x^"], 4)],
)
def test_explore_refuses(words: list[str], status: int) -> None:
    assert main(words) == status


def test_plot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "picture.png"
    status = main(["plot", "(x*y-1)^2", "-o", str(target), "--runs", "3", "--duration", "5"])
    if importlib.util.find_spec("matplotlib") is None:
        assert status == 5
        assert "tameproof[plot]" in capsys.readouterr().err
    else:
        assert status == 0
        assert target.read_bytes().startswith(b"\x89PNG")


def test_plot_of_the_wrong_kind() -> None:
    assert main(["plot", "x^2", "--kind", "contours"]) == 2


TRAJECTORIES = [
    (["(x*y-1)^2", "--start", "1,-1/2"], 0, "|x(t)| <= "),
    (["(x*y-1)^2", "--start=-1:1,0:1"], 0, "|x(t)| <= "),
    (["(x*y-1)^2+x^2"], 0, "is unbounded"),
    (["-x^3/3", "--start", "1", "--blow-up"], 0, "up to the time 1"),
    (["x^2", "--start", "1", "--blow-up", "--timeout", "2"], 3, "nothing was proved"),
    (["x^2", "--start", "1,2"], 2, ""),
    (["x^2", "--start", "1/0"], 2, ""),
    (["x^2", "--start", "0.1e3"], 2, ""),
    (["x^2", "--blow-up"], 2, ""),
]


@pytest.mark.parametrize(("words", "status", "line"), TRAJECTORIES)
def test_trajectory(words: list[str], status: int, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trajectory", *words]) == status
    assert line in capsys.readouterr().out
