"""Theorem T as a Coq theorem: values at infinity along the tangency set of |x|^2.  Soundness-critical: no."""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.export.coq_certified import (
    critical_polynomial,
    local_minima,
    print_derivation,
    print_steps,
)
from tameproof.proofs.export.coq_refutation import Statement, side_conditions
from tameproof.proofs.export.coq_roots import print_number, print_roots
from tameproof.proofs.export.coq_source import Source, weak
from tameproof.proofs.export.coq_terms import CannotExport, combination, listing, polynomial, psatz, rational
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ZERO, Polynomial


def export_theorem_t(certificate: Certificate, lift: Lift, index: int) -> Statement:
    """Return the theorem of a TheoremT step."""
    source = Source(certificate, lift)
    tangency_index, step = source.premise(index, c.NoValueAtInfinity)
    evidence = step.evidence
    if not isinstance(evidence, e.Tangency):
        raise CannotExport(tangency_index, type(evidence).__name__, "a case tree over the tangency set is needed")
    if any(w != 1 for w in evidence.weights) or any(k != 1 for k in evidence.powers):
        raise CannotExport(tangency_index, "Tangency", "only the radial function |x|^2 is in the theory")
    minima_index, minima_step = source.premise(index, c.NoSpuriousLocalMinima)
    if isinstance(minima_step.evidence, e.InfimumIsAttained):
        raise CannotExport(minima_index, "InfimumIsAttained", "attainment is proved together with Theorem 1 only")
    tree_index, tree_step = source.premise(minima_index, c.LocalMinimaHaveValue)
    values_index = next(
        (p for p in tree_step.premises if isinstance(certificate.steps[p].claim, c.CriticalValues)), None
    )
    if values_index is None:
        raise CannotExport(tree_index, "CriticalCases", "the critical values are missing")
    critical = critical_polynomial(source, values_index, certificate.steps[values_index])
    minima = local_minima(source, minima_index, minima_step, values_index)
    writer = _Writer(source, tangency_index)
    tree = writer.write(evidence.tree)
    low = _lower_bound(source, (tangency_index, minima_index))
    text = (
        f"Definition defined : list (bool * psatz) := {side_conditions(certificate, lift)}.\n\n"
        f"Definition at_infinity : tangency := TangencyProof\n  {low}\n"
        f"  {rational(evidence.radius)} {writer.depth}\n  {tree}.\n\n"
        f"Definition critical : critical_values := {critical}.\n\nDefinition local_minima : minima := {minima}.\n"
    )
    return Statement(
        text, "no_spurious_setwise_minimum f", "certified_by_theorem_T _ _ _ defined at_infinity critical local_minima"
    )


def _lower_bound(source: Source, steps: tuple[int, ...]) -> str:
    """Return the largest proved lower bound among the premises of some steps."""
    best: tuple[Fraction, str] | None = None
    for index in steps:
        for p in source.certificate.steps[index].premises:
            claim, evidence = source.certificate.steps[p].claim, source.certificate.steps[p].evidence
            if isinstance(claim, c.BoundedBelow) and isinstance(evidence, e.LowerBound):
                if best is None or claim.bound > best[0]:
                    goal = source.lift.objective - Polynomial.constant(claim.bound)
                    best = claim.bound, weak(evidence.psatz, goal, p, "LowerBound")
    return "None" if best is None else f"(Some ({rational(best[0])}, {best[1]}))"


class _Writer:
    """Writes a case tree over the tangency set."""

    def __init__(self, source: Source, index: int) -> None:
        """Remember the step."""
        self.source, self.index = source, index
        self.depth = 0

    def write(self, tree: e.CaseTree, depth: int = 1) -> str:
        """Return the Coq term of a tree."""
        self.depth = max(self.depth, depth)
        f = self.source.lift.objective
        match tree:
            case e.Derive(derivations, inner):
                items = listing(print_derivation(d, self.index) for d in derivations)
                return f"(TDerive {items}\n  {self.write(inner, depth + 1)})"
            case e.SplitProduct(factors, exponent, items, children):
                cases = listing(self.write(t, depth + 1) for t in children)
                shown = listing(polynomial(p) for p in factors)
                return f"(TSplitProduct {shown} {exponent} {combination(items)} {cases})"
            case e.SplitSign(p, above, zero, under):
                parts = "\n  ".join(self.write(t, depth + 1) for t in (above, zero, under))
                return f"(TSplitSign {polynomial(p)}\n  {parts})"
            case e.Empty(identity):
                return f"(TEmpty {psatz(identity, ZERO)})"
            case e.FiniteValues(m, horner):
                at = next(t for t in range(len(m) + 1) if sum(a * t**k for k, a in enumerate(m)))
                shown = listing(rational(a) for a in m)
                return f"(FiniteValues {shown} {rational(at)} {horner.exponent} {print_steps(horner)})"
            case e.BoundedPart(bound, exponent, identity):
                goal = _compose(bound, f) - self.source.lift.squared_norm**exponent
                proof = weak(identity, goal, self.index, "BoundedPart")
                return f"(BoundedPart {listing(map(rational, bound))} {exponent} {proof})"
            case e.Eliminants():
                return self._eliminants(tree)
            case _:
                raise CannotExport(self.index, type(tree).__name__, "this case is not in the theory of Theorem T")

    def _eliminants(self, leaf: e.Eliminants) -> str:
        values = [k.value for k in leaf.candidates]
        f = self.source.lift.objective
        controls = []
        for i, control in enumerate(leaf.coordinates):
            if isinstance(control, e.CoordinateBound):
                factor = _compose(control.factor, f)
                goal = _compose(control.bound, f) - factor * factor * Polynomial.variable(i, 2 * control.exponent)
                proof = weak(control.psatz, goal, self.index, "CoordinateBound")
                roots = print_roots(control.factor, values, self.index, "CoordinateBound")
                bound, shown = listing(map(rational, control.bound)), listing(map(rational, control.factor))
                controls.append(f"CoordinateBound {bound} {shown} {control.exponent} {proof} {roots}")
            else:
                controls.append(self._eliminant(control, values))
        candidates = []
        for candidate in leaf.candidates:
            unique = isinstance(candidate.exclusion, e.NotFromAbove)
            number = print_number(candidate.value, self.index, "Eliminants", unique=unique)
            match candidate.exclusion:
                case e.AtMostInfimum():
                    candidates.append(f"({number}, None)")
                case e.NotFromAbove(identity):
                    width = rational(candidate.width or Fraction(1))
                    candidates.append(f"({number}, Some ({width}, {psatz(identity, ZERO)}))")
                case _:
                    what = type(candidate.exclusion).__name__
                    raise CannotExport(self.index, what, "this exclusion of a value at infinity is not in the theory")
        return f"(Eliminants {listing(controls)} {listing(candidates)})"

    def _eliminant(self, control: e.Eliminant, values: list[AlgebraicNumber]) -> str:
        p = control.polynomial
        rows = [p.coefficients_in(0).get(k, ZERO) for k in range(p.degree_in(0) + 1)]
        lists = [[row.coefficient((0, k)) for k in range(row.degree_in(1) + 1)] for row in rows]
        shown = [listing(map(rational, row)) for row in lists]
        return (
            f"Eliminant {listing(shown[:-1])} {shown[-1]} {control.exponent} {combination(control.combination)} "
            f"{print_roots(lists[-1], values, self.index, 'Eliminants')}"
        )


def _compose(coefficients: e.Univariate, p: Polynomial) -> Polynomial:
    result = ZERO
    for a in reversed(coefficients):
        result = result * p + Polynomial.constant(a)
    return result
