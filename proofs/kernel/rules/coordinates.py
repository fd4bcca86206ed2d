"""Change of coordinates: f = g after a polynomial map with a polynomial inverse.  Soundness-critical: yes.

Mathematics: docs/theory.md, section "Change of coordinates".
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import InputError, Reason, RejectedStep, need
from ..evidence import ChangeOfCoordinates, IncreasingFunction
from ..expression import Expression, Variable, variables_of
from ..lift import Builder, Lift, lift
from ..maxima import flatten_maxima
from ..parser import parse
from ..polynomial import Polynomial


def check_change_of_coordinates(lifted: Lift, evidence: ChangeOfCoordinates, where: str) -> Lift:
    """Check that f = g after ``forward``, a homeomorphism of R^n with inverse ``backward``; return the lift of g.

    Raises:
        RejectedStep: if g cannot be read, has another number of variables, is not f in the new coordinates, or one of
            the two maps does not undo the other.
    """
    n = lifted.dimension
    for name, components in (("forward", evidence.forward), ("backward", evidence.backward)):
        place = f"{where}.evidence.{name}"
        need(len(components) == n, place, Reason.WRONG_SHAPE, f"{n} components expected")
        known = all(v < n for p in components for v in p.variables())
        need(known, place, Reason.UNKNOWN_VARIABLE, f"polynomials in {n} variables expected")
    nested = any(isinstance(s.evidence, ChangeOfCoordinates | IncreasingFunction) for s in evidence.steps)
    need(not nested, f"{where}.evidence.steps", Reason.WRONG_SHAPE, "a reduction inside a change of coordinates")
    _check_inverse(evidence.forward, evidence.backward, f"{where}.evidence.backward")
    _check_inverse(evidence.backward, evidence.forward, f"{where}.evidence.forward")
    place = f"{where}.evidence.objective"
    try:
        tree = parse(evidence.objective)
        inner = lift(tree, evidence.variables)
        composed = lift_composed(tree, lifted.variables, dict(zip(evidence.variables, evidence.forward, strict=False)))
    except InputError as error:
        raise RejectedStep(place, Reason.OBJECTIVE_MISMATCH, error.message) from error
    need(inner.dimension == n, place, Reason.OBJECTIVE_MISMATCH, f"{n} variables expected")
    need(
        is_same_lift(composed, lifted),
        place,
        Reason.OBJECTIVE_MISMATCH,
        "this is not the function in the new coordinates",
    )
    return inner


def lift_composed(expression: Expression, variables: tuple[str, ...], inner: Mapping[str, Polynomial]) -> Lift:
    """Return the lift of an expression in which polynomials take the place of its variables.

    Args:
        expression: the outer function.
        variables: the variables of the composed function.
        inner: one polynomial in those variables for every variable of the expression.

    Raises:
        InputError: E104 for an identically zero denominator, E105 if a variable has no polynomial, E120 if too large.
    """
    missing = [name for name in variables_of(expression) if name not in inner]
    if missing:
        raise InputError("E105", f"no value for the variables {', '.join(missing)}", hint="give one for each")
    builder = Builder(variables)
    builder.memo.update({Variable(name): p for name, p in inner.items()})
    return builder.finish(builder.build(flatten_maxima(expression)))


def is_same_lift(a: Lift, b: Lift) -> bool:
    """Whether two lifts over the same variables are those of one function, node by node."""
    return (a.objective, a.facts, a.lifted, a.obligations) == (b.objective, b.facts, b.lifted, b.obligations)


def _check_inverse(first: tuple[Polynomial, ...], second: tuple[Polynomial, ...], where: str) -> None:
    """Check that ``second`` after ``first`` is the identity."""
    values = dict(enumerate(first))
    for i, p in enumerate(second):
        same = p.substitute(values) == Polynomial.variable(i)
        need(same, where, Reason.IDENTITY_FAILS, f"the two maps do not undo each other in component {i}")
