"""Case trees: Derive, Split, Adjoin and their leaves.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Case trees".  A tree covers its set: the children of a node cover the node's set, and each
leaf is checked by the function that the calling rule passes in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from ..algebraic import AlgebraicNumber, as_rational
from ..claims import CriticalValues
from ..effort import spend
from ..errors import Reason, RejectedStep, need
from ..evidence import (
    AdjoinInverse,
    AdjoinMultiplier,
    AdjoinOddRoot,
    AdjoinRoot,
    CaseTree,
    Derive,
    Empty,
    SecondOrder,
    SplitProduct,
    SplitSign,
    SplitValue,
)
from ..facts import Fact, equation, nonnegative, positive
from ..lift import Lift
from ..polynomial import ONE, Polynomial
from .context import Context
from .psatz import (
    MAX_EXPONENT,
    check_combination,
    check_impossible,
    check_nonnegative,
    check_positive,
    derive_all,
    univariate_at,
)

MAX_DEPTH = 100
LeafCheck: TypeAlias = Callable[[CaseTree, Context, str], None]
TangencyFacts: TypeAlias = Callable[[AdjoinMultiplier | SecondOrder, Context, str], Context]


def rows_of(claim: CriticalValues, where: str) -> tuple[tuple[AlgebraicNumber, str], ...]:
    """Return the values of a premise, each with its status; a premise that is only assumed may have any shape."""
    shape = len(claim.values) == len(claim.status)
    need(shape, where, Reason.WRONG_PREMISE, "the premise has not one status per value")
    return tuple(zip(claim.values, claim.status, strict=True))


def value_facts(lift: Lift, value: AlgebraicNumber, *, strips: bool = False) -> tuple[Fact, ...]:
    """Return the facts that say F = value: F - v = 0, or p(F) = 0, F - low > 0, high - F > 0 if v is irrational.

    With ``strips`` the equation p(F) = 0 is left out: fewer facts, which still hold where F = value.
    """
    exact = as_rational(value)
    if exact is not None:
        return (equation(lift.objective - Polynomial.constant(exact)),)
    if strips:
        return strip_facts(lift, value)
    return (equation(univariate_at(value.polynomial, lift.objective)), *strip_facts(lift, value))


def strip_facts(lift: Lift, value: AlgebraicNumber) -> tuple[Fact, ...]:
    """Return the facts F - low > 0 and high - F > 0."""
    f = lift.objective
    return (positive(f - Polynomial.constant(value.low)), positive(Polynomial.constant(value.high) - f))


def check_tree(
    tree: CaseTree,
    context: Context,
    where: str,
    leaf: LeafCheck,
    values: CriticalValues | None,
    depth: int = 0,
    tangency: TangencyFacts | None = None,
) -> None:
    """Check a case tree.

    Args:
        tree: the tree; leaves other than Empty go to ``leaf``.
        context: the set that the tree covers.
        where: path for errors.
        leaf: checks one leaf, raises RejectedStep if it does not fit.
        values: the CriticalValues premise that SplitValue refers to, if any.
        depth: recursion depth, limited by MAX_DEPTH.
        tangency: checks the nodes for tangency sets and returns the set below; None where there may be none.
    """
    need(depth <= MAX_DEPTH, where, Reason.LIMIT, f"case tree deeper than {MAX_DEPTH}")
    spend(1000)

    def check_child(child: CaseTree, inner: Context, name: str) -> None:
        check_tree(child, inner, f"{where}.{name}", leaf, values, depth + 1, tangency)

    match tree:
        case Derive(derivations, child):
            need(len(derivations) > 0, where, Reason.VACUOUS, "nothing derived")
            check_child(child, derive_all(derivations, context, f"{where}.derivations"), "child")
        case SplitProduct(factors, exponent, combination, children):
            need(len(factors) >= 2, where, Reason.WRONG_SHAPE, "at least two factors are needed")
            need(len(children) == len(factors), where, Reason.WRONG_SHAPE, "one case per factor is needed")
            need(1 <= exponent <= MAX_EXPONENT, f"{where}.exponent", Reason.LIMIT, "exponent out of range")
            product = ONE
            for k, factor in enumerate(factors):
                context.check_variables(factor, f"{where}.factors[{k}]")
                product = product * factor
            check_combination(product**exponent, combination, context, f"{where}.combination")
            nonzero: list[Fact] = []
            for k, (factor, child) in enumerate(zip(factors, children, strict=True)):
                check_child(child, context.add(*nonzero, equation(factor)), f"children[{k}]")
                nonzero.append(positive(factor * factor))
        case SplitSign(p, above, zero, below):
            context.check_variables(p, f"{where}.polynomial")
            check_child(above, context.add(positive(p)), "positive")
            check_child(zero, context.add(equation(p)), "zero")
            check_child(below, context.add(positive(-p)), "negative")
        case SplitValue(children, strips):
            if values is None:
                raise RejectedStep(where, Reason.WRONG_PREMISE, "SplitValue needs a CriticalValues premise")
            cases = [v for v, s in rows_of(values, where) if s != "not-attained"]
            need(len(children) == len(cases), where, Reason.WRONG_SHAPE, f"{len(cases)} cases expected")
            for k, (value, child) in enumerate(zip(cases, children, strict=True)):
                facts = value_facts(context.lift, value, strips=strips)
                inner = replace(context.add(*facts), value=value)
                check_child(child, inner, f"children[{k}]")
        case AdjoinRoot(p, psatz, child):
            context.check_variables(p, f"{where}.polynomial")
            check_nonnegative(p, psatz, context, f"{where}.psatz")
            w = Polynomial.variable(context.variables)
            inner = replace(context.add(equation(w * w - p), nonnegative(w)), variables=context.variables + 1)
            check_child(child, inner, "child")
        case AdjoinOddRoot(p, child):
            inner = replace(context, variables=context.variables + 1)
            inner.check_variables(p, f"{where}.polynomial")
            check_odd(p, context.variables, f"{where}.polynomial")
            check_child(child, inner.add(equation(p)), "child")
        case AdjoinInverse(p, psatz, child):
            context.check_variables(p, f"{where}.polynomial")
            check_positive(p * p, psatz, context, f"{where}.psatz")
            r = Polynomial.variable(context.variables)
            inner = replace(context.add(equation(r * p - ONE)), variables=context.variables + 1)
            check_child(child, inner, "child")
        case AdjoinMultiplier(_, child) | SecondOrder(_, _, child):
            if tangency is None:
                raise RejectedStep(where, Reason.WRONG_SHAPE, f"{type(tree).__name__} is no node of this tree")
            check_child(child, tangency(tree, context, where), "child")
        case Empty(psatz):
            check_impossible(psatz, context, f"{where}.psatz")
        case _:
            leaf(tree, context, where)


def check_odd(p: Polynomial, variable: int, where: str) -> None:
    """Refuse a polynomial that may have no real root: its degree is even, or its leading coefficient may vanish."""
    parts = p.coefficients_in(variable)
    degree = max(parts, default=0)
    need(degree % 2 == 1, where, Reason.SIDE_CONDITION, f"the degree in the new variable is {degree}, not odd")
    leading = parts[degree].as_constant()
    need(bool(leading), where, Reason.SIDE_CONDITION, "the leading coefficient is no nonzero constant")


def squared_norm_power(lift: Lift, exponent: int, where: str) -> Polynomial:
    """Return |x|^(2 exponent) after checking that the exponent is reasonable."""
    need(1 <= exponent <= MAX_EXPONENT, where, Reason.LIMIT, "exponent out of range")
    return lift.squared_norm**exponent
