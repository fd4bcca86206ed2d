"""What a rule may look at: the lift, the facts that hold, how many variables exist.  Soundness-critical: yes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..algebraic import AlgebraicNumber
from ..effort import spend
from ..errors import Reason, need
from ..facts import Fact
from ..lift import Lift
from ..polynomial import Polynomial


@dataclass(frozen=True, slots=True)
class Context:
    """A set of points of R^n (with their lifted values), described by facts.

    Attributes:
        lift: the lifted objective.
        facts: polynomial facts that hold at every point of the set.
        variables: how many variables exist (lift and adjoined); higher indices are refused.
        everywhere: the set is all of R^n (only lift facts hold), so that density arguments are allowed.
        value: the value of F on the set, if a SplitValue above fixed it.
        multiplier: the variable l with G = l grad rho, if an AdjoinMultiplier node above adjoined it.
    """

    lift: Lift
    facts: tuple[Fact, ...]
    variables: int
    everywhere: bool = False
    value: AlgebraicNumber | None = None
    multiplier: int | None = None

    @staticmethod
    def of_lift(lift: Lift, facts: tuple[Fact, ...] | None = None) -> Context:
        """Return the context of all points of R^n, or of those with the given facts."""
        if facts is None:
            return Context(lift, lift.facts, len(lift.names), everywhere=True)
        return Context(lift, facts, len(lift.names))

    def add(self, *facts: Fact) -> Context:
        """Return the context with more facts."""
        spend(len(self.facts) // 4)
        return replace(self, facts=(*self.facts, *facts), everywhere=False)

    def check_variables(self, p: Polynomial, where: str) -> None:
        """Refuse polynomials in variables that do not exist here."""
        bad = [i for i in p.variables() if i >= self.variables]
        need(not bad, where, Reason.UNKNOWN_VARIABLE, f"variable number {min(bad, default=0)} of {self.variables}")
