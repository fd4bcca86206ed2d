"""Refutation by plateaus: f is constant on an open unbounded region.  Soundness-critical: no.

For functions with kinks a candidate region is where every abs and max keeps the piece that is active at a stuck point;
f is then a polynomial there, and the region refutes if that polynomial is constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Plateau, Psatz, RationalArc, RationalPoint
from tameproof.proofs.kernel.facts import positive
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.points import lifted_values, value_at
from tameproof.proofs.kernel.rules.refutation import check_plateau
from tameproof.sos.arcs import power_arc, with_start
from tameproof.sos.explore import Runs
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.rationals import round_points
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

STARTS = tuple(Fraction(v) for v in (1, 2, 4, 16, 256))


def find_plateau(
    lift: Lift, runs: Runs, settings: SosSettings, deadline: Deadline
) -> tuple[SpuriousSetwiseMinimum, Plateau] | Open:
    """Search an open unbounded region where f is constant and larger than somewhere else.

    Args:
        lift: the lifted objective; without kinks there is nothing to find.
        runs: descent runs; the stuck ones suggest regions.
        settings: budgets of the identities.
        deadline: looked at between the tries.
    """
    if lift.smooth:
        return Open("no kinks")
    claim = SpuriousSetwiseMinimum(at_infinity=True)
    below = next(round_points([float(v) for v in runs.points_float[:, 0]]), None)
    if below is None:
        return Open("no finite point")
    seen: set[tuple[Polynomial, ...]] = set()
    for k in runs.stuck(1e-3):
        if deadline.is_over:
            break
        point = next(round_points([float(v) for v in runs.points_float[:, k]]), None)
        if point is None:
            continue
        try:
            value = value_at(lift, RationalPoint(point), "point")
            g = active_pieces(lift, point)
            smaller = value_at(lift, RationalPoint(below), "point") < value
        except RejectedStep:
            continue
        if not g or g in seen or not smaller:
            continue
        seen.add(g)
        excess = lift.objective - Polynomial.constant(value)
        inside = (*lift.facts, *(positive(p) for p in g))
        upper = prove_nonnegative(excess, inside, settings=settings)
        lower = prove_nonnegative(-excess, inside, settings=settings) if isinstance(upper, Psatz) else upper
        if isinstance(upper, Open) or isinstance(lower, Open):
            continue
        for arc in _arcs(point):
            for start in STARTS:
                evidence = Plateau(g, Fraction(1, 4), value, upper, lower, with_start(arc, start), RationalPoint(below))
                try:
                    check_plateau(lift, claim, evidence, "plateau")
                except RejectedStep:
                    continue
                return claim, evidence
    return Open("no plateau found")


def active_pieces(lift: Lift, point: tuple[Fraction, ...]) -> tuple[Polynomial, ...]:
    """Return polynomials in x that are positive at the point and fix the active piece of every kink around it.

    Empty if a kink is active at the point, or if a kink has lifted variables in its argument.
    """
    values = lifted_values(lift, RationalPoint(point), "point")
    found: list[Polynomial] = []
    for node in lift.lifted:
        if node.kind not in (NodeKind.SIGN, NodeKind.MAXIMUM):
            continue
        arguments = list(node.arguments)
        if any(i >= lift.dimension for u in arguments for i in u.variables()):
            return ()
        if node.kind is NodeKind.SIGN:
            u = arguments[0]
            value = u.evaluate(values)
            gaps = [u if value > 0 else -u]
        else:
            best = max(arguments, key=lambda u: u.evaluate(values))
            gaps = [best - u for u in arguments if u is not best]
        for gap in gaps:
            if gap.evaluate(values) <= 0:
                return ()
            if gap not in found and gap.as_constant() is None:
                found.append(gap)
    return tuple(found)


def _arcs(point: tuple[Fraction, ...]) -> Iterator[RationalArc]:
    """Yield rays from the point along coordinate directions and their sums."""
    n = len(point)
    choices = product((0, 1, -1), repeat=n) if n <= 5 else ()
    for direction in sorted(choices, key=lambda d: (sum(map(abs, d)), [-v for v in d])):
        if any(direction):
            base = power_arc(point, (0,) * n, Fraction(1))
            coordinates = tuple(
                (top if not d else ((top[0] if top else 0), d * bottom[0]), bottom)
                for d, (top, bottom) in zip(direction, base.coordinates, strict=True)
            )
            yield RationalArc(coordinates, Fraction(1))
