"""A point on every connected component: curves and surfaces whose components are known."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic.algebraic_numbers import sign_at_point
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.component_points import find_component_points
from tameproof.symbolic.real_points import find_real_points, is_zero_at
from tests.symbolic.systems import v

x, y, z = v(0), v(1), v(2)


def k(a: Any) -> Polynomial:
    return ONE.scale(Fraction(a))


OVALS = (x * x + (y * y).scale(4) - k(4)) * ((x * x).scale(4) + y * y - k(4)) + ONE
# equations, number of variables, and per component polynomials that are positive on it and on no other one
TABLE = {
    "circle": ([x * x + y * y - ONE], 2, [[]]),
    "hyperbola": ([x * y - ONE], 2, [[x], [-x]]),
    "cubic with an oval": ([y * y - x**3 + x], 2, [[k("1/2") - x], [x - k("1/2")]]),
    "four ovals": ([OVALS], 2, [[x - y, x + y], [y - x, x + y], [x - y, -x - y], [y - x, -x - y]]),
    "two circles": ([(x * x + y * y - ONE) * ((x - k(3)) ** 2 + y * y - ONE)], 2, [[k("3/2") - x], [x - k("3/2")]]),
    "nested circles": (
        [(x * x + y * y - ONE) * (x * x + y * y - k(4))],
        2,
        [[k(2) - x * x - y * y], [x * x + y * y - k(2)]],
    ),
    "isolated point and a branch": ([y * y - x * x * (x - ONE)], 2, [[k("1/2") - x], [x - k("1/2")]]),
    "lemniscate": ([(x * x + y * y) ** 2 - x * x + y * y], 2, [[]]),
    "cusp": ([y * y - x**3], 2, [[]]),
    "a point": ([x * x + y * y], 2, [[k(1) - x]]),
    "empty": ([x * x + y * y + ONE], 2, []),
    "finite": ([x * x - x.scale(3) + k(1), y - x * x], 2, [[k("3/2") - x], [x - k("3/2")]]),
    "everything": ([], 2, [[]]),
    "hyperboloid of two sheets": ([z * z - x * x - y * y - ONE], 3, [[z], [-z]]),
    "two balls": ([(x * x - ONE) ** 2 + y * y + z * z - k("1/4")], 3, [[x], [-x]]),
    "torus": ([(x * x + y * y + z * z + k(3)) ** 2 - (x * x + y * y).scale(16)], 3, [[]]),
    "two circles in space": ([x * x + y * y - ONE, z * z - ONE], 3, [[z], [-z]]),
    "hyperbola in space": ([x * y - ONE, z - x * x], 3, [[x], [-x]]),
    "umbrella with stick": ([x * x - y * y * z], 3, [[]]),
    "line and sphere": (
        [(x - k(3)) * (x * x + y * y + z * z - ONE), y * (x * x + y * y + z * z - ONE)],
        3,
        [[x - k(2)], [k(2) - x]],
    ),
    "double circle": ([(x * x + y * y - ONE) ** 2], 2, [[]]),
    "lines that meet nothing": (
        [x * (x - ONE) * (x + ONE)],
        2,
        [[x - k("1/2")], [k("1/2") - x, x + k("1/2")], [-x - k("1/2")]],
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_every_component_has_a_point(name: str) -> None:
    equations, n, components = TABLE[name]

    found = find_component_points(equations, n, solve=find_real_points, deadline=Deadline.after(30.0))

    assert found.complete
    assert all(is_zero_at(p, point) for p in equations for point in found.points)
    regions = [[point for point in found.points if all(sign_at_point(q, point) > 0 for q in row)] for row in components]
    assert all(regions), [len(r) for r in regions]
    assert bool(found.points) == bool(components)


@pytest.mark.parametrize("name", ["hyperbola", "four ovals", "isolated point and a branch", "umbrella with stick"])
def test_hypersurfaces_need_no_program(name: str) -> None:
    equations, n, components = TABLE[name]

    found = find_component_points(
        equations, n, solve=find_real_points, deadline=Deadline.after(30.0), use_singular=False
    )

    assert all(any(all(sign_at_point(q, p) > 0 for q in row) for p in found.points) for row in components)


def test_out_of_time_is_not_complete() -> None:
    assert not find_component_points([OVALS], 2, solve=find_real_points, deadline=Deadline.after(0.0)).complete
