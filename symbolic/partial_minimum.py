"""The objective as a quadratic polynomial in one variable, and its minimum over that variable.

Soundness-critical: no.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.expression import (
    Constant,
    Expression,
    Power,
    Product,
    Quotient,
    Sum,
    Variable,
    variables_of,
)
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.printer import to_text
from tameproof.symbolic._flint import compute_gcd, divide_exactly

MAX_POWER = 8  # of a factor that contains the variable
MAX_TERMS = 300  # of an expanded coefficient
ZERO, ONE = Constant(Fraction(0)), Constant(Fraction(1))


@dataclass(frozen=True, slots=True)
class Quadratic:
    """f = square w^2 + linear w + constant, minimised over w: numerator / denominator; texts in the other variables."""

    variable: str
    square: str
    linear: str
    constant: str
    numerator: str
    denominator: str


def find_quadratics(expression: Expression) -> Iterator[Quadratic]:
    """Yield the objective as a quadratic polynomial in one variable, for every variable in which it is one.

    Args:
        expression: the objective.

    Yields:
        Coefficients and minimum; that the leading coefficient is positive is not shown here.  Nothing is yielded for a
        variable in which the formula, read as it stands, has another degree, or that occurs in a denominator or
        function.
    """
    variables = variables_of(expression)
    for w in variables:
        others = tuple(name for name in variables if name != w)
        try:
            rows = _coefficients(expression, w)
            if not others or rows is None or len(rows) != 3:
                continue
            c, b, a = (_expanded(row) for row in rows)
            numerator, denominator = _minimum(a, b, c, others)
        except InputError:  # too large
            continue
        missing = [name for name in others if name not in variables_of(numerator) + variables_of(denominator)]
        if missing:  # the minimum is a function of all the other variables
            numerator = Sum((numerator, *(Product((ZERO, Variable(name))) for name in missing)))
        yield Quadratic(w, *(to_text(part) for part in (a, b, c, numerator, denominator)))


def _coefficients(node: Expression, w: str) -> list[Expression] | None:
    """Return the coefficients of a formula as a polynomial in w, constant first, none of them in w."""
    if w not in variables_of(node):
        return [node]
    match node:
        case Variable():
            return [ZERO, ONE]
        case Sum(terms):
            total: list[Expression] = [ZERO]
            for term in terms:
                row = _coefficients(term, w)
                if row is None:
                    return None
                size = max(len(total), len(row))
                padded = [side + [ZERO] * (size - len(side)) for side in (total, row)]
                total = [_sum(x, y) for x, y in zip(*padded, strict=True)]
            return total
        case Product(factors):
            return _product([_coefficients(factor, w) for factor in factors])
        case Power(base, exponent) if exponent <= MAX_POWER:
            return _product([_coefficients(base, w)] * exponent)
        case Quotient(numerator, denominator) if w not in variables_of(denominator):
            top = _coefficients(numerator, w)
            return None if top is None else [c if c == ZERO else Quotient(c, denominator) for c in top]
        case _:
            return None


def _product(rows: list[list[Expression] | None]) -> list[Expression] | None:
    total: list[Expression] = [ONE]
    for row in rows:
        if row is None or len(total) + len(row) > 4:
            return None
        out: list[Expression] = [ZERO] * (len(total) + len(row) - 1)
        for i, x in enumerate(total):
            for j, y in enumerate(row):
                out[i + j] = _sum(out[i + j], _times(x, y))
        total = out
    return total


def _sum(x: Expression, y: Expression) -> Expression:
    return y if x == ZERO else x if y == ZERO else Sum((x, y))


def _times(x: Expression, y: Expression) -> Expression:
    if ZERO in (x, y):
        return ZERO
    return y if x == ONE else x if y == ONE else Product((x, y))


def _expanded(node: Expression) -> Expression:
    """Return a formula with its terms collected, if it is a polynomial; in the normal form of the parser."""
    own = variables_of(node)
    lifted = lift(node, own)
    if lifted.is_polynomial and len(lifted.objective) <= MAX_TERMS:
        return parse(lifted.objective.format(own))
    return parse(to_text(node))


def _minimum(a: Expression, b: Expression, c: Expression, names: tuple[str, ...]) -> tuple[Expression, Expression]:
    """Return numerator and denominator of c - b^2/(4a), reduced if they are polynomials."""
    top = parse(f"4*({to_text(a)})*({to_text(c)}) - ({to_text(b)})^2")
    bottom = parse(f"4*({to_text(a)})")
    polynomials = [_as_polynomial(tree, names) for tree in (top, bottom)]
    n, d = polynomials
    if n is None or d is None:
        return top, bottom
    common = compute_gcd(n, d)
    n, d = divide_exactly(n, common), divide_exactly(d, common)
    value = d.as_constant()
    scale = 1 / value if value is not None else Fraction(lcm(n.denominator, d.denominator))
    n, d = n.scale(scale), d.scale(scale)
    common_content = gcd(*(c.numerator for p in (n, d) for _, c in p.items())) if value is None else 1
    n, d = n.scale(Fraction(1, common_content)), d.scale(Fraction(1, common_content))
    return parse(n.format(names)), parse(d.format(names))


def _as_polynomial(tree: Expression, names: tuple[str, ...]) -> Polynomial | None:
    own = variables_of(tree)
    lifted = lift(tree, own)
    if not lifted.is_polynomial:
        return None
    return lifted.objective.substitute({i: Polynomial.variable(names.index(name)) for i, name in enumerate(own)})
