"""Proofs that a polynomial is not a sum of squares, as a feature of its own.  Soundness-critical: no.

A statement about a method and not about a sign: if multiplier * f is not a sum of squares of real polynomials, a proof
of f >= 0 needs another multiplier.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tameproof.proof import Proof
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.claims import NotSumOfSquares
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.evidence import PseudoMoments
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.printer import to_text
from tameproof.sos.pseudo_moments import find_pseudo_moments
from tameproof.sos.settings import Deadline
from tameproof.symbolic.outcome import Open

__all__ = ["NotSumOfSquaresReport", "not_sum_of_squares"]


@dataclass(frozen=True)
class NotSumOfSquaresReport:
    """A proof that multiplier * f is not a sum of squares.

    Attributes:
        multiplier: the multiplier, as a text.
        functional: a linear functional, by its values on monomials, that is nonnegative on all squares that may occur
            and negative on multiplier * f.
        certificate: the step, checked by the kernel.
    """

    multiplier: str
    functional: Polynomial
    certificate: Certificate

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""
        factor = "" if self.multiplier == "1" else f"({self.multiplier})*"
        return [f"{factor}f is not a sum of squares ({len(self.functional)} pseudo-moments)"]


def not_sum_of_squares(
    objective: str | Expression | Callable[..., Any] | object, multiplier: str = "1", *, timeout: float = 20.0
) -> NotSumOfSquaresReport | Open:
    """Search an exact proof that a polynomial, or a multiple of it, is not a sum of squares of real polynomials.

    Args:
        objective: f as for ``certify``, a polynomial.
        multiplier: a polynomial in the variables of f, for example "x^2 + y^2".
        timeout: seconds.

    Returns:
        The functional with its certificate, or Open, which does not mean that there are such squares.

    Raises:
        InputError: if the objective or the multiplier cannot be read, or is not a polynomial.

    Example:
        >>> import tameproof as tp
        >>> tp.not_sum_of_squares("x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1").lines()
        ['f is not a sum of squares (... pseudo-moments)']
    """
    from tameproof.api import read_objective

    expression = read_objective(objective)
    lifted, factor = lift(expression), lift(parse(multiplier))
    unknown = [v for v in factor.variables if v not in lifted.variables]
    if unknown or not (factor.is_polynomial and lifted.is_polynomial):
        problem = f"{unknown[0]} is not a variable of the objective" if unknown else "not a polynomial"
        raise InputError("E105", problem, hint="objective and multiplier are polynomials in the same variables")
    places = {k: Polynomial.variable(lifted.variables.index(name)) for k, name in enumerate(factor.variables)}
    mu = factor.objective.substitute(places)
    functional = find_pseudo_moments(mu * lifted.objective, Deadline(timeout))
    if functional is None:
        return Open("no functional found that separates the polynomial from the sums of squares")
    proof = Proof(lifted)
    proof.add(NotSumOfSquares(mu), PseudoMoments(functional))
    return NotSumOfSquaresReport(multiplier, functional, proof.certificate(to_text(expression), {}))
