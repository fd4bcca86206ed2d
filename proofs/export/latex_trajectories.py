"""Bounded trajectories as LaTeX paragraphs: properness and growth inequalities.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from tameproof.proofs.export.formula import Factor, Summand
from tameproof.proofs.export.latex_dominance import malgrange
from tameproof.proofs.export.latex_layers import balanced_layers, residual_weight
from tameproof.proofs.export.latex_math import display
from tameproof.proofs.export.latex_psatz import Page, combination, norm_factor, proved
from tameproof.proofs.export.latex_sublevel import (
    Bounding,
    level_name,
    level_polynomial,
    level_sentence,
    sublevel_page,
)
from tameproof.proofs.export.reading import threshold_fact
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import MonotoneQuantity, TrajectoriesInBall
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.psatz import univariate_at


def bounded(page: Page, evidence: Bounding, field: str, premises: Callable[[str], str]) -> str:
    """Return why trajectories are bounded; ``field`` is the gradient, ``premises`` names the steps that are used."""
    match evidence:
        case e.Proper():
            out = _proper(page, evidence)
        case e.Gronwall():
            out = _gronwall(page, evidence, field)
        case e.DesingularisedGronwall():
            out = _desingularised(page, evidence)
        case e.BalancedLayers():
            out = balanced_layers(page, evidence, premises("earlier steps"))
        case e.Malgrange():
            out = malgrange(page, evidence, field, premises("an earlier step"), _names(page))
    out = level_sentence(page, evidence) + out
    if isinstance(page.reading.steps[page.index].claim, TrajectoriesInBall):
        out += (
            " The radius follows from the ranges of these quantities over the starting points, by interval arithmetic."
        )
    return out


def _names(page: Page, last: str | None = None) -> list[str]:
    """Return the names of F, the premise quantities, perhaps V, and c, as the variables of bounds and rates."""
    own = [page.v.f, *(page.v.quantities[p] for p in page.reading.quantity_steps(page.index))]
    return [*own, *([last] if last is not None else []), level_name(page)]


def _threshold(page: Page, threshold: Fraction, sublevel: tuple[Fraction, ...]) -> tuple[Polynomial, str]:
    """Return threshold + sublevel(c) as a polynomial of a sublevel page, and as text."""
    total = Polynomial.constant(threshold) + univariate_at(sublevel, level_polynomial(page))
    return total, page.inline(total)


def _bound(page: Page, bound: Polynomial, names: Sequence[str], right: Summand) -> list[str]:
    w = page.writer(names=names)
    summands = sorted(w.summands(bound), key=lambda s: s.coefficient < 0)
    return w.sum([*summands, right])


def _proper(page: Page, evidence: e.Proper) -> str:
    f, names = page.v.f, _names(page)
    s = page.writer(names=names).factor(evidence.multiplier, 2)
    right = Summand(-s.coefficient, (*s.factors, norm_factor(page, evidence.exponent)))
    out = proved(sublevel_page(page), _bound(page, evidence.bound, names, right), evidence.psatz)
    controlled = names[1:-1]
    what = f"${f}$ decreases and is bounded below"
    if controlled:
        listed = ", ".join(f"${n}$" for n in controlled)
        what += f", and {listed} {'are' if len(controlled) > 1 else 'is'} constant or decreases from a bounded start"
    conserved = all(
        not isinstance(page.reading.steps[p].claim, MonotoneQuantity) for p in page.reading.quantity_steps(page.index)
    )
    if controlled and conserved:
        listed = ", ".join(f"${n}$" for n in controlled)
        what = (
            f"${f}$ decreases and is bounded below, and {listed} {'stay' if len(controlled) > 1 else 'stays'} constant"
        )
    tail = f" Along a trajectory {what}, so $|\\mathbf{{x}}|$ stays bounded."
    if evidence.multiplier.as_constant() is None:
        m = page.writer(names=names).text(evidence.multiplier)
        tail = (
            f" Along a trajectory from a point with ${m} \\ne 0$ (a dense set) {what}, so $|\\mathbf{{x}}|$"
            f" stays bounded."
        )
    return f"On ${page.space}$\n" + out + tail


def _growth_names(page: Page, quantity: Polynomial) -> tuple[str, str]:
    name = page.v.symbol("V")
    if name in page.v.quantities.values():
        name = page.v.subscript("V", 0)
    return name, f"Let ${name} = {page.inline(quantity)}$."


def _gronwall(page: Page, evidence: e.Gronwall, field: str) -> str:
    f, w = page.v.f, page.writer()
    inside = sublevel_page(page)
    name, intro = _growth_names(inside, evidence.quantity)
    if evidence.sign is not None:
        intro += f" It is never negative:\n{proved(inside, [name], evidence.sign)}\n"
    rate = Factor(tuple(page.writer(names=_names(page)).polynomial(evidence.rate)), 1, False)
    constant = evidence.rate.as_constant()
    head = Summand(constant, ()) if constant is not None else Summand(Fraction(1), (rate,))
    left = w.sum(
        [
            Summand(
                head.coefficient,
                (*head.factors, Factor(("1", f" + {name}"), 1, False), Factor((rf"\lvert {field} \rvert",), 2)),
            ),
            Summand(Fraction(1), (Factor((rf"\langle \nabla {name}, {field} \rangle",)),)),
        ]
    )
    start, threshold = _threshold(inside, evidence.threshold, evidence.sublevel)
    outside = sublevel_page(page, threshold_fact(page.v, evidence.quantity, start, threshold))
    grown = proved(outside, left, evidence.growth)
    names = _names(page, name)
    right = Summand(Fraction(-1), (norm_factor(page, evidence.exponent),))
    bounded = proved(inside, _bound(page, evidence.bound, names, right), evidence.proper)
    return (
        rf"{intro} Where ${name} \ge {threshold}$,"
        + (
            f"\n{grown} Hence along a trajectory $\\log(1 + {name})$ grows, while ${name} \\ge {threshold}$, at"
            f" most by a bounded factor times"
        )
        + f" the total decrease of ${f}$, so ${name}$ stays bounded. And ${name}$ controls the point:\n{bounded}"
    )


def _desingularised(page: Page, evidence: e.DesingularisedGronwall) -> str:
    f, w = page.v.f, page.writer()
    name, intro = _growth_names(page, evidence.quantity)
    r = page.v.symbol("r")
    weighted = evidence.weight != ONE
    pieces: tuple[Factor, ...] = (Factor((r,), 2),)
    if weighted:
        pieces = (Factor(tuple(w.polynomial(evidence.weight)), 1, False), Factor((r,), 2))
    left = w.sum(
        [
            Summand(
                Fraction(1),
                (
                    Factor(
                        (f,),
                    ),
                ),
            ),
            Summand(-evidence.shift),
            Summand(Fraction(-1), pieces),
        ]
    )
    shown = combination(page, left, evidence.identity) if evidence.identity else display(left, "=", ["0"], page.line)
    field = "Q" if weighted else rf"\nabla {r}"
    size_of = rf"\sqrt{{p}} |{r}|" if weighted else f"|{r}|"
    extra: tuple[Factor, ...] = ()
    if evidence.factor != ONE:
        extra = (Factor(tuple(page.writer(names=_names(page)).polynomial(evidence.factor)), 1, False),)
    grown = Factor(("1", f" + {name}"), 1, False)
    size = Summand(evidence.rate, (*extra, grown, Factor((rf"\lvert {field} \rvert",), 2)))
    inner = Factor(((r"\tfrac{1 + p}{2} " if weighted else "") + rf"\langle \nabla {name}, {field} \rangle",))
    inside = sublevel_page(page)
    start, threshold = _threshold(inside, evidence.threshold, evidence.sublevel)
    outside = sublevel_page(page, threshold_fact(page.v, evidence.quantity, start, threshold))
    upper = proved(outside, w.sum([size, Summand(Fraction(-1), (inner,))]), evidence.upper)
    lower = proved(outside, w.sum([size, Summand(Fraction(1), (inner,))]), evidence.lower)
    right = Summand(Fraction(-1), (norm_factor(page, evidence.exponent),))
    bounded = proved(inside, _bound(page, evidence.bound, _names(page, name), right), evidence.proper)
    return (
        f"{intro} Let ${r} = {page.inline(evidence.residual)}$; then\n{shown}\n"
        + (residual_weight(page, evidence, r) if weighted else "")
        + rf"Where ${name} \ge {threshold}$,"
        + (
            f"\n{upper}\n{lower}\nAlong a trajectory ${r}$ keeps its sign and $|{r}|$ decreases at the rate $2"
            f" |{r}| |\\nabla {r}|^2$, so"
            if not weighted
            else f"\n{upper}\n{lower}\nAlong a trajectory $\\sqrt{{p}}\\, |{r}|$ decreases at the rate $2 {r}^2 |Q|^2 /"
            f" (\\sqrt{{p}}\\, |{r}|)$, and $\\sqrt{{p}} \\le (1 + p)/2$, so"
        )
        + (
            rf" $\log(1 + {name})$ grows, while ${name} \ge {threshold}$, at most by a constant times"
            rf" ${size_of}$ at"
            rf" the start: ${name}$ stays"
        )
        + f" bounded. And ${name}$ controls the point:\n{bounded}"
    )
