"""Bounded trajectories by phases and stages.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Confinement".  A trajectory passes through finitely many phases, in which quantities have
constant signs; in each phase quantities are bounded one after the other by constants, the parameters, whose values may
depend on the trajectory and on the phase.
"""

from __future__ import annotations

from dataclasses import replace

from ..claims import Claim
from ..effort import spend
from ..errors import Reason, RejectedStep, need
from ..evidence import (
    Bounded,
    BoundedArgument,
    BoundedNode,
    Confinement,
    ConfinementTree,
    Contained,
    Nonincreasing,
    Phases,
    Pieces,
    Psatz,
    Stage,
    Stages,
)
from ..facts import Fact, nonnegative
from ..lift import Lift, LiftedVariable, NodeKind
from ..polynomial import ONE, Polynomial
from .cases import squared_norm_power
from .context import Context
from .controlled import controlled_quantities
from .psatz import check_combination, check_nonnegative

EXPONENTIALS = frozenset({NodeKind.EXP, NodeKind.EXP_NEGATIVE})
BOUNDED_NODES = frozenset({NodeKind.SIGMOID, NodeKind.TANH})


def check_confinement(lift: Lift, evidence: Confinement, premises: tuple[Claim, ...], where: str) -> None:
    """Check that every trajectory is bounded."""
    need(lift.convex_field, where, Reason.NOT_SUPPORTED, "a kink inside a kink: the field is not convex-valued")
    controlled = controlled_quantities(lift, premises, evidence.sides, where)
    context = replace(Context.of_lift(controlled.lift), everywhere=False)
    for q in (lift.objective, *controlled.quantities):
        p = Polynomial.variable(context.variables)
        context = _with_parameter(context, nonnegative(p - q), nonnegative(p + q))
    _check(evidence.tree, context, f"{where}.evidence.tree", moving=True)


def _with_parameter(context: Context, *facts: Fact) -> Context:
    """Return the context with one more parameter p >= 1 and facts about it."""
    p = Polynomial.variable(context.variables)
    spend(len(context.facts))
    return replace(context.add(nonnegative(p - ONE), *facts), variables=context.variables + 1)


def _check(tree: ConfinementTree, context: Context, where: str, *, moving: bool) -> None:
    """Check that |x| is bounded at the times when the facts hold; ``moving``: these are finitely many intervals."""
    match tree:
        case Phases(quantity=s):
            need(moving, where, Reason.WRONG_SHAPE, "phases inside pieces")
            _check_function(s, context, f"{where}.quantity")
            flow = context.lift.inner_with_gradient(s)
            if tree.direction:
                need(tree.direction in (1, -1), f"{where}.direction", Reason.WRONG_SHAPE, "1, 0 or -1")
                check_nonnegative(flow.scale(-tree.direction), tree.flow, context, f"{where}.flow")
                need(not tree.combination, f"{where}.combination", Reason.VACUOUS, "only for direction 0")
            else:
                context.check_variables(tree.factor, f"{where}.factor")
                known = all(i < len(context.lift.names) for i in tree.factor.variables())
                need(known, f"{where}.factor", Reason.NOT_SUPPORTED, "parameters in the factor")
                check_combination(flow - tree.factor * s, tree.combination, context, f"{where}.combination")
                need(tree.flow == Psatz(), f"{where}.flow", Reason.VACUOUS, "only for direction 1 or -1")
            _check(tree.positive, context.add(nonnegative(s)), f"{where}.positive", moving=True)
            _check(tree.negative, context.add(nonnegative(-s)), f"{where}.negative", moving=True)
        case Pieces(quantity=s):
            context.check_variables(s, f"{where}.quantity")
            _check(tree.positive, context.add(nonnegative(s)), f"{where}.positive", moving=False)
            _check(tree.negative, context.add(nonnegative(-s)), f"{where}.negative", moving=False)
        case Stages(stages, child):
            for k, stage in enumerate(stages):
                context = _after(stage, context, f"{where}.stages[{k}]", moving=moving)
            _check(child, context, f"{where}.child", moving=moving)
        case Contained(bound, exponent, psatz):
            _check_parameters(bound, context, f"{where}.bound")
            norm = squared_norm_power(context.lift, exponent, f"{where}.exponent")
            check_nonnegative(bound - norm, psatz, context, f"{where}.psatz")


