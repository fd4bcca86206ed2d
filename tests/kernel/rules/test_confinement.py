"""Phases and stages: constants that may depend on the trajectory, and what may not be claimed about them."""

from dataclasses import replace
from math import exp, tanh

import pytest

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import BoundedBelow, BoundedTrajectories, GenericTrajectories, TrajectoriesInBall
from tameproof.proofs.kernel.errors import Reason
from tameproof.proofs.kernel.intervals import Interval
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.confined_ball import confined_radius
from tests.kernel.rules.build import On, Row, accepted, q, refused, table

BELOW = BoundedBelow(q(0))
EVERY = BoundedTrajectories()
# facts: p - 1, p - F, p + F for the parameter p of F, then those of later parameters r, s
SQUARE = On("x^2", adjoined="p r s t")
SADDLE = On("x^2-y^2", adjoined="p r s t")  # bounded below by assumption
XY = On("(x*y-1)^2", adjoined="p r s t")
L1 = On("abs(x)", adjoined="p")
PLAIN = e.Psatz()
BY_VALUE = e.Contained(SQUARE("p"), 1, SQUARE.psatz(products={(1,): [(1, "1")]}))
TREE = e.Confinement(BY_VALUE)

# x y - 1 keeps its sign: <grad r, grad f> = 2 |grad r|^2 r
TOO_SMALL = e.Contained(XY("p"), 1, XY.psatz(products={(1,): [(1, "1")]}))
KEEPS = e.Phases(XY("x*y-1"), 0, XY("2*x^2+2*y^2"), (), PLAIN, TOO_SMALL, TOO_SMALL)


# on x^2: x' = -2x keeps its sign; where x >= 0 it does not increase
SIGN = e.Phases(SQUARE("x"), 0, SQUARE("2"), (), PLAIN, BY_VALUE, BY_VALUE)
FALLS = e.Stages(
    (e.Nonincreasing(SQUARE("x"), SQUARE.psatz(products={(3,): [(2, "1")]})),),  # fact 3: x >= 0
    e.Contained(SQUARE("r^2"), 1, SQUARE.psatz(squares=[(1, "r-x")], products={(3, 5): [(2, "1")]})),
)
RISES = e.Stages(
    (e.Nonincreasing(SQUARE("-x"), SQUARE.psatz(products={(3,): [(2, "1")]})),),
    e.Contained(SQUARE("r^2"), 1, SQUARE.psatz(squares=[(1, "r+x")], products={(3, 5): [(2, "1")]})),
)
TWO = e.Confinement(replace(SIGN, positive=FALLS, negative=RISES))
# y' = 2y on x^2 - y^2: y keeps its sign, and where y >= 0 it does not decrease
CLIMBS = e.Phases(SADDLE("y"), 1, ZERO, (), SADDLE.psatz(squares=[(2, "1")]), BY_VALUE, BY_VALUE)
STAGED = e.Stages(
    (e.Bounded(SQUARE("x^2+3"), SQUARE("p+3"), SQUARE.psatz(products={(1,): [(1, "1")]})),),
    e.Contained(SQUARE("r"), 1, SQUARE.psatz(products={(4,): [(1, "1")]}, squares=[(3, "1")])),
)


