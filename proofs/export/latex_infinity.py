"""Values at infinity in LaTeX: candidates, and what several lists have in common.  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from tameproof.proofs.export.formula import Factor, NamedFact, Summand
from tameproof.proofs.export.latex_math import algebraic, arc, vector
from tameproof.proofs.export.latex_pieces import branch_signs
from tameproof.proofs.export.latex_psatz import Page, combination, proved
from tameproof.proofs.export.reading import candidate_facts, lift_facts
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.claims import CriticalValues, ValuesAtInfinity
from tameproof.proofs.kernel.evidence import (
    AtMostInfimum,
    BranchSigns,
    Candidate,
    LowerFarOut,
    NotFromAbove,
    Remaining,
    SaddleAtInfinity,
    Tangency,
)
from tameproof.proofs.kernel.facts import positive
from tameproof.proofs.kernel.polynomial import Polynomial


def shown_candidate(page: Page, c: Candidate) -> str:
    """Return why a candidate is no value at infinity."""
    f, w = page.v.f, page.writer()
    text = rf"\noindent The root $v = {algebraic(w, c.value)}$:"
    inner = page.with_facts((*page.facts, *candidate_facts(page.reading, page.v, c.value, c.width)))
    match c.exclusion:
        case AtMostInfimum():
            return text + rf" not above the lower bound of ${f}$, so nothing is to be shown."
        case NotFromAbove(psatz):
            return (
                text
                + rf" far away ${f}$ is never slightly above it, for otherwise"
                + "\n"
                + proved(inner, ["0"], psatz)
                + " The right-hand side is positive: a contradiction."
            )
        case SaddleAtInfinity(direction, tangent, psatz):
            d = page.v.symbol("d")
            shown = vector([page.inline(p) for p in direction])
            rho = r"\rho"
            inner_product = rf"\langle {d}, \nabla {rho} \rangle"
            curvature = (
                rf"-{d}^{{\top}}\bigl(|\nabla {rho}|^{{2}}\, \nabla^{{2}} {f} - \langle \nabla {f}, \nabla"
                rf" {rho} \rangle"
            ) + rf" \nabla^{{2}} {rho}\bigr) {d}"
            return (
                text
                + (
                    rf" far away, where ${f}$ is slightly above it, the points are saddles of ${f}$ on the level"
                    rf" sets of ${rho}$, in the"
                )
                + rf" direction ${d} = {shown}$:"
                + "\n"
                + combination(inner, [inner_product], tangent)
                + "\n"
                + proved(inner, [curvature], psatz)
                + " The right-hand side is positive."
            )
        case BranchSigns():
            return f"{text} {branch_signs(page, c.exclusion)}"
        case LowerFarOut():
            return f"{text} {_lower_far_out(page, as_rational(c.value) or Fraction(0), c.exclusion)}"
        case Remaining():
            return text + " it is one of the listed values, and nothing is shown about it here."
    assert_never(c.exclusion)


def _lower_far_out(page: Page, value: Fraction, e: LowerFarOut) -> str:
    f, t, w = page.v.f, page.v.symbol("t"), page.writer()
    evidence = page.reading.steps[page.index].evidence
    radius = evidence.radius if isinstance(evidence, Tangency) else Fraction(0)
    norm = page.reading.lift.squared_norm - Polynomial.constant(radius)
    gap = page.reading.lift.objective - Polynomial.constant(value)
    minus = f"{f} - {w.rational(value)}" if value > 0 else f"{f} + {w.rational(-value)}" if value else f
    facts = (*lift_facts(page.reading), NamedFact(positive(norm)), NamedFact(positive(gap), f"({minus})"))
    inner = page.with_facts(facts)
    x = r"\lvert \mathbf{x} \rvert"
    left = w.sum([Summand(e.constant), Summand(Fraction(-1), (Factor((minus,), e.exponent, False), Factor((x,), 2)))])
    return (
        rf"far out, where ${f}$ is larger,"
        + f"\n{proved(inner, left, e.psatz)} So the largest value of ${f}$ on the level sets of $\\rho$ tends to $v$ or"
        + rf" less. These are connected, and meet the arc $\mathbf{{x}}({t}) = {arc(w, e.arc, t)}$, along which"
        + rf" ${f} < v$: from any point of them one comes to a smaller value, without exceeding $v$ by more than a"
        + " little."
    )


def shown_values(page: Page, values: tuple[AlgebraicNumber, ...]) -> str:
    """Return a set of numbers."""
    shown = ", ".join(f"${algebraic(page.writer(), v)}$" for v in values)
    return f"the numbers {shown}" if len(values) > 1 else f"the number {shown}" if values else "no number"


def common_values(page: Page, used: str) -> str:
    """Return why the numbers that the lists have in common are all; ``used`` names the premises."""
    f = page.v.f
    premises = [page.reading.steps[k].claim for k in page.reading.steps[page.index].premises]
    out = rf"By {used}: a value at infinity is in every list, or below its bound and so below ${f}$."
    if isinstance(page.reading.steps[page.index].claim, ValuesAtInfinity):
        return out + " The numbers in all lists are those of the claim."
    out += rf" No number in all lists is above $\inf {f}$"
    if any(isinstance(p, CriticalValues) for p in premises):
        out += rf": $\inf {f}$ is a critical value or a value at infinity, so not below the least number in all lists"
    return out + "."
