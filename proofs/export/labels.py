"""Short names of claims, for people.  Soundness-critical: no."""

from __future__ import annotations

from typing import assert_never

from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    BoundedBelowOn,
    BoundedTrajectories,
    ChainRule,
    Claim,
    ConservedFunction,
    ConservedQuantity,
    CriticalValues,
    ExactInfimum,
    FinitelyManyCriticalValues,
    FiniteTimeBlowUp,
    GenericTrajectories,
    Infimum,
    LawsOfAllLosses,
    LocallyLipschitz,
    LocalMinimaHaveValue,
    Minimum,
    MonotoneQuantity,
    NoSpuriousLocalMinima,
    NoSpuriousSetwiseMinima,
    NotSumOfSquares,
    NoValueAtInfinity,
    PolynomialLaws,
    SpuriousSetwiseMinimum,
    TakesValueBelow,
    TrajectoriesInBall,
    TrajectoryLimits,
    UnboundedBelow,
    UnboundedBelowOn,
    UnboundedTrajectory,
    ValuesAtInfinity,
    WellDefined,
)


def claim_label(claim: Claim) -> str:
    """Return the short name of the hypothesis or conclusion that a claim states (plain text)."""
    match claim:
        case WellDefined():
            return "well defined"
        case BoundedBelow():
            return "bounded below"
        case BoundedBelowOn():
            return "bounded below on a set"
        case TakesValueBelow():
            return "low value"
        case NotSumOfSquares():
            return "not a sum of squares"
        case UnboundedBelow():
            return "unbounded below"
        case UnboundedBelowOn():
            return "unbounded below on a set"
        case LocallyLipschitz():
            return "locally Lipschitz"
        case ChainRule():
            return "chain rule"
        case CriticalValues():
            return "critical values"
        case FinitelyManyCriticalValues():
            return "finitely many critical values"
        case ConservedQuantity():
            return "conserved quantity"
        case ConservedFunction():
            return "conserved function"
        case PolynomialLaws(_, generators):
            return "all polynomial laws" if generators else "no polynomial law"
        case LawsOfAllLosses():
            return "laws of all losses"
        case MonotoneQuantity():
            return "monotone quantity"
        case BoundedTrajectories():
            return "bounded trajectories"
        case GenericTrajectories():
            return "generic trajectories"
        case TrajectoryLimits():
            return "limits of unbounded trajectories"
        case TrajectoriesInBall():
            return "trajectories in a ball"
        case UnboundedTrajectory():
            return "unbounded trajectory"
        case FiniteTimeBlowUp():
            return "blow-up in finite time"
        case LocalMinimaHaveValue():
            return "value of local minima"
        case NoSpuriousLocalMinima():
            return "no spurious local minima"
        case NoValueAtInfinity():
            return "no value at infinity"
        case ValuesAtInfinity():
            return "values at infinity"
        case Infimum():
            return "infimum"
        case ExactInfimum():
            return "exact infimum"
        case Minimum():
            return "minimum"
        case NoSpuriousSetwiseMinima():
            return "no spurious setwise minima"
        case SpuriousSetwiseMinimum():
            return "spurious setwise minimum"
    assert_never(claim)
