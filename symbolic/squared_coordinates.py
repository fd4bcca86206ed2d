"""Objectives that are convex functions of squares, after a rotation of pairs of variables.  Soundness-critical: no.

A loss of x y with weight decay, l(x y) + c (x^2 + y^2) with convex l, is a convex function of (x + y)^2 and (x - y)^2.
In general the parts of the formula that are polynomials of degree at most 2 are looked at: pairs of variables that
occur only in their product and, with one ratio, in their squares are rotated; variables that occur only in squares, or
only in absolute values, are left; the other variables keep their place in a formula that must be convex in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from tameproof.proofs.kernel.errors import KernelError
from tameproof.proofs.kernel.evidence import ConvexInCoordinates, SingleVariable
from tameproof.proofs.kernel.expression import Abs, Expression, Power, Sum, Variable, children, walk
from tameproof.proofs.kernel.lift import Builder, Lift, lift
from tameproof.proofs.kernel.maxima import flatten_maxima
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial, factors_of
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.coordinates import is_same_lift, lift_composed
from tameproof.proofs.kernel.rules.increasing import ARGUMENT
from tameproof.proofs.kernel.rules.single_variables import (
    check_convex_in_coordinates,
    check_convex_where_defined,
    substitute,
)
from tameproof.symbolic.coordinates import new_names
from tameproof.symbolic.increasing import rebuilt

MAX_NODES = 400  # of a formula


@dataclass(frozen=True, slots=True)
class ConvexInSquares:
    """f as a convex function F of squares and absolute values in other coordinates.

    Attributes:
        objective: text of f in the coordinates.
        variables: their names; those of f if no pair was rotated.
        forward: the coordinates as polynomials in the variables of f; empty if no pair was rotated.
        backward: the inverse map.
        evidence: F and its functions.
    """

    objective: str
    variables: tuple[str, ...]
    forward: tuple[Polynomial, ...]
    backward: tuple[Polynomial, ...]
    evidence: ConvexInCoordinates


def find_convex_in_squares(expression: Expression, lifted: Lift) -> ConvexInSquares | None:
    """Return an objective as a convex function of squares in rotated coordinates, or None.

    Args:
        expression: the objective.
        lifted: its lift.

    Returns:
        What the kernel's checks accept; None does not mean that there are no such coordinates.
    """
    try:
        return _find(expression, lifted)
    except KernelError:  # beyond a limit, or not accepted
        return None


def _find(expression: Expression, lifted: Lift) -> ConvexInSquares | None:
    parts = _Parts(lifted.variables)
    if sum(1 for _ in walk(expression)) > MAX_NODES:
        return None
    parts.collect(expression)
    n = lifted.dimension
    pairs, singles = parts.pairs(), parts.singles()
    functions = {**dict.fromkeys(singles, "t^2"), **dict.fromkeys(parts.absolute_only(), "abs(t)")}
    functions |= {i: "t^2" for pair in pairs for i in pair[:2]}
    if not functions:
        return None
    names = new_names(lifted.variables) if pairs else lifted.variables
    variables = [Polynomial.variable(i) for i in range(n)]
    forward, backward = list(variables), list(variables)
    values = {i: variables[i] for i in range(n)}  # what stands for x_i in F where it is no part of a square
    squares = {(i, i): variables[i] for i in singles}  # and for x_i x_j
    for i, j, r in pairs:
        u, v = variables[i], variables[j]
        forward[i], forward[j] = u.scale(r) + v, u.scale(r) - v
        backward[i], backward[j] = (u + v).scale(1 / (2 * r)), (u - v).scale(Fraction(1, 2))
        squares[i, j] = (u - v).scale(1 / (4 * r))
        # only the sum of the squares with the ratio r^2 occurs, which is (u + v)/2 with u, v for the squares
        squares[i, i], squares[j, j] = (u + v).scale(1 / (4 * r**2)), (u + v).scale(Fraction(1, 4))
    outer = parse(to_text(parts.rebuilt(expression, values, squares, names)))
    check_convex_where_defined(outer, "F")
    evidence = ConvexInCoordinates(
        to_text(outer), tuple(SingleVariable(names[i], functions[i]) for i in sorted(functions))
    )
    own = {names[i]: substitute(parse(text), {ARGUMENT: Variable(names[i])}) for i, text in functions.items()}
    there = parse(to_text(substitute(outer, own)))
    inner = lift(there, names)
    check_convex_in_coordinates(inner, evidence, "F")
    if not pairs:
        return ConvexInSquares(to_text(there), names, (), (), evidence) if is_same_lift(inner, lifted) else None
    composed = lift_composed(there, lifted.variables, dict(zip(names, forward, strict=True)))
    if not is_same_lift(composed, lifted):
        return None
    return ConvexInSquares(to_text(there), names, tuple(forward), tuple(backward), evidence)


class _Parts:
    """The polynomials of degree at most 2 in a formula, as large as possible."""

    def __init__(self, variables: tuple[str, ...]) -> None:
        self._names = variables
        self._builder = Builder(variables)
        self._polynomials: list[Polynomial] = []
        self._absolute: set[int] = set()

    def collect(self, node: Expression) -> None:
        """Find the polynomials, and the variables of which the absolute value is taken."""
        small, rest = self._split(node)
        if small is not None:
            self._polynomials.append(small)
        for part in rest:
            if isinstance(part, Abs) and isinstance(part.argument, Variable):
                self._absolute.add(self._names.index(part.argument.name))
            elif isinstance(part, Power) and isinstance(part.base, Variable) and part.exponent % 2 == 0:
                self._polynomials.append(Polynomial.variable(self._names.index(part.base.name), 2))
            else:
                for child in children(part):
                    self.collect(child)

    def _split(self, node: Expression) -> tuple[Polynomial | None, tuple[Expression, ...]]:
        """Return the polynomial of degree at most 2 in a sum, or which a node is, and the other terms."""
        small = self._small(node)
        if small is not None:
            return small, ()
        if not isinstance(node, Sum):
            return None, (node,)
        found = [(self._small(term), term) for term in node.terms]
        total = Polynomial({})
        for p, _ in found:
            total = total if p is None else total + p
        return (total if total.terms else None), tuple(term for p, term in found if p is None)

    def _small(self, node: Expression) -> Polynomial | None:
        p = self._builder.build(flatten_maxima(node))
        return p if p.degree <= 2 and all(v < len(self._names) for v in p.variables()) else None

    def _linear(self) -> set[int]:
        """Return the variables with a linear term."""
        return {m[0][0] for p in self._polynomials for m in _monomials(p) if len(m) == 1 and m[0][1] == 1}

    def _partners(self) -> dict[int, set[int]]:
        partners: dict[int, set[int]] = {i: set() for i in range(len(self._names))}
        for p in self._polynomials:
            for m in _monomials(p):
                if len(m) == 2:
                    (i, _), (j, _) = m
                    partners[i].add(j)
                    partners[j].add(i)
        return partners

    def pairs(self) -> list[tuple[int, int, Fraction]]:
        """Return i < j, r such that x_i, x_j occur only as x_i x_j and r^2 x_i^2 + x_j^2."""
        linear, partners, out = self._linear() | self._absolute, self._partners(), []
        for i, others in partners.items():
            j = next(iter(others), i)
            if len(others) != 1 or i > j or partners[j] != {i} or linear & {i, j}:
                continue
            ratios = {_ratio(p, i, j) for p in self._polynomials} - {None}
            ratio = next(iter(ratios), Fraction(1))
            root = _root(ratio) if len(ratios) <= 1 and ratio is not None else None
            if root is not None:
                out.append((i, j, root))
        return out

    def singles(self) -> set[int]:
        """Return the variables that occur only in squares."""
        partners, used = self._partners(), {v for p in self._polynomials for v in p.variables()}
        return {i for i in used - self._linear() - self._absolute if not partners[i]}

    def absolute_only(self) -> set[int]:
        """Return the variables that occur only in absolute values."""
        return self._absolute - {v for p in self._polynomials for v in p.variables()}

    def rebuilt(
        self,
        node: Expression,
        values: dict[int, Polynomial],
        squares: dict[tuple[int, int], Polynomial],
        names: tuple[str, ...],
    ) -> Expression:
        """Return the formula with what stands for variables and products in its polynomials of degree at most 2."""
        small, rest = self._split(node)
        terms: list[Expression] = []
        if small is not None:
            total = Polynomial({})
            for m, c in _terms(small):
                total = total + _value(m, values, squares).scale(c)
            terms.append(parse(total.format(names)))
        for part in rest:
            if isinstance(part, Abs) and isinstance(part.argument, Variable):
                i = self._names.index(part.argument.name)
                terms.append(Variable(names[i]) if i in self.absolute_only() else Abs(Variable(names[i])))
            elif isinstance(part, Power) and isinstance(part.base, Variable) and part.exponent % 2 == 0:
                i = self._names.index(part.base.name)
                square = parse(_value(((i, 2),), values, squares).format(names))
                terms.append(Power(square, part.exponent // 2))
            else:
                new = tuple(self.rebuilt(child, values, squares, names) for child in children(part))
                terms.append(rebuilt(part, new))
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def _terms(p: Polynomial) -> list[tuple[tuple[tuple[int, int], ...], Fraction]]:
    return [(tuple(factors_of(m)), Fraction(c, p.denominator)) for m, c in p.terms.items()]


def _monomials(p: Polynomial) -> list[tuple[tuple[int, int], ...]]:
    return [m for m, _ in _terms(p)]


def _value(
    monomial: tuple[tuple[int, int], ...], values: dict[int, Polynomial], squares: dict[tuple[int, int], Polynomial]
) -> Polynomial:
    places = tuple(i for i, k in monomial for _ in range(k))
    if len(places) == 2 and (places[0], places[1]) in squares:
        return squares[places[0], places[1]]
    total = Polynomial.constant(1)
    for i in places:
        total = total * values[i]
    return total


def _ratio(p: Polynomial, i: int, j: int) -> Fraction | None:
    """Return a/b for the squares a x_i^2 + b x_j^2 in p; None without squares, 0 if only one occurs."""
    terms = dict(_terms(p))
    a, b = terms.get(((i, 2),), Fraction(0)), terms.get(((j, 2),), Fraction(0))
    if not a and not b:
        return None
    return a / b if b else Fraction(0)


def _root(value: Fraction) -> Fraction | None:
    if value <= 0:
        return None
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    exact = top * top == value.numerator and bottom * bottom == value.denominator
    return Fraction(top, bottom) if exact else None
