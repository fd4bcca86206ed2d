"""The infimum, attained or not, as a consequence of proved steps."""

from fractions import Fraction

import pytest

from tameproof.infimum import find_infimum
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, rational
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse

ROOT = AlgebraicNumber((-2, 0, 1), Fraction(1), Fraction(2))
HYPOTHESES = (c.LocallyLipschitz(), c.ChainRule(), c.FinitelyManyCriticalValues(), c.BoundedTrajectories())


def steps(*claims):
    return tuple(Step(claim, e.Hole("given")) for claim in claims)


def values(*rows):
    numbers = tuple(v if isinstance(v, AlgebraicNumber) else rational(v) for v, _ in rows)
    return c.CriticalValues((1,), numbers, tuple(s for _, s in rows))


ZERO = c.BoundedBelow(Fraction(0))
TABLE = [
    ("x^2*y^2", (ZERO, values((0, "attained"))), "inf f = 0, attained"),
    ("(x*y-1)^2+x^2", (ZERO, values((1, "attained"))), "inf f = 0, not attained"),
    ("(x^3*y-1)^2+y^2", (ZERO, values()), "inf f = 0, not attained"),
    ("1/(1+x^2)", (ZERO, values((1, "attained"))), "inf f = 0, not attained"),
    # a variable may keep a value other than 0
    ("(x^2-1)^2+1/(1+y^2)", (ZERO, values((1, "attained"), (2, "attained"))), "inf f = 0, not attained"),
    ("(x-y)^2+1/(1+y^2)", (ZERO, values()), "inf f = 0, not attained"),
    ("(x^2-1)^2+1/(1+y^2)+1", (ZERO, values((2, "attained"), (3, "attained"))), None),
    ("x^2/(1+x^2)", (ZERO, values((0, "attained"))), "inf f = 0, attained"),
    ("x", (c.UnboundedBelow(),), "inf f = -infinity"),
    # the bound is not sharp: only the existence of a minimum decides
    ("x^2*y^2", (ZERO, values((ROOT, "attained")), *HYPOTHESES), "inf f = sqrt(2), attained"),
    ("x^2*y^2+1", (ZERO, values((ROOT, "attained"))), None),
    ("x^2*y^2", (ZERO, values((0, "not-attained"), (ROOT, "attained")), *HYPOTHESES), "inf f = sqrt(2), attained"),
    ("x^2*y^2", (ZERO, values((-1, "open"), (ROOT, "attained")), *HYPOTHESES), "inf f = sqrt(2), attained"),
    # open statuses are no statement
    ("x^2*y^2", (ZERO, values((0, "open"), (ROOT, "attained")), *HYPOTHESES), None),
    ("x^2*y^2", (ZERO, values((0, "open"))), None),
    ("x^2*y^2", (values((0, "attained")),), None),
    ("x^2*y^2", (ZERO,), None),
    ("x^2+1", (ZERO, values((1, "attained"))), None),
]


@pytest.mark.parametrize(("text", "claims", "expected"), TABLE)
def test_infimum(text, claims, expected):
    found = find_infimum(steps(*claims), lift(parse(text)))
    assert (None if found is None else found.text(("x", "y"))) == expected
