"""NoValueAtInfinity along descending curves: the multiplier, second order conditions, relations with rho."""

from dataclasses import replace

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import BoundedBelow, LocalMinimaHaveValue, NoValueAtInfinity
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import Combined, On, Row, accepted, number, polynomial, q, refused, table

GOAL = NoValueAtInfinity()


def tangency(tree: e.CaseTree, n: int, *, weight: int = 1) -> e.Tangency:
    return e.Tangency((q(weight),) * n, (1,) * n, q(1), tree)


# -- x^2/(1+x^2) tends to 1 from below: the multiplier is positive -----------------------------------------------------
# facts: 0 r (1+x^2) - 1 = 0, 1 x^2 - 1 > 0, 2 G - 2 l x = 0, 3 -l > 0, 4 width + l x^2 > 0
FROM_BELOW = On("x^2/(1+x^2)", adjoined="l")
INCREASING = FROM_BELOW.psatz(
    1,
    [(1, "x*inv_1")],
    products={(3,): [(1, "1")]},
    combination={2: "-x/2", 0: "-x^2*inv_1"},
    unit=(1, 3),
)
WITHOUT_SIGN = FROM_BELOW.psatz(1, [(1, "x*inv_1")], combination={2: "-x/2", 0: "-x^2*inv_1"}, unit=(1,))
FROM_ABOVE = On("1/(1+x^2)", adjoined="l")
HUMP = On("x^2*(1+x^2)/(1+x^4)", adjoined="l")  # tends to 1 from above: a spurious minimum at infinity


def descending(tree: e.CaseTree, *, width: int | str = 1, n: int = 1) -> e.Tangency:
    return tangency(e.AdjoinMultiplier(q(width), tree), n)


# -- 1/(1+y^2) - x^2: a saddle at infinity -----------------------------------------------------------------------------
# facts: 0 r (1+y^2) - 1 = 0, 1 minor, 2 x^2+y^2-1 > 0, 3 -2x(1+l) = 0, 4 G_2 - 2ly = 0, 5 -l > 0, 6 1 + l rho > 0
SADDLE = On("1/(1+y^2)-x^2", "x y", adjoined="l")
# facts: 7 x = 0, 8 -2 - 2l >= 0
BENT = SADDLE.psatz(1, products={(2, 8): [("1/2", "1")], (2,): [(1, "1")], (8,): [("1/2", "1")]}, unit=(6,))
# facts: 7 x^2 > 0, 8 l + 1 = 0
NEAR = SADDLE.psatz(1, products={(2,): [(1, "1")]}, combination={8: "-(x^2+y^2)"}, unit=(6,))


def saddle(
    direction: tuple[str, ...] = ("1", "0"), tangent: Combined | None = None, *, bent: e.Psatz = BENT
) -> e.CaseTree:
    curved = e.SecondOrder(
        tuple(map(SADDLE, direction)), SADDLE.combination({7: 2} if tangent is None else tangent), e.Empty(bent)
    )
    factors = (SADDLE("x"), SADDLE("l+1"))
    return e.SplitProduct(factors, 1, SADDLE.combination({3: "-1/2"}), (curved, e.Empty(NEAR)))


KINK = On("abs(x)+y^2", "x y", adjoined="l")

# -- relations with rho ------------------------------------------------------------------------------------------------
LOW = e.Candidate(number(0), q(0), e.AtMostInfimum())
NULL = BoundedBelow(q(0))
RHO = ("x", "v")


def radial(on: On, text: str, cofactors: Combined, *candidates: e.Candidate, exponent: int = 1) -> e.RadialEliminant:
    return e.RadialEliminant(polynomial(text, RHO), exponent, on.combination(cofactors), candidates)


TENDS_TO_0 = radial(FROM_ABOVE, "v*x+v-1", {0: 1}, LOW)
HUMP_P = radial(HUMP, "v+(v-1)*x^2-x", {0: "x^2+x^4"}, e.Candidate(number(1), q(0), e.AtMostInfimum()))
SHELL = On("x^2+y^2", "x y", adjoined="l")
NO_LIMIT = radial(SHELL, "v-x", {})


