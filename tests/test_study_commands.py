"""``tameproof explore`` and ``tameproof plot``: seeded numbers, and a clear message without matplotlib."""

import importlib.util
import json
from fractions import Fraction
from pathlib import Path

import pytest

import tameproof as tp
from tameproof.cli import main
from tameproof.plot_scene import Frame, compute_relief, find_levels, find_runs, find_spots
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse

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


LEVELS = [
    ("(x*y-1)^2", (), [("0", True), ("1", True)]),
    ("(x*y-1)^2 + (x-1)^2", (Fraction(1),), [("0", True), ("1", False), ("2", True)]),
    ("x^2", (Fraction(0), Fraction(3, 2)), [("0", True), ("3/2", False)]),
    ("exp(x)", (), []),
]


@pytest.mark.parametrize(("text", "wanted", "expected"), LEVELS)
def test_levels_of_pictures_are_exact(
    text: str, wanted: tuple[Fraction, ...], expected: list[tuple[str, bool]]
) -> None:
    levels = find_levels(lift(parse(text)), wanted, 20.0)

    assert [(one.text, one.critical) for one in levels] == expected


SPOTS = [
    ("(x^2-1)^2 + y^2", ["minimum", "minimum", "saddle"]),
    ("(x*y-1)^2", ["saddle"]),  # the minima are a curve
    ("x^2*(1+x^2)/(1+x^4)", ["maximum", "maximum", "minimum"]),
    ("abs(x) + y^2", []),
    ("x + y", []),
]


@pytest.mark.parametrize(("text", "kinds"), SPOTS)
def test_isolated_critical_points_in_the_window(text: str, kinds: list[str]) -> None:
    lifted = lift(parse(text))
    frame = Frame(lifted, tuple(range(lifted.dimension)), (0.0,) * lifted.dimension, 3.0)

    assert sorted(spot.kind for spot in find_spots(frame)) == kinds


def test_ticks_are_round_values() -> None:
    lifted = lift(parse("(x*y-1)^2"))
    relief = compute_relief(Frame(lifted, (0, 1), (0.0, 0.0), 3.0))

    assert [text for _, text in relief.ticks()][:1] == ["0"]
    assert {"0.1", "1", "10"} <= {text for _, text in relief.ticks()}


def test_trajectories_of_a_slice_start_in_it() -> None:
    lifted = lift(parse("(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2"))
    frame = Frame(lifted, (1, 2), (-1.0, 0.0, 0.0, -5.0), 1.0)
    runs = find_runs(frame, 4, 1.0, 0, ())

    assert all(run.points_float[[0, 3], 0] == pytest.approx([-1, -5]) for run in runs)


PICTURES = [
    ["x^2*(1+x^2)/(1+x^4)"],
    ["(x*y-1)^2", "--kind", "surface"],
    ["(x*y-1)^2+x^2", "--levels", "1/2,1"],
    ["(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2"],
    ["(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2", "--fix", "x1=1,y2=1"],
    ["abs(x*y-1)", "--fix", "y=2"],
    ["-x^3/3"],
]


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="pictures need matplotlib")
@pytest.mark.parametrize("words", PICTURES)
def test_pictures(words: list[str], tmp_path: Path) -> None:
    target = tmp_path / "picture.png"

    assert main(["plot", *words, "-o", str(target), "--runs", "3", "--duration", "2"]) == 0
    assert target.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "words",
    [
        ["--fix", "z=1"],
        ["--fix", "x"],
        ["--fix", "x=1,x=2"],
        ["--fix", "x=1,y=2"],
        ["--levels", "1,,2"],
        ["--levels", "1/0"],
        ["--kind", "curve"],
        ["--kind", "contour"],
    ],
)
def test_plot_refuses(words: list[str]) -> None:
    assert main(["plot", "(x*y-1)^2", *words]) == 2
