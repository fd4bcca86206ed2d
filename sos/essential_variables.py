"""Polynomials in fewer linear forms than variables.  Soundness-critical: no (the evidence is expanded again).

If the derivative of q along some directions vanishes identically, q(x) = p(y) with y the coordinates along a complement
of these directions: set one coordinate per direction to 0.  The Gram matrices of p are much smaller, and do not have
the kernels that every Gram matrix of q has.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.proofs.kernel.polynomial import ZERO, Polynomial
from tameproof.sos.facial_reduction import orthogonal_complement
from tameproof.sos.linear_change import LinearChange

PRIME = 2_147_483_647


def find_projection(q: Polynomial) -> LinearChange | None:
    """Return a projection onto fewer variables, or None if q depends on all of them."""
    variables = sorted(q.variables())
    if len(variables) < 2:
        return None
    gradient = [q.derivative(v) for v in variables]
    monomials = sorted(set().union(*(g.terms for g in gradient)))
    if _has_full_rank([[g.terms.get(m, 0) for g in gradient] for m in monomials], len(variables)):
        return None
    rows = [[Fraction(g.terms.get(m, 0), g.denominator) for g in gradient] for m in monomials]
    directions = _echelon(orthogonal_complement(rows, len(variables)))
    if not directions:
        return None
    forms = {v: Polynomial.variable(v) for v in variables}
    eliminated = []
    for direction in directions:
        lead = next(i for i, c in enumerate(direction) if c)
        eliminated.append(variables[lead])
        for v, c in zip(variables, direction, strict=True):
            if c and v != variables[lead]:
                forms[v] = forms[v] - Polynomial.variable(variables[lead]).scale(c)
    back = tuple((v, forms[v]) for v in variables if v not in eliminated)
    return LinearChange(tuple((v, ZERO) for v in eliminated), back)


def _has_full_rank(rows: Sequence[Sequence[int]], size: int) -> bool:
    """Return whether the rows have full rank modulo a prime, which implies it over Q; stops as soon as it is seen."""
    pivots: dict[int, list[int]] = {}
    for row in rows:
        v = [c % PRIME for c in row]
        for lead, r in pivots.items():
            if v[lead]:
                factor = v[lead]
                v = [(a - factor * b) % PRIME for a, b in zip(v, r, strict=True)]
        first = next((i for i, c in enumerate(v) if c), None)
        if first is None:
            continue
        inverse = pow(v[first], -1, PRIME)
        pivots[first] = [c * inverse % PRIME for c in v]
        if len(pivots) == size:
            return True
    return False


def _echelon(rows: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """Return the reduced row echelon form of independent rows."""
    out: list[list[Fraction]] = []
    for row in rows:
        v = list(row)
        for r in out:
            lead = next(i for i, c in enumerate(r) if c)
            if v[lead]:
                v = [a - v[lead] * b for a, b in zip(v, r, strict=True)]
        lead = next(i for i, c in enumerate(v) if c)
        v = [a / v[lead] for a in v]
        for k, r in enumerate(out):
            if r[lead]:
                out[k] = [a - r[lead] * b for a, b in zip(r, v, strict=True)]
        out.append(v)
    return out
