"""``tameproof explain FILE [H1..H6]`` and ``tameproof explain CODE``: words and formulas.  Soundness-critical: no."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from tameproof.codes import CODES, Exit, Failure
from tameproof.commands.arguments import Parser, UsageError
from tameproof.commands.export import load, rejected
from tameproof.commands.output import say

if TYPE_CHECKING:
    from tameproof.proofs.export.hypotheses import AboutFunction, Row

WIDTH = 100

# label -> (name, what it says and what it is needed for, names of the claims or rules that belong to it)
TOPICS = {
    "W": (
        "well defined",
        "Every denominator is nonzero and every argument of sqrt and log is positive, at every real point. Without "
        "this the formula would not define a function on the whole space.",
        ("WellDefined",),
    ),
    "H1": (
        "bounded below",
        "There is a number that f never falls below. Then f converges along every trajectory of its negative gradient, "
        "and the squared gradient is integrable along it.",
        ("BoundedBelow", "UnboundedBelow", "UnboundedBelowOn", "Infimum", "Minimum"),
    ),
    "H2": (
        "locally Lipschitz",
        "Near every point f grows at most linearly, so that it has a Clarke subdifferential everywhere. It follows "
        "from the way the formula is built.",
        ("LocallyLipschitz",),
    ),
    "H3": (
        "chain rule",
        "Along a curve x(t) the derivative of f(x(t)) is the inner product of x'(t) with any subgradient. Smooth "
        "functions and locally Lipschitz functions definable in an o-minimal structure have it.",
        ("ChainRule",),
    ),
    "H4": (
        "finitely many critical values",
        "The values of f at points with 0 in the subdifferential form a finite set (a Morse-Sard property). Between "
        "two of them nothing can stop a bounded trajectory.",
        ("CriticalValues", "FinitelyManyCriticalValues"),
    ),
    "H5": (
        "bounded trajectories",
        "Every trajectory of the negative subgradient stays in a bounded set. Quantities that are conserved or never "
        "increase along trajectories, together with the value of f, bound the point.",
        (
            "ConservedQuantity",
            "ConservedFunction",
            "PolynomialLaws",
            "LawsOfAllLosses",
            "MonotoneQuantity",
            "BoundedTrajectories",
            "GenericTrajectories",
            "TrajectoryLimits",
            "TrajectoriesInBall",
            "UnboundedTrajectory",
            "FiniteTimeBlowUp",
        ),
    ),
    "H6": (
        "no spurious local minima",
        "Every local minimum is a global minimum. The critical points are distributed over cases; in each case either "
        "the value is the common one, or a direction or a curve leads strictly down.",
        ("LocalMinimaHaveValue", "NoSpuriousLocalMinima"),
    ),
    "T": (
        "no value at infinity",
        "Far out, along the points where f restricted to spheres (or level sets of another proper function) is "
        "critical, no value above the infimum is approached strictly from above. It replaces H1, H4 and H5.",
        ("NoValueAtInfinity",),
    ),
    "V": (
        "valleys of the line",
        "In one variable f is cut into finitely many pieces, constant or strictly monotone. The values at valleys "
        "(constant pieces, strict minima, ends towards which f falls) are compared exactly, which decides.",
        ("MonotonePieces", "SpuriousValley", "ExponentialPieces", "ExponentialValley"),
    ),
    "K": (
        "convexity",
        "A convex function has no spurious local minimum, finite or at infinity: from every point the segment to a "
        "point with a lower value goes down. That f is convex is seen from its formula. The same holds for convex "
        "functions of products of matrices of variables whose hidden layers are wide enough (linear networks).",
        ("ConvexFunction", "ConvexInProducts"),
    ),
    "R": (
        "refutation",
        "A set on which f is lower than everywhere around it, although lower values exist elsewhere: cut out by "
        "inequalities on whose boundary f is above a level, a flat part of the graph, or a strict local minimum.",
        ("Region", "RegionMinimum", "Plateau", "StrictMinimum", "MorseBottMinimum"),
    ),
    "X": (
        "simpler function",
        "Another function has a spurious local minimum, finite or at infinity, if and only if f has one: f in other "
        "coordinates (a polynomial map with a polynomial inverse is a homeomorphism), or h where f = phi(h) with phi "
        "strictly increasing on the values of h, or the minimum of f over a variable w, where f = a w^2 + b w + c and "
        "a > 0; or f is a sum or product of functions of separate variables, each of which is decided; or a monotone "
        "function of one variable is replaced by another one with the same values, or f is convex as a function of "
        "such functions; or f = phi(h) where phi is a function of one variable and h has no local extrema.",
        (
            "ChangeOfCoordinates",
            "IncreasingFunction",
            "FunctionOfFunction",
            "MonotoneCoordinates",
            "ConvexInCoordinates",
            "PartialMinimum",
            "SeparateVariables",
        ),
    ),
    "C": (
        "conclusion",
        "What the steps before imply about spurious local minima, finite or at infinity.",
        ("NoSpuriousSetwiseMinima", "SpuriousSetwiseMinimum"),
    ),
}
_CODE = re.compile(r"[EB][0-9]{3}")


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser(
        "explain",
        "the argument for each hypothesis, in words and mathematics; or the meaning of an error code",
        "examples\n  tameproof explain first.json H5\n  tameproof explain E112",
    )
    parser.add_argument("file", metavar="FILE", help="the certificate, - for standard input, or an error code")
    parser.add_argument("topic", metavar="H1..H6", nargs="?", help=f"one of {', '.join(TOPICS)}; default: all")
    options = parser.read(arguments)
    if _CODE.fullmatch(options.file):
        say(*_explain_code(options.file))
        return 0
    topic = None if options.topic is None else options.topic.upper()
    if topic is not None and topic not in TOPICS:
        raise UsageError(f"there is no hypothesis '{options.topic[:40]}'", f"choose from {', '.join(TOPICS)}")
    say(*explain_lines(options.file, topic))
    return 0


def explain_lines(path: str, topic: str | None) -> list[str]:
    """Return the explanation of a certificate, or of one hypothesis of it, as lines.

    Raises:
        Failure: E401, E301 or E302 if the file cannot be read, is no certificate or is refused by the kernel.
    """
    from tameproof.proofs.export.hypotheses import hypotheses
    from tameproof.proofs.export.text import explain
    from tameproof.proofs.kernel.errors import InputError, RejectedStep

    certificate = load(path)
    try:
        rows = explain(certificate)
    except (RejectedStep, InputError) as error:
        raise rejected(path, error) from None
    kinds = [{type(step.claim).__name__, type(step.evidence).__name__} for step in certificate.steps]
    objective = certificate.objective
    shown = objective if len(objective) <= 400 else objective[:400] + " ..."
    lines = [*_wrapped(f"f({', '.join(certificate.variables)}) = {shown}", ""), ""]
    own, *others = hypotheses(certificate)
    for label in TOPICS if topic is None else [topic]:
        name, words, claims = TOPICS[label]
        steps = [k for k, kind in enumerate(kinds) if kind.intersection(claims)]
        row = next((r for r in own.rows if r.label == label and r.text), None)
        if not steps and row is None and topic is None:
            continue
        lines += [f"{label}  {name}", *_wrapped(words, "    ")]
        if not steps and row is None:
            lines.append("    The certificate has no step about it.")
        elif not steps and row is not None:
            lines += _wrapped(_sentence(row), "    ")
        for k in steps:
            because = ", ".join(str(p + 1) for p in certificate.steps[k].premises)
            lead = f"    step {k + 1}" + (f" (from {because})" if because else "") + f": {rows[k][0]}"
            lines += [lead, *_wrapped(rows[k][1], "        ")]
        for about in others:
            lines += _of_other_function(about, label)
        lines.append("")
    lines.append(
        "all steps were checked against the objective above, which the file states; to check them against yours:"
    )
    lines.append(f'  tameproof check {path} --claim "..."')
    return lines


def _of_other_function(about: AboutFunction, label: str) -> list[str]:
    """Return what is known about one hypothesis of a function that f is reduced to."""
    rows = about.rows if about.decisive is None else (*about.rows, about.decisive)
    row = next((r for r in rows if r.label == label), None)
    if row is None:
        return []
    place = ", inside step ".join(str(k) for k in reversed(about.place))
    of = "" if row.step is None else f", step {row.step + 1} there"
    lead = f"{about.name} = {about.objective}, where {about.relation} (inside step {place}{of}):"
    return [*_wrapped(lead, "    "), *_wrapped(_sentence(row), "        ")]


def _sentence(row: Row) -> str:
    return f"false: {row.text}" if row.status == "FAILS" else row.text


def _wrapped(text: str, pad: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=pad, subsequent_indent=pad) or [pad]


def _explain_code(code: str) -> list[str]:
    from tameproof.proofs.kernel.codes import describe

    if code in CODES:
        return [f"{code}: {CODES[code].summary}", f"  {CODES[code].remedy}"]
    try:
        entry = describe(code)
    except KeyError:
        raise Failure(
            "E202", f"there is no error code {code}", status=Exit.USAGE, hint="codes are printed as error[E112]"
        ) from None
    return [f"{code}: {entry.summary}", f"  {entry.remedy}"]
