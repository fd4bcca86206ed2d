"""Short texts about values at infinity.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.claims import ValuesAtInfinity
from tameproof.proofs.kernel.polynomial import Polynomial


def candidate_text(f: str, value: str, exclusion: object) -> str:
    """Return why a candidate is no value at infinity above inf f."""
    match exclusion:
        case e.AtMostInfimum():
            return f"{value} is not above inf {f}"
        case e.NotFromAbove():
            return f"{value} is not approached from above"
        case e.SaddleAtInfinity():
            return f"{value} only at saddles at infinity"
        case e.BranchSigns():
            return f"{value} not from above along minima, by signs on the branches"
        case e.LowerFarOut():
            return f"{value}: far out {f} is hardly larger, and smaller somewhere"
        case e.Remaining():
            return f"{value} is left over"
    return value


def common_text(f: str, step: Step) -> str:
    """Return what the lists of the premises have in common."""
    listed = ", ".join(str(p + 1) for p in step.premises)
    if isinstance(step.claim, ValuesAtInfinity):
        return f"the common values of steps {listed}"
    return f"steps {listed} have no value above inf {f} in common"


def _scaling_text(f: str, evidence: e.EulerIdentity, shown: Callable[[Polynomial], str]) -> str:
    """Return the scaling that multiplies f."""
    moves = [
        f"{shown(Polynomial.variable(i))} -> t{f'^{w}' if w > 1 else ''}*{shown(Polynomial.variable(i))}"
        for i, w in enumerate(evidence.weights)
        if w
    ]
    level = "" if not evidence.level else f" - {evidence.level}" if evidence.level > 0 else f" + {-evidence.level}"
    power = f"t^{evidence.degree}" if evidence.degree > 1 else "t"
    return f"along {', '.join(moves)} the function {f}{level} is multiplied by {power}"


def paths_text(f: str, evidence: e.DescendingPaths | e.EulerIdentity, shown: Callable[[Polynomial], str]) -> str:
    """Return where the paths from almost every point go."""
    if isinstance(evidence, e.EulerIdentity):
        return _scaling_text(f, evidence, shown)
    below = shown(evidence.denominator)
    parts = [
        f"{shown(Polynomial.variable(i))} = ({shown(p)})/({below})"
        for i, p in zip(evidence.free, evidence.numerators, strict=True)
    ]
    moves = [
        f"{shown(Polynomial.variable(i))} -> t^{k}*{shown(Polynomial.variable(i))}"
        for i, k in enumerate(evidence.weights)
        if k
    ]
    first = [f"to the minimum at {', '.join(parts)}"] if parts else []
    last = [f"along {', '.join(moves)}"] if moves else []
    return f"a path down to the infimum from almost every point: {', then '.join([*first, *last])}"
