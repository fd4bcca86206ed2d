"""Exact solutions of programs: presolve, solve, round; reduce the face and repeat if the solution set has no interior.

Soundness-critical: no.
"""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.evidence import EpsilonRole
from tameproof.sos.facial_reduction import find_rational_range, orthogonal_complement
from tameproof.sos.numeric import NumericSolution, find_interior
from tameproof.sos.program import Block, SosProgram, SosSolution, drop_dependent_unknowns, presolve, restrict
from tameproof.sos.rounding import round_solution
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic.outcome import Open

SHRINK = 1e-3
INTERIOR = 1e-7  # margins above this are worth rounding
INFEASIBLE = -1e-5  # margins below this mean: no solution
THRESHOLDS = (1e-2, 1e-4, 1e-6)


def find_exact_solution(program: SosProgram, settings: SosSettings, deadline: Deadline) -> SosSolution | Open:
    """Return exact positive semidefinite matrices and numbers that satisfy the identity of ``program``.

    Args:
        program: the identity with unknowns.
        settings: solver and sizes.
        deadline: looked at before every solve.

    Returns:
        A solution with zero residual (checked), or ``Open``, which does not prove that there is none.
    """
    current = presolve(program)
    for _step in range(12):
        if current is None:
            return Open("the coefficients cannot be matched")
        if current.count_unknowns() > settings.max_unknowns:
            return Open(f"{current.count_unknowns()} unknowns (limit {settings.max_unknowns})")
        if deadline.is_over:
            return Open("time limit")
        current = drop_dependent_unknowns(current)
        if not current.blocks:
            return _solve_linear(current)
        numeric = find_interior(current, settings, deadline, shrink=SHRINK)
        if numeric is None:
            return Open("the semidefinite program solver failed")
        if numeric.margin_float > INTERIOR:
            found = round_solution(current, numeric)
            if found is not None:
                return _checked(found)
        numeric = find_interior(current, settings, deadline, shrink=0.0)
        if numeric is None:
            return Open("the semidefinite program solver failed")
        if numeric.margin_float < INFEASIBLE:
            return Open(f"no identity of this shape (margin {numeric.margin_float:.1e})")
        if numeric.margin_float > INTERIOR:
            found = round_solution(current, numeric)
            if found is not None:
                return _checked(found)
        if numeric.margin_float > 1e-2:
            return Open("rounding failed")
        reduced = _reduce(current, numeric)
        if reduced is None:
            found = round_solution(current, numeric)
            return _checked(found) if found is not None else Open("no rational face found")
        current = presolve(reduced)
    return Open("too many facial reductions")


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


def _reduce(program: SosProgram, numeric: NumericSolution) -> SosProgram | None:
    """Return the program on a proper face that contains all solutions (a guess), or None."""
    sizes = [max((row[i] for i, row in enumerate(m)), default=0.0) for m in numeric.moments_float]
    largest = max(sizes, default=0.0)
    if largest <= 0:
        return None
    for threshold in THRESHOLDS:
        blocks: list[Block] = []
        progress = False
        for block, moment, size in zip(program.blocks, numeric.moments_float, sizes, strict=True):
            if block.strict or size < threshold * largest:
                blocks.append(block)
                continue
            kernel = find_rational_range(moment, threshold_float=max(threshold, threshold * largest / size))
            if not kernel:
                blocks.append(block)
                continue
            progress = True
            basis = orthogonal_complement(kernel, len(block.basis))
            if basis:
                blocks.append(restrict(block, basis))
        if progress:
            return SosProgram(program.target, tuple(blocks), program.free)
    return None


def basis_vectors(polynomials: tuple[Polynomial, ...]) -> tuple[tuple[Polynomial, ...], ...]:
    """Return the polynomials as vectors of length 1, the basis of an ordinary Gram block."""
    return tuple((p,) for p in polynomials)
