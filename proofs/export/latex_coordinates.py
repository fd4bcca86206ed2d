"""A proof in other coordinates as LaTeX: the two maps, the function there, and its steps.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.proofs.export.latex_math import LatexWriter, expression
from tameproof.proofs.export.latex_psatz import Page
from tameproof.proofs.export.reading import Reading, vocabulary
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.evidence import ChangeOfCoordinates
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse


def change_of_coordinates(page: Page, evidence: ChangeOfCoordinates) -> str:
    """Return the argument: f is F in other coordinates, and every step about F."""
    from tameproof.proofs.export.latex_steps import step_latex

    tree = parse(evidence.objective)
    there = Reading(
        certificate=Certificate(evidence.objective, evidence.variables, evidence.steps),
        expression=tree,
        lift=lift(tree, evidence.variables),
        verdict="",
        theorems=(),
        holes=(),
        digest="",
    )
    v = vocabulary(there, latex=True, function="F")
    n = page.reading.lift.dimension
    old, new = page.v.names[:n], v.names[:n]
    forward = LatexWriter(old, 60, page.index + 1)
    backward = LatexWriter(new, 60, page.index + 1)
    maps = [f"${name} = {forward.text(p)}$" for name, p in zip(new, evidence.forward, strict=True)]
    back = [f"${name} = {backward.text(p)}$" for name, p in zip(old, evidence.backward, strict=True)]
    shown = "".join(expression(tree))
    if len(shown) > 2000:
        shown = r"\text{(an expression that is given in the certificate)}"
    head = (
        f"The polynomial map {', '.join(maps)} has the inverse {', '.join(back)}, so that it is a homeomorphism of"
        f" $\\mathbb{{R}}^{{{n}}}$, and"
        f" ${page.v.f} = {v.f}({', '.join(new)})$ with"
        f"\n\\begin{{equation*}}\n  {v.f} = {shown}.\n\\end{{equation*}}\n"
        f"Homeomorphisms carry setwise local minima over, so it is enough to show the same of ${v.f}$. In the following"
        f" list, steps are those of this list."
    )
    items = []
    for k in range(len(there.steps)):
        label, claim, body = step_latex(there, v, k, page.line - 8)
        items.append(f"\\par\\medskip\\noindent\\emph{{({k + 1}) {label}.}} {claim} {body}")
    return "\n\n".join([head, *items])
