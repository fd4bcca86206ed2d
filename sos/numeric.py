"""From a program to a semidefinite program in floats, and back.  Soundness-critical: no.

Two questions are asked about the feasible set {Q_b >= 0, y : identity}:

* interior: maximise t - delta * sum tr Q_b subject to Q_b - t I >= 0 and t <= 1.  A positive t is the distance from
  the boundary, which is what exact rounding needs.  If the best t is 0, the dual solution is a moment functional that
  vanishes on the target; the ranges of its moment matrices lie in the kernels of all feasible Q_b (facial reduction).
* maximise: maximise one of the free unknowns (a lower bound).

Every basis vector, form and free polynomial is scaled to size 1 first.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.backends import solve
from tameproof.sos.program import SosProgram
from tameproof.sos.sdp import LinearForm, PsdConstraint, SdpProblem, SdpSolution
from tameproof.sos.settings import Deadline, SosSettings

FloatMatrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class NumericSolution:
    """A numerical answer to one of the two questions, in the scale of the program.

    Attributes:
        margin_float: t, relative to the scaled bases (interior); or the maximised unknown.
        matrices_float: the Q_b.
        values_float: the free unknowns.
        moments_float: the dual moment matrices, in the basis of the program (transposed scaling).
        status: the solver's word for it.
    """

    margin_float: float
    matrices_float: tuple[FloatMatrix, ...]
    values_float: tuple[float, ...]
    moments_float: tuple[FloatMatrix, ...]
    status: str


def _size(p: Polynomial) -> float:
    return max((abs(c) / p.denominator for c in p.terms.values()), default=1.0)


@dataclass(frozen=True, slots=True)
class Scales:
    """Sizes of the target, the basis vectors, the forms and the free polynomials."""

    target_float: float
    basis_float: tuple[tuple[float, ...], ...]
    form_float: tuple[float, ...]
    free_float: tuple[float, ...]


def scales_of(program: SosProgram) -> Scales:
    """Return the sizes by which the data of a program are divided."""
    basis, forms = [], []
    for block in program.blocks:
        basis.append(
            tuple(sqrt(sum((c / p.denominator) ** 2 for p in d for c in p.terms.values())) or 1.0 for d in block.basis)
        )
        forms.append(max((_size(p) for row in block.form for p in row if not p.is_zero), default=1.0))
    return Scales(_size(program.target), tuple(basis), tuple(forms), tuple(_size(f.polynomial) for f in program.free))


def find_interior(
    program: SosProgram, settings: SosSettings, deadline: Deadline, *, shrink: float
) -> NumericSolution | None:
    """Return a numerical solution far from the boundary of the cone, or None if the solver fails.

    Args:
        program: the program (free unknowns linearly independent).
        settings: which solver.
        deadline: remaining time.
        shrink: weight of the trace against the margin, per unit of size (0: margin only).
    """
    order = sum(len(b.basis) for b in program.blocks)
    if order == 0:
        return None
    scales = scales_of(program)
    row_of = {m: r for r, m in enumerate(program.rows)}
    count = len(row_of)
    slack = count  # the variable dual to t <= 1
    cost = [0.0] * (count + 1)
    for m, c in program.target.terms.items():
        cost[row_of[m]] = c / program.target.denominator / scales.target_float
    cost[slack] = 1.0
    delta = shrink / order
    blocks, trace = moment_blocks(program, scales, row_of, delta)
    trace[slack] = 1.0
    equalities: list[tuple[LinearForm, float]] = [(tuple(sorted(trace.items())), 1.0 - shrink)]
    equalities += [(form, 0.0) for form in _free_forms(program, scales, row_of)]
    problem = SdpProblem(tuple(cost), tuple(equalities), (slack,), blocks)
    answer = solve(problem, solver=settings.solver, time_limit=deadline.remaining)
    if not answer.usable:
        return None
    # multipliers of an equality row a: cost = sum y a + ..., and cost = T, so t and y_k have the multipliers' sign
    margin = answer.equality_float[0]
    return _unscale(program, scales, answer, margin, answer.equality_float[1:])


def find_maximum(program: SosProgram, index: int, settings: SosSettings, deadline: Deadline) -> NumericSolution | None:
    """Return a numerical solution with the largest value of free unknown ``index``, or None if the solver fails."""
    scales = scales_of(program)
    row_of = {m: r for r, m in enumerate(program.rows)}
    cost = [0.0] * len(row_of)
    for m, c in program.target.terms.items():
        cost[row_of[m]] = c / program.target.denominator / scales.target_float
    blocks, _ = moment_blocks(program, scales, row_of, 0.0)
    forms = _free_forms(program, scales, row_of)
    equalities = tuple((form, 1.0 if k == index else 0.0) for k, form in enumerate(forms))
    answer = solve(
        SdpProblem(tuple(cost), equalities, (), blocks), solver=settings.solver, time_limit=deadline.remaining
    )
    if not answer.usable or "nfeasible" in answer.status:
        return None
    found = _unscale(program, scales, answer, 0.0, answer.equality_float)
    return NumericSolution(
        found.values_float[index], found.matrices_float, found.values_float, found.moments_float, found.status
    )


def moment_blocks(
    program: SosProgram, scales: Scales, row_of: dict[int, int], delta: float
) -> tuple[tuple[PsdConstraint, ...], dict[int, float]]:
    """Return the scaled moment matrices as functions of the moments, and their traces added up."""
    entries: list[list[tuple[int, int, int, float]]] = [[] for _ in program.blocks]
    trace: dict[int, float] = {}
    for (b, i, j), p in zip(program.places, program.columns, strict=False):
        factor = 1.0 / (p.denominator * scales.basis_float[b][i] * scales.basis_float[b][j] * scales.form_float[b])
        if i != j:
            factor /= 2
        for m in sorted(p.terms):
            value = p.terms[m] * factor
            entries[b].append((i, j, row_of[m], value))
            if i == j:
                trace[row_of[m]] = trace.get(row_of[m], 0.0) + value
    blocks = tuple(
        PsdConstraint(len(block.basis), tuple(e), delta) for block, e in zip(program.blocks, entries, strict=True)
    )
    return blocks, trace


def _free_forms(program: SosProgram, scales: Scales, row_of: dict[int, int]) -> list[LinearForm]:
    out = []
    for f, size in zip(program.free, scales.free_float, strict=True):
        p = f.polynomial
        out.append(tuple((row_of[m], p.terms[m] / (p.denominator * size)) for m in sorted(p.terms)))
    return out


def _unscale(
    program: SosProgram, scales: Scales, answer: SdpSolution, margin: float, free: tuple[float, ...]
) -> NumericSolution:
    matrices, moments = [], []
    for b, block in enumerate(program.blocks):
        n = len(block.basis)
        size = scales.basis_float[b]
        factor = scales.target_float / scales.form_float[b]
        z, s = answer.matrices_float[b], answer.slacks_float[b]
        matrices.append(
            tuple(
                tuple(factor * (z[i][j] + (margin if i == j else 0.0)) / (size[i] * size[j]) for j in range(n))
                for i in range(n)
            )
        )
        moments.append(tuple(tuple(s[i][j] * size[i] * size[j] for j in range(n)) for i in range(n)))
    values = tuple(scales.target_float * v / size for v, size in zip(free, scales.free_float, strict=True))
    return NumericSolution(margin, tuple(matrices), values, tuple(moments), answer.status)
