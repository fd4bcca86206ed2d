"""f = F(phi_1(x_1), ..., phi_n(x_n)) with strictly monotone phi_i: other functions with the same images do as well.

If F is convex, phi_i may also be even, and strictly monotone on [0, infinity).

Soundness-critical: yes.  Mathematics: docs/theory.md, section "Functions of single variables".
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from ..errors import InputError, Reason, RejectedStep, need
from ..evidence import ConvexInCoordinates, MonotoneCoordinates, SingleVariable
from ..expression import (
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
    variables_of,
    walk,
)
from ..lift import Lift, lift
from ..limits import DEFAULT_LIMITS, check_limits
from ..parser import parse
from .convexity import shape_of
from .coordinates import is_same_lift
from .increasing import ARGUMENT, growth
from .monotone_functions import image_of


def check_monotone_coordinates(lifted: Lift, evidence: MonotoneCoordinates, where: str) -> Lift:
    """Check that f = F(phi(x)) and g = F(psi(x)), where phi_i and psi_i have the same image; return the lift of g.

    Raises:
        RejectedStep: if a formula cannot be read, f or g is another function, some phi_i or psi_i is not seen to be
            strictly monotone on the line, or their images differ or are not known exactly.
    """
    place = f"{where}.evidence"
    nested = any(isinstance(s.evidence, MonotoneCoordinates) for s in evidence.steps)
    need(not nested, f"{place}.steps", Reason.WRONG_SHAPE, "this kind of evidence inside itself")
    count = len(evidence.replacements) == len(evidence.functions)
    need(count, f"{place}.replacements", Reason.WRONG_SHAPE, "one replacement for each function")
    outer = _check_composition(lifted, evidence.outer, evidence.functions, place)
    new: dict[str, Expression] = {}
    for k, (single, text) in enumerate(zip(evidence.functions, evidence.replacements, strict=True)):
        path = f"{place}.replacements[{k}]"
        first = image_of(_function(single.function, path), path)
        second = image_of(_function(text, path), path)
        need(second.direction != 0, path, Reason.SIGN, "a constant")
        same = (first.low, first.high) == (second.low, second.high)
        need(same, path, Reason.SIGN, "the two functions have different values")
        new[single.variable] = _function(text, path)
    try:
        inner = lift(parse(evidence.objective), lifted.variables)
        replaced = lift(_with_functions(outer, new, f"{place}.replacements"), lifted.variables)
    except InputError as error:
        raise RejectedStep(f"{place}.objective", Reason.OBJECTIVE_MISMATCH, error.message) from error
    same = is_same_lift(inner, replaced)
    need(same, f"{place}.objective", Reason.OBJECTIVE_MISMATCH, "this is not F with the replacements")
    return inner


def check_convex_in_coordinates(lifted: Lift, evidence: ConvexInCoordinates, where: str) -> None:
    """Check that f = F(phi(x)) and F is convex on the box of the values of the phi_i.

    Each phi_i is strictly monotone on the line, or even and strictly monotone on [0, infinity).

    Raises:
        RejectedStep: if a formula cannot be read, f is another function, some phi_i is not seen to be such a
            function, or F is not seen to be convex.
    """
    place = f"{where}.evidence"
    outer = _check_composition(lifted, evidence.outer, evidence.functions, place, even=True)
    check_convex_where_defined(outer, f"{place}.outer")


def check_convex_where_defined(outer: Expression, where: str) -> None:
    """Check that a function is convex on every convex set on which it is defined.

    The rules for sqrt use that the argument is positive everywhere, so that a root of anything else is refused.
    """
    root = any(isinstance(node, Sqrt) for node in walk(outer))
    need(not root, where, Reason.NOT_SUPPORTED, "a square root of what need not be positive everywhere")
    need(shape_of(outer).convex, where, Reason.SIGN, "the function is not seen to be convex")


def is_even(node: Expression) -> bool:
    """Whether a function of one variable t contains it only as abs(t) and in even powers of t: phi(-t) = phi(t)."""
    match node:
        case Variable():
            return False
        case Power(Variable(), exponent):
            return exponent % 2 == 0
        case Abs(Variable()):
            return True
        case _:
            return all(is_even(part) for part in children(node))


def _check_composition(
    lifted: Lift, text: str, functions: tuple[SingleVariable, ...], place: str, *, even: bool = False
) -> Expression:
    """Check that f = F(phi(x)) with strictly monotone phi_i, or also even ones; return the tree of F."""
    need(len(functions) >= 1, f"{place}.functions", Reason.VACUOUS, "no function")
    names = [single.variable for single in functions]
    need(len(set(names)) == len(names), f"{place}.functions", Reason.WRONG_SHAPE, "two functions of one variable")
    try:
        outer = parse(text)
    except InputError as error:
        raise RejectedStep(f"{place}.outer", Reason.OBJECTIVE_MISMATCH, error.message) from error
    known = set(names) <= set(variables_of(outer)) and set(variables_of(outer)) == set(lifted.variables)
    need(known, f"{place}.outer", Reason.OBJECTIVE_MISMATCH, "F has the variables of f, and so have the functions")
    inner: dict[str, Expression] = {}
    for k, single in enumerate(functions):
        path = f"{place}.functions[{k}]"
        inner[single.variable] = _function(single.function, path)
        phi = inner[single.variable]
        # f is well defined, and so is phi, every node of which is one of f
        both = even and is_even(phi)
        direction = growth(phi, Fraction(0), path).direction if both else image_of(phi, path).direction
        need(direction != 0, path, Reason.SIGN, "a constant")
    try:
        composed = lift(_with_functions(outer, inner, f"{place}.functions"), lifted.variables)
    except InputError as error:
        raise RejectedStep(f"{place}.outer", Reason.OBJECTIVE_MISMATCH, error.message) from error
    same = is_same_lift(composed, lifted)
    need(same, f"{place}.outer", Reason.OBJECTIVE_MISMATCH, "the composed function is not the objective")
    return outer


def _function(text: str, where: str) -> Expression:
    """Return the tree of a function of t alone."""
    try:
        tree = parse(text)
    except InputError as error:
        raise RejectedStep(where, Reason.OBJECTIVE_MISMATCH, error.message) from error
    need(variables_of(tree) == (ARGUMENT,), where, Reason.WRONG_SHAPE, f"a function of {ARGUMENT} is expected")
    return tree


def _with_functions(outer: Expression, inner: dict[str, Expression], where: str) -> Expression:
    """Return F with phi_i(x_i) in place of x_i, for all i at once; refuse a result that is too large."""
    uses = Counter(node.name for node in walk(outer) if isinstance(node, Variable))
    sizes = {name: sum(1 for _ in walk(tree)) for name, tree in inner.items()}
    large = sum(uses[name] * size for name, size in sizes.items()) > DEFAULT_LIMITS.nodes
    need(not large, where, Reason.LIMIT, "the composed function is too large")
    own = {name: substitute(tree, {ARGUMENT: Variable(name)}) for name, tree in inner.items()}
    composed = substitute(outer, own)
    check_limits(composed)
    return composed


def substitute(node: Expression, values: dict[str, Expression]) -> Expression:
    """Return the tree with trees in place of variables, all at once; other variables stay."""
    if isinstance(node, Variable):
        return values.get(node.name, node)
    parts = tuple(substitute(part, values) for part in children(node))
    match node:
        case Constant():
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
