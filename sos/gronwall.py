"""Gronwall inequalities: quantities V whose growth along trajectories is paid for by the decrease of f.

Soundness-critical: no.  Plain form: K(F, q) (1 + V) |G|^2 + <grad V, G> >= 0 where V >= V0; then log(1 + V) grows at
most by the total decrease of f times a bound of K.  K enters linearly, so for fixed V and V0 the rate and the evidence
come from one semidefinite program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from tameproof.proofs.kernel.evidence import Gronwall, Proper
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.sos.asymptotic_faces import find_valley_curves
from tameproof.sos.growth_hints import grows_too_fast
from tameproof.sos.properness import find_properness
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.unknown_coefficients import find_coefficients
from tameproof.symbolic.outcome import Open

THRESHOLDS = (4, 64)
MAX_CANDIDATES = 12


def even_quantities(lift: Lift) -> Iterator[Polynomial]:
    """Yield sums of even powers of the variables: |x|^2, which needs no other bound, squares, pairs, fourth powers."""
    n = lift.dimension
    squares = [Polynomial.variable(i, 2) for i in range(n)]
    sizes = (1, n) if n > 3 else tuple(range(1, n + 1))
    out = [lift.squared_norm]
    for size in sizes:
        for chosen in combinations(squares, size):
            total = chosen[0]
            for p in chosen[1:]:
                total = total + p
            out.append(total)
    if n <= 3:
        out += [Polynomial.variable(i, 4) for i in range(n)]
    yield from list(dict.fromkeys(out))[:MAX_CANDIDATES]


def find_gronwall(lift: Lift, laws: Sequence[Polynomial], settings: SosSettings, deadline: Deadline) -> Gronwall | Open:
    """Search a quantity V that satisfies a Gronwall inequality and, with F and the laws, controls |x|.

    Args:
        lift: the lifted objective.
        laws: controlled quantities q_1, ..., q_k.
        settings: budgets.
        deadline: looked at between the programs.

    Returns:
        Evidence (variables of ``rate`` and ``bound`` as the kernel wants them), or Open with what was tried, which
        does not mean that trajectories are unbounded.
    """
    if not lift.convex_field:
        return Open("a kink inside a kink")
    tried: list[str] = []
    for v in even_quantities(lift):
        name = v.format(lift.names)
        inner, size = lift.inner_with_gradient(v), lift.squared_gradient
        plausible = [t for t in THRESHOLDS if not grows_too_fast(lift, v, inner, size, t)]
        if not plausible:
            tried.append(f"Gronwall with V = {name}: refuted numerically where V >= {THRESHOLDS[-1]}")
            continue
        proper = find_properness(lift, [*laws, v], settings, deadline)
        if isinstance(proper, Open):
            tried.append(f"Gronwall with V = {name}: V, f and the laws do not control |x|")
            continue
        for threshold in plausible:
            if deadline.is_over:
                return Open("time limit", tuple(tried))
            found = _try(lift, v, proper, threshold, settings, deadline)
            if not isinstance(found, Open):
                return found
            tried.append(f"Gronwall with V = {name} >= {threshold}: {found.reason}")
    return Open("no Gronwall inequality found", tuple(tried))


def _try(
    lift: Lift, v: Polynomial, proper: Proper, threshold: int, settings: SosSettings, deadline: Deadline
) -> Gronwall | Open:
    inner = [ONE, lift.objective]
    weight = (v + ONE) * lift.squared_gradient
    outside = (*lift.facts, nonnegative(v - Polynomial.constant(threshold)))
    valleys = [curve for curve in find_valley_curves(weight, lift.dimension) if curve.is_unbounded(v)]
    last: Open = Open("not tried")
    for count in (1, 2):
        unknowns = [weight * p for p in inner[:count]]
        degree = max(p.degree for p in unknowns)
        growth = find_coefficients(
            lift.inner_with_gradient(v), unknowns, outside, degree, settings, deadline, valleys=valleys
        )
        if isinstance(growth, Open):
            last = growth
            continue
        rate = Polynomial.constant(growth.values[0])
        if count == 2:
            rate = rate + Polynomial.variable(0).scale(growth.values[1])
        return Gronwall(
            v,
            Polynomial.constant(threshold).coefficient(()),
            rate,
            growth.psatz,
            proper.bound,
            proper.exponent,
            proper.psatz,
        )
    return last
