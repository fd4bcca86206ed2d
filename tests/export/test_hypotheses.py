"""The rows of the six hypotheses: what a step proves, what is false, and what a theorem does without."""

from fractions import Fraction
from pathlib import Path

import pytest

from tameproof.commands.explain import explain_lines
from tameproof.proofs.export.html import to_html
from tameproof.proofs.export.hypotheses import HYPOTHESES, AboutFunction, hypotheses
from tameproof.proofs.export.latex import to_latex
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.check import Verdict, check_certificate
from tameproof.proofs.kernel.codec import encode
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.second_attack import needed_steps

Q = Fraction
CERTIFIED = c.NoSpuriousSetwiseMinima()
TYPES = (Step(c.LocallyLipschitz(), e.TypeDerivation()), Step(c.ChainRule(), e.TypeDerivation()))
FINITE = Step(c.FinitelyManyCriticalValues(), e.TypeDerivation())
SQUARE = Step(
    c.BoundedBelow(Q(0)), e.LowerBound(e.Psatz(squares=e.Squares(((Q(1), Polynomial.variable(0)),)), epsilon=Q(0)))
)


def convex(text: str) -> Step:
    return Step(CERTIFIED, e.ConvexFunction(text))


def part(text: str, name: str, *steps: Step) -> e.SeparatePart:
    return e.SeparatePart(text, (name,), (*steps, convex(text)))


def row(about: AboutFunction, label: str) -> tuple[str, int | None]:
    return next((r.status, r.step) for r in about.rows if r.label == label)


CONVEX = Certificate("x^2+exp(y)", ("x", "y"), (*TYPES, convex("x^2+exp(y)")))
INCREASING = Certificate(
    "exp(x^2+y^4)",
    ("x", "y"),
    (
        *TYPES,
        FINITE,
        Step(CERTIFIED, e.IncreasingFunction("x^2+y^4", "exp(t)", None, (*TYPES, FINITE, convex("x^2+y^4")))),
    ),
)
SUM = Certificate(
    "x^2+exp(y)",
    ("x", "y"),
    (Step(CERTIFIED, e.SeparateVariables(False, Q(0), (part("x^2", "x", SQUARE), part("exp(y)", "y", *TYPES)))),),
)


@pytest.mark.parametrize("certificate", [CONVEX, INCREASING, SUM])
def test_every_function_has_six_rows_and_steps_are_those_of_the_certificate(certificate: Certificate) -> None:
    assert check_certificate(certificate, parse(certificate.objective)).verdict is Verdict.CERTIFIED
    for about in hypotheses(certificate):
        assert [r.label for r in about.rows] == list(HYPOTHESES)
        for r in about.rows:
            assert (r.step is None) == (r.status in ("-", "open"))
            assert r.text
            assert r.text.startswith("not needed: ") == (r.status == "-")


def test_a_theorem_that_does_without_hypotheses() -> None:
    (f,) = hypotheses(CONVEX)
    assert f.title == "Convex functions"
    assert {label: row(f, label) for label in HYPOTHESES} == {
        "H1": ("-", None),
        "H2": ("ok", 0),
        "H3": ("ok", 1),
        "H4": ("-", None),
        "H5": ("-", None),
        "H6": ("ok", 2),  # part of the conclusion
    }
    assert f.decisive is not None
    assert f.decisive.label == "K"


def test_other_functions() -> None:
    f, inner = hypotheses(INCREASING)
    assert (f.place, inner.place, inner.name, inner.objective) == ((), (4,), "F", "x^2+y^4")
    assert row(f, "H1") == ("-", None)
    assert row(inner, "H4") == ("ok", 2)
    assert "phi(F)" in inner.relation
    f, first, second = hypotheses(SUM)
    assert [a.relation for a in (first, second)] == ["f = F1 + F2"] * 2
    assert row(first, "H1") == ("ok", 0)
    assert row(second, "H1") == ("-", None)
    assert next(r.text for r in first.rows if r.label == "H1") == "F1 = x^2, so F1 >= 0"


def test_nothing_is_claimed_by_an_assumption() -> None:
    hole = Certificate("x", ("x",), (Step(c.BoundedBelow(Q(0)), e.Hole("?")), Step(CERTIFIED, e.Hole("?"))))
    (f,) = hypotheses(hole)
    assert row(f, "H1") == ("-", None)
    assert "assumption" in next(r.text for r in f.rows if r.label == "H6")


def test_an_undecided_function_has_open_rows() -> None:
    (f,) = hypotheses(Certificate("x^2", ("x",), (SQUARE,)))
    assert [r.status for r in f.rows] == ["ok", *["open"] * 5]
    assert f.decisive is None


def test_a_false_hypothesis() -> None:
    arc = e.RationalArc((((0, 1), (1,)),), Q(1))
    (f,) = hypotheses(Certificate("-x", ("x",), (Step(c.UnboundedBelow(), e.DescendingArc(arc)), convex("-x"))))
    assert row(f, "H1") == ("FAILS", 0)


def test_names_of_variables_are_kept_apart() -> None:
    evidence = e.IncreasingFunction("F^2", "exp(t)", None, (convex("F^2"),))
    _, inner = hypotheses(Certificate("exp(F^2)", ("F",), (Step(CERTIFIED, evidence),)))
    assert inner.name == "F_"


def test_texts(tmp_path: Path) -> None:
    path = tmp_path / "sum.json"
    path.write_bytes(encode(SUM))
    lines = "\n".join(explain_lines(str(path), "H1"))
    assert "F1 = x^2, so F1 >= 0" in lines
    assert "not needed: Convex functions" in lines
    latex = to_latex(SUM)
    assert r"Of $F_{1}$ (its steps are in step 1; \emph{Convex functions} decides): bounded below: step 1;" in latex
    assert "F2 = exp(y), where f = F1 + F2" in to_html(SUM)


def test_steps_about_hypotheses_are_kept_for_the_reader() -> None:
    steps = (SQUARE, *TYPES, Step(c.CriticalValues((0, 1), (), ()), e.Hole("")), convex("x^2"))
    lifted = lift(parse("x^2"))
    assert len(needed_steps(steps, (4,), lifted)) == 2
    assert needed_steps(steps, (4,), lifted, hypotheses=True) == steps
