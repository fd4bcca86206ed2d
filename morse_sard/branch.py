"""A branch of a case tree under construction: facts and exact algebra modulo its equations.  Soundness-critical: no.

The search mirrors the checker: every node of a tree has a kernel context, and a branch adds the Groebner basis of the
equations.  The basis elements are *derived* equations of the context, so that all later memberships are plain
divisions with small cofactors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tameproof.proofs.kernel.evidence import CaseTree, Combination, Derivation, Derive
from tameproof.proofs.kernel.facts import Fact, FactKind, equation
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.context import Context
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.groebner import TracedBasis
from tameproof.symbolic.ideals import LARGE_BITS, make_derivations, traced_basis

_REMEMBERED: dict[tuple[Polynomial, ...], tuple[int, ...]] = {}
_FIRST: list[tuple[Polynomial, ...]] = []
Wrap = Callable[[CaseTree], CaseTree]


@dataclass(frozen=True, slots=True)
class Branch:
    """A set of points described by facts, with normal forms modulo its equations.

    Attributes:
        context: the facts, as the checker will see them at this node.
        basis: Groebner basis of ``equations``; its minimal elements are all among the equations.
        equations: (fact index, polynomial) of the equations that generate the ideal.
    """

    context: Context
    basis: TracedBasis
    equations: tuple[tuple[int, Polynomial], ...]

    @property
    def lift(self) -> Lift:
        """The lift of the objective."""
        return self.context.lift

    @property
    def is_empty_over_c(self) -> bool:
        """Whether the equations have no solution at all, not even a complex one."""
        return any(self.basis.elements[i].degree == 0 for i in self.basis.leading)

    def normal_form(self, p: Polynomial, deadline: Deadline | None = None) -> Polynomial:
        """Return the normal form of p modulo the equations."""
        return self.basis.divide(p, deadline)[1]

    def combination(self, p: Polynomial, deadline: Deadline | None = None) -> Combination | None:
        """Return p as a combination of the equations, by fact index, or None if p is not in the ideal."""
        quotients, rest = self.basis.divide(p, deadline)
        if not rest.is_zero:
            return None
        merged: dict[int, Polynomial] = {}
        for i, q in quotients:
            index = self.equations[i][0]
            merged[index] = merged[index] + q if index in merged else q
        return tuple((i, q) for i, q in sorted(merged.items()) if not q.is_zero)

    def inequalities(self) -> list[tuple[int, Fact]]:
        """Return the facts that are not equations, with their indices."""
        return [(i, f) for i, f in enumerate(self.context.facts) if f.kind is not FactKind.EQUATION]

    def generators(self) -> tuple[Polynomial, ...]:
        """Return the minimal Groebner basis, short elements first."""
        return tuple(self.basis.elements[i] for i in self.basis.leading)

    def proof_facts(self) -> tuple[tuple[int, ...], tuple[Fact, ...]]:
        """Return the facts worth using in a proof, with their indices: the basis, and the inequalities."""
        rows = [(self.equations[i][0], equation(self.basis.elements[i])) for i in self.basis.leading]
        rows += self.inequalities()
        rows.sort(key=lambda row: row[0])
        return tuple(i for i, _ in rows), tuple(f for _, f in rows)


def open_branch(context: Context, deadline: Deadline) -> tuple[Branch, Wrap]:
    """Return the branch of a context, and the function that puts the needed Derive node above a tree for the branch.

    Args:
        context: the facts at the node.
        deadline: when to give up.

    Returns:
        The branch, whose context has the derived equations too, and the wrapper.

    Raises:
        BudgetExceeded: if the Groebner basis takes too long.
    """
    equations = tuple((i, f.polynomial) for i, f in enumerate(context.facts) if f.kind is FactKind.EQUATION)
    count = 0
    for polynomials, minimal in _REMEMBERED.items():
        if tuple(p for _, p in equations[: len(polynomials)]) == polynomials:
            count = len(minimal)
            equations = (*(equations[k] for k in minimal), *equations[len(polynomials) :])
            break
    if count == 0 and _FIRST and len(equations) > len(_FIRST[0]):
        if tuple(p for _, p in equations[: len(_FIRST[0])]) == _FIRST[0]:
            try:
                traced_basis(tuple(p for _, p in equations), context.variables, deadline, max_bits=LARGE_BITS)
            except BudgetExceeded:
                deadline.check()
                return _open_in_stages(context, equations, len(_FIRST[0]), deadline)
    return _open(context, equations, count, deadline)


def _open_in_stages(
    context: Context, equations: tuple[tuple[int, Polynomial], ...], count: int, deadline: Deadline
) -> tuple[Branch, Wrap]:
    """Open a branch whose basis starts from the one of its first equations; the others are added to that."""
    first = equations[:count]
    basis = traced_basis(tuple(p for _, p in first), context.variables, deadline)
    derivations, index = make_derivations(basis, basis.leading, first, len(context.facts))
    inner = context.add(*(equation(d.polynomial) for d in derivations))
    known = tuple((index.index[k], basis.elements[k]) for k in basis.leading)
    branch, wrap = _open(inner, (*known, *equations[count:]), len(known), deadline)
    return branch, (lambda tree: derive(derivations, wrap(tree))) if derivations else wrap


def _open(
    context: Context, equations: tuple[tuple[int, Polynomial], ...], count: int, deadline: Deadline
) -> tuple[Branch, Wrap]:
    """Open a branch; the first ``count`` equations are a Groebner basis of their ideal."""
    basis = traced_basis(tuple(p for _, p in equations), context.variables, deadline, known=count)
    needed = [i for i in basis.leading if basis.derivations[i] is not None]
    derivations, index = make_derivations(basis, needed, equations, len(context.facts))
    if not derivations:
        return Branch(context, basis, equations), _identity
    inner = context.add(*(equation(d.polynomial) for d in derivations))
    known = tuple((index.index[k], basis.elements[k]) for k in range(len(basis.elements)) if k in index.index)
    again = _restrict(basis, [k for k in range(len(basis.elements)) if k in index.index])
    return Branch(inner, again, known), lambda tree: derive(derivations, tree)


def remember_basis(branch: Branch) -> None:
    """Let ``open_branch`` start from the basis of this branch below contexts that begin with the same equations.

    The other equations of the branch are combinations of the basis and are left out there.
    """
    polynomials = tuple(f.polynomial for f in branch.context.facts if f.kind is FactKind.EQUATION)
    places = {p: k for k, p in enumerate(polynomials)}
    _REMEMBERED.clear()
    _REMEMBERED[polynomials] = tuple(places[p] for p in branch.generators())


def start_from(equations: tuple[Polynomial, ...]) -> None:
    """Let ``open_branch`` compute the basis of these equations first where a basis of all has large coefficients."""
    _FIRST[:] = [equations]


def _identity(tree: CaseTree) -> CaseTree:
    return tree


def _restrict(basis: TracedBasis, kept: list[int]) -> TracedBasis:
    """Return the basis with the kept elements only; none of them counts as derived."""
    position = {k: i for i, k in enumerate(kept)}
    elements = tuple(basis.elements[k] for k in kept)
    leading = tuple(position[k] for k in basis.leading)
    return TracedBasis(basis.nvars, elements, (None,) * len(kept), leading)


def derive(derivations: tuple[Derivation, ...], tree: CaseTree) -> CaseTree:
    """Return the tree below a Derive node, merged with a Derive node at its top."""
    if isinstance(tree, Derive):
        return Derive((*derivations, *tree.derivations), tree.child)
    return Derive(derivations, tree)


def negate(combination: Combination) -> Combination:
    """Return the combination of the negated polynomial."""
    return tuple((i, -q) for i, q in combination)


def find_inverse(p: Polynomial, branch: Branch, deadline: Deadline) -> Polynomial | None:
    """Return q with p q = 1 modulo the equations, or None if p vanishes at some complex point of the branch.

    Raises:
        BudgetExceeded: if the deadline passes.
    """
    constant = branch.normal_form(p, deadline).as_constant()
    if constant is not None:
        return Polynomial.constant(1 / constant) if constant else None
    rows = [*branch.generators(), p]
    basis = traced_basis(tuple(rows), branch.context.variables, deadline)
    combination, rest = basis.divide(ONE, deadline)
    if not rest.is_zero:
        return None
    flat = basis.flatten(combination, 4000, deadline)
    if flat is None:
        return None
    inverse = ZERO
    for i, q in flat:
        if i == len(rows) - 1:
            inverse = q
    inverse = branch.normal_form(inverse, deadline)
    if branch.normal_form(inverse * p, deadline) != ONE:
        return None
    return inverse


def dot(a: tuple[Polynomial, ...], b: tuple[Polynomial, ...]) -> Polynomial:
    """Return the inner product of two vectors of polynomials."""
    return sum_of_products(list(zip(a, b, strict=True)))


def is_even_and_positive(p: Polynomial) -> bool:
    """Return whether p is a positive constant plus even monomials with positive coefficients."""
    if p.coefficient(()) <= 0:
        return False
    return all(c > 0 and all(e % 2 == 0 for e in exponents) for exponents, c in p.items())


def even_squares(p: Polynomial) -> tuple[tuple[Fraction, Polynomial], ...]:
    """Return weighted squares for a polynomial of even monomials with positive coefficients (its constant left out)."""
    out = []
    for exponents, c in p.items():
        if any(exponents):
            out.append((c, Polynomial.from_terms(((tuple(e // 2 for e in exponents), Fraction(1)),))))
    return tuple(out)
