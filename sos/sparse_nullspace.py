"""Null spaces of large sparse integer matrices modulo a prime.  Soundness-critical: no.

Most equations for conserved quantities have one or two unknowns: they say that an unknown is zero or a multiple of
another one.  These are eliminated first; the rest is compressed by a random sparse projection and solved densely.  A
projection can only enlarge the null space, which the caller notices when the vectors are checked exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tameproof.symbolic._flint_modular import PRIME, nullspace_modular

EXTRA_ROWS = 40
COPIES = 3  # into how many buckets a row goes


@dataclass(frozen=True, slots=True)
class SparseNullspace:
    """Vectors {column: residue}; each is 1 at a column where all the others vanish."""

    vectors: tuple[dict[int, int], ...]


class _Multiples:
    """Unknowns as multiples of representatives, or zero."""

    def __init__(self, columns: int) -> None:
        self.parent = list(range(columns))
        self.factor = [1] * columns
        self.is_zero = [False] * columns

    def find(self, c: int) -> tuple[int, int]:
        """Return (representative, factor) with unknown c = factor * representative."""
        path = []
        while self.parent[c] != c:
            path.append(c)
            c = self.parent[c]
        factor = 1
        for k in reversed(path):
            factor = factor * self.factor[k] % PRIME
            self.parent[k], self.factor[k] = c, factor
        return c, factor

    def reduce(self, row: dict[int, int]) -> dict[int, int]:
        """Return the row in terms of representatives."""
        out: dict[int, int] = {}
        for c, a in row.items():
            root, factor = self.find(c)
            if not self.is_zero[root]:
                value = (out.get(root, 0) + a * factor) % PRIME
                if value:
                    out[root] = value
                else:
                    out.pop(root, None)
        return out

    def apply(self, row: dict[int, int]) -> bool:
        """Use a reduced row with one or two unknowns; return whether it was used."""
        if len(row) == 1:
            self.is_zero[next(iter(row))] = True
            return True
        if len(row) == 2:
            (high, a), (low, b) = sorted(row.items(), reverse=True)
            self.parent[low] = high  # low = -(a / b) high: high monomials stay as representatives
            self.factor[low] = -a * pow(b, -1, PRIME) % PRIME
            return True
        return False


def find_nullspace(rows: Sequence[dict[int, int]], columns: int) -> SparseNullspace:
    """Return a reduced basis of the null space modulo PRIME (possibly of a larger space, with tiny probability).

    Args:
        rows: sparse integer rows.
        columns: number of unknowns.
    """
    unknowns = _Multiples(columns)
    todo = sorted(({c: a % PRIME for c, a in row.items() if a % PRIME} for row in rows), key=len)
    changed = True
    while changed:
        changed = False
        kept = []
        for row in todo:
            reduced = unknowns.reduce(row)
            if not reduced:
                continue
            if unknowns.apply(reduced):
                changed = True
            else:
                kept.append(reduced)
        todo = kept
    roots = sorted({unknowns.find(c)[0] for c in range(columns) if not unknowns.is_zero[unknowns.find(c)[0]]})
    core = sorted({c for row in todo for c in row})
    position = {c: k for k, c in enumerate(core)}
    free = [c for c in roots if c not in position]
    vectors = [{c: 1} for c in free]
    _, dense = nullspace_modular(_compress(todo, position), len(core))
    vectors += [{core[k]: a for k, a in v.items()} for v in dense]
    members: dict[int, list[tuple[int, int]]] = {}
    for c in range(columns):
        root, factor = unknowns.find(c)
        if not unknowns.is_zero[root]:
            members.setdefault(root, []).append((c, factor))
    out = []
    for v in vectors:
        full = {}
        for root, a in v.items():
            for c, factor in members[root]:
                full[c] = a * factor % PRIME
        out.append(full)
    return SparseNullspace(tuple(out))


def _compress(rows: Sequence[dict[int, int]], position: dict[int, int]) -> list[list[int]]:
    """Return a dense matrix whose rows are random combinations of the given ones."""
    size = len(position)
    if not size:
        return []
    unique: dict[tuple[tuple[int, int], ...], dict[int, int]] = {}
    for row in rows:
        lead = min(row)
        inverse = pow(row[lead], -1, PRIME)
        normal = {c: a * inverse % PRIME for c, a in row.items()}
        unique.setdefault(tuple(sorted(normal.items())), normal)
    count = size + EXTRA_ROWS
    if len(unique) <= count:
        matrix = [[0] * size for _ in unique]
        for target, row in zip(matrix, unique.values(), strict=True):
            for c, a in row.items():
                target[position[c]] = a
        return matrix
    random = Random(1)  # noqa: S311 - a fixed seed, for equal results
    matrix = [[0] * size for _ in range(count)]
    for row in unique.values():
        for _ in range(COPIES):
            target = matrix[random.randrange(count)]
            scale = random.randrange(1, PRIME)
            for c, a in row.items():
                target[position[c]] = (target[position[c]] + scale * a) % PRIME
    return matrix
