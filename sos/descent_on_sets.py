"""Arcs inside a set along which a polynomial tends to -infinity.  Soundness-critical: no (the kernel's rule decides).

Some coordinates are constants or monomials in t; others follow from equations that are linear in them, as rational
functions of t.  What remains of the conditions is tested exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, product

from tameproof.proofs.kernel.claims import UnboundedBelowOn
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import DescendingArc, RationalArc
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, factors_of
from tameproof.proofs.kernel.rational_function import RationalFunction
from tameproof.proofs.kernel.rules.bounds import check_unbounded_below_on
from tameproof.sos.arcs import power_arc, with_start
from tameproof.sos.newton_faces import find_negative_faces
from tameproof.sos.settings import Deadline

STARTS = tuple(Fraction(v) for v in (1, 4, 64, 4096))
FAR = Fraction(1000)  # where candidates are tested first
LOW = -100  # value there that is worth an exact test
MAX_CANDIDATES = 20_000
MAX_CONSTANTS = 6
MOVING = [(s * a, e) for a, e in ((1, 1), (1, 2), (1, -1), (1, 3), (2, 1), (1, -2)) for s in (1, -1)]


def find_descending_arc_on(
    lift: Lift, inequalities: Sequence[Polynomial], equations: Sequence[Polynomial], deadline: Deadline
) -> RationalArc | None:
    """Return an arc in the set along which the objective tends to -infinity; accepted by the kernel's rule.

    Args:
        lift: a polynomial objective.
        inequalities: polynomials in x that are >= 0 on the set.
        equations: polynomials in x that are 0 on the set.
        deadline: looked at before every candidate.

    Returns:
        The arc, or None, which implies nothing.
    """
    claim = UnboundedBelowOn(tuple(inequalities), tuple(equations))
    for arc in _candidates(lift, inequalities, equations):
        if deadline.is_over:
            return None
        if not _looks_right(lift.objective, arc, claim):
            continue
        for start in STARTS:
            try:
                check_unbounded_below_on(lift, claim, DescendingArc(with_start(arc, start)), "arc")
            except RejectedStep:
                continue
            return with_start(arc, start)
    return None


def _looks_right(f: Polynomial, arc: RationalArc, claim: UnboundedBelowOn) -> bool:
    """Return whether at t = FAR the value is low and all conditions hold; exact."""
    point = {}
    for i, (numerator, denominator) in enumerate(arc.coordinates):
        bottom = _at(denominator)
        if not bottom:
            return False
        point[i] = _at(numerator) / bottom
    return (
        f.evaluate(point) < LOW
        and all(h.evaluate(point) == 0 for h in claim.equations)
        and all(g.evaluate(point) >= 0 for g in claim.inequalities)
    )


def _at(coefficients: Sequence[int]) -> Fraction:
    value = Fraction(0)
    for c in reversed(coefficients):
        value = value * FAR + c
    return value


def _candidates(
    lift: Lift, inequalities: Sequence[Polynomial], equations: Sequence[Polynomial]
) -> Iterator[RationalArc]:
    n = lift.dimension
    if n >= 2:
        for w, d, _ in find_negative_faces(lift.objective, n, at_infinity=True):
            yield power_arc(d, w, Fraction(1))
    solved = _solved_variables(equations)
    constants = [_constants(i, (*inequalities, *equations)) for i in range(n)]
    free = [i for i in range(n) if i not in solved]
    choices = [[*((c, 0) for c in constants[i]), *((Fraction(a), e) for a, e in MOVING)] for i in free]
    for width in (4, 8, 100):  # few constants and powers first
        shorter = [c[: len(constants[i]) + width] for c, i in zip(choices, free, strict=True)]
        for combination in islice(product(*shorter), MAX_CANDIDATES):
            if not any(e for _, e in combination):
                continue
            values = {i: _monomial(c, e) for i, (c, e) in zip(free, combination, strict=True)}
            if all(_solve(i, solved, values) for i in solved):
                coordinates = ((values[i].numerator, values[i].denominator) for i in range(n))
                yield RationalArc(tuple((tuple(p), tuple(q)) for p, q in coordinates), Fraction(1))


def _monomial(c: Fraction, e: int) -> RationalFunction:
    return RationalFunction((0,) * max(e, 0) + (c.numerator,), (0,) * max(-e, 0) + (c.denominator,))


def _constants(i: int, conditions: Sequence[Polynomial]) -> list[Fraction]:
    """Return values to keep: 0, 1, -1 and where a linear condition on this variable alone is 0."""
    found = dict.fromkeys((Fraction(0), Fraction(1), Fraction(-1)))
    for p in conditions:
        if p.variables() == {i} and p.degree == 1:
            slope = p.derivative(i).as_constant()
            if slope:
                found[-p.coefficient(()) / slope] = None
    return list(found)[:MAX_CONSTANTS]


def _solved_variables(equations: Sequence[Polynomial]) -> dict[int, tuple[Polynomial, Polynomial]]:
    """Return variables v with (a, b) from equations a v + b = 0; a and b do not contain v."""
    solved: dict[int, tuple[Polynomial, Polynomial]] = {}
    for h in equations:
        usable = []
        for v in sorted(h.variables() - solved.keys()):
            parts = h.coefficients_in(v)
            if max(parts) == 1:
                rest = parts.get(0, ONE - ONE)
                usable.append((parts[1].as_constant() is None, len(parts[1]), v, parts[1], rest))
        if usable:
            _, _, v, a, b = min(usable, key=lambda t: t[:3])
            solved[v] = (a, b)
    return solved


def _solve(i: int, solved: dict[int, tuple[Polynomial, Polynomial]], values: dict[int, RationalFunction]) -> bool:
    """Put the value of a solved variable, and of those that it needs, into ``values``; False if that is impossible."""
    pending, todo = set(), [i]
    while todo:
        v = todo[-1]
        a, b = solved[v]
        missing = [w for w in sorted(a.variables() | b.variables()) if w not in values]
        if not missing:
            slope = _substitute(a, values)
            if not any(slope.numerator):
                return False
            values[v] = -_substitute(b, values) / slope
            todo.pop()
            continue
        if v in pending:
            return False  # the equations depend on each other in a circle
        pending.add(v)
        todo += [w for w in missing if w not in todo]
        if any(w not in solved for w in missing):
            return False
    return True


def _substitute(p: Polynomial, values: dict[int, RationalFunction]) -> RationalFunction:
    total = RationalFunction((0,), (1,))
    for m, c in p.terms.items():
        term = RationalFunction((c,), (p.denominator,))
        for v, e in factors_of(m):
            for _ in range(e):
                term = term * values[v]
        total = total + term
    return total
