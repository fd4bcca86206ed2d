"""Case trees over the critical set: escape arcs, kinks, and the nodes of the trees."""

from fractions import Fraction

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, number, refused, table

NONE = c.LocalMinimaHaveValue(None)
XY = On("(x*y-1)^2")
VALUES = c.CriticalValues((0, -1, 1), (number(0), number(1)), ("attained", "attained"))


def cases(tree: e.CaseTree) -> e.CriticalCases:
    return e.CriticalCases(tree)


def power(on: On, text: str, exponent: int, cofactors: dict[int, str | int]) -> e.PowerMembership:
    return e.PowerMembership(on(text), exponent, on.combination(cofactors))


# -- strict saddle of (x*y-1)^2 at value 1: facts are G_x, G_y, F - 1 = 0 ---------------------------------------------
SADDLE_COFACTORS: dict[int, str | int] = {
    0: "-(x^3/2+y*(x*y-1)/2+2*x)",
    1: "x/2",
    2: "x^2+y^2+4",
}


def saddle(epsilon: int = 2, direction: tuple[str, str] = ("1", "1"), **more: object) -> e.NotLocalMinimum:
    psatz = XY.psatz(epsilon, combination=SADDLE_COFACTORS)
    return XY.escape(2, [direction], [{}, {0: 1, 1: 1}], psatz, **more)  # type: ignore[arg-type]


LOCAL_ZERO = c.LocalMinimaHaveValue(number(0))
GOOD = e.SplitValue((e.HasValue(), saddle()))

# -- (x*y-1)^2 + x^2: only the origin is critical, a saddle ------------------------------------------------------------
HALF_OPEN = On("(x*y-1)^2+x^2")
ORIGIN = (power(HALF_OPEN, "x", 1, {0: "x*y/2", 1: "-y^2/2-1/2"}), power(HALF_OPEN, "y", 1, {0: "-1/2", 2: "y^2+1"}))
AT_ORIGIN = HALF_OPEN.psatz(1, combination={2: "-x-4*y", 3: "-y"})
ESCAPE = HALF_OPEN.escape(2, [["1", "1"]], [{}, {0: 1, 1: 1}], AT_ORIGIN)

# -- monkey saddle: order 3 --------------------------------------------------------------------------------------------
MONKEY = On("x^3-3*x*y^2", "x y")
MONKEY_ORIGIN = (power(MONKEY, "x", 3, {0: "x/3", 1: "-y/6"}), power(MONKEY, "y", 3, {0: "-y/3", 1: "-x/6"}))


def monkey(direction: str, order: int = 3, **more: object) -> e.CriticalCases:
    sign = direction
    leaf = MONKEY.escape(
        order,
        [[direction, "0"]],
        [{}, {0: sign}, {2: "3"}][:order],
        MONKEY.psatz(1),
        **more,  # type: ignore[arg-type]
    )
    return cases(e.Derive(MONKEY_ORIGIN, leaf))


# -- a curved arc of order 4: the origin is a minimum along every line -------------------------------------------------
PEANO = On("(y-x^2)*(y-3*x^2)+x^6", "x y")
PEANO_VALUE = c.LocalMinimaHaveValue(number("-4/27"))
CURVE = [["1", "0"], ["0", "2"]]
PEANO_VANISHING: list[dict[int, str | int]] = [
    {},
    {0: "1"},
    {2: "-15*x^2/2", 3: "15*x*y/2+10*x"},
    {2: "-10*x", 3: "10*y-4"},
]


def peano(path: list[list[str]], order: int = 4) -> e.CriticalCases:
    leaf = PEANO.escape(order, path, PEANO_VANISHING[:order], PEANO.psatz(1, combination={3: "-15*x"}))
    value = PEANO.horner(1, (0, {2: "-27*x^4/2-27*x^2*y/4-81*x^2/2+63*y/2-3", 4: "9*y^2/4-3*y/2-2"}))
    split = e.SplitProduct(
        (PEANO("x"), PEANO("3*x^2-2")),
        3,
        PEANO.combination({0: "(3*x^2-2)^2/2", 2: "4*x*(3*x^2-2)^2"}),
        (leaf, e.HasValue(value)),
    )
    return cases(e.Derive((power(PEANO, "y-2*x^2", 1, {1: "1/2"}),), split))


