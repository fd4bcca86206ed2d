"""Shapes of Positivstellensatz identities, and which of them to try, cheapest first.  Soundness-critical: no.

Multipliers: Reznick's powers of the norm [reznick_1995], and unknown sums of squares; a sum of squares that vanishes
somewhere is a multiplier too if the claim is about all of R^n (q >= 0 on a dense set, and q is continuous), which is
what forms with bad points need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import Polynomial, monomial_degree
from tameproof.sos.settings import SosSettings
from tameproof.sos.sparsity import find_cliques

SPARSE_VARIABLES = 6
MAX_FOR_TRIPLES = 4  # inequalities of which three are multiplied


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of an identity.

    Attributes:
        degree: total degree of all summands.
        products: which products of inequality facts get a sum of squares.
        norm_power: the multiplier is (1 + |x|^2)^norm_power ...
        free_multiplier: ... plus an unknown sum of squares of this degree (0: none).
        zeros: the multiplier may vanish: |x|^(2 norm_power), or an unknown sum of squares alone, normalised by the
            trace of its Gram matrix.  Only for claims at every point of R^n.
        strict_multiplier: strict facts that multiply the claim.
        unit: strict facts whose product epsilon multiplies.
        sparse: sums of squares in the variables of single cliques only.
        squares: whether there are squares at all (otherwise: linear algebra only).
    """

    degree: int
    products: tuple[tuple[int, ...], ...] = ()
    norm_power: int = 0
    free_multiplier: int = 0
    strict_multiplier: tuple[int, ...] = ()
    unit: tuple[int, ...] = ()
    squares: bool = True
    zeros: bool = False
    sparse: bool = False

    def describe(self) -> str:
        """Return one line for a person."""
        parts = [f"degree {self.degree}"]
        if self.sparse:
            parts.append("sparse")
        if not self.squares:
            parts.append("linear algebra")
        if any(len(p) > 1 for p in self.products):
            parts.append("products of facts")
        if self.norm_power:
            base = "|x|^2" if self.zeros else "(1 + |x|^2)"
            parts.append(f"multiplier {base}^{self.norm_power}")
        if self.free_multiplier:
            kind = "denominator" if self.zeros else "multiplier"
            parts.append(f"{kind} of degree {self.free_multiplier}")
        if self.strict_multiplier:
            parts.append(f"multiplied by facts {', '.join(map(str, self.strict_multiplier))}")
        if self.unit:
            parts.append(f"unit: facts {', '.join(map(str, self.unit))}")
        return ", ".join(parts)


def shapes_for(
    q: Polynomial,
    facts: Sequence[Fact],
    relevant: Sequence[int],
    settings: SosSettings,
    *,
    strict: bool,
    everywhere: bool,
) -> list[Shape]:
    """Return the shapes to try, cheapest first."""
    inequalities = [i for i in relevant if facts[i].kind is not FactKind.EQUATION]
    equations = [i for i in relevant if facts[i].kind is FactKind.EQUATION]
    strict_facts = [i for i in relevant if facts[i].kind is FactKind.POSITIVE]
    singles = tuple((i,) for i in inequalities)
    pairs = tuple(combinations(inequalities, 2)) if settings.product_size >= 2 else ()
    few = 3 <= len(inequalities) <= MAX_FOR_TRIPLES and settings.product_size >= 2
    triples = tuple(combinations(inequalities, 3)) if few else ()
    degrees = [facts[i].polynomial.degree for i in relevant]
    base = q.degree + q.degree % 2
    if q.is_zero or not degrees:
        base = max(base, min(degrees, default=0))
        base += base % 2
    base = max(base, 2)
    if relevant:
        last = max(base + settings.extra_degree, *(d + d % 2 for d in degrees))
    else:
        last = base
    last = min(last, max(base, settings.max_degree))
    units: list[tuple[int, ...]] = [()]
    if strict:
        units += [(i,) for i in strict_facts]
        if len(strict_facts) > 1:
            units.append(tuple(strict_facts))
        for i in strict_facts:
            power = max(base // max(facts[i].polynomial.degree, 1), 1)
            units += [(i,) * k for k in range(2, min(power, 4) + 1)]
    sparse = _is_sparse(q, facts, relevant)
    out: list[Shape] = []
    for degree in range(base, last + 1, 2):
        if equations:
            out.append(Shape(degree, squares=False))
        if sparse:
            out += [Shape(degree, singles, unit=u, sparse=True) for u in units[:2]]
        out += [Shape(degree, singles, unit=u) for u in units]
        if pairs:
            out += [Shape(degree, singles + pairs, unit=u) for u in units]
        if triples:
            out.append(Shape(degree, singles + pairs + triples))
        if not q.is_zero and settings.multipliers and strict_facts and degree > base:
            out += [
                Shape(degree, singles + pairs, strict_multiplier=(i,), unit=(i,) if strict else ())
                for i in strict_facts
                if facts[i].polynomial.degree + q.degree <= degree
            ]
        if q.is_zero or not settings.multipliers:
            continue
        if relevant and degree >= q.degree + 2:
            out.append(Shape(degree, singles, free_multiplier=2))
    if not relevant and settings.multipliers and not q.is_zero:
        out += _multiplied(q, base, settings, zeros=everywhere and not strict)
    return out


def _is_sparse(q: Polynomial, facts: Sequence[Fact], relevant: Sequence[int]) -> bool:
    """Return whether the cliques are much smaller than the set of all variables."""
    polynomials = [facts[i].polynomial for i in relevant]
    count = len(set(q.variables()).union(*(p.variables() for p in polynomials)))
    if count < SPARSE_VARIABLES:
        return False
    largest = max(map(len, find_cliques((q,), polynomials)), default=0)
    return 3 * largest <= 2 * count


def _multiplied(q: Polynomial, base: int, settings: SosSettings, *, zeros: bool) -> list[Shape]:
    """Return the shapes with multipliers for a claim without facts: uniform ones first, then unknown ones."""
    out: list[Shape] = []
    homogeneous = is_homogeneous(q)
    for extra in range(2, max(settings.extra_degree, 2) + 1, 2):
        degree = base + extra
        if homogeneous and zeros:
            out.append(Shape(degree, norm_power=extra // 2, zeros=True))
        elif not homogeneous:
            out.append(Shape(degree, norm_power=extra // 2))
            out.append(Shape(degree, free_multiplier=extra))
        if zeros:
            out.append(Shape(degree, free_multiplier=extra, zeros=True))
    return out


def is_homogeneous(p: Polynomial) -> bool:
    """Return whether all terms have the same degree."""
    return len({monomial_degree(m) for m in p.terms}) <= 1
