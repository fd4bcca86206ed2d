"""Linear symmetries of the objective: matrices A with <grad F, A x> = 0.  Soundness-critical: no.

They form a Lie algebra g.  Along the orbits of its group critical sets are unbounded, and the curvature along a vector
field that commutes with g is constant on an orbit.  For products of matrices g is a sum of gl_d: besides the fields
that commute with g those are useful that commute with the derived algebra [g, g] and have a weight under the centre,
as (u b', v a') -> u J b', v J a' for rank deficient critical points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from tameproof.morse_sard.gradings import Weights, find_gradings, weight_of
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ZERO, Polynomial, sum_of_products
from tameproof.sos.monomials import monomials_up_to
from tameproof.sos.program import PolynomialVector

Matrix: TypeAlias = tuple[tuple[Fraction, ...], ...]
MAX_VARIABLES = 14  # the linear systems have the square of this many unknowns
MAX_ALGEBRA = 24


@dataclass(frozen=True, slots=True)
class Symmetries:
    """What is known about the linear symmetries of an objective.

    Attributes:
        algebra: a basis of g as matrices.
        derived: a basis of [g, g].
        classes: families of linear vector fields.  One family per pair of opposite weights of the centre, each with
            the fields of one weight first and their number.
    """

    algebra: tuple[Matrix, ...]
    derived: tuple[Matrix, ...]
    classes: tuple[tuple[tuple[PolynomialVector, ...], int], ...]

    def invariants(self, nvars: int, degree: int) -> tuple[Polynomial, ...]:
        """Return a basis of the polynomials without constant term up to a degree that g leaves fixed."""
        return _invariants(self.algebra, nvars, degree)

    def semi_invariants(self, nvars: int, degree: int) -> tuple[Polynomial, ...]:
        """Return the same for the derived algebra, if there is one: these have weights under the centre."""
        return _invariants(self.derived or self.algebra, nvars, degree)


@lru_cache(maxsize=8)
def find_linear_symmetries(objective: Polynomial, n: int) -> Symmetries:
    """Return the linear symmetries of a polynomial in n variables and the vector fields that respect them.

    Args:
        objective: F, without lifted variables.
        n: number of variables; for too many, or too large an algebra, only scalings of the variables are used.
    """
    gradings = find_gradings(objective, (), n)
    diagonal = tuple(_diagonal(w) for w in gradings)
    algebra = _algebra(objective, n) if n <= MAX_VARIABLES else None
    if algebra is None or len(algebra) > MAX_ALGEBRA:
        algebra = diagonal
    derived = _independent([_bracket(a, b) for k, a in enumerate(algebra) for b in algebra[:k]])
    if not derived:
        return Symmetries(algebra, (), _classes(algebra, (), n))
    return Symmetries(algebra, derived, _classes(derived, _central_weights(gradings, algebra, n), n))


def symmetries_of(lift: Lift, variables: int) -> Symmetries:
    """Return the linear symmetries of an objective; with lifted or adjoined variables only the trivial ones."""
    n = lift.dimension
    return find_linear_symmetries(lift.objective, n) if variables == n else trivial_symmetries(n)


def trivial_symmetries(n: int) -> Symmetries:
    """Return no symmetries: all affine vector fields."""
    return Symmetries((), (), _classes((), (), n))


def independent_polynomials(polynomials: Sequence[Polynomial]) -> tuple[Polynomial, ...]:
    """Return a maximal linearly independent part of some polynomials, earlier ones first."""
    pivots: dict[int, Polynomial] = {}
    out = []
    for p in polynomials:
        rest = p
        while not rest.is_zero:
            lead = max(rest.terms)
            known = pivots.get(lead)
            if known is None:
                pivots[lead] = rest
                out.append(p)
                break
            factor = Fraction(rest.terms[lead], rest.denominator) / Fraction(known.terms[lead], known.denominator)
            rest = rest - known.scale(factor)
    return tuple(out)


def _constants(algebra: Sequence[Matrix], n: int) -> list[PolynomialVector]:
    """Return the constant vector fields that commute with the algebra: the vectors c with A c = 0."""
    from tameproof.symbolic._flint import nullspace

    rows = [list(row) for a in algebra for row in a] or [[Fraction(0)] * n]
    return [tuple(Polynomial.constant(c) for c in row) for row in nullspace(rows, n)]


def _diagonal(weights: Weights) -> Matrix:
    n = len(weights)
    return tuple(tuple(Fraction(weights[i] if i == j else 0) for j in range(n)) for i in range(n))


def _algebra(objective: Polynomial, n: int) -> tuple[Matrix, ...]:
    """Return a basis of {A : sum_ij A_ij x_j dF/dx_i = 0}."""
    from tameproof.symbolic._flint import nullspace

    columns = [Polynomial.variable(j) * objective.derivative(i) for i in range(n) for j in range(n)]
    return tuple(_square(row, n) for row in nullspace(_rows(columns), n * n))


def _rows(columns: Sequence[Polynomial]) -> list[list[Fraction]]:
    """Return one row of coefficients per monomial."""
    monomials = sorted({m for p in columns for m in p.terms})
    table = [[Fraction(0)] * len(columns) for _ in monomials] or [[Fraction(0)] * len(columns)]
    place = {m: k for k, m in enumerate(monomials)}
    for c, p in enumerate(columns):
        for m, a in p.terms.items():
            table[place[m]][c] = Fraction(a, p.denominator)
    return table


def _square(row: Sequence[Fraction], n: int) -> Matrix:
    return tuple(tuple(row[i * n : (i + 1) * n]) for i in range(n))


def _product(a: Matrix, b: Matrix) -> list[list[Fraction]]:
    n = len(a)
    out = [[Fraction(0)] * n for _ in range(n)]
    for i in range(n):
        for k in range(n):
            if a[i][k]:
                for j in range(n):
                    if b[k][j]:
                        out[i][j] += a[i][k] * b[k][j]
    return out


def _bracket(a: Matrix, b: Matrix) -> Matrix:
    left, right = _product(a, b), _product(b, a)
    return tuple(tuple(x - y for x, y in zip(p, q, strict=True)) for p, q in zip(left, right, strict=True))


def _independent(matrices: Sequence[Matrix]) -> tuple[Matrix, ...]:
    """Return a maximal linearly independent part."""
    pivots: list[tuple[int, list[Fraction]]] = []
    out = []
    for matrix in matrices:
        row = [c for r in matrix for c in r]
        for place, known in pivots:
            if row[place]:
                factor = row[place]
                row = [a - factor * b for a, b in zip(row, known, strict=True)]
        lead = next((k for k, c in enumerate(row) if c), None)
        if lead is not None:
            pivots.append((lead, [c / row[lead] for c in row]))
            out.append(matrix)
    return tuple(out)


def _commutant(algebra: Sequence[Matrix], n: int) -> tuple[Matrix, ...]:
    """Return a basis of the matrices that commute with all of the given ones."""
    from tameproof.symbolic._flint import nullspace

    rows: list[list[Fraction]] = []
    for a in algebra:
        for i in range(n):
            for j in range(n):
                row = [Fraction(0)] * (n * n)  # (B a - a B)_ij
                for k in range(n):
                    row[i * n + k] += a[k][j]
                    row[k * n + j] -= a[i][k]
                if any(row):
                    rows.append(row)
    return tuple(_square(row, n) for row in nullspace(rows or [[Fraction(0)] * (n * n)], n * n))


def _central_weights(gradings: Sequence[Weights], algebra: Sequence[Matrix], n: int) -> list[Weights]:
    """Return independent scalings of the variables that commute with the whole algebra."""
    from tameproof.symbolic._flint import nullspace

    rows = []
    for a in algebra:
        for i in range(n):
            for j in range(n):
                if a[i][j]:  # sum_w c_w (w_i - w_j) = 0
                    rows.append([Fraction(w[i] - w[j]) for w in gradings])
    if not gradings:
        return []
    out = []
    for row in nullspace(rows or [[Fraction(0)] * len(gradings)], len(gradings)):
        scale = 1
        for c in row:
            scale *= c.denominator
        out.append(tuple(int(sum(scale * c * w[i] for c, w in zip(row, gradings, strict=True))) for i in range(n)))
    return out


def _classes(
    algebra: Sequence[Matrix], centre: Sequence[Weights], n: int
) -> tuple[tuple[tuple[PolynomialVector, ...], int], ...]:
    """Sort the fields B x that commute with an algebra by their weights: an entry B_ij has the weight w_j - w_i."""
    by_weight: dict[tuple[int, ...], list[PolynomialVector]] = {}
    for c in _constants(algebra, n):
        if all(not p.terms or not any(w[i] for w in centre) for i, p in enumerate(c)):
            by_weight.setdefault((0,) * len(centre), []).append(c)
    constants: dict[tuple[int, ...], list[PolynomialVector]] = {}
    if centre:  # critical points that the group leaves fixed, or whose orbits are not closed
        for i in range(n):
            unit = tuple(Polynomial.constant(int(k == i)) for k in range(n))
            constants.setdefault(tuple(w[i] for w in centre), []).append(unit)
    for matrix in _commutant(algebra, n):
        parts: dict[tuple[int, ...], list[list[Fraction]]] = {}
        for i in range(n):
            for j in range(n):
                if matrix[i][j]:
                    weight = tuple(w[j] - w[i] for w in centre)
                    parts.setdefault(weight, [[Fraction(0)] * n for _ in range(n)])[i][j] = matrix[i][j]
        for weight, part in sorted(parts.items()):
            field = tuple(_linear_form(row) for row in part)
            known = by_weight.setdefault(weight, [])
            if field not in known:
                known.append(field)
    out = []
    for weight in sorted(by_weight, key=lambda w: (any(w), sum(map(abs, w)), w)):
        opposite = tuple(-c for c in weight)
        if not any(weight):
            out.append((tuple(by_weight[weight]), len(by_weight[weight])))
        elif weight > opposite and opposite in by_weight:
            out.append(((*by_weight[weight], *by_weight[opposite]), len(by_weight[weight])))
    for weight, units in sorted(constants.items()):
        opposite = tuple(-c for c in weight)
        if weight > opposite and opposite in constants:
            out.append(((*units, *constants[opposite]), len(units)))
    return tuple(out)


def _linear_form(row: Sequence[Fraction]) -> Polynomial:
    return sum_of_products([(Polynomial.variable(j), Polynomial.constant(c)) for j, c in enumerate(row) if c])


@lru_cache(maxsize=32)
def _invariants(algebra: tuple[Matrix, ...], nvars: int, degree: int) -> tuple[Polynomial, ...]:
    from tameproof.symbolic._flint import nullspace

    monomials = [m for m in monomials_up_to(range(nvars), degree) if m]
    diagonal = [a for a in algebra if all(not c or i == j for i, row in enumerate(a) for j, c in enumerate(row))]
    weights = [tuple(int(a[i][i]) for i in range(len(a))) for a in diagonal]
    monomials = [m for m in monomials if not any(weight_of(m, weights))]
    rest = [a for a in algebra if a not in diagonal]
    if not rest:
        return tuple(Polynomial({m: 1}) for m in monomials)
    rows: list[list[Fraction]] = []
    for a in rest:
        forms = [_linear_form(row) for row in a]
        columns = []
        for m in monomials:
            p = Polynomial({m: 1})
            columns.append(sum_of_products([(p.derivative(i), f) for i, f in enumerate(forms) if not f.is_zero]))
        rows += _rows(columns)
    out = []
    for row in nullspace(rows, len(monomials)):
        terms = [(Polynomial({m: 1}), Polynomial.constant(c)) for m, c in zip(monomials, row, strict=True) if c]
        out.append(sum_of_products(terms) if terms else ZERO)
    return tuple(out)
