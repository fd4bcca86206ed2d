"""Spurious minima, finite and at infinity, as LaTeX paragraphs.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.proofs.export.formula import Factor, NamedFact, Summand
from tameproof.proofs.export.latex_math import arc, point, rational_function
from tameproof.proofs.export.latex_psatz import Page, difference, proved
from tameproof.proofs.export.reading import critical_facts, region_facts, region_symbol
from tameproof.proofs.kernel.claims import FiniteTimeBlowUp
from tameproof.proofs.kernel.evidence import (
    Plateau,
    Psatz,
    RationalArc,
    RationalPoint,
    Region,
    RegionMinimum,
    RiccatiGrowth,
    StrictMinimum,
    TrappedRegion,
)
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.polynomial import Polynomial


def _inequalities(page: Page, inequalities: Sequence[Polynomial]) -> str:
    names = [region_symbol(page.v, len(inequalities), i) for i in range(len(inequalities))]
    return ", ".join(f"${n} = {page.inline(g)}$" for n, g in zip(names, inequalities, strict=True))


def _region(page: Page, inequalities: Sequence[Polynomial]) -> str:
    names = [region_symbol(page.v, len(inequalities), i) for i in range(len(inequalities))]
    return ", ".join(f"{n} > 0" for n in names)


def _at(page: Page, p: RationalPoint, words: str) -> str:
    w = page.writer()
    relation, value = page.reading.value_at(p)
    less = "" if relation == "=" else " less than"
    return rf"{words} ${point(w, p)}$ the value is{less} ${w.rational(value)}$"


def _arc(page: Page, path: RationalArc) -> str:
    w, t, f = page.writer(), page.v.symbol("t"), page.v.f
    shown = rf"$\mathbf{{x}}({t}) = {arc(w, path, t)}$, ${t} \ge {w.rational(path.start)}$"
    values = page.reading.along(path)
    if values is None:
        return shown
    relation = {"=": "=", "<=": r"\le"}[values[0]]
    quotient = rational_function(w, values[1], t)
    return rf"{shown}, with ${f}(\mathbf{{x}}({t})) {relation} {quotient}$"


def region(page: Page, evidence: Region) -> str:
    """Return the five parts of a region certificate."""
    w, v, f = page.writer(), page.v, page.v.f
    g = evidence.inequalities
    level, lower = w.rational(evidence.level), w.rational(evidence.lower)
    big_r, big_s = v.symbol("R"), v.symbol("S")
    out = [
        rf"Let {_inequalities(page, g)}, $c = {level}$, $m = {lower}$, and consider"
        + (
            rf" ${big_r} = \{{{_region(page, g)}\}}$ and ${big_s} = \{{\mathbf{{x}} \in {big_r} :"
            rf" {f}(\mathbf{{x}}) \le c\}}$."
        ),
    ]
    for i, psatz in enumerate(evidence.boundary):
        inner = page.with_facts(region_facts(page.reading, v, g, i))
        name = region_symbol(v, len(g), i)
        others = "" if len(g) == 1 else " and the other inequalities hold weakly"
        out.append(
            rf"(R1) Where ${name} = 0${others}, ${f} > c$:"
            + "\n"
            + proved(inner, difference(w, [f], evidence.level), psatz)
            + " The right-hand side is positive."
        )
    out.append(
        rf"(R2) ${big_s}$ is not empty: {_at(page, evidence.inside, 'at the point')} $\le c$, and the point is"
        rf" in ${big_r}$."
    )
    floor = page.with_facts(region_facts(page.reading, v, g))
    out.append(
        rf"(R3) On ${big_r}$, ${f} \ge m$:" + "\n" + proved(floor, difference(w, [f], evidence.lower), evidence.floor)
    )
    out.append(f"(R4) {_at(page, evidence.below, 'At the point')} $< m$.")
    end = rf"By Theorem R, ${big_s}$ is a spurious setwise local minimum"
    if evidence.arc is not None:
        out.append(
            rf"(R5) The arc {_arc(page, evidence.arc)}, stays in ${big_r}$, has ${f} \le c$ and leaves every"
            rf" bounded set: ${big_s}$ is unbounded."
        )
        end += ", and it is unbounded: a spurious local minimum at infinity"
    return "\n\n".join([*out, end + "."])


def trapped(page: Page, evidence: TrappedRegion) -> str:
    """Return why a trajectory that starts in a region below a level is unbounded."""
    w, v, f = page.writer(), page.v, page.v.f
    g = evidence.inequalities
    level, lower = w.rational(evidence.level), w.rational(evidence.lower)
    out = []
    if g:
        out.append(rf"Let {_inequalities(page, g)}, and consider the region $\{{{_region(page, g)}\}}$.")
    for i, psatz in enumerate(evidence.boundary):
        inner = page.with_facts(region_facts(page.reading, v, g, i))
        others = "" if len(g) == 1 else " and the other inequalities hold weakly"
        out.append(
            rf"Where ${region_symbol(v, len(g), i)} = 0${others}, ${f} > {level}$:"
            + "\n"
            + proved(inner, difference(w, [f], evidence.level), psatz)
        )
    floor = page.with_facts(region_facts(page.reading, v, g)) if g else page
    where = "In the region" if g else f"On ${page.space}$"
    shown = proved(floor, difference(w, [f], evidence.lower), evidence.floor)
    out.append(rf"{where} ${f} \ge {lower}$:" + f"\n{shown}")
    stays = " it cannot leave the region, because it would have to cross the boundary, and" if g else ""
    out.append(
        rf"The start is {'in the region' if g else 'a point'} with ${f} \le {level}$. Along a trajectory ${f}$ does not"
        rf" increase, so{stays} it stays where ${lower} \le {f} \le {level}$. If it were bounded, it would accumulate"
        rf" at a critical point with a value in $[{lower}, {level}]$; there is none"
        + (" in the region, because" if evidence.empty != Psatz() else ".")
    )
    if evidence.empty != Psatz():
        below = NamedFact(nonnegative(Polynomial.constant(evidence.level) - page.reading.lift.objective))
        region_part = region_facts(page.reading, v, g)[len(page.reading.lift.facts) :]
        inner = page.with_facts((*critical_facts(page.reading, v), *region_part, below))
        out.append(proved(inner, ["0"], evidence.empty))
    return "\n\n".join(out)


def blow_up(page: Page, evidence: RiccatiGrowth) -> str:
    """Return why a quantity becomes infinite in finite time."""
    w = page.writer()
    h = page.v.symbol("h")
    field = rf"\nabla {page.v.f}" if page.reading.lift.smooth else page.v.symbol("G")
    claim = page.reading.steps[page.index].claim
    start = claim.start if isinstance(claim, FiniteTimeBlowUp) else ()
    initial = evidence.quantity.evaluate(dict(enumerate(start)))
    fact = NamedFact(nonnegative(evidence.quantity - Polynomial.constant(initial)))
    inner = page.with_facts((*page.facts, fact))
    left = w.sum(
        [
            Summand(Fraction(-1), (Factor((rf"\langle \nabla {h}, {field} \rangle",)),)),
            Summand(-evidence.rate, (Factor((h,), 2),)),
        ]
    )
    return (
        rf"Let ${h} = {page.inline(evidence.quantity)}$. At the start ${h} = {w.rational(initial)} > 0$, and where"
        rf" ${h} \ge {w.rational(initial)}$"
        + f"\n{proved(inner, left, evidence.psatz)}\n"
        + rf"So along a trajectory ${h}$ increases and ${h}' \ge {w.rational(evidence.rate)} {h}^2$; then $1/{h}$"
        rf" decreases at least at the rate ${w.rational(evidence.rate)}$ and would reach $0$ in finite time."
    )


def strict_minimum(page: Page, evidence: StrictMinimum) -> str:
    """Return the argument for a strict local minimum that is not global."""
    f, w = page.v.f, page.writer()
    return (
        (
            rf"At $\mathbf{{x}}^* = {point(w, evidence.point)}$ the gradient of ${f}$ vanishes and the Hessian is"
            rf" positive definite (exact"
        )
        + (
            rf" factorisation), so this is a strict local minimum. {_at(page, evidence.below, 'At the point')},"
            rf" which is smaller:"
        )
        + r" $\{\mathbf{x}^*\}$ is a spurious setwise local minimum."
    )


def region_minimum(page: Page, evidence: RegionMinimum) -> str:
    """Return the argument for a point that minimises f over an open region but not everywhere."""
    f, w = page.v.f, page.writer()
    g = evidence.inequalities
    _, value = page.reading.value_at(evidence.point)
    inner = page.with_facts(region_facts(page.reading, page.v, g))
    return (
        (
            rf"Let {_inequalities(page, g)}. The point $\mathbf{{x}}^* = {point(w, evidence.point)}$ is in the open"
            rf" set $\{{{_region(page, g)}\}}$,"
        )
        + rf" and there ${f} \ge {f}(\mathbf{{x}}^*) = {w.rational(value)}$:"
        + f"\n{proved(inner, difference(w, [f], value), evidence.psatz)}\n"
        + (
            rf"{_at(page, evidence.below, 'At the point')}, which is smaller: $\{{\mathbf{{x}}^*\}}$ is a"
            rf" spurious setwise local minimum."
        )
    )


def plateau(page: Page, evidence: Plateau) -> str:
    """Return the argument for an unbounded set on which f is constant."""
    f, w, v = page.v.f, page.writer(), page.v
    g = evidence.inequalities
    inner = page.with_facts(region_facts(page.reading, v, g))
    value = w.rational(evidence.value)
    above = difference(w, [f], evidence.value)
    below = difference(w, [f"-{f}"], -evidence.value)
    margin = w.rational(evidence.margin)
    names = ", ".join(rf"{region_symbol(v, len(g), i)} \ge {margin}" for i in range(len(g)))
    big_s = v.symbol("S")
    return (
        (
            rf"Let {_inequalities(page, g)}. On the open set $\{{{_region(page, g)}\}}$ the function is constant,"
            rf" ${f} = {value}$:"
        )
        + f"\n{proved(inner, above, evidence.upper)}\n{proved(inner, below, evidence.lower)}\n"
        + (
            rf"So the closed set ${big_s} = \{{{names}\}}$ is a setwise local minimum. It is unbounded, because"
            rf" it contains the arc"
        )
        + rf" {_arc(page, evidence.arc)}. {_at(page, evidence.below, 'At the point')}, which is smaller."
    )
