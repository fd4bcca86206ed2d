"""The Python interface: every form of input, the report, saving and checking; equal input gives equal bytes."""

from pathlib import Path

import pytest
import sympy

import tameproof as tp
from tameproof.api import Report, Status
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.errors import InputError, MalformedCertificate, Reason, RejectedStep
from tameproof.proofs.kernel.parser import parse
from tameproof.settings import Settings

TEXT = "(x*y - 1)^2"


@pytest.fixture(scope="module")
def report() -> Report:
    return tp.certify(TEXT, timeout=60)


def test_verdict_and_findings(report: Report) -> None:
    assert report.verdict is Verdict.CERTIFIED
    assert report.is_certified()
    assert not report.is_refuted()
    assert [f.label for f in report.findings] == ["H1", "H2", "H3", "H4", "H5", "H6"]
    assert all(f.status is Status.PROVED for f in report.findings)
    assert report.open == ()
    assert report.bugs == ()
    assert "theorem-1" in [t.id for t in report.theorems]
    assert report.steps == report.certificate.steps


def test_all_forms_of_input_give_the_same_certificate(report: Report) -> None:
    x, y = sympy.symbols("x y", real=True)
    for objective in (parse(TEXT), (x * y - 1) ** 2, lambda x, y: (x * y - 1) ** 2):
        other = tp.certify(objective, timeout=60)

        assert other.is_certified()
        assert other.certificate.variables == ("x", "y")


def test_equal_input_gives_equal_bytes(report: Report) -> None:
    again = tp.certify(TEXT, timeout=60)
    assert again.digest() == report.digest()  # everything but the provenance, which has times
    silent = [tp.certify(TEXT, settings=Settings(timeout=60, timings=False)).to_json() for _ in range(2)]
    assert silent[0] == silent[1]


@pytest.mark.parametrize("renamed", ["(b*a - 1)^2", "(z10*z9 - 1)^2", "(1 - y*x)^2"])
def test_names_and_order_do_not_matter(renamed: str) -> None:
    assert tp.certify(renamed, timeout=60).is_certified()


def test_saved_certificates_are_checked_against_the_callers_claim(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    report.save(file)

    assert tp.check(file, TEXT).verdict is Verdict.CERTIFIED
    assert tp.check(file, lambda x, y: (x * y - 1) ** 2).verdict is Verdict.CERTIFIED
    with pytest.raises(RejectedStep) as refused:
        tp.check(file, "(x*y - 2)^2")
    assert refused.value.reason is Reason.OBJECTIVE_MISMATCH
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(MalformedCertificate):
        tp.check(file, TEXT)
    with pytest.raises(FileNotFoundError):
        tp.check(tmp_path / "missing.json", TEXT)


def test_refuted_and_undecided() -> None:
    refuted = tp.certify("(x^2-1)^2 + x/10", timeout=60)
    undecided = tp.certify("(x*y*z-1)^4 + (x^3+y^3-z^5)^2", settings=Settings(timeout=0.01))

    assert refuted.is_refuted()
    assert undecided.verdict is Verdict.UNDECIDED
    assert undecided.open
    assert "UNDECIDED" in str(undecided)
    assert "what is open" in str(undecided)


@pytest.mark.parametrize(
    ("objective", "code"), [("2x", "E101"), ("sin(x)", "E113"), ("1/(x-x)", "E104"), (lambda x: x > 0, "E131")]
)
def test_bad_input_has_a_code(objective: object, code: str) -> None:
    with pytest.raises(InputError) as refused:
        tp.certify(objective)
    assert refused.value.code == code


def test_text_latex_and_html(report: Report) -> None:
    lines = report.lines()

    assert str(report) == "\n".join(lines)
    assert any("CERTIFIED" in line for line in lines)
    assert any("Theorem 1 (Josz and Li 2023)" in line for line in lines)
    assert max(len(line) for line in lines) <= 110
    assert "CERTIFIED" in report._repr_html_()
    assert "<script" not in report._repr_html_()
    assert report.to_latex().startswith(r"\documentclass")
    assert r"\documentclass" not in report._repr_latex_()
    assert repr(report) == "<Report: certified, (x*y - 1)^2>"


def test_the_listener_hears_every_finding() -> None:
    heard = []
    report = tp.certify("x^2", timeout=60, listener=lambda proof, finding: heard.append(finding))

    assert tuple(heard) == report.findings
