"""Conserved quantities: generators, completeness up to a degree, layers of linear networks."""

import pytest

from tameproof.cli import main
from tameproof.laws import conserved_quantities
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.codec import decode, encode
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.sos.conserved_quantities import find_conserved_quantities, find_laws, is_law
from tameproof.sos.linear_networks import balancedness, find_layers

LAWS = [
    ("(x*y-1)^2", 6, ["x^2 - y^2"]),
    ("(x^2*y-1)^2", 6, ["x^2 - 2*y^2"]),
    ("(w*exp(u)-1)^2", 3, ["w^2 - 2*u"]),
    ("(x1*y1-1)^2 + (x2*y1-1)^2 + (x2*y2-1)^2", 3, ["x1^2 - y1^2 + x2^2 - y2^2"]),
    ("(x*y-1)^2 + (x^2-1)^2", 6, []),
    ("(x*y-1)^2 + (x-1)^2", 6, []),
    ("(x*y-1)^2*(1+x^2)", 6, []),
    ("(x+y)^2", 2, ["x - y"]),
]


@pytest.mark.parametrize(("text", "degree", "expected"), LAWS)
def test_generators(text: str, degree: int, expected: list[str]) -> None:
    lifted = lift(parse(text))
    laws = find_laws((lifted.gradient,), lifted.dimension, max_degree=degree)

    assert [h.format(lifted.names) for h in laws.generators] == expected
    assert laws.degree == degree


def test_products_are_counted_but_not_listed() -> None:
    lifted = lift(parse("(x*y-1)^2"))
    laws = find_laws((lifted.gradient,), 2, max_degree=6)

    assert laws.dimensions == (0, 1, 1, 2, 2, 3)


def test_every_law_is_an_identity() -> None:
    lifted = lift(parse("(a*b*c-1)^2 + (a*b*d-2)^2"))

    for h in find_conserved_quantities(lifted, max_degree=4):
        assert is_law(h, (lifted.gradient,))


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("(x*y-1)^2", [(1, 1), (1, 1)]),
        ("(a*b*c-1)^2", [(1, 1)] * 3),
        ("(p*x-1)^2 + (p*y-2)^2 + (q*x-3)^2 + (q*y)^2", [(1, 2), (2, 1)]),
    ],
)
def test_layers_are_recognised_in_any_order_of_the_variables(text: str, shapes: list[tuple[int, int]]) -> None:
    lifted = lift(parse(text))
    laws = find_conserved_quantities(lifted, max_degree=2)
    layers = find_layers(laws, lifted.dimension)

    assert layers is not None
    assert [(len(w), len(w[0])) for w in layers] == shapes
    assert all(is_law(h, (lifted.gradient,)) for h in balancedness(layers) if not h.is_zero)


def test_other_laws_are_no_layers() -> None:
    lifted = lift(parse("(x^2*y-1)^2"))

    assert find_layers(find_conserved_quantities(lifted, max_degree=2), 2) is None


def test_report_of_an_objective() -> None:
    report = conserved_quantities("(x*y-1)^2*(1+x^2)", degree=6)

    assert report.laws == ()
    assert report.lines() == [
        "there is no polynomial law up to degree 6 (exact)",
        "near a generic point 1 law exists, as for every flow; 0 listed",
    ]


KINKS = [
    ("(w2*relu(w1)-1)^2", ("w2^2 - w1^2",)),
    ("(v1*relu(w1)+v2*relu(w2)-1)^2", ("v2^2 - w2^2", "v1^2 - w1^2")),
    ("(v*relu(2*a+b)-1)^2 + (v*relu(a-b)-3)^2", ("v^2 - a^2 - b^2",)),
    ("max(x*y, x*z)", ("x^2 - y^2 - z^2",)),
    ("abs(abs(x*y-1)-2)", ("x^2 - y^2",)),
    ("abs(x) + abs(x*y)", ()),
    ("abs(x) + 2*abs(y)", ()),  # 2 x - y, and others, one on each quadrant
]


@pytest.mark.parametrize(("text", "expected"), KINKS)
def test_laws_that_use_the_relations_at_kinks(text: str, expected: tuple[str, ...]) -> None:
    report = conserved_quantities(text, degree=2, seconds=1.0)
    certificate = report.certificate()

    assert report.laws == expected
    assert isinstance(certificate, Certificate)
    assert len(certificate.steps) == len(expected)