@table(
    accepted("a leaf", SQUARE, EVERY, TREE, BELOW),
    accepted("a bounded quantity", SQUARE, EVERY, e.Confinement(STAGED), BELOW),
    accepted("two phases", SQUARE, EVERY, TWO, BELOW),
    accepted("two pieces", SQUARE, EVERY, e.Confinement(e.Pieces(SQUARE("x"), BY_VALUE, BY_VALUE)), BELOW),
    refused("no lower bound", Reason.WRONG_PREMISE, SQUARE, EVERY, TREE),
    refused("generic", Reason.WRONG_SHAPE, SQUARE, GenericTrajectories(), TREE, BELOW),
    refused("p/2", Reason.IDENTITY_FAILS, SQUARE, EVERY, e.Confinement(replace(BY_VALUE, bound=SQUARE("p/2"))), BELOW),
    refused(
        "a bound by x",
        Reason.UNKNOWN_VARIABLE,
        SQUARE,
        EVERY,
        e.Confinement(replace(BY_VALUE, bound=SQUARE("x^2"), psatz=PLAIN)),
        BELOW,
    ),
    refused(
        "a parameter of nothing",
        Reason.UNKNOWN_VARIABLE,
        SQUARE,
        EVERY,
        e.Confinement(replace(BY_VALUE, bound=SQUARE("r"))),
        BELOW,
    ),
    refused("exponent 0", Reason.LIMIT, SQUARE, EVERY, e.Confinement(replace(BY_VALUE, exponent=0)), BELOW),
    refused(
        "phases exchanged",
        Reason.IDENTITY_FAILS,
        SQUARE,
        EVERY,
        e.Confinement(replace(SIGN, positive=RISES, negative=FALLS)),
        BELOW,
    ),
    refused("monotone without a phase", Reason.WRONG_FACT, SQUARE, EVERY, e.Confinement(FALLS), BELOW),
    refused(
        "monotone in pieces",
        Reason.WRONG_SHAPE,
        SQUARE,
        EVERY,
        e.Confinement(e.Pieces(SQUARE("x"), FALLS, RISES)),
        BELOW,
    ),
    refused(
        "phases in pieces",
        Reason.WRONG_SHAPE,
        SQUARE,
        EVERY,
        e.Confinement(e.Pieces(SQUARE("x"), SIGN, BY_VALUE)),
        BELOW,
    ),
    refused(
        "a monotone parameter",
        Reason.UNKNOWN_VARIABLE,
        SQUARE,
        EVERY,
        e.Confinement(replace(FALLS, stages=(e.Nonincreasing(SQUARE("x*p"), PLAIN),))),
        BELOW,
    ),
    refused(
        "phases of a parameter",
        Reason.UNKNOWN_VARIABLE,
        SQUARE,
        EVERY,
        e.Confinement(replace(SIGN, quantity=SQUARE("x+p"))),
        BELOW,
    ),
    refused(
        "another factor", Reason.IDENTITY_FAILS, SQUARE, EVERY, e.Confinement(replace(SIGN, factor=SQUARE("3"))), BELOW
    ),
    refused(
        "a factor with parameters",
        Reason.NOT_SUPPORTED,
        SQUARE,
        EVERY,
        e.Confinement(replace(SIGN, factor=SQUARE("p"))),
        BELOW,
    ),
    refused("direction 2", Reason.WRONG_SHAPE, SQUARE, EVERY, e.Confinement(replace(SIGN, direction=2)), BELOW),
    refused("a direction that is wrong", Reason.IDENTITY_FAILS, SADDLE, EVERY, e.Confinement(CLIMBS), BELOW),
    refused(
        "a flow that is not used",
        Reason.VACUOUS,
        SQUARE,
        EVERY,
        e.Confinement(replace(SIGN, flow=SQUARE.psatz(1))),
        BELOW,
    ),
    refused(
        "x y - 1 with half the factor",
        Reason.IDENTITY_FAILS,
        XY,
        EVERY,
        e.Confinement(replace(KEEPS, factor=XY("x^2+y^2"))),
        BELOW,
    ),
    refused("x y - 1, but no bound", Reason.IDENTITY_FAILS, XY, EVERY, e.Confinement(KEEPS), BELOW),
    refused(
        "the sign of a kink",
        Reason.NOT_SUPPORTED,
        L1,
        EVERY,
        e.Confinement(e.Stages((e.Nonincreasing(L1("sign_1"), PLAIN),), BY_VALUE)),
        BELOW,
    ),
)
def test_phases_and_stages(row: Row) -> None:
    row.run()


NEURON = On("(w*sigmoid(u)-1)^2", adjoined="p r s t")
# facts: s > 0, 1 - s > 0, (2 s - 1) u >= 0, then p - 1, p - F, p + F
UP = e.BoundedNode(2, True, NEURON("p"), NEURON.psatz())


def stages(*items: e.Stage) -> e.Confinement:
    return e.Confinement(e.Stages(items, e.Contained(ONE, 1, e.Psatz())))


PIECE = e.Pieces(NEURON("u"), e.Contained(ONE, 1, PLAIN), e.Contained(ONE, 1, PLAIN))
# where u >= 0 (fact 6): r s - 1 >= 0 (fact 8); (w s)^2 <= 2 p + 2
LOWER = e.BoundedNode(2, False, ZERO, NEURON.psatz(products={(6,): [(1, "1")]}))
ARGUMENT = e.BoundedArgument(2, False, NEURON("r"), NEURON.psatz(products={(8,): [(1, "1")]}))


def on_the_right(*items: e.Stage) -> e.Confinement:
    """Put stages into the piece u >= 0, with a leaf that is refused for its exponent, once the stages are accepted."""
    return e.Confinement(replace(PIECE, positive=e.Stages(items, e.Contained(ONE, 0, e.Psatz()))))


@table(
    refused(
        "a node and its argument, then a wrong leaf",
        Reason.LIMIT,
        NEURON,
        EVERY,
        on_the_right(LOWER, ARGUMENT),
        BELOW,
    ),
    refused("u is not bounded above by p", Reason.IDENTITY_FAILS, NEURON, EVERY, stages(UP), BELOW),
    refused("a node that is no function", Reason.UNKNOWN_VARIABLE, NEURON, EVERY, stages(replace(UP, node=0)), BELOW),
    refused("a bound by w", Reason.UNKNOWN_VARIABLE, NEURON, EVERY, stages(replace(UP, bound=NEURON("w"))), BELOW),
    refused(
        "an inverse", Reason.NOT_SUPPORTED, On("x^2/(1+x^2)"), EVERY, stages(e.BoundedNode(1, True, ONE, PLAIN)), BELOW
    ),
    refused(
        "the value where it is not bounded",
        Reason.IDENTITY_FAILS,
        NEURON,
        EVERY,
        stages(e.BoundedArgument(2, True, NEURON("p"), PLAIN)),
        BELOW,
    ),
)
def test_nodes(row: Row) -> None:
    row.run()


