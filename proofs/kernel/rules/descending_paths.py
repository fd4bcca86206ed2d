"""Paths from a dense set of points along which f descends to its infimum: no value at infinity above it.

Soundness-critical: yes.  Mathematics: docs/theory.md, "Values at infinity", descending paths.  f is quadratic in some
variables w.  A path goes straight to the minimum over w, and then, if that is not inf f yet, along u_i -> t^(k_i) u_i.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from ..claims import BoundedBelow, Claim
from ..errors import Reason, need, shown
from ..evidence import DescendingPaths
from ..lift import Lift, NodeKind
from ..polynomial import ONE, ZERO, Polynomial, sum_of_products
from .context import Context
from .psatz import check_combination, check_nonnegative

MAX_WEIGHT = 8


def check_descending_paths(lift: Lift, evidence: DescendingPaths, premises: tuple[Claim, ...], where: str) -> None:
    """Check that f is quadratic in the free variables, and that the paths descend to the lower bound of a premise."""
    place = f"{where}.evidence"
    bounds = [p.bound for p in premises if isinstance(p, BoundedBelow)]
    need(bool(bounds), f"{where}.premises", Reason.WRONG_PREMISE, "a step that proves BoundedBelow is needed")
    bound = max(bounds)
    n, free = lift.dimension, evidence.free
    good = all(0 <= i < n for i in free) and all(a < b for a, b in pairwise(free))
    need(good, f"{place}.free", Reason.WRONG_SHAPE, "numbers of variables of f, increasing, are expected")
    fixed = _independent_of(lift, free)
    d = evidence.denominator
    inside = all(i < n and i not in free for i in d.variables())
    need(inside, f"{place}.denominator", Reason.UNKNOWN_VARIABLE, "a polynomial in the other variables is expected")
    need(not d.is_zero, f"{place}.denominator", Reason.VACUOUS, "zero denominator")
    need(len(evidence.numerators) == len(free), f"{place}.numerators", Reason.WRONG_SHAPE, "one for each variable")
    for k, p in enumerate(evidence.numerators):
        own = p.variables() <= fixed
        need(own, f"{place}.numerators[{k}]", Reason.UNKNOWN_VARIABLE, "it depends on a free variable")
    rows = coefficients_by_degree(lift.objective, free)
    for exponents, row in rows.items():
        need(sum(exponents) <= 2, f"{place}.free", Reason.NOT_SUPPORTED, "f is not quadratic in the free variables")
        need(row.variables() <= fixed, f"{place}.free", Reason.NOT_SUPPORTED, "a function of a free variable")
    numerator = derivative_at(rows, evidence, None)
    if not evidence.weights:
        goal = numerator - (d * d).scale(bound)
        check_combination(goal, evidence.identity, Context.of_lift(lift), f"{place}.identity")
        return
    need(lift.smooth, place, Reason.NOT_SUPPORTED, "a path along powers of t needs a smooth objective")
    need(len(evidence.weights) == n, f"{place}.weights", Reason.WRONG_SHAPE, f"{n} weights expected")
    for k, weight in enumerate(evidence.weights):
        small = abs(weight) <= MAX_WEIGHT and (weight == 0 or k not in free)
        need(small, f"{place}.weights[{k}]", Reason.LIMIT, "a small number expected, 0 for a free variable")
    for k, p in enumerate(evidence.numerators):
        plain = all(i < n for i in p.variables())
        need(plain, f"{place}.numerators[{k}]", Reason.NOT_SUPPORTED, "a polynomial in x is expected")
    need(len(evidence.stationary) == len(free), f"{place}.stationary", Reason.WRONG_SHAPE, "one for each free variable")
    context = Context.of_lift(lift)
    for k, combination in enumerate(evidence.stationary):
        check_combination(derivative_at(rows, evidence, k), combination, context, f"{place}.stationary[{k}]")
    growing, monotone = inequalities_along(lift, evidence)
    check_nonnegative(growing, evidence.growing, context, f"{place}.growing")
    check_nonnegative(monotone, evidence.monotone, context, f"{place}.monotone")
    _check_limit(lift, evidence, numerator, bound, place)


def _independent_of(lift: Lift, free: tuple[int, ...]) -> frozenset[int]:
    """Return the variables of the lift that do not depend on the free ones."""
    known = {i for i in range(lift.dimension) if i not in free}
    for z in lift.lifted:
        if all(u.variables() <= known for u in z.arguments):
            known.add(z.index)
    return frozenset(known)


def is_independent(lift: Lift, p: Polynomial, free: tuple[int, ...]) -> bool:
    """Return whether the coefficients of a polynomial in the free variables do not depend on these."""
    return p.variables() - set(free) <= _independent_of(lift, free)


def coefficients_by_degree(p: Polynomial, free: tuple[int, ...]) -> dict[tuple[int, ...], Polynomial]:
    """Return the coefficients of a polynomial in the free variables, by exponents."""
    rows: dict[tuple[int, ...], Polynomial] = {(): p}
    for i in free:
        rows = {(*known, k): part for known, row in rows.items() for k, part in row.coefficients_in(i).items()}
    return rows


def derivative_at(rows: dict[tuple[int, ...], Polynomial], evidence: DescendingPaths, number: int | None) -> Polynomial:
    """Return d^2 F at w = n/d for number None, and else d times the derivative with respect to w_number there."""
    d = evidence.denominator
    whole = 2 if number is None else 1
    pairs = []
    for exponents, row in rows.items():
        if number is not None and not exponents[number]:
            continue
        lower = tuple(e - (k == number) for k, e in enumerate(exponents))
        value = d ** (whole - sum(lower))
        for p, k in zip(evidence.numerators, lower, strict=True):
            value = value * p**k
        pairs.append((row if number is None else row.scale(exponents[number]), value))
    return sum_of_products(pairs)


def inequalities_along(lift: Lift, evidence: DescendingPaths) -> tuple[Polynomial, Polynomial]:
    """Return what must be >= 0: d does not tend to 0 along the paths, and the minimum over w does not increase."""
    d = evidence.denominator
    value = derivative_at(coefficients_by_degree(lift.objective, evidence.free), evidence, None)
    growth, change = (_along(lift, evidence.weights, p) for p in (d, value))
    if growth.is_zero:
        return growth, -change
    slope = sum_of_products([(d, change), (value.scale(-2), growth)])
    return d * growth, -(d * slope)


def _along(lift: Lift, weights: tuple[int, ...], p: Polynomial) -> Polynomial:
    """Return t d/dt of p along u_i -> t^(k_i) u_i."""
    pairs = [(Polynomial.variable(i).scale(k), lift.total_derivative(p, i)) for i, k in enumerate(weights) if k]
    return sum_of_products(pairs) if pairs else ZERO


def without_inverses(lift: Lift, p: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Return polynomials with quotient p, where inverses of polynomials in x have been cleared."""
    below, above = ONE, p
    for z in reversed(lift.lifted):
        if z.kind is not NodeKind.INVERSE or any(i >= lift.dimension for i in z.arguments[0].variables()):
            continue
        parts = above.coefficients_in(z.index)
        top = max(parts, default=0)
        v = z.arguments[0]
        above = sum_of_products([(row, v ** (top - k)) for k, row in parts.items()])
        below = below * v**top
    return above, below


def _check_limit(lift: Lift, evidence: DescendingPaths, value: Polynomial, bound: Fraction, where: str) -> None:
    """Check that value / d^2 tends to the bound as t tends to infinity, for almost all u."""
    above, below = without_inverses(lift, value)
    plain = all(i < lift.dimension for i in above.variables())
    need(plain, where, Reason.NOT_SUPPORTED, "limits along powers of t are for quotients of polynomials")
    below = below * evidence.denominator**2
    highest = max(weighted_degree(exponents, evidence.weights) for exponents, _ in below.items())
    rest = above - below.scale(bound)
    good = all(weighted_degree(exponents, evidence.weights) < highest for exponents, _ in rest.items())
    need(good, f"{where}.weights", Reason.GOAL_NOT_REACHED, f"the limit along the paths is not {shown(bound)}")


def weighted_degree(exponents: tuple[int, ...], weights: tuple[int, ...]) -> int:
    """Return the power of t by which a monomial is multiplied."""
    return sum(e * k for e, k in zip(exponents, weights, strict=False))
