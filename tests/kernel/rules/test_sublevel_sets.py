"""Identities for every c on the sublevel sets {f <= c}, and conserved functions as controlled quantities."""

from dataclasses import replace

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    BoundedTrajectories,
    ConservedFunction,
    ConservedQuantity,
    GenericTrajectories,
)
from tameproof.proofs.kernel.errors import Reason
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tests.kernel.rules.build import On, Row, accepted, polynomial, q, refused, table

SQUARE = On("x^2", adjoined="c")
SHIFTED = On("(x-1)^2", adjoined="c")
SADDLE = On("x^2-y^2", adjoined="c")  # bounded below by assumption
XY = On("(x*y-1)^2", adjoined="c")

BELOW = BoundedBelow(q(0))
EVERY, GENERIC = BoundedTrajectories(), GenericTrajectories()
LEVEL, FLOOR = (0,), (1,)  # the facts c - F >= 0 and F - m >= 0 if there are no others
OUTER_LEVEL, OUTER_FLOOR = (1,), (2,)  # the same after the fact V - threshold >= 0
ONCE = [(1, "1")]


def proper(bound: str, psatz: e.Psatz, *sides: e.Side, names: tuple[str, ...] = ("F", "c")) -> e.Proper:
    return e.Proper(polynomial(bound, names), 1, ONE, psatz, sides)


BY_LEVEL = SQUARE.psatz(products={LEVEL: ONCE})
DENSE = SQUARE.psatz(products={LEVEL: [(1, "x")]}, multiplier=SQUARE.multiplier(0, (1, "x")))


@table(
    accepted("c", SQUARE, EVERY, proper("c", BY_LEVEL), BELOW),
    accepted("c with a multiplier that has a zero", SQUARE, EVERY, proper("c", DENSE), BELOW),
    accepted("F + c^2", SQUARE, EVERY, proper("F+c^2", SQUARE.psatz(squares=[(1, "c")])), BELOW),
    refused("by the other fact", Reason.IDENTITY_FAILS, SQUARE, EVERY, proper("c", SQUARE.psatz()), BELOW),
    refused("c/2", Reason.IDENTITY_FAILS, SQUARE, EVERY, proper("c/2", BY_LEVEL), BELOW),
    refused("2 F - c", Reason.IDENTITY_FAILS, SQUARE, EVERY, proper("2*F-c", BY_LEVEL), BELOW),
    refused("without a lower bound", Reason.WRONG_PREMISE, SQUARE, EVERY, proper("c", BY_LEVEL)),
    refused(
        "c as a multiplier that vanishes",
        Reason.SIDE_CONDITION,
        SQUARE,
        EVERY,
        proper("c", SQUARE.psatz(products={LEVEL: [(1, "c")]}, multiplier=SQUARE.multiplier(0, (1, "c")))),
        BELOW,
    ),
    refused(
        "a third argument", Reason.UNKNOWN_VARIABLE, SQUARE, EVERY, proper("d", BY_LEVEL, names=("F", "c", "d")), BELOW
    ),
    refused(
        "c in an assumed quantity",
        Reason.UNKNOWN_VARIABLE,
        SQUARE,
        EVERY,
        proper("F", SQUARE.psatz()),
        BELOW,
        ConservedQuantity(Polynomial.variable(1)),
    ),
    refused(
        "c in the multiplier of properness",
        Reason.WRONG_PREMISE,
        SQUARE,
        GENERIC,
        replace(proper("F*c^2", SQUARE.psatz()), multiplier=polynomial("c", ("F", "c"))),
        BELOW,
    ),
)
def test_properness(row: Row) -> None:
    row.run()


def gronwall(
    on: On,
    v: str,
    rate: str,
    growth: e.Psatz,
    bound: str,
    control: e.Psatz,
    sign: e.Psatz | None = None,
    *sublevel: int,
) -> e.Gronwall:
    return e.Gronwall(
        on(v),
        q(0),
        polynomial(rate, ("F", "c")),
        growth,
        polynomial(bound, ("F", "v", "c")),
        1,
        control,
        tuple(map(q, sublevel)),
        sign,
    )


