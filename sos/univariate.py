"""Nonnegative univariate polynomials as sums of squares, from their complex roots.  Soundness-critical: no.

Let q = c s^2 p with p squarefree, positive, of degree 2m.  For small e > 0 the polynomial p - e (1 + x^2 + ... + x^2m)
is still positive, hence equal to lead (G^2 + H^2) with G + iH = prod (x - r), r one root of each conjugate pair.  With
rounded G and H an error u remains, and e (1 + ... + x^2m) + u is a sum of squares because its tridiagonal Gram matrix
is diagonally dominant.  This works in any degree; semidefinite programs do not.
Source: [magron_safey_schweighofer_2019].
"""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.kernel.evidence import Psatz, Squares
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.sos.settings import Deadline

ATTEMPTS = 12


def find_univariate_proof(q: Polynomial, deadline: Deadline, *, strict: bool) -> Psatz | None:
    """Return evidence for q >= 0 (q > 0 if ``strict``) on the real line, or None.

    Args:
        q: a polynomial that depends on exactly one variable.
        deadline: looked at between the attempts.
        strict: then q must not have a real root.

    Returns:
        Weighted squares.  None means that q takes negative values (or has a root, if ``strict``), or the time is up.
    """
    (variable,) = q.variables()
    content, square, rest = _split(q, variable)
    if content < 0 or len(rest) % 2 == 0 or (strict and len(square) > 1):
        return None
    terms = _positive_part(rest, deadline)
    if terms is None:
        return None
    s = _polynomial(square, variable)
    epsilon = Fraction(0)
    out: list[tuple[Fraction, Polynomial]] = []
    for weight, coefficients in terms:
        if strict and len(coefficients) == 1:
            epsilon += content * weight
        else:
            p = s * _polynomial(coefficients, variable)
            out.append((content * weight, p))
    if strict and not epsilon:
        return None
    return Psatz(epsilon, Squares(tuple(out)))


def _polynomial(coefficients: list[int], variable: int) -> Polynomial:
    result = Polynomial({})
    for k, c in enumerate(coefficients):
        if c:
            result = result + Polynomial.variable(variable, k).scale(c)
    return result


def _coefficients(p: Polynomial, variable: int) -> list[int]:
    parts = p.coefficients_in(variable)
    out = [0] * (max(parts) + 1)
    for k, c in parts.items():
        out[k] = c.terms[0]
    return out


def _split(q: Polynomial, variable: int) -> tuple[Fraction, list[int], list[int]]:
    """Return (c, s, p) with q = c s^2 p, p squarefree with positive leading coefficient."""
    from tameproof.symbolic._flint import factor

    content, factors = factor(q)
    square, rest = ONE, ONE
    for p, multiplicity in factors:
        square = square * p ** (multiplicity // 2)
        if multiplicity % 2:
            rest = rest * p
    values = _coefficients(rest, variable)
    if values[-1] < 0:
        content, values = -content, [-c for c in values]
    return content, _coefficients(square, variable), values


def _positive_part(p: list[int], deadline: Deadline) -> list[tuple[Fraction, list[int]]] | None:
    """Return weights and coefficients of squares whose sum is p (positive leading coefficient, squarefree)."""
    if len(p) == 1:
        return [(Fraction(p[0]), [1])]
    from tameproof.symbolic._flint_numbers import root_centres, split_into_squares

    half = len(p) // 2
    share = _smallest_ratio(p, [real for real, _ in root_centres(p, 64)])
    if share is None:
        return None
    k = max(2, (share.denominator // max(share.numerator, 1)).bit_length() + 1)
    for _ in range(ATTEMPTS):
        e = Fraction(1, 2**k)
        shifted = [c * 2**k - (1 - j % 2) for j, c in enumerate(p)]
        bits = k // 2 + 4
        while bits < 8 * (k + max(abs(c) for c in p).bit_length() + half):
            if deadline.is_over:
                return None
            split = split_into_squares(shifted, bits)
            if split is None:
                break
            found = _absorb(p, e, Fraction(shifted[-1], 2**k), split, bits)
            if found is not None:
                return found
            bits += bits // 2 + 8
        k += k // 2 + 1
    return None


def _smallest_ratio(p: list[int], points_float: list[float]) -> Fraction | None:
    """Return the smallest p(x) / (1 + x^2 + ...) over sample points, None if p <= 0 at one of them."""
    smallest = Fraction(p[-1])
    for x_float in (0.0, 1.0, -1.0, *points_float):
        x = Fraction(x_float).limit_denominator(10**6)
        value = weight = Fraction(0)
        for j in range(len(p) - 1, -1, -1):
            value = value * x + p[j]
            weight = weight * x * x + 1 if j % 2 == 0 else weight
        if value <= 0:
            return None
        smallest = min(smallest, value / weight)
    return smallest


def _absorb(
    p: list[int], e: Fraction, lead: Fraction, split: tuple[list[int], list[int]], bits: int
) -> list[tuple[Fraction, list[int]]] | None:
    """Return p as lead (G^2 + H^2) plus squares of binomials and monomials, or None if the error is too large."""
    scale = lead / 4**bits
    rest = [Fraction(c) for c in p]
    for factor in split:
        for i, a in enumerate(factor):
            if a:
                for j, b in enumerate(factor):
                    rest[i + j] -= scale * a * b
    half = len(p) // 2
    diagonal = rest[::2]
    out = [(scale, list(factor)) for factor in split if any(factor)]
    binomials: list[tuple[Fraction, list[int]]] = []
    for j in range(half):
        c = rest[2 * j + 1]
        if c:
            weight = abs(c) / 2
            diagonal[j] -= weight
            diagonal[j + 1] -= weight
            binomials.append((weight, [0] * j + [1, 1 if c > 0 else -1]))
    if min(diagonal) < 0:
        return None
    out += binomials
    out += [(w, [0] * j + [1]) for j, w in enumerate(diagonal) if w]
    return out
