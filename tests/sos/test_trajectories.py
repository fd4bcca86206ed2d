"""Bounded trajectories: each method on the example that needs it; every answer is checked by the kernel."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tameproof.proof import Proof
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import BoundedBelow, BoundedTrajectories
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.sos.confinement import find_confinement
from tameproof.sos.gronwall import find_gronwall
from tameproof.sos.lower_bound import find_lower_bound
from tameproof.sos.malgrange import Speed, find_polyak_lojasiewicz
from tameproof.sos.outcome import TrajectoryProof
from tameproof.sos.residual_gronwall import find_residual_gronwall
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.trajectories import find_bounded_trajectories
from tameproof.symbolic.outcome import Open

SETTINGS = replace(SosSettings(), time_limit=20.0)

BOUNDED = [
    ("(x^2-1)^2", e.Proper),
    ("x^2 + y^2*(1-x)^4", e.Proper),
    ("(x*y-1)^2", e.Proper),
    ("(a*b*c*d*e-1)^2", e.BalancedLayers),
    ("(x1*y1-2)^2 + (x1*y2)^2 + (x2*y1)^2 + (x2*y2-1)^2", e.Proper),
    ("(x*y-1)^2 + (x^2-1)^2", e.Proper),  # a Lyapunov function of degree 4
    ("(x^2-y^3)^2", e.Proper),
    ("(x-1)^2*(1+y^2) + y^4", e.Proper),
    ("x^2/(1+x^2)", e.Proper),
    ("(x*y-1)^2 + (x^2-2)^2 + (x*z-1)^2", e.Proper),
    ("((x^2+1)*y-1)^2", e.Proper),
    ("(x*y-1)^2*(1+x^2)", e.Proper),
    ("(x-2)^2*(1+(y-1)^2)", e.Malgrange),
    ("(w*sigmoid(u)-1)^2", e.Confinement),
    ("(w*tanh(u)-1)^2", e.Confinement),
    ("abs(x*y-1)", e.Proper),
    ("abs(x1*y1-1) + abs(x1*y2-1) + abs(x2*y1-1) + abs(x2*y2-1)", e.BalancedLayers),
]


def test_growth_inequalities_without_lyapunov_functions() -> None:
    """The later methods of the order of attack, on their own examples."""
    deadline = Deadline(20.0)
    plain = lift(parse("(x*y-1)^2 + (x^2-1)^2"))
    weighted = lift(parse("(x*y-1)^2*(1+x^2)"))
    parabola = lift(parse("(y-x^2)^2"))
    cubic = lift(parse("(x*y*z-1)^2*(1+x^2)"))
    quotient = lift(parse("(x*y-1)^2/(1+x^2)"))

    growth = find_gronwall(plain, (), SETTINGS, deadline)
    residual = find_residual_gronwall(weighted, (), SETTINGS, deadline)
    dominance = find_polyak_lojasiewicz(parabola, SETTINGS, deadline)

    assert isinstance(growth, e.Gronwall)
    checked(plain, TrajectoryProof((), BoundedTrajectories(), growth))
    assert isinstance(residual, e.DesingularisedGronwall)
    checked(weighted, TrajectoryProof((), BoundedTrajectories(), residual))
    for lifted in (cubic, quotient):
        found = find_residual_gronwall(lifted, (), SETTINGS, Deadline(20.0))
        assert isinstance(found, e.DesingularisedGronwall)
        checked(lifted, TrajectoryProof((), BoundedTrajectories(), found))
    assert isinstance(dominance, Speed)
    assert dominance.evidence.radius == 1  # |grad f|^2 >= mu f
    checked(parabola, TrajectoryProof((dominance.bound,), BoundedTrajectories(), dominance.evidence))


def test_a_chain_of_sigmoids() -> None:
    """In each phase w_3 and w_2 are monotone, and so is w_3^2/2 - w_2 or its negative."""
    lifted = lift(parse("(w3*sigmoid(w2*sigmoid(w1))-1)^2"))
    found = find_confinement(lifted, (), SETTINGS, Deadline(120.0))

    assert not isinstance(found, Open)
    assert isinstance(found[1].tree, e.Phases)
    checked(lifted, TrajectoryProof(found[0], BoundedTrajectories(), found[1]))


def network(*widths: int) -> str:
    """Return |W_L ... W_1 X - Y|^2 with fixed integer data of full rank."""
    product = [[f"a{i}_{j}" for j in range(widths[0])] for i in range(widths[1])]
    for layer, (inputs, outputs) in enumerate(pairwise(widths[1:])):
        name = chr(ord("b") + layer)
        product = [
            ["(" + " + ".join(f"{name}{i}_{k}*{product[k][j]}" for k in range(inputs)) + ")" for j in range(widths[0])]
            for i in range(outputs)
        ]
    samples = widths[0] + 1
    data = [[(3 * j + 2 * s + j * s) % 7 - 3 for s in range(samples)] for j in range(widths[0])]
    return " + ".join(
        "(" + " + ".join(f"({data[j][s]})*{product[i][j]}" for j in range(widths[0])) + f" - ({(5 * i + s) % 4}))^2"
        for i in range(widths[-1])
        for s in range(samples)
    )


def checked(lifted: Lift, found: TrajectoryProof) -> None:
    """Put the steps into a proof; the kernel refuses wrong ones."""
    bound = find_lower_bound(lifted.objective, lifted.facts, settings=SETTINGS)
    assert not isinstance(bound, Open)
    proof = Proof(lifted)
    premises = [proof.add(BoundedBelow(bound[0]), e.LowerBound(bound[1]))]
    premises += [proof.add(claim, evidence) for claim, evidence in found.quantities]
    proof.add(found.claim, found.evidence, tuple(premises))


@pytest.mark.parametrize(("text", "method"), BOUNDED)
def test_bounded(text: str, method: type) -> None:
    lifted = lift(parse(text))
    found = find_bounded_trajectories(lifted, 6, SETTINGS)

    assert isinstance(found, TrajectoryProof)
    assert found.claim == BoundedTrajectories()
    assert isinstance(found.evidence, method)
    checked(lifted, found)


@pytest.mark.parametrize("widths", [(2, 2, 2), (2, 2, 2, 2), (1, 3, 2)])
def test_linear_networks(widths: tuple[int, ...]) -> None:
    lifted = lift(parse(network(*widths)))
    found = find_bounded_trajectories(lifted, 6, SETTINGS)

    assert isinstance(found, TrajectoryProof)
    assert isinstance(found.evidence, e.BalancedLayers)
    assert len(found.evidence.layers) == len(widths) - 1
    checked(lifted, found)


def test_data_without_full_rank() -> None:
    """One sample of a network 2-2-2-2: W_1 is constant across the sample, and the projector says so."""
    hidden = [f"(b{i}0*(a00 + 2*a01) + b{i}1*(a10 + 2*a11))" for i in range(2)]
    lifted = lift(parse(" + ".join(f"(c{i}0*{hidden[0]} + c{i}1*{hidden[1]} - {i + 1})^2" for i in range(2))))
    found = find_bounded_trajectories(lifted, 4, SETTINGS)

    assert isinstance(found, TrajectoryProof)
    assert isinstance(found.evidence, e.BalancedLayers)
    assert len(found.evidence.projector) == 2
    checked(lifted, found)


@pytest.mark.parametrize("text", ["(x*y-1)^2 + (x-1)^2", "(x1*y1-1)^2 + (x2*y1-1)^2 + (x2*y2-1)^2"])
def test_open_with_a_trace(text: str) -> None:
    """Spurious minima at infinity: some trajectories are unbounded, so nothing may be found."""
    found = find_bounded_trajectories(lift(parse(text)), 4, replace(SETTINGS, time_limit=5.0))

    assert isinstance(found, Open)
    assert found.tried
