"""Desingularised Gronwall inequalities for F = shift + weight * residual^2.  Soundness-critical: no.

At an unbounded set of minimisers |grad f|^2 vanishes to second order, and the plain inequality is impossible for most
V.  With Q = weight grad r + r grad weight / 2 the right measure is |Q|^2:
(1 + weight)/2 |<grad V, Q>| <= K (1 + V) |Q|^2.
Source: Kurdyka-Lojasiewicz desingularisation with phi(s) = sqrt(s) [bolte_daniilidis_lewis_shiota_2007].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tameproof.proofs.kernel.evidence import Combination, DesingularisedGronwall, Proper, Psatz
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos.cleared_denominators import (
    clear_denominators,
    find_without_denominators,
    half_degrees,
    is_rational,
)
from tameproof.sos.gronwall import even_quantities
from tameproof.sos.growth_hints import grows_too_fast
from tameproof.sos.properness import find_properness
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic._flint import compute_gcd, factor
from tameproof.symbolic.division import divide_polynomial
from tameproof.symbolic.outcome import Open

THRESHOLDS = (4, 0, 64)


@dataclass(frozen=True, slots=True)
class Residual:
    """F = shift + weight residual^2, modulo the equations of the lift for quotients."""

    shift: Fraction
    weight: Polynomial
    residual: Polynomial
    identity: Combination = ()


def find_residuals(lift: Lift) -> Iterator[Residual]:
    """Yield F = shift + weight * residual^2 with the largest residual for each shift.

    Args:
        lift: a polynomial or rational objective; for others nothing is found.
    """
    n = lift.dimension
    if not is_rational(lift):
        return
    halves = half_degrees(lift, [lift.objective])
    denominator = ONE
    for v in lift.lifted:
        denominator = denominator * v.arguments[0] ** (2 * halves[v.index])
    top = clear_denominators(lift, lift.objective, halves).numerator
    slopes = [top.derivative(i) * denominator - top * denominator.derivative(i) for i in range(n)]
    common = slopes[0]
    for g in slopes[1:]:
        common = compute_gcd(common, g)
    if common.degree == 0:
        return
    grouped: dict[Fraction, list[Polynomial]] = {}
    for p, _ in factor(common)[1]:
        value = _constant_modulo(top, denominator, p, n)  # F on the hypersurface p = 0
        if value is not None:
            grouped.setdefault(value, []).append(p)
    for shift in sorted(grouped):
        weight, residual = top - denominator.scale(shift), ONE
        for p in grouped[shift]:
            while True:
                quotient = _divide(weight, p * p, n)
                if quotient is None:
                    break
                weight, residual = quotient, residual * p
        if residual.degree:
            weight = _simplified(lift, weight, halves)
            gap = lift.objective - Polynomial.constant(shift) - weight * residual * residual
            zero = clear_denominators(lift, gap, half_degrees(lift, [gap]))
            if zero.numerator.is_zero:
                yield Residual(shift, weight, residual, zero.combination)


def _constant_modulo(top: Polynomial, denominator: Polynomial, p: Polynomial, n: int) -> Fraction | None:
    """Return v with top = v * denominator on p = 0, or None."""
    _, a = divide_polynomial(top, [p], n)
    _, b = divide_polynomial(denominator, [p], n)
    if b.is_zero:
        return None
    lead = max(b.terms)
    value = Fraction(a.terms.get(lead, 0), a.denominator) / Fraction(b.terms[lead], b.denominator)
    return value if (a - b.scale(value)).is_zero else None


def _simplified(lift: Lift, top: Polynomial, halves: Mapping[int, int]) -> Polynomial:
    """Return top(x) times the inverses to the powers 2 halves, in lowest terms."""
    inverses = ONE
    for v in lift.lifted:
        power = 2 * halves[v.index]
        while power:
            quotient = _divide(top, v.arguments[0], lift.dimension)
            if quotient is None:
                break
            top, power = quotient, power - 1
        inverses = inverses * Polynomial.variable(v.index) ** power
    return top * inverses


def _divide(p: Polynomial, q: Polynomial, nvars: int) -> Polynomial | None:
    quotients, remainder = divide_polynomial(p, [q], nvars)
    if not remainder.is_zero or not quotients:
        return None
    return quotients[0][1]


def find_residual_gronwall(
    lift: Lift, laws: Sequence[Polynomial], settings: SosSettings, deadline: Deadline
) -> DesingularisedGronwall | Open:
    """Search a residual and a quantity V with a desingularised Gronwall inequality; V, F and the laws must control |x|.

    Args:
        lift: the lifted objective.
        laws: controlled quantities q_1, ..., q_k.
        settings: budgets.
        deadline: looked at between the programs.

    Returns:
        Evidence, or Open with what was tried, which does not mean that trajectories are unbounded.
    """
    tried: list[str] = []
    for form in find_residuals(lift):
        weight, r = form.weight, form.residual
        sign = Psatz()
        constant = weight.as_constant()
        if constant is None:
            proof = find_without_denominators(lift, weight, (), None, settings, deadline)
            if isinstance(proof, Open):
                tried.append(f"residual {r.format(lift.names)}: the weight is not proved nonnegative")
                continue
            sign = proof.psatz
        elif constant <= 0:
            continue
        for v in even_quantities(lift):
            proper: Proper | None = None
            for threshold in THRESHOLDS:
                if deadline.is_over:
                    return Open("time limit", tuple(tried))
                growth = _try(lift, form, v, threshold, settings, deadline)
                found: DesingularisedGronwall | Open
                if isinstance(growth, Open):
                    found = growth
                else:
                    answer = proper or find_properness(lift, [*laws, v], settings, deadline)
                    if isinstance(answer, Open):
                        tried.append(f"V = {v.format(lift.names)}: V, f and the laws do not control |x|")
                        break
                    proper = answer
                    found = replace(
                        growth, bound=proper.bound, exponent=proper.exponent, proper=proper.psatz, sign=sign
                    )
                if not isinstance(found, Open):
                    return found
                name = f"V = {v.format(lift.names)} >= {threshold}"
                tried.append(f"residual {r.format(lift.names)}, {name}: {found.reason}")
    return Open("no desingularised Gronwall inequality found", tuple(tried))


def _try(
    lift: Lift, form: Residual, v: Polynomial, threshold: int, settings: SosSettings, deadline: Deadline
) -> DesingularisedGronwall | Open:
    """Return the growth inequalities; the properness inequality is still to be filled in."""
    weight, r = form.weight, form.residual
    half = r.scale(Fraction(1, 2))
    pairs = zip(lift.total_gradient(r), lift.total_gradient(weight), strict=True)
    field = [sum_of_products([(weight, a), (half, b)]) for a, b in pairs]
    inner = sum_of_products(list(zip(lift.total_gradient(v), field, strict=True)))
    inner = inner * (weight + ONE).scale(Fraction(1, 2))
    size = sum_of_products([(p, p) for p in field])
    if grows_too_fast(lift, v, inner, size, threshold, both_signs=True):
        return Open("refuted numerically")
    outside = v - Polynomial.constant(threshold)
    limit = (v + ONE) * size
    rates = []
    for target in (-inner, inner):
        found = find_without_denominators(lift, target, (limit,), outside, settings, deadline)
        if isinstance(found, Open):
            return found
        rates.append(max(found.values[0], Fraction(0)))
    rate = max(rates)
    proofs = []
    for target in (-inner, inner):
        proof = find_without_denominators(lift, limit.scale(rate) + target, (), outside, settings, deadline)
        if isinstance(proof, Open):
            return proof
        proofs.append(proof.psatz)
    return DesingularisedGronwall(
        form.shift, r, form.identity, v, Fraction(threshold), rate, proofs[0], proofs[1], ONE, 1, Psatz(), weight
    )
