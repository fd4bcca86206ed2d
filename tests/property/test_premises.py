"""Rules that conclude from premises alone, in random finite models.

A model says what inf f is, whether it is attained, and which numbers are critical values, values of local minima and
values at infinity; premises are drawn among the claims that hold in it.  What is accepted must hold as well.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import pytest

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import compare_rational, rational, real_roots
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse

pytestmark = pytest.mark.property

SEED = 40961
SMALL = 1200
LARGE = 30000

MINUS, PLUS = real_roots((-2, 0, 1))
NUMBERS = (rational(-2), MINUS, rational(-1), rational(0), rational(Fraction(1, 2)), rational(1), PLUS, rational(2))
BOUNDS = tuple(Fraction(k, 4) for k in (-12, -8, -6, -4, -2, 0, 1, 2, 4, 6, 8, 12))
LIFT = lift(parse("x^2+y^2"))  # never looked at


@dataclass(frozen=True)
class World:
    """What is true of an imaginary function; numbers are positions in NUMBERS.

    Attributes:
        infimum: None if f is not bounded below.
        attained: whether some point has this value.
        critical: the critical values.
        minima: the values of local minima, all of them critical.
        far: the values at infinity.
        tame: whether hypotheses 1 to 5 of Theorem 1 hold.
    """

    infimum: int | None
    attained: bool
    critical: frozenset[int]
    minima: frozenset[int]
    far: frozenset[int]
    tame: bool

    def is_above(self, k: int) -> bool:
        """Whether number k is above the infimum."""
        return self.infimum is None or k > self.infimum

    @property
    def no_far_value(self) -> bool:
        return not any(map(self.is_above, self.far))

    @property
    def no_spurious_minimum(self) -> bool:
        return not any(map(self.is_above, self.minima))


def draw_world(rng: random.Random) -> World:
    infimum = rng.randrange(len(NUMBERS)) if rng.random() < 0.85 else None
    possible = [k for k in range(len(NUMBERS)) if infimum is None or k > infimum]
    critical = {k for k in possible if rng.random() < 0.4}
    minima = {k for k in critical if rng.random() < 0.4}
    attained = infimum is not None and rng.random() < 0.5
    tame = attained and rng.random() < 0.5
    far = set() if tame else {k for k in possible if rng.random() < 0.3}
    if attained and infimum is not None:
        critical.add(infimum)
        minima.add(infimum)
    if infimum is not None and not tame and (not attained or rng.random() < 0.3):
        far.add(infimum)
    return World(infimum, attained, frozenset(critical), frozenset(minima), frozenset(far), tame)


def draw_premise(world: World, rng: random.Random) -> Iterator[c.Claim]:
    """Yield claims that hold in the world, or nothing."""
    some = {k for k in range(len(NUMBERS)) if rng.random() < 0.3}
    value = None if world.infimum is None else NUMBERS[world.infimum]
    match rng.randrange(8):
        case 0 if value is not None:
            yield c.BoundedBelow(rng.choice([b for b in BOUNDS if compare_rational(value, b) >= 0]))
        case 1:
            yield c.ValuesAtInfinity(tuple(NUMBERS[k] for k in sorted(some | world.far)))
        case 2:
            bound = rng.choice(BOUNDS)
            listed = some | {k for k in world.far if compare_rational(NUMBERS[k], bound) >= 0}
            yield c.ValuesAtInfinity(tuple(NUMBERS[k] for k in sorted(listed)), bound)
        case 3 | 4:
            rows = sorted(some | world.critical)
            states = ["attained" if k in world.critical else "not-attained" for k in rows]
            status = tuple("open" if rng.random() < 0.25 else s for s in states)
            yield c.CriticalValues((1,), tuple(NUMBERS[k] for k in rows), status)
        case 5 if value is not None:
            yield c.ExactInfimum(value, world.attained)
            if value.low == value.high:
                yield c.Infimum(value.low, world.attained and rng.random() < 0.7)
        case 6 if len(world.minima) < 2:
            assumed = rng.choice((None, rng.choice(NUMBERS)))
            yield c.LocalMinimaHaveValue(NUMBERS[min(world.minima)] if world.minima else assumed)
        case 7 if world.tame:
            yield from (c.LocallyLipschitz(), c.ChainRule(), c.FinitelyManyCriticalValues(), c.BoundedTrajectories())
        case _:
            return


def questions(world: World, rng: random.Random) -> Iterator[tuple[c.Claim, e.Evidence, bool]]:
    """Yield claims with the evidence that refers to premises only, and whether they hold in the world."""
    yield c.NoValueAtInfinity(), e.CommonValues(), world.no_far_value
    listed = {k for k in range(len(NUMBERS)) if rng.random() < 0.35}
    bound = rng.choice((None, *BOUNDS))
    left = (k for k in world.far - listed if bound is None or compare_rational(NUMBERS[k], bound) >= 0)
    yield (
        c.ValuesAtInfinity(tuple(NUMBERS[k] for k in sorted(listed)), bound),
        e.CommonValues(),
        not any(True for _ in left),
    )
    k = rng.randrange(len(NUMBERS))
    for attained in (False, True):
        holds = world.infimum == k and world.attained == attained
        yield c.ExactInfimum(NUMBERS[k], attained), e.LeastCriticalValue(), holds
    for evidence in (e.ValueIsLowerBound(), e.NoLocalMinima(), e.InfimumIsAttained()):
        yield c.NoSpuriousLocalMinima(), evidence, world.no_spurious_minimum


def wrongly_accepted(count: int, seed: int) -> tuple[list[object], Counter[str]]:
    """Return what was accepted and does not hold, and how often each evidence was accepted."""
    rng = random.Random(seed)
    wrong: list[object] = []
    accepted: Counter[str] = Counter()
    for _ in range(count):
        world = draw_world(rng)
        premises = tuple(p for _ in range(rng.randint(1, 7)) for p in draw_premise(world, rng))
        for claim, evidence, holds in questions(world, rng):
            try:
                check_step(LIFT, claim, evidence, premises, "step")
            except RejectedStep:
                continue
            accepted[type(evidence).__name__] += 1
            if not holds:
                wrong.append((world, premises, claim, evidence))
    return wrong, accepted


def test_a_small_sample() -> None:
    wrong, accepted = wrongly_accepted(SMALL, SEED)
    assert wrong == []
    assert len(accepted) == 5
    assert min(accepted.values()) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_a_large_sample(seed: int) -> None:
    assert wrongly_accepted(LARGE, seed)[0] == []
