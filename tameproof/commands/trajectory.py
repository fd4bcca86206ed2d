"""``tameproof trajectory OBJECTIVE --start ...``: where gradient trajectories can go.  Soundness-critical: no."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from tameproof.codes import Exit
from tameproof.commands.arguments import Parser, UsageError, positive
from tameproof.commands.certify import read_objective_text
from tameproof.commands.output import require_folder, say, write_file

if TYPE_CHECKING:
    from tameproof.proofs.kernel.certificate import Certificate
    from tameproof.symbolic.outcome import Open

Start: TypeAlias = list[Fraction | tuple[Fraction, Fraction]]
SCHEMA = "trajectory/1"
LONG = 60  # letters of a number that is printed
EPILOG = """\
With --start: a rational R such that |x(t)| <= R along every trajectory of the negative gradient from there, for all t.
A start is one number per variable, in the order in which the variables appear in the formula; low:high is an interval.
Without --start, or with --escape: a point from which every trajectory is unbounded.  With --blow-up: a time before
which every trajectory from the start leaves all bounded sets.  Exit code 0 if something was proved, 3 if not.

examples
  tameproof trajectory "(x*y-1)^2" --start 1,-1/2
  tameproof trajectory "(x*y-1)^2+(x^2-1)^2" --start -1:1,-1:1 -o ball.json
  tameproof trajectory "(x*y-1)^2+x^2" --escape
  tameproof trajectory "-x^3/3" --start 1 --blow-up"""

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+|/[0-9]+)?")


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser("trajectory", "a ball that gradient trajectories do not leave, or that they leave it", EPILOG)
    parser.add_argument("objective", metavar="OBJECTIVE", help="a formula, or - for standard input")
    parser.option("--start", metavar="X", help="the starting point, or intervals: numbers separated by commas")
    parser.valued.append("--start")
    parser.option("--escape", action="store_true", help="find a start from which every trajectory is unbounded")
    parser.option("--blow-up", action="store_true", help="show that no trajectory from the start exists for all times")
    parser.option("-o", "--output", metavar="FILE", help="write the certificate there; - is standard output")
    parser.option("--timeout", metavar="S", type=positive, default=30.0, help="wall seconds of each search (30)")
    parser.option("--json", action="store_true", help="print one JSON object instead of text")
    options = parser.read(arguments, objective=True)
    require_folder(options.output)
    text = read_objective_text(options.objective)
    start = None if options.start is None else read_start(options.start)
    if options.blow_up and (start is None or any(isinstance(c, tuple) for c in start)):
        raise UsageError("--blow-up needs a starting point", "--start 1,2")
    from tameproof.proofs.kernel.codec import encode
    from tameproof.symbolic.outcome import Open

    try:
        found = _ask(text, start, options.timeout, escape=options.escape, blow_up=options.blow_up)
    except ValueError as error:
        raise UsageError(str(error), "tameproof trajectory --help") from None
    if isinstance(found, Open):
        if options.json:
            answer = {"schema": SCHEMA, "reason": found.reason, "tried": list(found.tried)}
            say(json.dumps(answer, sort_keys=True))
        else:
            say(f"nothing was proved: {found.reason}", *(f"  {t}" for t in found.tried))
        return Exit.UNDECIDED
    line, data, certificate = found
    if options.output is not None:
        write_file(options.output, encode(certificate), "give -o FILE in a folder that you may write to")
    if options.json:
        say(json.dumps({"schema": SCHEMA, **data}, sort_keys=True))
    elif options.output != "-":
        say(line)
    return Exit.CERTIFIED


def _ask(
    text: str, start: Start | None, timeout: float, *, escape: bool, blow_up: bool
) -> tuple[str, dict[str, object], Certificate] | Open:
    """Return a line, the same as data, and the certificate."""
    from tameproof import escape as escapes
    from tameproof.symbolic.outcome import Open
    from tameproof.trajectories import trajectory_bound

    if blow_up and start is not None:
        burst = escapes.blow_up(text, [c for c in start if not isinstance(c, tuple)], timeout=timeout)
        if isinstance(burst, Open):
            return burst
        line = f"no trajectory from there exists up to the time {burst.time}"
        return line, {"blow_up_before": str(burst.time)}, burst.certificate
    if escape or start is None:
        found = escapes.unbounded_trajectory(text, timeout=timeout)
        if isinstance(found, Open):
            return found
        shown = ", ".join(map(str, found.start))
        line = f"every trajectory from ({shown}) is unbounded"
        return line, {"unbounded_from": [str(c) for c in found.start]}, found.certificate
    ball = trajectory_bound(text, start, timeout=timeout)
    if isinstance(ball, Open):
        return ball
    line = f"|x(t)| <= {_short(ball.radius)} for all t >= 0   (by {ball.method})"
    return line, {"radius": str(ball.radius), "method": ball.method}, ball.certificate


def _short(radius: Fraction) -> str:
    """Return the number, with a decimal in front if it is long."""
    exact = str(radius)
    if len(exact) <= 6:
        return exact
    above = f"{Decimal(radius.numerator) / Decimal(radius.denominator):.6g}"
    return f"{exact} (about {above})" if len(exact) <= LONG else f"about {above} (exactly: -o FILE)"


def read_start(text: str) -> Start:
    """Return numbers and intervals from text such as ``1,-1/2,0:1``.

    Raises:
        UsageError: if it is not of this form.
    """
    out: Start = []
    for part in text.split(","):
        ends = [e.strip() for e in part.split(":")]
        if len(ends) > 2 or not all(_NUMBER.fullmatch(e) for e in ends):
            raise UsageError(f"'{part.strip()[:40]}' is no number and no interval", "numbers like 1, -1/2, 0.1, or 0:1")
        try:
            values = [Fraction(e) for e in ends]
        except ZeroDivisionError:
            raise UsageError(f"'{part.strip()[:40]}' divides by zero", "numbers like 1, -1/2, 0.1, or 0:1") from None
        out.append(values[0] if len(values) == 1 else (values[0], values[1]))
    return out
