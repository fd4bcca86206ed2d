"""Conserved functions, and that there are no further laws.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Conserved functions" and "No further laws".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from math import comb

from ..claims import ConservedFunction, LawsOfAllLosses, PolynomialLaws
from ..common_lift import extend
from ..effort import spend
from ..errors import InputError, Reason, RejectedStep, need
from ..evidence import FlowDerivative, LieRank, ModularRank
from ..expression import variables_of
from ..lift import Lift, NodeKind
from ..modular import ModularRows, Row, check_modulus, inverse_modulo
from ..parser import parse
from ..polynomial import BITS, ONE, Polynomial, factors_of, monomial_degree, sum_of_products
from .context import Context
from .psatz import check_combination

MAX_MONOMIALS = 20_000
MAX_PRODUCTS = 100_000
MAX_BRACKET = 8

Element = list[int]  # coefficients of the products of e_1, ..., e_k, with e_i^2 = 0
Vector = list[Element]


def check_conserved_function(lift: Lift, claim: ConservedFunction, evidence: FlowDerivative, where: str) -> None:
    """Check <grad h, G> = 0 modulo the equations of the common lift of f and h."""
    place = f"{where}.claim.function"
    try:
        tree = parse(claim.function)
        known = all(name in lift.variables for name in variables_of(tree))
        need(known, place, Reason.UNKNOWN_VARIABLE, "a variable that the objective does not have")
        common, h = extend(lift, tree)
    except InputError as error:
        raise RejectedStep(place, Reason.WRONG_SHAPE, error.message) from error
    need(not (h.variables() & common.kink_variables), place, Reason.NOT_SUPPORTED, "abs or max in the function")
    derivatives = common.total_gradient(h)
    need(any(not p.is_zero for p in derivatives), place, Reason.VACUOUS, "a constant is no law")
    flow = sum_of_products(list(zip(derivatives, lift.gradient, strict=True)))
    check_combination(flow, evidence.combination, Context.of_lift(common), f"{where}.evidence.combination")


def polynomial_field(lift: Lift, where: str) -> list[Polynomial]:
    """Return a polynomial field in x with the same laws: G times powers of the denominators of f."""
    n = lift.dimension
    plain = all(v.kind is NodeKind.INVERSE and all(i < n for i in v.arguments[0].variables()) for v in lift.lifted)
    need(plain, where, Reason.NOT_SUPPORTED, "only for polynomials and quotients of polynomials")
    field = list(lift.gradient)
    for v in lift.lifted:
        top = max(p.degree_in(v.index) for p in field)
        powers = [ONE]
        for _ in range(top):
            powers.append(powers[-1] * v.arguments[0])
        field = [_cleared(p, v.index, powers) for p in field]
    return field


def _cleared(p: Polynomial, index: int, powers: Sequence[Polynomial]) -> Polynomial:
    """Return p v^d, d = len(powers) - 1, where variable ``index`` is 1/v and powers[k] = v^k."""
    parts: dict[int, dict[int, int]] = {}
    for m, c in p.terms.items():
        e = (m >> (BITS * index)) & ((1 << BITS) - 1)
        parts.setdefault(e, {})[m - (e << (BITS * index))] = c
    top = len(powers) - 1
    return sum_of_products([(Polynomial(terms, p.denominator), powers[top - e]) for e, terms in parts.items()])


def check_polynomial_laws(lift: Lift, claim: PolynomialLaws, evidence: ModularRank, where: str) -> None:
    """Check that the generators are laws, and that their products have the dimension of the space of all laws."""
    place = f"{where}.claim"
    need(claim.degree >= 1, f"{place}.degree", Reason.VACUOUS, "degree 0")
    n = lift.dimension
    count = comb(n + claim.degree, n) - 1
    need(count <= MAX_MONOMIALS, f"{place}.degree", Reason.LIMIT, f"{count} monomials")
    field = polynomial_field(lift, where)
    for k, h in enumerate(claim.generators):
        _check_law(h, [field], n, f"{place}.generators[{k}]")
    modulus = evidence.modulus
    check_modulus(modulus, f"{where}.evidence.modulus")
    known = ModularRows(modulus, f"{where}.evidence.modulus")
    for p in _products(claim.generators, claim.degree, f"{place}.generators"):
        inverse_modulo(p.denominator, modulus, f"{where}.evidence.modulus")
        known.add({m: c for m, c in p.terms.items() if m})
    spend(count * claim.degree)
    monomials = [
        sum(1 << (BITS * i) for i in chosen)
        for d in range(1, claim.degree + 1)
        for chosen in combinations_with_replacement(range(n), d)
    ]
    rows = _flow_rows(field, monomials)
    system = ModularRows(modulus, f"{where}.evidence.modulus")
    # a law up to a constant is a vector that all rows annihilate: there are at most count - rank independent ones
    system.add_until(sorted(rows, key=len), count - known.rank)
    missing = count - known.rank - system.rank
    need(missing <= 0, where, Reason.SIDE_CONDITION, f"{missing} further laws are not excluded")


def _check_law(h: Polynomial, fields: Sequence[Sequence[Polynomial]], n: int, where: str) -> None:
    """Refuse h unless it is a polynomial in x, not constant, with <grad h, v> = 0 for all fields."""
    need(h.as_constant() is None, where, Reason.VACUOUS, "a constant is no law")
    need(all(i < n for i in h.variables()), where, Reason.UNKNOWN_VARIABLE, "not a polynomial in x")
    derivatives = [(h.derivative(i), i) for i in sorted(h.variables())]
    for v in fields:
        flow = sum_of_products([(d, v[i]) for d, i in derivatives])
        need(flow.is_zero, where, Reason.IDENTITY_FAILS, "not constant along the flow")


def _products(generators: Sequence[Polynomial], degree: int, where: str) -> list[Polynomial]:
    """Return all products of generators of degree at most ``degree``."""
    out: list[Polynomial] = []
    level: list[tuple[int, Polynomial]] = [(0, ONE)]
    while level:
        following = []
        for start, p in level:
            for k in range(start, len(generators)):
                if p.degree + generators[k].degree <= degree:
                    following.append((k, p * generators[k]))
            need(len(following) <= MAX_PRODUCTS, where, Reason.LIMIT, "too many products of generators")
        out += [q for _, q in following]
        level = following
    return out


def _flow_rows(field: Sequence[Polynomial], monomials: Sequence[int]) -> list[Row]:
    """Return the integer rows of <grad h, v> = 0 for h = sum of unknowns times monomials."""
    common = 1
    for g in field:
        common *= g.denominator  # a common multiple; rows may be scaled
    scaled = [(g.terms, common // g.denominator) for g in field]
    table: dict[int, Row] = {}
    for column in monomials:
        for i, e in factors_of(column):
            terms, factor = scaled[i]
            spend(len(terms))
            shifted = column - (1 << (BITS * i))
            for k, c in terms.items():
                row = table.setdefault(k + shifted, {})
                row[column] = row.get(column, 0) + c * factor * e
    return [table[k] for k in sorted(table)]


def check_laws_of_all_losses(lift: Lift, claim: LawsOfAllLosses, evidence: LieRank, where: str) -> None:
    """Check the laws, their independence at an integer point, and the rank of brackets there."""
    n, m = lift.dimension, evidence.modulus
    place = f"{where}.evidence"
    check_modulus(m, f"{place}.modulus")
    need(len(evidence.point) == n, f"{place}.point", Reason.WRONG_SHAPE, f"{n} coordinates expected")
    need(bool(claim.outputs), f"{where}.claim.outputs", Reason.VACUOUS, "no outputs")
    for j, p in enumerate(claim.outputs):
        good = all(i < n for i in p.variables())
        need(good, f"{where}.claim.outputs[{j}]", Reason.UNKNOWN_VARIABLE, "not a polynomial in x")
    fields = [[p.derivative(i) for i in range(n)] for p in claim.outputs]
    for k, h in enumerate(claim.laws):
        _check_law(h, fields, n, f"{where}.claim.laws[{k}]")
    base: Vector = [[c % m] for c in evidence.point]
    gradients = ModularRows(m, f"{place}.modulus")
    for k, h in enumerate(claim.laws):
        values = gradient_at(residues(h, m, place), base, m)
        independent = gradients.add({i: v[0] for i, v in enumerate(values)})
        need(independent, f"{where}.claim.laws[{k}]", Reason.SIDE_CONDITION, "not independent at the point")
    tables = [residues(p, m, place) for p in claim.outputs]
    span = ModularRows(m, f"{place}.modulus")
    for k, word in enumerate(evidence.brackets):
        inside = f"{place}.brackets[{k}]"
        need(0 < len(word) <= MAX_BRACKET, inside, Reason.LIMIT, f"1 to {MAX_BRACKET} fields")
        need(all(j < len(tables) for j in word), inside, Reason.UNKNOWN_VARIABLE, "no such output")
        values = bracket_at([tables[j] for j in word], base, m)
        span.add({i: v[0] for i, v in enumerate(values)})
    possible = n - span.rank
    need(claim.most >= possible, place, Reason.SIDE_CONDITION, f"{possible} independent laws are not excluded")


Table = list[tuple[int, list[tuple[int, int]]]]  # (coefficient, factors) per monomial


def residues(p: Polynomial, m: int, where: str) -> Table:
    """Return the terms of a polynomial modulo m, without the constant."""
    unit = inverse_modulo(p.denominator, m, f"{where}.modulus")
    return [(c * unit % m, factors_of(key)) for key, c in p.terms.items() if monomial_degree(key)]


def bracket_at(fields: list[Table], point: Vector, m: int) -> Vector:
    """Return [X_1, [X_2, ... X_k]] at a point over F[e_1, ...]: [X, Y] = DY X - DX Y, DY X the e-part of Y(x + e X)."""
    first = gradient_at(fields[0], point, m)
    if len(fields) == 1:
        return first
    inner = bracket_at(fields[1:], point, m)
    half = len(point[0])
    along_first = bracket_at(fields[1:], [x + v for x, v in zip(point, first, strict=True)], m)
    along_inner = gradient_at(fields[0], [x + v for x, v in zip(point, inner, strict=True)], m)
    return [
        [(a - b) % m for a, b in zip(p[half:], q[half:], strict=True)]
        for p, q in zip(along_first, along_inner, strict=True)
    ]


def gradient_at(table: Table, point: Vector, m: int) -> Vector:
    """Return the gradient of a polynomial at a point over F[e_1, ..., e_k] / (e_i^2)."""
    size = len(point[0])
    out = [[0] * size for _ in point]
    for c, factors in table:
        spend(len(factors) * sum(2 * e.bit_length() for _, e in factors) * size**2)
        for i, e in factors:
            value = [c * e % m] + [0] * (size - 1)
            for j, d in factors:
                value = _multiply(value, _power(point[j], d - (i == j), m), m)
            target = out[i]
            for k, v in enumerate(value):
                target[k] = (target[k] + v) % m
    return out


def _power(a: Element, exponent: int, m: int) -> Element:
    result = [1] + [0] * (len(a) - 1)
    while exponent:
        if exponent & 1:
            result = _multiply(result, a, m)
        exponent >>= 1
        a = _multiply(a, a, m) if exponent else a
    return result


def _multiply(a: Element, b: Element, m: int) -> Element:
    """Return the product over F[e_1, ..., e_k] / (e_i^2): the last half belongs to the last e."""
    if len(a) == 1:
        return [a[0] * b[0] % m]
    half = len(a) // 2
    low = _multiply(a[:half], b[:half], m)
    left, right = _multiply(a[:half], b[half:], m), _multiply(a[half:], b[:half], m)
    return low + [(x + y) % m for x, y in zip(left, right, strict=True)]
