"""Solvers of semidefinite programs, one adapter per file; cvxpy and MOSEK are loaded only when asked for.

Soundness-critical: no.  The default is Clarabel, called directly.
"""

from __future__ import annotations

from tameproof.sos.sdp import SdpProblem, SdpSolution


def solve(problem: SdpProblem, *, solver: str = "auto", time_limit: float = 60.0) -> SdpSolution:
    """Return the numerical solution of a semidefinite program.

    Args:
        problem: the program.
        solver: ``auto``, ``clarabel``, or a solver name of cvxpy (``mosek``, ``scs``, ...).
        time_limit: seconds.

    Returns:
        Floats; ``usable`` is False if the solver failed, which says nothing about feasibility.
    """
    name = solver.lower()
    if name in ("auto", "clarabel"):
        from tameproof.sos.backends._clarabel import solve_with_clarabel

        return solve_with_clarabel(problem, time_limit)
    from tameproof.sos.backends._cvxpy import solve_with_cvxpy

    return solve_with_cvxpy(problem, name, time_limit)
