# ruff: noqa: E501 - the tables have one row per line
"""Conserved functions, all polynomial laws up to a degree, and the laws of all losses: accepted and refused."""

from dataclasses import replace

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import ConservedFunction, ConservedQuantity, LawsOfAllLosses, PolynomialLaws
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, refused, table

NO_COFACTORS = e.FlowDerivative(())
NEURON = On("(w*sigmoid(u)-1)^2")
EXPONENTIAL = On("(w*exp(u)-1)^2")
QUADRATIC = On("x^2 + 2*y^2")
# x^2/y is constant: <grad h, grad f> = 4 x^2 (r - y r^2) along the flow, r = 1/y
QUOTIENT = On("x^2 + 2*y^2", adjoined="r")
INVERSE = e.FlowDerivative(QUOTIENT.combination({0: "-4*x^2*r"}))
ABSOLUTE = On("abs(x*y-1)")

PRIME = e.ModularRank(2_147_483_647)
PRODUCT = On("(x*y-1)^2")
WEIGHTED = On("(x*y-1)^2*(1+x^2)")
BUMP = On("1/(1+x^2*y^2)")
HYPERBOLA = PRODUCT("x^2 - y^2")
NONE = PolynomialLaws(6, ())
ALL = PolynomialLaws(6, (HYPERBOLA,))

LAYERS = On("a^2 + x^2 + b^2 + y^2 + z^2 + w^2")
OUTPUTS = (LAYERS("a*x + b*y"), LAYERS("a*z + b*w"))
BALANCED = (LAYERS("a^2 - x^2 - z^2"), LAYERS("b^2 - y^2 - w^2"), LAYERS("a*b - x*y - z*w"))
THREE = LawsOfAllLosses(OUTPUTS, BALANCED, 3)
RANK = e.LieRank(2_147_483_647, (2, 3, 5, 7, 11, 13), ((0,), (1,), (0, 1)))
LINE = On("x^2 + y^2")
FREE = LawsOfAllLosses((LINE("x*y"), LINE("x")), (), 0)


@table(
    accepted("exponential neuron", EXPONENTIAL, ConservedFunction("w^2/2 - u"), NO_COFACTORS),
    accepted("a polynomial", PRODUCT, ConservedFunction("y^2 - x^2"), NO_COFACTORS),
    accepted("quotient of powers", QUOTIENT, ConservedFunction("x^2/y"), INVERSE),
    accepted("kinks in f only", ABSOLUTE, ConservedFunction("x^2 - y^2"), NO_COFACTORS),
    accepted("another sign", PRODUCT, ConservedFunction("3 - x^2 + y^2"), NO_COFACTORS),
    refused("not conserved", Reason.IDENTITY_FAILS, EXPONENTIAL, ConservedFunction("w^2 - u"), NO_COFACTORS),
    refused("cofactor missing", Reason.IDENTITY_FAILS, QUOTIENT, ConservedFunction("x^2/y"), NO_COFACTORS),
    refused("wrong cofactor", Reason.IDENTITY_FAILS, QUOTIENT, ConservedFunction("x^3/y"), INVERSE),
    refused("no equation", Reason.WRONG_FACT, NEURON, ConservedFunction("w^2"), e.FlowDerivative(((0, HYPERBOLA),))),
    refused("constant", Reason.VACUOUS, PRODUCT, ConservedFunction("7"), NO_COFACTORS),
    refused("hidden constant", Reason.VACUOUS, PRODUCT, ConservedFunction("x - x + 1"), NO_COFACTORS),
    refused("other variable", Reason.UNKNOWN_VARIABLE, PRODUCT, ConservedFunction("x^2 - z^2"), NO_COFACTORS),
    refused("no formula", Reason.WRONG_SHAPE, PRODUCT, ConservedFunction("x^2 -"), NO_COFACTORS),
    refused("division by zero", Reason.WRONG_SHAPE, PRODUCT, ConservedFunction("x/(y - y)"), NO_COFACTORS),
    refused("kinks", Reason.NOT_SUPPORTED, PRODUCT, ConservedFunction("abs(x)"), NO_COFACTORS),
    refused("evidence of another claim", Reason.WRONG_SHAPE, PRODUCT, ConservedFunction("x^2 - y^2"), PRIME),
)
def test_conserved_functions(row: Row) -> None:
    row.run()


