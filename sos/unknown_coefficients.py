"""Positivstellensatz identities whose left side has unknown coefficients.  Soundness-critical: no.

Sought are rationals y_k with  target + sum_k y_k p_k >= 0  wherever the facts hold, together with the evidence, by one
semidefinite program: growth rates, bounds and combinations of quantities enter linearly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tameproof.proofs.kernel.evidence import Combination, Psatz
from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos.asymptotic_faces import Curve, restrict_along
from tameproof.sos.evidence import ProductRole, to_psatz
from tameproof.sos.exact_solution import find_exact_solution
from tameproof.sos.identity import is_proof, product_of_facts
from tameproof.sos.monomials import SignSymmetry, monomials_up_to
from tameproof.sos.positivstellensatz import cofactor_unknowns, gram_blocks
from tameproof.sos.program import Block, Free, SosProgram, SosSolution
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open


@dataclass(frozen=True, slots=True)
class CoefficientRole:
    """The coefficient y_k."""

    index: int


@dataclass(frozen=True, slots=True)
class CombinationRole:
    """The coefficient of one given cofactor of an equation."""

    index: int


@dataclass(frozen=True, slots=True)
class SolvedCoefficients:
    """Values of the unknown coefficients and evidence for the inequality with them."""

    values: tuple[Fraction, ...]
    psatz: Psatz


def find_coefficients(
    target: Polynomial,
    unknowns: Sequence[Polynomial],
    facts: Sequence[Fact],
    degree: int,
    settings: SosSettings,
    deadline: Deadline,
    *,
    basis: Sequence[Polynomial] | None = None,
    valleys: Sequence[Curve] = (),
    products: Sequence[tuple[int, ...]] | None = None,
    cofactors: Sequence[tuple[int, Polynomial]] | None = None,
) -> SolvedCoefficients | Open:
    """Search coefficients and evidence for  target + sum y_k unknowns[k] >= 0  on the set of the facts.

    Args:
        target: the fixed part.
        unknowns: p_1, p_2, ...
        facts: equations and inequalities.
        degree: total degree of all summands (raised to the degree of the target).
        settings: budgets.
        deadline: looked at before every solve.
        basis: a basis for the plain sum of squares instead of all monomials up to degree / 2.
        products: products of inequality facts that get nonnegative constants, instead of a sum of squares for each
            single fact.
        cofactors: (equation, polynomial) pairs whose combinations serve as cofactors, instead of all of the degree.
        valleys: curves to infinity in the set of the facts, for exact facial reduction.

    Returns:
        Exact values and evidence (checked), or Open, which does not mean that there are none.
    """
    degree = max(degree, target.degree)
    degree += degree % 2
    equations = [i for i, f in enumerate(facts) if f.kind is FactKind.EQUATION]
    inequalities = [i for i, f in enumerate(facts) if f.kind is not FactKind.EQUATION]
    symmetry = SignSymmetry()
    for p in (target, *unknowns, *(facts[i].polynomial for i in inequalities)):
        symmetry.add_invariant(p)
    for i in equations:
        symmetry.add_semi_invariant(facts[i].polynomial)
    used = set(target.variables()).union(*(p.variables() for p in unknowns), *(f.polynomial.variables() for f in facts))
    variables = sorted(used)
    if basis is None:
        blocks = gram_blocks(ProductRole(()), monomials_up_to(variables, degree // 2), ONE, symmetry)
    else:
        blocks = [Block(ProductRole(()), tuple((p,) for p in basis), ((ONE,),))]
    if products is None:
        for i in inequalities:
            g = facts[i].polynomial
            if g.degree <= degree:
                half = (degree - g.degree) // 2
                blocks += gram_blocks(ProductRole((i,)), monomials_up_to(variables, half), g, symmetry)
    else:
        for indices in products:
            product = product_of_facts(indices, facts)
            if product.degree <= degree:
                blocks.append(Block(ProductRole(indices), ((ONE,),), ((product,),)))
    largest = max((len(b.basis) for b in blocks), default=0)
    if largest > settings.max_basis:
        return Open(f"a Gram matrix of size {largest} (limit {settings.max_basis})")
    free = [Free(CoefficientRole(k), -p) for k, p in enumerate(unknowns) if not p.is_zero]
    if cofactors is None:
        free += cofactor_unknowns(equations, facts, variables, degree, symmetry)
    else:
        free += [Free(CombinationRole(k), facts[i].polynomial * p) for k, (i, p) in enumerate(cofactors)]
    program = SosProgram(target, tuple(blocks), tuple(free))
    if valleys:
        program = restrict_along(program, (target, *unknowns), valleys)
    solution = find_exact_solution(program, settings, deadline)
    if isinstance(solution, Open):
        return solution
    values = [Fraction(0)] * len(unknowns)
    for unknown, value in zip(solution.program.free, solution.values, strict=True):
        if isinstance(unknown.role, CoefficientRole):
            values[unknown.role.index] = value
    psatz = to_psatz(solution, settings)
    if cofactors is not None:
        psatz = replace(psatz, combination=_combination(solution, cofactors))
    pairs = [(p, Polynomial.constant(y)) for p, y in zip(unknowns, values, strict=True)]
    if not is_proof(sum_of_products([(target, ONE), *pairs]), psatz, facts, strict=False):
        raise ArithmeticError("an exact solution does not give a proof")  # a bug, never an outcome
    return SolvedCoefficients(tuple(values), psatz)


def _combination(solution: SosSolution, cofactors: Sequence[tuple[int, Polynomial]]) -> Combination:
    """Return the cofactors with their solved coefficients, one entry per equation."""
    pairs: dict[int, list[tuple[Polynomial, Polynomial]]] = {}
    for unknown, value in zip(solution.program.free, solution.values, strict=True):
        if value and isinstance(unknown.role, CombinationRole):
            i, p = cofactors[unknown.role.index]
            pairs.setdefault(i, []).append((p, Polynomial.constant(value)))
    return tuple((i, sum_of_products(pairs[i])) for i in sorted(pairs))
