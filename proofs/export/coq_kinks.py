"""Certified objectives with abs, max and min as Coq theorems: Theorem 1 by proximal descent.  Soundness-critical: no.

The theory has one variable per kink where the certificate may have three; the evidence is translated first.  Arguments
of bounds are numbers of quantities, not variables of the objective, and are left as they are.
"""

from __future__ import annotations

import dataclasses

from tameproof.proofs.export.coq_certified import critical_polynomial, local_minima
from tameproof.proofs.export.coq_confinement import balanced, controlled_quantities, refuse_levels
from tameproof.proofs.export.coq_objective import CoqObjective
from tameproof.proofs.export.coq_refutation import Statement
from tameproof.proofs.export.coq_source import Source, weak
from tameproof.proofs.export.coq_terms import CannotExport, combination, listing, polynomial, rational
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.lift import KINK_KINDS, Lift
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial

MAX_ADJOINED = 1000  # variables that a case tree may adjoin


def export_theorem_1_with_kinks(certificate: Certificate, lift: Lift, view: CoqObjective, index: int) -> Statement:
    """Return the theorem of a Theorem1 step for an objective with kinks.

    Raises:
        CannotExport: if a kink is inside another one or inside another function, or if a step has no counterpart.
    """
    if any(v.kind not in KINK_KINDS for v in lift.lifted):
        raise CannotExport(index, "Theorem1", "kinks beside quotients, exp, sigmoid or tanh are in refutations only")
    if not lift.convex_field:
        raise CannotExport(index, "Theorem1", "a kink inside a kink is in the theory of refutations only")
    source = _translated(certificate, lift, view)
    confined_index, confined = source.premise(index, c.BoundedTrajectories)
    control = _control(source, confined_index, confined)
    finite_index, finite = source.premise(index, c.FinitelyManyCriticalValues)
    if not isinstance(finite.evidence, e.ListedValues):
        what = type(finite.evidence).__name__
        raise CannotExport(finite_index, what, "finiteness of critical values by definability is cited, not proved")
    values_index, values = source.premise(finite_index, c.CriticalValues)
    critical = critical_polynomial(source, values_index, values)
    minima_index, minima_step = source.premise(index, c.NoSpuriousLocalMinima)
    minima = local_minima(source, minima_index, minima_step, values_index)
    text = (
        f"Definition controlled : kink_control := {control}.\n\n"
        f"Definition critical : critical_values := {critical}.\n\nDefinition local_minima : minima := {minima}.\n"
    )
    theorem = "certified_with_kinks _ _ _ controlled critical local_minima"
    return Statement(text, "no_spurious_setwise_minimum f", theorem)


def _translated(certificate: Certificate, lift: Lift, view: CoqObjective) -> Source:
    """Return the certificate in the variables of the theory; for the gradient, kinks are constants."""
    n, before, after = lift.dimension, lift.dimension + len(lift.lifted), view.lift.dimension + len(view.lift.lifted)
    adjoined = {before + k: Polynomial.variable(after + k) for k in range(MAX_ADJOINED)} if before != after else {}
    full = dataclasses.replace(view, images=view.images | adjoined)
    steps = []
    for step in certificate.steps:
        evidence = full.translated(step.evidence)
        if isinstance(step.evidence, e.Proper | e.BalancedLayers):
            # polynomials in F and the quantities, and numbers of variables
            evidence = dataclasses.replace(step.evidence, psatz=full.translated(step.evidence.psatz))
        steps.append(dataclasses.replace(step, evidence=evidence))
    moved = dataclasses.replace(view.lift, jacobian=tuple((ZERO,) * n for _ in view.lift.lifted))
    return Source(dataclasses.replace(certificate, steps=tuple(steps)), moved)


def _control(source: Source, index: int, step: Step) -> str:
    """Return the bounds, the quantities and what they confine, as a term of type ``kink_control``."""
    lift, evidence = source.lift, step.evidence
    below_index, below = source.premise(index, c.BoundedBelow)
    if not isinstance(below.claim, c.BoundedBelow) or not isinstance(below.evidence, e.LowerBound):
        raise CannotExport(below_index, type(below.evidence).__name__, "a lower bound by an identity is needed")
    low = lift.objective - Polynomial.constant(below.claim.bound)
    quantities = controlled_quantities(source, step)
    refuse_levels(source, index, step)
    conserved = []
    for p in step.premises:
        claim, why = source.certificate.steps[p].claim, source.certificate.steps[p].evidence
        if isinstance(claim, c.ConservedQuantity):
            if not isinstance(why, e.FlowDerivative) or any(i >= lift.dimension for i in claim.quantity.variables()):
                raise CannotExport(p, type(why).__name__, "this argument about a quantity is not in the theory")
            conserved.append(f"({polynomial(claim.quantity)}, {combination(why.combination)})")
    match evidence:
        case e.Proper() if evidence.multiplier == ONE:
            goal = evidence.bound.substitute(quantities.inner(lift.objective)) - lift.squared_norm**evidence.exponent
            text = (
                f"KinkProperness {polynomial(quantities.renumber(evidence.bound))} {evidence.exponent}\n"
                f"  {weak(evidence.psatz, goal, index, 'Proper')}"
            )
        case e.BalancedLayers():
            text = f"KinkBalancedLayers {balanced(source, index, evidence, quantities)}"
        case _:
            what = type(evidence).__name__
            raise CannotExport(index, what, "this bound of trajectories is in the theory of smooth objectives only")
    return (
        f"KinkControl\n  {rational(below.claim.bound)} {weak(below.evidence.psatz, low, below_index, 'LowerBound')}\n"
        f"  {listing(conserved)}\n  {listing(quantities.monotone_terms)}\n  ({text})"
    )
