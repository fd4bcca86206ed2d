"""Pictures of an objective: contours with trajectories, surface, values along runs.  Soundness-critical: no.

Needs matplotlib: pip install "tameproof[plot]".  Everything drawn is floating point.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tameproof.codes import Failure
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.printer import to_text
from tameproof.sos.explore import FloatObjective
from tameproof.sos.simulation import flow_paths, run_descent, uniform_starts

__all__ = ["draw"]

GRID = 240
OFFSET = 0.05
ON_SURFACE = 16  # trajectories on a surface
REACHED, STUCK = "#1f77b4", "#d62728"


def draw(
    objective: str | Expression | Callable[..., Any] | object,
    path: str | Path,
    *,
    kind: str = "auto",
    box: float = 3.0,
    runs: int = 30,
    duration: float = 50.0,
    seed: int = 0,
) -> None:
    """Draw an objective and some gradient trajectories into a file.

    Args:
        objective: f as for ``certify``.
        path: file to write; its suffix gives the format (png, pdf, svg).
        kind: "contours" or "surface" (two variables), "curve" (one), "values" (f along runs), or "auto".
        box: the picture shows [-box, box]; the starts are uniform in it.
        runs: number of trajectories.
        duration: length of time of each trajectory.
        seed: of the starts.

    Raises:
        Failure: E402 if matplotlib is missing, E403 if the file cannot be written.
        InputError: if the objective cannot be read.
        ValueError: if the kind does not fit the number of variables.
    """
    from tameproof.api import read_objective

    expression = read_objective(objective)
    lifted = lift(expression)
    natural = {1: "curve", 2: "contours"}.get(lifted.dimension, "values")
    chosen = natural if kind == "auto" else kind
    if chosen != "values" and {"curve": 1, "contours": 2, "surface": 2}[chosen] != lifted.dimension:
        count = lifted.dimension
        raise ValueError(f"a picture of kind '{chosen}' does not fit {count} variables; try --kind {natural}")
    figure = _figure()
    title = to_text(expression)
    heading = title if len(title) <= 70 else title[:66] + " ..."
    if chosen == "curve":
        axes = figure.add_subplot()
        _curve(axes, lifted, box)
    elif chosen == "surface":
        axes = figure.add_subplot(projection="3d")
        _surface(axes, lifted, box, runs, duration, seed)
    elif chosen == "contours":
        axes = figure.add_subplot()
        _contours(axes, lifted, box, runs, duration, seed)
    else:
        axes = figure.add_subplot()
        _values(axes, lifted, box, runs, duration, seed)
    axes.set_title(heading, fontsize=9)
    try:
        figure.savefig(path, dpi=160)
    except (OSError, ValueError) as error:
        raise Failure("E403", f"cannot write {path}: {error}") from None


def _figure() -> Any:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise Failure("E402", "pictures need matplotlib", 'pip install "tameproof[plot]"') from None
    figure = Figure(figsize=(6.4, 5.2), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _grid(lifted: Lift, box: float) -> tuple[Any, Any, Any]:
    import numpy as np

    line = np.linspace(-box, box, GRID)
    x, y = np.meshgrid(line, line)
    z = FloatObjective(lifted).value(np.vstack([x.ravel(), y.ravel()])).reshape(x.shape)
    return x, y, z


def _compressed(z: Any) -> tuple[Any, float]:
    """Return log(f - lowest + OFFSET), which shows valleys and plateaus alike, and the lowest value."""
    import numpy as np

    lowest = float(np.nanmin(z))
    return np.log(z - lowest + OFFSET), lowest


def _curve(axes: Any, lifted: Lift, box: float) -> None:
    import numpy as np

    x = np.linspace(-box, box, 4 * GRID)
    axes.plot(x, FloatObjective(lifted).value(x[None, :]), color=REACHED)
    axes.set_xlabel(lifted.variables[0])
    axes.set_ylabel("f")


def _surface(axes: Any, lifted: Lift, box: float, runs: int, duration: float, seed: int) -> None:
    """Draw the graph of f with a compressed height, and the same trajectories as in the contours on it."""
    import numpy as np

    x, y, z = _grid(lifted, box)
    heights, lowest = _compressed(z)
    axes.plot_surface(
        x, y, heights, cmap="viridis", linewidth=0, rcount=GRID // 2, ccount=GRID // 2, alpha=0.75, zorder=1
    )
    objective = FloatObjective(lifted)
    lift_off = 0.01 * float(np.nanmax(heights) - np.nanmin(heights))
    for points, colour in _paths(lifted, box, min(runs, ON_SURFACE), duration, seed):
        visible = (np.abs(points) <= box).all(axis=0)
        along = np.log(np.maximum(objective.value(points) - lowest, 0.0) + OFFSET) + lift_off
        x, y, shown = (np.where(visible, row, np.nan) for row in (points[0], points[1], along))
        axes.plot(x, y, shown, color=colour, linewidth=1.2, zorder=5)
    axes.view_init(elev=52, azim=-68)
    axes.set_xlim(-box, box)
    axes.set_ylim(-box, box)
    axes.set_xlabel(lifted.variables[0])
    axes.set_ylabel(lifted.variables[1])
    axes.set_zlabel(f"log(f - {lowest:.2g} + {OFFSET:g})")


def _paths(lifted: Lift, box: float, runs: int, duration: float, seed: int) -> list[tuple[Any, str]]:
    """Return the points of trajectories from uniform starts, and the colour that tells how each one ends."""
    objective = FloatObjective(lifted)
    paths = flow_paths(lifted, uniform_starts(lifted.dimension, runs, box, seed), duration=duration)
    ends = [float(objective.value(points[:, -1:])[0]) for _, points in paths]
    good = min(ends) + 1e-2 * (1 + abs(min(ends)))
    return [(points, REACHED if end <= good else STUCK) for (_, points), end in zip(paths, ends, strict=True)]


def _contours(axes: Any, lifted: Lift, box: float, runs: int, duration: float, seed: int) -> None:
    import numpy as np

    x, y, z = _grid(lifted, box)
    heights, _ = _compressed(z)
    axes.contourf(x, y, heights, levels=30, cmap="Greys", alpha=0.75)
    axes.contour(x, y, heights, levels=30, colors="white", linewidths=0.3)
    drawn = {}
    for points, colour in _paths(lifted, box, runs, duration, seed):
        drawn[colour] = axes.plot(points[0], points[1], color=colour, linewidth=1.1)[0]
        axes.plot(points[0, 0], points[1, 0], "o", color=colour, markersize=3)
        outside = np.flatnonzero((np.abs(points) > box).any(axis=0))
        if outside.size and (np.abs(points[:, -1]) > box).any():
            _arrow(axes, points, box, colour)
        else:
            axes.plot(points[0, -1], points[1, -1], "*", color=colour, markersize=9, markeredgecolor="white")
    words = {REACHED: "reaches the lowest value seen", STUCK: "does not"}
    if len(drawn) > 1:
        axes.legend([drawn[c] for c in words], list(words.values()), loc="upper left", fontsize=7, framealpha=0.9)
    axes.set_aspect("equal")
    axes.set_xlim(-box, box)
    axes.set_ylim(-box, box)
    axes.set_xlabel(lifted.variables[0])
    axes.set_ylabel(lifted.variables[1])


def _arrow(axes: Any, points: Any, box: float, colour: str) -> None:
    """Mark the place where a trajectory leaves the picture for good."""
    import numpy as np

    inside = np.flatnonzero((np.abs(points) <= box).all(axis=0))
    if not inside.size or inside[-1] + 1 >= points.shape[1]:
        return
    last, after = points[:, inside[-1]], points[:, inside[-1] + 1]
    share = float(np.min((box - np.sign(after) * last) / np.maximum(np.abs(after - last), 1e-12)))
    end = last + min(1.0, max(0.0, share)) * (after - last)
    back = end - 0.05 * box * (after - last) / max(float(np.linalg.norm(after - last)), 1e-12)
    axes.annotate(
        "", xy=tuple(end), xytext=tuple(back), arrowprops={"arrowstyle": "-|>", "color": colour}, annotation_clip=False
    )


def _values(axes: Any, lifted: Lift, box: float, runs: int, duration: float, seed: int) -> None:
    starts = uniform_starts(lifted.dimension, runs, box, seed)
    objective = FloatObjective(lifted)
    curves = [(times, objective.value(points)) for times, points in flow_paths(lifted, starts, duration=duration)]
    lowest = min(float(values[-1]) for _, values in curves)
    descent = run_descent(lifted, starts, step=1e-3, iterations=200)
    lowest = min(lowest, descent.lowest_float)
    for times, values in curves:
        colour = REACHED if float(values[-1]) <= lowest + 1e-2 * (1 + abs(lowest)) else STUCK
        axes.plot(times[1:], values[1:], color=colour, linewidth=1)
    axes.set_xscale("log")
    axes.set_xlabel("time")
    axes.set_ylabel("f along the gradient flow")
