"""Properness of one or two balanced layers as one polynomial identity.  Soundness-critical: no.

With C = W_2' W_2 - W_1 W_1' and P = W_2' W_2 + W_1 W_1', an r x r matrix with trace |x|^2,

    |P|^2 = |C|^2 + 4 |W_2 W_1|^2     and     r |P|^2 - (tr P)^2 = 2 r sum_{i<j} P_ij^2 + sum_{i<j} (P_ii - P_jj)^2,

so that r |C|^2 + 4 r bound(F) - |x|^4 is a sum of squares if bound(F) - |W_2 W_1|^2 is one.
"""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.export.coq_terms import CannotExport, weighted
from tameproof.proofs.kernel.evidence import BalancedLayers, Proper, Psatz, Squares
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products


def proper_of_layers(evidence: BalancedLayers, quantities: list[Polynomial], index: int) -> Proper:
    """Return the properness inequality of one or two layers.

    Args:
        evidence: the balanced layers.
        quantities: the controlled quantities of the premises, in order.
        index: number of the step, for errors.

    Raises:
        CannotExport: if there are more layers, a projector, or an identity with a multiplier.
    """
    layers, identity = evidence.layers, evidence.psatz
    what = "BalancedLayers"
    if len(layers) > 2 or evidence.projector:
        raise CannotExport(index, what, "more than two layers, or a projector, are not in the theory")
    multiplier = identity.multiplier
    plain = not (weighted(multiplier.squares) or multiplier.facts or identity.products or identity.combination)
    if not plain or identity.unit or multiplier.constant <= 0:
        raise CannotExport(index, what, "the bound of the product is not a plain sum of squares")
    own = [(identity.epsilon / multiplier.constant, ONE)] if identity.epsilon else []
    own += [(w / multiplier.constant, p) for w, p in weighted(identity.squares)]
    value = _univariate(evidence.bound)
    if len(layers) == 1:
        return Proper(value, 1, ONE, Psatz(squares=Squares(tuple(own))))
    first, second = layers
    r = len(first)
    terms = [(4 * r * w, p) for w, p in own]
    bound = [(value, Polynomial.constant(4 * r))]
    diagonal = []
    for i in range(r):
        for j in range(i + 1):
            inner = [(Polynomial.variable(a), Polynomial.variable(b)) for a, b in zip(first[i], first[j], strict=True)]
            outer = [(Polynomial.variable(row[i]), Polynomial.variable(row[j])) for row in second]
            total, difference = sum_of_products(outer + inner), sum_of_products(outer) - sum_of_products(inner)
            if i == j:
                diagonal.append(total)
            else:
                terms.append((Fraction(2 * r), total))
            if not difference.is_zero:
                number, factor = _multiple(difference, quantities, index)
                weight = Polynomial.constant((r if i == j else 2 * r) * factor * factor)
                bound.append((Polynomial.variable(number + 1, 2), weight))
    terms += [(Fraction(1), diagonal[i] - diagonal[j]) for i in range(r) for j in range(i)]
    kept = tuple((w, p) for w, p in terms if not p.is_zero)
    return Proper(sum_of_products(bound), 2, ONE, Psatz(squares=Squares(kept)))


def _univariate(coefficients: tuple[Fraction, ...]) -> Polynomial:
    return Polynomial.from_terms(((k,), c) for k, c in enumerate(coefficients)) if any(coefficients) else ZERO


def _multiple(p: Polynomial, quantities: list[Polynomial], index: int) -> tuple[int, Fraction]:
    """Return (k, c) with p = c * quantities[k]."""
    exponents, value = p.items()[0]
    for k, q in enumerate(quantities):
        c = q.coefficient(exponents)
        if c and q.scale(value / c) == p:
            return k, value / c
    raise CannotExport(index, "BalancedLayers", "an entry of the balancedness matrix is no premise")
