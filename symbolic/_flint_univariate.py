"""Adapter to python-flint for univariate polynomials: real roots, arithmetic modulo one polynomial.

Soundness-critical: no.  Univariate polynomials are tuples, constant term first; the zero polynomial is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import floor
from typing import Any

import flint

from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.polynomial import Polynomial, unpack
from tameproof.symbolic.simple_fractions import simplest_between

__all__ = [
    "divide_modulo",
    "enclose_quotient",
    "evaluate_modulo",
    "is_in_interval",
    "isolate_real_roots",
    "reduce_modulo",
]

MAX_REFINEMENTS = 4000


def _ball(x: Any) -> tuple[Fraction, Fraction]:
    """Return rational ends of a real ball."""

    def exact(y: Any) -> Fraction:
        mantissa, exponent = y.man_exp()
        m, e = int(mantissa), int(exponent)
        return Fraction(m << e) if e >= 0 else Fraction(m, 1 << -e)

    mid, rad = exact(x.mid()), exact(x.rad())
    return mid - rad, mid + rad


def isolate_real_roots(coefficients: Sequence[int]) -> tuple[AlgebraicNumber, ...]:
    """Return the real roots of an irreducible integer polynomial (positive leading coefficient), increasing.

    A rational root v (degree 1) gets the interval [v, v].  Otherwise the ends are simple fractions, never roots.
    """
    polynomial = tuple(int(c) for c in coefficients)
    if len(polynomial) <= 1:
        return ()
    if len(polynomial) == 2:
        root = Fraction(-polynomial[0], polynomial[1])
        return (AlgebraicNumber(polynomial, root, root),)
    # complex_roots certifies disjoint balls; a real root has imaginary part exactly 0.
    roots: Any = flint.fmpz_poly(list(polynomial)).complex_roots()
    balls = sorted(_ball(r.real) for r, _ in roots if r.imag.is_zero())
    if not balls:
        return ()
    ends = [Fraction(floor(balls[0][0]) - 1)]
    for left, right in pairwise(balls):
        ends.append(simplest_between(left[1], right[0]))
    ends.append(Fraction(floor(balls[-1][1]) + 2))
    out = []
    for i, (low, high) in enumerate(balls):
        # Between the neighbours' separators, not wider than the next integers.
        left_end, right_end = max(ends[i], Fraction(floor(low) - 1)), min(ends[i + 1], Fraction(floor(high) + 2))
        out.append(AlgebraicNumber(polynomial, left_end, right_end))
    return tuple(out)


@lru_cache(maxsize=256)
def _real_balls(polynomial: tuple[int, ...], bits: int) -> tuple[Any, ...]:
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        roots: Any = flint.fmpz_poly(list(polynomial)).complex_roots()
        return tuple(r.real for r, _ in roots if r.imag.is_zero())
    finally:
        flint.ctx.prec = before


def enclose_quotient(
    top: Sequence[int], below: Sequence[int], at: AlgebraicNumber, bits: int
) -> tuple[Fraction, Fraction] | None:
    """Return rational bounds of top(v)/below(v) at a real algebraic number v, from arithmetic with so many bits.

    Args:
        top: integer coefficients of the numerator.
        below: and of the denominator.
        at: v; its polynomial is squarefree.
        bits: of the mantissas.

    Returns:
        Bounds, which are certified; None if the denominator could not be told from 0, or v from the other roots.
    """
    if at.low == at.high:
        x = flint.fmpq(at.low.numerator, at.low.denominator)
        q = flint.fmpz_poly(list(below))(x)
        value = flint.fmpz_poly(list(top))(x) / q if q != 0 else None
        return None if value is None else (Fraction(int(value.p), int(value.q)),) * 2
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        near = [b for b in _real_balls(at.polynomial, bits) if _ball(b)[0] <= at.high and at.low <= _ball(b)[1]]
        if len(near) != 1:
            return None
        q = _evaluate_ball(below, near[0])
        if q.contains(0):
            return None
        return _ball(_evaluate_ball(top, near[0]) / q)
    finally:
        flint.ctx.prec = before


def _evaluate_ball(coefficients: Sequence[int], x: Any) -> Any:
    total = flint.arb(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


def reduce_modulo(coefficients: Sequence[Fraction], modulus: Sequence[int]) -> tuple[Fraction, ...]:
    """Return the remainder of a univariate polynomial modulo an integer polynomial."""
    return _row(_univariate(coefficients) % flint.fmpq_poly([int(c) for c in modulus]))


def divide_modulo(
    numerator: Sequence[int], denominator: Sequence[int], modulus: Sequence[int]
) -> tuple[Fraction, ...] | None:
    """Return numerator / denominator modulo an integer polynomial, or None if the denominator has no inverse."""
    m = flint.fmpq_poly([int(c) for c in modulus])
    g, inverse, _ = flint.fmpq_poly([int(c) for c in denominator]).xgcd(m)
    if g.degree() != 0:
        return None
    return _row(flint.fmpq_poly([int(c) for c in numerator]) * inverse * (1 / g[0]) % m)


def evaluate_modulo(
    p: Polynomial, coordinates: Sequence[Sequence[Fraction]], modulus: Sequence[int]
) -> tuple[Fraction, ...]:
    """Return p(c_0(t), c_1(t), ...) modulo the polynomial ``modulus``."""
    m = flint.fmpq_poly([int(c) for c in modulus])
    powers: dict[int, list[Any]] = {}
    total = flint.fmpq_poly([0])
    for key, c in sorted(p.terms.items()):
        value = flint.fmpq_poly([c])
        for i, e in enumerate(unpack(key)):
            if e:
                known = powers.setdefault(i, [flint.fmpq_poly([1])])
                while len(known) <= e:
                    known.append(known[-1] * _univariate(coordinates[i]) % m)
                value = value * known[e] % m
        total = total + value
    return _row(total * flint.fmpq(1, p.denominator) % m)


def _univariate(coefficients: Sequence[Fraction]) -> Any:
    return flint.fmpq_poly([flint.fmpq(c.numerator, c.denominator) for c in coefficients])


def _row(p: Any) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(c.p), int(c.q)) for c in p.coeffs())


def is_in_interval(value: Sequence[Fraction], theta: AlgebraicNumber, low: Fraction, high: Fraction) -> bool | None:
    """Return whether low <= value(theta) <= high; None if it could not be decided (value at an end).

    Args:
        value: a polynomial in theta, reduced modulo its irreducible defining polynomial.
        theta: a real algebraic number given by an irreducible polynomial.
        low: lower end.
        high: upper end; if equal to ``low``, the question is decided by equality of polynomials.
    """
    if len(value) <= 1:
        v = value[0] if value else Fraction(0)
        return low <= v <= high
    if low == high:
        return False  # not a rational number, as theta's polynomial is irreducible
    a, b = theta.low, theta.high
    sign_a = _sign(theta.polynomial, a)
    for _ in range(MAX_REFINEMENTS):
        lo, hi = _range(value, a, b)
        if low <= lo and hi <= high:
            return True
        if hi < low or high < lo:
            return False
        middle = (a + b) / 2
        s = _sign(theta.polynomial, middle)
        if s == sign_a:
            a = middle
        else:
            b = middle
    return None


def _sign(coefficients: Sequence[int], x: Fraction) -> int:
    total = Fraction(0)
    for c in reversed(coefficients):
        total = total * x + c
    return (total > 0) - (total < 0)


def _range(coefficients: Sequence[Fraction], a: Fraction, b: Fraction) -> tuple[Fraction, Fraction]:
    """Return an enclosure of the values on [a, b] by Horner's scheme with intervals."""
    lo = hi = Fraction(0)
    for c in reversed(coefficients):
        products = (lo * a, lo * b, hi * a, hi * b)
        lo, hi = min(products) + c, max(products) + c
    return lo, hi