@table(
    accepted("f increases outwards", FROM_BELOW, GOAL, descending(e.Empty(INCREASING))),
    accepted("any width will do", FROM_BELOW, GOAL, descending(e.Empty(INCREASING), width="1/1000")),
    refused("width 0", Reason.SIDE_CONDITION, FROM_BELOW, GOAL, descending(e.Empty(INCREASING), width=0)),
    refused("a negative width", Reason.SIDE_CONDITION, FROM_BELOW, GOAL, descending(e.Empty(INCREASING), width=-1)),
    refused(
        "without the sign of the multiplier", Reason.IDENTITY_FAILS, FROM_BELOW, GOAL, descending(e.Empty(WITHOUT_SIGN))
    ),
    refused("from above", Reason.IDENTITY_FAILS, FROM_ABOVE, GOAL, descending(e.Empty(INCREASING))),
    refused("a hump", Reason.IDENTITY_FAILS, HUMP, GOAL, descending(e.Empty(INCREASING))),
    refused(
        "two multipliers",
        Reason.VACUOUS,
        FROM_BELOW,
        GOAL,
        descending(e.AdjoinMultiplier(q(1), e.Empty(INCREASING))),
    ),
    refused("no multiplier is adjoined", Reason.WRONG_FACT, FROM_BELOW, GOAL, tangency(e.Empty(INCREASING), 1)),
    refused(
        "a multiplier at critical points",
        Reason.WRONG_SHAPE,
        FROM_BELOW,
        LocalMinimaHaveValue(None),
        e.CriticalCases(e.AdjoinMultiplier(q(1), e.Empty(INCREASING))),
    ),
    # second order
    accepted("a saddle", SADDLE, GOAL, descending(saddle(), n=2)),
    refused("not tangent", Reason.IDENTITY_FAILS, SADDLE, GOAL, descending(saddle(("0", "1")), n=2)),
    refused("not shown to be tangent", Reason.IDENTITY_FAILS, SADDLE, GOAL, descending(saddle(tangent={}), n=2)),
    refused("too many entries", Reason.WRONG_SHAPE, SADDLE, GOAL, descending(saddle(("1", "0", "0")), n=2)),
    refused(
        "an unknown variable in the direction",
        Reason.UNKNOWN_VARIABLE,
        SADDLE,
        GOAL,
        descending(e.SecondOrder((polynomial("a", ("p", "r", "s", "t", "a")), SADDLE("0")), (), e.Empty(BENT)), n=2),
    ),
    refused(
        "the curvature is not that large",
        Reason.IDENTITY_FAILS,
        SADDLE,
        GOAL,
        descending(saddle(bent=replace(BENT, epsilon=q(2))), n=2),
    ),
    refused(
        "second order without a multiplier",
        Reason.WRONG_SHAPE,
        SADDLE,
        GOAL,
        tangency(e.SecondOrder((SADDLE("y"), SADDLE("-x")), (), e.Empty(BENT)), 2),
    ),
    refused(
        "second order at a kink",
        Reason.NOT_SUPPORTED,
        KINK,
        GOAL,
        descending(e.SecondOrder((KINK("y"), KINK("-x")), (), e.Empty(e.Psatz())), n=2),
    ),
    refused(
        "second order at critical points",
        Reason.WRONG_SHAPE,
        SADDLE,
        LocalMinimaHaveValue(None),
        e.CriticalCases(e.SecondOrder((SADDLE("y"), SADDLE("-x")), (), e.Empty(BENT))),
    ),
    # relations with rho
    accepted("a limit at the infimum", FROM_ABOVE, GOAL, tangency(TENDS_TO_0, 1), NULL),
    accepted("rho is the value", SHELL, GOAL, tangency(NO_LIMIT, 2)),
    refused("no lower bound", Reason.SIDE_CONDITION, FROM_ABOVE, GOAL, tangency(TENDS_TO_0, 1)),
    refused(
        "a lower bound below", Reason.SIDE_CONDITION, FROM_ABOVE, GOAL, tangency(TENDS_TO_0, 1), BoundedBelow(q(-1))
    ),
    refused("a spurious limit", Reason.SIDE_CONDITION, HUMP, GOAL, tangency(HUMP_P, 1), NULL),
    refused("the candidate is dropped", Reason.ROOTS, HUMP, GOAL, tangency(replace(HUMP_P, candidates=()), 1), NULL),
    refused(
        "another candidate",
        Reason.ROOTS,
        HUMP,
        GOAL,
        tangency(replace(HUMP_P, candidates=(LOW,)), 1),
        NULL,
    ),
    refused(
        "twice the same candidate",
        Reason.ROOTS,
        FROM_ABOVE,
        GOAL,
        tangency(replace(TENDS_TO_0, candidates=(LOW, LOW)), 1),
        NULL,
    ),
    refused("another rho", Reason.IDENTITY_FAILS, FROM_ABOVE, GOAL, tangency(TENDS_TO_0, 1, weight=3), NULL),
    refused(
        "a relation that fails",
        Reason.IDENTITY_FAILS,
        FROM_ABOVE,
        GOAL,
        tangency(radial(FROM_ABOVE, "v*x+v-2", {0: 1}, LOW), 1),
        NULL,
    ),
    refused(
        "rho does not occur",
        Reason.VACUOUS,
        FROM_ABOVE,
        GOAL,
        tangency(radial(FROM_ABOVE, "v", {}, LOW), 1),
        NULL,
    ),
    refused("exponent 0", Reason.LIMIT, FROM_ABOVE, GOAL, tangency(replace(TENDS_TO_0, exponent=0), 1), NULL),
    refused(
        "a third variable",
        Reason.UNKNOWN_VARIABLE,
        FROM_ABOVE,
        GOAL,
        tangency(replace(TENDS_TO_0, polynomial=polynomial("v*x+v-a", ("x", "v", "a"))), 1),
        NULL,
    ),
    refused(
        "a relation with rho at critical points",
        Reason.WRONG_SHAPE,
        FROM_ABOVE,
        LocalMinimaHaveValue(None),
        e.CriticalCases(TENDS_TO_0),
    ),
)
def test_descending_curves(row: Row) -> None:
    row.run()
