"""Colours, marks, labels and legends of pictures.  Soundness-critical: no."""

from __future__ import annotations

import copy
from typing import Any

from tameproof.plot_scene import Frame
from tameproof.proofs.export.latex_math import expression as expression_latex
from tameproof.proofs.export.names import latex_names
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.printer import to_text

BEST, OTHER, MINIMUM = "#0072B2", "#D55E00", "#009E73"  # blue, vermillion, bluish green
STYLES: dict[bool, Any] = {True: "-", False: (0, (5, 1.2))}
LEVEL: dict[str, Any] = {"colors": "black", "linewidths": 1.1}
REACHES, MISSES = "trajectory that reaches the lowest value", "trajectory that does not"
ORDER = ("trajectory", "start", "end", "minim", "saddle", "maxim")  # the first words of entries, as they are listed
SIZES: dict[str, dict[str, Any]] = {
    "start": {"markersize": 3.6, "markeredgecolor": "white", "markeredgewidth": 0.4},
    "end": {"markersize": 3.4, "markeredgecolor": "white", "markeredgewidth": 0.4},
}
MARKS: dict[str, dict[str, Any]] = {
    "minimum": {"marker": "*", "color": MINIMUM, "markersize": 12, "markeredgecolor": "black", "markeredgewidth": 0.6},
    "saddle": {"marker": "X", "color": "white", "markersize": 7, "markeredgecolor": "black", "markeredgewidth": 0.9},
    "maximum": {"marker": "^", "color": "white", "markersize": 7, "markeredgecolor": "black", "markeredgewidth": 0.9},
}
WIDTH = 62  # letters of a heading
ROW = 100  # letters of a row of the legend


class Legend:
    """One entry for each kind of thing in a picture, below it, where nothing overlaps."""

    def __init__(self) -> None:
        """Start without entries."""
        self.entries: dict[str, Any] = {}

    def add(self, words: str, drawn: Any, colour: str | None = None) -> None:
        """Add an entry unless there is one with these words; ``colour`` is used for it instead of the drawn one."""
        if words in self.entries:
            return
        if colour is not None:
            drawn = copy.copy(drawn)
            drawn.set_color(colour)
            drawn.set_markeredgecolor(colour)
        self.entries[words] = drawn

    def show(self, figure: Any) -> None:
        """Put the legend below the picture."""
        if not self.entries:
            return
        ranks = {words: [not words.startswith(first) for first in ORDER] for words in self.entries}
        words = sorted(self.entries, key=lambda w: (ranks[w], MISSES in w))
        columns = 2 if max(map(len, words)) <= ROW // 2 else 1
        figure.legend(
            [self.entries[w] for w in words],
            words,
            loc="outside lower center",
            ncols=columns,
            fontsize=7.5,
            frameon=False,
            numpoints=1,
        )


def name(frame: Frame, position: int) -> str:
    """Return the label of an axis."""
    return f"${latex_names(frame.lift.variables)[frame.free[position]]}$"


def heading(axes: Any, expression: Expression, frame: Frame) -> None:
    """Write the objective, and what is fixed, above the picture."""
    text = to_text(expression)
    lines = [text if len(text) <= WIDTH else text[: WIDTH - 4].rstrip() + " ..."]
    if len(text) <= WIDTH + 8:
        formula = _formula("".join(expression_latex(expression)))
        if formula is not None:
            lines = [formula]
    if frame.is_slice:
        fixed = [f"{v} = {frame.base_float[i]:.6g}" for i, v in enumerate(frame.lift.variables) if i not in frame.free]
        kept, rest = fixed[:4], len(fixed) - 4
        lines.append("slice: " + ", ".join(kept) + (f" and {rest} more" if rest > 0 else ""))
    axes.set_title("\n".join(lines), fontsize=9.5)


def _formula(latex: str) -> str | None:
    """Return the formula in the part of TeX that matplotlib knows, or None."""
    from matplotlib.mathtext import MathTextParser

    for old, new in ((r"\tfrac", r"\frac"), (r"\lvert", "|"), (r"\rvert", "|"), (r"\allowbreak", "")):
        latex = latex.replace(old, new)
    text = f"$f = {latex}$"
    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return None
    return text
