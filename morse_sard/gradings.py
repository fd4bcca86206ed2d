"""Gradings: weights of the variables for which the objective is homogeneous of weight 0.  Soundness-critical: no.

A grading is a scaling symmetry x_i -> a^(w_i) x_i of F, as for (x y - 1)^2 with weights (1, -1).  It makes critical
sets unbounded and semidefinite programs without interior; restricted to weight 0 they become smaller and solvable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import TypeAlias

from tameproof.proofs.kernel.polynomial import Polynomial, unpack

Weights: TypeAlias = tuple[int, ...]


def find_gradings(objective: Polynomial, polynomials: Iterable[Polynomial], nvars: int) -> tuple[Weights, ...]:
    """Return independent integer weights: F has weight 0 and each of the other polynomials is homogeneous.

    Args:
        objective: F; each of its monomials must get weight 0.
        polynomials: equations and inequalities that must be homogeneous, of any weight.
        nvars: number of variables.
    """
    from tameproof.symbolic._flint import nullspace

    rows: list[list[Fraction]] = []

    def exponents(m: int) -> list[int]:
        e = unpack(m)
        return [*e, *[0] * (nvars - len(e))]

    for m in sorted(objective.terms):
        rows.append([Fraction(c) for c in exponents(m)])
    for p in polynomials:
        monomials = [exponents(m) for m in sorted(p.terms)]
        rows += [[Fraction(a - b) for a, b in zip(e, monomials[0], strict=True)] for e in monomials[1:]]
    out = []
    for row in nullspace(rows or [[Fraction(0)] * nvars], nvars):
        den = lcm(*(c.denominator for c in row))
        integers = [int(c * den) for c in row]
        g = gcd(*integers)
        out.append(tuple(c // g for c in integers))
    return tuple(out)


def weight_of(monomial: int, gradings: Sequence[Weights]) -> tuple[int, ...]:
    """Return the weights of a packed monomial."""
    e = unpack(monomial)
    return tuple(sum(a * b for a, b in zip(e, w, strict=False)) for w in gradings)
