"""Properness: bound(F, q_1, ..., q_k) - |x|^(2d) >= 0 with an unknown polynomial ``bound``.

Soundness-critical: no.  One semidefinite program per shape.  The q_j are conserved or monotone along trajectories, F is
nonincreasing and bounded below, so the inequality keeps every trajectory in a ball.  Without any q_j it says that f is
coercive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tameproof.proofs.kernel.evidence import Proper, Psatz
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.sos.evidence import ProductRole, to_psatz
from tameproof.sos.exact_solution import find_exact_solution
from tameproof.sos.identity import is_proof
from tameproof.sos.monomials import SignSymmetry, monomials_up_to
from tameproof.sos.positivstellensatz import cofactor_unknowns, gram_blocks
from tameproof.sos.program import Block, Free, SosProgram
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

MAX_BOUND_TERMS = 400


@dataclass(frozen=True, slots=True)
class BoundRole:
    """The coefficient of one monomial (exponents of F, q_1, ..., q_k) of the unknown bound."""

    exponents: tuple[int, ...]


def find_properness(
    lift: Lift, quantities: Sequence[Polynomial], settings: SosSettings, deadline: Deadline
) -> Proper | Open:
    """Search a bound with degrees growing from those of f.

    Args:
        lift: the lifted objective.
        quantities: q_1, ..., q_k.
        settings: budgets of the semidefinite programs.
        deadline: looked at between the programs.

    Returns:
        Evidence whose ``bound`` uses variable 0 for F and variable j for q_j, or Open.
    """
    own = max((f.polynomial.degree for f in lift.facts), default=0)
    start = max(lift.objective.degree, own, 2, *(q.degree for q in quantities), 0)
    start += start % 2
    tried: list[str] = []
    names = "coercive" if not quantities else f"proper with {len(quantities)} quantities"
    for degree, exponent, structured in _shapes(start, bool(quantities)):
        if deadline.is_over:
            return Open("time limit", tuple(tried))
        found = _try(lift, quantities, degree, exponent, settings, deadline, structured=structured)
        if isinstance(found, Proper):
            return found
        tried.append(f"{names}, degree {degree}, |x|^{2 * exponent}: {found.reason}")
    return Open("no properness inequality found", tuple(tried))


def _shapes(start: int, with_quantities: bool) -> list[tuple[int, int, bool]]:
    """Return (degree, exponent, structured) in the order of the attempts.

    |x|^2 is the weakest thing to bound, so it comes first.  A structured basis has all monomials up to half the degree
    of f, and above it only products of quantities: where f and the quantities are invariant under a scaling, the
    leading form vanishes on a cone, and this is the face that contains every solution.
    """
    shapes = [(max(start, 4) if start > 2 else start, 1, False)]
    if with_quantities:
        structured = [(start + 2, 1, True), (start + 4, 1, True)]
        shapes = [*structured, *shapes] if start > 6 else [*shapes, *structured]  # the cheaper ones first
    shapes += [(start, 2, False), (start + 2, 1, False)]
    return [s for s in dict.fromkeys(shapes) if 2 * s[1] <= s[0]]


def _try(
    lift: Lift,
    quantities: Sequence[Polynomial],
    degree: int,
    exponent: int,
    settings: SosSettings,
    deadline: Deadline,
    *,
    structured: bool,
) -> Proper | Open:
    inner = [lift.objective, *quantities]
    terms = list(_bound_terms(inner, degree))
    if len(terms) > MAX_BOUND_TERMS:
        return Open(f"{len(terms)} terms in the bound")
    target = -(lift.squared_norm**exponent)
    symmetry = SignSymmetry()
    symmetry.add_invariant(target)
    for _, p in terms:
        symmetry.add_invariant(p)
    equations = [i for i, f in enumerate(lift.facts) if f.kind is FactKind.EQUATION]
    inequalities = [i for i, f in enumerate(lift.facts) if f.kind is not FactKind.EQUATION]
    for i in equations:
        symmetry.add_semi_invariant(lift.facts[i].polynomial)
    for i in inequalities:
        symmetry.add_invariant(lift.facts[i].polynomial)
    variables = list(range(len(lift.names)))
    if structured:
        low = (lift.objective.degree + 1) // 2
        blocks = _structured_blocks(variables, low, degree // 2, quantities, symmetry)
    else:
        blocks = gram_blocks(ProductRole(()), monomials_up_to(variables, degree // 2), ONE, symmetry)
    for i in inequalities:
        g = lift.facts[i].polynomial
        if g.degree <= degree:
            blocks += gram_blocks(ProductRole((i,)), monomials_up_to(variables, (degree - g.degree) // 2), g, symmetry)
    if any(len(b.basis) > settings.max_basis for b in blocks):
        return Open(f"a Gram matrix of size {max(len(b.basis) for b in blocks)} (limit {settings.max_basis})")
    entries = sum(len(b.basis) * (len(b.basis) + 1) // 2 for b in blocks)
    if entries > settings.max_unknowns:
        return Open(f"{entries} Gram entries, beyond the size limits")
    free = [Free(BoundRole(exponents), -p) for exponents, p in terms]
    free += cofactor_unknowns(equations, lift.facts, variables, degree, symmetry)
    solution = find_exact_solution(SosProgram(target, tuple(blocks), tuple(free)), settings, deadline)
    if isinstance(solution, Open):
        return solution
    bound = Polynomial.from_terms(
        [
            (role.role.exponents, value)
            for role, value in zip(solution.program.free, solution.values, strict=True)
            if isinstance(role.role, BoundRole)
        ]
    )
    psatz: Psatz = to_psatz(solution, settings)
    q = bound.substitute(dict(enumerate(inner))) + target
    if not is_proof(q, psatz, lift.facts, strict=False):
        raise ArithmeticError("an exact solution does not give a proof")  # a bug, never an outcome
    return Proper(bound, exponent, ONE, psatz)


def _structured_blocks(
    variables: list[int], low: int, high: int, quantities: Sequence[Polynomial], symmetry: SignSymmetry
) -> list[Block]:
    """Return blocks for the monomials of degree <= low and the products of quantities of degree low < d <= high."""
    elements = [Polynomial({m: 1}) for m in monomials_up_to(variables, low)]
    elements += [p for _, p in _bound_terms(quantities, high) if low < p.degree]
    classes: dict[int, list[Polynomial]] = {}
    for p in elements:
        classes.setdefault(symmetry.class_of(max(p.terms)), []).append(p)
    return [Block(ProductRole(()), tuple((p,) for p in classes[key]), ((ONE,),)) for key in sorted(classes)]


def _bound_terms(inner: Sequence[Polynomial], degree: int) -> list[tuple[tuple[int, ...], Polynomial]]:
    """Return the monomials in F, q_1, ..., q_k of weighted degree at most ``degree`` with their values."""
    level: list[tuple[tuple[int, ...], Polynomial]] = [((), ONE)]
    for p in inner:
        powers = [ONE]
        while p.degree and powers[-1].degree + p.degree <= degree:
            powers.append(powers[-1] * p)
        level = [
            ((*exponents, k), value * power)
            for exponents, value in level
            for k, power in enumerate(powers)
            if value.degree + power.degree <= degree
        ]
    return level
