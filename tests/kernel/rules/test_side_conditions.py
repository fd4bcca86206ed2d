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
