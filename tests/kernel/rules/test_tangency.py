"""NoValueAtInfinity: every kind of leaf, and candidates that must not be dropped."""

from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.claims import BoundedBelow, NoSpuriousSetwiseMinima, NoValueAtInfinity
from tameproof.proofs.kernel.errors import Reason
from tameproof.proofs.kernel.polynomial import Polynomial
from tests.kernel.rules.build import On, Row, accepted, number, polynomial, q, refused, table

GOAL = NoValueAtInfinity()
XV = ("x", "v")


def tangency(tree: e.CaseTree, n: int = 1, **changes: object) -> e.Tangency:
    return replace(e.Tangency((q(1),) * n, (1,) * n, q(1), tree), **changes)  # type: ignore[arg-type]


def univariate(*coefficients: int) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, coefficients))


# -- bounded parts: x^2 + y^2 ------------------------------------------------------------------------------------------
BOWL = On("x^2+y^2")
COERCIVE = e.BoundedPart(univariate(0, 1), 1, BOWL.psatz())

XY = On("(x*y-1)^2")

# -- one variable: every point is tangent. x^2/(1+x^2) tends to 1 from below, 1/(1+x^2) to 0 from above ----------------
FROM_BELOW, FROM_ABOVE = On("x^2/(1+x^2)"), On("1/(1+x^2)")


def eliminant(on: On, text: str, cofactors: dict[int, str | int], exponent: int = 1) -> e.Eliminant:
    return e.Eliminant(polynomial(text, XV), exponent, on.combination(cofactors))


BELOW_P = eliminant(FROM_BELOW, "v+(v-1)*x^2", {0: "x^2"})
# facts: 0 r (1+x^2) - 1 = 0, 1 x^2 - 1 > 0, 2 F - 1 > 0, 3 1 + width - F > 0;  F - 1 = -r
CONTRADICTION = FROM_BELOW.psatz(1, [(1, "inv_1"), (1, "inv_1*x")], combination={0: "-1-inv_1"}, unit=(2,))
EXCLUDED = e.Candidate(number(1), q(1), e.NotFromAbove(CONTRADICTION))
BELOW = e.Eliminants((BELOW_P,), (EXCLUDED,))
ABOVE = e.Eliminants((eliminant(FROM_ABOVE, "v*x^2+v-1", {0: 1}),), (e.Candidate(number(0), q(0), e.AtMostInfimum()),))
HUMP = On("x^2*(1+x^2)/(1+x^4)")  # tends to 1 from above: a spurious minimum at infinity
HUMP_P = eliminant(HUMP, "v+(v-1)*x^4-x^2", {0: "x^2+x^4"})

# -- an irrational candidate: sqrt(2 - 1/(1+x^2)) tends to sqrt(2) from below ------------------------------------------
ROOT = On("sqrt(2-1/(1+x^2))")
ROOT_P = eliminant(ROOT, "(2-v^2)*(1+x^2)-1", {1: "-(1+x^2)", 0: 1})
UP, DOWN = number([-2, 0, 1], 1, 2), number([-2, 0, 1], -2, -1)
# facts 0 .. 4 of the lift, 5 far out, 6 F^2 - 2 > 0, 7 F - 1 > 0, 8 2 - F > 0
IRRATIONAL = ROOT.psatz(1, [(1, "inv_1"), (1, "inv_1*x")], combination={1: -1, 0: "-inv_1"}, unit=(6,))
LOW = e.Candidate(DOWN, q(0), e.AtMostInfimum())
HIGH = e.Candidate(UP, q(0), e.NotFromAbove(IRRATIONAL))

# -- a saddle at infinity: 1/(1+y^2) - x^2 -----------------------------------------------------------------------------
SADDLE = On("1/(1+y^2)-x^2", "x y")
BEND = SADDLE.psatz(
    6,
    products={(2,): [(32, "inv_1")], (2, 2): [(34, "inv_1")], (2, 2, 2): [(8, "inv_1")]},
    combination={
        0: "-24*inv_1*x^4-24*inv_1*x^2*y^2+4*inv_1*x^2-8*inv_1*y^4-2*inv_1*y^2+6*inv_1-24*x^2-8*y^2+6",
        3: "-8*inv_1^2*x^5+14*inv_1^2*x^3+8*inv_1^2*x-24*inv_1*x^3+28*inv_1*x-24*x",
    },
)


