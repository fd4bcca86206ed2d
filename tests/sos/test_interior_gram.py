"""Positive definite Gram matrices: which polynomials have one, and that the exact identity holds."""

from __future__ import annotations

import pytest

from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.sos import SosSettings
from tameproof.sos.exact_solution import find_interior_solution
from tameproof.sos.settings import Deadline
from tameproof.sos.shape_program import build_program
from tameproof.sos.shapes import shapes_for
from tameproof.symbolic.outcome import Open


def interior(text: str):
    """Return the target and what is found for the plain sum of squares."""
    q = lift(parse(text)).objective
    settings = SosSettings(time_limit=20)
    shape = next(iter(shapes_for(q, (), (), settings, strict=False, everywhere=True)))
    built = build_program(q, (), (), shape, settings, strict=False)
    assert not isinstance(built, Open)
    return q, find_interior_solution(built[0], settings, Deadline(20))


@pytest.mark.parametrize(
    "text",
    [
        "x^4+y^4+2-2*x*y+x",
        "x^4+y^4+z^4+x*y*z+1+(x+y-z)^2",
        "x^20+y^20+1-x*y",
        "1+(x-1)^2*(x-2)^2*(x-3)^2+y^2",
        "1000000*x^4+x^2+1/1000000-x^3/1000",
        "(x-100)^4+(y+50)^4+1",
        "(a^2+b^2-1)^2+(b^2+c^2-1)^2+(c^2+d^2-1)^2+a^4+b^4+c^4+d^4",
    ],
)
def test_the_identity_of_an_interior_point_is_exact(text: str):
    _, found = interior(text)
    assert found is not None
    assert found.residual().is_zero


@pytest.mark.parametrize(
    "text",
    [
        "x^4*y^2+x^2*y^4-3*x^2*y^2+1",  # nonnegative, no sum of squares
        "x^4+y^4-3*x^2*y^2+1/100",  # negative at (1, 1)
        "(x-y)^2+(x*y-1)^2",  # a sum of squares with real zeros: every Gram matrix is singular
    ],
)
def test_no_interior_point_where_there_is_none(text: str):
    assert interior(text)[1] is None
