"""Conserved and monotone quantities, and the rules that bound trajectories."""

from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    BoundedTrajectories,
    ConservedQuantity,
    GenericTrajectories,
    MonotoneQuantity,
)
from tameproof.proofs.kernel.errors import Reason
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tests.kernel.rules.build import On, Row, accepted, matrix, polynomial, q, refused, table

XY = On("(x*y-1)^2")
L1 = On("abs(x*y-1)")
SQUARE = On("x^2")
SHIFTED = On("(x-1)^2")
LYAPUNOV = On("x^2+y^2*(1-x)^4", "x y")
EXP = On("(w*exp(u)-1)^2", "w u")
CONCAVE = On("-x^2-y^2")
UNBOUNDED = On("x^2-y^2")

BELOW = BoundedBelow(q(0))
H = ConservedQuantity(XY("x^2-y^2"))
EVERY, GENERIC = BoundedTrajectories(), GenericTrajectories()


def conserved(on: On, text: str) -> ConservedQuantity:
    return ConservedQuantity(on(text))


def flow(on: On, cofactors: dict[int, str] | None = None) -> e.FlowDerivative:
    return e.FlowDerivative(on.combination(cofactors or {}))


@table(
    accepted("x^2 - y^2", XY, H, flow(XY)),
    refused("x^2 + y^2", Reason.IDENTITY_FAILS, XY, conserved(XY, "x^2+y^2"), flow(XY)),
    refused("a constant", Reason.VACUOUS, XY, conserved(XY, "3"), flow(XY)),
    refused(
        "a variable that does not exist",
        Reason.UNKNOWN_VARIABLE,
        XY,
        ConservedQuantity(Polynomial.variable(2)),
        flow(XY),
    ),
    accepted("x^2 - y^2 for the absolute value", L1, conserved(L1, "x^2-y^2"), flow(L1)),
    refused("its sign is no function of x", Reason.NOT_SUPPORTED, L1, conserved(L1, "sign_1"), flow(L1)),
    accepted("w^2/2 - u", EXP, conserved(EXP, "w^2/2-u"), flow(EXP)),
    refused("w^2/2 + u", Reason.IDENTITY_FAILS, EXP, conserved(EXP, "w^2/2+u"), flow(EXP)),
    refused("another claim", Reason.WRONG_SHAPE, XY, EVERY, flow(XY)),
)
def test_conserved_quantities(row: Row) -> None:
    row.run()


V = MonotoneQuantity(LYAPUNOV("y^2"), q(0))


def monotone(on: On, flow_squares: list[tuple[int, str]], lower_squares: list[tuple[int, str]]) -> e.FlowInequality:
    return e.FlowInequality(on.psatz(squares=flow_squares), on.psatz(squares=lower_squares))


GOOD_FLOW = [(4, "y*(1-x)^2")]


@table(
    accepted("y^2", LYAPUNOV, V, monotone(LYAPUNOV, GOOD_FLOW, [(1, "y")])),
    refused(
        "wrong sign of Lyapunov's function",
        Reason.IDENTITY_FAILS,
        LYAPUNOV,
        MonotoneQuantity(LYAPUNOV("-y^2"), q(0)),
        monotone(LYAPUNOV, GOOD_FLOW, [(1, "y")]),
    ),
    refused(
        "with negative weights",
        Reason.NEGATIVE_WEIGHT,
        LYAPUNOV,
        MonotoneQuantity(LYAPUNOV("-y^2"), q(0)),
        monotone(LYAPUNOV, [(-4, "y*(1-x)^2")], []),
    ),
    refused(
        "no lower bound",
        Reason.IDENTITY_FAILS,
        LYAPUNOV,
        MonotoneQuantity(LYAPUNOV("y^2"), q(1)),
        monotone(LYAPUNOV, GOOD_FLOW, [(1, "y")]),
    ),
    refused(
        "it grows",
        Reason.IDENTITY_FAILS,
        CONCAVE,
        MonotoneQuantity(CONCAVE("x^2"), q(0)),
        monotone(CONCAVE, [(4, "x")], [(1, "x")]),
    ),
    refused("a constant", Reason.VACUOUS, LYAPUNOV, MonotoneQuantity(ONE, q(0)), monotone(LYAPUNOV, [], [])),
    refused("another claim", Reason.WRONG_SHAPE, LYAPUNOV, BELOW, monotone(LYAPUNOV, GOOD_FLOW, [(1, "y")])),
)
def test_monotone_quantities(row: Row) -> None:
    row.run()


