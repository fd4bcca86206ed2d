"""What bounds trajectories, as evidence for Coq: controlled quantities and one of the forms of ``confinement``.

The arguments of the polynomials are F, then the conserved, then the monotone quantities (the certificate has the
quantities in the order of the premises), then a growing quantity or the entries of matrices.

Soundness-critical: no.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import comb

from tameproof.proofs.export.coq_refutation import coordinates
from tameproof.proofs.export.coq_source import Source, weak
from tameproof.proofs.export.coq_terms import CannotExport, indices, listing, polynomial, psatz, rational
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Step
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products

Matrix = list[list[Polynomial]]


@dataclass(frozen=True)
class Controlled:
    """The controlled quantities of a step, and where the theory puts the arguments of its polynomials."""

    conserved: list[Polynomial]
    monotone: list[Polynomial]
    monotone_terms: list[str]
    order: list[tuple[bool, int]]  # per premise: conserved?, its number among its kind

    def inner(self, objective: Polynomial) -> dict[int, Polynomial]:
        """Return the arguments as the certificate numbers them."""
        quantities = [self.conserved[k] if kept else self.monotone[k] for kept, k in self.order]
        return dict(enumerate([objective, *quantities]))

    def renumber(self, p: Polynomial) -> Polynomial:
        """Return a polynomial of the certificate with the theory's numbers; a growing quantity stays the last."""
        new = {0: Polynomial.variable(0)}
        for j, (kept, k) in enumerate(self.order):
            new[j + 1] = Polynomial.variable(1 + k if kept else 1 + len(self.conserved) + k)
        return p.substitute(new)


def controlled_quantities(source: Source, step: Step) -> Controlled:
    """Return the conserved and monotone quantities among the premises."""
    found = Controlled([], [], [], [])
    for p in step.premises:
        claim, why = source.certificate.steps[p].claim, source.certificate.steps[p].evidence
        if isinstance(claim, c.ConservedQuantity):
            found.order.append((True, len(found.conserved)))
            found.conserved.append(claim.quantity)
        elif isinstance(claim, c.MonotoneQuantity):
            if not isinstance(why, e.FlowInequality):
                raise CannotExport(p, type(why).__name__, "a monotone quantity needs an identity")
            flow = weak(why.flow, source.lift.inner_with_gradient(claim.quantity), p, "FlowInequality")
            low = weak(why.lower, claim.quantity - Polynomial.constant(claim.lower), p, "FlowInequality")
            found.order.append((False, len(found.monotone)))
            found.monotone.append(claim.quantity)
            found.monotone_terms.append(f"({polynomial(claim.quantity)}, {rational(claim.lower)}, {flow}, {low})")
    return found


def control(source: Source, index: int, step: Step) -> str:
    """Return everything that bounds trajectories (or descent) as a term of type ``control``.

    Raises:
        CannotExport: if the evidence, or an identity in it, has no counterpart.
    """
    lift = source.lift
    below_index, below = source.premise(index, c.BoundedBelow)
    if not isinstance(below.claim, c.BoundedBelow) or not isinstance(below.evidence, e.LowerBound):
        raise CannotExport(below_index, type(below.evidence).__name__, "a lower bound by an identity is needed")
    above = lift.objective - Polynomial.constant(below.claim.bound)
    bound_proof = weak(below.evidence.psatz, above, below_index, "LowerBound")
    quantities = controlled_quantities(source, step)
    refuse_levels(source, index, step)
    match step.evidence:
        case e.Proper():
            text = _proper(source, index, step.evidence, quantities)
        case e.Gronwall():
            text = _gronwall(source, index, step.evidence, quantities)
        case e.DesingularisedGronwall():
            text = _desingularised(source, index, step.evidence, quantities)
        case e.BalancedLayers():
            text = f"ByBalancedLayers {balanced(source, index, step.evidence, quantities)}"
        case e.Malgrange():
            text = f"ByMalgrange {malgrange(source, index, step.evidence, below.claim.bound)}"
        case _:
            raise CannotExport(index, type(step.evidence).__name__, "this bound of trajectories is not in the theory")
    return (
        f"Control\n  {rational(below.claim.bound)} {bound_proof}\n"
        f"  {listing(polynomial(q) for q in quantities.conserved)}\n  {listing(quantities.monotone_terms)}\n  ({text})"
    )


