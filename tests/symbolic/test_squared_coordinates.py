"""Objectives that are convex functions of squares in rotated coordinates, and those that are not."""

import pytest

from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.rules.single_variables import check_convex_in_coordinates
from tameproof.symbolic.squared_coordinates import find_convex_in_squares


# objective, the coordinates, those that are squared or absolute
@pytest.mark.parametrize(
    ("text", "coordinates", "functions"),
    [
        ("log(1+exp(-x*y))+(x^2+y^2)/10", ("x + y", "x - y"), {"u1": "t^2", "u2": "t^2"}),
        ("max(0,1-x*y)+x^2/2+2*y^2", ("1/2*x + y", "1/2*x - y"), {"u1": "t^2", "u2": "t^2"}),
        (
            "abs(a*b+c*d-1)+a^2+b^2+exp(z)",
            ("a + b", "a - b", "c + d", "c - d", "z"),
            {"u1": "t^2", "u2": "t^2", "u3": "t^2", "u4": "t^2"},
        ),
        ("(x^2+y^2-1)^2", (), {"x": "t^2", "y": "t^2"}),
        ("(abs(x)-1)^2+y^2", (), {"x": "abs(t)", "y": "t^2"}),
        ("(abs(x)-1)^2+abs(y)", (), {"x": "abs(t)", "y": "abs(t)"}),
        ("log(1+exp(1-x^2))+x^4", (), {"x": "t^2"}),
    ],
)
def test_convex_in_squares(text: str, coordinates: tuple[str, ...], functions: dict[str, str]) -> None:
    tree = parse(text)
    found = find_convex_in_squares(tree, lift(tree))

    assert found is not None
    assert tuple(p.format(lift(tree).variables) for p in found.forward) == coordinates
    assert {single.variable: single.function for single in found.evidence.functions} == functions
    check_convex_in_coordinates(lift(parse(found.objective), found.variables), found.evidence, "test")


@pytest.mark.parametrize(
    "text",
    [
        "(x*y-1)^2+(x-1)^2",  # x outside its product
        "log(1+exp(-x*y))+x^2+2*y^2",  # the ratio is not a square
        "log(1+exp(-x*y))+x^2+y^2+(x^2+4*y^2)^2",  # two ratios
        "log(1+exp(-x*y))+log(1+exp(-x*z))",  # x has two partners
        "(x^2*y^2-1)^2",  # not convex
        "log(1+(x*y-1)^2)",
        "(x*y-1)^2+abs(x)",
        "sqrt(1+x^2)",  # roots are left to other rules
        "exp(x)+y",
    ],
)
def test_not_seen(text: str) -> None:
    tree = parse(text)
    assert find_convex_in_squares(tree, lift(tree)) is None
