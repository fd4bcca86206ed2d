"""Strict saddles by directions seen numerically and positivity modulo the ideal.  Soundness-critical: no.

On a critical orbit of the symmetry group the curvature along a field that commutes with the group is constant, so that
one numerical point of the orbit shows which field has negative curvature on all of it.  The field is rounded, and

    - sum_k w_k d_k' H d_k = 1 + s_0 + sum_j s_j g_j   modulo the equations

is asked with squares of invariants.  Normal forms leave few of them, often as many as there are critical orbits; there
are no unknown cofactors, and the programs are small for many variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice
from math import gcd
from typing import Any

from tameproof.morse_sard.branch import Branch
from tameproof.morse_sard.linear_symmetries import Symmetries, independent_polynomials, symmetries_of
from tameproof.morse_sard.proving import Effort, add_combinations, sos_settings, verified
from tameproof.morse_sard.samples import FloatPolynomial
from tameproof.morse_sard.second_order_arcs import find_second_order_arcs
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.evidence import NotLocalMinimum, PowerMembership, Psatz
from tameproof.proofs.kernel.facts import FactKind, equation
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.psatz import expand_squares
from tameproof.sos.evidence import ProductRole, to_psatz
from tameproof.sos.exact_solution import find_exact_solution
from tameproof.sos.negative_curvature import Directions, curvature
from tameproof.sos.program import Block, PolynomialVector, SosProgram
from tameproof.sos.settings import Deadline as SosDeadline
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open
from tameproof.symbolic.quotient import dimension_of

DENOMINATORS = (1, 2, 3, 5, 10, 30, 100, 1000, 10_000)
MAX_FIELDS = 400  # vector fields d with one monomial
MAX_BASIS = 45
MAX_TRIALS = 3  # roundings of the directions whose positivity is asked for
MAX_INVARIANTS = 120
MAX_FACTS = 4
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
    symmetries = symmetries_of(branch.lift, branch.context.variables)
    for fields, split in symmetries.classes:
        if not 0 < len(fields) <= MAX_FIELDS:
            continue
        curvatures = _curvatures(branch, fields, samples_float)
        if _is_balanced(curvatures, split):
            candidates = _rounded_directions(curvatures)
        else:
            candidates = _corrected_directions(curvatures, split, branch, deadline)
        for directions in islice(candidates, MAX_TRIALS):
            deadline.check()
            leaf = _prove(branch, directions, symmetries, settings, deadline)
            if leaf is not None:
                return leaf
    return None


def _is_balanced(curvatures: _Curvatures, split: int) -> bool:
    """Return whether fields of one nonzero weight have no curvature of their own: their size does not matter."""
    import numpy as np

    if split == len(curvatures.fields):
        return True
    for matrix in curvatures.matrices_float:
        own = max(np.abs(matrix[:split, :split]).max(), np.abs(matrix[split:, split:]).max())
        if own > 1e-6 * np.abs(matrix).max():
            return False
    return True


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
        rows = [_round_row(c, denominator) for c in chosen]
        key = tuple(rows)
        if key in seen or not all(rows):
            continue
        seen.add(key)
        weights = _weights(rows, curvatures.matrices_float)
        if weights is None:
            continue
        yield tuple((w, _combine(row, curvatures.fields)) for w, row in zip(weights, rows, strict=True) if w)


def _corrected_directions(
    curvatures: _Curvatures, split: int, branch: Branch, deadline: Deadline
) -> Iterator[Directions]:
    """Yield fields a + (1 + P / c) b, where b'Hb = 0, a'Hb is about -c < 0 and P = a'Ha >= 0 may be unbounded.

    The curvature along it is P + 2 (1 + P / c) a'Hb, about -2 c - P.
    """
    import numpy as np

    lift = branch.lift
    n = lift.dimension
    total = len(curvatures.fields)
    for own, other in ((range(split), range(split, total)), (range(split, total), range(split))):
        blocks = [m[np.ix_(own, own)] for m in curvatures.matrices_float]
        if any(
            np.abs(b).max() > 1e-6 * np.abs(m).max() for b, m in zip(blocks, curvatures.matrices_float, strict=True)
        ):
            continue
        crosses = [m[np.ix_(own, other)] for m in curvatures.matrices_float]
        left, _, right = np.linalg.svd(crosses[0])
        for denominator in DENOMINATORS:
            rows = [_round_row(v, denominator) for v in (left[:, 0], -right[0])]
            if not all(any(row) for row in rows):
                continue
            values = [float(np.array(rows[0]) @ c @ np.array(rows[1])) for c in crosses]
            if max(values) >= -1e-6 * max(np.abs(c).max() for c in crosses):
                continue
            b = _combine(rows[0], [curvatures.fields[k] for k in own])
            a = _combine(rows[1], [curvatures.fields[k] for k in other])
            hessian = tuple(tuple(branch.normal_form(lift.hessian[i][j], deadline) for j in range(n)) for i in range(n))
            form = branch.normal_form(-curvature(hessian, ((Fraction(1), a),)), deadline)
            factor = ONE + form.scale(_power_of_two(-1.0 / max(values)))
            field = tuple(branch.normal_form(p + factor * q, deadline) for p, q in zip(a, b, strict=True))
            yield ((_power_of_two(-0.5 / max(values)), field),)


def _round_row(row_float: Any, denominator: int) -> tuple[int, ...]:
    """Return a primitive integer vector near a multiple of the given one."""
    row = [round(float(v) * denominator / max(abs(row_float))) for v in row_float]
    g = gcd(*row)
    return tuple(v // g for v in row) if g else ()


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
    symmetries: Symmetries,
    settings: MorseSardSettings,
    deadline: Deadline,
) -> NotLocalMinimum | None:
    lift = branch.lift
    n = lift.dimension
    hessian = tuple(tuple(branch.normal_form(lift.hessian[i][j], deadline) for j in range(n)) for i in range(n))
    form = branch.normal_form(curvature(hessian, directions), deadline)
    # the curvature is about 1 or more at the points: ask for a quarter
    psatz = find_positivity_modulo(form, branch, symmetries, Fraction(1, 4), settings, deadline)
    if psatz is None:
        return None
    found_arcs = find_second_order_arcs(branch, directions, deadline)
    if found_arcs is None:
        return None
    arcs, vanishing, total = found_arcs
    own = complete_modulo(total, psatz, branch, deadline)
    if own is None:
        return None
    return NotLocalMinimum(2, arcs, vanishing, verified(total, own, branch.context, strict=True))


def find_positivity_modulo(
    form: Polynomial,
    branch: Branch,
    symmetries: Symmetries,
    epsilon: Fraction,
    settings: MorseSardSettings,
    deadline: Deadline,
) -> Psatz | None:
    """Return form = epsilon + s_0 + sum s_j g_j modulo the equations of the branch, without the cofactors, or None.

    Args:
        form: a normal form.
        branch: equations and inequalities.
        symmetries: the squares are those of linear combinations of 1 and invariants.
        epsilon: a positive lower bound that is to be shown.
        settings: budgets.
        deadline: when to give up.

    Returns:
        Evidence in terms of the facts of the branch, whose combination is still empty (see ``complete_modulo``).
    """
    constant = form.as_constant()
    if constant is not None:
        return Psatz(constant) if constant > 0 else None
    facts = [(i, branch.normal_form(f.polynomial, deadline)) for i, f in branch.inequalities()]
    facts = [(i, p) for i, p in facts if p.degree][-MAX_FACTS:]
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
    sizes: set[int] = set()
    # on finite sets every positive function is a sum of squares modulo the ideal, of degree large enough
    for degree in (0, 1, 2, 3, 4) if dimension_of(branch.basis) == 0 else (0, 1, 2):
        invariants = symmetries.invariants(branch.context.variables, degree)
        if len(invariants) > MAX_INVARIANTS:
            return None
        basis = tuple((p,) for p in independent_polynomials([ONE, *map(reduce, invariants)]))
        more = symmetries.semi_invariants(branch.context.variables, degree)
        large = tuple((p,) for p in independent_polynomials([ONE, *map(reduce, more)]))
        if len(large) > MAX_BASIS or len(basis) > MAX_BASIS or len(large) in sizes:
            continue
        sizes.add(len(large))
        # numbers as multipliers of the inequalities give short evidence
        for plain, multipliers in ((basis, one), (basis, basis), (large, large)):
            if plain is large and len(large) == len(basis):
                continue
            blocks = [Block(ProductRole(()), plain, one)]
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
