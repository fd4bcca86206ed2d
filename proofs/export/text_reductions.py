"""One line about a conclusion that rests on conclusions about other functions.  Soundness-critical: no."""

from __future__ import annotations

from typing import TypeAlias

from tameproof.proofs.export.plain_math import PlainWriter
from tameproof.proofs.kernel.evidence import (
    ChangeOfCoordinates,
    IncreasingFunction,
    PartialMinimum,
    SeparateVariables,
)

Reduction: TypeAlias = ChangeOfCoordinates | IncreasingFunction | SeparateVariables | PartialMinimum


def reduction(f: str, writer: PlainWriter, evidence: Reduction) -> tuple[list[str], str]:
    """Return what the other functions are, in pieces, and the end of the line."""
    match evidence:
        case ChangeOfCoordinates(objective, names, forward):
            maps = [f"{name} = {writer.text(p)}" for name, p in zip(names, forward, strict=True)]
            return [", ".join(maps), f": {f} = ", objective], ", proved there"
        case IncreasingFunction(objective, outer):
            return [f"{f} = phi(h), phi(t) = {outer}, h = ", objective], ", proved for h"
        case SeparateVariables(product, constant, parts):
            between = "*" if product else " + "
            shown = [f"{between if k else ''}({part.objective})" for k, part in enumerate(parts)]
            end = f" {'-' if constant < 0 else '+'} {writer.rational(abs(constant))}" if constant else ""
            return [f"{f} = ", *shown, end], ", separate variables, proved for the parts"
        case PartialMinimum(variable, _, _, _, numerator, denominator):
            return [f"the minimum of {f} over {variable}: ", numerator, f" over {denominator}"], ", proved there"
