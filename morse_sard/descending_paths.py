"""Paths from almost every point down to the infimum: an objective that is quadratic in some variables.

Soundness-critical: no.  With f quadratic in w, the path goes straight to the minimum over w.  If the minimum is the
same for almost all u it is the infimum; otherwise the path goes on along powers of t in the variables u, where the
minimum over w, a rational function of u, should fall to its infimum.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from math import gcd

from tameproof.morse_sard.outcome import PathProof
from tameproof.morse_sard.settings import DEFAULT, MorseSardSettings
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.proofs.kernel.algebraic import rational
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import BoundedBelow, NoValueAtInfinity
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import Combination, DescendingPaths, Psatz
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.descending_paths import (
    coefficients_by_degree,
    derivative_at,
    inequalities_along,
    is_independent,
    weighted_degree,
    without_inverses,
)
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.settings import SosSettings
from tameproof.symbolic._flint import compute_gcd, divide_exactly
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open

MAX_FREE = 4  # variables w
MAX_MOVING = 5  # variables u
MAX_TERMS = 400
SECONDS_FLOAT = 4.0  # for one inequality
PROBES = 40

Rows = dict[tuple[int, ...], Polynomial]


def find_descending_paths(
    lift: Lift, lower: Fraction | None, settings: MorseSardSettings = DEFAULT
) -> PathProof | Open:
    """Search paths from a dense set of points along which f descends to its infimum.

    Args:
        lift: the lifted objective.
        lower: a proved lower bound, a premise of the step.
        settings: budgets.

    Returns:
        Evidence for NoValueAtInfinity that the kernel accepts given BoundedBelow(lower), and a larger lower bound with
        evidence if one is needed instead; or Open, which does not mean that there are no such paths.
    """
    if lower is None or lift.dimension < 2:
        return Open("descending paths: a lower bound and two variables are needed")
    deadline = settings.deadline()
    floor = Floor(lift, settings, lower)
    for free in _blocks(lift):
        if deadline.remaining_float <= 0:
            return Open("time limit")
        minimum = _minimum(lift, free)
        if minimum is None:
            continue
        for evidence, limit in _paths(lift, free, *minimum):
            if deadline.remaining_float <= 0:
                return Open("time limit")
            if not floor.raise_to(rational(limit), deadline):
                continue
            whole = _proved(lift, evidence, settings, deadline)
            if whole is None or floor.value is None:
                continue
            try:
                check_step(lift, NoValueAtInfinity(), whole, (BoundedBelow(floor.value),), "step")
            except RejectedStep as error:
                if error.reason not in (Reason.LIMIT, Reason.GOAL_NOT_REACHED, Reason.NOT_SUPPORTED):
                    raise
                continue
            given = None if floor.psatz is None else (floor.value, floor.psatz)
            return PathProof(whole, given)
    return Open("no descending paths found", ("minima over variables in which f is quadratic, then powers of t",))


def _blocks(lift: Lift) -> Iterator[tuple[int, ...]]:
    """Yield sets of variables in which f is quadratic, large ones first; at last the empty set."""
    n, f = lift.dimension, lift.objective
    single = [i for i in range(n) if f.degree_in(i) <= 2 and is_independent(lift, f, (i,))]
    for size in range(min(MAX_FREE, len(single), n - 1), 0, -1):
        for free in combinations(single, size):
            rows = coefficients_by_degree(f, free)
            if max(map(sum, rows)) == 2:
                yield free
    if n <= MAX_MOVING and lift.smooth:
        yield ()


def _minimum(lift: Lift, free: tuple[int, ...]) -> tuple[tuple[Polynomial, ...], Polynomial] | None:
    """Return the numerators and the denominator of the stationary point in w, by Cramer's rule."""
    if not free:
        return (), ONE
    above, _ = without_inverses(lift, lift.objective)
    rows = coefficients_by_degree(above, free)
    if max(map(sum, rows)) > 2:
        return None
    size = len(free)

    def entry(i: int, j: int) -> Polynomial:
        exponents = [0] * size
        exponents[i] += 1
        exponents[j] += 1
        return rows.get(tuple(exponents), ZERO).scale(2 if i == j else 1)

    matrix = [[entry(i, j) for j in range(size)] for i in range(size)]
    right = [-rows.get(tuple(int(k == i) for k in range(size)), ZERO) for i in range(size)]
    below = _determinant(matrix)
    if below.is_zero:
        return None
    found = []
    for i in range(size):
        replaced = [[right[k] if j == i else row[j] for j in range(size)] for k, row in enumerate(matrix)]
        found.append(_determinant(replaced))
    common = below
    for p in found:
        if not p.is_zero:
            common = compute_gcd(common, p)
    scale = Fraction(1, gcd(*(c for p in (below, *found) for c in p.terms.values())) or 1)
    below = divide_exactly(below, common).scale(scale)
    found = [p if p.is_zero else divide_exactly(p, common).scale(scale) for p in found]
    if any(i >= lift.dimension or i in free for i in below.variables()) or len(below) > MAX_TERMS:
        return None
    return tuple(found), below


def _determinant(matrix: Sequence[Sequence[Polynomial]]) -> Polynomial:
    if not matrix:
        return ONE
    head, *rest = matrix
    pairs = []
    for j, p in enumerate(head):
        if p.is_zero:
            continue
        minor = _determinant([[q for k, q in enumerate(row) if k != j] for row in rest])
        pairs.append((p.scale((-1) ** j), minor))
    return sum_of_products(pairs) if pairs else ZERO