def _after(stage: Stage, context: Context, where: str, *, moving: bool) -> Context:
    """Check one stage and return the context with its parameter."""
    p = Polynomial.variable(context.variables)
    match stage:
        case Nonincreasing(v, flow):
            need(moving, where, Reason.WRONG_SHAPE, "a monotone quantity inside pieces")
            _check_function(v, context, f"{where}.quantity")
            check_nonnegative(context.lift.inner_with_gradient(v), flow, context, f"{where}.flow")
            return _with_parameter(context, nonnegative(p - v))
        case Bounded(v, bound, psatz):
            context.check_variables(v, f"{where}.quantity")
            _check_parameters(bound, context, f"{where}.bound")
            check_nonnegative(bound - v, psatz, context, f"{where}.psatz")
            return _with_parameter(context, nonnegative(p - v))
        case BoundedNode(number, upper, bound, psatz):
            node = node_of(context.lift, number, f"{where}.node")
            _check_parameters(bound, context, f"{where}.bound")
            a = node.arguments[0]
            check_nonnegative(bound - a if upper else bound + a, psatz, context, f"{where}.psatz")
            gap, infinite = distance_to_end(node, upper=upper)
            facts = (p - gap, p - gap * gap) if infinite else (p * gap - ONE, p * gap * gap - ONE)
            return _with_parameter(context, *map(nonnegative, facts))
        case BoundedArgument(number, upper, bound, psatz):
            node = node_of(context.lift, number, f"{where}.node")
            _check_parameters(bound, context, f"{where}.bound")
            gap, infinite = distance_to_end(node, upper=upper)
            goal = bound - gap if infinite else bound * gap - ONE
            check_nonnegative(goal, psatz, context, f"{where}.psatz")
            a = node.arguments[0]
            return _with_parameter(context, nonnegative(p - a if upper else p + a))


def _check_function(p: Polynomial, context: Context, where: str) -> None:
    """Refuse everything but functions of x that can be differentiated along trajectories."""
    known = all(i < len(context.lift.names) for i in p.variables())
    need(known, where, Reason.UNKNOWN_VARIABLE, "parameters, or variables that do not exist")
    need(not (p.variables() & context.lift.kink_variables), where, Reason.NOT_SUPPORTED, "kink variables in a quantity")


def _check_parameters(p: Polynomial, context: Context, where: str) -> None:
    """Refuse bounds that are no polynomials in the parameters."""
    first = len(context.lift.names)
    good = all(first <= i < context.variables for i in p.variables())
    need(good, where, Reason.UNKNOWN_VARIABLE, "a bound may use parameters only")


def node_of(lift: Lift, number: int, where: str) -> LiftedVariable:
    """Return the node of an exponential, sigmoid or tanh."""
    for v in lift.lifted:
        if v.index == number:
            need(v.kind in EXPONENTIALS | BOUNDED_NODES, where, Reason.NOT_SUPPORTED, f"a node of kind {v.kind.value}")
            good = not any(u.variables() & lift.kink_variables for u in v.arguments)
            need(good, where, Reason.NOT_SUPPORTED, "kink variables in the argument")
            return v
    raise RejectedStep(where, Reason.UNKNOWN_VARIABLE, f"variable {number} is no node")


def distance_to_end(node: LiftedVariable, *, upper: bool) -> tuple[Polynomial, bool]:
    """Return (z, True) if z is unbounded where the argument is unbounded on this side, else the distance to the end."""
    z = Polynomial.variable(node.index)
    match node.kind:
        case NodeKind.EXP:
            return z, upper
        case NodeKind.EXP_NEGATIVE:
            return z, not upper
        case NodeKind.SIGMOID:
            return ONE - z if upper else z, False
        case _:
            return ONE - z if upper else ONE + z, False
