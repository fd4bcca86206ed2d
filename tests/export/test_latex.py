"""LaTeX proofs: what they say, that they compile, and that no name can do harm."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tameproof.proofs.export.html import to_html
from tameproof.proofs.export.latex import reading_to_latex, to_latex
from tameproof.proofs.export.latex_theorems import REFERENCES, TABLE
from tameproof.proofs.export.names import (
    escape_prose,
    escape_typewriter,
    latex_name,
    latex_names,
)
from tameproof.proofs.export.reading import Reading, read_certificate
from tameproof.proofs.export.text import explain, fitted
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.theorems import THEOREMS

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = [
    "\\input{/etc/passwd}",
    "x}\\write18{ls}",
    "$\\end{document}",
    "a_b^c~%#&{",
    "_",
    "__x",
    "x__",
    "\u00e9t\u00e9",
    "x\ny",
    '"|<>',
]


# -- what they say -----------------------------------------------------------------------------------------------------
def test_certified(certified: Certificate) -> None:
    text = to_latex(certified)

    for piece in (
        "f(x, y) = (x y - 1)^{2}",
        "has no spurious setwise local minimum",
        "f = (x y - 1)^{2}.",
        r"f^{2} - f = \tfrac{1}{2} (x^{3} y^{2} - 3 x^{2} y + 2 x)\,\partial_{x} f",
        "$h = x^{2} - y^{2}$ is constant along every trajectory",
        "h^{2} + 8 f + 8 - (x^{2} + y^{2})^{2} = 4 (x y - 2)^{2}",
        r"\textbf{Case 2:} $f = 1$",
        r"d^{\top}\nabla^{2} f\, d = 2 x^{2} + 8 x y + 2 y^{2} - 4",
        r"\textbf{Theorem 1}",
        r"\bibitem{tameproof:",
    ):
        assert piece in text
    assert text.isascii()


def test_refuted(refuted: Certificate) -> None:
    text = to_latex(refuted)

    for piece in (
        "has a spurious local minimum at infinity",
        r"Let $g = -x$, $c = \tfrac{3}{2}$, $m = 1$",
        "f - 1 = (x y - 1)^{2} + x^{2} + 2 g",
        r"\frac{t^{2} + 2 t + 1}{t^{2}}",
        r"\textbf{Theorem R}",
    ):
        assert piece in text
    assert "Theorem 1" not in text
    assert "Clarke 1990" not in text


def test_lines_for_the_terminal(certified: Certificate, refuted: Certificate) -> None:
    lines = dict(explain(certified))

    assert lines["bounded below"] == "f = (x*y - 1)^2, so f >= 0"
    assert lines["critical values"] == "critical values {0, 1}"
    assert lines["conserved quantity"] == "h = x^2 - y^2 is conserved"
    assert lines["bounded trajectories"] == "(x^2 + y^2)^2 <= h^2 + 8*f + 8"
    assert lines["value of local minima"] == "f=0: value 0; f=1: strict saddle, d = (1, 1): d'Hd = -4"
    assert dict(explain(refuted)) == {
        "spurious setwise minimum": "f >= 1 where -x > 0, f > 3/2 on its boundary, arc (-1/t, -t): f -> 1"
    }


def test_long_lines_are_cut_between_terms() -> None:
    line = fitted(["f = ", *[f" + x{k}^2" for k in range(40)]], ", so f >= 0")

    assert len(line) <= 100
    assert re.fullmatch(r"f = ( \+ x\d+\^2)+ \.\.\., so f >= 0", line)


def test_html(certified: Certificate) -> None:
    html = to_html(certified)

    assert "CERTIFIED" in html
    assert "#1a7f37" in html
    assert "f &gt;= 0" in html
    assert "Theorem 1" in html
    assert "<script" not in html


def test_nothing_is_written_about_a_certificate_that_the_kernel_refuses(certified: Certificate) -> None:
    wrong = Certificate("(x*y - 2)^2", certified.variables, certified.steps)

    for write in (to_latex, to_html, explain):
        with pytest.raises(RejectedStep):
            write(wrong)


def test_a_hole_is_named_in_the_statement(certified: Certificate) -> None:
    steps = list(certified.steps)
    steps[2] = Step(c.ChainRule(), e.Hole("not shown"))
    text = to_latex(Certificate(certified.objective, certified.variables, tuple(steps)))

    assert "(This rests on step 3, which is assumed and not proved.)" in text
    assert r"\textbf{Not proved.}" in text


def test_theorems_and_sources() -> None:
    """Every theorem of the kernel has a LaTeX form, and every source is an entry of the bibliography."""
    entries = set(re.findall(r"^@\w+\{([^,]+),", (ROOT / "docs" / "references.bib").read_text(), re.MULTILINE))

    assert set(TABLE) == set(THEOREMS)
    assert set(REFERENCES) <= entries
    assert {k for p in TABLE.values() for k in p.keys} == set(REFERENCES)


# -- snippets ----------------------------------------------------------------------------------------------------------
def test_a_snippet_defines_nothing_and_prefixes_every_label(certified: Certificate, refuted: Certificate) -> None:
    for certificate in (certified, refuted):
        text = to_latex(certificate, snippet=True)
        prefix = f"tameproof:{read_certificate(certificate).digest[:8]}:"

        assert not re.search(
            r"\\(newcommand|renewcommand|def|newtheorem|usepackage|documentclass|bibitem|cite)\b", text
        )
        labels = re.findall(r"\\(?:label|eqref|ref)\{([^}]*)\}", text)
        assert labels
        assert all(label.startswith(prefix) for label in labels)


def test_only_packages_of_the_base_distribution(certified: Certificate) -> None:
    packages = re.findall(r"\\usepackage(?:\[[^]]*\])?\{([^}]*)\}", to_latex(certified))

    assert set(",".join(packages).split(",")) <= {"amsmath", "amssymb", "amsthm", "geometry", "hyperref"}


# -- names -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("x1", "x_{1}"),
        ("w_2", "w_{2}"),
        ("x1_2", "x_{1,2}"),
        ("alpha", r"\alpha"),
        ("beta12", r"\beta_{12}"),
        ("lambda_max", r"\lambda_{\mathrm{max}}"),
        ("omicron", r"\mathit{omicron}"),
        ("input", r"\mathit{input}"),
        ("x_", r"\mathtt{x\_}"),
    ],
)
def test_names(name: str, latex: str) -> None:
    assert latex_name(name) == latex


def test_names_that_would_look_alike_stay_apart() -> None:
    names = latex_names(("x1", "x_1", "y"))

    assert names == (r"\mathtt{x1}", r"\mathtt{x\_1}", "y")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_harmless(text: str) -> None:
    for escaped in (latex_name(text), escape_prose(text), escape_typewriter(text)):
        commands = set(re.findall(r"\\([A-Za-z]+)", escaped))
        assert escaped.isascii()
        assert escaped.isprintable()
        assert commands <= {"mathtt", "textbackslash", "textasciicircum", "textasciitilde", "char", "allowbreak"}
        assert escaped.count("{") - escaped.count(r"\{") == escaped.count("}") - escaped.count(r"\}")
        assert "%" not in escaped.replace(r"\%", "")


# -- compiling ---------------------------------------------------------------------------------------------------------
Compiler = Callable[[str], str | None]


def _overfull(log: str) -> list[float]:
    """Return by how much lines are too wide, in points."""
    return [float(w) for w in re.findall(r"Overfull \\hbox \(([0-9.]+)pt", log.replace("\n", ""))]


@pytest.mark.parametrize("name", ["certified", "refuted"])
def test_a_document_compiles(name: str, request: pytest.FixtureRequest, compile_latex: Compiler) -> None:
    log = compile_latex(to_latex(request.getfixturevalue(name)))

    if log is not None:
        assert "undefined" not in log
        assert "multiply defined" not in log
        assert _overfull(log) == []


@pytest.mark.parametrize("document", ["article", "amsart"])
def test_two_snippets_in_one_article_compile(
    document: str, certified: Certificate, refuted: Certificate, tmp_path: Path, compile_latex: Compiler
) -> None:
    (tmp_path / "one.tex").write_text(to_latex(certified, snippet=True), encoding="ascii")
    (tmp_path / "two.tex").write_text(to_latex(refuted, snippet=True), encoding="ascii")
    host = (
        rf"\documentclass{{{document}}}\usepackage{{amsmath,amssymb,amsthm}}\begin{{document}}"
        r"\section{One}\input{one}\section{Two}\input{two}\end{document}"
    )
    log = compile_latex(host)

    if log is not None:
        assert "undefined" not in log
        assert "multiply defined" not in log
        assert _overfull(log) == []


def test_hostile_text_compiles(compile_latex: Compiler) -> None:
    rows = "\n\n".join(
        rf"${latex_name(t)}$ {escape_prose(t)} \texttt{{{escape_typewriter(t)}}}" for t in [*HOSTILE, "(x^2 - 1)*y'"]
    )
    log = compile_latex("\\documentclass{article}\\usepackage{amsmath}\\begin{document}\n" + rows + "\n\\end{document}")

    assert log is None or "root:" not in log


def test_long_identities_fit_the_page(compile_latex: Compiler) -> None:
    variables = tuple(f"weight_{k}" for k in range(1, 9))
    text = " + ".join(f"({a}*{b} - {k})^2" for k, (a, b) in enumerate(pairwise(variables), 1))
    terms = []
    for k in range(7):
        u = Polynomial.variable(k) * Polynomial.variable(k + 1) - Polynomial.constant(k + 1)
        terms.append((ONE.coefficient(()), u))
    step = Step(c.BoundedBelow(ONE.coefficient(()) * 0), e.LowerBound(e.Psatz(squares=e.Squares(tuple(terms)))))
    log = compile_latex(to_latex(Certificate(text, variables, (step,))))

    assert log is None or _overfull(log) == []


def test_the_proof_reads_the_same_each_time(certified: Certificate, certified_reading: Reading) -> None:
    assert to_latex(certified) == reading_to_latex(certified_reading)
