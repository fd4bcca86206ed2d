"""Answers of the searches in this package besides evidence and Open; light to load.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tameproof.proofs.kernel.claims import BoundedTrajectories, Claim, GenericTrajectories
from tameproof.proofs.kernel.evidence import (
    BalancedLayers,
    Confinement,
    DesingularisedGronwall,
    Evidence,
    Gronwall,
    Malgrange,
    Proper,
)
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.symbolic.outcome import Open


@dataclass(frozen=True, slots=True)
class TrajectoryProof:
    """Steps that prove hypothesis 5, or its form for a dense set of starting points.

    Attributes:
        quantities: conserved and monotone quantities (or a lower bound) with their evidence; premises of the last
            step, in this order.
        claim: BoundedTrajectories or GenericTrajectories.
        evidence: its evidence.
    """

    quantities: tuple[tuple[Claim, Evidence], ...]
    claim: BoundedTrajectories | GenericTrajectories
    evidence: Proper | BalancedLayers | Gronwall | DesingularisedGronwall | Malgrange | Confinement


@dataclass(frozen=True, slots=True)
class OpenValue:
    """A value that f may approach from above at infinity, and a branch of the tangency set along which it seems to.

    Attributes:
        name: the value, for people.
        exact: the value if it is rational.
        value_float: the value.
        near_float: a point of the branch.
        far_float: a point further out.
        asymptotes: polynomials that may tend to 0 along the branch: a barrier is likely where they vanish.
    """

    name: str
    exact: Fraction | None
    value_float: float
    near_float: tuple[float, ...]
    far_float: tuple[float, ...]
    asymptotes: tuple[Polynomial, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenValues(Open):
    """An open question about values at infinity, with the values that are in the way.

    Attributes:
        values: the open values.
        low_float: points with small values that were seen on the way, lowest first.
    """

    values: tuple[OpenValue, ...] = ()
    low_float: tuple[tuple[float, ...], ...] = ()
