"""Explicit bounds: a rational R with |x(t)| <= R for all t >= 0, read off the evidence for bounded trajectories.

Soundness-critical: no (the kernel checks the inequalities; what follows from them is exact interval arithmetic).
f stays in [lower bound, f(x0)], conserved quantities keep their value, monotone ones stay between their lower bound
and their value at x0.  The mathematics of each form is in docs/theory.md, "Bounded trajectories".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from tameproof.proofs.kernel.claims import BoundedBelow, ConservedQuantity, MonotoneQuantity
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import (
    BalancedLayers,
    DesingularisedGronwall,
    Gronwall,
    Malgrange,
    Proper,
    RationalPoint,
)
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.points import lifted_values
from tameproof.sos.intervals import Interval, enclose, exponential_above, root_above
from tameproof.sos.linear_networks import LinearNetwork
from tameproof.sos.trajectories import TrajectoryProof
from tameproof.symbolic.outcome import Open

Box = Mapping[int, Interval]


def find_radius(lift: Lift, proof: TrajectoryProof, lower: Fraction, start: Sequence[Interval]) -> Fraction | Open:
    """Return R with |x(t)| <= R along every trajectory that starts in a box.

    Args:
        lift: the lifted objective; unless it is a polynomial, only single starting points are treated.
        proof: evidence for bounded trajectories.
        lower: a proved lower bound of f.
        start: n intervals; intervals of one point for a single starting point.

    Returns:
        A rational R >= 0, or Open if the form of the evidence gives no explicit bound.
    """
    box = dict(enumerate(start))
    if not lift.is_polynomial:
        if any(c.low != c.high for c in start):
            return Open("boxes of starting points need a polynomial objective")
        try:
            at = lifted_values(lift, RationalPoint(tuple(c.low for c in start)), "start")
        except RejectedStep as error:
            return Open(f"the start has no exact value: {error}")
        box = {i: Interval(c, c) for i, c in at.items()}
        if lift.kink_variables:
            return Open("explicit bounds need a smooth objective")
    value = enclose(lift.objective, box)
    levels = Interval(lower, max(value.high, lower))
    controlled = [levels]
    for claim, _ in proof.quantities:
        match claim:
            case ConservedQuantity(h):
                controlled.append(enclose(h, box))
            case MonotoneQuantity(v, below):
                controlled.append(Interval(below, max(below, enclose(v, box).high)))
            case BoundedBelow():
                continue
            case _:
                return Open("an unknown kind of quantity")
    try:
        match proof.evidence:
            case Proper(bound, exponent, multiplier):
                if multiplier.as_constant() is None:
                    return Open("the bound holds only for almost all starting points")
                constant = multiplier.as_constant() or Fraction(1)
                top = enclose(bound, dict(enumerate(controlled))).high / (constant * constant)
                return root_above(top, 2 * exponent)
            case Gronwall() as evidence:
                rate = max(Fraction(0), enclose(evidence.rate, dict(enumerate(controlled))).high)
                growth = exponential_above(rate * (levels.high - lower))
                return _by_growth(evidence.quantity, evidence.threshold, growth, evidence, controlled, box)
            case DesingularisedGronwall() as evidence:
                residual = root_above(max(Fraction(0), levels.high - evidence.shift))
                growth = exponential_above(evidence.rate * residual)
                return _by_growth(evidence.quantity, evidence.threshold, growth, evidence, controlled, box)
            case BalancedLayers() as evidence:
                return _balanced(evidence, levels, box)
            case Malgrange(speed, radius):
                return _by_dominance(speed, radius, levels, start)
    except OverflowError as error:
        return Open(str(error))


def _by_dominance(
    speed: Sequence[Fraction], radius: Fraction, levels: Interval, start: Sequence[Interval]
) -> Fraction | Open:
    """|x(t)| <= max(R, |x(0)|) exp(2 sqrt((f(0) - m)/kappa)) where |x|^2 |G|^2 >= kappa (f - m) for |x|^2 >= R^2."""
    if len(speed) != 2 or speed[1] <= 0:
        return Open("Malgrange's condition gives no explicit bound")
    bottom = -speed[0] / speed[1]
    growth = exponential_above(2 * root_above(max(Fraction(0), levels.high - bottom) / speed[1]))
    norm = sum((max(c.low * c.low, c.high * c.high) for c in start), Fraction(0))
    return root_above(max(radius, Fraction(1), norm)) * growth


def _by_growth(
    v: Polynomial,
    threshold: Fraction,
    growth: Fraction,
    evidence: Gronwall | DesingularisedGronwall,
    controlled: list[Interval],
    box: Box,
) -> Fraction:
    """Bound |x| by bound(F, q, V) with 1 + V <= (1 + max(V0, V(0))) * growth."""
    top = (1 + max(threshold, enclose(v, box).high)) * growth - 1
    full = [*controlled, Interval(Fraction(0), top)]
    return root_above(enclose(evidence.bound, dict(enumerate(full))).high, 2 * evidence.exponent)


def _balanced(evidence: BalancedLayers, levels: Interval, box: Box) -> Fraction:
    """Lemma B: |W_1|^2 <= |N|^(2/L) + sum of kappa_l and |W_{l+1}|^2 <= |W_l|^2 + |C_l|, spectral norms."""
    layers = evidence.layers
    bound = Polynomial.from_terms([((k,), c) for k, c in enumerate(evidence.bound)])
    product = max(Fraction(0), enclose(bound, {0: levels}).high)
    size = len(evidence.projector)
    full = tuple(tuple(evidence.projector[max(i, j)][min(i, j)] for j in range(size)) for i in range(size))
    network = LinearNetwork(layers, full or None)
    matrices = [[[Polynomial.variable(i) for i in row] for row in w] for w in layers]
    constant = Fraction(0)  # |W_1 (I - P)|^2, which does not change
    if full:
        projected = network.projected()
        for row, image in zip(matrices[0], projected, strict=True):
            for p, q in zip(row, image, strict=True):
                constant += _largest(p - q, box) ** 2
        matrices[0] = projected
    sizes = []
    for before, after in pairwise(matrices):
        total = Fraction(0)
        for i in range(len(before)):
            for j in range(len(before)):
                pairs = [(row[i], row[j]) for row in after]
                pairs += [(-p, q) for p, q in zip(before[i], before[j], strict=True)]
                total += _largest(sum_of_products(pairs), box) ** 2
        sizes.append(root_above(total))  # Frobenius norm, which is at least the spectral norm
    squared = root_above(product, len(layers)) + sum(sizes, Fraction(0))
    whole = constant
    for k, w in enumerate(layers):
        whole += squared * min(len(w), len(w[0]))  # |W|_F^2 <= rank * |W|_2^2
        if k < len(sizes):
            squared += sizes[k]
    return root_above(whole)


def _largest(p: Polynomial, box: Box) -> Fraction:
    """Return an upper bound of |p| on a box."""
    found = enclose(p, box)
    return max(abs(found.low), abs(found.high))


__all__ = ["find_radius"]
