"""What a picture shows: level lines, trajectories and critical points, before anything is drawn.

Soundness-critical: no.  Critical values are exact and checked by the kernel; everything else is floating point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from tameproof import searches
from tameproof.proofs.kernel.lift import Lift
from tameproof.sos.explore import FloatObjective, hessians_float
from tameproof.sos.simulation import flow_paths, uniform_starts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray: TypeAlias = NDArray[np.float64]

GRID = 300
LONG = 14  # letters of a value in a label
SEEDS = 13  # starts of Newton's method per axis
SINGULAR = 1e-5  # a relative eigenvalue below this counts as 0: the point is not isolated, or degenerate
CLOSE = 1e-2  # a run whose value comes as close to the lowest one has reached it


@dataclass(frozen=True)
class Frame:
    """The window: which variables vary, in [-box, box], and the values of the others.

    Attributes:
        lift: the lifted objective.
        free: the variables that vary, one or two for pictures of the graph.
        base_float: n numbers; those of the free variables are not used.
        box: half the width of the window.
    """

    lift: Lift
    free: tuple[int, ...]
    base_float: tuple[float, ...]
    box: float

    @property
    def is_slice(self) -> bool:
        """Whether some variables are held fixed."""
        return len(self.free) < self.lift.dimension

    def embed(self, points_float: FloatArray) -> FloatArray:
        """Return points of R^n from points of the window (columns)."""
        import numpy as np

        out = np.repeat(np.array(self.base_float, dtype=float)[:, None], points_float.shape[1], axis=1)
        out[list(self.free)] = points_float
        return out

    def starts(self, runs: int, seed: int) -> FloatArray:
        """Return seeded starting points, uniform in the window."""
        return self.embed(uniform_starts(len(self.free), runs, self.box, seed))

    def inside(self, points_float: FloatArray) -> NDArray[np.bool_]:
        """Return which points, seen from the front, lie in the window."""
        import numpy as np

        flags: NDArray[np.bool_] = np.abs(points_float[list(self.free)]).max(axis=0) <= self.box
        return flags


@dataclass(frozen=True)
class Run:
    """One trajectory of the negative gradient.

    Attributes:
        times_float: k times.
        points_float: n x k points.
        values_float: k values of f.
        reached: whether it comes close to the lowest value known.
    """

    times_float: FloatArray
    points_float: FloatArray
    values_float: FloatArray
    reached: bool


@dataclass(frozen=True)
class Level:
    """A value whose level line is drawn: its text, exact or rounded, and whether it is a critical value."""

    value_float: float
    text: str
    critical: bool


@dataclass(frozen=True)
class Spot:
    """An isolated critical point in the window: "minimum", "saddle" or "maximum"."""

    point_float: tuple[float, ...]
    kind: str


def find_levels(lift: Lift, wanted: Sequence[Fraction], seconds: float) -> list[Level]:
    """Return the critical values, as the kernel accepts them, and other values that were asked for.

    Args:
        lift: the lifted objective.
        wanted: values to draw anyway.
        seconds: wall time of the search; without an answer only ``wanted`` is returned.
    """
    from tameproof.morse_sard.settings import MorseSardSettings
    from tameproof.proof import Proof, RefusedByKernel
    from tameproof.proofs.kernel.algebraic import format_number, refine
    from tameproof.settings import Settings
    from tameproof.sos.settings import SosSettings
    from tameproof.symbolic.outcome import Open
    from tameproof.workers import Worker, WorkerBug

    out = [Level(v.numerator / v.denominator, str(v), critical=False) for v in wanted]
    if seconds <= 0:
        return out
    proof = Proof(lift)
    worker = Worker(Settings().memory)
    try:
        if isinstance(proof.add_side_conditions(SosSettings(time_limit=seconds)), Open):
            return out
        found = worker.call(
            searches.find_critical_values, lift, MorseSardSettings(time_limit=0.8 * seconds), seconds=seconds
        )
        if isinstance(found, Open):
            return out
        proof.add(*found)
    except (WorkerBug, RefusedByKernel):  # a picture is no place for a verdict; certify reports this
        return out
    finally:
        worker.close()
    for number, status in zip(found[0].values, found[0].status, strict=True):
        if status != "not-attained":
            fine = refine(number, Fraction(1, 10**12))
            value = (fine.low + fine.high) / 2
            text = format_number(number)
            text = text if len(text) <= LONG else f"{value.numerator / value.denominator:.4g}"
            out.append(Level(value.numerator / value.denominator, text, critical=True))
    kept = {one.text: one for one in out}  # a critical value that was also asked for is drawn once
    return sorted(kept.values(), key=lambda one: one.value_float)


def find_runs(frame: Frame, runs: int, duration: float, seed: int, levels: Sequence[Level]) -> list[Run]:
    """Return trajectories from uniform starts, with how each one ends."""
    import numpy as np

    objective = FloatObjective(frame.lift)
    paths = flow_paths(frame.lift, frame.starts(runs, seed), duration=duration)
    values = [objective.value(points) for _, points in paths]
    known = [float(v[-1]) for v in values if v.size and np.isfinite(v[-1])]
    known += [one.value_float for one in levels if one.critical]
    lowest = min(known, default=0.0)
    good = lowest + CLOSE * (1 + abs(lowest))
    return [
        Run(times, points, along, bool(along.size and float(along[-1]) <= good))
        for (times, points), along in zip(paths, values, strict=True)
    ]


def find_spots(frame: Frame) -> list[Spot]:
    """Return isolated critical points in the window, by Newton's method from a grid; none for a slice or with kinks."""
    import numpy as np

    if frame.is_slice or not frame.lift.smooth:
        return []
    n = len(frame.free)
    line = np.linspace(-frame.box, frame.box, SEEDS) + 1e-3 * frame.box
    x = np.stack([axis.ravel() for axis in np.meshgrid(*[line] * n)])
    objective = FloatObjective(frame.lift)
    for _ in range(40):
        gradient = objective.value_and_gradient(x)[1]
        hessian = hessians_float(objective, x)
        usable = np.isfinite(hessian).all(axis=(1, 2)) & np.isfinite(gradient).all(axis=0)
        x, gradient, hessian = x[:, usable], gradient[:, usable], hessian[usable]
        if not x.shape[1]:
            return []
        step = np.einsum("mij,jm->im", np.linalg.pinv(hessian, rcond=1e-10), gradient)
        size = np.sqrt((step * step).sum(axis=0))
        x = x - step * np.minimum(1.0, 0.3 * frame.box / np.maximum(size, 1e-300))
    gradient = objective.value_and_gradient(x)[1]
    curvatures = np.linalg.eigvalsh(hessians_float(objective, x))
    largest = np.abs(curvatures).max(axis=1)
    good = np.isfinite(gradient).all(axis=0) & (np.abs(gradient).max(axis=0) <= 1e-7 * (1 + largest))
    good &= frame.inside(x) & (np.abs(curvatures).min(axis=1) > SINGULAR * (1 + largest))
    found: dict[tuple[int, ...], Spot] = {}
    for k in np.flatnonzero(good):
        down = int((curvatures[k] < 0).sum())
        kind = "minimum" if down == 0 else "maximum" if down == n else "saddle"
        place = tuple(float(c) for c in x[:, k])
        found.setdefault(tuple(round(1e3 * c / frame.box) for c in place), Spot(place, kind))
    return list(found.values())


