"""``tameproof plot OBJECTIVE -o FILE``: contours, surface or values along runs.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.commands.arguments import Parser, UsageError, positive
from tameproof.commands.certify import read_objective_text
from tameproof.commands.explore import natural, seed
from tameproof.commands.output import say

KINDS = ("auto", "contours", "surface", "curve", "values")
EPILOG = """\
Contours (or a surface) for two variables, a curve for one, values of f along gradient trajectories for more.
Blue trajectories reach the lowest value that was seen, red ones do not.  Needs: pip install "tameproof[plot]"

examples
  tameproof plot "(x*y-1)^2" -o valley.png
  tameproof plot "(x*y-1)^2+(x-1)^2" --box 5 -o stuck.pdf
  tameproof plot "(x*y-1)^2" --kind surface -o surface.png"""


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser("plot", "draw an objective and gradient trajectories", EPILOG)
    parser.add_argument("objective", metavar="OBJECTIVE", help="a formula, or - for standard input")
    parser.option("-o", "--output", metavar="FILE", default="plot.png", help="png, pdf or svg (plot.png)")
    parser.option("--kind", choices=KINDS, default="auto", help="what to draw (auto)")
    parser.option("--box", metavar="B", type=positive, default=3.0, help="show [-B, B] (3)")
    parser.option("--runs", metavar="N", type=natural, default=30, help="number of trajectories (30)")
    parser.option("--duration", metavar="T", type=positive, default=50.0, help="time of each trajectory (50)")
    parser.option("--seed", metavar="N", type=seed, default=0, help="seed of the starts (0)")
    options = parser.read(arguments, objective=True)
    text = read_objective_text(options.objective)
    from tameproof.plots import draw

    try:
        draw(
            text,
            options.output,
            kind=options.kind,
            box=options.box,
            runs=options.runs,
            duration=options.duration,
            seed=options.seed,
        )
    except ValueError as error:
        raise UsageError(str(error), "tameproof plot --help") from None
    say(f"wrote {options.output}")
    return 0