def refuse_levels(source: Source, index: int, step: Step) -> None:
    """The value c of the start and conserved functions are not in the theory."""
    evidence, kind = step.evidence, type(step.evidence).__name__
    claims = [source.certificate.steps[p].claim for p in step.premises]
    if any(isinstance(claim, c.ConservedFunction) for claim in claims):
        raise CannotExport(index, kind, "a conserved function is not in the theory")
    known = 1 + sum(isinstance(claim, c.ConservedQuantity | c.MonotoneQuantity) for claim in claims)
    growing = isinstance(evidence, e.Gronwall | e.DesingularisedGronwall)
    level = known + growing
    uses = bool(getattr(evidence, "sublevel", ())) or (getattr(evidence, "sign", None) is not None and growing)
    if isinstance(evidence, e.DesingularisedGronwall | e.Malgrange):
        uses = bool(evidence.sublevel) or evidence.factor != ONE
    for name, number in (("bound", level), ("rate", known)):
        p = getattr(evidence, name, None)
        uses = uses or (isinstance(p, Polynomial) and number in p.variables())
    first = len(source.lift.facts) + (not isinstance(evidence, e.Proper))
    parts = [getattr(evidence, name, None) for name in ("psatz", "growth", "upper", "lower")]
    used = [(p, first) for p in parts] + [(getattr(evidence, "proper", None), len(source.lift.facts))]
    for p, count in used:
        if isinstance(p, e.Psatz):
            uses = uses or any(i >= count for t in p.products for i in t.facts)
    if uses and not isinstance(evidence, e.BalancedLayers):
        raise CannotExport(index, kind, "the value of f at the start is not in the theory")


def _proper(source: Source, index: int, evidence: e.Proper, quantities: Controlled) -> str:
    lift = source.lift
    inner = quantities.inner(lift.objective)
    multiplier = evidence.multiplier.substitute(
        {j + 1: Polynomial.variable(k) for j, (kept, k) in enumerate(quantities.order) if kept}
    )
    composed = evidence.multiplier.substitute(inner)
    goal = evidence.bound.substitute(inner) - composed * composed * lift.squared_norm**evidence.exponent
    witness = _nonzero_point(composed, lift.dimension)
    if witness is None:
        raise CannotExport(index, "Proper", "no small point was found where the multiplier is not 0")
    return (
        f"ByProperness {polynomial(multiplier)} {coordinates(witness)}\n"
        f"  {polynomial(quantities.renumber(evidence.bound))} {evidence.exponent}\n"
        f"  {weak(evidence.psatz, goal, index, 'Proper')}"
    )


