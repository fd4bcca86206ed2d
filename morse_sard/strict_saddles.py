"""Strict saddles: negative curvature on a whole branch by one semidefinite program.  Soundness-critical: no.

The search sees the Hessian and the facts modulo the equations of the branch.  Its directions d_k and weights w_k
become arcs x + t d_k of order 2: the first coefficient <G, d_k> vanishes on the critical set, and the sum of the
second coefficients with weights 2 w_k is sum w_k d_k' H d_k.
"""

from __future__ import annotations

from typing import Any

from tameproof.morse_sard.branch import Branch
from tameproof.morse_sard.graded_saddles import find_graded_negative_curvature
from tameproof.morse_sard.gradings import find_gradings, weight_of
from tameproof.morse_sard.proving import Effort, ReducedFacts, sos_settings, verified
from tameproof.morse_sard.samples import FloatPolynomial
from tameproof.morse_sard.second_order_arcs import find_second_order_arcs
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.evidence import NotLocalMinimum, Psatz
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.negative_curvature import Directions, curvature, find_negative_curvature
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open


def find_strict_saddle(
    branch: Branch,
    settings: MorseSardSettings,
    deadline: Deadline,
    *,
    degree: int = 2,
    effort: Effort = Effort.LARGE,
) -> NotLocalMinimum | None:
    """Return a leaf that shows negative curvature at every point of the branch, or None.

    Args:
        branch: critical points of a smooth objective.
        settings: budgets.
        deadline: when to give up (raises BudgetExceeded).
        degree: degree of the matrix sum of squares of directions.
        effort: size of the semidefinite programs.

    Returns:
        A leaf whose evidence the kernel has accepted.  None does not mean that some point has no negative curvature.
    """
    deadline.check()
    lift = branch.lift
    n = lift.dimension
    if not lift.smooth:
        return None
    hessian = tuple(tuple(branch.normal_form(lift.hessian[i][j], deadline) for j in range(n)) for i in range(n))
    reduced = ReducedFacts(branch, deadline)
    found = _find_directions(branch, hessian, reduced, degree, sos_settings(settings, deadline, effort))
    if found is None:
        return None
    directions, psatz = found
    found_arcs = find_second_order_arcs(branch, directions, deadline)
    if found_arcs is None:
        return None
    arcs, vanishing, total = found_arcs
    own = reduced.translate(psatz, total, curvature(hessian, directions))
    return NotLocalMinimum(2, arcs, vanishing, verified(total, own, branch.context, strict=True))


def may_be_strict(branch: Branch, samples_float: list[Any]) -> bool:
    """Return whether the Hessian has a negative eigenvalue at all numerical points of the branch (a hint)."""
    import numpy as np

    lift = branch.lift
    n = lift.dimension
    if not lift.smooth:
        return False
    upper = {
        (i, j): FloatPolynomial(lift.hessian[i][j], branch.context.variables) for i in range(n) for j in range(i, n)
    }
    for point_float in samples_float:
        matrix = np.array([[upper[min(i, j), max(i, j)](point_float) for j in range(n)] for i in range(n)])
        if not np.all(np.isfinite(matrix)):
            continue
        eigenvalues = np.linalg.eigvalsh(matrix)
        if eigenvalues[0] > -1e-6 * (1.0 + abs(eigenvalues[-1])):
            return False
    return True


def _find_directions(
    branch: Branch,
    hessian: tuple[tuple[Polynomial, ...], ...],
    reduced: ReducedFacts,
    degree: int,
    settings: SosSettings,
) -> tuple[Directions, Psatz] | None:
    """Return directions of negative curvature on the reduced facts; graded programs first if there is a grading."""
    facts = reduced.facts
    gradings = find_gradings(branch.lift.objective, [f.polynomial for f in facts], branch.context.variables)
    zero = (0,) * len(gradings)
    graded = all(
        weight_of(m, gradings) == zero for f in facts if f.kind is not FactKind.EQUATION for m in f.polynomial.terms
    )
    if gradings and graded:
        top = max((p.degree for row in hessian for p in row), default=0)
        for half in range(1, 3):
            for extra in (0, 2):
                base = top + 2 * half + extra
                found = find_graded_negative_curvature(
                    hessian, facts, gradings, half=half, degree=base + base % 2, settings=settings
                )
                if not isinstance(found, Open):
                    return found
    found = find_negative_curvature(hessian, facts, degree=degree, settings=settings)
    return None if isinstance(found, Open) else found
