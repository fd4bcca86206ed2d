"""Directions in which a form is negative, with square roots over the base point.  Soundness-critical: no.

The form is a polynomial in a few symbols whose coefficients are polynomials in the base point.  One symbol after the
other is determined: as a root of a factor of degree 1 or 2 (in s, s^2, s^4, ...) of the derivative of the form, where
its minima are; the last one also as a rational multiple of a product of square roots of factors of the coefficients,
with the multiple taken from the intervals in which the form is negative at numerical points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, permutations, product
from math import gcd
from typing import Any, TypeAlias

from tameproof.morse_sard.adjoined_roots import RootTower
from tameproof.morse_sard.negative_intervals import Intervals, intersect, negative_intervals, pick
from tameproof.morse_sard.samples import FloatPolynomial
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products

MAX_FACTORS = 3
MAX_ORDERS = 6
MAX_CHOICES = 60
MAX_PAIRS = 3  # of factors
MAX_MULTIPLES = 3  # per form
MAX_DEGREE = 16
TOLERANCE_FLOAT = 1e-9


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator / denominator; the denominator is free of symbols."""

    numerator: Polynomial
    denominator: Polynomial = ONE


Values: TypeAlias = tuple[tuple[int, Quotient], ...]  # by symbol


@dataclass(frozen=True, slots=True)
class Direction:
    """Values of all symbols, in a tower of roots.

    ``sign`` of the form there: -1 if it is negative at the numerical points, up to few where it vanishes; 0 if it
    vanishes at all of them; 1 if it is negative at some of them only.
    """

    tower: RootTower
    values: Values
    sign: int


def find_directions(
    form: Polynomial, symbols: Sequence[int], tower: RootTower, samples_float: Sequence[Any]
) -> Iterator[Direction]:
    """Yield values of the symbols at which the form is negative, at all or some points, or vanishes.

    Args:
        form: a polynomial in the variables of the branch, the roots, and the symbols.
        symbols: their variables, which come after those of the largest tower.
        tower: the roots that occur in the form.
        samples_float: numerical points of the branch; only hints are taken from them.
    """
    if not samples_float:
        return
    seen: set[tuple[RootTower, Values]] = set()
    used = [s for s in symbols if s in form.variables()]
    unused: Values = tuple((s, Quotient(ZERO)) for s in symbols if s not in used)
    for order in islice(permutations(used), MAX_ORDERS):
        for direction in islice(_solve(form, order, tower, unused, samples_float), MAX_CHOICES):
            key = (direction.tower, direction.values)
            if key not in seen:
                seen.add(key)
                yield direction


def _solve(
    form: Polynomial, todo: tuple[int, ...], tower: RootTower, values: Values, samples_float: Sequence[Any]
) -> Iterator[Direction]:
    """Determine the symbols in this order."""
    if not todo:
        sign = _sign(form, tower, samples_float)
        if sign is not None:
            yield Direction(tower, _resolve(values, tower), sign)
        return
    symbol, rest = todo[0], todo[1:]
    if form.degree_in(symbol) > MAX_DEGREE:
        return
    even = all(e % 2 == 0 for e in form.coefficients_in(symbol))
    tried: set[tuple[RootTower, Quotient]] = set()
    for larger, value in _choices(form, symbol, rest, tower, samples_float):
        if (larger, value) in tried or (even and (larger, Quotient(-value.numerator, value.denominator)) in tried):
            continue
        tried.add((larger, value))
        inner = larger.reduce(_insert(form, symbol, value))
        yield from _solve(inner, rest, larger, (*values, (symbol, value)), samples_float)


def _choices(
    form: Polynomial, symbol: int, rest: tuple[int, ...], tower: RootTower, samples_float: Sequence[Any]
) -> Iterator[tuple[RootTower, Quotient]]:
    """Yield candidates for one symbol."""
    from tameproof.symbolic._flint import factor

    if symbol not in form.variables():
        yield tower, Quotient(ZERO)
        return
    later = set(rest)
    yield from _between(form, symbol, later, tower)
    slope = form.derivative(symbol)
    rows = factor(slope)[1] if not slope.is_zero else ()
    for f, _ in rows:
        if symbol not in f.variables():
            continue
        if not later & f.variables():
            yield from roots_of(f, symbol, tower)
        elif f.degree_in(symbol) == 1:
            parts = f.coefficients_in(symbol)
            constant = parts[1].as_constant()
            if constant is not None:
                yield tower, Quotient(parts.get(0, ZERO).scale(-1 / constant))
    if rest:
        for c in (0, 1, -1):
            yield tower, Quotient(Polynomial.constant(c))
        return
    yield from islice(_multiples(form, symbol, tower, samples_float), MAX_MULTIPLES)
    parts = form.coefficients_in(symbol)
    if len(parts) == 1:
        ((exponent, coefficient),) = parts.items()
        if exponent % 2:
            yield tower, Quotient(-coefficient)


