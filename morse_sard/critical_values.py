"""Critical values: the minimal polynomial of the objective modulo the critical equations.  Soundness-critical: no.

If m(F) vanishes on the critical set, every critical value is a real root of m.  Each root is attained at an exact
critical point, or excluded by a Positivstellensatz identity, or left open.
"""

from __future__ import annotations

from functools import cmp_to_key

from tameproof.morse_sard.critical_points import find_points_of_values, is_critical
from tameproof.morse_sard.proving import Effort, sos_settings
from tameproof.morse_sard.settings import DEFAULT, MorseSardSettings
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, compare, real_roots, separate
from tameproof.proofs.kernel.claims import CriticalValues
from tameproof.proofs.kernel.evidence import Attained, IdealMembership, NotAttained, OpenStatus, Point, Psatz
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, critical_facts
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.cases import value_facts
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.psatz import derive_all
from tameproof.sos.positivstellensatz import prove_impossible
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.ideals import traced_basis
from tameproof.symbolic.minimal_polynomial import MinimalPolynomial, find_horner, find_minimal_polynomial
from tameproof.symbolic.outcome import Open
from tameproof.symbolic.real_points import ValueFilter


def find_critical_values(
    lift: Lift, settings: MorseSardSettings = DEFAULT
) -> tuple[CriticalValues, IdealMembership] | Open:
    """Return all critical values of the objective with evidence.

    Args:
        lift: the lifted objective.
        settings: budgets.

    Returns:
        A claim with a squarefree integer polynomial, its real roots and their statuses, and the evidence; or Open,
        which does not mean that there are infinitely many critical values.
    """
    from tameproof.symbolic._flint import factor_univariate

    deadline = settings.deadline()
    if not lift.convex_field:
        return Open("a kink inside a kink: the critical equations do not describe the critical set")
    facts = critical_facts(lift)
    equations = [(i, f.polynomial) for i, f in enumerate(facts) if f.kind is FactKind.EQUATION]
    part = deadline.part(0.7)
    found = _relation_of_empty_set(lift, equations, len(facts), part)
    if found is None:
        found = find_minimal_polynomial(
            lift.objective, equations, len(lift.names), first_derived=len(facts), deadline=part
        )
    if found is None:
        return Open("no polynomial relation of the objective modulo the critical equations was found")
    values: list[tuple[AlgebraicNumber, tuple[int, ...]]] = []
    for factor, _ in factor_univariate(found.squarefree):
        values += [(root, factor) for root in real_roots(factor)]
    order = cmp_to_key(compare)
    values.sort(key=lambda pair: order(pair[0]))
    ordered = separate([value for value, _ in values])
    context = derive_all(found.derivations, Context.of_lift(lift, facts), "derivations")
    points = _Points(lift)
    statuses = tuple(
        _find_status(lift, value, factor, points, context, settings, deadline)
        for value, (_, factor) in zip(ordered, values, strict=True)
    )
    names = tuple(_name(s) for s in statuses)
    claim = CriticalValues(found.squarefree, ordered, names)
    return claim, IdealMembership(found.derivations, found.horner, statuses)


def _relation_of_empty_set(
    lift: Lift, equations: list[tuple[int, Polynomial]], first_derived: int, deadline: Deadline
) -> MinimalPolynomial | None:
    """Return evidence for the polynomial v (root 0, not attained) if there is no complex critical point at all."""
    try:
        basis = traced_basis(tuple(p for _, p in equations), len(lift.names), deadline)
        if all(basis.elements[i].degree for i in basis.leading):
            return None
        evidence = find_horner(lift.objective, (0, 1), 1, basis, equations, first_derived, deadline)
    except BudgetExceeded:
        return None
    return None if evidence is None else MinimalPolynomial((0, 1), (1,), 1, *evidence)


def _name(status: Attained | NotAttained | OpenStatus) -> str:
    match status:
        case Attained():
            return "attained"
        case NotAttained():
            return "not-attained"
        case OpenStatus():
            return "open"


class _Points:
    """Critical points by value: all values with one minimal polynomial are searched at once."""

    def __init__(self, lift: Lift) -> None:
        self.lift = lift
        self.found: dict[tuple[int, ...], tuple[Point, ...]] = {}

    def find(self, value: AlgebraicNumber, factor: tuple[int, ...], deadline: Deadline) -> Point | None:
        """Return an exact critical point with this value, a root of the irreducible ``factor``, or None."""
        if factor not in self.found:
            self.found[factor] = self._search(factor, deadline)
        own = [point for point in self.found[factor] if is_critical(self.lift, point, value)]
        return own[0] if own else None

    def _search(self, factor: tuple[int, ...], deadline: Deadline) -> tuple[Point, ...]:
        roots = real_roots(factor)
        window = ValueFilter(self.lift.objective, min(r.low for r in roots), max(r.high for r in roots))
        return find_points_of_values(self.lift, factor, window, deadline, wanted=len(roots))


def _find_status(
    lift: Lift,
    value: AlgebraicNumber,
    factor: tuple[int, ...],
    points: _Points,
    context: Context,
    settings: MorseSardSettings,
    deadline: Deadline,
) -> Attained | NotAttained | OpenStatus:
    if deadline.remaining_float <= 0:
        return OpenStatus()
    if lift.smooth:
        point = points.find(value, factor, deadline.part(0.5))
        if point is not None:
            return Attained(point)
    facts = context.add(*value_facts(lift, value)).facts
    found = prove_impossible(facts, settings=sos_settings(settings, deadline, Effort.SMALL))
    return NotAttained(found) if isinstance(found, Psatz) else OpenStatus()
