"""Rule Psatz by contradiction: the negated claim is the last fact, strict for q >= 0 and weak for q > 0."""

from dataclasses import replace

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, q, refused, table

X = On("x")
CUBE, MINUS_CUBE = (X("x^3"),), (X("-x^3"),)
CUSP = On("x + 0*y", "x y")
CURVE = (CUSP("y^2 - x^3"),)
SQUARE, EXTRA, NOTHING = On("x^2"), On("x", adjoined="w"), On("0*x")
INVERSE, POLE = On("1/(1 + x^2)"), On("1/x^2")


def on_set(inequalities: tuple, equations: tuple = (), bound: int | str = 0) -> c.BoundedBelowOn:
    return c.BoundedBelowOn(inequalities, equations, q(bound))


def contradiction(on: On, *arguments: object, **more: object) -> e.LowerBound:
    return e.LowerBound(replace(on.psatz(*arguments, **more), contradiction=True))  # type: ignore[arg-type]


def side(on: On, *arguments: object, **more: object) -> e.SideConditions:
    return e.SideConditions((e.Side(1, contradiction(on, *arguments, **more).psatz),))


FOURTH = {"products": {(0, 1): [(1, "1")]}, "unit": (1, 1, 1, 1)}  # (-x)^4 + x^3 (-x) = 0
THIRD = {"products": {(0,): [(1, "1")]}, "unit": (1, 1, 1)}  # (-x)^3 + x^3 = 0
ON_CUSP = {"products": {(1,): [(1, "y")]}, "combination": {0: "x"}, "unit": (1, 1, 1, 1)}


@table(
    accepted("x >= 0 where x^3 >= 0", X, on_set(CUBE), contradiction(X, 1, **FOURTH)),
    accepted("with an odd power", X, on_set(CUBE), contradiction(X, 1, **THIRD)),
    accepted("x >= 0 where y^2 = x^3", CUSP, on_set((), CURVE), contradiction(CUSP, 1, **ON_CUSP)),
    accepted("a square on all of space", SQUARE, c.BoundedBelow(q(0)), contradiction(SQUARE, 1, [(1, "x")], unit=(0,))),
    accepted("epsilon 7", X, on_set(CUBE), contradiction(X, 7, products={(0, 1): [(7, "1")]}, unit=(1, 1, 1, 1))),
    refused("as a direct identity", Reason.WRONG_FACT, X, on_set(CUBE), e.LowerBound(X.psatz(1, **FOURTH))),
    refused("bound raised", Reason.IDENTITY_FAILS, X, on_set(CUBE, (), "1/1000"), contradiction(X, 1, **FOURTH)),
    refused("the opposite set", Reason.IDENTITY_FAILS, X, on_set(MINUS_CUBE), contradiction(X, 1, **FOURTH)),
    refused("no set", Reason.WRONG_FACT, X, on_set(()), contradiction(X, 1, **FOURTH)),
    refused("no epsilon", Reason.SIDE_CONDITION, X, on_set(CUBE), contradiction(X)),
    refused("negative epsilon", Reason.SIDE_CONDITION, X, on_set(CUBE), contradiction(X, -1, **FOURTH)),
    refused("nothing at all", Reason.SIDE_CONDITION, X, on_set(MINUS_CUBE), contradiction(X, 0)),
    refused("unit dropped", Reason.IDENTITY_FAILS, X, on_set(CUBE), contradiction(X, 1, products=FOURTH["products"])),
    refused("a weak fact as unit", Reason.WRONG_FACT, X, on_set(CUBE), contradiction(X, 1, unit=(0,))),
    refused("a fact too many", Reason.WRONG_FACT, X, on_set(CUBE), contradiction(X, 1, unit=(2,))),
    refused(
        "the negated claim as equation", Reason.WRONG_FACT, X, on_set(CUBE), contradiction(X, 1, combination={1: "1"})
    ),
    refused("a multiplier", Reason.VACUOUS, X, on_set(CUBE), contradiction(X, 1, multiplier=X.multiplier(2), **FOURTH)),
    refused(
        "a multiplier with zeros",
        Reason.VACUOUS,
        X,
        on_set(CUBE),
        contradiction(X, 1, multiplier=X.multiplier(0, (1, "x")), **FOURTH),
    ),
    refused(
        "a negative weight",
        Reason.NEGATIVE_WEIGHT,
        X,
        on_set(MINUS_CUBE),
        contradiction(X, 1, products={(0, 1): [(-1, "1")]}, unit=(1, 1, 1, 1)),
    ),
    refused("the claim 0 >= 0", Reason.VACUOUS, NOTHING, on_set(()), contradiction(NOTHING, 1)),
    refused(
        "an unknown variable",
        Reason.UNKNOWN_VARIABLE,
        EXTRA,
        on_set(CUBE),
        contradiction(EXTRA, 1, [(0, "w")], **FOURTH),
    ),
    refused(
        "cofactor changed",
        Reason.IDENTITY_FAILS,
        CUSP,
        on_set((), CURVE),
        contradiction(CUSP, 1, **{**ON_CUSP, "combination": {0: "2*x"}}),
    ),
)
def test_weak_claims(row: Row) -> None:
    row.run()


@table(
    accepted("1 + x^2 > 0", INVERSE, c.WellDefined(), side(INVERSE, 1, [(1, "x")], products={(0,): [(1, "1")]})),
    # at a zero of q the negated claim -q >= 0 holds, so it must not count as positive
    refused("x^2 > 0", Reason.WRONG_FACT, POLE, c.WellDefined(), side(POLE, 1, [(1, "x")], unit=(0,))),
    refused("x^2 > 0 without unit", Reason.IDENTITY_FAILS, POLE, c.WellDefined(), side(POLE, 1, [(1, "x")])),
    refused(
        "without epsilon",
        Reason.SIDE_CONDITION,
        POLE,
        c.WellDefined(),
        side(POLE, 0, [(1, "x")], products={(0,): [(1, "1")]}),
    ),
)
def test_strict_claims(row: Row) -> None:
    row.run()
