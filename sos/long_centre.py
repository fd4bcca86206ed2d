"""The analytic centre in long floating-point arithmetic, when doubles stall.  Soundness-critical: no.

Same mathematics as analytic_centre.py, for monomial bases.  The second derivative sum P_ip P_jq (over i + j = k and
p + q = l) is the coefficient of x^k y^l in (sum P_ip x^i y^p)^2, so that it costs one product of long integers.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

from tameproof.proofs.kernel.polynomial import unpack
from tameproof.sos.analytic_centre import CENTRED, is_pure, line_search
from tameproof.sos.minimise import Point, find_low_points, polish
from tameproof.sos.program import SosProgram
from tameproof.sos.settings import Deadline
from tameproof.sos.shapes import is_homogeneous

BITS = 320
MAX_TABLE = 500_000  # coefficients of one product
MAX_STEPS = 150
MAX_SCALES = 40


def is_suitable(program: SosProgram) -> bool:
    """Return whether the program is pure, its bases are monomials, and the products stay small."""
    if not is_pure(program) or any(len(d[0]) != 1 for b in program.blocks for d in b.basis):
        return False
    for block in program.blocks:
        exponents = [unpack(max(d[0].terms)) for d in block.basis]
        width = max(map(len, exponents), default=0)
        sizes = [2 * max(e[v] if v < len(e) else 0 for e in exponents) + 1 for v in range(width)]
        if prod(sizes) ** 2 > MAX_TABLE:
            return False
    return True


def find_long_centre(program: SosProgram, deadline: Deadline) -> list[Fraction] | None:
    """Return values of all unknowns near the analytic centre, with about BITS bits, or None.

    Args:
        program: see ``is_suitable``.
        deadline: looked at in every step.

    Returns:
        None if there is no positive definite solution, or the time is up.
    """
    import numpy as np

    from tameproof.symbolic import _flint_numbers as numbers

    width = max((len(unpack(m)) for m in program.rows), default=0)

    def padded(m: int) -> tuple[int, ...]:
        e = unpack(m)
        return e + (0,) * (width - len(e))

    bases = [[padded(max(d[0].terms)) for d in block.basis] for block in program.blocks]
    moments = [padded(m) for m in program.rows]
    den = program.target.denominator
    cost = [Fraction(program.target.terms.get(m, 0), den) for m in program.rows]
    y = _start(program, moments, cost, deadline)
    if y is None:
        return None
    order = sum(map(len, bases))
    y = [_rounded(v * order) for v in y]
    for _ in range(MAX_STEPS):
        if deadline.is_over:
            return None
        try:
            step = numbers.find_centre_step(bases, moments, cost, y, BITS)
        except (ArithmeticError, ValueError):
            return None
        roots = np.concatenate([np.linalg.eigvalsh(np.array(m)) for m in step.relative_float])
        slope = float(sum((c * s for c, s in zip(cost, step.direction, strict=True)), Fraction(0)))
        if step.decrement_float < CENTRED**2 and float(roots[-1]) < 0.9:
            matrices = numbers.centre_matrices(bases, moments, y, step.direction, BITS)
            return [matrices[b][i][j] for b, i, j in program.places]
        if sum((c * v for c, v in zip(cost, y, strict=True)), Fraction(0)) <= 0:
            return None  # a moment functional that is negative on the target
        length = Fraction(line_search(slope, roots)).limit_denominator(1000)
        y = [_rounded(a + length * b) for a, b in zip(y, step.direction, strict=True)]
    return None


def _rounded(c: Fraction) -> Fraction:
    return Fraction(round(c * 2**BITS), 2**BITS)


def _start(
    program: SosProgram, moments: list[tuple[int, ...]], cost: list[Fraction], deadline: Deadline
) -> list[Fraction] | None:
    """Return moments with <q, y> = 1 of a mixture of normal distributions around the lowest known point.

    The widths run through all scales down to the one at which q no longer decreases, so that the mixture resembles the
    moments of 1/q, near which the minimum lies.
    """
    q = program.target
    low = find_low_points(q, deadline)
    if low and q.evaluate(low[0]) < 0:
        return None
    place: Point = {v: Fraction(0) for v in sorted(q.variables())}
    if low and not is_homogeneous(q):
        place = polish(q, low[0], deadline)
    total = [Fraction(0)] * len(moments)
    previous, count = None, 0
    for k in range(MAX_SCALES):
        y = _normal_moments(moments, place, Fraction(1, 4**k))
        value = sum((c * v for c, v in zip(cost, y, strict=True)), Fraction(0))
        if value <= 0 or (previous is not None and value > previous * Fraction(99, 100)):
            break
        total = [_rounded(a + b / value) for a, b in zip(total, y, strict=True)]
        previous, count = value, count + 1
        if is_homogeneous(q):
            break
    return [v / count for v in total] if count else None


def _normal_moments(moments: list[tuple[int, ...]], place: Point, variance: Fraction) -> list[Fraction]:
    """Return the moments of independent normal variables with the given means and variance."""
    width = len(moments[0])
    highest = [max(m[v] for m in moments) for v in range(width)]
    tables = []
    for v in range(width):
        mean = place.get(v, Fraction(0))
        row = [Fraction(1), mean]
        for e in range(2, highest[v] + 1):
            row.append(_rounded(mean * row[e - 1] + (e - 1) * variance * row[e - 2]))
        tables.append(row)
    return [_rounded(prod((tables[v][e] for v, e in enumerate(m) if e), start=Fraction(1))) for m in moments]
