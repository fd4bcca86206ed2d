"""Weights for which an objective is homogeneous, up to a constant.  Soundness-critical: no (this is checked)."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import NoValueAtInfinity
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import EulerIdentity
from tameproof.proofs.kernel.lift import Lift

MAX_TERMS = 2000
MAX_DENOMINATOR = 200
NO_CONCLUSION = (Reason.IDENTITY_FAILS, Reason.LIMIT)


def find_euler_identity(lift: Lift) -> EulerIdentity | None:
    """Return weights w_i >= 0 with f(t^(w_i) x_i) = c + t^d (f(x) - c), d >= 1, as evidence for NoValueAtInfinity.

    Variables inside lifted nodes, as in exp(u) x^2, do not move.

    Args:
        lift: the lifted objective.

    Returns:
        Evidence that the kernel accepts, or None, which implies nothing.
    """
    n = lift.dimension
    if not lift.smooth or len(lift.objective) > MAX_TERMS:
        return None
    fixed = {i for z in lift.lifted for u in z.arguments for i in u.variables()}
    moving = [i for i in range(n) if i not in fixed]
    level = lift.objective.coefficient(())
    rows = []
    for exponents, _ in lift.objective.items():
        if any(exponents):
            padded = (*exponents, *(0 for _ in range(n)))
            rows.append([padded[i] for i in moving])
    weights = _weights(rows) if moving and rows else None
    if weights is None:
        return None
    full = [0] * n
    degree = weights[0]
    for i, w in zip(moving, weights[1:], strict=True):
        full[i] = w
    evidence = EulerIdentity(tuple(full), degree, level)
    try:
        check_step(lift, NoValueAtInfinity(), evidence, (), "step")
    except RejectedStep as error:
        if error.reason not in NO_CONCLUSION:
            raise
        return None
    return evidence


def _weights(rows: list[list[int]]) -> list[int] | None:
    """Return (d, w_1, ..., w_n), natural numbers with d >= 1 and w . row = d for all rows, or None."""
    import numpy as np

    matrix = np.array(rows, dtype=float)
    one = np.ones(len(rows))
    if np.max(np.abs(matrix @ np.linalg.lstsq(matrix, one, rcond=None)[0] - one)) > 1e-9:
        return None
    from scipy.optimize import linprog

    found = linprog(np.ones(matrix.shape[1]), A_eq=matrix, b_eq=np.ones(len(rows)), method="highs")
    if not found.success:
        return None
    values = [Fraction(float(v)).limit_denominator(MAX_DENOMINATOR) for v in found.x]
    scale = lcm(*(v.denominator for v in values))
    whole = [scale, *(int(v * scale) for v in values)]
    common = gcd(*whole)
    whole = [v // common for v in whole]
    exact = all(sum(w * e for w, e in zip(whole[1:], row, strict=True)) == whole[0] for row in rows)
    return whole if exact and min(whole) >= 0 else None
