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
from tameproof.symbolic.backends import find_program
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open

WANTED = 3  # directions
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
    lift: Lift, settings: MorseSardSettings = DEFAULT
) -> GeneralisedCriticalValues | Open:
    """Return candidates for the values at infinity with |x| |grad F| -> 0 of a polynomial.

    Args:
        lift: the lifted objective, a polynomial.
        settings: time limit and seed of the directions.

    Returns:
        Candidates without proof, or Open: another kind of function, no program for eliminations, or out of time.
    """
    if not lift.is_polynomial or lift.dimension < 2:
        return Open("polar curves are for polynomials in at least two variables")
    backend = next((name for name in ("msolve", "Singular") if find_program(name) is not None), None)
    if backend is None:
        return Open("eliminations need msolve or Singular, and neither is installed")
    deadline = settings.deadline()
    generator = random.Random(settings.seed)
    common: tuple[int, ...] = ()
    used: list[tuple[int, ...]] = []
    for _ in range(ATTEMPTS):
        direction = tuple(generator.choice((1, -1)) * generator.randint(1, ENTRY) for _ in range(lift.dimension))
        leading = _leading_coefficient(lift, direction, backend, deadline)
        if leading is None:
            if deadline.remaining_float <= 0:
                break
            continue
        used.append(direction)
        common = leading if not common else tuple(greatest_common_divisor(common, leading))
        if len(used) == WANTED:
            break
    if len(used) < WANTED:
        return Open(f"{len(used)} of {WANTED} polar curves were computed")
    values = real_roots(common) if len(common) > 1 else ()
    return GeneralisedCriticalValues(values, tuple(common), tuple(used), backend)


def _leading_coefficient(
    lift: Lift, direction: Sequence[int], backend: str, deadline: Deadline
) -> tuple[int, ...] | None:
    """Return the leading coefficient in s of the curve h(s, v) = 0, or None, also if the image is no curve."""
    n = lift.dimension
    u, s, v = n, n + 1, n + 2
    gradient = lift.gradient
    rows = [gradient[i].scale(direction[0]) - gradient[0].scale(direction[i]) for i in range(1, n)]
    rows.append(Polynomial.variable(u) * gradient[0] - ONE)
    linear = [(Polynomial.variable(i), Polynomial.constant(a)) for i, a in enumerate(direction)]
    rows.append(Polynomial.variable(s) - sum_of_products(linear))
    rows.append(Polynomial.variable(v) - lift.objective)
    eliminate = msolve.find_elimination_ideal if backend == "msolve" else singular.find_elimination_ideal
    found = eliminate(rows, n + 3, (*range(n), u), deadline=deadline)
    if not found:
        return None  # out of time, or no relation: the polar set is more than a curve
    if any(p.degree == 0 for p in found):
        return (1,)  # no polar curve at all
    if len(found) != 1:
        return None
    h = found[0]
    top = h.coefficients_in(s)[h.degree_in(s)]
    degree = top.degree_in(v)
    coefficients = [top.coefficient((0,) * v + (k,)) for k in range(degree + 1)]
    return tuple(normalise([int(c * top.denominator) for c in coefficients])) if degree else (1,)
