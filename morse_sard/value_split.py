"""The critical points with irrational values, split off from those with rational ones.  Soundness-critical: no.

Zero sets of residuals are critical sets of positive dimension with one rational value, while other values belong to
finitely many points.  An irrational value v enters a case tree only through low < F < high: without the equation
p(F) = 0, which is too large, the set is not finite.  If q is the product of the irrational factors of the polynomial of
the critical values, and v_1, ..., v_k are its rational roots, then some power of q(F) (F - v_1) ... (F - v_k) lies in
the ideal.  The case F = v_i contradicts low < F < high; in the other one the normal form of q(F) vanishes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tameproof.morse_sard.branch import Branch
from tameproof.proofs.kernel.evidence import CaseTree, Combination, SplitProduct
from tameproof.proofs.kernel.facts import equation, positive
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.groebner import assume_groebner_basis
from tameproof.symbolic.ideals import groebner_basis
from tameproof.symbolic.quotient import dimension_of

__all__ = ["ValueSplit", "find_value_split"]

MAX_EXPONENT = 4
MAX_FACTORS = 8
MAX_TERMS = 4000  # of the product

Below = Callable[[Context], CaseTree | None]


class ValueSplit:
    """A product of factors whose power lies in the ideal of the critical equations; the first one is q(F)."""

    def __init__(self, factors: Sequence[Polynomial], exponent: int, combination: Combination) -> None:
        """Keep the factors with the evidence that the power of their product vanishes."""
        self.factors = tuple(factors)
        self.exponent = exponent
        self.combination = combination

    def tree(self, context: Context, below: Below) -> CaseTree | None:
        """Return the split of the context with trees from ``below`` for all cases, or None if one is missing."""
        children = []
        for k, factor in enumerate(self.factors):
            nonzero = [positive(p * p) for p in self.factors[:k]]
            child = below(context.add(*nonzero, equation(factor)))
            if child is None:
                return None
            children.append(child)
        return SplitProduct(self.factors, self.exponent, self.combination, tuple(children))


def find_value_split(branch: Branch, squarefree: Sequence[int], deadline: Deadline) -> ValueSplit | None:
    """Return the split of the critical set by its irrational values, if it has positive dimension.

    Args:
        branch: the whole critical set.
        squarefree: the polynomial of the critical values, constant term first.
        deadline: when to give up.

    Returns:
        The split; None if the set is finite, if the points with irrational values are not, or if it takes too long.
    """
    from tameproof.symbolic._flint import factor_univariate, primitive_part

    if dimension_of(branch.basis) <= 0:
        return None
    rows = [q for q, _ in factor_univariate(squarefree)]
    rational = [q for q in rows if len(q) == 2]
    others = [q for q in rows if len(q) > 2]
    if not rational or not others or len(rational) >= MAX_FACTORS:
        return None
    objective = branch.lift.objective
    try:
        form = ONE
        for q in others:
            own = Polynomial.constant(q[-1])
            for c in reversed(q[:-1]):
                own = branch.normal_form(own * objective + Polynomial.constant(c), deadline)
            form = branch.normal_form(form * own, deadline)
        nvars = branch.context.variables
        finite = groebner_basis((form,), nvars, deadline, known=branch.generators())
        if dimension_of(assume_groebner_basis(finite, nvars)) > 0:
            return None
        factors = [primitive_part(form)]
        factors += [
            primitive_part(branch.normal_form(objective.scale(q[1]) + Polynomial.constant(q[0]), deadline))
            for q in rational
        ]
        if any(p.is_zero for p in factors):
            return None
        product = ONE
        for p in factors:
            product = product * p
        power = ONE
        for exponent in range(1, MAX_EXPONENT + 1):
            power = power * product
            if len(power) > MAX_TERMS:
                return None
            combination = branch.combination(power, deadline)
            if combination is not None:
                return ValueSplit(factors, exponent, combination)
    except BudgetExceeded:
        pass
    return None
