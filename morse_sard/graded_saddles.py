"""Negative curvature along directions that respect the scaling symmetries of the objective.  Soundness-critical: no.

As find_negative_curvature, with S restricted to directions d of weight 0 (d_i has the weight of x_i), multipliers of
weight 0, and cofactors that make every summand homogeneous.  Without this restriction the semidefinite program has no
interior: along an orbit of the scaling the terms of other weights are unbounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.morse_sard.gradings import Weights, weight_of
from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.sos.evidence import CofactorRole, CurvatureRole, ProductRole, to_psatz
from tameproof.sos.exact_solution import find_exact_solution
from tameproof.sos.identity import is_proof
from tameproof.sos.monomials import SignSymmetry, monomials_up_to, parity
from tameproof.sos.negative_curvature import Directions, curvature, directions_of
from tameproof.sos.positivstellensatz import cofactor_unknowns, gram_blocks
from tameproof.sos.program import Block, PolynomialVector, SosProgram
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open


def find_graded_negative_curvature(
    hessian: Sequence[Sequence[Polynomial]],
    facts: Sequence[Fact],
    gradings: Sequence[Weights],
    *,
    half: int,
    degree: int,
    settings: SosSettings,
) -> tuple[Directions, Psatz] | Open:
    """Search directions of weight 0 along which the curvature is negative wherever the facts hold.

    Args:
        hessian: symmetric n x n matrix H; H_ij has weight -(w_i + w_j).
        facts: homogeneous polynomials, the inequalities of weight 0.
        gradings: the weights.
        half: largest degree of the directions.
        degree: degree of the identity.
        settings: budgets.

    Returns:
        As find_negative_curvature.
    """
    n = len(hessian)
    nvars = 1 + max(
        [n - 1, *(v for row in hessian for p in row for v in p.variables())]
        + [v for f in facts for v in f.polynomial.variables()]
    )
    variables = list(range(nvars))
    zero = (0,) * len(gradings)
    equations = [i for i, f in enumerate(facts) if f.kind is FactKind.EQUATION and not f.polynomial.is_zero]
    inequalities = [i for i, f in enumerate(facts) if f.kind is not FactKind.EQUATION and f.polynomial.degree]
    symmetry = SignSymmetry()
    for i in range(n):
        for j in range(n):
            symmetry.add_semi_invariant(hessian[i][j], (1 << i) ^ (1 << j))
    for i in inequalities:
        symmetry.add_invariant(facts[i].polynomial)
    for i in equations:
        symmetry.add_semi_invariant(facts[i].polynomial)
    classes: dict[int, list[PolynomialVector]] = {}
    for m in monomials_up_to(variables, half):
        weight = weight_of(m, gradings)
        for i in range(n):
            if weight == tuple(w[i] for w in gradings):
                vector = tuple(Polynomial({m: 1}) if k == i else ZERO for k in range(n))
                classes.setdefault(symmetry.reduce(parity(m) ^ (1 << i)), []).append(vector)
    if not classes:
        return Open("no direction of weight 0 of this degree")
    form = tuple(tuple(row) for row in hessian)
    blocks = [Block(CurvatureRole(), tuple(classes[key]), form) for key in sorted(classes)]
    plain = [m for m in monomials_up_to(variables, degree // 2) if weight_of(m, gradings) == zero]
    blocks += gram_blocks(ProductRole(()), plain, ONE, symmetry)
    for i in inequalities:
        g = facts[i].polynomial
        if g.degree <= degree:
            basis = [m for m in monomials_up_to(variables, (degree - g.degree) // 2) if weight_of(m, gradings) == zero]
            blocks += gram_blocks(ProductRole((i,)), basis, g, symmetry)
    size = max(len(b.basis) for b in blocks)
    if size > settings.max_basis:
        return Open(f"a Gram matrix of size {size} (limit {settings.max_basis})")
    own = {i: weight_of(max(facts[i].polynomial.terms), gradings) for i in equations}
    free = tuple(
        f
        for f in cofactor_unknowns(equations, facts, variables, degree, symmetry)
        if isinstance(f.role, CofactorRole)
        and weight_of(f.role.monomial, gradings) == tuple(-w for w in own[f.role.fact])
    )
    program = SosProgram(-ONE, tuple(blocks), free)
    solution = find_exact_solution(program, settings, Deadline(settings.time_limit))
    if isinstance(solution, Open):
        return solution
    directions = directions_of(solution)
    psatz = to_psatz(solution, settings, epsilon=Fraction(1))
    if not is_proof(curvature(hessian, directions), psatz, facts, strict=True):
        raise ArithmeticError("an exact solution does not give a proof")  # a bug, never an outcome
    return directions, psatz