FH = ("F", "h", "k")


def proper(on: On, bound: str, exponent: int, multiplier: str, psatz: e.Psatz) -> e.Proper:
    return e.Proper(polynomial(bound, FH), exponent, polynomial(multiplier, FH), psatz)


RESIDUAL = XY.psatz(squares=[(4, "x*y-2")])
TIMES_H = XY.psatz(squares=[(4, "(x^2-y^2)*(x*y-2)")])
GOOD = proper(XY, "h^2+8*F+8", 2, "1", RESIDUAL)
WITH_H = proper(XY, "h^2*(h^2+8*F+8)", 2, "h", TIMES_H)
BY_V = proper(LYAPUNOV, "F+h", 1, "1", LYAPUNOV.psatz(squares=[(1, "y*(1-x)^2")]))


@table(
    accepted("h^2 + 8 F + 8", XY, EVERY, GOOD, BELOW, H),
    refused(
        "swapped coefficients", Reason.IDENTITY_FAILS, XY, EVERY, proper(XY, "8*h^2+F+8", 2, "1", RESIDUAL), BELOW, H
    ),
    refused(
        "coercivity of (x*y-1)^2", Reason.IDENTITY_FAILS, XY, EVERY, proper(XY, "8*F+8", 2, "1", RESIDUAL), BELOW, H
    ),
    refused("without the conserved quantity", Reason.IDENTITY_FAILS, XY, EVERY, GOOD, BELOW),
    refused("without a lower bound", Reason.WRONG_PREMISE, XY, EVERY, GOOD, H),
    refused("exponent 0", Reason.LIMIT, XY, EVERY, proper(XY, "1", 0, "1", XY.psatz()), BELOW, H),
    refused("zero multiplier", Reason.VACUOUS, XY, EVERY, proper(XY, "0", 2, "0", XY.psatz()), BELOW, H),
    accepted("generic trajectories", XY, GENERIC, WITH_H, BELOW, H),
    refused("generic is not every", Reason.WRONG_SHAPE, XY, EVERY, WITH_H, BELOW, H),
    refused("every is not generic here", Reason.WRONG_SHAPE, XY, GENERIC, GOOD, BELOW, H),
    refused(
        "F as multiplier", Reason.WRONG_PREMISE, XY, GENERIC, proper(XY, "F^2*(h^2+8*F+8)", 2, "F", TIMES_H), BELOW, H
    ),
    accepted("with a monotone quantity", LYAPUNOV, EVERY, BY_V, BELOW, V),
    refused(
        "which is no multiplier",
        Reason.WRONG_PREMISE,
        LYAPUNOV,
        GENERIC,
        proper(LYAPUNOV, "F", 1, "h", LYAPUNOV.psatz()),
        BELOW,
        V,
    ),
    refused(
        "of another index",
        Reason.IDENTITY_FAILS,
        LYAPUNOV,
        EVERY,
        proper(LYAPUNOV, "F+k", 1, "1", LYAPUNOV.psatz()),
        BELOW,
        V,
    ),
    accepted("coercive", SQUARE, EVERY, proper(SQUARE, "F", 1, "1", SQUARE.psatz()), BELOW),
)
def test_proper(row: Row) -> None:
    row.run()


