"""Theorem T as the alternative conclusion, and refutations at values at infinity.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from tameproof import searches
from tameproof.findings import Status
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proof import Proof
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, compare
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.rules.conclusions import THEOREM_T
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.morse_sard.outcome import CommonProof
    from tameproof.sos.outcome import OpenValues


DESCENT = 6.0  # seconds for paths down to the infimum
AT_ONCE = 8.0  # seconds for regions at values at infinity as soon as they are known
ATTAINED = 12.0  # seconds for values at infinity below the value of the local minima


class Run(Protocol):
    """What is needed of a run of the strategy."""

    lift: Lift
    proof: Proof
    open_values: Open | None

    def remaining(self) -> float:
        """Seconds left."""

    def ask(self, function: Callable[..., Any], *arguments: Any, share: float) -> Any:
        """Run a search in the worker."""

    def add(self, claim: c.Claim, evidence: e.Evidence, premises: tuple[int, ...] = ()) -> int | Open:
        """Add a step."""

    def settle(self, label: str, status: Status, step: int | Open) -> bool:
        """Report a step; return whether it was added."""

    def report_open(self, label: str, outcome: Open) -> None:
        """Report what is open."""

    def sos(self, share: float) -> SosSettings:
        """Settings of the sum-of-squares searches."""

    def morse_sard(self, share: float) -> MorseSardSettings:
        """Settings of the searches over critical and tangency sets."""

    def bound(self) -> Fraction | None:
        """Return a lower bound that has been proved."""

    def index(self, kind: type[c.Claim]) -> int:
        """Return the number of the step that proves a claim of this kind."""

    def conclude(self, evidence: e.Evidence, kinds: Iterable[type[c.Claim]]) -> Verdict:
        """Add the conclusion 'certified'."""


def conclude_theorem_t(run: Run) -> Verdict:
    """Search a proof that there is no value at infinity, unless there is one, and conclude by Theorem T.

    Values that stay open are handed to the search for regions at once.
    """
    if run.proof.find(c.NoValueAtInfinity) is not None:
        return run.conclude(e.TheoremT(), THEOREM_T)
    from tameproof.morse_sard.outcome import CommonProof

    few = run.lift.dimension <= 2  # the tangency set is found quickly, and its evidence is exported to Coq, too
    if not few and _is_homogeneous(run):
        return run.conclude(e.TheoremT(), THEOREM_T)
    index, bound = largest_bound(run)
    outcome = run.ask(
        searches.find_no_value_at_infinity, run.lift, bound, run.morse_sard(0.7), critical_values(run), share=0.7
    )
    if not isinstance(outcome, Open) and outcome.bound is not None:
        value, psatz = outcome.bound
        added = run.add(c.BoundedBelow(value), e.LowerBound(psatz))
        if isinstance(added, Open):
            outcome = added
        else:
            index = added
    if isinstance(outcome, Open):
        run.open_values = outcome
        if few and (_is_homogeneous(run) or (run.lift.dimension == 2 and find_descent(run))):  # else this came first
            return run.conclude(e.TheoremT(), THEOREM_T)
        run.report_open("T", outcome)
        return refute_at_known_values(run)
    premises = (index,) if index is not None else ()
    step = (
        _add_common(run, outcome, premises)
        if isinstance(outcome, CommonProof)
        else run.add(c.NoValueAtInfinity(), outcome.evidence, premises)
    )
    if not run.settle("T", Status.PROVED, step):
        return Verdict.UNDECIDED
    return run.conclude(e.TheoremT(), THEOREM_T)


def _is_homogeneous(run: Run) -> bool:
    """Prove that there is no value at infinity by scaling, if the objective is weighted homogeneous."""
    from tameproof.morse_sard.weighted_homogeneous import find_euler_identity

    euler = find_euler_identity(run.lift)
    return euler is not None and run.settle("T", Status.PROVED, run.add(c.NoValueAtInfinity(), euler))


def refute_at_known_values(run: Run) -> Verdict:
    """Search a region at values at infinity that are open; report only a success."""
    from tameproof.sos.outcome import OpenValues

    found = run.open_values
    if not isinstance(found, OpenValues) or run.lift.dimension < 2 or not run.lift.smooth:
        return Verdict.UNDECIDED
    low = (*_attained_points(run), *found.low_float)
    share = min(0.4, AT_ONCE / max(1.0, run.remaining()))
    outcome = run.ask(searches.find_region_at, run.lift, found.values, low, run.sos(share), share=share)
    if isinstance(outcome, Open):
        return Verdict.UNDECIDED
    return Verdict.REFUTED if run.settle("R", Status.REFUTED, run.add(*outcome)) else Verdict.UNDECIDED


def find_descent(run: Run) -> bool:
    """Search paths from almost every point down to the infimum; report only a success, and return whether it is one."""
    index, bound = largest_bound(run)
    share = min(0.2, DESCENT / max(1.0, run.remaining()))
    found = run.ask(searches.find_descending_paths, run.lift, bound, run.morse_sard(share), share=share)
    if isinstance(found, Open):
        return False
    if found.bound is not None:
        value, psatz = found.bound
        added = run.add(c.BoundedBelow(value), e.LowerBound(psatz))
        if isinstance(added, Open):
            return False
        index = added
    premises = () if index is None else (index,)
    return run.settle("T", Status.PROVED, run.add(c.NoValueAtInfinity(), found.evidence, premises))


def prove_infimum_is_attained(run: Run, claim: c.LocalMinimaHaveValue, first: int) -> bool:
    """Show that the value of all local minima is the infimum, since no value at infinity is smaller.

    Args:
        run: the run; steps are added to its proof, and hypothesis 6 is reported if it is proved.
        claim: the value of all local minima.
        first: the step that proves it.

    Returns:
        Whether the infimum was found; whether there is no value at infinity above it is then known as well.
    """
    from tameproof.morse_sard.outcome import CommonProof
    from tameproof.morse_sard.value_lists import as_list

    critical = critical_values(run)
    if critical is None or claim.value is None or not _is_attained(claim.value, critical):
        return False
    index, bound = largest_bound(run)
    share = min(0.4, ATTAINED / max(1.0, run.remaining()))
    found = run.ask(searches.find_no_value_at_infinity, run.lift, bound, run.morse_sard(share), critical, share=share)
    if isinstance(found, Open):
        return False
    if found.bound is not None:
        added = run.add(c.BoundedBelow(found.bound[0]), e.LowerBound(found.bound[1]))
        if isinstance(added, Open):
            return False
        index, bound = added, found.bound[0]
    if index is None:
        return False
    lists = found.lists if isinstance(found, CommonProof) else (as_list(found.evidence, bound),)
    numbers = _add_lists(run, lists, (index,))
    if isinstance(numbers, Open):
        return False
    values = run.index(c.CriticalValues)
    premises = (index, values, *numbers)
    exact = c.ExactInfimum(claim.value, attained=True)
    if not run.proof.accepts(exact, e.LeastCriticalValue(), premises):
        return False
    step = run.add(exact, e.LeastCriticalValue(), premises)
    if isinstance(step, Open):
        return False
    for rest in ((), (values,)):
        last = (*numbers, index, *rest)
        if run.proof.accepts(c.NoValueAtInfinity(), e.CommonValues(), last):
            run.settle("T", Status.PROVED, run.add(c.NoValueAtInfinity(), e.CommonValues(), last))
            break
    return run.settle("H6", Status.PROVED, run.add(c.NoSpuriousLocalMinima(), e.ValueIsLowerBound(), (first, step)))


def _is_attained(value: AlgebraicNumber, critical: c.CriticalValues) -> bool:
    rows = zip(critical.values, critical.status, strict=True)
    return any(status == "attained" and compare(v, value) == 0 for v, status in rows)


def largest_bound(run: Run) -> tuple[int | None, Fraction | None]:
    """Return the step with the largest proved lower bound, and this bound."""
    bounds = [(s.claim.bound, k) for k, s in enumerate(run.proof.steps) if isinstance(s.claim, c.BoundedBelow)]
    bound, index = max(bounds, default=(None, None))
    return index, bound


def critical_values(run: Run) -> c.CriticalValues | None:
    """Return the critical values that have been proved."""
    index = run.proof.find(c.CriticalValues)
    claim = None if index is None else run.proof.steps[index].claim
    return claim if isinstance(claim, c.CriticalValues) else None


def _add_common(run: Run, found: CommonProof, bound: tuple[int, ...]) -> int | Open:
    """Add the lists of values at infinity, and that they have none above inf f in common."""
    numbers = _add_lists(run, found.lists, bound)
    if isinstance(numbers, Open):
        return numbers
    critical = (run.index(c.CriticalValues),) if found.critical else ()
    return run.add(c.NoValueAtInfinity(), e.CommonValues(), (*numbers, *bound, *critical))


def _add_lists(
    run: Run, lists: Iterable[tuple[c.ValuesAtInfinity, e.Tangency | e.Malgrange]], bound: tuple[int, ...]
) -> list[int] | Open:
    """Add steps for lists of values at infinity and return their numbers."""
    numbers = []
    for claim, evidence in lists:
        premises: tuple[int, ...] = ()
        if isinstance(evidence, e.Malgrange):
            premises = (*bound, run.index(c.FinitelyManyCriticalValues))
        added = run.add(claim, evidence, premises)
        if isinstance(added, Open):
            return added
        numbers.append(added)
    return numbers


def refute_at_open_values(run: Run) -> Verdict:
    """Search a region around a branch at infinity on which f decreases to a value above the smallest one."""
    from tameproof.sos.outcome import OpenValues

    if run.lift.dimension < 2 or not run.lift.smooth:
        return Verdict.UNDECIDED
    found = run.open_values
    if found is None and run.lift.dimension == 2:
        found = run.ask(searches.find_no_value_at_infinity, run.lift, run.bound(), run.morse_sard(0.4), share=0.4)
    if isinstance(found, OpenValues):
        verdict = _refute_at(run, found, 0.5)
        if verdict is Verdict.REFUTED:
            return verdict
    # numerical branches lie further out
    other = run.ask(searches.find_open_values, run.lift, run.morse_sard(0.2), Open("not tried"), share=0.2)
    return _refute_at(run, other, 0.9) if isinstance(other, OpenValues) else Verdict.UNDECIDED


def _refute_at(run: Run, found: OpenValues, share: float) -> Verdict:
    low = (*_attained_points(run), *found.low_float)
    outcome = run.ask(searches.find_region_at, run.lift, found.values, low, run.sos(share), share=share)
    if isinstance(outcome, Open):
        run.report_open("R", outcome)
        return Verdict.UNDECIDED
    return Verdict.REFUTED if run.settle("R", Status.REFUTED, run.add(*outcome)) else Verdict.UNDECIDED


def _attained_points(run: Run) -> tuple[tuple[float, ...], ...]:
    """Return critical points that were found exactly, lowest values first, as hints."""
    index = run.proof.find(c.CriticalValues)
    evidence = None if index is None else run.proof.steps[index].evidence
    if not isinstance(evidence, e.IdealMembership):
        return ()
    from tameproof.sos.exact_points import approximate_point

    n = run.lift.dimension
    return tuple(approximate_point(s.point)[:n] for s in evidence.statuses if isinstance(s, e.Attained))
