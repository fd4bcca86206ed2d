"""Sums of squares modulo ideals: bases of standard monomials, cofactors of any degree."""

from __future__ import annotations

import pytest

from tameproof.proofs.kernel.facts import equation, nonnegative
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos import SosSettings
from tameproof.sos.identity import is_proof
from tameproof.sos.quotient_shape import find_proof_modulo_ideal
from tameproof.sos.settings import Deadline
from tameproof.sos.shapes import Shape, shapes_for


def read(*texts: str) -> list[Polynomial]:
    names = ("x", "y", "z")
    return [lift(parse(f"({t})+0*(x+y+z)"), names).objective for t in texts]


def prove(goal: str, equations: tuple[str, ...], inequalities: tuple[str, ...] = (), *, strict: bool = False):
    """Return the goal, the facts and the proof of the first shape that gives one."""
    q = read(goal)[0]
    facts = [*map(equation, read(*equations)), *map(nonnegative, read(*inequalities))]
    settings = SosSettings(time_limit=20)
    relevant = tuple(range(len(facts)))
    shapes: list[Shape] = list(shapes_for(q, facts, relevant, settings, strict=strict, everywhere=False))
    for shape in shapes[:6]:
        found = find_proof_modulo_ideal(q, facts, relevant, shape, settings, Deadline(20), strict=strict)
        if found is not None:
            return q, facts, found
    return q, facts, None


@pytest.mark.parametrize(
    ("goal", "equations", "inequalities", "strict"),
    [
        ("x+y+2", ("x^2+y^2-1",), (), True),  # on the circle x + y >= -sqrt(2)
        ("3/2-x-y", ("x^2+y^2-1",), (), True),
        ("x+1", ("x^2-x",), (), True),  # on two points
        ("x*y+1/2", ("x^2+y^2-1",), (), False),  # x y = -1/2 is taken
        ("x+y+z+2", ("x^2-x", "y^2-y", "z^2-z"), (), True),
        ("1-x*y", ("x^2-x", "y^2-y"), (), False),
        ("x", ("x*y-1",), ("y",), False),
        ("x^2+y^2-2", ("x*y-1",), (), False),
        ("0", ("x^2+1",), (), True),  # no real point
        ("0", ("x*y-1", "x^2+y^2-1"), (), True),
    ],
)
def test_true_statements_have_exact_identities(
    goal: str, equations: tuple[str, ...], inequalities: tuple[str, ...], strict: bool
):
    q, facts, found = prove(goal, equations, inequalities, strict=strict)
    assert found is not None
    assert is_proof(q, found, facts, strict=strict)


@pytest.mark.parametrize(
    ("goal", "equations", "strict"),
    [
        ("x+y+1", ("x^2+y^2-1",), False),  # negative at (-1, 0) + a little
        ("x*y+49/100", ("x^2+y^2-1",), False),
        ("x", ("x*y-1",), False),
        ("x^2+y^2-2", ("x*y-1",), True),  # zero is taken
        ("0", ("x*y-1",), True),  # there are real points
        ("x", ("x^3-y^2",), False),  # true, but only with a multiplier that vanishes at the cusp
        ("x", (), False),  # no equation: another method's work
    ],
)
def test_false_and_harder_statements_have_none(goal: str, equations: tuple[str, ...], strict: bool):
    assert prove(goal, equations, strict=strict)[2] is None
