"""Short exact Gram matrices near well conditioned ones in floats.  Soundness-critical: no (checked exactly).

Let Q = B X B' be positive definite in floats.  The basis elements are multiplied by powers of two such that the
diagonal of Q^-1 becomes about 1; then Q - 1/(2n) is still positive definite, about 2 log2(n) bits after the point are
enough, however badly conditioned Q was, and the remainder of a rounded Cholesky factor is diagonally dominant.  What
rounding changes in a coefficient of the target is put into the entry where it matters least.
Source: [peyrl_parrilo_2008].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import frexp
from typing import Any

from tameproof.sos.gram import find_rounded_factor, is_clearly_definite, is_positive_semidefinite
from tameproof.sos.interior_gram import InteriorGram
from tameproof.sos.program import Block, SosProgram, SosSolution

FACTORED_SIZE = 25  # above this a rounded factor replaces exact elimination
FINE_BITS = 36
CORRECTIONS = 6
SMALL = 1e-3  # error of an entry, the smallest eigenvalues being about 1 / n
EXTRA_BITS = (1, 4, 8, 14, 22)
LARGEST_EXPONENT = 400


def round_gram(program: SosProgram, gram: InteriorGram) -> SosSolution | None:
    """Return an exact solution near the given matrices, over scaled bases, or None.

    Args:
        program: only sums of squares of monomials are unknown.
        gram: matrices in floats; they are corrected as long as the exact error is not small.
    """
    import numpy as np

    rounded, worst_float = None, float("inf")
    with np.errstate(all="ignore"):
        for _ in range(CORRECTIONS):
            try:
                rounded = _Rounded.of(program, gram)
                if rounded is None:
                    return None
                residual = rounded.fix(FINE_BITS)[1]
                before_float, worst_float = worst_float, rounded.worst_float(residual)
                if worst_float < SMALL or worst_float > before_float / 2:
                    break
                gram.correct(residual)
            except (np.linalg.LinAlgError, OverflowError):
                return None
    if rounded is None:
        return None
    blocks = []
    for block, powers in zip(program.blocks, rounded.exponents, strict=True):
        basis = tuple((d[0].scale(Fraction(2) ** k),) for d, k in zip(block.basis, powers, strict=True))
        blocks.append(Block(block.role, basis, block.form))
    if worst_float > 1.0:
        return None
    order = max(map(len, rounded.exponents))
    for extra in EXTRA_BITS:
        exact = rounded.fix(order.bit_length() + extra)[0].exact()
        if all(map(_is_semidefinite, exact)):
            return SosSolution(SosProgram(program.target, tuple(blocks)), exact, ())
    return None


@dataclass(frozen=True, slots=True)
class _Tables:
    """Symmetric matrices of integers over 2^bits, and entries (block, i, j), i >= j, that something is added to."""

    integers: list[Any]
    bits: int
    changes: dict[tuple[int, int, int], Fraction]

    def exact(self) -> tuple[tuple[tuple[Fraction, ...], ...], ...]:
        """Return the matrices."""
        out = []
        for b, integers in enumerate(self.integers):
            known: dict[int, Fraction] = {}
            rows = [[_dyadic(v, self.bits, known) for v in row] for row in integers.tolist()]
            for (block, i, j), change in self.changes.items():
                if block == b:
                    rows[i][j] = rows[j][i] = rows[i][j] + change
            out.append(tuple(map(tuple, rows)))
        return tuple(out)


def _dyadic(v: int, bits: int, known: dict[int, Fraction]) -> Fraction:
    found = known.get(v)
    if found is None:
        found = known[v] = Fraction(v, 2**bits)
    return found


class _Rounded:
    """Matrices in floats over the basis elements 2^k m, to be rounded."""

    def __init__(self, program: SosProgram, exponents: list[list[int]], factors: list[tuple[Any, Any]]) -> None:
        import numpy as np

        self.program = program
        self.exponents = exponents
        self.matrices = []
        for (change, x), powers in zip(factors, exponents, strict=True):
            scaled = change / np.exp2(np.array(powers, dtype=float))[:, None]
            self.matrices.append(scaled @ x @ scaled.T)
        monomials = [[next(iter(d[0].terms)) for d in block.basis] for block in program.blocks]
        self.home: dict[int, tuple[int, int, int, int]] = {}  # monomial -> the entry of largest scale
        row_of = {m: r for r, m in enumerate(program.rows)}
        self.lower = [np.tril_indices(len(powers)) for powers in exponents]
        key_of: dict[tuple[int, int], int] = {}  # (row, scale)
        places = []
        for b, (packed, powers) in enumerate(zip(monomials, exponents, strict=True)):
            for i, (m, scale) in enumerate(zip(packed, powers, strict=True)):
                for j in range(i + 1):
                    product, here = m + packed[j], scale + powers[j]
                    known = self.home.get(product)
                    if known is None or (here, i == j) > (known[0], known[2] == known[3]):
                        self.home[product] = (here, b, i, j)
                    places.append(key_of.setdefault((row_of[product], here), len(key_of)))
        self.keys = list(key_of)
        self.key_of = np.array(places)

    @staticmethod
    def of(program: SosProgram, gram: InteriorGram) -> _Rounded | None:
        """Return the scaled matrices, or None if the scales are out of range."""
        factors = gram.factors()
        exponents = [_exponents(change, x) for change, x in factors]
        found = [e for e in exponents if e is not None]
        return _Rounded(program, found, factors) if found and len(found) == len(exponents) else None

    def fix(self, bits: int) -> tuple[_Tables, list[Fraction]]:
        """Return matrices that reproduce the target, rounded to ``bits`` bits but for one entry per monomial.

        The second result is what was missing in the coefficients before these entries were changed.
        """
        import numpy as np

        target = self.program.target
        integers = [_round(matrix, bits) for matrix in self.matrices]
        entries = np.concatenate(
            [(t + t.T - np.diag(np.diag(t)))[low] for t, low in zip(integers, self.lower, strict=True)]
        )
        sums = np.zeros(len(self.keys), dtype=entries.dtype)
        np.add.at(sums, self.key_of, entries)
        totals: dict[int, list[tuple[int, int]]] = {}
        for (row, scale), value in zip(self.keys, sums.tolist(), strict=True):
            totals.setdefault(row, []).append((scale, value))
        changes: dict[tuple[int, int, int], Fraction] = {}
        missing = []
        for row, m in enumerate(self.program.rows):
            known = totals.get(row, [(0, 0)])
            lowest = min(scale for scale, _ in known)
            total = _times_power(sum(v << (scale - lowest) for scale, v in known), lowest - bits)
            change = Fraction(target.terms.get(m, 0), target.denominator) - total
            missing.append(change)
            if change:
                scale, b, i, j = self.home[m]
                changes[b, i, j] = _times_power(change, -scale) / (1 if i == j else 2)
        return _Tables(integers, bits, changes), missing

    def worst_float(self, missing: Sequence[Fraction]) -> float:
        """Return the largest change of an entry."""
        pairs = zip(self.program.rows, missing, strict=True)
        return max((abs(float(c / Fraction(2) ** self.home[m][0])) for m, c in pairs if c), default=0.0)


def _exponents(change: Any, x: Any) -> list[int] | None:
    """Return exponents k such that the inverse of B X B', for the basis elements 2^k m, has a diagonal of about 1."""
    import numpy as np

    rows = np.abs(change).max(axis=1)
    upper = np.linalg.cholesky(x).T
    inverse = np.linalg.inv(upper @ (change / rows[:, None]).T)  # Q^-1 = inverse inverse' up to the scales
    diagonal = (inverse * inverse).sum(axis=1)
    sizes = rows / np.sqrt(diagonal)
    if not np.all(np.isfinite(sizes)) or not np.all(sizes > 0):
        return None
    exponents = [frexp(float(s))[1] - 1 for s in sizes]
    if max(map(abs, exponents)) > LARGEST_EXPONENT:
        return None
    return exponents


def _round(matrix: Any, bits: int) -> Any:
    """Return the nearest integers to 2^bits times a symmetric matrix in floats, exact ones of any size."""
    import numpy as np

    scaled = np.rint(np.ldexp(matrix, bits))
    scaled = np.tril(scaled) + np.tril(scaled, -1).T
    if float(np.abs(scaled).max(initial=0.0)) < 2.0**50:
        return scaled.astype(np.int64)
    return np.array([[int(v) for v in row] for row in scaled.tolist()], dtype=object)


def _times_power(value: int | Fraction, exponent: int) -> Fraction:
    """Return value * 2^exponent."""
    return Fraction(value * 2**exponent) if exponent >= 0 else Fraction(value) / 2**-exponent


def _is_semidefinite(matrix: tuple[tuple[Fraction, ...], ...]) -> bool:
    if len(matrix) > FACTORED_SIZE:
        return is_clearly_definite(matrix) or find_rounded_factor(matrix) is not None
    return is_positive_semidefinite(matrix)
