"""What the claim files say is true: critical values, infimum, and whether it is attained; polynomials and quotients."""

from fractions import Fraction
from functools import cache
from math import gcd
from pathlib import Path

import pytest
from objectives import SETTINGS

from tameproof.infimum import HYPOTHESES, find_infimum
from tameproof.morse_sard.critical_values import find_critical_values
from tameproof.proof import Proof
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, compare, compare_rational, format_number, rational
from tameproof.proofs.kernel.claimfile import read_claims
from tameproof.proofs.kernel.lift import NodeKind, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.sos.boundedness import find_bound_or_descent
from tameproof.sos.settings import SosSettings
from tameproof.sos.trajectories import find_bounded_trajectories

SOS = SosSettings(time_limit=30.0)
FOLDER = Path(__file__).parents[2] / "claims"


def is_rational_function(text: str) -> bool:
    return all(node.kind is NodeKind.INVERSE for node in lift(parse(text)).lifted)


ENTRIES = [
    entry
    for path in sorted(FOLDER.glob("*.claim.toml"))
    for entry in read_claims(path)
    if entry.expect != "input-error" and is_rational_function(entry.objective)
]
LISTED = [entry for entry in ENTRIES if "critical_values" in entry.truth]
BOUNDED = [entry for entry in ENTRIES if "infimum" in entry.truth]


def number(text: str) -> AlgebraicNumber:
    """Read "3/4", "root of 4*v^2-4*v-1 in (1,2)", or an expression with square roots."""
    if text.startswith("root of "):
        polynomial, interval = text.removeprefix("root of ").split(" in ")
        p = lift(parse(polynomial)).objective
        coefficients = {sum(exponents): int(a) for exponents, a in p.items()}
        low, high = map(Fraction, interval.strip("()").split(","))
        return AlgebraicNumber(tuple(coefficients.get(k, 0) for k in range(p.degree + 1)), low, high)
    try:
        return rational(Fraction(text))
    except ValueError:
        return surd(text)


def surd(text: str) -> AlgebraicNumber:
    """Read "(a+sqrt(d))/b" or "(a-sqrt(d))/b"."""
    whole, root = text.removeprefix("(").split("sqrt(")
    a, sign = int(whole[:-1]), whole[-1]
    d, b = map(int, root.split("))/"))
    # (b v - a)^2 = d, and v lies on the side of a/b that the sign says
    middle = Fraction(a, b)
    far = middle + (d if sign == "+" else -d)
    polynomial = (a * a - d, -2 * a * b, b * b)
    content = gcd(*polynomial)
    return AlgebraicNumber(tuple(k // content for k in polynomial), min(middle, far), max(middle, far))


@cache
def proof_with_values(text: str) -> Proof:
    """Return a proof with the critical values, accepted by the kernel."""
    proof = Proof(lift(parse(text)))
    assert proof.add_side_conditions(SOS) is None
    found = find_critical_values(proof.lift, SETTINGS)
    assert isinstance(found, tuple)
    proof.add(*found)
    return proof


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry.name)
def test_critical_values(entry):
    claim = proof_with_values(entry.objective).steps[-1].claim
    pairs = list(zip(claim.values, claim.status, strict=True))
    shown = [(format_number(v), s) for v, s in pairs]
    assert {s for _, s in pairs} <= {"attained", "not-attained"}, shown
    attained = [v for v, s in pairs if s == "attained"]
    expected = [number(text) for text in entry.truth["critical_values"]]
    assert len(attained) == len(expected), shown
    assert all(any(compare(v, w) == 0 for w in expected) for v in attained), shown


@pytest.mark.parametrize("entry", BOUNDED, ids=lambda entry: entry.name)
def test_infimum(entry):
    given = proof_with_values(entry.objective)
    proof = Proof(given.lift)
    proof.steps = list(given.steps)
    values = len(proof.steps) - 1
    bound, psatz = find_bound_or_descent(parse(entry.objective), proof.lift, SOS, 0)
    lower = proof.add(c.BoundedBelow(bound), e.LowerBound(psatz))
    expected = number(entry.truth["infimum"])
    if entry.truth.get("attained", True) and compare_rational(expected, bound) != 0:
        # the bound is not sharp: the minimum exists by hypotheses 1 to 5
        for claim in (c.LocallyLipschitz(), c.ChainRule()):
            proof.add(claim, e.TypeDerivation())
        proof.add(c.FinitelyManyCriticalValues(), e.ListedValues(), (values,))
        trajectories = find_bounded_trajectories(proof.lift, 4, SOS)
        premises = tuple(proof.add(*step) for step in trajectories.quantities)
        proof.add(trajectories.claim, trajectories.evidence, (lower, *premises))
        assert {type(step.claim) for step in proof.steps} >= set(HYPOTHESES)
    found = find_infimum(proof.steps, proof.lift)
    assert found is not None
    assert found.value is not None
    assert compare(found.value, expected) == 0, format_number(found.value)
    if "attained" in entry.truth:
        assert found.attained is entry.truth["attained"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/4", "3/4"),
        ("-4/27", "-4/27"),
        ("root of 4*v^2-4*v-1 in (1,2)", "(1 + sqrt(2))/2"),
        ("(39-sqrt(1517))/2", "(39 - sqrt(1517))/2"),
        ("(39+sqrt(1517))/2", "(39 + sqrt(1517))/2"),
    ],
)
def test_numbers_are_read(text, expected):
    assert format_number(number(text)) == expected


def test_both_tables_cover_polynomials_and_quotients():
    for table in (LISTED, BOUNDED):
        kinds = {lift(parse(entry.objective)).is_polynomial for entry in table}
        assert kinds == {True, False}
