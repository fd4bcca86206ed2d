"""Claim files: what is read, and what a wrong file is told."""

from fractions import Fraction
from pathlib import Path

import pytest

from tameproof.proofs.kernel.claimfile import ClaimFileError, parse_claims, read_claims

HEAD = 'schema = "claim/1"\n'
FULL = (
    HEAD
    + """
[[claim]]
name = "first"
objective = "(x*y - 1)^2"
expect = "certified"
timeout = 2.5
tags = ["paper", "slow"]
allow = ["kawaguchi-2016"]
[claim.truth]
infimum = 0.0
attained = true
known = [1, {a = 2}]

[[claim]] # the second
name = "second"
objective = "-x"
expect = "undecided"
"""
)


def test_entries_in_order() -> None:
    first, second = parse_claims(FULL)

    assert (first.name, first.objective, first.expect) == ("first", "(x*y - 1)^2", "certified")
    assert (first.timeout, first.tags, first.allow) == (Fraction(5, 2), ("paper", "slow"), ("kawaguchi-2016",))
    assert first.truth == {"infimum": Fraction(0), "attained": True, "known": [1, {"a": 2}]}
    assert (second.name, second.timeout, second.tags, second.truth) == ("second", None, (), {})
    assert (first.line, second.line) == (3, 15)


def test_no_claims() -> None:
    assert parse_claims(HEAD) == ()


def one(**changes: str) -> str:
    """Return a file with one claim, some of whose values (TOML text) are changed; "" removes the key."""
    values = {"name": '"a"', "objective": '"x^2"', "expect": '"certified"', **changes}
    return HEAD + "[[claim]]\n" + "".join(f"{k} = {v}\n" for k, v in values.items() if v)


def test_numbers_of_seconds() -> None:
    assert parse_claims(one(timeout="60"))[0].timeout == 60
    assert parse_claims(one(timeout="1e2"))[0].timeout == 100
    assert parse_claims(one(timeout="1_0.5"))[0].timeout == Fraction(21, 2)


REFUSED = [
    ("no schema", "[[claim]]\n", 0, "'schema'"),
    ("other schema", 'schema = "claim/2"\n', 0, "'schema'"),
    ("syntax", HEAD + "[[claim]]\nname = \n", 3, "Invalid value"),
    ("repeated key", HEAD + '[[claim]]\nname = "a"\nname = "b"\n', 4, "Cannot overwrite"),
    ("claim is a table", HEAD + "[claim]\n", 0, "array of tables"),
    ("claim is a list of numbers", HEAD + "claim = [1]\n", 0, "array of tables"),
    ("unknown key at the top", HEAD + "claims = 1\n", 0, "did you mean 'claim'?"),
    ("unknown key", one(expct='"certified"'), 2, "did you mean 'expect'?"),
    ("unknown key without neighbour", one(zzz="1"), 2, "known keys: name, objective"),
    ("no name", one(name=""), 2, "claim 1: 'name' is missing"),
    ("empty name", one(name='""'), 2, "not empty"),
    ("name with an umlaut", one(name='"\u00e4"'), 2, "printable ASCII"),
    ("name number", one(name="1"), 2, "'name' must be a string"),
    ("no objective", one(objective=""), 2, "'objective' is missing"),
    ("objective number", one(objective="1"), 2, "'objective' must be a string"),
    ("no expect", one(expect=""), 2, "'expect' is missing"),
    ("misspelt expect", one(expect='"certifed"'), 2, "did you mean 'certified'?"),
    ("wrong expect", one(expect='"yes"'), 2, "one of certified, refuted"),
    ("timeout zero", one(timeout="0"), 2, "'timeout'"),
    ("timeout negative", one(timeout="-1.5"), 2, "'timeout'"),
    ("timeout true", one(timeout="true"), 2, "'timeout'"),
    ("timeout text", one(timeout='"60"'), 2, "'timeout'"),
    ("timeout infinite", one(timeout="inf"), 2, "'timeout'"),
    ("timeout not a number", one(timeout="nan"), 2, "'timeout'"),
    ("timeout with a huge exponent", one(timeout="1e999999999"), 2, "'timeout'"),
    ("integer of 10000 digits", one(timeout="9" * 10_000), 0, "too long"),
    ("tags text", one(tags='"slow"'), 2, "'tags' must be a list"),
    ("tags of numbers", one(tags="[1]"), 2, "'tags' must be a list"),
    ("allow table", one(allow="{}"), 2, "'allow' must be a list"),
    ("truth text", one(truth='"known"'), 2, "[claim.truth]"),
    ("repeated name", one() + one().removeprefix(HEAD), 6, "occurs twice"),
    ("deep nesting", HEAD + "x = " + "[" * 20_000, 0, ""),
    ("byte order mark", "\ufeff" + HEAD, 1, "byte order mark"),
]


@pytest.mark.parametrize(("text", "line", "message"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED])
def test_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(ClaimFileError) as caught:
        parse_claims(text, "a.claim.toml")

    assert message in str(caught.value)
    assert caught.value.line == line
    assert str(caught.value).startswith("a.claim.toml")
    assert "\n" not in str(caught.value)


def test_files(tmp_path: Path) -> None:
    good = tmp_path / "a.claim.toml"
    good.write_text(FULL)
    latin = tmp_path / "b.claim.toml"
    latin.write_bytes(b"# one\n# \xe4\n")

    assert len(read_claims(good)) == 2
    with pytest.raises(ClaimFileError, match="not UTF-8") as caught:
        read_claims(str(latin))
    assert caught.value.line == 2
    for path in (tmp_path, tmp_path / "missing", "a\0b"):
        with pytest.raises(ClaimFileError, match="cannot be read") as caught:
            read_claims(path)
        assert caught.value.unreadable
