"""LeastCriticalValue and InfimumOfPieces: the exact infimum, attained or not."""

from __future__ import annotations

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, number, q, refused, table

ROOT = number([-2, 0, 1], 1, 2)
MINUS = number([-2, 0, 1], -2, -1)
SQUARE, WELLS, TILTED, BUMP, CUBIC = On("x^2"), On("(x^2-1)^2"), On("(x^2-1)^2+x/1000"), On("1/(1+x^2)"), On("x^3-3*x")
QUARTIC, KINKS, FLAT, HUMP = On("x^4-4*x^2+x^6"), On("abs(abs(x)-1)"), On("min(x^2,1)"), On("x^2*(1+x^2)/(1+x^4)")
CONSTANT, WAVE = On("3+0*x"), On("x/(1+x^2)")
VALUE, OTHER = number([-272, -76, 27], "-8", "0"), number([-272, -76, 27], 0, 9)  # min of x^6+x^4-4x^2 is VALUE
TIMES = On("x^2*y^2")
HYPOTHESES = (c.LocallyLipschitz(), c.ChainRule(), c.FinitelyManyCriticalValues(), c.BoundedTrajectories())
ZERO = c.BoundedBelow(q(0))
LIST, FLOOR = e.LeastCriticalValue(), c.BoundedBelow(q(-5))


def values(*rows: tuple[object, str]) -> c.CriticalValues:
    numbers = tuple(v if isinstance(v, AlgebraicNumber) else number(v) for v, _ in rows)  # type: ignore[arg-type]
    return c.CriticalValues((1,), numbers, tuple(s for _, s in rows))


def far(*listed: object, bound: int | None = None) -> c.ValuesAtInfinity:
    numbers = tuple(v if isinstance(v, AlgebraicNumber) else number(v) for v in listed)  # type: ignore[arg-type]
    return c.ValuesAtInfinity(numbers, None if bound is None else q(bound))


def infimum(value: AlgebraicNumber, attained: bool = True) -> c.ExactInfimum:
    return c.ExactInfimum(value, attained)


def pieces(*breakpoints: int) -> e.InfimumOfPieces:
    return e.InfimumOfPieces((breakpoints,))


A, N, O = "attained", "not-attained", "open"  # noqa: E741
NIL, ONE = number(0), number(1)


