"""Coordinates that move off a branch while the others parametrise it.  Soundness-critical: no (numerical hints)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from tameproof.morse_sard.branch import Branch
from tameproof.morse_sard.samples import FloatSystem

MAX_SETS = 4
MAX_DIMENSION = 12
MAX_MOVING = 5
MAX_GENERATORS = 20
SMALL_FLOAT = 1e-5


def find_transversal_coordinates(branch: Branch, samples_float: Sequence[Any]) -> list[tuple[int, ...]]:
    """Return sets of coordinates whose directions, with the tangent space, span everything at most sample points.

    Args:
        branch: the branch.
        samples_float: numerical points of the branch.

    Returns:
        A few sets, those that serve most points first; last the set of all coordinates, if they are few.
    """
    import numpy as np

    n = branch.lift.dimension
    everything = tuple(range(n))
    generators = branch.generators()[:MAX_GENERATORS]
    if not samples_float or not generators or n > MAX_DIMENSION:
        return [everything] if n <= MAX_MOVING else []
    system = FloatSystem(generators, branch.context.variables)
    matrices = [system.jacobian(x)[:, :n] for x in samples_float]
    matrices = [m / max(1e-300, float(np.max(np.abs(m)))) for m in matrices if np.all(np.isfinite(m))]
    ranks = [int(np.linalg.matrix_rank(m, tol=SMALL_FLOAT)) for m in matrices]
    rank = max(ranks, default=0)
    if rank > MAX_MOVING:
        return []
    rows = []
    for chosen in combinations(range(n), rank):
        if not chosen:
            continue
        good = sum(1 for m in matrices if np.linalg.matrix_rank(m[:, chosen], tol=SMALL_FLOAT) == rank)
        if good:
            rows.append((-good, chosen))
    found = [chosen for _, chosen in sorted(rows)[:MAX_SETS]]
    return found if everything in found or n > MAX_MOVING else [*found, everything]
