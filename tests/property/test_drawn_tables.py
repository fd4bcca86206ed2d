"""The rules for functions of one variable, with evidence that is drawn at random: what is accepted must be true."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import flint
import pytest

from tameproof.morse_sard.monotone_pieces import find_infimum_of_pieces
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, rational, real_roots
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.univariate import multiply, normalise
from tests.property import line_oracle
from tests.property.line_oracle import Table, compare, table_of, valleys_of
from tests.property.random_line_functions import random_line_functions

pytestmark = pytest.mark.property

SEED = 77003
LARGE = 300
MAX_DEGREE = 40  # of all factors, to keep the tables small
BY_HAND = (
    "abs(x^2-2)/(1+abs(x))",
    "max(x,0)+min(x+1,0)",
    "x^4-2*x^2+x/4",
    "min((x-1)^2,(x+2)^2+1)",
    "x/(1+x^2)",
    "abs(x)/x",
    "1/(max(x,0)-min(x,0))",
    "(x^2-2)^2*(x^2-3)^2",
)
EXTRA = ((0, 1), (-1, 1), (1, 1), (-2, 0, 1), (1, 0, 1), (1, -3, 1), (-1, 2))


def factors_of(table: Table) -> list[tuple[int, ...]]:
    found = {q for p in table.polynomials if p.degree() > 0 for q in _irreducible(p)}
    return sorted(found)


def _irreducible(p: Any) -> Iterator[tuple[int, ...]]:
    for q, _ in p.numer().factor()[1]:
        yield tuple(int(a) for a in q.coeffs())


def draw_cuts(factors: list[tuple[int, ...]], rng: random.Random) -> tuple[tuple[int, ...], ...]:
    """Return the factors, often without some of them, multiplied, with signs and constants, and with others added."""
    share = rng.choice((0.6, 0.9, 1.0, 1.0))
    left = [p for p in factors if rng.random() < share] + rng.sample(EXTRA, rng.choice((0, 0, 1, 2)))
    rng.shuffle(left)
    out = []
    while left:
        p = left.pop()
        while left and rng.random() < 0.3:
            p = multiply(p, left.pop())
        if rng.random() < 0.15:
            p = multiply(p, p)
        out.append(normalise([rng.choice((1, -1, 3)) * a for a in p] if rng.random() < 0.2 else p))
    return (*out, (-5,)) if rng.random() < 0.1 else tuple(out)


def numbers_of(lifted: Lift, heights: list[Any], rng: random.Random) -> list[AlgebraicNumber]:
    """Return numbers that are heights, or nearly so."""
    found = [rational(Fraction(rng.randint(-4, 4), rng.choice((1, 1, 2, 3)))) for _ in range(2)]
    found += [rational(Fraction(float(h.mid())).limit_denominator(1000)) for h in heights if not isinstance(h, float)]
    exact = find_infimum_of_pieces(lifted)
    if isinstance(exact, tuple):
        value = exact[0].value
        found += [value, *real_roots(value.polynomial)]
        found.append(AlgebraicNumber(value.polynomial, value.low - 5, value.high + 5))
    return found


def as_ball(value: AlgebraicNumber) -> Any:
    exact = as_rational(value)
    if exact is not None:
        return flint.arb(flint.fmpq(exact.numerator, exact.denominator))
    roots = flint.fmpz_poly(list(value.polynomial)).complex_roots()
    low, high = (flint.arb(flint.fmpq(q.numerator, q.denominator)) for q in (value.low, value.high))
    return next(r.real for r, _ in roots if r.imag.is_zero() and low < r.real < high)


def drawn_steps(
    table: Table, numbers: list[AlgebraicNumber], rng: random.Random
) -> Iterator[tuple[c.Claim, e.Evidence, Any]]:
    """Yield a claim, evidence for it, and a function that tells whether the claim holds."""
    cuts = draw_cuts(factors_of(table), rng)
    yield c.WellDefined(), e.NoPoles(cuts), lambda: table.heights is not None
    heights = table.heights
    if heights is None:
        return
    valleys = valleys_of(heights)
    least = min((h for h, _ in valleys), key=_Key)
    is_spurious = any(compare(h, least) for h, _ in valleys)
    for value in (None, *rng.sample(numbers, 3)):
        yield c.NoSpuriousSetwiseMinima(), e.MonotonePieces(cuts, value), lambda: not is_spurious
    for _ in range(6):
        nudge = rng.choice((0, 0, Fraction(1, 1000), -Fraction(1, 1000), Fraction(1, 2)))
        evidence = e.SpuriousValley(cuts, rng.randrange(-1, len(valleys) + 1), rng.choice(numbers).low + nudge)
        at_infinity = rng.random() < 0.5
        holds = any(compare(h, least) > 0 and (far or not at_infinity) for h, far in valleys)
        yield c.SpuriousSetwiseMinimum(at_infinity), evidence, lambda holds=holds: holds
    for value in rng.sample(numbers, 3):
        for attained in (False, True):
            reached = any(compare(h, least) == 0 for h in heights[1:-1])
            yield (
                c.ExactInfimum(value, attained),
                e.InfimumOfPieces(cuts),
                lambda v=value, a=attained, r=reached: (
                    a == r and not isinstance(least, float) and compare(as_ball(v), least) == 0
                ),
            )


class _Key:
    """Makes heights comparable by the exact comparison of the oracle."""

    def __init__(self, height: Any) -> None:
        self.height = height

    def __lt__(self, other: _Key) -> bool:
        return compare(self.height, other.height) < 0


def wrongly_accepted(text: str, draws: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> tuple[list[object], int]:
    """Return the steps that were accepted although the claim does not hold, and how many were accepted."""
    monkeypatch.setattr(line_oracle, "PRECISION", 700)
    monkeypatch.setattr(line_oracle, "EQUAL", 450)
    rng = random.Random(f"{seed}:{text}")
    objective = parse(text)
    lifted, table = lift(objective), table_of(objective)
    wrong: list[object] = []
    accepted = 0
    if sum(len(p) - 1 for p in factors_of(table)) > MAX_DEGREE:
        return [], 0
    with flint.ctx.workprec(700):
        numbers = [] if table.heights is None else numbers_of(lifted, table.heights, rng)
        for _ in range(draws):
            for claim, evidence, holds in drawn_steps(table, numbers, rng):
                try:
                    check_step(lifted, claim, evidence, (), "step")
                except RejectedStep:
                    continue
                accepted += 1
                if not holds():
                    wrong.append((text, claim, evidence))
    return wrong, accepted


def test_functions_given_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {text: wrongly_accepted(text, 3, SEED, monkeypatch) for text in BY_HAND}
    assert [wrong for wrong, _ in found.values() if wrong] == []
    assert found["abs(x)/x"][1] == 0
    assert sum(accepted for _, accepted in found.values()) > 10


@pytest.mark.slow
@pytest.mark.parametrize("text", [text for _, text in random_line_functions(LARGE, SEED)])
def test_a_large_sample(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrongly_accepted(text, 20, SEED, monkeypatch)[0] == []
