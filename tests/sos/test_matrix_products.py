"""Linear networks are recognised, and f is written as a function of the product of their layers."""

import pytest

from tameproof.proofs.kernel.evidence import ConvexInProducts
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.sos.matrix_products import find_convex_products
from tameproof.symbolic.outcome import Open

FOUND = [
    ("(x*y*z-1)^2", "(m11 - 1)^2"),
    ("(a*b*c*d-1)^2+(2*a*b*c*d-3)^2", "(m11 - 1)^2 + (2*m11 - 3)^2"),
    ("log(1+exp(-2*x*y*z))+x^2*y^2*z^2", None),
    ("(p*a+q*c-1)^2+(p*b+q*d)^2+(r*a+s*c)^2+(r*b+s*d-1)^2", "(m11 - 1)^2 + m21^2 + m12^2 + (m22 - 1)^2"),
    # data and targets, one output, a hidden layer that is wider than needed
    ("(u*(a+2*b)+v*(c+2*d)-1)^2+(u*(a-b)+v*(c-d))^2+(u*b+v*d-3)^2", None),
    # three layers of size two
    (
        "(k*(p*a+q*c)+l*(r*a+s*c)-1)^2+(k*(p*b+q*d)+l*(r*b+s*d)-2)^2"
        "+(m*(p*a+q*c)+n*(r*a+s*c)-3)^2+(m*(p*b+q*d)+n*(r*b+s*d)+1)^2",
        "(product11 - 1)^2 + (product21 - 2)^2 + (product12 - 3)^2 + (product22 + 1)^2",
    ),
]
OPEN = [
    "(x*y-1)^2+x^2",  # no laws
    "(p*a-2)^2+(p*b)^2+(r*a)^2+(r*b-1)^2",  # a hidden layer of width one
    "((x*y)^2-1)^2",  # not convex in the product
    "abs(x*y-1)",
    "(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2",  # an entry is missing
]


@pytest.mark.parametrize(("text", "outer"), FOUND)
def test_networks(text: str, outer: str | None) -> None:
    tree = parse(text)
    found = find_convex_products(tree, lift(tree))
    assert isinstance(found, ConvexInProducts)
    assert outer is None or found.outer == outer


@pytest.mark.parametrize("text", OPEN)
def test_other_functions(text: str) -> None:
    tree = parse(text)
    assert isinstance(find_convex_products(tree, lift(tree)), Open)
