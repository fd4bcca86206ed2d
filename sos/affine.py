"""The affine space of all solutions of an identity, parametrised exactly.  Soundness-critical: no.

The linear equations (one per monomial) are brought into triangular form: most of them contain an unknown that occurs in
no other equation left, and are peeled off; what remains is eliminated exactly.  All unknowns that are not pivots can
then be chosen freely (rounded to short rationals) and the pivots follow exactly: the numbers stay short, and the
projection is exact for any mixture of Gram entries and cofactors.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tameproof.sos.program import Row, SosProgram


@dataclass(frozen=True, slots=True)
class AffineSpace:
    """Pivot equations ``column = constant + sum coefficient * other column``, to be evaluated in this order."""

    pivots: tuple[tuple[int, Fraction, Row], ...]
    size: int

    @property
    def pivot_columns(self) -> frozenset[int]:
        """The columns that are determined by the others."""
        return frozenset(c for c, _, _ in self.pivots)

    def complete(self, values: list[Fraction]) -> None:
        """Overwrite the pivot columns of ``values`` so that all equations hold."""
        for column, constant, row in self.pivots:
            total = constant
            for c, a in row.items():
                if values[c]:
                    total += a * values[c]
            values[column] = total


def parametrise(program: SosProgram, hint_float: list[float] | None = None) -> AffineSpace | None:
    """Return the affine solution space of the identity, or None if it is empty.

    Args:
        program: the program.
        hint_float: approximate values; larger ones are preferred as pivots, so that zeros stay exact zeros.
    """
    hint = hint_float if hint_float is not None else [0.0] * len(program.columns)
    den = program.target.denominator
    rows: dict[int, Row] = {}
    right: dict[int, Fraction] = {}
    for m, row in program.rows.items():
        value = Fraction(program.target.terms.get(m, 0), den)
        if row:
            rows[m], right[m] = dict(row), value
        elif value:
            return None
    where: dict[int, set[int]] = {}
    for m, row in rows.items():
        for c in row:
            where.setdefault(c, set()).add(m)
    peeled: list[tuple[int, Fraction, Row]] = []
    todo = sorted(rows)
    while todo:
        touched: set[int] = set()
        for m in todo:
            if m not in rows:
                continue
            singles = [c for c in rows[m] if len(where[c]) == 1]
            if not singles:
                continue
            pivot = max(singles, key=lambda c: (abs(hint[c]) > 1e-6, abs(rows[m][c]) <= 2, abs(hint[c]), -c))
            row = rows.pop(m)
            peeled.append(_solve_row(pivot, row, right.pop(m)))
            for c in row:
                where[c].discard(m)
                touched |= where[c]
        todo = sorted(touched)
    core = _eliminate(rows, right, where, hint)
    if core is None:
        return None
    return AffineSpace((*core, *reversed(peeled)), len(program.columns))


def _solve_row(pivot: int, row: Row, value: Fraction) -> tuple[int, Fraction, Row]:
    a = row[pivot]
    return pivot, value / a, {c: -b / a for c, b in row.items() if c != pivot}


def _eliminate(
    rows: dict[int, Row], right: dict[int, Fraction], where: dict[int, set[int]], hint: list[float]
) -> list[tuple[int, Fraction, Row]] | None:
    """Gaussian elimination with sparse pivots; returns pivot equations in order of evaluation."""
    eliminated: list[tuple[int, Fraction, Row]] = []
    while rows:
        m = min(rows, key=lambda k: (len(rows[k]), k))
        row, value = rows.pop(m), right.pop(m)
        if not row:
            if value:
                return None
            continue
        pivot = min(
            row, key=lambda c: (abs(hint[c]) <= 1e-6, abs(row[c]) < Fraction(1, 4), len(where[c]), -abs(hint[c]), c)
        )
        for c in row:
            where[c].discard(m)
        a = row[pivot]
        for k in sorted(where[pivot]):
            other = rows[k]
            factor = other[pivot] / a
            for c, b in row.items():
                updated = other.get(c, Fraction(0)) - factor * b
                if updated:
                    other[c] = updated
                    where[c].add(k)
                elif c in other:
                    del other[c]
                    where[c].discard(k)
            right[k] -= factor * value
        eliminated.append(_solve_row(pivot, row, value))
    return eliminated[::-1]
