"""The common lift of an objective and of another function of the same variables.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Conserved functions".
"""

from __future__ import annotations

from .expression import Expression
from .facts import Fact, equation
from .lift import Builder, Lift, NodeKind
from .maxima import flatten_maxima
from .polynomial import ONE, Polynomial

_NODE_KEYS = {
    NodeKind.INVERSE: "inverse",
    NodeKind.ROOT: "sqrt",
    NodeKind.EXP: "exp",
    NodeKind.EXP_NEGATIVE: "exp-",
    NodeKind.LOG: "log",
    NodeKind.SIGMOID: "sigmoid",
    NodeKind.TANH: "tanh",
    NodeKind.SIGN: "abs",
    NodeKind.MAXIMUM: "max",
}


def extend(lifted: Lift, expression: Expression) -> tuple[Lift, Polynomial]:
    """Return the common lift of an objective and of another function of the same variables, and that function in it.

    Equal nodes share their lifted variables.  The variables and facts of ``lifted`` come first, with their numbers.
    The function may be defined on a part of the space only: its side conditions are the last obligations.
    """
    builder = Builder(lifted.variables)
    builder.names = list(lifted.names)
    builder.facts = list(lifted.facts)
    builder.lifted = list(lifted.lifted)
    builder.obligations = list(lifted.obligations)
    builder.jacobian = list(lifted.jacobian)
    builder.kinked = set(lifted.kink_variables)
    builder.convex = lifted.convex_field
    for v in lifted.lifted:
        if v.kind in _NODE_KEYS:
            builder.nodes.setdefault((_NODE_KEYS[v.kind], v.arguments), v.index)
    value = builder.build(flatten_maxima(expression))
    builder.facts += _exponential_relations(builder.nodes)
    return builder.finish(lifted.objective), value


def _exponential_relations(nodes: dict[tuple[str, tuple[Polynomial, ...]], int]) -> list[Fact]:
    """Return sigmoid(b) (1 + exp(b)) = exp(b) and tanh(b) (exp(b)^2 + 1) = exp(b)^2 - 1 where both nodes occur."""
    out = []
    for (kind, arguments), index in nodes.items():
        partner = nodes.get(("exp", arguments))
        if partner is None or kind not in ("sigmoid", "tanh"):
            continue
        z, e = Polynomial.variable(index), Polynomial.variable(partner)
        if kind == "tanh":
            e = e * e
        out.append(equation(z * (ONE + e) - (e if kind == "sigmoid" else e - ONE)))
    return out
