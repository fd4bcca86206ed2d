"""The graph of f as a surface, with trajectories and level lines that hide behind it.  Soundness-critical: no.

Matplotlib draws lines either before or behind a whole surface.  Here the part of a line that the surface hides is found
by following the line of sight, and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from tameproof.plot_scene import Frame, Level, Relief, Run, compute_relief, find_spots
from tameproof.plot_words import BEST, LEVEL, MARKS, MISSES, OTHER, REACHES, SIZES, STYLES, Legend, heading, name
from tameproof.proofs.kernel.expression import Expression
from tameproof.sos.explore import FloatObjective

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray: TypeAlias = NDArray[np.float64]

ELEVATION, AZIMUTH = 48.0, -62.0  # degrees
ASPECT = (4.0, 4.0, 2.6)  # lengths of the axes in the picture
MOST = 16  # trajectories
RAY = 400  # points on a line of sight
LIFT = 0.012  # lines float above the surface by this share of its height


def draw_surface(figure: Any, expression: Expression, frame: Frame, levels: Sequence[Level], runs: list[Run]) -> None:
    """The graph of f with logarithmic heights, critical level lines and trajectories on it."""
    from contourpy import contour_generator
    from matplotlib.lines import Line2D

    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    axes.set_proj_type("ortho")
    axes.set_box_aspect(ASPECT)
    axes.view_init(elev=ELEVATION, azim=AZIMUTH)
    legend = Legend()
    relief = compute_relief(frame, levels)
    view = _View(frame, relief)
    _surface(axes, relief)
    objective = FloatObjective(frame.lift)
    for run in runs[:MOST]:
        colour, words = (BEST, REACHES) if run.reached else (OTHER, MISSES)
        x, y = run.points_float[list(frame.free)]
        z = relief.height(objective.value(frame.embed(run.points_float[list(frame.free)])))
        style: dict[str, Any] = {"color": colour, "linewidth": 1.4, "linestyle": STYLES[run.reached]}
        view.draw(axes, x, y, z, zorder=5, **style)
        legend.add(words, Line2D([], [], **style))
        if view.visible(x[:1], y[:1], z[:1])[0]:
            start = axes.plot(x[:1], y[:1], z[:1] + view.lift, "o", color=colour, zorder=6, **SIZES["start"])[0]
            legend.add("start", start, colour="0.3")
    generator: Any = contour_generator(relief.line_float, relief.line_float, relief.heights_float)
    for one in levels:
        height = float(relief.height(one.value_float))
        if one.value_float <= relief.lowest_float:
            continue
        dashes = "-" if one.critical else "-."
        style = {"color": LEVEL["colors"], "linewidth": LEVEL["linewidths"], "linestyle": dashes}
        for line in generator.lines(height):
            view.draw(axes, line[:, 0], line[:, 1], 0 * line[:, 0] + height, zorder=4, **style)
            legend.add(f"$f = {one.text}$" + (", a critical value" if one.critical else ""), Line2D([], [], **style))
    for spot in find_spots(frame):
        x, y = (_row([c]) for c in spot.point_float)
        z = relief.height(objective.value(frame.embed(_row(spot.point_float)[:, None])))
        if view.visible(x, y, z)[0]:
            drawn = axes.plot(x, y, z + view.lift, linestyle="none", zorder=7, **MARKS[spot.kind])[0]
            legend.add(spot.kind, drawn)
    _axes(axes, frame, relief)
    heading(axes, expression, frame)
    legend.show(figure)


def _row(values: Sequence[float]) -> FloatArray:
    import numpy as np

    return np.array(values, dtype=float)


def _surface(axes: Any, relief: Relief) -> None:
    import numpy as np
    from matplotlib import colormaps
    from matplotlib.colors import LightSource

    line, heights = relief.line_float, relief.heights_float
    x, y = np.meshgrid(line, line)
    span = max(float(np.ptp(heights)), 1e-300)
    light = LightSource(azdeg=315, altdeg=55)
    shares = 0.25 + 0.35 * (heights - heights.min()) / span
    colours = colormaps["Greys"](shares)[..., :3]
    shaded = light.shade_rgb(colours, heights * (0.5 * len(line) / span), blend_mode="soft", fraction=0.8)
    stride = max(1, len(line) // 150)
    axes.plot_surface(
        x, y, heights, facecolors=shaded, linewidth=0, antialiased=False, shade=False, rstride=stride, cstride=stride
    )


def _axes(axes: Any, frame: Frame, relief: Relief) -> None:
    axes.set_xlim(-frame.box, frame.box)
    axes.set_ylim(-frame.box, frame.box)
    ticks = relief.ticks(6)
    axes.set_zticks([h for h, _ in ticks], labels=[t for _, t in ticks])
    axes.set_xlabel(name(frame, 0))
    axes.set_ylabel(name(frame, 1))
    axes.set_zlabel("$f$ (logarithmic)", labelpad=8)
    axes.tick_params(labelsize=7)
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.pane.set_facecolor("white")
        axis._axinfo["grid"]["color"] = "0.88"  # there is no public way to set it


class _View:
    """Which points of the window can be seen, by lines of sight of a parallel projection."""

    def __init__(self, frame: Frame, relief: Relief) -> None:
        import numpy as np
        from scipy.interpolate import RegularGridInterpolator

        line, heights = relief.line_float, relief.heights_float
        self.box = frame.box
        self.low, self.span = float(heights.min()), max(float(np.ptp(heights)), 1e-300)
        self.lift = LIFT * self.span
        self._height = RegularGridInterpolator((line, line), heights, bounds_error=False, fill_value=-np.inf)
        up, round_ = np.radians(ELEVATION), np.radians(AZIMUTH)
        eye = np.array([np.cos(up) * np.cos(round_), np.cos(up) * np.sin(round_), np.sin(up)])
        scale = np.array([2 * frame.box / ASPECT[0], 2 * frame.box / ASPECT[1], 1.05 * self.span / ASPECT[2]])
        self._sight = eye * scale  # one unit of the picture towards the eye, in units of the data

    def visible(self, x: FloatArray, y: FloatArray, z: FloatArray) -> NDArray[np.bool_]:
        """Return which points, lifted a little, lie in the window and are not behind the surface."""
        import numpy as np

        inside = (np.abs(x) <= self.box) & (np.abs(y) <= self.box) & np.isfinite(z)
        steps = np.linspace(0.02, 6.0, RAY)[None, :]
        px, py = x[:, None] + steps * self._sight[0], y[:, None] + steps * self._sight[1]
        pz = z[:, None] + self.lift + steps * self._sight[2]
        above = self._height(np.stack([py, px], axis=-1))  # the grid's first axis is y
        flags: NDArray[np.bool_] = inside & ~(above > pz + 0.2 * self.lift).any(axis=1)
        return flags

    def draw(self, axes: Any, x: FloatArray, y: FloatArray, z: FloatArray, **style: Any) -> None:
        """Draw the visible parts of a line on the surface."""
        import numpy as np

        x, y, z = self._refined(x, y, z)
        seen = self.visible(x, y, z)
        axes.plot(*(np.where(seen, row, np.nan) for row in (x, y, z + self.lift)), **style)

    def _refined(self, x: FloatArray, y: FloatArray, z: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return at most one point per pixel or so of a line inside the window, in its order."""
        import numpy as np

        good = np.flatnonzero((np.abs(x) <= 1.2 * self.box) & (np.abs(y) <= 1.2 * self.box) & np.isfinite(z))
        x, y, z = x[good], y[good], z[good]
        if x.size < 3:
            return x, y, z
        length = np.sqrt(np.diff(x) ** 2 + np.diff(y) ** 2) / self.box + np.abs(np.diff(z)) / self.span
        along = np.concatenate([[0.0], np.cumsum(length)])
        even = np.unique(np.concatenate([np.arange(0.0, along[-1], 0.006), along[-1:]]))
        return np.interp(even, along, x), np.interp(even, along, y), np.interp(even, along, z)


__all__ = ["draw_surface"]
