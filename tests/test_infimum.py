"""The infimum, attained or not, as a consequence of proved steps."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

import tameproof as tp
from tameproof.infimum import find_infimum, infimum_steps
from tameproof.morse_sard.monotone_pieces import find_infimum_of_pieces
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, compare, rational, refine
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.separate_infimum import combine_infima
from tameproof.simple_minimum import find_simple_minimum
from tameproof.sos.explore import FloatObjective
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.algebraic_numbers import format_radicals
from tameproof.symbolic.outcome import Open
from tameproof.symbolic.separate_variables import Separation

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


SQRT_3 = AlgebraicNumber((-3, 0, 1), Fraction(1), Fraction(2))
MINUS_ROOT = AlgebraicNumber((-2, 0, 1), Fraction(-2), Fraction(-1))
COMBINED = [  # product, constant, infima of the parts, value
    (False, 1, (rational(2), rational(Fraction(1, 2))), "7/2"),
    (False, 0, (ROOT, rational(1)), "1 + sqrt(2)"),
    (False, 0, (ROOT, ROOT, ROOT), "3*sqrt(2)"),
    (False, 5, (ROOT, MINUS_ROOT), "5"),
    (False, 0, (ROOT, SQRT_3), "root of v^4-10*v^2+1 in (3, 7/2)"),
    (True, 0, (ROOT, SQRT_3), "sqrt(6)"),
    (True, 1, (ROOT, ROOT), "3"),
    (True, 1, (ROOT, rational(0)), "1"),
]


@pytest.mark.parametrize(("product", "constant", "infima", "expected"), COMBINED)
def test_infima_are_added_and_multiplied(product, constant, infima, expected):
    separation = Separation(product, Fraction(constant), (("x", ("x",)),) * len(infima))
    value, _, _ = combine_infima(separation, list(infima))
    known = AlgebraicNumber((1, 0, -10, 0, 1), Fraction(3), Fraction(7, 2))
    assert compare(value, known) == 0 if expected.startswith("root") else format_radicals(value) == expected


SIMPLE = [("exp(x)+exp(-x)+y^2", "2"), ("max(x^2-1,y^2-2)+x", "-5/4"), ("x^2*y^2+x^4-x", None), ("x+exp(-x)", "1")]


@pytest.mark.parametrize(("text", "expected"), SIMPLE)
def test_minimum_at_a_simple_point(text, expected):
    lifted = lift(parse(text))
    found = find_simple_minimum(lifted, None, replace(SosSettings(), time_limit=10.0))
    if expected is None:
        assert isinstance(found, Open)
        return
    value, point, proof = found
    assert value == Fraction(expected)
    bound = c.BoundedBelow(value)
    check_step(lifted, bound, proof, (), "bound")
    check_step(lifted, c.Infimum(value, attained=True), e.AttainedInfimum(point), (bound,), "infimum")


def test_infimum_of_parts():
    report = tp.certify("x^4 - 3*x + 1/(1 + y^2)")
    assert report.infimum is not None
    assert report.infimum.text(("x", "y")) == "inf f = -(2187/256)^(1/3), not attained"


@pytest.mark.parametrize(("text", "claims", "expected"), TABLE)
def test_infimum(text, claims, expected):
    found = find_infimum(steps(*claims), lift(parse(text)))
    assert (None if found is None else found.text(("x", "y"))) == expected


@pytest.mark.parametrize(
    ("text", "claims", "expected"),
    [
        ("x^2*y^2", (ZERO, values((0, "attained"))), [(c.ExactInfimum(rational(0), True), (0, 1))]),
        (
            "x^2*y^2",
            (ZERO, values((ROOT, "attained")), *HYPOTHESES),
            [(c.ExactInfimum(ROOT, True), (0, 2, 3, 4, 5, 1))],
        ),
        (
            "(x*y-1)^2+x^2",
            (ZERO, values((1, "attained"))),
            [(c.Infimum(Fraction(0), False), (0,)), (c.ExactInfimum(rational(0), False), (2, 1))],
        ),
        ("x^2*y^2", (ZERO, values((0, "open"))), []),
        ("x", (c.UnboundedBelow(),), []),
    ],
)
def test_steps(text, claims, expected):
    given = steps(*claims)
    lifted = lift(parse(text))
    found = infimum_steps(given, lifted)
    assert [(s.claim, s.premises) for s in found] == expected
    whole = [*given, *found]
    for s in found:
        check_step(lifted, s.claim, s.evidence, tuple(whole[p].claim for p in s.premises), "step")


@pytest.mark.parametrize(
    ("text", "value", "attained"),
    [
        ("x^4-x", "(root of 256*v^3+27)", True),
        ("x/(1+x^2)+1/(4+x^2)", None, True),
        ("x^2/(1+x^2)-abs(x)/(1+x^2)", None, True),
        ("(x^2+2)/(x^2+1)", "1", False),
        ("max(x, -2*x)+1/3", "1/3", True),
        ("x^3/(1+abs(x)^3)", "-1", False),
        ("5", "5", True),
        ("min(x^2, 1)", "0", True),
    ],
)
def test_one_variable(text, value, attained):
    lifted = lift(parse(text if "x" in text else f"{text}+0*x"))
    claim, evidence = find_infimum_of_pieces(lifted)
    check_step(lifted, claim, evidence, (), "step")
    assert claim.attained is attained
    if value is not None and "root" not in value:
        assert claim.value == rational(Fraction(value))
    # no sample is below, and some sample is near
    objective = FloatObjective(lifted)
    x = np.concatenate([np.linspace(-5, 5, 20001), np.array([-1e6, 1e6])])
    low_float = float(np.min(objective.value(x[None, :])))
    exact_float = float(refine(claim.value, Fraction(1, 10**12)).low)
    assert -1e-9 < low_float - exact_float < 1e-5


@pytest.mark.parametrize("text", ["x", "x^3", "-x^2", "exp(x)", "x^2+y^2"])
def test_no_infimum_from_pieces(text):
    assert isinstance(find_infimum_of_pieces(lift(parse(text))), Open)


def test_the_minimum_of_a_polynomial_is_a_proved_step():
    report = tp.certify("x^4+y^4-3*x*y+x", timeout=60)
    assert any(isinstance(s.claim, c.ExactInfimum | c.Minimum) for s in report.steps)
    assert report.infimum.attained
    assert len(report.infimum.value.polynomial) == 10
