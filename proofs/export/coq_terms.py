"""Polynomials and identities as terms of the Coq theory.  Soundness-critical: no (Coq checks what is written).

Identities are scaled to integer coefficients, because Coq computes faster with integers than with fractions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from tameproof.proofs.export.squares import primitive
from tameproof.proofs.kernel.evidence import (
    Combination,
    FactoredGram,
    FieldSquares,
    Gram,
    Psatz,
    Squares,
    SumOfSquares,
)
from tameproof.proofs.kernel.expression import Constant, Expression, Power, Product, Quotient, Sum, Variable
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.proofs.kernel.semidefinite import Matrix, ldl

WIDTH = 110
MAX_DECIMAL_BITS = 2_000
MAX_BITS = 8_000
MAX_OPERANDS = 100  # of a sum or product that is printed as it was written


class CannotExport(Exception):
    """A step of the certificate has no counterpart in the Coq theory (yet).

    Attributes:
        step: index of the step, or None if the objective itself is the reason.
        what: the kind of evidence or function.
        reason: why it cannot be exported.
    """

    def __init__(self, step: int | None, what: str, reason: str) -> None:
        """Remember where the export stopped and why."""
        self.step, self.what, self.reason = step, what, reason
        place = "the objective" if step is None else f"step {step} ({what})"
        super().__init__(f"{place} cannot be exported to Coq: {reason}")


# -- trees of the type ``polynomial`` --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Leaf:
    """A constant or (``is_variable``) the variable with this number."""

    value: Fraction
    is_variable: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """``operator`` is +, * or ^ (with the exponent in ``right``)."""

    operator: str
    left: Tree
    right: Tree | int


Tree: TypeAlias = Leaf | Node


def tree_of_expression(node: Expression, variables: tuple[str, ...]) -> Tree | None:
    """Return the tree of an expression as it was written; None unless it is visibly a polynomial, and short."""
    match node:
        case Constant(value):
            return Leaf(value)
        case Variable(name):
            return Leaf(Fraction(variables.index(name)), is_variable=True)
        case Sum(terms) | Product(terms):
            if len(terms) > MAX_OPERANDS:
                return None
            operator = "+" if isinstance(node, Sum) else "*"
            parts = [tree_of_expression(t, variables) for t in terms]
            result = parts[0]
            for part in parts[1:]:
                if result is None or part is None:
                    return None
                result = Node(operator, result, part)
            return result
        case Power(base, exponent):
            inner = tree_of_expression(base, variables)
            return None if inner is None else Node("^", inner, exponent)
        case Quotient(numerator, Constant(value)) if value:
            top = tree_of_expression(numerator, variables)
            return None if top is None else Node("*", Leaf(1 / value), top)
        case _:
            return None


def tree_of_polynomial(p: Polynomial) -> Tree:
    """Return the sum of the terms of a polynomial as a tree."""
    total: Tree | None = None
    for exponents, c in p.items():
        factors: list[Tree] = [] if c == 1 and any(exponents) else [Leaf(c)]
        for i, e in enumerate(exponents):
            if e:
                variable = Leaf(Fraction(i), is_variable=True)
                factors.append(variable if e == 1 else Node("^", variable, e))
        term = factors[0]
        for factor in factors[1:]:
            term = Node("*", term, factor)
        total = term if total is None else Node("+", total, term)
    return Leaf(Fraction(0)) if total is None else total


def print_tree(tree: Tree) -> str:
    """Return Coq text in the scope of polynomials."""
    match tree:
        case Leaf(value, True):
            return f"Var {value.numerator}"
        case Leaf(value, False):
            return f"Const ({integer(value.numerator)} # {integer(value.denominator)})"
        case Node("^", base, exponent):
            return f"({print_tree(base)}) ^ {exponent}"
        case Node(operator, left, Leaf() | Node() as right):
            return f"({print_tree(left)}) {operator} ({print_tree(right)})"
        case _:
            raise TypeError(tree)


# -- numbers, lists, polynomials -------------------------------------------------------------------------------------
def integer(value: int) -> str:
    """Return an integer as a Coq numeral; long ones in base 16, which is read and written in linear time.

    Raises:
        CannotExport: if Coq's arithmetic, one binary digit at a time, would take too long.
    """
    if value.bit_length() > MAX_BITS:
        reason = f"an integer with {value.bit_length():,} binary digits, at most {MAX_BITS:,}"
        raise CannotExport(None, "integer", reason)
    return str(value) if value.bit_length() <= MAX_DECIMAL_BITS else hex(value)


def rational(value: Fraction | int) -> str:
    """Return a rational number as a Coq term."""
    q = Fraction(value)
    return f"({integer(q.numerator)} # {integer(q.denominator)})%Q"


def listing(items: Iterable[str]) -> str:
    """Return a Coq list; long ones get one item per line."""
    parts = list(items)
    flat = "[" + "; ".join(parts) + "]"
    return flat if len(flat) <= WIDTH else "[" + ";\n  ".join(parts) + "]"


def polynomial(p: Polynomial) -> str:
    """Return an expanded polynomial as a Coq term."""
    constant = p.as_constant()
    if constant is not None:
        return f"(Const {rational(constant)})"
    terms = []
    for exponents, value in p.items():
        c = value * p.denominator
        terms.append(f"(({integer(c.numerator)})%Z, [{'; '.join(map(str, exponents))}])")
    return f"(Terms {integer(p.denominator)} {listing(terms)})"


# -- Positivstellensatz identities -----------------------------------------------------------------------------------
def weighted(squares: SumOfSquares) -> list[tuple[Fraction, Polynomial]]:
    """Return a sum of squares as (weight, primitive polynomial) pairs, without zero terms."""
    match squares:
        case Squares(terms):
            pairs = list(terms)
        case Gram(basis, matrix) | FactoredGram(basis, matrix, _):
            rows, pivots = ldl(matrix)
            one = Polynomial.constant(1)
            pairs = []
            for j, pivot in enumerate(pivots):
                column = [(basis[i], Polynomial.constant(rows[i][j])) for i in range(j + 1, len(basis))]
                pairs.append((pivot, sum_of_products([(basis[j], one), *column])))
        case FieldSquares():
            raise CannotExport(None, "FieldSquares", "sums of squares over a number field are not in the theory")
    out = []
    for weight, p in pairs:
        content, q = primitive(p)
        if weight and not q.is_zero:
            out.append((weight * content * content, q))
    return out


def triangle(matrix: Matrix) -> tuple[int, str]:
    """Return (s, rows): s > 0 and the lower triangle times s, last row first and each from the diagonal to the left."""
    s = lcm(*(q.denominator for row in matrix for q in row))
    rows = ("[" + "; ".join(integer(int(q * s)) for q in reversed(row)) + "]%Z" for row in reversed(matrix))
    return s, listing(rows)


def squares_denominator(squares: SumOfSquares) -> int:
    """Return a number that clears the denominators of a sum of squares with integer polynomials."""
    match squares:
        case Squares():
            return lcm(*(w.denominator for w, _ in weighted(squares)))
        case Gram(_, matrix) | FactoredGram(_, matrix, _):
            return lcm(*(q.denominator for row in matrix for q in row))
        case FieldSquares():
            raise CannotExport(None, "FieldSquares", "sums of squares over a number field are not in the theory")


def print_squares(squares: SumOfSquares, scale: Fraction) -> str:
    """Return a sum of squares times a positive number, in the certificate's own form."""
    match squares:
        case Gram(basis, matrix) | FactoredGram(basis, matrix, _) if basis:
            s, rows = triangle(matrix)
            shown = f"{rational(scale)} {listing(polynomial(p) for p in reversed(basis))} {integer(s)}\n  {rows}"
            if isinstance(squares, Gram):
                return f"(Gram {shown})"
            t, factor = triangle(squares.factor)
            return f"(FactoredGram {shown}\n  {integer(t)} {factor})"
        case _:
            terms = listing(f"({rational(w * scale)}, {polynomial(p)})" for w, p in weighted(squares))
            return f"(Squares {terms})"


