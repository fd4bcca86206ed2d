"""Maxima of maxima as maxima of functions without kinks: the form in which an objective is lifted.

Soundness-critical: yes.  max(.., a + c max(u, v), ..) with c > 0 is max(.., a + c u, a + c v, ..), abs(u) is
max(u, -u), relu(u) is max(u, 0); for minima with the signs changed.  Mathematics: docs/theory.md, "The lift".
A kink inside a kink has no convex-valued generalised gradient, so that most rules do not apply to it; after this step
only those are left in which a maximum and a minimum are nested.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from .effort import is_limited, spend
from .expression import (
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

COST_OF_NODE = 4  # units of work of one step through a tree
COST_OF_PART = 40  # of one call for a part of a maximum
MAX_PIECES = 24  # arguments of one maximum; beyond this the nested form is kept
ZERO = Constant(Fraction(0))
Pieces: TypeAlias = tuple[Expression, ...] | None


def flatten_maxima(root: Expression) -> Expression:
    """Return the same function with maxima inside maxima (and minima inside minima) written as one."""
    nested = (Max, Min, Relu)
    below_one = any(isinstance(node, nested) and any(_is_kink(n) for n in _below(node)) for node in walk(root))
    flat = _rebuild(root) if below_one else root
    if is_limited():
        spend(COST_OF_NODE * _sizes(flat))  # the lift looks every subtree up in a table
    return flat


def _sizes(root: Expression) -> int:
    """Return the sum of the sizes of all subtrees, which is the sum of the depths of all nodes."""
    total = 0
    stack = [(root, 1)]
    while stack:
        node, depth = stack.pop()
        total += depth
        stack.extend((child, depth + 1) for child in children(node))
    return total


def _is_kink(node: Expression) -> bool:
    return isinstance(node, Abs | Max | Min | Relu)


def _below(node: Expression) -> list[Expression]:
    below = walk(node)
    next(below)
    found = list(below)
    spend(COST_OF_NODE * len(found))
    return found


def _has_kink(node: Expression) -> bool:
    seen, found = 0, False
    for n in walk(node):
        seen += 1
        if _is_kink(n):
            found = True
            break
    spend(COST_OF_NODE * seen)
    return found


def _rebuild(node: Expression) -> Expression:
    match node:
        case Constant() | Variable():
            return node
        case Sum(terms):
            return Sum(tuple(_rebuild(t) for t in terms))
        case Product(factors):
            return Product(tuple(_rebuild(f) for f in factors))
        case Quotient(numerator, denominator):
            return Quotient(_rebuild(numerator), _rebuild(denominator))
        case Power(base, exponent):
            return Power(_rebuild(base), exponent)
        case Max(arguments):
            inner = Max(tuple(_rebuild(a) for a in arguments))
            pieces = _pieces(inner, 1) if any(_has_kink(a) for a in inner.arguments) else None
            return inner if pieces is None else Max(pieces)
        case Min(arguments):
            lower = Min(tuple(_rebuild(a) for a in arguments))
            pieces = _pieces(lower, -1) if any(_has_kink(a) for a in lower.arguments) else None
            return lower if pieces is None else Min(tuple(_scaled(p, Fraction(-1)) for p in pieces))
        case Relu(argument):
            outer = Relu(_rebuild(argument))
            pieces = _pieces(outer, 1) if _has_kink(outer.argument) else None
            return outer if pieces is None else Max(pieces)
        case Abs(argument):
            return Abs(_rebuild(argument))
        case Sqrt(argument):
            return Sqrt(_rebuild(argument))
        case Exp(argument):
            return Exp(_rebuild(argument))
        case Log(argument):
            return Log(_rebuild(argument))
        case Sigmoid(argument):
            return Sigmoid(_rebuild(argument))
        case Tanh(argument):
            return Tanh(_rebuild(argument))


def _pieces(node: Expression, sign: int) -> Pieces:
    """Return functions without kinks whose maximum is sign * node, or None."""
    spend(COST_OF_PART)
    if not _has_kink(node):
        return (_scaled(node, Fraction(sign)),)
    match node:
        case Max(arguments) if sign > 0:
            return _joined(tuple(_pieces(a, 1) for a in arguments))
        case Min(arguments) if sign < 0:
            return _joined(tuple(_pieces(a, -1) for a in arguments))
        case Relu(argument) if sign > 0:
            return _joined((_pieces(argument, 1), (ZERO,)))
        case Abs(argument) if sign > 0 and not _has_kink(argument):
            return (argument, _scaled(argument, Fraction(-1)))
        case Sum(terms):
            return _sums(tuple(_pieces(t, sign) for t in terms))
        case Product(factors):
            constant = Fraction(1)
            others = []
            for factor in factors:
                if isinstance(factor, Constant):
                    constant *= factor.value
                else:
                    others.append(factor)
            if constant == 0 or len(others) != 1:
                return None
            return _multiples(_pieces(others[0], sign if constant > 0 else -sign), abs(constant))
        case Quotient(numerator, Constant(value)) if value:
            return _multiples(_pieces(numerator, sign if value > 0 else -sign), abs(1 / value))
        case _:
            return None


def _joined(parts: tuple[Pieces, ...]) -> Pieces:
    out: list[Expression] = []
    for part in parts:
        if part is None:
            return None
        out += part
    distinct = tuple(dict.fromkeys(out))
    return distinct if len(distinct) <= MAX_PIECES else None


def _sums(parts: tuple[Pieces, ...]) -> Pieces:
    """Return all sums of one function of each part: max u + max v = max (u + v)."""
    rows: list[list[Expression]] = [[]]
    for part in parts:
        if part is None or len(rows) * len(part) > MAX_PIECES:
            return None
        if len(part) == 1:  # the usual term; no row is copied
            for row in rows:
                row.append(part[0])
        else:
            rows = [[*row, p] for row in rows for p in part]
    spend(COST_OF_NODE * len(rows) * len(parts))
    return tuple(Sum(tuple(row)) for row in rows)


def _multiples(pieces: Pieces, factor: Fraction) -> Pieces:
    return None if pieces is None else tuple(_scaled(p, factor) for p in pieces)


def _scaled(node: Expression, factor: Fraction) -> Expression:
    if factor == 1:
        return node
    if isinstance(node, Constant):
        return Constant(factor * node.value)
    return Product((Constant(factor), node))