def gronwall(
    on: On,
    quantity: str,
    threshold: int,
    rate: str,
    growth: e.Psatz,
    bound: str = "h",
    proper_by: e.Psatz | None = None,
) -> e.Gronwall:
    return e.Gronwall(
        on(quantity), q(threshold), polynomial(rate, FH), growth, polynomial(bound, FH), 1, proper_by or on.psatz()
    )


OUTSIDE = SHIFTED.psatz(squares=[(2, "x-1"), (6, "1")], products={(0,): [(2, "1")]})


@table(
    accepted("x^2 for (x-1)^2 where x^2 >= 4", SHIFTED, EVERY, gronwall(SHIFTED, "x^2", 4, "0", OUTSIDE), BELOW),
    refused("where x^2 >= 0", Reason.IDENTITY_FAILS, SHIFTED, EVERY, gronwall(SHIFTED, "x^2", 0, "0", OUTSIDE), BELOW),
    refused(
        "negative threshold", Reason.SIDE_CONDITION, SHIFTED, EVERY, gronwall(SHIFTED, "x^2", -4, "0", OUTSIDE), BELOW
    ),
    refused(
        "V odd",
        Reason.NOT_SUPPORTED,
        SQUARE,
        EVERY,
        gronwall(SQUARE, "x", 0, "0", SQUARE.psatz(products={(0,): [(2, "1")]}), proper_by=SQUARE.psatz(0)),
        BELOW,
    ),
    refused(
        "V negative",
        Reason.NOT_SUPPORTED,
        CONCAVE,
        EVERY,
        gronwall(CONCAVE, "-x^2-y^2", 0, "0", CONCAVE.psatz(squares=[(4, "x"), (4, "y")]), "1-h"),
        BELOW,
    ),
    refused(
        "negative rate",
        Reason.IDENTITY_FAILS,
        SQUARE,
        EVERY,
        gronwall(SQUARE, "x^2", 0, "-1", SQUARE.psatz(squares=[(4, "x")])),
        BELOW,
    ),
    accepted("rate 0", SQUARE, EVERY, gronwall(SQUARE, "x^2", 0, "0", SQUARE.psatz(squares=[(4, "x")])), BELOW),
    accepted(
        # -2 x_2 x_2' grows, but |G|^2 pays for it
        "rate 1",
        UNBOUNDED,
        EVERY,
        gronwall(
            UNBOUNDED,
            "x^2+y^2",
            0,
            "1",
            UNBOUNDED.psatz(squares=[(8, "x"), (4, "x^2+y^2")]),
        ),
        BELOW,
    ),
    refused(
        "V does not control x",
        Reason.IDENTITY_FAILS,
        UNBOUNDED,
        EVERY,
        gronwall(UNBOUNDED, "x^2", 0, "0", UNBOUNDED.psatz(squares=[(4, "x")])),
        BELOW,
    ),
    refused(
        "no lower bound",
        Reason.WRONG_PREMISE,
        SQUARE,
        EVERY,
        gronwall(SQUARE, "x^2", 0, "0", SQUARE.psatz(squares=[(4, "x")])),
    ),
    refused(
        "generic is claimed",
        Reason.WRONG_SHAPE,
        SQUARE,
        GENERIC,
        gronwall(SQUARE, "x^2", 0, "0", SQUARE.psatz(squares=[(4, "x")])),
        BELOW,
    ),
)
def test_gronwall(row: Row) -> None:
    row.run()


SCALED = On("4*(x*y-1)^2")


def residual(
    on: On = XY,
    shift: int = 0,
    text: str = "x*y-1",
    rate: int = 2,
    signs: tuple[str, str] = ("x-y", "x+y"),
    threshold: int = 0,
    quantity: str = "x^2+y^2",
    weight: str | None = None,
) -> e.DesingularisedGronwall:
    upper, lower = (on.psatz(squares=[(2, s), (2, "x^2+y^2")]) for s in signs)
    more = {} if weight is None else {"weight": on(weight)}
    return e.DesingularisedGronwall(
        q(shift),
        on(text),
        (),
        on(quantity),
        q(threshold),
        q(rate),
        upper,
        lower,
        polynomial("h", FH),
        1,
        on.psatz(),
        **more,
    )