# -- kinks -------------------------------------------------------------------------------------------------------------
KINK = On("abs(x)-2*abs(y)")
KINK_ORIGIN = (power(KINK, "x", 1, {0: -1, 6: "sign_1*x"}), power(KINK, "y", 1, {3: -1, 7: "-sign_2*y/2"}))
STILL = e.Kink(0, (e.Gap(2, (KINK.combination({8: 1}), ()), None),))
MOVING = e.Kink(0, (e.Gap(1, (KINK.combination({9: 1}),), KINK.psatz(1)),))
JUMP: dict[int, str | int] = {8: "1-sign_1", 9: "-2+2*sign_2"}


def kink(kinks: tuple[e.Kink, ...] | None, direction: str = "1", jump: dict[int, str | int] = JUMP) -> e.CriticalCases:
    leaf = KINK.escape(1, [["0", direction]], [jump], KINK.psatz(2), kinks=kinks)
    return cases(e.Derive(KINK_ORIGIN, leaf))


ABS = On("abs(x)")
ABS_ORIGIN = (power(ABS, "x", 1, {0: -1, 3: "sign_1*x"}),)
FORGED = e.Kink(1, (e.Gap(1, (ABS.combination({4: -1}),), ABS.psatz(1)),))
HIDDEN = e.Kink(1, (e.Gap(2, (ABS.combination({4: -1}), ()), None),))

NESTED = On("abs(abs(x)-1)")
EXP = On("exp(x)-x-y^2")
EXP_ONLY = On("y*exp(x)", "x y")
ODD = On("x^3")


