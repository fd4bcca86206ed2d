"""Drawing of the kinds of pictures with matplotlib.  Soundness-critical: no.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart; line styles and marks differ as well, so
that a picture can be printed without colours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tameproof.plot_scene import Frame, Level, Relief, Run, Spot, compute_relief, find_spots
from tameproof.plot_surface import draw_surface
from tameproof.plot_words import (
    BEST,
    LEVEL,
    MARKS,
    MINIMUM,
    MISSES,
    OTHER,
    REACHES,
    SIZES,
    STYLES,
    Legend,
    heading,
    name,
)
from tameproof.proofs.kernel.expression import Expression
from tameproof.sos.explore import FloatObjective

NEAR = 0.035  # labels closer than this, in heights of the picture, would overlap


def draw_contours(figure: Any, expression: Expression, frame: Frame, levels: Sequence[Level], runs: list[Run]) -> None:
    """Contours of f, level lines at critical values, trajectories, starts and critical points."""
    axes = figure.add_subplot()
    legend = Legend()
    relief = compute_relief(frame, levels)
    spots = find_spots(frame)
    _background(figure, axes, relief)
    taken = [run.points_float[list(frame.free)] for run in runs]
    taken += [_points(spot) for spot in spots]
    isolated = any(spot.kind == "minimum" for spot in spots)
    _level_lines(axes, relief, levels, legend, frame.box, taken, isolated=isolated)
    for run in runs:
        _trajectory(axes, frame, run, spots, legend)
    for spot in spots:
        mark = MARKS[spot.kind]
        legend.add(spot.kind, axes.plot(*spot.point_float, linestyle="none", zorder=6, **mark)[0])
    axes.set_aspect("equal")
    axes.set_xlim(-frame.box, frame.box)
    axes.set_ylim(-frame.box, frame.box)
    axes.set_xlabel(name(frame, 0))
    axes.set_ylabel(name(frame, 1), rotation=0, labelpad=10)
    heading(axes, expression, frame)
    legend.show(figure)


def _points(spot: Spot) -> Any:
    import numpy as np

    return np.array(spot.point_float)[:, None]


def _background(figure: Any, axes: Any, relief: Relief) -> None:
    """Fill the contours in light greys and explain them by a bar with values of f."""
    import numpy as np
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    greys = ListedColormap(colormaps["Greys"](np.linspace(0.0, 0.58, 256)))
    heights, line = relief.heights_float, relief.line_float
    if float(np.ptp(heights)) == 0:
        return
    filled = axes.contourf(line, line, heights, levels=28, cmap=greys)
    axes.contour(line, line, heights, levels=filled.levels, colors="white", linewidths=0.35, linestyles="solid")
    bar = figure.colorbar(filled, ax=axes, shrink=0.82, pad=0.02)
    ticks = relief.ticks()
    bar.set_ticks([h for h, _ in ticks], labels=[t for _, t in ticks])
    bar.ax.set_title("$f$", fontsize=9)
    bar.ax.tick_params(labelsize=7)
    bar.outline.set_linewidth(0.4)


def _level_lines(
    axes: Any,
    relief: Relief,
    levels: Sequence[Level],
    legend: Legend,
    box: float,
    taken: list[Any],
    *,
    isolated: bool,
) -> None:
    """Draw the level lines and write their values where nothing else is; colour minima that are not isolated."""
    import numpy as np
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    heights, line = relief.heights_float, relief.line_float
    low, high = float(heights.min()), float(heights.max())
    for one in levels:
        height = float(relief.height(one.value_float))
        if abs(one.value_float - relief.lowest_float) <= 1e-9 * (1 + abs(relief.lowest_float)) and one.critical:
            if not isolated:
                top = low + 0.02 * (high - low)
                axes.contourf(line, line, heights, levels=[low - 1, top], colors=[MINIMUM], zorder=2)
                legend.add(f"minima: $f$ close to {one.text}", Patch(color=MINIMUM))
            continue
        if not low < height < high:
            continue
        dashes: Any = "solid" if one.critical else "dashdot"
        drawn = axes.contour(line, line, heights, levels=[height], zorder=3, linestyles=dashes, **LEVEL)
        words = "level line at a critical value" if one.critical else "level line asked for"
        legend.add(words, Line2D([], [], color=LEVEL["colors"], linewidth=LEVEL["linewidths"], linestyle=dashes))
        vertices = drawn.get_paths()[0].vertices.T
        candidates = vertices[:, (np.abs(vertices) <= 0.88 * box).all(axis=0)][:, ::4]
        if not candidates.shape[1]:
            continue
        others = np.concatenate([np.full((2, 1), 10 * box), *taken], axis=1)
        others = others[:, np.isfinite(others).all(axis=0) & (np.abs(others) <= 1.2 * box).all(axis=0)]
        gap = np.full(candidates.shape[1], box)
        for k in range(0, others.shape[1], 2):
            gap = np.minimum(gap, np.hypot(*(candidates - others[:, k : k + 1])))
        place = candidates[:, int(gap.argmax())]
        taken.append(place[:, None] + box * np.array([[0.0, 0.08, -0.08], [0.0, 0.0, 0.0]]))
        patch = {"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85}
        axes.text(*place, one.text, fontsize=7.5, ha="center", va="center", bbox=patch, zorder=7)


def _trajectory(axes: Any, frame: Frame, run: Run, spots: Sequence[Spot], legend: Legend) -> None:
    """Draw a trajectory, its start, and its end or the arrow with which it leaves the window."""
    import numpy as np

    points = run.points_float[list(frame.free)]
    colour, words = (BEST, REACHES) if run.reached else (OTHER, MISSES)
    thin = 0.6 if frame.is_slice else 1.1
    drawn = axes.plot(points[0], points[1], color=colour, linewidth=thin, linestyle=STYLES[run.reached], zorder=4)[0]
    legend.add(words + (" (projected)" if frame.is_slice else ""), drawn)
    start = axes.plot(points[0, 0], points[1, 0], "o", color=colour, zorder=5, **SIZES["start"])[0]
    legend.add("start", start, colour="0.3")
    end = points[:, -1]
    if not frame.inside(run.points_float[:, -1:])[0]:
        _arrow(axes, points, frame.box, colour)
    elif not frame.is_slice and not any(np.hypot(*(end - spot.point_float)) < 0.03 * frame.box for spot in spots):
        drawn = axes.plot(end[0], end[1], "s", color=colour, zorder=5, **SIZES["end"])[0]
        legend.add("end", drawn, colour="0.3")


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
    arrow = {"arrowstyle": "-|>", "color": colour, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", xy=tuple(end), xytext=tuple(back), arrowprops=arrow, annotation_clip=False, zorder=5)


def draw_curve(figure: Any, expression: Expression, frame: Frame, levels: Sequence[Level], runs: list[Run]) -> None:
    """The graph of a function of one variable, its critical values, and where trajectories start and end."""
    import numpy as np

    axes = figure.add_subplot()
    legend = Legend()
    x = np.linspace(-frame.box, frame.box, 1200)
    objective = FloatObjective(frame.lift)
    values = objective.value(frame.embed(x[None, :]))
    axes.plot(x, values, color="black", linewidth=1.4, zorder=3)
    axes.set_xlim(-frame.box, frame.box)
    _value_lines(axes, levels, axes.get_ylim(), legend)
    for spot in find_spots(frame):
        at = np.array([[spot.point_float[0]]])
        mark = MARKS[spot.kind]
        drawn = axes.plot(spot.point_float[0], objective.value(at)[0], linestyle="none", zorder=6, **mark)[0]
        legend.add(spot.kind, drawn)
    for run in runs:
        row = run.points_float[frame.free[0]]
        colour = BEST if run.reached else OTHER
        shape = "o" if run.reached else "D"
        drawn = axes.plot(row[0], run.values_float[0], shape, color=colour, zorder=5, **SIZES["start"])[0]
        legend.add("start of a " + (REACHES if run.reached else MISSES), drawn)
        if abs(row[-1]) > frame.box:
            edge = float(np.sign(row[-1])) * frame.box
            height = float(objective.value(frame.embed(np.array([[edge]])))[0])
            arrow = {"arrowstyle": "-|>", "color": colour}
            axes.annotate("", xy=(edge, height), xytext=(0.94 * edge, height), arrowprops=arrow, zorder=5)
    axes.set_xlabel(name(frame, 0))
    axes.set_ylabel("$f$", rotation=0, labelpad=10)
    heading(axes, expression, frame)
    legend.show(figure)


def draw_values(figure: Any, expression: Expression, frame: Frame, levels: Sequence[Level], runs: list[Run]) -> None:
    """f along trajectories, over time, with the critical values."""
    import numpy as np

    axes = figure.add_subplot()
    legend = Legend()
    shown = [r for r in runs if r.times_float.size > 2]
    everything = np.concatenate([r.values_float for r in shown]) if shown else np.array([0.0, 1.0])
    everything = everything[np.isfinite(everything)]
    lowest = min([float(everything.min()), *(one.value_float for one in levels if one.critical)])
    spread = float(np.median(everything)) - lowest
    relief = Relief(np.array([0.0]), everything, lowest, max(1e-9, min(0.05, 0.2 * spread)))
    for run in shown:
        colour, words = (BEST, REACHES) if run.reached else (OTHER, MISSES)
        heights = relief.height(run.values_float[1:])
        style = STYLES[run.reached]
        drawn = axes.plot(run.times_float[1:], heights, color=colour, linewidth=1, linestyle=style, zorder=4)[0]
        legend.add(words, drawn)
    low, high = axes.get_ylim()
    lifted = [Level(float(relief.height(one.value_float)), one.text, one.critical) for one in levels]
    _value_lines(axes, lifted, (low, high), legend)
    ticks = relief.ticks()
    axes.set_yticks([h for h, _ in ticks], labels=[t for _, t in ticks])
    axes.set_ylim(low, high)
    axes.set_xscale("log")
    axes.set_xlabel("time (logarithmic)")
    axes.set_ylabel("$f$ along the gradient flow (logarithmic)")
    heading(axes, expression, frame)
    legend.show(figure)


def _value_lines(axes: Any, levels: Sequence[Level], span: tuple[float, float], legend: Legend) -> None:
    """Draw horizontal lines at the levels, labelled at the right edge where there is room."""
    low, high = span
    last = -float("inf")
    for one in levels:
        if not low <= one.value_float <= high:
            continue
        words = "critical value" if one.critical else "value asked for"
        style = (0, (5, 3)) if one.critical else "-."
        drawn = axes.axhline(one.value_float, color="0.35", linewidth=0.9, linestyle=style, zorder=2)
        legend.add(words, drawn)
        if one.value_float - last >= NEAR * (high - low):
            place = axes.get_yaxis_transform()
            axes.text(1.01, one.value_float, one.text, transform=place, va="center", fontsize=8)
            last = one.value_float


DRAWING: dict[str, Callable[[Any, Expression, Frame, Sequence[Level], list[Run]], None]] = {
    "contours": draw_contours,
    "surface": draw_surface,
    "curve": draw_curve,
    "values": draw_values,
}
