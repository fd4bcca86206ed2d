"""Strict saddles by directions seen numerically and positivity modulo the ideal.  Soundness-critical: no.

On a critical orbit of a scaling symmetry the curvature along a vector field of weight 0 is constant, so that one
numerical point of the orbit shows which field has negative curvature on all of it.  The field is rounded, and

    - sum_k w_k d_k' H d_k = 1 + s_0 + sum_j s_j g_j   modulo the equations

is asked with sums of squares of standard monomials of weight 0.  Normal forms leave few monomials, often as many as
there are critical orbits; there are no unknown cofactors, and the programs are small for many variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import gcd
from typing import Any

from tameproof.morse_sard.branch import Branch
from tameproof.morse_sard.gradings import Weights, find_gradings, weight_of
from tameproof.morse_sard.proving import Effort, add_combinations, sos_settings, verified
from tameproof.morse_sard.samples import FloatPolynomial
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.evidence import EscapeArc, NotLocalMinimum, PowerMembership, Psatz
from tameproof.proofs.kernel.facts import FactKind, equation
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.psatz import expand_squares
from tameproof.proofs.kernel.rules.series import objective_along
from tameproof.sos.evidence import ProductRole, to_psatz
from tameproof.sos.exact_solution import find_exact_solution
from tameproof.sos.monomials import monomials_up_to
from tameproof.sos.negative_curvature import Directions, curvature
from tameproof.sos.program import Block, PolynomialVector, SosProgram
from tameproof.sos.settings import Deadline as SosDeadline
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open

DENOMINATORS = (1, 2, 3, 5, 10, 30, 100, 1000, 10_000)
MAX_FIELDS = 400  # vector fields d with one monomial
MAX_BASIS = 45
MAX_TERMS = 40_000  # of the identity
WEIGHT_STEPS = 40


@dataclass(frozen=True, slots=True)
class _Curvatures:
    """The Hessian at the numerical points in the basis of vector fields: one matrix per point."""

    fields: tuple[PolynomialVector, ...]
    matrices_float: tuple[Any, ...]


def find_quotient_saddle(
    branch: Branch, samples_float: Sequence[Any], settings: MorseSardSettings, deadline: Deadline
) -> NotLocalMinimum | None:
    """Return a leaf that shows negative curvature at every point of the branch, or None.

    Args:
        branch: critical points of a smooth objective.
        samples_float: numerical points of the branch, which choose the directions.
        settings: budgets.
        deadline: when to give up (raises BudgetExceeded).

    Returns:
        A leaf whose evidence the kernel has accepted.  None does not mean that some point has no negative curvature.
    """
    deadline.check()
    if not branch.lift.smooth or not samples_float:
        return None
    gradings = find_gradings(
        branch.lift.objective, [branch.basis.elements[i] for i in branch.basis.leading], branch.context.variables
    )
    for degree in (0, 1):
        fields = _fields(branch, gradings, degree)
        if not 0 < len(fields) <= MAX_FIELDS:
            continue
        curvatures = _curvatures(branch, fields, samples_float)
        for directions in _rounded_directions(curvatures):
            deadline.check()
            leaf = _prove(branch, directions, gradings, settings, deadline)
            if leaf is not None:
                return leaf
    return None


def _fields(branch: Branch, gradings: Sequence[Weights], degree: int) -> tuple[PolynomialVector, ...]:
    """Return the vector fields m e_i of weight 0, where m is a standard monomial of the given degree."""
    n = branch.lift.dimension
    out: list[PolynomialVector] = []
    for m in _standard(branch, degree):
        if Polynomial({m: 1}).degree != degree:
            continue
        weight = weight_of(m, gradings)
        for i in range(n):
            if weight == tuple(w[i] for w in gradings):
                out.append(tuple(Polynomial({m: 1}) if k == i else ZERO for k in range(n)))
    return tuple(out)


def _standard(branch: Branch, degree: int) -> list[int]:
    """Return the monomials up to a degree that are their own normal form."""
    variables = list(range(branch.context.variables))
    return [m for m in monomials_up_to(variables, degree) if branch.normal_form(Polynomial({m: 1})).terms == {m: 1}]


def _curvatures(branch: Branch, fields: tuple[PolynomialVector, ...], samples_float: Sequence[Any]) -> _Curvatures:
    """Evaluate d_a' H d_b at the points."""
    import numpy as np

    lift, nvars = branch.lift, branch.context.variables
    n = lift.dimension
    hessian = [[FloatPolynomial(lift.hessian[i][j], nvars) for j in range(i + 1)] for i in range(n)]
    own = [[(i, FloatPolynomial(p, nvars)) for i, p in enumerate(d) if not p.is_zero] for d in fields]
    matrices = []
    for point_float in samples_float:
        H = np.array([[hessian[max(i, j)][min(i, j)](point_float) for j in range(n)] for i in range(n)])
        V = np.zeros((len(fields), n))
        for a, row in enumerate(own):
            for i, p in row:
                V[a, i] = p(point_float)
        matrix = V @ H @ V.T
        if np.all(np.isfinite(matrix)):
            matrices.append(matrix)
    return _Curvatures(fields, tuple(matrices))


