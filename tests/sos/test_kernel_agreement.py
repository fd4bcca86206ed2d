"""Evidence found here passes the rule of the kernel, and fails it after a small change."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.facts import equation, nonnegative, positive
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.psatz import check_impossible, check_nonnegative, check_positive
from tameproof.sos import find_lower_bound, prove_impossible, prove_nonnegative, prove_positive


@pytest.mark.parametrize(
    "text",
    [
        "(x*y - 1)^2 + (x - y)^2",
        "x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1",
        "x^4 + y^4 + 1 - 2*x*y + x",
        "(y*sigmoid(x) - 1)^2 + exp(x) - x",
        "abs(x*y - 1) + x^2/(1 + x^2)",
        "a^4 + b^4 + c^4 + d^4 + (a*b + c)^2 + (b*c + d)^2 + a + b + c + d",
        "a^4 + b^4 + c^4 + d^4 + e^4 + f^4 + (a*b + c)^2 + a*e - b*f + c*e*f",  # large: a rounded factor
    ],
)
def test_lower_bounds(xy, text: str) -> None:
    lifted = xy.lift(text)
    value, psatz = find_lower_bound(lifted.objective, lifted.facts)
    context = Context.of_lift(lifted)

    check_nonnegative(lifted.objective - Polynomial.constant(value), psatz, context, "psatz")
    with pytest.raises(RejectedStep) as error:
        check_nonnegative(lifted.objective - Polynomial.constant(value + 1), psatz, context, "psatz")
    assert error.value.reason is Reason.IDENTITY_FAILS


def test_conditional_claims(xy) -> None:
    lifted = xy.lift("x + y")
    facts = (positive(xy("x")), nonnegative(xy("y - x^2")), equation(xy("x*y - 1")))
    context = Context.of_lift(lifted, facts)

    check_positive(xy("x*y"), prove_positive(xy("x*y"), facts), context, "psatz")
    check_nonnegative(xy("y"), prove_nonnegative(xy("y"), facts), context, "psatz")
    impossible = (*facts, equation(xy("x - 2")))
    psatz = prove_impossible(impossible)
    check_impossible(psatz, Context.of_lift(lifted, impossible), "psatz")
    with pytest.raises(RejectedStep):
        check_impossible(replace(psatz, epsilon=Fraction(0)), Context.of_lift(lifted, impossible), "psatz")
