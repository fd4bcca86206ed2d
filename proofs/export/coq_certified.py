"""Certified objectives as Coq theorems (Theorem 1 with conserved and monotone quantities).  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tameproof.proofs.export.coq_confinement import control, malgrange, refuse_levels
from tameproof.proofs.export.coq_refutation import Statement, side_conditions
from tameproof.proofs.export.coq_roots import print_number, print_pieces, print_roots
from tameproof.proofs.export.coq_source import Source, weak
from tameproof.proofs.export.coq_terms import (
    CannotExport,
    combination,
    listing,
    polynomial,
    psatz,
    rational,
)
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products

MAX_ARC_TERMS = 20_000
MORSE_SARD = "finitely_many_critical_values"  # the citation, as a hypothesis of the theorem


def export_theorem_1(certificate: Certificate, lift: Lift, index: int) -> Statement:
    """Return the theorem of a Theorem1 or Theorem1Plus step."""
    source = Source(certificate, lift)
    kind: type[c.Claim] = c.BoundedTrajectories
    if not any(isinstance(certificate.steps[p].claim, kind) for p in certificate.steps[index].premises):
        kind = c.GenericTrajectories
    polynomials_only = lift.is_polynomial
    confined_index, confined = source.premise(index, kind)
    by_malgrange = not polynomials_only and isinstance(confined.evidence, e.Malgrange)
    write = control if polynomials_only else _node_malgrange if by_malgrange else _node_control
    controlled = write(source, confined_index, confined)
    finite_index, finite = source.premise(index, c.FinitelyManyCriticalValues)
    cited = isinstance(finite.evidence, e.TypeDerivation)
    if not cited and not isinstance(finite.evidence, e.ListedValues):
        raise CannotExport(finite_index, type(finite.evidence).__name__, "this argument is not in the theory")
    if cited and by_malgrange:
        raise CannotExport(finite_index, "TypeDerivation", "the citation together with Malgrange's condition")
    values_index, critical = None, ""
    if not cited:
        values_index, values = source.premise(finite_index, c.CriticalValues)
        critical = critical_polynomial(source, values_index, values)
    minima_index, minima_step = source.premise(index, c.NoSpuriousLocalMinima)
    bounded_index, bounded = source.premise(index, kind)
    if isinstance(bounded.evidence, e.Malgrange) and isinstance(minima_step.evidence, e.InfimumIsAttained):
        raise CannotExport(
            bounded_index, "Malgrange", "that inf f is attained is not proved from Malgrange's condition"
        )
    minima = local_minima(source, minima_index, minima_step, values_index)
    record, theorem = ("control", "certified _ _ controlled critical local_minima")
    sides = ""
    if not polynomials_only:
        record, theorem = "node_control", "certified_with_nodes _ _ _ defined controlled critical local_minima"
        if by_malgrange:
            record, theorem = "node_malgrange", "certified_by_malgrange _ _ _ defined controlled critical local_minima"
        sides = f"Definition defined : list (bool * psatz) := {side_conditions(certificate, lift)}.\n\n"
    if cited:
        theorem = "certified_by_citation _ _" if polynomials_only else "certified_with_nodes_by_citation _ _ _ defined"
        text = (
            f"{sides}Definition controlled : {record} := {controlled}.\n\n"
            f"Definition local_minima : minima := {minima}.\n"
        )
        statement = f"{MORSE_SARD} f -> no_spurious_setwise_minimum f"
        return Statement(text, statement, f"{theorem} controlled local_minima")
    text = (
        f"{sides}Definition controlled : {record} := {controlled}.\n\n"
        f"Definition critical : critical_values := {critical}.\n\nDefinition local_minima : minima := {minima}.\n"
    )
    return Statement(text, "no_spurious_setwise_minimum f", theorem)


def _node_malgrange(source: Source, index: int, step: Step) -> str:
    """Return Malgrange's condition for an objective with quotients or transcendental functions."""
    if not isinstance(step.evidence, e.Malgrange):
        raise CannotExport(index, type(step.evidence).__name__, "another bound of trajectories is expected")
    refuse_levels(source, index, step)
    below_index, below = source.premise(index, c.BoundedBelow)
    if not isinstance(below.claim, c.BoundedBelow) or not isinstance(below.evidence, e.LowerBound):
        raise CannotExport(below_index, type(below.evidence).__name__, "a lower bound by an identity is needed")
    low = source.lift.objective - Polynomial.constant(below.claim.bound)
    return (
        f"NodeMalgrange\n  {rational(below.claim.bound)} {weak(below.evidence.psatz, low, below_index, 'LowerBound')}\n"
        f"  {malgrange(source, index, step.evidence, below.claim.bound)}"
    )


