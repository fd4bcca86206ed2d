"""Sizes beyond which an objective is refused, and their check for a given tree.  Soundness-critical: no.

The limits keep every later stage (hashing, comparing, printing, lifting) far from recursion and memory limits, and
make hostile input fail at once instead of hanging.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from .codes import refusal
from .errors import InputError
from .expression import Constant, Expression, Power, Variable, children
from .names import name_refusal


@dataclass(frozen=True, slots=True)
class ParserLimits:
    """Largest accepted sizes.

    Attributes:
        characters: length of the text.
        tokens: numbers, names and signs in the text.
        nesting: open parentheses at one place.
        depth: levels of the tree (a variable is one level).
        nodes: nodes of the tree, counted each time they occur.
        digits: decimal digits of a numerator or denominator (at most 4300, Python's own limit for conversions).
        exponent: absolute value of an exponent.
        variables: number of different variables.
        folded_bits: total size in bits of all numbers read or computed while building one tree.
    """

    characters: int = 1 << 20
    tokens: int = 200_000
    nesting: int = 1_000
    depth: int = 200
    nodes: int = 200_000
    digits: int = 4_000
    exponent: int = 10_000
    variables: int = 200
    folded_bits: int = 20_000_000


DEFAULT_LIMITS = ParserLimits()


@lru_cache(maxsize=8)
def _power_of_ten(digits: int) -> int:
    return int(10**digits)


def fits(value: Fraction, limits: ParserLimits) -> bool:
    """Return whether numerator and denominator have at most ``limits.digits`` decimal digits."""
    bound = _power_of_ten(limits.digits)
    return -bound < value.numerator < bound and value.denominator < bound


def too_many_digits(limits: ParserLimits) -> InputError:
    """Return the error for a number that does not fit."""
    return refusal("E126", f"a number has more than {limits.digits} digits")


def too_deep(limits: ParserLimits) -> InputError:
    """Return the error for a tree that is too deep."""
    return refusal("E125", f"the expression is nested more than {limits.depth} levels deep")


def too_many_nodes(limits: ParserLimits) -> InputError:
    """Return the error for a tree that is too large."""
    return refusal("E129", f"the expression has more than {limits.nodes} nodes")


def too_large_exponent(limits: ParserLimits) -> InputError:
    """Return the error for an exponent out of range."""
    return refusal("E121", f"an exponent is larger than {limits.exponent}")


def check_limits(expression: Expression, limits: ParserLimits = DEFAULT_LIMITS) -> None:
    """Check that a tree from any source is within the limits; without recursion.

    Args:
        expression: any tree; subtrees may be shared, and are counted each time they occur.
        limits: the sizes; ``characters``, ``tokens``, ``nesting`` and ``folded_bits`` concern texts only.

    Raises:
        InputError: E117, E121, E125, E126, E127 or E129.  If nothing is raised, the tree is small; nothing more.
    """
    nodes = 0
    names: dict[str, None] = {}
    stack: list[tuple[Expression, int]] = [(expression, 1)]
    while stack:
        node, depth = stack.pop()
        nodes += 1
        if nodes > limits.nodes:
            raise too_many_nodes(limits)
        if depth > limits.depth:
            raise too_deep(limits)
        if isinstance(node, Variable):
            if node.name not in names:
                problem = name_refusal(node.name)
                if problem is not None:
                    raise problem
                names[node.name] = None
                if len(names) > limits.variables:
                    raise refusal("E127", f"more than {limits.variables} variables")
        elif isinstance(node, Constant):
            if not fits(node.value, limits):
                raise too_many_digits(limits)
        else:
            if isinstance(node, Power) and not 0 <= node.exponent <= limits.exponent:
                raise too_large_exponent(limits)
            stack.extend((child, depth + 1) for child in children(node))
