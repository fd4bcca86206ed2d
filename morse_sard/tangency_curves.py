"""The tangency set in one and two variables: curves, eliminants and signs on branches.  Soundness-critical: no.

The tangency set of rho = |x|^2 (or of a weighted sum of squares) is split into irreducible curves.  On each, either F
takes finitely many values, or eliminants P_i(x_i, F) = 0 show that only the real roots of their leading coefficients
are limits at infinity; roots at most inf f are harmless, the others are excluded far out by the sign of P_i, by
curvature along the level sets, or because these contain smaller values; those that are not excluded are left over.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from tameproof.morse_sard.branch import Branch, derive, open_branch
from tameproof.morse_sard.branch_signs import BranchSearch
from tameproof.morse_sard.eliminants import (
    Relation,
    find_candidates,
    find_relation,
    project,
    univariate_in_value,
)
from tameproof.morse_sard.exact_proofs import find_exact_contradiction
from tameproof.morse_sard.proving import verified
from tameproof.morse_sard.pruning import prune
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.morse_sard.value_exclusion import (
    Side,
    exclude_by_curvature,
    exclude_by_sign,
    find_widest_sign,
    is_reached_float,
)
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, format_number
from tameproof.proofs.kernel.evidence import (
    AtMostInfimum,
    Candidate,
    CaseTree,
    Combination,
    CoordinateBound,
    CoordinateControl,
    Derive,
    Eliminant,
    Eliminants,
    Empty,
    FiniteValues,
    PowerMembership,
    ProductTerm,
    Psatz,
    Remaining,
    SplitProduct,
    SplitSign,
    Squares,
    Tangency,
)
from tameproof.proofs.kernel.facts import FactKind, equation, positive
from tameproof.proofs.kernel.lift import Lift, NodeKind, tangency_facts
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.sos.outcome import OpenValue
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.minimal_polynomial import find_horner

Frame: TypeAlias = tuple[tuple[Fraction, ...], tuple[int, ...]]  # weights and powers of rho


class CurveFailure(Exception):
    """A part of the tangency set on which nothing worked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _asymptotes(curve: Polynomial) -> tuple[Polynomial, ...]:
    """Return the irreducible polynomials in one coordinate whose roots are vertical or horizontal asymptotes."""
    from tameproof.symbolic._flint import factor

    out: list[Polynomial] = []
    for j in (1, 0):
        leading = curve.coefficients_in(j)[curve.degree_in(j)]
        if leading.as_constant() is None:
            out += [p for p, _ in factor(leading)[1] if p not in out]
    return tuple(out)


