"""Adapter to python-flint: the place where FLINT types are seen.  Soundness-critical: no.

Converts between kernel polynomials and FLINT's, and wraps factorisation, gcd, resultants, Groebner bases and exact
linear algebra.  Everything in and out is a kernel polynomial, a Fraction or a tuple of integers (univariate
polynomials: constant term first).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Any

import flint

from tameproof.proofs.kernel.polynomial import ONE, Polynomial, pack, unpack
from tameproof.symbolic._flint_modular import PRIME, pivot_columns
from tameproof.symbolic.budget import BudgetExceeded
from tameproof.symbolic.records import recorded

__all__ = [
    "compute_discriminant",
    "compute_gcd",
    "compute_groebner_basis",
    "compute_resultant",
    "factor",
    "factor_univariate",
    "find_linear_solution",
    "find_modular_solution",
    "find_pivot_columns_modular",
    "nullspace",
    "primitive_part",
    "row_echelon_form",
    "solve_columns",
    "solve_square",
    "squarefree_part",
]

IntegerPolynomial = tuple[int, ...]  # constant term first
RationalMatrix = Sequence[Sequence[Fraction]]


# -- conversion ------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=64)
def _context(nvars: int) -> Any:
    names = tuple(f"v{i}" for i in range(max(nvars, 1)))
    return flint.fmpz_mpoly_ctx.get(names, flint.Ordering.degrevlex)


def _size(polynomials: Sequence[Polynomial]) -> int:
    return 1 + max((i for p in polynomials for i in p.variables()), default=0)


def _to_flint(p: Polynomial, nvars: int) -> Any:
    """Return the numerator of p (an integer polynomial) in the context with ``nvars`` variables."""
    n = max(nvars, 1)
    table = {}
    for m, c in p.terms.items():
        e = unpack(m)
        table[e + (0,) * (n - len(e))] = c
    return _context(nvars).from_dict(table)


def _from_flint(p: Any) -> Polynomial:
    return Polynomial({pack(tuple(map(int, e))): int(c) for e, c in p.to_dict().items()})


def primitive_part(p: Polynomial) -> Polynomial:
    """Return the multiple of p with coprime integer coefficients and positive degrevlex leading coefficient."""
    if p.is_zero:
        return p
    g = 0
    for c in p.terms.values():
        g = gcd(g, c)
        if g == 1:
            break
    if p.terms[_leading(p)] < 0:
        g = -g
    return Polynomial(p.terms) if g == 1 else Polynomial({m: c // g for m, c in p.terms.items()})


def _leading(p: Polynomial) -> int:
    """Return the degrevlex-largest packed monomial: highest degree, then smallest packed number."""
    d = p.degree
    return min(m for m in p.terms if sum(unpack(m)) == d)


def _order(p: Polynomial) -> tuple[Any, ...]:
    return (p.degree, len(p), sorted(p.terms.items()))


# -- multivariate ----------------------------------------------------------------------------------------------------
def factor(p: Polynomial) -> tuple[Fraction, tuple[tuple[Polynomial, int], ...]]:
    """Return the content c and the primitive irreducible factors over Q: p = c * product factor^multiplicity.

    The factors are sorted by degree, number of terms and terms.  Raises ValueError for the zero polynomial.
    """
    if p.is_zero:
        raise ValueError("factor of the zero polynomial")
    n = _size((p,))
    content, pairs = _to_flint(p, n).factor()
    constant = Fraction(int(content), p.denominator)
    out = []
    for q, e in pairs:
        raw = _from_flint(q)
        primitive = primitive_part(raw)
        if primitive != raw:
            constant *= Fraction((-1) ** int(e))
        out.append((primitive, int(e)))
    out.sort(key=lambda t: (_order(t[0]), t[1]))
    return constant, tuple(out)


def compute_gcd(p: Polynomial, q: Polynomial) -> Polynomial:
    """Return the primitive greatest common divisor over Q."""
    n = _size((p, q))
    return primitive_part(_from_flint(_to_flint(p, n).gcd(_to_flint(q, n))))


def divide_exactly(p: Polynomial, q: Polynomial) -> Polynomial:
    """Return p/q for a primitive divisor q."""
    n = _size((p, q))
    quotient, rest = divmod(_to_flint(p, n), _to_flint(q, n))
    if rest != 0:
        raise ArithmeticError("not a divisor")
    return _from_flint(quotient).scale(Fraction(1, p.denominator))


@recorded("resultant")
def compute_resultant(p: Polynomial, q: Polynomial, variable: int) -> Polynomial:
    """Return the resultant of p and q with respect to one variable."""
    n = max(_size((p, q)), variable + 1)
    r = _from_flint(_to_flint(p, n).resultant(_to_flint(q, n), f"v{variable}"))
    scale = Fraction(1, p.denominator ** q.degree_in(variable) * q.denominator ** p.degree_in(variable))
    return r.scale(scale)


@recorded("discriminant")
def compute_discriminant(p: Polynomial, variable: int) -> Polynomial:
    """Return the discriminant of p with respect to one variable (degree >= 1 in it)."""
    n = max(_size((p,)), variable + 1)
    r = _from_flint(_to_flint(p, n).discriminant(f"v{variable}"))
    return r.scale(Fraction(1, p.denominator ** (2 * p.degree_in(variable) - 2)))


@recorded("Groebner basis", order="degrevlex")
def compute_groebner_basis(
    generators: Sequence[Polynomial], nvars: int, *, limits: tuple[int, int, int] = (300, 3000, 4000)
) -> tuple[Polynomial, ...]:
    """Return the reduced degrevlex Groebner basis (primitive integer polynomials), v0 > v1 > ...

    Args:
        generators: polynomials in the variables 0, ..., nvars - 1.
        nvars: number of variables.
        limits: largest basis length, polynomial length and coefficient bits of the computation.

    Raises:
        BudgetExceeded: if a limit is hit.  There is no time limit: call it in a child process when in doubt.
    """
    nonzero = sorted({primitive_part(g) for g in generators if not g.is_zero}, key=_order)
    if not nonzero:
        return ()
    if nonzero[0].degree == 0:
        return (ONE,)
    ctx = _context(nvars)
    vector = flint.fmpz_mpoly_vec([_to_flint(g, nvars) for g in nonzero], ctx)
    basis: Any = vector.buchberger_naive(limits=limits)
    if isinstance(basis, tuple):
        basis, complete = basis
        if not complete:
            raise BudgetExceeded("Groebner basis beyond the size limits")
    reduced = basis.autoreduction()
    out = [primitive_part(_from_flint(reduced[i])) for i in range(len(reduced))]
    return tuple(sorted((p for p in out if not p.is_zero), key=_order))


# -- univariate ------------------------------------------------------------------------------------------------------
def factor_univariate(coefficients: Sequence[int]) -> tuple[tuple[IntegerPolynomial, int], ...]:
    """Return the primitive irreducible factors of positive degree with multiplicities, sorted."""
    _, pairs = flint.fmpz_poly([int(c) for c in coefficients]).factor()
    out = []
    for q, e in pairs:
        row = tuple(int(c) for c in q.coeffs())
        out.append((row if row[-1] > 0 else tuple(-c for c in row), int(e)))
    return tuple(sorted(out, key=lambda t: (len(t[0]), t[0], t[1])))


def squarefree_part(coefficients: Sequence[int]) -> IntegerPolynomial:
    """Return the primitive squarefree part with positive leading coefficient of a nonzero integer polynomial."""
    p = flint.fmpz_poly([int(c) for c in coefficients])
    if p.degree() > 0:
        p = p // p.gcd(p.derivative())
    row = tuple(int(c) for c in p.coeffs())
    g = gcd(*row)
    return tuple(c // (g if row[-1] > 0 else -g) for c in row)


# -- linear algebra --------------------------------------------------------------------------------------------------
def _matrix(rows: RationalMatrix) -> Any:
    return flint.fmpq_mat([[flint.fmpq(c.numerator, c.denominator) for c in row] for row in rows])


def _fraction(c: Any) -> Fraction:
    return Fraction(int(c.p), int(c.q))


def row_echelon_form(rows: RationalMatrix) -> tuple[tuple[tuple[Fraction, ...], ...], tuple[int, ...]]:
    """Return the nonzero rows of the reduced row echelon form over Q and their pivot columns."""
    if not rows or not rows[0]:
        return (), ()
    # Integer rows first: FLINT's fraction-free elimination is much faster than rational row operations.
    integer = []
    for row in rows:
        den = lcm(*(c.denominator for c in row))
        integer.append([flint.fmpz(c.numerator * (den // c.denominator)) for c in row])
    reduced, common, rank = flint.fmpz_mat(integer).rref()
    d = int(common)
    out, pivots = [], []
    for i in range(int(rank)):
        row_q = tuple(Fraction(int(reduced[i, j]), d) for j in range(len(rows[0])))
        out.append(row_q)
        pivots.append(next(j for j, c in enumerate(row_q) if c))
    return tuple(out), tuple(pivots)


def nullspace(rows: RationalMatrix, columns: int) -> tuple[tuple[Fraction, ...], ...]:
    """Return a basis of {v : rows v = 0} in Q^columns, one vector per free column."""
    echelon, pivots = row_echelon_form(rows)
    basis = []
    for free in range(columns):
        if free in pivots:
            continue
        v = [Fraction(0)] * columns
        v[free] = Fraction(1)
        for row, pivot in zip(echelon, pivots, strict=True):
            v[pivot] = -row[free]
        basis.append(tuple(v))
    return tuple(basis)


def find_linear_solution(rows: RationalMatrix, right: Sequence[Fraction]) -> tuple[Fraction, ...] | None:
    """Return one solution v of rows v = right over Q (zero in the free columns), or None if there is none."""
    if not rows:
        return ()
    columns = len(rows[0])
    echelon, pivots = row_echelon_form([[*row, b] for row, b in zip(rows, right, strict=True)])
    if columns in pivots:
        return None
    out = [Fraction(0)] * columns
    for row, pivot in zip(echelon, pivots, strict=True):
        out[pivot] = row[columns]
    return tuple(out)


def find_pivot_columns_modular(rows: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return the pivot columns of an integer matrix modulo a fixed 61-bit prime (a hint for the rational pivots)."""
    if not rows or not rows[0]:
        return ()
    matrix = flint.nmod_mat(len(rows), len(rows[0]), [c % PRIME for row in rows for c in row], PRIME)
    reduced, rank = matrix.rref()
    return pivot_columns(reduced, int(rank))


