"""Semidefinite programs in moment form: our own data type, independent of any solver.  Soundness-critical: no.

    minimise  cost . x   subject to   equalities,  lower bounds 0 on some variables,  C_b + sum_v x_v A_bv >= 0.

All numbers are floats: a solution is a hint for exact rounding, never evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

LinearForm: TypeAlias = tuple[tuple[int, float], ...]  # (variable, coefficient)


@dataclass(frozen=True, slots=True)
class PsdConstraint:
    """``shift * I + sum_v x_v A_v`` is positive semidefinite; ``entries`` are (i, j, v, value) with i >= j."""

    size: int
    entries: tuple[tuple[int, int, int, float], ...]
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class SdpProblem:
    """A semidefinite program; see the module text."""

    cost: tuple[float, ...]
    equalities: tuple[tuple[LinearForm, float], ...]
    nonnegative: tuple[int, ...]
    blocks: tuple[PsdConstraint, ...]


@dataclass(frozen=True, slots=True)
class SdpSolution:
    """What a solver returned.

    Attributes:
        x_float: the variables.
        equality_float: multipliers y with cost = sum_k y_k a_k + sum_b <A_b, Z_b> + (terms of the lower bounds).
        matrices_float: the multipliers Z_b, full symmetric matrices (nested tuples).
        slacks_float: the matrices ``shift * I + sum x_v A_v``.
        status: the solver's word for it.
        usable: whether the numbers are worth looking at.
    """

    x_float: tuple[float, ...]
    equality_float: tuple[float, ...]
    matrices_float: tuple[tuple[tuple[float, ...], ...], ...]
    slacks_float: tuple[tuple[tuple[float, ...], ...], ...]
    status: str
    usable: bool
