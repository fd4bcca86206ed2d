"""Inequalities of Malgrange's form, and that of Polyak and Lojasiewicz, in LaTeX.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.proofs.export.formula import Factor, NamedFact, Summand
from tameproof.proofs.export.latex_math import algebraic
from tameproof.proofs.export.latex_psatz import Page, proved
from tameproof.proofs.export.latex_sublevel import level_polynomial, sublevel_page
from tameproof.proofs.export.reading import candidate_facts
from tameproof.proofs.kernel.claims import BoundedTrajectories, TrajectoryLimits, ValuesAtInfinity
from tameproof.proofs.kernel.evidence import Malgrange
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.psatz import univariate_at


def malgrange(page: Page, evidence: Malgrange, field: str, premise: str, names: Sequence[str]) -> str:
    """Return why trajectories are bounded; ``premise`` names the step with the lower bound, ``names`` the arguments."""
    return "\n".join([_by_speed(page, evidence, field, premise, names), *_windows(page, evidence, field)])


def _windows(page: Page, evidence: Malgrange, field: str) -> list[str]:
    """Return the inequalities above single zeros of the speed."""
    f, w = page.v.f, page.writer()
    out = []
    for window in evidence.windows:
        v = algebraic(w, window.value)
        far = nonnegative(page.reading.lift.squared_norm - Polynomial.constant(window.radius))
        above = candidate_facts(page.reading, page.v, window.value, window.width)
        inside = sublevel_page(page, NamedFact(far), *above)
        left = [Factor((r"\lvert \mathbf{x} \rvert",), 2), Factor((rf"\lvert {field} \rvert",), 2)]
        goal = w.sum([Summand(Fraction(1), tuple(left)), Summand(-window.rate, ())])
        out.append(
            rf"The zero ${v}$ is harmless: where ${f}$ is a little above it and"
            rf" $|\mathbf{{x}}|^2 \ge {w.rational(window.radius)}$,"
            + f"\n{proved(inside, goal, window.psatz)} So a trajectory along which ${f}$ decreases to ${v}$ is bounded"
            + rf" in the same way, by the decrease of ${f}$ divided by $\sqrt{{{w.rational(window.rate)}}}$."
        )
    return out


def _by_speed(page: Page, evidence: Malgrange, field: str, premise: str, names: Sequence[str]) -> str:
    f, w = page.v.f, page.writer()
    x, g = r"\lvert \mathbf{x} \rvert", rf"\lvert {field} \rvert"
    speed = [Summand(-c, (Factor((f,), k),)) for k, c in enumerate(evidence.speed) if c][::-1]
    extra: tuple[Factor, ...] = ()
    if evidence.factor != ONE:
        extra = (Factor(tuple(page.writer(names=names).polynomial(evidence.factor)), 1, False),)
    left = w.sum([Summand(Fraction(1), (*extra, Factor((x,), 2), Factor((g,), 2))), *speed])
    inside = sublevel_page(page)
    start = Polynomial.constant(evidence.radius) + univariate_at(evidence.sublevel, level_polynomial(inside))
    radius = inside.inline(start)
    outside = sublevel_page(page, NamedFact(nonnegative(page.reading.lift.squared_norm - start)))
    shown = "".join(w.univariate(evidence.speed, f))
    if isinstance(page.reading.steps[page.index].claim, BoundedTrajectories):
        return (
            rf"Where ${x}^{{2}} \ge {radius}$,"
            + f"\n{proved(outside, left, evidence.psatz)} The polynomial ${shown}$ in ${f}$ is positive above the lower"
            rf" bound $m$ of {premise} and has at most a simple zero there. So along a trajectory"
            rf" $|\nabla {f}| \ge \kappa \sqrt{{{f} - m}} / |\mathbf{{x}}|$ far out with a constant $\kappa > 0$, and"
            rf" $\log |\mathbf{{x}}|$ grows there at most by $2/\kappa$ times the total decrease of $\sqrt{{{f} - m}}$."
        )
    if isinstance(page.reading.steps[page.index].claim, TrajectoryLimits):
        return (
            rf"Where ${x}^{{2}} \ge {radius}$,"
            + f"\n{proved(outside, left, evidence.psatz)} The polynomial ${shown}$ in ${f}$ is not negative above the"
            rf" lower bound of {premise}. Let ${f}$ decrease along a trajectory to a number that is no zero of it. Then"
            rf" $|\nabla {f}| \ge \delta / |\mathbf{{x}}|$ with $\delta > 0$ far out from some time on, and"
            rf" $\log |\mathbf{{x}}|$ grows there at most by the decrease of ${f}$ divided by $\delta$: it is bounded."
        )
    if isinstance(page.reading.steps[page.index].claim, ValuesAtInfinity):
        return (
            rf"Where ${x}^{{2}} \ge {radius}$,"
            + f"\n{proved(outside, left, evidence.psatz)} The polynomial ${shown}$ in ${f}$ is not negative above the"
            rf" lower bound of {premise}, and its zeros there are among the listed numbers. Near another number $v$ a"
            rf" trajectory that starts a little above $v$ and stays above it is bounded, since $\log |\mathbf{{x}}|$"
            rf" grows by a multiple of the decrease of ${f}$; so it has a critical point as a limit, whose value is"
            rf" $v$, because there are finitely many critical values."
        )
    return (
        rf"Where ${x}^{{2}} \ge {radius}$,"
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