def _node_control(source: Source, index: int, step: Step) -> str:
    """Return the quantities that make an objective with quotients or transcendental functions proper."""
    lift, steps, evidence = source.lift, source.certificate.steps, step.evidence
    if not isinstance(evidence, e.Proper) or evidence.multiplier != ONE:
        what = type(evidence).__name__
        raise CannotExport(index, what, "this bound of trajectories is in the theory for polynomials only")
    below_index, below = source.premise(index, c.BoundedBelow)
    if not isinstance(below.claim, c.BoundedBelow) or not isinstance(below.evidence, e.LowerBound):
        raise CannotExport(below_index, type(below.evidence).__name__, "a lower bound by an identity is needed")
    low = lift.objective - Polynomial.constant(below.claim.bound)
    conserved: list[str] = []
    monotone: list[str] = []
    kept: list[Polynomial] = []
    falling: list[Polynomial] = []
    order: list[tuple[bool, int]] = []  # per premise: conserved?, its number among its kind
    for p in step.premises:
        claim, why = steps[p].claim, steps[p].evidence
        if isinstance(claim, c.ConservedQuantity) and isinstance(why, e.FlowDerivative):
            order.append((True, len(kept)))
            kept.append(claim.quantity)
            conserved.append(f"({polynomial(claim.quantity)}, {combination(why.combination)})")
        elif isinstance(claim, c.MonotoneQuantity) and isinstance(why, e.FlowInequality):
            order.append((False, len(falling)))
            falling.append(claim.quantity)
            flow = weak(why.flow, lift.inner_with_gradient(claim.quantity), p, "FlowInequality")
            bound = weak(why.lower, claim.quantity - Polynomial.constant(claim.lower), p, "FlowInequality")
            monotone.append(f"({polynomial(claim.quantity)}, {rational(claim.lower)}, {flow}, {bound})")
        elif isinstance(claim, c.ConservedQuantity | c.MonotoneQuantity):
            raise CannotExport(p, type(why).__name__, "this argument about a quantity is not in the theory")
    inner = [lift.objective, *(kept[k] if conserved_one else falling[k] for conserved_one, k in order)]
    new = {0: Polynomial.variable(0)}
    new |= {j + 1: Polynomial.variable(1 + k + (0 if first else len(kept))) for j, (first, k) in enumerate(order)}
    goal = evidence.bound.substitute(dict(enumerate(inner))) - lift.squared_norm**evidence.exponent
    return (
        f"NodeControl\n  {rational(below.claim.bound)} {weak(below.evidence.psatz, low, below_index, 'LowerBound')}\n"
        f"  {listing(conserved)}\n  {listing(monotone)}\n"
        f"  {polynomial(evidence.bound.substitute(new))}\n  {evidence.exponent}\n"
        f"  {weak(evidence.psatz, goal, index, 'Proper')}"
    )


# -- critical values -------------------------------------------------------------------------------------------------
def print_derivation(d: e.Derivation, index: int) -> str:
    """Return one derived equation."""
    if isinstance(d, e.PowerMembership):
        return f"PowerMembership {polynomial(d.polynomial)} {d.exponent} {combination(d.combination)}"
    goal = -(d.polynomial ** (2 * d.exponent))
    return f"RealRadical {polynomial(d.polynomial)} {d.exponent} {weak(d.psatz, goal, index, 'RealRadical')}"


def print_steps(horner: e.Horner, scale: Fraction = Fraction(1)) -> str:
    """Return the steps of a Horner scheme times a number."""
    return listing(f"({polynomial(h.scale(scale))}, {combination(items, scale)})" for h, items in horner.steps)


