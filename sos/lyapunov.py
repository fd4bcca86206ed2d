"""Lyapunov functions by semidefinite programming: V that never increases and controls |x|.  Soundness-critical: no.

Sought is a polynomial V = sum v_k m_k with  <grad V, G> >= 0  and  V + c - |x|^2 >= 0  at the same time.  Both are one
program: with a new variable t the two identities are the coefficients of 1 and t in

    sum v_k (<grad m_k, G> + t m_k) + t (c - |x|^2) = s_0 + t s_1.

|x - x*|^2 for functions that are star-shaped at x* is a special case.  f itself may be part of V.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction

from tameproof.proofs.kernel.claims import MonotoneQuantity
from tameproof.proofs.kernel.evidence import FlowInequality, Proper
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos.conserved_quantities import monomials_up_to as polynomial_monomials
from tameproof.sos.evidence import ProductRole, to_psatz
from tameproof.sos.exact_solution import find_exact_solution
from tameproof.sos.identity import is_proof
from tameproof.sos.monomials import SignSymmetry, monomials_up_to
from tameproof.sos.positivstellensatz import cofactor_unknowns, gram_blocks
from tameproof.sos.program import Block, Free, SosProgram, SosSolution
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

DEGREES = (2, 4)
MAX_TERMS = 80


@dataclass(frozen=True, slots=True)
class CoefficientRole:
    """The coefficient of one term of V; None: the constant c."""

    index: int | None


@dataclass(frozen=True, slots=True)
class _Second:
    """A block of the second identity, the coefficient of t."""

    role: Hashable


def find_lyapunov(
    lift: Lift, settings: SosSettings, deadline: Deadline
) -> tuple[tuple[MonotoneQuantity, FlowInequality], Proper] | Open:
    """Search a Lyapunov function of degree 2 or 4 (or with f as a term) that is at least |x|^2 minus a constant.

    Args:
        lift: the lifted objective.
        settings: budgets.
        deadline: looked at between the programs.

    Returns:
        The monotone quantity with its evidence, and the properness inequality with it as the only quantity; or Open
        with what was tried, which does not mean that trajectories are unbounded.
    """
    tried: list[str] = []
    for degree in DEGREES:
        if deadline.is_over:
            return Open("time limit", tuple(tried))
        found = _try(lift, degree, settings, deadline)
        if not isinstance(found, Open):
            return found
        tried.append(f"Lyapunov function of degree {degree} with f: {found.reason}")
    return Open("no Lyapunov function found", tuple(tried))


def _try(
    lift: Lift, degree: int, settings: SosSettings, deadline: Deadline
) -> tuple[tuple[MonotoneQuantity, FlowInequality], Proper] | Open:
    terms = [*polynomial_monomials(lift.dimension, degree), lift.objective]
    symmetry = SignSymmetry()
    for g in (lift.objective, *(f.polynomial for f in lift.facts if f.kind is not FactKind.EQUATION)):
        symmetry.add_invariant(g)
    equations = [i for i, f in enumerate(lift.facts) if f.kind is FactKind.EQUATION]
    inequalities = [i for i, f in enumerate(lift.facts) if f.kind is not FactKind.EQUATION]
    for i in equations:
        symmetry.add_semi_invariant(lift.facts[i].polynomial)
    terms = [p for p in terms if p.degree and all(symmetry.class_of(m) == 0 for m in p.terms)]
    if lift.objective.variables() & lift.kink_variables:
        terms = terms[:-1]
    if not terms or len(terms) > MAX_TERMS:
        return Open(f"{len(terms)} terms")
    flows = [lift.inner_with_gradient(p) for p in terms]
    t = Polynomial.variable(len(lift.names))
    variables = list(range(len(lift.names)))
    first = max(p.degree for p in flows)
    second = max(2, *(p.degree for p in terms))
    blocks: list[Block] = []
    free = [
        Free(CoefficientRole(k), sum_of_products([(-flow, ONE), (-t, p)]))
        for k, (flow, p) in enumerate(zip(flows, terms, strict=True))
    ]
    free.append(Free(CoefficientRole(None), -t))
    for factor, top in ((ONE, first), (t, second)):
        parts: list[Block] = []
        parts += gram_blocks(ProductRole(()), monomials_up_to(variables, top // 2), ONE, symmetry)
        for i in inequalities:
            g = lift.facts[i].polynomial
            if g.degree <= top:
                half = monomials_up_to(variables, (top - g.degree) // 2)
                parts += gram_blocks(ProductRole((i,)), half, g, symmetry)
        unknown = cofactor_unknowns(equations, lift.facts, variables, top, symmetry)
        if factor == ONE:
            blocks += parts
            free += unknown
        else:
            blocks += [_shifted(b, t) for b in parts]
            free += [Free(_Second(u.role), u.polynomial * t) for u in unknown]
    if max(len(b.basis) for b in blocks) > settings.max_basis:
        return Open(f"a Gram matrix of size {max(len(b.basis) for b in blocks)} (limit {settings.max_basis})")
    program = SosProgram(-(t * lift.squared_norm), tuple(blocks), tuple(free))
    solution = find_exact_solution(program, settings, deadline)
    return solution if isinstance(solution, Open) else _evidence(lift, terms, solution, settings)


def _shifted(block: Block, t: Polynomial) -> Block:
    """Return the block of the second identity: the form times t."""
    form = tuple(tuple(p * t for p in row) for row in block.form)
    return Block(_Second(block.role), block.basis, form, block.strict)


def _evidence(
    lift: Lift, terms: list[Polynomial], solution: SosSolution, settings: SosSettings
) -> tuple[tuple[MonotoneQuantity, FlowInequality], Proper] | Open:
    """Split the solution into the two identities."""
    pairs: list[tuple[Polynomial, Polynomial]] = []
    constant = Fraction(0)
    for unknown, value in zip(solution.program.free, solution.values, strict=True):
        if isinstance(unknown.role, CoefficientRole):
            if unknown.role.index is None:
                constant = value
            else:
                pairs.append((terms[unknown.role.index], Polynomial.constant(value)))
    v = sum_of_products(pairs)
    flow = to_psatz(_part(solution, second=False), settings)
    rest = to_psatz(_part(solution, second=True), settings)
    above = v + Polynomial.constant(constant) - lift.squared_norm
    if v.as_constant() is not None:
        return Open("only constants")
    good = is_proof(lift.inner_with_gradient(v), flow, lift.facts, strict=False)
    if not (good and is_proof(above, rest, lift.facts, strict=False)):
        raise ArithmeticError("an exact solution does not give a proof")  # a bug, never an outcome
    lower = to_psatz(_part(solution, second=True, extra=lift.dimension), settings)  # V + c = |x|^2 + the rest
    bound = Polynomial.variable(1) + Polynomial.constant(constant)
    return (MonotoneQuantity(v, -constant), FlowInequality(flow, lower)), Proper(bound, 1, ONE, rest)


def _part(solution: SosSolution, *, second: bool, extra: int = 0) -> SosSolution:
    """Return the unknowns of one of the two identities under their ordinary roles; ``extra``: |x|^2 is added."""
    blocks: list[Block] = []
    matrices: list[tuple[tuple[Fraction, ...], ...]] = []
    for block, matrix in zip(solution.program.blocks, solution.matrices, strict=True):
        if isinstance(block.role, _Second) is second:
            role = block.role.role if isinstance(block.role, _Second) else block.role
            blocks.append(Block(role, block.basis, block.form, block.strict))
            matrices.append(matrix)
    if extra:
        blocks.append(Block(ProductRole(()), tuple((Polynomial.variable(i),) for i in range(extra)), ((ONE,),)))
        matrices.append(tuple(tuple(Fraction(i == j) for j in range(extra)) for i in range(extra)))
    free: list[Free] = []
    values: list[Fraction] = []
    for unknown, value in zip(solution.program.free, solution.values, strict=True):
        if not isinstance(unknown.role, CoefficientRole) and isinstance(unknown.role, _Second) is second:
            role = unknown.role.role if isinstance(unknown.role, _Second) else unknown.role
            free.append(Free(role, unknown.polynomial))
            values.append(value)
    return SosSolution(SosProgram(solution.program.target, tuple(blocks), tuple(free)), tuple(matrices), tuple(values))
