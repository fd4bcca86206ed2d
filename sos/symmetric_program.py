"""Programs with permutation symmetry: fewer and smaller Gram matrices, and the way back.  Soundness-critical: no.

If permutations of the variables map the data of a program to themselves, a solution averaged over the group is a
solution.  So it suffices to compare coefficients once per orbit of monomials, and to look for Gram matrices on one
block per orbit of blocks, in a basis adapted to the symmetry of that block.  The averaged matrices are exact and
positive semidefinite, and solve the original program.
Source: [gatermann_parrilo_2004].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import lcm

from tameproof.proofs.kernel.polynomial import Polynomial, unpack
from tameproof.sos.permutation_group import Permutation, PermutationGroup, composed, permuted, permuted_monomial
from tameproof.sos.program import Block, SosProgram, SosSolution
from tameproof.sos.symmetry_adapted import Vector, cyclic_seeds, young_seeds

Action = tuple[tuple[int, tuple[int, ...]], ...]  # for each block its image, and the images of its positions


@dataclass(frozen=True, slots=True)
class PartOf:
    """The role of a block that stands for a part of block number ``block`` of another program."""

    block: int


@dataclass(frozen=True)
class SymmetricProgram:
    """A program that asks for less, and what it was made of.

    Attributes:
        original: the program with its symmetry.
        reduced: blocks adapted to the symmetry, with roles ``PartOf``.
        actions: the generators on the basis elements of the original blocks.
    """

    original: SosProgram
    reduced: SosProgram
    actions: tuple[Action, ...]

    @cached_property
    def _offsets(self) -> list[int]:
        return list(accumulate((len(b.basis) ** 2 for b in self.original.blocks), initial=0))

    @cached_property
    def _orbits(self) -> list[int]:
        """The number of the orbit of each entry of each block."""
        import numpy as np
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        count = self._offsets[-1]
        sources, targets = [], []
        for action in self.actions:
            for b, (image, positions) in enumerate(action):
                n, moved = len(positions), np.array(positions)
                sources.append(self._offsets[b] + np.arange(n * n))
                targets.append((self._offsets[image] + n * moved[:, None] + moved[None, :]).ravel())
        row, column = np.concatenate(sources), np.concatenate(targets)
        graph = coo_matrix((np.ones(len(row), dtype=np.int8), (row, column)), shape=(count, count))
        return [int(k) for k in connected_components(graph, directed=False)[1]]

    def lift(self, solution: SosSolution) -> SosSolution:
        """Return the averaged solution of the original program from one of ``reduced`` or of a face of it."""
        orbits, blocks = self._orbits, self.original.blocks
        positions = [{max(p.terms): k for k, (p,) in enumerate(b.basis)} for b in blocks]
        size = [0] * (max(orbits) + 1)
        for k in orbits:
            size[k] += 1
        sums = [Fraction(0)] * len(size)
        for block, matrix in zip(solution.program.blocks, solution.matrices, strict=True):
            if not isinstance(block.role, PartOf):
                raise TypeError("not a block of a symmetric program")
            b, n = block.role.block, len(blocks[block.role.block].basis)
            common = lcm(*(v.denominator for row in matrix for v in row))
            below = lcm(*(p.denominator for (p,) in block.basis))
            rows = [{positions[b][m]: c * (below // p.denominator) for m, c in p.terms.items()} for (p,) in block.basis]
            own: dict[int, int] = {}
            for x, row in enumerate(matrix):
                combined = [0] * n
                for y, value in enumerate(row):
                    factor = value.numerator * (common // value.denominator)
                    if factor:
                        for j, c in rows[y].items():
                            combined[j] += factor * c
                for i, a in rows[x].items():
                    start = self._offsets[b] + i * n
                    for j, c in enumerate(combined):
                        if c:
                            key = orbits[start + j]
                            own[key] = own.get(key, 0) + a * c
            for key, total in own.items():
                sums[key] += Fraction(total, common * below * below)
        averages = [total / count for total, count in zip(sums, size, strict=True)]
        matrices = []
        for b, block in enumerate(blocks):
            n, start = len(block.basis), self._offsets[b]
            matrices.append(tuple(tuple(averages[orbits[start + i * n + j]] for j in range(n)) for i in range(n)))
        return SosSolution(self.original, tuple(matrices), ())


def find_symmetric_program(program: SosProgram, group: PermutationGroup) -> SymmetricProgram | None:
    """Return the reduced program, or None if the data are not symmetric or the blocks are not made of monomials.

    Args:
        program: presolved, without unknowns other than matrices.
        group: permutations of the variables; those that do not map the program to itself are left out.
    """
    if program.free or program.reduction is not None or not _is_monomial(program):
        return None
    table = _Table(program)
    if table.ambiguous:
        return None
    usable = []
    for g in group.generators:
        action = table.action(g)
        if action is not None and permuted(program.target, g) == program.target:
            usable.append((g, action))
    if not usable:
        return None
    actions = tuple(a for _, a in usable)
    blocks: list[Block] = []
    for b in _representatives(len(program.blocks), actions):
        adapted = _adapted_blocks(program, table, group, b)
        if adapted is None:
            return None
        blocks += adapted
    reduction = Reduction(program, [g for g, _ in usable])
    reduced = SosProgram(reduction(program.target), tuple(blocks), (), reduction)
    return SymmetricProgram(program, reduced, actions)


def _is_monomial(program: SosProgram) -> bool:
    return all(
        len(b.form) == 1 and all(p.denominator == 1 and list(p.terms.values()) == [1] for (p,) in b.basis)
        for b in program.blocks
    )


class Reduction:
    """The linear map that sends every monomial to the representative of its orbit."""

    def __init__(self, program: SosProgram, generators: Sequence[Permutation]) -> None:
        self._representative: dict[int, int] = {}
        for start in program.rows:
            if start in self._representative:
                continue
            self._representative[start] = start
            todo = [start]
            while todo:
                m = todo.pop()
                for g in generators:
                    image = permuted_monomial(m, g)
                    if image not in self._representative:
                        self._representative[image] = start
                        todo.append(image)

    def __call__(self, p: Polynomial) -> Polynomial:
        """Return the sums of the coefficients over each orbit."""
        out: dict[int, int] = {}
        for m, c in p.terms.items():
            key = self._representative.get(m, m)
            out[key] = out.get(key, 0) + c
        return Polynomial({m: c for m, c in sorted(out.items()) if c}, p.denominator)


class _Table:
    """Where each monomial stands, by the form of its block."""

    def __init__(self, program: SosProgram) -> None:
        self.blocks = program.blocks
        self.monomials = [[max(p.terms) for (p,) in b.basis] for b in program.blocks]
        self.places: dict[tuple[Polynomial, bool, int], tuple[int, int]] = {}
        self.ambiguous = False
        for b, block in enumerate(program.blocks):
            for k, m in enumerate(self.monomials[b]):
                key = (block.form[0][0], block.strict, m)
                self.ambiguous = self.ambiguous or key in self.places
                self.places[key] = (b, k)

    def image(self, b: int, g: Permutation) -> tuple[int, tuple[int, ...]] | None:
        """Return the block to which a permutation of the variables moves a block, and the new positions, or None."""
        block = self.blocks[b]
        form = permuted(block.form[0][0], g)
        images = [self.places.get((form, block.strict, permuted_monomial(m, g))) for m in self.monomials[b]]
        targets = {p[0] if p is not None else None for p in images}
        target = targets.pop() if len(targets) == 1 else None
        if target is None or len(self.monomials[target]) != len(images):
            return None
        return target, tuple(p[1] for p in images if p is not None)

    def action(self, g: Permutation) -> Action | None:
        """Return the images of all blocks, or None."""
        images = [self.image(b, g) for b in range(len(self.blocks))]
        found = tuple(i for i in images if i is not None)
        return found if len(found) == len(images) else None


def _representatives(count: int, actions: Sequence[Action]) -> list[int]:
    """Return one block of each orbit."""
    seen: set[int] = set()
    out = []
    for start in range(count):
        if start in seen:
            continue
        out.append(start)
        seen.add(start)
        todo = [start]
        while todo:
            b = todo.pop()
            for action in actions:
                if action[b][0] not in seen:
                    seen.add(action[b][0])
                    todo.append(action[b][0])
    return out


def _adapted_blocks(program: SosProgram, table: _Table, group: PermutationGroup, b: int) -> list[Block] | None:
    """Return the blocks into which one block splits under permutations that fix it; None if a group is too large."""
    block = program.blocks[b]

    def fixed(g: Permutation) -> tuple[int, ...] | None:
        found = table.image(b, g)
        return found[1] if found is not None and found[0] == b else None

    parts: list[list[int]] = []
    for part in group.parts:
        own: list[list[int]] = []
        for v in part:
            home = next((o for o in own if fixed({v: o[0], o[0]: v}) is not None), None)
            if home is None:
                own.append([v])
            else:
                home.append(v)
        parts += [o for o in own if len(o) > 1]
    seeds: Sequence[Sequence[Vector]] | None = None
    if parts:
        exponents = [unpack(m) for m in table.monomials[b]]
        width = max(1 + max(v for part in parts for v in part), *map(len, exponents))
        young = young_seeds([(*e, *(0,) * (width - len(e))) for e in exponents], parts)
        if young is None:
            return None
        seeds = [vectors for _, vectors in young]
    elif group.rotation is not None:
        power = group.rotation
        positions = fixed(power)
        while positions is None:  # some power is the identity
            power = composed(group.rotation, power)
            positions = fixed(power)
        seeds = cyclic_seeds(positions)
    if seeds is None:
        return [Block(PartOf(b), block.basis, block.form, block.strict)]
    out = []
    for vectors in seeds:
        terms = [sorted((table.monomials[b][k], c) for k, c in vector.items()) for vector in vectors]
        basis = tuple((Polynomial(dict(row)),) for row in terms)
        out.append(Block(PartOf(b), basis, block.form, block.strict))
    return out
