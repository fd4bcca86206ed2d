"""Permutations of the variables that leave a polynomial invariant.  Soundness-critical: no (each is checked exactly).

Interchangeable variables are found pair by pair: transpositions that are symmetries define an equivalence relation.
Further automorphisms come from a search with backtracking that maps one variable after the other and compares the
terms in the variables that are mapped already, so that cyclic and dihedral groups and exchanges of blocks are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import lcm

from tameproof.proofs.kernel.polynomial import BITS, Polynomial, factors_of

Permutation = dict[int, int]  # variable -> image
MAX_VARIABLES = 24
MAX_NODES = 20_000  # of the search with backtracking
MAX_TERMS = 20_000


@dataclass(frozen=True, slots=True)
class PermutationGroup:
    """A group of permutations of variables.

    Attributes:
        generators: permutations that generate it.
        parts: sets of two or more variables all of whose permutations belong to it.
        rotation: an element of large order, for groups that are not made of the parts alone; None if there is none.
    """

    generators: tuple[Permutation, ...]
    parts: tuple[tuple[int, ...], ...]
    rotation: Permutation | None = None


def permuted_monomial(m: int, g: Permutation) -> int:
    """Return the packed monomial with variable v replaced by g(v)."""
    return _packed([(g.get(v, v), e) for v, e in factors_of(m)])


def permuted(p: Polynomial, g: Permutation) -> Polynomial:
    """Return the polynomial with variable v replaced by g(v)."""
    return Polynomial({permuted_monomial(m, g): c for m, c in p.terms.items()}, p.denominator)


def is_invariant(p: Polynomial, g: Permutation) -> bool:
    """Return whether the permutation maps the polynomial to itself; exact."""
    return all(p.terms.get(permuted_monomial(m, g)) == c for m, c in p.terms.items())


def find_permutation_group(p: Polynomial) -> PermutationGroup | None:
    """Return permutations of the variables that leave p invariant, or None if only the identity is found."""
    variables = sorted(p.variables())
    if not 2 <= len(variables) <= MAX_VARIABLES or len(p) > MAX_TERMS:
        return None
    profile = {v: _profile(p, v) for v in variables}
    parts: list[list[int]] = []
    for v in variables:
        for part in parts:
            if profile[part[0]] == profile[v] and is_invariant(p, {v: part[0], part[0]: v}):
                part.append(v)
                break
        else:
            parts.append([v])
    generators: list[Permutation] = [{a: b, b: a} for part in parts for a, b in pairwise(part)]
    further: list[Permutation] = []
    if len(parts) > 1:
        further = list(_further_automorphisms(p, variables, profile, parts))
    if not generators and not further:
        return None
    candidates = [*further, *(composed(a, b) for a, b in combinations(further, 2))]
    rotation = max(candidates, key=lambda g: order_of(g, variables), default=None)
    return PermutationGroup((*generators, *further), tuple(tuple(part) for part in parts if len(part) > 1), rotation)


def order_of(g: Permutation, variables: Sequence[int]) -> int:
    """Return the order of a permutation."""
    return lcm(*(len(c) for c in cycles(g, variables)))


def cycles(g: Permutation, points: Sequence[int]) -> list[list[int]]:
    """Return the cycles of a permutation of the points."""
    out: list[list[int]] = []
    seen: set[int] = set()
    for start in points:
        if start in seen:
            continue
        cycle = [start]
        while (following := g.get(cycle[-1], cycle[-1])) != start:
            cycle.append(following)
        seen.update(cycle)
        out.append(cycle)
    return out


def composed(a: Permutation, b: Permutation) -> Permutation:
    """Return the permutation that applies b, then a."""
    return {v: a.get(b.get(v, v), b.get(v, v)) for v in sorted({*a, *b})}


def _profile(p: Polynomial, v: int) -> tuple[object, ...]:
    """Return what is the same for v and every image of v."""
    rows: list[tuple[object, ...]] = []
    for m, c in p.terms.items():
        factors = dict(factors_of(m))
        if v in factors:
            rows.append((factors.pop(v), tuple(sorted(factors.values())), c))
    return tuple(sorted(rows, key=repr))


def _further_automorphisms(
    p: Polynomial, variables: Sequence[int], profile: dict[int, tuple[object, ...]], parts: Sequence[Sequence[int]]
) -> Iterator[Permutation]:
    """Yield automorphisms that generate the group together with the permutations of the parts, if the search ends."""
    order = _connected_order(p, variables)
    place = {v: k for k, v in enumerate(order)}
    rows: list[list[tuple[list[tuple[int, int]], int]]] = [[] for _ in order]  # terms by their last variable
    for m, c in p.terms.items():
        factors = factors_of(m)
        if factors:
            rows[max(place[v] for v, _ in factors)].append((list(factors), c))
    part_of = {v: k for k, part in enumerate(parts) for v in part}
    nodes = [0]

    def extend(k: int, image: Permutation, used: set[int]) -> Permutation | None:
        if k == len(order):
            return dict(image)
        v = order[k]
        for w in order:
            if w in used or profile[w] != profile[v]:
                continue
            nodes[0] += 1
            if nodes[0] > MAX_NODES:
                return None
            image[v] = w
            if all(p.terms.get(permuted_monomial(_packed(f), image)) == c for f, c in rows[k]):
                used.add(w)
                found = extend(k + 1, image, used)
                if found is not None:
                    return found
                used.discard(w)
            del image[v]
        return None

    # images of each variable under the automorphisms that fix the ones before it
    for k, v in enumerate(order):
        reached = {v, *parts[part_of[v]]}
        for w in order[k + 1 :]:
            if w in reached or profile[w] != profile[v]:
                continue
            fixed = {u: u for u in order[:k]}
            image = {**fixed, v: w}
            if any(p.terms.get(permuted_monomial(_packed(f), image)) != c for f, c in rows[k]):
                continue
            found = extend(k + 1, image, {*fixed, w})
            if found is not None and is_invariant(p, found):
                yield found
                for cycle in cycles(found, order):
                    if v in cycle:
                        reached.update(cycle)
            reached.update(parts[part_of[w]] if found is not None else ())
            if nodes[0] > MAX_NODES:
                return


def _packed(factors: Sequence[tuple[int, int]]) -> int:
    return sum(e << (BITS * v) for v, e in factors)


def _connected_order(p: Polynomial, variables: Sequence[int]) -> list[int]:
    """Return the variables such that each one shares a term with an earlier one if possible."""
    shares: dict[int, set[int]] = {v: set() for v in variables}
    for m in p.terms:
        names = [v for v, _ in factors_of(m)]
        for a, b in combinations(names, 2):
            shares[a].add(b)
            shares[b].add(a)
    order: list[int] = []
    rest = list(variables)
    while rest:
        known = set(order)
        following = max(rest, key=lambda v: (len(shares[v] & known), -v))
        order.append(following)
        rest.remove(following)
    return order
