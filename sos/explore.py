"""Numerical exploration: multi-start descent, as a source of hints.  Soundness-critical: no; floats never prove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tameproof.proofs.kernel.lift import Lift, LiftedVariable, NodeKind
from tameproof.proofs.kernel.polynomial import Polynomial, unpack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray: TypeAlias = NDArray[np.float64]


class FloatObjective:
    """The objective and its generalised gradient in double precision, vectorised over points.

    Points are columns of an n x m array.  At kinks one element of the gradient set is returned.
    """

    def __init__(self, lift: Lift, *, rounding: float = 0.0) -> None:
        """Compile the lifted polynomials.

        Args:
            lift: the lifted objective.
            rounding: the signs at kinks change over this distance, so that a stiff solver can follow the flow along
                a kink; 0: at once.
        """
        self._lift = lift
        self._rounding = rounding
        self._objective = CompiledPolynomials((lift.objective,))
        self._gradient = CompiledPolynomials(lift.gradient)
        self._arguments = [CompiledPolynomials(node.arguments) for node in lift.lifted]

    def values_of_all(self, points_float: FloatArray) -> FloatArray:
        """Return x and all lifted variables as rows."""
        import numpy as np

        n = self._lift.dimension
        everything = np.zeros((n + len(self._lift.lifted), points_float.shape[1]))
        everything[:n] = points_float
        with np.errstate(all="ignore"):
            for node, arguments in zip(self._lift.lifted, self._arguments, strict=True):
                everything[node.index] = _node_float(node, arguments(everything), self._lift, self._rounding)
        return everything

    def value(self, points_float: FloatArray) -> FloatArray:
        """Return f at each column."""
        import numpy as np

        with np.errstate(all="ignore"):
            value: FloatArray = self._objective(self.values_of_all(points_float))[0]
        return value

    def value_and_gradient(self, points_float: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return f and G at each column."""
        import numpy as np

        everything = self.values_of_all(points_float)
        with np.errstate(all="ignore"):
            return self._objective(everything)[0], self._gradient(everything)


def _quotient_float(numerator: int, denominator: int) -> float:
    """Return the quotient as a float, infinite if it is too large for one."""
    try:
        return numerator / denominator
    except OverflowError:
        return float("inf") if numerator > 0 else float("-inf")


class CompiledPolynomials:
    """Several polynomials as one table of exponents, evaluated at many points."""

    def __init__(self, polynomials: tuple[Polynomial, ...]) -> None:
        import numpy as np

        monomials = sorted({m for p in polynomials for m in p.terms})
        width = max((len(unpack(m)) for m in monomials), default=0)
        self._exponents = np.array([[*unpack(m), *[0] * (width - len(unpack(m)))] for m in monomials], dtype=int)
        position = {m: k for k, m in enumerate(monomials)}
        self._coefficients = np.zeros((len(polynomials), len(monomials)))
        for row, p in enumerate(polynomials):
            for m, c in p.terms.items():
                self._coefficients[row, position[m]] = _quotient_float(c, p.denominator)
        self._width = width

    def __call__(self, everything: FloatArray) -> FloatArray:
        """Return the values of all polynomials (rows) at all points (columns of ``everything``)."""
        import numpy as np

        table = np.ones((self._exponents.shape[0], everything.shape[1]))
        for i in range(self._width):
            column = self._exponents[:, i]
            if column.any():
                top = int(column.max())
                powers = np.ones((top + 1, everything.shape[1]))
                for e in range(1, top + 1):
                    powers[e] = powers[e - 1] * everything[i]
                table *= powers[column]
        result: FloatArray = self._coefficients @ table
        return result


def _node_float(node: LiftedVariable, u: FloatArray, lift: Lift, rounding: float) -> Any:
    import numpy as np

    match node.kind:
        case NodeKind.INVERSE:
            return 1 / u[0]
        case NodeKind.ROOT:
            return np.sqrt(u[0])
        case NodeKind.EXP:
            return np.exp(np.minimum(u[0], 700.0))
        case NodeKind.EXP_NEGATIVE:
            return np.exp(np.minimum(-u[0], 700.0))
        case NodeKind.LOG:
            return np.log(u[0])
        case NodeKind.SIGMOID:
            return 0.5 * (1 + np.tanh(0.5 * u[0]))
        case NodeKind.TANH:
            return np.tanh(u[0])
        case NodeKind.SIGN:
            return u[0] / np.hypot(u[0], rounding) if rounding else np.sign(u[0])
        case NodeKind.MAXIMUM:
            return u.max(axis=0)
        case NodeKind.WEIGHT:
            first = next(v.index for v in lift.lifted if v.kind is NodeKind.WEIGHT and v.arguments == node.arguments)
            if rounding:
                shares = np.exp((u - u.max(axis=0)) / rounding)
                return shares[node.index - first] / shares.sum(axis=0)
            best = u.argmax(axis=0)
            return (best == node.index - first).astype(float)