@table(
    accepted("(x*y-1)^2 with V = x^2 + y^2", XY, EVERY, residual(), BELOW),
    refused("signs swapped", Reason.IDENTITY_FAILS, XY, EVERY, residual(signs=("x+y", "x-y")), BELOW),
    refused("shift 1", Reason.IDENTITY_FAILS, XY, EVERY, residual(shift=1), BELOW),
    refused("another residual", Reason.IDENTITY_FAILS, XY, EVERY, residual(text="x*y+1"), BELOW),
    refused("a constant residual", Reason.VACUOUS, XY, EVERY, residual(text="1"), BELOW),
    refused("rate too small", Reason.IDENTITY_FAILS, XY, EVERY, residual(rate=1), BELOW),
    refused("negative rate", Reason.SIDE_CONDITION, XY, EVERY, residual(rate=-2), BELOW),
    refused("negative threshold", Reason.SIDE_CONDITION, XY, EVERY, residual(threshold=-1), BELOW),
    refused("V = x^2", Reason.IDENTITY_FAILS, XY, EVERY, residual(quantity="x^2"), BELOW),
    refused("no lower bound", Reason.WRONG_PREMISE, XY, EVERY, residual()),
    refused("nonsmooth", Reason.NOT_SUPPORTED, L1, EVERY, residual(L1), BELOW),
    refused("a weight that does not fit", Reason.IDENTITY_FAILS, XY, EVERY, residual(weight="4"), BELOW),
    refused("weight 0", Reason.SIDE_CONDITION, XY, EVERY, residual(weight="0"), BELOW),
    refused("weight -1", Reason.SIDE_CONDITION, XY, EVERY, residual(weight="-1"), BELOW),
    refused("a weight of unproved sign", Reason.IDENTITY_FAILS, XY, EVERY, residual(weight="x"), BELOW),
)
def test_desingularised_gronwall(row: Row) -> None:
    row.run()


# weight 4: Q = 4 grad r, and 5/2 <grad V, Q> = 40 x y <= 32 (1 + V) V
WEIGHT_4 = replace(
    residual(SCALED, weight="4"),
    upper=SCALED.psatz(squares=[(20, "x-y"), (12, "x"), (12, "y"), (32, "x^2+y^2")]),
    lower=SCALED.psatz(squares=[(20, "x+y"), (12, "x"), (12, "y"), (32, "x^2+y^2")]),
)


@table(
    accepted("weight 4", SCALED, EVERY, WEIGHT_4, BELOW),
    refused("taken for weight 1", Reason.IDENTITY_FAILS, SCALED, EVERY, replace(WEIGHT_4, weight=ONE), BELOW),
    refused("with half the rate", Reason.IDENTITY_FAILS, SCALED, EVERY, replace(WEIGHT_4, rate=q(1)), BELOW),
)
def test_weighted_residual(row: Row) -> None:
    row.run()


# with the fact x^2 - 1 >= 0: 4 x^4 - 4 x^2 = 4 x^2 (x^2 - 1), 4 x^4 - 1 = 4 (x^2 - 1)^2 + 8 (x^2 - 1) + 3
DOMINATED = SQUARE.psatz(products={(0,): [(4, "x")]})
FAST = SQUARE.psatz(squares=[(4, "x^2-1"), (3, "1")], products={(0,): [(8, "1")]})


def malgrange(*speed: int, psatz: e.Psatz | None = None) -> e.Malgrange:
    return e.Malgrange(tuple(map(Fraction, speed)), q(1), psatz or SQUARE.psatz())


