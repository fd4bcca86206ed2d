"""Any other solver through cvxpy: SCS, MOSEK when a licence works, ...  Soundness-critical: no.

cvxpy prefers an installed MOSEK even if it has no licence, and then every solve fails; so the solver is always named,
and the licence is probed first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tameproof.sos.sdp import SdpProblem, SdpSolution


def is_mosek_usable() -> tuple[bool, str]:
    """Return whether MOSEK can be used, and if not, why not."""
    try:
        import mosek
    except ImportError:
        return False, "not installed"
    try:
        with mosek.Env() as environment:
            environment.checkoutlicense(mosek.feature.pton)
    except mosek.Error as error:
        return False, str(getattr(error, "errno", error))
    return True, ""


def solve_with_cvxpy(problem: SdpProblem, name: str, time_limit: float) -> SdpSolution:
    """Return the solution of ``problem`` by the solver called ``name`` in cvxpy."""
    if name == "mosek":
        usable, why = is_mosek_usable()
        if not usable:
            return _failed(problem, f"mosek is not usable: {why}")
    import cvxpy
    from scipy import sparse

    cp: Any = cvxpy

    if name.upper() not in cp.installed_solvers():
        return _failed(problem, f"{name} is not installed")
    count = len(problem.cost)
    x = cp.Variable(count)
    constraints: list[Any] = []
    equality = None
    if problem.equalities:
        triples = [(k, v, a) for k, (form, _) in enumerate(problem.equalities) for v, a in form]
        matrix = sparse.csr_matrix(
            ([t[2] for t in triples], ([t[0] for t in triples], [t[1] for t in triples])),
            shape=(len(problem.equalities), count),
        )
        equality = matrix @ x == np.array([value for _, value in problem.equalities])
        constraints.append(equality)
    if problem.nonnegative:
        constraints.append(x[list(problem.nonnegative)] >= 0)
    cones, slacks = [], []
    for block in problem.blocks:
        n = block.size
        rows, cols, data = [], [], []
        for i, j, v, a in block.entries:
            for p, q in ((i, j),) if i == j else ((i, j), (j, i)):
                rows.append(p * n + q)
                cols.append(v)
                data.append(a)
        flat = sparse.csr_matrix((data, (rows, cols)), shape=(n * n, count)) @ x
        slack = cp.reshape(flat, (n, n), order="C") + block.shift * np.eye(n)
        cone = slack >> 0
        constraints.append(cone)
        cones.append(cone)
        slacks.append(slack)
    model = cp.Problem(cp.Minimize(np.array(problem.cost) @ x), constraints)
    options: dict[str, Any] = {}
    if name == "scs":
        options = {"eps": 1e-9, "max_iters": 100_000, "time_limit_secs": max(0.1, time_limit)}
    try:
        model.solve(solver=name.upper(), **options)
    except (cp.error.SolverError, ValueError, ArithmeticError) as error:
        return _failed(problem, f"{name}: {error}")
    if x.value is None or any(c.dual_value is None for c in cones):
        return _failed(problem, f"{name}: {model.status}")
    dual = np.atleast_1d(equality.dual_value) if equality is not None else np.zeros(0)
    return SdpSolution(
        x_float=tuple(float(v) for v in x.value),
        equality_float=tuple(-float(v) for v in dual),
        matrices_float=tuple(_rows((c.dual_value + c.dual_value.T) / 2) for c in cones),
        slacks_float=tuple(_rows((s.value + s.value.T) / 2) for s in slacks),
        status=str(model.status),
        usable=True,
    )


def _rows(matrix: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(v) for v in row) for row in matrix)


def _failed(problem: SdpProblem, status: str) -> SdpSolution:
    return SdpSolution((), (), (), (), status, False)
