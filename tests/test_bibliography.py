"""Every citation resolves: keys like ``[parrilo_2003]`` in code and documentation stand in docs/references.bib."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEY = re.compile(r"(?<=[\[ ])@?((?:[a-z]+_)+\d{4}[a-z]?)(?=[],])")  # [one_2001] and [one_2001, two_2002]
ENTRY = re.compile(r"^@(\w+)\{([^,\s]+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
ENTRIES = [(kind, key, body) for kind, key, body in ENTRY.findall((ROOT / "docs" / "references.bib").read_text())]
KEYS = {key for _, key, _ in ENTRIES}
TEXTS = sorted(
    file
    for folder in ("symbolic", "sos", "morse_sard", "proofs", "tameproof", "docs", "examples", "benchmarks", "tests")
    for file in (ROOT / folder).rglob("*")
    if file.suffix in {".py", ".md", ".toml"} and file != Path(__file__).resolve()
)


def test_the_bibliography_is_read_completely() -> None:
    text = (ROOT / "docs" / "references.bib").read_text()

    assert len(ENTRIES) == len(re.findall(r"^@", text, re.MULTILINE)) > 0
    assert len(KEYS) == len(ENTRIES)


@pytest.mark.parametrize(("kind", "key", "body"), ENTRIES, ids=[key for _, key, _ in ENTRIES])
def test_entry_is_complete(kind: str, key: str, body: str) -> None:
    """Author, title and year, and the year of the key is the year of the entry."""
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", body, re.MULTILINE))

    assert {"author", "title", "year"} <= set(fields)
    assert {"article": "journal", "book": "publisher", "inproceedings": "booktitle"}.get(kind, "title") in fields
    assert key.rstrip("abc").endswith(fields["year"])


def test_every_citation_resolves() -> None:
    unknown = {
        f"{file.relative_to(ROOT)}: [{key}]"
        for file in TEXTS
        for key in KEY.findall(file.read_text(encoding="utf-8"))
        if key not in KEYS
    }

    assert unknown == set()


def test_every_entry_is_cited() -> None:
    """An entry that nobody cites is a leftover."""
    cited = {key for file in TEXTS for key in KEY.findall(file.read_text(encoding="utf-8"))}

    assert cited >= KEYS
