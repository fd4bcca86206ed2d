"""Ideal membership by linear algebra on a Macaulay matrix of bounded degree.  Soundness-critical: no.

p = sum_i q_i g_i with deg(q_i g_i) <= d is a linear system for the coefficients of the q_i: one column per product
(monomial, generator), one row per monomial.  A modular elimination finds which columns are needed (those with small
multipliers first); the rational solution is then computed on these columns alone, and verified by expansion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from tameproof.proofs.kernel.evidence import Combination
from tameproof.proofs.kernel.polynomial import BITS, Polynomial, monomial_degree, sum_of_products
from tameproof.symbolic._flint import find_modular_solution, find_pivot_columns_modular, solve_square
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.records import recorded

__all__ = ["find_bounded_combination", "monomials_up_to"]

MAX_CELLS = 4_000_000  # rows * columns of the modular matrix
MAX_SQUARE = 400  # columns of the rational system


def monomials_up_to(degree: int, variables: Sequence[int]) -> Iterator[int]:
    """Yield the packed monomials of degree at most ``degree`` in the given variables, by degree."""
    layer = [(0, 0)]  # (packed, position of the last variable used)
    for d in range(degree + 1):
        yield from (m for m, _ in layer)
        if d < degree:
            layer = [(m + (1 << (BITS * variables[j])), j) for m, i in layer for j in range(i, len(variables))]


@recorded("cofactors from a Macaulay matrix")
def find_bounded_combination(
    p: Polynomial, generators: Sequence[Polynomial], degree: int, deadline: Deadline, *, max_columns: int = 1500
) -> Combination | None:
    """Return ((index, cofactor), ...) with p = sum cofactor * generators[index] and products of bounded degree.

    Args:
        p: the polynomial to be written as a combination.
        generators: polynomials over Q.
        degree: bound on the degree of every product cofactor * generator.
        deadline: checked between the steps; a single elimination is not interrupted.
        max_columns: largest number of products tried.

    Returns:
        A verified combination, or None: none of this degree exists, or a limit was hit.
    """
    if p.is_zero:
        return ()
    variables = sorted({i for g in (p, *generators) for i in g.variables()})
    columns: list[tuple[int, int, int]] = []
    for i, g in enumerate(generators):
        if g.is_zero or g.degree > degree:
            continue
        for m in monomials_up_to(degree - g.degree, variables):
            columns.append((monomial_degree(m), i, m))
            if len(columns) > max_columns:
                return None
    columns.sort(key=lambda t: (t[0], len(generators[t[1]]), t[1], t[2]))
    rows: dict[int, int] = {}
    cells: list[dict[int, int]] = []
    for _, i, m in columns:
        cells.append({k + m: c for k, c in generators[i].terms.items()})
    cells.append(dict(p.terms))
    for cell in cells:
        for k in cell:
            rows.setdefault(k, len(rows))
    reached = {k for cell in cells[:-1] for k in cell}
    if not reached.issuperset(p.terms):
        return None
    if len(rows) * len(cells) > MAX_CELLS:
        return None
    deadline.check()
    dense = [[0] * len(cells) for _ in range(len(rows))]
    for j, cell in enumerate(cells):
        for k, c in cell.items():
            dense[rows[k]][j] = c
    pivots = find_pivot_columns_modular(dense)
    if len(columns) in pivots:
        return None
    deadline.check()
    chosen = _needed(dense, pivots, len(columns))
    if chosen is None or len(chosen) > MAX_SQUARE:
        return None
    # Rows that make the chosen columns independent, found as pivots of the transpose.
    transpose = [[dense[r][j] for r in range(len(dense))] for j in chosen]
    square_rows = find_pivot_columns_modular(transpose)
    if len(square_rows) != len(chosen):
        return None
    deadline.check()
    solution = solve_square(
        [[dense[r][j] for j in chosen] for r in square_rows], [dense[r][len(columns)] for r in square_rows]
    )
    if solution is None:
        return None
    cofactors: dict[int, Polynomial] = {}
    for value, j in zip(solution, chosen, strict=True):
        if value:
            _, i, m = columns[j]
            scale = value * Fraction(generators[i].denominator, p.denominator)
            # The columns hold numerators: undo both denominators.
            cofactors[i] = cofactors.get(i, Polynomial({})) + Polynomial({m: 1}).scale(scale)
    combination = tuple((i, q) for i, q in sorted(cofactors.items()) if not q.is_zero)
    if sum_of_products((q, generators[i]) for i, q in combination) != p:
        return None
    return combination


def _needed(dense: list[list[int]], pivots: tuple[int, ...], last: int) -> list[int] | None:
    """Return the pivot columns with a nonzero coefficient in the modular solution for the last column."""
    solution = find_modular_solution([[row[j] for j in pivots] for row in dense], [row[last] for row in dense])
    if solution is None:
        return None
    return [j for j, c in zip(pivots, solution, strict=True) if c]
