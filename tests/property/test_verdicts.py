"""No verdict contradicts a numerical exploration, and harmless changes of a function never turn a verdict round."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tameproof.api import Report, Verdict, certify
from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.evidence import (
    ChangeOfCoordinates,
    Evidence,
    IncreasingFunction,
    MorseBottMinimum,
    PartialMinimum,
    Plateau,
    RationalPoint,
    Region,
    RegionMinimum,
    SeparateVariables,
    SpuriousValley,
    StrictMinimum,
)
from tameproof.proofs.kernel.polynomial import Polynomial
from tests.property.exploration import Numeric, explore
from tests.property.random_objectives import NAMES, RandomObjective, equivalent_texts, random_objectives

pytestmark = pytest.mark.property

TIMEOUT = 10.0
SEED = 20231
SMALL = {1: 4, 2: 6}
LARGE = {1: 150, 2: 210}


def contradictions(f: RandomObjective, report: Report) -> list[str]:
    """Return what is numerically wrong with a verdict; empty for an undecided one."""
    match report.verdict:
        case Verdict.CERTIFIED:
            reason = explore(f.terms, f.n, SEED).contradiction_with_certified()
            return [] if reason is None else [reason]
        case Verdict.REFUTED:
            # steps after the conclusion, such as an unbounded trajectory, only add to it
            witness = next(s.evidence for s in report.steps if isinstance(s.claim, SpuriousSetwiseMinimum))
            # The witness lists coordinates in the certificate's order of the variables.
            order = [NAMES.index(name) for name in report.certificate.variables]
            ordered = RandomObjective(f.name, f.n, tuple((tuple(e[i] for i in order), c) for e, c in f.terms))
            reason = contradiction_with_witness(ordered, witness)
            return [] if reason is None else [reason]
        case _:
            return []


def contradiction_with_witness(f: RandomObjective, witness: Evidence) -> str | None:
    """Return what is numerically wrong with the witness of a refutation, or None."""
    value = Numeric.of(f.terms)
    rng = np.random.default_rng(SEED)
    if isinstance(witness, SeparateVariables | ChangeOfCoordinates | IncreasingFunction | PartialMinimum):
        return None  # the witness belongs to a simpler function
    if isinstance(witness, StrictMinimum | MorseBottMinimum | RegionMinimum):
        point = _float_point(witness.point)
        here, below = float(value(point)), float(value(_float_point(witness.below)))
        if not below < here:
            return f"the lower point is not lower: {below} >= {here}"
        # The neighbourhood of a local minimum is not known: it has to be seen at one of several scales.
        for size in 10.0 ** -np.arange(1, 6):
            around = value(point + size * rng.uniform(-1, 1, (400, f.n)))
            if around.min() >= here - 1e-12 * (1 + abs(here)):
                return None
        return f"{point} does not look like a local minimum"
    if isinstance(witness, Region | Plateau):
        inequalities = [_numeric(g, f.n) for g in witness.inequalities]
        samples = np.concatenate([rng.uniform(-s, s, (4000, f.n)) for s in (0.5, 2.0, 10.0, 100.0)])
        inside = np.all([g(samples) > 0 for g in inequalities], axis=0)
        region, rest = samples[inside], samples[~inside]
        lower = float(witness.lower if isinstance(witness, Region) else witness.value)
        tolerance = 1e-9 * (1 + abs(lower))
        if not float(value(_float_point(witness.below))) < lower:
            return "the lower point is not lower"
        if len(region) and value(region).min() < lower - tolerance:
            return f"the value {value(region).min()} occurs in a region with lower bound {lower}"
        if isinstance(witness, Region) and len(region) and len(rest):
            count = min(len(region), len(rest))
            a, b = region[:count], rest[:count]
            for _ in range(60):  # bisect to the boundary of the region
                middle = (a + b) / 2
                good = np.all([g(middle) > 0 for g in inequalities], axis=0)[:, None]
                a, b = np.where(good, middle, a), np.where(good, b, middle)
            level = float(witness.level)
            if value(a).min() < level - 1e-6 * (1 + abs(level)):
                return f"the value {value(a).min()} occurs at the boundary, below the level {level}"
        return None
    if isinstance(witness, SpuriousValley):
        return contradiction_with_valley(value, float(witness.level))
    return f"no witness: {type(witness).__name__}"


def contradiction_with_valley(value: Numeric, level: float) -> str | None:
    """Return a reason why a function of one variable has no valley above the level and a value below it, or None."""
    far = np.geomspace(20.0, 1e5, 500)
    grid = np.concatenate([-far[::-1], np.linspace(-20, 20, 40001)[1:-1], far])
    heights = value(grid[:, None])
    if not heights.min() < level:
        return f"no value below {level} was seen"
    padded = np.concatenate([[np.inf], heights, [np.inf]])
    bottoms = heights[(heights <= padded[:-2]) & (heights <= padded[2:])]
    return None if (bottoms > level).any() else f"no valley above {level} was seen"


def _float_point(point: object) -> np.ndarray:
    if isinstance(point, RationalPoint):
        return np.array([float(c) for c in point.coordinates])
    from tameproof.proofs.kernel.algebraic import refine
    from tameproof.proofs.kernel.evidence import AlgebraicPoint

    assert isinstance(point, AlgebraicPoint)
    theta = refine(point.theta, Fraction(1, 10**30))
    middle = (theta.low + theta.high) / 2
    return np.array([float(sum(c * middle**k for k, c in enumerate(row))) for row in point.coordinates])


def _numeric(p: Polynomial, n: int) -> Numeric:
    terms = [((*e, *((0,) * (n - len(e)))), c) for e, c in p.items()]
    return Numeric(np.array([e for e, _ in terms], dtype=float), np.array([float(c) for _, c in terms]))


def flips(f: RandomObjective, report: Report, timeout: float = TIMEOUT) -> list[str]:
    """Return the changed formulas that got the opposite verdict, and internal errors on the way."""
    if report.verdict is Verdict.UNDECIDED:
        return []
    out = []
    for change, text in equivalent_texts(f, SEED).items():
        other = certify(text, timeout=timeout)
        if other.bugs:
            out.append(f"{change}: {text}: internal error: {other.bugs}")
        if other.verdict not in (report.verdict, Verdict.UNDECIDED):
            out.append(f"{change}: {text} is {other.verdict.value}, not {report.verdict.value}")
    return out


def examine(f: RandomObjective, *, changes: bool) -> list[str]:
    """Return everything that is wrong with the answers for one function."""
    report = certify(f.text(), timeout=TIMEOUT)
    wrong = [f"internal error: {bug}" for bug in report.bugs] + contradictions(f, report)
    if changes:
        wrong += flips(f, report)
    return wrong


def sample(sizes: dict[int, int]) -> list[RandomObjective]:
    return [f for n, count in sizes.items() for f in random_objectives(count, n, SEED)]


@pytest.mark.parametrize("f", sample(SMALL), ids=lambda f: f.text())
def test_verdicts_of_a_small_sample(f: RandomObjective) -> None:
    assert examine(f, changes=False) == []


@pytest.mark.parametrize(
    "f", [*random_objectives(1, 1, SEED + 1), *random_objectives(2, 2, SEED + 1)], ids=lambda f: f.text()
)
def test_harmless_changes_of_a_small_sample(f: RandomObjective) -> None:
    assert examine(f, changes=True) == []


@pytest.mark.slow
@pytest.mark.parametrize("f", sample(LARGE), ids=lambda f: f.text())
def test_verdicts_of_a_large_sample(f: RandomObjective) -> None:
    assert examine(f, changes=True) == []


KNOWN = {
    "(x*y-1)^2": "certified",
    "(x*y-1)^2+x^2": "certified",
    "(x*y-1)^2+(x-1)^2": "refuted",
    "(x*y-1)^2+(x*y^2-1)^2": "refuted",
    "(x^2-1)^2+y^2": "certified",
    "(x^2-1)^2+y^2+x/10": "refuted",
}


@pytest.mark.parametrize("text", KNOWN)
def test_the_exploration_tells_known_cases_apart(text: str) -> None:
    from tameproof.api import read_objective
    from tameproof.proofs.kernel.lift import lift

    F = lift(read_objective(text), ("x", "y")).objective
    terms = tuple(((*e, *((0,) * (2 - len(e)))), c) for e, c in F.items())
    reason = explore(terms, 2, SEED).contradiction_with_certified()
    assert (reason is None) == (KNOWN[text] == "certified")
