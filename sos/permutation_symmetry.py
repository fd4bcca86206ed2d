"""Permutations of the variables that leave a polynomial invariant, where they split Gram matrices over Q.

Soundness-critical: no.  An involution that exchanges x_i and x_j becomes a change of sign in the coordinates
x_i + x_j and x_i - x_j, and sign symmetries split Gram matrices into blocks exactly (monomials.py).  Involutions with
disjoint supports commute, so that several of them split at once.  Characters of other permutations are irrational.
Source: [gatermann_parrilo_2004].
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

from tameproof.proofs.kernel.polynomial import Polynomial, pack, unpack
from tameproof.sos.linear_change import LinearChange
from tameproof.sos.program import presolve
from tameproof.sos.settings import SosSettings
from tameproof.sos.shape_program import build_program
from tameproof.sos.shapes import Shape
from tameproof.symbolic.outcome import Open

Swap = tuple[tuple[int, int], ...]  # disjoint pairs that are exchanged together
MIN_ORDER = 25  # monomials from which on the search is long enough
WORTHWHILE = 0.6  # share of the unknowns that may be left
MAX_VARIABLES = 16
MAX_PAIRS = 120  # pairs of transpositions that are tried together


def find_involutions(q: Polynomial) -> list[Swap]:
    """Return involutions of the variables with disjoint supports under which q is invariant; exact."""
    variables = sorted(q.variables())
    if len(variables) > MAX_VARIABLES:
        return []
    degrees = {v: (q.degree_in(v), _profile(q, v)) for v in variables}
    pairs = [(i, j) for i, j in combinations(variables, 2) if degrees[i] == degrees[j]]
    found: list[Swap] = []
    used: set[int] = set()

    def accept(swap: Swap) -> None:
        support = {v for pair in swap for v in pair}
        if not support & used and _is_invariant(q, swap):
            found.append(swap)
            used.update(support)

    for pair in pairs:
        accept((pair,))
    rest = [p for p in pairs if not set(p) & used]
    doubles = [(a, b) for a, b in combinations(rest, 2) if not set(a) & set(b)]
    for double in doubles[:MAX_PAIRS]:
        accept(double)
    return found


def find_symmetric_coordinates(q: Polynomial) -> LinearChange | None:
    """Return coordinates in which the found involutions are changes of sign, or None if there is none."""
    swaps = find_involutions(q)
    if not swaps:
        return None
    forward, backward = [], []
    for swap in swaps:
        for i, j in swap:
            x, y = Polynomial.variable(i), Polynomial.variable(j)
            forward += [(i, x + y), (j, x - y)]
            backward += [(i, (x + y).scale(Fraction(1, 2))), (j, (x - y).scale(Fraction(1, 2)))]
    return LinearChange(tuple(forward), tuple(backward))


def find_smaller_coordinates(q: Polynomial, settings: SosSettings) -> LinearChange | None:
    """Return symmetric coordinates if they make the program without multipliers much smaller, else None."""
    half = q.degree // 2
    if q.degree % 2 or comb(len(q.variables()) + half, half) < MIN_ORDER:
        return None
    change = find_symmetric_coordinates(q)
    if change is None:
        return None
    sizes = [_unknowns(p, settings) for p in (q, change.apply(q))]
    before, after = sizes
    return change if before and after and after < WORTHWHILE * before else None


def _unknowns(q: Polynomial, settings: SosSettings) -> int:
    """Return how many unknowns a sum of squares for q has; 0 if there is none, or too many."""
    built = build_program(q, (), (), Shape(q.degree), settings, strict=False)
    program = None if isinstance(built, Open) else presolve(built[0])
    return 0 if program is None else program.count_unknowns()


def _profile(q: Polynomial, v: int) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((e, len(p)) for e, p in q.coefficients_in(v).items()))


def _is_invariant(q: Polynomial, swap: Swap) -> bool:
    width = max(q.variables()) + 1
    for m, c in q.terms.items():
        e = [*unpack(m)]
        e += [0] * (width - len(e))
        for i, j in swap:
            e[i], e[j] = e[j], e[i]
        if q.terms.get(pack(e)) != c:
            return False
    return True
