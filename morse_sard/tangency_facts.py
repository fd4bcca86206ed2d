"""The facts of a branch as a small problem for semidefinite programs, and the way back.  Soundness-critical: no.

Variables that an equation gives as polynomials in the others are eliminated, a variable that occurs with even exponents
only is replaced by its square, and products of a few inequalities are added; evidence is translated back to the branch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

from tameproof.morse_sard.branch import Branch
from tameproof.proofs.kernel.evidence import FieldSquares, ProductTerm, Psatz, Squares, SumOfSquares
from tameproof.proofs.kernel.facts import Fact, FactKind, nonnegative
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.psatz import expand_squares
from tameproof.symbolic.budget import Deadline

MAX_FACTORS = 8
MAX_ROWS = 14
MAX_SIMPLER = 3
MAX_FACT_DEGREE = 4
MAX_FACTORS_OF_TRIPLES = 6


@dataclass(frozen=True, slots=True)
class Origin:
    """A fact of the reduced problem: the product of facts of the branch and of squares of variables."""

    facts: tuple[int, ...]
    squares: tuple[int, ...] = ()


class ReducedProblem:
    """The facts of a branch and products of a few inequalities, in fewer variables; and the way back.

    Variables that an equation gives as polynomials in the others are eliminated, and a variable that occurs with even
    exponents only is replaced by its square, which is nonnegative.
    """

    def __init__(self, branch: Branch, far: int, deadline: Deadline) -> None:
        self.branch = branch
        self.deadline = deadline
        lift = branch.lift
        indices, given = branch.proof_facts()
        # the fact |x|^2 > R says nothing about bounds
        pairs = [(i, f) for i, f in zip(indices, given, strict=True) if i != far]
        self.values = eliminate_linear([f.polynomial for _, f in pairs if f.kind is FactKind.EQUATION])
        self.even: tuple[int, ...] = ()
        reduced = [(i, Fact(f.kind, self.reduce(f.polynomial))) for i, f in pairs]
        goals = [lift.objective, *(Polynomial.variable(i, 2) for i in range(lift.dimension))]
        every = [*(self.reduce(p) for p in goals), *(f.polynomial for _, f in reduced)]
        used = sorted({k for p in every for k in p.variables()})
        self.even = tuple(k for k in used if all(e % 2 == 0 for p in every for e in p.coefficients_in(k)))
        rows = [
            (Origin((i,)), Fact(f.kind, _halved(f.polynomial, self.even)))
            for i, f in reduced
            if f.polynomial.as_constant() is None
        ]
        rows += [(Origin((), (k,)), nonnegative(Polynomial.variable(k))) for k in self.even]
        # products; those that become simpler modulo the equations are multiplied again
        small = [(o, f) for o, f in rows if f.kind is not FactKind.EQUATION and f.polynomial.degree <= MAX_FACT_DEGREE]
        small = small[:MAX_FACTORS]
        pairs_of = [self._product(group) for group in combinations(small, 2)]
        singles = {f.polynomial for _, f in rows}
        simpler = [row for row, drop in pairs_of if drop and row[1].polynomial.degree]
        simpler = [row for row in simpler if row[1].polynomial not in singles]
        rows += [row for row, _ in pairs_of]
        near: list[tuple[Origin, Fact]] = []
        if simpler:
            near = [self._product((single, row))[0] for row in simpler[:MAX_SIMPLER] for single in small]
            others = [group for size in (1, 2) for group in combinations(small, size)]
            rows += [self._product((*group, row))[0] for row in simpler[:MAX_SIMPLER] for group in others]
        elif len(small) <= MAX_FACTORS_OF_TRIPLES:
            rows += [self._product(group)[0] for group in combinations(small, 3)]
        distinct = {f.polynomial: (o, f) for o, f in reversed(rows) if f.polynomial.degree}
        rows = [row for row in rows if distinct.get(row[1].polynomial) == row]
        self.origins = tuple(o for o, _ in rows)
        basic = frozenset(f.polynomial for _, f in simpler) | singles
        self.stages = (basic, basic | {f.polynomial for _, f in near})
        self.facts = tuple(f for _, f in rows)

    def _product(self, group: tuple[tuple[Origin, Fact], ...]) -> tuple[tuple[Origin, Fact], bool]:
        """Return the product of facts, reduced modulo the equations, and whether that made it simpler."""
        product = ONE
        whole = ONE
        for origin, fact in group:
            product = product * fact.polynomial
            whole = whole * self._original(origin)
        form = _halved_or_none(self._eliminated(self.branch.normal_form(whole, self.deadline)), self.even)
        drop = form is not None and (form.degree < product.degree or form.variables() < product.variables())
        origin = Origin(tuple(i for o, _ in group for i in o.facts), tuple(k for o, _ in group for k in o.squares))
        return (origin, nonnegative(form if form is not None and drop else product)), drop

    def _original(self, origin: Origin) -> Polynomial:
        product = ONE
        for i in origin.facts:
            product = product * self.branch.context.facts[i].polynomial
        for k in origin.squares:
            product = product * Polynomial.variable(k, 2)
        return product

    def selection(self, variables: frozenset[int], stage: int | None = None) -> tuple[int, ...]:
        """Return the numbers of the facts in these variables only; stages 0 and 1: without most products."""
        own = [k for k, f in enumerate(self.facts) if f.polynomial.variables() <= variables]
        if stage is not None:
            own = [k for k in own if self.facts[k].polynomial in self.stages[stage]]
        return tuple(sorted(sorted(own, key=lambda k: (self.facts[k].polynomial.degree, k))[:MAX_ROWS]))

    def _eliminated(self, p: Polynomial) -> Polynomial:
        for k, value in self.values:
            p = p.substitute({k: value})
        return p

    def reduce(self, p: Polynomial) -> Polynomial:
        """Return the polynomial in the variables of the reduced problem."""
        return _halved(self._eliminated(p), self.even)

    def _lifted(self, squares: SumOfSquares, roots: tuple[int, ...]) -> SumOfSquares:
        """Return the sum of squares in the variables of the branch, times the squares of the roots."""
        values = {k: Polynomial.variable(k, 2) for k in self.even}
        factor = ONE
        for k in roots:
            factor = factor * Polynomial.variable(k)
        if isinstance(squares, Squares):
            return Squares(tuple((c, p.substitute(values) * factor) for c, p in squares.terms))
        if isinstance(squares, FieldSquares):
            lifted = ((w, tuple(p.substitute(values) * factor for p in parts)) for w, parts in squares.terms)
            return FieldSquares(squares.theta, tuple(lifted))
        return replace(squares, basis=tuple(p.substitute(values) * factor for p in squares.basis))

    def translate(self, q: Polynomial, psatz: Psatz, chosen: tuple[int, ...]) -> Psatz | None:
        """Return evidence for q >= 0 on the branch from evidence for the reduced polynomial."""
        context = self.branch.context
        plain = self._lifted(psatz.squares, ())
        rest = q - expand_squares(plain, context, "squares")
        products = []
        for term in psatz.products:
            origins = [self.origins[chosen[k]] for k in term.facts]
            indices = tuple(i for o in origins for i in o.facts)
            squares = self._lifted(term.squares, tuple(k for o in origins for k in o.squares))
            product = expand_squares(squares, context, "squares")
            for i in indices:
                product = product * context.facts[i].polynomial
            rest = rest - product
            products.append(ProductTerm(indices, squares))
        combination = self.branch.combination(rest, self.deadline)
        if combination is None:
            return None
        return replace(psatz, squares=plain, products=tuple(products), combination=combination)


def _halved_or_none(p: Polynomial, even: tuple[int, ...]) -> Polynomial | None:
    if any(e % 2 for k in even for e in p.coefficients_in(k)):
        return None
    return _halved(p, even)


def _halved(p: Polynomial, even: tuple[int, ...]) -> Polynomial:
    """Return the polynomial with the exponents of the even variables halved."""
    if not even:
        return p
    return Polynomial.from_terms(
        (tuple(e // 2 if k in even else e for k, e in enumerate(exponents)), c) for exponents, c in p.items()
    )


def eliminate_linear(equations: list[Polynomial]) -> list[tuple[int, Polynomial]]:
    """Return substitutions, one after the other, for variables that an equation gives as polynomials in the others."""
    out: list[tuple[int, Polynomial]] = []
    todo = list(equations)
    while True:
        found = None
        for p in sorted(todo, key=lambda p: (p.degree, len(p))):
            for k in sorted(p.variables(), reverse=True):
                parts = p.coefficients_in(k)
                slope = parts.get(1, ZERO).as_constant()
                if max(parts) == 1 and slope:
                    found = (k, parts.get(0, ZERO).scale(-1 / slope))
                    break
            if found is not None:
                break
        if found is None:
            return out
        out.append(found)
        todo = [p.substitute({found[0]: found[1]}) for p in todo]
