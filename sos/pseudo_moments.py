"""Exact proofs that a polynomial is not a sum of squares.  Soundness-critical: no (the kernel checks the functional).

Newton's method for moments (analytic_centre.py) over all monomials that may occur in the squares: if the polynomial is
outside the cone, the iterates reach positive definite moment matrices with a negative value on it, and small rational
numbers nearby have the same properties.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, factors_of
from tameproof.proofs.kernel.rules.pseudo_moments import squares_basis
from tameproof.sos.analytic_centre import find_centre
from tameproof.sos.balancing import find_balance
from tameproof.sos.evidence import ProductRole, polynomial_of
from tameproof.sos.gram import is_positive_semidefinite
from tameproof.sos.monomials import SignSymmetry
from tameproof.sos.positivstellensatz import gram_blocks
from tameproof.sos.program import SosProgram
from tameproof.sos.settings import Deadline

DENOMINATORS = (1, 2, 4, 10, 100, 1000, 10**4, 10**6, 10**8)
LARGEST = 1000  # value of the largest moment before rounding


def find_pseudo_moments(p: Polynomial, deadline: Deadline) -> Polynomial | None:
    """Return a functional that shows that p is not a sum of squares, as the polynomial of its values, or None.

    Args:
        p: a polynomial.
        deadline: looked at between the steps.

    Returns:
        The evidence of ``NotSumOfSquares`` (multiplier included in p).  None implies nothing.
    """
    found = _find_functional(p, deadline)
    balance = find_balance(p) if found is None else None
    if balance is None:
        return found
    scaled = _find_functional(balance.apply(p), deadline)
    if scaled is None:
        return None
    # x = r t, so L(x^a) = r^a L'(t^a)
    radius = {v: r for v, _, r in balance.scaling.places}
    values = {
        m: Fraction(c, scaled.denominator) * prod(radius.get(v, Fraction(1)) ** e for v, e in factors_of(m))
        for m, c in scaled.terms.items()
    }
    return polynomial_of(values)


def _find_functional(p: Polynomial, deadline: Deadline) -> Polynomial | None:
    try:
        basis = squares_basis(p, max(p.variables(), default=-1) + 1, "basis")
    except RejectedStep:
        return None
    symmetry = SignSymmetry()
    symmetry.add_invariant(p)
    blocks = gram_blocks(ProductRole(()), basis, ONE, symmetry)
    if not blocks:
        return ZERO - p if not p.is_zero else None
    program = SosProgram(p, tuple(blocks))
    unmatched = [m for m, row in program.rows.items() if not row]
    if unmatched:
        m = unmatched[0]
        return Polynomial({m: -1 if p.terms[m] > 0 else 1})
    centre = find_centre(program, deadline)
    if centre is None or not centre.excludes:
        return None
    largest_float = max(abs(v) for v in centre.moments_float)
    for denominator in DENOMINATORS:
        values = [Fraction(round(v / largest_float * LARGEST * denominator), denominator) for v in centre.moments_float]
        functional = {m: v for m, v in zip(program.rows, values, strict=True) if v}
        if _separates(p, program, functional):
            return Polynomial({m: int(v * denominator) for m, v in functional.items()}, denominator)
    return None


def _separates(p: Polynomial, program: SosProgram, functional: dict[int, Fraction]) -> bool:
    if sum((c * functional.get(m, Fraction(0)) for m, c in p.terms.items()), Fraction(0)) >= 0:
        return False
    for block in program.blocks:
        monomials = [max(d[0].terms) for d in block.basis]
        matrix = [[functional.get(a + b, Fraction(0)) for b in monomials] for a in monomials]
        if not is_positive_semidefinite(matrix):
            return False
    return True
