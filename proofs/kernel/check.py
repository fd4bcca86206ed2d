"""The checker: every step of a certificate against the objective that the caller supplies.  Soundness-critical: yes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from . import claims as c
from . import evidence as e
from .algebraic import clear_caches
from .certificate import Certificate
from .checked import CheckedList, Done
from .effort import MAX_EFFORT, limited, spend
from .errors import InputError, Reason, RejectedStep, need
from .expression import Expression
from .lift import Lift, lift
from .parser import parse
from .rules.bounds import (
    check_bounded_below,
    check_bounded_below_on,
    check_infimum_attained,
    check_infimum_limit,
    check_side_conditions,
    check_takes_value_below,
    check_unbounded_below,
    check_unbounded_below_on,
)
from .rules.composition import check_function_of_function
from .rules.conclusions import check_listed_values, check_theorem_1, check_theorem_1_plus, check_theorem_t
from .rules.confinement import check_confinement
from .rules.convexity import check_convex_function
from .rules.coordinates import check_change_of_coordinates
from .rules.critical_values import check_critical_values
from .rules.descending_paths import check_descending_paths
from .rules.escape import check_blow_up, check_trapped
from .rules.euler_identity import check_euler_identity
from .rules.exponential_pieces import check_exponential_pieces, check_exponential_valley
from .rules.increasing import check_increasing_function
from .rules.infimum import check_infimum_of_pieces, check_least_critical_value
from .rules.laws import check_conserved_function, check_laws_of_all_losses, check_polynomial_laws
from .rules.malgrange import check_malgrange, check_trajectory_limits
from .rules.matrix_products import check_convex_in_products
from .rules.minima import (
    check_infimum_is_attained,
    check_local_minima,
    check_no_local_minima,
    check_value_is_lower_bound,
)
from .rules.minimum import check_attained_minimum
from .rules.monotone_pieces import check_monotone_pieces, check_no_poles, check_spurious_valley
from .rules.morse_bott import check_morse_bott_minimum
from .rules.partial_minimum import check_partial_minimum
from .rules.pseudo_moments import check_not_sum_of_squares
from .rules.reductions import check_other_function, check_separate_parts
from .rules.refutation import check_plateau, check_region, check_region_minimum, check_strict_minimum
from .rules.separate_variables import check_separate_variables
from .rules.single_variables import check_convex_in_coordinates, check_monotone_coordinates
from .rules.tangency import check_tangency
from .rules.trajectories import (
    check_balanced,
    check_conserved,
    check_desingularised,
    check_gronwall,
    check_monotone,
    check_proper,
)
from .rules.trajectory_ball import Bounding, check_in_ball
from .rules.types import chain_rule, definable, derive_type
from .rules.values_at_infinity import check_common_values, check_malgrange_values

COST_OF_STEP = 1000  # units of work


class Verdict(Enum):
    """What a certificate establishes about spurious setwise local minima."""

    CERTIFIED = "certified"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The result of checking a certificate.

    Attributes:
        verdict: certified or refuted if a conclusion is reached, else undecided.
        theorems: ids (see theorems.py) of what the conclusion, or every step, rests on; sorted.
        holes: indices of the Hole steps that the conclusion, or any step, rests on.
    """

    verdict: Verdict
    theorems: tuple[str, ...]
    holes: tuple[int, ...]


def check_certificate(certificate: Certificate, objective: Expression, effort: int = MAX_EFFORT) -> Accepted:
    """Check every step of a certificate against the caller's objective.

    Args:
        certificate: the decoded certificate; its own copy of the objective is only compared, never used.
        objective: the expression whose certificate this is claimed to be.
        effort: bound on the work, in the units of effort.py.

    Returns:
        The verdict of the first conclusion step (of the first without holes, if there is one), with the theorems and
        holes that it rests on.

    Raises:
        RejectedStep: if a step does not prove its claim, the certificate is about another objective, or checking it
            takes too much work (LIMIT).
    """
    clear_caches()  # what was checked before must not change how much work is counted
    with limited(effort):
        return _check_steps(certificate, objective)


