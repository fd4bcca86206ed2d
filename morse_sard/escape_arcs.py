"""Escape arcs: curves through the points of a branch along which the objective decreases.  Soundness-critical: no.

Along x(t) = x + sum_k t^k d_k(x) the objective is F(x) + sum_j c_j(x) t^j.  If c_1, ..., c_{j-1} vanish modulo the
equations and c_j < 0 (or c_j != 0 for odd j) on the branch, no point of the branch is a local minimum.  Tried in this
order: straight lines with small integer directions, lines whose directions depend on the base point, curves with
monomial weights; arcs by Lyapunov-Schmidt reduction are in lyapunov_schmidt.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import gcd
from typing import Any, TypeAlias

from tameproof.morse_sard.branch import Branch
from tameproof.morse_sard.exact_proofs import find_exact_positivity
from tameproof.morse_sard.proving import find_positivity
from tameproof.morse_sard.samples import FloatPolynomial
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Combination, EscapeArc, NotLocalMinimum, Psatz
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.series import objective_along
from tameproof.symbolic.budget import Deadline

Row: TypeAlias = tuple[Polynomial, ...]
Path: TypeAlias = tuple[Row, ...]
SIZE_FLOAT = 1e-7  # numerically zero


@dataclass(frozen=True, slots=True)
class LeadingTerm:
    """The first coefficient of F along an arc that does not vanish modulo the equations.

    Attributes:
        path: the coefficients of the arc.
        order: its order j.
        coefficient: c_j, exact.
        normal_form: c_j modulo the equations.
        vanishing: combinations for c_0, ..., c_{j-1}.
    """

    path: Path
    order: int
    coefficient: Polynomial
    normal_form: Polynomial
    vanishing: tuple[Combination, ...]


def integer_directions(n: int, largest: int) -> Iterator[tuple[int, ...]]:
    """Yield primitive integer vectors up to sign: few nonzero entries and small entries first."""
    values = list(range(-largest, largest + 1))
    if n <= 4:
        rows = [v for v in product(values, repeat=n) if any(v)]
    else:
        rows = []
        for i in range(n):
            rows.append(tuple(int(k == i) for k in range(n)))
            for j in range(i + 1, n):
                for s in (1, -1):
                    rows.append(tuple(1 if k == i else s if k == j else 0 for k in range(n)))
        rows.append((1,) * n)
    primitive = []
    for v in rows:
        first = next(c for c in v if c)
        if first > 0 and gcd(*v) == 1:
            primitive.append(v)
    primitive.sort(key=lambda v: (max(map(abs, v)), sum(1 for c in v if c), [-c for c in v]))
    yield from primitive


def constant_row(v: tuple[int, ...] | tuple[Fraction, ...]) -> Row:
    """Return a constant direction."""
    return tuple(Polynomial.constant(c) for c in v)


def lines(lift: Lift, settings: MorseSardSettings) -> Iterator[Path]:
    """Yield straight arcs: small integer directions, then directions linear in the base point."""
    n = lift.dimension
    rows = list(integer_directions(n, settings.max_multiple))
    rows.sort(key=lambda v: (max(map(abs, v)), -sum(1 for c in v if c)))  # generic directions see the lowest order
    for v in rows:
        yield (constant_row(v),)
    x = [Polynomial.variable(i) for i in range(n)]
    yield (tuple(x),)
    for i in range(n):
        for j in range(i + 1, n):
            for a, b in ((i, j), (j, i)):
                for sign in (1, -1):
                    row = [ZERO] * n
                    row[i], row[j] = x[a], x[b].scale(sign)
                    yield (tuple(row),)


def hessian_directions(branch: Branch, deadline: Deadline) -> Iterator[Row]:
    """Yield directions e_i - q e_j, ... for the blocks (p, q; q, r) of the Hessian modulo the equations."""
    n = branch.lift.dimension
    hessian = branch.lift.hessian
    entries = {(i, j): branch.normal_form(hessian[i][j], deadline) for i in range(n) for j in range(i, n)}
    for i in range(n):
        for j in range(i + 1, n):
            p, q, r = entries[i, i], entries[i, j], entries[j, j]
            if q.as_constant() is not None and p.as_constant() is not None and r.as_constant() is not None:
                continue
            for a, b in ((ONE, -q), (-q, ONE), (r, -q), (-q, p)):
                if not (a.is_zero or b.is_zero):
                    yield tuple(a if k == i else b if k == j else ZERO for k in range(n))


def weighted_curves(lift: Lift, settings: MorseSardSettings) -> Iterator[Path]:
    """Yield arcs x_i + d_i t^(w_i) with different weights: constants, then multiples of coordinates for w_i > 1."""
    n = lift.dimension
    small = [Fraction(c) for c in (1, -1, 2, -2)] + [Fraction(1, 2), Fraction(-1, 2), Fraction(3, 2), Fraction(-3, 2)]
    for weights in sorted(product((0, 1, 2, 3), repeat=n), key=lambda w: (sum(w), w)):
        # weight 0: the coordinate does not move
        if 1 not in weights or max(weights) == 1 or n - weights.count(0) > 3:
            continue
        slow = [i for i in range(n) if weights[i] > 1]
        fast = [i for i in range(n) if weights[i] == 1]
        for scaled in (False, True):
            for signs in product((1, -1), repeat=len(fast) - 1):
                for choice in product(small, repeat=len(slow)):
                    rows = [[ZERO] * n for _ in range(max(weights))]
                    for i, s in zip(fast, (1, *signs), strict=True):
                        rows[0][i] = Polynomial.constant(s)
                    for i, c in zip(slow, choice, strict=True):
                        base = Polynomial.variable(i) if scaled else ONE
                        rows[weights[i] - 1][i] = base.scale(c)
                    yield tuple(tuple(r) for r in rows)


def find_leading_term(branch: Branch, path: Path, max_order: int, deadline: Deadline) -> LeadingTerm | None:
    """Return the first coefficient along the arc that is nonzero modulo the equations, or None up to the order."""
    last = 0
    vanishing: list[Combination] = []
    for order in (2, 4, 6, 8, max_order):
        if order <= last or order > max_order:
            continue
        try:
            series, _ = objective_along(branch.lift, path, order, (), "arc")
        except RejectedStep:
            return None
        for j in range(last + 1 if last else 0, order + 1):
            deadline.check()
            form = branch.normal_form(series[j], deadline)
            if not form.is_zero:
                if j == 0:
                    return None
                return LeadingTerm(path, j, series[j], form, tuple(vanishing))
            combination = branch.combination(series[j], deadline)
            if combination is None:
                return None
            vanishing.append(combination)
        last = order
    return None


def leaf_of(term: LeadingTerm, psatz: Psatz, *, nonzero: bool) -> NotLocalMinimum:
    """Return the leaf with one arc."""
    arc = EscapeArc(Fraction(1), term.path)
    return NotLocalMinimum(term.order, (arc,), (term.vanishing,), psatz, nonzero)


def find_escape(
    branch: Branch,
    term: LeadingTerm,
    samples_float: list[Any],
    settings: MorseSardSettings,
    deadline: Deadline,
    *,
    quick: bool = False,
) -> NotLocalMinimum | None:
    """Return the leaf for one arc if its leading coefficient has the right sign everywhere on the branch.

    Args:
        branch: the branch.
        term: the leading term along the arc.
        samples_float: numerical points of the branch; an arc that fails at one of them is given up at once.
        settings: budgets.
        deadline: when to give up.
        quick: use normal forms only, no semidefinite program.
    """
    odd = term.order % 2 == 1
    sign = _sign_at_samples(term.normal_form, branch, samples_float)
    if sign is None or (sign >= 0 and not odd):
        return None

    def prove(q: Polynomial) -> Psatz | None:
        if quick:
            return find_exact_positivity(q, branch, deadline)
        return find_positivity(q, branch, settings, deadline)

    if odd and sign > 0:
        term = reverse(term)  # for odd orders c_j changes its sign with t
    psatz = prove(-term.coefficient) if sign else None
    if psatz is not None:
        return leaf_of(term, psatz, nonzero=False)
    if odd:
        psatz = prove(term.coefficient * term.coefficient)
    return leaf_of(term, psatz, nonzero=True) if psatz is not None else None


def reverse(term: LeadingTerm) -> LeadingTerm:
    """Return the same arc run backwards (t replaced by -t)."""
    path = tuple(tuple(p.scale((-1) ** (k + 1)) for p in row) for k, row in enumerate(term.path))
    signs = [(-1) ** j for j in range(term.order + 1)]
    vanishing = tuple(
        tuple((i, q.scale(s)) for i, q in combination)
        for s, combination in zip(signs[: term.order], term.vanishing, strict=True)
    )
    last = signs[term.order]
    return LeadingTerm(path, term.order, term.coefficient.scale(last), term.normal_form.scale(last), vanishing)


def _sign_at_samples(p: Polynomial, branch: Branch, samples_float: list[Any]) -> int | None:
    """Return -1 or 1 if p has this sign at all samples, 0 for mixed signs of an odd term, None if p vanishes at one.

    Without samples the sign of a constant, else -1 (nothing is known).
    """
    constant = p.as_constant()
    if constant is not None:
        return (constant > 0) - (constant < 0)
    value = FloatPolynomial(p, branch.context.variables)
    signs = set()
    for point_float in samples_float:
        v = value(point_float)
        if abs(v) < SIZE_FLOAT:
            return None
        signs.add(1 if v > 0 else -1)
    if len(signs) == 2:
        return 0
    return min(signs, default=-1)


def is_promising(term: LeadingTerm, branch: Branch, samples_float: list[Any]) -> bool:
    """Return whether the sign of the leading coefficient is right at all numerical points (a hint)."""
    sign = _sign_at_samples(term.normal_form, branch, samples_float)
    return sign is not None and (sign < 0 or term.order % 2 == 1)


def is_negative_somewhere(p: Polynomial, branch: Branch, samples_float: list[Any]) -> bool:
    """Return whether p is negative at some numerical point of the branch (a hint)."""
    value = FloatPolynomial(p, branch.context.variables)
    return any(value(x) < -SIZE_FLOAT for x in samples_float)
