"""Identities modulo the ideal of the equations, over monomial bases of the quotient ring.  Soundness-critical: no.

Sought is  m q = epsilon u + s_0 + sum_j s_j g_j  modulo the equations, with squares of combinations of standard
monomials (those that no leading monomial of a Groebner basis divides).  Gram matrices are smaller than over all
monomials, there are no unknown cofactors, and the degree of the cofactors, which are computed at the end, has no limit.
Source: [parrilo_2003].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.sos.evidence import EpsilonRole, ProductRole, to_psatz
from tameproof.sos.exact_solution import find_exact_solution
from tameproof.sos.identity import expand, expand_multiplier, is_proof, product_of_facts
from tameproof.sos.monomials import SignSymmetry, monomials_up_to
from tameproof.sos.program import Block, SosProgram, SosSolution, presolve
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.shape_program import fixed_multiplier, gram_blocks
from tameproof.sos.shapes import Shape
from tameproof.symbolic.budget import BudgetExceeded
from tameproof.symbolic.budget import Deadline as SymbolicDeadline
from tameproof.symbolic.division import MonomialOrder, divide_polynomial

MAX_EQUATIONS = 12
BASIS_SHARE = 0.1  # of the remaining time, for the Groebner basis
COFACTOR_SHARE = 0.3
MAX_COFACTOR_TERMS = 20_000


def find_proof_modulo_ideal(
    q: Polynomial,
    facts: Sequence[Fact],
    relevant: Sequence[int],
    shape: Shape,
    settings: SosSettings,
    deadline: Deadline,
    *,
    strict: bool,
) -> Psatz | None:
    """Return evidence of one shape over standard monomials, or None (which excludes nothing).

    Args:
        q: the polynomial of the claim.
        facts: all facts.
        relevant: the indices of the facts to use; without equations among them the answer is None.
        shape: degrees and products; shapes with unknown multipliers are left out.
        settings: solver and sizes.
        deadline: for everything here.
        strict: whether there is an epsilon.

    Exactness: the identity is expanded before it is returned.
    """
    equations = [i for i in relevant if facts[i].kind is FactKind.EQUATION]
    if not 1 <= len(equations) <= MAX_EQUATIONS or not shape.squares or shape.free_multiplier:
        return None
    from tameproof.symbolic.ideals import find_combination, groebner_basis  # imports flint: only when it is needed

    generators = [facts[i].polynomial for i in equations]
    variables = sorted(set(q.variables()).union(*(facts[i].polynomial.variables() for i in relevant)))
    nvars = max(variables, default=-1) + 1
    try:
        basis = groebner_basis(generators, nvars, SymbolicDeadline.after(BASIS_SHARE * deadline.remaining))
        built = _build(q, facts, variables, basis, shape, settings, strict=strict)
        if built is None:
            return None
        presolved = presolve(built)
        solution = find_exact_solution(presolved, settings, deadline) if presolved is not None else None
    except BudgetExceeded:
        return None
    if not isinstance(solution, SosSolution):
        return None
    multiplier, _ = fixed_multiplier(shape, facts, variables)
    epsilon = Fraction(1) if strict and q.is_zero else Fraction(0)
    psatz = to_psatz(solution, settings, epsilon=epsilon, multiplier=multiplier, unit=shape.unit)
    rest = expand_multiplier(psatz.multiplier, facts) * q - expand(psatz, facts)
    limit = SymbolicDeadline.after(COFACTOR_SHARE * deadline.remaining)
    combination = find_combination(rest, generators, nvars, deadline=limit, max_terms=MAX_COFACTOR_TERMS)
    if combination is None:
        return None
    proof = replace(psatz, combination=tuple((equations[i], c) for i, c in combination))
    return proof if is_proof(q, proof, facts, strict=strict) else None


def _build(
    q: Polynomial,
    facts: Sequence[Fact],
    variables: Sequence[int],
    basis: Sequence[Polynomial],
    shape: Shape,
    settings: SosSettings,
    *,
    strict: bool,
) -> SosProgram | None:
    nvars = max(variables, default=-1) + 1
    order = MonomialOrder(nvars)
    leading = [Polynomial({order.to_packed(order.leading(p)): 1}) for p in basis]

    def normal_form(p: Polynomial) -> Polynomial:
        return divide_polynomial(p, basis, nvars)[1]

    def standard(degree: int) -> list[int]:
        monomials = monomials_up_to(variables, degree)
        return [m for m in monomials if divide_polynomial(Polynomial({m: 1}), leading, nvars)[1].terms]

    _, factor = fixed_multiplier(shape, facts, variables)
    unit = product_of_facts(shape.unit, facts)
    target = factor * q
    symmetry = SignSymmetry()
    for p in (target, unit, *(product_of_facts(indices, facts) for indices in shape.products)):
        symmetry.add_invariant(p)
    for p in basis:
        symmetry.add_semi_invariant(p)
    blocks: list[Block] = list(gram_blocks(ProductRole(()), standard(shape.degree // 2), ONE, symmetry))
    for indices in shape.products:
        g = product_of_facts(indices, facts)
        if g.degree <= shape.degree:
            blocks += gram_blocks(ProductRole(indices), standard((shape.degree - g.degree) // 2), g, symmetry)
    if not blocks or any(len(b.basis) > settings.max_basis for b in blocks):
        return None
    if strict and q.is_zero:
        target = target - unit
    elif strict:
        blocks.append(Block(EpsilonRole(), ((ONE,),), ((unit,),), strict=True))
    reduced = normal_form(target) if not target.is_zero else ZERO
    return SosProgram(reduced, tuple(blocks), (), reduction=normal_form)
