"""Gram matrices of polynomials that are almost zero somewhere: the same question with that place as origin.

Soundness-critical: no.  Near a point p where q is 10^-16 of its terms, values computed in floats are noise; in the
powers of x - p they are not.  The basis of the answer consists of the powers of x - p.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb

from tameproof.proofs.kernel.polynomial import Polynomial, unpack
from tameproof.sos.interior_gram import find_interior_gram
from tameproof.sos.minimise import Point
from tameproof.sos.program import Block, SosProgram, SosSolution
from tameproof.sos.settings import Deadline
from tameproof.sos.short_gram import round_gram

BITS = (6, 12, 18, 24, 36)  # after the point of the coordinates of p, one try each
FARTHEST = 1e6


def is_translatable(program: SosProgram) -> bool:
    """Return whether the basis consists of all monomials up to some degree."""
    if len(program.blocks) != 1:
        return False
    exponents = [unpack(next(iter(d[0].terms))) for d in program.blocks[0].basis]
    variables = {v for e in exponents for v, k in enumerate(e) if k}
    degree = max(map(sum, exponents))
    return len(exponents) == comb(len(variables) + degree, degree)


def find_translated_solution(
    program: SosProgram, near_float: Sequence[float], deadline: Deadline
) -> SosSolution | Point | None:
    """Return an exact solution found around a point where the target is small, or a point where it is negative.

    Args:
        program: see ``is_translatable`` and ``interior_gram.is_suitable``.
        near_float: the point, in the order of the variables.
        deadline: looked at in every step.
    """
    q = program.target
    variables = sorted(q.variables())
    if len(near_float) != len(variables):
        return None
    place = dict.fromkeys(variables, Fraction(0))
    for bits in BITS:
        if deadline.is_over or not all(abs(c) < FARTHEST for c in near_float):
            return None
        for v, c in zip(variables, near_float, strict=True):
            place[v] += Fraction(round(c * 2.0**bits), 2**bits)
        if q.evaluate(place) < 0:
            return place
        moved = SosProgram(_translated(q, place), program.blocks)
        gram = find_interior_gram(moved, deadline, selected=True)
        found = round_gram(moved, gram) if gram.state is not None else None
        if found is not None:
            return _moved_back(program, found, {v: -c for v, c in place.items()})
        if not gram.negative_point_float:
            return None
        near_float = gram.negative_point_float
    return None


def _translated(p: Polynomial, place: Point) -> Polynomial:
    """Return p(x + place)."""
    return p.substitute({v: Polynomial.variable(v) + Polynomial.constant(c) for v, c in place.items()})


def _moved_back(program: SosProgram, found: SosSolution, place: Point) -> SosSolution:
    blocks = []
    for block in found.program.blocks:
        basis = tuple((_translated(d[0], place),) for d in block.basis)
        blocks.append(Block(block.role, basis, block.form))
    return SosSolution(SosProgram(program.target, tuple(blocks)), found.matrices, ())
