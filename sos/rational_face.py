"""The smallest rational face, from moments with many digits.  Soundness-critical: no.

The range of a moment matrix M with <target, M> = 0 lies in the kernel of every Gram matrix Q, and with a vector the
kernel of a rational Q contains its conjugates, whatever field its entries lie in.  So the basis can be replaced by the
rational combinations that are orthogonal to the range of M: their integer vectors form a lattice, which lattice
reduction finds from enough digits without recognising any algebraic number.  Repeated until there is an interior.
Sources: [permenter_parrilo_2018], [lenstra_lenstra_lovasz_1982].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import log2

from tameproof.proofs.kernel.polynomial import ONE, Polynomial, monomial_degree
from tameproof.sos.analytic_centre import is_pure
from tameproof.sos.complementarity import OptimalPair, find_optimal_pair
from tameproof.sos.exact_points import find_long_minimisers, long_value
from tameproof.sos.exact_solution import find_exact_solution
from tameproof.sos.numeric import NumericSolution, find_interior
from tameproof.sos.program import Block, SosProgram, SosSolution, drop_dependent_unknowns, presolve, restrict
from tameproof.sos.settings import Deadline, SosSettings

BITS = 600
LEVELS = 4  # faces inside faces
SOLVES = 8  # on each face
MARGINS = (-1e-5, 1e-4)  # of programs on the boundary
SMALLEST = 1e-8  # of the diagonal of a Gram matrix, relative: smaller entries are noise
MAX_ORDER = 40
MAX_CHARTS = 4  # coordinates that are set to 1 in the search for zeros at infinity
ZERO_SECONDS = 1.0  # for each search for zeros


def find_solution_on_rational_faces(
    program: SosProgram, settings: SosSettings, deadline: Deadline
) -> SosSolution | None:
    """Return an exact solution of a program without interior, or None (which excludes nothing).

    Args:
        program: presolved, scalar blocks.
        settings: solver and sizes.
        deadline: looked at between the steps.
    """
    for _ in range(LEVELS):
        current = presolve(program)
        if current is None or not current.blocks or current.reduction is not None or deadline.is_over:
            return None
        current = drop_dependent_unknowns(current)
        if sum(len(b.basis) for b in current.blocks) > MAX_ORDER or any(len(b.form) > 1 for b in current.blocks):
            return None
        numeric = find_interior(current, settings, deadline, shrink=0.0)
        if numeric is None or not MARGINS[0] < numeric.margin_float < MARGINS[1]:
            return None
        current, numeric = balance_blocks(current, numeric)
        pair = find_optimal_pair(current, numeric, BITS, deadline)
        face = find_face_of_zeros(current, deadline) if pair is None else find_rational_face(current, pair)
        if face is None:
            return None
        found = find_exact_solution(face, settings, deadline, solves=SOLVES)
        if isinstance(found, SosSolution):
            return found
        program = face
    return None


def balance_blocks(program: SosProgram, numeric: NumericSolution) -> tuple[SosProgram, NumericSolution]:
    """Return the program with basis vectors times powers of two, such that Gram matrices have diagonals about 1."""
    blocks: list[Block] = []
    matrices, moments = [], []
    for block, gram, moment in zip(program.blocks, numeric.matrices_float, numeric.moments_float, strict=True):
        diagonal = [gram[i][i] for i in range(len(gram))]
        least = max(max(diagonal) * SMALLEST, 1e-30)
        powers = [round(log2(max(v, least)) / 2) for v in diagonal]
        basis = tuple(
            tuple(p.scale(Fraction(2) ** k) for p in vector) for vector, k in zip(block.basis, powers, strict=True)
        )
        blocks.append(replace(block, basis=basis))
        scale = [2.0**k for k in powers]
        matrices.append(
            tuple(
                tuple(v / (a * b) for v, b in zip(row, scale, strict=True)) for row, a in zip(gram, scale, strict=True)
            )
        )
        moments.append(
            tuple(
                tuple(v * a * b for v, b in zip(row, scale, strict=True)) for row, a in zip(moment, scale, strict=True)
            )
        )
    scaled = replace(numeric, matrices_float=tuple(matrices), moments_float=tuple(moments))
    return replace(program, blocks=tuple(blocks)), scaled


def find_rational_face(program: SosProgram, pair: OptimalPair) -> SosProgram | None:
    """Return the program on the rational combinations orthogonal to the moment matrices, or None if nothing changes."""
    from tameproof.symbolic._flint_field import find_orthogonal_lattice

    blocks: list[Block] = []
    for block, moment, rank in zip(program.blocks, pair.moments, pair.ranks, strict=True):
        if block.strict or not rank:
            blocks.append(block)
            continue
        combinations = find_orthogonal_lattice(range_rows(moment, rank, pair.bits), pair.bits)
        if combinations:
            blocks.append(restrict(block, [[Fraction(c) for c in row] for row in combinations]))
    return replace(program, blocks=tuple(blocks)) if any(pair.ranks) else None


def find_face_of_zeros(program: SosProgram, deadline: Deadline) -> SosProgram | None:
    """Return the program on the rational combinations that vanish at the real zeros of the target, or None.

    For programs without strict complementarity.  At a zero of the target all squares vanish, and at a zero of its
    leading form the leading forms of all squares.

    Args:
        program: sums of squares only; otherwise the answer is None.
        deadline: looked at between the searches for zeros.
    """
    from tameproof.symbolic._flint_field import find_orthogonal_lattice

    if not is_pure(program) or program.target.degree % 2:
        return None
    variables = sorted(program.target.variables())
    charts = [(program.target, variables, False)]
    leading = _part(program.target, program.target.degree)
    charts += [(leading.substitute({v: ONE}), [w for w in variables if w != v], True) for v in variables[:MAX_CHARTS]]
    rows: list[list[list[int]]] = [[] for _ in program.blocks]
    for q, own, infinite in charts:
        if q.is_zero or q.as_constant() is not None or deadline.is_over:
            continue
        renamed = q.substitute({v: Polynomial.variable(k) for k, v in enumerate(own)})
        for point in find_long_minimisers(renamed, len(own), (), (), BITS, Deadline(ZERO_SECONDS)):
            if abs(point.value) > 2 ** (BITS // 3):
                continue
            place = dict.fromkeys(variables, 1 << BITS) | dict(zip(own, point.coordinates, strict=True))
            values = [place.get(v, 0) for v in range(variables[-1] + 1)]
            for b, block in enumerate(program.blocks):
                half = program.target.degree // 2
                basis = [_part(p, half) if infinite else p for (p,) in block.basis]
                row = [long_value(p, values, BITS) for p in basis]
                largest = max(map(abs, row), default=0)
                if largest > 2 ** (BITS // 2):
                    rows[b].append([(v << BITS) // largest for v in row])
    blocks: list[Block] = []
    for block, found in zip(program.blocks, rows, strict=True):
        rank = _rank(found)
        if not rank:
            blocks.append(block)
            continue
        combinations = find_orthogonal_lattice(range_rows(found, rank, BITS), BITS)
        if combinations:
            blocks.append(restrict(block, [[Fraction(c) for c in row] for row in combinations]))
    return replace(program, blocks=tuple(blocks)) if any(rows) and blocks else None


def _part(p: Polynomial, degree: int) -> Polynomial:
    return Polynomial({m: c for m, c in p.terms.items() if monomial_degree(m) == degree}, p.denominator)


def _rank(rows: Sequence[Sequence[int]]) -> int:
    import numpy as np

    if not rows:
        return 0
    sizes = np.linalg.svd(np.array([[float(Fraction(v, 2**BITS)) for v in row] for row in rows]), compute_uv=False)
    return int((sizes > 1e-8 * sizes[0]).sum())


def range_rows(matrix: Sequence[Sequence[int]], rank: int, bits: int) -> list[list[int]]:
    """Return the reduced echelon form of the rows of a matrix of fixed-point numbers, with the largest pivots."""
    rows = [list(r) for r in matrix]
    chosen: list[list[int]] = []
    pivots: list[int] = []
    for _ in range(rank):
        i, j = max(
            ((i, j) for i in range(len(rows)) for j in range(len(matrix[0])) if j not in pivots),
            key=lambda t: abs(rows[t[0]][t[1]]),
        )
        lead = rows.pop(i)
        scale = lead[j]
        lead = [(v << bits) // scale for v in lead]
        for row in (*rows, *chosen):
            factor = row[j]
            for k, v in enumerate(lead):
                row[k] -= factor * v >> bits
        chosen.append(lead)
        pivots.append(j)
    return chosen
