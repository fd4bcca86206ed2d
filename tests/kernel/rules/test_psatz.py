"""Rule Psatz through LowerBound: every identity that is accepted, and its neighbours that must not be."""

from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.claims import BoundedBelow, UnboundedBelow
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, matrix, number, q, refused, table

XY = On("(x*y-1)^2")
DIFFERENCE = On("x^2-y^2")
QUARTIC = On("(x^2-y^2)^2")
FORM = On("2*x^2+2*x*y+2*y^2")
TINY = On("x^2-y^2/10^12")
MOTZKIN = On("x^4*y^2+x^2*y^4-3*x^2*y^2+1")
ABS = On("abs(x)")
MAXIMUM = On("max(x,-x)")
RELU = On("relu(x)")
EXP = On("exp(x)-x")
EXP_MINUS = On("exp(-x)+x")
EXP_LINEAR = On("exp(x)*(x-1)")
SIGMOID = On("sigmoid(x)")
TANH = On("tanh(x)*x")
TANH_SLOPE = On("tanh(x)*x+x^2*tanh(x)^2-x^2")
TANH_STEEP = On("tanh(x)*x+x^2*tanh(x)^2-2*x^2")
LOG = On("x^2-log(x^2+1)")
QUOTIENT = On("x^2/(1+x^2)")
ROOT = On("sqrt(x^2+1)")
SQUARE = On("x^2")
EXTRA = On("x^2", adjoined="w")

ZERO, ONE = BoundedBelow(q(0)), BoundedBelow(q(1))
MOTZKIN_SQUARES = [
    (1, "x^2*y-y"),
    (1, "x*y^2-x"),
    (1, "x^2*y^2-1"),
    ("1/4", "x*y^3-x^3*y"),
    ("3/4", "x*y^3+x^3*y-2*x*y"),
]


def lower(on: On, *arguments: object, **more: object) -> e.LowerBound:
    return e.LowerBound(on.psatz(*arguments, **more))  # type: ignore[arg-type]


def factored(*rows: tuple[int, ...]) -> e.FactoredGram:
    return e.FactoredGram((FORM("x"), FORM("y")), matrix([2], [1, 2]), matrix(*rows))


ROOT_TWO, NEGATIVE_ROOT = number([-2, 0, 1], 1, 2), number([-2, 0, 1], -2, -1)
CUBE_ROOT = number([-2, 0, 0, 1], 1, 2)
FIELD, CUBIC = On("2*x^2+4*y^2"), On("x^2+3*y^2")
REDUCIBLE = replace(ROOT_TWO, polynomial=(6, 0, -5, 0, 1))  # (t^2-2)(t^2-3)


def field(on: On, theta: AlgebraicNumber, *terms: tuple[tuple[object, ...], tuple[str, ...]]) -> e.LowerBound:
    """Return sum weight(theta) (p_0 + theta p_1 + ...)^2 as evidence."""
    rows = tuple((tuple(map(q, weight)), tuple(map(on, parts))) for weight, parts in terms)  # type: ignore[arg-type]
    return lower(on, squares=e.FieldSquares(theta, rows))


CONJUGATES = (((1,), ("x", "y")), ((1,), ("x", "-y")))
HALVES = ((("1/2",), ("x", "y")), (("1/2",), ("x", "-y")))
WEIGHTS = (((0, "1/2"), ("x",)), ((1, "-1/2"), ("x",)))


