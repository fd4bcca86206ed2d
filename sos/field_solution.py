"""Sums of squares over a real number field, where there are none over Q.  Soundness-critical: no.

If the face of the cone on which all Gram matrices live is not defined over Q, it has no rational point.  The kernel of
the Gram matrices is the range of the optimal moment matrix; its reduced row echelon form has algebraic entries, which
are recognised from many digits.  On the face the identity is a linear system over Q(theta) with solutions in the
interior: free unknowns are rounded to rationals, the others follow exactly, and an LDL' factorisation over Q(theta)
gives the weighted squares.  Source: [laplagne_2020], [permenter_parrilo_2018].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, Any, TypeAlias

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import FieldSquares
from tameproof.proofs.kernel.field_squares import MAX_FIELD_DEGREE, expand_field_squares
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.analytic_centre import is_pure
from tameproof.sos.complementarity import OptimalPair, find_optimal_pair
from tameproof.sos.number_fields import RecognisedField, find_field
from tameproof.sos.numeric import find_interior
from tameproof.sos.program import SosProgram
from tameproof.sos.settings import Deadline, SosSettings

if TYPE_CHECKING:
    from tameproof.symbolic._flint_field import NumberField

PRECISIONS = (500, 1600)
DENOMINATORS = (1, 2, 3, 4, 6, 8, 12, 24, 60, 100, 2**10, 2**14, 2**20, 2**30, 2**44)
MAX_ORDER = 40
SINGULAR = 1e-4  # larger margins belong to positive definite solutions
INFEASIBLE = -1e-5

Element: TypeAlias = Any  # of the number field
FieldPolynomial: TypeAlias = dict[int, Element]  # packed monomial -> coefficient


def find_field_squares(program: SosProgram, settings: SosSettings, deadline: Deadline) -> FieldSquares | None:
    """Return weighted squares over a number field that add up to the target of a pure program, or None.

    Args:
        program: sums of squares only, presolved; one without rational solution, as far as the caller knows.
        settings: solver.
        deadline: looked at between the steps.

    Returns:
        Squares whose sum was expanded exactly.  None does not mean that there are none.
    """
    if not program.blocks or not is_pure(program) or sum(len(b.basis) for b in program.blocks) > MAX_ORDER:
        return None
    try:
        numeric = find_interior(program, settings, deadline, shrink=0.0)
    except OverflowError:
        return None
    if numeric is None or not INFEASIBLE < numeric.margin_float < SINGULAR:
        return None
    for bits in PRECISIONS:
        pair = find_optimal_pair(program, numeric, bits, deadline)
        if pair is None:
            return None
        squares = _recognise(program, pair, deadline)
        if squares is not None or deadline.is_over:
            return squares
    return None


@dataclass(frozen=True, slots=True)
class _Echelon:
    """The reduced row echelon form of the range of one moment matrix, in fixed-point integers."""

    pivots: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]

    def others(self) -> list[int]:
        """Return the columns that are not pivots."""
        return [j for j in range(len(self.rows[0])) if j not in self.pivots] if self.rows else []


def _recognise(program: SosProgram, pair: OptimalPair, deadline: Deadline) -> FieldSquares | None:
    echelons = [_echelon(m, rank, pair.bits) for m, rank in zip(pair.moments, pair.ranks, strict=True)]
    values = [row[j] for e in echelons for row in e.rows for j in e.others()]
    found = find_field(values, pair.bits)
    if found is None or found.field.degree > MAX_FIELD_DEGREE or deadline.is_over:
        return None
    field = found.field
    entries = iter(found.coordinates)
    bases: list[list[FieldPolynomial]] = []
    kept: list[list[int]] = []
    for block, echelon in zip(program.blocks, echelons, strict=True):
        polynomials = [_lift(d[0], field) for d in block.basis]
        others = echelon.others() if echelon.rows else list(range(len(polynomials)))
        basis = [dict(polynomials[j]) for j in others]
        for pivot in echelon.pivots:
            for k in range(len(others)):
                factor = field.element([-c for c in next(entries)])
                _add_multiple(basis[k], factor, polynomials[pivot], field)
        bases.append(basis)
        kept.append(others)
    hints = [
        Fraction(pair.matrices[b][others[i]][others[j]], 2**pair.bits)
        for b, others in enumerate(kept)
        for i in range(len(others))
        for j in range(i + 1)
    ]
    space = _solve(program.target, bases, field, [float(h) for h in hints])
    if space is None:
        return None
    return _round(program.target, bases, space, hints, found, deadline)


def _echelon(matrix: Sequence[Sequence[int]], rank: int, bits: int) -> _Echelon:
    """Return the echelon form with the largest possible pivots."""
    rows = [list(r) for r in matrix]
    pivots: list[int] = []
    chosen: list[list[int]] = []
    for _ in range(rank):
        i, j = max(
            ((i, j) for i in range(len(rows)) for j in range(len(matrix)) if j not in pivots),
            key=lambda t: abs(rows[t[0]][t[1]]),
        )
        lead = rows.pop(i)
        scale = lead[j]
        lead = [(v << bits) // scale for v in lead]
        for row in (*rows, *chosen):
            factor = row[j]
            for k, v in enumerate(lead):
                row[k] -= factor * v >> bits
        chosen.append(lead)
        pivots.append(j)
    return _Echelon(tuple(pivots), tuple(map(tuple, chosen)))


# -- polynomials over the field --------------------------------------------------------------------------------------
def _lift(p: Polynomial, field: NumberField) -> FieldPolynomial:
    return {m: field.element([Fraction(c, p.denominator)]) for m, c in p.terms.items()}


def _add_multiple(p: FieldPolynomial, factor: Element, r: FieldPolynomial, field: NumberField) -> None:
    """Add factor r to p in place."""
    for m, c in r.items():
        value = p.get(m, field.zero) + field.multiply(factor, c)
        if value == field.zero:
            p.pop(m, None)
        else:
            p[m] = value


def _product(p: FieldPolynomial, r: FieldPolynomial, field: NumberField) -> FieldPolynomial:
    out: FieldPolynomial = {}
    for m, c in p.items():
        for k, d in r.items():
            out[m + k] = out.get(m + k, field.zero) + field.multiply(c, d)
    return {m: c for m, c in out.items() if c != field.zero}


# -- the linear system -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Space:
    """Equations ``column = constant + sum coefficient * free column``."""

    pivots: tuple[tuple[int, Element, dict[int, Element]], ...]
    size: int


def _solve(
    target: Polynomial, bases: Sequence[Sequence[FieldPolynomial]], field: NumberField, hints_float: Sequence[float]
) -> _Space | None:
    """Return all symmetric matrices over the field with ``sum basis' R basis = target``, or None if there are none."""
    table: dict[int, dict[int, Element]] = {}
    column = 0
    for basis in bases:
        for i, p in enumerate(basis):
            for j in range(i + 1):
                for m, c in _product(p, basis[j], field).items():
                    table.setdefault(m, {})[column] = c if i == j else c + c
                column += 1
    right = {m: field.element([Fraction(target.terms.get(m, 0), target.denominator)]) for m in table}
    if any(m not in table for m in target.terms):
        return None
    rows = [(table[m], right[m]) for m in sorted(table)]
    solved: list[tuple[int, Element, dict[int, Element]]] = []
    while rows:
        rows.sort(key=lambda t: len(t[0]))
        row, value = rows.pop(0)
        if not row:
            if value != field.zero:
                return None
            continue
        # large unknowns are better pivots: the free ones are rounded, and zeros stay zeros
        pivot = max(row, key=lambda c: (abs(hints_float[c]) > 1e-9, len(field.coefficients(row[c])) == 1, -c))
        inverse = field.inverse(row[pivot])
        rest = {c: field.multiply(-inverse, a) for c, a in row.items() if c != pivot}
        constant = field.multiply(inverse, value)
        rows = [_substituted(r, v, pivot, constant, rest, field) for r, v in rows]
        solved = [
            (p, *_replaced(k, r, pivot, constant, rest, field)) if pivot in r else (p, k, r) for p, k, r in solved
        ]
        solved.append((pivot, constant, rest))
    return _Space(tuple(solved), column)


