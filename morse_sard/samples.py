"""Numerical points of a branch, as hints for the choice of arcs.  Soundness-critical: no; floats are never evidence."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from tameproof.morse_sard.branch import Branch
from tameproof.proofs.kernel.algebraic import as_rational, refine
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.polynomial import Polynomial, unpack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray: TypeAlias = NDArray[np.float64]

STARTS = 24
ENOUGH = 3  # points of one of several values
MORE_STARTS = 100  # for one of several values, as long as there are too few
ITERATIONS = 60
TOLERANCE_FLOAT = 1e-9
MAX_BASIS = 6  # elements of a basis that is used alone
MAX_BASIS_TERMS = 30


class FloatPolynomial:
    """A polynomial in double precision."""

    def __init__(self, p: Polynomial, nvars: int) -> None:
        """Compile p over nvars variables."""
        import numpy as np

        terms = sorted(p.terms.items())
        self._exponents = np.zeros((len(terms), nvars), dtype=np.int64)
        self._coefficients_float = np.array([_quotient_float(c, p.denominator) for _, c in terms], dtype=float)
        for row, (m, _) in enumerate(terms):
            e = unpack(m)
            self._exponents[row, : len(e)] = e

    def __call__(self, point_float: FloatArray) -> float:
        """Return the value at one point."""
        import numpy as np

        if not len(self._coefficients_float):
            return 0.0
        with np.errstate(all="ignore"):
            return float(self._coefficients_float @ np.prod(point_float[None, :] ** self._exponents, axis=1))


def _quotient_float(a: int, b: int) -> float:
    try:
        return a / b
    except OverflowError:
        return float("inf") if a > 0 else float("-inf")


class FloatSystem:
    """Polynomial equations with their Jacobian in double precision."""

    def __init__(self, polynomials: Sequence[Polynomial], nvars: int) -> None:
        """Compile the polynomials and their derivatives."""
        self._shape = (len(polynomials), nvars)
        self._values = _FloatVector(polynomials, nvars)
        self._slopes = _FloatVector([p.derivative(i) for p in polynomials for i in range(nvars)], nvars)

    def value(self, point_float: FloatArray) -> FloatArray:
        """Return the residuals."""
        return self._values(point_float)

    def jacobian(self, point_float: FloatArray) -> FloatArray:
        """Return the matrix of derivatives."""
        return self._slopes(point_float).reshape(self._shape)


class _FloatVector:
    """Several polynomials in double precision, all terms evaluated at once."""

    def __init__(self, polynomials: Sequence[Polynomial], nvars: int) -> None:
        import numpy as np

        rows = [
            (k, m, _quotient_float(c, p.denominator)) for k, p in enumerate(polynomials) for m, c in p.terms.items()
        ]
        rows.sort(key=lambda row: row[:2])
        self._count = len(polynomials)
        self._owner = np.array([k for k, _, _ in rows], dtype=np.int64)
        self._coefficients_float = np.array([c for _, _, c in rows], dtype=float)
        self._exponents = np.zeros((len(rows), nvars), dtype=np.int64)
        for place, (_, m, _) in enumerate(rows):
            e = unpack(m)
            self._exponents[place, : len(e)] = e
        self._top = int(self._exponents.max(initial=0))
        self._columns = np.arange(nvars)

    def __call__(self, point_float: FloatArray) -> FloatArray:
        import numpy as np

        with np.errstate(all="ignore"):
            powers = point_float[None, :] ** np.arange(self._top + 1)[:, None]
            terms = self._coefficients_float * np.prod(powers[self._exponents, self._columns], axis=1)
        total: FloatArray = np.bincount(self._owner, weights=terms, minlength=self._count).astype(np.float64)
        return total


def sample_points_float(branch: Branch, *, seed: int = 0, wanted: int = 8, starts: int = STARTS) -> list[Any]:
    """Return a few numerical real points of the branch (possibly none, which implies nothing).

    Args:
        branch: equations and inequalities.
        seed: seed of the starting points.
        wanted: stop after this many points.
        starts: number of Gauss-Newton runs.
    """
    equations = _equations(branch)
    found = _search(branch, equations, seed, wanted, starts)
    if found:
        return found
    # where the given equations have multiple zeros, Newton steps for them are slow to converge
    basis = [_normalised(p) for p in branch.generators() if not p.is_zero]
    if not basis or len(basis) > MAX_BASIS or sum(map(len, basis)) > MAX_BASIS_TERMS or set(basis) == set(equations):
        return []
    return _search(branch, basis, seed, wanted, starts)


def _search(branch: Branch, equations: list[Polynomial], seed: int, wanted: int, starts: int) -> list[Any]:
    """Return zeros of the equations that satisfy the inequalities."""
    import numpy as np

    n = branch.context.variables
    system = FloatSystem(equations, n)
    targeted = _with_value(system, equations, branch)
    checks = [(f.kind, FloatPolynomial(f.polynomial, n)) for _, f in branch.inequalities()]
    generator = np.random.default_rng(seed)
    found: list[Any] = []
    targeted_starts = MORE_STARTS if targeted is not system else starts
    for k in range(max(starts, targeted_starts)):
        if k >= starts and len(found) >= ENOUGH:
            break
        x = generator.normal(size=n) * (0.7, 1.5, 4.0)[k % 3]
        # the equation F = v leads to one value of several, but many runs are stuck with it
        end: Any = _gauss_newton(targeted if k % 2 else system, x) if equations else x
        if end is None or not np.all(np.isfinite(end)):
            continue
        x = end
        good = True
        for kind, p in checks:
            v = p(x)
            good = good and (v > TOLERANCE_FLOAT if kind is FactKind.POSITIVE else v > -TOLERANCE_FLOAT)
        if good and all(np.max(np.abs(x - y)) > 1e-6 for y in found):
            found.append(x)
            if len(found) >= wanted:
                break
    return found


def _equations(branch: Branch) -> list[Polynomial]:
    """Return equations of the branch of size 1, short ones first.

    The given equations come first: the tails of a Groebner basis are large, and Newton steps for them alone fail.
    """
    given = [p for _, p in branch.equations][: branch.context.variables]
    out = dict.fromkeys(p for p in (*given, *branch.generators()[:60]) if not p.is_zero)
    return [_normalised(p) for p in out]


def _with_value(system: FloatSystem, equations: list[Polynomial], branch: Branch) -> FloatSystem:
    """Return the equations together with F = v if the branch belongs to an irrational value v."""
    value = branch.context.value
    if value is None or as_rational(value) is not None:
        return system
    near = refine(value, Fraction(1, 1 << 50)).low
    extra = _normalised(branch.lift.objective - Polynomial.constant(near))
    return FloatSystem([*equations, extra], branch.context.variables)


def _normalised(p: Polynomial) -> Polynomial:
    return p.scale(Fraction(p.denominator, max(abs(c) for c in p.terms.values())))


def _gauss_newton(system: FloatSystem, x: Any) -> Any | None:
    """Return a zero of the system near x, or None."""
    import numpy as np

    residual = system.value(x)
    with np.errstate(all="ignore"):
        for _ in range(ITERATIONS):
            if not np.all(np.isfinite(residual)):
                return None
            size = float(np.max(np.abs(residual), initial=0.0))
            if size < 1e-13:
                break
            J = system.jacobian(x)
            if not np.all(np.isfinite(J)):
                return None
            step = np.linalg.lstsq(J, -residual, rcond=1e-10)[0]
            factor_float = 1.0
            for _ in range(6):
                y = x + factor_float * step
                new = system.value(y)
                if np.all(np.isfinite(new)) and float(new @ new) < float(residual @ residual):
                    break
                factor_float /= 3.0
            else:
                break
            x, residual = y, new
    scale = 1.0 + float(np.max(np.abs(x), initial=0.0))
    # multiple roots converge slowly: the tolerance is loose, the points are hints only
    return x if float(np.max(np.abs(residual), initial=0.0)) < 1e-10 * scale else None
