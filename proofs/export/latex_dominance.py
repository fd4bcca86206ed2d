"""Inequalities of Malgrange's form, and that of Polyak and Lojasiewicz, in LaTeX.  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.export.formula import Factor, NamedFact, Summand
from tameproof.proofs.export.latex_psatz import Page, proved
from tameproof.proofs.kernel.claims import BoundedTrajectories
from tameproof.proofs.kernel.evidence import Malgrange
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.polynomial import Polynomial


def malgrange(page: Page, evidence: Malgrange, field: str, premise: str) -> str:
    """Return why trajectories are bounded; ``premise`` names the step with the lower bound."""
    f, w = page.v.f, page.writer()
    x, g = r"\lvert \mathbf{x} \rvert", rf"\lvert {field} \rvert"
    speed = [Summand(-c, (Factor((f,), k),)) for k, c in enumerate(evidence.speed) if c][::-1]
    left = w.sum([Summand(Fraction(1), (Factor((x,), 2), Factor((g,), 2))), *speed])
    far = nonnegative(page.reading.lift.squared_norm - Polynomial.constant(evidence.radius))
    outside = page.with_facts((*page.facts, NamedFact(far)))
    shown = "".join(w.univariate(evidence.speed, f))
    if isinstance(page.reading.steps[page.index].claim, BoundedTrajectories):
        return (
            rf"Where ${x}^{{2}} \ge {w.rational(evidence.radius)}$,"
            + f"\n{proved(outside, left, evidence.psatz)} The polynomial ${shown}$ in ${f}$ is positive above the lower"
            rf" bound $m$ of {premise} and has at most a simple zero there. So along a trajectory"
            rf" $|\nabla {f}| \ge \kappa \sqrt{{{f} - m}} / |\mathbf{{x}}|$ far out with a constant $\kappa > 0$, and"
            rf" $\log |\mathbf{{x}}|$ grows there at most by $2/\kappa$ times the total decrease of $\sqrt{{{f} - m}}$."
        )
    return (
        rf"Where ${x}^{{2}} \ge {w.rational(evidence.radius)}$,"
        + (
            f"\n{proved(outside, left, evidence.psatz)} The polynomial ${shown}$ in ${f}$ is positive for every"
            f" value above the lower bound"
        )
        + (
            rf" of {premise}. So a trajectory along which ${f}$ does not tend to its"
            rf" infimum has"
        )
        + (
            rf" $|\nabla {f}| \ge \delta / |\mathbf{{x}}|$ with $\delta > 0$ far out, and $\log |\mathbf{{x}}|$"
            rf" grows there at most by the total"
        )
        + rf" decrease of ${f}$ divided by $\delta$: it is bounded."
    )
