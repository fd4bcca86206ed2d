"""The identity of one shape as a program with unknowns.  Soundness-critical: no.

Bases are cut to half the Newton polytope and split by the sign symmetries of the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from tameproof.proofs.kernel.evidence import Multiplier, Squares
from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, monomial_degree, sum_of_products
from tameproof.sos.evidence import CofactorRole, EpsilonRole, MultiplierRole, ProductRole
from tameproof.sos.facial_reduction import orthogonal_complement
from tameproof.sos.identity import product_of_facts
from tameproof.sos.monomials import SignSymmetry, half_hull_filter, monomials_up_to
from tameproof.sos.program import Block, Free, SosProgram, restrict
from tameproof.sos.settings import SosSettings
from tameproof.sos.shapes import Shape, is_homogeneous
from tameproof.sos.sparsity import find_cliques
from tameproof.symbolic.outcome import Open

Point = Mapping[int, Fraction]
LINEAR_LIMIT = 800  # unknown cofactor coefficients in a try without any square


def build_program(
    q: Polynomial,
    facts: Sequence[Fact],
    relevant: Sequence[int],
    shape: Shape,
    settings: SosSettings,
    *,
    strict: bool,
    shifted: bool = False,
) -> tuple[SosProgram, Multiplier] | Open:
    """Return the identity of a shape with its unknowns, and the fixed part of the multiplier.

    Args:
        q: the polynomial of the claim.
        facts: all facts.
        relevant: the indices of the facts to use.
        shape: degrees and multipliers.
        settings: sizes.
        strict: whether there is an epsilon.
        shifted: whether a constant will be added to q.
    """
    variables = sorted(set(q.variables()).union(*(facts[i].polynomial.variables() for i in relevant)))
    multiplier, factor = fixed_multiplier(shape, facts, variables)
    target = factor * q
    unit = product_of_facts(shape.unit, facts)
    equations = [i for i in relevant if facts[i].kind is FactKind.EQUATION]
    symmetry = SignSymmetry()
    for p in (target, unit, q if shape.free_multiplier else ZERO):
        symmetry.add_invariant(p)
    for indices in shape.products:
        symmetry.add_invariant(product_of_facts(indices, facts))
    for i in equations:
        symmetry.add_semi_invariant(facts[i].polynomial)
    blocks: list[Block] = []
    if shape.squares:
        pure = not equations and not shape.products and not shape.free_multiplier
        half = shape.degree // 2
        box = {v: shape.degree for v in variables}
        if pure:
            box = {v: max(target.degree_in(v), unit.degree_in(v)) // 2 for v in variables}
        if shape.sparse:
            blocks += _sparse_blocks(q, facts, relevant, shape, box, symmetry)
        else:
            basis = monomials_up_to(variables, half, box)
            if shape.free_multiplier and shape.zeros:
                factors = _denominator_basis(q, shape, variables)
                basis = half_hull_filter(basis, {m + 2 * k for m in q.terms for k in factors}, variables)
            elif pure:
                support = {*target.terms, *(unit.terms if strict else {}), *(factor.terms if shifted else {})}
                basis = half_hull_filter(basis, support, variables)
            blocks += gram_blocks(ProductRole(()), basis, ONE, symmetry)
            for indices in shape.products:
                g = product_of_facts(indices, facts)
                if g.degree <= shape.degree:
                    basis = monomials_up_to(variables, (shape.degree - g.degree) // 2)
                    blocks += gram_blocks(ProductRole(indices), basis, g, symmetry)
        if shape.free_multiplier and not shape.zeros:
            basis = [m for m in monomials_up_to(variables, shape.free_multiplier // 2) if m]
            blocks += gram_blocks(MultiplierRole(), basis, -q, symmetry)
        elif shape.free_multiplier:
            unit_of_trace = Polynomial.variable(max(variables, default=0) + 1)
            blocks += _normalised_blocks(_denominator_basis(q, shape, variables), -q, unit_of_trace, symmetry)
            target = unit_of_trace
        if any(len(b.basis) > settings.max_basis for b in blocks):
            return Open(f"a Gram matrix of size {max(len(b.basis) for b in blocks)} (limit {settings.max_basis})")
    if strict:
        if q.is_zero:
            target = target - unit
        elif shape.squares:
            blocks.append(Block(EpsilonRole(), ((ONE,),), ((unit,),), strict=True))
    free = cofactor_unknowns(equations, facts, variables, shape.degree, symmetry)
    if not shape.squares and len(free) > LINEAR_LIMIT:
        return Open(f"{len(free)} unknowns for linear algebra")
    if strict and not shape.squares and not q.is_zero:
        free.insert(0, Free(EpsilonRole(), unit))
    return SosProgram(target, tuple(blocks), tuple(free)), multiplier


def _sparse_blocks(
    q: Polynomial,
    facts: Sequence[Fact],
    relevant: Sequence[int],
    shape: Shape,
    box: Mapping[int, int],
    symmetry: SignSymmetry,
) -> list[Block]:
    blocks: list[Block] = []
    polynomials = [facts[i].polynomial for i in relevant]
    cliques = find_cliques((q,), polynomials)
    for clique in cliques:
        blocks += gram_blocks(ProductRole(()), monomials_up_to(clique, shape.degree // 2, dict(box)), ONE, symmetry)
    for indices in shape.products:
        g = product_of_facts(indices, facts)
        home = next((c for c in cliques if g.variables() <= set(c)), None)
        if home is not None and g.degree <= shape.degree:
            blocks += gram_blocks(
                ProductRole(indices), monomials_up_to(home, (shape.degree - g.degree) // 2), g, symmetry
            )
    return blocks


def gram_blocks(
    role: ProductRole | MultiplierRole, basis: Sequence[int], g: Polynomial, symmetry: SignSymmetry
) -> list[Block]:
    """Return one block per sign class of the basis."""
    classes: dict[int, list[int]] = {}
    for m in basis:
        classes.setdefault(symmetry.class_of(m), []).append(m)
    return [Block(role, tuple((Polynomial({m: 1}),) for m in classes[key]), ((g,),)) for key in sorted(classes)]


def _denominator_basis(q: Polynomial, shape: Shape, variables: Sequence[int]) -> list[int]:
    half = shape.free_multiplier // 2
    lowest = half if is_homogeneous(q) else 0
    return [m for m in monomials_up_to(variables, half) if monomial_degree(m) >= lowest]


def _normalised_blocks(
    basis: Sequence[int], g: Polynomial, unit_of_trace: Polynomial, symmetry: SignSymmetry
) -> list[Block]:
    """Return blocks for a sum of squares that multiplies g, with the trace of the Gram matrix times a new variable.

    The new variable occurs nowhere else, so comparing its coefficients fixes the trace.
    """
    blocks = []
    for block in gram_blocks(MultiplierRole(), basis, g, symmetry):
        n = len(block.basis)
        vectors = tuple((d[0], *(ONE if k == i else ZERO for k in range(n))) for i, d in enumerate(block.basis))
        form = [[ZERO] * (n + 1) for _ in range(n + 1)]
        form[0][0] = g
        for k in range(n):
            form[k + 1][k + 1] = unit_of_trace
        blocks.append(Block(block.role, vectors, tuple(map(tuple, form))))
    return blocks


def cofactor_unknowns(
    equations: Sequence[int], facts: Sequence[Fact], variables: Sequence[int], degree: int, symmetry: SignSymmetry
) -> list[Free]:
    """Return the unknown coefficients of the cofactors, low degrees first."""
    out: list[tuple[int, int, int, Free]] = []
    for i in equations:
        e = facts[i].polynomial
        own = symmetry.class_of(max(e.terms))
        for m in monomials_up_to(variables, degree - e.degree):
            if symmetry.class_of(m) == own:
                out.append((monomial_degree(m) + e.degree, i, m, Free(CofactorRole(i, m), e * Polynomial({m: 1}))))
    return [t[3] for t in sorted(out, key=lambda t: t[:3])]


def fixed_multiplier(shape: Shape, facts: Sequence[Fact], variables: Sequence[int]) -> tuple[Multiplier, Polynomial]:
    """Return the part of the multiplier that is no unknown, as evidence and expanded."""
    factor = product_of_facts(shape.strict_multiplier, facts)
    constant = Fraction(0 if shape.zeros else 1)
    if not shape.norm_power:
        return Multiplier(constant, facts=shape.strict_multiplier), factor
    norm = sum_of_products([(Polynomial.variable(v), Polynomial.variable(v)) for v in variables])
    power = (norm if shape.zeros else norm + ONE) ** shape.norm_power
    squares = [
        (Fraction(c), Polynomial.from_terms([(tuple(e // 2 for e in exponents), 1)]))
        for exponents, c in power.items()
        if exponents
    ]
    return Multiplier(constant, Squares(tuple(squares)), shape.strict_multiplier), factor * power


def restrict_at_zeros(program: SosProgram, points: Sequence[Point]) -> SosProgram:
    """Return the program on the face given by points where everything but the squares vanishes."""
    blocks = []
    for block in program.blocks:
        usable = [] if block.strict or len(block.form) > 1 else [p for p in points if block.form[0][0].evaluate(p) > 0]
        if not usable:
            blocks.append(block)
            continue
        values = [[d[0].evaluate(point) for d in block.basis] for point in usable]
        basis = orthogonal_complement(values, len(block.basis))
        if basis:
            blocks.append(restrict(block, basis))
    return SosProgram(program.target, tuple(blocks), program.free)