@table(
    accepted("strict saddle at value 1", XY, LOCAL_ZERO, cases(GOOD), VALUES),
    refused(
        "saddle too strict",
        Reason.IDENTITY_FAILS,
        XY,
        LOCAL_ZERO,
        cases(e.SplitValue((e.HasValue(), saddle(3)))),
        VALUES,
    ),
    refused(
        "another direction",
        Reason.IDENTITY_FAILS,
        XY,
        LOCAL_ZERO,
        cases(e.SplitValue((e.HasValue(), saddle(direction=("1", "-1"))))),
        VALUES,
    ),
    refused(
        "cases swapped: the saddle at value 0",
        Reason.IDENTITY_FAILS,
        XY,
        LOCAL_ZERO,
        cases(e.SplitValue((saddle(), e.HasValue()))),
        VALUES,
    ),
    refused("a case is missing", Reason.WRONG_SHAPE, XY, LOCAL_ZERO, cases(e.SplitValue((e.HasValue(),))), VALUES),
    refused(
        "value 1 passes for 0", Reason.WRONG_FACT, XY, LOCAL_ZERO, cases(e.SplitValue((e.HasValue(),) * 2)), VALUES
    ),
    refused("no local minimum at all", Reason.WRONG_SHAPE, XY, NONE, cases(GOOD), VALUES),
    refused("no premise", Reason.WRONG_PREMISE, XY, LOCAL_ZERO, cases(GOOD)),
    refused(
        "an assumed premise of the wrong shape",
        Reason.WRONG_PREMISE,
        XY,
        LOCAL_ZERO,
        cases(GOOD),
        c.CriticalValues((0, -1, 1), (number(0), number(1)), ("attained",)),
    ),
    refused("a leaf of another rule", Reason.WRONG_SHAPE, XY, LOCAL_ZERO, cases(e.FiniteValues((0, 1), XY.horner(1)))),
    refused(
        "zero weight",
        Reason.IDENTITY_FAILS,
        XY,
        LOCAL_ZERO,
        cases(e.SplitValue((e.HasValue(), saddle(weight=0)))),
        VALUES,
    ),
    refused(
        "negative weight",
        Reason.NEGATIVE_WEIGHT,
        XY,
        LOCAL_ZERO,
        cases(e.SplitValue((e.HasValue(), saddle(weight=-1)))),
        VALUES,
    ),
    refused(
        "no arc",
        Reason.WRONG_SHAPE,
        XY,
        LOCAL_ZERO,
        cases(e.SplitValue((e.HasValue(), e.NotLocalMinimum(2, (), (), XY.psatz(1))))),
        VALUES,
    ),
    # derived equations
    accepted("the origin of (x*y-1)^2 + x^2", HALF_OPEN, NONE, cases(e.Derive(ORIGIN, ESCAPE))),
    refused("a point assumed", Reason.WRONG_FACT, HALF_OPEN, NONE, cases(e.Derive(ORIGIN[:1], ESCAPE))),
    refused(
        "a false equation",
        Reason.IDENTITY_FAILS,
        HALF_OPEN,
        NONE,
        cases(e.Derive((power(HALF_OPEN, "x-1", 1, {0: "x*y/2", 1: "-y^2/2-1/2"}),), ESCAPE)),
    ),
    refused("exponent 0", Reason.LIMIT, HALF_OPEN, NONE, cases(e.Derive((power(HALF_OPEN, "x", 0, {}),), ESCAPE))),
    refused("nothing derived", Reason.VACUOUS, HALF_OPEN, NONE, cases(e.Derive((), ESCAPE))),
    # orders 3 and 4
    accepted("monkey saddle, order 3", MONKEY, NONE, monkey("-1")),
    refused("the other way", Reason.IDENTITY_FAILS, MONKEY, NONE, monkey("1")),
    accepted("the other way, reversed", MONKEY, NONE, monkey("1", nonzero=True)),
    refused("reversed at even order", Reason.SIDE_CONDITION, MONKEY, NONE, monkey("1", 2, nonzero=True)),
    refused("order 0", Reason.LIMIT, MONKEY, NONE, monkey("-1", 0)),
    accepted("a curved arc, order 4", PEANO, PEANO_VALUE, peano(CURVE)),
    refused("a straight one", Reason.IDENTITY_FAILS, PEANO, PEANO_VALUE, peano(CURVE[:1])),
    refused("too low an order", Reason.IDENTITY_FAILS, PEANO, PEANO_VALUE, peano(CURVE, 2)),
    refused("another value", Reason.IDENTITY_FAILS, PEANO, c.LocalMinimaHaveValue(number("-1/27")), peano(CURVE)),
    refused("a coordinate is missing", Reason.WRONG_SHAPE, PEANO, PEANO_VALUE, peano([["1"]])),
    refused(
        "x^3 has no critical minimum",
        Reason.IDENTITY_FAILS,
        On("x^4"),
        NONE,
        cases(On("x^4").escape(1, [["1"]], [{}], ODD.psatz(1), nonzero=True)),
    ),
    # kinks
    accepted("abs(x) - 2 abs(y)", KINK, NONE, kink((STILL, MOVING))),
    refused("no kinks", Reason.WRONG_SHAPE, KINK, NONE, kink(None)),
    refused("one kink is missing", Reason.WRONG_SHAPE, KINK, NONE, kink((STILL,))),
    refused("a kink too many", Reason.WRONG_SHAPE, KINK, NONE, kink((STILL, MOVING, STILL))),
    refused("the other way", Reason.IDENTITY_FAILS, KINK, NONE, kink((STILL, MOVING), "-1")),
    refused("no such piece", Reason.WRONG_SHAPE, KINK, NONE, kink((STILL, e.Kink(2, MOVING.gaps)))),
    refused("the jump at t = 0", Reason.IDENTITY_FAILS, KINK, NONE, kink((STILL, MOVING), jump={})),
    refused(
        "order of the gap without sign",
        Reason.WRONG_SHAPE,
        KINK,
        NONE,
        kink((STILL, e.Kink(0, (e.Gap(1, MOVING.gaps[0].vanishing, None),)))),
    ),
    refused(
        "the minimum of abs, with the inactive piece",
        Reason.IDENTITY_FAILS,
        ABS,
        NONE,
        cases(e.Derive(ABS_ORIGIN, ABS.escape(1, [["1"]], [{4: "-1-sign_1"}], ABS.psatz(1), kinks=(FORGED,)))),
    ),
    refused(
        "the minimum of abs, its gap hidden",
        Reason.IDENTITY_FAILS,
        ABS,
        NONE,
        cases(e.Derive(ABS_ORIGIN, ABS.escape(1, [["1"]], [{4: "-1-sign_1"}], ABS.psatz(1), kinks=(HIDDEN,)))),
    ),
    refused("a kink in a kink", Reason.NOT_SUPPORTED, NESTED, NONE, cases(e.Empty(NESTED.psatz(1)))),
    # lifted variables
    accepted("saddle with exp", EXP, NONE, cases(EXP.escape(2, [["0", "1"]], [{}, {4: 1}], EXP.psatz(1)))),
    refused(
        "along x", Reason.IDENTITY_FAILS, EXP, NONE, cases(EXP.escape(2, [["1", "0"]], [{}, {3: 1}], EXP.psatz(1)))
    ),
    accepted(
        "no critical point, as exp > 0",
        EXP_ONLY,
        NONE,
        cases(e.Empty(EXP_ONLY.psatz(1, unit=(0,), combination={4: -1}))),
    ),
    refused(
        "exp > 0 is no equation",
        Reason.WRONG_FACT,
        EXP_ONLY,
        NONE,
        cases(e.Empty(EXP_ONLY.psatz(1, combination={0: -1}))),
    ),
    refused("epsilon 0 contradicts nothing", Reason.SIDE_CONDITION, EXP_ONLY, NONE, cases(e.Empty(EXP_ONLY.psatz(0)))),
    refused(
        "a strict product that is not strict",
        Reason.WRONG_FACT,
        EXP_ONLY,
        NONE,
        cases(e.Empty(EXP_ONLY.psatz(1, unit=(1,), combination={4: -1}))),
    ),
)
def test_local_minima(row: Row) -> None:
    row.run()


