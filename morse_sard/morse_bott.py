"""Local minima on manifolds of critical points.  Soundness-critical: no (the kernel checks the evidence).

At a critical point where the Hessian is positive semidefinite of rank m, two reasons for a minimum are tried: affine
vector fields that leave f unchanged and span the kernel of the Hessian; and m equations of a component of the critical
set whose gradients are independent at the point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from tameproof.morse_sard.critical_points import find_critical_points
from tameproof.morse_sard.low_points import LowPoints, middle_of_value_float
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import (
    CriticalManifold,
    CriticalOrbit,
    MorseBottMinimum,
    Point,
    RationalPoint,
    SymmetryField,
)
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos.exact_points import approximate_point
from tameproof.sos.explore import CompiledPolynomials, FloatObjective
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.decomposition import find_components
from tameproof.symbolic.groebner import assume_groebner_basis
from tameproof.symbolic.ideal_operations import find_elimination
from tameproof.symbolic.ideals import find_combination, groebner_basis

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

MAX_VARIABLES = 14  # for the linear system of symmetries
MAX_COMPONENTS = 30
ZERO_FLOAT = 1e-6  # of an eigenvalue, relative to the largest one
MAX_SLICES = 6  # linear subspaces through numerical minima in which exact points are looked for
DENOMINATORS = (1, 2, 3, 4, 8)


def find_morse_bott_minima(
    lift: Lift, points: Sequence[Point], below: RationalPoint, deadline: Deadline
) -> Iterator[MorseBottMinimum]:
    """Yield evidence that some of the points are spurious local minima, for the kernel to check.

    Args:
        lift: a smooth objective.
        points: exact critical points.
        below: a point with a smaller value.
        deadline: when to stop.
    """
    for point in points:
        hessian_float, x_float = _hessian_float(lift, point)
        rank = _rank_if_semidefinite(hessian_float)
        if rank is None or rank == 0 or rank == lift.dimension:
            continue
        orbit = _orbit(lift, x_float, lift.dimension - rank, deadline)
        if orbit is not None:
            yield MorseBottMinimum(point, orbit, below)
        for manifold in _manifolds(lift, x_float, rank, deadline):
            yield MorseBottMinimum(point, manifold, below)


def find_points_near_minima(
    lift: Lift, value: AlgebraicNumber, low: LowPoints, deadline: Deadline
) -> Iterator[tuple[Point, ...]]:
    """Yield exact critical points with this value in subspaces across critical manifolds, near numerical minima.

    At a numerical minimum whose Hessian has a kernel, as many coordinates are fixed at simple rational numbers as the
    kernel has dimensions, so that a manifold of critical points is met in isolated points.
    """
    import numpy as np

    middle_float = middle_of_value_float(value)
    tried: set[tuple[Polynomial, ...]] = set()
    for p_float, v_float in zip(low.points_float, low.values_float, strict=True):
        if abs(v_float - middle_float) > 1e-4 * (1 + abs(middle_float)) or len(tried) >= MAX_SLICES:
            continue
        x_float = np.array(p_float)
        hessian_float = _hessian_at_float(lift, x_float)
        rank = _rank_if_semidefinite(hessian_float, 1e-3)
        if rank is None or rank in (0, lift.dimension):
            continue
        fixed = _independent_coordinates(hessian_float, lift.dimension - rank)
        for denominator in DENOMINATORS:
            extra = tuple(
                Polynomial.variable(i) - Polynomial.constant(Fraction(round(x_float[i] * denominator), denominator))
                for i in fixed
            )
            if extra in tried or deadline.remaining_float <= 0 or len(tried) >= MAX_SLICES:
                continue
            tried.add(extra)
            points = find_critical_points(lift, value, deadline.part(0.4), wanted=4, extra=extra)
            if points:
                yield points


def _hessian_float(lift: Lift, point: Point) -> tuple[FloatArray, FloatArray]:
    import numpy as np

    x_float = np.array(approximate_point(point)[: lift.dimension])
    return _hessian_at_float(lift, x_float), x_float


def _hessian_at_float(lift: Lift, x_float: FloatArray) -> FloatArray:
    n = lift.dimension
    everything = FloatObjective(lift).values_of_all(x_float.reshape(n, 1))
    entries = CompiledPolynomials(tuple(p for row in lift.hessian for p in row))(everything)
    out: FloatArray = entries.reshape(n, n)
    return out


def _rank_if_semidefinite(hessian_float: FloatArray, zero_float: float = ZERO_FLOAT) -> int | None:
    """Return the numerical rank, or None if there is a negative eigenvalue."""
    import numpy as np

    if not np.all(np.isfinite(hessian_float)):
        return None
    eigenvalues_float = np.linalg.eigvalsh(hessian_float)
    size_float = max(1e-300, float(np.abs(eigenvalues_float).max()))
    if eigenvalues_float[0] < -zero_float * size_float:
        return None
    return int(np.sum(eigenvalues_float > zero_float * size_float))


def _independent_coordinates(hessian_float: FloatArray, count: int) -> list[int]:
    """Return coordinates on which the kernel of the Hessian projects isomorphically."""
    import numpy as np

    kernel_float = np.linalg.eigh(hessian_float)[1][:, :count]
    return sorted(_greedy(list(kernel_float), count))


def _greedy(rows_float: Sequence[FloatArray], count: int, floor_float: float = 0.0) -> list[int]:
    """Return the indices of rows chosen for their distance from the span of those chosen before, at most ``count``."""
    import numpy as np

    rest = [np.array(row, dtype=float) for row in rows_float]
    sizes = [float(np.linalg.norm(row)) for row in rest]
    chosen: list[int] = []
    while len(chosen) < count:
        lengths = [0.0 if i in chosen else float(np.linalg.norm(row)) for i, row in enumerate(rest)]
        best = max(range(len(rest)), key=lambda i: lengths[i], default=None)
        if best is None or lengths[best] <= floor_float * max(1.0, sizes[best]):
            break
        chosen.append(best)
        unit = rest[best] / lengths[best]
        rest = [row - (row @ unit) * unit for row in rest]
    return chosen


# -- symmetries ------------------------------------------------------------------------------------------------------
def _orbit(lift: Lift, x_float: FloatArray, dimension: int, deadline: Deadline) -> CriticalOrbit | None:
    """Return symmetries of f that span a space of this dimension at the point, or None."""
    fields = find_affine_symmetries(lift, deadline)
    n = lift.dimension
    values = []
    for X in fields:
        values.append(CompiledPolynomials(X)(x_float.reshape(n, 1)).reshape(n))
    chosen = _greedy(values, dimension, 1e-7) if values else []
    if len(chosen) < dimension:
        return None
    equations = _equations(lift)
    out = []
    for k in sorted(chosen):
        change = sum_of_products(zip(fields[k], lift.gradient, strict=True))
        combination = find_combination(change, equations, len(lift.names), deadline=deadline) if change.terms else ()
        if combination is None:
            return None
        index = [i for i, f in enumerate(lift.facts) if f.kind is FactKind.EQUATION]
        out.append(SymmetryField(fields[k], tuple((index[i], q) for i, q in combination)))
    return CriticalOrbit(tuple(out))


def _equations(lift: Lift) -> tuple[Polynomial, ...]:
    return tuple(f.polynomial for f in lift.facts if f.kind is FactKind.EQUATION)


def find_affine_symmetries(lift: Lift, deadline: Deadline) -> tuple[tuple[Polynomial, ...], ...]:
    """Return a basis of the vector fields A x + b with <A x + b, grad f> = 0; empty for too many variables.

    The condition is that the polynomial lies in the ideal of the lift's equations: one linear system for A and b.
    """
    if not lift.smooth or lift.dimension > MAX_VARIABLES:
        return ()
    try:
        return _affine_symmetries(lift.gradient, _equations(lift), lift.dimension, len(lift.names), deadline)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return ()


def _affine_symmetries(
    gradient: tuple[Polynomial, ...], equations: tuple[Polynomial, ...], n: int, nvars: int, deadline: Deadline
) -> tuple[tuple[Polynomial, ...], ...]:
    from tameproof.symbolic._flint import nullspace

    units = (ONE, *map(Polynomial.variable, range(n)))
    columns = [u * G for G in gradient for u in units]
    if equations:
        basis = assume_groebner_basis(groebner_basis(equations, nvars, deadline), nvars)
        columns = [basis.divide(p, deadline)[1] for p in columns]
    monomials = sorted({m for p in columns for m in p.terms})
    place = {m: k for k, m in enumerate(monomials)}
    table = [[Fraction(0)] * len(columns) for _ in monomials] or [[Fraction(0)] * len(columns)]
    for c, p in enumerate(columns):
        for m, a in p.terms.items():
            table[place[m]][c] = Fraction(a, p.denominator)
    deadline.check()
    out = []
    for row in nullspace(table, len(columns)):
        parts = [row[i * (n + 1) : (i + 1) * (n + 1)] for i in range(n)]
        out.append(
            tuple(sum_of_products((u, Polynomial.constant(a)) for u, a in zip(units, r, strict=True)) for r in parts)
        )
    return tuple(out)


def _linear(units: Sequence[Polynomial], row: Sequence[Fraction]) -> Polynomial:
    return sum_of_products([(u, Polynomial.constant(a)) for u, a in zip(units, row, strict=True) if a])


# -- equations of the critical set -----------------------------------------------------------------------------------
def _manifolds(lift: Lift, x_float: FloatArray, rank: int, deadline: Deadline) -> Iterator[CriticalManifold]:
    """Yield equations of critical manifolds through the point, of codimension ``rank``."""
    n, nvars = lift.dimension, len(lift.names)
    equations = _equations(lift)
    try:
        components = find_components((*lift.gradient, *equations), nvars, deadline=deadline.part(0.5))
        for component in (components or ())[:MAX_COMPONENTS]:
            if component.dimension != n - rank or not _vanish(lift, component.equations, x_float):
                continue
            generators = _independent(lift, component.equations, x_float, rank)
            if len(generators) == rank:
                manifold = _with_cofactors(lift, generators, x_float, deadline)
                if manifold is not None:
                    yield manifold
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return


def _values_float(lift: Lift, polynomials: Sequence[Polynomial], x_float: FloatArray) -> FloatArray:
    n = lift.dimension
    everything = FloatObjective(lift).values_of_all(x_float.reshape(n, 1))
    out: FloatArray = CompiledPolynomials(tuple(polynomials))(everything).reshape(len(polynomials))
    return out


def _vanish(lift: Lift, polynomials: Sequence[Polynomial], x_float: FloatArray) -> bool:
    """Return whether the polynomials seem to vanish at the point."""
    import numpy as np

    sizes = _values_float(lift, [_absolute(p) for p in polynomials], np.abs(x_float))
    values = np.abs(_values_float(lift, polynomials, x_float))
    return bool(np.all(values <= 1e-9 * (1 + np.abs(sizes))))


def _absolute(p: Polynomial) -> Polynomial:
    return Polynomial({m: abs(c) for m, c in p.terms.items()}, p.denominator)


def _independent(lift: Lift, polynomials: Sequence[Polynomial], x_float: FloatArray, count: int) -> list[Polynomial]:
    """Return the first polynomials whose gradients at the point are independent, at most ``count``."""
    import numpy as np

    chosen: list[Polynomial] = []
    basis: list[FloatArray] = []
    for p in polynomials:
        row = _values_float(lift, lift.total_gradient(p), x_float)
        size = float(np.linalg.norm(row))
        for unit in basis:
            row = row - (row @ unit) * unit
        rest = float(np.linalg.norm(row))
        if len(chosen) < count and rest > 1e-7 * max(size, 1e-300) and rest > 1e-12:
            chosen.append(p)
            basis.append(row / rest)
    return chosen


def _with_cofactors(
    lift: Lift, generators: Sequence[Polynomial], x_float: FloatArray, deadline: Deadline
) -> CriticalManifold | None:
    """Return the manifold with the gradient in terms of its equations, times a multiplier, not 0 at the point."""
    nvars = len(lift.names)
    equations = _equations(lift)
    everything = (*equations, *generators)
    index = [i for i, f in enumerate(lift.facts) if f.kind is FactKind.EQUATION]
    index += [len(lift.facts) + k for k in range(len(generators))]
    basis = assume_groebner_basis(groebner_basis(everything, nvars, deadline), nvars)
    multiplier = ONE
    for G in lift.gradient:
        if not basis.divide(multiplier * G, deadline)[1].is_zero:
            factor = _factor(lift, basis.elements, G, x_float, deadline)
            if factor is None:
                return None
            multiplier = multiplier * factor
    combinations = []
    for G in lift.gradient:
        found = find_combination(multiplier * G, everything, nvars, deadline=deadline)
        if found is None:
            return None
        combinations.append(tuple((index[i], q) for i, q in found))
    return CriticalManifold(tuple(generators), tuple(combinations), multiplier)


def _factor(
    lift: Lift, ideal: Sequence[Polynomial], p: Polynomial, x_float: FloatArray, deadline: Deadline
) -> Polynomial | None:
    """Return s with s p in the ideal that is not 0 at the point: an element of the ideal quotient (ideal : p)."""
    from tameproof.symbolic.division import divide_polynomial

    nvars = len(lift.names)
    t = Polynomial.variable(nvars)
    common = find_elimination(
        (*(t * q for q in ideal), p - t * p), nvars + 1, (nvars,), deadline=deadline.part(0.5)
    )  # the intersection of the ideal with (p)
    for q in sorted(common or (), key=lambda q: (q.degree, len(q))):
        quotients, remainder = divide_polynomial(q, (p,), nvars, deadline)
        if remainder.is_zero and quotients and abs(_values_float(lift, (quotients[0][1],), x_float)[0]) > 1e-7:
            return quotients[0][1]
    return None
