"""Directions of negative curvature on a set of critical points (strict saddles), with exact evidence.

Soundness-critical: no; the evidence is expanded exactly before it is returned.
Sought are weights w_k > 0 and polynomial directions d_k with - sum_k w_k d_k' H d_k > 0 wherever the facts hold.  With
S = sum_k w_k d_k d_k' this is one semidefinite program: a matrix-valued sum of squares S with

    -<H, S> = 1 + s_0 + sum_j s_j g_j + sum_i c_i e_i.

Mathematics: docs/theory.md, strict saddles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.sos.evidence import CurvatureRole, ProductRole, to_psatz
from tameproof.sos.exact_solution import find_exact_solution
from tameproof.sos.gram import weighted_vectors
from tameproof.sos.identity import is_proof, product_of_facts
from tameproof.sos.monomials import SignSymmetry, monomials_up_to, parity
from tameproof.sos.positivstellensatz import (
    Shape,
    cofactor_unknowns,
    gram_blocks,
    relevant_facts,
    try_shape,
)
from tameproof.sos.program import Block, PolynomialVector, SosProgram, SosSolution
from tameproof.sos.settings import DEFAULT, Deadline, SosSettings
from tameproof.symbolic.outcome import Open

Directions: TypeAlias = tuple[tuple[Fraction, PolynomialVector], ...]
MAX_GUESSES = 40
SIMPLIFY_TRIALS = 24
SIMPLIFY_UNKNOWNS = 700


def find_negative_curvature(
    hessian: Sequence[Sequence[Polynomial]],
    facts: Sequence[Fact],
    *,
    degree: int = 2,
    settings: SosSettings = DEFAULT,
) -> tuple[Directions, Psatz] | Open:
    """Search weighted polynomial directions along which the curvature is negative wherever the facts hold.

    Args:
        hessian: symmetric n x n matrix H of polynomials; row i belongs to variable i.
        facts: what is known about the points, for example that the gradient vanishes and the value is v.
        degree: largest degree of S = sum w d d' (twice the degree of the directions).
        settings: budgets.

    Returns:
        Pairs (w, d) with w > 0 and evidence that - sum w d'Hd > 0 on the facts; or ``Open``, which does not mean
        that a point without negative curvature exists.
    """
    deadline = Deadline(settings.time_limit)
    tried: list[str] = []
    relevant = tuple(i for i, f in enumerate(facts) if not f.polynomial.is_zero)
    simple = _try_simple_directions(hessian, facts, settings, deadline)
    if simple is not None:
        return simple
    tried.append("constant and linear directions")
    top = max((p.degree for row in hessian for p in row), default=0)
    lowest = max((facts[i].polynomial.degree for i in relevant), default=0)
    sizes = []
    for half in range(degree // 2 + 1):
        base = max(top + 2 * half, lowest)
        sizes += [(base + base % 2 + extra, half) for extra in range(0, settings.extra_degree + 1, 2)]
    for total, half in sorted(sizes):
        if deadline.is_over:
            return Open("time limit", tuple(tried))
        found = _solve_degree(hessian, facts, relevant, half, total, settings, deadline)
        if not isinstance(found, Open):
            return found
        tried.append(f"S of degree {2 * half}, identity of degree {total}: {found.reason}")
    return Open("no direction of negative curvature found", tuple(tried))


def curvature(hessian: Sequence[Sequence[Polynomial]], directions: Directions) -> Polynomial:
    """Return ``- sum w d'Hd``, expanded."""
    pairs = []
    for w, d in directions:
        for i, p in enumerate(d):
            if not p.is_zero:
                image = sum_of_products([(hessian[i][j], r) for j, r in enumerate(d) if not r.is_zero])
                pairs.append((p.scale(-w), image))
    return sum_of_products(pairs)


