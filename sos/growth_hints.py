"""Numerical screening of Gronwall candidates: is the needed rate finite?  Soundness-critical: no (floats are hints)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST_RATE = 1e4
COUNT = 4000
ROUNDS = 4


def grows_too_fast(
    lift: Lift, v: Polynomial, inner: Polynomial, size: Polynomial, threshold: float, *, both_signs: bool = False
) -> bool:
    """Return whether samples ask for a rate K above LARGEST_RATE in  K (1 + V) size + inner >= 0  where V >= threshold.

    Args:
        lift: the lifted objective.
        v: the quantity V.
        inner: <grad V, G>, or <grad V, grad r>.
        size: |G|^2, or |grad r|^2.
        threshold: V0.
        both_signs: whether -inner must be dominated too.
    """
    import numpy as np

    from tameproof.sos.explore import CompiledPolynomials, FloatObjective

    objective = FloatObjective(lift)
    table = CompiledPolynomials((v, inner, size))
    generator = np.random.default_rng(1)
    n = lift.dimension
    points: NDArray[np.float64] = generator.choice([-1.0, 1.0], size=(n, COUNT)) * 10.0 ** generator.uniform(
        -3.0, 3.0, size=(n, COUNT)
    )
    for _ in range(ROUNDS):
        with np.errstate(all="ignore"):
            values, growth, norms = table(objective.values_of_all(points))
            rates: Any = (np.abs(growth) if both_signs else -growth) / ((1 + values) * norms)
        usable = (values >= threshold) & np.isfinite(rates) & (norms > 1e-10)
        if not usable.any():
            return False
        rates = np.where(usable, rates, -np.inf)
        if float(rates.max()) > LARGEST_RATE:
            return True
        best = points[:, np.argsort(-rates, kind="stable")[:20]]
        points = np.repeat(best, COUNT // best.shape[1], axis=1)
        points = points * (1 + 0.3 * generator.standard_normal(points.shape))
    return False
