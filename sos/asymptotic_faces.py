"""Exact facial reduction along curves to infinity on which an inequality is nearly tight.  Soundness-critical: no.

If q = s_0 + s_1 g_1 + ... along a curve x(t) = (c_i t^(w_i)) and q(x(t)) = O(t^k), then every square p^2 in s_0 is
O(t^k), so the coefficients of t^j, j > k/2, in p(x(t)) vanish; likewise with k - m for a multiplier g of order m > 0.
These are linear conditions on p with rational coefficients: the face on which all identities live, without floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import gcd

from tameproof.proofs.kernel.polynomial import Polynomial, unpack
from tameproof.sos.facial_reduction import orthogonal_complement
from tameproof.sos.program import Block, SosProgram, restrict

MAX_DIMENSION = 3
MAX_CORRECTIONS = 3  # terms that are added to a curve
MAX_SHIFT = 12
Laurent = dict[int, Fraction]  # power of t -> coefficient


class Curve:
    """x_i(t) = sum of coefficients[i][k] t^k, k integers of either sign."""

    __slots__ = ("coordinates",)

    def __init__(self, coordinates: Sequence[Laurent]) -> None:
        """Take one Laurent polynomial per variable."""
        self.coordinates = tuple(coordinates)

    def along(self, p: Polynomial) -> Laurent:
        """Return p(x(t))."""
        powers: dict[tuple[int, int], Laurent] = {}
        total: Laurent = {}
        for m, c in p.terms.items():
            value: Laurent = {0: Fraction(c, p.denominator)}
            for i, e in enumerate(unpack(m)):
                if e:
                    value = _times(value, self._power(i, e, powers))
            for k, a in value.items():
                total[k] = total.get(k, Fraction(0)) + a
        return {k: a for k, a in total.items() if a}

    def is_unbounded(self, p: Polynomial) -> bool:
        """Return whether p tends to +infinity along the curve."""
        image = self.along(p)
        return bool(image) and max(image) > 0 and image[max(image)] > 0

    def _power(self, i: int, e: int, powers: dict[tuple[int, int], Laurent]) -> Laurent:
        if (i, e) not in powers:
            lower = {0: Fraction(1)} if e == 1 else self._power(i, e - 1, powers)
            powers[i, e] = _times(lower, self.coordinates[i])
        return powers[i, e]


def _times(a: Laurent, b: Laurent) -> Laurent:
    out: Laurent = {}
    for i, x in a.items():
        for j, y in b.items():
            out[i + j] = out.get(i + j, Fraction(0)) + x * y
    return out


def _order(p: Laurent) -> int | None:
    return max(p) if p else None


def find_valley_curves(q: Polynomial, dimension: int) -> list[Curve]:
    """Return curves (c_i t^(w_i)) to infinity along which the leading part of q cancels.

    Args:
        q: a polynomial in the first ``dimension`` variables.
        dimension: n, at most MAX_DIMENSION (otherwise there is no answer).
    """
    if dimension > MAX_DIMENSION or any(i >= dimension for i in q.variables()):
        return []
    curves = []
    sizes = (Fraction(1), Fraction(-1), Fraction(2), Fraction(1, 2), Fraction(-2), Fraction(-1, 2))
    for weights in product(range(-2, 3), repeat=dimension):
        if gcd(*weights) != 1 or max(weights) <= 0:
            continue
        graded: dict[int, list[tuple[tuple[int, ...], int]]] = {}
        for m, c in q.terms.items():
            e = unpack(m)
            graded.setdefault(sum(a * w for a, w in zip(e, weights, strict=False)), []).append((e, c))
        top = graded[max(graded)]
        if len(top) < 2:
            continue
        for point in product(sizes, repeat=dimension):
            value = Fraction(0)
            for e, c in top:
                term = Fraction(c)
                for a, s in zip(e, point, strict=False):
                    term *= s**a
                value += term
            if not value:
                first = Curve([{w: s} for w, s in zip(weights, point, strict=True)])
                curves.append(first)
                second = _refined(first, q, weights)
                if second is not None:
                    curves.append(second)
    return curves


def _refined(curve: Curve, q: Polynomial, weights: Sequence[int]) -> Curve | None:
    """Return the curve with lower terms along which q >= 0 has a smaller order, or None.

    A coordinate gets a term d t^(w - k) where the leading coefficient of q, a nonnegative quadratic polynomial in d,
    has a double zero.
    """
    refined = False
    for _ in range(MAX_CORRECTIONS):
        better = _with_correction(curve, q, weights)
        if better is None:
            break
        curve, refined = better, True
    return curve if refined else None


def _with_correction(curve: Curve, q: Polynomial, weights: Sequence[int]) -> Curve | None:
    start = curve.along(q)
    order = _order(start)
    if order is None:
        return None
    for i, w in enumerate(weights):
        for k in range(1, MAX_SHIFT):
            images = [_moved(curve, i, w - k, Fraction(d)).along(q) for d in (1, -1)]
            if any((_order(image) or order) > order for image in images):
                continue  # such a change is too large
            c, (p, m) = start[order], (image.get(order, Fraction(0)) for image in images)
            a, b = (p + m) / 2 - c, (p - m) / 2
            if a <= 0 or b * b != 4 * a * c:
                break  # smaller changes do not reach the leading coefficient
            better = _moved(curve, i, w - k, -b / (2 * a))
            new = _order(better.along(q))
            if new is None or new < order:
                return better
            break
    return None


def _moved(curve: Curve, i: int, power: int, value: Fraction) -> Curve:
    """Return the curve with another term in one coordinate."""
    coordinates = [dict(c) for c in curve.coordinates]
    coordinates[i][power] = coordinates[i].get(power, Fraction(0)) + value
    return Curve([{k: a for k, a in c.items() if a} for c in coordinates])


def restrict_along(program: SosProgram, parts: Sequence[Polynomial], curves: Sequence[Curve]) -> SosProgram:
    """Return the program on the face given by curves on which all facts of the program hold far out.

    Args:
        program: blocks with bases of single polynomials.
        parts: polynomials of which the left side is a linear combination; cofactor unknowns must vanish on the set.
        curves: curves in the set.
    """
    blocks: list[Block] = []
    for block in program.blocks:
        rows: list[list[Fraction]] = []
        for curve in curves:
            limit = max((o for o in (_order(curve.along(p)) for p in parts) if o is not None), default=None)
            weight = curve.along(block.form[0][0])
            own = _order(weight)
            if limit is None or own is None or weight[own] < 0:
                continue
            images = [curve.along(d[0]) for d in block.basis]
            rows += [
                [image.get(k, Fraction(0)) for image in images]
                for k in sorted({k for image in images for k in image})
                if 2 * k > limit - own
            ]
        if not rows:
            blocks.append(block)
            continue
        basis = orthogonal_complement(rows, len(block.basis))
        if basis:
            blocks.append(restrict(block, basis))
    return SosProgram(program.target, tuple(blocks), program.free)
