"""ValuesAtInfinity: lists by tangency and by Malgrange's inequality, what they have in common, and far level sets."""

from dataclasses import replace

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    CriticalValues,
    FinitelyManyCriticalValues,
    LocallyLipschitz,
    NoValueAtInfinity,
    ValuesAtInfinity,
)
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, arc, number, polynomial, q, refused, table

NONE = NoValueAtInfinity()
NULL = BoundedBelow(q(0))
FEW = FinitelyManyCriticalValues()
ROOT_2 = number((-2, 0, 1), 1, 2)


def values(*listed: object, bound: int | str | None = None) -> ValuesAtInfinity:
    numbers = tuple(v if v is ROOT_2 else number(v) for v in listed)  # type: ignore[arg-type]
    return ValuesAtInfinity(numbers, None if bound is None else q(bound))  # type: ignore[arg-type]


# -- lists by tangency: 1/(1+x^2) tends to 0, x^2(1+x^2)/(1+x^4) to 1, from above --------------------------------------
FALLING = On("1/(1+x^2)")
HUMP = On("x^2*(1+x^2)/(1+x^4)")


def left_over(on: On, at: int, exclusion: object = None, width: int = 0) -> e.Tangency:
    relation = "v*x+v-1" if at == 0 else "v+(v-1)*x^2-x"
    own = on.combination({0: 1} if at == 0 else {0: "x^2+x^4"})
    candidate = e.Candidate(number(at), q(width), exclusion or e.Remaining())  # type: ignore[arg-type]
    leaf = e.RadialEliminant(polynomial(relation, ("x", "v")), 1, own, (candidate,))
    return e.Tangency((q(1),), (1,), q(1), leaf)


LOW = e.AtMostInfimum()


@table(
    accepted("the limit is listed", HUMP, values(1), left_over(HUMP, 1)),
    accepted("a longer list", HUMP, values(0, 1, 3), left_over(HUMP, 1)),
    accepted("below a bound", HUMP, values(bound=2), left_over(HUMP, 1, LOW)),
    accepted("listed, with a bound", HUMP, values(1, bound=1), left_over(HUMP, 1)),
    refused("another value is listed", Reason.GOAL_NOT_REACHED, HUMP, values(0), left_over(HUMP, 1)),
    refused("nothing is listed", Reason.GOAL_NOT_REACHED, HUMP, values(), left_over(HUMP, 1)),
    refused("left over without a list", Reason.GOAL_NOT_REACHED, HUMP, NONE, left_over(HUMP, 1), NULL),
    refused("left over at the infimum", Reason.GOAL_NOT_REACHED, FALLING, NONE, left_over(FALLING, 0), NULL),
    refused("the bound is the value", Reason.SIDE_CONDITION, HUMP, values(bound=1), left_over(HUMP, 1, LOW)),
    refused(
        "a premise is no bound of a list", Reason.SIDE_CONDITION, FALLING, values(), left_over(FALLING, 0, LOW), NULL
    ),
    refused("a window that is not used", Reason.VACUOUS, HUMP, values(1), left_over(HUMP, 1, width=1)),
    refused("twice the same value", Reason.ROOTS, HUMP, values(1, 1), left_over(HUMP, 1)),
    refused("values decrease", Reason.ROOTS, HUMP, values(1, 0), left_over(HUMP, 1)),
    refused("about another claim", Reason.WRONG_SHAPE, HUMP, LocallyLipschitz(), left_over(HUMP, 1)),
)
def test_lists_by_tangency(row: Row) -> None:
    row.run()


# -- what lists have in common -----------------------------------------------------------------------------------------
SQUARE = On("x^2")
COMMON = e.CommonValues()


def critical(*rows: tuple[object, str]) -> CriticalValues:
    numbers = tuple(v if v is ROOT_2 else number(v) for v, _ in rows)  # type: ignore[arg-type]
    return CriticalValues((0, 1), numbers, tuple(s for _, s in rows))  # type: ignore[arg-type]


