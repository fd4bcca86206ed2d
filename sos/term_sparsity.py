"""Term sparsity: Gram matrices with the pattern of the terms that occur.  Soundness-critical: no.

Two monomials of a basis are joined if their product (times the inequality of the block) has a term that occurs in the
target, or (in a denser pattern) is the square of a monomial; the maximal cliques of a chordal extension of this graph
become blocks of their own.  The support that these blocks produce can be fed back, which gives denser and denser
patterns up to the one of the sign symmetries.  The result is a program with fewer unknowns whose solutions are
solutions of the original one; it may have none.  Source: [wang_magron_lasserre_2021].
"""

from __future__ import annotations

from tameproof.sos.program import Block, SosProgram

MIN_ORDER = 12  # smaller programs are solved as they are
WORTHWHILE = 0.7  # share of the unknowns that may be left


def find_term_cliques(program: SosProgram, rounds: int) -> SosProgram | None:
    """Return the program on the cliques of its term graph, or None if that would not make it much smaller.

    Args:
        program: presolved, without free unknowns, with monomial bases.
        rounds: 0: only the terms of the target join monomials; k > 0: the squares too, and the support is extended
            k - 1 times.
    """
    if program.free or sum(len(b.basis) for b in program.blocks) < MIN_ORDER:
        return None
    if any(len(b.form) > 1 or b.strict or any(len(d[0]) != 1 for d in b.basis) for b in program.blocks):
        return None
    import networkx as nx

    support = set(program.target.terms)
    if rounds:
        squares = (b for b in program.blocks if len(b.form[0][0]) == 1)
        support.update(2 * m for b in squares for (m,) in (d[0].terms for d in b.basis))
    cliques: list[list[list[int]]] = []
    for _ in range(max(rounds, 1)):
        cliques = []
        reached = set(support)
        for block in program.blocks:
            monomials = [next(iter(d[0].terms)) for d in block.basis]
            shifts = sorted(block.form[0][0].terms)
            graph = nx.Graph()
            graph.add_nodes_from(range(len(monomials)))
            for i, a in enumerate(monomials):
                for j in range(i):
                    if any(a + monomials[j] + s in support for s in shifts):
                        graph.add_edge(i, j)
            chordal, _ = nx.complete_to_chordal_graph(graph)
            own = sorted(sorted(c) for c in nx.chordal_graph_cliques(chordal))
            cliques.append(own)
            for clique in own:
                reached.update(monomials[i] + monomials[j] + s for i in clique for j in clique for s in shifts)
        if reached == support:
            break
        support = reached
    blocks = [
        Block(block.role, tuple(block.basis[i] for i in clique), block.form)
        for block, own in zip(program.blocks, cliques, strict=True)
        for clique in own
    ]
    smaller = SosProgram(program.target, tuple(blocks))
    return smaller if smaller.count_unknowns() < WORTHWHILE * program.count_unknowns() else None
