"""WellDefined: denominators, roots and logarithms, each from the facts of the nodes before it."""

import pytest

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.claims import BoundedBelow, LocallyLipschitz, WellDefined
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.parser import parse
from tests.kernel.rules.build import On, Row, accepted, q, refused, table

INVERSE = On("1/(1+x^2)")
NEGATIVE = On("1/(-1-x^2)")
POLE = On("1/x")
CIRCULAR = On("1/(x^2+x)")
ROOT = On("sqrt(x^2+1)")
LOG = On("log(x^2+1)")
NESTED = On("1/sqrt(x^2+1)")
LOG_EXP = On("log(exp(x)+1)")
HARMLESS = On("x^2")
ONE_MORE = On("1/(1+x^2)+sqrt(x^2)")

ABOVE_ONE = INVERSE.psatz(1, [(1, "x")])


CHEBYSHEV = On("1/(8*x^4-8*x^2+3)")
KINKED = On("1/(abs(x)+abs(x-1))")
TOUCHING = On("1/(abs(x^2-2)+abs(x^4-4))")  # 0 at the square root of 2
NESTED_POLE = On("1/(1/(1+x^2)-1)")  # 0 at 0
GAP = On("1/max(x,0)")
JUMP = On("1/(1+abs(x)/(1+x^2)-x)")  # 0 somewhere above 1


def poles(*breakpoints: tuple[int, ...]) -> e.NoPoles:
    return e.NoPoles(breakpoints)


@table(
    accepted("a polynomial", CHEBYSHEV, WellDefined(), poles((0, 1), (-1, 0, 2))),
    accepted("the same with one polynomial", CHEBYSHEV, WellDefined(), poles((0, -1, 0, 2))),
    accepted("kinks", KINKED, WellDefined(), poles((0, 1), (-1, 1))),
    accepted("one inside the other", On("1/(1+1/(1+x^2))"), WellDefined(), poles((0, 1))),
    refused("no side conditions", Reason.VACUOUS, HARMLESS, WellDefined(), poles((0, 1))),
    refused("another claim", Reason.WRONG_SHAPE, CHEBYSHEV, BoundedBelow(q(0)), poles((0, 1), (-1, 0, 2))),
    refused("a pole at a breakpoint", Reason.SIDE_CONDITION, POLE, WellDefined(), poles((0, 1))),
    refused("a pole between breakpoints", Reason.ROOTS, POLE, WellDefined(), poles((-1, 1))),
    refused("a pole without breakpoints", Reason.ROOTS, POLE, WellDefined(), poles()),
    refused("a kink is missing", Reason.ROOTS, KINKED, WellDefined(), poles((0, 1))),
    refused("a double zero at a kink", Reason.SIDE_CONDITION, TOUCHING, WellDefined(), poles((-2, 0, 1), (0, 1))),
    refused("a zero of a difference", Reason.SIDE_CONDITION, NESTED_POLE, WellDefined(), poles((0, 1))),
    refused("0 on a half line", Reason.SIDE_CONDITION, GAP, WellDefined(), poles((0, 1))),
    refused("a zero that is not listed", Reason.ROOTS, JUMP, WellDefined(), poles((0, 1), (-1, 0, 1))),
    refused("a root", Reason.NOT_SUPPORTED, ROOT, WellDefined(), poles((0, 1))),
    refused("a logarithm", Reason.NOT_SUPPORTED, LOG, WellDefined(), poles((0, 1))),
    refused("two variables", Reason.NOT_SUPPORTED, On("1/(1+x^2+y^2)"), WellDefined(), poles((0, 1))),
)
def test_no_poles(row: Row) -> None:
    row.run()


def sides(*conditions: tuple[int, e.Psatz]) -> e.SideConditions:
    return e.SideConditions(tuple(e.Side(sign, psatz) for sign, psatz in conditions))


@table(
    accepted("positive denominator", INVERSE, WellDefined(), sides((1, ABOVE_ONE))),
    refused("with the wrong sign", Reason.IDENTITY_FAILS, INVERSE, WellDefined(), sides((-1, ABOVE_ONE))),
    accepted("negative denominator", NEGATIVE, WellDefined(), sides((-1, ABOVE_ONE))),
    refused("sign 0", Reason.SIDE_CONDITION, INVERSE, WellDefined(), sides((0, ABOVE_ONE))),
    refused("a pole", Reason.IDENTITY_FAILS, POLE, WellDefined(), sides((1, POLE.psatz(1)))),
    refused(
        # r v = 1 is no fact before v != 0 is proved
        "the inverse itself as evidence",
        Reason.WRONG_FACT,
        POLE,
        WellDefined(),
        sides((1, POLE.psatz(1, combination={0: "inv_1"}))),
    ),
    refused(
        "nonnegative is not enough",
        Reason.SIDE_CONDITION,
        CIRCULAR,
        WellDefined(),
        sides((1, CIRCULAR.psatz(0, [(1, "x")]))),
    ),
    accepted("root of a positive polynomial", ROOT, WellDefined(), sides((1, ABOVE_ONE))),
    refused("root of minus it", Reason.SIDE_CONDITION, ROOT, WellDefined(), sides((-1, ABOVE_ONE))),
    accepted("logarithm of a positive polynomial", LOG, WellDefined(), sides((1, ABOVE_ONE))),
    refused(
        "logarithm by its own fact u > 0", Reason.WRONG_FACT, LOG, WellDefined(), sides((1, LOG.psatz(1, unit=(2,))))
    ),
    accepted(
        "inverse of a root, by the fact w > 0",
        NESTED,
        WellDefined(),
        sides((1, ABOVE_ONE), (1, NESTED.psatz(1, unit=(1,)))),
    ),
    refused(
        "in the wrong order",
        Reason.WRONG_FACT,
        NESTED,
        WellDefined(),
        sides((1, NESTED.psatz(1, unit=(1,))), (1, ABOVE_ONE)),
    ),
    accepted("logarithm of 1 + exp", LOG_EXP, WellDefined(), sides((1, LOG_EXP.psatz(1, products={(0,): [(1, "1")]})))),
    refused("one condition missing", Reason.WRONG_SHAPE, ONE_MORE, WellDefined(), sides((1, ABOVE_ONE))),
    refused("nothing to prove", Reason.VACUOUS, HARMLESS, WellDefined(), sides()),
    refused("another claim", Reason.WRONG_SHAPE, INVERSE, LocallyLipschitz(), sides((1, ABOVE_ONE))),
)
def test_side_conditions(row: Row) -> None:
    row.run()


BOUND = Step(
    BoundedBelow(q(0)),
    e.LowerBound(INVERSE.psatz(squares=[(1, "inv_1"), (1, "x*inv_1")], combination={0: "-inv_1"})),
)
GOOD = Step(WellDefined(), sides((1, ABOVE_ONE)))


def test_well_defined_comes_first() -> None:
    tree = parse(INVERSE.text)

    assert check_certificate(Certificate(INVERSE.text, ("x",), (GOOD, BOUND)), tree).holes == ()
    with pytest.raises(RejectedStep) as caught:
        check_certificate(Certificate(INVERSE.text, ("x",), (BOUND, GOOD)), tree)
    assert caught.value.reason is Reason.GOAL_NOT_REACHED


def test_assumed_well_definedness_makes_every_step_holey() -> None:
    assumed = Step(WellDefined(), e.Hole("not proved"))

    assert check_certificate(Certificate(INVERSE.text, ("x",), (assumed, BOUND)), parse(INVERSE.text)).holes == (0,)
