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
    size = max(abs(c) for c in p).bit_length()
    for _ in range(ATTEMPTS):
        if deadline.is_over:
            return None
        shifted = [c * 2**k - (1 - j % 2) for j, c in enumerate(p)]
        most = 2 * k + size + half + 32
        split = split_into_squares(shifted, most)
        bits = k // 2 + 4
        while split is not None and bits <= most:
            found = _absorb(p, Fraction(shifted[-1], 2**k), _rounded(split, most - bits), bits)
            if found is not None:
                return found
            bits += bits // 3 + 8
        k += k // 2 + 1
    return None


def _rounded(split: tuple[list[int], list[int]], shift: int) -> tuple[list[int], list[int]]:
    if not shift:
        return split
    half = 1 << (shift - 1)
    real, imaginary = ([(c + half) >> shift for c in part] for part in split)
    return real, imaginary


def _smallest_ratio(p: list[int], points_float: list[float]) -> Fraction | None:
    """Return the smallest p(x) / (1 + x^2 + ...) over sample points, None if p <= 0 at one of them."""
    smallest = Fraction(p[-1])
    for x_float in (0.0, 1.0, -1.0, *points_float):
        x = Fraction(x_float).limit_denominator(10**6)
        value = weight = 0  # times denominator^degree
        power = 1
        for j in range(len(p) - 1, -1, -1):
            value = value * x.numerator + p[j] * power
            power *= x.denominator
        if value <= 0:
            return None
        square, top = x * x, len(p) // 2
        denominator = square.denominator
        for j in range(top + 1):
            weight = weight * square.numerator + denominator**j
        smallest = min(smallest, Fraction(value, weight))
    return smallest


def _absorb(
    p: list[int], lead: Fraction, split: tuple[list[int], list[int]], bits: int
) -> list[tuple[Fraction, list[int]]] | None:
    """Return p as lead (G^2 + H^2) plus squares of binomials and monomials, or None if the error is too large."""
    from tameproof.symbolic._flint_numbers import sum_of_two_squares

    scale = lead / 4**bits
    unit = 2 * scale.denominator  # everything below over this denominator
    squares = sum_of_two_squares(*split)
    rest = [unit * c - 2 * scale.numerator * s for c, s in zip(p, squares, strict=True)]
    half = len(p) // 2
    diagonal = rest[::2]
    for j in range(half):
        weight = abs(rest[2 * j + 1]) // 2
        diagonal[j] -= weight
        diagonal[j + 1] -= weight
    if min(diagonal) < 0:
        return None
    out = [(scale, list(factor)) for factor in split if any(factor)]
    for j in range(half):
        c = rest[2 * j + 1]
        if c:
            out.append((Fraction(abs(c) // 2, unit), [0] * j + [1, 1 if c > 0 else -1]))
    out += [(Fraction(w, unit), [0] * j + [1]) for j, w in enumerate(diagonal) if w]
    return out