def _rounded_directions(curvatures: _Curvatures) -> Iterator[Directions]:
    """Yield weighted rational fields with negative curvature at all numerical points, small numbers first."""
    import numpy as np

    chosen: list[Any] = []
    for matrix in curvatures.matrices_float:
        if any(c @ matrix @ c < -1e-6 * np.linalg.norm(matrix) for c in chosen):
            continue
        values, vectors = np.linalg.eigh(matrix)
        if values[0] >= -1e-7 * max(1.0, abs(values[-1])):
            return
        chosen.append(_sparse(vectors, values))
    if not chosen:
        return
    seen: set[tuple[tuple[int, ...], ...]] = set()
    for denominator in DENOMINATORS:
        rows = []
        for c in chosen:
            row = [round(v * denominator / max(abs(c))) for v in c]
            g = gcd(*row)
            rows.append(tuple(v // g for v in row) if g else ())
        key = tuple(rows)
        if key in seen or not all(rows):
            continue
        seen.add(key)
        weights = _weights(rows, curvatures.matrices_float)
        if weights is None:
            continue
        yield tuple((w, _combine(row, curvatures.fields)) for w, row in zip(weights, rows, strict=True) if w)


def _sparse(vectors: Any, values: Any) -> Any:
    """Return a vector of the eigenspace of the least eigenvalue with many zeros."""
    import numpy as np

    count = int(np.sum(values < values[0] + 1e-6 * max(1.0, abs(values[0]))))
    space = vectors[:, :count].T.copy()
    if count == 1:
        return space[0]
    # Gauss elimination with full pivoting leaves count - 1 zeros
    place = np.unravel_index(np.argmax(np.abs(space)), space.shape)
    projector = space.T @ space
    return projector[int(place[1])]


def _weights(rows: Sequence[tuple[int, ...]], matrices_float: Sequence[Any]) -> tuple[Fraction, ...] | None:
    """Return weights >= 0 such that the weighted curvature is at most -1 at all points, or None."""
    import numpy as np

    table = np.array([[np.array(r) @ matrix @ np.array(r) for r in rows] for matrix in matrices_float])
    if np.any(np.min(table, axis=1) >= -1e-9 * np.max(np.abs(table))):
        return None
    # each point leans on its best field; more weight is given to fields as long as some point is not served
    weights_float = np.array([1.0 / abs(float(np.min(table[:, k]))) for k in range(len(rows))])
    for _ in range(WEIGHT_STEPS):
        totals = table @ weights_float
        worst = int(np.argmax(totals))
        if totals[worst] <= -0.25:
            break
        weights_float[int(np.argmin(table[worst]))] *= 2.0
    weights = [_power_of_two(float(w)) for w in weights_float]
    totals = table @ np.array([float(w) for w in weights])
    largest = float(np.max(totals))
    if largest >= -1e-3:
        return None
    scale = _power_of_two(-1.0 / largest)
    return tuple(w * scale for w in weights)


def _power_of_two(value_float: float) -> Fraction:
    """Return a power of two between value and twice the value."""
    from math import ceil, log2

    return Fraction(2) ** ceil(log2(value_float))


def _combine(row: Sequence[int], fields: Sequence[PolynomialVector]) -> PolynomialVector:
    n = len(fields[0])
    return tuple(
        sum_of_products([(d[i], Polynomial.constant(c)) for c, d in zip(row, fields, strict=True) if c])
        for i in range(n)
    )


def _prove(
    branch: Branch,
    directions: Directions,
    gradings: Sequence[Weights],
    settings: MorseSardSettings,
    deadline: Deadline,
) -> NotLocalMinimum | None:
    lift = branch.lift
    n = lift.dimension
    hessian = tuple(tuple(branch.normal_form(lift.hessian[i][j], deadline) for j in range(n)) for i in range(n))
    form = branch.normal_form(curvature(hessian, directions), deadline)
    # the curvature is about 1 or more at the points: ask for a quarter
    psatz = find_positivity_modulo(form, branch, gradings, Fraction(1, 4), settings, deadline)
    if psatz is None:
        return None
    arcs, vanishing = [], []
    pairs: list[tuple[Polynomial, Polynomial]] = []
    for weight, direction in directions:
        series, _ = objective_along(lift, (direction,), 2, (), "arc")
        rows = [branch.combination(c, deadline) for c in series[:2]]
        known = tuple(row for row in rows if row is not None)
        if len(known) != 2:
            return None
        arcs.append(EscapeArc(2 * weight, (direction,)))
        vanishing.append(known)
        pairs.append((Polynomial.constant(-2 * weight), series[2]))
    total = sum_of_products(pairs)
    own = complete_modulo(total, psatz, branch, deadline)
    if own is None:
        return None
    return NotLocalMinimum(2, tuple(arcs), tuple(vanishing), verified(total, own, branch.context, strict=True))


def find_positivity_modulo(
    form: Polynomial,
    branch: Branch,
    gradings: Sequence[Weights],
    epsilon: Fraction,
    settings: MorseSardSettings,
    deadline: Deadline,
) -> Psatz | None:
    """Return form = epsilon + s_0 + sum s_j g_j modulo the equations of the branch, without the cofactors, or None.

    Args:
        form: a normal form of weight 0.
        branch: equations, and inequalities of weight 0 (others are not used).
        gradings: scaling symmetries; only monomials of weight 0 are used.
        epsilon: a positive lower bound that is to be shown.
        settings: budgets.
        deadline: when to give up.

    Returns:
        Evidence in terms of the facts of the branch, whose combination is still empty (see ``complete_modulo``).
    """
    zero = (0,) * len(gradings)
    facts = [
        (i, p)
        for i, p in ((i, branch.normal_form(f.polynomial, deadline)) for i, f in branch.inequalities())
        if p.degree and all(weight_of(m, gradings) == zero for m in p.terms)
    ]
    constant = form.as_constant()
    if constant is not None:
        return Psatz(constant) if constant > 0 else None
    cache: dict[Polynomial, Polynomial] = {}

    def reduce(p: Polynomial) -> Polynomial:
        known = cache.get(p)
        if known is None:
            known = cache[p] = branch.normal_form(p, deadline)
        return known

    sos = sos_settings(settings, deadline, Effort.LARGE)
    one = ((ONE,),)
    pairs = [((i, j), reduce(p * q)) for (i, p), (j, q) in combinations(facts, 2)]
    singles = [((i,), p) for i, p in facts]
    for degree in (0, 1, 2):
        basis = tuple((Polynomial({m: 1}),) for m in _standard(branch, degree) if weight_of(m, gradings) == zero)
        if len(basis) > MAX_BASIS or (degree and len(basis) == 1):
            continue
        # numbers as multipliers of the inequalities give short evidence
        for multipliers in (one, basis):
            blocks = [Block(ProductRole(()), basis, one)]
            blocks += [Block(ProductRole(key), multipliers, ((p,),)) for key, p in (*singles, *pairs)]
            program = SosProgram(form - Polynomial.constant(epsilon), tuple(blocks), (), reduce)
            limit = SosDeadline(min(10.0, deadline.remaining_float))
            solution = find_exact_solution(program, sos, limit, solves=4)
            if not isinstance(solution, Open):
                return to_psatz(solution, sos, epsilon=epsilon)
    return None


def complete_modulo(q: Polynomial, psatz: Psatz, branch: Branch, deadline: Deadline) -> Psatz | None:
    """Return the evidence for q > 0 with the combination of equations that makes it an identity, or None.

    Args:
        q: the polynomial that is to be positive.
        psatz: epsilon, squares and products of facts of the branch; equal to q modulo the equations.
        branch: the branch.
        deadline: when to give up.
    """
    context = branch.context
    relation = _value_relation(branch)
    rest = q - Polynomial.constant(psatz.epsilon) - expand_squares(psatz.squares, context, "squares")
    shortcut = ZERO  # cofactor of F - N, where N is the normal form of F
    for term in psatz.products:
        # product = full = reduced + own (F - N)
        full = reduced = expand_squares(term.squares, context, "squares")
        own = ZERO
        for i in term.facts:
            g = context.facts[i].polynomial
            sign = 0 if relation is None else _sign_of_objective(g, branch)
            n = g if relation is None else g - relation[1].scale(sign)
            own = own * n + full.scale(sign)
            full, reduced = full * g, reduced * n
        rest = rest - reduced
        shortcut = shortcut - own
        if len(rest) > MAX_TERMS:
            return None
    combination = branch.combination(rest, deadline)
    if combination is None:
        return None
    if relation is not None and not shortcut.is_zero:
        combination = add_combinations(combination, ((relation[0], shortcut),))
    return Psatz(psatz.epsilon, psatz.squares, psatz.products, combination)


def add_value_relation(branch: Branch, deadline: Deadline) -> tuple[Branch, PowerMembership] | None:
    """Return the branch with the equation F - N = 0, N the normal form of F, and its derivation, or None if N = F."""
    relation = branch.lift.objective - branch.normal_form(branch.lift.objective, deadline)
    combination = branch.combination(relation, deadline)
    if relation.is_zero or combination is None:
        return None
    context = branch.context.add(equation(relation))
    return replace(branch, context=context), PowerMembership(relation, 1, combination)


def _value_relation(branch: Branch) -> tuple[int, Polynomial] | None:
    """Return the fact F - N = 0 with its index, if it is there (see ``add_value_relation``)."""
    relation = branch.lift.objective - branch.normal_form(branch.lift.objective)
    for i, fact in enumerate(branch.context.facts):
        if fact.kind is FactKind.EQUATION and fact.polynomial == relation:
            return i, relation
    return None


def _sign_of_objective(g: Polynomial, branch: Branch) -> int:
    """Return s in {1, -1} if g is s F plus a constant, else 0."""
    for sign in (1, -1):
        if (g - branch.lift.objective.scale(sign)).as_constant() is not None:
            return sign
    return 0


__all__ = ["add_value_relation", "complete_modulo", "find_positivity_modulo", "find_quotient_saddle"]