def critical_polynomial(source: Source, index: int, step: Step) -> str:
    """Return the polynomial of the critical values with its proof."""
    claim, evidence = step.claim, step.evidence
    if not isinstance(claim, c.CriticalValues) or not isinstance(evidence, e.IdealMembership):
        raise CannotExport(index, type(evidence).__name__, "critical values by ideal membership are needed")
    m = claim.polynomial
    at = next(t for t in range(len(m) + 1) if sum(a * t**k for k, a in enumerate(m)))
    return (
        f"CriticalValues\n  {listing(rational(a) for a in m)} {rational(at)}\n"
        f"  {listing(print_derivation(d, index) for d in evidence.derivations)}\n  {evidence.horner.exponent}\n"
        f"  {print_steps(evidence.horner)}"
    )


def _value_list(source: Source, index: int) -> str:
    """Return the list of critical values."""
    step = source.certificate.steps[index]
    claim, evidence = step.claim, step.evidence
    what = type(evidence).__name__
    if not isinstance(claim, c.CriticalValues) or not isinstance(evidence, e.IdealMembership):
        raise CannotExport(index, what, "critical values by ideal membership are needed")
    status = []
    for v, s in zip(claim.values, evidence.statuses, strict=True):
        excluded = f"Some {psatz(s.psatz, ZERO)}" if isinstance(s, e.NotAttained) else "None"
        status.append(f"({print_number(v, index, what, unique=False)}, {excluded})")
    return f"(ValueList {print_roots(claim.polynomial, claim.values, index, what)} {listing(status)})"


# -- local minima ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Place:
    """Where we are in a case tree."""

    facts: int  # how many there are
    variables: int
    value: AlgebraicNumber | None


def local_minima(source: Source, index: int, step: Step, values_index: int | None) -> str:
    """Return the case tree over the critical set."""
    if not isinstance(step.evidence, e.ValueIsLowerBound | e.InfimumIsAttained | e.NoLocalMinima):
        raise CannotExport(index, type(step.evidence).__name__, "this argument about local minima is not in the theory")
    tree_index, tree_step = source.premise(index, c.LocalMinimaHaveValue)
    claim, evidence = tree_step.claim, tree_step.evidence
    if not isinstance(claim, c.LocalMinimaHaveValue) or not isinstance(evidence, e.CriticalCases):
        raise CannotExport(tree_index, type(evidence).__name__, "a case tree is needed")
    writer = _TreeWriter(source, tree_index, values_index, claim.value)
    n, lift = source.lift.dimension, source.lift
    tree = writer.write(evidence.tree, _Place(len(lift.facts) + n, n + len(lift.lifted), None))
    listed = "None"
    if writer.splits_values and values_index is not None:
        listed = f"(Some {_value_list(source, values_index)})"
    claimed, only = "None", "[]"
    if claim.value is not None:
        unique = isinstance(step.evidence, e.InfimumIsAttained)
        claimed = f"(Some {print_number(claim.value, tree_index, 'CriticalCases', unique=unique)})"
        if writer.needs_only_root:
            only = print_pieces(claim.value.polynomial, (claim.value,), tree_index, "CriticalCases")
    attained = "true" if isinstance(step.evidence, e.InfimumIsAttained) else "false"
    return f"Minima\n  {listed}\n  {claimed} {only} {writer.depth}\n  {tree}\n  {attained}"