def _between(form: Polynomial, symbol: int, later: set[int], tower: RootTower) -> Iterator[tuple[RootTower, Quotient]]:
    """Yield roots of sums and differences of two factors, at which their product has a known sign."""
    from tameproof.symbolic._flint import factor

    rows = [f for f, e in factor(form)[1] if e % 2 and symbol in f.variables() and not later & f.variables()]
    for f, g in islice(combinations(rows, 2), MAX_PAIRS):
        degree = max(f.degree_in(symbol), g.degree_in(symbol))
        a, b = (p.coefficients_in(symbol).get(degree, ZERO).as_constant() for p in (f, g))
        for sign in (1, -1):
            mean = f.scale(b / abs(b)) + g.scale(sign * a / abs(a)) if a and b else f + g.scale(sign)
            if symbol in mean.variables():
                yield from roots_of(mean, symbol, tower)


def roots_of(f: Polynomial, symbol: int, tower: RootTower) -> Iterator[tuple[RootTower, Quotient]]:
    """Yield the roots of a polynomial of degree 1, 2 or odd in a power of s, with those that have to be adjoined."""
    parts = f.coefficients_in(symbol)
    step = gcd(*parts)
    if step == 0 or max(parts) > MAX_DEGREE:
        return
    a, b, c = (parts.get(step * e, ZERO) for e in (2, 1, 0))
    found: list[tuple[RootTower, Quotient]] = []
    degree = max(parts) // step
    if degree == 1:
        found.append((tower, Quotient(-c, b)))
    elif degree % 2:
        leading = parts[degree * step]
        monic = {e: parts.get(e * step, ZERO) * leading ** (degree - 1 - e) for e in range(degree)}
        odd = tower.adjoin_odd(monic, degree)
        if odd is not None:
            found.append((odd[0], Quotient(odd[1], leading)))
    elif degree == 2:
        square = tower.reduce(b * b - (a * c).scale(4))
        adjoined = (tower, ZERO) if square.is_zero else tower.adjoin(square)
        if adjoined is None:
            return
        larger, root = adjoined
        found += [(larger, Quotient(root.scale(sign) - b, a.scale(2))) for sign in (1, -1)]
    while step % 2 == 0:
        found = [row for t, q in found for row in _square_roots(t, q)]
        step //= 2
    if step > 1:
        found = [row for t, q in found for row in _odd_roots(t, q, step)]
    for t, q in found:
        constant = q.denominator.as_constant()
        yield t, q if constant is None else Quotient(q.numerator.scale(1 / constant))


def _square_roots(tower: RootTower, value: Quotient) -> Iterator[tuple[RootTower, Quotient]]:
    square = tower.reduce(value.numerator * value.denominator)
    if square.is_zero:
        yield tower, Quotient(ZERO)
        return
    adjoined = tower.adjoin(square)
    if adjoined is not None:
        larger, root = adjoined
        for sign in (1, -1):
            yield larger, Quotient(root.scale(sign), value.denominator)


def _odd_roots(tower: RootTower, value: Quotient, degree: int) -> Iterator[tuple[RootTower, Quotient]]:
    adjoined = tower.adjoin_power(tower.reduce(value.numerator * value.denominator ** (degree - 1)), degree)
    if adjoined is not None:
        yield adjoined[0], Quotient(adjoined[1], value.denominator)


