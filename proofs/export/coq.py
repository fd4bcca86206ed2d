"""A certificate as a Coq file that proves its conclusion from the definition of the objective.

The file holds the objective, the evidence and one theorem; it imports nothing but the theory in ``proofs/coq`` and is
proved by the theory's verified checkers.  A step without counterpart is refused by name, never weakened.

Soundness-critical: no (Coq checks the file; what has to be trusted is in docs/what-is-proved.md).
"""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.export.coq_certified import export_theorem_1
from tameproof.proofs.export.coq_kinks import export_theorem_1_with_kinks
from tameproof.proofs.export.coq_line import export_valley
from tameproof.proofs.export.coq_objective import CoqObjective, coq_objective
from tameproof.proofs.export.coq_refutation import (
    Statement,
    export_bound,
    export_plateau,
    export_region,
    export_region_minimum,
)
from tameproof.proofs.export.coq_strict_minimum import export_strict_minimum
from tameproof.proofs.export.coq_tangency import export_theorem_t
from tameproof.proofs.export.coq_terms import CannotExport
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse

__all__ = ["CannotExport", "to_coq"]


NAMES = {
    "no_spurious_setwise_minimum": "f_is_certified",
    "spurious_setwise_minimum": "f_is_refuted",
    "<= f x": "f_is_bounded_below",
}


def _bound(certificate: Certificate, view: CoqObjective) -> Statement | None:
    """Return the greatest lower bound that is proved by an identity, for certificates that are about bounds only."""
    if not all(isinstance(s.claim, c.BoundedBelow | c.Infimum | c.Minimum | c.WellDefined) for s in certificate.steps):
        return None
    found: tuple[Fraction, int, e.Psatz] | None = None
    for index, step in enumerate(certificate.steps):
        if isinstance(step.claim, c.BoundedBelow) and isinstance(step.evidence, e.LowerBound):
            if found is None or step.claim.bound > found[0]:
                found = step.claim.bound, index, step.evidence.psatz
    return None if found is None else export_bound(certificate, view, found[1], found[0], found[2])


def to_coq(certificate: Certificate, *, checked: bool = True) -> str:
    """Return a Coq file with one theorem: the conclusion of the certificate.

    Args:
        certificate: a certificate with a conclusion; it is checked first.
        checked: False leaves out the kernel's check, so that the answers of kernel and Coq can be compared.

    Returns:
        Text for coqc with the theory on its path as Tameproof.  If coqc accepts it, the theorem holds; this function
        promises only that the theorem is about the objective of the certificate.

    Raises:
        RejectedStep: if the kernel does not accept the certificate.
        CannotExport: if a step (named in the error) or the objective is outside the theory.
    """
    expression = parse(certificate.objective)
    if checked:
        check_certificate(certificate, expression)
    lifted = lift(expression, certificate.variables)
    view = coq_objective(expression, lifted)
    result: Statement | None = None
    refusals: list[CannotExport] = []
    for index, step in enumerate(certificate.steps):
        if not isinstance(step.claim, c.NoSpuriousSetwiseMinima | c.SpuriousSetwiseMinimum):
            continue
        finite = isinstance(step.evidence, e.StrictMinimum | e.RegionMinimum)
        try:
            if finite and isinstance(step.claim, c.SpuriousSetwiseMinimum) and step.claim.at_infinity:
                raise CannotExport(index, type(step.evidence).__name__, "a point is no minimum at infinity")
            if not view.smooth and not isinstance(
                step.evidence, e.Region | e.RegionMinimum | e.Plateau | e.SpuriousValley | e.Theorem1
            ):
                raise CannotExport(
                    index, type(step.evidence).__name__, "kinks are in the theory of Theorem 1 and of refutations"
                )
            match step.evidence:
                case e.Region():
                    result = export_region(certificate, view, index, step.evidence)
                case e.RegionMinimum():
                    result = export_region_minimum(certificate, view, index, step.evidence)
                case e.Plateau():
                    result = export_plateau(certificate, view, index, step.evidence)
                case e.SpuriousValley() if isinstance(step.claim, c.SpuriousSetwiseMinimum):
                    result = export_valley(certificate, lifted, view, index, step.evidence, step.claim.at_infinity)
                case e.StrictMinimum():
                    result = export_strict_minimum(certificate, lifted, index, step.evidence)
                case e.Theorem1() if not view.smooth:
                    result = export_theorem_1_with_kinks(certificate, lifted, view, index)
                case e.Theorem1() | e.Theorem1Plus():
                    result = export_theorem_1(certificate, lifted, index)
                case e.TheoremT():
                    result = export_theorem_t(certificate, lifted, index)
                case _:
                    raise CannotExport(index, type(step.evidence).__name__, "this conclusion is not in the theory")
            break
        except CannotExport as refusal:
            refusals.append(refusal)
    if result is None and not refusals:
        result = _bound(certificate, view)
    if result is None:
        raise refusals[0] if refusals else CannotExport(None, "conclusion", "the certificate reaches no conclusion")
    known = lifted.names if view.smooth else lifted.variables
    names = ", ".join(f"{name} = Var {i}" for i, name in enumerate(known))
    text = certificate.objective.replace("(*", "( *").replace("*)", "* )")
    name = next(name for part, name in NAMES.items() if part in result.statement)
    return (
        f"(** f = {text}\n    {names} *)\n"
        "From Tameproof Require Import All.\nOpen Scope list_scope.\nOpen Scope nat_scope.\n\n"
        f"Definition f : Rn {lifted.dimension - 1} -> R :=\n"
        f"  objective {lifted.dimension - 1} {view.nodes}\n  {view.body}.\n\n"
        f"{result.definitions}\n"
        f"Theorem {name} : {result.statement}.\n"
        f"Proof. refine ({result.proof} _). vm_cast_no_check (eq_refl true). Qed.\n\n"
        f"Print Assumptions {name}.\n"
    )
