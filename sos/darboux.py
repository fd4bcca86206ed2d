"""Darboux polynomials of gradient fields: p with <grad p, grad f> = q p.  Soundness-critical: no.

On {p = 0} the flow stays on {p = 0}, and log|p| changes at the rate -q.  Found: variables and common factors that
divide, factors of the partial derivatives, and all polynomials of degree 1 that divide the extactic polynomial
det(L^i m_j), where L is the derivative along the field and m_j runs over 1, x_1, ..., x_n: every p in the span of the
m_j divides it.  Source: [christopher_llibre_pereira_2007].
"""

from __future__ import annotations

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.symbolic._flint import factor
from tameproof.symbolic.division import divide_polynomial

MAX_EXTACTIC_TERMS = 4000
MAX_EXTACTIC_DEGREE = 40


def find_darboux_polynomials(lift: Lift) -> tuple[Polynomial, ...]:
    """Return irreducible Darboux polynomials of the gradient field of a polynomial; not necessarily all.

    Args:
        lift: the lifted objective; for others than polynomials only variables are looked at.

    Returns:
        Polynomials p in x, primitive over Z, with <grad p, G> divisible by p; the quotient is the cofactor.
    """
    n = lift.dimension
    candidates = dict.fromkeys(Polynomial.variable(i) for i in range(n))
    if lift.is_polynomial:
        for g in (*lift.gradient, lift.objective, _extactic(lift)):
            if not g.is_zero:
                candidates |= dict.fromkeys(p for p, _ in factor(g)[1] if p.degree)
    return tuple(p for p in candidates if is_darboux(lift, p))


def is_darboux(lift: Lift, p: Polynomial) -> bool:
    """Return whether p divides <grad p, G>; exact."""
    flow = lift.inner_with_gradient(p)
    return divide_polynomial(flow, [p], len(lift.names))[1].is_zero


def _extactic(lift: Lift) -> Polynomial:
    """Return det(L^i m_j) for 1, x_1, ..., x_n without its trivial first column, or 0 if it is too large."""
    n = lift.dimension
    degree = lift.objective.degree
    if n > 3 or n * (n + 1) * max(degree - 2, 1) // 2 + n > MAX_EXTACTIC_DEGREE:
        return ZERO
    rows = [list(lift.gradient)]
    try:
        while len(rows) < n:
            rows.append([lift.inner_with_gradient(p) for p in rows[-1]])
            if sum(len(p) for p in rows[-1]) > MAX_EXTACTIC_TERMS:
                return ZERO
        return _determinant(rows)
    except RejectedStep:
        return ZERO


def _determinant(rows: list[list[Polynomial]]) -> Polynomial:
    if len(rows) == 1:
        return rows[0][0]
    out = ZERO
    for j, p in enumerate(rows[0]):
        if not p.is_zero:
            minor = _determinant([[*r[:j], *r[j + 1 :]] for r in rows[1:]])
            out = out + sum_of_products([(p if j % 2 == 0 else -p, minor)]) * ONE
    return out
