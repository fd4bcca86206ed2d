"""Lower bounds with exact evidence.  Soundness-critical: no; the evidence is expanded exactly before it is returned.

First the bound that can be read off the expression, then a semidefinite program that maximises the bound, and exact
proofs for simple rational numbers at the numerical optimum and then a little below it.
Source: [parrilo_2003].
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor, lcm

from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.facts import Fact
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.evidence import ValueRole
from tameproof.sos.exact_solution import MAX_INTERIOR_POINT_BLOCK
from tameproof.sos.identity import expand_multiplier, is_proof
from tameproof.sos.numeric import find_maximum
from tameproof.sos.positivstellensatz import (
    UNIVARIATE_DEGREE,
    build_program,
    prove_by_contradiction,
    relevant_facts,
    try_shape,
)
from tameproof.sos.program import Free, SosProgram, drop_dependent_unknowns, presolve
from tameproof.sos.settings import DEFAULT, Deadline, SosSettings
from tameproof.sos.shapes import Shape, is_homogeneous, shapes_for
from tameproof.sos.syntactic import find_syntactic_bound
from tameproof.sos.univariate import find_univariate_proof
from tameproof.symbolic.outcome import Open

CONTRADICTION_SHARE = 0.5  # of the remaining time, for each candidate
CLOSE = 1e-6  # relative gap at which a bound is as good as a value
ROOT_BITS = 256
REAL = 1e-6  # imaginary parts of real roots in floats are smaller
MAX_FURTHER = 8  # shapes after the first bound
EXACT_DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 16, 25, 27, 32, 64, 100, 256)


def find_lower_bound(
    objective: Polynomial,
    facts: Sequence[Fact] = (),
    *,
    expression: Expression | None = None,
    lift: Lift | None = None,
    settings: SosSettings = DEFAULT,
    tight: bool = False,
    ceiling_float: float | None = None,
) -> tuple[Fraction, Psatz] | Open:
    """Search a lower bound m of a polynomial on the set where the facts hold, with evidence for objective - m >= 0.

    Args:
        objective: the polynomial F.
        facts: equations and inequalities.
        expression: the tree that F came from, if the syntactic bound is to be tried; needs ``lift``.
        lift: the lift of ``expression``; then ``objective`` and ``facts`` must be its own.
        settings: budgets.
        tight: also try bounds very close to the numerical optimum.
        ceiling_float: a value that F takes on the set, about; identities of higher degree are tried until the bound is
            close to it.

    Returns:
        The bound and its evidence.  The bound need not be the infimum, although simple rational values at the
        numerical optimum are tried first.  ``Open`` does not mean that F is unbounded below.
    """
    deadline = Deadline(settings.time_limit)
    syntactic = find_syntactic_bound(expression, lift) if expression is not None and lift is not None else None
    if syntactic is not None and not tight:
        return syntactic
    constant = objective.as_constant()
    if constant is not None:
        return constant, Psatz()
    if not facts and ceiling_float is not None and len(objective.variables()) == 1:
        univariate = _univariate_bound(objective, deadline)
        if univariate is not None:
            return univariate
    relevant = relevant_facts(objective, facts)
    tried: list[str] = []
    best = syntactic
    further = 0
    if best is not None and ceiling_float is not None and _is_close(best[0], ceiling_float):
        return best
    for shape in shapes_for(objective, facts, relevant, settings, strict=False, everywhere=False):
        if not shape.squares or shape.free_multiplier:
            continue
        if deadline.is_over or further > MAX_FURTHER:
            break
        low = None if best is None else best[0]
        found = _bound_of_shape(objective, facts, relevant, shape, settings, deadline, tight=tight, above=low)
        if isinstance(found, Open):
            tried.append(f"{shape.describe()}: {found.reason}")
        elif best is None or found[0] > best[0]:
            best = found
        if best is not None:
            if ceiling_float is None or _is_close(best[0], ceiling_float):
                return best
            further += 1
    if best is None:
        return Open("time limit" if deadline.is_over else "no lower bound found within the degree limits", tuple(tried))
    return best


def _univariate_bound(objective: Polynomial, deadline: Deadline) -> tuple[Fraction, Psatz] | None:
    """Return a bound of a polynomial of high degree in one variable just below its least critical value, or None."""
    from tameproof.symbolic._flint_numbers import root_centres

    if objective.degree < UNIVARIATE_DEGREE or objective.degree % 2:
        return None
    (v,) = objective.variables()
    slope = objective.derivative(v).coefficients_in(v)
    zero = Fraction(0)
    numbers = [(slope[k].as_constant() or zero) if k in slope else zero for k in range(objective.degree)]
    common = lcm(*(c.denominator for c in numbers))
    centres = root_centres([int(c * common) for c in numbers], ROOT_BITS)
    places = [Fraction(re) for re, im in centres if abs(im) < REAL * (1 + abs(re))]
    least_float = min((float(objective.evaluate({v: x})) for x in places), default=0.0)
    for m in candidate_bounds(least_float, tight=True):
        if deadline.is_over:
            return None
        q = objective - Polynomial.constant(m)
        found = find_univariate_proof(q, deadline, strict=False)
        if found is not None and is_proof(q, found, (), strict=False):
            return m, found
    return None


def _is_close(bound: Fraction, ceiling_float: float) -> bool:
    return float(bound) > ceiling_float - CLOSE * (1.0 + abs(ceiling_float))


def find_numerical_bound(
    objective: Polynomial,
    facts: Sequence[Fact],
    relevant: Sequence[int],
    shape: Shape,
    settings: SosSettings,
    deadline: Deadline,
) -> float | Open:
    """Return the largest bound that an identity of this shape gives, as a float (a hint)."""
    if not facts and is_homogeneous(objective):
        return 0.0  # the infimum of a form is 0 or -infinity
    built = build_program(objective, facts, relevant, shape, settings, strict=False, shifted=True)
    if isinstance(built, Open):
        return built
    program, multiplier = built
    factor = expand_multiplier(multiplier, facts)
    bound = Free(ValueRole(), factor)
    current = presolve(SosProgram(program.target, program.blocks, (bound, *program.free)))
    if current is None:
        return Open("the coefficients cannot be matched")
    if current.count_unknowns() > settings.max_unknowns:
        return Open(f"{current.count_unknowns()} unknowns (limit {settings.max_unknowns})")
    if max((len(b.basis) for b in current.blocks), default=0) > MAX_INTERIOR_POINT_BLOCK:
        return Open("a Gram matrix too large for the interior point solver")
    current = drop_dependent_unknowns(current)
    if not any(f.role == ValueRole() for f in current.free):
        return 0.0
    if not current.blocks:
        return Open("no squares left")
    try:
        numeric = find_maximum(current, 0, settings, deadline)
    except OverflowError:  # a coefficient above 10^308
        return Open("the coefficients are too large for the solver")
    if numeric is None or not abs(numeric.margin_float) < 1e12:
        return Open("the semidefinite program has no solution")
    return numeric.margin_float


def _bound_of_shape(
    objective: Polynomial,
    facts: Sequence[Fact],
    relevant: Sequence[int],
    shape: Shape,
    settings: SosSettings,
    deadline: Deadline,
    *,
    tight: bool,
    above: Fraction | None = None,
) -> tuple[Fraction, Psatz] | Open:
    optimum_float = find_numerical_bound(objective, facts, relevant, shape, settings, deadline)
    if isinstance(optimum_float, Open):
        return optimum_float
    if above is not None and optimum_float < float(above) + CLOSE * (1.0 + abs(optimum_float)):
        return Open("no better bound")
    last = Open("no candidate")
    for m in candidate_bounds(optimum_float, tight=tight):
        if deadline.is_over:
            return Open("time limit")
        if above is not None and m <= above:
            break
        q = objective - Polynomial.constant(m)
        found = try_shape(q, facts, relevant, shape, settings, deadline, strict=False)
        if isinstance(found, Psatz):
            return m, found
        last = found
    return last


def find_bound_by_contradiction(
    objective: Polynomial,
    facts: Sequence[Fact],
    *,
    settings: SosSettings,
    above: Fraction | None,
    ceiling_float: float | None,
    value: Fraction | None,
) -> tuple[Fraction, Psatz] | Open:
    """Search a lower bound on a set whose proof needs a multiplier with zeros on the set; see ``find_lower_bound``.

    Args:
        objective: the polynomial.
        facts: equations and inequalities.
        settings: budgets.
        above: a bound that is known already.
        ceiling_float: a value that F takes on the set, about.
        value: a value that F takes on the set.
    """
    deadline = Deadline(settings.time_limit)
    candidates = [] if value is None else [value]
    candidates += [] if ceiling_float is None else candidate_bounds(ceiling_float)
    tried: tuple[str, ...] = ()
    for m in dict.fromkeys(candidates):
        if deadline.is_over:
            return Open("time limit", tried)
        if above is not None and m <= above:
            continue
        limited = Deadline(CONTRADICTION_SHARE * deadline.remaining)
        q = objective - Polynomial.constant(m)
        found = prove_by_contradiction(q, facts, settings, limited, strict=False)
        if isinstance(found, Psatz):
            return m, found
        tried = tried or found.tried
    return Open("no better bound by contradiction", tried)


def candidate_bounds(optimum_float: float, *, tight: bool = False) -> list[Fraction]:
    """Return rational numbers to try as bounds: simple ones at the optimum, then lower ones, in order."""
    scale_float = 1.0 + abs(optimum_float)
    out: list[Fraction] = []
    for denominator in EXACT_DENOMINATORS:
        near = Fraction(round(optimum_float * denominator), denominator)
        if abs(float(near) - optimum_float) < 2e-5 * scale_float / denominator**0.5:
            out.append(near)
            break
    for gap_float in (*((1e-7, 1e-6, 1e-5, 1e-4) if tight else ()), 1e-3, 3e-2, 0.3, 3.0):
        step = next(d for d in (1, 2, *(10**k for k in range(1, 11))) if 1.0 / d <= gap_float * scale_float)
        out.append(Fraction(floor((optimum_float - gap_float * scale_float) * step), step))
    return list(dict.fromkeys(out))
