"""Excluding a candidate value at infinity on one part of the tangency set.  Soundness-critical: no.

Let P(x, v) = 0 relate a coordinate and the value on the part, where s = x - r > 0 (or s = -x - r > 0).  If P has a
sign for s > 0 and all v = candidate + e with 0 < e < w, no point of the part has such a value.  The sign is shown by
writing P as a combination of products s^a e^j (w - e)^k with coefficients >= 0 (Bernstein form in e).  For an
irrational candidate with defining polynomial p the window is its isolating interval, and the coefficients are
expanded in powers of p(v), whose sign is known right of the candidate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from tameproof.morse_sard.branch import Branch, negate, open_branch
from tameproof.morse_sard.eliminants import Relation
from tameproof.morse_sard.proving import Effort, find_positivity, verified
from tameproof.morse_sard.samples import FloatPolynomial
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, refine
from tameproof.proofs.kernel.evidence import (
    AtMostInfimum,
    Candidate,
    NotFromAbove,
    ProductTerm,
    Psatz,
    SaddleAtInfinity,
    Squares,
    Tangency,
)
from tameproof.proofs.kernel.lift import radial_function
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.tangency import candidate_facts, saddle_polynomial
from tameproof.proofs.kernel.univariate import sign_at
from tameproof.symbolic.budget import Deadline

WIDTHS = tuple(Fraction(1, k) for k in (1, 2, 4, 10, 30, 100, 1000))
MAX_TERMS = 400


@dataclass(frozen=True, slots=True)
class Side:
    """The part of the branch with sign * x_i - radius > 0, known as fact number ``fact``."""

    coordinate: int
    sign: int
    radius: Fraction
    fact: int


@dataclass(frozen=True, slots=True)
class SignProof:
    """sign * P = sum coefficient * s^a e^j (w - e)^k q^m with coefficients > 0, q = +-p(v) > 0 (irrational candidates).

    ``powers`` has the exponents m (empty: all 0), and ``value`` is an irrational candidate with the interval used.
    """

    sign: int
    width: Fraction
    terms: tuple[tuple[Fraction, int, int, int], ...]
    powers: tuple[int, ...] = ()
    value: AlgebraicNumber | None = None


def find_sign(p: Polynomial, side: Side, start: Fraction, width: Fraction) -> SignProof | None:
    """Return a proof that P(x, v) has a sign for s > 0 and start < v < start + width, or None.

    Args:
        p: P, variable 0 is x, variable 1 the value.
        side: which part, for s.
        start: left end of the window of values.
        width: its length w.
    """
    shifted = _shifted(p, side).substitute({1: Polynomial.variable(1) + Polynomial.constant(start)})
    rows: list[tuple[Fraction, int, int, int]] = []
    d = shifted.degree_in(1)
    for a, part in sorted(shifted.coefficients_in(0).items()):
        rows += [(c, a, j, k) for c, j, k in _bernstein([part.coefficient((0, k)) for k in range(d + 1)], width)]
    signs = {1 if row[0] > 0 else -1 for row in rows}
    if len(signs) != 1 or len(rows) > MAX_TERMS:
        return None
    sign = signs.pop()
    return SignProof(sign, width, tuple((sign * c, a, j, k) for c, a, j, k in rows))


def _shifted(p: Polynomial, side: Side) -> Polynomial:
    """Return P with x written in terms of s, which is variable 0 of the answer."""
    return p.substitute({0: (Polynomial.variable(0) + Polynomial.constant(side.radius)).scale(side.sign)})


def _bernstein(coefficients: Sequence[Fraction], width: Fraction) -> list[tuple[Fraction, int, int]]:
    """Return (c, j, k) with sum coefficients[i] e^i = sum c e^j (width - e)^k, where j + k is the degree."""
    d = len(coefficients) - 1
    rows = []
    for j in range(d + 1):
        value = sum((Fraction(comb(j, i), comb(d, i)) * coefficients[i] * width**i for i in range(j + 1)), Fraction(0))
        if value:
            rows.append((value * comb(d, j) / width**d, j, d - j))
    return rows


def find_sign_at_irrational(p: Polynomial, side: Side, value: AlgebraicNumber) -> SignProof | None:
    """Return a proof that P(x, v) has a sign for s > 0 and v right of an irrational candidate in its interval, or None.

    Args:
        p: P, variable 0 is x, variable 1 the value.
        side: which part, for s.
        value: the candidate, with an irreducible polynomial.
    """
    shifted = _shifted(p, side)
    for sign in (1, -1):
        found = _sign_at_irrational(shifted.scale(sign), value)
        if found is not None:
            terms, powers = found
            return SignProof(sign, value.high - value.low, terms, powers, value)
    return None


def _sign_at_irrational(
    shifted: Polynomial, value: AlgebraicNumber
) -> tuple[tuple[tuple[Fraction, int, int, int], ...], tuple[int, ...]] | None:
    """Return the terms and powers of a SignProof with sign 1, or None."""
    defining = Polynomial.from_terms(((0, k), c) for k, c in enumerate(value.polynomial))
    defining = defining.scale(sign_at(value.polynomial, value.high))
    rows: list[tuple[Fraction, int, int, int]] = []
    powers: list[int] = []
    for a, part in sorted(shifted.coefficients_in(0).items()):
        digits: list[Polynomial] = []
        while not part.is_zero:
            part, digit = _divide(part, defining)
            digits.append(digit)
        # a digit that is not positive is left inside the digit before it
        while digits:
            digit = digits.pop()
            local = digit.substitute({1: Polynomial.variable(1) + Polynomial.constant(value.low)})
            coefficients = [local.coefficient((0, k)) for k in range(local.degree_in(1) + 1)]
            own = _bernstein(coefficients, value.high - value.low)
            if all(c > 0 for c, _, _ in own):
                rows += [(c, a, j, k) for c, j, k in own]
                powers += [len(digits)] * len(own)
            elif digits:
                digits[-1] = digits[-1] + digit * defining
            else:
                return None
    return (tuple(rows), tuple(powers)) if rows and len(rows) <= MAX_TERMS else None


def _divide(p: Polynomial, q: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Return quotient and remainder of polynomials in variable 1 (q of positive degree)."""
    d = q.degree_in(1)
    quotient = ZERO
    while (e := p.degree_in(1)) >= d:
        term = Polynomial.variable(1, e - d).scale(p.coefficient((0, e)) / q.coefficient((0, d)))
        quotient = quotient + term
        p = p - term * q
    return quotient, p


