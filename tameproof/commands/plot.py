"""``tameproof plot OBJECTIVE -o FILE``: contours, surface or values along runs.  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction

from tameproof.commands.arguments import Parser, UsageError, positive, rational
from tameproof.commands.certify import read_objective_text
from tameproof.commands.explore import natural, seed
from tameproof.commands.output import require_folder, say

KINDS = ("auto", "contours", "surface", "curve", "values")
EPILOG = """\
Contours (or a surface) for two variables, a curve for one, values of f along gradient trajectories for more; with
--fix a slice of a function of many variables.  Solid blue trajectories reach the lowest value that is known, dashed
orange ones do not.  Level lines are drawn and labelled at the critical values, which are exact; the rest is floating
point.  Needs: pip install "tameproof[plot]"

examples
  tameproof plot "(x*y-1)^2" -o valley.png
  tameproof plot "(x*y-1)^2+(x-1)^2" --box 5 -o stuck.pdf
  tameproof plot "(x*y-1)^2" --kind surface -o surface.png
  tameproof plot "(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2" --fix x1=1,y2=1 --levels 1,3/2 -o slice.png"""


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser("plot", "draw an objective and gradient trajectories", EPILOG)
    parser.add_argument("objective", metavar="OBJECTIVE", help="a formula, or - for standard input")
    parser.option("-o", "--output", metavar="FILE", default="plot.png", help="png, pdf or svg (plot.png)")
    parser.option("--kind", choices=KINDS, default="auto", help="what to draw (auto)")
    parser.option("--box", metavar="B", type=positive, default=3.0, help="show [-B, B] (3)")
    parser.option("--fix", metavar="V", default="", help="hold variables fixed: x1=1,y2=1/2")
    parser.option("--levels", metavar="C", default="", help="draw these level lines as well: 1,3/2")
    parser.option("--runs", metavar="N", type=natural, default=30, help="number of trajectories (30)")
    parser.option("--duration", metavar="T", type=positive, default=50.0, help="time of each trajectory (50)")
    parser.option("--seed", metavar="N", type=seed, default=0, help="seed of the starts (0)")
    options = parser.read(arguments, objective=True)
    fixed, levels = read_fixed(options.fix), read_levels(options.levels)
    require_folder(options.output)
    text = read_objective_text(options.objective)
    from tameproof.plots import draw

    try:
        draw(
            text,
            options.output,
            kind=options.kind,
            box=options.box,
            fixed=fixed,
            levels=levels,
            runs=options.runs,
            duration=options.duration,
            seed=options.seed,
        )
    except ValueError as error:
        raise UsageError(str(error), "tameproof plot --help") from None
    say(f"wrote {options.output}")
    return 0


def read_levels(text: str) -> list[Fraction]:
    """Return the numbers of a list such as ``1,3/2``.

    Raises:
        UsageError: if it is not of this form.
    """
    return [rational(part) for part in text.split(",")] if text else []


def read_fixed(text: str) -> dict[str, Fraction]:
    """Return the values of a list such as ``x1=1,y2=1/2``.

    Raises:
        UsageError: if it is not of this form, or names a variable twice.
    """
    out: dict[str, Fraction] = {}
    for part in text.split(",") if text else ():
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign or not name:
            raise UsageError(f"'{part[:40]}' does not fix a variable", "write --fix x1=1,y2=1/2")
        if name in out:
            raise UsageError(f"'{name[:40]}' is fixed twice", "write --fix x1=1,y2=1/2")
        out[name] = rational(value)
    return out