def _paths(
    lift: Lift, free: tuple[int, ...], numerators: tuple[Polynomial, ...], below: Polynomial
) -> Iterator[tuple[DescendingPaths, Fraction]]:
    """Yield paths without their inequalities, and the limits of f along them, direct ones first."""
    evidence = DescendingPaths(free, numerators, below)
    rows = coefficients_by_degree(lift.objective, free)
    value = derivative_at(rows, evidence, None)
    above, inverses = without_inverses(lift, value)
    if any(i >= lift.dimension for i in above.variables()):
        if value.is_zero:  # other functions: the minimum 0 only
            yield evidence, Fraction(0)
        return
    q = inverses * below * below
    if above.is_zero:
        yield evidence, Fraction(0)
        return
    common = compute_gcd(above, q)
    p, q = divide_exactly(above, common), divide_exactly(q, common)
    ratio = _ratio(p, q)
    if ratio is not None:
        identity = combination_of_inverses(lift, value - (below * below).scale(ratio))
        if identity is not None:
            yield DescendingPaths(free, numerators, below, identity), ratio
        return
    if not lift.smooth or any(i >= lift.dimension for n in numerators for i in n.variables()):
        return
    stationary = []
    for k in range(len(free)):
        c = combination_of_inverses(lift, derivative_at(rows, evidence, k))
        if c is None:
            return
        stationary.append(c)
    for weights in _weights(lift.dimension, p, q):
        highest = max(weighted_degree(e, weights) for e, _ in q.items())
        tops = [_part(r, weights, highest) for r in (p, q)]
        limit = Fraction(0) if tops[0].is_zero else _ratio(*tops)
        if limit is None or any(weighted_degree(e, weights) > highest for e, _ in p.items()):
            continue
        if _falls(p, q, below, weights):
            yield DescendingPaths(free, numerators, below, (), weights, tuple(stationary)), limit


def _ratio(p: Polynomial, q: Polynomial) -> Fraction | None:
    """Return r with p = r q, or None."""
    if q.is_zero or p.is_zero:
        return Fraction(0) if p.is_zero else None
    exponents, c = next(iter(q.items()))
    r = p.coefficient(exponents) / c
    return r if p == q.scale(r) else None


def _part(p: Polynomial, weights: tuple[int, ...], degree: int) -> Polynomial:
    return Polynomial.from_terms((e, c) for e, c in p.items() if weighted_degree(e, weights) == degree)


def _weights(n: int, p: Polynomial, q: Polynomial) -> Iterator[tuple[int, ...]]:
    """Yield small weights of the variables that occur, those with few and positive entries first."""
    used = sorted(p.variables() | q.variables())
    if len(used) > MAX_MOVING:
        return
    choices = [k for k in product((0, 1, -1, 2, -2), repeat=len(used)) if any(k)]
    choices.sort(key=lambda k: (max(map(abs, k)), sum(map(bool, k)), sum(w < 0 for w in k)))
    for k in choices:
        weights = [0] * n
        for i, w in zip(used, k, strict=True):
            weights[i] = w
        yield tuple(weights)


def _falls(p: Polynomial, q: Polynomial, below: Polynomial, weights: tuple[int, ...]) -> bool:
    """Return whether p/q does not increase, and below^2 does not decrease, along the paths through some points."""
    generator = random.Random(0)
    n = len(weights)
    slope_p, slope_q, slope_d = (_euler(r, weights) for r in (p, q, below))
    change = sum_of_products([(q, slope_p), (-p, slope_q)])
    growth = below * slope_d
    for _ in range(PROBES):
        point = {i: Fraction(generator.randint(-9, 9), generator.randint(1, 9)) for i in range(n)}
        if change.evaluate(point) > 0 or growth.evaluate(point) < 0:
            return False
    return True


def _euler(p: Polynomial, weights: tuple[int, ...]) -> Polynomial:
    return Polynomial.from_terms((e, c * weighted_degree(e, weights)) for e, c in p.items())


def _proved(
    lift: Lift, evidence: DescendingPaths, settings: MorseSardSettings, deadline: Deadline
) -> DescendingPaths | None:
    """Return the paths with evidence for their inequalities."""
    if not evidence.weights:
        return evidence
    found = []
    for q in inequalities_along(lift, evidence):
        limit_float = min(SECONDS_FLOAT, deadline.remaining_float)
        if q.is_zero:
            found.append(Psatz())
            continue
        sos = SosSettings(solver=settings.solver, time_limit=limit_float, extra_degree=0, contradictions=False)
        psatz = prove_nonnegative(q, lift.facts, settings=sos)
        if not isinstance(psatz, Psatz):
            return None
        found.append(psatz)
    growing, monotone = found
    return replace(evidence, growing=growing, monotone=monotone)


def combination_of_inverses(lift: Lift, p: Polynomial) -> Combination | None:
    """Return p as a combination of the equations z v - 1 = 0 of inverses, or None if it does not vanish with them."""
    found: dict[int, Polynomial] = {}
    scale = ONE
    for lifted in reversed(lift.lifted):
        rows = p.coefficients_in(lifted.index)
        top = max(rows, default=0)
        if not top:
            continue
        z, v = Polynomial.variable(lifted.index), lifted.arguments[0]
        relation = z * v - ONE
        number = next((k for k, f in enumerate(lift.facts) if f.polynomial == relation), None)
        if lifted.kind is not NodeKind.INVERSE or number is None:
            return None
        # z^top v^(top - k) - z^k = z^k (1 + z v + ...) (z v - 1)
        cofactor = ZERO
        for k, row in rows.items():
            for j in range(top - k):
                cofactor = cofactor - row * z ** (k + j) * v**j
        found[number] = found.get(number, ZERO) + cofactor * scale
        p = sum_of_products([(row, v ** (top - k)) for k, row in rows.items()])
        scale = scale * z**top
    return tuple((k, c) for k, c in sorted(found.items()) if not c.is_zero) if p.is_zero else None
