"""The objective as an increasing function of a simpler one: f = phi(h).  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tameproof.proofs.kernel.errors import KernelError
from tameproof.proofs.kernel.expression import (
    Abs,
    Constant,
    Exp,
    Expression,
    Log,
    Max,
    Min,
    Power,
    Product,
    Quotient,
    Relu,
    Sigmoid,
    Sqrt,
    Sum,
    Tanh,
    Variable,
    children,
    walk,
)
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.increasing import ARGUMENT, growth

MAX_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Composition:
    """f = phi(h).

    Attributes:
        inner: text of h.
        outer: text of phi, a function of t.
        lower: the end of a half-line on which phi increases; h must be shown to be in it; None: it is the line.
    """

    inner: str
    outer: str
    lower: Fraction | None


def find_increasing_function(expression: Expression) -> Composition | None:
    """Return the objective as a strictly increasing function phi of its simplest part h, or None.

    Args:
        expression: the objective.

    Returns:
        phi increases on the line or for t >= 0, by the rules of the kernel; None: no part of the formula contains all
        variables, other than the whole, or no such phi is seen to increase.
    """
    size = {node: sum(1 for _ in walk(node)) for node in _distinct(expression)}
    falling: list[tuple[Expression, Expression]] = []
    for inner in sorted(size, key=lambda node: size[node])[:MAX_CANDIDATES]:
        if inner == expression or isinstance(inner, Constant):
            continue
        outer = replaced(expression, inner)
        if any(isinstance(node, Variable) and node.name != ARGUMENT for node in walk(outer)):
            continue
        if any(isinstance(node, Variable) and node.name == ARGUMENT for node in walk(expression)):
            return None  # t is a variable of the objective: its name is taken
        if _is_affine(outer):
            continue
        for lower in (None, Fraction(0)) if _seems_nonnegative(inner) else (None,):
            if _direction(outer, lower) == 1:
                return Composition(to_text(inner), to_text(outer), lower)
        falling.append((inner, outer))
    for inner, outer in falling:
        if _direction(outer, None) == -1:  # f = phi(-t) at t = -h
            turned = replaced(outer, Variable(ARGUMENT), _negative(Variable(ARGUMENT)))
            if _direction(turned, None) == 1:
                return Composition(to_text(_negative(inner)), to_text(turned), None)
    return None


def _direction(outer: Expression, lower: Fraction | None) -> int:
    """Return the direction of growth that the kernel sees, 0 if it sees none."""
    try:
        return growth(parse(to_text(outer)), lower, "phi").direction
    except KernelError:
        return 0


def _negative(node: Expression) -> Expression:
    return Product((Constant(Fraction(-1)), node))


def _distinct(expression: Expression) -> Iterator[Expression]:
    """Yield every part of a formula, each once."""
    seen: set[Expression] = set()
    for node in walk(expression):
        if node not in seen:
            seen.add(node)
            yield node


def _is_affine(outer: Expression) -> bool:
    """Whether phi(t) = a t + b is seen: then h is not simpler than f."""
    return (
        all(isinstance(node, Sum | Product | Constant | Variable) for node in walk(outer))
        and sum(1 for node in walk(outer) if isinstance(node, Variable)) == 1
    )


def _seems_nonnegative(node: Expression) -> bool:
    match node:
        case Constant(value):
            return value >= 0
        case Power(base, exponent):
            return exponent % 2 == 0 or _seems_nonnegative(base)
        case Sum(parts) | Product(parts) | Max(parts) | Min(parts):
            return all(_seems_nonnegative(part) for part in parts)
        case Quotient(top, bottom):
            return _seems_nonnegative(top) and _seems_nonnegative(bottom)
        case Abs() | Relu() | Exp() | Sqrt() | Sigmoid():
            return True
        case _:
            return False


def replaced(node: Expression, inner: Expression, new: Expression | None = None) -> Expression:
    """Return the tree with t, or another formula, in place of every copy of a part."""
    if node == inner:
        return Variable(ARGUMENT) if new is None else new
    return rebuilt(node, tuple(replaced(part, inner, new) for part in children(node)))


def rebuilt(node: Expression, parts: tuple[Expression, ...]) -> Expression:
    """Return a node with other children."""
    match node:
        case Constant() | Variable():
            return node
        case Sum():
            return Sum(parts)
        case Product():
            return Product(parts)
        case Quotient():
            return Quotient(*parts)
        case Power(_, exponent):
            return Power(parts[0], exponent)
        case Max():
            return Max(parts)
        case Min():
            return Min(parts)
        case Abs() | Relu() | Sqrt() | Exp() | Log() | Sigmoid() | Tanh():
            return type(node)(parts[0])
