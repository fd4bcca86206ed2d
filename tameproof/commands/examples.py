"""``tameproof examples [NAME]``: objectives to start with.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.codes import Exit, Failure
from tameproof.commands.arguments import Parser, suggestion
from tameproof.commands.output import say

# name -> (objective, what it shows); the verdict is for you to find out
EXAMPLES = {
    "hyperbola": ("(x*y-1)^2", "a conserved quantity bounds the trajectories"),
    "chain": ("(x*y*z-1)^2", "a linear network of depth three; the origin is a degenerate saddle"),
    "pca": ("(x1*y1-2)^2+(x1*y2)^2+(x2*y1)^2+(x2*y2-1)^2", "rank-one approximation of diag(2, 1)"),
    "cross": ("x^2*y^2", "an unbounded set of global minima"),
    "two-valleys": ("(x^2-1)^2+y^2", "two global minima and a saddle"),
    "tilted": ("(x^2-1)^2+x/10", "two valleys of different depth"),
    "birth": ("(x*y-1)^2+(x-1)^2", "every critical point is harmless, and yet there is something at infinity"),
    "completion": ("(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2", "matrix completion with three known entries"),
    "cubic": ("-x^3/3", "unbounded below"),
}


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser(
        "examples", "list objectives to start with, or run one of them", "example: tameproof examples birth"
    )
    parser.add_argument("name", metavar="NAME", nargs="?", help="run this one (nothing is saved)")
    options = parser.read(arguments)
    if options.name is None:
        for name, (objective, remark) in EXAMPLES.items():
            say(f"{name:<12} {remark}", f'{"":<12} tameproof certify "{objective}"')
        return 0
    if options.name not in EXAMPLES:
        hint = suggestion(options.name, list(EXAMPLES)) or f"names: {', '.join(EXAMPLES)}"
        raise Failure("E202", f"there is no example '{options.name[:80]}'", hint=hint, status=Exit.USAGE)
    from tameproof.commands.certify import run as certify

    objective, remark = EXAMPLES[options.name]
    say(f'{remark}: tameproof certify "{objective}" --no-save', "")
    return certify(["--no-save", "--", objective])
