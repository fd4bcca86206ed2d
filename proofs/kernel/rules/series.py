"""Taylor coefficients of the objective along an escape arc.  Soundness-critical: yes.

A series is a list [c_0, ..., c_order] of polynomials in the base point; x_i(t) = x_i + sum_k t^k path[k-1][i].  Smooth
lifted variables satisfy dz = P du, so k z_k = [t^(k-1)] P(x(t), z(t)) u'(t) determines z(t) from z_0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from ..errors import Reason, need
from ..evidence import Kink
from ..lift import Lift, NodeKind
from ..polynomial import BITS, ONE, ZERO, Polynomial, factors_of, sum_of_products

Series: TypeAlias = list[Polynomial]
MAX_ORDER = 40


def multiply(a: Series, b: Series, order: int) -> Series:
    """Return the product of two series, truncated after t^order."""
    out = []
    for k in range(order + 1):
        pairs = [(a[i], b[k - i]) for i in range(k + 1) if i < len(a) and k - i < len(b)]
        out.append(sum_of_products([(p, q) for p, q in pairs if not (p.is_zero or q.is_zero)]))
    return out


def compose(p: Polynomial, moving: dict[int, Series], order: int) -> Series:
    """Return p with the moving variables replaced by series; the others stay symbols."""
    groups: dict[tuple[tuple[int, int], ...], dict[int, int]] = {}  # moving part of a monomial -> the rest
    for m, c in p.terms.items():
        key = tuple(item for item in factors_of(m) if item[0] in moving)
        rest = m - sum(e << (BITS * i) for i, e in key)
        groups.setdefault(key, {})[rest] = c
    powers: dict[tuple[int, int], Series] = {(i, 1): series for i, series in moving.items()}
    stack: list[tuple[tuple[int, int], Series]] = []  # products of the first factors of the monomial at hand
    pairs: list[list[tuple[Polynomial, Polynomial]]] = [[] for _ in range(order + 1)]
    for key in sorted(groups):
        common = 0
        while common < min(len(stack), len(key)) and stack[common][0] == key[common]:
            common += 1
        del stack[common:]
        for factor in key[common:]:
            series = _power(factor, powers, order)
            stack.append((factor, multiply(stack[-1][1], series, order) if stack else series))
        rest_of = Polynomial(groups[key], p.denominator)
        whole = stack[-1][1] if stack else [ONE]
        for k, coefficient in enumerate(whole):
            if not coefficient.is_zero:
                pairs[k].append((coefficient, rest_of))
    return [sum_of_products(row) for row in pairs]


def _power(factor: tuple[int, int], powers: dict[tuple[int, int], Series], order: int) -> Series:
    """Return the series of variable^exponent by repeated squaring."""
    known = powers.get(factor)
    if known is None:
        i, e = factor
        half = _power((i, e // 2), powers, order)
        known = multiply(half, half, order)
        if e % 2:
            known = multiply(known, powers[i, 1], order)
        powers[factor] = known
    return known


def objective_along(
    lift: Lift, path: tuple[tuple[Polynomial, ...], ...], order: int, kinks: tuple[Kink, ...], where: str
) -> tuple[Series, list[list[Series]]]:
    """Return the series of F(x(t)) - F(x), and per kink the series of the gaps of its inactive pieces.

    Args:
        lift: the lifted objective.
        path: coefficients of the arc, polynomials at the base point.
        order: truncation order, at most MAX_ORDER.
        kinks: the active piece of every abs and max node, in the order of the lift.
        where: path for errors.
    """
    n = lift.dimension
    need(1 <= order <= MAX_ORDER, where, Reason.LIMIT, f"order must be 1..{MAX_ORDER}")
    need(1 <= len(path) <= MAX_ORDER, f"{where}.path", Reason.LIMIT, "too many coefficients")
    need(all(len(row) == n for row in path), f"{where}.path", Reason.WRONG_SHAPE, f"{n} entries per coefficient")
    moving: dict[int, Series] = {}
    for i in range(n):
        series = [Polynomial.variable(i)] + [ZERO] * order
        for k, row in enumerate(path[:order]):
            series[k + 1] = row[i]
        if any(not c.is_zero for c in series[1:]):
            moving[i] = series
    gaps: list[list[Series]] = []
    for node in lift.lifted:
        match node.kind:
            case NodeKind.WEIGHT:
                continue
            case NodeKind.SIGN:
                kink = _next_kink(kinks, len(gaps), 2, where)
                sign = 1 if kink.active == 0 else -1
                moving[node.index] = [Polynomial.constant(sign)] + [ZERO] * order
                gaps.append([[c.scale(sign) for c in compose(node.arguments[0], moving, order)]])
            case NodeKind.MAXIMUM:
                kink = _next_kink(kinks, len(gaps), len(node.arguments), where)
                pieces = [compose(u, moving, order) for u in node.arguments]
                active = pieces[kink.active]
                moving[node.index] = active
                gaps.append(
                    [
                        [a - b for a, b in zip(active, piece, strict=True)]
                        for k, piece in enumerate(pieces)
                        if k != kink.active
                    ]
                )
            case _:
                moving[node.index] = _solve(lift, node.index, node.arguments[0], node.rate, moving, order)
    need(len(kinks) == len(gaps), where, Reason.WRONG_SHAPE, f"{len(gaps)} kinks expected")
    series = compose(lift.objective, moving, order)
    series[0] = series[0] - lift.objective
    return series, gaps


def _next_kink(kinks: tuple[Kink, ...], position: int, pieces: int, where: str) -> Kink:
    need(position < len(kinks), where, Reason.WRONG_SHAPE, "one kink per abs and max node is needed")
    kink = kinks[position]
    need(0 <= kink.active < pieces, f"{where}.kinks[{position}]", Reason.WRONG_SHAPE, "no such piece")
    return kink


def _solve(
    lift: Lift, index: int, argument: Polynomial, rate: Polynomial, moving: dict[int, Series], order: int
) -> Series:
    """Solve dz = rate(x, z) d(argument) for the series of z, coefficient by coefficient."""
    u = compose(argument, moving, order)
    speed = [u[k].scale(k) for k in range(1, order + 1)]  # u'(t)
    z: Series = [Polynomial.variable(index)]
    # the rate of sqrt and log refers to 1/w or 1/u: the auxiliary inverse is 1/z, resp. already known
    pending = [v for v in lift.lifted if v.index in rate.variables() and v.index not in moving and v.index != index]
    for k in range(1, order + 1):
        known = dict(moving)
        known[index] = z + [ZERO] * (order + 1 - len(z))
        for other in pending:
            known[other.index] = _inverse(known[index], Polynomial.variable(other.index), order)
        p = compose(rate, known, order)
        term = sum_of_products([(p[i], speed[k - 1 - i]) for i in range(k)])
        z.append(term.scale(Fraction(1, k)))
    return z


def _inverse(w: Series, r: Polynomial, order: int) -> Series:
    """Return the series of 1/w(t), where r stands for 1/w_0."""
    out: Series = [r]
    for k in range(1, order + 1):
        total = sum_of_products([(w[i], out[k - i]) for i in range(1, k + 1)])
        out.append(sum_of_products([(-r, total), (ZERO, ONE)]))
    return out