def find_modular_solution(rows: Sequence[Sequence[int]], right: Sequence[int]) -> tuple[int, ...] | None:
    """Return the solution modulo a fixed prime of a system whose columns are independent, or None."""
    if not rows:
        return None
    columns = len(rows[0])
    entries = [c % PRIME for row, b in zip(rows, right, strict=True) for c in (*row, b)]
    reduced, rank = flint.nmod_mat(len(rows), columns + 1, entries, PRIME).rref()
    if int(rank) != columns or any(int(reduced[i, i]) != 1 for i in range(columns)):
        return None
    return tuple(int(reduced[i, columns]) for i in range(columns))


def solve_square(rows: Sequence[Sequence[int]], right: Sequence[int]) -> tuple[Fraction, ...] | None:
    """Return the solution of a square integer system, or None if the matrix is singular."""
    try:
        out = flint.fmpq_mat(flint.fmpz_mat([list(r) for r in rows])).solve(
            flint.fmpq_mat(flint.fmpz_mat([[b] for b in right]))
        )
    except ZeroDivisionError:
        return None
    return tuple(_fraction(out[i, 0]) for i in range(len(rows)))


def solve_columns(
    rows: Sequence[Sequence[int]], right: Sequence[Sequence[int]]
) -> tuple[tuple[Fraction, ...], ...] | None:
    """Return the solutions of a square integer system for every column of ``right``; None if it is singular."""
    if not rows or not right[0]:
        return ()
    try:
        out = flint.fmpq_mat(flint.fmpz_mat([list(r) for r in rows])).solve(
            flint.fmpq_mat(flint.fmpz_mat([list(r) for r in right]))
        )
    except ZeroDivisionError:
        return None
    return tuple(tuple(_fraction(out[i, k]) for i in range(len(rows))) for k in range(len(right[0])))
