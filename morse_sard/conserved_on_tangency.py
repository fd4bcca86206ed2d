"""Lemma C: conserved quantities give equations on the tangency set off the critical set.  Soundness-critical: no.

If <grad h, grad f> = 0 identically, then l <grad h, grad rho> = <grad h, grad f> = 0 where grad f = l grad rho, and
l < 0 along a curve on which f decreases: so <grad h, grad rho> = 0 there.  These equations have low degrees, and with
them eliminations that were out of reach become small.
"""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.kernel.evidence import Multiplier, Psatz, RealRadical
from tameproof.proofs.kernel.facts import FactKind, equation
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.context import Context
from tameproof.sos.conserved_quantities import find_conserved_quantities

MAX_DEGREE = 4
MAX_LAWS = 12


def add_conserved(context: Context, rho: Polynomial, first: int) -> tuple[Context, tuple[RealRadical, ...]]:
    """Return the context with an equation <grad h, grad rho> = 0 for each conserved quantity, and their derivations.

    Args:
        context: below an AdjoinMultiplier node.
        rho: the radial function.
        first: number of the first fact G_i - l (grad rho)_i = 0; after these -l > 0 follows.
    """
    lift = context.lift
    derivations = []
    for q, gradient in _equations(lift, rho):
        # (-l) (-q^2) = q (l q) = - q sum_i dh/dx_i (G_i - l drho/dx_i), as <grad h, G> = 0
        combination = tuple((first + i, -(q * p)) for i, p in enumerate(gradient) if not p.is_zero)
        multiplier = Multiplier(facts=(first + lift.dimension,))
        derivations.append(RealRadical(q, 1, Psatz(Fraction(0), combination=combination, multiplier=multiplier)))
        context = context.add(equation(q))
    return context, tuple(derivations)


def _equations(lift: Lift, rho: Polynomial) -> list[tuple[Polynomial, tuple[Polynomial, ...]]]:
    """Return <grad h, grad rho>, not zero, and grad h, for conserved polynomials h of x, small ones first."""
    n = lift.dimension
    known = {f.polynomial for f in lift.facts if f.kind is FactKind.EQUATION}
    out = []
    for h in find_conserved_quantities(lift, max_degree=MAX_DEGREE):
        if max(h.variables(), default=0) >= n or not lift.inner_with_gradient(h).is_zero:
            continue
        gradient = tuple(h.derivative(i) for i in range(n))
        q = sum_of_products([(p, rho.derivative(i)) for i, p in enumerate(gradient)])
        if not q.is_zero and q not in known:
            known.add(q)
            out.append((q, gradient))
    out.sort(key=lambda row: (row[0].degree, len(row[0])))
    return out[:MAX_LAWS]
