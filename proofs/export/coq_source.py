"""The certificate that is being exported, and identities for weak inequalities.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass

from tameproof.proofs.export.coq_terms import CannotExport, needs_density, psatz
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial


@dataclass(frozen=True)
class Source:
    """The certificate that is being exported."""

    certificate: Certificate
    lift: Lift

    def premise(self, index: int, kind: type[c.Claim]) -> tuple[int, Step]:
        """Return the first premise of a step with this kind of claim."""
        for p in self.certificate.steps[index].premises:
            if isinstance(self.certificate.steps[p].claim, kind):
                return p, self.certificate.steps[p]
        raise CannotExport(index, type(self.certificate.steps[index].evidence).__name__, f"no premise {kind.__name__}")


def weak(identity: e.Psatz, goal: Polynomial, index: int, what: str) -> str:
    """Return an identity for a weak inequality."""
    if needs_density(identity):
        raise CannotExport(index, what, "a multiplier with zeros (an argument by density) is not in the theory")
    return psatz(identity, goal)
