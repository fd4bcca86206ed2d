"""Groebner bases that remember how they were derived (Buchberger with traces).  Soundness-critical: no.

Every element of a traced basis is an explicit combination of *earlier* elements: S-polynomial plus the quotients of
its reduction.  The chain of these small identities replaces the matrix of cofactors in the generators, whose entries
explode; a certificate needs only the ancestors of the elements that it uses.  Pairs are pruned by the criteria of
Gebauer and Moeller and chosen by sugar degree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop
from typing import TypeAlias

from tameproof.proofs.kernel.evidence import Combination
from tameproof.proofs.kernel.polynomial import BITS, Polynomial, sum_of_products
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.division import (
    MAX_BITS,
    Divisor,
    DivisorTable,
    MonomialOrder,
    Quotients,
    divide,
    make_divisor,
)
from tameproof.symbolic.records import recorded

__all__ = ["TracedBasis", "assume_groebner_basis", "find_traced_basis"]


@dataclass(frozen=True, slots=True)
class TracedBasis:
    """A degrevlex Groebner basis inside a list of elements with derivations.

    Attributes:
        nvars: number of variables.
        elements: the generators first (unchanged), then derived primitive integer polynomials.
        derivations: None for generators; else elements[k] = sum cofactor * elements[index], all indices < k.
        leading: indices of the elements that form a minimal Groebner basis.
    """

    nvars: int
    elements: tuple[Polynomial, ...]
    derivations: tuple[Combination | None, ...]
    leading: tuple[int, ...]
    _cache: list[tuple[DivisorTable, dict[int, Fraction]]] = field(default_factory=list, compare=False, repr=False)

    def _table(self) -> tuple[DivisorTable, dict[int, Fraction]]:
        if not self._cache:
            order = MonomialOrder(self.nvars)
            table = DivisorTable(order)
            contents = {}
            for i in self.leading:
                p = self.elements[i]
                divisor, content = make_divisor(order, order.keyed(p))
                table.add(i, divisor)
                contents[i] = Fraction(content, p.denominator)
            self._cache.append((table, contents))
        return self._cache[0]

    def divide(self, p: Polynomial, deadline: Deadline | None = None) -> tuple[Combination, Polynomial]:
        """Return (combination in the elements, normal form): p = sum cofactor * elements[index] + normal form."""
        table, contents = self._table()
        order = table.order
        result = divide(order.keyed(p), table, deadline)
        scale = result.multiplier * p.denominator
        combination = tuple(
            (i, order.polynomial(q, scale).scale(1 / contents[i])) for i, q in sorted(result.quotients.items())
        )
        return combination, order.polynomial(result.remainder, scale)

    def leading_monomials(self) -> tuple[int, ...]:
        """Return the packed leading monomials of the minimal basis."""
        order = MonomialOrder(self.nvars)
        return tuple(order.to_packed(order.leading(self.elements[i])) for i in self.leading)

    def ancestors(self, used: Sequence[int]) -> tuple[int, ...]:
        """Return the derived elements needed to derive the given ones, in increasing order."""
        needed: set[int] = set()
        todo = list(used)
        while todo:
            k = todo.pop()
            derivation = self.derivations[k]
            if k in needed or derivation is None:
                continue
            needed.add(k)
            todo.extend(i for i, _ in derivation)
        return tuple(sorted(needed))

    def flatten(self, combination: Combination, max_terms: int, deadline: Deadline | None = None) -> Combination | None:
        """Rewrite a combination of elements in the generators; None if a cofactor gets more than max_terms terms."""
        cofactors: dict[int, Polynomial] = dict(combination)
        while True:
            derived = [k for k in cofactors if self.derivations[k] is not None]
            if not derived:
                return tuple(sorted((i, q) for i, q in cofactors.items() if not q.is_zero))
            k = max(derived)
            q = cofactors.pop(k)
            for i, c in self.derivations[k] or ():
                if len(q) * len(c) > 50 * max_terms:
                    return None
                total = sum_of_products(((q, c),)) + cofactors.get(i, Polynomial({}))
                if len(total) > max_terms:
                    return None
                cofactors[i] = total
            if deadline is not None:
                deadline.check()


_Pair: TypeAlias = tuple[int, int, int, int, int]  # sugar, order key of the lcm, two elements, packed lcm


class _Buchberger:
    """The state of one run: elements with divisors and sugar, open pairs, live basis."""

    def __init__(self, nvars: int, deadline: Deadline, max_bits: int) -> None:
        self.order = MonomialOrder(nvars)
        self.deadline = deadline
        self.max_bits = max_bits
        self.divisors: dict[int, Divisor] = {}
        self.sugar: dict[int, int] = {}
        self.live: list[int] = []
        self.pairs: list[_Pair] = []
        self.scales: dict[int, Fraction] = {}  # element = scale * divisor
        self.elements: list[Polynomial] = []
        self.derivations: list[Combination | None] = []
        self.table = DivisorTable(self.order)

    def degree(self, key: int) -> int:
        return -(-key >> self.order.bits)

    def lcm_packed(self, a: int, b: int) -> int:
        guards = self.order.guards
        larger = ((a | guards) - b) & guards  # guard bits of the fields in which a is at least as large
        fields = larger - (larger >> BITS - 1)
        return (a & fields) | (b & ~fields)

    def divides(self, a: int, b: int) -> bool:
        guards = self.order.guards
        return ((b | guards) - a) & guards == guards

    def rebuild_table(self) -> None:
        # Short divisors first: they keep remainders and quotients short.
        rows = sorted(self.live, key=lambda i: (len(self.divisors[i].tail), i))
        self.table.replace([(i, self.divisors[i]) for i in rows])

    def insert(self, index: int, divisor: Divisor, sugar: int) -> None:
        """Add an element to the basis and update the pairs (Gebauer-Moeller)."""
        lead = divisor.packed
        self.divisors[index] = divisor
        self.sugar[index] = sugar
        lcms = {i: self.lcm_packed(self.divisors[i].packed, lead) for i in self.live}
        kept = []
        guards = self.order.guards
        for pair in self.pairs:  # criterion B
            _, _, first, second, whole = pair
            if (
                ((whole | guards) - lead) & guards == guards
                and lcms.get(first, -1) != whole
                and lcms.get(second, -1) != whole
                and self.lcm_packed(self.divisors[first].packed, lead) != whole
                and self.lcm_packed(self.divisors[second].packed, lead) != whole
            ):
                continue
            kept.append(pair)
        coprime = {i: lcms[i] == self.divisors[i].packed + lead for i in self.live}
        candidates = sorted(self.live, key=lambda i: (self.order.to_key(lcms[i]), not coprime[i], i))
        chosen: list[int] = []
        smaller: list[int] = []
        for i in candidates:  # criteria M and F
            guarded = lcms[i] | guards
            for whole in smaller:
                if (guarded - whole) & guards == guards:
                    break
            else:
                chosen.append(i)
                smaller.append(lcms[i])
        for i in chosen:
            if coprime[i]:
                continue
            key = self.order.to_key(lcms[i])
            d = self.degree(key)
            s = max(
                self.sugar[i] + d - self.degree(self.divisors[i].key),
                sugar + d - self.degree(divisor.key),
            )
            kept.append((s, key, i, index, lcms[i]))
        heapify(kept)
        self.pairs = kept
        self.live = [i for i in self.live if not self.divides(lead, self.divisors[i].packed)]
        self.live.append(index)
        self.rebuild_table()

    def combination(self, result: Quotients, start: dict[int, dict[int, int]]) -> dict[int, dict[int, int]]:
        """Return multiplier * start - quotients, per element (keyed integer cofactors of the divisors)."""
        out = {i: {k: c * result.multiplier for k, c in q.items()} for i, q in start.items()}
        for i, q in result.quotients.items():
            target = out.setdefault(i, {})
            for k, c in q.items():
                target[k] = target.get(k, 0) - c
        return out

    def record(self, result: Quotients, start: dict[int, dict[int, int]], sugar: int) -> None:
        """Store the remainder as a new element with its derivation."""
        divisor, content = make_divisor(self.order, result.remainder)
        if divisor.coefficient.bit_length() > self.max_bits:
            raise BudgetExceeded("coefficients too large")
        cofactors = self.combination(result, start)
        rows = []
        for i, q in sorted(cofactors.items()):
            cofactor = self.order.polynomial(q, 1).scale(1 / (content * self.scales[i]))
            if not cofactor.is_zero:
                rows.append((i, cofactor))
        terms = {divisor.key: divisor.coefficient, **dict(divisor.tail)}
        index = len(self.elements)
        self.elements.append(self.order.polynomial(terms))
        self.derivations.append(tuple(rows))
        self.scales[index] = Fraction(1)
        self.insert(index, divisor, sugar)

    def insert_known(self, generators: Sequence[Polynomial], count: int) -> None:
        """Insert the first elements without pairs: their S-polynomials are known to reduce to zero."""
        for i in range(count):
            divisor = self.divisors[i]
            self.sugar[i] = generators[i].degree
            if not any(self.divides(self.divisors[j].packed, divisor.packed) for j in self.live):
                self.live = [j for j in self.live if not self.divides(divisor.packed, self.divisors[j].packed)]
                self.live.append(i)
        self.rebuild_table()

    def plant(self, seeds: Sequence[tuple[Polynomial, Combination]]) -> None:
        """Insert primitive elements of the ideal, each an explicit combination of the generators."""
        for element, combination in seeds:
            index = len(self.elements)
            divisor, content = make_divisor(self.order, self.order.keyed(element))
            self.elements.append(element)
            self.derivations.append(combination)
            self.scales[index] = Fraction(content, element.denominator)
            self.insert(index, divisor, self.degree(divisor.key))

    def run(
        self,
        generators: Sequence[Polynomial],
        known: int = 0,
        seeds: Sequence[tuple[Polynomial, Combination]] = (),
    ) -> None:
        """Compute the basis; the first ``known`` generators, all nonzero, are a Groebner basis of their ideal."""
        self.elements = list(generators)
        self.derivations = [None] * len(generators)
        start = []
        for i, p in enumerate(generators):
            if not p.is_zero:
                divisor, content = make_divisor(self.order, self.order.keyed(p))
                self.divisors[i] = divisor
                self.scales[i] = Fraction(content, p.denominator)
                if i >= known:
                    start.append((p.degree, divisor.key, i))
        self.insert_known(generators, known)
        self.plant(seeds)
        for degree, _, i in sorted(start):
            divisor = self.divisors[i]
            terms = {divisor.key: divisor.coefficient, **dict(divisor.tail)}
            result = divide(terms, self.table, self.deadline, max_bits=self.max_bits)
            if not result.quotients:
                self.insert(i, divisor, degree)
            elif result.remainder:
                self.record(result, {i: {0: 1}}, degree)
        while self.pairs:
            self.deadline.check()
            sugar, key, first, second, _ = heappop(self.pairs)
            a, b = self.divisors[first], self.divisors[second]
            ka, kb = key - a.key, key - b.key
            work = {k + ka: c * b.coefficient for k, c in a.tail}
            for k, c in b.tail:
                work[k + kb] = work.get(k + kb, 0) - c * a.coefficient
            work = {k: c for k, c in work.items() if c}
            if not work:
                continue
            result = divide(work, self.table, self.deadline, max_bits=self.max_bits)
            if result.remainder:
                self.record(result, {first: {ka: b.coefficient}, second: {kb: -a.coefficient}}, sugar)


def assume_groebner_basis(elements: Sequence[Polynomial], nvars: int) -> TracedBasis:
    """Return the basis object of nonzero polynomials that are believed to be a minimal degrevlex Groebner basis.

    Nothing is computed.  If they are none, normal forms are not unique, but every division is still an identity.
    """
    return TracedBasis(nvars, tuple(elements), (None,) * len(elements), tuple(range(len(elements))))


@recorded("Groebner basis with derivations", order="degrevlex")
def find_traced_basis(
    generators: Sequence[Polynomial],
    nvars: int,
    deadline: Deadline,
    *,
    known: int = 0,
    max_bits: int = MAX_BITS,
    seeds: Sequence[tuple[Polynomial, Combination]] = (),
) -> TracedBasis:
    """Return a degrevlex Groebner basis of the ideal of the generators, with derivations.

    Args:
        generators: polynomials over Q in the variables 0, ..., nvars - 1 (zero polynomials allowed).
        nvars: number of variables.
        deadline: when to give up.
        known: so many generators at the beginning, all nonzero, already are a Groebner basis of their ideal.
        max_bits: size of a coefficient at which to give up.
        seeds: further elements of the ideal, each with its combination of the generators.

    Returns:
        A traced basis: each derived element is a combination of earlier ones.  That it is a Groebner basis is not
        certified; certificates use the combinations only.

    Raises:
        BudgetExceeded: if the deadline passes or the coefficients explode.

    Source: Gebauer, Moeller: On an installation of Buchberger's algorithm (1988).
    """
    state = _Buchberger(nvars, deadline, max_bits)
    state.run(generators, known, seeds)
    leading = tuple(sorted(state.live, key=lambda i: (len(state.divisors[i].tail), i)))
    return TracedBasis(nvars, tuple(state.elements), tuple(state.derivations), leading)
