"""Numerical points of a branch, as hints for the choice of arcs.  Soundness-critical: no; floats are never evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from tameproof.morse_sard.branch import Branch
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.polynomial import Polynomial, unpack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray: TypeAlias = NDArray[np.float64]

STARTS = 24
ITERATIONS = 60
TOLERANCE_FLOAT = 1e-9


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
        self._values = [FloatPolynomial(p, nvars) for p in polynomials]
        self._rows = [[FloatPolynomial(p.derivative(i), nvars) for i in range(nvars)] for p in polynomials]

    def value(self, point_float: FloatArray) -> FloatArray:
        """Return the residuals."""
        import numpy as np

        return np.array([p(point_float) for p in self._values])

    def jacobian(self, point_float: FloatArray) -> FloatArray:
        """Return the matrix of derivatives."""
        import numpy as np

        return np.array([[d(point_float) for d in row] for row in self._rows])


def sample_points_float(branch: Branch, *, seed: int = 0, wanted: int = 8, starts: int = STARTS) -> list[Any]:
    """Return a few numerical real points of the branch (possibly none, which implies nothing).

    Args:
        branch: equations and inequalities.
        seed: seed of the starting points.
        wanted: stop after this many points.
        starts: number of Gauss-Newton runs.
    """
    import numpy as np

    n = branch.context.variables
    equations = [p for p in branch.generators() if not p.is_zero][:60]
    system = FloatSystem(equations, n)
    checks = [(f.kind, FloatPolynomial(f.polynomial, n)) for _, f in branch.inequalities()]
    generator = np.random.default_rng(seed)
    found: list[Any] = []
    for k in range(starts):
        x = generator.normal(size=n) * (0.7, 1.5, 4.0)[k % 3]
        end: Any = _gauss_newton(system, x) if equations else x
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
