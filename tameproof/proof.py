"""A certificate under construction: every step is checked by the kernel the moment it is added.

Soundness-critical: no (the finished certificate is checked again as a whole).
"""

from __future__ import annotations

from collections.abc import Mapping

from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import Claim, WellDefined
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import Evidence
from tameproof.proofs.kernel.lift import Lift
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open

# the premises do not say enough, or the check is too much work
NO_CONCLUSION = (Reason.GOAL_NOT_REACHED, Reason.SIDE_CONDITION, Reason.WRONG_PREMISE, Reason.LIMIT)


class RefusedByKernel(Exception):
    """The kernel refused a step that the search believed in: a bug of the search, never to be hidden."""


class Proof:
    """The steps proved so far about one objective."""

    def __init__(self, lifted: Lift) -> None:
        """Start an empty proof."""
        self.lift = lifted
        self.steps: list[Step] = []

    def add(self, claim: Claim, evidence: Evidence, premises: tuple[int, ...] = ()) -> int:
        """Check a step, append it and return its index.

        Raises:
            RefusedByKernel: if the kernel does not accept it.
        """
        index = len(self.steps)
        known = tuple(self.steps[p].claim for p in premises)
        try:
            check_step(self.lift, claim, evidence, known, f"steps[{index}]")
        except RejectedStep as error:
            raise RefusedByKernel(f"{type(claim).__name__} by {type(evidence).__name__}: {error}") from error
        self.steps.append(Step(claim, evidence, premises))
        return index

    def accepts(self, claim: Claim, evidence: Evidence, premises: tuple[int, ...]) -> bool:
        """Return whether a conclusion follows from the claims of some steps; nothing is added."""
        known = tuple(self.steps[p].claim for p in premises)
        try:
            check_step(self.lift, claim, evidence, known, "step")
        except RejectedStep as error:
            if error.reason not in NO_CONCLUSION:
                raise RefusedByKernel(f"{type(claim).__name__} by {type(evidence).__name__}: {error}") from error
            return False
        return True

    def add_side_conditions(self, settings: SosSettings) -> Open | None:
        """Prove that the objective is well defined, as the first step, if there is anything to prove."""
        if not self.lift.obligations:
            return None
        from tameproof.morse_sard.domain import find_domain_proof  # loads the semidefinite programs

        conditions = find_domain_proof(self.lift, settings)
        if isinstance(conditions, Open):
            return conditions
        self.add(WellDefined(), conditions)
        return None

    def find(self, kind: type[Claim]) -> int | None:
        """Return the index of the first step with a claim of this kind."""
        for index, step in enumerate(self.steps):
            if isinstance(step.claim, kind):
                return index
        return None

    def certificate(self, objective: str, meta: Mapping[str, object]) -> Certificate:
        """Return the certificate with all steps."""
        return Certificate(objective, self.lift.variables, tuple(self.steps), dict(meta))