def test_quadratic_laws_come_from_linear_symmetries() -> None:
    lines = conserved_quantities("(x*y-z*w)^2", degree=2).lines()

    assert "h4: f does not change along the linear flow d/dt (x, y) = (x, -y)" in lines
    assert lines[-1] == "near a generic point 3 independent laws exist, as for every flow; 3 listed"


def test_completeness_is_claimed_for_polynomials_only() -> None:
    """|x y - 1| conserves x^2 - y^2, but laws modulo the relations of the sign variable are not searched."""
    report = conserved_quantities("abs(x*y-1)", degree=2)

    assert report.laws == ("x^2 - y^2",)
    assert report.degree == 0
    assert report.searched == 2
    assert "not excluded" in "".join(report.lines())


COUNTS = [
    (["a*x"], 1, True),
    (["a*x + b*y", "a*z + b*w", "c*x + d*y", "c*z + d*w"], 3, True),
    (["a*x", "b*y"], 2, True),
    (["a1*(b11*c1+b12*c2)+a2*(b21*c1+b22*c2)"], 7, False),
]


@pytest.mark.parametrize(("outputs", "count", "complete"), COUNTS)
def test_laws_of_all_losses(outputs: list[str], count: int, complete: bool) -> None:
    """The count of independent laws is proved from both sides; (1,2,2,1) has one more than balancedness gives."""
    report = conserved_quantities(outputs, degree=2, all_losses=True)

    assert report.completeness is not None
    assert report.completeness.count == count
    assert report.completeness.is_complete is complete
    assert (report.completeness.laws == count) is complete


def test_a_law_of_one_loss_need_not_be_one_of_all() -> None:
    """The outputs x*y and x*z together conserve only |(y, z)|^2 - x^2."""
    single = conserved_quantities("(x*y + x*z - 1)^2", degree=2)
    every = conserved_quantities(["x*y", "x*z"], degree=2, all_losses=True)

    assert len(single.laws) > len(every.laws)
    assert every.laws == ("x^2 - y^2 - z^2",)


def test_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["laws", "(x*y-1)^2", "--degree", "2"]) == 0
    assert "h1 = x^2 - y^2" in capsys.readouterr().out
    assert main(["laws", "x", "y"]) == 2
    assert main(["laws", "--all-losses", "x*y", "exp(x)"]) == 2
    assert main(["laws", "--all-losses", "sigmoid(x)*y", "-o", "-"]) == 2


FUNCTIONS = [
    ("(w*sigmoid(u)-1)^2", ("w^2 - 2*u - 2*exp(u)",)),
    ("(w*tanh(u)-2)^2", ("w^2 - 1/(1 - tanh(u)^2)",)),
    ("(w*sigmoid(2*u+b)-1)^2", ("5*w^2 - 5*u - 2*exp(2*u + b)",)),
    ("(w2*sigmoid(w1*sigmoid(w0))-1)^2", ("w1^2 - 2*w0 - 2*exp(w0)",)),
    ("x^2+3*y^2+5*z^2", ("y/x^3", "z/x^5")),
    ("x^3+x*y^2", ("(x^2 + y^2)/y^3",)),
    ("(x*(1+y^2)-1)^2", ("2*x^2 - y^2 - log(y^2)",)),
    ("(x*sqrt(1+y^2)-1)^2", ("x^2 - y^2 - log(y^2)",)),
    ("(x^2*y-1)^2", ()),
    ("(x*y-1)^2*(1+x^2)", ()),
]


@pytest.mark.parametrize(("text", "expected"), FUNCTIONS)
def test_laws_that_are_no_polynomials(text: str, expected: tuple[str, ...]) -> None:
    report = conserved_quantities(text, degree=3)

    assert report.functions == expected
    assert all(h in "\n".join(report.lines()) for h in expected)


CERTIFIED = [
    (["(w*sigmoid(u)-1)^2"], False, 1),
    (["1/(1+x^2*y^4)"], False, 3),
    (["x^2 + 2*y^2"], False, 2),
    (["a*x + b*y", "a*z + b*w"], True, 1),
    (["a1*(b11*c1+b12*c2)+a2*(b21*c1+b22*c2)"], True, 1),
]


@pytest.mark.parametrize(("texts", "all_losses", "steps"), CERTIFIED)
def test_laws_have_a_certificate(texts: list[str], all_losses: bool, steps: int) -> None:
    report = conserved_quantities(texts if all_losses else texts[0], degree=4, all_losses=all_losses)
    certificate = report.certificate()

    assert isinstance(certificate, Certificate)
    assert len(certificate.steps) == steps
    assert check_certificate(decode(encode(certificate)), parse(certificate.objective)).holes == ()
