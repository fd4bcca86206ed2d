"""Rule Psatz: Positivstellensatz identities, and membership of equations in ideals.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Rule Psatz".  From facts e_i = 0, g_j >= 0, p_k > 0 conclude q >= 0 or q > 0 by

    m q = epsilon u + s_0 + sum s_j (product of inequalities) + sum c_i e_i

with sums of squares s_j (over Q or over a real number field), free polynomials c_i, u a product of strict facts and
m = (constant + sum of squares) * (product of strict facts).  Everything is expanded; nothing about how the identity
was found matters.  Or by contradiction: such an identity for 0 with epsilon > 0, from the facts and -q > 0 (for
q >= 0) or -q >= 0 (for q > 0).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ..errors import Reason, RejectedStep, need, shown
from ..evidence import (
    Combination,
    Derivation,
    FactoredGram,
    FieldSquares,
    Gram,
    Horner,
    Multiplier,
    PowerMembership,
    Psatz,
    RealRadical,
    Squares,
    SumOfSquares,
)
from ..facts import Fact, FactKind, equation, nonnegative, positive
from ..field_squares import expand_field_squares
from ..polynomial import ONE, ZERO, Polynomial, sum_of_products
from ..semidefinite import check_factored, check_positive_semidefinite
from .context import Context

MAX_EXPONENT = 64


def expand_squares(squares: SumOfSquares, context: Context, where: str) -> Polynomial:
    """Check that the data is a sum of squares with nonnegative weights and return it expanded."""
    match squares:
        case Squares(terms):
            pairs = []
            for k, (weight, p) in enumerate(terms):
                need(weight >= 0, f"{where}.terms[{k}]", Reason.NEGATIVE_WEIGHT, shown(weight))
                context.check_variables(p, f"{where}.terms[{k}]")
                pairs.append((p.scale(weight), p))
            return sum_of_products(pairs)
        case Gram(basis, matrix) | FactoredGram(basis, matrix, _):
            n = len(basis)
            shape = len(matrix) == n and all(len(row) == i + 1 for i, row in enumerate(matrix))
            need(shape, f"{where}.matrix", Reason.WRONG_SHAPE, f"lower triangle of a {n} x {n} matrix expected")
            for k, p in enumerate(basis):
                context.check_variables(p, f"{where}.basis[{k}]")
            if isinstance(squares, Gram):
                check_positive_semidefinite(matrix, f"{where}.matrix")
            else:
                check_factored(matrix, squares.factor, f"{where}.factor")
            pairs = []
            for i in range(n):
                row = sum_of_products(
                    [(basis[j], Polynomial.constant(matrix[i][j] * (1 if i == j else 2))) for j in range(i + 1)]
                )
                pairs.append((basis[i], row))
            return sum_of_products(pairs)
        case FieldSquares(_, field_terms):
            for k, (_, parts) in enumerate(field_terms):
                for p in parts:
                    context.check_variables(p, f"{where}.terms[{k}]")
            return expand_field_squares(squares, where)


def strict_product(indices: tuple[int, ...], context: Context, where: str) -> Polynomial:
    """Return the product of the named strictly positive facts (1 if none)."""
    return _product(indices, context, where, (FactKind.POSITIVE,))


def inequality_product(indices: tuple[int, ...], context: Context, where: str) -> Polynomial:
    """Return the product of the named facts, each > 0 or >= 0."""
    return _product(indices, context, where, (FactKind.POSITIVE, FactKind.NONNEGATIVE))


def _product(indices: tuple[int, ...], context: Context, where: str, kinds: tuple[FactKind, ...]) -> Polynomial:
    need(len(indices) <= MAX_EXPONENT, where, Reason.LIMIT, "too many factors")
    result = ONE
    for index in indices:
        need(0 <= index < len(context.facts), where, Reason.WRONG_FACT, f"no fact number {index}")
        fact = context.facts[index]
        need(fact.kind in kinds, where, Reason.WRONG_FACT, f"fact {index} is '{fact.kind.value}'")
        result = result * fact.polynomial
    return result


def combination_pairs(combination: Combination, context: Context, where: str) -> list[tuple[Polynomial, Polynomial]]:
    """Return (cofactor, equation) pairs; only equations may be combined."""
    pairs = []
    for k, (index, cofactor) in enumerate(combination):
        place = f"{where}[{k}]"
        need(0 <= index < len(context.facts), place, Reason.WRONG_FACT, f"no fact number {index}")
        fact = context.facts[index]
        need(fact.kind is FactKind.EQUATION, place, Reason.WRONG_FACT, f"fact {index} is '{fact.kind.value}'")
        context.check_variables(cofactor, place)
        pairs.append((cofactor, fact.polynomial))
    return pairs


def check_combination(p: Polynomial, combination: Combination, context: Context, where: str) -> None:
    """Check p = sum cofactor * equation, so that p vanishes on the set."""
    difference = sum_of_products(combination_pairs(combination, context, where)) - p
    need(difference.is_zero, where, Reason.IDENTITY_FAILS, _size(difference))


def check_nonnegative(q: Polynomial, psatz: Psatz, context: Context, where: str) -> None:
    """Check that the evidence proves q >= 0 at every point of the context."""
    if psatz.contradiction:
        _check_contradiction(q, positive(-q), psatz, context, where)
        return
    need(psatz.epsilon >= 0, f"{where}.epsilon", Reason.SIDE_CONDITION, "epsilon must be >= 0")
    _check_identity(q, psatz, context, where, strict=False)


def check_positive(q: Polynomial, psatz: Psatz, context: Context, where: str) -> None:
    """Check that the evidence proves q > 0 at every point of the context (for q = 0: there is no such point)."""
    if psatz.contradiction:
        _check_contradiction(q, nonnegative(-q), psatz, context, where)
        return
    need(psatz.epsilon > 0, f"{where}.epsilon", Reason.SIDE_CONDITION, "epsilon must be > 0")
    _check_identity(q, psatz, context, where, strict=True)


def check_impossible(psatz: Psatz, context: Context, where: str) -> None:
    """Check that the facts of the context contradict each other."""
    check_positive(ZERO, psatz, context, where)


def _check_contradiction(q: Polynomial, negated: Fact, psatz: Psatz, context: Context, where: str) -> None:
    """Check that the facts and the negated claim, as the last fact, contradict each other."""
    context.check_variables(q, where)
    need(not q.is_zero, f"{where}.contradiction", Reason.VACUOUS, "the claim is about 0")
    plain = psatz.multiplier == Multiplier()
    need(plain, f"{where}.multiplier", Reason.VACUOUS, "a multiplier of 0")
    check_impossible(replace(psatz, contradiction=False), context.add(negated), where)


def _check_identity(q: Polynomial, psatz: Psatz, context: Context, where: str, *, strict: bool) -> None:
    context.check_variables(q, where)
    multiplier = psatz.multiplier
    place = f"{where}.multiplier"
    need(multiplier.constant >= 0, place, Reason.SIDE_CONDITION, "constant must be >= 0")
    sigma = expand_squares(multiplier.squares, context, f"{place}.squares")
    if multiplier.constant == 0 and not strict:
        # q >= 0 where sigma != 0; that set is dense, and q is continuous on R^n
        need(context.everywhere, place, Reason.SIDE_CONDITION, "a multiplier with zeros needs all of R^n")
        need(context.lift.smooth, place, Reason.SIDE_CONDITION, "a multiplier with zeros needs a smooth lift")
        inside = all(i < context.lift.dimension for i in sigma.variables())
        need(inside, place, Reason.SIDE_CONDITION, "a multiplier with zeros may use only the objective's variables")
        need(not sigma.is_zero, place, Reason.SIDE_CONDITION, "zero multiplier")
    m = (sigma + Polynomial.constant(multiplier.constant)) * strict_product(multiplier.facts, context, f"{place}.facts")
    left = m * q
    pairs = combination_pairs(psatz.combination, context, f"{where}.combination")
    for k, term in enumerate(psatz.products):
        place = f"{where}.products[{k}]"
        product = inequality_product(term.facts, context, f"{place}.facts")
        pairs.append((expand_squares(term.squares, context, f"{place}.squares"), product))
    if psatz.epsilon:
        pairs.append((strict_product(psatz.unit, context, f"{where}.unit"), Polynomial.constant(psatz.epsilon)))
    else:
        need(not psatz.unit, f"{where}.unit", Reason.VACUOUS, "a unit without epsilon")
    right = sum_of_products(pairs) + expand_squares(psatz.squares, context, f"{where}.squares")
    difference = left - right
    need(difference.is_zero, where, Reason.IDENTITY_FAILS, _size(difference))


def derive(derivation: Derivation, context: Context, where: str) -> Context:
    """Check one derived equation and return the context with it."""
    p = derivation.polynomial
    context.check_variables(p, where)
    need(1 <= derivation.exponent <= MAX_EXPONENT, f"{where}.exponent", Reason.LIMIT, "exponent out of range")
    match derivation:
        case PowerMembership(_, exponent, combination):
            check_combination(p**exponent, combination, context, f"{where}.combination")
        case RealRadical(_, exponent, psatz):
            check_nonnegative(-(p ** (2 * exponent)), psatz, context, f"{where}.psatz")
    return context.add(equation(p))


def derive_all(derivations: tuple[Derivation, ...], context: Context, where: str) -> Context:
    """Check derived equations one after the other and return the context with all of them."""
    for k, derivation in enumerate(derivations):
        context = derive(derivation, context, f"{where}[{k}]")
    return context


def check_root_of(m: tuple[int, ...], horner: Horner, context: Context, where: str) -> None:
    """Check that the univariate polynomial m (constant first, nonzero, degree >= 1) vanishes at F on the set."""
    need(len(m) >= 2 and m[-1] != 0, where, Reason.WRONG_SHAPE, "a polynomial of positive degree is needed")
    need(1 <= horner.exponent <= MAX_EXPONENT, f"{where}.exponent", Reason.LIMIT, "exponent out of range")
    need((len(m) - 1) * horner.exponent <= 2000, f"{where}.exponent", Reason.LIMIT, "degree too high")
    power = (Polynomial.from_terms(((k,), c) for k, c in enumerate(m))) ** horner.exponent
    degree = (len(m) - 1) * horner.exponent
    need(len(horner.steps) == degree, f"{where}.steps", Reason.WRONG_SHAPE, f"{degree} steps expected")
    current = Polynomial.constant(power.coefficient((degree,)))
    for k, (remainder, combination) in enumerate(horner.steps):
        place = f"{where}.steps[{k}]"
        context.check_variables(remainder, place)
        constant = Polynomial.constant(power.coefficient((degree - 1 - k,)))
        value = sum_of_products([(current, context.lift.objective), (constant, ONE), (remainder, -ONE)])
        check_combination(value, combination, context, place)
        current = remainder
    need(current.is_zero, f"{where}.steps", Reason.IDENTITY_FAILS, "the last remainder is not 0")


def univariate_at(coefficients: tuple[Fraction, ...] | tuple[int, ...], p: Polynomial) -> Polynomial:
    """Return the univariate polynomial (constant first) at p, expanded."""
    if len(coefficients) > 200:
        raise RejectedStep("polynomial", Reason.LIMIT, "degree of a univariate polynomial above 200")
    result = ZERO
    for c in reversed([Fraction(a) for a in coefficients]):
        result = result * p + Polynomial.constant(c)
    return result


def _size(difference: Polynomial) -> str:
    if len(difference) > 20:
        return f"the two sides differ by {len(difference)} terms"
    text = difference.format()
    return f"the two sides differ by {text if len(text) <= 80 else f'{len(difference)} terms'}"
