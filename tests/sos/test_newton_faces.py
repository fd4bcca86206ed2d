"""Faces of Newton polytopes that are negative somewhere: exact along every edge in two variables."""

import pytest

from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.sos.newton_faces import find_negative_faces

NEGATIVE_AT_0 = [
    "(y-x^2)*(y-3*x^2)+x^6",
    "(y-2*x^2)*(2*y-5*x^2)+x^6+y^4",
    "x^4-3*x^2*y+2*y^2+x^5",
    "x^2+y^2-3*x*y+z^4",
]
POSITIVE_AT_0 = ["x^2+y^4", "x^2-x*y+y^2", "(x^2+y^3)^2+x^8", "x^4*y^2+x^2*y^4-3*x^2*y^2+9*x^2+9*y^2"]
UNBOUNDED = ["y^2*(y-x^2)^2-x^6*y+x^8", "(x*y-1)^2-x", "x^4-3*x^2*y+2*y^2", "x*y*z", "x^3-y^2*x"]
BOUNDED = ["(x*y-1)^2", "x^4+y^4-x*y", "x^4*y^2+x^2*y^4-3*x^2*y^2+1"]


@pytest.mark.parametrize(
    ("text", "expected"), [*((t, True) for t in NEGATIVE_AT_0), *((t, False) for t in POSITIVE_AT_0)]
)
def test_faces_at_the_origin(text: str, expected: bool) -> None:
    f = lift(parse(text))
    found = list(find_negative_faces(f.objective, f.dimension, at_infinity=False))
    assert bool(found) == expected
    assert all(min(w) > 0 for w, _, _ in found)


@pytest.mark.parametrize(("text", "expected"), [*((t, True) for t in UNBOUNDED), *((t, False) for t in BOUNDED)])
def test_faces_at_infinity(text: str, expected: bool) -> None:
    f = lift(parse(text))
    found = list(find_negative_faces(f.objective, f.dimension, at_infinity=True))
    assert bool(found) == expected
    for w, d, k in found:
        assert k > 0
        # the face dominates for large t
        t = 10**6
        point = {i: d[i] * t ** w[i] if w[i] >= 0 else d[i] / t ** -w[i] for i in range(f.dimension)}
        assert f.objective.evaluate(point) < 0