def _nonzero_point(p: Polynomial, n: int) -> e.RationalPoint | None:
    """Return a point with small integer coordinates where p does not vanish."""
    for k in range(1, 200):
        candidate = tuple(Fraction((k * (i + 1) * (i + 2) // 2 + i) % (k + 2)) for i in range(n))
        if p.evaluate(dict(enumerate(candidate))):
            return e.RationalPoint(candidate)
    return None


# -- a quantity that may grow ----------------------------------------------------------------------------------------
def _even(v: Polynomial, index: int) -> str:
    """Return a proof that a positive sum of even monomials is nonnegative."""
    squares = []
    for exponents, coefficient in v.items():
        if coefficient <= 0 or any(k % 2 for k in exponents):
            raise CannotExport(index, "Gronwall", "the growing quantity is not a positive sum of even monomials")
        squares.append((coefficient, Polynomial.from_terms([(tuple(k // 2 for k in exponents), Fraction(1))])))
    return psatz(e.Psatz(squares=e.Squares(tuple(squares))), v)


def _growing_bound(
    source: Source, index: int, evidence: e.Gronwall | e.DesingularisedGronwall, quantities: Controlled
) -> str:
    inner = quantities.inner(source.lift.objective)
    inner[len(inner)] = evidence.quantity
    goal = evidence.bound.substitute(inner) - source.lift.squared_norm**evidence.exponent
    proof = weak(evidence.proper, goal, index, type(evidence).__name__)
    return f"{polynomial(quantities.renumber(evidence.bound))} {evidence.exponent}\n  {proof}"


def _gronwall(source: Source, index: int, evidence: e.Gronwall, quantities: Controlled) -> str:
    lift, v = source.lift, evidence.quantity
    rate = evidence.rate.substitute(quantities.inner(lift.objective))
    goal = rate * (v + ONE) * lift.squared_gradient + lift.inner_with_gradient(v)
    return (
        f"ByGronwall {polynomial(v)} {_even(v, index)} {rational(evidence.threshold)}\n"
        f"  {polynomial(quantities.renumber(evidence.rate))}\n  {weak(evidence.growth, goal, index, 'Gronwall')}\n"
        f"  {_growing_bound(source, index, evidence, quantities)}"
    )


def _desingularised(source: Source, index: int, evidence: e.DesingularisedGronwall, quantities: Controlled) -> str:
    lift, v, r, weight = source.lift, evidence.quantity, evidence.residual, evidence.weight
    constant = weight.as_constant()
    sign = evidence.sign if constant is None else e.Psatz(epsilon=constant)
    half = r.scale(Fraction(1, 2))
    slopes = zip(lift.total_gradient(r), lift.total_gradient(weight), strict=True)
    field = [sum_of_products([(weight, a), (half, b)]) for a, b in slopes]
    inner = sum_of_products(list(zip(lift.total_gradient(v), field, strict=True)))
    scaled = inner * (weight + ONE).scale(Fraction(1, 2))
    limit = (v + ONE) * sum_of_products([(p, p) for p in field]).scale(evidence.rate)
    what = "DesingularisedGronwall"
    return (
        f"ByDesingularisation {polynomial(v)} {_even(v, index)} {rational(evidence.threshold)}\n"
        f"  {rational(evidence.shift)} {polynomial(r)} {polynomial(weight)} {weak(sign, weight, index, what)}\n"
        f"  {rational(evidence.rate)} {weak(evidence.upper, limit - scaled, index, what)}\n"
        f"  {weak(evidence.lower, limit + scaled, index, what)}\n"
        f"  {_growing_bound(source, index, evidence, quantities)}"
    )


# -- balanced layers -------------------------------------------------------------------------------------------------
def balanced(source: Source, index: int, evidence: e.BalancedLayers, quantities: Controlled) -> str:
    """Return the sizes, matrices, relations, coordinates, the bound and its proof."""
    layers, lift = evidence.layers, source.lift
    matrices: list[Matrix] = [[[Polynomial.variable(i) for i in row] for row in w] for w in layers]
    first_entry = 1 + len(quantities.conserved) + len(quantities.monotone)
    numbers = iter(range(first_entry, first_entry + lift.dimension))
    coordinate = {i: Polynomial.variable(next(numbers)) for w in layers for row in w for i in row}
    if evidence.projector:
        projected = _product(matrices[0], _symmetric(evidence.projector))
        for row, new in zip(matrices[0], projected, strict=True):
            for variable, image in zip(row, new, strict=True):
                number, factor = _multiple(variable - image, quantities.conserved, index)
                (i,) = variable.variables()
                coordinate[i] += Polynomial.variable(number + 1).scale(factor)
        matrices[0] = projected
    relations = []
    for before, after in pairwise(matrices):
        table = []
        for i in range(len(before)):
            row = []
            for j in range(len(before)):
                pairs = [(line[i], line[j]) for line in after]
                pairs += [(-a, b) for a, b in zip(before[i], before[j], strict=True)]
                number, factor = _multiple(sum_of_products(pairs), quantities.conserved, index)
                row.append(Polynomial.variable(number).scale(factor))
            table.append(row)
        relations.append(table)
    whole = matrices[0]
    for w in matrices[1:]:
        whole = _product(w, whole)
    norm = sum_of_products([(p, p) for row in whole for p in row])
    goal = sum_of_products([(lift.objective**k, Polynomial.constant(a)) for k, a in enumerate(evidence.bound)]) - norm
    bound = Polynomial.from_terms(((k,), a) for k, a in enumerate(evidence.bound)) if any(evidence.bound) else ZERO
    shown = listing(f"({len(w)}, {_matrix(w)})" for w in matrices)
    return (
        f"{len(matrices[0][0])} {shown}\n  {listing(_matrix(w) for w in relations)}\n"
        f"  {listing(polynomial(coordinate[i]) for i in range(lift.dimension))}\n  {polynomial(bound)}\n"
        f"  {weak(evidence.psatz, goal, index, 'BalancedLayers')}"
    )


def _matrix(w: Matrix) -> str:
    return listing(listing(polynomial(p) for p in row) for row in w)


def _product(a: Matrix, b: Matrix) -> Matrix:
    columns = list(zip(*b, strict=True))
    return [[sum_of_products(list(zip(row, column, strict=True))) for column in columns] for row in a]


def _symmetric(triangle: e.Matrix) -> Matrix:
    size = len(triangle)
    return [[Polynomial.constant(triangle[max(i, j)][min(i, j)]) for j in range(size)] for i in range(size)]


def _multiple(p: Polynomial, quantities: list[Polynomial], index: int) -> tuple[int, Fraction]:
    """Return (k, c) with p = c * quantities[k]; c = 0 for p = 0."""
    if p.is_zero:
        return 0, Fraction(0)
    exponents, value = p.items()[0]
    for k, q in enumerate(quantities):
        c = q.coefficient(exponents)
        if c and q.scale(value / c) == p:
            return k, value / c
    raise CannotExport(index, "BalancedLayers", "an entry of the balancedness matrix is no premise")


# -- Malgrange -------------------------------------------------------------------------------------------------------
def malgrange(source: Source, index: int, evidence: e.Malgrange, bound: Fraction) -> str:
    """Return the speed, the proof that it is positive above the bound, the radius and the inequality."""
    lift, speed = source.lift, evidence.speed
    if evidence.windows:
        raise CannotExport(index, "Malgrange", "windows above zeros of the speed are not in the theory")
    if evidence.radius <= 0:
        raise CannotExport(index, "Malgrange", "a radius > 0 is needed")
    shifted = [
        sum((a * comb(k, j) * bound ** (k - j) for k, a in enumerate(speed) if k >= j), Fraction(0))
        for j in range(len(speed))
    ]
    if any(a < 0 for a in shifted):
        raise CannotExport(index, "Malgrange", "the speed has a negative Taylor coefficient at the lower bound")
    lead = next(j for j, a in enumerate(shifted) if a)
    terms = [
        f"({indices([0] * j)}, (Squares [({rational(a)}, {polynomial(ONE)})]))"
        for j, a in enumerate(shifted)
        if a and j > lead
    ]
    none = "(Squares [])"
    constant = f"{rational(shifted[lead])} {indices([0] * lead)} {none}"
    positive = f"(Psatz {constant} {listing(terms)} [] {rational(1)} {none} [])"
    value = sum_of_products([(lift.objective**k, Polynomial.constant(a)) for k, a in enumerate(speed)])
    goal = lift.squared_norm * lift.squared_gradient - value
    return (
        f"{listing(rational(a) for a in speed)} {positive} {rational(evidence.radius)}\n"
        f"  {weak(evidence.psatz, goal, index, 'Malgrange')}"
    )
