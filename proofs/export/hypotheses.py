"""The six hypotheses of Theorem 1, function by function: proved, false, or not needed and why.  Soundness-critical: no.

A conclusion may rest on conclusions about other functions (a reduction), or on a theorem that does without some of the
hypotheses.  Here every function of a certificate gets one row for each hypothesis.  A row says "ok" or "FAILS" only
where a step of the certificate proves it; a row without a step names the theorem that does without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tameproof.proofs.export.text import step_line
from tameproof.proofs.export.text_hypotheses import OtherFunction, other_functions, title_of, why_not_needed
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse

PROVED, FALSE, NOT_NEEDED, OPEN = "ok", "FAILS", "-", "open"

# label -> (name, claims that prove it, the better one first, claims that contradict it)
HYPOTHESES: dict[str, tuple[str, tuple[type[c.Claim], ...], tuple[type[c.Claim], ...]]] = {
    "H1": ("bounded below", (c.BoundedBelow, c.ExactInfimum, c.Infimum, c.Minimum), (c.UnboundedBelow,)),
    "H2": ("locally Lipschitz", (c.LocallyLipschitz,), ()),
    "H3": ("chain rule", (c.ChainRule,), ()),
    "H4": ("finitely many values", (c.CriticalValues, c.FinitelyManyCriticalValues), ()),
    "H5": ("bounded trajectories", (c.BoundedTrajectories,), (c.UnboundedTrajectory, c.FiniteTimeBlowUp)),
    "H6": ("no spurious minima", (c.NoSpuriousLocalMinima,), ()),
}
_LOCAL_MINIMUM = (e.StrictMinimum, e.MorseBottMinimum, e.RegionMinimum)  # they show a spurious local minimum, not a set
_CONCLUSIONS = (c.NoSpuriousSetwiseMinima, c.SpuriousSetwiseMinimum)


@dataclass(frozen=True, slots=True)
class Row:
    """What is known about one hypothesis of one function.

    Attributes:
        label: "H1" to "H6".
        name: the hypothesis in words.
        status: "ok" or "FAILS" (a step proves this), "-" (not needed, no step), or "open".
        step: index of the step in the function's list, None without one.
        text: one line of mathematics, or why the hypothesis is not needed.
    """

    label: str
    name: str
    status: str
    step: int | None
    text: str


@dataclass(frozen=True, slots=True)
class AboutFunction:
    """The hypotheses of one function.

    Attributes:
        name: how it is called: f, or F, F1, ... for other functions.
        latex: how it is called in LaTeX.
        objective: its formula.
        variables: its variables.
        place: which steps contain its list of steps: step numbers from 1, from outside to inside.
        relation: what it has to do with the function whose step needs it; "" for f.
        title: the theorem that decides it, or "".
        rows: one for each hypothesis.
        decisive: the step that decides it without all six hypotheses (labels T, R, V, K, X), or None.
    """

    name: str
    latex: str
    objective: str
    variables: tuple[str, ...]
    place: tuple[int, ...]
    relation: str
    title: str
    rows: tuple[Row, ...]
    decisive: Row | None


def hypotheses(certificate: Certificate) -> tuple[AboutFunction, ...]:
    """Return the hypotheses of the objective of a certificate, then those of the functions that it is reduced to.

    Args:
        certificate: steps that the kernel accepts; they are not checked here.
    """
    lifted = lift(parse(certificate.objective), certificate.variables)
    f = OtherFunction("f", "f", certificate.objective, certificate.variables, certificate.steps, "", "")
    return tuple(_about(f, lifted, ()))


def conclusion_of(steps: Sequence[Step]) -> int | None:
    """Return the index of the first conclusion; one without holes is preferred to one with holes."""
    ends = [k for k, s in enumerate(steps) if isinstance(s.claim, _CONCLUSIONS)]
    return min(ends, key=lambda k: (isinstance(steps[k].evidence, e.Hole), k), default=None)


def line_with_premises(index: int, steps: Sequence[Step], lifted: Lift, function: str = "f") -> str:
    """Return one line for a step together with the premises that carry its content."""
    step = steps[index]
    carriers: tuple[type, ...] = ()
    if isinstance(step.claim, c.BoundedTrajectories | c.GenericTrajectories | c.TrajectoryLimits):
        carriers = (c.ConservedQuantity, c.MonotoneQuantity)
    elif isinstance(step.claim, c.NoSpuriousLocalMinima):
        carriers = (c.LocalMinimaHaveValue,)
    indices = [*(p for p in step.premises if isinstance(steps[p].claim, carriers)), index]
    lines = [safe_line(k, steps, lifted, function) for k in indices]
    return "; ".join(line for line in lines if line)


def safe_line(index: int, steps: Sequence[Step], lifted: Lift, function: str = "f") -> str:
    """Return one line of mathematics for a step."""
    try:
        return step_line(steps[index], lifted, steps[:index], function)
    except Exception as error:  # the step is proved whether or not it can be shown in one line
        return f"({type(steps[index].evidence).__name__}; no short form: {type(error).__name__})"


def _about(function: OtherFunction, lifted: Lift, place: tuple[int, ...]) -> Iterator[AboutFunction]:
    steps, end = function.steps, conclusion_of(function.steps)
    rows = tuple(_row(label, function, lifted, end) for label in HYPOTHESES)
    title = "" if end is None else title_of(steps[end].evidence)
    shown = (function.name, function.latex, function.objective, function.variables, place, function.relation, title)
    yield AboutFunction(*shown, rows, None if end is None else _decisive(end, function, lifted))
    if end is None:
        return
    for other in other_functions(steps[end], function.variables, function.name):
        yield from _about(other, lift(parse(other.objective), other.variables), (*place, end + 1))


def _decisive(end: int, function: OtherFunction, lifted: Lift) -> Row | None:
    """Return the row of the step that decides, unless that is Theorem 1 or 1+, whose rows are the hypotheses."""
    steps = function.steps
    match steps[end].evidence:
        case e.Theorem1() | e.Theorem1Plus() | e.Hole():
            return None
        case e.TheoremT():
            label, name = "T", "values at infinity"
            end = next((p for p in steps[end].premises if isinstance(steps[p].claim, c.NoValueAtInfinity)), end)
        case e.MonotonePieces() | e.SpuriousValley() | e.ExponentialPieces() | e.ExponentialValley():
            label, name = "V", "valleys of the line"
        case e.ConvexFunction() | e.ConvexInCoordinates() | e.ConvexInProducts():
            label, name = "K", "convexity"
        case e.Region() | e.Plateau() | e.StrictMinimum() | e.MorseBottMinimum() | e.RegionMinimum():
            label, name = "R", "refutation"
        case _:
            label, name = "X", "simpler function"
    return Row(label, name, PROVED, end, safe_line(end, steps, lifted, function.name))


def _row(label: str, function: OtherFunction, lifted: Lift, end: int | None) -> Row:
    name, proving, contradicting = HYPOTHESES[label]
    steps = function.steps
    for status, kinds in ((PROVED, proving), (FALSE, contradicting)):
        for kind in kinds:
            index = next((k for k, s in enumerate(steps) if isinstance(s.claim, kind)), None)
            if index is not None and not isinstance(steps[index].evidence, e.Hole):
                return Row(label, name, status, index, line_with_premises(index, steps, lifted, function.name))
    if end is None:
        unneeded = function.without_conclusion
        return Row(label, name, NOT_NEEDED if unneeded else OPEN, None, f"not needed: {unneeded}" if unneeded else "")
    conclusion = steps[end]
    if label == "H6":
        if isinstance(conclusion.claim, c.NoSpuriousSetwiseMinima):
            return Row(label, name, PROVED, end, f"part of the conclusion: {title_of(conclusion.evidence)}")
        if isinstance(conclusion.evidence, _LOCAL_MINIMUM):
            return Row(label, name, FALSE, end, safe_line(end, steps, lifted, function.name))
    if label == "H5":
        generic = next((k for k, s in enumerate(steps) if isinstance(s.claim, c.GenericTrajectories)), None)
        if generic is not None and isinstance(conclusion.evidence, e.Theorem1Plus):
            line = line_with_premises(generic, steps, lifted, function.name)
            return Row(label, name, PROVED, generic, f"from a dense set, which is enough for Theorem 1+: {line}")
    why = why_not_needed(conclusion, function.name)
    return Row(label, name, NOT_NEEDED, None, f"not needed: {why}")
