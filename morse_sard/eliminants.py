"""Eliminants: polynomial relations between one coordinate and the value on a curve.  Soundness-critical: no.

On a curve m(x, y) = 0 the resultant of m and v - F with respect to the other coordinate vanishes at (x_i, F).  Of its
irreducible factors the one that does so is taken; its leading coefficient in x_i shows where x_i can become infinite.
Lifted variables with a polynomial equation (inverses and square roots) are eliminated first, in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cmp_to_key

from tameproof.morse_sard.branch import Branch
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, compare, real_roots
from tameproof.proofs.kernel.evidence import Combination
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.symbolic.budget import Deadline

ALGEBRAIC = frozenset({NodeKind.INVERSE, NodeKind.ROOT})
MAX_DEGREE = 60


@dataclass(frozen=True, slots=True)
class Relation:
    """P(x_i, F) = 0 on the branch: variable 0 is x_i, variable 1 the value; with a combination of the equations."""

    polynomial: Polynomial
    combination: Combination

    @property
    def degree(self) -> int:
        """Degree in the coordinate."""
        return self.polynomial.degree_in(0)

    def leading_coefficient(self) -> tuple[int, ...]:
        """Return the leading coefficient in x_i as a univariate integer polynomial in the value, constant first."""
        return univariate_in_value(self.polynomial.coefficients_in(0)[self.degree])


def univariate_in_value(p: Polynomial) -> tuple[int, ...]:
    """Return a polynomial in variable 1 alone with integer coefficients, constant first, up to a positive factor."""
    p = p.scale(p.denominator)
    return tuple(int(p.coefficient((0, k))) for k in range(p.degree_in(1) + 1))


def is_semialgebraic(lift: Lift) -> bool:
    """Return whether all lifted variables have polynomial equations and the objective is smooth."""
    return lift.smooth and all(v.kind in ALGEBRAIC for v in lift.lifted)


def project(p: Polynomial, lift: Lift, deadline: Deadline) -> Polynomial:
    """Return a polynomial without lifted variables that vanishes where p does (a product with conjugates)."""
    from tameproof.symbolic._flint import compute_resultant

    equations = [f.polynomial for f in lift.facts if f.kind is FactKind.EQUATION]
    for node in reversed(lift.lifted):
        if node.index not in p.variables():
            continue
        own = next(e for e in equations if max(e.variables()) == node.index)
        p = compute_resultant(p, own, node.index)
        deadline.check()
    return p


def find_relation(lift: Lift, curve: Polynomial | None, i: int, branch: Branch, deadline: Deadline) -> Relation | None:
    """Return an irreducible relation between x_i and the value on an irreducible plane curve, or None.

    Args:
        lift: a semialgebraic objective in one variable (curve is None) or two variables.
        curve: m, irreducible, without lifted variables.
        i: the coordinate, 0 or 1.
        branch: a branch on whose points m vanishes.
        deadline: when to give up (raises BudgetExceeded).
    """
    from tameproof.symbolic._flint import compute_resultant, factor

    v = len(lift.names)
    value = project(Polynomial.variable(v) - lift.objective, lift, deadline)
    resultant = value if curve is None else compute_resultant(curve, value, 1 - i)
    if resultant.is_zero or resultant.degree > 4 * MAX_DEGREE:
        return None
    deadline.check()
    for p, _ in factor(resultant)[1]:
        if p.degree > MAX_DEGREE:
            continue
        own = p.substitute({i: Polynomial.variable(0), v: Polynomial.variable(1)})
        combination = branch.combination(p.substitute({v: lift.objective}), deadline)
        if combination is not None:
            return Relation(own, combination)
    return None


def find_candidates(relations: Sequence[Relation]) -> list[AlgebraicNumber]:
    """Return the distinct real roots of the leading coefficients, increasing."""
    from tameproof.symbolic._flint import factor_univariate

    found: list[AlgebraicNumber] = []
    for relation in relations:
        leading = relation.leading_coefficient()
        if len(leading) == 1:
            continue
        for p, _ in factor_univariate(leading):
            for root in real_roots(p):
                if all(compare(root, known) != 0 for known in found):
                    found.append(root)
    return sorted(found, key=cmp_to_key(compare))
