"""Escape arcs with monomial weights and directions that repair the sign.  Soundness-critical: no (arcs are checked).

Let Z be coordinates that vanish on a branch, and y the others.  Along x_i(t) = t^(w_i) d_i (i in Z) the objective is
a sum of terms c_a(y) d^a t^(w.a).  If one term c d^a has the smallest weight and some a_i is odd, write c = k r^2 b
with a squarefree polynomial b: for d_i = -sign(k) b and d_j = 1 otherwise, the leading coefficient is
-|k| r^2 b^(a_i + 1), which is negative wherever c does not vanish.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from tameproof.morse_sard.branch import Branch
from tameproof.morse_sard.escape_arcs import LeadingTerm, find_leading_term
from tameproof.proofs.kernel.polynomial import BITS, ONE, ZERO, Polynomial, factors_of
from tameproof.sos.newton_faces import find_negative_faces
from tameproof.symbolic.budget import Deadline

MAX_WEIGHTS = 200
MAX_FACE_ARCS = 3
MAX_ORDER = 40  # of the checker


@dataclass(frozen=True, slots=True)
class SignedTerm:
    """A leading term equal to a negative constant times ``root``^2 modulo the equations."""

    term: LeadingTerm
    root: Polynomial


def is_monomial_branch(branch: Branch) -> bool:
    """Return whether all equations are monomials: the branch is a union of coordinate subspaces."""
    rows = branch.generators()
    return bool(rows) and all(len(p.terms) <= 1 for p in rows)


def vanishing_coordinates(branch: Branch) -> tuple[int, ...]:
    """Return the coordinates x_i that are equations of the branch."""
    variables = {Polynomial.variable(i): i for i in range(branch.lift.dimension)}
    return tuple(sorted(variables[p] for p in branch.generators() if p in variables))


def signed_arcs(branch: Branch, deadline: Deadline) -> Iterator[SignedTerm]:
    """Yield arcs whose leading coefficient is minus a square.

    Args:
        branch: a branch of a polynomial objective (nothing is found for others).
        deadline: when to give up (raises BudgetExceeded).
    """
    from tameproof.symbolic._flint import factor

    zero = vanishing_coordinates(branch)
    if not branch.lift.is_polynomial or not zero:
        return
    groups = _groups(branch, zero, deadline)
    seen: set[tuple[int, ...]] = set()
    for weights in islice(_weights(len(zero)), MAX_WEIGHTS):
        deadline.check()
        rows = sorted((sum(w * a for w, a in zip(weights, alpha, strict=True)), alpha) for alpha in groups)
        if not rows or rows[0][0] == 0 or (len(rows) > 1 and rows[1][0] == rows[0][0]):
            continue
        alpha = rows[0][1]
        odd = [(a, k) for k, a in enumerate(alpha) if a % 2]
        if alpha in seen or not odd:
            continue
        seen.add(alpha)
        content, factors = factor(groups[alpha])
        square, rest = ONE, Polynomial.constant(-1 if content > 0 else 1)
        for p, e in factors:
            square = square * p ** (e // 2)
            rest = rest * p ** (e % 2)
        exponent, position = min(odd)
        root = square * rest ** ((exponent + 1) // 2)
        path = [[ZERO] * branch.lift.dimension for _ in range(max(weights))]
        for k, (i, w) in enumerate(zip(zero, weights, strict=True)):
            if alpha[k]:
                path[w - 1][i] = rest if k == position else ONE
        while len(path) > 1 and all(p.is_zero for p in path[-1]):
            path.pop()
        term = find_leading_term(branch, tuple(tuple(row) for row in path), rows[0][0], deadline)
        if term is not None and branch.normal_form(term.coefficient + root * root.scale(abs(content))).is_zero:
            yield SignedTerm(term, root)


def face_arcs(branch: Branch, deadline: Deadline) -> Iterator[LeadingTerm]:
    """Yield arcs from a rational point along which a face of the Newton polytope there is negative.

    Args:
        branch: a branch of a polynomial objective (nothing is found unless it is one rational point).
        deadline: when to give up (raises BudgetExceeded).
    """
    n = branch.lift.dimension
    if not branch.lift.is_polynomial or n < 2 or branch.context.variables != n:
        return
    base = [branch.normal_form(Polynomial.variable(i), deadline).as_constant() for i in range(n)]
    shifts = {i: Polynomial.variable(i) + Polynomial.constant(c) for i, c in enumerate(base) if c is not None}
    if len(shifts) < n:
        return
    moved = branch.lift.objective.substitute(shifts)
    for weights, direction, order in islice(find_negative_faces(moved, n, at_infinity=False), MAX_FACE_ARCS):
        if order > MAX_ORDER or max(weights) > MAX_ORDER:
            continue
        path = [[ZERO] * n for _ in range(max(weights))]
        for i, (w, d) in enumerate(zip(weights, direction, strict=True)):
            path[w - 1][i] = Polynomial.constant(d)
        while len(path) > 1 and all(p.is_zero for p in path[-1]):
            path.pop()
        term = find_leading_term(branch, tuple(map(tuple, path)), order, deadline)
        if term is not None:
            yield term


def _groups(branch: Branch, zero: tuple[int, ...], deadline: Deadline) -> dict[tuple[int, ...], Polynomial]:
    """Return exponents of the vanishing coordinates -> coefficient in the others, modulo the equations."""
    f = branch.lift.objective
    rows: dict[tuple[int, ...], dict[int, int]] = {}
    for m, c in f.terms.items():
        exponents = dict(factors_of(m))
        alpha = tuple(exponents.get(i, 0) for i in zero)
        if any(alpha):
            rest = m - sum(a << (BITS * i) for a, i in zip(alpha, zero, strict=True))
            rows.setdefault(alpha, {})[rest] = c
    forms = {a: branch.normal_form(Polynomial(row, f.denominator), deadline) for a, row in rows.items()}
    return {a: p for a, p in sorted(forms.items()) if not p.is_zero}


def _weights(size: int) -> Iterator[tuple[int, ...]]:
    """Yield weight vectors, equal weights first."""
    yield (1,) * size
    largest = 4 if size <= 3 else 2
    rows = [w for w in product(range(1, largest + 1), repeat=size) if 1 in w and max(w) > 1] if size <= 7 else []
    yield from sorted(rows, key=lambda w: (sum(w), w))