@table(
    # sums of squares over a number field
    accepted("(x + t y)^2 + (x - t y)^2", FIELD, ZERO, field(FIELD, ROOT_TWO, *CONJUGATES)),
    accepted("at the other root", FIELD, ZERO, field(FIELD, NEGATIVE_ROOT, *CONJUGATES)),
    refused("bound above the infimum", Reason.IDENTITY_FAILS, FIELD, ONE, field(FIELD, ROOT_TWO, *CONJUGATES)),
    refused("another field", Reason.IDENTITY_FAILS, FIELD, ZERO, field(FIELD, number([-3, 0, 1], 1, 2), *CONJUGATES)),
    refused("a power of theta is left", Reason.IDENTITY_FAILS, FIELD, ZERO, field(FIELD, ROOT_TWO, CONJUGATES[0])),
    refused("no terms", Reason.IDENTITY_FAILS, FIELD, ZERO, field(FIELD, ROOT_TWO)),
    accepted("weights that are positive at theta", SQUARE, ZERO, field(SQUARE, ROOT_TWO, *WEIGHTS)),
    refused(
        "weights that are negative at theta",
        Reason.NEGATIVE_WEIGHT,
        SQUARE,
        ZERO,
        field(SQUARE, NEGATIVE_ROOT, *WEIGHTS),
    ),
    refused(
        "a weight that is barely negative",
        Reason.NEGATIVE_WEIGHT,
        SQUARE,
        ZERO,
        field(SQUARE, ROOT_TWO, ((1414213562373, -(10**12)), ("x",)), ((1,), ("x",))),
    ),
    accepted(
        "a weight that is zero at theta",
        SQUARE,
        ZERO,
        field(
            SQUARE, replace(REDUCIBLE, high=q("3/2")), ((-2, 0, 1), ("x+1",)), ((1,), ("x",)), ((2, 0, -1), ("x+1",))
        ),
    ),
    refused(
        "a polynomial with two roots in the interval",
        Reason.ROOTS,
        SQUARE,
        ZERO,
        field(SQUARE, REDUCIBLE, ((1,), ("x",))),
    ),
    refused(
        "the interval holds no root",
        Reason.ROOTS,
        SQUARE,
        ZERO,
        field(SQUARE, replace(ROOT_TWO, low=q("3/2")), *WEIGHTS),
    ),
    refused(
        "a weight of the degree of theta",
        Reason.WRONG_SHAPE,
        SQUARE,
        ZERO,
        field(SQUARE, ROOT_TWO, ((3, 0, -1), ("x",))),
    ),
    refused(
        "a square of the degree of theta",
        Reason.WRONG_SHAPE,
        SQUARE,
        ZERO,
        field(SQUARE, ROOT_TWO, (("1/4",), ("0", "0", "x"))),
    ),
    refused(
        "a field of degree 17",
        Reason.LIMIT,
        SQUARE,
        ZERO,
        field(SQUARE, number([-2, *[0] * 16, 1], 1, 2), ((1,), ("x",))),
    ),
    refused(
        "an unknown variable", Reason.UNKNOWN_VARIABLE, EXTRA, ZERO, field(EXTRA, ROOT_TWO, ((1,), ("x", "0*x+w")))
    ),
    accepted("a cubic number", CUBIC, ZERO, field(CUBIC, CUBE_ROOT, *HALVES, ((3, 0, -1), ("y",)))),
    refused(
        "a cubic number, t^2 is left",
        Reason.IDENTITY_FAILS,
        CUBIC,
        ZERO,
        field(CUBIC, CUBE_ROOT, *HALVES, ((3,), ("y",))),
    ),
)
def test_squares_over_number_fields(row: Row) -> None:
    row.run()


