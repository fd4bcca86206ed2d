"""Long floating-point arithmetic from python-flint: complex roots, Newton steps for Gram matrices.

Soundness-critical: no (hints for rounding).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint

from tameproof.proofs.kernel.polynomial import Exponents


def root_centres(coefficients: Sequence[int], bits: int) -> list[tuple[float, float]]:
    """Return the complex roots of a squarefree integer polynomial (constant first) as floats."""
    with flint.ctx.workprec(bits):
        found: Any = flint.fmpz_poly(list(coefficients)).complex_roots()
        return [(float(z.real.mid()), float(z.imag.mid())) for z, _ in found]


def split_into_squares(coefficients: Sequence[int], bits: int) -> tuple[list[int], list[int]] | None:
    """Return integers G, H with ``p`` close to ``lead (G^2 + H^2) / 4^bits``, or None if p has a real root.

    With one root of every complex conjugate pair, prod (x - r) = G + i H up to rounding.

    Args:
        coefficients: p, squarefree, integers, constant first.
        bits: G and H are rounded to this many bits after the point.
    """
    with flint.ctx.workprec(bits + 4 * len(coefficients) + 64):
        pairs: Any = flint.fmpz_poly(list(coefficients)).complex_roots()
        found = [z for z, _ in pairs]
        upper = [z for z in found if z.imag > 0]
        if 2 * len(upper) != len(found):
            return None
        upper.sort(key=lambda z: float(z.arg().mid()))
        product = flint.acb_poly([1])
        for k, z in enumerate(upper):  # alternating: the coefficients of the product stay small
            product *= flint.acb_poly([-z if k % 2 == 0 else -z.conjugate(), 1])
        scale = flint.arb(2) ** bits
        real, imaginary = [], []
        for k in range(len(upper) + 1):
            c = product[k]
            real.append(_nearest(c.real * scale))
            imaginary.append(_nearest(c.imag * scale))
        return real, imaginary


def sum_of_two_squares(first: Sequence[int], second: Sequence[int]) -> list[int]:
    """Return the coefficients of G^2 + H^2, as many as the degree of the square of the longer one allows."""
    a, b = flint.fmpz_poly(list(first)), flint.fmpz_poly(list(second))
    total: Any = a * a + b * b
    return [int(total[k]) for k in range(2 * max(len(first), len(second)) - 1)]


def _nearest(x: Any) -> int:
    mantissa, exponent = x.mid().man_exp()
    m, e = int(mantissa), int(exponent)
    return m << e if e >= 0 else (m + (1 << (-e - 1))) >> -e


@dataclass(frozen=True, slots=True)
class CentreStep:
    """One step of Newton's method for <cost, y> - sum log det H_b(y).

    Attributes:
        direction: the change of y.
        relative_float: the matrices L' H_b(direction) L with L L' = H_b(y)^-1.
        decrement_float: the square of the Newton decrement.
    """

    direction: list[Fraction]
    relative_float: list[list[list[float]]]
    decrement_float: float


def find_centre_step(
    bases: Sequence[Sequence[Exponents]],
    moments: Sequence[Exponents],
    cost: Sequence[Fraction],
    y: Sequence[Fraction],
    bits: int,
) -> CentreStep:
    """Return Newton's step for the analytic centre in long arithmetic.

    Args:
        bases: per block the exponents of its monomials.
        moments: the exponents of all products of two basis elements.
        cost: one number per moment.
        y: the moments.
        bits: working precision.

    Raises:
        ArithmeticError: a moment matrix is not positive definite, or the precision is too small.
    """
    index = {m: k for k, m in enumerate(moments)}
    count = len(moments)
    with flint.ctx.workprec(bits):
        values = [_real(v) for v in y]
        gradient = [_real(c) for c in cost]
        hessian = flint.arb_mat(count, count)
        inverses = []
        for basis in bases:
            inverse = _middle(_moment_matrix(basis, index, values).inv())
            inverses.append(inverse)
            for i, a in enumerate(basis):
                for j, b in enumerate(basis):
                    gradient[index[_sum(a, b)]] -= inverse[i, j]
            hessian += _second_derivative(basis, moments, inverse, bits)
        right = flint.arb_mat(count, 1, [-g for g in gradient])
        step = [v.mid() for v in hessian.solve(right).entries()]
        decrement = -sum((g * s for g, s in zip(gradient, step, strict=True)), flint.arb(0))
        relative = []
        for basis, inverse in zip(bases, inverses, strict=True):
            lower = _cholesky(inverse)
            matrix = lower.transpose() * _moment_matrix(basis, index, step) * lower
            relative.append([[float(v.mid()) for v in row] for row in matrix.tolist()])
        return CentreStep([_fraction(s) for s in step], relative, float(decrement.mid()))


def centre_matrices(
    bases: Sequence[Sequence[Exponents]],
    moments: Sequence[Exponents],
    y: Sequence[Fraction],
    direction: Sequence[Fraction],
    bits: int,
) -> list[list[list[Fraction]]]:
    """Return P - P H(direction) P with P = H(y)^-1: feasible after a full Newton step, up to rounding."""
    index = {m: k for k, m in enumerate(moments)}
    out = []
    with flint.ctx.workprec(bits):
        values, step = [_real(v) for v in y], [_real(v) for v in direction]
        for basis in bases:
            p = _middle(_moment_matrix(basis, index, values).inv())
            x = p - p * _moment_matrix(basis, index, step) * p
            out.append([[_fraction(v.mid()) for v in row] for row in x.tolist()])
    return out


def long_cholesky(matrix: Sequence[Sequence[Fraction]], precision: int) -> list[list[Fraction]] | None:
    """Return L, lower triangular, with Q - L L' about 1 / (2 trace Q^-1) times the identity, or None.

    Args:
        matrix: Q.
        precision: working precision in bits.
    """
    n = len(matrix)
    with flint.ctx.workprec(precision):
        entries = [_real(c) for row in matrix for c in row]
        try:
            inverse: Any = flint.arb_mat(n, n, entries).inv()
            trace = sum((inverse[i, i] for i in range(n)), flint.arb(0)).mid()
            if trace <= 0:
                return None
            shift = (1 / (2 * trace)).mid()
            for i in range(n):
                entries[i * n + i] = (entries[i * n + i] - shift).mid()
            lower = _cholesky(flint.arb_mat(n, n, entries))
        except (ArithmeticError, ZeroDivisionError):
            return None
        return [[_fraction(lower[i, j]) for j in range(i + 1)] for i in range(n)]


def _real(c: Fraction) -> Any:
    return flint.arb(flint.fmpq(c.numerator, c.denominator)).mid()


def _fraction(x: Any) -> Fraction:
    mantissa, exponent = x.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _sum(a: Exponents, b: Exponents) -> Exponents:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def _middle(matrix: Any) -> Any:
    return flint.arb_mat(matrix.nrows(), matrix.ncols(), [v.mid() for v in matrix.entries()])


def _moment_matrix(basis: Sequence[Exponents], index: dict[Exponents, int], y: Sequence[Any]) -> Any:
    n = len(basis)
    return flint.arb_mat(n, n, [y[index[_sum(a, b)]] for a in basis for b in basis])


def _second_derivative(basis: Sequence[Exponents], moments: Sequence[Exponents], inverse: Any, bits: int) -> Any:
    """Return sum P_ip P_jq over i + j = k, p + q = l: the coefficients of (sum P_ip x^i y^p)^2, by substitution."""
    sizes = [2 * max(e[v] for e in basis) + 1 for v in range(len(basis[0]))]
    strides = [1]
    for size in sizes:
        strides.append(strides[-1] * size)
    total = strides.pop()

    def code(e: Exponents) -> int:
        return sum(a * b for a, b in zip(e, strides, strict=True))

    largest = max(abs(v) for v in inverse.entries())
    shift = bits - int(largest.mid().man_exp()[1]) - int(largest.mid().man_exp()[0]).bit_length()
    factor = flint.arb(2) ** shift
    coefficients = [0] * (total * total)
    codes = [code(e) for e in basis]
    for i, a in enumerate(codes):
        for p, b in enumerate(codes):
            coefficients[a + total * b] = _nearest(inverse[i, p] * factor)
    square = flint.fmpz_poly(coefficients)
    square *= square
    back = flint.arb(2) ** (-2 * shift)
    places = [code(e) if all(a < s for a, s in zip(e, sizes, strict=True)) else -1 for e in moments]
    entries = []
    for a in places:
        entries += [flint.arb(square[a + total * b]) * back if a >= 0 and b >= 0 else flint.arb(0) for b in places]
    return flint.arb_mat(len(moments), len(moments), entries)


def _cholesky(matrix: Any) -> Any:
    n = matrix.nrows()
    rows = [[matrix[i, j] for j in range(i + 1)] for i in range(n)]
    for i in range(n):
        for j in range(i + 1):
            total = rows[i][j]
            for a, b in zip(rows[i][:j], rows[j][:j], strict=True):
                total -= a * b
            total = total.mid()
            if i == j:
                if total <= 0:
                    raise ArithmeticError("not positive definite")
                rows[i][i] = total.sqrt().mid()
            else:
                rows[i][j] = (total / rows[j][j]).mid()
    return flint.arb_mat(n, n, [rows[i][j] if j <= i else flint.arb(0) for i in range(n) for j in range(n)])
