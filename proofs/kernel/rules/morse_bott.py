"""Finite spurious minima on critical manifolds (Morse-Bott).  Soundness-critical: yes.

Mathematics: docs/theory.md, "Morse-Bott minima".  The point lies on a manifold of critical points, along which f is
constant; across it the Hessian is positive definite.  The manifold is an orbit of vector fields that leave f unchanged,
or the zero set of as many polynomials as the Hessian has positive eigenvalues.
"""

from __future__ import annotations

from collections.abc import Callable

from ..algebraic import AlgebraicNumber, rational
from ..claims import SpuriousSetwiseMinimum
from ..errors import Reason, need
from ..evidence import CriticalManifold, CriticalOrbit, MorseBottMinimum, Point, RationalPoint
from ..facts import equation
from ..lift import Lift
from ..number_field import MAX_SIZE, Element, principal_minor_sums, sign_of_element, sum_of_element_products
from ..polynomial import Polynomial, sum_of_products
from ..univariate import normalise
from .context import Context
from .critical_values import check_critical_point
from .points import element_at, lifted_values
from .psatz import check_combination
from .refutation import check_lower_elsewhere

ZERO = rational(0)


def check_morse_bott_minimum(lift: Lift, claim: SpuriousSetwiseMinimum, evidence: MorseBottMinimum, where: str) -> None:
    """Check a critical point, f along and across its critical manifold, and a point with a smaller value."""
    place = f"{where}.evidence.point"
    need(not claim.at_infinity, f"{where}.claim", Reason.WRONG_SHAPE, "a point is not unbounded")
    point = evidence.point
    check_critical_point(lift, point, place)  # of a smooth objective
    check_lower_elsewhere(lift, point, evidence.below, f"{where}.evidence.below")
    need(lift.dimension <= MAX_SIZE, place, Reason.LIMIT, f"more than {MAX_SIZE} variables")
    theta, at = _evaluation(lift, point, place)
    hessian = [[at(lift.hessian[i][j]) for j in range(i + 1)] for i in range(lift.dimension)]
    match evidence.along:
        case CriticalOrbit():
            _check_orbit(lift, evidence.along, hessian, theta, at, where)
        case CriticalManifold():
            _check_manifold(lift, evidence.along, hessian, theta, at, where)


def _evaluation(lift: Lift, point: Point, where: str) -> tuple[AlgebraicNumber, Callable[[Polynomial], Element]]:
    """Return theta and the map from polynomials to their values at the point (theta = 0 at a rational point)."""
    if isinstance(point, RationalPoint):
        values = lifted_values(lift, point, where)

        def at_rational(p: Polynomial) -> Element:
            value = p.evaluate(values)
            return Element(normalise((value.numerator,)), value.denominator)

        return ZERO, at_rational
    return point.theta, lambda p: element_at(p, point, where)


def _check_orbit(
    lift: Lift,
    along: CriticalOrbit,
    hessian: list[list[Element]],
    theta: AlgebraicNumber,
    at: Callable[[Polynomial], Element],
    where: str,
) -> None:
    """Check that the fields do not change f, and that the Hessian plus the sum of X X' is positive definite."""
    place = f"{where}.evidence.along.fields"
    need(len(along.fields) >= 1, place, Reason.VACUOUS, "no vector field")
    context = Context.of_lift(lift)
    vectors = []
    for k, field in enumerate(along.fields):
        X = field.components
        need(len(X) == lift.dimension, f"{place}[{k}]", Reason.WRONG_SHAPE, f"{lift.dimension} components expected")
        for p in X:
            context.check_variables(p, f"{place}[{k}]")
        change = sum_of_products(zip(X, lift.gradient, strict=True))
        check_combination(change, field.combination, context, f"{place}[{k}].combination")
        vectors.append([at(p) for p in X])
    one = Element((1,))
    rows = [
        [
            sum_of_element_products([(entry, one), *((X[i], X[j]) for X in vectors)], theta)
            for j, entry in enumerate(row)
        ]
        for i, row in enumerate(hessian)
    ]
    _check_rank(rows, lift.dimension, theta, place)


def _check_manifold(
    lift: Lift,
    along: CriticalManifold,
    hessian: list[list[Element]],
    theta: AlgebraicNumber,
    at: Callable[[Polynomial], Element],
    where: str,
) -> None:
    """Check that {g = 0} is critical and contains the point, and that the Hessian is >= 0 with rank the number of g."""
    place = f"{where}.evidence.along"
    context = Context.of_lift(lift)
    m = len(along.generators)
    need(1 <= m <= lift.dimension, f"{place}.generators", Reason.WRONG_SHAPE, f"1 to {lift.dimension} expected")
    for k, g in enumerate(along.generators):
        context.check_variables(g, f"{place}.generators[{k}]")
        zero = sign_of_element(at(g), theta) == 0
        need(zero, f"{place}.generators[{k}]", Reason.IDENTITY_FAILS, "not zero at the point")
    context.check_variables(along.multiplier, f"{place}.multiplier")
    good = sign_of_element(at(along.multiplier), theta) != 0
    need(good, f"{place}.multiplier", Reason.SIDE_CONDITION, "zero at the point")
    count = len(along.combinations)
    need(count == lift.dimension, f"{place}.combinations", Reason.WRONG_SHAPE, "one combination per variable")
    context = context.add(*map(equation, along.generators))
    for i, (derivative, combination) in enumerate(zip(lift.gradient, along.combinations, strict=True)):
        check_combination(along.multiplier * derivative, combination, context, f"{place}.combinations[{i}]")
    _check_rank(hessian, m, theta, place)


def _check_rank(rows: list[list[Element]], rank: int, theta: AlgebraicNumber, where: str) -> None:
    """Check that a symmetric matrix is positive semidefinite with this rank.

    Its characteristic polynomial x^n - e_1 x^(n-1) + ... has real roots only; they are all >= 0, and exactly ``rank``
    of them are > 0, if and only if e_1, ..., e_rank > 0 and the others are 0.
    """
    for k, e in enumerate(principal_minor_sums(rows, theta, where), start=1):
        good = sign_of_element(e, theta) == (1 if k <= rank else 0)
        detail = f"the sum of the principal minors of order {k} is not {'> 0' if k <= rank else '0'}"
        need(good, where, Reason.NOT_POSITIVE_SEMIDEFINITE, detail)
