"""Hypothesis 1: a lower bound with an exact identity, or an arc along which f tends to -infinity.

Soundness-critical: no.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import DescendingArc, Psatz, RationalArc
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rational_function import Infinity
from tameproof.proofs.kernel.rules.bounds import check_unbounded_below
from tameproof.proofs.kernel.rules.points import along_arc, substitute
from tameproof.sos.arcs import fit_arcs, power_arc, with_start
from tameproof.sos.explore import FloatObjective, descend, explore
from tameproof.sos.lower_bound import find_lower_bound
from tameproof.sos.newton_faces import find_negative_faces
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open

MAX_SIMPLE_ARCS = 2000
STARTS = tuple(Fraction(v) for v in (1, 2, 4, 16, 256, 65536))
DEEP_FLOAT = -1e4  # a run below this value suggests that f is unbounded below


def find_bound_or_descent(
    expression: Expression, lift: Lift, settings: SosSettings, seed: int
) -> tuple[Fraction, Psatz] | RationalArc | Open:
    """Return a lower bound with evidence, an arc with limit -infinity, or Open.

    Args:
        expression: the objective (bounds that are visible in its formula cost nothing).
        lift: its lift.
        settings: budgets.
        seed: seed of the descent runs that suggest arcs.
    """
    if lift.dimension == 2:  # cheap there, and all faces are decided
        for face in _face_arcs(lift):
            descending = _checked(lift, face)
            if descending is not None:
                return descending
    bound = find_lower_bound(
        lift.objective,
        lift.facts,
        expression=expression,
        lift=lift,
        settings=replace(settings, multipliers=False, time_limit=0.4 * settings.time_limit),
    )
    if not isinstance(bound, Open):
        return bound
    arc = find_descending_arc(lift, seed)
    if arc is not None:
        return arc
    last = find_lower_bound(
        lift.objective, lift.facts, settings=replace(settings, time_limit=0.5 * settings.time_limit)
    )
    if not isinstance(last, Open):
        return last
    return Open("neither a lower bound nor an arc to -infinity was found", (*bound.tried, *last.tried))


def find_descending_arc(lift: Lift, seed: int) -> RationalArc | None:
    """Return an arc along which f tends to -infinity, checked exactly, or None."""
    for arc in (*_face_arcs(lift), *_simple_arcs(lift)):
        checked = _checked(lift, arc)
        if checked is not None:
            return checked
    runs = explore(lift, seed=seed, count=24, iterations=300)
    if not runs.values_float.size or runs.lowest_float > DEEP_FLOAT:
        return None
    near = runs.points_float[:, :1]
    far, _ = descend(FloatObjective(lift), near, iterations=30)
    for arc in fit_arcs([float(v) for v in near[:, 0]], [float(v) for v in far[:, 0]]):
        checked = _checked(lift, arc)
        if checked is not None:
            return checked
    return None


def _simple_arcs(lift: Lift) -> Iterator[RationalArc]:
    """Yield arcs with entries 0, +-t, +-t^2, +-1/t and constants, fewest moving coordinates first."""
    n = lift.dimension
    choices = [(0, 0)] + [(s, e) for e in (1, 2, -1) for s in (1, -1)] + [(1, 0), (-1, 0)]
    if len(choices) ** n > MAX_SIMPLE_ARCS:
        choices = [(0, 0), (1, 1), (-1, 1)]
    if len(choices) ** n > MAX_SIMPLE_ARCS:
        for i in range(n):
            for s in (1, -1):
                yield power_arc([Fraction(s if k == i else 0) for k in range(n)], [1] * n, Fraction(1))
        return
    combinations = sorted(product(choices, repeat=n), key=lambda c: (sum(x != (0, 0) for x in c), c))
    for combination in combinations:
        if any(e > 0 for s, e in combination if s):
            yield power_arc([Fraction(s) for s, _ in combination], [e for _, e in combination], Fraction(1))


def _face_arcs(lift: Lift) -> Iterator[RationalArc]:
    """Yield arcs along which a face of the Newton polytope is negative."""
    if lift.is_polynomial and lift.dimension >= 2:
        for w, d, _ in find_negative_faces(lift.objective, lift.dimension, at_infinity=True):
            yield power_arc(d, w, Fraction(1))


def _checked(lift: Lift, arc: RationalArc) -> RationalArc | None:
    for start in STARTS:
        candidate = with_start(arc, start)
        try:
            limit = substitute(lift.objective, along_arc(lift, candidate, "arc"), "arc").limit_at_infinity()
        except RejectedStep:
            if _is_accepted(lift, candidate):  # functions that have enclosures only
                return candidate
            continue
        return candidate if limit is Infinity.NEGATIVE else None
    return None


def _is_accepted(lift: Lift, arc: RationalArc) -> bool:
    try:
        check_unbounded_below(lift, DescendingArc(arc), "arc")
    except RejectedStep:
        return False
    return True


def find_proof_of_bound(lift: Lift, bound: Fraction, settings: SosSettings) -> Psatz | Open:
    """Return evidence for F - bound >= 0 everywhere, or Open."""
    return prove_nonnegative(lift.objective - Polynomial.constant(bound), lift.facts, settings=settings)