def _substituted(
    row: dict[int, Element], value: Element, pivot: int, constant: Element, rest: dict[int, Element], field: NumberField
) -> tuple[dict[int, Element], Element]:
    """Return the equation ``row = value`` with the pivot replaced."""
    if pivot not in row:
        return row, value
    k, r = _replaced(field.zero, row, pivot, constant, rest, field)
    return r, value - k


def _replaced(
    start: Element, row: dict[int, Element], pivot: int, constant: Element, rest: dict[int, Element], field: NumberField
) -> tuple[Element, dict[int, Element]]:
    """Return ``start + row`` with the pivot replaced, as (constant, row)."""
    factor = row[pivot]
    out = {c: a for c, a in row.items() if c != pivot}
    for c, a in rest.items():
        new = out.get(c, field.zero) + field.multiply(factor, a)
        if new == field.zero:
            out.pop(c, None)
        else:
            out[c] = new
    return start + field.multiply(factor, constant), out


# -- rounding --------------------------------------------------------------------------------------------------------
def _round(
    target: Polynomial,
    bases: Sequence[Sequence[FieldPolynomial]],
    space: _Space,
    hints: Sequence[Fraction],
    found: RecognisedField,
    deadline: Deadline,
) -> FieldSquares | None:
    field = found.field
    pivots = {p for p, _, _ in space.pivots}
    seen: set[tuple[Fraction, ...]] = set()
    for denominator in DENOMINATORS:
        if deadline.is_over:
            return None
        free = tuple(
            Fraction(0) if c in pivots else Fraction(round(h * denominator), denominator) for c, h in enumerate(hints)
        )
        if free in seen:
            continue
        seen.add(free)
        values = [field.element([v]) for v in free]
        for pivot, constant, rest in space.pivots:
            total = constant
            for c, a in rest.items():
                total = total + field.multiply(a, values[c])
            values[pivot] = total
        squares = _factor(bases, values, found)
        if squares is None:
            continue
        try:
            if expand_field_squares(squares, "squares") == target:
                return squares
        except RejectedStep:
            continue
    return None