def combination(items: Combination, scale: Fraction = Fraction(1)) -> str:
    """Return a combination of equations times a number."""
    return listing(f"({index}, {polynomial(c.scale(scale))})" for index, c in items)


def indices(items: Iterable[int]) -> str:
    """Return a list of fact numbers."""
    return "[" + "; ".join(map(str, items)) + "]"


def psatz(identity: Psatz, goal: Polynomial) -> str:
    """Return a Positivstellensatz identity for ``goal``, scaled to integers.

    The caller has to refuse multipliers with zeros where the theory needs positive ones.
    """
    if identity.contradiction:
        raise CannotExport(None, "Psatz", "proofs of inequalities by contradiction are not in the theory")
    m = identity.multiplier
    denominators = [identity.epsilon.denominator, m.constant.denominator * goal.denominator]
    denominators += [
        squares_denominator(s) for s in (identity.squares, m.squares, *(t.squares for t in identity.products))
    ]
    denominators += [c.denominator for _, c in identity.combination]
    scale = Fraction(lcm(*denominators))
    products = listing(f"({indices(t.facts)}, {print_squares(t.squares, scale)})" for t in identity.products)
    plain = print_squares(identity.squares, scale)
    equations = combination(identity.combination, scale)
    epsilon = rational(identity.epsilon * scale)
    return (
        f"(Psatz {epsilon} {indices(identity.unit)} {plain} {products} {equations}\n"
        f"  {rational(m.constant * scale)} {print_squares(m.squares, scale)} {indices(m.facts)})"
    )


def needs_density(identity: Psatz) -> bool:
    """Whether an identity for a weak inequality has a multiplier that may vanish."""
    return identity.multiplier.constant == 0