# (1 + c)(1 + y^2) 4 (x^2 + y^2) - 4 y^2
PAID = [(4, "x"), (4, "y"), (4, "x*y"), (4, "y^2")]
GROWTH = SADDLE.psatz(squares=[(4, "x"), (4, "x*y"), (4, "y^2")], products={OUTER_LEVEL: PAID, OUTER_FLOOR: PAID})
CONTROL = SADDLE.psatz(products={LEVEL: ONCE})
RATE_C = gronwall(SADDLE, "y^2", "1+c", GROWTH, "c+2*v", CONTROL)
CENTRE = gronwall(
    SHIFTED,
    "(x-1)^2",
    "0",
    SHIFTED.psatz(squares=[(4, "x-1")]),
    "2*v+2",
    SHIFTED.psatz(squares=[(1, "x-2")]),
    SHIFTED.psatz(squares=[(1, "x-1")]),
)
# V = c - F grows: (1 + V)|G|^2 - |G|^2 = V |G|^2
DEFICIT = gronwall(
    SHIFTED,
    "c-(x-1)^2",
    "1",
    SHIFTED.psatz(products={OUTER_LEVEL: [(4, "x-1")]}),
    "2*F+2",
    SHIFTED.psatz(squares=[(1, "x-2")]),
    SHIFTED.psatz(products={LEVEL: ONCE}),
)
# V >= c and F = V <= c: F >= 0 times (V - c) is >= 0, and so is 4 V
RAISED = gronwall(SQUARE, "x^2", "0", SQUARE.psatz(products={(0,): [(4, "1")], OUTER_LEVEL: ONCE}), "v", SQUARE.psatz())
TIED = replace(
    RAISED,
    sublevel=(q(0), q(1)),
    growth=SQUARE.psatz(squares=[(3, "x")], products={(0,): ONCE, OUTER_LEVEL: ONCE, OUTER_FLOOR: ONCE}),
)


@table(
    accepted("rate 1 + c", SADDLE, EVERY, RATE_C, BELOW),
    refused("rate c", Reason.IDENTITY_FAILS, SADDLE, EVERY, replace(RATE_C, rate=polynomial("c", ("F", "c"))), BELOW),
    refused(
        "rate 1 - c", Reason.IDENTITY_FAILS, SADDLE, EVERY, replace(RATE_C, rate=polynomial("1-c", ("F", "c"))), BELOW
    ),
    refused(
        "control by -c",
        Reason.IDENTITY_FAILS,
        SADDLE,
        EVERY,
        replace(RATE_C, bound=polynomial("2*v-c", ("F", "v", "c"))),
        BELOW,
    ),
    accepted("(x-1)^2, nonnegative by an identity", SHIFTED, EVERY, CENTRE, BELOW),
    refused("without the identity", Reason.NOT_SUPPORTED, SHIFTED, EVERY, replace(CENTRE, sign=None), BELOW),
    refused("with a wrong one", Reason.IDENTITY_FAILS, SHIFTED, EVERY, replace(CENTRE, sign=SHIFTED.psatz()), BELOW),
    refused(
        "negative V",
        Reason.IDENTITY_FAILS,
        SHIFTED,
        EVERY,
        replace(CENTRE, quantity=SHIFTED("-(x-1)^2")),
        BELOW,
    ),
    accepted("V = c - f", SHIFTED, EVERY, DEFICIT, BELOW),
    refused("which grows", Reason.IDENTITY_FAILS, SHIFTED, EVERY, replace(DEFICIT, rate=Polynomial({})), BELOW),
    refused("V = c", Reason.VACUOUS, SHIFTED, EVERY, replace(DEFICIT, quantity=SHIFTED("c")), BELOW),
    refused(
        "a variable beyond c",
        Reason.UNKNOWN_VARIABLE,
        SHIFTED,
        EVERY,
        replace(DEFICIT, quantity=SHIFTED("x") + Polynomial.variable(2)),
        BELOW,
    ),
    accepted("where x^2 >= c", SQUARE, EVERY, TIED, BELOW),
    refused("the same where x^2 >= 0", Reason.IDENTITY_FAILS, SQUARE, EVERY, replace(TIED, sublevel=()), BELOW),
    refused("where x^2 >= 2 c", Reason.IDENTITY_FAILS, SQUARE, EVERY, replace(TIED, sublevel=(q(0), q(2))), BELOW),
)
def test_gronwall(row: Row) -> None:
    row.run()


# rate 2 (1 + c): 2 (1 + c)(1 + V) V -+ 4 x y with V = x^2 + y^2
MORE = [(2, "x"), (2, "y"), (2, "x^2+y^2")]


def residual(sign: str) -> e.Psatz:
    return XY.psatz(squares=[(2, f"x{sign}y"), (2, "x^2+y^2")], products={OUTER_LEVEL: MORE, OUTER_FLOOR: MORE})


FACTOR = e.DesingularisedGronwall(
    q(0),
    XY("x*y-1"),
    (),
    XY("x^2+y^2"),
    q(0),
    q(2),
    residual("-"),
    residual("+"),
    polynomial("v", ("F", "v")),
    1,
    XY.psatz(),
    factor=polynomial("1+c", ("F", "c")),
)


@table(
    accepted("factor 1 + c", XY, EVERY, FACTOR, BELOW),
    accepted("where V >= c", XY, EVERY, replace(FACTOR, sublevel=(q(0), q(1))), BELOW),
    refused("factor c", Reason.IDENTITY_FAILS, XY, EVERY, replace(FACTOR, factor=polynomial("c", ("F", "c"))), BELOW),
    refused("factor 1", Reason.IDENTITY_FAILS, XY, EVERY, replace(FACTOR, factor=ONE), BELOW),
    refused(
        "an unknown factor", Reason.UNKNOWN_VARIABLE, XY, EVERY, replace(FACTOR, factor=Polynomial.variable(2)), BELOW
    ),
)
def test_desingularised(row: Row) -> None:
    row.run()


