"""Linear identities between polynomials with unknown Gram matrices and unknown scalars.  Soundness-critical: no.

A program asks for positive semidefinite matrices Q_b and rational numbers y_k with

    sum_b sum_ij (Q_b)_ij d_i' W_b d_j  +  sum_k y_k p_k  =  target,

where d_1, d_2, ... is the basis of block b (vectors of polynomials) and W_b a symmetric matrix of polynomials.  A sum
of squares multiplying g is the case of vectors of length 1 and W = (g); a matrix-valued sum of squares S(x) enters
as <W, S> with longer vectors.  All Positivstellensatz searches of this package are programs, so that presolving,
solving, facial reduction and rounding are written once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products

PolynomialVector: TypeAlias = tuple[Polynomial, ...]
Row: TypeAlias = dict[int, Fraction]  # column -> coefficient


@dataclass(frozen=True, slots=True)
class Block:
    """One unknown positive semidefinite matrix.

    Attributes:
        role: what the block stands for in the final identity.
        basis: the vectors d_i, all of the same length.
        form: the symmetric matrix W.
        strict: whether the block must be positive definite in the end (it is never reduced).
    """

    role: Hashable
    basis: tuple[PolynomialVector, ...]
    form: tuple[PolynomialVector, ...]
    strict: bool = False

    @property
    def monomials(self) -> list[int]:
        """The packed monomials that are the basis of a plain sum of squares; empty for any other block."""
        if len(self.form) > 1 or self.form[0][0] != ONE:
            return []
        out = []
        for (p,) in self.basis:
            if len(p.terms) != 1 or p.denominator != 1:
                return []
            out += [m for m, c in p.terms.items() if c == 1]
        return out if len(out) == len(self.basis) else []

    def entry(self, i: int, j: int) -> Polynomial:
        """Return d_i' W d_j."""
        left, right = self.basis[i], self.basis[j]
        if len(left) == 1:
            return left[0] * right[0] * self.form[0][0]
        pairs = []
        for a, p in enumerate(left):
            if not p.is_zero:
                row = self.form[a]
                pairs += [(p * row[b], r) for b, r in enumerate(right) if not (r.is_zero or row[b].is_zero)]
        return sum_of_products(pairs)


@dataclass(frozen=True, slots=True)
class Free:
    """One unknown rational number, multiplying ``polynomial``."""

    role: Hashable
    polynomial: Polynomial


