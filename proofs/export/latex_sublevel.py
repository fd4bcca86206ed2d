"""What holds along every trajectory, for LaTeX pages: the level c of the start and the common lift.

Soundness-critical: no.
"""

from __future__ import annotations

from dataclasses import replace

from tameproof.proofs.export.formula import NamedFact
from tameproof.proofs.export.latex_psatz import Page
from tameproof.proofs.kernel.claims import BoundedBelow, ConservedFunction
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import BalancedLayers, DesingularisedGronwall, Gronwall, Malgrange, Proper, Psatz
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.rules.controlled import common_lift

Bounding = Proper | Gronwall | DesingularisedGronwall | BalancedLayers | Malgrange


def sublevel_page(page: Page, *facts: NamedFact) -> Page:
    """Return the page whose variables and facts are those of identities along trajectories."""
    lift, bound = page.reading.lift, None
    for p in page.reading.steps[page.index].premises:
        claim = page.reading.steps[p].claim
        if isinstance(claim, BoundedBelow):
            bound = claim.bound if bound is None else max(bound, claim.bound)
        elif isinstance(claim, ConservedFunction):
            try:
                lift, _ = common_lift(lift, claim.function, "function")
            except RejectedStep:
                continue
    f, c, w = lift.objective, level_name(page), page.writer()
    level = Polynomial.variable(len(lift.names))
    names = (*page.v.variable_names(len(lift.names)), c)
    inside = [NamedFact(nonnegative(level - f), f"({c} - {page.v.f})")]
    if bound is not None:
        shown = page.v.f if not bound else f"({page.v.f} {'-' if bound > 0 else '+'} {w.number(abs(bound))})"
        inside.append(NamedFact(nonnegative(f - Polynomial.constant(bound)), shown))
    known = (*map(NamedFact, lift.facts), *facts, *inside)
    return replace(page, v=replace(page.v, names=names), facts=known)


def _has_bound(page: Page) -> bool:
    steps = page.reading.steps
    return any(isinstance(steps[p].claim, BoundedBelow) for p in steps[page.index].premises)


def level_name(page: Page) -> str:
    """Return how the value of f at the start is called."""
    return page.v.symbol("c")


def level_polynomial(page: Page) -> Polynomial:
    """Return the variable c of a sublevel page."""
    return Polynomial.variable(len(page.v.names) - 1)


def level_sentence(page: Page, evidence: Bounding) -> str:
    """Return who c is, if the identities of a step use it or the bounds of f."""
    if isinstance(evidence, BalancedLayers):
        return ""
    inner = sublevel_page(page)
    number = len(inner.v.names) - 1
    arguments = 1 + len(page.reading.quantity_steps(page.index))
    first = len(inner.facts) - (2 if _has_bound(page) else 1)  # c - f
    parts: list[tuple[Psatz | None, int]]
    match evidence:
        case Proper():
            parts, named = [(evidence.psatz, first)], [(evidence.bound, arguments)]
        case Gronwall():
            parts = [(evidence.growth, first + 1), (evidence.proper, first), (evidence.sign, first)]
            named = [(evidence.rate, arguments), (evidence.bound, arguments + 1)]
        case DesingularisedGronwall():
            parts = [(evidence.upper, first + 1), (evidence.lower, first + 1), (evidence.proper, first)]
            named = [(evidence.factor, arguments), (evidence.bound, arguments + 1)]
        case Malgrange():
            parts, named = [(evidence.psatz, first + 1)], [(evidence.factor, arguments)]
    used = any(i >= k for p, k in parts if p is not None for t in p.products for i in t.facts)
    used = used or any(k in p.variables() for p, k in named)
    used = used or bool(getattr(evidence, "sublevel", ()))
    used = used or number in getattr(evidence, "quantity", Polynomial({})).variables()
    if not used:
        return ""
    c, f = level_name(page), page.v.f
    below = inner.facts[-1].name or f
    return (
        rf"Let ${c} = {f}(\mathbf{{x}}(0))$ be the value at the start of a trajectory; the identities hold for every"
        rf" ${c}$, where ${c} - {f} \ge 0$ and ${below} \ge 0$ along the trajectory. "
    )
