"""Short exact Gram matrices near well conditioned ones in floats.  Soundness-critical: no (checked exactly).

Let Q = B X B' be positive definite in floats.  The basis elements are multiplied by powers of two such that the
diagonal of Q^-1 becomes about 1; then Q - 1/(2n) is still positive definite, about 2 log2(n) bits after the point are
enough, however badly conditioned Q was, and the remainder of a rounded Cholesky factor is diagonally dominant.  What
rounding changes in a coefficient of the target is put into the entry where it matters least.
Source: [peyrl_parrilo_2008].
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import frexp
from typing import Any

from tameproof.sos.gram import find_rounded_factor, is_positive_semidefinite
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
        tables, _ = rounded.fix(order.bit_length() + extra)
        exact = tuple(map(_full, tables))
        if all(map(_is_semidefinite, exact)):
            return SosSolution(SosProgram(program.target, tuple(blocks)), exact, ())
    return None


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
        self.monomials = [[next(iter(d[0].terms)) for d in block.basis] for block in program.blocks]
        self.home: dict[int, tuple[int, int, int, int]] = {}  # monomial -> the entry of largest scale
        for b, (monomials, powers) in enumerate(zip(self.monomials, exponents, strict=True)):
            for i, m in enumerate(monomials):
                for j in range(i + 1):
                    here = (powers[i] + powers[j], b, i, j)
                    known = self.home.get(m + monomials[j])
                    if known is None or (here[0], i == j) > (known[0], known[2] == known[3]):
                        self.home[m + monomials[j]] = here

    @staticmethod
    def of(program: SosProgram, gram: InteriorGram) -> _Rounded | None:
        """Return the scaled matrices, or None if the scales are out of range."""
        factors = gram.factors()
        exponents = [_exponents(change, x) for change, x in factors]
        found = [e for e in exponents if e is not None]
        return _Rounded(program, found, factors) if found and len(found) == len(exponents) else None

    def fix(self, bits: int) -> tuple[list[list[list[Fraction]]], list[Fraction]]:
        """Return lower triangles that reproduce the target, rounded to ``bits`` bits but for one entry per monomial.

        The second result is what was missing in the coefficients before these entries were changed.
        """
        program, unit = self.program, 2**bits
        sums: dict[int, dict[int, int]] = {m: {} for m in program.rows}  # monomial -> scale -> sum of integers
        tables: list[list[list[Fraction]]] = []
        for monomials, powers, matrix in zip(self.monomials, self.exponents, self.matrices, strict=True):
            integers = (matrix * float(unit)).round().tolist()
            table = []
            for i, a in enumerate(monomials):
                values = [int(v) for v in integers[i][: i + 1]]
                for j, value in enumerate(values):
                    here, scale = sums[a + monomials[j]], powers[i] + powers[j]
                    here[scale] = here.get(scale, 0) + (value if i == j else 2 * value)
                table.append([Fraction(v, unit) for v in values])
            tables.append(table)
        den = program.target.denominator
        missing = []
        for m, by_scale in sums.items():
            lowest = min(by_scale, default=0)
            total = sum(v << (scale - lowest) for scale, v in by_scale.items())
            change = Fraction(program.target.terms.get(m, 0), den) - total * Fraction(2) ** (lowest - bits)
            missing.append(change)
            if change:
                scale, b, i, j = self.home[m]
                tables[b][i][j] += change / Fraction(2) ** scale / (1 if i == j else 2)
        return tables, missing

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


def _full(table: list[list[Fraction]]) -> tuple[tuple[Fraction, ...], ...]:
    n = len(table)
    return tuple(tuple(table[max(i, j)][min(i, j)] for j in range(n)) for i in range(n))


def _is_semidefinite(matrix: tuple[tuple[Fraction, ...], ...]) -> bool:
    if len(matrix) > FACTORED_SIZE:
        return find_rounded_factor(matrix) is not None
    return is_positive_semidefinite(matrix)
