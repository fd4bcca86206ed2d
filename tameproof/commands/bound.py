"""``tameproof bound OBJECTIVE``: a certified lower bound, on all of R^n or on a set.  Soundness-critical: no."""

from __future__ import annotations

import json

from tameproof.codes import Exit
from tameproof.commands.arguments import SOLVERS, Parser, positive
from tameproof.commands.certify import read_objective_text, require_solver
from tameproof.commands.output import require_folder, say, write_file

EPILOG = """\
The bound is proved by an identity that the kernel checks.  If a minimiser is found, the minimum is proved as an exact
number, rational or algebraic, also on a set.
Without a bound, an arc is looked for along which the objective tends to -infinity, inside the set.
Exit code 0 if a bound was found (or the set is provably empty), 1 if there is provably none, 3 if neither was found.

examples
  tameproof bound "x^4 - 3*x + y^2"
  tameproof bound "x*y + x" --where "x^2 + y^2 <= 1"
  tameproof bound "x^2 + y^2" --where "x + y = 1" --where "x >= 0" -o bound.json"""


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser("bound", "the best certified lower bound", EPILOG)
    parser.add_argument("objective", metavar="OBJECTIVE", help="a formula, or - for standard input")
    parser.option("--where", metavar="CONDITION", action="append", default=[], help='"g >= h", "g <= h" or "g = h"')
    parser.valued.append("--where")
    parser.option("-o", "--output", metavar="FILE", help="write the certificate there; - is standard output")
    parser.option("--timeout", metavar="S", type=positive, default=60.0, help="wall seconds of the search (60)")
    parser.option("--solver", choices=SOLVERS, default="auto", help="solver of semidefinite programs (auto)")
    parser.option("--json", action="store_true", help="print one JSON object instead of text")
    options = parser.read(arguments, objective=True)
    require_folder(options.output)
    text = read_objective_text(options.objective)
    require_solver(options.solver)
    from tameproof.bound import EmptySetReport, UnboundedReport, lower_bound
    from tameproof.proofs.kernel.codec import encode
    from tameproof.symbolic.algebraic_numbers import format_radicals
    from tameproof.symbolic.outcome import Open

    found = lower_bound(text, options.where, timeout=options.timeout, solver=options.solver)
    if isinstance(found, Open):
        if options.json:
            say(json.dumps({"schema": "bound/1", "bound": None, "reason": found.reason, "tried": list(found.tried)}))
        else:
            say(f"no lower bound found: {found.reason}", *(f"  {t}" for t in found.tried))
        return Exit.UNDECIDED
    if options.output is not None:
        write_file(options.output, encode(found.certificate), "give -o FILE in a folder that you may write to")
    if isinstance(found, UnboundedReport):
        if options.json:
            say(json.dumps({"schema": "bound/1", "bound": "-infinity", "where": list(found.where)}, sort_keys=True))
        elif options.output != "-":
            say(*found.lines())
        return Exit.REFUTED
    if isinstance(found, EmptySetReport):
        if options.json:
            say(json.dumps({"schema": "bound/1", "bound": "infinity", "where": list(found.where)}, sort_keys=True))
        elif options.output != "-":
            say(*found.lines())
        return Exit.CERTIFIED
    if options.json:
        point = None if found.point is None else [str(c) for c in found.point]
        value = None if found.minimum is None else format_radicals(found.minimum)
        answer = {
            "schema": "bound/1",
            "bound": str(found.bound),
            "is_minimum": found.is_minimum,
            "point": point,
            "minimum": value,
        }
        say(json.dumps({**answer, "where": list(found.where), "seconds": round(found.seconds, 3)}, sort_keys=True))
    elif options.output != "-":
        say(*found.lines())
    return Exit.CERTIFIED