@dataclass(frozen=True)
class Runs:
    """End points of descent runs, sorted by value.

    Attributes:
        points_float: n x m array.
        values_float: m values, increasing.
        early_float: n x m array, where the same runs were before the last stage.
    """

    points_float: FloatArray
    values_float: FloatArray
    early_float: FloatArray

    @property
    def lowest_float(self) -> float:
        """The smallest value that was seen."""
        return float(self.values_float[0])

    def stuck(self, gap_float: float = 1e-3) -> list[int]:
        """Return the columns whose value is clearly above the smallest one."""
        scale = 1 + abs(self.lowest_float)
        return [k for k, v in enumerate(self.values_float) if v > self.lowest_float + gap_float * scale]


def descend(
    objective: FloatObjective, starts_float: FloatArray, *, iterations: int, stride: float = 0.25
) -> tuple[FloatArray, FloatArray]:
    """Return end points and values of gradient descent with backtracking; a step moves at most stride * (1 + |x|).

    Args:
        objective: the compiled objective.
        starts_float: n x m array of start points.
        iterations: number of accepted or rejected trial steps.
        stride: bound on the relative length of a step, so that runs do not jump over barriers.
    """
    import numpy as np

    x = starts_float.copy()
    value, gradient = objective.value_and_gradient(x)
    step = np.full(x.shape[1], 1e-2)
    for _ in range(iterations):
        size = np.sqrt((gradient * gradient).sum(axis=0))
        limit = stride * (1 + np.sqrt((x * x).sum(axis=0))) / np.maximum(size, 1e-300)
        step = np.minimum(step, limit)
        trial = x - step * gradient
        new_value, new_gradient = objective.value_and_gradient(trial)
        good = np.isfinite(new_value) & (new_value <= value - 1e-4 * step * size * size)
        x = np.where(good, trial, x)
        value = np.where(good, new_value, value)
        gradient = np.where(good, new_gradient, gradient)
        step = np.where(good, step * 1.7, step * 0.4)
        step = np.maximum(step, 1e-18)
    return x, value


def hessians_float(objective: FloatObjective, x: FloatArray) -> FloatArray:
    """Return symmetrised difference quotients of G, shape m x n x n."""
    import numpy as np

    n, m = x.shape
    hessian = np.zeros((m, n, n))
    for i in range(n):
        h = 1e-5 * (1 + np.abs(x[i]))
        forward, backward = x.copy(), x.copy()
        forward[i] += h
        backward[i] -= h
        difference = objective.value_and_gradient(forward)[1] - objective.value_and_gradient(backward)[1]
        hessian[:, i, :] = (difference / (2 * h)).T
    return 0.5 * (hessian + hessian.transpose(0, 2, 1))


def polish(
    objective: FloatObjective, starts_float: FloatArray, *, iterations: int, stride: float = 0.25
) -> tuple[FloatArray, FloatArray]:
    """Return end points and values of saddle-free Newton steps with backtracking, which follow flat valleys quickly."""
    import numpy as np

    x = starts_float.copy()
    value, gradient = objective.value_and_gradient(x)
    length = np.ones(x.shape[1])
    for _ in range(iterations):
        hessian = hessians_float(objective, x)
        usable = np.isfinite(hessian).all(axis=(1, 2)) & np.isfinite(gradient).all(axis=0)
        hessian[~usable] = np.eye(x.shape[0])
        curvatures, vectors = np.linalg.eigh(hessian)
        magnitude = np.abs(curvatures)
        floor = 1e-9 * (1 + magnitude.max(axis=1, keepdims=True))
        coordinates = np.einsum("mij,im->mj", vectors, np.where(usable, gradient, 0.0))
        step = np.einsum("mij,mj->im", vectors, coordinates / np.maximum(magnitude, floor))
        size = np.sqrt((step * step).sum(axis=0))
        clip = np.minimum(1.0, stride * (1 + np.sqrt((x * x).sum(axis=0))) / np.maximum(size, 1e-300))
        trial = x - length * clip * step
        new_value, new_gradient = objective.value_and_gradient(trial)
        good = np.isfinite(new_value) & (new_value < value)
        x = np.where(good, trial, x)
        value = np.where(good, new_value, value)
        gradient = np.where(good, new_gradient, gradient)
        length = np.where(good, np.minimum(1.0, length * 2.0), length * 0.5)
        if not good.any() and float(length.max()) < 1e-6:
            break
    return x, value


def explore(lift: Lift, *, seed: int, count: int = 96, iterations: int = 400) -> Runs:
    """Return the ends of descent runs from seeded random starts at several scales.

    Gradient steps first, which stay in their basin, then Newton steps along the valleys.

    Args:
        lift: the lifted objective.
        seed: seed of the starts; equal seeds give equal runs.
        count: number of starts.
        iterations: trial steps per run.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    n = lift.dimension
    scales = np.array([0.5, 1.0, 2.0, 4.0])[np.arange(count) % 4]
    starts = generator.standard_normal((n, count)) * scales
    objective = FloatObjective(lift)
    early, _ = descend(objective, starts, iterations=iterations // 8)
    points, _ = descend(objective, early, iterations=iterations - iterations // 8)
    points, values = polish(objective, points, iterations=max(20, iterations // 5))
    finite = np.isfinite(values)
    early, points, values = early[:, finite], points[:, finite], values[finite]
    order = np.argsort(values, kind="stable")
    return Runs(points[:, order], values[order], early[:, order])
