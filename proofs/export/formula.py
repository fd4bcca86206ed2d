"""Formulas as sums of summands, independent of how they are printed.  Soundness-critical: no.

A formula is a list of *pieces*: strings that, joined, make up the formula; a line may be broken between two pieces.
``Writer`` holds what differs between LaTeX and plain text.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, isqrt

from tameproof.proofs.export.squares import primitive, weighted_squares
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, compare_rational, refine
from tameproof.proofs.kernel.evidence import Combination, FieldSquares, Psatz, Squares, SumOfSquares
from tameproof.proofs.kernel.facts import Fact, nonnegative, positive
from tameproof.proofs.kernel.polynomial import ONE, Polynomial

MAX_SQUARES = 24  # a longer sum of squares is only described
MAX_DIGITS = 18  # of one coefficient; longer numbers hide the mathematics


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of a product: pieces to an exponent; ``atomic`` pieces need no parentheses."""

    pieces: tuple[str, ...]
    exponent: int = 1
    atomic: bool = True


@dataclass(frozen=True, slots=True)
class Summand:
    """A rational coefficient times factors."""

    coefficient: Fraction
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedFact:
    """A fact and how its polynomial is written as a factor; ``name`` is empty if the polynomial itself is written."""

    fact: Fact
    name: str = ""


def with_opposite(facts: Sequence[NamedFact], goal: Sequence[str], p: Psatz) -> tuple[NamedFact, ...]:
    """Return the facts of a proof by contradiction: -goal > 0 is the last one, or -goal >= 0 if that is enough."""
    kind = positive if len(facts) in p.unit else nonnegative
    name = f"(-{goal[0]})" if len(goal) == 1 else f"(-({''.join(goal)}))"
    return (*facts, NamedFact(kind(ONE), name))


