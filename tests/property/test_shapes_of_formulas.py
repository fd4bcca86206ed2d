"""What the checker reads off a formula - growth, image, convexity, bounds - against its values.

The values are balls, so that a contradiction is one for certain.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import pytest

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.rules.convexity import Shape, shape_of
from tameproof.proofs.kernel.rules.increasing import growth
from tameproof.proofs.kernel.rules.monotone_functions import Image, image_of
from tameproof.proofs.kernel.rules.single_variables import check_convex_where_defined
from tests.property.random_formulas import random_formulas, value_of

pytestmark = pytest.mark.property

SEED = 51417
SMALL = 120
LARGE = 20000
PRECISION = 200
POINTS = (-1000, -30, -5, -3, -2, -1.5, -1, -0.5, -0.25, 0, 0.125, 0.5, 0.75, 1, 1.25, 2, 3, 4, 6, 30, 1000)


@pytest.fixture(autouse=True)
def _precision() -> Iterator[None]:
    before, flint.ctx.prec = flint.ctx.prec, PRECISION
    yield
    flint.ctx.prec = before


def ball(value: Fraction) -> Any:
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def outside(y: Any, low: Fraction | None, high: Fraction | None) -> bool:
    return bool((low is not None and y < ball(low)) or (high is not None and y > ball(high)))


def wrong_way(direction: int, before: Any, after: Any) -> bool:
    return bool(before != after) if direction == 0 else bool(after < before if direction > 0 else after > before)


def contradiction_of_growth(tree: Expression, lower: Fraction | None, seen: Any) -> str | None:
    """Return how the values contradict a direction and bounds on [lower, infinity), or on the line."""
    known = []
    for x in POINTS:
        if lower is None or x >= lower:
            y = value_of(tree, {"t": flint.arb(x)})
            if y.is_finite():
                known.append(y)
    if any(outside(y, seen.low, seen.high) for y in known):
        return "a value outside the bounds"
    if any(wrong_way(seen.direction, a, b) for a, b in pairwise(known)):
        return "the other direction"
    return None


def contradiction_of_limits(tree: Expression, image: Image) -> str | None:
    """Return which end of an image the values far out do not come closer to (None: infinity)."""
    for sign in (-1, 1) if image.direction else ():
        near, far = (value_of(tree, {"t": flint.arb(sign * t)}) for t in (2, 2**40))
        end = image.high if sign == image.direction else image.low
        if not far.is_finite():
            continue
        closer = abs(far - near) > 1 if end is None else not abs(far - ball(end)) > abs(near - ball(end)) / 2
        if not closer:
            return f"the limit {end} for t -> {sign} infinity"
    return None


def contradiction_of_shape(tree: Expression, shape: Shape, points: list[dict[str, Any]]) -> str | None:
    """Return how the values at three equidistant points contradict what is seen of a formula."""
    a, b, c = (value_of(tree, p) for p in points)
    if not (a.is_finite() and b.is_finite() and c.is_finite()):
        return None
    found = {
        "convex": shape.convex and a + c < 2 * b,
        "concave": shape.concave and a + c > 2 * b,
        "log-convex": shape.log_convex and (b < 0 or a * c < b * b),
        "log-concave": shape.log_concave and (b < 0 or (a > 0 and c > 0 and a * c > b * b)),
        "bounds": any(outside(y, shape.low, shape.high) for y in (a, b, c)),
    }
    if shape.norm and a > 0 and b > 0 and c > 0:
        found["norm"] = a.sqrt() + c.sqrt() < 2 * b.sqrt()
    return next((name for name, wrong in found.items() if wrong), None)


def contradictions(text: str, tree: Expression, rng: random.Random) -> Iterator[tuple[str, object, str]]:
    """Yield what the values contradict: the formula, what was seen of it, and how."""
    if "u" not in text:
        for lower in (None, Fraction(rng.choice((-1, 0, 1, 2)))):
            try:
                part = growth(tree, lower, "growth")
            except RejectedStep:
                continue
            wrong = contradiction_of_growth(tree, lower, part)
            if wrong is not None:
                yield text, (lower, part), wrong
        try:
            image = image_of(tree, "image")
        except RejectedStep:
            return
        wrong = contradiction_of_growth(tree, None, image) or contradiction_of_limits(tree, image)
        if wrong is not None:
            yield text, image, wrong
        return
    shape = shape_of(tree)
    try:
        check_convex_where_defined(tree, "shape")
        is_everywhere = False
    except RejectedStep:
        is_everywhere = True  # what is seen holds for formulas that are defined at every point only
    for _ in range(6):
        scale = rng.choice((0.25, 1, 3, 10))
        start, step = ({n: flint.arb(rng.gauss(0, scale)) for n in ("t", "u")} for _ in range(2))
        line = [{n: start[n] + k * step[n] / 4 for n in start} for k in range(-4, 5)]
        wrong = contradiction_of_shape(tree, shape, [line[0], line[4], line[8]])
        defined = all(value_of(tree, p).is_finite() for p in line)  # a formula is decided where it is defined only
        if wrong is not None and defined and not (is_everywhere and _has_gap(tree, rng)):
            yield text, shape, wrong


def _has_gap(tree: Expression, rng: random.Random) -> bool:
    points = ({n: flint.arb(rng.gauss(0, s)) for n in ("t", "u")} for s in (0.1, 1, 1, 5, 5, 20) * 3)
    return not all(value_of(tree, p).is_finite() for p in points)


def all_contradictions(count: int, seed: int) -> list[tuple[str, object, str]]:
    rng = random.Random(seed)
    formulas = random_formulas(3 * count, ("t",), seed) + random_formulas(count, ("t", "u"), seed)
    return [found for text, tree in formulas for found in contradictions(text, tree, rng)]


def test_a_small_sample() -> None:
    assert all_contradictions(SMALL, SEED) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_large_sample(seed: int) -> None:
    assert all_contradictions(LARGE // 10, seed) == []
