"""Inequalities about one real algebraic number as Positivstellensatz identities.  Soundness-critical: no (Coq checks).

On an interval [low, high] a polynomial of degree d is sum_k b_k (t - low)^k (high - t)^(d - k) with
b_k = C(d, k) / (high - low)^d times its Bernstein coefficients; once the interval is small, all b_k have the sign that
the polynomial has at the number.  The facts are those of ``root_facts`` in the theory: p(t) = 0, t - low > 0 and
high - t > 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import comb
from typing import TypeAlias

from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.evidence import Combination, ProductTerm, Psatz, Squares
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.univariate import refine

EQUATION, ABOVE_LOW, BELOW_HIGH = 0, 1, 2
Coefficients: TypeAlias = list[Fraction]


def interval_of(number: AlgebraicNumber) -> tuple[Fraction, Fraction]:
    """Return an open interval around the number at whose ends its polynomial has different signs."""
    value = as_rational(number)
    return (number.low, number.high) if value is None else (value - 1, value + 1)


def smaller(number: AlgebraicNumber, interval: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """Return a sixteenth of the interval that still contains the number inside."""
    low, high = interval
    value = as_rational(number)
    if value is not None:
        width = (high - low) / 32
        return value - width, value + width
    return refine(number.polynomial, interval, (high - low) / 16)


def remainder(p: Coefficients, modulus: Sequence[int | Fraction]) -> tuple[Coefficients, Coefficients]:
    """Return quotient and remainder of a division by a polynomial, constant term first."""
    rest, quotient = list(p), [Fraction(0)] * max(0, len(p) - len(modulus) + 1)
    for k in reversed(range(len(quotient))):
        quotient[k] = factor = rest[k + len(modulus) - 1] / modulus[-1]
        for i, a in enumerate(modulus):
            rest[k + i] -= factor * a
    return quotient, rest[: len(modulus) - 1]


def bernstein(p: Coefficients, degree: int, low: Fraction, high: Fraction) -> Coefficients:
    """Return the Bernstein coefficients of a polynomial on an interval."""
    width = high - low
    local: Coefficients = []  # coefficients in (t - low) / width
    for a in reversed(p):
        shifted = [Fraction(0), *(width * x for x in local)]
        for i, x in enumerate(local):
            shifted[i] += low * x
        shifted[0] += a
        local = shifted
    local += [Fraction(0)] * (degree + 1 - len(local))
    return [
        sum((Fraction(comb(k, j), comb(degree, j)) * local[j] for j in range(k + 1)), Fraction(0))
        for k in range(degree + 1)
    ]


def basis_facts(k: int, degree: int) -> tuple[int, ...]:
    """Return the facts whose product is (t - low)^k (high - t)^(degree - k)."""
    return (ABOVE_LOW,) * k + (BELOW_HIGH,) * (degree - k)


def basis_weight(k: int, degree: int, interval: tuple[Fraction, Fraction]) -> Fraction:
    """Return the number that turns the product of ``basis_facts`` into the Bernstein polynomial."""
    return Fraction(comb(degree, k)) / (interval[1] - interval[0]) ** degree


def positive_at(
    p: Coefficients, modulus: tuple[int, ...], variable: int, interval: tuple[Fraction, Fraction]
) -> Psatz | None:
    """Return a proof that p > 0 at the number; None if the interval is too large (or p is not positive)."""
    quotient, rest = remainder(p, modulus)
    degree = len(rest) - 1
    values = bernstein(rest, degree, *interval)
    epsilon = min(values)
    if epsilon <= 0:
        return None
    terms = []
    for k, b in enumerate(values):
        if b > epsilon:
            square = Squares((((b - epsilon) * basis_weight(k, degree, interval), ONE),))
            terms.append(ProductTerm(basis_facts(k, degree), square))
    cofactor = Polynomial.from_terms(((0,) * variable + (i,), a) for i, a in enumerate(quotient))
    combination: Combination = () if cofactor.is_zero else ((EQUATION, cofactor),)
    return Psatz(epsilon=epsilon, products=tuple(terms), combination=combination)


def coefficients_in_theta(p: Polynomial, variable: int) -> Coefficients:
    """Return the coefficients of a polynomial in one variable only."""
    parts = p.coefficients_in(variable)
    values = [parts[k].as_constant() if k in parts else Fraction(0) for k in range(p.degree_in(variable) + 1)]
    if any(v is None for v in values):
        raise ValueError("more than one variable")
    return [v for v in values if v is not None]


def in_theta(coefficients: Iterable[Fraction], variable: int) -> Polynomial:
    """Return the polynomial with these coefficients in one variable."""
    return Polynomial.from_terms(((0,) * variable + (k,), c) for k, c in enumerate(coefficients))


def by_monomial(p: Polynomial, variable: int) -> Mapping[tuple[int, ...], Coefficients]:
    """Return, for each monomial in the variables before ``variable``, its coefficients in that variable."""
    out: dict[tuple[int, ...], Coefficients] = {}
    for exponents, c in p.items():
        padded = exponents + (0,) * (variable + 1 - len(exponents))
        row = out.setdefault(padded[:variable], [])
        k = padded[variable]
        row += [Fraction(0)] * (k + 1 - len(row))
        row[k] += c
    return out
