"""Spurious minima on manifolds of critical points as LaTeX paragraphs.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.proofs.export.formula import NamedFact
from tameproof.proofs.export.latex_math import point, vector
from tameproof.proofs.export.latex_psatz import Page, combination
from tameproof.proofs.export.reading import lift_facts, region_symbol
from tameproof.proofs.kernel.evidence import CriticalManifold, CriticalOrbit, MorseBottMinimum
from tameproof.proofs.kernel.facts import equation


def morse_bott_minimum(page: Page, evidence: MorseBottMinimum) -> str:
    """Return the argument for a local minimum on a manifold of critical points that is not global."""
    f, w = page.v.f, page.writer()
    match evidence.along:
        case CriticalOrbit():
            along = _orbit(page, evidence.along)
        case CriticalManifold():
            along = _manifold(page, evidence.along)
    relation, value = page.reading.value_at(evidence.below)
    less = "" if relation == "=" else " less than"
    return (
        rf"At $\mathbf{{x}}^* = {point(w, evidence.point)}$ the gradient of ${f}$ vanishes. {along} So"
        rf" $\mathbf{{x}}^*$ is a local minimum. At the point ${point(w, evidence.below)}$ the value is{less}"
        rf" ${w.rational(value)}$, which is smaller: $\{{\mathbf{{x}}^*\}}$ is a spurious setwise local minimum."
    )


def _orbit(page: Page, along: CriticalOrbit) -> str:
    f, x = page.v.f, page.v.symbol("X")
    fields = along.fields
    names = [x if len(fields) == 1 else page.v.subscript("X", k + 1) for k in range(len(fields))]
    inner = page.with_facts(lift_facts(page.reading))
    shown = ", ".join(
        rf"${name} = {vector([page.inline(p) for p in field.components])}$"
        for name, field in zip(names, fields, strict=True)
    )
    text = rf"Let {shown}. Along the flow of {'this field' if len(fields) == 1 else 'these fields'} ${f}$ is constant:"
    for name, field in zip(names, fields, strict=True):
        left = [rf"\langle {name}, \nabla {f} \rangle"]
        if field.combination:
            text += f"\n{combination(inner, left, field.combination)}\n"
        else:
            text += rf" ${left[0]} = 0$ identically{',' if name != names[-1] else '.'}"
    squares = " + ".join(rf"{name} {name}^\top" for name in names)
    return (
        rf"{text} At $\mathbf{{x}}^*$ the matrix $\nabla^2 {f} + {squares}$ is positive definite (exact"
        r" characteristic polynomial), so that the Hessian is positive definite across the orbit of $\mathbf{x}^*$."
    )


def _manifold(page: Page, along: CriticalManifold) -> str:
    f, g = page.v.f, along.generators
    names = [region_symbol(page.v, len(g), i) for i in range(len(g))]
    equations = [NamedFact(equation(p), name) for name, p in zip(names, g, strict=True)]
    inner = page.with_facts((*lift_facts(page.reading), *equations))
    shown = ", ".join(f"${name} = {page.inline(p)}$" for name, p in zip(names, g, strict=True))
    plain = along.multiplier.as_constant() == 1
    factor = "" if plain else rf"\bigl({page.inline(along.multiplier)}\bigr)\,"
    nonzero = "" if plain else rf" and ${page.inline(along.multiplier)} \ne 0$"
    text = rf"Let {shown}. Where {'it vanishes' if len(g) == 1 else 'they vanish'}{nonzero}, ${f}$ is critical:"
    for i, cofactors in enumerate(along.combinations):
        left = [rf"{factor}\partial_{{{i + 1}}} {f}"]
        text += f"\n{combination(inner, left, cofactors)}\n"
    return (
        rf"{text}\noindent $\mathbf{{x}}^*$ is such a point, and there the Hessian is positive semidefinite with rank"
        rf" ${len(g)}$ (exact characteristic polynomial). So near $\mathbf{{x}}^*$ the set is a manifold, across which"
        r" the Hessian is positive definite."
    )
