"""Types, the three theorems, assumed steps, and the certificate as a whole."""

import pytest

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.check import Accepted, Verdict, check_certificate
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.theorems import THEOREMS
from tests.kernel.rules.build import On, Row, accepted, number, q, refused, table

ANY = On("x^2+y^2")
KINK = On("abs(x)")
GOAL = c.NoSpuriousSetwiseMinima()
LIPSCHITZ, CHAIN, FINITE = c.LocallyLipschitz(), c.ChainRule(), c.FinitelyManyCriticalValues()
BELOW, BOUNDED, GENERIC = c.BoundedBelow(q(0)), c.BoundedTrajectories(), c.GenericTrajectories()
MINIMA, INFINITY = c.NoSpuriousLocalMinima(), c.NoValueAtInfinity()
THEOREM_1 = (BELOW, LIPSCHITZ, CHAIN, FINITE, BOUNDED, MINIMA)
THEOREM_1_PLUS = (BELOW, LIPSCHITZ, CHAIN, FINITE, GENERIC, MINIMA)
THEOREM_T = (LIPSCHITZ, MINIMA, INFINITY)


def without(premises: tuple[c.Claim, ...], left_out: c.Claim) -> tuple[c.Claim, ...]:
    return tuple(p for p in premises if p is not left_out)


@table(
    *(accepted(type(p).__name__, on, p, e.TypeDerivation()) for on in (ANY, KINK) for p in (LIPSCHITZ, CHAIN, FINITE)),
    *(
        refused(type(p).__name__, Reason.WRONG_SHAPE, ANY, p, e.TypeDerivation())
        for p in (BELOW, BOUNDED, GENERIC, MINIMA, INFINITY, GOAL, c.SpuriousSetwiseMinimum(True), c.WellDefined())
    ),
    accepted("Theorem 1", ANY, GOAL, e.Theorem1(), *THEOREM_1),
    accepted("its premises in another order", ANY, GOAL, e.Theorem1(), *reversed(THEOREM_1)),
    *(
        refused(
            f"Theorem 1 without {type(p).__name__}",
            Reason.WRONG_PREMISE,
            ANY,
            GOAL,
            e.Theorem1(),
            *without(THEOREM_1, p),
        )
        for p in THEOREM_1
    ),
    refused("Theorem 1 with generic trajectories", Reason.WRONG_PREMISE, ANY, GOAL, e.Theorem1(), *THEOREM_1_PLUS),
    accepted("Theorem 1+", ANY, GOAL, e.Theorem1Plus(), *THEOREM_1_PLUS),
    accepted("Theorem 1+ with all trajectories", ANY, GOAL, e.Theorem1Plus(), *THEOREM_1),
    *(
        refused(
            f"Theorem 1+ without {type(p).__name__}",
            Reason.WRONG_PREMISE,
            ANY,
            GOAL,
            e.Theorem1Plus(),
            *without(THEOREM_1_PLUS, p),
        )
        for p in THEOREM_1_PLUS
    ),
    accepted("Theorem T", ANY, GOAL, e.TheoremT(), *THEOREM_T),
    *(
        refused(
            f"Theorem T without {type(p).__name__}",
            Reason.WRONG_PREMISE,
            ANY,
            GOAL,
            e.TheoremT(),
            *without(THEOREM_T, p),
        )
        for p in THEOREM_T
    ),
    refused(
        "an opposite conclusion", Reason.WRONG_SHAPE, ANY, c.SpuriousSetwiseMinimum(True), e.Theorem1(), *THEOREM_1
    ),
    refused(
        "one value is not the absence of spurious ones",
        Reason.WRONG_PREMISE,
        ANY,
        GOAL,
        e.TheoremT(),
        LIPSCHITZ,
        c.LocalMinimaHaveValue(number(0)),
        INFINITY,
    ),
    accepted("a hole proves anything", ANY, GOAL, e.Hole("open")),
)
def test_conclusions(row: Row) -> None:
    row.run()


# -- whole certificates ------------------------------------------------------------------------------------------------
def check(text: str, *steps: Step, variables: tuple[str, ...] = ("x", "y"), claim: str = "") -> Accepted:
    return check_certificate(Certificate(text, variables, steps), parse(claim or text))


def reason(text: str, *steps: Step, variables: tuple[str, ...] = ("x", "y"), claim: str = "") -> Reason:
    with pytest.raises(RejectedStep) as caught:
        check(text, *steps, variables=variables, claim=claim)
    return caught.value.reason


BOUND = Step(BELOW, e.LowerBound(ANY.psatz(squares=[(1, "x"), (1, "y")])))
TYPE = Step(LIPSCHITZ, e.TypeDerivation())


