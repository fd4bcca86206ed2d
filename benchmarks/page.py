"""The page docs/benchmarks.md: every benchmark writes one section of it and leaves the others alone."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
TITLE = "# Benchmarks"


def write_section(name: str, lines: list[str], page: Path = PAGE) -> None:
    """Put the lines between the two comments that mark a section; a new section goes to the end.

    Args:
        name: of the section, one word.
        lines: its text.
        page: the file.
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    text = page.read_text(encoding="utf-8") if page.exists() else TITLE + "\n"
    section = "\n".join([begin, *lines, end])
    before, found, rest = text.partition(begin)
    if found:
        text = before + section + rest.partition(end)[2]
    else:
        text = text.rstrip("\n") + "\n\n" + section + "\n"
    page.write_text(text, encoding="utf-8")