def find_widest_sign(relation: Relation, side: Side, value: AlgebraicNumber) -> SignProof | None:
    """Return a proof for the widest window for which one is found."""
    exact = as_rational(value)
    if exact is None:
        for width in (*WIDTHS, Fraction(1, 10**5)):
            found = find_sign_at_irrational(relation.polynomial, side, refine(value, width))
            if found is not None:
                return found
        return None
    for width in WIDTHS:
        found = find_sign(relation.polynomial, side, exact, width)
        if found is not None:
            return found
    return None


def exclude_by_sign(
    relation: Relation, side: Side, value: AlgebraicNumber, proof: SignProof, branch: Branch
) -> Candidate:
    """Return the candidate with the contradiction between P = 0 and its sign."""
    value = proof.value or value
    exact = as_rational(value)
    candidate = Candidate(value, Fraction(0) if exact is None else proof.width, AtMostInfimum())
    count = len(branch.context.facts)
    above, under = (count, count + 1) if exact is not None else (count + 1, count + 2)
    rows = []
    for (c, a, j, k), m in zip(proof.terms, proof.powers or (0,) * len(proof.terms), strict=True):
        rows.append((c, (side.fact,) * a + (count,) * m + (above,) * j + (under,) * k))
    # any one product of strict facts is positive: take the shortest as the strict term
    rows.sort(key=lambda row: (len(row[1]), row[1]))
    epsilon, unit = rows[0]
    products = tuple(ProductTerm(facts, Squares(((c, ONE),))) for c, facts in rows[1:])
    combination = relation.combination if proof.sign < 0 else negate(relation.combination)
    psatz = Psatz(epsilon, products=products, combination=combination, unit=unit)
    context = branch.context.add(*candidate_facts(branch.lift, candidate, "candidate"))
    return Candidate(value, candidate.width, NotFromAbove(verified(ZERO, psatz, context, strict=True)))


def is_reached_float(
    tangency: Tangency, relation: Relation, side: Side, value: AlgebraicNumber, curve: Polynomial | None, branch: Branch
) -> bool:
    """Return whether numerically the value is approached from above, with nonnegative curvature (a hint: give up)."""
    import numpy as np

    lift = branch.lift
    if curve is None or lift.dimension != 2 or not lift.is_polynomial:
        return curve is None
    rho = radial_function(lift, tangency.weights, tangency.powers)
    saddle = FloatPolynomial(saddle_polynomial(lift, rho, (-rho.derivative(1), rho.derivative(0))), 2)
    objective = FloatPolynomial(lift.objective, 2)
    i = side.coordinate
    middle_float = float((value.low + value.high) / 2)
    for size in (Fraction(300), Fraction(1000)):
        fixed = curve.substitute({i: Polynomial.constant(side.sign * size)})
        other = fixed.coefficients_in(1 - i)
        degree = max(other, default=0)
        row_float = [float(other[k].coefficient(())) if k in other else 0.0 for k in range(degree, -1, -1)]
        for root in np.roots(row_float):
            if abs(root.imag) > 1e-6 * (1 + abs(root.real)):
                continue
            point_float = np.array([0.0, 0.0])
            point_float[i], point_float[1 - i] = float(side.sign * size), root.real
            gap_float = objective(point_float) - middle_float
            if 1e-9 < gap_float < 0.1 and saddle(point_float) < 0:
                return True
    return False


def exclude_by_curvature(
    tangency: Tangency, value: AlgebraicNumber, branch: Branch, settings: MorseSardSettings, deadline: Deadline
) -> Candidate | None:
    """Return the candidate with negative curvature along the circles of rho (two variables), or None."""
    lift = branch.lift
    if lift.dimension != 2:
        return None
    rho = radial_function(lift, tangency.weights, tangency.powers)
    direction = (-rho.derivative(1), rho.derivative(0))
    q = saddle_polynomial(lift, rho, direction)
    exact = as_rational(value)
    for width in (Fraction(1, 4), Fraction(1, 100)) if exact is not None else (Fraction(0),):
        candidate = Candidate(value, width, AtMostInfimum())
        context = branch.context.add(*candidate_facts(lift, candidate, "candidate"))
        inner, _ = open_branch(context, deadline)
        if len(inner.context.facts) != len(context.facts):
            return None
        psatz = find_positivity(q, inner, settings, deadline, effort=Effort.LARGE)
        if psatz is not None:
            return Candidate(value, width, SaddleAtInfinity(direction, (), psatz))
    return None
