"""Bases adapted to permutation symmetry, over Q.  Soundness-critical: no.

If a group G acts on a set of monomials, an invariant quadratic form on their span is block diagonal for the isotypic
components.  For products of symmetric groups all irreducible representations are rational: the images of the Young
symmetrisers, one standard tableau per partition, are spaces whose dimension is the multiplicity of the representation,
and every invariant sum of squares is the average over the group of a sum of squares of such vectors.  For a cyclic
group the components over Q are the kernels of the cyclotomic polynomials of a generator.
Sources: [gatermann_parrilo_2004], [james_1978].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations, product
from math import factorial, prod

Vector = dict[int, int]  # position -> coefficient
Node = tuple[int, ...]  # exponents
PRIME = 2_147_483_647
MAX_COLUMN_GROUP = 200


def partitions(n: int, *, first: int, largest: int | None = None) -> Iterator[tuple[int, ...]]:
    """Yield the partitions of n whose first part is at least ``first``."""
    if n == 0:
        yield ()
        return
    for k in range(min(n, largest if largest is not None else n), max(first, 1) - 1, -1):
        for rest in partitions(n - k, first=1, largest=k):
            yield (k, *rest)


def dimension(shape: Sequence[int]) -> int:
    """Return the dimension of the representation of the symmetric group that belongs to a partition (hook lengths)."""
    columns = [sum(1 for r in shape if r > j) for j in range(shape[0] if shape else 0)]
    hooks = prod(r - j + columns[j] - i - 1 for i, r in enumerate(shape) for j in range(r))
    return factorial(sum(shape)) // hooks


def young_seeds(nodes: Sequence[Node], parts: Sequence[Sequence[int]]) -> list[tuple[int, list[Vector]]] | None:
    """Return one list of independent vectors per irreducible representation, with the dimension of the latter.

    Args:
        nodes: exponent vectors; closed under permutations of the coordinates of each part.
        parts: disjoint sets of coordinates.

    Returns:
        (dimension, vectors) with sum dimension * len(vectors) = len(nodes), or None if a group is too large.
    """
    index = {node: k for k, node in enumerate(nodes)}
    shapes = []
    for part in parts:
        common = min((max(_count(node, part).values()) for node in nodes), default=0)
        shapes.append(list(partitions(len(part), first=common)))
    out = []
    for choice in product(*shapes):
        rows = [_filled(shape, part) for shape, part in zip(choice, parts, strict=True)]
        flat = [row for tableau in rows for row in tableau]
        columns = [c for tableau in rows for c in _columns(tableau)]
        if prod(factorial(len(c)) for c in columns) > MAX_COLUMN_GROUP:
            return None
        signed = list(_signed_permutations(columns))
        sums: dict[Node, Vector] = {}
        for node in nodes:
            sums.setdefault(_sorted_rows(node, flat), {})[index[node]] = 1
        vectors = []
        for rowsum in sums.values():
            vector: Vector = {}
            for sign, moves in signed:
                for k in rowsum:
                    image = index[_moved(nodes[k], moves)]
                    vector[image] = vector.get(image, 0) + sign
            vectors.append({k: c for k, c in sorted(vector.items()) if c})
        chosen = independent(vectors)
        if chosen:
            out.append((prod(map(dimension, choice)), chosen))
    return out if sum(d * len(v) for d, v in out) == len(nodes) else None


def cyclic_seeds(image: Sequence[int]) -> list[list[Vector]]:
    """Return bases of the rational components of a permutation of 0, 1, 2, ..., given by the images."""
    by_divisor: dict[int, list[Vector]] = {}
    seen: set[int] = set()
    for start in range(len(image)):
        if start in seen:
            continue
        cycle = [start]
        while (following := image[cycle[-1]]) != start:
            cycle.append(following)
        seen.update(cycle)
        n = len(cycle)
        for d in (d for d in range(1, n + 1) if n % d == 0):
            factor = _quotient([-1, *[0] * (n - 1), 1], cyclotomic(d))
            for shift in range(len(cyclotomic(d)) - 1):
                vector = {cycle[(k + shift) % n]: c for k, c in enumerate(factor) if c}
                by_divisor.setdefault(d, []).append(dict(sorted(vector.items())))
    return [by_divisor[d] for d in sorted(by_divisor)]


def cyclotomic(n: int) -> list[int]:
    """Return the coefficients of the n-th cyclotomic polynomial, constant term first."""
    out = [-1, *[0] * (n - 1), 1]
    for d in range(1, n):
        if n % d == 0:
            out = _quotient(out, cyclotomic(d))
    return out


def _quotient(a: Sequence[int], b: Sequence[int]) -> list[int]:
    """Return a / b for monic b, which divides a."""
    rest, out = list(a), [0] * (len(a) - len(b) + 1)
    for k in range(len(out) - 1, -1, -1):
        out[k] = rest[k + len(b) - 1]
        for j, c in enumerate(b):
            rest[k + j] -= out[k] * c
    return out


def independent(vectors: Sequence[Vector]) -> list[Vector]:
    """Return a maximal independent subset, the shortest vectors first (ranks modulo a prime)."""
    pivots: dict[int, Vector] = {}
    chosen = []
    for vector in sorted(vectors, key=len):
        rest = {k: c % PRIME for k, c in vector.items() if c % PRIME}
        while rest:
            lead = max(rest)
            row = pivots.get(lead)
            if row is None:
                inverse = pow(rest[lead], -1, PRIME)
                pivots[lead] = {k: c * inverse % PRIME for k, c in rest.items()}
                chosen.append(vector)
                break
            factor = rest[lead]
            for k, c in row.items():
                value = (rest.get(k, 0) - factor * c) % PRIME
                if value:
                    rest[k] = value
                else:
                    rest.pop(k, None)
    return chosen


def _count(node: Node, part: Sequence[int]) -> dict[int, int]:
    out: dict[int, int] = {}
    for v in part:
        out[node[v]] = out.get(node[v], 0) + 1
    return out


def _filled(shape: Sequence[int], part: Sequence[int]) -> list[list[int]]:
    """Return the rows of the tableau that is filled row by row."""
    rows, start = [], 0
    for length in shape:
        rows.append(list(part[start : start + length]))
        start += length
    return rows


def _columns(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    longest = max(map(len, rows), default=0)
    columns = [[row[j] for row in rows if len(row) > j] for j in range(longest)]
    return [c for c in columns if len(c) > 1]


def _signed_permutations(columns: Sequence[Sequence[int]]) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """Yield the elements of the column group as (sign, moves)."""
    choices = [list(permutations(range(len(c)))) for c in columns]
    for choice in product(*choices):
        sign, moves = 1, []
        for column, image in zip(columns, choice, strict=True):
            inversions = sum(1 for i in range(len(image)) for j in range(i) if image[j] > image[i])
            sign *= -1 if inversions % 2 else 1
            moves += [(column[i], column[j]) for i, j in enumerate(image) if i != j]
        yield sign, tuple(moves)


def _moved(node: Node, moves: Sequence[tuple[int, int]]) -> Node:
    out = list(node)
    for source, target in moves:
        out[target] = node[source]
    return tuple(out)


def _sorted_rows(node: Node, rows: Sequence[Sequence[int]]) -> Node:
    """Return the representative of a node under permutations inside the rows."""
    out = list(node)
    for row in rows:
        for v, e in zip(row, sorted(node[v] for v in row), strict=True):
            out[v] = e
    return tuple(out)
