"""f = a w^2 + b w + c with a > 0: conclusions about its minimum over w, c - b^2/(4a), hold for f.

Soundness-critical: yes.  Mathematics: docs/theory.md, section "Partial minimisation".
"""

from __future__ import annotations

from ..common_lift import extend
from ..errors import InputError, Reason, RejectedStep, need
from ..evidence import PartialMinimum
from ..expression import variables_of
from ..lift import Lift, lift
from ..parser import parse
from ..polynomial import Polynomial
from .context import Context
from .psatz import check_positive


def check_partial_minimum(lifted: Lift, evidence: PartialMinimum, where: str) -> Lift:
    """Check that f = a w^2 + b w + c, a > 0, and n/d = c - b^2/(4a); return the lift of g = n/d.

    That d has no zero is the side condition of g, which is for the caller to find among the steps about g.

    Raises:
        RejectedStep: if a formula cannot be read, contains w or a function that f does not contain, an identity fails,
            or a > 0 is not proved.
    """
    place = f"{where}.evidence"
    w = evidence.variable
    others = tuple(name for name in lifted.variables if name != w)
    known = w in lifted.variables and len(others) > 0
    need(known, f"{place}.variable", Reason.WRONG_SHAPE, "one of two or more variables of f is expected")
    a, b, c, n, d = (
        _polynomial(lifted, text, others, f"{place}.{name}")
        for name, text in (
            ("square", evidence.square),
            ("linear", evidence.linear),
            ("constant", evidence.constant),
            ("numerator", evidence.numerator),
            ("denominator", evidence.denominator),
        )
    )
    variable = Polynomial.variable(lifted.variables.index(w))
    same = (a * variable + b) * variable + c == lifted.objective
    need(same, place, Reason.IDENTITY_FAILS, f"this is not the objective as a polynomial in {w}")
    check_positive(a, evidence.positive, Context.of_lift(lifted), f"{place}.positive")
    minimum = (a * c).scale(4) - b * b
    need((n * a).scale(4) == minimum * d, place, Reason.IDENTITY_FAILS, "this is not the minimum c - b^2/(4a)")
    try:
        return lift(parse(f"({evidence.numerator})/({evidence.denominator})"), others)
    except InputError as error:
        raise RejectedStep(place, Reason.OBJECTIVE_MISMATCH, error.message) from error


def _polynomial(lifted: Lift, text: str, variables: tuple[str, ...], where: str) -> Polynomial:
    """Return a formula in these variables as a polynomial in the variables of the lift of f."""
    try:
        tree = parse(text)
        inside = set(variables_of(tree)) <= set(variables)
        need(inside, where, Reason.UNKNOWN_VARIABLE, f"a formula in {', '.join(variables)} is expected")
        common, value = extend(lifted, tree)
    except InputError as error:
        raise RejectedStep(where, Reason.OBJECTIVE_MISMATCH, error.message) from error
    # with nodes of its own it might be undefined somewhere; those of f are defined everywhere
    need(len(common.lifted) == len(lifted.lifted), where, Reason.NOT_SUPPORTED, "a function that f does not contain")
    return value
