"""A number field that contains given long decimals: minimal polynomials and coordinates.  Soundness-critical: no.

Every recognition is a guess from finitely many digits; whatever is built on it is expanded exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from tameproof.proofs.kernel.algebraic import AlgebraicNumber, number_from_interval
from tameproof.proofs.kernel.errors import RejectedStep

if TYPE_CHECKING:
    from tameproof.symbolic._flint_field import NumberField

MAX_DEGREE = 10
MAX_GENERATORS = 6  # single entries that are tried as generators, and then sums of two of them


@dataclass(frozen=True)
class RecognisedField:
    """A real number field and the coordinates of the given numbers in it.

    Attributes:
        field: the field, Q itself if its degree is 1.
        theta: its generator.
        coordinates: for each number the coefficients of 1, theta, theta^2, ...
    """

    field: NumberField
    theta: AlgebraicNumber
    coordinates: tuple[tuple[Fraction, ...], ...]


def find_field(values: Sequence[int], bits: int) -> RecognisedField | None:
    """Return a field of small degree that contains all the numbers, or None if none is recognised.

    Args:
        values: fixed-point numbers, times 2^bits.
        bits: precision; the last eighth of the bits may be wrong.
    """
    from tameproof.symbolic._flint_field import NumberField

    known: dict[int, tuple[int, ...]] = {}
    for v in values:
        if v not in known:
            p = _minimal_polynomial(v, bits)
            if p is None:
                return None
            known[v] = p
    irrational = sorted((v for v in known if len(known[v]) > 2), key=lambda v: (-len(known[v]), _height(known[v]), v))
    generators: list[tuple[int, tuple[int, ...]]] = [(v, known[v]) for v in irrational[:MAX_GENERATORS]]
    if not irrational:
        generators = [(0, (0, 1))]
    for a, b in combinations(irrational[:MAX_GENERATORS], 2):
        generators.append((a + b, ()))
        generators.append((a - b, ()))
    for root, polynomial in generators:
        p = polynomial or _minimal_polynomial(root, bits) or ()
        if not p:
            continue
        theta = _number(p, root, bits)
        coordinates = _coordinates(values, root, len(p) - 1, bits)
        if theta is not None and coordinates is not None:
            return RecognisedField(NumberField(p, root, bits), theta, coordinates)
    return None


def _height(p: Sequence[int]) -> int:
    return sum(abs(c).bit_length() for c in p)


def _powers(root: int, count: int, bits: int) -> list[int]:
    out = [1 << bits]
    for _ in range(count - 1):
        out.append(out[-1] * root >> bits)
    return out


def _minimal_polynomial(root: int, bits: int) -> tuple[int, ...] | None:
    from tameproof.symbolic._flint_field import find_relation, irreducible_factor

    if abs(root) < 2 ** (bits // 8):
        return (0, 1)
    for degree in range(1, MAX_DEGREE + 1):
        relation = find_relation(_powers(root, degree + 1, bits), bits)
        if relation is not None and any(relation[1:]):
            return irreducible_factor(relation, root, bits)
    return None


def _coordinates(values: Sequence[int], root: int, degree: int, bits: int) -> tuple[tuple[Fraction, ...], ...] | None:
    """Return the numbers as polynomials in the root, or None."""
    from tameproof.symbolic._flint_field import find_relation

    powers = _powers(root, degree, bits)
    known: dict[int, tuple[Fraction, ...]] = {}
    for v in values:
        if v in known:
            continue
        if abs(v) < 2 ** (bits // 8):
            known[v] = ()
            continue
        relation = find_relation([*powers, v], bits)
        if relation is None or not relation[-1]:
            return None
        known[v] = tuple(Fraction(-c, relation[-1]) for c in relation[:-1])
    return tuple(known[v] for v in values)


def _number(p: Sequence[int], root: int, bits: int) -> AlgebraicNumber | None:
    """Return the root of p next to a fixed-point number, in a short interval that isolates it."""
    for precision in (4, 8, 16, 32, 64, bits // 2):
        low = Fraction(root >> (bits - precision), 2**precision)
        try:
            return number_from_interval(p, low, low + Fraction(1, 2**precision))
        except RejectedStep:
            continue
    return None
