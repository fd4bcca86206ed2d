"""Sums of squares over a real number field that are rational polynomials, exactly.  Soundness-critical: yes.

A sum of weight(theta) p(theta, x)^2 is expanded as a polynomial in theta over Q[x] and reduced modulo the polynomial m
of theta.  If no power of theta is left, the rest r(x) equals the sum at every real x, because m(theta) = 0; with all
weights nonnegative at theta it is nonnegative.  m need not be irreducible.
"""

from __future__ import annotations

from fractions import Fraction

from .algebraic import check_algebraic, sign_of
from .errors import Reason, need
from .evidence import FieldSquares
from .polynomial import Polynomial, sum_of_products

MAX_FIELD_DEGREE = 16


def expand_field_squares(squares: FieldSquares, where: str) -> Polynomial:
    """Check the weights, and that the sum is free of theta; return it expanded.

    Args:
        squares: theta of degree d <= MAX_FIELD_DEGREE; weights and squares with at most d coefficients each.
        where: path for errors.

    Raises:
        RejectedStep: NEGATIVE_WEIGHT, IDENTITY_FAILS (a power of theta is left), WRONG_SHAPE, ROOTS or LIMIT.
    """
    theta = squares.theta
    check_algebraic(theta, f"{where}.theta")
    modulus = theta.polynomial
    degree = len(modulus) - 1
    need(degree <= MAX_FIELD_DEGREE, f"{where}.theta", Reason.LIMIT, f"a field of degree {degree}")
    powers: list[list[tuple[Polynomial, Polynomial]]] = [[] for _ in range(3 * degree - 2)]
    for k, (weight, parts) in enumerate(squares.terms):
        place = f"{where}.terms[{k}]"
        short = len(weight) <= degree and len(parts) <= degree
        need(short, place, Reason.WRONG_SHAPE, f"more than {degree} coefficients")
        need(sign_of(weight, theta) >= 0, place, Reason.NEGATIVE_WEIGHT, "the weight is negative at theta")
        for i, c in enumerate(weight):
            for j, p in enumerate(parts):
                scaled = p.scale(c)
                powers[i + 2 * j].append((scaled, p))
                for before in range(j):
                    powers[i + j + before].append((scaled.scale(2), parts[before]))
    values = [sum_of_products(pairs) for pairs in powers]
    for top in range(len(values) - 1, degree - 1, -1):  # theta^degree = -(lower terms) / lead
        high = values.pop().scale(Fraction(-1, modulus[-1]))
        for j in range(degree):
            values[top - degree + j] = values[top - degree + j] + high.scale(modulus[j])
    for power, p in enumerate(values[1:], start=1):
        need(p.is_zero, where, Reason.IDENTITY_FAILS, f"theta^{power} does not cancel: {len(p)} terms are left")
    return values[0]
