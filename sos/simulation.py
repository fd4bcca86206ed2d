"""Simulation of gradient descent and gradient flow, as illustration.  Soundness-critical: no; floats never prove.

Runs are vectorised over starting points and seeded; finished runs (tiny gradient, or diverged) leave the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.explore import CompiledPolynomials, FloatObjective

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

FAR = 1e8  # runs with larger coordinates count as diverged
KINK = 1e-3  # the flow takes this distance to change its direction at a kink
MOST_STEPS = 2_000  # of one path, which then ends
RESTING = 1e-13  # runs with a smaller gradient are finished


@dataclass(frozen=True)
class Descent:
    """End points of gradient descent with a constant step.

    Attributes:
        starts_float: n x m starting points.
        ends_float: n x m end points.
        values_float: f at the ends.
        diverged: m flags: not finite, or farther than FAR.
        lowest_float: the smallest value seen; the reference for ``reached``.
        tolerance_float: values within this of the lowest count as reached.
    """

    starts_float: FloatArray
    ends_float: FloatArray
    values_float: FloatArray
    diverged: NDArray[np.bool_]
    lowest_float: float
    tolerance_float: float

    @property
    def reached(self) -> NDArray[np.bool_]:
        """Which runs came close to the lowest value seen."""
        close: NDArray[np.bool_] = (self.values_float <= self.lowest_float + self.tolerance_float) & ~self.diverged
        return close

    @property
    def stuck(self) -> NDArray[np.bool_]:
        """Which runs neither reached the lowest value nor diverged."""
        rest: NDArray[np.bool_] = ~self.reached & ~self.diverged
        return rest


def uniform_starts(dimension: int, count: int, box: float, seed: int) -> FloatArray:
    """Return seeded starting points, uniform in [-box, box]^dimension, as an n x m array."""
    import numpy as np

    points: FloatArray = np.random.default_rng(seed).uniform(-box, box, size=(dimension, count))
    return points


def run_descent(
    lift: Lift, starts_float: FloatArray, *, step: float, iterations: int, lowest: float | None = None
) -> Descent:
    """Run gradient descent with a constant step size from every start.

    Args:
        lift: the lifted objective; at kinks one element of the gradient set is used.
        starts_float: n x m starting points.
        step: step size.
        iterations: number of steps.
        lowest: a known infimum; by default the smallest value seen.
    """
    import numpy as np

    objective = FloatObjective(lift)
    ends = starts_float.copy()
    active = np.arange(ends.shape[1])
    current = ends.copy()
    for k in range(iterations):
        _, gradient = objective.value_and_gradient(current)
        current = current - step * gradient
        if k % 50 == 49 or k == iterations - 1:
            size = np.abs(gradient).max(axis=0)
            with np.errstate(invalid="ignore"):
                done = ~np.isfinite(current).all(axis=0) | (np.abs(current).max(axis=0) > FAR) | (size < RESTING)
            if done.any():
                ends[:, active[done]] = current[:, done]
                active, current = active[~done], current[:, ~done]
            if not active.size:
                break
    ends[:, active] = current
    with np.errstate(invalid="ignore"):
        diverged = ~np.isfinite(ends).all(axis=0) | (np.abs(ends).max(axis=0) > FAR)
    values = objective.value(np.where(diverged, 0.0, ends))
    values = np.where(diverged, np.inf, values)
    smallest = float(values.min()) if lowest is None else lowest
    return Descent(starts_float, ends, values, diverged, smallest, 1e-3 * (1 + abs(smallest)))


def flow_paths(
    lift: Lift, starts_float: FloatArray, *, duration: float, points: int = 400
) -> list[tuple[FloatArray, FloatArray]]:
    """Return (times, n x k points) of the gradient flow from each start, by an adaptive Runge-Kutta method.

    Args:
        lift: the lifted objective.
        starts_float: n x m starting points.
        duration: time interval; a path ends earlier where it leaves the ball of radius FAR, or becomes too costly.
        points: number of times per path.
    """
    import numpy as np

    times = np.concatenate([[0.0], np.geomspace(min(1e-2, 1e-4 * duration), duration, points - 1)])
    objective = FloatObjective(lift, rounding=0.0 if lift.smooth else KINK)
    return [_flow_path(objective, starts_float[:, k], times, smooth=lift.smooth) for k in range(starts_float.shape[1])]


def _flow_path(
    objective: FloatObjective, start_float: FloatArray, times_float: FloatArray, *, smooth: bool
) -> tuple[FloatArray, FloatArray]:
    """Return one path at the given times, as far as it was followed."""
    import warnings

    import numpy as np
    from scipy.integrate import LSODA

    def velocity(_time: float, x: FloatArray) -> FloatArray:
        out: FloatArray = -objective.value_and_gradient(x[:, None])[1][:, 0]
        return out

    accuracy = (1e-8, 1e-10) if smooth else (1e-5, 1e-7)
    reached, rows = [0.0], [start_float]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # of a step that became too small: the path blows up, and ends here
        solver = LSODA(velocity, 0.0, start_float, float(times_float[-1]), rtol=accuracy[0], atol=accuracy[1])
        following = 1
        for _ in range(MOST_STEPS):
            solver.step()
            if solver.status == "failed" or not np.isfinite(solver.y).all():
                break
            if float(np.abs(solver.y).max()) > FAR:
                reached.append(float(solver.t))
                rows.append(solver.y.copy())
                break
            between = solver.dense_output()
            while following < times_float.size and times_float[following] <= solver.t:
                reached.append(float(times_float[following]))
                rows.append(between(times_float[following]))
                following += 1
            if solver.status == "finished":
                break
    return np.array(reached), np.array(rows).T


def drifts(lift: Lift, laws: Sequence[Polynomial], descent: Descent) -> list[float]:
    """Return for each law the largest change from start to end, relative to 1 + its size at the start."""
    import numpy as np

    if not laws:
        return []
    kept = ~descent.diverged
    table = CompiledPolynomials(tuple(laws))
    before = table(descent.starts_float[:, kept])
    after = table(descent.ends_float[:, kept])
    change = np.abs(after - before) / (1 + np.abs(before))
    return [float(row.max()) if row.size else 0.0 for row in change]


def clusters(descent: Descent, *, width: float = 0.02) -> list[tuple[float, int]]:
    """Return (value, number of runs) for groups of end values closer than ``width``, largest groups first."""
    import numpy as np

    values = np.sort(descent.values_float[~descent.diverged])
    groups: list[list[float]] = []
    for v in values:
        if groups and float(v) - groups[-1][-1] <= width:
            groups[-1].append(float(v))
        else:
            groups.append([float(v)])
    found = [(g[0], len(g)) for g in groups]
    return sorted(found, key=lambda t: (-t[1], t[0]))


def sign_pattern(lift: Lift, descent: Descent) -> list[tuple[str, str]]:
    """Return products of at most two variables with one sign at the ends of all stuck runs but not of all runs.

    Returns:
        Pairs such as ("x2*y1", "<"): x2*y1 < 0 at the ends of the stuck runs.  A hint for a region, not a proof.
    """
    stuck, fine = descent.ends_float[:, descent.stuck], descent.ends_float[:, descent.reached]
    if not stuck.shape[1] or not fine.shape[1]:
        return []
    n = lift.dimension
    out = []
    choices = [(i,) for i in range(n)] + list(combinations(range(n), 2))
    for chosen in choices:
        inside, outside = stuck[chosen[0]].copy(), fine[chosen[0]].copy()
        for i in chosen[1:]:
            inside, outside = inside * stuck[i], outside * fine[i]
        name = "*".join(lift.variables[i] for i in chosen)
        for sign, relation in ((1.0, ">"), (-1.0, "<")):
            if (sign * inside > 0).all() and (sign * outside <= 0).mean() > 0.5:
                out.append((name, relation))
    return out


__all__ = ["Descent", "clusters", "drifts", "flow_paths", "run_descent", "sign_pattern", "uniform_starts"]