@table(
    # weighted squares
    accepted("a square", XY, ZERO, lower(XY, squares=[(1, "x*y-1")])),
    refused("flipped coefficient", Reason.IDENTITY_FAILS, XY, ZERO, lower(XY, squares=[(1, "x*y+1")])),
    refused("bound above the infimum", Reason.IDENTITY_FAILS, XY, ONE, lower(XY, squares=[(1, "x*y-1")])),
    refused("no evidence", Reason.IDENTITY_FAILS, XY, ZERO, lower(XY)),
    refused("another claim", Reason.WRONG_SHAPE, XY, UnboundedBelow(), lower(XY, squares=[(1, "x*y-1")])),
    refused(
        "negative weight", Reason.NEGATIVE_WEIGHT, DIFFERENCE, ZERO, lower(DIFFERENCE, squares=[(1, "x"), (-1, "y")])
    ),
    refused("negative epsilon", Reason.SIDE_CONDITION, SQUARE, ONE, lower(SQUARE, -1, [(1, "x")])),
    refused("unit without epsilon", Reason.VACUOUS, EXP, ONE, lower(EXP, products={(1,): [(1, "1")]}, unit=(0,))),
    refused("unknown variable", Reason.UNKNOWN_VARIABLE, EXTRA, ZERO, lower(EXTRA, squares=[(1, "x"), (0, "w")])),
    # Gram matrices
    accepted("singular Gram matrix", QUARTIC, ZERO, lower(QUARTIC, squares=QUARTIC.gram(["x^2", "y^2"], [1], [-1, 1]))),
    refused(
        "Gram eigenvalue -1e-12",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        TINY,
        ZERO,
        lower(TINY, squares=TINY.gram(["x", "y"], [1], [0, Fraction(-1, 10**12)])),
    ),
    refused(
        "zero pivot with a nonzero row",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        FORM,
        ZERO,
        lower(FORM, squares=FORM.gram(["x", "y"], [0], [1, 2])),
    ),
    refused("ragged matrix", Reason.WRONG_SHAPE, FORM, ZERO, lower(FORM, squares=FORM.gram(["x", "y"], [2], [1]))),
    refused("basis too short", Reason.WRONG_SHAPE, FORM, ZERO, lower(FORM, squares=FORM.gram(["x"], [2], [1, 2]))),
    refused(
        "Motzkin's form as a sum of squares",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        MOTZKIN,
        ZERO,
        lower(
            MOTZKIN,
            squares=MOTZKIN.gram(["1", "x*y", "x^2*y", "x*y^2"], [1], [0, -3], [0, 0, 1], [0, 0, 0, 1]),
        ),
    ),
    accepted("rounded factor", FORM, ZERO, lower(FORM, squares=factored((1,), (0, 1)))),
    accepted("exact factor", FORM, ZERO, lower(FORM, squares=factored((1,), (1, 1)))),
    refused(
        "factor too large", Reason.NOT_POSITIVE_SEMIDEFINITE, FORM, ZERO, lower(FORM, squares=factored((1,), (2, 1)))
    ),
    refused("factor too small", Reason.WRONG_SHAPE, FORM, ZERO, lower(FORM, squares=factored((1,)))),
    # multipliers
    accepted(
        "Motzkin's form times 1 + x^2 + y^2",
        MOTZKIN,
        ZERO,
        lower(MOTZKIN, squares=MOTZKIN_SQUARES, multiplier=MOTZKIN.multiplier(1, (1, "x"), (1, "y"))),
    ),
    refused(
        "without its multiplier",
        Reason.IDENTITY_FAILS,
        MOTZKIN,
        ZERO,
        lower(MOTZKIN, squares=MOTZKIN_SQUARES),
    ),
    accepted(
        "a multiplier with zeros on all of space",
        SQUARE,
        ZERO,
        lower(SQUARE, squares=[(1, "x^2")], multiplier=SQUARE.multiplier(0, (1, "x"))),
    ),
    refused(
        "a multiplier with zeros, nonsmooth",
        Reason.SIDE_CONDITION,
        ABS,
        ZERO,
        lower(ABS, products={(2,): [(1, "x")]}, multiplier=ABS.multiplier(0, (1, "x"))),
    ),
    refused(
        "a multiplier with zeros in a lifted variable",
        Reason.SIDE_CONDITION,
        EXP,
        ONE,
        lower(EXP, products={(1,): [(1, "exp_1")]}, multiplier=EXP.multiplier(0, (1, "exp_1"))),
    ),
    refused(
        "the zero multiplier proves everything",
        Reason.SIDE_CONDITION,
        SQUARE,
        ONE,
        lower(SQUARE, multiplier=SQUARE.multiplier(0)),
    ),
    refused(
        "a negative multiplier",
        Reason.SIDE_CONDITION,
        On("-x^2"),
        ZERO,
        lower(SQUARE, squares=[(1, "x")], multiplier=SQUARE.multiplier(-1)),
    ),
    accepted(
        "a strict fact as multiplier",
        SIGMOID,
        ZERO,
        lower(SIGMOID, products={(0, 0): [(1, "1")]}, multiplier=SIGMOID.multiplier(1, facts=(0,))),
    ),
    refused(
        "a fact that is not strict as multiplier",
        Reason.WRONG_FACT,
        SIGMOID,
        ZERO,
        lower(SIGMOID, products={(0, 2): [(1, "1")]}, multiplier=SIGMOID.multiplier(1, facts=(2,))),
    ),
    # facts of the lift
    accepted("s*u >= 0", ABS, ZERO, lower(ABS, products={(2,): [(1, "1")]})),
    refused("abs is not >= 1", Reason.IDENTITY_FAILS, ABS, ONE, lower(ABS, products={(2,): [(1, "1")]})),
    refused("an equation as inequality", Reason.WRONG_FACT, ABS, ZERO, lower(ABS, products={(0,): [(1, "1")]})),
    refused("an inequality as equation", Reason.WRONG_FACT, ABS, ZERO, lower(ABS, combination={2: 1})),
    refused("no such fact", Reason.WRONG_FACT, ABS, ZERO, lower(ABS, products={(3,): [(1, "1")]})),
    refused("a negative fact number", Reason.WRONG_FACT, ABS, ZERO, lower(ABS, products={(-1,): [(1, "1")]})),
    accepted("m >= u for both", MAXIMUM, ZERO, lower(MAXIMUM, products={(0,): [("1/2", "1")], (3,): [("1/2", "1")]})),
    refused("m >= u for one", Reason.IDENTITY_FAILS, MAXIMUM, ZERO, lower(MAXIMUM, products={(0,): [(1, "1")]})),
    accepted("relu >= 0", RELU, ZERO, lower(RELU, products={(3,): [(1, "1")]})),
    refused("relu >= x is another thing", Reason.IDENTITY_FAILS, RELU, ZERO, lower(RELU, products={(0,): [(1, "1")]})),
    accepted("exp(u) >= 1 + u", EXP, ONE, lower(EXP, products={(1,): [(1, "1")]})),
    refused("not 2 + u", Reason.IDENTITY_FAILS, EXP, BoundedBelow(q(2)), lower(EXP, products={(1,): [(1, "1")]})),
    accepted("exp(-u) >= 1 - u", EXP_MINUS, ONE, lower(EXP_MINUS, products={(5,): [(1, "1")]})),
    accepted("exp(u) (1 - u) <= 1", EXP_LINEAR, BoundedBelow(q(-1)), lower(EXP_LINEAR, products={(2,): [(1, "1")]})),
    refused(
        "exp(u) (1 - u) <= 0", Reason.IDENTITY_FAILS, EXP_LINEAR, ZERO, lower(EXP_LINEAR, products={(2,): [(1, "1")]})
    ),
    refused("the fact of exp(u)", Reason.IDENTITY_FAILS, EXP_MINUS, ONE, lower(EXP_MINUS, products={(1,): [(1, "1")]})),
    accepted("sigmoid > 0", SIGMOID, ZERO, lower(SIGMOID, products={(0,): [(1, "1")]})),
    refused("sigmoid < 1", Reason.IDENTITY_FAILS, SIGMOID, ZERO, lower(SIGMOID, products={(1,): [(1, "1")]})),
    accepted("tanh has the sign of u", TANH, ZERO, lower(TANH, products={(2,): [(1, "1")]})),
    accepted("tanh(u) u >= u^2 (1 - tanh(u)^2)", TANH_SLOPE, ZERO, lower(TANH_SLOPE, products={(3,): [(1, "1")]})),
    refused(
        "not u^2 (2 - tanh(u)^2)",
        Reason.IDENTITY_FAILS,
        TANH_STEEP,
        ZERO,
        lower(TANH_STEEP, products={(3,): [(1, "1")]}),
    ),
    refused("tanh has four facts", Reason.WRONG_FACT, TANH, ZERO, lower(TANH, products={(4,): [(1, "1")]})),
    accepted("log(u) <= u - 1", LOG, ZERO, lower(LOG, products={(3,): [(1, "1")]})),
    accepted(
        "log(u) >= 1 - 1/u",
        On("log(x^2+1)"),
        ZERO,
        lower(On("log(x^2+1)"), products={(4,): [(1, "1")], (1,): [(1, "x")]}, combination={0: -1}),
    ),
    refused(
        "log(u) >= 2 - 1/u",
        Reason.IDENTITY_FAILS,
        On("log(x^2+1)"),
        ONE,
        lower(On("log(x^2+1)"), products={(4,): [(1, "1")], (1,): [(1, "x")]}, combination={0: -1}),
    ),
    refused("log(u) <= u - 2", Reason.IDENTITY_FAILS, LOG, ONE, lower(LOG, products={(3,): [(1, "1")]})),
    accepted(
        "a quotient of positive polynomials",
        QUOTIENT,
        ZERO,
        lower(QUOTIENT, squares=[(1, "x*inv_1"), (1, "x^2*inv_1")], combination={0: "-x^2*inv_1"}),
    ),
    refused(
        "with a wrong cofactor",
        Reason.IDENTITY_FAILS,
        QUOTIENT,
        ZERO,
        lower(QUOTIENT, squares=[(1, "x*inv_1"), (1, "x^2*inv_1")], combination={0: "x^2*inv_1"}),
    ),
    accepted("a root is positive", ROOT, ZERO, lower(ROOT, products={(1,): [(1, "1")]})),
    refused(
        "a root is not >= 2", Reason.IDENTITY_FAILS, ROOT, BoundedBelow(q(2)), lower(ROOT, products={(1,): [(1, "1")]})
    ),
)
def test_lower_bounds(row: Row) -> None:
    row.run()


def test_too_many_factors_are_refused() -> None:
    evidence = lower(ABS, products={(2,) * 65: [(1, "1")]})
    on = replace(Row(ABS, ZERO, evidence, (), None), reason=Reason.LIMIT)
    on.run()