def at_infinity(
    direction: tuple[str, str] = ("1", "0"), tangent: dict[int, str | int] | None = None, psatz: e.Psatz = BEND
) -> e.CaseTree:
    exclusion = e.SaddleAtInfinity(
        tuple(map(SADDLE, direction)), SADDLE.combination({3: 2} if tangent is None else tangent), psatz
    )
    on_axis = e.Eliminants(
        (
            e.CoordinateBound(univariate(0), 1, SADDLE.psatz(combination={3: "-x"})),
            eliminant(SADDLE, "v*x^2+v-1", {0: 1, 3: "-x*(1+y^2)"}),
        ),
        (e.Candidate(number(0), q(1), exclusion),),
    )
    other_axis = e.BoundedPart(univariate(1, -1), 1, SADDLE.psatz(combination={0: -1, 4: "inv_1*y-y"}))
    nowhere = e.Empty(
        SADDLE.psatz(2, [(1, "y^2")], combination={0: "-(inv_1*y^2+inv_1+1)", 5: "-(y^4+2*y^2+1)"}, unit=(4,))
    )
    factors = (SADDLE("x"), SADDLE("y"), SADDLE("1-inv_1^2"))
    return e.SplitProduct(factors, 1, SADDLE.combination({1: "-1/4"}), (on_axis, other_axis, nowhere))


# -- a bound with a factor: x^2 (v-1)^2 <= 1 for x^2/(1+x^2) -----------------------------------------------------------
# v - 1 = -r and 1 - r^2 x^2 = r^2 (1 + x^2 + x^4), as r (1+x^2) = 1
FACTORED = e.CoordinateBound(
    univariate(1),
    1,
    FROM_BELOW.psatz(0, [(1, "inv_1"), (1, "x*inv_1"), (1, "x^2*inv_1")], combination={0: "-inv_1*x^4-inv_1+x^2-1"}),
    univariate(-1, 1),
)


