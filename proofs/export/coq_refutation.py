"""Refutations as Coq theorems: regions (with arcs), minima over a region, plateaus.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tameproof.proofs.export.coq_objective import CoqObjective
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
    tree_of_polynomial,
)
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.claims import SpuriousSetwiseMinimum
from tameproof.proofs.kernel.evidence import (
    NoPoles,
    Plateau,
    Psatz,
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


def side_conditions(certificate: Certificate, lift: Lift, view: CoqObjective | None = None) -> str:
    """Return one (flip, proof) pair per denominator."""
    if not lift.obligations:
        return "[]"
    for step in certificate.steps:
        if isinstance(step.evidence, SideConditions):
            pairs = []
            for side, obligation in zip(step.evidence.conditions, lift.obligations, strict=True):
                goal = obligation.argument.scale(side.sign)
                proof = side.psatz if view is None else view.translated(side.psatz)
                pairs.append(f"({'true' if side.sign < 0 else 'false'}, {psatz(proof, goal)})")
            return listing(pairs)
        if isinstance(step.evidence, NoPoles):
            raise CannotExport(0, "NoPoles", "denominators that are proved nonzero by a table")
    raise CannotExport(0, "SideConditions", "the step that proves the denominators nonzero is missing")


def coordinates(point: RationalPoint) -> str:
    """Return the coordinates of a rational point."""
    return listing(rational(c) for c in point.coordinates)


def export_region(certificate: Certificate, view: CoqObjective, index: int, region: Region) -> Statement:
    """Return the theorem of a Region step."""
    f, evidence = view.lift.objective, view.translated(region)
    if needs_density(evidence.floor):
        raise CannotExport(index, "Region", "the bound inside the region uses a multiplier with zeros")
    above = f - Polynomial.constant(evidence.level)
    boundary = listing(psatz(p, above) for p in evidence.boundary)
    text = (
        f"Definition evidence : region := Region\n  {side_conditions(certificate, view.lift, view)}\n"
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
    level = Node("+", Leaf(evidence.level), Node("*", Leaf(Fraction(-1)), view.tree or tree_of_polynomial(f)))
    shown = _arc(view.lift, [tree_of_polynomial(g) for g in evidence.inequalities], [level], evidence.arc, index)
    text += f"\nDefinition arc_to_infinity : arc := {shown}.\n"
    return Statement(text, AT_INFINITY, "refuted_by_region_at_infinity _ _ _ evidence arc_to_infinity")


def export_bound(certificate: Certificate, view: CoqObjective, index: int, bound: Fraction, found: Psatz) -> Statement:
    """Return the theorem of a LowerBound step."""
    proof = view.translated(found)
    if needs_density(proof):
        raise CannotExport(index, "LowerBound", "a multiplier with zeros (an argument by density) is not in the theory")
    text = (
        f"Definition sides : list (bool * psatz) := {side_conditions(certificate, view.lift, view)}.\n"
        f"Definition evidence : psatz :=\n  {psatz(proof, view.lift.objective - Polynomial.constant(bound))}.\n"
    )
    c = rational(bound)
    return Statement(text, f"forall x, (Q2R {c} <= f x)%R", f"bounded_below _ _ _ sides {c} evidence")


def export_region_minimum(certificate: Certificate, view: CoqObjective, index: int, found: RegionMinimum) -> Statement:
    """Return the theorem of a RegionMinimum step."""
    evidence = view.translated(found)
    if needs_density(evidence.psatz):
        raise CannotExport(index, "RegionMinimum", "the bound uses a multiplier with zeros")
    value = objective_value(view.lift, evidence.point)
    text = (
        f"Definition evidence : region_minimum := RegionMinimum\n  {side_conditions(certificate, view.lift, view)}\n"
        f"  {coordinates(evidence.point)}\n  {listing(polynomial(g) for g in evidence.inequalities)}\n"
        f"  {psatz(evidence.psatz, view.lift.objective - Polynomial.constant(value))}\n"
        f"  {coordinates(evidence.below)}.\n"
    )
    return Statement(text, FINITE, "refuted_by_region_minimum _ _ _ evidence")


def export_plateau(certificate: Certificate, view: CoqObjective, index: int, found: Plateau) -> Statement:
    """Return the theorem of a Plateau step."""
    evidence = view.translated(found)
    if needs_density(evidence.upper) or needs_density(evidence.lower):
        raise CannotExport(index, "Plateau", "a bound uses a multiplier with zeros")
    excess = view.lift.objective - Polynomial.constant(evidence.value)
    margin = Polynomial.constant(evidence.margin)
    shown = _arc(view.lift, [], [tree_of_polynomial(g - margin) for g in evidence.inequalities], evidence.arc, index)
    text = (
        f"Definition evidence : plateau := Plateau\n  {side_conditions(certificate, view.lift, view)}\n"
        f"  {listing(polynomial(g) for g in evidence.inequalities)}\n"
        f"  {rational(evidence.margin)} {rational(evidence.value)}\n"
        f"  {psatz(evidence.upper, excess)}\n  {psatz(evidence.lower, -excess)}\n"
        f"  ({shown})\n  {coordinates(evidence.below)}.\n"
    )
    return Statement(text, AT_INFINITY, "refuted_by_plateau _ _ _ evidence")


AT_INFINITY = "exists S, spurious_setwise_minimum f S /\\ unbounded S"
FINITE = "(exists x, local_minimum f x /\\ ~ global_minimum f x) /\\\n  exists S, spurious_setwise_minimum f S"


def objective_value(lift: Lift, point: RationalPoint) -> Fraction:
    """Return the value of the objective at a rational point, in the variables of the theory."""
    values = dict(enumerate(point.coordinates))
    for v in lift.lifted:
        u = v.arguments[0].evaluate(values)
        match v.kind:
            case NodeKind.INVERSE:
                values[v.index] = 1 / u
            case NodeKind.SIGN:
                values[v.index] = Fraction(1 if u >= 0 else -1)
            case NodeKind.WEIGHT:
                values[v.index] = Fraction(1 if u >= 0 else 0)
            case _:
                raise CannotExport(None, v.kind.value, f"values of {v.kind.value} are not rational")
    return lift.objective.evaluate(values)


# -- arcs ------------------------------------------------------------------------------------------------------------
Ratio = tuple[Coefficients, Coefficients]


def _arc(lift: Lift, above: list[Tree], level: list[Tree], arc: RationalArc, index: int) -> str:
    """Return the arc from a start on beyond which all signs are visible: above > 0 and level >= 0."""
    if any(arc.logarithms):
        raise CannotExport(index, "Region", "an arc with logarithms")
    start = arc.start
    for _ in range(MAX_SHIFTS):
        rows = [(_shifted(a, start), _shifted(b, start)) for a, b in arc.coordinates]
        rows = [(a, b) if b[-1] > 0 else ([-c for c in a], [-c for c in b]) for a, b in rows]
        growing = _growing(rows)
        if growing is not None and arc_is_visible(lift, above, level, rows):
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


def arc_is_visible(lift: Lift, above: list[Tree], level: list[Tree], rows: list[Ratio]) -> bool:
    """Whether the coefficients show every sign; the same computation as in the theory, up to zero coefficients."""
    values = list(rows)
    if not all(_positive(b) for _, b in values):
        return False
    one: Coefficients = [Fraction(1)]
    for v in lift.lifted:
        a, b = _along(tree_of_polynomial(v.arguments[0]), values)
        under = [-c for c in a]
        match v.kind:
            case NodeKind.INVERSE if _positive(a):
                values.append((b, a))
            case NodeKind.INVERSE if _positive(under):
                values.append(([-c for c in b], under))
            case NodeKind.SIGN | NodeKind.WEIGHT if _nonnegative(a):
                values.append((one, one))
            case NodeKind.SIGN | NodeKind.WEIGHT if _positive(under):
                values.append(([Fraction(-1 if v.kind is NodeKind.SIGN else 0)], one))
            case _:
                return False
    visible = all(_nonnegative(_along(g, values)[0]) for g in level)
    return visible and all(_positive(_along(g, values)[0]) for g in above)


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
