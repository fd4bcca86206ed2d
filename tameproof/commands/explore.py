"""``tameproof explore OBJECTIVE``: random gradient descent runs, as an illustration.  Soundness-critical: no."""

from __future__ import annotations

import json
import re
from argparse import ArgumentTypeError

from tameproof.commands.arguments import Parser, positive
from tameproof.commands.certify import read_objective_text
from tameproof.commands.output import say

EPILOG = """\
Floating point: what is printed proves nothing.  tameproof certify decides.

examples
  tameproof explore "(x*y-1)^2"
  tameproof explore "(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2" --runs 2000 --iterations 20000"""


def natural(text: str) -> int:
    """Return an integer from 1 to 10 million (for argparse)."""
    if not re.fullmatch(r"[0-9]{1,8}", text) or not 1 <= int(text) <= 10_000_000:
        raise ArgumentTypeError("must be an integer from 1 to 10000000")
    return int(text)


def seed(text: str) -> int:
    """Return a seed from 0 to 2^32 - 1 (for argparse)."""
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) >= 2**32:
        raise ArgumentTypeError("must be an integer from 0 to 4294967295")
    return int(text)


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser("explore", "how gradient descent from random points ends", EPILOG)
    parser.add_argument("objective", metavar="OBJECTIVE", help="a formula, or - for standard input")
    parser.option("--runs", metavar="N", type=natural, default=1000, help="number of runs (1000)")
    parser.option("--box", metavar="B", type=positive, default=1.0, help="starts are uniform in [-B, B]^n (1)")
    parser.option("--step", metavar="H", type=positive, default=0.01, help="constant step size (0.01)")
    parser.option("--iterations", metavar="N", type=natural, default=5000, help="steps per run (5000)")
    parser.option("--seed", metavar="N", type=seed, default=0, help="seed of the starts (0)")
    parser.option("--json", action="store_true", help="print one JSON object instead of text")
    options = parser.read(arguments, objective=True)
    text = read_objective_text(options.objective)
    from tameproof.exploration import explore

    found = explore(
        text,
        runs=options.runs,
        box=options.box,
        step=options.step,
        iterations=options.iterations,
        seed=options.seed,
    )
    if options.json:
        say(json.dumps(found.to_dict(), sort_keys=True))
    else:
        say(*found.lines())
    return 0
