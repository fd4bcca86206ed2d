"""Inequalities for rational functions as inequalities for polynomials, and back.  Soundness-critical: no.

A polynomial q in x and in inverses z_i = 1/v_i(x) equals (product of z_i^(2 m_i)) N(x) modulo z_i v_i = 1.  Evidence
for N >= 0 from facts in x becomes evidence for q >= 0: every square is multiplied by a square.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tameproof.proofs.kernel.evidence import (
    Combination,
    FactoredGram,
    Gram,
    ProductTerm,
    Psatz,
    Squares,
    SumOfSquares,
)
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos.asymptotic_faces import Curve
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.unknown_coefficients import SolvedCoefficients, find_coefficients
from tameproof.symbolic.outcome import Open


def is_rational(lift: Lift) -> bool:
    """Return whether all lifted variables are inverses of polynomials in x."""
    n = lift.dimension
    return all(v.kind is NodeKind.INVERSE and all(i < n for i in v.arguments[0].variables()) for v in lift.lifted)


@dataclass(frozen=True, slots=True)
class Cleared:
    """q = factor^2 N + sum cofactor * equation.

    Attributes:
        numerator: N, a polynomial in x.
        factor: a product of powers of inverses.
        combination: cofactors of the lift's equations.
    """

    numerator: Polynomial
    factor: Polynomial
    combination: Combination


def half_degrees(lift: Lift, parts: Sequence[Polynomial]) -> dict[int, int]:
    """Return m_i for each inverse, large enough for all given polynomials."""
    return {v.index: -(-max(p.degree_in(v.index) for p in parts) // 2) for v in lift.lifted}


def clear_denominators(lift: Lift, q: Polynomial, halves: Mapping[int, int]) -> Cleared:
    """Return q without its denominators.

    Args:
        lift: a lift with ``is_rational``.
        q: a polynomial in x and the inverses.
        halves: m_i for each inverse; the degree of q in it is at most 2 m_i.
    """
    combination, factor, current = [], ONE, q
    prefix = ONE  # the squares of the inverses that are done
    for v in lift.lifted:
        m, denominator = halves[v.index], v.arguments[0]
        z = Polynomial.variable(v.index)
        relation = z * denominator - ONE
        known = (relation, -relation)
        number = next(k for k, f in enumerate(lift.facts) if f.polynomial in known)
        sign = 1 if lift.facts[number].polynomial == relation else -1
        parts = _by_power(current, v.index)
        cleared = sum_of_products([(part, denominator ** (2 * m - k)) for k, part in parts.items()])
        # z^k - z^(2m) v^(2m-k) = -z^k (z v - 1)(1 + z v + ... )
        zv = z * denominator
        pairs = []
        for k, part in parts.items():
            total, power = Polynomial({}), ONE
            for _ in range(2 * m - k):
                total, power = total + power, power * zv
            pairs.append((part * z**k, total))
        cofactor = (prefix * sum_of_products(pairs)).scale(-sign)
        if not cofactor.is_zero:
            combination.append((number, cofactor))
        prefix, factor, current = prefix * z ** (2 * m), factor * z**m, cleared
    return Cleared(current, factor, tuple(combination))


def _by_power(p: Polynomial, index: int) -> dict[int, Polynomial]:
    """Return the coefficients of the powers of one variable."""
    parts: dict[int, list[tuple[tuple[int, ...], object]]] = {}
    for exponents, c in p.items():
        k = exponents[index] if len(exponents) > index else 0
        rest = tuple(0 if i == index else e for i, e in enumerate(exponents))
        parts.setdefault(k, []).append((rest, c))
    return {k: Polynomial.from_terms(terms) for k, terms in parts.items()}  # type: ignore[arg-type]


def find_without_denominators(
    lift: Lift,
    target: Polynomial,
    unknowns: Sequence[Polynomial],
    outside: Polynomial | None,
    settings: SosSettings,
    deadline: Deadline,
    *,
    valleys: Sequence[Curve] = (),
) -> SolvedCoefficients | Open:
    """Search y_k and evidence for  target + sum y_k unknowns[k] >= 0  where ``outside`` >= 0 (None: everywhere).

    Args:
        lift: the lifted objective; denominators are cleared if they are polynomials in x.
        target: the fixed part, in x and lifted variables.
        unknowns: p_1, p_2, ...
        outside: a polynomial in x; its fact follows those of the lift.
        settings: budgets.
        deadline: looked at before every solve.
        valleys: as for ``find_coefficients``.

    Returns:
        Values and evidence with the facts of the lift, then the one about ``outside``; or Open.
    """
    facts = () if outside is None else (nonnegative(outside),)
    if not is_rational(lift) or lift.is_polynomial:
        known = (*lift.facts, *facts)
        degree = max(p.degree for p in (target, *unknowns))
        return find_coefficients(target, unknowns, known, degree, settings, deadline, valleys=valleys)
    halves = half_degrees(lift, [target, *unknowns])
    left = clear_denominators(lift, target, halves).numerator
    right = [clear_denominators(lift, p, halves).numerator for p in unknowns]
    degree = max(p.degree for p in (left, *right))
    found = find_coefficients(left, right, facts, degree, settings, deadline, valleys=valleys)
    if isinstance(found, Open):
        return found
    pairs = [(p, Polynomial.constant(y)) for p, y in zip(unknowns, found.values, strict=True)]
    whole = sum_of_products([(target, ONE), *pairs])
    psatz = with_denominators(found.psatz, clear_denominators(lift, whole, halves), len(lift.facts))
    return psatz if isinstance(psatz, Open) else SolvedCoefficients(found.values, psatz)


def with_denominators(psatz: Psatz, cleared: Cleared, shift: int) -> Psatz | Open:
    """Return evidence for q >= 0 from evidence for N >= 0.

    Args:
        psatz: evidence from facts in x that are inequalities, without multiplier and strict unit.
        cleared: how N came from q.
        shift: fact number k of N's evidence is number k + shift of the result.
    """
    if psatz.combination or psatz.epsilon or psatz.multiplier.facts or psatz.unit:
        return Open("evidence of another form")
    terms = tuple(
        ProductTerm(tuple(k + shift for k in t.facts), _scaled(t.squares, cleared.factor)) for t in psatz.products
    )
    return replace(
        psatz, squares=_scaled(psatz.squares, cleared.factor), products=terms, combination=cleared.combination
    )


def _scaled(squares: SumOfSquares, factor: Polynomial) -> SumOfSquares:
    match squares:
        case Squares(terms):
            return Squares(tuple((w, p * factor) for w, p in terms))
        case Gram(basis, matrix):
            return Gram(tuple(p * factor for p in basis), matrix)
        case FactoredGram(basis, matrix, root):
            return FactoredGram(tuple(p * factor for p in basis), matrix, root)
        case _:
            return replace(squares, terms=tuple((w, tuple(p * factor for p in parts)) for w, parts in squares.terms))