@table(
    # a lower bound that is an attained critical value
    accepted("a bound that is attained", TIMES, infimum(NIL), LIST, *(ZERO, values((0, A)))),
    accepted("the better of two bounds", TIMES, infimum(NIL), LIST, *(FLOOR, ZERO, values((-1, O), (0, A)))),
    refused("the bound is lower", Reason.WRONG_PREMISE, TIMES, infimum(NIL), LIST, *(FLOOR, values((0, A)))),
    refused("no bound", Reason.WRONG_PREMISE, TIMES, infimum(NIL), LIST, *(values((0, A)),)),
    refused("no critical values", Reason.WRONG_PREMISE, TIMES, infimum(NIL), LIST, *(ZERO,)),
    refused("open", Reason.SIDE_CONDITION, TIMES, infimum(NIL), LIST, *(ZERO, values((0, O)))),
    refused("not attained", Reason.SIDE_CONDITION, TIMES, infimum(NIL), LIST, *(ZERO, values((0, N)))),
    refused("not listed", Reason.SIDE_CONDITION, TIMES, infimum(NIL), LIST, *(ZERO, values((1, A)))),
    refused(  # a premise that is only assumed may have any shape
        "no status", Reason.WRONG_PREMISE, TIMES, infimum(NIL), LIST, *(ZERO, c.CriticalValues((0, 1), (NIL,), ()))
    ),
    refused(
        "too many", Reason.WRONG_PREMISE, TIMES, infimum(NIL), LIST, *(ZERO, c.CriticalValues((0, 1), (NIL,), (A, A)))
    ),
    # existence by hypotheses 1 to 5
    accepted("irrational", TIMES, infimum(ROOT), LIST, *(FLOOR, *HYPOTHESES, values((MINUS, N), (ROOT, A)))),
    accepted("rational, not the bound", TIMES, infimum(ONE), LIST, *(FLOOR, *HYPOTHESES, values((1, A), (ROOT, A)))),
    refused(
        "smaller one attained",
        Reason.SIDE_CONDITION,
        TIMES,
        infimum(ROOT),
        LIST,
        *(FLOOR, *HYPOTHESES, values((MINUS, A), (ROOT, A))),
    ),
    refused(
        "smaller one open",
        Reason.SIDE_CONDITION,
        TIMES,
        infimum(ROOT),
        LIST,
        *(FLOOR, *HYPOTHESES, values((MINUS, O), (ROOT, A))),
    ),
    refused(
        "own one open", Reason.SIDE_CONDITION, TIMES, infimum(ROOT), LIST, *(FLOOR, *HYPOTHESES, values((ROOT, O)))
    ),
    refused(
        "no trajectories",
        Reason.WRONG_PREMISE,
        TIMES,
        infimum(ROOT),
        LIST,
        *(FLOOR, *HYPOTHESES[:3], values((ROOT, A))),
    ),
    refused("unbounded below", Reason.WRONG_PREMISE, TIMES, infimum(ROOT), LIST, *(*HYPOTHESES, values((ROOT, A)))),
    refused(
        "generic trajectories",
        Reason.WRONG_PREMISE,
        TIMES,
        infimum(ROOT),
        LIST,
        *(FLOOR, *HYPOTHESES[:3], c.GenericTrajectories(), values((ROOT, A))),
    ),
    # no value at infinity below it
    accepted("no value at infinity", TIMES, infimum(ROOT), LIST, *(FLOOR, far(), values((ROOT, A)))),
    accepted("larger ones", TIMES, infimum(ROOT), LIST, *(FLOOR, far(2, 3), values((ROOT, A)))),
    accepted("the same", TIMES, infimum(ROOT), LIST, *(FLOOR, far(ROOT), values((ROOT, A)))),
    accepted("below the lower bound", TIMES, infimum(ROOT), LIST, *(FLOOR, far(-6), values((ROOT, A)))),
    accepted("a list with a bound", TIMES, infimum(ROOT), LIST, *(FLOOR, far(2, bound=-5), values((ROOT, A)))),
    accepted("two lists", TIMES, infimum(ROOT), LIST, *(FLOOR, far(0, 2), far(1, 2), values((ROOT, A)))),
    accepted("smaller, excluded", TIMES, infimum(ROOT), LIST, *(FLOOR, far(), values((MINUS, N), (ROOT, A)))),
    accepted("smaller than the bound", TIMES, infimum(ROOT), LIST, *(FLOOR, far(), values((-6, O), (ROOT, A)))),
    refused("a smaller one", Reason.SIDE_CONDITION, TIMES, infimum(ROOT), LIST, *(FLOOR, far(1), values((ROOT, A)))),
    refused(
        "a smaller critical value",
        Reason.SIDE_CONDITION,
        TIMES,
        infimum(ROOT),
        LIST,
        *(FLOOR, far(), values((MINUS, O), (ROOT, A))),
    ),
    refused(
        "the list starts above the bound",
        Reason.WRONG_PREMISE,
        TIMES,
        infimum(ROOT),
        LIST,
        *(FLOOR, far(2, bound=0), values((ROOT, A))),
    ),
    refused("no bound", Reason.WRONG_PREMISE, TIMES, infimum(ROOT), LIST, *(far(), values((ROOT, A)))),
    refused("perhaps complex", Reason.SIDE_CONDITION, TIMES, infimum(ROOT), LIST, *(FLOOR, far(), values((ROOT, O)))),
    # not attained
    accepted("no critical value", TIMES, infimum(NIL, False), LIST, *(c.Infimum(q(0), False), values((1, A)))),
    accepted("excluded", TIMES, infimum(NIL, False), LIST, *(c.Infimum(q(0), False), values((0, N), (1, O)))),
    accepted("no critical point", TIMES, infimum(NIL, False), LIST, *(c.Infimum(q(0), False), values())),
    refused(
        "perhaps", Reason.SIDE_CONDITION, TIMES, infimum(NIL, False), LIST, *(c.Infimum(q(0), False), values((0, O)))
    ),
    refused("it is", Reason.SIDE_CONDITION, TIMES, infimum(NIL, False), LIST, *(c.Infimum(q(0), True), values((0, A)))),
    refused(
        "another value", Reason.WRONG_PREMISE, TIMES, infimum(NIL, False), LIST, *(c.Infimum(q(1), False), values())
    ),
    refused("a bound only", Reason.WRONG_PREMISE, TIMES, infimum(NIL, False), LIST, *(ZERO, values((1, A)))),
    refused("irrational", Reason.WRONG_PREMISE, TIMES, infimum(ROOT, False), LIST, *(c.Infimum(q(1), False), values())),
    refused(
        "malformed value",
        Reason.ROOTS,
        TIMES,
        infimum(AlgebraicNumber((0, 1), q(1), q(1))),
        LIST,
        *(ZERO, values((0, A))),
    ),
    refused("another claim", Reason.WRONG_SHAPE, TIMES, c.Infimum(q(0), True), LIST, *(ZERO, values((0, A)))),
    # one variable
    accepted("a parabola", SQUARE, infimum(NIL), pieces(0, 1)),
    accepted("two wells", WELLS, infimum(NIL), pieces(0, -1, 0, 1)),
    accepted("a limit", BUMP, infimum(NIL, False), pieces(0, 1)),
    accepted("irrational minimum", QUARTIC, infimum(VALUE), pieces(0, -4, 0, 2, 0, 3)),
    accepted("kinks", KINKS, infimum(NIL), pieces(0, -1, 0, 1)),
    accepted("a bounded wave", WAVE, infimum(number("-1/2")), pieces(-1, 0, 1)),
    accepted("a plateau", FLAT, infimum(NIL), pieces(0, -1, 0, 1)),
    accepted("a constant with a breakpoint", CONSTANT, infimum(number(3)), pieces(0, 1)),
    refused("a constant without one", Reason.ROOTS, CONSTANT, infimum(number(3), False), pieces(1)),
    refused("too high", Reason.SIGN, SQUARE, infimum(ONE), pieces(0, 1)),
    refused("too low", Reason.SIGN, SQUARE, infimum(number(-1)), pieces(0, 1)),
    refused("the other root", Reason.SIGN, QUARTIC, infimum(OTHER), pieces(0, -4, 0, 2, 0, 3)),
    refused("irrational, too high", Reason.SIGN, SQUARE, infimum(ROOT), pieces(0, 1)),
    refused("irrational, too low", Reason.SIGN, SQUARE, infimum(MINUS), pieces(0, 1)),
    refused("a limit is not attained", Reason.SIGN, BUMP, infimum(NIL), pieces(0, 1)),
    refused("the minimum is attained", Reason.SIGN, SQUARE, infimum(NIL, False), pieces(0, 1)),
    refused("unbounded below", Reason.SIGN, CUBIC, infimum(number(-2)), pieces(-1, 0, 1)),
    refused("the wrong well", Reason.SIGN, TILTED, infimum(NIL), pieces(1, -4000, 0, 4000)),
    refused("a missing breakpoint", Reason.ROOTS, WELLS, infimum(NIL), pieces(-1, 0, 1)),
    refused("no real breakpoint", Reason.ROOTS, On("x"), infimum(NIL), pieces(1, 0, 1)),
    refused("the zero polynomial", Reason.WRONG_SHAPE, SQUARE, infimum(NIL), pieces()),
    refused("two variables", Reason.NOT_SUPPORTED, TIMES, infimum(NIL), pieces(0, 1)),
    refused("another claim", Reason.WRONG_SHAPE, SQUARE, c.Infimum(q(0), True), pieces(0, 1)),
)
def test_exact_infimum(row: Row) -> None:
    row.run()
