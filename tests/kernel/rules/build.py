"""Short notation for the tables of accepted and refused steps: polynomials are written as formulas.

A table is a list of rows made by ``accepted`` and ``refused``; ``Row.run`` gives the step to the kernel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import pytest

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, number_from_interval, rational
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial

Number: TypeAlias = int | str | Fraction
Combined: TypeAlias = Mapping[int, str | int]
Weighted: TypeAlias = Sequence[tuple[Number, str]]

ANY_BOUND = c.BoundedBelow(Fraction(0))


def q(value: Number) -> Fraction:
    """Return an exact number; text as in ``3/2``."""
    return Fraction(value)


def polynomial(text: str | int, names: Sequence[str]) -> Polynomial:
    """Return the polynomial of a formula; variable number i is names[i]."""
    read = lift(parse(str(text)))
    index = {name: i for i, name in enumerate(names)}
    return read.objective.substitute({i: Polynomial.variable(index[name]) for i, name in enumerate(read.variables)})


def number(text: Number | Sequence[int], low: Number = 0, high: Number = 0) -> AlgebraicNumber:
    """Return a rational number, or the root of an integer polynomial (constant term first) in [low, high]."""
    if isinstance(text, int | str | Fraction):
        return rational(q(text))
    return number_from_interval(text, q(low), q(high))


def point(*coordinates: Number) -> e.RationalPoint:
    """Return a rational point."""
    return e.RationalPoint(tuple(q(v) for v in coordinates))


def arc(start: Number, *coordinates: tuple[Sequence[int], Sequence[int]] | Sequence[int]) -> e.RationalArc:
    """Return an arc; a coordinate is (numerator, denominator) or a polynomial, constant term first."""
    rows: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for item in coordinates:
        if item and isinstance(item[0], int):
            rows.append((tuple(item), (1,)))  # type: ignore[arg-type]
        else:
            rows.append((tuple(item[0]), tuple(item[1])))  # type: ignore[arg-type]
    return e.RationalArc(tuple(rows), q(start))


class On:
    """An objective, and evidence about it written as formulas in x, the lifted variables and adjoined ones.

    Args:
        text: the objective.
        variables: their order, separated by blanks (default: order of first appearance).
        adjoined: names of the variables that case trees adjoin, in order.
    """

    def __init__(self, text: str, variables: str = "", adjoined: str = "") -> None:
        self.text = text
        self.lift = lift(parse(text), tuple(variables.split()) or None)
        self.names = (*self.lift.names, *adjoined.split())

    def __call__(self, text: str | int) -> Polynomial:
        """Return a polynomial."""
        return polynomial(text, self.names)

    def squares(self, *terms: tuple[Number, str]) -> e.Squares:
        """Return weighted squares."""
        return e.Squares(tuple((q(w), self(p)) for w, p in terms))

    def gram(self, basis: Sequence[str], *rows: Sequence[Number]) -> e.Gram:
        """Return a Gram matrix by the rows of its lower triangle."""
        return e.Gram(tuple(map(self, basis)), matrix(*rows))

    def combination(self, cofactors: Combined) -> e.Combination:
        """Return a combination of equations: fact number -> cofactor."""
        return tuple((k, self(p)) for k, p in cofactors.items())

    def psatz(
        self,
        epsilon: Number = 0,
        squares: Weighted | e.SumOfSquares = (),
        products: Mapping[tuple[int, ...], Weighted] | None = None,
        combination: Combined | None = None,
        multiplier: e.Multiplier | None = None,
        unit: tuple[int, ...] = (),
    ) -> e.Psatz:
        """Return a Positivstellensatz identity."""
        return e.Psatz(
            q(epsilon),
            self.squares(*squares) if isinstance(squares, tuple | list) else squares,  # type: ignore[arg-type]
            tuple(e.ProductTerm(facts, self.squares(*terms)) for facts, terms in (products or {}).items()),
            self.combination(combination or {}),
            multiplier or e.Multiplier(),
            unit,
        )

    def multiplier(self, constant: Number, *terms: tuple[Number, str], facts: tuple[int, ...] = ()) -> e.Multiplier:
        """Return (constant + squares) * product of strict facts."""
        return e.Multiplier(q(constant), self.squares(*terms), facts)

    def horner(self, exponent: int, *steps: tuple[str | int, Combined]) -> e.Horner:
        """Return Horner evidence: remainder and combination per step."""
        return e.Horner(exponent, tuple((self(p), self.combination(m)) for p, m in steps))

    def path(self, *coefficients: Sequence[str | int]) -> tuple[tuple[Polynomial, ...], ...]:
        """Return the coefficients of an escape arc."""
        return tuple(tuple(map(self, row)) for row in coefficients)

    def escape(
        self,
        order: int,
        path: Sequence[Sequence[str | int]],
        vanishing: Sequence[Combined],
        psatz: e.Psatz,
        *,
        weight: Number = 1,
        nonzero: bool = False,
        kinks: tuple[e.Kink, ...] | None = None,
    ) -> e.NotLocalMinimum:
        """Return a leaf with one escape arc."""
        return e.NotLocalMinimum(
            order,
            (e.EscapeArc(q(weight), self.path(*path)),),
            (tuple(map(self.combination, vanishing)),),
            psatz,
            nonzero,
            () if kinks is None else (kinks,),
        )


def matrix(*rows: Sequence[Number]) -> e.Matrix:
    """Return the lower triangle of a matrix."""
    return tuple(tuple(q(v) for v in row) for row in rows)


@dataclass(frozen=True)
class Row:
    """One step, and the reason for which it must be refused (None: it must be accepted)."""

    on: On
    claim: c.Claim
    evidence: e.Evidence
    premises: tuple[c.Claim, ...]
    reason: Reason | None

    def run(self) -> None:
        """Give the step to the kernel."""
        if self.reason is None:
            check_step(self.on.lift, self.claim, self.evidence, self.premises, "steps[0]")
            return
        with pytest.raises(RejectedStep) as caught:
            check_step(self.on.lift, self.claim, self.evidence, self.premises, "steps[0]")
        assert caught.value.reason is self.reason, str(caught.value)


def accepted(name: str, on: On, claim: c.Claim, evidence: e.Evidence, *premises: c.Claim) -> object:
    """Return a row that must be accepted."""
    return pytest.param(Row(on, claim, evidence, premises, None), id=f"accepted: {name}")


def refused(name: str, reason: Reason, on: On, claim: c.Claim, evidence: e.Evidence, *premises: c.Claim) -> object:
    """Return a row that must be refused."""
    return pytest.param(Row(on, claim, evidence, premises, reason), id=f"{reason.value}: {name}")


def table(*rows: object) -> pytest.MarkDecorator:
    """Return the decorator that runs a test for every row."""
    return pytest.mark.parametrize("row", rows)