def _factor(
    bases: Sequence[Sequence[FieldPolynomial]], values: Sequence[Element], found: RecognisedField
) -> FieldSquares | None:
    """Return the weighted squares of LDL' factorisations over the field, or None if a pivot is not positive."""
    field = found.field
    terms = []
    start = 0
    for basis in bases:
        n = len(basis)
        matrix = [[values[start + i * (i + 1) // 2 + j] for j in range(i + 1)] for i in range(n)]
        start += n * (n + 1) // 2
        for k in range(n):
            pivot = matrix[k][k]
            if pivot == field.zero and all(matrix[i][k] == field.zero for i in range(k, n)):
                continue
            if pivot == field.zero or field.value_float(pivot) <= 0:
                return None
            inverse = field.inverse(pivot)
            form = dict(basis[k])
            column = [field.multiply(matrix[i][k], inverse) for i in range(k + 1, n)]
            for i, factor in enumerate(column, start=k + 1):
                _add_multiple(form, factor, basis[i], field)
            for i in range(k + 1, n):
                for j in range(k + 1, i + 1):
                    matrix[i][j] = matrix[i][j] - field.multiply(column[i - k - 1], matrix[j][k])
            if form:
                terms.append(_term(pivot, form, field))
    return FieldSquares(found.theta, tuple(terms))


def _term(
    weight: Element, form: FieldPolynomial, field: NumberField
) -> tuple[tuple[Fraction, ...], tuple[Polynomial, ...]]:
    """Return one weighted square with integer coefficients without common factor."""
    parts: list[dict[int, Fraction]] = [{} for _ in range(field.degree)]
    for m, c in form.items():
        for power, a in enumerate(field.coefficients(c)):
            if a:
                parts[power][m] = a
    numbers = [a for part in parts for a in part.values()]
    content = Fraction(gcd(*(a.numerator for a in numbers)), lcm(*(a.denominator for a in numbers)))
    polynomials = [Polynomial({m: int(a / content) for m, a in sorted(part.items())}) for part in parts]
    while polynomials and polynomials[-1].is_zero:
        polynomials.pop()
    return tuple(c * content * content for c in field.coefficients(weight)), tuple(polynomials)