@dataclass(frozen=True)
class SosProgram:
    """The data of an identity with unknowns; see the module text.

    Columns are numbered: first all (block, i, j) with i >= j in order, then the free unknowns.  The column of an
    off-diagonal entry stands for both (i, j) and (j, i).  With a ``reduction`` (normal forms modulo an ideal) the
    identity is asked for modulo that ideal; the target must be reduced.
    """

    target: Polynomial
    blocks: tuple[Block, ...]
    free: tuple[Free, ...] = ()
    reduction: Callable[[Polynomial], Polynomial] | None = None

    @cached_property
    def places(self) -> tuple[tuple[int, int, int], ...]:
        """(block, i, j), i >= j, of the matrix columns."""
        return tuple(
            (b, i, j) for b, block in enumerate(self.blocks) for i in range(len(block.basis)) for j in range(i + 1)
        )

    @cached_property
    def columns(self) -> tuple[Polynomial, ...]:
        """The polynomial that multiplies each scalar unknown."""
        out = []
        for block in self.blocks:
            packed = block.monomials
            for i, a in enumerate(packed or block.basis):
                if isinstance(a, int):
                    out += [Polynomial({a + c: 2}) for c in packed[:i]]
                    out.append(Polynomial({2 * a: 1}))
                else:
                    out += [block.entry(i, j).scale(2) for j in range(i)]
                    out.append(block.entry(i, i))
        out += [f.polynomial for f in self.free]
        return tuple(out) if self.reduction is None else tuple(self.reduction(p) for p in out)

    @cached_property
    def rows(self) -> dict[int, Row]:
        """For each monomial the coefficients of the unknowns, in increasing order of the packed monomial."""
        table: dict[int, Row] = {m: {} for m in self.target.terms}
        whole = {a: Fraction(a) for a in (1, 2)}  # the coefficients of most programs
        for c, p in enumerate(self.columns):
            for m, a in p.terms.items():
                value = whole.get(a) if p.denominator == 1 else None
                table.setdefault(m, {})[c] = value or Fraction(a, p.denominator)
        return {m: table[m] for m in sorted(table)}

    def count_unknowns(self) -> int:
        """Return the number of scalar unknowns."""
        return sum(len(b.basis) * (len(b.basis) + 1) // 2 for b in self.blocks) + len(self.free)


@dataclass(frozen=True, slots=True)
class SosSolution:
    """Exact values of all unknowns of ``program`` (whose bases may be smaller than those of the original question)."""

    program: SosProgram
    matrices: tuple[tuple[tuple[Fraction, ...], ...], ...]  # full symmetric matrices
    values: tuple[Fraction, ...]

    def residual(self) -> Polynomial:
        """Return (left side) - target, which is zero for a solution."""
        constants = []
        for (b, i, j), p in zip(self.program.places, self.program.columns, strict=False):
            constants.append((p, Polynomial.constant(self.matrices[b][i][j])))
        for f, value in zip(self.program.free, self.values, strict=True):
            constants.append((f.polynomial, Polynomial.constant(value)))
        return sum_of_products(constants) - self.program.target


def presolve(program: SosProgram) -> SosProgram | None:
    """Return an equivalent program without unknowns that must vanish, or None if there is no solution.

    If only diagonal entries with coefficients of one sign contribute to a monomial that does not occur in the target,
    these entries vanish, and with them their rows and columns.  Applied until nothing changes this contains the
    reduction of the basis to half the Newton polytope [reznick_1978], for any number of blocks.
    """
    matrix_columns = len(program.places)
    members: list[list[list[int]]] = [[[] for _ in block.basis] for block in program.blocks]
    for c, (b, i, j) in enumerate(program.places):
        members[b][i].append(c)
        if i != j:
            members[b][j].append(c)
    alive = [True] * len(program.columns)
    kept = [[True] * len(block.basis) for block in program.blocks]
    table: dict[int, set[int]] = {m: set(row) for m, row in program.rows.items()}
    todo = list(table)
    while todo:
        changed: set[int] = set()
        for m in todo:
            live = sorted(table[m])
            value = program.target.terms.get(m, 0)
            if not live:
                if value:
                    return None
                continue
            row = program.rows[m]
            if len(live) == 1 and live[0] >= matrix_columns and not value:
                dead = live
            else:
                if any(c >= matrix_columns or program.places[c][1] != program.places[c][2] for c in live):
                    continue
                signs = {row[c] > 0 for c in live}
                if len(signs) > 1:
                    continue
                if value:
                    if (value > 0) not in signs:
                        return None
                    continue
                dead = []
                for c in live:
                    b, i, _ = program.places[c]
                    if program.blocks[b].strict:
                        return None
                    kept[b][i] = False
                    dead += members[b][i]
            for c in sorted(set(dead)):
                if alive[c]:
                    alive[c] = False
                    for key in program.columns[c].terms:
                        table[key].discard(c)
                        changed.add(key)
        todo = sorted(changed)
    if all(alive) and all(block.basis for block in program.blocks):
        return program
    blocks = []
    for b, block in enumerate(program.blocks):
        basis = tuple(d for d, keep in zip(block.basis, kept[b], strict=True) if keep)
        if basis:
            blocks.append(Block(block.role, basis, block.form, block.strict))
    free = tuple(f for k, f in enumerate(program.free) if alive[matrix_columns + k])
    return replace(program, blocks=tuple(blocks), free=free)


def restrict(block: Block, combinations: Sequence[Sequence[Fraction]]) -> Block:
    """Return the block whose basis consists of the given rational combinations of the old basis."""
    length = len(block.form)
    basis = []
    for row in combinations:
        basis.append(
            tuple(
                sum_of_products([(d[a], Polynomial.constant(c)) for c, d in zip(row, block.basis, strict=True) if c])
                for a in range(length)
            )
        )
    return Block(block.role, tuple(basis), block.form, block.strict)


def drop_dependent_unknowns(program: SosProgram) -> SosProgram:
    """Return the program without free unknowns whose polynomials depend linearly on earlier ones (modulo a prime)."""
    prime = 2_147_483_647
    pivots: dict[int, dict[int, int]] = {}
    chosen = []
    for f in program.free:
        vector = {m: c % prime for m, c in f.polynomial.terms.items() if c % prime}
        while vector:
            lead = max(vector)
            row = pivots.get(lead)
            if row is None:
                inverse = pow(vector[lead], -1, prime)
                pivots[lead] = {m: c * inverse % prime for m, c in vector.items()}
                chosen.append(f)
                break
            factor = vector[lead]
            for m, c in row.items():
                value = (vector.get(m, 0) - factor * c) % prime
                if value:
                    vector[m] = value
                else:
                    vector.pop(m, None)
    if len(chosen) == len(program.free):
        return program
    return replace(program, free=tuple(chosen))
