"""Condition (B) of Theorem T, coordinate by coordinate, for functions with exp and sigmoid.  Soundness-critical: no.

Far out on the tangency set each coordinate is bounded by the value of F with the help of the coordinates that were
bounded before: facts such as U(F) - x_i^2 > 0 or U(F) - (F - v) x_i > 0 are added to the branch, one after the other.
While they are searched, F is one more variable, so that the degrees stay small; signs of coordinates come from splits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product, zip_longest
from math import comb

from tameproof.morse_sard.branch import Branch, open_branch
from tameproof.morse_sard.exact_proofs import find_exact_contradiction
from tameproof.morse_sard.proving import Effort, find_contradiction
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.morse_sard.tangency_space import BoundsSearch
from tameproof.proofs.kernel.evidence import (
    CaseTree,
    CoordinateBound,
    Eliminants,
    Empty,
    FactoredGram,
    FiniteValues,
    Gram,
    Horner,
    ProductTerm,
    Psatz,
    SplitSign,
    Squares,
    SumOfSquares,
    Tangency,
    Univariate,
)
from tameproof.proofs.kernel.facts import Fact, FactKind, equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.psatz import expand_squares, univariate_at
from tameproof.sos.core_facts import with_indices
from tameproof.sos.identity import is_proof
from tameproof.sos.positivstellensatz import prove_nonnegative
from tameproof.sos.settings import Deadline as SosDeadline
from tameproof.sos.settings import SosSettings
from tameproof.sos.unknown_coefficients import SolvedCoefficients, find_coefficients
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open

DEGREES = (4, 6)  # of the identities, F counted as a variable
MAX_BASIS = 36
MAX_PRODUCTS = 24
MAX_ROWS = 26  # facts of one program that uses all products
MAX_SPLITS = 6
MAX_DEPTH = 24
SECONDS_FLOAT = 3.0


@dataclass(frozen=True, slots=True)
class Bound:
    """U(F) - (F - v)^a s x^k > 0 for one coordinate x (k = 2, s = 1, a = 0; or k = 1, s = 1 or -1, a = 0 or 1).

    Attributes:
        coordinate: the number of x.
        upper: U.
        sign: s for k = 1, 0 for k = 2.
        factor: v if a = 1, else None.
        form: the polynomial with the variable ``phi`` for F.
    """

    coordinate: int
    upper: Univariate
    sign: int
    factor: Fraction | None
    form: Polynomial


class _Stuck(Exception):
    """A part that nothing closes: what was tried above it will not help."""


class StagedSearch(BoundsSearch):
    """The search of tangency_space with bounds that build on one another."""

    def __init__(self, lift: Lift, floor: Floor, settings: MorseSardSettings, deadline: Deadline) -> None:
        """Prepare a search; nothing is computed yet."""
        super().__init__(lift, floor, settings, deadline)
        self.bounds: dict[Polynomial, Bound] = {}
        self._plain_products: set[Polynomial] = set()  # products that the equations do not make simpler
        self._products: tuple[tuple[Fact, ...], list[tuple[tuple[int, ...], Fact]]] | None = None

    def run(self) -> Tangency | Open:
        """Return the evidence or what was tried."""
        try:
            return super().run()
        except _Stuck:
            return Open("a part of the tangency set is not bounded by the value", tuple(self.tried))

    def _close(self, context: Context, depth: int, signs: int) -> CaseTree | None:
        self.deadline.check()
        branch, wrap = open_branch(context, self.deadline)
        contradiction = find_exact_contradiction(branch, self.deadline)
        if contradiction is not None:
            return wrap(Empty(contradiction))
        tree = None if self.floor.value is None else self._split_value(branch, self.floor.value, depth, signs)
        if tree is None:
            tree = self._finite(branch)
        if tree is None and depth < MAX_DEPTH:
            tree = (
                self._split(branch, depth, signs)
                or self._bound_sigmoid(branch, depth, signs)
                or self._split_coordinate(branch, depth, signs, only_forced=True)
                or self._bound_coordinate(branch, depth, signs)
                or self._split_limit(branch, depth, signs)
                or self._split_coordinate(branch, depth, signs)
            )
        if tree is None:
            self._note(f"open: {', '.join(p.format(self.lift.names) for p in branch.generators()[:4])}")
            raise _Stuck
        return wrap(tree)

    # -- splits --------------------------------------------------------------------------------
    def _split_limit(self, branch: Branch, depth: int, signs: int) -> CaseTree | None:
        """Split by F - v where v is F without the exponentials."""
        for v in self._limits(branch):
            tree = self._split_value(branch, v, depth, signs)
            if tree is not None:
                return tree
        return None

    def _split_value(self, branch: Branch, v: Fraction, depth: int, signs: int) -> CaseTree | None:
        """Split by F - v: F = v is one value, and there is nothing below a proved lower bound."""
        gap = self.lift.objective - Polynomial.constant(v)
        if any(f.polynomial in (gap, -gap) for f in branch.context.facts):
            return None
        index = len(branch.context.facts)
        scaled = (-v.numerator, v.denominator)
        value = FiniteValues(scaled, Horner(1, ((ZERO, ((index, Polynomial.constant(v.denominator)),)),)))
        below: CaseTree | None = None
        if v == self.floor.value:
            proof = self._floor_proof(gap)
            if proof is None:
                return None
            below = Empty(Psatz(Fraction(1), proof.squares, proof.products, proof.combination, unit=(index,)))
        else:
            below = self._quickly_empty(branch.context.add(positive(-gap)))
        if below is None:
            below = self._close(branch.context.add(positive(-gap)), depth + 1, signs)
        above = self._close(branch.context.add(positive(gap)), depth + 1, signs)
        return None if above is None or below is None else SplitSign(gap, above, value, below)

    def _floor_proof(self, gap: Polynomial) -> Psatz | None:
        """Return F - v >= 0 as an identity without multiplier."""
        proof = self.floor.psatz
        if proof is None:
            settings = SosSettings(solver=self.settings.solver, time_limit=SECONDS_FLOAT)
            found = prove_nonnegative(gap, self.lift.facts, settings=settings)
            proof = found if isinstance(found, Psatz) else None
        if proof is None or proof.multiplier != Psatz().multiplier or proof.epsilon:
            return None
        return proof

    def _split_coordinate(
        self, branch: Branch, depth: int, signs: int, *, only_forced: bool = False
    ) -> CaseTree | None:
        """Split by the sign of a coordinate; coordinates in the arguments of the lifted functions first."""
        if signs >= MAX_SPLITS:
            return None
        inside = [i for node in self.lift.lifted for u in node.arguments for i in sorted(u.variables())]
        everywhere = [*inside, *range(self.lift.dimension)]
        for i in dict.fromkeys(k for k in everywhere if k < self.lift.dimension):
            x = Polynomial.variable(i)
            if self._sign_fact(branch, i) is not None or branch.normal_form(x, self.deadline).as_constant() is not None:
                continue
            children: list[CaseTree] = []
            sign, forced = self._forced_sign(branch, i) or (0, Psatz())
            if only_forced and not sign:
                continue
            for side, fact in ((-1, positive(-x)), (0, equation(x)), (1, positive(x))):
                if sign and side == -sign:
                    children.append(Empty(forced))
                    continue
                inner = branch.context.add(fact)
                child = self._quickly_empty(inner) if not sign else None
                child = child or self._close(inner, depth + 1, signs + 1)
                if child is None:
                    return None
                children.append(child)
            below, zero, above = children
            return SplitSign(x, above, zero, below)
        return None

    def _forced_sign(self, branch: Branch, i: int) -> tuple[int, Psatz] | None:
        """Return s and a contradiction from the next fact -s x > 0, where an equation says x = s Q with Q >= 0."""
        indices, facts = branch.proof_facts()
        for index, f in zip(indices, facts, strict=True):
            if f.kind is not FactKind.EQUATION or i not in f.polynomial.variables():
                continue
            parts = f.polynomial.coefficients_in(i)
            slope = parts[max(parts)].as_constant()
            if max(parts) != 1 or slope is None:
                continue
            rest = parts.get(0, ZERO)
            own = [(k, g) for k, g in branch.inequalities() if g.polynomial.variables() <= rest.variables()]
            for sign in (1, -1):
                settings = SosSettings(solver=self.settings.solver, time_limit=1.0, extra_degree=0)
                found = prove_nonnegative(rest.scale(-sign / slope), [g for _, g in own], settings=settings)
                if isinstance(found, Open) or found.multiplier != Psatz().multiplier:
                    continue
                proof = with_indices(found, [k for k, _ in own])
                # -s x + Q = -(s / slope) (slope x + rest)
                return sign, Psatz(
                    Fraction(1),
                    proof.squares,
                    proof.products,
                    ((index, Polynomial.constant(sign / slope)),),
                    unit=(len(branch.context.facts),),
                )
        return None

    def _quickly_empty(self, context: Context) -> CaseTree | None:
        branch, wrap = open_branch(context, self.deadline)
        contradiction = find_contradiction(branch, self.settings, self.deadline, effort=Effort.SMALL)
        return None if contradiction is None else wrap(Empty(contradiction))

    def _sign_fact(self, branch: Branch, i: int) -> tuple[int, int] | None:
        """Return (sign, index of the fact sign * variable > 0), or None."""
        x = Polynomial.variable(i)
        for k, f in branch.inequalities():
            if f.kind is FactKind.POSITIVE and f.polynomial in (x, -x):
                return (1 if f.polynomial == x else -1), k
        return None

    def _bound_sigmoid(self, branch: Branch, depth: int, signs: int) -> CaseTree | None:
        """Add sigmoid > 1/4 (< 3/4) where its argument, a monomial with a known sign, is positive (negative)."""
        facts = branch.context.facts
        for node in self.lift.lifted:
            if node.kind is not NodeKind.SIGMOID or len(node.arguments[0]) != 1:
                continue
            u = node.arguments[0]
            exponents, c = u.items()[0]
            if max(exponents, default=0) != 1:
                continue
            known = [self._sign_fact(branch, j) for j, e in enumerate(exponents) if e]
            if not known or any(k is None for k in known):
                continue
            pairs = [k for k in known if k is not None]
            sign = 1 if c > 0 else -1
            for s, _ in pairs:
                sign *= s
            z = Polynomial.variable(node.index)
            p = (z - Polynomial.constant(Fraction(1, 2))).scale(sign) + Polynomial.constant(Fraction(1, 4))
            main = (z.scale(2) - ONE) * u
            m = next((k for k, f in enumerate(facts) if f.kind is FactKind.NONNEGATIVE and f.polynomial == main), None)
            if m is None or any(f.polynomial == p for f in facts):
                continue
            above = self._close(branch.context.add(positive(p)), depth + 1, signs)
            if above is None:
                return None
            # with U = |u| > 0:  0 = U/2 + (2 z - 1) u - 2 p U
            index, unit, size = len(facts), tuple(k for _, k in pairs), abs(c)
            given = ProductTerm((m,), Squares(((Fraction(1), ONE),)))
            zero = Psatz(size / 2, products=(given,), combination=((index, u.scale(-2 * sign)),), unit=unit)
            term = ProductTerm((*unit, index), Squares(((2 * size, ONE),)))
            below = Psatz(size / 2, products=(given, term), unit=unit)
            return SplitSign(p, above, Empty(zero), Empty(below))
        return None

    # -- bounds --------------------------------------------------------------------------------
    def _known(self, branch: Branch) -> dict[int, tuple[int, Bound]]:
        """Return (index of the fact, bound) by coordinate."""
        found: dict[int, tuple[int, Bound]] = {}
        for k, f in branch.inequalities():
            bound = self.bounds.get(f.polynomial)
            if bound is not None:
                found.setdefault(bound.coordinate, (k, bound))
        return found

    def _bound_coordinate(self, branch: Branch, depth: int, signs: int) -> CaseTree | None:
        """Bound one more coordinate, or finish if all are bounded."""
        known = self._known(branch)
        open_coordinates = [
            i
            for i in range(self.lift.dimension)
            if i not in known and branch.combination(Polynomial.variable(i, 2), self.deadline) is None
        ]
        if not open_coordinates:
            return self._finish(branch, known)
        for i in open_coordinates:
            dominated = self._dominate(branch, known, i)
            if dominated is not None:
                sign, upper, psatz = dominated
                return self._with_bound(branch, Bound(i, upper, sign, None, ZERO), psatz, depth, signs)
        pool = self._pool(branch)
        for degree in DEGREES:
            goals = [(k, *goal) for k in open_coordinates for goal in self._targets(branch, k)]
            for i, target, sign, factor in goals:
                if degree > DEGREES[0] and factor is None:
                    continue  # the other bounds have short proofs
                found = self._solve(branch, pool, i, target, degree)
                if found is None:
                    continue
                upper, psatz = found
                return self._with_bound(branch, Bound(i, upper, sign, factor, target), psatz, depth, signs)
        return None

    def _with_bound(self, branch: Branch, bound: Bound, psatz: Psatz, depth: int, signs: int) -> CaseTree | None:
        """Add a bound, with U + 1 for U, that is proved by U(F) - target >= 0; ``form`` is the target if not linear."""
        phi = Polynomial.variable(branch.context.variables)
        raised = (bound.upper[0] + 1, *bound.upper[1:])
        target = bound.form if not bound.form.is_zero else Polynomial.variable(bound.coordinate).scale(bound.sign)
        form = univariate_at(raised, phi) - target
        p = self._at_value(branch, form)
        self.bounds[p] = replace(bound, upper=raised, form=form)
        above = self._close(branch.context.add(positive(p)), depth + 1, signs)
        if above is None:
            return None
        # p = 1 + q with q >= 0 by psatz
        index = len(branch.context.facts)
        zero = _add(psatz, combination=((index, -ONE),))
        below = _add(psatz, products=(ProductTerm((index,), Squares(((Fraction(1), ONE),))),))
        return SplitSign(p, above, Empty(zero), Empty(below))

    def _dominate(
        self, branch: Branch, known: dict[int, tuple[int, Bound]], i: int
    ) -> tuple[int, Univariate, Psatz] | None:
        """Return (s, U, evidence for U(F) - s x >= 0) from an equation s x = Q and c + sum c_j x_j^2 - Q >= 0."""
        fact = self._sign_fact(branch, i)
        if fact is None:
            return None
        sign, x = fact[0], Polynomial.variable(i)
        indices, facts = branch.proof_facts()
        for index, f in zip(indices, facts, strict=True):
            if f.kind is not FactKind.EQUATION or i not in f.polynomial.variables():
                continue
            parts = f.polynomial.coefficients_in(i)
            slope = parts[max(parts)].as_constant()
            if max(parts) != 1 or slope is None:
                continue
            q = parts.get(0, ZERO).scale(-sign / slope)
            others = sorted(j for j in q.variables() if j < self.lift.dimension)
            usable = [j for j in others if j in known and known[j][1].factor is None]
            if usable != others:
                continue
            own_facts = [(k, g) for k, g in branch.inequalities() if g.polynomial.variables() <= q.variables()]
            rows = _linear_products(own_facts)
            unknowns = [ONE, *(Polynomial.variable(j, 2) for j in others)]
            settings = SosSettings(
                solver=self.settings.solver, max_basis=MAX_BASIS, time_limit=SECONDS_FLOAT, squares_size=MAX_BASIS
            )
            deadline = SosDeadline(min(SECONDS_FLOAT, self.deadline.remaining_float))
            used = [g for _, g in rows]
            found = find_coefficients(-q, unknowns, used, max(q.degree, 2), settings, deadline)
            if isinstance(found, Open) or any(c < 0 for c in found.values[1:]):
                continue
            upper: Univariate = (found.values[0],)
            named = [k for k, _ in rows]
            products = [replace(t, facts=tuple(k for n in t.facts for k in named[n])) for t in found.psatz.products]
            squares: list[tuple[Fraction, Polynomial]] = []
            for j, c in zip(others, found.values[1:], strict=True):
                squared, own, more = self._square_bound(branch, *known[j])
                upper = _sum(upper, tuple(c * a for a in squared))
                squares += [(c * w, p) for w, p in own if c]
                products += [ProductTerm(indices, Squares(((c * w, ONE),))) for indices, w in more if c]
            # Q - s x = -(s / slope) (slope x + rest)
            combination = ((index, Polynomial.constant(-sign / slope)),)
            plain = found.psatz.squares
            if not isinstance(plain, Squares):
                continue
            psatz = Psatz(Fraction(0), Squares((*plain.terms, *squares)), tuple(products), combination)
            goal = univariate_at(upper, self.lift.objective) - x.scale(sign)
            if is_proof(goal, psatz, branch.context.facts, strict=False):
                return sign, upper, psatz
        return None

    def _square_bound(
        self, branch: Branch, index: int, bound: Bound
    ) -> tuple[Univariate, list[tuple[Fraction, Polynomial]], list[tuple[tuple[int, ...], Fraction]]]:
        """Return V, and weighted squares and products of facts whose sum is V(F) - x^2."""
        if not bound.sign:
            return bound.upper, [], [((index,), Fraction(1))]
        # U^2 - x^2 = p^2 + 2 p s x
        sign = self._sign_fact(branch, bound.coordinate)
        if sign is None:
            raise LookupError("a linear bound of a coordinate without a sign")
        p = branch.context.facts[index].polynomial
        return _squared(bound.upper), [(Fraction(1), p)], [((index, sign[1]), Fraction(2))]

    def _targets(self, branch: Branch, i: int) -> Iterator[tuple[Polynomial, int, Fraction | None]]:
        """Yield (polynomial to be bounded, sign, v): x^2, +-x, (F - v)(+-x)."""
        x, phi = Polynomial.variable(i), Polynomial.variable(branch.context.variables)
        yield x * x, 0, None
        sign = self._sign_fact(branch, i)
        if sign is None:
            return
        yield x.scale(sign[0]), sign[0], None
        for v in self._limits(branch):
            if self._gap_fact(branch, v) is not None:
                yield x.scale(sign[0]) * (phi - Polynomial.constant(v)), sign[0], v

    def _gap_fact(self, branch: Branch, v: Fraction) -> int | None:
        """Return the index of the fact F - v > 0, or None."""
        gap = self.lift.objective - Polynomial.constant(v)
        return next((k for k, f in branch.inequalities() if f.polynomial == gap), None)

    def _at_value(self, branch: Branch, form: Polynomial) -> Polynomial:
        return form.substitute({branch.context.variables: self.lift.objective})

    def _pool(self, branch: Branch) -> list[tuple[tuple[int, ...], Fact]]:
        """Return (indices, fact) with F as a variable; no index: the definition of F."""
        phi = Polynomial.variable(branch.context.variables)
        out: list[tuple[tuple[int, ...], Fact]] = []
        for k, f in zip(*branch.proof_facts(), strict=True):
            bound = self.bounds.get(f.polynomial)
            value = (self.lift.objective - f.polynomial).as_constant()
            if bound is not None:
                out.append(((k,), positive(bound.form)))
            elif f.kind is FactKind.POSITIVE and value is not None:
                out.append(((k,), positive(phi - Polynomial.constant(value))))
            elif k != self.far:
                out.append(((k,), f))
        out.append(((), equation(phi - self.lift.objective)))
        return out

    def _solve(
        self, branch: Branch, pool: list[tuple[tuple[int, ...], Fact]], i: int, target: Polynomial, degree: int
    ) -> tuple[Univariate, Psatz] | None:
        """Return U and evidence for U(F) - target >= 0, from the definition of F or equations with the coordinate."""
        number = branch.context.variables
        phi = Polynomial.variable(number)
        own = [f.polynomial.variables() for _, f in pool if i in f.polynomial.variables()]
        with_value = self.lift.objective.variables() | {number}
        sets = [frozenset({i, number}), *(a | {number} for a in own), *(a | with_value for a in own)]
        sets.append(frozenset().union(*(f.polynomial.variables() for _, f in pool)))
        bounded = {j for _, f in pool for j in f.polynomial.variables() if number in f.polynomial.variables()}
        # many redundant facts make exact rounding fail, so that few facts are tried first
        for variables, every in product(sorted(set(sets), key=lambda s: (len(s), sorted(s))), (False, True)):
            if comb(len(variables) + degree // 2, degree // 2) > MAX_BASIS or target.degree > degree:
                continue
            if not {j for j in variables if j < self.lift.dimension} <= bounded | {i}:
                continue
            self.deadline.check()
            rows = [row for row in self._with_products(branch, pool) if row[1].polynomial.variables() <= variables]
            rows = [row for row in rows if row[1].polynomial.degree <= degree]
            few = [row for row in rows if row[1].polynomial not in self._plain_products]
            if every and not len(few) < len(rows) <= MAX_ROWS:
                continue
            rows = rows if every else few
            seconds_float = min(SECONDS_FLOAT, self.deadline.remaining_float)
            settings = SosSettings(solver=self.settings.solver, max_basis=MAX_BASIS, time_limit=seconds_float)
            used = [f for _, f in rows]
            found: SolvedCoefficients | Open = Open("not tried")
            for powers in ([ONE, phi], [ONE, phi, phi * phi]):
                if isinstance(found, Open):
                    found = find_coefficients(-target, powers, used, degree, settings, SosDeadline(seconds_float))
            if isinstance(found, Open):
                continue
            upper = list(found.values)
            while len(upper) > 1 and not upper[-1]:
                upper.pop()
            q = self._at_value(branch, univariate_at(tuple(upper), phi) - target)
            psatz = self._translated(branch, q, found.psatz, [indices for indices, _ in rows])
            if psatz is not None and is_proof(q, psatz, branch.context.facts, strict=False):
                return tuple(upper), psatz
        return None

    def _with_products(
        self, branch: Branch, rows: list[tuple[tuple[int, ...], Fact]]
    ) -> list[tuple[tuple[int, ...], Fact]]:
        """Return the facts and products of two and three inequalities, reduced modulo the equations if that helps."""
        if self._products and self._products[0] == branch.context.facts:
            return self._products[1]
        number = branch.context.variables
        small = [row for row in rows if row[1].kind is not FactKind.EQUATION and row[1].polynomial.degree <= 2]
        out = list(rows)
        seen = {f.polynomial for _, f in rows}
        for size in (2, 3):
            for group in combinations(small, size):
                whole = ONE
                for _, f in group:
                    whole = whole * f.polynomial
                forms = [whole]
                if number not in whole.variables():
                    form = branch.normal_form(whole, self.deadline)
                    if form.degree < whole.degree or form.variables() < whole.variables():
                        forms.insert(0, form)
                for p in forms:
                    if p.as_constant() is None and p.degree <= DEGREES[0] and p not in seen:
                        seen.add(p)
                        if p is whole:
                            self._plain_products.add(p)
                        out.append((tuple(i for indices, _ in group for i in indices), nonnegative(p)))
            if len(out) > len(rows) + MAX_PRODUCTS:
                break
        self._products = (branch.context.facts, out)
        return out

    def _translated(self, branch: Branch, q: Polynomial, psatz: Psatz, origins: list[tuple[int, ...]]) -> Psatz | None:
        """Return evidence for q >= 0 with F for the variable and the facts of the branch."""
        context = branch.context

        def squares(given: SumOfSquares) -> SumOfSquares:
            if isinstance(given, Squares):
                return Squares(tuple((w, self._at_value(branch, p)) for w, p in given.terms))
            if isinstance(given, Gram | FactoredGram):
                return replace(given, basis=tuple(self._at_value(branch, p) for p in given.basis))
            return given

        plain = squares(psatz.squares)
        rest = q - expand_squares(plain, context, "squares")
        products = []
        for term in psatz.products:
            own = squares(term.squares)
            whole = expand_squares(own, context, "squares")
            indices = tuple(i for k in term.facts for i in origins[k])
            for i in indices:
                whole = whole * context.facts[i].polynomial
            rest = rest - whole
            products.append(ProductTerm(indices, own))
        combination = branch.combination(rest, self.deadline)
        return None if combination is None else Psatz(Fraction(0), plain, tuple(products), combination)

    def _finish(self, branch: Branch, known: dict[int, tuple[int, Bound]]) -> CaseTree | None:
        """Return the leaf in which every coordinate has its bound."""
        controls = []
        values: list[Fraction] = []
        for i in range(self.lift.dimension):
            square = Polynomial.variable(i, 2)
            if i not in known:
                combination = branch.combination(-square, self.deadline)
                if combination is None:
                    return None
                psatz = Psatz(squares=Squares(((Fraction(1), ONE),)), combination=combination)
                controls.append(CoordinateBound((Fraction(1),), 1, psatz))
                continue
            index, bound = known[i]
            p = branch.context.facts[index].polynomial
            if not bound.sign:
                own = Psatz(products=(ProductTerm((index,), Squares(((Fraction(1), ONE),))),))
                controls.append(CoordinateBound(bound.upper, 1, own))
                continue
            # U^2 - (F - v)^2 x^2 = p^2 + 2 p (F - v) s x
            sign = self._sign_fact(branch, i)
            gap = None if bound.factor is None else self._gap_fact(branch, bound.factor)
            if sign is None or (bound.factor is not None and gap is None):
                return None
            facts = (index, sign[1]) if gap is None else (index, sign[1], gap)
            own = Psatz(
                squares=Squares(((Fraction(1), p),)), products=(ProductTerm(facts, Squares(((Fraction(2), ONE),))),)
            )
            factor = (Fraction(1),) if bound.factor is None else (-bound.factor, Fraction(1))
            if bound.factor is not None and bound.factor not in values:
                values.append(bound.factor)
            controls.append(CoordinateBound(_squared(bound.upper), 1, own, factor))
        candidates = [self._exclude(branch, v) for v in sorted(values)]
        if any(candidate is None for candidate in candidates):
            return None
        return Eliminants(tuple(controls), tuple(candidate for candidate in candidates if candidate is not None))


def _add(
    psatz: Psatz, *, products: tuple[ProductTerm, ...] = (), combination: tuple[tuple[int, Polynomial], ...] = ()
) -> Psatz:
    """Return evidence for 0 = 1 + q + the given terms."""
    return Psatz(
        Fraction(1), psatz.squares, (*psatz.products, *products), (*psatz.combination, *combination), psatz.multiplier
    )


def _sum(a: Univariate, b: Univariate) -> Univariate:
    return tuple(x + y for x, y in zip_longest(a, b, fillvalue=Fraction(0)))


def _linear_products(rows: list[tuple[int, Fact]]) -> list[tuple[tuple[int, ...], Fact]]:
    """Return the facts, without those that another one implies, and products of two affine ones."""
    kept = []
    for k, f in rows:
        gaps = [(f.polynomial - g.polynomial).as_constant() for j, g in rows if j != k]
        if not any(gap is not None and gap > 0 for gap in gaps):
            kept.append((k, f))
    out: list[tuple[tuple[int, ...], Fact]] = [((k,), f) for k, f in kept]
    affine = [(k, f) for k, f in kept if f.polynomial.degree == 1]
    for (j, f), (k, g) in combinations(affine, 2):
        if not f.polynomial.variables() & g.polynomial.variables():
            out.append(((j, k), nonnegative(f.polynomial * g.polynomial)))
    return out


def _squared(p: Univariate) -> Univariate:
    out = [Fraction(0)] * (2 * len(p) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(p):
            out[i + j] += a * b
    return tuple(out)


__all__ = ["StagedSearch"]
