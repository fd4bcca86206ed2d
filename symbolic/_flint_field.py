"""Real number fields and the recognition of their elements from long decimals, with python-flint.

Soundness-critical: no (what is recognised is a guess; the kernel expands every identity made of it).
Integer relations come from lattice reduction: among the integer vectors (c_i, sum c_i v_i) a short one is a relation
between the v_i if its numbers are far smaller than the precision could explain by chance.
Source: [lenstra_lenstra_lovasz_1982].
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint

CHANCE = 0.55  # share of the working bits that the coefficients of a relation may use


def find_relation(values: Sequence[int], bits: int) -> list[int] | None:
    """Return integers c with ``sum c_i v_i = 0`` within the precision, or None.

    Args:
        values: fixed-point numbers, v_i times 2^bits.
        bits: precision.
    """
    n = len(values)
    rows = [[int(i == j) for j in range(n)] + [v] for i, v in enumerate(values)]
    first = [int(c) for c in flint.fmpz_mat(rows).lll().tolist()[0]]
    relation, rest = first[:n], first[n]
    used = sum(abs(c).bit_length() for c in relation)
    good = any(relation) and used < CHANCE * bits and abs(rest) < 2 ** (bits // 8)
    return relation if good else None


def find_orthogonal_lattice(rows: Sequence[Sequence[int]], bits: int) -> list[list[int]]:
    """Return short integer vectors w with ``sum_j rows[i][j] w_j = 0`` for all i within the precision, independent.

    Args:
        rows: fixed-point numbers, times 2^bits, not much larger than 1; linearly independent.
        bits: precision.

    Returns:
        A guess: a reduced basis of the lattice of all such vectors, if its numbers are far smaller than the precision
        could explain by chance.
    """
    count, n = len(rows), len(rows[0])
    work = bits - bits // 8
    lattice = [[int(i == j) for j in range(n)] + [row[i] >> (bits - work) for row in rows] for i in range(n)]
    reduced = flint.fmpz_mat(lattice).lll().tolist()
    out = []
    for entries in reduced:
        vector = [int(c) for c in entries]
        size = max(abs(c).bit_length() for c in vector[:n])
        rest = max((abs(c).bit_length() for c in vector[n:]), default=0)
        # by chance the entries of a vector with so small a rest have about work * count / n bits
        if rest <= size + n.bit_length() + 4 and size < CHANCE * work * count / n:
            out.append(vector[:n])
    return out


def irreducible_factor(coefficients: Sequence[int], root: int, bits: int) -> tuple[int, ...]:
    """Return the primitive irreducible factor (constant first, lead > 0) of smallest value at a fixed-point number."""
    _, factors = flint.fmpz_poly(list(coefficients)).factor()
    lists = [[int(c) for c in f.coeffs()] for f, _ in factors if f.degree() >= 1]

    def size(p: list[int]) -> float:
        value = 0
        for c in reversed(p):
            value = (value * root >> bits) + (c << bits)
        return float(Fraction(abs(value), sum(map(abs, p)) << bits))

    best = min(lists, key=size)
    return tuple(c if best[-1] > 0 else -c for c in best)


class NumberField:
    """Q(theta) for a real root theta of an irreducible polynomial; elements are polynomials in theta (opaque)."""

    def __init__(self, modulus: Sequence[int], root: int, bits: int) -> None:
        """Start from the polynomial (constant first) and theta as a fixed-point number with so many bits."""
        self.degree = len(modulus) - 1
        self._modulus = flint.fmpq_poly(list(modulus))
        self._root = Fraction(root, 2**bits)
        self.zero = flint.fmpq_poly()
        self.one = flint.fmpq_poly([1])

    def element(self, coefficients: Sequence[Fraction]) -> Any:
        """Return ``sum c_k theta^k``."""
        return flint.fmpq_poly([flint.fmpq(c.numerator, c.denominator) for c in coefficients]) % self._modulus

    def coefficients(self, element: Any) -> tuple[Fraction, ...]:
        """Return the coefficients of 1, theta, theta^2, ..., without trailing zeros."""
        return tuple(Fraction(int(c.p), int(c.q)) for c in element.coeffs())

    def multiply(self, a: Any, b: Any) -> Any:
        """Return a b."""
        return a * b % self._modulus

    def inverse(self, a: Any) -> Any:
        """Return 1/a for a != 0."""
        divisor, cofactor, _ = a.xgcd(self._modulus)
        return cofactor * (1 / divisor[0]) % self._modulus

    def value_float(self, element: Any) -> float:
        """Return the element as a float."""
        total = Fraction(0)
        for c in reversed(self.coefficients(element)):
            total = total * self._root + c
        return float(total)
