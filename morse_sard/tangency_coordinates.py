"""Bounds of one coordinate by the value of F, from the bounds of others.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product, zip_longest
from math import comb

from tameproof.morse_sard.branch import Branch
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.morse_sard.tangency_space import BoundsSearch
from tameproof.proofs.kernel.evidence import (
    FactoredGram,
    Gram,
    ProductTerm,
    Psatz,
    Squares,
    SumOfSquares,
    Univariate,
)
from tameproof.proofs.kernel.facts import Fact, FactKind, equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.psatz import expand_squares, univariate_at
from tameproof.sos.identity import is_proof
from tameproof.sos.settings import Deadline as SosDeadline
from tameproof.sos.settings import SosSettings
from tameproof.sos.unknown_coefficients import SolvedCoefficients, find_coefficients
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open

DEGREES = (4, 6)  # of the identities, F counted as a variable
MAX_BASIS = 36
MAX_PRODUCTS = 24
MAX_ROWS = 26  # facts of one program that uses all products
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


class CoordinateBounds(BoundsSearch):
    """A search on the tangency set that knows bounds of coordinates."""

    def __init__(self, lift: Lift, floor: Floor, settings: MorseSardSettings, deadline: Deadline) -> None:
        """Prepare a search; nothing is computed yet."""
        super().__init__(lift, floor, settings, deadline)
        self.bounds: dict[Polynomial, Bound] = {}
        self._plain_products: set[Polynomial] = set()  # products that the equations do not make simpler
        self._products: tuple[tuple[Fact, ...], list[tuple[tuple[int, ...], Fact]]] | None = None

    def _sign_fact(self, branch: Branch, i: int) -> tuple[int, int] | None:
        """Return (sign, index of the fact sign * variable > 0), or None."""
        x = Polynomial.variable(i)
        for k, f in branch.inequalities():
            if f.kind is FactKind.POSITIVE and f.polynomial in (x, -x):
                return (1 if f.polynomial == x else -1), k
        return None

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
        return squared(bound.upper), [(Fraction(1), p)], [((index, sign[1]), Fraction(2))]

    def _targets(self, branch: Branch, i: int) -> Iterator[tuple[Polynomial, int, Fraction | None]]:
        """Yield (polynomial to be bounded, sign, v): x^2, +-x, (F - v)(+-x)."""
        x, phi = Polynomial.variable(i), Polynomial.variable(branch.context.variables)
        yield x * x, 0, None
        sign = self._sign_fact(branch, i)
        if sign is None:
            return
        yield x.scale(sign[0]), sign[0], None
        for v in reversed(self._limits(branch)):
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


def squared(p: Univariate) -> Univariate:
    """Return the square of a univariate polynomial."""
    out = [Fraction(0)] * (2 * len(p) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(p):
            out[i + j] += a * b
    return tuple(out)


__all__ = ["DEGREES", "SECONDS_FLOAT", "Bound", "CoordinateBounds", "squared"]
