"""The objective as a function of one polynomial: f = phi(h).  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.expression import (
    Constant,
    Expression,
    Power,
    Product,
    Quotient,
    Sum,
    Variable,
    children,
    variables_of,
    walk,
)
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.increasing import ARGUMENT
from tameproof.symbolic.increasing import rebuilt

MAX_PARTS = 200
RATIONAL = (Constant, Variable, Sum, Product, Quotient, Power)


def find_composition(expression: Expression, variables: tuple[str, ...]) -> tuple[str, str] | None:
    """Return texts of h and phi with f = phi(h), h a polynomial in all variables of which f has affine functions only.

    Args:
        expression: the objective.
        variables: its variables, two or more of them, none called t.
    """
    if len(variables) < 2 or ARGUMENT in variables:
        return None
    parts: dict[Expression, Polynomial] = {}
    for node in dict.fromkeys(walk(expression)):
        if set(variables_of(node)) != set(variables) or len(parts) >= MAX_PARTS:
            continue
        if all(isinstance(part, RATIONAL) for part in walk(node)):
            try:
                lifted = lift(node, variables)
            except InputError:
                continue
            if lifted.is_polynomial:
                parts[node] = lifted.objective
    for inner in sorted(parts, key=lambda node: (parts[node].degree, sum(1 for _ in walk(node)))):
        if inner == expression or parts[inner].as_constant() is not None:
            continue
        outer = _outer(expression, parts[inner], parts)
        if outer is not None and not isinstance(outer, Variable):
            return to_text(inner), to_text(parse(to_text(outer)))
    return None


def _outer(node: Expression, h: Polynomial, parts: dict[Expression, Polynomial]) -> Expression | None:
    """Return the tree with a t + b in place of parts a h + b, or None if variables are left."""
    if node in parts:
        slope = _slope(parts[node], h)
        if slope is not None:
            rest = (parts[node] - h.scale(slope)).as_constant()
            t: Expression = Variable(ARGUMENT)
            scaled = t if slope == 1 else Product((Constant(slope), t))
            return scaled if not rest else Sum((scaled, Constant(rest)))
    if isinstance(node, Constant):
        return node
    if isinstance(node, Variable):
        return None
    inside = [_outer(part, h, parts) for part in children(node)]
    known = [part for part in inside if part is not None]
    return rebuilt(node, tuple(known)) if len(known) == len(inside) else None


def _slope(p: Polynomial, h: Polynomial) -> Fraction | None:
    """Return a with p - a h constant and a != 0, or None."""
    for exponents, c in h.items():
        if not any(exponents):
            continue
        mine = dict(p.items()).get(exponents)
        if not mine:
            return None
        slope = Fraction(mine) / Fraction(c)
        return slope if (p - h.scale(slope)).as_constant() is not None else None
    return None
