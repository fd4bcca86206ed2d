"""One line about the exact infimum, and about the table of one variable.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.proofs.export.plain_math import PlainWriter
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.claims import ExactInfimum
from tameproof.proofs.kernel.evidence import InfimumOfPieces
from tameproof.proofs.kernel.rules.monotone_pieces import cut_line


def exact_infimum(f: str, writer: PlainWriter, claim: ExactInfimum, step: Step) -> str:
    """Return the infimum, whether it is attained, and why."""
    how = "attained" if claim.attained else "not attained"
    listed = ", ".join(str(p + 1) for p in step.premises)
    if isinstance(step.evidence, InfimumOfPieces):
        why = f"the least value or limit, {cuts(step.evidence.breakpoints)}"
    elif claim.attained:
        why = f"a critical value, with steps {listed}"
    else:
        why = f"no critical value, with steps {listed}"
    return f"inf {f} = {writer.value(claim.value)}, {how}: {why}"


def cuts(breakpoints: tuple[tuple[int, ...], ...]) -> str:
    """Return what the table is about."""
    return f"by the sign chart on {len(cut_line(breakpoints, 'text')) + 1} intervals"
