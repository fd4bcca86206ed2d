"""Paths down to the infimum in LaTeX.  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.export.latex_psatz import Page, combination, proved
from tameproof.proofs.kernel.claims import BoundedBelow
from tameproof.proofs.kernel.evidence import DescendingPaths, EulerIdentity
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.descending_paths import (
    coefficients_by_degree,
    derivative_at,
    inequalities_along,
)


def _bound(page: Page) -> Fraction:
    """Return the largest lower bound among the premises."""
    claims = [page.reading.steps[p].claim for p in page.reading.steps[page.index].premises]
    return max((c.bound for c in claims if isinstance(c, BoundedBelow)), default=Fraction(0))


def euler_identity(page: Page, evidence: EulerIdentity) -> str:
    """Return Euler's identity, and what it says."""
    f, lift = page.v.f, page.reading.lift
    moves = ", ".join(
        rf"{page.inline(Polynomial.variable(i))} \mapsto t^{{{k}}} {page.inline(Polynomial.variable(i))}"
        for i, k in enumerate(evidence.weights)
        if k
    )
    excess = f if not evidence.level else rf"({page.inline(lift.objective - Polynomial.constant(evidence.level))})"
    terms = " + ".join(
        rf"{k if k > 1 else ''} {page.inline(Polynomial.variable(i))} \, \partial {f} / \partial"
        rf" {page.inline(Polynomial.variable(i))}"
        for i, k in enumerate(evidence.weights)
        if k
    )
    power = evidence.degree if evidence.degree > 1 else ""
    return (
        rf"By Euler's identity ${terms or 0} = {power} {excess}$, the function"
        rf" ${excess}$ is multiplied by $t^{{{evidence.degree}}}$ along ${moves}$."
    )


def descending_paths(page: Page, evidence: DescendingPaths, premise: str) -> str:
    """Return the argument; ``premise`` names the step with the lower bound."""
    f, lift = page.v.f, page.reading.lift
    w = page.writer()
    rows = coefficients_by_degree(lift.objective, evidence.free)
    below = page.inline(evidence.denominator)
    names = [page.inline(Polynomial.variable(i)) for i in evidence.free]
    out = []
    if evidence.free:
        stops = ", ".join(
            f"{name} = ({page.inline(p)})/({below})" for name, p in zip(names, evidence.numerators, strict=True)
        )
        out.append(
            rf"As a function of ${', '.join(names)}$ alone, ${f}$ is a quadratic polynomial, bounded below and so"
            rf" convex. Where ${below} \ne 0$, which holds on a dense set, it does not increase along the straight path"
            rf" to its minimum, at ${stops}$."
        )
    if not evidence.weights:
        bottom = derivative_at(rows, evidence, None)
        out.append(
            rf"The minimum is the lower bound of {premise}: times $({below})^2$ the difference is"
            + "\n"
            + combination(page, w.polynomial(bottom - (evidence.denominator**2).scale(_bound(page))), evidence.identity)
        )
    else:
        moves = ", ".join(
            rf"{page.inline(Polynomial.variable(i))} \mapsto t^{{{k}}} {page.inline(Polynomial.variable(i))}"
            for i, k in enumerate(evidence.weights)
            if k
        )
        for k, name in enumerate(names):
            slope = derivative_at(rows, evidence, k)
            if slope.is_zero:
                out.append(rf"The derivative with respect to ${name}$ vanishes there.")
                continue
            shown = combination(page, w.polynomial(slope), evidence.stationary[k])
            out.append(rf"There the derivative with respect to ${name}$ vanishes: times ${below}$ it is" + f"\n{shown}")
        growing, monotone = inequalities_along(lift, evidence)
        out.append(rf"The path goes on along ${moves}$, $t \ge 1$.")
        if not growing.is_zero:
            shown = proved(page, w.polynomial(growing), evidence.growing)
            out.append(f"On it $({below})^2$ does not decrease:\n{shown}")
        out.append(
            rf"The minimum of ${f}$ does not increase: its derivative along the path, with the sign changed and up to a"
            " positive factor, is" + f"\n{proved(page, w.polynomial(monotone), evidence.monotone)}"
        )
        out.append(
            rf"For almost all starting points it tends to the lower bound of {premise} for $t \to \infty$, by the"
            " leading powers of $t$."
        )
    out.append(
        rf"If ${f}$ is not constant on a setwise local minimum $S$, some of these paths start in $S$ below the value on"
        rf" its boundary, and stay in $S$; so $\inf_S {f} = \inf {f}$."
    )
    return "\n".join(out)
