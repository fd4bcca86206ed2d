"""From exact solutions of programs to evidence of the kernel.  Soundness-critical: no (the evidence is checked)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tameproof.proofs.kernel.evidence import Multiplier, ProductTerm, Psatz, Squares, SumOfSquares
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.gram import to_evidence
from tameproof.sos.program import PolynomialVector, SosSolution
from tameproof.sos.settings import SosSettings


# -- roles of unknowns -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ProductRole:
    """A sum of squares times the product of these facts (none: the plain sum of squares)."""

    facts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MultiplierRole:
    """The unknown part of the multiplier of the claim."""


@dataclass(frozen=True, slots=True)
class EpsilonRole:
    """The positive number that multiplies the unit."""


@dataclass(frozen=True, slots=True)
class CurvatureRole:
    """The matrix-valued sum of squares S in <H, S>."""


@dataclass(frozen=True, slots=True)
class CofactorRole:
    """The coefficient of one monomial in the cofactor of an equation."""

    fact: int
    monomial: int


@dataclass(frozen=True, slots=True)
class ValueRole:
    """An unknown number, e.g. a lower bound."""


def merge_squares(
    parts: Sequence[tuple[Sequence[Polynomial], Sequence[Sequence[Fraction]]]], settings: SosSettings
) -> SumOfSquares:
    """Return one sum of squares for several Gram matrices."""
    pieces = [to_evidence(basis, matrix, settings) for basis, matrix in parts]
    if len(pieces) == 1:
        return pieces[0]
    terms: list[tuple[Fraction, Polynomial]] = []
    for piece in pieces:
        if not isinstance(piece, Squares):
            break
        terms += piece.terms
    else:
        return Squares(tuple(terms))
    basis = [p for part, _ in parts for p in part]
    total = len(basis)
    full = [[Fraction(0)] * total for _ in range(total)]
    start = 0
    for part, matrix in parts:
        for i in range(len(part)):
            for j in range(len(part)):
                full[start + i][start + j] = matrix[i][j]
        start += len(part)
    return to_evidence(basis, full, settings)


def to_psatz(
    solution: SosSolution,
    settings: SosSettings,
    *,
    epsilon: Fraction = Fraction(0),
    multiplier: Multiplier | None = None,
    unit: tuple[int, ...] = (),
) -> Psatz:
    """Return the Positivstellensatz evidence in an exact solution.

    Args:
        solution: blocks and unknowns with the roles of this module.
        settings: how to write sums of squares.
        epsilon: the fixed part of epsilon.
        multiplier: the fixed part of the multiplier of the claim.
        unit: strict facts whose product epsilon multiplies.
    """
    grams: dict[tuple[int, ...], list[tuple[list[Polynomial], Sequence[Sequence[Fraction]]]]] = {}
    extra: list[tuple[list[Polynomial], Sequence[Sequence[Fraction]]]] = []
    for block, matrix in zip(solution.program.blocks, solution.matrices, strict=True):
        basis = [first_component(d) for d in block.basis]
        match block.role:
            case ProductRole(facts):
                grams.setdefault(facts, []).append((basis, matrix))
            case MultiplierRole():
                extra.append((basis, matrix))
            case EpsilonRole():
                epsilon += matrix[0][0]
            case _:
                continue
    squares: SumOfSquares = merge_squares(grams[()], settings) if () in grams else Squares(())
    products = []
    for facts in sorted(grams):
        if facts:
            part = merge_squares(grams[facts], settings)
            if part != Squares(()):
                products.append(ProductTerm(facts, part))
    cofactors: dict[int, dict[int, Fraction]] = {}
    for free, value in zip(solution.program.free, solution.values, strict=True):
        if free.role == EpsilonRole():
            epsilon += value
        if value and isinstance(free.role, CofactorRole):
            cofactors.setdefault(free.role.fact, {})[free.role.monomial] = value
    combination = tuple((i, polynomial_of(cofactors[i])) for i in sorted(cofactors))
    factor = multiplier or Multiplier()
    if extra:
        found = merge_squares(extra, settings)
        if found != Squares(()):
            factor = Multiplier(factor.constant, found, factor.facts)
    return Psatz(epsilon, squares, tuple(products), combination, factor, unit if epsilon else ())


def first_component(vector: PolynomialVector) -> Polynomial:
    """Return the only component of a basis vector of an ordinary Gram block."""
    return vector[0]


def polynomial_of(coefficients: dict[int, Fraction]) -> Polynomial:
    """Return the polynomial with the given coefficients by packed monomial."""
    from math import lcm

    den = lcm(*(c.denominator for c in coefficients.values()))
    return Polynomial({m: c.numerator * (den // c.denominator) for m, c in sorted(coefficients.items())}, den)