def _multiples(
    form: Polynomial, symbol: int, tower: RootTower, samples_float: Sequence[Any]
) -> Iterator[tuple[RootTower, Quotient]]:
    """Yield rational multiples of products of square roots of factors of the coefficients."""
    from tameproof.symbolic._flint import factor

    parts = form.coefficients_in(symbol)
    points = [tower.extend_float(x) for x in samples_float]
    size = tower.first + len(tower.roots)
    compiled = {e: FloatPolynomial(c, size) for e, c in parts.items()}
    sets: list[Intervals] = []
    kept = []
    for x in points:
        intervals = negative_intervals({e: c(x) for e, c in compiled.items()})
        if intervals:
            sets.append(intervals)
            kept.append(x)
    if not kept:
        return
    factors: list[Polynomial] = []
    for c in parts.values():
        factors += [f for f, _ in factor(c)[1] if f not in factors]
    factors.sort(key=lambda f: (f.degree, len(f)))
    factors = factors[:MAX_FACTORS]
    numbers_float = [[FloatPolynomial(f, size)(x) for f in factors] for x in kept]
    rows = sorted(product((0, 1, -1, 2, -2), repeat=len(factors)), key=lambda e: (sum(map(abs, e)), [-k for k in e]))
    for exponents in rows:
        own = list(zip(factors, exponents, strict=True))
        chosen = pick(intersect(sets, [_half_powers_float(row, exponents) for row in numbers_float]))
        if not chosen:
            continue
        odd = prod_polynomials([f for f, e in own if e % 2])
        adjoined = (tower, ONE) if odd == ONE else tower.adjoin(odd.scale(_common_sign(odd, size, kept)))
        if adjoined is None:
            continue
        larger, root = adjoined
        top = root * prod_polynomials([f for f, e in own if e == 2])
        bottom = prod_polynomials([f for f, e in own if e < 0])
        for multiple in chosen:
            yield larger, Quotient(top.scale(multiple), bottom)


def _half_powers_float(numbers_float: Sequence[float], exponents: Sequence[int]) -> float:
    """Return the product of v^(e/2), with |v| for odd e; 0 if it is not finite."""
    result_float = 1.0
    for v, e in zip(numbers_float, exponents, strict=True):
        if e and not v:
            return 0.0
        result_float *= v ** (e // 2) if e % 2 == 0 else abs(v) ** (e / 2)
    return result_float


def _common_sign(p: Polynomial, size: int, points: Sequence[Any]) -> int:
    """Return the sign that p has at most of the points."""
    value = FloatPolynomial(p, size)
    return 1 if sum(1 if value(x) > 0 else -1 for x in points) >= 0 else -1


def prod_polynomials(factors: Sequence[Polynomial]) -> Polynomial:
    """Return the product."""
    result = ONE
    for f in factors:
        result = result * f
    return result


def _insert(form: Polynomial, symbol: int, value: Quotient) -> Polynomial:
    """Return the form at a value of one symbol, times an even power of the denominator."""
    parts = form.coefficients_in(symbol)
    top = max(parts, default=0)
    top += top % 2
    powers = [ONE]
    for _ in range(top):
        powers.append(powers[-1] * value.numerator)
    if value.denominator == ONE:
        return sum_of_products([(c, powers[e]) for e, c in parts.items()])
    return sum_of_products([(c, powers[e] * value.denominator ** (top - e)) for e, c in parts.items()])


def _resolve(values: Values, tower: RootTower) -> Values:
    """Insert the later values into the numerators of the earlier ones."""
    out: dict[int, Quotient] = {}
    for symbol, value in reversed(values):
        numerator, denominator = value.numerator, value.denominator
        for other, known in out.items():
            parts = numerator.coefficients_in(other)
            top = max(parts, default=0)
            if top:
                pairs = [(c * known.numerator**e, known.denominator ** (top - e)) for e, c in parts.items()]
                numerator, denominator = sum_of_products(pairs), denominator * known.denominator**top
        out[symbol] = Quotient(tower.reduce(numerator), tower.reduce(denominator))
    return tuple(sorted(out.items(), key=lambda row: row[0]))


def _sign(form: Polynomial, tower: RootTower, samples_float: Sequence[Any]) -> int | None:
    """Return -1, 0 or 1 as in Direction, or None if the form is nowhere negative."""
    import numpy as np

    size = tower.first + len(tower.roots)
    value = FloatPolynomial(form, size)
    absolute = FloatPolynomial(Polynomial({m: abs(c) for m, c in form.terms.items()}, form.denominator), size)
    signs: Counter[int] = Counter()
    for point_float in samples_float:
        x = tower.extend_float(point_float)
        v = value(x)
        if not np.isfinite(v):
            signs[2] += 1  # a root is not real here
            continue
        tolerance_float = TOLERANCE_FLOAT * absolute(np.abs(x))
        signs[0 if abs(v) <= tolerance_float else -1 if v < 0 else 1] += 1
    if signs[-1] and not signs[1] and not signs[2] and signs[-1] >= signs[0]:
        return -1
    if signs[0] and not signs[-1] and not signs[1]:
        return 0
    return 1 if signs[-1] else None
