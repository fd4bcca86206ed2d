"""ConvexInProducts: convex functions of products of matrices with wide hidden layers, and what is none."""

from __future__ import annotations

import pytest

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tests.kernel.rules.build import On, Row, accepted, refused, table

LOCAL, NONE, FINITE = c.NoSpuriousLocalMinima(), c.NoSpuriousSetwiseMinima(), c.SpuriousSetwiseMinimum(False)


def matrix(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the matrix with rows divided by semicolons."""
    return tuple(tuple(row.split()) for row in text.split(";"))


def product(entries: str, *layers: str) -> e.MatrixProduct:
    return e.MatrixProduct(matrix(entries), tuple(matrix(layer) for layer in layers))


def convex(outer: str, *products: e.MatrixProduct) -> e.ConvexInProducts:
    return e.ConvexInProducts(outer, products)


CHAIN = On("(x*y*z-1)^2")
XYZ = product("m", "x", "y", "z")
# W_2 W_1 with W_1 = (a b; c d), W_2 = (p q; r s)
SQUARE = On("(p*a+q*c-1)^2+(p*b+q*d)^2+(r*a+s*c)^2+(r*b+s*d-1)^2")
TWO = product("k l; m n", "a b; c d", "p q; r s")
IDENTITY = "(k-1)^2+l^2+m^2+(n-1)^2"
# rank one: the hidden layer has width 1, the product 2 x 2
NARROW = On("(p*a-2)^2+(p*b)^2+(r*a)^2+(r*b-1)^2")
WIDE_INPUT = On("(u*(p*a+q*c)+v*(r*a+s*c)-1)^2+(u*(p*b+q*d)+v*(r*b+s*d)-2)^2")
LOSS = On("log(1+exp(-x*y))+(z-x*y)^2")
BOTH = On("(x*y-u*v)^2+(u*v-1)^2")
MOTZKIN = On("x^4*y^2+x^2*y^4-3*x^2*y^2+1")


@table(
    accepted("a chain", CHAIN, LOCAL, convex("(m-1)^2", XYZ)),
    accepted("a chain, setwise", CHAIN, NONE, convex("(m-1)^2", XYZ)),
    accepted("two square layers", SQUARE, NONE, convex(IDENTITY, TWO)),
    accepted("two square layers, local", SQUARE, LOCAL, convex(IDENTITY, TWO)),
    accepted("one output", WIDE_INPUT, NONE, convex("(k-1)^2+(l-2)^2", product("k l", "a b; c d", "p q; r s", "u v"))),
    accepted(
        "a loss with exp, and a free variable", LOSS, NONE, convex("log(1+exp(-m))+(z-m)^2", product("m", "x", "y"))
    ),
    accepted("two products", BOTH, NONE, convex("(m-n)^2+(n-1)^2", product("m", "x", "y"), product("n", "u", "v"))),
    accepted("one layer", On("(x-1)^2+y^2"), NONE, convex("(m-1)^2+y^2", product("m", "x"))),
    accepted("a wide hidden layer", On("(x*u+y*v-1)^2"), NONE, convex("(m-1)^2", product("m", "x; y", "u v"))),
    refused("not convex", Reason.SIGN, On("((x*y)^2-1)^2"), NONE, convex("(m^2-1)^2", product("m", "x", "y"))),
    refused(
        "not convex with the rest", Reason.SIGN, On("(x*y*z-1)^2"), NONE, convex("(m*z-1)^2", product("m", "x", "y"))
    ),
    refused("concave", Reason.SIGN, On("-(x*y)^2"), LOCAL, convex("-m^2", product("m", "x", "y"))),
    refused(
        "a narrow hidden layer",
        Reason.WRONG_SHAPE,
        NARROW,
        NONE,
        convex("(k-2)^2+l^2+m^2+(n-1)^2", product("k l; m n", "a b", "p; r")),
    ),
    refused("another function", Reason.OBJECTIVE_MISMATCH, CHAIN, NONE, convex("(m-2)^2", XYZ)),
    refused("transposed entries", Reason.OBJECTIVE_MISMATCH, NARROW, NONE, convex("(k-1)^2", product("k", "a", "p"))),
    refused(
        "layers in another order",
        Reason.OBJECTIVE_MISMATCH,
        SQUARE,
        NONE,
        convex(IDENTITY, product("k l; m n", "p q; r s", "a b; c d")),
    ),
    refused("a variable twice", Reason.WRONG_SHAPE, On("(x^2-1)^2"), NONE, convex("(m-1)^2", product("m", "x", "x"))),
    refused(
        "a variable in two products",
        Reason.WRONG_SHAPE,
        On("(x*y-1)^2+(x*z-2)^2"),
        NONE,
        convex("(m-1)^2+(n-2)^2", product("m", "x", "y"), product("n", "x", "z")),
    ),
    refused(
        "a variable of a layer in F",
        Reason.OBJECTIVE_MISMATCH,
        On("(x*y-1)^2+x^2"),
        NONE,
        convex("(m-1)^2+x^2", product("m", "x", "y")),
    ),
    refused("a name that is taken", Reason.WRONG_SHAPE, LOSS, NONE, convex("(z-1)^2", product("z", "x", "y"))),
    refused(
        "one name for two entries",
        Reason.WRONG_SHAPE,
        SQUARE,
        NONE,
        convex("(k-1)^2", product("k k; k k", "a b; c d", "p q; r s")),
    ),
    refused(
        "an unknown variable", Reason.UNKNOWN_VARIABLE, CHAIN, NONE, convex("(m-1)^2", product("m", "x", "y", "w"))
    ),
    refused(
        "shapes that do not fit",
        Reason.WRONG_SHAPE,
        SQUARE,
        NONE,
        convex(IDENTITY, product("k l; m n", "a b; c d", "p q r s")),
    ),
    refused(
        "rows of different lengths",
        Reason.WRONG_SHAPE,
        SQUARE,
        NONE,
        convex(IDENTITY, product("k l; m n", "a b; c", "p q; r s")),
    ),
    refused(
        "entries of another shape", Reason.WRONG_SHAPE, CHAIN, NONE, convex("(m-1)^2", product("m n", "x", "y", "z"))
    ),
    refused("an empty layer", Reason.WRONG_SHAPE, CHAIN, NONE, convex("(m-1)^2", e.MatrixProduct((("m",),), ((),)))),
    refused("no layer", Reason.VACUOUS, CHAIN, NONE, convex("(m-1)^2", e.MatrixProduct((("m",),), ()))),
    refused("no product", Reason.VACUOUS, On("(x-1)^2"), NONE, convex("(x-1)^2")),
    refused("kinks", Reason.NOT_SUPPORTED, On("abs(x*y-1)"), NONE, convex("abs(m-1)", product("m", "x", "y"))),
    refused("a refutation", Reason.WRONG_SHAPE, CHAIN, FINITE, convex("(m-1)^2", XYZ)),
    refused("another claim", Reason.WRONG_SHAPE, CHAIN, c.BoundedTrajectories(), convex("(m-1)^2", XYZ)),
    refused("no formula", Reason.OBJECTIVE_MISMATCH, CHAIN, NONE, convex("(m-1", XYZ)),
    refused("another variable in F", Reason.OBJECTIVE_MISMATCH, CHAIN, NONE, convex("(m-1)^2+w^2", XYZ)),
    refused("Motzkin", Reason.OBJECTIVE_MISMATCH, MOTZKIN, NONE, convex("(m-1)^2", product("m", "x", "y"))),
)
def test_convex_functions_of_products(row: Row) -> None:
    row.run()


def test_a_large_product_is_refused_in_time() -> None:
    """Twelve layers of width 4: the entries of the product have 4^11 terms."""
    layers = tuple(tuple(tuple(f"w{k}_{i}_{j}" for j in range(4)) for i in range(4)) for k in range(12))
    names = [name for layer in layers for row in layer for name in row]
    f = On("+".join(f"{name}^2" for name in names))
    entries = tuple(tuple(f"m{i}_{j}" for j in range(4)) for i in range(4))
    evidence = e.ConvexInProducts("m0_0^2", (e.MatrixProduct(entries, layers),))
    with pytest.raises(RejectedStep) as caught:
        check_step(f.lift, NONE, evidence, (), "step")
    assert caught.value.reason is Reason.LIMIT