class CurveSearch:
    """A search for the tree of one function rho."""

    def __init__(
        self,
        lift: Lift,
        floor: Floor,
        frame: Frame,
        radius: Fraction,
        settings: MorseSardSettings,
        deadline: Deadline,
    ) -> None:
        self.lift = lift
        self.floor = floor
        self.radius = radius  # the far part is cut at |x_i| = radius
        self.curve: Polynomial | None = None
        self.reasons: list[str] = []  # why candidates are left over
        self.open_values: list[OpenValue] = []
        self.low_float: list[tuple[float, ...]] = []
        self.settings = settings
        self.deadline = deadline
        n = lift.dimension
        weights, powers = frame
        self.frame = Tangency(weights[:n], powers[:n], n * radius * radius, Empty(Psatz()))

    def run(self) -> Tangency:
        """Return the evidence, with candidates left over if there are open values, or raise CurveFailure."""
        frame = self.frame
        context = Context.of_lift(self.lift, tangency_facts(self.lift, frame.weights, frame.powers, frame.radius))
        self.far = len(context.facts) - 1  # fact |x|^2 - n radius^2 > 0
        tree = self._line(context) if self.lift.dimension == 1 else self._plane(context)
        return replace(frame, tree=prune(tree, len(context.facts)))

    # -- trees -------------------------------------------------------------------------------
    def _line(self, context: Context) -> CaseTree:
        branch, wrap = open_branch(context, self.deadline)
        return wrap(self._curve(branch, None))

    def _plane(self, context: Context) -> CaseTree:
        """Split the minor into irreducible curves."""
        from tameproof.symbolic._flint import factor

        branch, wrap = open_branch(context, self.deadline)
        minor = next(
            f.polynomial for f in context.facts[len(self.lift.facts) : self.far] if f.kind is FactKind.EQUATION
        )
        projected = project(minor, self.lift, self.deadline)
        if projected.is_zero:
            raise CurveFailure("the objective is a function of |x|")
        curves = [p for p, _ in factor(projected)[1]]
        if not curves:
            contradiction = find_exact_contradiction(branch, self.deadline)
            if contradiction is None:
                raise CurveFailure("no curve")
            return wrap(Empty(contradiction))
        if len(curves) == 1:
            combination = branch.combination(curves[0], self.deadline)
            if combination is not None:
                return wrap(self._curve(branch, curves[0]))
        whole = ONE
        for p in curves:
            whole = whole * p
        for exponent in range(1, 5):
            combination = branch.combination(whole**exponent, self.deadline)
            if combination is not None:
                break
        else:
            raise CurveFailure("the minor could not be split into curves")
        if len(curves) == 1:
            curves.append(ONE)
        children: list[CaseTree] = []
        known: list[Polynomial] = []
        for p in curves:
            inner = branch.context.add(*(positive(q * q) for q in known), equation(p))
            below, put = open_branch(inner, self.deadline)
            contradiction = find_exact_contradiction(below, self.deadline)
            known.append(p)
            children.append(put(Empty(contradiction) if contradiction is not None else self._curve(below, p)))
        return wrap(SplitProduct(tuple(curves), exponent, combination, tuple(children)))

    def _curve(self, branch: Branch, curve: Polynomial | None) -> CaseTree:
        """Return the tree of one irreducible curve (None: the whole line)."""
        self.curve = curve
        relations = []
        for i in range(self.lift.dimension):
            relation = find_relation(self.lift, curve, i, branch, self.deadline)
            if relation is None:
                raise CurveFailure("no relation between a coordinate and the value was found")
            if relation.degree == 0:
                return self._finite(branch, relation)
            relations.append(relation)
        values = find_candidates(relations)
        dangerous = [v for v in values if not self.floor.is_low(v)]
        if not dangerous:
            return Eliminants(
                tuple(Eliminant(r.polynomial, 1, r.combination) for r in relations),
                tuple(Candidate(v, Fraction(0), AtMostInfimum()) for v in values),
            )
        if self.lift.dimension == 1:
            return self._split_line(branch, relations[0], values)
        if curve is None:
            raise CurveFailure("no curve")
        return self._by_branches(branch, curve, relations, values) or self._split_plane(branch, curve, relations)

    def _by_branches(
        self, branch: Branch, curve: Polynomial, relations: list[Relation], values: list[AlgebraicNumber]
    ) -> CaseTree | None:
        """Decide every candidate by signs on the far branches; those with a branch from above are left over."""
        if any(v.kind is not NodeKind.INVERSE for v in self.lift.lifted):
            return None
        equations = [f.polynomial if f.kind is FactKind.EQUATION else None for f in branch.context.facts]
        combination: Combination | None = ()
        if curve not in equations:
            combination = branch.combination(curve, self.deadline)
            if combination is None:
                return None
        search = BranchSearch(self.lift, self.frame, curve, self.deadline)
        reasons: list[str] = []
        dangerous: list[OpenValue] = []
        lines = _asymptotes(curve)
        number = equations.index(curve) if curve in equations else len(equations)
        out = []
        for value in values:
            if self.floor.is_low(value) or self.floor.raise_to(value, self.deadline):
                out.append(Candidate(value, Fraction(0), AtMostInfimum()))
                continue
            width = Fraction(0) if as_rational(value) is None else Fraction(1, 100)
            found = search.exclude(value, width, number)
            if isinstance(found, list):
                if not found:
                    return None
                lower = self.floor.find_lower_far_out(value, self.frame.radius, self.deadline)
                out.append(Candidate(value, Fraction(0), lower or Remaining()))
                if lower is not None:
                    continue
                name = format_number(value)
                places = ["(" + ", ".join(f"{c:.4g}" for c in b.far_float) + ")" for b in found[:3]]
                self.reasons.append(
                    f"the value {name} is approached from above at infinity, near {' and '.join(places)}"
                )
                middle_float = float((value.low + value.high) / 2)
                exact = as_rational(value)
                dangerous += [OpenValue(name, exact, middle_float, b.near_float, b.far_float, lines) for b in found]
                continue
            out.append(Candidate(value, width, found))
        self.reasons += reasons
        self.open_values += dangerous
        if dangerous:
            self.low_float += search.far_points()
        tree: CaseTree = Eliminants(tuple(Eliminant(r.polynomial, 1, r.combination) for r in relations), tuple(out))
        return derive((PowerMembership(curve, 1, combination),), tree) if combination else tree

    def _finite(self, branch: Branch, relation: Relation) -> CaseTree:
        polynomial = univariate_in_value(relation.polynomial)
        found = find_horner(
            self.lift.objective,
            polynomial,
            1,
            branch.basis,
            branch.equations,
            len(branch.context.facts),
            self.deadline,
        )
        if found is None:
            raise CurveFailure("the finitely many values could not be shown")
        derivations, horner = found
        leaf = FiniteValues(polynomial, horner)
        return Derive(derivations, leaf) if derivations else leaf

    def _split_line(self, branch: Branch, relation: Relation, values: list[AlgebraicNumber]) -> CaseTree:
        """Split the line at +- radius (the part between is not far)."""
        x = Polynomial.variable(0)
        cut = Polynomial.constant(self.radius)
        control = (Eliminant(relation.polynomial, 1, relation.combination),)

        def end(context: Context, sign: int) -> CaseTree:
            inner, wrap = open_branch(context, self.deadline)
            side = Side(0, sign, self.radius, len(branch.context.facts) + (sign < 0))
            return wrap(Eliminants(control, self._exclude(inner, relation, side, values)))

        far = branch.context.add(positive(cut - x))
        right = end(branch.context.add(positive(x - cut)), 1)
        left = end(far.add(positive(-x - cut)), -1)
        count = len(branch.context.facts)
        on_right = Empty(self._not_far(branch.context.add(equation(x - cut)), ((count, -(x + cut)),), ()))
        on_left = Empty(self._not_far(far.add(equation(-x - cut)), ((count + 1, x - cut),), ()))
        inside = Empty(self._not_far(far.add(positive(x + cut)), (), ((count, count + 1),)))
        return SplitSign(x - cut, right, on_right, SplitSign(-x - cut, left, on_left, inside))

    def _not_far(
        self, context: Context, combination: tuple[tuple[int, Polynomial], ...], pairs: tuple[tuple[int, int], ...]
    ) -> Psatz:
        """Return 0 = (|x|^2 - n r^2) + sum (r^2 - x_i^2), each bracket a product of two facts or a multiple of one."""
        products = tuple(ProductTerm(pair, Squares(((Fraction(1), ONE),))) for pair in pairs)
        psatz = Psatz(Fraction(1), products=products, combination=combination, unit=(self.far,))
        return verified(ZERO, psatz, context, strict=True)

    def _split_plane(self, branch: Branch, curve: Polynomial, relations: list[Relation]) -> CaseTree:
        """Split the far part of the plane: x > r, x < -r, and |x| < r with y > r or y < -r."""
        x, y = Polynomial.variable(0), Polynomial.variable(1)
        cut = Polynomial.constant(self.radius)
        base = branch.context
        count = len(base.facts)
        both: tuple[CoordinateControl, ...] = tuple(Eliminant(r.polynomial, 1, r.combination) for r in relations)
        values = find_candidates(relations)
        right = self._side(base.add(positive(x - cut)), Side(0, 1, self.radius, count), relations[0], both, values)
        not_right = base.add(positive(cut - x))
        left = self._side(
            not_right.add(positive(-x - cut)), Side(0, -1, self.radius, count + 1), relations[0], both, values
        )
        strip = not_right.add(positive(x + cut))
        own = find_candidates(relations[1:])
        bound = Psatz(products=(ProductTerm((count, count + 1), Squares(((Fraction(1), ONE),))),))
        squared = self.radius * self.radius
        mixed: tuple[CoordinateControl, ...] = (CoordinateBound((squared,), 1, bound), both[1])
        top = self._side(strip.add(positive(y - cut)), Side(1, 1, self.radius, count + 2), relations[1], mixed, own)
        not_top = strip.add(positive(cut - y))
        bottom = self._side(
            not_top.add(positive(-y - cut)), Side(1, -1, self.radius, count + 3), relations[1], mixed, own
        )
        pair = (count, count + 1)
        on_top = Empty(self._not_far(strip.add(equation(y - cut)), ((count + 2, -(y + cut)),), (pair,)))
        on_bottom = Empty(self._not_far(not_top.add(equation(-y - cut)), ((count + 3, y - cut),), (pair,)))
        inside = Empty(self._not_far(not_top.add(positive(y + cut)), (), (pair, (count + 2, count + 3))))
        column = SplitSign(y - cut, top, on_top, SplitSign(-y - cut, bottom, on_bottom, inside))
        on_left = self._vertical(not_right.add(equation(-x - cut)), curve, -self.radius)
        on_right = self._vertical(base.add(equation(x - cut)), curve, self.radius)
        return SplitSign(x - cut, right, on_right, SplitSign(-x - cut, left, on_left, column))

    def _side(
        self,
        context: Context,
        side: Side,
        relation: Relation,
        controls: tuple[CoordinateControl, ...],
        values: list[AlgebraicNumber],
    ) -> CaseTree:
        branch, wrap = open_branch(context, self.deadline)
        return wrap(Eliminants(controls, self._exclude(branch, relation, side, values)))

    def _vertical(self, context: Context, curve: Polynomial, at: Fraction) -> CaseTree:
        """Return the tree of the part of the curve with x = at: finitely many points."""
        branch, wrap = open_branch(context, self.deadline)
        contradiction = find_exact_contradiction(branch, self.deadline)
        if contradiction is not None:
            return wrap(Empty(contradiction))
        rows = []
        for p in (Polynomial.variable(0) - Polynomial.constant(at), curve.substitute({0: Polynomial.constant(at)})):
            combination = branch.combination(p, self.deadline)
            if combination is None or p.is_zero:
                raise CurveFailure("a vertical line is a part of the curve")
            rows.append((p, combination))
        own = rows[1][0].substitute({1: Polynomial.variable(0)})
        return wrap(Eliminants((Eliminant(rows[0][0], 1, rows[0][1]), Eliminant(own, 1, rows[1][1])), ()))

    def _exclude(
        self, branch: Branch, relation: Relation, side: Side, values: list[AlgebraicNumber]
    ) -> tuple[Candidate, ...]:
        """Exclude all candidates on one side."""
        out = []
        for value in values:
            if self.floor.is_low(value):
                out.append(Candidate(value, Fraction(0), AtMostInfimum()))
                continue
            self.deadline.check()
            proof = find_widest_sign(relation, side, value)
            if proof is not None:
                out.append(exclude_by_sign(relation, side, value, proof, branch))
                continue
            if self.floor.raise_to(value, self.deadline):
                out.append(Candidate(value, Fraction(0), AtMostInfimum()))
                continue
            curved = None
            reached = is_reached_float(self.frame, relation, side, value, self.curve, branch)
            if not reached:
                curved = exclude_by_curvature(self.frame, value, branch, self.settings, self.deadline)
            if curved is None:
                where = f"{'-' if side.sign < 0 else ''}{self.lift.names[side.coordinate]}"
                text = f"the value {format_number(value)} may be approached from above as {where} tends to infinity"
                raise CurveFailure(f"{text}; numerically it is" if reached else text)
            out.append(curved)
        return tuple(out)
