"""Parts of a tangency set that are plane curves: pieces, kinks, or in more than two variables.  Soundness-critical: no.

If the equations of a branch give all variables but two coordinates as polynomials in these, and one relation between
the two remains, the branch is a plane curve.  Multipliers have values on a piece; on a kink they may stay free, as long
as the value does not depend on them.  Each coordinate and the value then satisfy a relation, found by resultants and
checked to be a combination of the equations; its leading coefficient shows the values at infinity.
"""

from __future__ import annotations

from tameproof.morse_sard.branch import Branch
from tameproof.morse_sard.eliminants import ALGEBRAIC, MAX_DEGREE, Relation
from tameproof.morse_sard.tangency_facts import eliminate_linear
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import KINK_KINDS, Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.symbolic.budget import Deadline

SEMIALGEBRAIC = ALGEBRAIC | KINK_KINDS


def find_curve_relations(branch: Branch, deadline: Deadline) -> tuple[Relation, ...] | None:
    """Return one relation between each coordinate and the value on a branch that is a plane curve (or a line).

    Args:
        branch: a branch of a semialgebraic objective (polynomials, quotients, roots, abs, max).
        deadline: when to give up (raises BudgetExceeded).

    Returns:
        Relations with combinations, all of positive degree in the coordinate; None if the branch is no such curve, the
        degrees are too high, or F takes finitely many values.
    """
    lift = branch.lift
    n = lift.dimension
    if branch.context.variables != len(lift.names) or any(v.kind not in SEMIALGEBRAIC for v in lift.lifted):
        return None
    values = dict(eliminate_linear([p for p in branch.generators()]))
    free = [i for i in range(n) if i not in values]
    if len(free) not in (1, 2):
        return None
    reduced = [_reduce(p, values) for p in branch.generators()]
    curves = [p for p in reduced if not p.is_zero and max(p.variables(), default=0) < n]
    if len(free) == 1:
        curve = None
        if curves:
            return None
    else:
        curve = _common_factor(curves)
        if curve is None:
            return None
    v = len(lift.names)
    form = _reduce(branch.normal_form(lift.objective, deadline), values)
    value = _without_nodes(Polynomial.variable(v) - form, lift, values)
    if any(n <= k < v for k in value.variables()):
        return None  # the value depends on a free multiplier
    out = []
    for i in range(lift.dimension):
        deadline.check()
        position = Polynomial.variable(v + 1) - (_reduce(values[i], values) if i in values else Polynomial.variable(i))
        position = _without_nodes(position, lift, values)
        if any(n <= k < v for k in position.variables()):
            return None
        relation = _relation(branch, curve, free, value, position, (i, v), deadline)
        if relation is None or relation.degree == 0:
            return None
        out.append(relation)
    return tuple(out)


def _reduce(p: Polynomial, values: dict[int, Polynomial]) -> Polynomial:
    for k, q in values.items():
        p = p.substitute({k: q})
    return p


def _without_nodes(p: Polynomial, lift: Lift, values: dict[int, Polynomial]) -> Polynomial:
    """Return a polynomial without inverses and roots that vanishes where p does (a product with conjugates)."""
    from tameproof.symbolic._flint import compute_resultant

    equations = {max(f.polynomial.variables()): f.polynomial for f in lift.facts if f.kind is FactKind.EQUATION}
    for node in reversed(lift.lifted):
        if node.kind in ALGEBRAIC and node.index in p.variables():
            p = compute_resultant(p, _reduce(equations[node.index], values), node.index)
    return p


def _common_factor(curves: list[Polynomial]) -> Polynomial | None:
    """Return the curve on which all the polynomials vanish, squarefree, or None."""
    from tameproof.symbolic._flint import compute_gcd, factor

    if not curves:
        return None
    common = curves[0]
    for p in curves[1:]:
        common = compute_gcd(common, p)
    if common.degree == 0:
        return None
    product = Polynomial.constant(1)
    for p, _ in factor(common)[1]:
        product = product * p
    return product


def _relation(
    branch: Branch,
    curve: Polynomial | None,
    free: list[int],
    value: Polynomial,
    position: Polynomial,
    indices: tuple[int, int],
    deadline: Deadline,
) -> Relation | None:
    """Eliminate the free coordinates from the curve, v - F and w - x_i; v and w are variables n and n + 1."""
    from tameproof.symbolic._flint import compute_resultant, factor

    i, v = indices
    rows = [value, position]
    if curve is not None:
        last = free[-1]
        rows = [compute_resultant(curve, p, last) if last in p.variables() else p for p in rows]
        # a position that does not involve the coordinate that is eliminated is kept as it is
    first = free[0]
    left, right = rows
    if left.is_zero or right.is_zero or max(left.degree, right.degree) > 2 * MAX_DEGREE:
        return None
    if first in right.variables():
        left = compute_resultant(left, right, first) if first in left.variables() else left
    else:
        left = right  # the coordinate is a root of a fixed polynomial
    if left.is_zero or left.degree > 4 * MAX_DEGREE:
        return None
    deadline.check()
    own = branch.lift.objective
    for p, _ in factor(left)[1]:
        if p.degree > MAX_DEGREE:
            continue
        at = p.substitute({v: own, v + 1: Polynomial.variable(i)})
        combination = branch.combination(at, deadline)
        if combination is not None:
            return Relation(p.substitute({v: Polynomial.variable(1), v + 1: Polynomial.variable(0)}), combination)
    return None
