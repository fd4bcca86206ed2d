"""Proofs by contradiction: an identity for 0 from the facts and the negated claim.  Soundness-critical: no.

This is Stengle's form of the Positivstellensatz, q p_1 = q^(2k) + p_2 with p_1 and p_2 in the cone of the facts: other
than in Putinar's and Schmuedgen's forms the multiplier p_1 may vanish on the set.  The negated claim is one more fact,
after the others; products of up to three inequalities are used, and powers of the negated claim as units.
Source: [stengle_1974].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.settings import SosSettings
from tameproof.sos.shapes import Shape

MAX_POWER = 6  # of the negated claim, or of another strict fact, as a unit
MAX_FACTORS = 3  # inequalities in one product


def negated_claim(q: Polynomial, *, strict: bool) -> Fact:
    """Return -q > 0 for the claim q >= 0, and -q >= 0 for the claim q > 0 (``strict``)."""
    return Fact(FactKind.NONNEGATIVE if strict else FactKind.POSITIVE, -q)


def contradiction_shapes(facts: Sequence[Fact], relevant: Sequence[int], settings: SosSettings) -> Iterator[Shape]:
    """Yield shapes of identities for 0 whose last fact is a negated claim, cheapest first.

    Args:
        facts: all facts, the negated claim last.
        relevant: the facts to use, the last one among them.
        settings: degrees.
    """
    last = len(facts) - 1
    inequalities = [i for i in relevant if facts[i].kind is not FactKind.EQUATION]
    products = [c for k in range(1, MAX_FACTORS + 1) for c in combinations(inequalities, k)]
    degree_of = {p: sum(facts[i].polynomial.degree for i in p) for p in products}
    own = max(facts[last].polynomial.degree, 1)
    strict_facts = [i for i in relevant if facts[i].kind is FactKind.POSITIVE]
    for degree in range(2, max(settings.max_degree, 2 * own) + 1, 2):
        fitting = tuple(p for p in products if degree_of[p] <= degree)
        if not any(last in p for p in fitting):
            continue
        for unit in _units(facts, strict_facts, degree):
            yield Shape(degree, fitting, unit=unit)


def _units(facts: Sequence[Fact], strict_facts: Sequence[int], degree: int) -> list[tuple[int, ...]]:
    """Return products of strict facts up to this degree, high powers first."""
    sizes = {i: max(facts[i].polynomial.degree, 1) for i in strict_facts}
    out = [(i,) * k for k in range(MAX_POWER, 0, -1) for i in strict_facts if k * sizes[i] <= degree]
    out += [
        (i, *(j,) * k)
        for k in range(MAX_POWER - 1, 0, -1)
        for i in strict_facts
        for j in strict_facts
        if i != j and sizes[i] + k * sizes[j] <= degree
    ]
    return [*out, ()]
