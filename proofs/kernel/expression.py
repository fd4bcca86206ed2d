"""The expression tree of an objective: a closed union of frozen nodes.  Soundness-critical: yes (it is the statement).

Sums and products are n-ary and flat, so that a sum of 10,000 terms is one level deep; depth is limited by the parser.
Subtraction is a sum with a product by -1; ``relu(u)`` is a node of its own so that printing gives back the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Constant:
    """An exact rational number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Variable:
    """A real variable, named by an ASCII identifier."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of at least two terms."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """The product of at least two factors."""

    factors: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """``numerator / denominator``; the denominator must be proved nonzero everywhere."""

    numerator: Expression
    denominator: Expression


@dataclass(frozen=True, slots=True)
class Power:
    """``base ^ exponent`` with a natural number exponent (negative powers are parsed as quotients)."""

    base: Expression
    exponent: int


@dataclass(frozen=True, slots=True)
class Abs:
    """Absolute value."""

    argument: Expression


@dataclass(frozen=True, slots=True)
class Max:
    """Maximum of at least two arguments."""

    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Min:
    """Minimum of at least two arguments."""

    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Relu:
    """``max(argument, 0)``."""

    argument: Expression


@dataclass(frozen=True, slots=True)
class Sqrt:
    """Square root; the argument must be proved positive everywhere."""

    argument: Expression


@dataclass(frozen=True, slots=True)
class Exp:
    """Exponential function."""

    argument: Expression


@dataclass(frozen=True, slots=True)
class Log:
    """Natural logarithm; the argument must be proved positive everywhere."""

    argument: Expression


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """Logistic function ``1 / (1 + exp(-argument))``."""

    argument: Expression


@dataclass(frozen=True, slots=True)
class Tanh:
    """Hyperbolic tangent."""

    argument: Expression


Expression: TypeAlias = (
    Constant | Variable | Sum | Product | Quotient | Power | Abs | Max | Min | Relu | Sqrt | Exp | Log | Sigmoid | Tanh
)
UnaryFunction: TypeAlias = Abs | Relu | Sqrt | Exp | Log | Sigmoid | Tanh


def children(node: Expression) -> tuple[Expression, ...]:
    """Return the direct subexpressions, left to right."""
    match node:
        case Constant() | Variable():
            return ()
        case Sum(terms):
            return terms
        case Product(factors):
            return factors
        case Quotient(numerator, denominator):
            return (numerator, denominator)
        case Power(base, _):
            return (base,)
        case Max(arguments) | Min(arguments):
            return arguments
        case _:
            return (node.argument,)


def walk(root: Expression) -> Iterator[Expression]:
    """Yield every node, parents before children, without recursion."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def variables_of(root: Expression) -> tuple[str, ...]:
    """Return the variable names in order of first appearance."""
    seen: dict[str, None] = {}
    for node in walk(root):
        if isinstance(node, Variable):
            seen.setdefault(node.name)
    return tuple(seen)
