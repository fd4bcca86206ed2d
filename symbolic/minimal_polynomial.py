"""Minimal polynomial of a polynomial modulo an ideal, with Horner evidence.  Soundness-critical: no.

The residue class of F modulo an ideal I is algebraic over Q iff 1, F, F^2, ... are linearly dependent modulo I.  The
normal forms N_0 = 1, N_k = NF(N_{k-1} F) make this linear algebra; it also works when the ideal has positive
dimension but F takes finitely many values, as for critical values.  The evidence is Horner's scheme H_j =
NF(H_{j-1} F + a_{d-j}): each step is an identity with small cofactors, and m(F) is never expanded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Combination, Horner, PowerMembership
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.symbolic._flint import factor_univariate
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.groebner import TracedBasis
from tameproof.symbolic.ideals import Equation, make_derivations, traced_basis
from tameproof.symbolic.quotient import find_relation
from tameproof.symbolic.records import recorded

__all__ = ["MinimalPolynomial", "find_horner", "find_minimal_polynomial"]

MAX_DEGREE = 80


@dataclass(frozen=True, slots=True)
class MinimalPolynomial:
    """m^exponent vanishes at F modulo the ideal, with evidence.

    Attributes:
        squarefree: m, primitive integer coefficients, constant term first, positive leading coefficient (t if the
            equations have no complex zero, when ``minimal`` is 1).
        minimal: the minimal polynomial itself (same roots, divides m^exponent).
        exponent: the least exponent such that ``minimal`` divides m^exponent.
        derivations: equations derived from the given ones, in order; they get the next free fact indices.
        horner: the steps for m^exponent, in terms of given and derived equations.
    """

    squarefree: tuple[int, ...]
    minimal: tuple[int, ...]
    exponent: int
    derivations: tuple[PowerMembership, ...]
    horner: Horner


def multiply_univariate(a: Sequence[int], b: Sequence[int]) -> tuple[int, ...]:
    """Return the product of two univariate polynomials (constant term first)."""
    out = [0] * (len(a) + len(b) - 1)
    for i, c in enumerate(a):
        for j, d in enumerate(b):
            out[i + j] += c * d
    return tuple(out)


def find_minimal_polynomial(
    F: Polynomial,
    equations: Sequence[Equation],
    nvars: int,
    *,
    first_derived: int,
    deadline: Deadline,
    max_degree: int = MAX_DEGREE,
) -> MinimalPolynomial | None:
    """Return the minimal polynomial of F modulo the ideal of the equations, with exact evidence.

    Args:
        F: the polynomial.
        equations: (fact index, polynomial) pairs that generate the ideal.
        nvars: number of variables.
        first_derived: the fact index that the first derived equation will get.
        deadline: when to give up.
        max_degree: largest degree tried.

    Returns:
        The polynomial and its evidence (every identity has been expanded).  None if F is not algebraic modulo the
        ideal up to this degree, or if the time is over; neither implies that F takes infinitely many values on the
        real zero set.

    Cost: one Groebner basis and deg(m) normal forms.
    """
    try:
        basis = traced_basis(tuple(p for _, p in equations), nvars, deadline)
        minimal = find_relation(F, basis, max_degree, deadline)
        if minimal is None:
            return None
        factors = factor_univariate(minimal)
        squarefree: tuple[int, ...] = (1,)
        for q, _ in factors:
            squarefree = multiply_univariate(squarefree, q)
        exponent = max((e for _, e in factors), default=1)
        if len(squarefree) == 1:
            squarefree = (0, 1)  # the ideal is everything: any polynomial will do, and t has Horner evidence
        evidence = find_horner(F, squarefree, exponent, basis, equations, first_derived, deadline)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return None
    if evidence is None:
        return None
    derivations, horner = evidence
    return MinimalPolynomial(squarefree, minimal, exponent, derivations, horner)


@recorded("Horner normal forms with cofactors", order="degrevlex")
def find_horner(
    F: Polynomial,
    squarefree: Sequence[int],
    exponent: int,
    basis: TracedBasis,
    equations: Sequence[Equation],
    first_derived: int,
    deadline: Deadline,
) -> tuple[tuple[PowerMembership, ...], Horner] | None:
    """Return derivations and Horner steps that show m(F)^exponent = 0, or None if it is not in the ideal.

    Args:
        F: the polynomial.
        squarefree: m, integer coefficients, constant term first.
        exponent: the power of m.
        basis: a traced Groebner basis of exactly the polynomials of ``equations``, in this order.
        equations: (fact index, polynomial) pairs.
        first_derived: the fact index that the first derived equation will get.
        deadline: when to give up (raises BudgetExceeded).
    """
    whole: tuple[int, ...] = (1,)
    for _ in range(exponent):
        whole = multiply_univariate(whole, squarefree)
    h = Polynomial.constant(whole[-1])
    rows: list[tuple[Polynomial, Combination]] = []
    for a in reversed(whole[:-1]):
        target = h * F + Polynomial.constant(a)
        combination, h = basis.divide(target, deadline)
        if sum_of_products((q, basis.elements[i]) for i, q in combination) + h != target:
            raise ArithmeticError("division with quotients is not an identity")
        rows.append((h, combination))
    if not h.is_zero:
        return None
    used = sorted({i for _, combination in rows for i, _ in combination})
    derivations, index = make_derivations(basis, used, equations, first_derived)
    steps = tuple((p, index.rename(combination)) for p, combination in rows)
    return derivations, Horner(exponent, steps)