def _simple_directions(n: int) -> Iterator[PolynomialVector]:
    """Yield unit vectors, their sums and differences, the point itself and its halves with opposite signs."""
    units = [tuple(ONE if i == k else ZERO for i in range(n)) for k in range(n)]
    yield from units
    for i in range(n):
        for j in range(i):
            for sign in (1, -1):
                yield tuple(a + b.scale(sign) for a, b in zip(units[j], units[i], strict=True))
    point = tuple(Polynomial.variable(i) for i in range(n))
    yield point
    if n % 2 == 0:
        yield tuple(p if i < n // 2 else -p for i, p in enumerate(point))


def _try_simple_directions(
    hessian: Sequence[Sequence[Polynomial]], facts: Sequence[Fact], settings: SosSettings, deadline: Deadline
) -> tuple[Directions, Psatz] | None:
    """Try simple directions along which the curvature is a constant modulo the equations: linear algebra only."""
    n = len(hessian)
    for count, d in enumerate(_simple_directions(n)):
        if count >= MAX_GUESSES or deadline.is_over:
            return None
        directions: Directions = ((Fraction(1), d),)
        q = curvature(hessian, directions)
        if q.is_zero:
            continue
        relevant = tuple(i for i in relevant_facts(q, facts) if facts[i].kind is FactKind.EQUATION)
        degree = max(q.degree, 2, *(facts[i].polynomial.degree for i in relevant)) if relevant else q.degree
        for extra in (0, 2):
            shape = Shape(degree + extra, squares=False)
            found = try_shape(q, facts, relevant, shape, settings, deadline, strict=True)
            if isinstance(found, Psatz):
                return directions, found
    return None


def _solve_degree(
    hessian: Sequence[Sequence[Polynomial]],
    facts: Sequence[Fact],
    relevant: Sequence[int],
    half: int,
    degree: int,
    settings: SosSettings,
    deadline: Deadline,
) -> tuple[Directions, Psatz] | Open:
    n = len(hessian)
    used = {i for i in range(n)}
    used.update(v for row in hessian for p in row for v in p.variables())
    used.update(v for i in relevant for v in facts[i].polynomial.variables())
    variables = sorted(used)
    equations = [i for i in relevant if facts[i].kind is FactKind.EQUATION]
    inequalities = [i for i in relevant if facts[i].kind is not FactKind.EQUATION]
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
        for i in range(n):
            vector = tuple(Polynomial({m: 1}) if k == i else ZERO for k in range(n))
            classes.setdefault(symmetry.reduce(parity(m) ^ (1 << i)), []).append(vector)
    form = tuple(tuple(row) for row in hessian)
    blocks = [Block(CurvatureRole(), tuple(classes[key]), form) for key in sorted(classes)]
    blocks += gram_blocks(ProductRole(()), monomials_up_to(variables, degree // 2), ONE, symmetry)
    for i in inequalities:
        g = product_of_facts((i,), facts)
        if g.degree <= degree:
            basis = monomials_up_to(variables, (degree - g.degree) // 2)
            blocks += gram_blocks(ProductRole((i,)), basis, g, symmetry)
    size = max(len(b.basis) for b in blocks)
    if size > settings.max_basis:
        return Open(f"a Gram matrix of size {size} (limit {settings.max_basis})")
    free = cofactor_unknowns(equations, facts, variables, degree, symmetry)
    program = SosProgram(-ONE, tuple(blocks), tuple(free))
    solution = find_exact_solution(program, settings, deadline)
    if isinstance(solution, Open):
        return solution
    solution = _use_fewer_directions(program, solution, settings, deadline)
    directions = directions_of(solution)
    psatz = to_psatz(solution, settings, epsilon=Fraction(1))
    if not is_proof(curvature(hessian, directions), psatz, facts, strict=True):
        raise ArithmeticError("an exact solution does not give a proof")  # a bug, never an outcome
    return directions, psatz


def _use_fewer_directions(
    program: SosProgram, solution: SosSolution, settings: SosSettings, deadline: Deadline
) -> SosSolution:
    """Return a solution with a smaller basis of S: drop basis vectors, high degrees first, while one is found.

    The interior solution uses every direction that it may; most of them are not needed.
    """
    if solution.program.count_unknowns() > SIMPLIFY_UNKNOWNS:
        return solution
    trials = SIMPLIFY_TRIALS
    current, best = program, solution
    places = [
        (max(p.degree for p in d), b, d)
        for b, block in enumerate(program.blocks)
        if block.role == CurvatureRole()
        for d in block.basis
    ]
    places = [p for _, p in sorted(enumerate(places), key=lambda t: (-t[1][0], t[0]))]
    width = max(1, len(places) // 2)
    while width and trials:
        start = 0
        while start < len(places) and trials and not deadline.is_over:
            trials -= 1
            trial = _without(current, [(b, d) for _, b, d in places[start : start + width]])
            found = find_exact_solution(trial, settings, deadline, solves=4)
            if isinstance(found, Open):
                start += width
            else:
                current, best = trial, found
                del places[start : start + width]
        width //= 2
    return best


def _without(program: SosProgram, vectors: Sequence[tuple[int, PolynomialVector]]) -> SosProgram:
    """Return the program without some basis vectors (block number, vector); the numbers of the blocks stay."""
    blocks = []
    for b, block in enumerate(program.blocks):
        gone = [d for k, d in vectors if k == b]
        basis = tuple(d for d in block.basis if d not in gone)
        blocks.append(Block(block.role, basis, block.form, block.strict))
    return SosProgram(program.target, tuple(blocks), program.free)


def directions_of(solution: SosSolution) -> Directions:
    """Return the weighted direction fields of the blocks of curvature in an exact solution."""
    out: list[tuple[Fraction, PolynomialVector]] = []
    for block, matrix in zip(solution.program.blocks, solution.matrices, strict=True):
        if block.role != CurvatureRole():
            continue
        for weight, row in weighted_vectors(matrix) or []:
            vector = tuple(
                sum_of_products([(d[a], Polynomial.constant(c)) for c, d in zip(row, block.basis, strict=True) if c])
                for a in range(len(block.form))
            )
            out.append((weight, vector))
    return tuple(out)