def _check_steps(certificate: Certificate, objective: Expression) -> Accepted:
    checked = check_list(matching_lift(certificate, objective), certificate.steps, "steps")
    end = checked.conclusion()
    if end is None:
        return Accepted(Verdict.UNDECIDED, *checked.rests_on(range(len(checked.done))))
    verdict = Verdict.CERTIFIED if isinstance(checked.proved[end], c.NoSpuriousSetwiseMinima) else Verdict.REFUTED
    return Accepted(verdict, *checked.rests_on((end,)))


def check_list(lifted: Lift, steps: tuple[e.Step, ...], path: str) -> CheckedList:
    """Check steps about one objective; return what they prove and what each of them uses."""
    proved: list[c.Claim] = []
    done: list[Done] = []
    for index, step in enumerate(steps):
        where = f"{path}[{index}]"
        spend(1 + len(step.premises) + (0 if isinstance(step.evidence, e.Hole) else COST_OF_STEP))
        first = lifted.obligations and index == 0
        need(
            not first or isinstance(step.claim, c.WellDefined),
            where,
            Reason.GOAL_NOT_REACHED,
            "WellDefined comes first",
        )
        for p in step.premises:
            need(0 <= p < index, f"{where}.premises", Reason.WRONG_PREMISE, "premises must be earlier steps")
        used = (*step.premises, 0) if lifted.obligations and index else step.premises
        premises = tuple(proved[p] for p in step.premises)
        theorems = check_step(lifted, step.claim, step.evidence, premises, where)
        proved.append(step.claim)
        is_hole = isinstance(step.evidence, e.Hole)
        done.append(Done(used, theorems, is_hole, is_hole or any(done[p].is_holey for p in used)))
    return CheckedList(lifted, steps, tuple(proved), tuple(done))


def matching_lift(certificate: Certificate, objective: Expression) -> Lift:
    """Return the lift of the caller's objective, after checking that the certificate is about the same function."""
    try:
        lifted = lift(objective, certificate.variables)
    except InputError as error:
        raise RejectedStep("variables", Reason.OBJECTIVE_MISMATCH, error.message) from error
    try:
        own = parse(certificate.objective)
        same = own == objective
        if not same:
            other = lift(own, certificate.variables)
            same = other.objective == lifted.objective and other.facts == lifted.facts
    except InputError as error:
        raise RejectedStep("objective", Reason.OBJECTIVE_MISMATCH, error.message) from error
    need(same, "objective", Reason.OBJECTIVE_MISMATCH, "the certificate is about another function than the claim")
    return lifted