def test_another_objective_is_refused() -> None:
    assert reason("x^2+y^2", BOUND, claim="x^2+2*y^2") is Reason.OBJECTIVE_MISMATCH
    assert reason("x^2+y^2", BOUND, claim="x^2+y^2+0*z") is Reason.OBJECTIVE_MISMATCH
    assert reason("x^2", claim="x^2+0*y") is Reason.OBJECTIVE_MISMATCH
    assert reason("x^2+y^2+", BOUND, claim="x^2+y^2") is Reason.OBJECTIVE_MISMATCH
    assert reason("abs(x)+y", claim="max(x,-x)+y") is Reason.OBJECTIVE_MISMATCH


def test_equal_functions_by_the_lift_are_accepted() -> None:
    assert check("y^2+x^2", BOUND, claim="x*x+y*y").verdict is Verdict.UNDECIDED


def test_variables_must_be_those_of_the_objective() -> None:
    for variables in ((), ("x",), ("x", "x"), ("x", "y", "y"), ("x", "y", "z"), ("x", "z")):
        assert reason("x^2+y^2", BOUND, variables=variables) is Reason.OBJECTIVE_MISMATCH


def test_variables_may_come_in_any_order() -> None:
    bound = Step(BELOW, e.LowerBound(On("x^2+4*y^2", "y x").psatz(squares=[(4, "y"), (1, "x")])))

    assert check("x^2+4*y^2", bound, variables=("y", "x")).verdict is Verdict.UNDECIDED
    assert reason("x^2+4*y^2", bound, variables=("x", "y")) is Reason.IDENTITY_FAILS


def test_premises_point_backwards() -> None:
    for premises in ((0,), (1,), (-1,), (7,)):
        assert reason("x^2+y^2", Step(BELOW, BOUND.evidence, premises)) is Reason.WRONG_PREMISE


def test_holes_are_inherited() -> None:
    assumed = [Step(p, e.Hole("")) for p in THEOREM_T[1:]]
    result = check("x^2+y^2", TYPE, *assumed, Step(GOAL, e.TheoremT(), (0, 1, 2)))

    assert result.verdict is Verdict.CERTIFIED
    assert result.holes == (1, 2)
    assert result.theorems == ("smooth-calculus", "theorem-t")


def test_conclusion_without_holes_is_preferred() -> None:
    origin = e.NotLocalMinimum(
        2, (e.EscapeArc(q(1), On("x^2-y^2").path(["0", "1"])),), (((), ((1, On("x")("1")),)),), ANY.psatz(1)
    )
    saddle = Step(c.LocalMinimaHaveValue(None), e.CriticalCases(origin))
    steps = (
        Step(GOAL, e.Hole("")),
        Step(INFINITY, e.Hole("")),
        saddle,
        Step(MINIMA, e.NoLocalMinima(), (2,)),
    )
    result = check("x^2-y^2", *steps)

    assert (result.verdict, result.holes) == (Verdict.CERTIFIED, (0,))
    assert check("x^2-y^2", saddle, Step(MINIMA, e.NoLocalMinima(), (0,))).holes == ()


def test_without_conclusion_nothing_is_decided() -> None:
    assert check("x^2+y^2") == Accepted(Verdict.UNDECIDED, (), ())
    assert check("x^2+y^2", BOUND, Step(GENERIC, e.Hole(""))).holes == (1,)


def test_constants_have_no_spurious_minimum() -> None:
    constant = On("0*x+3")
    for evidence in (
        e.RegionMinimum(e.RationalPoint((q(0),)), (constant("x+1"),), constant.psatz(), e.RationalPoint((q(1),))),
        e.StrictMinimum(e.RationalPoint((q(0),)), e.RationalPoint((q(1),))),
    ):
        with pytest.raises(RejectedStep):
            check("0*x+3", Step(c.SpuriousSetwiseMinimum(False), evidence), variables=("x",))


def test_no_variables() -> None:
    point = e.RationalPoint(())
    bound = Step(c.BoundedBelow(q(3)), e.LowerBound(On("3").psatz()))

    assert check("3", bound, variables=()).verdict is Verdict.UNDECIDED
    strict = Step(c.SpuriousSetwiseMinimum(False), e.StrictMinimum(point, point))
    assert reason("3", strict, variables=()) is Reason.SIGN


def test_every_theorem_named_by_the_checker_is_in_the_table() -> None:
    assert {"theorem-1", "theorem-1-plus", "theorem-t", "theorem-r", "plateau"} <= set(THEOREMS)