@table(
    accepted("a bowl", BOWL, GOAL, tangency(COERCIVE, 2)),
    accepted("with other weights", BOWL, GOAL, tangency(COERCIVE, 2, weights=(q(1), q(3)), powers=(1, 2))),
    refused("a weight 0", Reason.SIDE_CONDITION, BOWL, GOAL, tangency(COERCIVE, 2, weights=(q(1), q(0)))),
    refused("a negative weight", Reason.SIDE_CONDITION, BOWL, GOAL, tangency(COERCIVE, 2, weights=(q(1), q(-1)))),
    refused("a power 0", Reason.SIDE_CONDITION, BOWL, GOAL, tangency(COERCIVE, 2, powers=(1, 0))),
    refused("a weight is missing", Reason.WRONG_SHAPE, BOWL, GOAL, tangency(COERCIVE, 1)),
    refused(
        "a bound that fails",
        Reason.IDENTITY_FAILS,
        BOWL,
        GOAL,
        tangency(replace(COERCIVE, bound=univariate(0, 0, 1)), 2),
    ),
    refused("coercivity of (x*y-1)^2", Reason.IDENTITY_FAILS, XY, GOAL, tangency(COERCIVE, 2)),
    refused("exponent 0", Reason.LIMIT, BOWL, GOAL, tangency(replace(COERCIVE, exponent=0), 2)),
    refused("a leaf of another rule", Reason.WRONG_SHAPE, BOWL, GOAL, tangency(e.HasValue(), 2)),
    refused(
        "critical values do not cover tangency",
        Reason.WRONG_PREMISE,
        BOWL,
        GOAL,
        tangency(e.SplitValue((COERCIVE,)), 2),
    ),
    refused("another claim", Reason.WRONG_SHAPE, BOWL, NoSpuriousSetwiseMinima(), tangency(COERCIVE, 2)),
    refused("a kink in a kink", Reason.NOT_SUPPORTED, On("abs(abs(x)-1)"), GOAL, tangency(COERCIVE)),
    # eliminants
    accepted("1 from below", FROM_BELOW, GOAL, tangency(BELOW)),
    refused("the candidate is dropped", Reason.ROOTS, FROM_BELOW, GOAL, tangency(replace(BELOW, candidates=()))),
    refused(
        "another candidate",
        Reason.ROOTS,
        FROM_BELOW,
        GOAL,
        tangency(replace(BELOW, candidates=(replace(EXCLUDED, value=number(2)),))),
    ),
    refused(
        "twice the same candidate",
        Reason.ROOTS,
        FROM_BELOW,
        GOAL,
        tangency(replace(BELOW, candidates=(EXCLUDED, EXCLUDED))),
    ),
    refused(
        "no window",
        Reason.SIDE_CONDITION,
        FROM_BELOW,
        GOAL,
        tangency(replace(BELOW, candidates=(replace(EXCLUDED, width=q(0)),))),
    ),
    refused(
        "below the infimum it is not",
        Reason.SIDE_CONDITION,
        FROM_BELOW,
        GOAL,
        tangency(replace(BELOW, candidates=(e.Candidate(number(1), q(0), e.AtMostInfimum()),))),
        BoundedBelow(q(0)),
    ),
    refused("a coordinate is missing", Reason.WRONG_SHAPE, FROM_BELOW, GOAL, tangency(replace(BELOW, coordinates=()))),
    refused(
        "an eliminant that does not vanish",
        Reason.IDENTITY_FAILS,
        FROM_BELOW,
        GOAL,
        tangency(replace(BELOW, coordinates=(eliminant(FROM_BELOW, "v-(v-1)*x^2", {0: "x^2"}),))),
    ),
    refused(
        "an eliminant without the coordinate",
        Reason.VACUOUS,
        FROM_BELOW,
        GOAL,
        tangency(replace(BELOW, coordinates=(eliminant(FROM_BELOW, "v-1", {}),))),
    ),
    refused(
        "an eliminant in a third variable",
        Reason.UNKNOWN_VARIABLE,
        FROM_BELOW,
        GOAL,
        tangency(replace(BELOW, coordinates=(e.Eliminant(Polynomial.variable(0) * Polynomial.variable(2), 1, ()),))),
    ),
    refused(
        "the zero eliminant",
        Reason.VACUOUS,
        FROM_BELOW,
        GOAL,
        tangency(replace(BELOW, coordinates=(eliminant(FROM_BELOW, "0", {}),))),
    ),
    refused(
        # x^2 (1+x^2)/(1+x^4) has a spurious minimum at infinity of value 1
        "1 from above",
        Reason.IDENTITY_FAILS,
        HUMP,
        GOAL,
        tangency(
            e.Eliminants(
                (HUMP_P,),
                (
                    replace(
                        EXCLUDED,
                        exclusion=e.NotFromAbove(
                            HUMP.psatz(1, [(1, "inv_1"), (1, "inv_1*x^2")], combination={0: "-1-inv_1"}, unit=(2,))
                        ),
                    ),
                ),
            )
        ),
    ),
    accepted("0 from above is the infimum", FROM_ABOVE, GOAL, tangency(ABOVE), BoundedBelow(q(0))),
    refused("without the lower bound", Reason.SIDE_CONDITION, FROM_ABOVE, GOAL, tangency(ABOVE)),
    refused("with a worse one", Reason.SIDE_CONDITION, FROM_ABOVE, GOAL, tangency(ABOVE), BoundedBelow(q(-1))),
    refused(
        "with a window",
        Reason.VACUOUS,
        FROM_ABOVE,
        GOAL,
        tangency(replace(ABOVE, candidates=(e.Candidate(number(0), q(1), e.AtMostInfimum()),))),
        BoundedBelow(q(0)),
    ),
    # an irrational candidate
    accepted("sqrt(2) from below", ROOT, GOAL, tangency(e.Eliminants((ROOT_P,), (LOW, HIGH))), BoundedBelow(q(0))),
    refused(
        "-sqrt(2) forgotten", Reason.ROOTS, ROOT, GOAL, tangency(e.Eliminants((ROOT_P,), (HIGH,))), BoundedBelow(q(0))
    ),
    refused(
        "in the wrong order",
        Reason.ROOTS,
        ROOT,
        GOAL,
        tangency(e.Eliminants((ROOT_P,), (HIGH, LOW))),
        BoundedBelow(q(0)),
    ),
    refused(
        "a window of its own",
        Reason.SIDE_CONDITION,
        ROOT,
        GOAL,
        tangency(e.Eliminants((ROOT_P,), (LOW, replace(HIGH, width=q(1))))),
        BoundedBelow(q(0)),
    ),
    refused(
        "an interval with both roots",
        Reason.ROOTS,
        ROOT,
        GOAL,
        tangency(e.Eliminants((ROOT_P,), (replace(HIGH, value=AlgebraicNumber((-2, 0, 1), q(-2), q(2))),))),
        BoundedBelow(q(0)),
    ),
    # a saddle at infinity
    accepted("negative curvature on the circles", SADDLE, GOAL, tangency(at_infinity(), 2)),
    refused("a direction across", Reason.IDENTITY_FAILS, SADDLE, GOAL, tangency(at_infinity(("0", "1")), 2)),
    refused("no direction", Reason.IDENTITY_FAILS, SADDLE, GOAL, tangency(at_infinity(("0", "0"), {}), 2)),
    refused("half a direction", Reason.WRONG_SHAPE, SADDLE, GOAL, tangency(at_infinity(("1",)), 2)),  # type: ignore[arg-type]
    refused(
        "too much curvature",
        Reason.IDENTITY_FAILS,
        SADDLE,
        GOAL,
        tangency(at_infinity(psatz=replace(BEND, epsilon=q(7))), 2),
    ),
    refused(
        "no strict sign",
        Reason.SIDE_CONDITION,
        SADDLE,
        GOAL,
        tangency(at_infinity(psatz=replace(BEND, epsilon=q(0))), 2),
    ),
)
def test_tangency(row: Row) -> None:
    row.run()


