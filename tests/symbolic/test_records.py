"""Which backend did what: counted once, carried from the workers to the report and the certificate."""

from __future__ import annotations

import pytest

import tameproof as tp
from tameproof.settings import Settings
from tameproof.symbolic.records import AlgebraRecord, merge_records, recorded, take_records


@recorded("inner", order="lex")
def inner(value: int | None) -> int | None:
    return value


@recorded("outer", "Program", if_present=lambda name: name == "Program")
def outer() -> int:
    inner(1)
    return inner(None) or 0


@recorded("nothing", "Missing", if_present=lambda name: False)
def missing() -> None:
    return None


@recorded("failure")
def failing() -> None:
    raise ValueError("nothing")


def test_calls_answers_and_times() -> None:
    take_records()
    outer()
    missing()
    with pytest.raises(ValueError, match="nothing"):
        failing()

    found = {r.operation: r for r in take_records()}

    assert {k: (r.backend, r.order, r.calls, r.answers) for k, r in found.items()} == {
        "inner": ("embedded", "lex", 2, 1),
        "outer": ("Program", "", 1, 1),
        "failure": ("embedded", "", 1, 0),
    }
    assert all(r.seconds_float >= 0 for r in found.values())
    assert take_records() == ()


def test_merging() -> None:
    a, b = AlgebraRecord("b", "x", "", 1, 1, 0.5), AlgebraRecord("a", "x", "", 2, 0, 1.0)

    assert merge_records([a, b, a]) == (b, AlgebraRecord("b", "x", "", 2, 2, 1.0))


def test_the_report_and_the_certificate_name_the_algebra() -> None:
    report = tp.certify("(x*y-1)^2", timeout=60)

    names = {r.operation for r in report.algebra}
    assert {"Groebner basis with derivations", "minimal polynomial modulo an ideal", "real points"} <= names
    meta = report.certificate.meta["algebra"]
    assert isinstance(meta, dict)
    rows = meta["operations"]
    assert {row["operation"] for row in rows} == names
    assert all(row["milliseconds"] >= 0 and row["backend"] and row["calls"] >= row["answers"] for row in rows)
    # times are no part of what is hashed, and can be left out
    silent = tp.certify("(x*y-1)^2", settings=Settings(timeout=60, timings=False))
    assert silent.digest() == report.digest()
    assert not any("milliseconds" in row for row in silent.certificate.meta["algebra"]["operations"])  # type: ignore[index]