class Writer(ABC):
    """Turns exact data into pieces of text.

    Attributes:
        names: how the variables are written, by index.
        limit: polynomials with more terms are only described.
        step: number of the step that holds the full data, for the reader.
    """

    def __init__(self, names: Sequence[str], limit: int, step: int) -> None:
        self.names = tuple(names)
        self.limit = limit
        self.step = step

    @abstractmethod
    def number(self, value: Fraction) -> str:
        """Write a nonnegative rational as a coefficient."""

    @abstractmethod
    def raised(self, base: str, exponent: int) -> str:
        """Write a power of something atomic."""

    @abstractmethod
    def product(self, parts: Sequence[str]) -> str:
        """Write a product of atomic parts."""

    @abstractmethod
    def brackets(self) -> tuple[str, str]:
        """Return the opening and the closing parenthesis."""

    @abstractmethod
    def described(self, what: str) -> str:
        """Write a stand-in for data that is too long to print."""

    @abstractmethod
    def root(self, radicand: int) -> str:
        """Write a square root."""

    # -- sums ----------------------------------------------------------------------------------
    def sum(self, summands: Sequence[Summand]) -> list[str]:
        """Write a sum; the first piece carries no plus sign."""
        out: list[str] = []
        for s in summands:
            if not s.coefficient:
                continue
            body = self._product(abs(s.coefficient), s.factors)
            minus = s.coefficient < 0
            sign = (" - " if minus else " + ") if out else ("-" if minus else "")
            out += [sign + body[0], *body[1:]]
        return out or ["0"]

    def _product(self, coefficient: Fraction, factors: Sequence[Factor]) -> list[str]:
        """Write coefficient * factors; atomic factors stay in one piece, groups may be broken inside."""
        factors = [f for f in factors if f.exponent]
        atoms = [] if coefficient == 1 and factors else [self.number(coefficient)]
        out: list[str] = []
        for f in factors:
            if f.atomic:
                atoms.append(self.raised("".join(f.pieces), f.exponent))
                continue
            left, right = self.brackets()
            if f.exponent != 1:
                right = self.raised(right, f.exponent)
            pieces = list(f.pieces)
            # the prefix sticks to the group, so that a line never ends between a coefficient and its parenthesis
            pieces[-1] += right
            if len(pieces) > 1:
                out += [self.product([*atoms, left + pieces[0]]), *pieces[1:]]
                atoms = [out.pop()]
            else:
                atoms.append(left + pieces[0])
        if atoms:
            out.append(self.product(atoms))
        return out

    def monomial(self, exponents: Iterable[int]) -> tuple[Factor, ...]:
        """Return the factors of a monomial."""
        return tuple(Factor((self.names[i],), e) for i, e in enumerate(exponents) if e)

    def is_long(self, p: Polynomial) -> bool:
        """Whether a polynomial is only described: too many terms or too long numbers."""
        biggest = max((abs(c) for c in p.terms.values()), default=0)
        return len(p) > self.limit or len(str(biggest)) + len(str(p.denominator)) > MAX_DIGITS + 1

    def summands(self, p: Polynomial) -> list[Summand]:
        """Return the terms of a polynomial, highest degree first, or one stand-in if there are too many."""
        if self.is_long(p):
            size = f"{len(p)} terms" if len(p) != 1 else "1 term"
            return [Summand(Fraction(1), (Factor((self.described(size),)),))]
        rows = sorted(p.items(), key=lambda t: (sum(t[0]), t[0]), reverse=True)
        return [Summand(c, self.monomial(e)) for e, c in rows]

    def polynomial(self, p: Polynomial) -> list[str]:
        """Write a polynomial."""
        return self.sum(self.summands(p))

    def text(self, p: Polynomial) -> str:
        """Write a polynomial in one piece."""
        return "".join(self.polynomial(p))

    def factor(self, p: Polynomial, exponent: int = 1) -> Summand:
        """Write a polynomial as a coefficient times a primitive factor to an exponent."""
        if len(p) == 1 and not self.is_long(p):
            ((e, c),) = p.items()
            return Summand(c**exponent, tuple(Factor(f.pieces, f.exponent * exponent) for f in self.monomial(e)))
        content, q = primitive(p)
        if not q.terms:
            return Summand(Fraction(0))
        atomic = self.is_long(q)
        return Summand(content**exponent, (Factor(tuple(self.polynomial(q)), exponent, atomic),))

    # -- evidence --------------------------------------------------------------------------------
    def sum_of_squares(self, squares: SumOfSquares, times: Summand = Summand(Fraction(1))) -> list[Summand]:
        """Return the weighted squares, each times ``times``; a long list is described in words."""
        if isinstance(squares, FieldSquares):
            return self._field_squares(squares, times)
        terms = weighted_squares(squares)
        if terms is None or len(terms) > MAX_SQUARES or sum(len(p) for _, p in terms) > 2 * self.limit:
            if isinstance(squares, Squares):
                count = len(squares.terms)
                what = self.described(f"sum of {count} squares" if count > 1 else "one square")
            else:
                what = self.described(f"sum of squares, Gram matrix of {len(squares.basis)} rows")
            return [Summand(times.coefficient, (*times.factors, Factor((what,))))]
        out = []
        for weight, p in terms:
            s = self.factor(p, 2)
            coefficient = weight * s.coefficient * times.coefficient
            out.append(Summand(coefficient, (*times.factors, *s.factors)))
        return out

    def field_symbol(self) -> str:
        """Return the letter for the number that generates the field of a sum of squares."""
        return next(s for s in ("t", "s", "u", "r", "t_0", "t_{00}") if s not in self.names or s == "t_{00}")

    def _field_squares(self, squares: FieldSquares, times: Summand) -> list[Summand]:
        """Return the weighted squares over a number field, or one stand-in if they are long."""
        t = self.field_symbol()
        parts = [p for _, polynomials in squares.terms for p in polynomials]
        if len(squares.terms) > MAX_SQUARES or sum(map(len, parts)) > 2 * self.limit or any(map(self.is_long, parts)):
            what = self.described(f"sum of {len(squares.terms)} squares with coefficients in Q({t})")
            return [Summand(times.coefficient, (*times.factors, Factor((what,))))]
        out = []
        for weight, polynomials in squares.terms:
            inner: list[Summand] = []
            for power, p in enumerate(polynomials):
                letter = (Factor((t,), power),) if power else ()
                inner += [Summand(s.coefficient, (*letter, *s.factors)) for s in self.summands(p)]
            square = Factor(tuple(self.sum(inner)), 2, False)
            if any(weight[1:]):
                factors = (*times.factors, Factor(tuple(self.univariate(weight, t)), 1, False), square)
                out.append(Summand(times.coefficient, factors))
            elif weight:
                out.append(Summand(times.coefficient * weight[0], (*times.factors, square)))
        return out

    def fact_factor(self, named: NamedFact) -> Summand:
        """Write the polynomial of a fact as a factor."""
        if named.name:
            return Summand(Fraction(1), (Factor((named.name,)),))
        p = named.fact.polynomial
        if len(p) == 1 and p.degree and not self.is_long(p):  # a monomial stays visible as one factor
            return Summand(Fraction(1), (Factor(tuple(self.polynomial(p)), 1, False),))
        return self.factor(p)

    def fact_product(self, facts: Sequence[NamedFact], indices: Sequence[int]) -> Summand:
        """Write the product of some facts."""
        total = Summand(Fraction(1))
        for i in indices:
            s = self.fact_factor(facts[i])
            total = Summand(total.coefficient * s.coefficient, (*total.factors, *s.factors))
        return total

    def combination(
        self, facts: Sequence[NamedFact], combination: Combination, times: Summand = Summand(Fraction(1))
    ) -> list[Summand]:
        """Return ``sum cofactor * equation``, each times ``times``."""
        out = []
        for index, cofactor in combination:
            a, b = self.factor(cofactor), self.fact_factor(facts[index])
            if not a.factors and not facts[index].name:
                b = self.factor(facts[index].fact.polynomial)
            coefficient = times.coefficient * a.coefficient * b.coefficient
            out.append(Summand(coefficient, (*times.factors, *a.factors, *b.factors)))
        return out

    def psatz(self, facts: Sequence[NamedFact], goal: Sequence[str], p: Psatz) -> tuple[list[str], list[str]]:
        """Return both sides of the identity ``multiplier * goal = ...``."""
        m = p.multiplier
        if p.contradiction:
            facts, goal = with_opposite(facts, goal, p), ["0"]
        right: list[Summand] = []
        if p.epsilon:
            unit = self.fact_product(facts, p.unit)
            right.append(Summand(p.epsilon * unit.coefficient, unit.factors))
        right += self.sum_of_squares(p.squares)
        for term in p.products:
            right += self.sum_of_squares(term.squares, self.fact_product(facts, term.facts))
        right += self.combination(facts, p.combination)
        strict = self.fact_product(facts, m.facts)
        squares = self.sum_of_squares(m.squares)
        factors = list(strict.factors)
        coefficient = strict.coefficient
        if squares and any(s.coefficient for s in squares):
            factors.append(Factor(tuple(self.sum([Summand(m.constant), *squares])), 1, False))
        else:
            coefficient *= m.constant
        group = Factor(tuple(goal), 1, len(goal) == 1)
        if coefficient == 1 and not factors:
            left = list(goal)
        else:
            left = self.sum([Summand(coefficient, (*factors, group))])
        return left, self.sum(right)

    # -- numbers -----------------------------------------------------------------------------------
    def rational(self, value: Fraction) -> str:
        """Write any rational."""
        return ("-" if value < 0 else "") + self.number(abs(value))

    def univariate(self, coefficients: Sequence[Fraction | int], symbol: str) -> list[str]:
        """Write a polynomial in one symbol, highest power first."""
        rows = [Summand(Fraction(c), (Factor((symbol,), k),)) for k, c in enumerate(coefficients) if c]
        return self.sum(rows[::-1])

    def surd(self, number: AlgebraicNumber) -> str | None:
        """Write an algebraic number of degree one or two exactly; None for higher degrees."""
        exact = as_rational(number)
        if exact is not None:
            return self.rational(exact)
        if len(number.polynomial) != 3:
            return None
        c, b, a = number.polynomial
        larger = compare_rational(number, Fraction(-b, 2 * a)) > 0
        radicand = b * b - 4 * a * c
        square = 1
        for k in range(isqrt(min(radicand, 10**8)), 1, -1):  # a cosmetic search: large radicands stay as they are
            if k <= 10_000 and radicand % (k * k) == 0:
                square, radicand = k, radicand // (k * k)
                break
        sign = (1 if larger else -1) * (1 if a > 0 else -1)
        common = gcd(gcd(b, square), 2 * a)
        rest, weight, below = -b // common, sign * square // common, 2 * a // common
        if below < 0:
            rest, weight, below = -rest, -weight, -below
        summands = [Summand(Fraction(rest)), Summand(Fraction(weight), (Factor((self.root(radicand),)),))]
        return self.quotient("".join(self.sum(summands)), below)

    @abstractmethod
    def quotient(self, numerator: str, denominator: int) -> str:
        """Write a sum divided by a positive integer."""


def decimal(number: AlgebraicNumber, digits: int = 6) -> str:
    """Return a decimal approximation of an algebraic number, for orientation only."""
    fine = refine(number, Fraction(1, 10 ** (digits + 1)))
    low, high = fine.low, fine.high
    scaled = round((low + high) / 2 * 10**digits)
    whole, part = divmod(abs(scaled), 10**digits)
    return f"{'-' if scaled < 0 else ''}{whole}.{part:0{digits}d}"