@dataclass(frozen=True)
class Relief:
    """f on a grid of the window, with heights log(f - lowest + offset) that show valleys and plateaus alike."""

    line_float: FloatArray
    values_float: FloatArray
    lowest_float: float
    offset_float: float

    def height(self, values_float: FloatArray | float) -> FloatArray:
        """Return the height at which values of f are drawn."""
        import numpy as np

        above = np.maximum(np.asarray(values_float, dtype=float) - self.lowest_float, 0.0)
        out: FloatArray = np.log(above + self.offset_float)
        return out

    @property
    def heights_float(self) -> FloatArray:
        """The heights on the grid."""
        return self.height(self.values_float)

    def ticks(self, count: int = 7) -> list[tuple[float, str]]:
        """Return (height, text of the value of f) at round values, with room between them."""
        import numpy as np

        top = float(np.nanmax(self.values_float))
        low, high = float(self.height(self.lowest_float)), float(self.height(top))
        room = (high - low) / count
        magnitudes = [(m, m * 10.0**k) for m in (1, 5, 2, 3) for k in range(-9, 16)]
        rounds = [(0, 0.0), *((m, sign * v) for m, v in magnitudes for sign in (1.0, -1.0))]
        out: list[tuple[float, str]] = []
        for _, value in sorted(rounds, key=lambda pair: pair[0]):
            height = float(self.height(value))
            inside = self.lowest_float - 0.2 * self.offset_float <= value <= top
            if inside and all(abs(height - taken) >= room for taken, _ in out):
                out.append((height, f"{value:g}"))
        return sorted(out)


def compute_relief(frame: Frame, levels: Sequence[Level] = ()) -> Relief:
    """Return f on a grid of one or two free variables; values that are too large for a float are cut off."""
    import numpy as np

    line = np.linspace(-frame.box, frame.box, GRID)
    axes = np.meshgrid(*[line] * len(frame.free))
    points = frame.embed(np.stack([axis.ravel() for axis in axes]))
    values = FloatObjective(frame.lift).value(points).reshape(axes[0].shape)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return Relief(line, np.zeros(values.shape), 0.0, 1.0)
    values = np.nan_to_num(np.minimum(values, float(finite.max())), nan=float(finite.max()))
    lowest = float(finite.min())
    near = [one.value_float for one in levels if one.critical and one.value_float <= lowest]
    lowest = max(near, default=lowest)
    spread = float(np.quantile(values - lowest, 0.5))
    return Relief(line, values, lowest, max(1e-9, min(0.05, 0.02 * spread)))
