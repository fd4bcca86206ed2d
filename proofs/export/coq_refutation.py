"""Refutations as Coq theorems: regions (with arcs), minima over a region.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tameproof.proofs.export.coq_terms import (
    CannotExport,
    Leaf,
    Node,
    Tree,
    listing,
    needs_density,
    polynomial,
    psatz,
    rational,
)
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.evidence import (
    RationalArc,
    RationalPoint,
    Region,
    RegionMinimum,
    SideConditions,
)
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import Polynomial

MAX_SHIFTS = 60
Coefficients = list[Fraction]


@dataclass(frozen=True, slots=True)
class Statement:
    """A theorem to be printed: extra definitions, the statement about f, and the proof term."""

    definitions: str
    statement: str
    proof: str


NODES = {
    NodeKind.INVERSE: "Inverse",
    NodeKind.EXP: "Exponential",
    NodeKind.SIGMOID: "Sigmoid",
    NodeKind.TANH: "HyperbolicTangent",
}


def nodes(lift: Lift) -> str:
    """Return the quotients and transcendental functions of the lift."""
    return listing(f"({NODES[v.kind]}, {polynomial(v.arguments[0])})" for v in lift.lifted)


def side_conditions(certificate: Certificate, lift: Lift) -> str:
    """Return one (flip, proof) pair per denominator."""
    if not lift.obligations:
        return "[]"
    for step in certificate.steps:
        if isinstance(step.evidence, SideConditions):
            pairs = []
            for side, obligation in zip(step.evidence.conditions, lift.obligations, strict=True):
                goal = obligation.argument.scale(side.sign)
                pairs.append(f"({'true' if side.sign < 0 else 'false'}, {psatz(side.psatz, goal)})")
            return listing(pairs)
    raise CannotExport(0, "SideConditions", "the step that proves the denominators nonzero is missing")


def coordinates(point: RationalPoint) -> str:
    """Return the coordinates of a rational point."""
    return listing(rational(c) for c in point.coordinates)


def export_region(
    certificate: Certificate, lift: Lift, index: int, evidence: Region, objective: Tree | None
) -> Statement:
    """Return the theorem of a Region step."""
    f = lift.objective
    if needs_density(evidence.floor):
        raise CannotExport(index, "Region", "the bound inside the region uses a multiplier with zeros")
    above = f - Polynomial.constant(evidence.level)
    boundary = listing(psatz(p, above) for p in evidence.boundary)
    text = (
        f"Definition evidence : region := Region\n  {side_conditions(certificate, lift)}\n"
        f"  {listing(polynomial(g) for g in evidence.inequalities)}\n"
        f"  {rational(evidence.level)} {rational(evidence.lower)}\n  {boundary}\n"
        f"  {psatz(evidence.floor, f - Polynomial.constant(evidence.lower))}\n"
        f"  {coordinates(evidence.inside)} {coordinates(evidence.below)}.\n"
    )
    claim = certificate.steps[index].claim
    if isinstance(claim, SpuriousSetwiseMinimum) and claim.at_infinity != (evidence.arc is not None):
        raise CannotExport(index, "Region", "an arc is needed exactly for minima at infinity")
    if evidence.arc is None:
        return Statement(text, "exists S, spurious_setwise_minimum f S", "refuted_by_region _ _ _ evidence")
    text += f"\nDefinition arc_to_infinity : arc := {_arc(lift, evidence, evidence.arc, objective, index)}.\n"
    return Statement(
        text,
        "exists S, spurious_setwise_minimum f S /\\ unbounded S",
        "refuted_by_region_at_infinity _ _ _ evidence arc_to_infinity",
    )


def export_region_minimum(certificate: Certificate, lift: Lift, index: int, evidence: RegionMinimum) -> Statement:
    """Return the theorem of a RegionMinimum step."""
    if needs_density(evidence.psatz):
        raise CannotExport(index, "RegionMinimum", "the bound uses a multiplier with zeros")
    value = objective_value(lift, evidence.point)
    text = (
        f"Definition evidence : region_minimum := RegionMinimum\n  {side_conditions(certificate, lift)}\n"
        f"  {coordinates(evidence.point)}\n  {listing(polynomial(g) for g in evidence.inequalities)}\n"
        f"  {psatz(evidence.psatz, lift.objective - Polynomial.constant(value))}\n  {coordinates(evidence.below)}.\n"
    )
    return Statement(text, FINITE, "refuted_by_region_minimum _ _ _ evidence")


FINITE = "(exists x, local_minimum f x /\\ ~ global_minimum f x) /\\\n  exists S, spurious_setwise_minimum f S"


def objective_value(lift: Lift, point: RationalPoint) -> Fraction:
    """Return the value of the objective at a rational point."""
    values = dict(enumerate(point.coordinates))
    for v in lift.lifted:
        values[v.index] = 1 / v.arguments[0].evaluate(values)
    return lift.objective.evaluate(values)


# -- arcs ------------------------------------------------------------------------------------------------------------
Ratio = tuple[Coefficients, Coefficients]


def _arc(lift: Lift, evidence: Region, arc: RationalArc, objective: Tree | None, index: int) -> str:
    """Return the arc from a start on beyond which all signs are visible in the coefficients."""
    if any(arc.logarithms):
        raise CannotExport(index, "Region", "an arc with logarithms")
    start = arc.start
    for _ in range(MAX_SHIFTS):
        rows = [(_shifted(a, start), _shifted(b, start)) for a, b in arc.coordinates]
        rows = [(a, b) if b[-1] > 0 else ([-c for c in a], [-c for c in b]) for a, b in rows]
        growing = _growing(rows)
        if growing is not None and _arc_is_visible(lift, evidence, rows, objective):
            i, flip = growing
            pairs = listing(f"({_coefficients(a)}, {_coefficients(b)})" for a, b in rows)
            return f"Arc {pairs} {i} {'true' if flip else 'false'}"
        start = max(2 * start, start + 1)
    raise CannotExport(index, "Region", "the signs along the arc are not visible in coefficients")


def _coefficients(p: Coefficients) -> str:
    return "[" + "; ".join(rational(c) for c in p) + "]"


def _shifted(p: tuple[int, ...], by: Fraction) -> Coefficients:
    """Return p(by + s)."""
    out: Coefficients = []
    for c in map(Fraction, reversed(p)):
        out = _add([by * x for x in out], [Fraction(0), *out])
        out = _add(out, [c])
    while out and out[-1] == 0:
        out.pop()
    return out


def _add(p: Coefficients, q: Coefficients) -> Coefficients:
    if len(p) < len(q):
        p, q = q, p
    return [a + (q[i] if i < len(q) else 0) for i, a in enumerate(p)]


def _times(p: Coefficients, q: Coefficients) -> Coefficients:
    if not p or not q:
        return []
    out = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            out[i + j] += a * b
    return out


def _nonnegative(p: Coefficients) -> bool:
    return all(c >= 0 for c in p)


def _positive(p: Coefficients) -> bool:
    return _nonnegative(p) and bool(p) and p[0] > 0


def _growing(rows: list[Ratio]) -> tuple[int, bool] | None:
    for i, (a, b) in enumerate(rows):
        if len(a) > len(b):
            flip = a[-1] < 0
            if _nonnegative([-c for c in a] if flip else a) and _positive(b):
                return i, flip
    return None


def _arc_is_visible(lift: Lift, evidence: Region, rows: list[Ratio], objective: Tree | None) -> bool:
    """Whether the coefficients show every sign; the same computation as in the theory, up to zero coefficients."""
    values = list(rows)
    if not all(_positive(b) for _, b in values):
        return False
    for v in lift.lifted:
        a, b = _along(_tree(v.arguments[0]), values)
        if not _positive(a):
            a, b = [-c for c in a], [-c for c in b]
        if not _positive(a):
            return False
        values.append((b, a))
    level = Node("+", Leaf(evidence.level), Node("*", Leaf(Fraction(-1)), objective or _tree(lift.objective)))
    if not _nonnegative(_along(level, values)[0]):
        return False
    return all(_positive(_along(_tree(g), values)[0]) for g in evidence.inequalities)


def _tree(p: Polynomial) -> Tree:
    total: Tree = Leaf(Fraction(0))
    for exponents, c in p.items():
        term: Tree = Leaf(c)
        for i, e in enumerate(exponents):
            if e:
                term = Node("*", term, Node("^", Leaf(Fraction(i), is_variable=True), e))
        total = Node("+", total, term)
    return total


def _along(tree: Tree, values: list[Ratio]) -> Ratio:
    match tree:
        case Leaf(value, True):
            return values[value.numerator]
        case Leaf(value, False):
            return [value], [Fraction(1)]
        case Node("^", base, int() as exponent):
            a, b = _along(base, values)
            result: Ratio = ([Fraction(1)], [Fraction(1)])
            for _ in range(exponent):
                result = (_times(result[0], a), _times(result[1], b))
            return result
        case Node(operator, left, Leaf() | Node() as right):
            (a, b), (c, d) = _along(left, values), _along(right, values)
            if operator == "*":
                return _times(a, c), _times(b, d)
            return (_add(a, c), b) if b == d else (_add(_times(a, d), _times(c, b)), _times(b, d))
        case _:
            raise TypeError(tree)
