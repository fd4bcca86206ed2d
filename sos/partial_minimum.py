"""Variables over which the objective has a minimum: it is quadratic in them with a positive leading coefficient.

Soundness-critical: no.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel.common_lift import extend
from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.positivstellensatz import prove_positive
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.side_conditions import facts_about
from tameproof.symbolic.partial_minimum import Quadratic, find_quadratics

Found = tuple[tuple[Quadratic, Psatz], ...]
SECONDS = 3.0  # for the sign of one leading coefficient


def find_positive_quadratics(expression: Expression, lift: Lift, settings: SosSettings) -> Found:
    """Return the variables in which f = a w^2 + b w + c with a > 0 everywhere, with evidence for a > 0.

    Args:
        expression: the objective.
        lift: its lift.
        settings: budgets.

    Returns:
        Coefficients and minimum over w, simplest minimum first; a variable is left out if a > 0 was not shown.
    """
    deadline = Deadline(settings.time_limit)
    found = []
    for quadratic in find_quadratics(expression):
        if deadline.is_over:
            break
        square = _in_lift(lift, quadratic.square)
        if square is None or not _may_be_positive(square, lift.dimension):
            continue
        limited = replace(settings, time_limit=min(SECONDS, deadline.remaining))
        psatz = prove_positive(square, facts_about(square, lift), settings=limited)
        if isinstance(psatz, Psatz):
            found.append((quadratic, psatz))
    return tuple(sorted(found, key=lambda entry: len(entry[0].numerator) + len(entry[0].denominator)))


def _may_be_positive(p: Polynomial, dimension: int) -> bool:
    """Return whether a polynomial is positive at a few points; True if it contains functions."""
    if any(i >= dimension for i in p.variables()):
        return True
    return all(p.evaluate(dict.fromkeys(range(dimension), Fraction(k))) > 0 for k in (0, 1, -1))


def _in_lift(lift: Lift, text: str) -> Polynomial | None:
    """Return a formula as a polynomial in the variables of the lift, if its nodes occur there."""
    common, value = extend(lift, parse(text))
    return value if len(common.lifted) == len(lift.lifted) else None
