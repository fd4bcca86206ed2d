"""Straight arcs x + t d with negative second coefficient, as leaves need them.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.morse_sard.branch import Branch
from tameproof.proofs.kernel.evidence import Combination, EscapeArc
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.series import objective_along
from tameproof.sos.negative_curvature import Directions
from tameproof.symbolic.budget import Deadline

SecondOrderArcs = tuple[tuple[EscapeArc, ...], tuple[tuple[Combination, ...], ...], Polynomial]


def find_second_order_arcs(branch: Branch, directions: Directions, deadline: Deadline) -> SecondOrderArcs | None:
    """Return the arcs, the proofs that orders 0 and 1 vanish, and what must be positive: -sum w_k d_k' H d_k.

    The arcs have the weights 2 w_k.  None if the first order is not seen to vanish on the branch.
    """
    arcs, vanishing = [], []
    pairs: list[tuple[Polynomial, Polynomial]] = []
    for weight, direction in directions:
        series, _ = objective_along(branch.lift, (direction,), 2, (), "arc")
        rows = [branch.combination(c, deadline) for c in series[:2]]
        known = tuple(row for row in rows if row is not None)
        if len(known) != 2:
            return None
        arcs.append(EscapeArc(2 * weight, (direction,)))
        vanishing.append(known)
        pairs.append((Polynomial.constant(-2 * weight), series[2]))
    return tuple(arcs), tuple(vanishing), sum_of_products(pairs)
