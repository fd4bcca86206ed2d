"""Why a conclusion does without some hypotheses, and which other functions it is about.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tameproof.proofs.export.names import own_word
from tameproof.proofs.export.plain_math import PlainWriter
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.rules.increasing import ARGUMENT
from tameproof.proofs.kernel.theorems import THEOREMS


@dataclass(frozen=True, slots=True)
class OtherFunction:
    """A function whose steps are part of a certificate.

    Attributes:
        name: how it is called.
        latex: how it is called in LaTeX.
        objective: its formula.
        variables: its variables.
        steps: what is proved about it.
        relation: how the function whose step needs it is made of it; "" for the objective itself.
        without_conclusion: why no conclusion about it is needed, "" if one is.
    """

    name: str
    latex: str
    objective: str
    variables: tuple[str, ...]
    steps: tuple[Step, ...]
    relation: str
    without_conclusion: str


_TITLES: dict[type, str] = {
    e.Theorem1: "theorem-1",
    e.Theorem1Plus: "theorem-1-plus",
    e.TheoremT: "theorem-t",
    e.Region: "theorem-r",
    e.StrictMinimum: "second-order",
    e.MorseBottMinimum: "morse-bott",
    e.Plateau: "plateau",
    e.MonotonePieces: "one-variable",
    e.SpuriousValley: "one-variable",
    e.ExponentialPieces: "one-variable",
    e.ExponentialValley: "one-variable",
    e.ConvexFunction: "convex-function",
    e.ChangeOfCoordinates: "coordinates",
    e.IncreasingFunction: "increasing-function",
    e.FunctionOfFunction: "function-of-function",
    e.MonotoneCoordinates: "single-variables",
    e.ConvexInCoordinates: "single-variables",
    e.ConvexInProducts: "matrix-products",
    e.PartialMinimum: "partial-minimum",
    e.SeparateVariables: "separate-variables",
}


def title_of(evidence: e.Evidence) -> str:
    """Return the title of the theorem behind a conclusion."""
    if isinstance(evidence, e.Hole):
        return "an assumption"
    name = _TITLES.get(type(evidence))
    return THEOREMS[name].title if name is not None else "a lower value elsewhere"


def why_not_needed(step: Step, f: str) -> str:
    """Return why a conclusion about f does without a hypothesis that no step proves."""
    match step.evidence:
        case e.TheoremT():
            return "Theorem T does not use it"
        case e.MonotonePieces() | e.SpuriousValley() | e.ExponentialPieces() | e.ExponentialValley():
            return "One variable: the values at the valleys of the line decide"
        case e.ConvexFunction():
            return "Convex functions: convexity is enough"
        case e.ConvexInCoordinates():
            return "Functions of single variables: convexity in other coordinates is enough"
        case e.ConvexInProducts():
            return "Convex functions of products of matrices: the widths of the layers are enough"
        case e.ChangeOfCoordinates():
            return f"Change of coordinates: F has the same setwise local minima as {f}"
        case e.IncreasingFunction():
            return f"Increasing function of a function: F has the same setwise local minima as {f}"
        case e.MonotoneCoordinates():
            return f"Functions of single variables: F has a spurious one if and only if {f} has"
        case e.PartialMinimum():
            return f"Partial minimisation: F has a spurious one if and only if {f} has"
        case e.FunctionOfFunction():
            return "Function of a function without local extrema: what is proved of the parts is enough"
        case e.SeparateVariables():
            return "Separate variables: what is proved of the parts is enough"
        case _:
            if isinstance(step.claim, SpuriousSetwiseMinimum):
                return "the set that is exhibited refutes without it"
            return f"{title_of(step.evidence)} does not use it"


def other_functions(step: Step, variables: tuple[str, ...], f: str) -> Iterator[OtherFunction]:
    """Yield the functions whose steps a conclusion about f rests on.

    Args:
        step: the conclusion.
        variables: the variables of f.
        f: its name.
    """
    writer = PlainWriter(variables, 12, 0)
    name = own_word("F" if f == "f" else "G", variables) if f in ("f", "F") else f"{f}'"
    match step.evidence:
        case e.ChangeOfCoordinates(objective, names, forward, _, steps):
            maps = ", ".join(f"{new} = {writer.text(p)}" for new, p in zip(names, forward, strict=True))
            yield OtherFunction(name, "F", objective, names, steps, f"{f} = {name}({', '.join(names)}) with {maps}", "")
        case e.IncreasingFunction(objective, outer, _, steps):
            yield OtherFunction(name, "H", objective, variables, steps, f"{f} = phi({name}), phi(t) = {outer}", "")
        case e.FunctionOfFunction(objective, outer, steps, below, above):
            relation = f"{f} = phi({name}), phi(t) = {outer}"
            if steps:
                yield OtherFunction("phi", r"\varphi", outer, (ARGUMENT,), steps, f"{f} = phi({name})", "")
            bounds = "that it takes all values is enough" if isinstance(step.claim, SpuriousSetwiseMinimum) else ""
            yield OtherFunction(name, "H", objective, variables, below, relation, bounds)
            other = f"{name}m"
            yield OtherFunction(other, "K", f"-({objective})", variables, above, f"{other} = -{name}", bounds)
        case e.MonotoneCoordinates(objective, _, _, _, steps):
            relation = f"{f} with other monotone functions of single variables"
            yield OtherFunction(name, "G", objective, variables, steps, relation, "")
        case e.PartialMinimum(variable, _, _, _, numerator, denominator, _, steps):
            others = tuple(v for v in variables if v != variable)
            relation = f"the minimum of {f} over {variable}"
            yield OtherFunction(name, "H", f"({numerator})/({denominator})", others, steps, relation, "")
        case e.SeparateVariables(product, constant, parts):
            own_names = [f"{name}{k + 1}" for k in range(len(parts))]
            shown = ("*" if product else " + ").join(own_names)
            sign = "-" if constant < 0 else "+"
            relation = f"{f} = {shown}{f' {sign} {abs(constant)}' if constant else ''}"
            unneeded = "Separate variables: the other parts decide"
            for k, (own, part) in enumerate(zip(own_names, parts, strict=True), 1):
                latex = f"F_{{{k}}}"
                yield OtherFunction(own, latex, part.objective, part.variables, part.steps, relation, unneeded)
        case _:
            return
