"""The command line: a second opinion from Coq, and what it says if there can be none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tameproof.cli import main
from tameproof.coqc import find_coqc

TESTS = Path(__file__).resolve().parents[1]
VALLEY = str(TESTS / "certificates" / "accepted" / "valley.json")
KINK = str(TESTS / "coq" / "certificates" / "kink-of-exponential.json")


def test_check_with_coq_names_the_theorem(
    cache_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))

    status = main(["check", "--coq", VALLEY, "--claim", "(x*y-1)^2+(x-1)^2"])

    out, err = capsys.readouterr()
    if find_coqc() is None:
        assert status == 5
        assert "E412" in err
    else:
        assert status == 0
        assert "spurious_setwise_minimum f S /\\ unbounded S" in out


def test_without_coq_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")

    assert main(["check", "--coq", VALLEY, "--claim", "(x*y-1)^2+(x-1)^2"]) == 5
    assert "libcoq-coquelicot" in capsys.readouterr().err


def test_export_names_the_step_that_has_no_counterpart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "coq", KINK]) == 3

    err = capsys.readouterr().err
    assert "E303" in err
    assert "Theorem1" in err


def test_lean_text_says_that_it_is_not_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "lean", VALLEY]) == 0
    assert "NOT CHECKED" in capsys.readouterr().out
