"""Balanced layers and weighted residuals as LaTeX paragraphs.  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.export.formula import Factor, Summand
from tameproof.proofs.export.latex_psatz import Page, proved
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.polynomial import Polynomial


def residual_weight(page: Page, evidence: e.DesingularisedGronwall, r: str) -> str:
    """Return what the weight p and the field Q are, and why p is never negative."""
    p = page.inline(evidence.weight)
    text = rf"Let $p = {p}$ and $Q = p \nabla {r} + \tfrac12 {r} \nabla p$, so that $\nabla {page.v.f} = 2 {r} Q$."
    if evidence.weight.as_constant() is not None:
        return text + "\n"
    return f"{text} The weight is never negative:\n{proved(page, ['p'], evidence.sign)}\n"


def _matrix_latex(rows: list[list[str]]) -> str:
    return r"\begin{pmatrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{pmatrix}"


def balanced_layers(page: Page, evidence: e.BalancedLayers, premises: str) -> str:
    """Return why balanced layers stay bounded; ``premises`` names the steps about conserved quantities."""
    f, w = page.v.f, page.writer()
    lines = []
    for k, layer in enumerate(evidence.layers, 1):
        entries = [[page.inline(Polynomial.variable(i)) for i in row] for row in layer]
        lines.append(rf"\[W_{{{k}}} = {_matrix_latex(entries)}\]")
    projector, intro = "", "be the layers."
    if evidence.projector:
        size = len(evidence.projector)
        full = [[w.rational(evidence.projector[max(i, j)][min(i, j)]) for j in range(size)] for i in range(size)]
        projector = " P"
        intro = (
            rf"be the layers and $P = {_matrix_latex(full)}$ a projector. By {premises} the"
            r" entries of $W_1 (I - P)$ are constant along trajectories; write $W_1$ for $W_1 P$ from here on."
        )
    product = " ".join(f"W_{{{k}}}" for k in range(len(evidence.layers), 0, -1)) + projector
    powers = [Summand(c, (Factor((f,), k),) if k else ()) for k, c in enumerate(evidence.bound) if c][::-1]
    norm = Summand(Fraction(-1), (Factor((rf"\lVert {product} \rVert_F",), 2),))
    shown = proved(page, w.sum([*powers, norm]), evidence.psatz)
    return (
        "Let\n"
        + "\n".join(lines)
        + f"\n{intro}\n{shown}\n"
        + r" As $f$ does not increase, the product of the layers stays bounded. By "
        + premises
        + r" the matrices $C_l = W_{l+1}^\top W_{l+1} - W_l W_l^\top$ are constant, and"
        + r" $\lVert W_1 \rVert_2^2 \le \lVert W_L \cdots W_1 \rVert_2^{2/L} + \sum_l \max(0, -\lambda_{\min}(C_l))$,"
        + r" $\lVert W_{l+1} \rVert_2^2 \le \lVert W_l \rVert_2^2 + \lVert C_l \rVert_2$. So all layers stay bounded."
    )
