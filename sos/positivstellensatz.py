"""Positivstellensatz search: exact evidence for q >= 0, q > 0 or a contradiction between facts.

Soundness-critical: no; every answer is expanded exactly before it is returned, and the kernel checks it again.
Sought is an identity  m q = epsilon u + s_0 + sum_j s_j g_j + sum_i c_i e_i  with sums of squares s_j, polynomials c_i,
a positive multiplier m and a product u of strict facts; the degree grows within a budget.
Sources: [parrilo_2003], [putinar_1993], [schmuedgen_1991], [stengle_1974].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel.evidence import Multiplier, ProductTerm, Psatz, Squares
from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, monomial_degree, sum_of_products
from tameproof.sos.counterexample import find_counterexample
from tameproof.sos.evidence import CofactorRole, EpsilonRole, MultiplierRole, ProductRole, to_psatz
from tameproof.sos.exact_solution import find_exact_solution, find_long_solution
from tameproof.sos.facial_reduction import orthogonal_complement
from tameproof.sos.field_solution import find_field_squares
from tameproof.sos.identity import is_proof, product_of_facts
from tameproof.sos.minimise import find_low_points, rational_zeros
from tameproof.sos.monomials import SignSymmetry, half_hull_filter, monomials_up_to
from tameproof.sos.program import Block, Free, SosProgram, presolve, restrict
from tameproof.sos.scaling import find_scaling
from tameproof.sos.settings import DEFAULT, Deadline, SosSettings
from tameproof.sos.shapes import Shape, is_homogeneous, shapes_for
from tameproof.sos.sparsity import find_cliques
from tameproof.sos.univariate import find_univariate_proof
from tameproof.symbolic.outcome import Open

Point = Mapping[int, Fraction]
UNIVARIATE_DEGREE = 10  # from here on complex roots are better than semidefinite programs
LONG_DEGREE = 10  # from here on long arithmetic is tried if doubles stall
ILL_CONDITIONED = ("the semidefinite program solver failed", "rounding failed", "no rational face found")
HOPELESS = ("no sum of squares", "a Gram matrix", "time limit")  # reasons that no number field changes
LOW_POINT_SECONDS = 2.0  # for points that disprove the claim, after the first shape
SCALED_SHARE = 0.7  # of the remaining time, for the search in scaled variables
LINEAR_LIMIT = 800  # unknown cofactor coefficients in a try without any square


def prove_nonnegative(
    q: Polynomial,
    facts: Sequence[Fact] = (),
    *,
    settings: SosSettings = DEFAULT,
    zeros: Sequence[Point] = (),
    everywhere: bool = False,
) -> Psatz | Open:
    """Search exact evidence that q >= 0 wherever the facts hold.

    Args:
        q: the polynomial.
        facts: equations and inequalities; evidence refers to them by index.
        settings: budgets.
        zeros: known rational points where all facts hold and q vanishes (they only speed up the search).
        everywhere: the claim is about all points of R^n, so multipliers may vanish (only without facts).

    Returns:
        Evidence whose identity was expanded exactly, or ``Open``, which does not mean that q takes negative values
        (unless the reason names a point).
    """
    return _prove(q, facts, settings, zeros, strict=False, everywhere=everywhere and not facts)


def prove_positive(q: Polynomial, facts: Sequence[Fact] = (), *, settings: SosSettings = DEFAULT) -> Psatz | Open:
    """Search exact evidence that q > 0 wherever the facts hold; see ``prove_nonnegative``."""
    return _prove(q, facts, settings, (), strict=True)


def prove_impossible(facts: Sequence[Fact], *, settings: SosSettings = DEFAULT) -> Psatz | Open:
    """Search exact evidence that no real point satisfies all facts; see ``prove_nonnegative``."""
    return _prove(ZERO, facts, settings, (), strict=True)


def _prove(
    q: Polynomial,
    facts: Sequence[Fact],
    settings: SosSettings,
    zeros: Sequence[Point],
    *,
    strict: bool,
    everywhere: bool = False,
) -> Psatz | Open:
    deadline = Deadline(settings.time_limit)
    simple = _find_simple_proof(q, facts, strict=strict)
    if simple is not None:
        return simple
    if not zeros and not q.is_zero:
        point = find_counterexample(q, facts, strict=strict)
        if point is not None:
            place = ", ".join(f"v{i} = {c}" for i, c in sorted(point.items()))
            return Open(f"false at {place or 'every point'}")
    relevant = relevant_facts(q, facts)
    univariate = not relevant and len(q.variables()) == 1
    if univariate and q.degree >= UNIVARIATE_DEGREE:
        proof = find_univariate_proof(q, deadline, strict=strict)
        if proof is not None and is_proof(q, proof, facts, strict=strict):
            return proof
    tried: list[str] = []
    reason = "no identity found within the degree limits"
    for shape in shapes_for(q, facts, relevant, settings, strict=strict, everywhere=everywhere):
        if deadline.is_over:
            reason = "time limit"
            break
        found = try_shape(q, facts, relevant, shape, settings, deadline, strict=strict, zeros=zeros)
        if isinstance(found, Psatz):
            return found
        tried.append(f"{shape.describe()}: {found.reason}")
        if len(tried) == 1 and facts and not zeros:
            proof = _prove_scaled(q, facts, settings, deadline, strict=strict)
            if proof is not None:
                return proof
        if len(tried) == 1 and not facts and not q.is_zero:
            low = find_low_points(q, Deadline(min(LOW_POINT_SECONDS, deadline.remaining)))
            if low and q.evaluate(low[0]) < 0:
                place = ", ".join(f"v{i} = {c}" for i, c in sorted(low[0].items()))
                return Open(f"false at {place}", tuple(tried))
            known = [] if zeros else rational_zeros(q, low, Deadline(min(LOW_POINT_SECONDS, deadline.remaining)))
            if known:
                found = try_shape(q, facts, relevant, shape, settings, deadline, strict=strict, zeros=known)
                if isinstance(found, Psatz):
                    return found
    if univariate:
        proof = find_univariate_proof(q, deadline, strict=strict)
        if proof is not None and is_proof(q, proof, facts, strict=strict):
            return proof
    return Open(reason, tuple(tried))


def _prove_scaled(
    q: Polynomial, facts: Sequence[Fact], settings: SosSettings, deadline: Deadline, *, strict: bool
) -> Psatz | None:
    """Search again in variables that run through [-1, 1] where the facts describe boxes."""
    scaling = find_scaling(facts)
    if scaling is None:
        return None
    limited = replace(settings, time_limit=SCALED_SHARE * deadline.remaining)
    found = _prove(scaling.apply(q), scaling.facts(facts), limited, (), strict=strict)
    if isinstance(found, Open):
        return None
    proof = scaling.evidence(found)
    return proof if is_proof(q, proof, facts, strict=strict) else None


def relevant_facts(q: Polynomial, facts: Sequence[Fact]) -> tuple[int, ...]:
    """Return the indices of facts that share variables with q, directly or through other facts.

    For a constant q all facts are relevant.
    """
    reached = set(q.variables())
    if not reached:
        return tuple(i for i, f in enumerate(facts) if not f.polynomial.is_zero)
    chosen: set[int] = set()
    while True:
        new = [
            i
            for i, f in enumerate(facts)
            if i not in chosen and not f.polynomial.is_zero and reached & f.polynomial.variables()
        ]
        if not new:
            return tuple(sorted(chosen))
        chosen.update(new)
        for i in new:
            reached |= facts[i].polynomial.variables()


def _find_simple_proof(q: Polynomial, facts: Sequence[Fact], *, strict: bool) -> Psatz | None:
    """Constants, positive combinations of even monomials, multiples of facts: no solver needed."""
    candidates: list[Psatz] = []
    terms = q.items()
    if all(c > 0 and all(e % 2 == 0 for e in exponents) for exponents, c in terms):
        constant = q.coefficient(())
        squares = [
            (c, Polynomial.from_terms([(tuple(e // 2 for e in exponents), 1)])) for exponents, c in terms if exponents
        ]
        candidates.append(Psatz(constant, Squares(tuple(squares))))
    for i, f in enumerate(facts):
        p = f.polynomial
        ratio = _ratio(q, p)
        value = p.as_constant()
        if f.kind is FactKind.EQUATION:
            if value:
                candidates.append(Psatz(Fraction(1), combination=((i, (q - ONE).scale(1 / value)),)))
            if ratio:
                candidates.append(Psatz(combination=((i, Polynomial.constant(ratio)),)))
            continue
        if f.kind is FactKind.POSITIVE and ratio and ratio > 0:
            candidates.append(Psatz(ratio, unit=(i,)))
        elif ratio and ratio > 0:
            candidates.append(Psatz(products=(ProductTerm((i,), Squares(((ratio, ONE),))),)))
        if q.is_zero and value is not None:
            if value < 0:
                candidates.append(Psatz(Fraction(1), products=(ProductTerm((i,), Squares(((-1 / value, ONE),))),)))
            elif value == 0 and f.kind is FactKind.POSITIVE:
                candidates.append(Psatz(Fraction(1), unit=(i,)))
    return next((c for c in candidates if is_proof(q, c, facts, strict=strict)), None)


def _ratio(q: Polynomial, p: Polynomial) -> Fraction | None:
    """Return c with q = c p, or None."""
    if q.is_zero or p.is_zero or len(q) != len(p):
        return None
    m = max(p.terms)
    c = Fraction(q.terms.get(m, 0) * p.denominator, p.terms[m] * q.denominator)
    return c if p.scale(c) == q else None


def try_shape(
    q: Polynomial,
    facts: Sequence[Fact],
    relevant: Sequence[int],
    shape: Shape,
    settings: SosSettings,
    deadline: Deadline,
    *,
    strict: bool,
    zeros: Sequence[Point] = (),
) -> Psatz | Open:
    """Search an identity of one shape."""
    built = build_program(q, facts, relevant, shape, settings, strict=strict)
    if isinstance(built, Open):
        return built
    program, multiplier = built
    for point in zeros:
        program = _restrict_at_zero(program, point)
    solution = find_exact_solution(program, settings, deadline)
    if isinstance(solution, Open) and solution.reason in ILL_CONDITIONED and q.degree >= LONG_DEGREE:
        solution = find_long_solution(program, deadline) or solution
    if isinstance(solution, Open):
        if solution.reason.startswith(HOPELESS):
            return solution
        current = presolve(program)
        squares = find_field_squares(current, settings, deadline) if current is not None else None
        psatz = Psatz(squares=squares, multiplier=multiplier) if squares is not None else None
        if psatz is not None and is_proof(q, psatz, facts, strict=strict, everywhere=shape.zeros):
            return psatz
        return solution
    epsilon = Fraction(1) if strict and q.is_zero else Fraction(0)
    if (
        strict
        and not shape.squares
        and not q.is_zero
        and not any(
            f.role == EpsilonRole() and v > 0 for f, v in zip(solution.program.free, solution.values, strict=True)
        )
    ):
        return Open("epsilon is not positive")
    psatz = to_psatz(solution, settings, epsilon=epsilon, multiplier=multiplier, unit=shape.unit)
    if not is_proof(q, psatz, facts, strict=strict, everywhere=shape.zeros):
        raise ArithmeticError("an exact solution does not give a proof")  # a bug, never an outcome
    return psatz


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
    multiplier, factor = _fixed_multiplier(shape, facts, variables)
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


def _fixed_multiplier(shape: Shape, facts: Sequence[Fact], variables: Sequence[int]) -> tuple[Multiplier, Polynomial]:
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


def _restrict_at_zero(program: SosProgram, point: Point) -> SosProgram:
    """Return the program on the face given by a point where everything but the squares vanishes."""
    blocks = []
    for block in program.blocks:
        if block.strict or len(block.form) > 1 or block.form[0][0].evaluate(point) <= 0:
            blocks.append(block)
            continue
        values = [d[0].evaluate(point) for d in block.basis]
        basis = orthogonal_complement([values], len(values))
        if basis:
            blocks.append(restrict(block, basis))
    return SosProgram(program.target, tuple(blocks), program.free)


__all__ = [
    "Point",
    "Shape",
    "build_program",
    "cofactor_unknowns",
    "gram_blocks",
    "prove_impossible",
    "prove_nonnegative",
    "prove_positive",
    "relevant_facts",
    "shapes_for",
    "try_shape",
]