@table(
    accepted("nothing in common", SQUARE, NONE, COMMON, values(1, 2), values(3)),
    accepted("an empty list", SQUARE, NONE, COMMON, values()),
    accepted("in common at the bound only", SQUARE, NONE, COMMON, values(0, 1), values(0, 2), NULL),
    accepted("three lists", SQUARE, NONE, COMMON, values(1, 2), values(2, 3), values(1, 3)),
    accepted("a bound of a list that holds for f", SQUARE, NONE, COMMON, values(bound=0), NULL),
    accepted("common values are listed", SQUARE, values(2), COMMON, values(1, 2), values(2, 3)),
    accepted("the larger bound of two lists", SQUARE, values(2, bound=1), COMMON, values(2, bound=1), values(1, 2)),
    accepted("a common value below the bound", SQUARE, values(bound=3), COMMON, values(2), values(1, 2)),
    accepted("an irrational one is the infimum", SQUARE, NONE, COMMON, values(ROOT_2), NULL, critical((3, "open"))),
    accepted(
        "a smaller critical value is not attained",
        SQUARE,
        NONE,
        COMMON,
        values(ROOT_2),
        NULL,
        critical((1, "not-attained"), (2, "attained")),
    ),
    refused("a common value", Reason.GOAL_NOT_REACHED, SQUARE, NONE, COMMON, values(1, 2), values(2, 3), NULL),
    refused("the same list twice", Reason.GOAL_NOT_REACHED, SQUARE, NONE, COMMON, values(1), values(1)),
    refused("no bound of f", Reason.GOAL_NOT_REACHED, SQUARE, NONE, COMMON, values(0), values(0)),
    refused("no list", Reason.WRONG_PREMISE, SQUARE, NONE, COMMON, NULL, FEW),
    refused("a bound of a list above that of f", Reason.WRONG_PREMISE, SQUARE, NONE, COMMON, values(bound=1), NULL),
    refused("a bound of a list, none of f", Reason.WRONG_PREMISE, SQUARE, NONE, COMMON, values(bound=0)),
    refused(
        "one list says nothing here", Reason.GOAL_NOT_REACHED, SQUARE, NONE, COMMON, values(2), values(bound=3), NULL
    ),
    refused("a common value is not listed", Reason.ROOTS, SQUARE, values(1), COMMON, values(1, 2), values(2)),
    refused("the bound of a list is lost", Reason.WRONG_PREMISE, SQUARE, values(2), COMMON, values(2, bound=1)),
    refused(
        "the bound of a list is lowered", Reason.WRONG_PREMISE, SQUARE, values(2, bound=0), COMMON, values(2, bound=1)
    ),
    refused(
        "two may be the infimum", Reason.GOAL_NOT_REACHED, SQUARE, NONE, COMMON, values(1, ROOT_2), NULL, critical()
    ),
    refused(
        "a smaller critical value",
        Reason.GOAL_NOT_REACHED,
        SQUARE,
        NONE,
        COMMON,
        values(ROOT_2),
        NULL,
        critical((1, "open"), (2, "attained")),
    ),
    refused(  # a premise that is only assumed may have any shape
        "no status",
        Reason.WRONG_PREMISE,
        SQUARE,
        NONE,
        COMMON,
        values(ROOT_2),
        NULL,
        CriticalValues((0, 1), (number(3),), ()),
    ),
    refused("no critical values", Reason.GOAL_NOT_REACHED, SQUARE, NONE, COMMON, values(ROOT_2), NULL),
    refused("perhaps unbounded", Reason.GOAL_NOT_REACHED, SQUARE, NONE, COMMON, values(ROOT_2), critical((3, "open"))),
    refused("about another claim", Reason.WRONG_SHAPE, SQUARE, LocallyLipschitz(), COMMON, values()),
)
def test_common_values(row: Row) -> None:
    row.run()


# -- Malgrange's inequality: x^2 f'^2 = 4 f^2 (1 - f)^2 for 1/(1+x^2) --------------------------------------------------
EQUAL = FALLING.psatz(combination={0: "4*inv_1^2*(x^2*inv_1+1-inv_1)"})
SPEED = e.Malgrange((q(0), q(0), q(4), q(-8), q(4)), q(1), EQUAL)
SIMPLE = replace(SPEED, speed=(q(0), q(1), q(-1)))
# times (f^2 - 2)^2 on both sides: one more zero, irrational
MORE = e.Malgrange(
    tuple(map(q, (0, 0, 16, -32, 0, 32, -12, -8, 4))),
    q(1),
    FALLING.psatz(combination={0: "4*inv_1^2*(x^2*inv_1+1-inv_1)*(inv_1^2-2)^2"}),
    polynomial("(v^2-2)^2", ("v",)),
)


@table(
    accepted("both zeros are listed", FALLING, values(0, 1), SPEED, NULL, FEW),
    accepted("the lower bound is below the bound of the list", FALLING, values(1, bound="1/2"), SPEED, NULL, FEW),
    accepted("an irrational zero", FALLING, values(0, 1, ROOT_2), MORE, NULL, FEW),
    refused("the irrational zero is not listed", Reason.ROOTS, FALLING, values(0, 1), MORE, NULL, FEW),
    refused("the zero 1 is not listed", Reason.ROOTS, FALLING, values(0), SPEED, NULL, FEW),
    refused("the zero at the lower bound is not listed", Reason.ROOTS, FALLING, values(1), SPEED, NULL, FEW),
    refused("the bound is the zero", Reason.ROOTS, FALLING, values(1, bound=0), SPEED, NULL, FEW),
    refused("negative above 1", Reason.SIGN, FALLING, values(0, 1), SIMPLE, NULL, FEW),
    refused(
        "negative between 0 and 1",
        Reason.SIGN,
        FALLING,
        values(0, 1),
        replace(SIMPLE, speed=(q(0), q(-1), q(1))),
        NULL,
        FEW,
    ),
    refused(
        "too fast",
        Reason.IDENTITY_FAILS,
        FALLING,
        values(0, 1),
        replace(SPEED, speed=(q(0), q(0), q(5), q(-10), q(5))),
        NULL,
        FEW,
    ),
    refused("zero speed", Reason.VACUOUS, FALLING, values(0, 1), replace(SPEED, speed=(q(0),)), NULL, FEW),
    refused("perhaps infinitely many critical values", Reason.WRONG_PREMISE, FALLING, values(0, 1), SPEED, NULL),
    refused("no lower bound", Reason.WRONG_PREMISE, FALLING, values(0, 1), SPEED, FEW),
    refused("without a list", Reason.SIGN, FALLING, NONE, SPEED, NULL, FEW),
)
def test_lists_by_malgrange(row: Row) -> None:
    row.run()