# -- nodes of trees, on x^2 + y^2: facts 2x = 0 and 2y = 0 -------------------------------------------------------------
BOWL = On("x^2+y^2", adjoined="w")
ZERO = c.LocalMinimaHaveValue(number(0))
VALUE = e.HasValue(BOWL.horner(1, (0, {0: "x/2", 1: "y/2"})))
ROOT_2 = number([-2, 0, 1], 1, 2)
SPLIT = (BOWL("x"), BOWL("y"))
BOTH = BOWL.combination({0: "y/2"})


def empty(*arguments: object, **more: object) -> e.Empty:
    return e.Empty(BOWL.psatz(*arguments, **more))  # type: ignore[arg-type]


ABOVE = empty(1, unit=(2,), combination={0: "-1/2"})
BELOW = empty(1, unit=(2,), combination={0: "1/2"})


@table(
    accepted("value", BOWL, ZERO, cases(VALUE)),
    refused("value of another number", Reason.IDENTITY_FAILS, BOWL, c.LocalMinimaHaveValue(number(1)), cases(VALUE)),
    refused("too few Horner steps", Reason.WRONG_SHAPE, BOWL, ZERO, cases(e.HasValue(BOWL.horner(1)))),
    refused(
        "a last remainder that is not 0",
        Reason.IDENTITY_FAILS,
        BOWL,
        ZERO,
        cases(e.HasValue(BOWL.horner(1, ("x^2+y^2", {})))),
    ),
    refused("value taken from nowhere", Reason.WRONG_FACT, BOWL, ZERO, cases(e.HasValue())),
    refused(
        "bounds where none are needed",
        Reason.VACUOUS,
        BOWL,
        ZERO,
        cases(e.HasValue(VALUE.horner, BOWL.psatz(1), BOWL.psatz(1))),
    ),
    accepted("product", BOWL, ZERO, cases(e.SplitProduct(SPLIT, 1, BOTH, (VALUE, VALUE)))),
    refused("product without a case", Reason.WRONG_SHAPE, BOWL, ZERO, cases(e.SplitProduct(SPLIT, 1, BOTH, (VALUE,)))),
    refused(
        "product of one factor", Reason.WRONG_SHAPE, BOWL, ZERO, cases(e.SplitProduct(SPLIT[:1], 1, BOTH, (VALUE,)))
    ),
    refused(
        "a product that does not vanish",
        Reason.IDENTITY_FAILS,
        BOWL,
        ZERO,
        cases(e.SplitProduct((BOWL("x"), BOWL("y+1")), 1, BOTH, (VALUE, VALUE))),
    ),
    accepted(
        "x^2 > 0 in the second case",
        BOWL,
        ZERO,
        cases(e.SplitProduct(SPLIT, 1, BOTH, (VALUE, empty(1, unit=(2,), combination={0: "-x/2"})))),
    ),
    refused(
        "but not in the first",
        Reason.WRONG_FACT,
        BOWL,
        ZERO,
        cases(e.SplitProduct(SPLIT, 1, BOTH, (empty(1, unit=(2,), combination={0: "-x/2"}), VALUE))),
    ),
    accepted("sign", BOWL, ZERO, cases(e.SplitSign(BOWL("x"), ABOVE, VALUE, BELOW))),
    refused("signs swapped", Reason.IDENTITY_FAILS, BOWL, ZERO, cases(e.SplitSign(BOWL("x"), BELOW, VALUE, ABOVE))),
    accepted(
        "square root adjoined",
        BOWL,
        ZERO,
        cases(e.AdjoinRoot(BOWL("x^2"), BOWL.psatz(0, [(1, "x")]), VALUE)),
    ),
    refused(
        "square root of a negative number",
        Reason.IDENTITY_FAILS,
        BOWL,
        ZERO,
        cases(e.AdjoinRoot(BOWL("-1"), BOWL.psatz(0), empty(1, [(1, "w")], combination={2: -1}))),
    ),
    accepted(
        "inverse adjoined",
        BOWL,
        ZERO,
        cases(e.AdjoinInverse(BOWL("x^2+1"), BOWL.psatz(1, [(1, "x^2"), (2, "x")]), VALUE)),
    ),
    refused(
        "inverse of what vanishes",
        Reason.SIDE_CONDITION,
        BOWL,
        ZERO,
        cases(e.AdjoinInverse(BOWL("x"), BOWL.psatz(0, [(1, "x")]), empty(1, combination={2: 1, 0: "-w/2"}))),
    ),
    refused(
        "a variable that is not adjoined",
        Reason.UNKNOWN_VARIABLE,
        BOWL,
        ZERO,
        cases(e.SplitSign(BOWL("w"), ABOVE, VALUE, BELOW)),
    ),
    refused(
        # siblings do not see each other's variables
        "a variable of another branch",
        Reason.UNKNOWN_VARIABLE,
        BOWL,
        ZERO,
        cases(
            e.SplitProduct(
                SPLIT,
                1,
                BOTH,
                (
                    e.AdjoinRoot(BOWL("x^2"), BOWL.psatz(0, [(1, "x")]), VALUE),
                    e.Derive((e.PowerMembership(BOWL("w"), 1, BOWL.combination({0: "w"})),), VALUE),
                ),
            )
        ),
    ),
    accepted(
        "real radical",
        BOWL,
        ZERO,
        cases(
            e.Derive(
                (e.RealRadical(BOWL("x+y"), 1, BOWL.psatz(0, [(1, "x-y")], combination={0: "-x", 1: "-y"})),),
                VALUE,
            )
        ),
    ),
    refused(
        "real radical with the wrong sign",
        Reason.IDENTITY_FAILS,
        BOWL,
        ZERO,
        cases(
            e.Derive(
                (e.RealRadical(BOWL("x+y"), 1, BOWL.psatz(0, [(1, "x-y")], combination={0: "x", 1: "y"})),),
                VALUE,
            )
        ),
    ),
    refused(
        # density arguments hold on open sets only
        "real radical with a multiplier that vanishes",
        Reason.SIDE_CONDITION,
        BOWL,
        ZERO,
        cases(e.Derive((e.RealRadical(BOWL("1"), 1, BOWL.psatz(0, multiplier=BOWL.multiplier(0, (1, "x")))),), VALUE)),
    ),
    refused("no critical values known", Reason.WRONG_PREMISE, BOWL, ZERO, cases(e.SplitValue((VALUE,)))),
    refused(
        "an irrational value needs bounds",
        Reason.IDENTITY_FAILS,
        BOWL,
        c.LocalMinimaHaveValue(ROOT_2),
        cases(e.HasValue(BOWL.horner(1, ("x^2+y^2", {}), (0, {0: "x/2", 1: "y/2"})))),
    ),
    refused(
        "a malformed value",
        Reason.WRONG_SHAPE,
        BOWL,
        c.LocalMinimaHaveValue(type(ROOT_2)((2, 2), Fraction(-1), Fraction(-1))),
        cases(VALUE),
    ),
)
def test_case_trees(row: Row) -> None:
    row.run()