@table(
    accepted("one generator", PRODUCT, ALL, PRIME),
    accepted("a multiple", PRODUCT, PolynomialLaws(6, (HYPERBOLA.scale(-3),)), PRIME),
    accepted("products as generators", PRODUCT, PolynomialLaws(4, (HYPERBOLA, HYPERBOLA**2)), PRIME),
    accepted("no law", WEIGHTED, NONE, PRIME),
    accepted("a quotient", BUMP, ALL, PRIME),
    accepted("degree below the first law", PRODUCT, PolynomialLaws(1, ()), PRIME),
    refused("a law left out", Reason.SIDE_CONDITION, PRODUCT, NONE, PRIME),
    refused("only its square", Reason.SIDE_CONDITION, PRODUCT, PolynomialLaws(6, (HYPERBOLA**2,)), PRIME),
    refused("a quotient's law left out", Reason.SIDE_CONDITION, BUMP, NONE, PRIME),
    refused("not a law", Reason.IDENTITY_FAILS, WEIGHTED, ALL, PRIME),
    refused("constant", Reason.VACUOUS, WEIGHTED, PolynomialLaws(6, (WEIGHTED(1),)), PRIME),
    refused("degree 0", Reason.VACUOUS, WEIGHTED, PolynomialLaws(0, ()), PRIME),
    refused("too many monomials", Reason.LIMIT, WEIGHTED, PolynomialLaws(1000, ()), PRIME),
    refused("many products", Reason.LIMIT, On("a+b"), PolynomialLaws(64, (On("a+b")("a - b"),) * 12), PRIME),
    refused("modulus 1", Reason.SIDE_CONDITION, WEIGHTED, NONE, e.ModularRank(1)),
    refused("modulus 2 hides the system", Reason.SIDE_CONDITION, WEIGHTED, NONE, e.ModularRank(2)),
    refused("pivots are no units", Reason.SIDE_CONDITION, WEIGHTED, NONE, e.ModularRank(6)),
    refused("transcendental", Reason.NOT_SUPPORTED, EXPONENTIAL, NONE, PRIME),
    refused("kinks", Reason.NOT_SUPPORTED, ABSOLUTE, NONE, PRIME),
    refused("evidence of another claim", Reason.WRONG_SHAPE, PRODUCT, ConservedQuantity(HYPERBOLA), PRIME),
)
def test_polynomial_laws(row: Row) -> None:
    row.run()


@table(
    accepted("balanced layers", LAYERS, THREE, RANK),
    accepted("weaker bound", LAYERS, replace(THREE, most=4), replace(RANK, brackets=RANK.brackets[:2])),
    accepted("no bound", LAYERS, replace(THREE, most=6), replace(RANK, brackets=())),
    accepted("fewer laws", LAYERS, replace(THREE, laws=BALANCED[:1]), RANK),
    accepted("no law at all", LINE, FREE, e.LieRank(101, (3, 5), ((0,), (1,)))),
    refused("a bracket is missing", Reason.SIDE_CONDITION, LAYERS, THREE, replace(RANK, brackets=RANK.brackets[:2])),
    refused("the same bracket", Reason.SIDE_CONDITION, LAYERS, THREE, replace(RANK, brackets=((0,), (1,), (1, 1)))),
    refused("not enough", Reason.SIDE_CONDITION, LAYERS, replace(THREE, most=2), RANK),
    refused("at the origin", Reason.SIDE_CONDITION, LAYERS, THREE, replace(RANK, point=(0,) * 6)),
    refused("modulus 1", Reason.SIDE_CONDITION, LAYERS, THREE, replace(RANK, modulus=1)),
    refused("law of one output", Reason.IDENTITY_FAILS, LAYERS, replace(THREE, laws=(LAYERS("a^2 - x^2"),)), RANK),
    refused("a law twice", Reason.SIDE_CONDITION, LAYERS, replace(THREE, laws=(*BALANCED[:1] * 2,)), RANK),
    refused("a law and its square", Reason.SIDE_CONDITION, LINE, LawsOfAllLosses((LINE("x"),), (LINE("y"), LINE("y^2")), 2), e.LieRank(101, (3, 5), ((0,),))),
    refused("constant", Reason.VACUOUS, LAYERS, replace(THREE, laws=(LAYERS(1),)), RANK),
    refused("no outputs", Reason.VACUOUS, LAYERS, LawsOfAllLosses((), (), 6), replace(RANK, brackets=())),
    refused("no such output", Reason.UNKNOWN_VARIABLE, LAYERS, THREE, replace(RANK, brackets=((2,),))),
    refused("empty bracket", Reason.LIMIT, LAYERS, THREE, replace(RANK, brackets=((),))),
    refused("long bracket", Reason.LIMIT, LAYERS, THREE, replace(RANK, brackets=((0, 1) * 5,))),
    refused("five coordinates", Reason.WRONG_SHAPE, LAYERS, THREE, replace(RANK, point=(1, 2, 3, 4, 5))),
    refused("lifted variable", Reason.UNKNOWN_VARIABLE, LINE, replace(FREE, outputs=(LAYERS("z"),)), replace(RANK, point=(1, 2))),
    refused("evidence of another claim", Reason.WRONG_SHAPE, PRODUCT, ALL, RANK),
)  # fmt: skip
def test_laws_of_all_losses(row: Row) -> None:
    row.run()