# c x^2 (2 x)^2 - 4 F^3 = 4 x^4 (c - F): a zero of order three at the lower bound
SLOW = e.Malgrange(
    (q(0), q(0), q(0), q(4)),
    q(1),
    SQUARE.psatz(products={OUTER_LEVEL: [(4, "x^2")]}),
    polynomial("c", ("F", "c")),
)
# where x^2 >= 1 + c there is no point of the sublevel set: 4 x^4 - 100 x^2 >= 0 there
NOWHERE = e.Malgrange((q(0), q(100)), q(1), SQUARE.psatz(), sublevel=(q(0), q(1)))
EMPTY = SQUARE.psatz(
    squares=[(4, "x^2"), (100, "1")], products={(0,): [(100, "x"), (100, "1")], OUTER_LEVEL: [(100, "x"), (100, "1")]}
)


@table(
    accepted("factor c", SQUARE, GENERIC, SLOW, BELOW),
    refused("not for every trajectory", Reason.WRONG_SHAPE, SQUARE, EVERY, SLOW, BELOW),
    refused("factor 1", Reason.IDENTITY_FAILS, SQUARE, GENERIC, replace(SLOW, factor=ONE), BELOW),
    refused(
        "factor -c", Reason.IDENTITY_FAILS, SQUARE, GENERIC, replace(SLOW, factor=polynomial("-c", ("F", "c"))), BELOW
    ),
    accepted("beyond the sublevel set", SQUARE, EVERY, replace(NOWHERE, psatz=EMPTY), BELOW),
    refused(
        "not where x^2 >= 1", Reason.IDENTITY_FAILS, SQUARE, EVERY, replace(NOWHERE, psatz=EMPTY, sublevel=()), BELOW
    ),
)
def test_malgrange(row: Row) -> None:
    row.run()


# the common lift with exp(x): facts e > 0, e - 1 - x >= 0, then c - F, F - m
EXPONENTIAL = ConservedFunction("exp(x)")
QUOTIENT = ConservedFunction("1/(1+x^2)")
FQ = ("F", "q", "c")
POSITIVE = e.Side(1, SQUARE.psatz(1, squares=[(1, "x")]))


@table(
    accepted(
        "exp(x) > 0", SQUARE, EVERY, proper("F+q", SQUARE.psatz(products={(0,): ONCE}), names=FQ), BELOW, EXPONENTIAL
    ),
    refused(
        "-exp(x) < 0", Reason.IDENTITY_FAILS, SQUARE, EVERY, proper("F-q", SQUARE.psatz(), names=FQ), BELOW, EXPONENTIAL
    ),
    accepted("a quotient", SQUARE, EVERY, proper("F", SQUARE.psatz(), POSITIVE), BELOW, QUOTIENT),
    refused("that may not exist", Reason.WRONG_SHAPE, SQUARE, EVERY, proper("F", SQUARE.psatz()), BELOW, QUOTIENT),
    refused(
        "of the other sign",
        Reason.IDENTITY_FAILS,
        SQUARE,
        EVERY,
        proper("F", SQUARE.psatz(), replace(POSITIVE, sign=-1)),
        BELOW,
        QUOTIENT,
    ),
    refused(
        "1/x",
        Reason.IDENTITY_FAILS,
        SQUARE,
        EVERY,
        proper("F", SQUARE.psatz(), POSITIVE),
        BELOW,
        ConservedFunction("1/x"),
    ),
    refused(
        "log(1 + x^2) of a sign that may be negative",
        Reason.SIDE_CONDITION,
        SQUARE,
        EVERY,
        proper("F", SQUARE.psatz(), replace(POSITIVE, sign=-1)),
        BELOW,
        ConservedFunction("log(1+x^2)"),
    ),
    refused(
        "a side condition too many", Reason.WRONG_SHAPE, SQUARE, EVERY, proper("F", SQUARE.psatz(), POSITIVE), BELOW
    ),
    refused(
        "an unknown variable",
        Reason.UNKNOWN_VARIABLE,
        SQUARE,
        EVERY,
        proper("F", SQUARE.psatz()),
        BELOW,
        ConservedFunction("z"),
    ),
    refused(
        "a kink", Reason.NOT_SUPPORTED, SQUARE, EVERY, proper("F", SQUARE.psatz()), BELOW, ConservedFunction("abs(x)")
    ),
    refused(
        "no formula", Reason.WRONG_SHAPE, SQUARE, EVERY, proper("F", SQUARE.psatz()), BELOW, ConservedFunction("(x")
    ),
)
def test_conserved_functions(row: Row) -> None:
    row.run()
