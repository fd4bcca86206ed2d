"""Gram matrices over a number field: linear system on a face, rounding, LDL' factorisation.  Soundness-critical: no.

Source: [laplagne_2020], [peyrl_parrilo_2008].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.program import SosProgram

if TYPE_CHECKING:
    from tameproof.symbolic._flint_field import NumberField

DENOMINATORS = (1, 2, 3, 4, 6, 8, 12, 24, 60, 100, 2**10, 2**14, 2**20, 2**30, 2**44)

Element: TypeAlias = Any  # of the number field
FieldPolynomial: TypeAlias = dict[int, Element]  # packed monomial -> coefficient


# -- polynomials over the field --------------------------------------------------------------------------------------
def lift_polynomial(p: Polynomial, field: NumberField) -> FieldPolynomial:
    """Return a rational polynomial as one over the field."""
    return {m: field.element([Fraction(c, p.denominator)]) for m, c in p.terms.items()}


def add_multiple(p: FieldPolynomial, factor: Element, r: FieldPolynomial, field: NumberField) -> None:
    """Add factor r to p in place."""
    for m, c in r.items():
        value = p.get(m, field.zero) + field.multiply(factor, c)
        if value == field.zero:
            p.pop(m, None)
        else:
            p[m] = value


def multiply_polynomials(p: FieldPolynomial, r: FieldPolynomial, field: NumberField) -> FieldPolynomial:
    """Return p r."""
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


@dataclass(frozen=True, slots=True)
class FieldProgram:
    """A program on a face over the field.

    Attributes:
        program: the program over Q: blocks with scalar forms, free unknowns.
        target: its target, over the field.
        bases: per block the basis of the face.
        field: the field.
    """

    program: SosProgram
    target: FieldPolynomial
    bases: Sequence[Sequence[FieldPolynomial]]
    field: NumberField


def _solve(face: FieldProgram, hints_float: Sequence[float]) -> _Space | None:
    """Return all solutions of the identity over the field, or None if there are none."""
    field, target = face.field, face.target
    table: dict[int, dict[int, Element]] = {}
    column = 0
    for block, basis in zip(face.program.blocks, face.bases, strict=True):
        form = lift_polynomial(block.form[0][0], field)
        for i, p in enumerate(basis):
            left = multiply_polynomials(p, form, field)
            for j in range(i + 1):
                for m, c in multiply_polynomials(left, basis[j], field).items():
                    table.setdefault(m, {})[column] = c if i == j else c + c
                column += 1
    for free in face.program.free:
        for m, c in lift_polynomial(free.polynomial, field).items():
            table.setdefault(m, {})[column] = c
        column += 1
    right = {m: target.get(m, field.zero) for m in table}
    if any(m not in table for m in target):
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
def find_field_values(face: FieldProgram, hints: Sequence[Fraction]) -> Iterator[list[Element]]:
    """Yield exact solutions of the identity (one element per unknown) near the hints, simple ones first."""
    space = _solve(face, [float(h) for h in hints])
    if space is None:
        return
    field = face.field
    pivots = {p for p, _, _ in space.pivots}
    seen: set[tuple[Fraction, ...]] = set()
    for denominator in DENOMINATORS:
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
        yield values


def factor_blocks(face: FieldProgram, values: Sequence[Element]) -> list[list[tuple[Element, FieldPolynomial]]] | None:
    """Return per block (weight, form) of an LDL' factorisation, or None if a pivot is not positive (in floats)."""
    field = face.field
    out = []
    start = 0
    for basis in face.bases:
        n = len(basis)
        matrix = [[values[start + i * (i + 1) // 2 + j] for j in range(i + 1)] for i in range(n)]
        start += n * (n + 1) // 2
        terms = []
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
                add_multiple(form, factor, basis[i], field)
            for i in range(k + 1, n):
                for j in range(k + 1, i + 1):
                    matrix[i][j] = matrix[i][j] - field.multiply(column[i - k - 1], matrix[j][k])
            if form:
                terms.append((pivot, form))
        out.append(terms)
    return out
