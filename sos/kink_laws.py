"""Polynomial laws of objectives with abs, max, min and relu.  Soundness-critical: no.

Where all kinks are away, each abs is plus or minus its argument and each maximum is one of its arguments, and a law
must hold for every choice.  The coefficients come from linear algebra modulo a prime at random points with random
choices; what is returned is an identity modulo the equations of the lift, which also covers the kinks themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tameproof.proofs.kernel.claims import ConservedQuantity
from tameproof.proofs.kernel.evidence import FlowDerivative
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import KINK_KINDS, Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos.conserved_quantities import new_generators, packed_monomials
from tameproof.sos.modular_points import Sampler, value_at
from tameproof.symbolic import budget
from tameproof.symbolic._flint_modular import PRIME, nullspace_modular, rational_from_residue
from tameproof.symbolic.ideals import find_combination

MAX_MONOMIALS = 130
SECONDS = 3.0  # for the identity of one law


def find_kink_laws(
    lift: Lift, *, max_degree: int, seed: int = 0
) -> tuple[tuple[ConservedQuantity, FlowDerivative], ...]:
    """Return generators of the polynomial laws of an objective with kinks, with their identities.

    Args:
        lift: the lifted objective; without kinks the answer is empty (``find_conserved_quantities`` is for these).
        max_degree: highest degree; a smaller one is used in many variables.
        seed: of the random points.

    Returns:
        Claims with evidence, of increasing degree, without products of earlier ones.  No completeness is claimed.

    Exactness: modular linear algebra; every identity holds over Q.
    """
    if not any(v.kind in KINK_KINDS for v in lift.lifted):
        return ()
    n = lift.dimension
    equations = [(k, f.polynomial) for k, f in enumerate(lift.facts) if f.kind is FactKind.EQUATION]
    sampler = Sampler(lift, Random(seed))  # noqa: S311 - a fixed seed, for equal results
    known: dict[Polynomial, FlowDerivative] = {}
    for degree in range(1, max_degree + 1):
        monomials = packed_monomials(n, degree)
        if len(monomials) > MAX_MONOMIALS:
            break
        for h in new_generators(_vectors(lift, monomials, sampler), list(known), monomials, degree):
            found = find_combination(
                lift.inner_with_gradient(h),
                [p for _, p in equations],
                len(lift.names),
                deadline=budget.Deadline.after(SECONDS),
            )
            if found is not None:
                known[h] = FlowDerivative(tuple((equations[i][0], q) for i, q in found))
    return tuple((ConservedQuantity(h), evidence) for h, evidence in known.items())


def _vectors(lift: Lift, monomials: Sequence[int], sampler: Sampler) -> list[Polynomial]:
    """Return a reduced basis of the polynomials that are constant along the flow at random points, modulo PRIME."""
    derivatives = [[Polynomial({m: 1}).derivative(i) for i in range(lift.dimension)] for m in monomials]
    rows = []
    for _ in range(len(monomials) + 8):
        point = sampler.draw()
        if point is None:
            return []
        field = [value_at(g, point) for g in lift.gradient]
        rows.append([sum(value_at(d, point) * g for d, g in zip(ds, field, strict=True)) % PRIME for ds in derivatives])
    _, vectors = nullspace_modular(rows, len(monomials))
    out = []
    for vector in vectors:
        coefficients = {k: rational_from_residue(a) for k, a in sorted(vector.items())}
        terms = [Polynomial({monomials[k]: 1}).scale(a) for k, a in coefficients.items() if a is not None]
        if terms and len(terms) == len(coefficients):
            out.append(sum_of_products([(p, ONE) for p in terms]))
    return out
