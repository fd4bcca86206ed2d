"""Monomial order and division with quotients.  Soundness-critical: no (identities are expanded again by the users).

The order is degrevlex with v0 > v1 > ...  A monomial with packed exponents m and degree d becomes the integer
(d << bits) - m with bits = 20 * nvars: multiplying monomials adds these keys, and comparing them is the order
(among monomials of one degree the smaller packed number is the larger monomial).  Division is fraction free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import gcd

from tameproof.proofs.kernel.polynomial import BITS, Polynomial, monomial_degree
from tameproof.symbolic.budget import BudgetExceeded, Deadline

__all__ = ["Divisor", "DivisorTable", "MonomialOrder", "Quotients", "divide", "divide_polynomial", "make_divisor"]

CHECK_EVERY = 2048  # reduction steps between two looks at the clock
MAX_BITS = 200_000  # size of one integer coefficient


@dataclass(frozen=True, slots=True)
class MonomialOrder:
    """Degrevlex on the variables 0, ..., nvars - 1, as integer keys.

    Attributes:
        nvars: number of variables.
        bits: number of bits of a packed monomial.
        mask: bits of the packed exponents.
        guards: the top bit of every exponent field (never used by an exponent).
    """

    nvars: int
    bits: int = field(init=False, compare=False, repr=False)
    mask: int = field(init=False, compare=False, repr=False)
    guards: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        fields = max(self.nvars, 1)
        object.__setattr__(self, "bits", BITS * fields)
        object.__setattr__(self, "mask", (1 << BITS * fields) - 1)
        object.__setattr__(self, "guards", sum(1 << (BITS * i + BITS - 1) for i in range(fields)))

    def to_key(self, packed: int) -> int:
        """Return the order key of a packed monomial."""
        return (monomial_degree(packed) << self.bits) - packed

    def to_packed(self, key: int) -> int:
        """Return the packed monomial of an order key."""
        return -key & self.mask

    def keyed(self, p: Polynomial) -> dict[int, int]:
        """Return the integer terms of p (without its denominator) by order key."""
        bits = self.bits
        return {(monomial_degree(m) << bits) - m: c for m, c in p.terms.items()}

    def polynomial(self, terms: dict[int, int], denominator: int = 1) -> Polynomial:
        """Return the kernel polynomial with the given keyed terms."""
        mask = self.mask
        return Polynomial({-k & mask: c for k, c in terms.items()}, denominator)

    def leading(self, p: Polynomial) -> int:
        """Return the key of the leading monomial of a nonzero polynomial."""
        return max(map(self.to_key, p.terms))


@dataclass(frozen=True, slots=True)
class Divisor:
    """A primitive integer polynomial with positive leading coefficient, split into leading term and tail."""

    key: int
    packed: int
    coefficient: int
    tail: tuple[tuple[int, int], ...]


def make_divisor(order: MonomialOrder, terms: dict[int, int]) -> tuple[Divisor, int]:
    """Return the divisor of nonzero integer terms, and the integer c with terms = c * divisor."""
    g = 0
    for c in terms.values():
        g = gcd(g, c)
        if g == 1:
            break
    key = max(terms)
    if terms[key] < 0:
        g = -g
    tail = tuple((k, c // g) for k, c in sorted(terms.items(), reverse=True) if k != key)
    return Divisor(key, order.to_packed(key), terms[key] // g, tail), g


@dataclass(frozen=True, slots=True)
class Quotients:
    """``multiplier * p = sum quotients[i] * divisor_i + remainder`` with keyed integer terms."""

    multiplier: int
    quotients: dict[int, dict[int, int]]
    remainder: dict[int, int]


@dataclass(slots=True)
class DivisorTable:
    """Divisors by identifier, with a memo of which one divides a given monomial."""

    order: MonomialOrder
    divisors: list[tuple[int, Divisor]] = field(default_factory=list)
    _leads: list[tuple[int, int]] = field(default_factory=list)  # identifier, leading monomial: all there ever were
    _position: dict[int, int] = field(default_factory=dict)
    _memo: dict[int, tuple[int, int]] = field(default_factory=dict)  # monomial -> (identifier or -1, leads seen)

    def add(self, identifier: int, divisor: Divisor) -> None:
        """Append a divisor; earlier divisors keep priority."""
        self._position[identifier] = len(self.divisors)
        self.divisors.append((identifier, divisor))
        self._leads.append((identifier, divisor.packed))

    def replace(self, divisors: list[tuple[int, Divisor]]) -> None:
        """Set the divisors anew; every old leading monomial must be a multiple of a new one.

        What is known about monomials is kept: only divisors that are new are compared with them again.
        """
        old = self._position
        self._position = {identifier: k for k, (identifier, _) in enumerate(divisors)}
        self._leads += [(identifier, d.packed) for identifier, d in divisors if identifier not in old]
        self.divisors = divisors

    def find(self, packed: int) -> int:
        """Return the position of the first divisor whose leading monomial divides the packed monomial, or -1."""
        leads = self._leads
        guards = self.order.guards
        guarded = packed | guards
        known = self._memo.get(packed)
        if known is not None:
            identifier, seen = known
            position = self._position.get(identifier, -1)
            if identifier < 0 or position >= 0:
                for k in range(seen, len(leads)):
                    fresh, lead = leads[k]
                    if (guarded - lead) & guards == guards:
                        other = self._position.get(fresh, -1)
                        if other >= 0 and not 0 <= position < other:
                            identifier, position = fresh, other
                        elif other < 0 and position < 0:
                            break  # divisible by a divisor that was replaced by another one
                else:
                    self._memo[packed] = (identifier, len(leads))
                    return position
        for k, (identifier, divisor) in enumerate(self.divisors):
            if (guarded - divisor.packed) & guards == guards:
                self._memo[packed] = (identifier, len(leads))
                return k
        self._memo[packed] = (-1, len(leads))
        return -1


def divide(
    terms: dict[int, int], table: DivisorTable, deadline: Deadline | None = None, *, max_bits: int = MAX_BITS
) -> Quotients:
    """Divide keyed integer terms by the divisors of a table until no term of the remainder is divisible.

    Args:
        terms: integer coefficients by order key (not changed).
        table: the divisors; the first one whose leading monomial divides is used.
        deadline: when to give up.
        max_bits: size of the multiplier at which to give up.

    Returns:
        Quotients by identifier of the divisor, with a positive integer multiplier.

    Raises:
        BudgetExceeded: if the deadline passes or the coefficients explode.
    """
    work = dict(terms)
    heap = [-k for k in work]
    heapify(heap)
    mask = table.order.mask
    multiplier = 1
    # Terms are stored with the multiplier of their time, so that only the open part is rescaled.
    quotients: dict[int, list[tuple[int, int, int]]] = {}
    remainder: list[tuple[int, int, int]] = []
    steps = 0
    while heap:
        key = -heappop(heap)
        c = work.pop(key, 0)
        if not c:
            continue
        position = table.find(-key & mask)
        if position < 0:
            remainder.append((key, c, multiplier))
            continue
        identifier, divisor = table.divisors[position]
        lead = divisor.coefficient
        if lead != 1:
            g = gcd(c, lead)
            scale = lead // g
            c //= g
            if scale != 1:
                for k in work:
                    work[k] *= scale
                multiplier *= scale
                if multiplier.bit_length() > max_bits:
                    raise BudgetExceeded("coefficients too large")
        shift = key - divisor.key
        quotients.setdefault(identifier, []).append((shift, c, multiplier))
        for k, d in divisor.tail:
            k += shift
            if k in work:
                work[k] -= c * d
            else:
                work[k] = -c * d
                heappush(heap, -k)
        steps += 1
        if deadline is not None and steps % CHECK_EVERY == 0:
            deadline.check()
    return Quotients(
        multiplier,
        {i: {k: c * (multiplier // then) for k, c, then in entries} for i, entries in quotients.items()},
        {k: c * (multiplier // then) for k, c, then in remainder},
    )


def divide_polynomial(
    p: Polynomial, divisors: Sequence[Polynomial], nvars: int, deadline: Deadline | None = None
) -> tuple[tuple[tuple[int, Polynomial], ...], Polynomial]:
    """Return ((index, quotient), ...) and the remainder: p = sum quotient * divisors[index] + remainder."""
    order = MonomialOrder(nvars)
    table = DivisorTable(order)
    contents: dict[int, Fraction] = {}
    for i, d in enumerate(divisors):
        if not d.is_zero:
            divisor, content = make_divisor(order, order.keyed(d))
            table.add(i, divisor)
            contents[i] = Fraction(content, d.denominator)
    result = divide(order.keyed(p), table, deadline)
    scale = result.multiplier * p.denominator
    quotients = tuple(
        (i, order.polynomial(q, scale).scale(1 / contents[i])) for i, q in sorted(result.quotients.items())
    )
    return quotients, order.polynomial(result.remainder, scale)