# -- x^3/3 - 2x - y^2: the values -+4 sqrt(2)/3 of the critical points (+-sqrt(2), 0); facts of a strip: 2, 3 ----------
CUBIC = On("x^3/3-2*x-y^2", "x y")
LEFT = AlgebraicNumber((-32, 0, 9), Fraction(-2), Fraction(-1))
RIGHT = AlgebraicNumber((-32, 0, 9), Fraction(1), Fraction(2))
PAIR = c.CriticalValues((-32, 0, 9), (LEFT, RIGHT), ("attained", "attained"))
DOWN = CUBIC.escape(2, [["0", "1"]], [{}, {1: 1}], CUBIC.psatz(1))
# F = -4x/3 on the critical set, so F - 1 > 0 gives -x > 3/4; along (1, 0) the second coefficient is x
RELATION = power(CUBIC, "x^3/3-2*x-y^2+4*x/3", 1, {0: "x/3", 1: "y/2"})
RIGHT_ARC = CUBIC.escape(
    2, [["1", "0"]], [{}, {0: 1}], CUBIC.psatz("3/4", products={(2,): [("3/4", "1")]}, combination={4: "-3/4"})
)


@table(
    accepted("both values without p(F) = 0", CUBIC, NONE, cases(e.SplitValue((DOWN, DOWN), strips=True)), PAIR),
    accepted("and with it", CUBIC, NONE, cases(e.SplitValue((DOWN, DOWN))), PAIR),
    accepted(
        "an arc that needs the strip",
        CUBIC,
        NONE,
        cases(e.SplitValue((DOWN, e.Derive((RELATION,), RIGHT_ARC)), strips=True)),
        PAIR,
    ),
    refused(
        "the strip of the other value",
        Reason.IDENTITY_FAILS,
        CUBIC,
        NONE,
        cases(e.SplitValue((e.Derive((RELATION,), RIGHT_ARC), DOWN), strips=True)),
        PAIR,
    ),
    refused(
        "p(F) = 0 is used but left out",
        Reason.WRONG_FACT,
        CUBIC,
        NONE,
        cases(e.SplitValue((e.Empty(CUBIC.psatz(1, combination={2: 1})), DOWN), strips=True)),
        PAIR,
    ),
    refused(
        "a case is missing",
        Reason.WRONG_SHAPE,
        CUBIC,
        NONE,
        cases(e.SplitValue((DOWN,), strips=True)),
        PAIR,
    ),
    refused(
        "a strip is not empty",
        Reason.IDENTITY_FAILS,
        CUBIC,
        NONE,
        cases(e.SplitValue((DOWN, e.Empty(CUBIC.psatz(1, unit=(2,)))), strips=True)),
        PAIR,
    ),
    refused(
        "the value of another strip",
        Reason.WRONG_FACT,
        CUBIC,
        c.LocalMinimaHaveValue(LEFT),
        cases(e.SplitValue((DOWN, e.HasValue()), strips=True)),
        PAIR,
    ),
    refused(
        "no critical values known",
        Reason.WRONG_PREMISE,
        CUBIC,
        NONE,
        cases(e.SplitValue((DOWN, DOWN), strips=True)),
    ),
)
def test_strips(row: Row) -> None:
    row.run()


def test_deep_trees_are_refused() -> None:
    tree: e.CaseTree = VALUE
    for _ in range(5000):
        tree = e.SplitSign(BOWL("x"), tree, VALUE, BELOW)
    Row(BOWL, ZERO, cases(tree), (), Reason.LIMIT).run()
