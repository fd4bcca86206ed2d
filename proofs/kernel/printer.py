"""Printing an expression tree as text of the grammar.  Soundness-critical: yes (a reader reads this text).

``parse(to_text(e)) == e`` for every tree in the normal form of construct.py; for other trees the text denotes the same
function.  Without recursion: a stack holds pieces of text and subtrees with the place in which they stand.
"""

from __future__ import annotations

from enum import Enum

from .expression import Constant, Expression, Power, Product, Quotient, Sum, Variable, children
from .names import FUNCTIONS

_NAME_OF = {function: name for name, function in FUNCTIONS.items()}


class _Place(Enum):
    WHOLE = 0  # anything may stand here
    FIRST = 1  # left end of a chain of * and /
    FACTOR = 2  # right of * or /
    BASE = 3  # left of ^


_Piece = str | tuple[Expression, _Place]


def to_text(expression: Expression) -> str:
    """Return text that the parser reads back as the same tree.

    Args:
        expression: a tree in normal form; numerators and denominators have at most 4300 digits.

    Returns:
        One line of ASCII, the same for equal trees.
    """
    out: list[str] = []
    stack: list[_Piece] = [(expression, _Place.WHOLE)]
    while stack:
        piece = stack.pop()
        if isinstance(piece, str):
            out.append(piece)
        else:
            stack.extend(reversed(_pieces(*piece)))
    return "".join(out)


def _pieces(node: Expression, place: _Place) -> list[_Piece]:
    if place is _Place.WHOLE:
        return _sum(node.terms if isinstance(node, Sum) else (node,))
    if _needs_parentheses(node, place):
        return ["(", (node, _Place.WHOLE), ")"]
    match node:
        case Constant(value):
            return [str(value)]
        case Variable(name):
            return [name]
        case Power(base, exponent):
            return [(base, _Place.BASE), f"^{exponent}"]
        case Quotient(numerator, denominator):
            return [*_numerator(numerator), "/", (denominator, _Place.FACTOR)]
        case _:
            pieces: list[_Piece] = [_NAME_OF[type(node)], "("]  # type: ignore[index]  # sums and products got parentheses
            for i, argument in enumerate(children(node)):
                if i:
                    pieces.append(", ")
                pieces.append((argument, _Place.WHOLE))
            pieces.append(")")
            return pieces


def _needs_parentheses(node: Expression, place: _Place) -> bool:
    match node:
        case Sum() | Product():
            return True
        case Constant(value):
            return value < 0 or place is _Place.BASE or (place is _Place.FACTOR and value.denominator != 1)
        case Quotient():
            return place is not _Place.FIRST
        case Power():
            return place is _Place.BASE
        case _:
            return False


def _sum(terms: tuple[Expression, ...]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for term in terms:
        is_negative, body = _term(term)
        if pieces:
            pieces.append(" - " if is_negative else " + ")
        elif is_negative:
            pieces.append("-")
        pieces.extend(body)
    return pieces


def _term(term: Expression) -> tuple[bool, list[_Piece]]:
    """Return whether the term gets a minus sign, and what follows the sign."""
    if isinstance(term, Constant):
        return term.value < 0, [str(abs(term.value))]
    if not isinstance(term, Product):
        return False, [(term, _Place.FIRST)]
    first, rest = term.factors[0], term.factors[1:]
    if not isinstance(first, Constant):
        return False, _chain([(first, _Place.FIRST)], rest)
    if first.value == -1 and not isinstance(rest[0], Constant):
        return True, _chain([(rest[0], _Place.FIRST)], rest[1:])
    return first.value < 0, _chain([str(abs(first.value))], rest)


def _chain(first: list[_Piece], rest: tuple[Expression, ...]) -> list[_Piece]:
    for factor in rest:
        first.append("*")
        first.append((factor, _Place.FACTOR))
    return first


def _numerator(node: Expression) -> list[_Piece]:
    if isinstance(node, Product):
        is_negative, body = _term(node)
        return ["(", (node, _Place.WHOLE), ")"] if is_negative else body
    return [(node, _Place.FIRST)]
