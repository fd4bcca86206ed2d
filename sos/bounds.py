"""Largest lower bounds under facts, numerically (a hint for levels).  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence

from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.sos.evidence import ProductRole, ValueRole
from tameproof.sos.monomials import SignSymmetry, monomials_up_to
from tameproof.sos.numeric import find_maximum
from tameproof.sos.positivstellensatz import cofactor_unknowns, gram_blocks
from tameproof.sos.program import Free, SosProgram, drop_dependent_unknowns, presolve
from tameproof.sos.settings import Deadline, SosSettings


def find_largest_bound(
    f: Polynomial, facts: Sequence[Fact], settings: SosSettings, deadline: Deadline, *, extra: int = 0
) -> float | None:
    """Return (about) the largest v such that f - v has a Positivstellensatz identity of the smallest useful degree.

    Args:
        f: the polynomial.
        facts: equations and inequalities.
        settings: solver and sizes.
        deadline: remaining time.
        extra: degrees above the smallest one.

    Returns:
        A float, a hint only; None if there is no such identity or the solver failed.
    """
    degree = max(f.degree, *(p.polynomial.degree for p in facts), 0) if facts else f.degree
    degree += degree % 2 + extra
    variables = sorted(set(f.variables()).union(*(p.polynomial.variables() for p in facts)))
    equations = [i for i, p in enumerate(facts) if p.kind is FactKind.EQUATION]
    inequalities = [i for i, p in enumerate(facts) if p.kind is not FactKind.EQUATION]
    symmetry = SignSymmetry()
    symmetry.add_invariant(f)
    for i in inequalities:
        symmetry.add_invariant(facts[i].polynomial)
    for i in equations:
        symmetry.add_semi_invariant(facts[i].polynomial)
    blocks = gram_blocks(ProductRole(()), monomials_up_to(variables, degree // 2), ONE, symmetry)
    for i in inequalities:
        g = facts[i].polynomial
        blocks += gram_blocks(ProductRole((i,)), monomials_up_to(variables, (degree - g.degree) // 2), g, symmetry)
    if any(len(b.basis) > settings.max_basis for b in blocks):
        return None
    free = [Free(ValueRole(), ONE), *cofactor_unknowns(equations, facts, variables, degree, symmetry)]
    program = presolve(SosProgram(f, tuple(blocks), tuple(free)))
    if program is None or deadline.is_over:
        return None
    program = drop_dependent_unknowns(program)
    index = next((k for k, u in enumerate(program.free) if u.role == ValueRole()), None)
    if index is None:
        return None
    try:
        answer = find_maximum(program, index, settings, deadline)
    except OverflowError:  # a coefficient above 10^308
        return None
    return None if answer is None else answer.margin_float
