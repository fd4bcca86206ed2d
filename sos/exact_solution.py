"""Exact solutions of programs: presolve, solve, round; reduce the face and repeat if the solution set has no interior.

Soundness-critical: no.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain

from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.analytic_centre import find_centre, is_pure
from tameproof.sos.evidence import EpsilonRole
from tameproof.sos.facial_reduction import DENOMINATORS, find_range, orthogonal_complement, round_rows
from tameproof.sos.interior_gram import MAX_SELECTED, find_interior_gram, is_suitable
from tameproof.sos.long_centre import find_long_centre
from tameproof.sos.long_centre import is_suitable as is_short
from tameproof.sos.numeric import NumericSolution, find_interior
from tameproof.sos.program import Block, SosProgram, SosSolution, drop_dependent_unknowns, presolve, restrict
from tameproof.sos.rounding import LONG_DENOMINATORS, round_hints, round_solution
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.short_gram import round_gram
from tameproof.sos.translated_gram import find_translated_solution, is_translatable
from tameproof.symbolic.outcome import Open

CENTRE_ORDER = 16  # from here on Newton's method for moments is tried first
SHRINK = 1e-3
INTERIOR = 1e-7  # margins above this are worth rounding
INFEASIBLE = -1e-5  # margins below this mean: no solution
SINGULAR = 1e-2  # margins above this are no reason for facial reduction
THRESHOLDS = (1e-2, 1e-4, 1e-6)
MAX_SOLVES = 30
NO_FACE = "no rational face found"
SEPARATED = "no sum of squares (a moment functional separates)"
MAX_INTERIOR_POINT_BLOCK = 95  # one step of the general solver takes very long for larger blocks


def find_exact_solution(
    program: SosProgram, settings: SosSettings, deadline: Deadline, *, solves: int = MAX_SOLVES
) -> SosSolution | Open:
    """Return exact positive semidefinite matrices and numbers that satisfy the identity of ``program``.

    Args:
        program: the identity with unknowns.
        settings: solver and sizes.
        deadline: looked at before every solve.
        solves: after so many numerical solves no further face is tried.

    Returns:
        A solution with zero residual (checked), or ``Open``, which does not prove that there is none.
    """
    try:
        return _search(presolve(program), settings, deadline, _Budget(solves))
    except OverflowError:  # a coefficient above 10^308
        return Open("the coefficients are too large for the solver")


class _Budget:
    """How many more numerical solves one search may use."""

    def __init__(self, solves: int) -> None:
        self.solves = solves


def _search(
    program: SosProgram | None, settings: SosSettings, deadline: Deadline, budget: _Budget
) -> SosSolution | Open:
    if program is None:
        return Open("the coefficients cannot be matched")
    if program.count_unknowns() > settings.max_unknowns:
        return Open(f"{program.count_unknowns()} unknowns (limit {settings.max_unknowns})")
    if deadline.is_over:
        return Open("time limit")
    current = drop_dependent_unknowns(program)
    if not current.blocks:
        return _solve_linear(current)
    own = settings.solver == "auto" and is_suitable(current)
    if own:
        interior = _find_interior_solution(current, deadline)
        if interior is not None:
            return interior
    if sum(len(b.basis) for b in current.blocks) >= CENTRE_ORDER and is_pure(current) and not own:
        centre = find_centre(current, deadline)
        if centre is not None and centre.solution is not None:
            found = round_solution(current, centre.solution)
            if found is not None:
                return _checked(found)
        if centre is not None and centre.excludes:
            return Open(SEPARATED)
    if max(len(b.basis) for b in current.blocks) > MAX_INTERIOR_POINT_BLOCK:
        return Open("a Gram matrix too large for the interior point solver")
    tried: list[NumericSolution] = []
    for shrink in (SHRINK, 0.0):
        budget.solves -= 1
        answer = find_interior(current, settings, deadline, shrink=shrink)
        if answer is None:
            return Open("the semidefinite program solver failed")
        numeric = answer
        tried.append(numeric)
        if numeric.margin_float > INTERIOR:
            found = round_solution(current, numeric)
            if found is not None:
                return _checked(found)
    if numeric.margin_float < INFEASIBLE:
        return Open(f"no identity of this shape (margin {numeric.margin_float:.1e})")
    if numeric.margin_float > SINGULAR:
        return Open("rounding failed")
    last = Open(NO_FACE)
    # the moments that belong to the best margin may be special (one irrational zero), the others less so
    faces = chain.from_iterable(_faces(current, n) for n in reversed(tried))
    for face in faces:
        if budget.solves <= 0:
            break
        found_on_face = _search(presolve(face), settings, deadline, budget)
        if isinstance(found_on_face, SosSolution):
            return found_on_face
        last = Open(NO_FACE, (found_on_face.reason,))
    found = round_solution(current, numeric)
    return _checked(found) if found is not None else last


def _find_interior_solution(program: SosProgram, deadline: Deadline) -> SosSolution | Open | None:
    """Return a solution whose matrices are positive definite, or why there is none; None decides nothing."""
    for selected in (False, True) if len(program.rows) <= MAX_SELECTED else (False,):
        gram = find_interior_gram(program, deadline, selected=selected)
        if gram.state is not None:
            found = round_gram(program, gram)
            if found is not None:
                return found  # reproduces the target by construction; the caller expands the identity
        if gram.excludes:
            return Open(SEPARATED)
        if gram.negative_point_float and is_translatable(program):
            moved = find_translated_solution(program, gram.negative_point_float, deadline)
            return moved if isinstance(moved, SosSolution) else None
    return None


def find_interior_solution(program: SosProgram, settings: SosSettings, deadline: Deadline) -> SosSolution | None:
    """Return a solution with positive definite matrices, or None if the fast method does not find one at once."""
    current = presolve(program)
    if current is None or settings.solver != "auto" or current.count_unknowns() > settings.max_unknowns:
        return None
    current = drop_dependent_unknowns(current)
    if not current.blocks or not is_suitable(current):
        return None
    try:
        found = _find_interior_solution(current, deadline)
    except OverflowError:  # a coefficient above 10^308
        return None
    return found if isinstance(found, SosSolution) else None


def find_long_solution(program: SosProgram, deadline: Deadline) -> SosSolution | None:
    """Return an exact solution found in long floating-point arithmetic, or None.

    For programs whose solutions are so close to the boundary of the cone that doubles do not see them.
    """
    current = presolve(program)
    if current is None or not current.blocks or not is_short(current):
        return None
    hints = find_long_centre(current, deadline)
    if hints is None:
        return None
    found = round_hints(current, hints, LONG_DENOMINATORS)
    return _checked(found) if found is not None else None


def _checked(solution: SosSolution) -> SosSolution:
    if not solution.residual().is_zero:
        raise ArithmeticError("an exact solution does not satisfy its identity")  # a bug, never an outcome
    return solution


def _solve_linear(program: SosProgram) -> SosSolution | Open:
    from tameproof.sos.affine import parametrise

    space = parametrise(program)
    if space is None:
        return Open("the linear equations have no solution")
    values = [Fraction(int(f.role == EpsilonRole())) for f in program.free]
    space.complete(values)
    return _checked(SosSolution(program, (), tuple(values)))


def _faces(program: SosProgram, numeric: NumericSolution) -> Iterator[SosProgram]:
    """Yield programs on proper faces that may contain all solutions, small denominators first (guesses)."""
    sizes = [max((row[i] for i, row in enumerate(m)), default=0.0) for m in numeric.moments_float]
    largest = max(sizes, default=0.0)
    if largest <= 0:
        return
    seen: set[tuple[tuple[tuple[Fraction, ...], ...], ...]] = set()
    for threshold in THRESHOLDS:
        ranges: list[list[list[float]] | None] = []
        for block, moment, size in zip(program.blocks, numeric.moments_float, sizes, strict=True):
            if block.strict or size < threshold * largest:
                ranges.append(None)
            else:
                share = max(threshold, threshold * largest / size)
                ranges.append(find_range(moment, threshold_float=share))
        for k in range(len(DENOMINATORS)):
            kernels: list[list[list[Fraction]]] = []
            for rows in ranges:
                rounded = (round_rows(rows, bound) for bound in reversed(DENOMINATORS[: k + 1]) if rows)
                kernels.append(next((r for r in rounded if r), []))
            key = tuple(tuple(tuple(row) for row in kernel) for kernel in kernels)
            if key in seen or not any(kernels):
                continue
            seen.add(key)
            yield restrict_to_face(program, kernels)


def restrict_to_face(program: SosProgram, kernels: Sequence[Sequence[Sequence[Fraction]]]) -> SosProgram:
    """Return the program with bases reduced to the complements of the given kernels."""
    blocks: list[Block] = []
    for block, kernel in zip(program.blocks, kernels, strict=True):
        if not kernel:
            blocks.append(block)
            continue
        basis = orthogonal_complement(kernel, len(block.basis))
        if basis:
            blocks.append(restrict(block, basis))
    return replace(program, blocks=tuple(blocks))


def basis_vectors(polynomials: tuple[Polynomial, ...]) -> tuple[tuple[Polynomial, ...], ...]:
    """Return the polynomials as vectors of length 1, the basis of an ordinary Gram block."""
    return tuple((p,) for p in polynomials)
