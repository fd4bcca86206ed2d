"""Coordinate bounds with a factor: accepted where the factor's roots are candidates, refused otherwise."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tameproof.proofs.kernel.algebraic import rational
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import BoundedBelow, NoValueAtInfinity
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import (
    AtMostInfimum,
    BoundedPart,
    Candidate,
    CoordinateBound,
    Eliminants,
    Empty,
    ProductTerm,
    Psatz,
    SplitSign,
    Squares,
    Tangency,
)
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import ONE, Polynomial

ZERO, UNIT = Fraction(0), Fraction(1)
LIFT = lift(parse("exp(x)"))
X, E = Polynomial.variable(0), Polynomial.variable(1)
# facts of exp(x): e > 0, e - 1 - x >= 0, 1 - e + e x >= 0; then x^2 - 1 > 0; then the sign of x
E_POSITIVE, ABOVE, BELOW, FAR, SIGN = range(5)


def term(facts, *squares):
    return ProductTerm(facts, Squares(tuple((Fraction(c), p) for c, p in squares)))


def tree(control, candidates):
    # x > 0: e^2 - x^2 = (e - 1 - x)(e - 1 - x) + 2 (e - 1 - x) x + 2 (e - 1 - x) + 2 x + 1
    right = BoundedPart(
        (ZERO, ZERO, UNIT),
        1,
        Psatz(
            squares=Squares(((UNIT, E - ONE - X), (UNIT, ONE))),
            products=(term((ABOVE, SIGN), (2, ONE)), term((ABOVE,), (2, ONE)), term((SIGN,), (2, ONE))),
        ),
    )
    # x = 0: 0 = (x^2 - 1) + 1 - x x
    zero = Empty(Psatz(UNIT, squares=Squares(((UNIT, ONE),)), combination=((SIGN, -X),), unit=(FAR,)))
    left = Eliminants((control,), candidates)
    return Tangency((UNIT,), (1,), UNIT, SplitSign(X, right, zero, left))


# x < 0, t = -x e: 1 - t^2 = (1 - t)^2 + 2 t (1 - e - t) + 2 t e
SQUARE = Psatz(
    squares=Squares(((UNIT, ONE + X * E),)),
    products=(term((SIGN, E_POSITIVE, BELOW), (2, ONE)), term((SIGN,), (2, E))),
)
CONTROL = CoordinateBound((UNIT,), 1, SQUARE, (ZERO, UNIT))
AT_ZERO = (Candidate(rational(0), ZERO, AtMostInfimum()),)


def check(control, candidates, bound=ZERO):
    check_step(LIFT, NoValueAtInfinity(), tree(control, candidates), (BoundedBelow(bound),), "step")


def test_the_exponential_function_is_accepted():
    check(CONTROL, AT_ZERO)


@pytest.mark.parametrize(
    ("control", "candidates", "bound", "reason"),
    [
        (CONTROL, (), ZERO, Reason.ROOTS),
        (CONTROL, (Candidate(rational(1), ZERO, AtMostInfimum()),), Fraction(1), Reason.ROOTS),
        (CONTROL, AT_ZERO, Fraction(-1), Reason.SIDE_CONDITION),
        (replace(CONTROL, factor=(UNIT,)), AT_ZERO, ZERO, Reason.IDENTITY_FAILS),
        (replace(CONTROL, factor=(-UNIT, UNIT)), (Candidate(rational(1), ZERO, AtMostInfimum()),), ZERO, None),
        (replace(CONTROL, factor=()), AT_ZERO, ZERO, Reason.WRONG_SHAPE),
        (replace(CONTROL, factor=(ZERO,)), AT_ZERO, ZERO, Reason.WRONG_SHAPE),
        (replace(CONTROL, factor=(ZERO, UNIT, ZERO)), AT_ZERO, ZERO, Reason.WRONG_SHAPE),
        (replace(CONTROL, bound=(Fraction(1, 2),)), AT_ZERO, ZERO, Reason.IDENTITY_FAILS),
    ],
)
def test_changed_evidence_is_refused(control, candidates, bound, reason):
    with pytest.raises(RejectedStep) as refusal:
        check(control, candidates, bound)
    if reason is not None:
        assert refusal.value.reason is reason