def check_step(
    lifted: Lift, claim: c.Claim, evidence: e.Evidence, premises: tuple[c.Claim, ...], where: str
) -> tuple[str, ...]:
    """Check one step; return the ids of the theorems it uses directly.

    Args:
        lifted: the lift of the objective.
        claim: what is to be proved.
        evidence: why it holds.
        premises: claims proved before.
        where: path for errors, e.g. ``steps[3]``.

    Raises:
        RejectedStep: if the evidence does not prove the claim.
    """
    critical = ("clarke-calculus",) if not lifted.smooth else ("smooth-calculus",)
    match evidence:
        case e.Hole():
            return ()
        case e.SideConditions():
            _claim(claim, c.WellDefined, where)
            check_side_conditions(lifted, evidence, where)
            return ()
        case e.NoPoles():
            _claim(claim, c.WellDefined, where)
            check_no_poles(lifted, evidence, where)
            return ()
        case e.LowerBound():
            if isinstance(claim, c.BoundedBelow):
                check_bounded_below(lifted, claim, evidence, where)
            elif isinstance(claim, c.BoundedBelowOn):
                check_bounded_below_on(lifted, claim, evidence, where)
            else:
                _claim(claim, c.BoundedBelow, where)
            return ()
        case e.LowPoint():
            if isinstance(claim, c.TakesValueBelow):
                check_takes_value_below(lifted, claim, evidence, where)
            else:
                _claim(claim, c.TakesValueBelow, where)
            return ()
        case e.PseudoMoments():
            if isinstance(claim, c.NotSumOfSquares):
                check_not_sum_of_squares(lifted, claim, evidence, where)
            else:
                _claim(claim, c.NotSumOfSquares, where)
            return ()
        case e.DescendingArc():
            if isinstance(claim, c.UnboundedBelowOn):
                check_unbounded_below_on(lifted, claim, evidence, where)
            else:
                _claim(claim, c.UnboundedBelow, where)
                check_unbounded_below(lifted, evidence, where)
            return ()
        case e.TypeDerivation():
            return derive_type(lifted, claim, where)
        case e.IdealMembership():
            if isinstance(claim, c.CriticalValues):
                check_critical_values(lifted, claim, evidence, where)
            else:
                _claim(claim, c.CriticalValues, where)
            return critical
        case e.ListedValues():
            _claim(claim, c.FinitelyManyCriticalValues, where)
            check_listed_values(premises, where)
            return ()
        case e.FlowDerivative():
            if isinstance(claim, c.ConservedQuantity):
                check_conserved(lifted, claim, evidence, where)
            elif isinstance(claim, c.ConservedFunction):
                check_conserved_function(lifted, claim, evidence, where)
            else:
                _claim(claim, c.ConservedQuantity, where)
            return critical
        case e.ModularRank():
            if isinstance(claim, c.PolynomialLaws):
                check_polynomial_laws(lifted, claim, evidence, where)
            else:
                _claim(claim, c.PolynomialLaws, where)
            return critical
        case e.LieRank():
            if isinstance(claim, c.LawsOfAllLosses):
                check_laws_of_all_losses(lifted, claim, evidence, where)
            else:
                _claim(claim, c.LawsOfAllLosses, where)
            return ("smooth-calculus",)
        case e.FlowInequality():
            if isinstance(claim, c.MonotoneQuantity):
                check_monotone(lifted, claim, evidence, where)
            else:
                _claim(claim, c.MonotoneQuantity, where)
            return critical
        case (
            e.Proper()
            | e.Gronwall()
            | e.DesingularisedGronwall()
            | e.BalancedLayers()
            | e.Malgrange()
            | e.Confinement()
        ):
            return _trajectories(lifted, claim, evidence, premises, where)
        case e.TrappedRegion():
            if isinstance(claim, c.UnboundedTrajectory):
                check_trapped(lifted, claim, evidence, premises, where)
            else:
                _claim(claim, c.UnboundedTrajectory, where)
            return ("trajectory-escape", "trajectory-existence", *chain_rule(lifted))
        case e.RiccatiGrowth():
            if isinstance(claim, c.FiniteTimeBlowUp):
                check_blow_up(lifted, claim, evidence, where)
            else:
                _claim(claim, c.FiniteTimeBlowUp, where)
            return ("trajectory-escape", *chain_rule(lifted))
        case e.CriticalCases():
            if isinstance(claim, c.LocalMinimaHaveValue):
                check_local_minima(lifted, claim, evidence, premises, where)
            else:
                _claim(claim, c.LocalMinimaHaveValue, where)
            return critical
        case e.NoLocalMinima():
            _claim(claim, c.NoSpuriousLocalMinima, where)
            check_no_local_minima(premises, where)
            return ()
        case e.ValueIsLowerBound():
            _claim(claim, c.NoSpuriousLocalMinima, where)
            check_value_is_lower_bound(premises, where)
            return ()
        case e.InfimumIsAttained():
            _claim(claim, c.NoSpuriousLocalMinima, where)
            check_infimum_is_attained(premises, where)
            return ("infimum-attained",)
        case e.Tangency():
            if isinstance(claim, c.NoValueAtInfinity | c.ValuesAtInfinity):
                curves = check_tangency(lifted, claim, evidence, premises, where)
                return (*critical, *chain_rule(lifted), *definable(lifted)) if curves else critical
            _claim(claim, c.NoValueAtInfinity, where)
            return ()
        case e.DescendingPaths():
            _claim(claim, c.NoValueAtInfinity, where)
            check_descending_paths(lifted, evidence, premises, where)
            return ("descending-paths",)
        case e.EulerIdentity():
            _claim(claim, c.NoValueAtInfinity, where)
            check_euler_identity(lifted, evidence, where)
            return ("euler-identity",)
        case e.CommonValues():
            if isinstance(claim, c.NoValueAtInfinity | c.ValuesAtInfinity):
                check_common_values(claim, premises, where)
            else:
                _claim(claim, c.NoValueAtInfinity, where)
            return critical
        case e.AttainedInfimum():
            if isinstance(claim, c.Infimum):
                check_infimum_attained(lifted, claim, evidence, premises, where)
            else:
                _claim(claim, c.Infimum, where)
            return ()
        case e.AttainedMinimum():
            if isinstance(claim, c.Minimum):
                check_attained_minimum(lifted, claim, evidence, where)
            else:
                _claim(claim, c.Minimum, where)
            return ()
        case e.LimitInfimum():
            if isinstance(claim, c.Infimum):
                check_infimum_limit(lifted, claim, evidence, premises, where)
            else:
                _claim(claim, c.Infimum, where)
            return ()
        case e.LeastCriticalValue():
            if isinstance(claim, c.ExactInfimum):
                return (*critical, *check_least_critical_value(claim, premises, where))
            _claim(claim, c.ExactInfimum, where)
            return ()
        case e.InfimumOfPieces():
            if isinstance(claim, c.ExactInfimum):
                check_infimum_of_pieces(lifted, claim, evidence, where)
            else:
                _claim(claim, c.ExactInfimum, where)
            return ()
        case e.Theorem1():
            _claim(claim, c.NoSpuriousSetwiseMinima, where)
            check_theorem_1(premises, where)
            return ("theorem-1",)
        case e.Theorem1Plus():
            _claim(claim, c.NoSpuriousSetwiseMinima, where)
            check_theorem_1_plus(premises, where)
            return ("theorem-1-plus",)
        case e.TheoremT():
            _claim(claim, c.NoSpuriousSetwiseMinima, where)
            check_theorem_t(premises, where)
            return ("theorem-t",)
        case e.Region():
            if isinstance(claim, c.SpuriousSetwiseMinimum):
                check_region(lifted, claim, evidence, where)
            else:
                _claim(claim, c.SpuriousSetwiseMinimum, where)
            return ("theorem-r",)
        case e.StrictMinimum():
            if isinstance(claim, c.SpuriousSetwiseMinimum):
                check_strict_minimum(lifted, claim, evidence, where)
            else:
                _claim(claim, c.SpuriousSetwiseMinimum, where)
            return ("second-order",)
        case e.MorseBottMinimum():
            if isinstance(claim, c.SpuriousSetwiseMinimum):
                check_morse_bott_minimum(lifted, claim, evidence, where)
            else:
                _claim(claim, c.SpuriousSetwiseMinimum, where)
            return ("morse-bott",)
        case e.RegionMinimum():
            if isinstance(claim, c.SpuriousSetwiseMinimum):
                check_region_minimum(lifted, claim, evidence, where)
            else:
                _claim(claim, c.SpuriousSetwiseMinimum, where)
            return ()
        case e.Plateau():
            if isinstance(claim, c.SpuriousSetwiseMinimum):
                check_plateau(lifted, claim, evidence, where)
            else:
                _claim(claim, c.SpuriousSetwiseMinimum, where)
            return ("plateau",)
        case e.MonotonePieces():
            _claim(claim, c.NoSpuriousSetwiseMinima, where)
            check_monotone_pieces(lifted, evidence, where)
            return ("one-variable",)
        case e.SpuriousValley():
            if isinstance(claim, c.SpuriousSetwiseMinimum):
                check_spurious_valley(lifted, claim, evidence, where)
            else:
                _claim(claim, c.SpuriousSetwiseMinimum, where)
            return ("one-variable",)
        case e.ConvexFunction():
            _claim(claim, c.NoSpuriousSetwiseMinima, where)
            check_convex_function(lifted, evidence, where)
            return ("convex-function",)
        case e.ExponentialPieces():
            _claim(claim, c.NoSpuriousSetwiseMinima, where)
            check_exponential_pieces(lifted, evidence, where)
            return ("one-variable",)
        case e.ExponentialValley():
            if isinstance(claim, c.SpuriousSetwiseMinimum):
                check_exponential_valley(lifted, claim, evidence, where)
            else:
                _claim(claim, c.SpuriousSetwiseMinimum, where)
            return ("one-variable",)
        case e.ChangeOfCoordinates():
            inner = check_change_of_coordinates(lifted, evidence, where)
            return (*check_other_function(check_list, inner, claim, evidence.steps, None, where), "coordinates")
        case e.IncreasingFunction():
            inner = check_increasing_function(lifted, evidence, where)
            lower = evidence.lower
            theorems = check_other_function(check_list, inner, claim, evidence.steps, lower, where)
            return (*theorems, "increasing-function")
        case e.FunctionOfFunction():
            return (*check_function_of_function(check_list, lifted, claim, evidence, where), "function-of-function")
        case e.MonotoneCoordinates():
            inner = check_monotone_coordinates(lifted, evidence, where)
            return (*check_other_function(check_list, inner, claim, evidence.steps, None, where), "single-variables")
        case e.ConvexInCoordinates():
            _claim(claim, c.NoSpuriousSetwiseMinima, where)
            check_convex_in_coordinates(lifted, evidence, where)
            return ("convex-function", "single-variables")
        case e.ConvexInProducts():
            check_convex_in_products(lifted, claim, evidence, where)
            return ("matrix-products",)
        case e.PartialMinimum():
            inner = check_partial_minimum(lifted, evidence, where)
            return (*check_other_function(check_list, inner, claim, evidence.steps, None, where), "partial-minimum")
        case e.SeparateVariables():
            parts = check_separate_variables(lifted, evidence, where)
            return (*check_separate_parts(check_list, parts, claim, evidence, where), "separate-variables")
        case _:
            assert_never(evidence)