# -- far level sets: f = x y r, r = 1/((1+x^2)(1+y^2)), tends to 0 -----------------------------------------------------
TWO_SIGNS = On("x*y/((1+x^2)*(1+y^2))")
# 1 - (r D)^2 = -(r D - 1)(r D + 1) with D = (1+x^2)(1+y^2)
SQUARED = {0: "-(inv_1*(1+x^2)*(1+y^2)+1)"}
ONES = [(1, "inv_1"), (2, "x*inv_1"), (2, "y*inv_1"), (2, "x*y*inv_1"), (2, "x*y*inv_1")]


def bounded(i: int) -> e.CoordinateBound:
    """r^2 D^2 - f^2 x_i^2 = r^2 ((1 + s + p)^2 - p x_i^2), s = x^2 + y^2, p = x^2 y^2."""
    a, b = ("x", "y") if i == 0 else ("y", "x")
    rest = [(1, f"{a}^2*inv_1"), (1, f"{b}^2*inv_1"), (1, "x^2*y^2*inv_1"), (1, f"{a}^2*{b}*inv_1")]
    more = [(2, f"{b}^2*{a}*inv_1")]
    return e.CoordinateBound((q(1),), 1, TWO_SIGNS.psatz(0, [*ONES, *rest, *more], combination=SQUARED), (q(0), q(1)))


# r^2 D^2 - f^2 (x^2 + y^2) = r^2 (1 + s^2 + p^2 + 2 s + 2 p + s p)
SMALL = TWO_SIGNS.psatz(
    0,
    [
        *ONES,
        (1, "x^2*inv_1"),
        (1, "y^2*inv_1"),
        (1, "x^2*y^2*inv_1"),
        (1, "x^2*y*inv_1"),
        (1, "x*y^2*inv_1"),
    ],
    combination=SQUARED,
)
DOWN = arc(1, (0, 1), (0, -1))
LOWER = e.LowerFarOut(2, q(1), SMALL, DOWN)


def far(exclusion: e.LowerFarOut, *, at: int = 0, width: int = 0) -> e.Tangency:
    controls = tuple(replace(bounded(i), factor=(q(-at), q(1))) for i in range(2))
    leaf = e.Eliminants(controls, (e.Candidate(number(at), q(width), exclusion),))
    return e.Tangency((q(1), q(1)), (1, 1), q(1), leaf)


LINE = On("x^2/(1+x^2)")


@table(
    accepted("the value 0 is left on every level set", TWO_SIGNS, NONE, far(LOWER)),
    accepted("as a list", TWO_SIGNS, values(), far(LOWER)),
    refused(
        "along the arc f is positive", Reason.SIGN, TWO_SIGNS, NONE, far(replace(LOWER, arc=arc(1, (0, 1), (0, 1))))
    ),
    refused("along the arc f is zero", Reason.SIGN, TWO_SIGNS, NONE, far(replace(LOWER, arc=arc(1, (0, 1), (0,))))),
    refused("a bounded arc", Reason.SIGN, TWO_SIGNS, NONE, far(replace(LOWER, arc=arc(1, (1,), (-1,))))),
    refused("the arc starts too early", Reason.SIGN, TWO_SIGNS, NONE, far(replace(LOWER, arc=arc(0, (0, 1), (0, -1))))),
    refused("not that small", Reason.IDENTITY_FAILS, TWO_SIGNS, NONE, far(replace(LOWER, constant=q("1/2")))),
    refused("another exponent", Reason.IDENTITY_FAILS, TWO_SIGNS, NONE, far(replace(LOWER, exponent=1))),
    refused("exponent 0", Reason.LIMIT, TWO_SIGNS, NONE, far(replace(LOWER, exponent=0))),
    refused("a window", Reason.VACUOUS, TWO_SIGNS, NONE, far(LOWER, width=1)),
    refused("another candidate", Reason.IDENTITY_FAILS, TWO_SIGNS, NONE, far(LOWER, at=1)),
    refused("on a line", Reason.NOT_SUPPORTED, HUMP, NONE, left_over(HUMP, 1, replace(LOWER, arc=arc(1, (0, 1))))),
)
def test_far_level_sets(row: Row) -> None:
    row.run()
