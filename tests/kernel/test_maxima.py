"""Maxima of maxima: the flattened objective is the same function, and has no kink inside a kink where possible."""

from fractions import Fraction
from random import Random

import pytest

from tameproof.proofs.kernel.evidence import RationalPoint
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.maxima import MAX_PIECES, flatten_maxima
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.points import value_at

FLATTENED = [
    ("max(abs(x),abs(y))", "max(x, -x, y, -y)"),
    ("max(max(x,y),1)", "max(x, y, 1)"),
    ("relu(abs(x)-1)", "max(x - 1, -x - 1, 0)"),
    ("relu(relu(x))", "max(x, 0)"),
    ("min(x,min(y,-abs(x)))", "min(x, y, -x, x)"),
    ("max(2*abs(x)-min(x,y),x*y)", "max(2*x - x, 2*x - y, -2*x - x, -2*x - y, x*y)"),
    ("(max(abs(x),1)/3)^2", "(max(x, -x, 1)/3)^2"),
]
UNCHANGED = [
    "x*y",
    "abs(x)+max(x,y)",
    "abs(abs(x)-1)",
    "max(-abs(x),y)",
    "min(abs(x),1)",
    "max(abs(x)*y,1)",
    "max(x*abs(y),abs(y)^2)",
    "abs(max(x,y))",
    "max(min(x,y),x-y)",
]


def value(text, point):
    tree = parse(text)
    own = lift(tree, ("x", "y")) if {"x", "y"} <= set(text) else lift(tree)
    return value_at(own, RationalPoint(tuple(point[name] for name in own.variables)), "point")


def direct(node, point):
    """Return the value of a tree by its definition."""
    name = type(node).__name__
    match name:
        case "Constant":
            return node.value
        case "Variable":
            return point[node.name]
        case "Sum":
            return sum((direct(t, point) for t in node.terms), Fraction(0))
        case "Product":
            result = Fraction(1)
            for factor in node.factors:
                result *= direct(factor, point)
            return result
        case "Power":
            return direct(node.base, point) ** node.exponent
        case "Quotient":
            return direct(node.numerator, point) / direct(node.denominator, point)
        case "Abs":
            return abs(direct(node.argument, point))
        case "Relu":
            return max(direct(node.argument, point), Fraction(0))
        case _:
            row = [direct(a, point) for a in node.arguments]
            return max(row) if name == "Max" else min(row)


@pytest.mark.parametrize(("text", "expected"), FLATTENED)
def test_flattened(text, expected):
    flat = flatten_maxima(parse(text))
    random = Random(1)
    for _ in range(50):
        point = {name: Fraction(random.randint(-9, 9), random.randint(1, 4)) for name in "xy"}
        assert direct(flat, point) == direct(parse(text), point) == direct(parse(expected), point) == value(text, point)
    assert lift(parse(text)).convex_field
    assert flatten_maxima(flat) == flat


@pytest.mark.parametrize("text", UNCHANGED)
def test_unchanged(text):
    tree = parse(text)
    assert flatten_maxima(tree) == tree, to_text(flatten_maxima(tree))


def test_too_many_arguments_stay_nested():
    text = "max(" + "+".join(f"abs(x-{k})" for k in range(MAX_PIECES.bit_length())) + ",1)"
    assert flatten_maxima(parse(text)) == parse(text)
    assert not lift(parse(text)).convex_field
