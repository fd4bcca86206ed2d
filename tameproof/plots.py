"""Pictures of an objective: contours with trajectories, surface, curve, values along runs.  Soundness-critical: no.

Needs matplotlib: pip install "tameproof[plot]".  Everything drawn is floating point, but for the critical values, whose
level lines are labelled: these are exact and checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from tameproof.codes import Failure
from tameproof.plot_scene import Frame, find_levels, find_runs
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import Lift, lift

__all__ = ["draw"]

KINDS = {"curve": 1, "contours": 2, "surface": 2}  # number of variables that vary


def draw(
    objective: str | Expression | Callable[..., Any] | object,
    path: str | Path,
    *,
    kind: str = "auto",
    box: float = 3.0,
    fixed: Mapping[str, Fraction | int] | None = None,
    levels: Sequence[Fraction | int] = (),
    runs: int = 30,
    duration: float = 50.0,
    seed: int = 0,
    seconds: float = 5.0,
) -> None:
    """Draw an objective and some gradient trajectories into a file.

    Args:
        objective: f as for ``certify``.
        path: file to write; its suffix gives the format (png, pdf, svg).
        kind: "contours" or "surface" (two variables), "curve" (one), "values" (f along runs), or "auto".
        box: the picture shows [-box, box]; the starts are uniform in it.
        fixed: values of variables that are held fixed: the picture is a slice.  Trajectories start in the slice, and
            leave it: what is drawn is their projection.
        levels: values whose level lines are drawn, besides the critical values.
        runs: number of trajectories; 0 for none.
        duration: length of time of each trajectory.
        seed: of the starts.
        seconds: time for the exact critical values; 0 leaves them out.

    Raises:
        Failure: E402 if matplotlib is missing, E403 if the file cannot be written.
        InputError: if the objective cannot be read.
        ValueError: if the kind does not fit the number of variables, or a fixed name is unknown.
    """
    from tameproof.api import read_objective

    expression = read_objective(objective)
    lifted = lift(expression)
    frame = _frame(lifted, fixed or {}, box)
    natural = {1: "curve", 2: "contours"}.get(len(frame.free), "values")
    chosen = natural if kind == "auto" else kind
    if chosen != "values" and KINDS[chosen] != len(frame.free):
        raise ValueError(
            f"a picture of kind '{chosen}' needs {KINDS[chosen]} free variables, there are {len(frame.free)}; "
            f"try --kind {natural}{'' if len(frame.free) < 3 else ', or fix some with --fix'}"
        )
    figure = _figure()
    from tameproof.plot_drawing import DRAWING

    drawn = find_levels(lifted, [Fraction(v) for v in levels], seconds)
    paths = find_runs(frame, runs, duration, seed, drawn) if runs else []
    DRAWING[chosen](figure, expression, frame, drawn, paths)
    try:
        figure.savefig(path, dpi=200)
    except (OSError, ValueError) as error:
        raise Failure("E403", f"cannot write {path}: {error}") from None


def _frame(lifted: Lift, fixed: Mapping[str, Fraction | int], box: float) -> Frame:
    unknown = [name for name in fixed if name not in lifted.variables]
    if unknown:
        raise ValueError(f"{unknown[0]} is no variable of the objective ({', '.join(lifted.variables)})")
    free = tuple(i for i, name in enumerate(lifted.variables) if name not in fixed)
    if not free:
        raise ValueError("all variables are fixed; leave one or two free")
    values = (Fraction(fixed.get(name, 0)) for name in lifted.variables)
    return Frame(lifted, free, tuple(v.numerator / v.denominator for v in values), box)


def _figure() -> Any:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        hint = 'pip install matplotlib, or "tameproof[plot]"'
        raise Failure("E402", "pictures need matplotlib", hint=hint) from None
    figure = Figure(figsize=(5.6, 5.2), layout="constrained")
    FigureCanvasAgg(figure)
    return figure