def _trajectories(
    lifted: Lift, claim: c.Claim, evidence: Bounding, premises: tuple[c.Claim, ...], where: str
) -> tuple[str, ...]:
    """Check evidence that bounds trajectories, or keeps those from a box in a ball."""
    if isinstance(claim, c.TrajectoriesInBall):
        check_in_ball(lifted, claim, evidence, premises, where)
        return ("trajectory-bounds", *chain_rule(lifted))
    theorems = ("trajectory-bounds", "trajectory-existence", *chain_rule(lifted))
    if isinstance(claim, c.ValuesAtInfinity) and isinstance(evidence, e.Malgrange):
        check_malgrange_values(lifted, claim, evidence, premises, where)
        return theorems
    if isinstance(claim, c.TrajectoryLimits) and isinstance(evidence, e.Malgrange):
        check_trajectory_limits(lifted, claim, evidence, premises, where)
        return theorems
    kind: type[c.Claim] = c.BoundedTrajectories
    match evidence:
        case e.Proper():
            every = check_proper(lifted, evidence, premises, where)
            kind = c.BoundedTrajectories if every else c.GenericTrajectories
        case e.Gronwall():
            check_gronwall(lifted, evidence, premises, where)
        case e.DesingularisedGronwall():
            check_desingularised(lifted, evidence, premises, where)
        case e.BalancedLayers():
            check_balanced(lifted, evidence, premises, where)
        case e.Malgrange():
            every = check_malgrange(lifted, evidence, premises, where)
            kind = c.BoundedTrajectories if every else c.GenericTrajectories
        case e.Confinement():
            check_confinement(lifted, evidence, premises, where)
    _claim(claim, kind, where)
    return theorems


def _claim(claim: c.Claim, kind: type[c.Claim], where: str) -> None:
    """Refuse evidence that is about another kind of claim."""
    detail = f"this evidence proves {kind.__name__}, not {type(claim).__name__}"
    need(isinstance(claim, kind), f"{where}.claim", Reason.WRONG_SHAPE, detail)
