"""Candidates for values at infinity of Malgrange type: polar curves in random directions.  Soundness-critical: no.

K_oo = {lim F(x_k) : |x_k| -> oo, |x_k| |grad F(x_k)| -> 0}.  For a generic vector a let h(s, v) = 0 be the image of
the polar curve {grad F parallel to a, grad F != 0} under s = a.x and v = F.  Roots of the leading coefficient of h in s
are the values at which F is not proper on the curve; with the critical values they contain K_oo for generic a.  That a
direction is generic is not proved: the answers are candidates, and only values common to several directions are kept.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tameproof.morse_sard.settings import DEFAULT, MorseSardSettings
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, real_roots
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.proofs.kernel.univariate import greatest_common_divisor, normalise
from tameproof.symbolic import msolve, singular
from tameproof.symbolic._flint import compute_gcd, compute_resultant, divide_exactly, factor
from tameproof.symbolic.backends import find_program
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.ideals import traced_basis
from tameproof.symbolic.outcome import Open
from tameproof.symbolic.quotient import dimension_of, find_relation_of_two

WANTED = 3  # directions
EMBEDDED = "python-flint"  # used if no program for eliminations is installed
MAX_DEGREE = 40
ATTEMPTS = 8
ENTRY = 20


@dataclass(frozen=True, slots=True)
class GeneralisedCriticalValues:
    """Candidates for K_oo besides the critical values; nothing is proved about them.

    Attributes:
        values: real numbers that every direction gave, increasing.
        polynomial: an integer polynomial (constant term first) with these real roots; (1,) if there is none.
        directions: the vectors a.
        backend: the program that eliminated the variables.
    """

    values: tuple[AlgebraicNumber, ...]
    polynomial: tuple[int, ...]
    directions: tuple[tuple[int, ...], ...]
    backend: str


def find_generalised_critical_values(
    lift: Lift, settings: MorseSardSettings = DEFAULT, *, embedded: bool = False
) -> GeneralisedCriticalValues | Open:
    """Return candidates for the values at infinity with |x| |grad F| -> 0 of a polynomial.

    Args:
        lift: the lifted objective, a polynomial.
        settings: time limit and seed of the directions.
        embedded: use python-flint also if another program is installed (for small systems).

    Returns:
        Candidates without proof, or Open: another kind of function, or out of time.
    """
    if not lift.is_polynomial or lift.dimension < 2:
        return Open("polar curves are for polynomials in at least two variables")
    backend = next((name for name in ("msolve", "Singular") if find_program(name) is not None), EMBEDDED)
    backend = EMBEDDED if embedded or lift.dimension == 2 else backend  # in the plane by resultants
    deadline = settings.deadline()
    generator = random.Random(settings.seed)
    common: tuple[int, ...] = ()
    used: list[tuple[int, ...]] = []
    for _ in range(ATTEMPTS):
        direction = tuple(generator.choice((1, -1)) * generator.randint(1, ENTRY) for _ in range(lift.dimension))
        found = _image(lift, direction, backend, deadline)
        leading = None if found is None else _leading_coefficient(found)
        if leading is None:
            if deadline.remaining_float <= 0:
                break
            continue
        used.append(direction)
        common = leading if not common else tuple(greatest_common_divisor(common, leading))
        if len(used) == WANTED:
            break
    if len(used) < WANTED:
        return Open(f"{len(used)} of {WANTED} polar curves were computed ({backend})")
    values = real_roots(common) if len(common) > 1 else ()
    return GeneralisedCriticalValues(values, tuple(common), tuple(used), backend)


def _image(lift: Lift, direction: Sequence[int], backend: str, deadline: Deadline) -> Polynomial | None:
    """Return h with h(s, v) = 0 on the image of the polar curve (variables 0 and 1), or None.

    The constant 1 means that there is no polar curve; None that time is over, or that its image is not a curve.
    """
    n = lift.dimension
    u = n
    gradient = lift.gradient
    rows = [gradient[i].scale(direction[0]) - gradient[0].scale(direction[i]) for i in range(1, n)]
    rows.append(Polynomial.variable(u) * gradient[0] - ONE)
    along = sum_of_products([(Polynomial.variable(i), Polynomial.constant(a)) for i, a in enumerate(direction)])
    if n == 2:
        return _plane_image(lift, direction)
    if backend == EMBEDDED:
        return _embedded_image(rows, along, lift.objective, n + 1, deadline)
    s, v = n + 1, n + 2
    rows += [Polynomial.variable(s) - along, Polynomial.variable(v) - lift.objective]
    eliminate = msolve.find_elimination_ideal if backend == "msolve" else singular.find_elimination_ideal
    found = eliminate(rows, n + 3, (*range(n), u), deadline=deadline)
    if not found:
        return None  # out of time, or no relation: the polar set is more than a curve
    if any(p.degree == 0 for p in found):
        return ONE
    if len(found) != 1:
        return None
    return found[0].substitute({s: Polynomial.variable(0), v: Polynomial.variable(1)})


def _plane_image(lift: Lift, direction: Sequence[int]) -> Polynomial | None:
    """The same in two variables, by a resultant.

    In coordinates x = a_1 t + s, y = -a_0 t the function a.x is a_0 s, and for generic a the equation of the polar
    curve has a constant leading coefficient in t: then the resultant with f - v is the norm of f - v along the curve.
    """
    f = lift.objective
    common = compute_gcd(*lift.gradient)
    polar = lift.gradient[1].scale(direction[0]) - lift.gradient[0].scale(direction[1])
    if polar.is_zero:
        return None
    polar = divide_exactly(polar, common)
    s, v, t = Polynomial.variable(0), Polynomial.variable(1), 2
    place = {0: Polynomial.variable(t).scale(direction[1]) + s, 1: Polynomial.variable(t).scale(-direction[0])}
    polar, moved = polar.substitute(place), f.substitute(place)
    if polar.degree_in(t) == 0:
        return ONE
    if polar.coefficients_in(t)[polar.degree_in(t)].as_constant() is None:
        return None  # the direction is not generic
    image = compute_resultant(polar, moved - v, t)
    factors = [q for q, _ in factor(image)[1] if q.degree_in(0) > 0]
    product = ONE
    for q in factors:
        product = product * q
    return product


def _embedded_image(
    rows: list[Polynomial], along: Polynomial, f: Polynomial, count: int, deadline: Deadline
) -> Polynomial | None:
    """The same by linear algebra with normal forms, after a check of the dimension."""
    try:
        basis = traced_basis(tuple(rows), count, deadline)
        dimension = dimension_of(basis)
        if dimension < 0:
            return ONE
        if dimension > 1:
            return None  # the direction is not generic
        return find_relation_of_two(along, f, basis, MAX_DEGREE, deadline)
    except BudgetExceeded:
        return None


def _leading_coefficient(h: Polynomial) -> tuple[int, ...]:
    """Return the leading coefficient of h in s as a polynomial in the value."""
    top = h.coefficients_in(0)[h.degree_in(0)]
    degree = top.degree_in(1)
    coefficients = [top.coefficient((0, k)) for k in range(degree + 1)]
    return tuple(normalise([int(c * top.denominator) for c in coefficients])) if degree else (1,)
