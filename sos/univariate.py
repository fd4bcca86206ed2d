"""Nonnegative univariate polynomials as sums of squares, from their complex roots.  Soundness-critical: no.

Let q = c s^2 p with p squarefree, positive, of degree 2m.  For small e > 0 the polynomial p - e (1 + x^2 + ... + x^2m)
is still positive, hence equal to lead (G^2 + H^2) with G + iH = prod (x - r), r one root of each conjugate pair.  With
rounded G and H an error u remains, and e (1 + ... + x^2m) + u is a sum of squares because its tridiagonal Gram matrix
is diagonally dominant.  This works in any degree; semidefinite programs do not.
Source: [magron_safey_schweighofer_2019].
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tameproof.proofs.kernel.evidence import Psatz, Squares
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.sos.settings import Deadline

ATTEMPTS = 12
DOUBLE_BITS = 50  # G and H of monic products in doubles have no more bits after the point
POLISH = 4  # Newton steps for every root


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
    half = len(p) // 2
    size = max(abs(c) for c in p).bit_length()
    for roots in (_double_roots, _long_roots):
        centres = roots(p)
        share = None if centres is None else _smallest_ratio(p, centres)
        if share is None:
            continue
        k = max(2, (share.denominator // max(share.numerator, 1)).bit_length() + 1)
        for _ in range(ATTEMPTS):
            if deadline.is_over:
                return None
            shifted = [c * 2**k - (1 - j % 2) for j, c in enumerate(p)]
            found = _try_shifted(p, k, shifted, DOUBLE_BITS if roots is _double_roots else 2 * k + size + half + 32)
            if found is not None:
                return found
            if roots is _double_roots:
                break
            k += k // 2 + 1
    return None


def _try_shifted(p: list[int], k: int, shifted: list[int], most: int) -> list[tuple[Fraction, list[int]]] | None:
    """Return the squares for one shift, 2^-k (1 + x^2 + ...), with as few bits as possible, at most ``most``."""
    if most == DOUBLE_BITS:
        split = _split_in_doubles(shifted)
    else:
        from tameproof.symbolic._flint_numbers import split_into_squares

        split = split_into_squares(shifted, most)
    bits = k // 2 + 4
    while split is not None and bits <= most:
        found = _absorb(p, Fraction(shifted[-1], 2**k), _rounded(split, most - bits), bits)
        if found is not None:
            return found
        bits += bits // 3 + 8
    return None


def _long_roots(p: list[int]) -> list[float]:
    from tameproof.symbolic._flint_numbers import root_centres

    return [real for real, _ in root_centres(p, 64)]


def _double_roots(p: list[int]) -> list[float] | None:
    roots = _roots(p)
    return None if roots is None else [float(z.real) for z in roots]


def _roots(p: list[int]) -> Any:
    """Return the roots in doubles, or None if the coefficients or the roots are out of range."""
    import numpy as np

    with np.errstate(all="ignore"):
        try:
            falling = np.array([c / p[-1] for c in reversed(p)])
            roots = np.roots(falling)
        except (OverflowError, np.linalg.LinAlgError):
            return None
        derivatives = [np.polyder(falling), np.polyder(falling[::-1])]
        for _ in range(POLISH):  # the reversed polynomial where powers would overflow
            inside = np.abs(roots) <= 1
            w = np.where(inside, roots, 1 / roots)
            direct = np.polyval(falling, w) / np.polyval(derivatives[0], w)
            inverse = np.polyval(falling[::-1], w) / np.polyval(derivatives[1], w)
            new = w - np.where(inside, direct, inverse)
            new = np.where(inside, new, 1 / new)
            roots = np.where(np.abs(new - roots) < 1e-3 * np.abs(roots), new, roots)
    return roots if np.all(np.isfinite(roots)) else None


def _split_in_doubles(p: list[int]) -> tuple[list[int], list[int]] | None:
    """Return as ``split_into_squares`` with DOUBLE_BITS bits; the product is taken in Leja's order of the roots."""
    import numpy as np

    roots = _roots(p)
    chosen = roots[roots.imag > 0] if roots is not None else None
    if chosen is None or 2 * len(chosen) != len(p) - 1:
        return None
    chosen = chosen[np.argsort(np.angle(chosen), kind="stable")]
    chosen[1::2] = chosen[1::2].conj()  # all around the origin, so that the coefficients of the product stay small
    with np.errstate(all="ignore"):
        product, logarithms = np.ones(1, dtype=complex), np.log(np.abs(chosen))
        for _ in range(len(chosen)):
            z = chosen[np.argmax(logarithms)]
            product = np.convolve(product, [1, -z])
            logarithms = logarithms + np.log(np.abs(chosen - z))
    if not np.all(np.isfinite(product)):
        return None
    rising = [(float(c.real), float(c.imag)) for c in product[::-1]]
    return tuple([round(Fraction(c) * 2**DOUBLE_BITS) for c in part] for part in zip(*rising, strict=True))  # type: ignore[return-value]


def _rounded(split: tuple[list[int], list[int]], shift: int) -> tuple[list[int], list[int]]:
    if not shift:
        return split
    half = 1 << (shift - 1)
    real, imaginary = ([(c + half) >> shift for c in part] for part in split)
    return real, imaginary


def _smallest_ratio(p: list[int], points_float: list[float]) -> Fraction | None:
    """Return about the smallest p(x) / (1 + x^2 + ...) over sample points, None if p <= 0 at one of them."""
    smallest = Fraction(p[-1])
    for x_float in (0.0, 1.0, -1.0, *points_float):
        ratio = _ratio_float(p, x_float)
        if ratio is None:  # too near to zero for doubles
            exact = _ratio(p, Fraction(x_float).limit_denominator(10**6))
            if exact <= 0:
                return None
            smallest = min(smallest, exact)
        elif ratio < smallest:
            smallest = Fraction(ratio)
    return smallest


def _ratio_float(p: list[int], x_float: float) -> float | None:
    value = size = weight = 0.0
    backwards = abs(x_float) > 1
    y_float = 1 / x_float if backwards else x_float
    for j, c in enumerate(p if backwards else reversed(p)):
        try:
            value, size = value * y_float + c, size * abs(y_float) + abs(c)
        except OverflowError:
            return None
        if j % 2 == 0:
            weight = weight * y_float * y_float + 1
    return value / weight if value > 1e-9 * size and value < 1e300 else None


def _ratio(p: list[int], x: Fraction) -> Fraction:
    value = weight = 0  # times denominator^degree
    power = 1
    for j in range(len(p) - 1, -1, -1):
        value = value * x.numerator + p[j] * power
        power *= x.denominator
    square, top = x * x, len(p) // 2
    denominator = square.denominator
    for j in range(top + 1):
        weight = weight * square.numerator + denominator**j
    return Fraction(value, weight)


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