AT_TWO = TrajectoriesInBall((q(2),), (q(2),), q(2))
AROUND = TrajectoriesInBall((q(-1),), (q(2),), q(2))


@table(
    accepted("by the value", SQUARE, AT_TWO, TREE, BELOW),
    accepted("a bounded quantity", SQUARE, replace(AT_TWO, radius=q("11/4")), e.Confinement(STAGED), BELOW),
    accepted("two phases", SQUARE, AT_TWO, TWO, BELOW),
    accepted("a box", SQUARE, AROUND, TWO, BELOW),
    accepted("pieces", SQUARE, AT_TWO, e.Confinement(e.Pieces(SQUARE("x"), BY_VALUE, BY_VALUE)), BELOW),
    refused("too small", Reason.SIGN, SQUARE, replace(AT_TWO, radius=q("3/2")), TREE, BELOW),
    refused("too small by stages", Reason.SIGN, SQUARE, replace(AT_TWO, radius=q("5/2")), e.Confinement(STAGED), BELOW),
    refused("too small in a phase", Reason.SIGN, SQUARE, replace(AT_TWO, radius=q("3/2")), TWO, BELOW),
    refused("too small for the box", Reason.SIGN, SQUARE, replace(AROUND, low=(q(-3),)), TWO, BELOW),
    refused("a negative radius", Reason.SIGN, SQUARE, replace(AT_TWO, radius=q(-2)), TREE, BELOW),
    refused("an empty box", Reason.VACUOUS, SQUARE, replace(AT_TWO, low=(q(3),)), TREE, BELOW),
    refused("two coordinates", Reason.WRONG_SHAPE, SQUARE, replace(AT_TWO, low=(q(2), q(2))), TREE, BELOW),
    refused("no lower bound", Reason.WRONG_PREMISE, SQUARE, AT_TWO, TREE),
    refused(
        "a false tree",
        Reason.IDENTITY_FAILS,
        SQUARE,
        AT_TWO,
        e.Confinement(replace(BY_VALUE, bound=SQUARE("p/2"))),
        BELOW,
    ),
    refused(
        "the wrong phases",
        Reason.IDENTITY_FAILS,
        SQUARE,
        AT_TWO,
        e.Confinement(replace(SIGN, positive=RISES, negative=FALLS)),
        BELOW,
    ),
)
def test_balls(row: Row) -> None:
    row.run()


LATER = e.Stages((e.Nonincreasing(SQUARE("x"), PLAIN),), e.Contained(SQUARE("4*r^2"), 1, PLAIN))
EARLIER = e.Contained(SQUARE("9"), 1, PLAIN)


@pytest.mark.parametrize(("direction", "radius"), [(1, 6), (0, 3), (-1, 3)])
def test_a_phase_begins_where_the_one_before_may_end(direction: int, radius: int) -> None:
    """From x = 1: in direction 1 the phase s <= 0 with |x| <= 3 comes first, so that s >= 0 begins with x <= 3."""
    tree = e.Phases(SQUARE("x"), direction, ZERO, (), PLAIN, positive=LATER, negative=EARLIER)
    at_one = Interval.exactly(1)

    assert confined_radius(lift(parse("x^2")), tree, (at_one,), (Interval(q(0), q(1)),), "tree") == radius


NODES = [("sigmoid(x)", 1 / (1 + exp(3))), ("tanh(x)", 1 - tanh(3)), ("exp(x)", exp(-3))]


@pytest.mark.parametrize(("text", "gap"), NODES)
@pytest.mark.parametrize("upper", [True, False])
def test_values_of_nodes_cover_all_arguments(text: str, gap: float, upper: bool) -> None:
    """p y^2 >= 1 for the distance y from the end when the argument is at most 3, or p >= z^2 for exp."""
    stage = e.BoundedNode(1, upper, SQUARE("3"), PLAIN)
    back = e.BoundedArgument(1, upper, SQUARE("r"), PLAIN)
    lifted = lift(parse(text))
    ranges = (Interval.exactly(0),)
    first = confined_radius(lifted, e.Stages((stage,), e.Contained(lifted_variable(3), 1, PLAIN)), ranges, ranges, "")
    argument = e.Stages((stage, replace(back, bound=lifted_variable(3))), e.Contained(lifted_variable(4, 2), 1, PLAIN))

    assert float(first) >= 0.999999 / gap  # sqrt(p)
    assert float(first) <= 1.001 / gap
    assert float(confined_radius(lifted, argument, ranges, ranges, "")) >= 3


def lifted_variable(number: int, exponent: int = 1) -> Polynomial:
    return Polynomial.variable(number, exponent)
