"""Quadratic forms with rational coefficients: symmetric matrices, commutators, spans.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.symbolic._flint import row_echelon_form

SymmetricForm: TypeAlias = dict[tuple[int, int], Fraction]  # (i, j), i <= j -> coefficient of x_i x_j


def quadratic_form(h: Polynomial) -> SymmetricForm | None:
    """Return the coefficients of a homogeneous quadratic polynomial, or None for other polynomials."""
    out: SymmetricForm = {}
    for exponents, c in h.items():
        if sum(exponents) != 2:
            return None
        places = [i for i, e in enumerate(exponents) for _ in range(e)]
        out[places[0], places[1]] = c
    return out


def symmetric_matrix(form: SymmetricForm) -> dict[int, dict[int, Fraction]]:
    """Return the symmetric matrix S with x'Sx = form, by rows."""
    rows: dict[int, dict[int, Fraction]] = {}
    for (i, j), c in form.items():
        if i == j:
            rows.setdefault(i, {})[i] = c
        else:
            rows.setdefault(i, {})[j] = c / 2
            rows.setdefault(j, {})[i] = c / 2
    return rows


def commutator(a: dict[int, dict[int, Fraction]], b: dict[int, dict[int, Fraction]]) -> dict[tuple[int, int], Fraction]:
    """Return the nonzero entries of ab - ba."""
    out: dict[tuple[int, int], Fraction] = {}
    for left, right, sign in ((a, b, 1), (b, a, -1)):
        for i, row in left.items():
            for k, x in row.items():
                for j, y in right.get(k, {}).items():
                    out[i, j] = out.get((i, j), Fraction(0)) + sign * x * y
    return {place: c for place, c in out.items() if c}


def supported(forms: Sequence[SymmetricForm], allowed: set[tuple[int, int]]) -> list[SymmetricForm]:
    """Return a reduced basis of the combinations of the forms whose terms are all allowed."""
    outside = sorted({place for f in forms for place in f if place not in allowed})
    inside = sorted({place for f in forms for place in f if place in allowed})
    if not inside:
        return []
    rows = [[f.get(place, Fraction(0)) for place in (*outside, *inside)] for f in forms]
    echelon, pivots = row_echelon_form(rows)
    out = []
    for row, pivot in zip(echelon, pivots, strict=False):
        if pivot >= len(outside):
            out.append({place: c for place, c in zip(inside, row[len(outside) :], strict=True) if c})
    return out


def contains(forms: Sequence[SymmetricForm], polynomials: Sequence[Polynomial]) -> bool:
    """Return whether all polynomials are in the span of the forms; exact."""
    relations = [quadratic_form(h) for h in polynomials if not h.is_zero]
    present = [f for f in relations if f is not None]
    places = sorted({place for f in (*forms, *present) for place in f})
    rows = [[f.get(place, Fraction(0)) for place in places] for f in forms]
    more = [[f.get(place, Fraction(0)) for place in places] for f in present]
    rank = len(row_echelon_form(rows)[1])
    return len(present) == len(relations) and len(row_echelon_form([*rows, *more])[1]) == rank
