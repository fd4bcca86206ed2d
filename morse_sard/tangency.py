"""Values at infinity: evidence for condition (B) of Theorem T.  Soundness-critical: no.

Mathematics: docs/theory.md, "Theorem T" and "Values at infinity".  The tangency set of rho = |x|^2 is where the gradient
is parallel to x.  A case tree over its far part shows that no value above the infimum is approached strictly from above.
"""

from __future__ import annotations

from fractions import Fraction

from tameproof.morse_sard.settings import DEFAULT, MorseSardSettings
from tameproof.proofs.kernel.evidence import Tangency
from tameproof.proofs.kernel.lift import Lift
from tameproof.symbolic.outcome import Open

__all__ = ["find_no_value_at_infinity"]


def find_no_value_at_infinity(
    lift: Lift, lower: Fraction | None, settings: MorseSardSettings = DEFAULT
) -> Tangency | Open:
    """Search evidence that no value above the infimum is approached from above along the far tangency set.

    Args:
        lift: the lifted objective.
        lower: a proved rational lower bound, or None.
        settings: budgets.

    Returns:
        Evidence for NoValueAtInfinity, or ``Open``, which does not mean that there is such a value.
    """
    del lift, lower, settings
    return Open("no method applies to this objective")
