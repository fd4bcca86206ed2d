"""Exact minima, rational and irrational, on R^n and on sets.  Soundness-critical: no (the kernel checks the evidence).

The minimiser and its value v are recognised from many digits.  A rational v needs an ordinary identity for f - v >= 0.
If v is irrational, f - v has coefficients in a number field: the face of the Gram matrices is recognised in one field
Q(theta) with v, the identity is solved there, and its squares with weights w(theta) > 0 become products with the facts
t - low > 0 and high - t > 0 of a letter t for theta, by Bernstein's form of w on a short interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from tameproof.proofs.kernel.algebraic import AlgebraicNumber, refine
from tameproof.proofs.kernel.evidence import AlgebraicPoint, ProductTerm, Psatz, RationalPoint, Squares
from tameproof.proofs.kernel.facts import Fact, equation, positive
from tameproof.proofs.kernel.field_squares import MAX_FIELD_DEGREE
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.sos.complementarity import find_optimal_pair
from tameproof.sos.evidence import CofactorRole, ProductRole
from tameproof.sos.exact_points import LongPoint, find_long_minimisers, recognise_point
from tameproof.sos.field_linear import Element, FieldProgram, factor_blocks, find_field_values, lift_polynomial
from tameproof.sos.field_solution import face_over_field, find_echelon, primitive_term
from tameproof.sos.identity import expand, is_proof
from tameproof.sos.number_fields import RecognisedField, find_field
from tameproof.sos.numeric import find_interior
from tameproof.sos.positivstellensatz import prove_nonnegative, relevant_facts
from tameproof.sos.program import drop_dependent_unknowns, presolve
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.shape_program import build_program
from tameproof.sos.shapes import shapes_for
from tameproof.symbolic.outcome import Open

BITS = 1200
MAX_SHAPES = 4
MAX_ORDER = 40
GAP = 1e-3  # between a proved bound and a value that is worth a try, relative
MARGINS = (-1e-5, 1e-4)
REFINEMENTS = 40


@dataclass(frozen=True, slots=True)
class ExactMinimum:
    """f >= value on the set by ``psatz``, with equality at ``point``; see AttainedMinimum for theta and coordinates."""

    value: AlgebraicNumber
    point: RationalPoint | AlgebraicPoint
    psatz: Psatz
    theta: AlgebraicNumber | None = None
    coordinates: tuple[Fraction, ...] = ()


def find_exact_minimum(
    f: Polynomial,
    dimension: int,
    inequalities: Sequence[Polynomial],
    equations: Sequence[Polynomial],
    facts: Sequence[Fact],
    bound: Fraction | None,
    settings: SosSettings,
    deadline: Deadline,
) -> ExactMinimum | None:
    """Return the minimum of a polynomial on a set, or None if it is not found (which implies nothing).

    Args:
        f: the objective, in the variables 0, ..., dimension - 1.
        dimension: number of variables.
        inequalities: polynomials that are >= 0 on the set.
        equations: polynomials that are 0 on the set.
        facts: the inequalities, then the equations, as facts.
        bound: a proved lower bound near the minimum, or None if none is known.
        settings: budgets.
        deadline: looked at between the steps.
    """
    for point in find_long_minimisers(f, dimension, inequalities, equations, BITS, deadline):
        value = float(Fraction(point.value, 2**BITS))
        if bound is not None and not -1e-9 <= (value - float(bound)) / (1 + abs(value)) <= GAP:
            continue
        exact = recognise_point(point)
        known = find_field([point.value], BITS)
        if exact is None or known is None or deadline.is_over:
            continue
        if known.field.degree == 1:
            rational = known.coordinates[0][0] if known.coordinates[0] else Fraction(0)
            found = _prove_rational(f, rational, exact, facts, settings, deadline)
        else:
            found = _prove_irrational(f, dimension, point, known.theta, exact, facts, settings, deadline)
        if found is not None:
            return found
    return None


def _prove_rational(
    f: Polynomial,
    value: Fraction,
    point: RationalPoint | AlgebraicPoint,
    facts: Sequence[Fact],
    settings: SosSettings,
    deadline: Deadline,
) -> ExactMinimum | None:
    q = f - Polynomial.constant(value)
    limited = SosSettings(solver=settings.solver, time_limit=deadline.remaining)
    zeros = [dict(enumerate(point.coordinates))] if isinstance(point, RationalPoint) else []
    psatz = prove_nonnegative(q, facts, settings=limited, zeros=zeros, everywhere=not facts)
    if isinstance(psatz, Open) and zeros:
        psatz = prove_nonnegative(q, facts, settings=limited, everywhere=not facts)
    if isinstance(psatz, Open):
        return None
    return ExactMinimum(AlgebraicNumber((-value.numerator, value.denominator), value, value), point, psatz)


def _prove_irrational(
    f: Polynomial,
    dimension: int,
    point: LongPoint,
    value: AlgebraicNumber,
    exact: RationalPoint | AlgebraicPoint,
    facts: Sequence[Fact],
    settings: SosSettings,
    deadline: Deadline,
) -> ExactMinimum | None:
    near = f - Polynomial.constant(Fraction(point.value, 2**BITS))
    relevant = relevant_facts(near, facts)
    tried = 0
    for shape in shapes_for(near, facts, relevant, settings, strict=False, everywhere=False):
        if deadline.is_over or tried >= MAX_SHAPES:
            return None
        if not shape.squares or shape.norm_power or shape.free_multiplier or shape.strict_multiplier or shape.sparse:
            continue
        tried += 1
        built = build_program(near, facts, relevant, shape, settings, strict=False)
        program = None if isinstance(built, Open) else presolve(built[0])
        if program is None or sum(len(b.basis) for b in program.blocks) > MAX_ORDER:
            continue
        program = drop_dependent_unknowns(program)
        numeric = find_interior(program, settings, deadline, shrink=0.0)
        if numeric is None or not MARGINS[0] < numeric.margin_float < MARGINS[1]:
            continue
        pair = find_optimal_pair(program, numeric, BITS, deadline)
        if pair is None:
            continue
        echelons = [find_echelon(m, rank, BITS) for m, rank in zip(pair.moments, pair.ranks, strict=True)]
        found = find_field([*(v for e in echelons for v in e.entries()), point.value], BITS)
        if found is None or not 1 < found.field.degree <= MAX_FIELD_DEGREE:
            continue
        face, hints = face_over_field(program, pair, echelons, found)
        target = lift_polynomial(f, found.field)
        constant = target.get(0, found.field.zero) - found.field.element(found.coordinates[-1])
        face = FieldProgram(program, {**target, 0: constant}, face.bases, found.field)
        for values in find_field_values(face, hints):
            if deadline.remaining <= 0:
                return None
            result = _to_minimum(f, dimension, face, values, found, facts)
            if result is not None:
                theta, psatz = result
                return ExactMinimum(value, exact, psatz, theta, found.coordinates[-1])
    return None


def _to_minimum(
    f: Polynomial,
    t: int,
    face: FieldProgram,
    values: Sequence[Element],
    found: RecognisedField,
    facts: Sequence[Fact],
) -> tuple[AlgebraicNumber, Psatz] | None:
    """Return theta with a short interval and evidence for f - value(t) >= 0, or None if a matrix is not definite."""
    blocks = factor_blocks(face, values)
    if blocks is None:
        return None
    program, field = face.program, face.field
    squares = [
        (block.role.facts, primitive_term(w, form, field))
        for block, terms in zip(program.blocks, blocks, strict=True)
        if isinstance(block.role, ProductRole)
        for w, form in terms
    ]
    cofactors: dict[int, list[tuple[Polynomial, Polynomial]]] = {}
    start = sum(len(basis) * (len(basis) + 1) // 2 for basis in face.bases)
    for free, element in zip(program.free, values[start:], strict=True):
        if isinstance(free.role, CofactorRole):
            letter = _in_letter(field.coefficients(element), t)
            cofactors.setdefault(free.role.fact, []).append((letter, Polynomial({free.role.monomial: 1})))
    combination = tuple((i, sum_of_products(pairs)) for i, pairs in sorted(cofactors.items()))
    theta = found.theta
    q = f - _in_letter(found.coordinates[-1], t)
    m = _in_letter([Fraction(c) for c in theta.polynomial], t)
    first = len(facts)  # of the facts about t
    for _ in range(REFINEMENTS):
        products = _bernstein(squares, theta, t, field.degree - 1, first)
        if products is not None:
            letter = Polynomial.variable(t)
            inside = (letter - Polynomial.constant(theta.low), Polynomial.constant(theta.high) - letter)
            known = (*facts, equation(m), *map(positive, inside))
            plain = products.pop((), Squares(()))
            rest = Psatz(
                squares=plain,
                products=tuple(ProductTerm(i, s) for i, s in sorted(products.items())),
                combination=tuple((i, c) for i, c in combination if not c.is_zero),
            )
            quotient = _divide(q - expand(rest, known), m, t)
            psatz = Psatz(
                squares=rest.squares,
                products=rest.products,
                combination=(*rest.combination, (first, quotient)) if not quotient.is_zero else rest.combination,
            )
            return (theta, psatz) if is_proof(q, psatz, known, strict=False) else None
        theta = refine(theta, (theta.high - theta.low) / 16)
    return None


def _in_letter(coefficients: Sequence[Fraction], t: int) -> Polynomial:
    return Polynomial.from_terms(((0,) * t + (k,) if k else (), c) for k, c in enumerate(coefficients))


def _bernstein(
    squares: Sequence[tuple[tuple[int, ...], tuple[tuple[Fraction, ...], tuple[Polynomial, ...]]]],
    theta: AlgebraicNumber,
    t: int,
    degree: int,
    first: int,
) -> dict[tuple[int, ...], Squares] | None:
    """Return the sums of squares by the facts that multiply them, or None if the interval of theta is too wide."""
    out: dict[tuple[int, ...], list[tuple[Fraction, Polynomial]]] = {}
    low, high = theta.low, theta.high
    for facts, (weight, parts) in squares:
        p = sum_of_products(
            [(Polynomial.variable(t, k) if k else Polynomial.constant(1), r) for k, r in enumerate(parts)]
        )
        if not any(weight[1:]):
            out.setdefault(facts, []).append((weight[0], p))
            continue
        # with A = t - low, B = high - t:  1 = (A + B) / width,  t = (high A + low B) / width
        scale = (high - low) ** degree
        coefficients = [Fraction(0)] * (degree + 1)  # of A^i B^(degree - i)
        for k, w in enumerate(weight):
            for a in range(k + 1):
                inner = w * comb(k, a) * high**a * low ** (k - a) / scale
                for b in range(degree - k + 1):
                    coefficients[a + b] += inner * comb(degree - k, b)
        if any(c < 0 for c in coefficients):
            return None
        for i, c in enumerate(coefficients):
            if c:
                key = (*facts, *(first + 1,) * i, *(first + 2,) * (degree - i))
                out.setdefault(key, []).append((c, p))
    return {key: Squares(tuple(terms)) for key, terms in out.items()}


def _divide(p: Polynomial, m: Polynomial, t: int) -> Polynomial:
    """Return the quotient of p by m, a polynomial in t alone."""
    divisor = m.coefficients_in(t)
    degree = max(divisor)
    lead = divisor[degree].as_constant() or Fraction(1)
    pairs: list[tuple[Polynomial, Polynomial]] = []
    rest = p
    while True:
        parts = rest.coefficients_in(t)
        top = max(parts, default=0)
        if top < degree or rest.is_zero:
            return sum_of_products(pairs)
        power = Polynomial.variable(t, top - degree) if top > degree else Polynomial.constant(1)
        factor = parts[top].scale(1 / lead)
        pairs.append((factor, power))
        rest = rest - factor * power * m
