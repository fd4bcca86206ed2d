"""Where an exponential sum changes its sign, by Rolle's theorem.  Soundness-critical: yes.

Mathematics: docs/theory.md, section 18, "Exponential sums".  After multiplication with an exponential one of the
coefficients is killed by a few derivatives; the sign changes of the last derivative cut the line into intervals on
which the function before it is strictly monotone, and so on back to the sum itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from .effort import spend
from .errors import Reason, need
from .exponential_sum import WHERE, ExponentialSum, Row, undecided
from .univariate import from_fractions, isolate_roots, odd_part

MAX_LEVELS = 400  # derivatives
MAX_BISECTIONS = 90
MAX_DOUBLINGS = 40


@dataclass(frozen=True, slots=True)
class Bracket:
    """An interval with exactly one sign change of a function in it, not at its ends; low = high: there.

    ``function`` has its only zero in the interval at the sign change.
    """

    function: ExponentialSum
    low: Fraction
    high: Fraction

    def at_zero(self) -> Bracket:
        """Return the point 0 if the sign changes there: where a value is rational, it is often this one."""
        inside = self.low < 0 < self.high and self.function.sign_at(Fraction(0)) == 0
        return Bracket(self.function, Fraction(0), Fraction(0)) if inside else self

    def refined(self) -> Bracket:
        """Return half of the interval."""
        if self.low == self.high:
            return self
        middle = (self.low + self.high) / 2
        sign = self.function.sign_at(middle)
        if sign == 0:
            return Bracket(self.function, middle, middle)
        left = sign == self.function.sign_at(self.low)
        return Bracket(self.function, middle, self.high) if left else Bracket(self.function, self.low, middle)


@dataclass(frozen=True, slots=True)
class SignChanges:
    """The sign changes of a function, from left to right, and its sign before the first one.

    Between two of them the function has one sign, except for isolated zeros.
    """

    first: int
    brackets: tuple[Bracket, ...]


def find_sign_changes(g: ExponentialSum) -> SignChanges:
    """Return the sign changes of an exponential sum that is not the zero function.

    Raises:
        RejectedStep: if enclosures do not decide a sign (NOT_SUPPORTED), or a limit is exceeded (LIMIT).
    """
    need(not g.is_zero, WHERE, Reason.VACUOUS, "the zero function")
    if len(g.terms) == 1:
        return _of_polynomial(g.terms[0][1], g.sign_at_end(-1))
    exponent, coefficient = min(g.terms, key=lambda t: (len(t[1]), t[0]))
    chain = [g.times_exponential(tuple(-c for c in exponent))]
    need(len(coefficient) <= MAX_LEVELS, WHERE, Reason.LIMIT, "too many derivatives")
    for _ in coefficient:
        last = chain[-1].derivative()
        if last.is_zero:
            break
        chain.append(last)
    spend(100 * len(chain))
    if len(chain) <= len(coefficient):  # all exponents are constants: the last derivative is a constant function
        changes = SignChanges(chain[-1].sign_at(Fraction(0)), ())
    else:
        changes = find_sign_changes(chain[-1])
    for function in reversed(chain[:-1]):
        changes = _of_antiderivative(function, changes)
    return changes


def _of_polynomial(p: Row, first: int) -> SignChanges:
    """Return the sign changes of a polynomial: its roots of odd multiplicity."""
    integers, _ = from_fractions(p)
    odd = odd_part(integers)
    if len(odd) < 2:
        return SignChanges(first, ())
    function = ExponentialSum.polynomial(odd)
    return SignChanges(first, tuple(Bracket(function, low, high) for low, high in isolate_roots(odd)))


def _of_antiderivative(g: ExponentialSum, slope: SignChanges) -> SignChanges:
    """Return the sign changes of g from those of its derivative: between them g is strictly monotone."""
    turns: list[Bracket] = []
    signs = [g.sign_at_end(-1)]
    for bracket in slope.brackets:
        turn, sign = _sign_at_turn(g, bracket)
        turns.append(turn)
        signs.append(sign)
    signs.append(g.sign_at_end(1))
    found = []
    for k, (left, right) in enumerate(pairwise(signs)):
        if left * right >= 0:  # a monotone function with a zero at an end of the piece has none inside
            continue
        low = turns[k - 1].high if k else None
        high = turns[k].low if k < len(turns) else None
        if low is None:
            low = _far_out(g, high if high is not None else Fraction(0), -1, left)
        if high is None:
            high = _far_out(g, low, 1, right)
        found.append(Bracket(g, low, high))
    return SignChanges(signs[0], tuple(found))


def _sign_at_turn(g: ExponentialSum, bracket: Bracket) -> tuple[Bracket, int]:
    """Return a smaller bracket on which g has one sign, and that sign; or the exact point and the sign there."""
    for _ in range(MAX_BISECTIONS):
        if bracket.low == bracket.high:
            return bracket, g.sign_at(bracket.low)
        sign = g.sign_over(bracket.low, bracket.high)
        if sign:
            return bracket, sign
        bracket = bracket.refined()
    raise undecided("whether two sums have a common zero")


def _far_out(g: ExponentialSum, start: Fraction, direction: int, sign: int) -> Fraction:
    """Return a point beyond ``start`` at which g has the sign that it has at this end."""
    step = Fraction(direction)
    for _ in range(MAX_DOUBLINGS):
        if g.sign_at(start + step) == sign:
            return start + step
        step *= 2
    raise undecided("where a sum has its sign at infinity")
