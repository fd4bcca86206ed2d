"""One line about a conclusion that rests on conclusions about other functions.  Soundness-critical: no."""

from __future__ import annotations

from typing import TypeAlias

from tameproof.proofs.export.plain_math import PlainWriter
from tameproof.proofs.kernel.evidence import (
    ChangeOfCoordinates,
    ConvexInCoordinates,
    ConvexInProducts,
    FunctionOfFunction,
    IncreasingFunction,
    MatrixProduct,
    MonotoneCoordinates,
    PartialMinimum,
    SeparateVariables,
)
from tameproof.proofs.kernel.expression import Variable
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.increasing import ARGUMENT
from tameproof.proofs.kernel.rules.single_variables import substitute

Reduction: TypeAlias = (
    ChangeOfCoordinates
    | IncreasingFunction
    | FunctionOfFunction
    | MonotoneCoordinates
    | ConvexInCoordinates
    | ConvexInProducts
    | SeparateVariables
    | PartialMinimum
)


def widths_of(product: MatrixProduct) -> tuple[int, ...]:
    """Return the widths of the layers from the input to the output."""
    return (len(product.layers[0][0]), *(len(layer) for layer in product.layers))


def reduction(f: str, writer: PlainWriter, evidence: Reduction) -> tuple[list[str], str]:
    """Return what the other functions are, in pieces, and the end of the line."""
    match evidence:
        case ChangeOfCoordinates(objective, names, forward):
            maps = [f"{name} = {writer.text(p)}" for name, p in zip(names, forward, strict=True)]
            return [", ".join(maps), f": {f} = ", objective], ", proved there"
        case IncreasingFunction(objective, outer):
            return [f"{f} = phi(h), phi(t) = {outer}, h = ", objective], ", proved for h"
        case FunctionOfFunction(objective, outer, steps):
            shown = "proved for phi, h and -h" if steps else "phi is convex, proved for h and -h"
            return [f"{f} = phi(h), phi(t) = {outer}, h = ", objective], f", {shown}"
        case MonotoneCoordinates(objective, _, functions, replacements):
            pairs = zip(functions, replacements, strict=True)
            new = [_at(text, single.variable) for single, text in pairs]
            old = [_at(single.function, single.variable) for single in functions]
            return [f"{', '.join(new)} instead of {', '.join(old)}: ", objective], ", proved there"
        case ConvexInCoordinates(outer, functions):
            inner = ", ".join(_at(single.function, single.variable) for single in functions)
            return [f"{f} is a convex function of {inner}: ", outer], ""
        case ConvexInProducts(outer, products):
            widths = ", ".join("-".join(map(str, widths_of(p))) for p in products)
            what = "the product of the layers" if len(products) == 1 else "products of layers"
            return [f"{f} is a convex function of {what} {widths} of a linear network: ", outer], ""
        case SeparateVariables(product, constant, parts):
            between = "*" if product else " + "
            parts_shown = [f"{between if k else ''}({part.objective})" for k, part in enumerate(parts)]
            end = f" {'-' if constant < 0 else '+'} {writer.rational(abs(constant))}" if constant else ""
            return [f"{f} = ", *parts_shown, end], ", separate variables, proved for the parts"
        case PartialMinimum(variable, _, _, _, numerator, denominator):
            return [f"the minimum of {f} over {variable}: ", numerator, f" over {denominator}"], ", proved there"


def _at(function: str, variable: str) -> str:
    """Return the text of a function of t at a variable."""
    return to_text(substitute(parse(function), {ARGUMENT: Variable(variable)}))
