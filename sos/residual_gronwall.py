"""Desingularised Gronwall inequalities for F = shift + weight * residual^2.  Soundness-critical: no.

At an unbounded set of minimisers |grad f|^2 vanishes to second order, and the plain inequality is impossible for most
V.  With Q = weight grad r + r grad weight / 2 the right measure is |Q|^2:
(1 + weight)/2 |<grad V, Q>| <= K (1 + V) |Q|^2.
Source: Kurdyka-Lojasiewicz desingularisation with phi(s) = sqrt(s) [bolte_daniilidis_lewis_shiota_2007].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel.evidence import DesingularisedGronwall, Proper, Psatz
from tameproof.proofs.kernel.facts import Fact, nonnegative
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos.gronwall import even_quantities
from tameproof.sos.growth_hints import grows_too_fast
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.properness import find_properness
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.unknown_coefficients import find_coefficients
from tameproof.symbolic._flint import compute_gcd, factor
from tameproof.symbolic.division import divide_polynomial
from tameproof.symbolic.outcome import Open

THRESHOLDS = (4, 0, 64)


def find_residuals(lift: Lift) -> Iterator[tuple[Fraction, Polynomial, Polynomial]]:
    """Yield (shift, weight, residual) with F = shift + weight * residual^2, the largest residual for each shift.

    Args:
        lift: a polynomial objective; for others nothing is found.
    """
    n = lift.dimension
    if not lift.is_polynomial:
        return
    common = lift.gradient[0]
    for g in lift.gradient[1:]:
        common = compute_gcd(common, g)
    if common.degree == 0:
        return
    grouped: dict[Fraction, list[Polynomial]] = {}
    for p, _ in factor(common)[1]:
        _, remainder = divide_polynomial(lift.objective, [p], n)
        value = remainder.as_constant()  # F on the hypersurface p = 0
        if value is not None:
            grouped.setdefault(value, []).append(p)
    for shift in sorted(grouped):
        weight, residual = lift.objective - Polynomial.constant(shift), ONE
        for p in grouped[shift]:
            while True:
                quotient = _divide(weight, p * p, n)
                if quotient is None:
                    break
                weight, residual = quotient, residual * p
        if residual.degree:
            yield shift, weight, residual


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
    for shift, weight, r in find_residuals(lift):
        sign = Psatz()
        constant = weight.as_constant()
        if constant is None:
            proof = prove_nonnegative(weight, lift.facts, settings=settings)
            if isinstance(proof, Open):
                tried.append(f"residual {r.format(lift.names)}: the weight is not proved nonnegative")
                continue
            sign = proof
        elif constant <= 0:
            continue
        for v in even_quantities(lift):
            proper: Proper | None = None
            for threshold in THRESHOLDS:
                if deadline.is_over:
                    return Open("time limit", tuple(tried))
                growth = _try(lift, (shift, weight, r), v, threshold, settings, deadline)
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
    lift: Lift,
    form: tuple[Fraction, Polynomial, Polynomial],
    v: Polynomial,
    threshold: int,
    settings: SosSettings,
    deadline: Deadline,
) -> DesingularisedGronwall | Open:
    """Return the growth inequalities; the properness inequality is still to be filled in."""
    shift, weight, r = form
    half = r.scale(Fraction(1, 2))
    pairs = zip(lift.total_gradient(r), lift.total_gradient(weight), strict=True)
    field = [sum_of_products([(weight, a), (half, b)]) for a, b in pairs]
    inner = sum_of_products(list(zip(lift.total_gradient(v), field, strict=True)))
    inner = inner * (weight + ONE).scale(Fraction(1, 2))
    size = sum_of_products([(p, p) for p in field])
    if grows_too_fast(lift, v, inner, size, threshold, both_signs=True):
        return Open("refuted numerically")
    outside = (*lift.facts, nonnegative(v - Polynomial.constant(threshold)))
    limit = (v + ONE) * size
    rates = []
    for target in (-inner, inner):
        found = find_coefficients(target, (limit,), outside, limit.degree, settings, deadline)
        if isinstance(found, Open):
            return found
        rates.append(max(found.values[0], Fraction(0)))
    rate = max(rates)
    proofs = []
    for target in (-inner, inner):
        proof = _with_rate(target, limit, rate, outside, settings, deadline)
        if isinstance(proof, Open):
            return proof
        proofs.append(proof)
    return DesingularisedGronwall(
        shift, r, (), v, Fraction(threshold), rate, proofs[0], proofs[1], ONE, 1, Psatz(), weight
    )


def _with_rate(
    target: Polynomial,
    limit: Polynomial,
    rate: Fraction,
    facts: Sequence[Fact],
    settings: SosSettings,
    deadline: Deadline,
) -> Psatz | Open:
    """Return evidence for  rate * limit + target >= 0  with a fixed rate."""
    left = limit.scale(rate) + target
    found = find_coefficients(left, (), facts, left.degree, settings, deadline)
    return found if isinstance(found, Open) else found.psatz