@table(
    accepted("4 v^2 for x^2", SQUARE, GENERIC, malgrange(0, 0, 4), BELOW),
    accepted("Polyak-Lojasiewicz", SQUARE, EVERY, malgrange(0, 4, psatz=DOMINATED), BELOW),
    accepted("positive at the bound", SQUARE, EVERY, malgrange(1, psatz=FAST), BELOW),
    refused("double zero at the bound", Reason.WRONG_SHAPE, SQUARE, EVERY, malgrange(0, 0, 4), BELOW),
    refused("simple zero, generic claim", Reason.WRONG_SHAPE, SQUARE, GENERIC, malgrange(0, 4, psatz=DOMINATED), BELOW),
    refused("negative slope", Reason.SIGN, SQUARE, EVERY, malgrange(0, -4, psatz=DOMINATED), BELOW),
    refused("too fast", Reason.IDENTITY_FAILS, SQUARE, GENERIC, malgrange(0, 0, 5), BELOW),
    refused("a root above the lower bound", Reason.SIGN, SQUARE, GENERIC, malgrange(0, 0, 4), BoundedBelow(q(-1))),
    refused(
        "negative", Reason.SIGN, SQUARE, GENERIC, malgrange(0, 0, -4, psatz=SQUARE.psatz(squares=[(8, "x^2")])), BELOW
    ),
    refused("zero", Reason.VACUOUS, SQUARE, GENERIC, malgrange(0, psatz=SQUARE.psatz(squares=[(4, "x^2")])), BELOW),
    refused("no lower bound", Reason.WRONG_PREMISE, SQUARE, GENERIC, malgrange(0, 0, 4)),
    refused("every trajectory is claimed bounded", Reason.WRONG_SHAPE, SQUARE, EVERY, malgrange(0, 0, 4), BELOW),
)
def test_malgrange(row: Row) -> None:
    row.run()


LAYERS = (((0,),), ((1,),))
PRODUCT = XY.psatz(squares=[(1, "x*y-2")])  # 2 F + 2 - (x y)^2 = (x y - 2)^2


def balanced(
    layers: tuple[tuple[tuple[int, ...], ...], ...] = LAYERS, projector: e.Matrix = (), psatz: e.Psatz = PRODUCT
) -> e.BalancedLayers:
    return e.BalancedLayers(layers, (Fraction(2), Fraction(2)), psatz, projector)


@table(
    accepted("two layers of size 1", XY, EVERY, balanced(), BELOW, ConservedQuantity(XY("y^2-x^2"))),
    accepted("up to a factor", XY, EVERY, balanced(), BELOW, H),
    refused("another relation", Reason.WRONG_PREMISE, XY, EVERY, balanced(), BELOW, ConservedQuantity(XY("x^2+y^2"))),
    refused("an assumed relation 0", Reason.WRONG_PREMISE, XY, EVERY, balanced(), BELOW, ConservedQuantity(ZERO)),
    refused("no lower bound", Reason.WRONG_PREMISE, XY, EVERY, balanced(), H),
    refused("a variable twice", Reason.WRONG_SHAPE, XY, EVERY, balanced((((0,),), ((0,),))), BELOW, H),
    refused("a variable is missing", Reason.WRONG_SHAPE, XY, EVERY, balanced((((0,),),)), BELOW, H),
    refused("no fit", Reason.WRONG_SHAPE, XY, EVERY, balanced((((0, 1),), ())), BELOW, H),
    refused("F does not bound the product", Reason.IDENTITY_FAILS, XY, EVERY, balanced(psatz=XY.psatz()), BELOW, H),
    refused("no projector", Reason.SIDE_CONDITION, XY, EVERY, balanced(projector=matrix([2])), BELOW, H),
    refused(
        "the projector 0 leaves W_1 free", Reason.WRONG_PREMISE, XY, EVERY, balanced(projector=matrix([0])), BELOW, H
    ),
)
def test_balanced_layers(row: Row) -> None:
    row.run()
