"""Refutation by plateaus: f is constant on an open unbounded region.  Soundness-critical: no.

For functions with kinks a candidate region is where every abs and max keeps the piece that is active at a stuck point;
f is then a polynomial there, and the region refutes if that polynomial is constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product

from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Plateau, Psatz, RationalArc, RationalPoint
from tameproof.proofs.kernel.facts import positive
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.points import lifted_values, value_at
from tameproof.proofs.kernel.rules.refutation import check_plateau
from tameproof.sos.arcs import power_arc, with_start
from tameproof.sos.constant_pieces import ActivePiece, at_pieces, find_active_pieces, prove_constant_on_pieces
from tameproof.sos.explore import Runs
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.rationals import round_points
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

LOW_RUNS = 3
ROUNDINGS = 4
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
    below = _low_point(lift, runs)
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
            pieces = find_active_pieces(lift, lifted_values(lift, RationalPoint(point), "point"))
            g = () if pieces is None else region_of(lift, pieces)
            smaller = value_at(lift, RationalPoint(below), "point") < value
        except RejectedStep:
            continue
        if pieces is None or not g or g in seen or not smaller:
            continue
        seen.add(g)
        both = prove_constant_on_pieces(lift, value, g, pieces) or _by_programs(lift, value, g, settings)
        if both is None:
            continue
        upper, lower = both
        for arc in _arcs(point):
            for start in STARTS:
                evidence = Plateau(g, Fraction(1, 4), value, upper, lower, with_start(arc, start), RationalPoint(below))
                try:
                    check_plateau(lift, claim, evidence, "plateau")
                except RejectedStep:
                    continue
                return claim, evidence
    return Open("no plateau found")


def _low_point(lift: Lift, runs: Runs) -> tuple[Fraction, ...] | None:
    """Return a rational point with a small value near the ends of the lowest runs."""
    best: tuple[Fraction, tuple[Fraction, ...]] | None = None
    for k in range(min(LOW_RUNS, runs.values_float.size)):
        for point in islice(round_points([float(v) for v in runs.points_float[:, k]]), ROUNDINGS):
            try:
                value = value_at(lift, RationalPoint(point), "point")
            except RejectedStep:
                continue
            if best is None or value < best[0]:
                best = value, point
    return None if best is None else best[1]


def _by_programs(
    lift: Lift, value: Fraction, g: tuple[Polynomial, ...], settings: SosSettings
) -> tuple[Psatz, Psatz] | None:
    """Return evidence for F - value >= 0 and value - F >= 0 where g > 0, by semidefinite programs."""
    excess = lift.objective - Polynomial.constant(value)
    inside = (*lift.facts, *(positive(p) for p in g))
    upper = prove_nonnegative(excess, inside, settings=settings)
    lower = prove_nonnegative(-excess, inside, settings=settings) if isinstance(upper, Psatz) else upper
    return (upper, lower) if isinstance(upper, Psatz) and isinstance(lower, Psatz) else None


def region_of(lift: Lift, pieces: tuple[ActivePiece, ...]) -> tuple[Polynomial, ...]:
    """Return the gaps as polynomials in x, without constants; empty if other functions occur in them."""
    found: list[Polynomial] = []
    for piece in pieces:
        for gap in piece.gaps:
            outer = at_pieces(gap, pieces)
            if any(i >= lift.dimension for i in outer.variables()):
                return ()
            if outer not in found and outer.as_constant() is None:
                found.append(outer)
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
