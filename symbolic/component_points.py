"""A real point on every connected component of a real algebraic set.  Soundness-critical: no (points are exact).

Let V be the real zeros of a prime ideal of dimension d in n variables, and c a point.  On a connected component C of V
the distance to c has a minimum p, since C is closed.  If the Jacobian has rank n - d at p, then V is a manifold near p
and x - c is a combination of its rows there: the minors of order n - d + 1 of both together vanish.  Otherwise p is
singular, and every component of the singular set that contains p lies in C: continue there, in smaller dimension.  For
generic c the first set, without the singular points, is finite.  Unions: component by component of the minimal primes.
Source: Basu, Pollack, Roy, Algorithms in Real Algebraic Geometry, chapter 12 (critical points of distance functions).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import AlgebraicPoint, Point, RationalPoint
from tameproof.proofs.kernel.polynomial import ZERO, Polynomial, sum_of_products
from tameproof.symbolic._flint import factor
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.decomposition import Component, find_components
from tameproof.symbolic.groebner import assume_groebner_basis
from tameproof.symbolic.ideals import groebner_basis
from tameproof.symbolic.quotient import dimension_of
from tameproof.symbolic.records import recorded

__all__ = ["ComponentPoints", "find_component_points"]

MAX_MINORS = 2000
MAX_DEPTH = 8
ALL = 10_000  # points of a finite set
CENTRES = 3


@dataclass(frozen=True, slots=True)
class ComponentPoints:
    """Exact real points.

    Attributes:
        points: zeros of the equations.
        complete: whether the search ended as described above with pieces that were reported to be prime (or
            hypersurfaces, or finite): then every connected component has a point, and no points means no real zero.
            That the pieces are prime is believed, not proved.
    """

    points: tuple[Point, ...]
    complete: bool


@dataclass(slots=True)
class _Collection:
    nvars: int
    solve: Callable[..., Sequence[Point]]
    deadline: Deadline
    points: dict[Point, None] = field(default_factory=dict)
    complete: bool = True


@recorded("points on connected components", order="degrevlex")
def find_component_points(
    equations: Sequence[Polynomial],
    nvars: int,
    *,
    solve: Callable[..., Sequence[Point]],
    deadline: Deadline,
    use_singular: bool = True,
) -> ComponentPoints:
    """Return exact real points on all connected components of the real zero set, as far as time and sizes permit.

    Args:
        equations: polynomials over Q in the variables 0, ..., nvars - 1.
        nvars: number of variables.
        solve: ``real_points.find_real_points``, for finite sets.
        deadline: when to stop; points found before are returned, and the answer is not complete.
        use_singular: whether Singular may be asked for minimal primes.
    """
    found = _Collection(nvars, solve, deadline)
    try:
        _collect(found, tuple(p for p in equations if not p.is_zero), use_singular, 0)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        found.complete = False
    return ComponentPoints(tuple(found.points), found.complete)


def _collect(found: _Collection, equations: Sequence[Polynomial], use_singular: bool, depth: int) -> None:
    if not equations:
        found.points[RationalPoint((Fraction(0),) * found.nvars)] = None
        return
    if depth > MAX_DEPTH:
        raise BudgetExceeded("too many strata")
    pieces = _pieces(found, equations, use_singular)
    for piece in pieces:
        found.deadline.check()
        if piece.dimension == 0:
            _finite(found, piece.equations)
        elif piece.dimension > 0:
            found.complete = found.complete and piece.prime
            _positive(found, piece, use_singular, depth)


def _pieces(found: _Collection, equations: Sequence[Polynomial], use_singular: bool) -> tuple[Component, ...]:
    """Return pieces of the set; the irreducible factors of a single equation are prime without further ado."""
    if len(equations) == 1:
        if equations[0].degree == 0:
            return ()
        return tuple(Component(found.nvars - 1, (q,), True) for q, _ in factor(equations[0])[1])
    components = find_components(equations, found.nvars, deadline=found.deadline.part(0.5), use_singular=use_singular)
    if components is None:
        raise BudgetExceeded("no decomposition")
    return components


def _finite(found: _Collection, equations: Sequence[Polynomial]) -> None:
    points = found.solve(equations, found.nvars, deadline=found.deadline, wanted=ALL)
    if found.deadline.remaining_float <= 0:
        found.complete = False
    found.points.update(dict.fromkeys(points))


def _positive(found: _Collection, piece: Component, use_singular: bool, depth: int) -> None:
    """Collect the points closest to a centre, and continue on the singular set."""
    n, codimension = found.nvars, found.nvars - piece.dimension
    jacobian = [[p.derivative(i) for i in range(n)] for p in piece.equations]
    minors = _minors(found, jacobian, codimension)
    if not any(p.degree == 0 and not p.is_zero for p in minors):
        singular = groebner_basis((*piece.equations, *minors), n, found.deadline)
        if not (singular and singular[0].degree == 0):
            if dimension_of(assume_groebner_basis(singular, n)) >= piece.dimension:
                raise BudgetExceeded("the piece is not reduced")
            _collect(found, singular, use_singular, depth + 1)
    for attempt in range(CENTRES):
        centre = [Fraction((7 * i + 3 + 5 * attempt) % 11 + 1, i + 2 + attempt) for i in range(n)]
        row = [Polynomial.variable(i) - Polynomial.constant(c) for i, c in enumerate(centre)]
        critical = _bordered(found, row, jacobian, codimension)
        if _closest(found, (*piece.equations, *critical), minors):
            return
    raise BudgetExceeded("no centre was generic enough")


def _closest(found: _Collection, equations: Sequence[Polynomial], minors: Sequence[Polynomial]) -> bool:
    """Collect the real zeros at which some minor is nonzero; return whether there are finitely many complex ones."""
    n = found.nvars
    basis = groebner_basis(equations, n, found.deadline)
    if dimension_of(assume_groebner_basis(basis, n)) <= 0:
        _finite(found, basis)
        return True
    # without the singular points, one coordinate t more: at a real point, t * (sum of the squared minors) = 1
    squares = sum_of_products((p, p) for p in minors)
    condition = Polynomial.variable(n) * squares - Polynomial.constant(1)
    regular = groebner_basis((condition,), n + 1, found.deadline, known=basis)
    if dimension_of(assume_groebner_basis(regular, n + 1)) > 0:
        return False
    wider = _Collection(n + 1, found.solve, found.deadline)
    _finite(wider, regular)
    found.complete = found.complete and wider.complete
    for point in wider.points:
        found.points[_without_last(point)] = None
    return True


def _without_last(point: Point) -> Point:
    if isinstance(point, RationalPoint):
        return RationalPoint(point.coordinates[:-1])
    return AlgebraicPoint(point.theta, point.coordinates[:-1])


def _minors(found: _Collection, rows: list[list[Polynomial]], size: int) -> list[Polynomial]:
    out: dict[Polynomial, None] = {}
    for chosen in combinations(range(len(rows)), size):
        for columns in combinations(range(found.nvars), size):
            _keep(found, out, determinant([[rows[i][j] for j in columns] for i in chosen]))
    return list(out)


def _bordered(found: _Collection, first: list[Polynomial], rows: list[list[Polynomial]], size: int) -> list[Polynomial]:
    """Return the minors of order size + 1 with the first row and ``size`` others."""
    out: dict[Polynomial, None] = {}
    for chosen in combinations(range(len(rows)), size):
        for columns in combinations(range(found.nvars), size + 1):
            matrix = [[r[j] for j in columns] for r in (first, *(rows[i] for i in chosen))]
            _keep(found, out, determinant(matrix))
    return list(out)


def _keep(found: _Collection, out: dict[Polynomial, None], p: Polynomial) -> None:
    if not p.is_zero:
        out[p] = None
    if len(out) > MAX_MINORS:
        raise BudgetExceeded("too many minors")
    if len(out) % 16 == 0:
        found.deadline.check()


def determinant(rows: list[list[Polynomial]]) -> Polynomial:
    """Return the determinant, expanded along the first row."""
    if len(rows) == 1:
        return rows[0][0]
    total = ZERO
    for j, p in enumerate(rows[0]):
        if not p.is_zero:
            minor = p * determinant([[*r[:j], *r[j + 1 :]] for r in rows[1:]])
            total = total + minor if j % 2 == 0 else total - minor
    return total
