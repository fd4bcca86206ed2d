"""Directions in which a face of the Newton polytope is negative.  Soundness-critical: no (arcs are checked).

For a weight vector w the terms c x^a with the smallest (largest) weight w.a form the face f_w, and along
x_i = d_i t^(w_i) the polynomial is f_w(d) t^k + terms of higher order at t -> 0 (lower order at t -> infinity).  So
f_w(d) < 0 gives an arc along which it is negative near 0, or tends to -infinity if k > 0.  In two variables all edges
are tried, and the sign of f_w(+-1, s) is decided exactly.
Source: Basu, Pollack, Roy, Algorithms in Real Algebraic Geometry, section 2.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from math import gcd, prod

from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.symbolic.simple_fractions import simplest_between

MAX_TERMS = 200
MAX_WEIGHTS = 400
Terms = dict[tuple[int, ...], Fraction]
Arc = tuple[tuple[int, ...], tuple[Fraction, ...], int]  # weights, direction, order


def find_negative_faces(p: Polynomial, n: int, *, at_infinity: bool) -> Iterator[Arc]:
    """Yield (w, d, k) with p(d_i t^(w_i)) = c t^k + ..., c < 0, for t -> 0, or t -> infinity with k > 0.

    Args:
        p: a polynomial in the variables 0, ..., n - 1.
        n: at least 2.
        at_infinity: which end; weights are positive at 0, and some are positive at infinity.
    """
    terms: Terms = {(*e, *((0,) * (n - len(e)))): c for e, c in p.items() if any(e)}
    if not terms or len(terms) > MAX_TERMS:
        return
    for count, w in enumerate(_weights(list(terms), n, at_infinity=at_infinity)):
        if count == MAX_WEIGHTS:
            return
        orders = {e: sum(a * b for a, b in zip(w, e, strict=True)) for e in terms}
        k = max(orders.values()) if at_infinity else min(orders.values())
        if k <= 0:
            continue
        face = {e: terms[e] for e, order in orders.items() if order == k}
        for d in _negative_directions(face, n):
            yield w, d, k


def _weights(exponents: list[tuple[int, ...]], n: int, *, at_infinity: bool) -> Iterator[tuple[int, ...]]:
    seen: set[tuple[int, ...]] = set()

    def is_new(w: tuple[int, ...]) -> bool:
        good = max(w) > 0 if at_infinity else min(w) > 0
        if not good or w in seen:
            return False
        seen.add(w)
        return True

    if is_new((1,) * n):
        yield (1,) * n
    if n == 2:
        for a, b in combinations(exponents, 2):
            x, y = b[1] - a[1], a[0] - b[0]
            common = gcd(x, y)
            for sign in (1, -1):
                normal = (sign * x // common, sign * y // common)
                if is_new(normal):
                    yield normal
    values = range(-2, 4) if at_infinity else range(1, 5 if n <= 3 else 3)
    if n <= 5:
        rows: list[tuple[int, ...]] = [w for w in product(values, repeat=n) if gcd(*w) == 1]
        for w in sorted(rows, key=lambda w: (sum(map(abs, w)), w)):
            if is_new(w):
                yield w


def _negative_directions(face: Terms, n: int) -> Iterator[tuple[Fraction, ...]]:
    """Yield rational directions in which the face is negative."""
    used = [i for i in range(n) if any(e[i] for e in face)]

    def value(d: tuple[Fraction, ...]) -> Fraction:
        return sum((c * prod(x**k for x, k in zip(d, e, strict=True)) for e, c in face.items()), Fraction(0))

    simple = [Fraction(v) for v in (1, -1, 2, -2)] if len(used) <= 4 else [Fraction(1), Fraction(-1)]
    for row in product(simple, repeat=len(used)):
        d = _direction(used, row, n)
        if value(d) < 0:
            yield d
            return
    if len(used) != 2:
        return
    for first in (Fraction(1), Fraction(-1)):
        for second in _negative_points({e[used[1]]: c * first ** e[used[0]] for e, c in face.items()}):
            yield _direction(used, (first, second), n)
            return


def _direction(used: list[int], row: tuple[Fraction, ...], n: int) -> tuple[Fraction, ...]:
    out = [Fraction(0)] * n
    for i, x in zip(used, row, strict=True):
        out[i] = x
    return tuple(out)


def _negative_points(coefficients: dict[int, Fraction]) -> Iterator[Fraction]:
    """Yield simple rational numbers at which a univariate polynomial is negative, if there are any."""
    from tameproof.proofs.kernel.algebraic import real_roots, separate
    from tameproof.proofs.kernel.univariate import from_fractions, sign_at

    row, _ = from_fractions([coefficients.get(k, Fraction(0)) for k in range(max(coefficients) + 1)])
    roots = separate(real_roots(row)) if len(row) > 1 else ()
    ends = [Fraction(-(10**6)), *(end for r in roots for end in (r.low, r.high)), Fraction(10**6)]
    for low, high in zip(ends[::2], ends[1::2], strict=True):
        if low < high:
            s = simplest_between(low, high)
            if sign_at(row, s) < 0:
                yield s
