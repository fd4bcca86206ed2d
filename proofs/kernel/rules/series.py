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
from ..polynomial import ONE, ZERO, Polynomial, sum_of_products

Series: TypeAlias = list[Polynomial]
MAX_ORDER = 40


def multiply(a: Series, b: Series, order: int) -> Series:
    """Return the product of two series, truncated after t^order."""
    return [
        sum_of_products([(a[i], b[k - i]) for i in range(k + 1) if i < len(a) and k - i < len(b)])
        for k in range(order + 1)
    ]


def compose(p: Polynomial, moving: dict[int, Series], order: int) -> Series:
    """Return p with the moving variables replaced by series; the others stay symbols."""
    todo = sorted(p.variables() & moving.keys())
    if not todo:
        return [p] + [ZERO] * order
    variable = todo[0]
    result: Series = [ZERO] * (order + 1)
    parts = p.coefficients_in(variable)
    for e in range(max(parts), -1, -1):  # Horner in this variable
        result = multiply(result, moving[variable], order) if e < max(parts) else result
        if e in parts:
            inner = compose(parts[e], moving, order)
            result = [a + b for a, b in zip(result, inner, strict=True)]
    return result


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


def _solve(lift: Lift, index: int, argument: Polynomial, rate: Polynomial, moving: dict[int, Series], order: int) -> Series:
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
