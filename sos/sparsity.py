"""Correlative sparsity: cliques of variables of a chordal extension.  Soundness-critical: no.

Two variables are joined if they occur in one term of the claim or in one fact.  If the polynomials split over the
cliques of a chordal extension of this graph, sums of squares in the variables of single cliques are often enough, and
the Gram matrices stay small however many variables there are.  Source: [waki_kim_kojima_muramatsu_2006].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tameproof.proofs.kernel.polynomial import Polynomial, unpack


def find_cliques(terms_of: Iterable[Polynomial], wholes: Iterable[Polynomial]) -> list[tuple[int, ...]]:
    """Return the maximal cliques of a chordal extension, by greedy elimination of variables of least degree.

    Args:
        terms_of: polynomials of which each term joins its variables.
        wholes: polynomials that each join all of their variables.
    """
    neighbours: dict[int, set[int]] = {}

    def join(variables: Sequence[int]) -> None:
        for v in variables:
            neighbours.setdefault(v, set()).update(w for w in variables if w != v)

    for p in terms_of:
        for m in sorted(p.terms):
            join([v for v, e in enumerate(unpack(m)) if e])
    for p in wholes:
        join(sorted(p.variables()))
    cliques: list[frozenset[int]] = []
    while neighbours:
        v = min(neighbours, key=lambda u: (len(neighbours[u]), u))
        around = neighbours.pop(v)
        clique = frozenset((v, *around))
        if not any(clique <= other for other in cliques):
            cliques.append(clique)
        for u in sorted(around):
            neighbours[u].discard(v)
            neighbours[u].update(w for w in around if w != u)
    return sorted(tuple(sorted(c)) for c in cliques)
