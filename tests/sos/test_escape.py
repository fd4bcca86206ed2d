"""Hypothesis 5 refuted: trajectories that are unbounded, and trajectories that do not exist for all times."""

from dataclasses import replace
from fractions import Fraction

import pytest

import tameproof as tp
from tameproof.proof import Proof, RefusedByKernel
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.codec import decode, encode
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.escape import find_blow_up, find_unbounded_trajectory
from tameproof.sos.lower_bound import find_lower_bound
from tameproof.sos.regions import find_refutation
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open

SETTINGS = replace(SosSettings(), time_limit=20.0)


def started(lifted: Lift) -> tuple[Proof, c.CriticalValues, Fraction, e.Psatz, tuple[int, int]]:
    """Return a proof with a lower bound and the critical values."""
    from tameproof.morse_sard.critical_values import find_critical_values
    from tameproof.morse_sard.settings import MorseSardSettings

    bound = find_lower_bound(lifted.objective, lifted.facts, settings=SETTINGS)
    values = find_critical_values(lifted, MorseSardSettings(time_limit=20.0))
    assert not isinstance(bound, Open)
    assert not isinstance(values, Open)
    proof = Proof(lifted)
    first = proof.add(c.BoundedBelow(bound[0]), e.LowerBound(bound[1]))
    second = proof.add(*values)
    return proof, values[0], bound[0], bound[1], (first, second)


@pytest.mark.parametrize("text", ["(x*y-1)^2 + x^2", "(x^2*y-1)^2 + y^2", "exp(x)", "(x^2-1)^2 + exp(-y)"])
def test_infimum_that_is_not_attained(text: str) -> None:
    lifted = lift(parse(text))
    proof, values, lower, psatz, premises = started(lifted)
    found = find_unbounded_trajectory(lifted, values, lower, psatz)

    assert not isinstance(found, Open)
    assert found[1].inequalities == ()
    proof.add(*found, premises)
    certificate = proof.certificate(text, {})
    assert decode(encode(certificate)).steps == certificate.steps
    check_certificate(certificate, parse(text))


def test_region_of_a_refutation() -> None:
    text = "(x*y-1)^2 + (x-1)^2"
    lifted = lift(parse(text))
    proof, values, lower, psatz, premises = started(lifted)
    refutation = find_refutation(lifted, 0, SETTINGS)
    assert not isinstance(refutation, Open)
    region = refutation[1]
    assert isinstance(region, e.Region)
    found = find_unbounded_trajectory(lifted, values, lower, psatz, region=region)

    assert not isinstance(found, Open)
    proof.add(*found, premises)
    claim, evidence = found
    outside = c.UnboundedTrajectory((Fraction(1), Fraction(1)))
    with pytest.raises(RefusedByKernel):
        proof.add(outside, evidence, premises)
    with pytest.raises(RefusedByKernel):
        proof.add(claim, replace(evidence, level=evidence.level + 10), premises)
    with pytest.raises(RefusedByKernel):
        proof.add(claim, evidence, premises[:1])


def test_bounded_trajectories_are_not_refuted() -> None:
    lifted = lift(parse("(x*y-1)^2"))
    _, values, lower, psatz, _ = started(lifted)

    assert isinstance(find_unbounded_trajectory(lifted, values, lower, psatz), Open)


BLOW_UP = [
    ("-x^3/3", ["1"], Fraction(1)),
    ("-x^4 - y^4", ["1", "1"], None),
    ("-x^3/3 + y^2", ["1/2", "3"], Fraction(2)),
]


@pytest.mark.parametrize(("text", "start", "time"), BLOW_UP)
def test_blow_up(text: str, start: list[str], time: Fraction | None) -> None:
    lifted = lift(parse(text))
    found = find_blow_up(lifted, [Fraction(s) for s in start], SETTINGS)

    assert not isinstance(found, Open)
    claim, evidence = found
    assert time is None or claim.time == time
    proof = Proof(lifted)
    proof.add(claim, evidence)
    with pytest.raises(RefusedByKernel):
        proof.add(replace(claim, time=claim.time / 2), evidence)
    mirrored = replace(claim, start=tuple(-s for s in claim.start))
    with pytest.raises(RefusedByKernel):
        proof.add(mirrored, replace(evidence, quantity=Polynomial.variable(0)))
    with pytest.raises(RefusedByKernel):
        proof.add(claim, replace(evidence, rate=evidence.rate * 8))
    with pytest.raises(RefusedByKernel):
        proof.add(claim, replace(evidence, rate=Fraction(0)))


def test_no_blow_up_of_a_convex_function() -> None:
    assert isinstance(find_blow_up(lift(parse("x^2")), [Fraction(1)], replace(SETTINGS, time_limit=2.0)), Open)


@pytest.mark.parametrize(
    "text", ["(x*y-1)^2 + x^2", "(x*y-2)^2 + (x^3-x)^2", "(x1*y1-1)^2 + (x2*y1-1)^2 + (x2*y2-1)^2"]
)
def test_public_function(text: str) -> None:
    found = tp.unbounded_trajectory(text)

    assert not isinstance(found, Open)
    assert check_certificate(found.certificate, parse(text)).holes == ()


def test_public_blow_up() -> None:
    found = tp.blow_up("-x^3/3", ["1/2"])

    assert not isinstance(found, Open)
    assert found.time == 2
    check_certificate(found.certificate, parse("-x^3/3"))
    with pytest.raises(TypeError):
        tp.blow_up("-x^3/3", [0.5])  # type: ignore[list-item]
