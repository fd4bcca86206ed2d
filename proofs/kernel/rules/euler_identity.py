"""Weighted homogeneous functions have no value at infinity.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Values at infinity", Euler's identity.  On x_i -> t^(w_i) x_i, w_i >= 0, f - c is
multiplied by t^d: from every point a path leads down to the value c, which is taken, or to -infinity.
"""

from __future__ import annotations

from ..errors import Reason, need
from ..evidence import EulerIdentity
from ..lift import Lift
from ..polynomial import Polynomial, sum_of_products

MAX_DEGREE = 1000


def check_euler_identity(lift: Lift, evidence: EulerIdentity, where: str) -> None:
    """Check that sum w_i x_i df/dx_i = degree (f - level) with natural numbers w_i and degree >= 1."""
    place = f"{where}.evidence"
    n = lift.dimension
    need(lift.smooth, place, Reason.NOT_SUPPORTED, "a differentiable objective is needed")
    need(len(evidence.weights) == n, f"{place}.weights", Reason.WRONG_SHAPE, f"{n} weights expected")
    for k, weight in enumerate(evidence.weights):
        need(0 <= weight <= MAX_DEGREE, f"{place}.weights[{k}]", Reason.LIMIT, f"0 to {MAX_DEGREE} expected")
    need(1 <= evidence.degree <= MAX_DEGREE, f"{place}.degree", Reason.LIMIT, f"1 to {MAX_DEGREE} expected")
    defect = _defect(lift, evidence)
    need(defect.is_zero, place, Reason.IDENTITY_FAILS, "Euler's identity does not hold")


def _defect(lift: Lift, evidence: EulerIdentity) -> Polynomial:
    """Return sum w_i x_i dF/dx_i - degree (F - level)."""
    pairs = [
        (Polynomial.variable(i).scale(w), lift.total_derivative(lift.objective, i))
        for i, w in enumerate(evidence.weights)
        if w
    ]
    excess = lift.objective - Polynomial.constant(evidence.level)
    return sum_of_products([*pairs, (excess, Polynomial.constant(-evidence.degree))])
