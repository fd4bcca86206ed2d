"""Sums of squares on faces that are not visible over Q: over a real number field if need be.  Soundness-critical: no.

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
from typing import TYPE_CHECKING

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import FieldSquares
from tameproof.proofs.kernel.field_squares import MAX_FIELD_DEGREE, expand_field_squares
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.analytic_centre import is_pure
from tameproof.sos.complementarity import OptimalPair, find_optimal_pair
from tameproof.sos.exact_solution import find_exact_solution, restrict_to_face
from tameproof.sos.field_linear import (
    Element,
    FieldPolynomial,
    FieldProgram,
    add_multiple,
    factor_blocks,
    find_field_values,
    lift_polynomial,
)
from tameproof.sos.number_fields import RecognisedField, find_field
from tameproof.sos.numeric import find_interior
from tameproof.sos.program import SosProgram, SosSolution
from tameproof.sos.settings import Deadline, SosSettings

if TYPE_CHECKING:
    from tameproof.symbolic._flint_field import NumberField

PRECISIONS = (500, 1600)
MAX_ORDER = 40
RATIONAL_SOLVES = 6  # numerical solves on the rational face
SINGULAR = 1e-4  # larger margins belong to positive definite solutions
INFEASIBLE = -1e-5


def find_algebraic_solution(
    program: SosProgram, settings: SosSettings, deadline: Deadline
) -> FieldSquares | SosSolution | None:
    """Return weighted squares over a number field that add up to the target of a pure program, or None.

    Args:
        program: sums of squares only, presolved; the floats showed no rational face.
        settings: solver.
        deadline: looked at between the steps.

    Returns:
        A rational solution if there is one on the recognised face, else squares whose sum was expanded exactly.  None
        does not mean that there are none.
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
        found = _recognise(program, pair, settings, deadline)
        if found is not None or deadline.is_over:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Echelon:
    """The reduced row echelon form of the range of one moment matrix, in fixed-point integers."""

    pivots: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]

    def others(self, size: int) -> list[int]:
        """Return the columns that are not pivots, of so many."""
        return [j for j in range(size) if j not in self.pivots]

    def entries(self) -> list[int]:
        """Return the entries outside the pivot columns, row by row."""
        return [row[j] for row in self.rows for j in self.others(len(row))]


def _recognise(
    program: SosProgram, pair: OptimalPair, settings: SosSettings, deadline: Deadline
) -> FieldSquares | SosSolution | None:
    echelons = [find_echelon(m, rank, pair.bits) for m, rank in zip(pair.moments, pair.ranks, strict=True)]
    values = [v for e in echelons for v in e.entries()]
    found = find_field(values, pair.bits)
    if found is None or found.field.degree > MAX_FIELD_DEGREE or deadline.is_over:
        return None
    rational = find_exact_solution(
        restrict_to_face(program, _rational_kernels(echelons, found)), settings, deadline, solves=RATIONAL_SOLVES
    )
    if isinstance(rational, SosSolution):
        return rational
    field = found.field
    if field.degree == 1:
        return None
    face, hints = face_over_field(program, pair, echelons, found)
    for matrices in find_field_values(face, hints):
        if deadline.remaining <= 0:
            return None
        blocks = factor_blocks(face, matrices)
        if blocks is None:
            continue
        terms = tuple(primitive_term(w, form, field) for block in blocks for w, form in block)
        squares = FieldSquares(found.theta, terms)
        try:
            if expand_field_squares(squares, "squares") == program.target:
                return squares
        except RejectedStep:
            continue
    return None


def face_over_field(
    program: SosProgram, pair: OptimalPair, echelons: Sequence[Echelon], found: RecognisedField
) -> tuple[FieldProgram, list[Fraction]]:
    """Return the program on the complements of the recognised kernels, and approximate values of its unknowns."""
    field = found.field
    entries = iter(found.coordinates)
    bases: list[list[FieldPolynomial]] = []
    hints: list[Fraction] = []
    for block, matrix, echelon in zip(program.blocks, pair.matrices, echelons, strict=True):
        polynomials = [lift_polynomial(d[0], field) for d in block.basis]
        others = echelon.others(len(polynomials))
        basis = [dict(polynomials[j]) for j in others]
        for pivot in echelon.pivots:
            for k in range(len(others)):
                factor = field.element([-c for c in next(entries)])
                add_multiple(basis[k], factor, polynomials[pivot], field)
        bases.append(basis)
        hints += [Fraction(matrix[i][j], 2**pair.bits) for p, i in enumerate(others) for j in others[: p + 1]]
    hints += [Fraction(v, 2**pair.bits) for v in pair.values]
    return FieldProgram(program, lift_polynomial(program.target, field), bases, field), hints


def find_echelon(matrix: Sequence[Sequence[int]], rank: int, bits: int) -> Echelon:
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
    return Echelon(tuple(pivots), tuple(map(tuple, chosen)))


def _rational_kernels(echelons: Sequence[Echelon], found: RecognisedField) -> list[list[list[Fraction]]]:
    """Return the smallest rational spaces that contain the kernels.

    If Q is rational and Q (v_0 + theta v_1 + ...) = 0 with rational v_k, then Q v_k = 0 for all k: conjugates of kernel
    vectors are kernel vectors too, real or not.
    """
    entries = iter(found.coordinates)
    out = []
    for echelon in echelons:
        kernel: list[list[Fraction]] = []
        for pivot, row in zip(echelon.pivots, echelon.rows, strict=True):
            parts = [[Fraction(0)] * len(row) for _ in range(found.field.degree)]
            parts[0][pivot] = Fraction(1)
            for j in echelon.others(len(row)):
                for power, c in enumerate(next(entries)):
                    parts[power][j] = c
            kernel += [p for p in parts if any(p)]
        out.append(kernel)
    return out


def primitive_term(
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
