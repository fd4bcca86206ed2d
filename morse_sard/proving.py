"""Inequalities on a branch: normal forms first, then the Positivstellensatz search.  Soundness-critical: no.

The semidefinite programs see normal forms only: q and the inequality facts are reduced modulo the equations, which
lowers degrees, and the evidence is translated back to the facts themselves by exact combinations.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from fractions import Fraction

from tameproof.morse_sard.branch import Branch, open_branch
from tameproof.morse_sard.exact_proofs import find_exact_contradiction, find_exact_positivity
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import CaseTree, Combination, Empty, ProductTerm, Psatz
from tameproof.proofs.kernel.facts import Fact
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.psatz import check_nonnegative, check_positive, expand_squares
from tameproof.sos.positivstellensatz import prove_impossible, prove_nonnegative, prove_positive
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.budget import BudgetExceeded, Deadline


class Effort(Enum):
    """How large semidefinite programs may get.

    The limits are sizes, so that equal input gives equal evidence on slow and fast machines; the time limit only
    guards against surprises.
    """

    SMALL = (16, 800, 0)
    MEDIUM = (30, 3000, 2)
    LARGE = (45, 8000, 2)


def sos_settings(settings: MorseSardSettings, deadline: Deadline, effort: Effort) -> SosSettings:
    """Return the settings of one Positivstellensatz search."""
    basis, unknowns, extra = effort.value
    return SosSettings(
        solver=settings.solver,
        max_degree=10,
        extra_degree=extra,
        max_basis=basis,
        max_unknowns=unknowns,
        time_limit=min(30.0, deadline.remaining_float),
        contradictions=False,
    )


def find_positivity(
    q: Polynomial, branch: Branch, settings: MorseSardSettings, deadline: Deadline, *, effort: Effort = Effort.MEDIUM
) -> Psatz | None:
    """Return evidence for q > 0 on the branch, or None (which does not mean that it fails)."""
    exact = find_exact_positivity(q, branch, deadline)
    if exact is not None:
        return verified(q, exact, branch.context, strict=True)
    deadline.check()
    reduced = ReducedFacts(branch, deadline)
    form = branch.normal_form(q, deadline)
    constant = form.as_constant()
    if constant is not None and constant <= 0 and not reduced.inequality_indices:
        return None
    found = prove_positive(form, reduced.facts, settings=sos_settings(settings, deadline, effort))
    if not isinstance(found, Psatz):
        return None
    return verified(q, reduced.translate(found, q, form), branch.context, strict=True)


def find_nonnegativity(
    q: Polynomial, branch: Branch, settings: MorseSardSettings, deadline: Deadline, *, effort: Effort = Effort.MEDIUM
) -> Psatz | None:
    """Return evidence for q >= 0 on the branch, or None (which does not mean that it fails)."""
    reduced = ReducedFacts(branch, deadline)
    form = branch.normal_form(q, deadline)
    found = prove_nonnegative(form, reduced.facts, settings=sos_settings(settings, deadline, effort))
    if not isinstance(found, Psatz):
        return None
    return verified(q, reduced.translate(found, q, form), branch.context, strict=False)


def find_contradiction(
    branch: Branch, settings: MorseSardSettings, deadline: Deadline, *, effort: Effort = Effort.MEDIUM
) -> Psatz | None:
    """Return evidence that the branch is empty, or None (which does not mean that it has points)."""
    exact = find_exact_contradiction(branch, deadline)
    if exact is not None:
        return verified(ZERO, exact, branch.context, strict=True)
    deadline.check()
    reduced = ReducedFacts(branch, deadline)
    found = prove_impossible(reduced.facts, settings=sos_settings(settings, deadline, effort))
    if not isinstance(found, Psatz):
        return None
    return verified(ZERO, reduced.translate(found, ZERO, ZERO), branch.context, strict=True)


def find_empty_leaf(context: Context, settings: MorseSardSettings, deadline: Deadline) -> CaseTree | None:
    """Return a tree that shows, with little effort, that no point has these facts; None decides nothing."""
    branch, wrap = open_branch(context, deadline)
    contradiction = find_contradiction(branch, settings, deadline, effort=Effort.SMALL)
    return None if contradiction is None else wrap(Empty(contradiction))


def verified(q: Polynomial, psatz: Psatz, context: Context, *, strict: bool) -> Psatz:
    """Return the evidence after the kernel accepted it.

    Raises:
        BudgetExceeded: if it is beyond the size limits of the kernel.
        ArithmeticError: if it is refused for another reason, which is a bug of the search.
    """
    try:
        (check_positive if strict else check_nonnegative)(q, psatz, context, "psatz")
    except RejectedStep as error:
        if error.reason is Reason.LIMIT:
            raise BudgetExceeded("evidence beyond the size limits of the checker") from error
        raise ArithmeticError(f"own evidence refused: {error}") from error
    return psatz


class ReducedFacts:
    """The facts of a branch in normal form, and the way back."""

    def __init__(self, branch: Branch, deadline: Deadline) -> None:
        self.branch = branch
        self.deadline = deadline
        self.indices, given = branch.proof_facts()
        reduced: list[Fact] = []
        self.inequality_indices: list[int] = []
        own = {branch.equations[i][0] for i in branch.basis.leading}
        for index, fact in zip(self.indices, given, strict=True):
            if index in own:
                reduced.append(fact)
            else:
                self.inequality_indices.append(index)
                reduced.append(Fact(fact.kind, branch.normal_form(fact.polynomial, deadline)))
        self.facts = tuple(reduced)

    def _product(self, places: tuple[int, ...], *, reduced: bool) -> Polynomial:
        result = ONE
        for k in places:
            fact = self.facts[k] if reduced else self.branch.context.facts[self.indices[k]]
            result = result * fact.polynomial
        return result

    def _rename(self, places: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(self.indices[k] for k in places)

    def translate(self, psatz: Psatz, q: Polynomial, form: Polynomial) -> Psatz:
        """Return evidence about the facts themselves from evidence about their normal forms."""
        context = self.branch.context
        # m' q' = eps u' + s + sum s_j g'_j + sum c e  becomes an identity in m, q, u, g_j modulo the equations
        multiplier = psatz.multiplier
        sigma = expand_squares(multiplier.squares, context, "squares") + Polynomial.constant(multiplier.constant)
        correction = sigma * self._product(multiplier.facts, reduced=False) * q
        correction = correction - sigma * self._product(multiplier.facts, reduced=True) * form
        products = []
        for term in psatz.products:
            s = expand_squares(term.squares, context, "squares")
            difference = self._product(term.facts, reduced=False) - self._product(term.facts, reduced=True)
            correction = correction - s * difference
            products.append(ProductTerm(self._rename(term.facts), term.squares))
        unit = self._product(psatz.unit, reduced=False) - self._product(psatz.unit, reduced=True)
        correction = correction - unit.scale(psatz.epsilon)
        extra = self.branch.combination(correction, self.deadline)
        if extra is None:
            raise ArithmeticError("normal forms differ by more than the ideal")
        own = tuple((self.indices[k], c) for k, c in psatz.combination)
        return Psatz(
            psatz.epsilon,
            psatz.squares,
            tuple(products),
            add_combinations(own, extra),
            replace(multiplier, facts=self._rename(multiplier.facts)),
            self._rename(psatz.unit),
        )


def add_combinations(a: Combination, b: Combination) -> Combination:
    """Return the sum of two combinations."""
    merged: dict[int, Polynomial] = {}
    for i, q in (*a, *b):
        merged[i] = merged[i] + q if i in merged else q
    return tuple((i, q) for i, q in sorted(merged.items()) if not q.is_zero)


def scale_psatz(psatz: Psatz, factor: Fraction) -> Psatz:
    """Return the evidence with epsilon scaled (only for evidence without squares and products)."""
    combination = tuple((i, q.scale(factor)) for i, q in psatz.combination)
    return replace(psatz, epsilon=psatz.epsilon * factor, combination=combination)
