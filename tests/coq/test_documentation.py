"""The page about what is proved quotes the definitions as they are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "what-is-proved.md").read_text(encoding="utf-8")
DEFINITIONS = (ROOT / "proofs" / "coq" / "theory" / "Definitions.v").read_text(encoding="utf-8")


def test_the_definitions_are_quoted_word_for_word() -> None:
    block = PAGE.split("```coq\n")[1].split("\n```")[0]

    assert len(block.splitlines()) > 20
    assert block in DEFINITIONS


def test_the_definitions_stay_short() -> None:
    assert len(DEFINITIONS.splitlines()) < 150
    assert f"{len(DEFINITIONS.splitlines())} lines" in PAGE
