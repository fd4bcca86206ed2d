"""The order of attack: which search is asked when, with which budget, and how the answers become a proof.

Soundness-critical: no.  Every search runs in a killable worker; every step that it proposes is checked by the kernel
before it is used.  The order: well-definedness, lower bound, types, critical values, trajectories, then the search for
a refutation where the trajectories are open, local minima, and Theorem T as the alternative conclusion.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tameproof import searches
from tameproof.findings import NAMES, Finding, Status
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proof import Proof, RefusedByKernel
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.check import Verdict
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.rules.conclusions import THEOREM_1
from tameproof.second_attack import Run
from tameproof.settings import Settings
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open
from tameproof.workers import Worker, WorkerBug

if TYPE_CHECKING:
    from tameproof.symbolic.separate_variables import Separation

FIRST_TRY = 4.0  # seconds for the first search of bounds on trajectories
LAST_SEARCH = 40.0  # seconds for phases and stages where the verdict is known already
ONE_VARIABLE = 4.0  # seconds for the usual route where the table of monotone pieces decides anyway
WITH_REDUCTION = 1.5  # the same where f has a minimum over one variable, which may decide at once
LAST_LOOK = 2.0  # and for a trajectory that escapes, once the verdict is known
PARTIAL_SHARE = 0.4  # of the time for the minimum over one variable
FIRST_REFUTATION = 20.0  # seconds for the search of a refutation that follows
REFUTATION_WITH_REDUCTION = 8.0  # the same where f has a minimum over one variable, which may decide afterwards


Listener = Callable[[Proof, Finding], None]


class Attack:
    """One run of the strategy on one objective."""

    def __init__(
        self,
        expression: Expression,
        lifted: Lift,
        settings: Settings,
        listener: Listener,
        *,
        level: int = 0,
        worker: Worker | None = None,
    ) -> None:
        """Prepare a run; nothing is computed yet.

        Args:
            expression: the objective.
            lifted: its lift.
            settings: limits and the solver.
            listener: told about every finding.
            level: which reductions to simpler functions may be tried: 0 all, 1 other coordinates, 2 none.
            worker: a child that is used here and left running; None: a new one, closed at the end of the run.
        """
        self.level = level
        self.expression = expression
        self.lift = lifted
        self.settings = settings
        self.listener = listener
        self.proof = Proof(lifted)
        self.findings: list[Finding] = []
        self.bugs: list[str] = []
        self._postponed = False
        self._common_value: tuple[c.LocalMinimaHaveValue, int] | None = None  # while it depends on hypothesis 5
        self.open_values: Open | None = None
        self.part_runs: dict[Separation, list[Run]] = {}  # on functions of separate variables that make up f
        self._is_guest = worker is not None
        self.worker = Worker(settings.memory) if worker is None else worker
        self.end = self.deadline = time.monotonic() + settings.timeout
        self._clock = time.monotonic()

    # -- budget and reporting ----------------------------------------------------------------
    def remaining(self) -> float:
        """Seconds left for the run."""
        return self.end - time.monotonic()

    def ask(self, function: Callable[..., Any], *arguments: Any, share: float) -> Any:
        """Run a search in the worker with a share of the remaining time; Open if it does not come back."""
        try:
            return self.worker.call(function, *arguments, seconds=max(0.0, share * self.remaining()))
        except WorkerBug as bug:
            self.bugs.append(f"{function.__module__}.{function.__name__}\n{bug}")
            return Open(f"internal error in {function.__name__}: please report it")

    def add(self, claim: c.Claim, evidence: e.Evidence, premises: tuple[int, ...] = ()) -> int | Open:
        """Add a step to the proof; a step that the kernel refuses is recorded as a bug, and the claim stays open."""
        conclusion = isinstance(claim, c.NoSpuriousSetwiseMinima | c.SpuriousSetwiseMinimum)
        if conclusion and not self._has(c.LocallyLipschitz):  # a reduction decides before the hypotheses are tried
            self._types(with_values=True)
        try:
            return self.proof.add(claim, evidence, premises)
        except RefusedByKernel as bug:
            self.bugs.append(str(bug))
            return Open(f"internal error: the kernel refused the evidence for {type(claim).__name__}; please report it")

    def sos(self, share: float) -> SosSettings:
        """Settings of the sum-of-squares searches."""
        seconds = max(0.5, 0.9 * share * self.remaining())
        return replace(SosSettings(), solver=self.settings.solver, time_limit=seconds, contradictions=False)

    def report(
        self, label: str, status: Status, step: int | None, reason: str = "", tried: tuple[str, ...] = ()
    ) -> None:
        """Record what was found about a hypothesis and tell the listener."""
        now = time.monotonic()
        finding = Finding(label, NAMES[label], status, step, reason, tried, now - self._clock)
        self._clock = now
        if status is not Status.OPEN:  # what was open before is settled now
            self.findings = [f for f in self.findings if f.label != label or f.status is not Status.OPEN]
        self.findings.append(finding)
        self.listener(self.proof, finding)

    def report_open(self, label: str, outcome: Open) -> None:
        """Record an open hypothesis; the searches number the variables, people want their names."""
        reason, tried = outcome.named(self.lift.names)
        self.report(label, Status.OPEN, None, reason, tried)

    def settle(self, label: str, status: Status, step: int | Open) -> bool:
        """Report a step that was added (with the given status), or why it was not; return whether it was."""
        if isinstance(step, Open):
            self.report_open(label, step)
            return False
        self.report(label, status, step)
        return True

    def reject(self, error: RejectedStep) -> None:
        """Record that the finished certificate was refused as a whole: too much work, or else a bug."""
        if error.reason is not Reason.LIMIT:
            self.bugs.append(f"the kernel refused the finished certificate: {error}")
        self.report("C", Status.OPEN, None, f"the certificate as a whole is not accepted: {error}")

    def second(self, tree: Expression, lifted: Lift, seconds: float, level: int) -> Attack:
        """Return a silent run on another function, with the same settings but for the time."""
        settings = replace(self.settings, timeout=seconds)
        return Attack(tree, lifted, settings, lambda _proof, _finding: None, level=level, worker=self.worker)

    def bound_only(self) -> None:
        """Prove that the function is well defined and bounded below, or that it is not bounded, and no more."""
        self.worker.start()
        try:
            if not self.lift.obligations or self.settle_side_conditions():
                self._lower_bound()
        finally:
            self._release_worker()

    # -- the run -----------------------------------------------------------------------------
    def run(self) -> Verdict:
        """Run the whole strategy and return the verdict; the proof and the findings are left in the attributes."""
        self.worker.start()
        try:
            return self._run()
        finally:
            self._release_worker()

    def _release_worker(self) -> None:
        if not self._is_guest:  # else whoever lent it goes on with it
            self.worker.close()

    def _run(self) -> Verdict:
        if self.lift.obligations and not self.settle_side_conditions():
            return Verdict.UNDECIDED
        if self.lift.dimension == 1:
            return self._one_variable()
        return self._by_hypotheses()

    def _one_variable(self) -> Verdict:
        """Try the usual route for a short time, and else decide by the table of monotone pieces."""
        from tameproof.reductions import is_transcendental

        outcome = self.ask(searches.find_monotone_pieces, self.lift, share=0.5)
        if isinstance(outcome, Open):
            outcome = self.ask(searches.find_exponential_pieces, self.lift, share=0.5)
        if isinstance(outcome, Open):
            return self._by_hypotheses()
        seconds = (
            2 * ONE_VARIABLE if is_transcendental(self.lift) else ONE_VARIABLE
        )  # with exp the searches take longer
        self.end = min(self.end, time.monotonic() + seconds)
        verdict = self._by_hypotheses() if self.level == 0 else Verdict.UNDECIDED
        if verdict is not Verdict.UNDECIDED:
            return verdict
        claim, evidence = outcome
        refuted = isinstance(claim, c.SpuriousSetwiseMinimum)
        if not self.settle("V", Status.REFUTED if refuted else Status.PROVED, self.add(claim, evidence)):
            return Verdict.UNDECIDED
        return Verdict.REFUTED if refuted else Verdict.CERTIFIED

    def _by_hypotheses(self) -> Verdict:
        """Run the searches on f, and on simpler functions with the same minima."""
        from tameproof.reductions import decide

        return decide(self, self._by_own_means)

    def _by_own_means(self) -> Verdict:
        """Run the searches, hypothesis by hypothesis; at last aim at the values at infinity that are in the way."""
        from tameproof.matrix_products import decide_by_products
        from tameproof.values_at_infinity import refute_at_open_values

        verdict = self._search()
        if verdict is Verdict.UNDECIDED and decide_by_products(self):
            return Verdict.CERTIFIED
        return refute_at_open_values(self) if verdict is Verdict.UNDECIDED else verdict

    def _search(self) -> Verdict:
        from tameproof.convexity import decide_by_convexity
        from tameproof.finite_minima import refute_at_simple_points
        from tameproof.matrix_products import decide_large_network
        from tameproof.reductions import decide_by_partial_minimum, find_partial_minima, is_transcendental
        from tameproof.values_at_infinity import find_descent, prove_infimum_is_attained

        bounded = self._lower_bound()
        self._types()
        values = self._critical_values()
        # a refutation, and Theorem T, are often quick where bounds on trajectories are not: a short first try of these
        reduced = find_partial_minima(self)
        seconds = FIRST_TRY if not reduced else WITH_REDUCTION
        bounded_trajectories = bounded and self._trajectories(seconds, final=False)
        if decide_large_network(self, bounded_trajectories, self._postponed_trajectories) is Verdict.CERTIFIED:
            return Verdict.CERTIFIED
        refuted_in_vain = False
        if not bounded_trajectories:
            if self.lift.dimension > 1 and decide_by_convexity(self):  # Theorem T is quick on a line, and says more
                self._leave_trajectories("the function is convex")
                return Verdict.CERTIFIED
            # functions of one variable with exp and the like are decided at once, two of them seldom
            if is_transcendental(self.lift) and self.lift.dimension == 2:
                verdict = decide_by_partial_minimum(self, reduced, PARTIAL_SHARE)
                if verdict is not Verdict.UNDECIDED:
                    self._leave_trajectories("the minimum over one variable decides without it")
                    return verdict
                reduced = ()
            if refute_at_simple_points(self) is Verdict.REFUTED:
                self._leave_trajectories("a spurious local minimum was found first")
                return Verdict.REFUTED
            descends = self.lift.dimension > 2 and bounded and find_descent(self)  # else a region may refute
            # a region and Theorem T say more than the minimum over one variable, which comes after them
            limit = REFUTATION_WITH_REDUCTION if reduced else FIRST_REFUTATION
            share = min(0.4, limit / max(1.0, self.remaining()))
            if not descends and self._refute(share) is Verdict.REFUTED:
                self._leave_trajectories("a refutation was found first")
                return Verdict.REFUTED
            refuted_in_vain = not descends
        if self._local_minima(values, share=0.6) is Verdict.REFUTED:
            self._leave_trajectories("a spurious local minimum was found first")
            return Verdict.REFUTED
        by_tangency = self._has(c.NoSpuriousLocalMinima) and not bounded_trajectories
        if by_tangency and not self._has(c.GenericTrajectories):
            verdict = self._theorem_t()
            if verdict is not Verdict.UNDECIDED:
                certified = verdict is Verdict.CERTIFIED
                self._leave_trajectories(f"{'Theorem T decides' if certified else 'a refutation was found'} without it")
                return verdict
        verdict = Verdict.UNDECIDED if bounded_trajectories else decide_by_partial_minimum(self, reduced, PARTIAL_SHARE)
        if verdict is not Verdict.UNDECIDED:
            self._leave_trajectories("the minimum over one variable decides without it")
            return verdict
        if self._common_value is not None and prove_infimum_is_attained(self, *self._common_value):
            self._common_value = None
            verdict = self._theorem_t()
            self._leave_trajectories("Theorem T decides without it")
            return verdict
        if self._postponed and (self._has(c.NoSpuriousLocalMinima) or self._common_value is not None):
            bounded_trajectories = self._trajectories(0.5 * self.remaining(), final=True) or self._trajectory_limits()
            if self._common_value is not None:
                self._no_spurious_minima(*self._common_value)
        elif not bounded_trajectories and (self._has(c.NoSpuriousLocalMinima) or self._common_value is not None):
            bounded_trajectories = self._trajectory_limits()
            if bounded_trajectories and self._common_value is not None:
                self._no_spurious_minima(*self._common_value)
        if self._has(c.NoSpuriousLocalMinima):
            if bounded_trajectories:
                return self.conclude(e.Theorem1(), THEOREM_1)
            if self._has(c.GenericTrajectories):
                generic = (c.GenericTrajectories if kind is c.BoundedTrajectories else kind for kind in THEOREM_1)
                return self.conclude(e.Theorem1Plus(), generic)
            return Verdict.UNDECIDED if by_tangency else self._theorem_t()
        self._leave_trajectories("hypothesis 6 is open")
        return Verdict.UNDECIDED if refuted_in_vain else self._refute(share=0.8)

    def _leave_trajectories(self, reason: str) -> None:
        """Report hypothesis 5, if its search was broken off, as false where that is quickly seen, and else as open."""
        from tameproof.sos.confinement import has_phases

        if self._postponed and (self._has(c.UnboundedTrajectory) or not self._escaping_trajectory(None, LAST_LOOK)):
            self._postponed = False
            if self._has(c.NoValueAtInfinity) and has_phases(self.lift):  # a proof is likely, and takes seconds
                self._trajectories(LAST_SEARCH, final=True)
                return
            self.report("H5", Status.OPEN, None, f"not searched to the end: {reason}")

    def _has(self, kind: type[c.Claim]) -> bool:
        return self.proof.find(kind) is not None

    def settle_side_conditions(self) -> bool:
        """Prove that f is well defined, as the first step; return whether it was."""
        outcome = self.ask(searches.find_domain_proof, self.lift, self.sos(0.5), share=0.5)
        if not isinstance(outcome, Open):
            outcome = self.add(c.WellDefined(), outcome)
        return self.settle("W", Status.PROVED, outcome)

    def _lower_bound(self) -> bool:
        outcome = self.ask(
            searches.find_bound_or_descent, self.expression, self.lift, self.sos(0.25), self.settings.seed, share=0.25
        )
        if isinstance(outcome, e.RationalArc):
            self.settle("H1", Status.REFUTED, self.add(c.UnboundedBelow(), e.DescendingArc(outcome)))
            return False
        if not isinstance(outcome, Open):
            bound, psatz = outcome
            outcome = self.add(c.BoundedBelow(bound), e.LowerBound(psatz))
        return self.settle("H1", Status.PROVED, outcome)

    def _types(self, *, with_values: bool = False) -> None:
        """Prove what the form of the objective shows at once; ``with_values`` also hypothesis 4, by definability."""
        claims = (("H2", c.LocallyLipschitz()), ("H3", c.ChainRule()), ("H4", c.FinitelyManyCriticalValues()))
        for label, claim in claims if with_values else claims[:2]:
            self.settle(label, Status.PROVED, self.add(claim, e.TypeDerivation()))

    def _critical_values(self) -> c.CriticalValues | None:
        share = 0.35
        outcome = self.ask(searches.find_critical_values, self.lift, self.morse_sard(share), share=share)
        first: int | Open = outcome if isinstance(outcome, Open) else self.add(outcome[0], outcome[1])
        if isinstance(first, Open):
            step = self.add(c.FinitelyManyCriticalValues(), e.TypeDerivation())
            if isinstance(step, int):
                self.report("H4", Status.PROVED, step, first.reason, first.tried)
            return None
        self.add(c.FinitelyManyCriticalValues(), e.ListedValues(), (first,))
        self.report("H4", Status.PROVED, first)
        claim: c.CriticalValues = outcome[0]
        return claim

    def morse_sard(self, share: float) -> MorseSardSettings:
        """Settings of the searches over critical sets."""
        return MorseSardSettings(
            time_limit=max(0.5, 0.9 * share * self.remaining()), seed=self.settings.seed, solver=self.settings.solver
        )

    def _trajectories(self, seconds: float, *, final: bool) -> bool:
        """Search bounds on the trajectories; a first try that runs out of time is postponed, not reported."""
        from tameproof.hypothesis_5 import search_bounded_trajectories

        outcome = search_bounded_trajectories(self, seconds, final, lambda: self._escaping_trajectory(None))
        self._postponed = outcome.postponed
        return outcome.proved

    def _postponed_trajectories(self) -> bool:
        """Search bounds on the trajectories to the end, if the first try ran out of time."""
        return self._postponed and self._trajectories(0.5 * self.remaining(), final=True)

    def _trajectory_limits(self) -> bool:
        """Search Malgrange's form with generalised critical values, unless hypothesis 5 is settled."""
        from tameproof.hypothesis_5 import search_trajectory_limits

        settled = self._has(c.GenericTrajectories) or self._has(c.UnboundedTrajectory) or not self._has(c.BoundedBelow)
        return not settled and search_trajectory_limits(self)

    def index(self, kind: type[c.Claim]) -> int:
        """Return the number of the step that proves a claim of this kind."""
        index = self.proof.find(kind)
        if index is None:
            raise LookupError(f"{kind.__name__} has not been proved")
        return index

    def _local_minima(self, values: c.CriticalValues | None, share: float) -> Verdict:
        """Search the case tree; REFUTED if a spurious local minimum turns up, else UNDECIDED (H6 may be proved)."""
        from tameproof.matrix_products import prove_minima_by_products
        from tameproof.morse_sard.outcome import SpuriousPoint

        bound = self.bound()
        outcome = self.ask(searches.find_case_tree, self.lift, values, bound, self.morse_sard(share), share=share)
        if isinstance(outcome, Open):
            if not prove_minima_by_products(self):
                self.report_open("H6", outcome)
            return Verdict.UNDECIDED
        if isinstance(outcome, SpuriousPoint):
            step = self.add(c.SpuriousSetwiseMinimum(at_infinity=False), outcome.evidence)
            return Verdict.REFUTED if self.settle("H6", Status.REFUTED, step) else Verdict.UNDECIDED
        claim, evidence = outcome
        premises = (self.index(c.CriticalValues),) if values is not None else ()
        first = self.add(claim, evidence, premises)
        if isinstance(first, Open):
            self.report_open("H6", first)
        else:
            self._no_spurious_minima(claim, first)
        return Verdict.UNDECIDED

    def bound(self) -> Fraction | None:
        """Return a lower bound that has been proved."""
        index = self.proof.find(c.BoundedBelow)
        if index is None:
            return None
        claim = self.proof.steps[index].claim
        return claim.bound if isinstance(claim, c.BoundedBelow) else None

    def _no_spurious_minima(self, claim: c.LocalMinimaHaveValue, first: int) -> None:
        """Conclude H6 from the common value of all local minima."""
        from tameproof.proofs.kernel.algebraic import as_rational, compare_rational

        goal = c.NoSpuriousLocalMinima()
        if claim.value is None:
            self.settle("H6", Status.PROVED, self.add(goal, e.NoLocalMinima(), (first,)))
            return
        bound = self.bound()
        if bound is not None and compare_rational(claim.value, bound) <= 0:
            step = self.add(goal, e.ValueIsLowerBound(), (first, self.index(c.BoundedBelow)))
            self.settle("H6", Status.PROVED, step)
            return
        if self._has(c.BoundedTrajectories):
            kinds = (
                c.BoundedBelow,
                c.LocallyLipschitz,
                c.ChainRule,
                c.FinitelyManyCriticalValues,
                c.BoundedTrajectories,
            )
            premises = (first, *(self.index(kind) for kind in kinds))
            self.settle("H6", Status.PROVED, self.add(goal, e.InfimumIsAttained(), premises))
            return
        value = as_rational(claim.value)
        if self._common_value is None and value is not None and bound is not None:
            psatz = self.ask(searches.find_proof_of_bound, self.lift, value, self.sos(0.3), share=0.3)
            if isinstance(psatz, e.Psatz):
                second = self.add(c.BoundedBelow(value), e.LowerBound(psatz))
                if isinstance(second, int):
                    second = self.add(goal, e.ValueIsLowerBound(), (first, second))
                self.settle("H6", Status.PROVED, second)
                return
        self._common_value = (claim, first)
        if self._postponed:  # with bounded trajectories the infimum is attained
            return
        self.report("H6", Status.OPEN, first, "all local minima have one value, but it is not shown to be the infimum")

    def _refute(self, share: float) -> Verdict:
        """Search for a region, plateau or finite point that refutes; report only a success."""
        outcome = self.ask(searches.find_refutation, self.lift, self.settings.seed, self.sos(share), share=share)
        if isinstance(outcome, Open):
            self.report_open("R", outcome)
            return Verdict.UNDECIDED
        claim, evidence = outcome
        if not self.settle("R", Status.REFUTED, self.add(claim, evidence)):
            return Verdict.UNDECIDED
        if isinstance(evidence, e.Region) and not self._has(c.UnboundedTrajectory):
            self._escaping_trajectory(evidence)
        return Verdict.REFUTED

    def _escaping_trajectory(self, region: e.Region | None, seconds: float = 8.0) -> bool:
        """Report hypothesis 5 as false if trajectories, inside the refuting region or from a low point, escape."""
        from tameproof.hypothesis_5 import refute_bounded_trajectories

        escapes = refute_bounded_trajectories(self, region, seconds)
        self._postponed = self._postponed and not escapes
        return escapes

    def conclude(self, evidence: e.Evidence, kinds: Iterable[type[c.Claim]]) -> Verdict:
        """Add the conclusion 'certified'."""
        self.proof.add(c.NoSpuriousSetwiseMinima(), evidence, tuple(self.index(kind) for kind in kinds))
        return Verdict.CERTIFIED

    def _theorem_t(self) -> Verdict:
        from tameproof.values_at_infinity import conclude_theorem_t

        return conclude_theorem_t(self)
