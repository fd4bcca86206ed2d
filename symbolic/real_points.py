"""Exact real points of an algebraic set over Q.  Soundness-critical: no (each point is substituted back exactly).

Zero-dimensional sets: the minimal polynomial of each coordinate is made squarefree and factored; when everything is
irreducible, a separating linear form theta gives the other coordinates as polynomials in theta (rational univariate
representation).  Sets of positive dimension: fix coordinates at small rationals, simplest first, until the dimension
is zero; failing that, take a point on every connected component (component_points.py).  Rational points are preferred.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import AlgebraicPoint, Point, RationalPoint, Univariate
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.symbolic._flint import factor_univariate, squarefree_part
from tameproof.symbolic._flint_univariate import divide_modulo, evaluate_modulo, is_in_interval, isolate_real_roots
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.groebner import TracedBasis, assume_groebner_basis
from tameproof.symbolic.ideals import groebner_basis
from tameproof.symbolic.msolve import Parametrisation, find_parametrisation
from tameproof.symbolic.quotient import (
    find_relation,
    independent_variables,
    solve_in_powers,
    standard_monomials,
)
from tameproof.symbolic.records import recorded

__all__ = ["ValueFilter", "find_real_points", "is_zero_at"]

VALUES = tuple(Fraction(a, b) for a, b in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1), (-3, 1)))
MAX_LEAVES = 400  # zero-dimensional systems solved
LEAVES_FOR_RATIONAL = 40  # of these, how many may be spent on replacing an algebraic point by a rational one
MAX_RELATION = 60  # degree of the minimal polynomial of a coordinate
MANY_SOLUTIONS = 24  # complex solutions of a finite set from which on msolve is asked, if it is installed


@dataclass(frozen=True, slots=True)
class ValueFilter:
    """Only points with low <= polynomial <= high are wanted (low = high: exactly this rational value)."""

    polynomial: Polynomial
    low: Fraction
    high: Fraction


@dataclass(slots=True)
class _Search:
    nvars: int
    equations: tuple[Polynomial, ...]
    value: ValueFilter | None
    wanted: int
    deadline: Deadline
    leaves: int = 0
    rational: list[RationalPoint] = field(default_factory=list)
    algebraic: list[AlgebraicPoint] = field(default_factory=list)

    def is_finished(self) -> bool:
        """Whether to stop: enough points, or enough time spent on replacing algebraic points by rational ones."""
        if len(self.rational) >= self.wanted or self.leaves >= MAX_LEAVES:
            return True
        only_irrational = self.value is not None and self.value.low != self.value.high
        limit = 0 if only_irrational else LEAVES_FOR_RATIONAL
        return len(self.rational) + len(self.algebraic) >= self.wanted and self.leaves >= limit

    def is_satisfied(self) -> bool:
        """Whether enough points of any kind were found."""
        return len(self.rational) + len(self.algebraic) >= self.wanted

    def add(self, point: Point) -> None:
        """Keep a point that satisfies the equations and the filter exactly."""
        if not all(is_zero_at(p, point) for p in self.equations):
            return
        if self.value is not None and not _passes(self.value, point):
            return
        if isinstance(point, RationalPoint):
            if point not in self.rational:
                self.rational.append(point)
        elif point not in self.algebraic:
            self.algebraic.append(point)


def is_zero_at(p: Polynomial, point: Point) -> bool:
    """Return whether p vanishes at the point, exactly (theta's polynomial has to be irreducible)."""
    if isinstance(point, RationalPoint):
        return p.evaluate(dict(enumerate(point.coordinates))) == 0
    return not evaluate_modulo(p, point.coordinates, point.theta.polynomial)


def _passes(value: ValueFilter, point: Point) -> bool:
    if isinstance(point, RationalPoint):
        return value.low <= value.polynomial.evaluate(dict(enumerate(point.coordinates))) <= value.high
    at = evaluate_modulo(value.polynomial, point.coordinates, point.theta.polynomial)
    return bool(is_in_interval(at, point.theta, value.low, value.high))


@recorded("real points", order="degrevlex")
def find_real_points(
    equations: Sequence[Polynomial],
    nvars: int,
    *,
    deadline: Deadline,
    extra: Sequence[Polynomial] = (),
    value: ValueFilter | None = None,
    wanted: int = 1,
    known: Sequence[Polynomial] = (),
) -> tuple[Point, ...]:
    """Return exact real zeros of the equations, rational ones first.

    Args:
        equations: polynomials over Q in the variables 0, ..., nvars - 1.
        nvars: number of variables; every point has this many coordinates.
        deadline: when to stop; points found before are returned.
        extra: further equations.
        value: condition on the value of one polynomial.
        wanted: number of points after which the search stops (more may be returned).
        known: a Groebner basis of the ideal of ``equations``, if one was computed before (a hint).

    Returns:
        Points at which all equations vanish (checked exactly) and the condition holds.  The polynomial of an
        AlgebraicPoint's theta is irreducible.  Empty does not show that there is no real zero.
    """
    everything = tuple(p for p in (*equations, *extra) if not p.is_zero)
    if value is not None and value.low == value.high:
        everything = (*everything, value.polynomial - Polynomial.constant(value.low))
    search = _Search(nvars, everything, value, wanted, deadline)
    search.add(RationalPoint((Fraction(0),) * nvars))
    if search.is_satisfied():
        return tuple(search.rational)
    try:
        fresh = tuple(p for p in everything if p not in equations) if known else everything
        basis = groebner_basis(fresh, nvars, deadline, known=known)
        _specialise(search, basis, 0)
        if not search.is_satisfied():
            _on_components(search, basis)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        pass
    return (*sorted(search.rational, key=_simplicity), *search.algebraic)


def _simplicity(point: RationalPoint) -> tuple[int, tuple[Fraction, ...]]:
    return sum(abs(c.numerator) + c.denominator for c in point.coordinates), point.coordinates


# -- positive dimension ----------------------------------------------------------------------------------------------
def _specialise(search: _Search, basis: tuple[Polynomial, ...], depth: int) -> None:
    """Fix one coordinate after the other until the set is finite."""
    search.deadline.check()
    if search.is_finished() or (basis and basis[0].degree == 0):
        return
    traced = assume_groebner_basis(basis, search.nvars)
    free = independent_variables(traced)
    if free is None:
        return
    if not free:
        search.leaves += 1
        if not _solve_outside(search, traced):
            _solve_finite(search, basis)
        return
    x = Polynomial.variable(free[-1])
    for v in VALUES:
        _specialise(
            search,
            groebner_basis((x - Polynomial.constant(v),), search.nvars, search.deadline, known=basis),
            depth + 1,
        )
        if search.is_finished():
            return


def _on_components(search: _Search, basis: tuple[Polynomial, ...]) -> None:
    """Take a point on every connected component of a set of positive dimension."""
    from tameproof.symbolic.component_points import find_component_points

    if not independent_variables(assume_groebner_basis(basis, search.nvars)):
        return
    found = find_component_points(basis, search.nvars, solve=find_real_points, deadline=search.deadline.part(0.8))
    for point in found.points:
        search.add(point)


# -- dimension zero --------------------------------------------------------------------------------------------------
def _solve_outside(search: _Search, traced: TracedBasis) -> bool:
    """Solve a system with many solutions by msolve if it is installed; return whether that was done.

    msolve's representation is a hint: every point is substituted into the equations, exactly, before it is kept.
    """
    try:
        if len(standard_monomials(traced)) < MANY_SOLUTIONS:
            return False
    except BudgetExceeded:
        pass
    found = find_parametrisation(traced.elements, search.nvars, deadline=search.deadline.part(0.5))
    if found is None:
        return False
    for point in points_of_parametrisation(found):
        search.deadline.check()
        search.add(point)
    return True


def points_of_parametrisation(found: Parametrisation) -> tuple[Point, ...]:
    """Return the real points of a rational univariate representation, over irreducible factors of its polynomial."""
    out: list[Point] = []
    derivative = tuple(k * c for k, c in enumerate(found.polynomial))[1:]
    for q, _ in factor_univariate(found.polynomial):
        roots = isolate_real_roots(q)
        rows = [divide_modulo(n, derivative, q) for n in found.numerators] if roots else []
        scaled = [
            tuple(c / factor for c in row) for row, factor in zip(rows, found.factors, strict=False) if row is not None
        ]
        if len(scaled) != len(found.numerators):
            continue
        for theta in roots:
            if len(q) == 2:
                out.append(RationalPoint(tuple(c[0] if c else Fraction(0) for c in scaled)))
            else:
                out.append(AlgebraicPoint(theta, tuple(scaled)))
    return tuple(out)


def _solve_finite(search: _Search, basis: tuple[Polynomial, ...]) -> None:
    """Add the real points of a finite set."""
    todo = [basis]
    while todo:
        search.deadline.check()
        current = todo.pop()
        if current and current[0].degree == 0:
            continue
        traced = assume_groebner_basis(current, search.nvars)
        minimal: list[tuple[int, ...]] = []
        branches: list[Polynomial] | None = None
        for i in range(search.nvars):
            x = Polynomial.variable(i)
            relation = find_relation(x, traced, MAX_RELATION, search.deadline)
            if relation is None:
                return
            factors = factor_univariate(relation)
            if len(factors) > 1 or factors[0][1] > 1:
                # Factors without real roots carry no real point.  Small degrees (rational values) first.
                real = [q for q, _ in factors if isolate_real_roots(q)]
                branches = [_in_variable(q, i) for q in real]
                break
            if not isolate_real_roots(relation):
                branches = []
                break
            minimal.append(relation)
        if branches is None:
            _represent(search, traced, minimal)
            if search.is_finished():
                return
        else:
            todo.extend(groebner_basis((q,), search.nvars, search.deadline, known=current) for q in reversed(branches))


def _in_variable(q: Sequence[int], i: int) -> Polynomial:
    return Polynomial.from_terms(((0,) * i + (k,), c) for k, c in enumerate(q))


def _linear_forms(active: Sequence[int]) -> Iterator[Polynomial]:
    """Yield candidates for a separating form, sparse ones first."""
    for i in active:
        yield Polynomial.variable(i)
    for i, j in combinations(active, 2):
        yield Polynomial.variable(i) + Polynomial.variable(j)
        yield Polynomial.variable(i) - Polynomial.variable(j)
    for t in range(1, 30):
        total = ZERO
        for position, i in enumerate(active):
            total = total + Polynomial.variable(i).scale(pow(t, position, 101))
        yield total


def _represent(search: _Search, traced: TracedBasis, minimal: Sequence[tuple[int, ...]]) -> None:
    """Add the real points of a finite set all of whose coordinates have irreducible minimal polynomials."""
    # Squarefree minimal polynomials of all coordinates make the ideal radical, so its degree counts the points.
    degree = len(standard_monomials(traced))
    active = [i for i, q in enumerate(minimal) if len(q) > 2]
    if not active:
        search.add(RationalPoint(tuple(Fraction(-q[0], q[1]) for q in minimal)))
        return
    for u in _linear_forms(active):
        search.deadline.check()
        relation = find_relation(u, traced, degree, search.deadline)
        if relation is None or len(relation) - 1 != degree:
            continue
        powers = [traced.divide(ONE)[1]]
        for _ in range(degree - 1):
            powers.append(traced.divide(powers[-1] * u, search.deadline)[1])
        coordinates = []
        for i in range(search.nvars):
            row = solve_in_powers(powers, traced.divide(Polynomial.variable(i), search.deadline)[1])
            if row is None:
                return
            coordinates.append(row)
        for q, _ in factor_univariate(squarefree_part(relation)):
            reduced = tuple(_reduced(row, q) for row in coordinates)
            for theta in isolate_real_roots(q):
                if len(q) == 2:
                    search.add(RationalPoint(tuple(c[0] if c else Fraction(0) for c in reduced)))
                else:
                    search.add(AlgebraicPoint(theta, reduced))
        return


def _reduced(row: Sequence[Fraction], modulus: Sequence[int]) -> Univariate:
    t = Polynomial.from_terms(((k,), c) for k, c in enumerate(row))
    return evaluate_modulo(t, ((Fraction(0), Fraction(1)),), modulus)