class _TreeWriter:
    """Writes a case tree, counting facts and variables as the theory does."""

    def __init__(self, source: Source, index: int, values_index: int | None, value: AlgebraicNumber | None) -> None:
        """Remember the step and its claimed value."""
        self.source, self.index, self.value = source, index, value
        self.values = None if values_index is None else source.certificate.steps[values_index].claim
        self.splits_values = False
        self.needs_only_root = False
        self.depth = 0

    def write(self, tree: e.CaseTree, place: _Place, depth: int = 1) -> str:
        """Return the Coq term of a tree."""
        self.depth = max(self.depth, depth)
        facts, variables = place.facts, place.variables

        def child(inner: e.CaseTree, more: int, adjoined: int = 0) -> str:
            there = _Place(facts + more, variables + adjoined, place.value)
            return self.write(inner, there, depth + 1)

        match tree:
            case e.Derive(derivations, inner):
                items = listing(print_derivation(d, self.index) for d in derivations)
                return f"(Derive {items}\n  {child(inner, len(derivations))})"
            case e.SplitProduct(factors, exponent, items, children):
                cases = listing(child(t, k + 1) for k, t in enumerate(children))
                shown = listing(polynomial(p) for p in factors)
                return f"(SplitProduct {shown} {exponent} {combination(items)} {cases})"
            case e.SplitSign(p, above, zero, under):
                return f"(SplitSign {polynomial(p)}\n  {child(above, 1)}\n  {child(zero, 1)}\n  {child(under, 1)})"
            case e.SplitValue(children, strips):
                return self._split_value(children, strips, place, depth)
            case e.AdjoinRoot(p, identity, inner):
                proof = weak(identity, p, self.index, "AdjoinRoot")
                return f"(AdjoinRoot {polynomial(p)} {proof}\n  {child(inner, 2, 1)})"
            case e.AdjoinOddRoot():
                raise CannotExport(self.index, "AdjoinOddRoot", "roots of odd degree are not in the Coq development")
            case e.AdjoinInverse(p, identity, inner):
                return f"(AdjoinInverse {polynomial(p)} {psatz(identity, p * p)}\n  {child(inner, 1, 1)})"
            case e.Empty(identity):
                return f"(Empty {psatz(identity, ZERO)})"
            case e.HasValue():
                return self._has_value(tree, place)
            case e.NotLocalMinimum():
                return self._escape(tree, place)
            case _:
                raise CannotExport(self.index, type(tree).__name__, "this leaf does not belong to critical cases")

    def _split_value(self, children: tuple[e.CaseTree, ...], strips: bool, place: _Place, depth: int) -> str:
        if not isinstance(self.values, c.CriticalValues):
            raise CannotExport(self.index, "SplitValue", "the critical values are missing")
        self.splits_values = True
        values = [v for v, s in zip(self.values.values, self.values.status, strict=True) if s != "not-attained"]
        parts = []
        for v, tree in zip(values, children, strict=True):
            more = 1 if as_rational(v) is not None else 2 if strips else 3
            there = _Place(place.facts + more, place.variables, v)
            parts.append(self.write(tree, there, depth + 1))
        return f"(SplitValue {'true' if strips else 'false'} {listing(parts)})"

    def _has_value(self, leaf: e.HasValue, place: _Place) -> str:
        value = self.value
        if value is None:
            raise CannotExport(self.index, "HasValue", "there is no value")
        exact = as_rational(value)
        f = self.source.lift.objective
        if leaf.horner is None:
            if place.value != value:
                raise CannotExport(self.index, "HasValue", "the same value with another polynomial or interval")
            return "HasValue"
        # the theory's polynomial of a rational value is t - v
        scale = Fraction(1) if exact is None else 1 / Fraction(value.polynomial[-1]) ** leaf.horner.exponent
        bounds = "None"
        if leaf.above is not None and leaf.below is not None:
            above = psatz(leaf.above, f - Polynomial.constant(value.low))
            under = psatz(leaf.below, Polynomial.constant(value.high) - f)
            bounds = f"(Some ({above}, {under}))"
        elif exact is None:
            self.needs_only_root = True
        return f"(HasValueByHorner {leaf.horner.exponent} {print_steps(leaf.horner, scale)} {bounds})"

    def _expansions(
        self, moved: dict[int, Polynomial], order: int, place: _Place
    ) -> list[tuple[Polynomial, e.Combination]]:
        """Return the value T of every quotient z = 1/v along an arc, up to terms of higher order.

        With D = v(x(t)) - v(x), T = z - z D T; repeated, T = sum_{j <= order} (-z D)^j z + (-z D)^(order + 1) T.
        """
        lift, t = self.source.lift, place.variables
        out: list[tuple[Polynomial, e.Combination]] = []
        for k, v in enumerate(lift.lifted):
            denominator = v.arguments[0]
            if v.kind is not NodeKind.INVERSE or any(i >= lift.dimension for i in denominator.variables()):
                what = "an escape arc through exp, sigmoid, tanh or a quotient inside a denominator"
                raise CannotExport(self.index, "NotLocalMinimum", f"{what} is not in the theory")
            z, moving = Polynomial.variable(v.index), Polynomial.variable(t + 1 + k)
            step = -(z * (denominator.substitute(moved) - denominator))
            total, power = ZERO, ONE
            for _ in range(order + 1):
                total, power = total + power, power * step
            fact = next(i for i, g in enumerate(lift.facts) if g.polynomial == z * denominator - ONE)
            out.append((total * z + power * moving, ((fact, -(moving * total)), (place.facts + k, z * total))))
        return out

    def _sides(self, kinks: tuple[e.Kink, ...], moved: dict[int, Polynomial], place: _Place) -> list[str]:
        """Return the side of every kink along an arc, and let its variable have the value of that side."""
        t, out = place.variables, []
        for v, kink in zip(self.source.lift.lifted, kinks, strict=True):
            upper = kink.active == 0
            (gap,) = kink.gaps
            along = v.arguments[0].substitute(moved)
            parts = (along if upper else -along).coefficients_in(t)
            later = sum_of_products(
                [(p, Polynomial.variable(t, k - gap.order - 1)) for k, p in sorted(parts.items()) if k > gap.order]
            )
            first = parts.get(gap.order, ZERO)
            proof = "None" if gap.psatz is None else f"(Some {psatz(gap.psatz, first)})"
            flat = listing(combination(items) for items in gap.vanishing)
            shown = f"{'true' if upper else 'false'} {flat} {polynomial(first)} {polynomial(later)} {proof}"
            out.append(f"KinkSide {shown}")
            low = -1 if v.kind is NodeKind.SIGN else 0
            moved[v.index] = Polynomial.constant(Fraction(1 if upper else low))
        return out

    def _escape(self, leaf: e.NotLocalMinimum, place: _Place) -> str:
        lift = self.source.lift
        f, t = lift.objective, place.variables
        arcs, leading = [], []
        kinks = leaf.kinks or ((),) * len(leaf.arcs)
        if leaf.nonzero and leaf.kinks:
            raise CannotExport(self.index, "NotLocalMinimum", "arcs through kinks cannot be reversed")
        for arc, vanishing, pieces in zip(leaf.arcs, leaf.vanishing, kinks, strict=True):
            moved = {}
            for i in range(lift.dimension):
                pairs = [(row[i], Polynomial.variable(t, k + 1)) for k, row in enumerate(arc.path) if i < len(row)]
                moved[i] = sum_of_products([(Polynomial.variable(i), ONE), *pairs])
            sides = self._sides(pieces, moved, place) if pieces else []
            nodes = [] if pieces else self._expansions(moved, leaf.order, place)
            if not pieces:
                moved |= {v.index: u for v, (u, _) in zip(lift.lifted, nodes, strict=True)}
            parts = (f.substitute(moved) - f).coefficients_in(t)
            lead = parts.get(leaf.order, ZERO)
            rest = sum_of_products(
                [(p, Polynomial.variable(t, k - leaf.order - 1)) for k, p in sorted(parts.items()) if k > leaf.order]
            )
            if len(rest) > MAX_ARC_TERMS:
                raise CannotExport(self.index, "NotLocalMinimum", f"an arc with {len(rest)} terms")
            leading.append((Polynomial.constant(-arc.weight), lead))
            path = listing(listing(polynomial(p) for p in row) for row in arc.path)
            zero = listing(combination(items) for items in vanishing)
            values = listing(f"({polynomial(u)}, {combination(items)})" for u, items in nodes)
            arcs.append(
                f"EscapeArc {rational(arc.weight)} {path} {zero} {polynomial(lead)} {polynomial(rest)} {values}"
                f" {listing(sides)}"
            )
        total = sum_of_products(leading)
        goal = total * total if leaf.nonzero else total
        nonzero = "true" if leaf.nonzero else "false"
        return f"(NotLocalMinimum {leaf.order} {nonzero} {listing(arcs)}\n  {psatz(leaf.psatz, goal)})"
