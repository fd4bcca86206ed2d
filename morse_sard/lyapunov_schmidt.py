"""Escape arcs by Lyapunov-Schmidt reduction.  Soundness-critical: no.

Let C be coordinates for which the block H_CC of the Hessian is invertible modulo the equations of the branch, and K
the others.  For any motion of the K-coordinates the C-coordinates can follow so that the C-part of the gradient stays
zero to every order: the coefficient of t^k solves H_CC eta_k = -(known terms).  Along these arcs F equals the reduced
function of the K-coordinates, whose first nonzero coefficient decides.  Everything is a polynomial in the base point:
inverses are taken in the quotient ring of the branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from tameproof.morse_sard.branch import Branch, find_inverse
from tameproof.morse_sard.escape_arcs import Path, integer_directions
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.series import Series, compose
from tameproof.symbolic.budget import Deadline


@dataclass(frozen=True, slots=True)
class Reduction:
    """Coordinates C with an invertible Hessian block, the inverse of the block, and the remaining coordinates K.

    ``schur`` is the Schur complement on K: the second derivative of the reduced function.
    """

    invertible: tuple[int, ...]
    inverse: tuple[tuple[Polynomial, ...], ...]
    kernel: tuple[int, ...]
    schur: tuple[tuple[Polynomial, ...], ...]


def find_reduction(branch: Branch, deadline: Deadline) -> Reduction | None:
    """Return a reduction of the Hessian on the branch, or None if no diagonal pivot is invertible.

    Raises:
        BudgetExceeded: if the deadline passes.
    """
    n = branch.lift.dimension

    def nf(p: Polynomial) -> Polynomial:
        return branch.normal_form(p, deadline)

    hessian = [[nf(branch.lift.hessian[i][j]) for j in range(n)] for i in range(n)]
    work = [row[:] for row in hessian]
    # inverse of the block as a growing list of elimination steps (Gauss-Jordan on [H_CC | I])
    chosen: list[int] = []
    changed = True
    while changed:
        changed = False
        for i in range(n):
            if i in chosen or work[i][i].is_zero:
                continue
            pivot = find_inverse(work[i][i], branch, deadline)
            if pivot is None:
                continue
            chosen.append(i)
            row = work[i][:]
            work = [[nf(work[a][b] - row[a] * pivot * row[b]) for b in range(n)] for a in range(n)]
            changed = True
    if not chosen:
        return None
    chosen.sort()
    inverse = invert([[hessian[i][j] for j in chosen] for i in chosen], branch, deadline)
    if inverse is None:
        return None
    kernel = tuple(i for i in range(n) if i not in chosen)
    schur = tuple(tuple(work[i][j] for j in kernel) for i in kernel)
    return Reduction(tuple(chosen), inverse, kernel, schur)


def invert(
    matrix: list[list[Polynomial]], branch: Branch, deadline: Deadline
) -> tuple[tuple[Polynomial, ...], ...] | None:
    """Return the inverse of a matrix modulo the equations by Gauss-Jordan with invertible diagonal pivots."""
    n = len(matrix)
    rows = [[*row, *(ONE if i == j else ZERO for j in range(n))] for i, row in enumerate(matrix)]
    done: list[int] = []
    while len(done) < n:
        for k in range(n):
            if k in done or rows[k][k].is_zero:
                continue
            pivot = find_inverse(rows[k][k], branch, deadline)
            if pivot is None:
                continue
            rows[k] = [branch.normal_form(p * pivot, deadline) for p in rows[k]]
            for i in range(n):
                if i != k and not rows[i][k].is_zero:
                    factor = rows[i][k]
                    rows[i] = [
                        branch.normal_form(p - factor * q, deadline) for p, q in zip(rows[i], rows[k], strict=True)
                    ]
            done.append(k)
            break
        else:
            return None
    return tuple(tuple(row[n:]) for row in rows)


def reduced_arcs(branch: Branch, settings: MorseSardSettings, deadline: Deadline) -> Iterator[Path]:
    """Yield arcs along which the invertible coordinates follow the others.

    Args:
        branch: a branch of a polynomial objective.
        settings: budgets.
        deadline: when to give up (raises BudgetExceeded).
    """
    if not branch.lift.is_polynomial:
        return
    reduction = find_reduction(branch, deadline)
    if reduction is None or not reduction.kernel:
        return
    for motion in _motions(len(reduction.kernel), settings):
        deadline.check()
        yield _follow(branch, reduction, motion, settings.max_order // 2, deadline)


def _motions(size: int, settings: MorseSardSettings) -> Iterator[dict[int, tuple[Fraction, ...]]]:
    """Yield motions of the kernel coordinates: power of t -> coefficients; lines first, then weighted curves."""
    for v in integer_directions(size, settings.max_multiple):
        yield {1: tuple(Fraction(c) for c in v)}
    if 2 <= size <= 3:
        small = [Fraction(1), Fraction(-1), Fraction(2), Fraction(-2), Fraction(1, 2), Fraction(-1, 2)]
        for weights in sorted(product((1, 2, 3), repeat=size), key=lambda w: (sum(w), w)):
            if 1 not in weights or max(weights) == 1:
                continue
            for choice in product(small, repeat=size):
                if any(c not in (1, -1) for c, w in zip(choice, weights, strict=True) if w == 1):
                    continue
                yield {
                    k: tuple(c if w == k else Fraction(0) for c, w in zip(choice, weights, strict=True))
                    for k in sorted(set(weights))
                }


def _follow(
    branch: Branch, reduction: Reduction, motion: dict[int, tuple[Fraction, ...]], order: int, deadline: Deadline
) -> Path:
    """Return the arc whose C-coordinates keep the C-part of the gradient zero up to t^order."""
    n = branch.lift.dimension
    rows = [[ZERO] * n for _ in range(max(order, max(motion)))]
    for k, direction in motion.items():
        for i, c in zip(reduction.kernel, direction, strict=True):
            rows[k - 1][i] = Polynomial.constant(c)
    gradient = branch.lift.gradient
    for k in range(1, order + 1):
        moving: dict[int, Series] = {
            i: [Polynomial.variable(i), *(rows[j][i] for j in range(k))]
            for i in range(n)
            if any(not rows[j][i].is_zero for j in range(k))
        }
        defect = [branch.normal_form(compose(gradient[c], moving, k)[k], deadline) for c in reduction.invertible]
        for a, i in enumerate(reduction.invertible):
            value = sum_of_products([(-reduction.inverse[a][b], d) for b, d in enumerate(defect)])
            rows[k - 1][i] = branch.normal_form(value, deadline)
    while len(rows) > 1 and all(p.is_zero for p in rows[-1]):
        rows.pop()
    return tuple(tuple(row) for row in rows)
