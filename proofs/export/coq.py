"""A certificate as a Coq file that proves its conclusion from the definition of the objective.

The file holds the objective, the evidence and one theorem; it imports nothing but the theory in ``proofs/coq`` and is
proved by the theory's verified checkers.  A step without counterpart is refused by name, never weakened.

Soundness-critical: no (Coq checks the file; what has to be trusted is in docs/what-is-proved.md).
"""

from __future__ import annotations

from tameproof.proofs.export.coq_certified import export_theorem_1
from tameproof.proofs.export.coq_refutation import (
    NODES,
    Statement,
    export_region,
    export_region_minimum,
    nodes,
)
from tameproof.proofs.export.coq_strict_minimum import export_strict_minimum
from tameproof.proofs.export.coq_tangency import export_theorem_t
from tameproof.proofs.export.coq_terms import CannotExport, polynomial, print_tree, tree_of_expression
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse

__all__ = ["CannotExport", "to_coq"]


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
    for v in lifted.lifted:
        if v.kind not in NODES:
            raise CannotExport(None, v.kind.value, f"{v.kind.value} is not in the theory")
    tree = tree_of_expression(expression, certificate.variables) if lifted.is_polynomial else None
    body = polynomial(lifted.objective) if tree is None else f"({print_tree(tree)})%polynomial"
    result: Statement | None = None
    refusals: list[CannotExport] = []
    for index, step in enumerate(certificate.steps):
        if not isinstance(step.claim, c.NoSpuriousSetwiseMinima | c.SpuriousSetwiseMinimum):
            continue
        finite = isinstance(step.evidence, e.StrictMinimum | e.RegionMinimum)
        try:
            if finite and isinstance(step.claim, c.SpuriousSetwiseMinimum) and step.claim.at_infinity:
                raise CannotExport(index, type(step.evidence).__name__, "a point is no minimum at infinity")
            match step.evidence:
                case e.Region():
                    result = export_region(certificate, lifted, index, step.evidence, tree)
                case e.RegionMinimum():
                    result = export_region_minimum(certificate, lifted, index, step.evidence)
                case e.StrictMinimum():
                    result = export_strict_minimum(certificate, lifted, index, step.evidence)
                case e.Theorem1() | e.Theorem1Plus():
                    result = export_theorem_1(certificate, lifted, index)
                case e.TheoremT():
                    result = export_theorem_t(certificate, lifted, index)
                case _:
                    raise CannotExport(index, type(step.evidence).__name__, "this conclusion is not in the theory")
            break
        except CannotExport as refusal:
            refusals.append(refusal)
    if result is None:
        raise refusals[0] if refusals else CannotExport(None, "conclusion", "the certificate reaches no conclusion")
    names = ", ".join(f"{name} = Var {i}" for i, name in enumerate(lifted.names))
    text = certificate.objective.replace("(*", "( *").replace("*)", "* )")
    name = "f_is_certified" if "no_spurious" in result.statement else "f_is_refuted"
    return (
        f"(** f = {text}\n    {names} *)\n"
        "From Tameproof Require Import All.\nOpen Scope list_scope.\nOpen Scope nat_scope.\n\n"
        f"Definition f : Rn {lifted.dimension - 1} -> R :=\n"
        f"  objective {lifted.dimension - 1} {nodes(lifted)}\n  {body}.\n\n"
        f"{result.definitions}\n"
        f"Theorem {name} : {result.statement}.\n"
        f"Proof. refine ({result.proof} _). vm_cast_no_check (eq_refl true). Qed.\n\n"
        f"Print Assumptions {name}.\n"
    )
