"""Resultants of two plane curves with their cofactors, by evaluation and interpolation.  Soundness-critical: no.

For m and q in Q[x_0, x_1] without common factor, R(x_i) = A m + B q with R, the generator of the elimination ideal up
to a factor.  At many integers s = x_i, B(s) = R(s) / q modulo m; B is interpolated, and A is an exact division.
Source: von zur Gathen, Gerhard, Modern Computer Algebra, section 6.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Any

import flint

from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.symbolic._flint import _from_flint, _size, _to_flint, compute_resultant
from tameproof.symbolic.budget import Deadline

__all__ = ["find_bezout_identity"]

MAX_POINTS = 700


def find_bezout_identity(
    m: Polynomial, q: Polynomial, i: int, deadline: Deadline
) -> tuple[tuple[int, ...], Polynomial, Polynomial] | None:
    """Return (R, A, B) with R(x_i) = A m + B q, R with integer coefficients and not zero, or None.

    Args:
        m: a polynomial in the variables 0 and 1, of positive degree in x_j (j = 1 - i).
        q: a polynomial in the same variables, not zero.
        i: 0 or 1.
        deadline: when to give up (raises BudgetExceeded).

    Returns:
        The identity; None if m and q have a common factor of positive degree in x_j, or the degrees are too high.
    """
    j = 1 - i
    resultant = compute_resultant(m, q, j)
    if resultant.is_zero:
        return None
    d = m.degree_in(j)
    # degree in x_i of the minors of the Sylvester matrix that make up B
    bound = m.degree_in(i) * max(1, q.degree_in(j)) + q.degree_in(i) * d + 1
    if bound > MAX_POINTS:
        return None
    value = _row(resultant, i)
    rows = [(_row(c, i), e) for e, c in sorted(m.coefficients_in(j).items())]
    others = [(_row(c, i), e) for e, c in sorted(q.coefficients_in(j).items())]
    points: list[int] = []
    samples: list[list[Any]] = []
    s = 0
    while len(points) < bound:
        s = -s if s > 0 else 1 - s
        if abs(s) > 4 * bound:
            return None
        at = flint.fmpq(s)
        left = _at(rows, at)
        if left.degree() < d or value(at) == 0:
            continue
        deadline.check()
        common, _, cofactor = left.xgcd(_at(others, at) % left)
        if common.degree() > 0:
            continue
        part = cofactor * (value(at) / common[0]) % left
        points.append(s)
        samples.append([part[k] for k in range(d)])
    columns = [_interpolate(points, [row[k] for row in samples]) for k in range(d)]
    # a common factor of R and B is a factor of A m, hence of A
    primitive = value
    for column in columns:
        primitive = primitive.gcd(column) if column.degree() >= 0 else primitive
    value = value / primitive
    columns = [c / primitive for c in columns]
    common_denominator = lcm(int(value.denom()), *(int(c.denom()) for c in columns))
    r = [int(c * common_denominator) for c in (value[k] for k in range(value.degree() + 1))]
    content = gcd(*r)
    r = [c // content for c in r]
    scale = flint.fmpq(common_denominator, content)
    terms = []
    for k, column in enumerate(columns):
        for e in range(column.degree() + 1):
            c = column[e] * scale
            if c != 0:
                terms.append(((e, k) if i == 0 else (k, e), _fraction(c)))
    b = Polynomial.from_terms(terms)
    whole = Polynomial.from_terms(((0,) * i + (k,), c) for k, c in enumerate(r) if c)
    a = _divide_exactly(whole - b * q, m)
    return None if a is None else (tuple(r), a, b)


def _fraction(c: Any) -> Fraction:
    return Fraction(int(c.p), int(c.q))


def _row(p: Polynomial, i: int) -> Any:
    """Return a polynomial in x_i alone as a univariate one."""
    zeros = (0,) * i
    row = [p.coefficient((*zeros, k)) for k in range(p.degree_in(i) + 1)]
    return flint.fmpq_poly([flint.fmpq(c.numerator, c.denominator) for c in row])


def _at(rows: list[tuple[Any, int]], s: Any) -> Any:
    out = [flint.fmpq(0)] * (1 + max(e for _, e in rows))
    for p, e in rows:
        out[e] = p(s)
    return flint.fmpq_poly(out)


def _interpolate(points: list[int], values: list[Any]) -> Any:
    """Return the polynomial with the given values (divided differences)."""
    table = list(values)
    n = len(points)
    for level in range(1, n):
        for k in range(n - 1, level - 1, -1):
            table[k] = (table[k] - table[k - 1]) / (points[k] - points[k - level])
    out = flint.fmpq_poly([table[-1]])
    for k in range(n - 2, -1, -1):
        out = out * flint.fmpq_poly([-points[k], 1]) + flint.fmpq_poly([table[k]])
    return out


def _divide_exactly(p: Polynomial, q: Polynomial) -> Polynomial | None:
    n = _size((p, q))
    if p.is_zero:
        return p
    top, bottom = _to_flint(p, n), _to_flint(q, n)
    # FLINT divides over Z: the content of q is taken out, and Gauss's lemma does the rest
    content = gcd(*(int(c) for c in bottom.coeffs()))
    quotient, rest = divmod(top, bottom / content)
    if rest != 0:
        return None
    return _from_flint(quotient).scale(Fraction(q.denominator, p.denominator * int(content)))
