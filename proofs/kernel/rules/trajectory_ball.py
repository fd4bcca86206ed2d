"""An explicit ball that trajectories from a box do not leave.  Soundness-critical: yes.

Mathematics: docs/theory.md, "A ball for trajectories".  Along a trajectory from x0 the value of f stays in
[lower bound, f(x0)], conserved quantities keep their value, monotone ones stay between their lower bound and their
value at x0.  Interval arithmetic with rational ends bounds all of them over the box, then what the evidence for bounded
trajectories says about |x|.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..claims import Claim, TrajectoriesInBall
from ..effort import spend_integers
from ..errors import Reason, need, shown
from ..evidence import BalancedLayers, Confinement, DesingularisedGronwall, Gronwall, Malgrange, Proper
from ..intervals import Interval, exponential, root_above
from ..lift import Lift
from ..polynomial import Polynomial
from ..univariate import count_roots_closed, divide_exactly, evaluate, from_fractions, sign_at
from .confined_ball import confined_radius
from .confinement import check_confinement
from .controlled import Controlled, controlled_quantities
from .enclosures import evaluate_near, values_over
from .malgrange import check_malgrange
from .trajectories import (
    check_balanced,
    check_desingularised,
    check_gronwall,
    check_proper,
    compose,
    layers_and_relations,
)

Bounding = Proper | Gronwall | DesingularisedGronwall | BalancedLayers | Malgrange | Confinement
MAX_HALVINGS = 64


@dataclass(frozen=True, slots=True)
class Start:
    """The ranges of everything over the box of starting points: the variables of the lift, c, and the arguments."""

    controlled: Controlled
    box: dict[int, Interval]
    ranges: tuple[Interval, ...]  # F, q_1, ..., q_k along the trajectories

    @property
    def level(self) -> Interval:
        """The range of c = f(x0)."""
        return self.box[len(self.controlled.lift.names)]

    def arguments(self, *growing: Interval) -> dict[int, Interval]:
        """Return the ranges of the arguments of bounds and rates."""
        return dict(enumerate((*self.ranges, *growing, self.level)))


def check_in_ball(
    lift: Lift, claim: TrajectoriesInBall, evidence: Bounding, premises: tuple[Claim, ...], where: str
) -> None:
    """Check the inequalities of the evidence and that they keep trajectories from the box in the ball."""
    match evidence:
        case Proper():
            every = check_proper(lift, evidence, premises, where)
            need(every, f"{where}.evidence.multiplier", Reason.NOT_SUPPORTED, "the multiplier must be a constant")
        case Gronwall():
            check_gronwall(lift, evidence, premises, where)
        case DesingularisedGronwall():
            check_desingularised(lift, evidence, premises, where)
        case BalancedLayers():
            check_balanced(lift, evidence, premises, where)
        case Malgrange():
            need(not evidence.windows, f"{where}.evidence.windows", Reason.NOT_SUPPORTED, "no ball from windows")
            every = check_malgrange(lift, evidence, premises, where)
            need(every, f"{where}.evidence.speed", Reason.NOT_SUPPORTED, "a double zero at the lower bound")
        case Confinement():
            check_confinement(lift, evidence, premises, where)
    top, power = bound_on_norm(lift, claim, evidence, premises, where)
    radius = claim.radius
    spend_integers(2, _bits(radius) * power)
    good = radius >= 0 and radius**power >= top
    need(good, f"{where}.claim.radius", Reason.SIGN, f"|x|^{power} may be as large as {shown(top)}")


def bound_on_norm(
    lift: Lift, claim: TrajectoriesInBall, evidence: Bounding, premises: tuple[Claim, ...], where: str
) -> tuple[Fraction, int]:
    """Return (T, k) with |x(t)|^k <= T along every trajectory from the box, by evidence that was checked."""
    sides = () if isinstance(evidence, BalancedLayers) else evidence.sides
    start = _start(controlled_quantities(lift, premises, sides, where), claim, f"{where}.claim")
    match evidence:
        case Proper():
            top = evaluate_near(evidence.bound, start.arguments()).high
            # the multiplier is constant as a function
            factor = compose(evidence.multiplier, start.controlled.arguments(), where).as_constant() or Fraction(0)
            return top / factor**2, 2 * evidence.exponent
        case Gronwall():
            rate = max(Fraction(0), evaluate_near(evidence.rate, start.arguments()).high)
            growth = exponential(rate * (start.ranges[0].high - start.controlled.bound)).high
            return _by_growth(start, evidence, growth)
        case DesingularisedGronwall():
            rate = max(Fraction(0), evidence.rate * evaluate_near(evidence.factor, start.arguments()).high)
            size = root_above(max(Fraction(0), start.ranges[0].high - evidence.shift), 2)
            return _by_growth(start, evidence, exponential(rate * size).high)
        case BalancedLayers():
            return _balanced(start, evidence), 2
        case Malgrange():
            return _by_speed(start, evidence, where), 2
        case Confinement(tree):
            box = tuple(start.box[i] for i in range(lift.dimension))
            return confined_radius(start.controlled.lift, tree, box, start.ranges, f"{where}.evidence.tree"), 1


def _start(controlled: Controlled, claim: TrajectoriesInBall, where: str) -> Start:
    """Return the ranges at the start and along the trajectories."""
    lift = controlled.lift
    n = lift.dimension
    need(len(claim.low) == len(claim.high) == n, where, Reason.WRONG_SHAPE, f"{n} intervals expected")
    pairs = list(zip(claim.low, claim.high, strict=True))
    need(all(a <= b for a, b in pairs), f"{where}.low", Reason.VACUOUS, "an empty interval")
    box = values_over(lift, [Interval(a, b) for a, b in pairs], f"{where}.low")
    least = controlled.bound
    value = evaluate_near(lift.objective, box)
    level = Interval(max(value.low, least), max(value.high, least))
    ranges = [Interval(least, level.high)]
    for q, lower in zip(controlled.quantities, controlled.lower, strict=True):
        initial = evaluate_near(q, box)
        ranges.append(initial if lower is None else Interval(lower, max(initial.high, lower)))
    box[len(lift.names)] = level
    return Start(controlled, box, tuple(ranges))


def _by_growth(start: Start, evidence: Gronwall | DesingularisedGronwall, growth: Fraction) -> tuple[Fraction, int]:
    """Bound |x| by bound(F, q, V, c) with 1 + V <= (1 + max(V0, V(0))) growth and V >= 0."""
    threshold = evidence.threshold + _univariate_near(evidence.sublevel, start.level).high
    first = max(Fraction(0), threshold, evaluate_near(evidence.quantity, start.box).high)
    v = Interval(Fraction(0), (1 + first) * growth - 1)
    return evaluate_near(evidence.bound, start.arguments(v)).high, 2 * evidence.exponent


def _univariate_near(coefficients: tuple[Fraction, ...], at: Interval) -> Interval:
    p = Polynomial.from_terms([((k,), c) for k, c in enumerate(coefficients)])
    return evaluate_near(p, {0: at})


def _by_speed(start: Start, evidence: Malgrange, where: str) -> Fraction:
    """Bound |x|^2 by max(R^2, |x0|^2) growth^2.

    With speed >= a (F - m) and factor <= b the growth is exp(2 sqrt((f(x0) - m) b / a)), and with speed >= a it is
    exp((f(x0) - m) sqrt(b / a)).
    """
    m, top = start.controlled.bound, start.ranges[0].high
    factor = max(Fraction(0), evaluate_near(evidence.factor, start.arguments()).high)
    speed, scale = from_fractions(evidence.speed)
    shifted, content = from_fractions((-m, Fraction(1)))
    if sign_at(speed, m) > 0:
        least = scale * _least(speed, m, top, where)
        exponent = (top - m) * root_above(factor / least, 2)
    else:
        least = scale / content * _least(divide_exactly(speed, shifted), m, top, where)
        exponent = 2 * root_above((top - m) * factor / least, 2)
    growth = exponential(exponent).high
    norm = sum((start.box[i].power(2).high for i in range(start.controlled.lift.dimension)), Fraction(0))
    radius = evidence.radius + _univariate_near(evidence.sublevel, start.level).high
    return max(radius, Fraction(1), norm) * growth**2


def _least(p: tuple[int, ...], low: Fraction, high: Fraction, where: str) -> Fraction:
    """Return a positive lower bound of a polynomial that is positive on [low, high]."""
    if len(p) == 1:
        return Fraction(p[0])
    guess = evaluate(p, low)
    for _ in range(MAX_HALVINGS):
        guess /= 2
        below, _ = from_fractions((p[0] - guess, *map(Fraction, p[1:])))
        if sign_at(below, low) > 0 and count_roots_closed(below, low, high) == 0:
            return guess
    need(False, f"{where}.evidence.speed", Reason.LIMIT, "the speed is too small")
    return guess


def _balanced(start: Start, evidence: BalancedLayers) -> Fraction:
    """Lemma B: |W_1|^2 <= |N|^(2/L) + sum of kappa_l and |W_{l+1}|^2 <= |W_l|^2 + |C_l|, spectral norms."""
    layers = evidence.layers
    product = max(Fraction(0), _univariate_near(evidence.bound, start.ranges[0]).high)
    constant, relations = layers_and_relations(evidence, "layers")
    fixed = sum((_square_above(p, start) for p in constant), Fraction(0))  # |W_1 (I - P)|^2, which does not change
    # Frobenius norms, which are at least the spectral norms; relations come as full symmetric matrices
    sizes = [root_above(sum((_square_above(p, start) for p in entries), Fraction(0)), 2) for entries in relations]
    squared = root_above(product, len(layers)) + sum(sizes, Fraction(0))
    whole = fixed
    for k, w in enumerate(layers):
        whole += squared * min(len(w), len(w[0]))  # |W|_F^2 <= rank |W|_2^2
        if k < len(sizes):
            squared += sizes[k]
    return whole


def _square_above(p: Polynomial, start: Start) -> Fraction:
    found = evaluate_near(p, start.box)
    return max(abs(found.low), abs(found.high)) ** 2


def _bits(q: Fraction) -> int:
    return max(q.numerator.bit_length(), q.denominator.bit_length())