# -- finitely many values, and bounds with a factor --------------------------------------------------------------------
FLAT = On("(x-1)^2+(y-1)^2-(x-1)^2-(y-1)^2+x-x", "x y")  # the zero function, written long
ZERO_VALUE = e.FiniteValues((0, 1), FLAT.horner(1, (0, {})))


@table(
    accepted("a constant function", FLAT, GOAL, tangency(ZERO_VALUE, 2)),
    refused("another value", Reason.IDENTITY_FAILS, FLAT, GOAL, tangency(replace(ZERO_VALUE, polynomial=(1, 1)), 2)),
    refused("no polynomial", Reason.WRONG_SHAPE, FLAT, GOAL, tangency(replace(ZERO_VALUE, polynomial=()), 2)),
    refused("the zero polynomial", Reason.WRONG_SHAPE, FLAT, GOAL, tangency(replace(ZERO_VALUE, polynomial=(0, 0)), 2)),
    refused("a constant polynomial", Reason.WRONG_SHAPE, FLAT, GOAL, tangency(replace(ZERO_VALUE, polynomial=(1,)), 2)),
    refused("infinitely many values", Reason.IDENTITY_FAILS, BOWL, GOAL, tangency(ZERO_VALUE, 2)),
    accepted(
        "a bound with a factor",
        FROM_BELOW,
        GOAL,
        tangency(replace(BELOW, coordinates=(FACTORED,))),
    ),
    refused("whose root is no candidate", Reason.ROOTS, FROM_BELOW, GOAL, tangency(e.Eliminants((FACTORED,), ()))),
    refused(
        "a factor 0",
        Reason.WRONG_SHAPE,
        FROM_BELOW,
        GOAL,
        tangency(e.Eliminants((replace(FACTORED, factor=univariate(0)),), ())),
    ),
    refused(
        "no factor",
        Reason.WRONG_SHAPE,
        FROM_BELOW,
        GOAL,
        tangency(e.Eliminants((replace(FACTORED, factor=()),), ())),
    ),
)
def test_values_and_bounds(row: Row) -> None:
    row.run()
