"""The lower bound of the tangency route, raised if a value at infinity is the infimum.  Soundness-critical: no.

A candidate that is at most inf f is harmless.  The lower bound that was proved first may be smaller than the infimum;
for a candidate v below which no value of f has been seen, f >= v is then proved as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from tameproof.morse_sard.low_points import find_low_points
from tameproof.morse_sard.outcome import TangencyProof
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, compare_rational
from tameproof.proofs.kernel.evidence import LowerFarOut, Psatz, Tangency
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.budget import Deadline


@dataclass(slots=True)
class Floor:
    """A proved lower bound that can be raised.

    Attributes:
        lift: the lifted objective.
        settings: budgets.
        value: the largest proved lower bound, or None.
        psatz: its evidence, if it was found here.
    """

    lift: Lift
    settings: MorseSardSettings
    value: Fraction | None
    psatz: Psatz | None = None
    _failed: list[Fraction] = field(default_factory=list)
    _far: dict[tuple[Fraction, Fraction], LowerFarOut | None] = field(default_factory=dict)
    _lowest_float: float | None = None

    def is_low(self, value: AlgebraicNumber) -> bool:
        """Return whether the number is at most the proved lower bound."""
        return self.value is not None and compare_rational(value, self.value) <= 0

    def raise_to(self, value: AlgebraicNumber, deadline: Deadline) -> bool:
        """Try to prove f >= value; return whether the number is now at most the proved lower bound."""
        if self.is_low(value):
            return True
        exact = as_rational(value)
        if exact is None or exact in self._failed:
            return False
        if self._lowest_float is None:
            seen_float = find_low_points(self.lift, self.settings).values_float
            self._lowest_float = min(seen_float, default=float("inf"))
        goal_float = float(exact)
        found = None
        if self._lowest_float >= goal_float - 1e-9 * (1 + abs(goal_float)):
            found = prove_nonnegative(
                self.lift.objective - Polynomial.constant(exact),
                self.lift.facts,
                settings=SosSettings(solver=self.settings.solver, time_limit=min(8.0, deadline.remaining_float)),
            )
        if not isinstance(found, Psatz):
            self._failed.append(exact)
            return False
        self.value, self.psatz = exact, found
        return True

    def find_lower_far_out(self, value: AlgebraicNumber, radius: Fraction, deadline: Deadline) -> LowerFarOut | None:
        """Return evidence that f is hardly larger than the number far out, and smaller somewhere there, or None."""
        exact = as_rational(value)
        if exact is None:
            return None
        if (exact, radius) not in self._far:
            from tameproof.morse_sard.far_level_sets import find_lower_far_out

            part = deadline.part(0.3)
            self._far[exact, radius] = find_lower_far_out(self.lift, exact, radius, self.settings, part)
        return self._far[exact, radius]

    def finish(self, evidence: Tangency) -> TangencyProof:
        """Return the evidence with the bound that it may refer to."""
        if self.value is None or self.psatz is None:
            return TangencyProof(evidence)
        return TangencyProof(evidence, (self.value, self.psatz))
