"""An explicit ball from phases and stages.  Soundness-critical: yes.

Mathematics: docs/theory.md, "A ball by phases and stages".  All parameters of a confinement tree get rational values
that are large enough for every trajectory from the box: those of the root from the ranges at the start, those of the
stages from their bounds, those of monotone quantities from the place where a phase is entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..effort import spend_integers
from ..errors import Reason, need
from ..evidence import (
    Bounded,
    BoundedArgument,
    BoundedNode,
    ConfinementTree,
    Contained,
    Nonincreasing,
    Phases,
    Pieces,
    Stage,
    Stages,
)
from ..intervals import Interval, exponential, logarithm, root_above
from ..lift import Lift, NodeKind
from ..polynomial import Polynomial
from .confinement import node_of
from .enclosures import evaluate_near, values_over

MOST_EXPONENT = 512  # of exp in a value of a parameter: larger balls are of no use to anybody
KEPT_BITS = 48  # of values of parameters, which are rounded up
MOST_DEGREE = 64


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an interval of time begins, and the values of the parameters there."""

    lift: Lift
    entrance: tuple[Interval, ...]
    values: dict[int, Fraction]
    count: int  # variables, parameters included

    def with_value(self, value: Fraction) -> _Place:
        """Return the place with a value, at least 1, for the next parameter."""
        return _Place(self.lift, self.entrance, {**self.values, self.count: _up(value)}, self.count + 1)

    def entered_from(self, radius: Fraction) -> _Place:
        """Return the same with an entrance that also contains the ball."""
        wider = tuple(Interval(min(i.low, -radius), max(i.high, radius)) for i in self.entrance)
        return _Place(self.lift, wider, self.values, self.count)

    def bound(self, p: Polynomial, where: str) -> Fraction:
        """Return the value of a polynomial in the parameters."""
        need(p.degree <= MOST_DEGREE, where, Reason.LIMIT, "degree too high")
        bits = max((v.numerator.bit_length() + v.denominator.bit_length() for v in self.values.values()), default=1)
        spend_integers(len(p) + 1, bits * (p.degree + 1))
        return p.evaluate(self.values)


def confined_radius(
    lift: Lift, tree: ConfinementTree, box: tuple[Interval, ...], ranges: tuple[Interval, ...], where: str
) -> Fraction:
    """Return R with |x(t)| <= R along every trajectory from the box, by a tree that was checked.

    Args:
        lift: the common lift of f and the controlled functions.
        tree: the tree of the evidence.
        box: ranges of the coordinates at the start.
        ranges: ranges of F and of the controlled quantities along the trajectories.
        where: place of the tree.
    """
    place = _Place(lift, box, {}, len(lift.names))
    for r in ranges:
        place = place.with_value(max(abs(r.low), abs(r.high)))
    return _radius(tree, place, where)


def _radius(tree: ConfinementTree, place: _Place, where: str) -> Fraction:
    match tree:
        case Phases(direction=direction):
            # s increases in direction 1: the times with s <= 0 come first, and end where those with s >= 0 begin
            first, second = (tree.negative, tree.positive) if direction == 1 else (tree.positive, tree.negative)
            names = ("negative", "positive") if direction == 1 else ("positive", "negative")
            one = _radius(first, place, f"{where}.{names[0]}")
            if direction:
                place = place.entered_from(one)
            return max(one, _radius(second, place, f"{where}.{names[1]}"))
        case Pieces():
            one = _radius(tree.positive, place, f"{where}.positive")
            return max(one, _radius(tree.negative, place, f"{where}.negative"))
        case Stages(stages, child):
            for k, stage in enumerate(stages):
                place = place.with_value(_value(stage, place, f"{where}.stages[{k}]"))
            return _radius(child, place, f"{where}.child")
        case Contained(bound, exponent):
            return root_above(max(Fraction(0), place.bound(bound, where)), 2 * exponent)


def _value(stage: Stage, place: _Place, where: str) -> Fraction:
    """Return a value for the parameter of a stage that makes its facts true."""
    match stage:
        case Nonincreasing(quantity=v):
            return evaluate_near(v, values_over(place.lift, place.entrance, where)).high
        case Bounded(bound=bound):
            return place.bound(bound, where)
        case BoundedNode(node=number, bound=bound):
            top = max(Fraction(0), place.bound(bound, where))  # a <= top, or -a <= top
            need(2 * top <= MOST_EXPONENT, where, Reason.LIMIT, "the ball would be too large")
            match node_of(place.lift, number, where).kind:
                case NodeKind.SIGMOID:  # the distance to the end is at least 1 / (1 + exp(top))
                    size = 1 + exponential(top).high
                case NodeKind.TANH:  # ... at least 2 / (1 + exp(2 top))
                    size = (1 + exponential(2 * top).high) / 2
                case _:  # exp(a) or its inverse is at most exp(top)
                    size = exponential(top).high
            return max(size, size**2)
        case BoundedArgument(bound=bound):
            # z <= B gives a <= log B; y >= 1/B gives a <= log(B - 1) for sigmoid and log(2 B - 1) / 2 for tanh
            return logarithm(2 * max(Fraction(1), place.bound(bound, where))).high


def _up(value: Fraction) -> Fraction:
    """Return a short rational number that is at least the value, and at least 1."""
    if value <= 1:
        return Fraction(1)
    shift = KEPT_BITS - (value.numerator // value.denominator).bit_length()
    scale = Fraction(2) ** shift
    scaled = value * scale
    return Fraction(-(-scaled.numerator // scaled.denominator)) / scale
