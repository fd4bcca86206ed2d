"""What a step asserts about the objective f.  Soundness-critical: yes (these are the statements).

Closed union of frozen dataclasses; every field is exact.  Polynomials are over the lift's variables (x, then z).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from .algebraic import AlgebraicNumber
from .polynomial import Polynomial
from .record import record


@record(frozen=True, slots=True)
class WellDefined:
    """Every denominator is nonzero and every argument of sqrt and log is positive, at every real point."""


@record(frozen=True, slots=True)
class BoundedBelow:
    """f(x) >= bound for all x."""

    bound: Fraction


@record(frozen=True, slots=True)
class BoundedBelowOn:
    """f(x) >= bound at every x where all inequalities are >= 0 and all equations are 0 (polynomials in x)."""

    inequalities: tuple[Polynomial, ...]
    equations: tuple[Polynomial, ...]
    bound: Fraction


@record(frozen=True, slots=True)
class TakesValueBelow:
    """f(x) < bound at some x."""

    bound: Fraction


@record(frozen=True, slots=True)
class NotSumOfSquares:
    """f is a polynomial, and multiplier * f is not a sum of squares of real polynomials."""

    multiplier: Polynomial


@record(frozen=True, slots=True)
class UnboundedBelow:
    """inf f = -infinity."""


@record(frozen=True, slots=True)
class UnboundedBelowOn:
    """f has no lower bound on the set where all inequalities are >= 0 and all equations are 0 (polynomials in x)."""

    inequalities: tuple[Polynomial, ...]
    equations: tuple[Polynomial, ...]


@record(frozen=True, slots=True)
class LocallyLipschitz:
    """f is locally Lipschitz."""


@record(frozen=True, slots=True)
class ChainRule:
    """f admits a chain rule along absolutely continuous curves."""


@record(frozen=True, slots=True)
class CriticalValues:
    """Every critical value of f is one of ``values`` (strictly increasing), the real roots of ``polynomial``.

    ``status[i]``: "attained" (values[i] is a critical value), "not-attained" (it is not one) or "open".
    ``polynomial``: integer coefficients, constant term first.
    """

    polynomial: tuple[int, ...]
    values: tuple[AlgebraicNumber, ...]
    status: tuple[str, ...]


@record(frozen=True, slots=True)
class FinitelyManyCriticalValues:
    """f has finitely many critical values."""


@record(frozen=True, slots=True)
class ConservedQuantity:
    """The quantity, a polynomial that is not constant, is constant along every subgradient trajectory."""

    quantity: Polynomial


@record(frozen=True, slots=True)
class ConservedFunction:
    """A formula in the variables of f, constant along every subgradient trajectory while it is defined there."""

    function: str


@record(frozen=True, slots=True)
class PolynomialLaws:
    """Every polynomial law of degree at most ``degree`` is a polynomial in the generators, which are laws.

    A law is a polynomial in x that is constant along the gradient flow of f.  Without generators: there is none.
    """

    degree: int
    generators: tuple[Polynomial, ...]


@record(frozen=True, slots=True)
class LawsOfAllLosses:
    """The laws are constant along the gradient flow of every differentiable function of the outputs.

    Outputs and laws are polynomials in x, and f itself is not used.  The gradients of the laws are independent at a
    generic point, and near such a point there are at most ``most`` independent smooth functions with this property.
    So if ``most`` is the number of laws, each of them is a function of the laws.
    """

    outputs: tuple[Polynomial, ...]
    laws: tuple[Polynomial, ...]
    most: int


@record(frozen=True, slots=True)
class MonotoneQuantity:
    """The quantity is nonincreasing along every subgradient trajectory and nowhere below ``lower``."""

    quantity: Polynomial
    lower: Fraction


@record(frozen=True, slots=True)
class BoundedTrajectories:
    """Every subgradient trajectory is bounded (and one exists from every point)."""


@record(frozen=True, slots=True)
class GenericTrajectories:
    """From a dense set of points some trajectory is bounded, or f tends to inf f along it (hypothesis 5')."""


@record(frozen=True, slots=True)
class TrajectoryLimits:
    """Along every subgradient trajectory that is not bounded f tends to inf f or to one of ``values`` (increasing)."""

    values: tuple[AlgebraicNumber, ...]


@record(frozen=True, slots=True)
class TrajectoriesInBall:
    """Every subgradient trajectory that starts in the box low <= x <= high stays where |x| <= radius."""

    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]
    radius: Fraction


@record(frozen=True, slots=True)
class UnboundedTrajectory:
    """A subgradient trajectory starts at ``start``, and every one is unbounded: hypothesis 5 fails."""

    start: tuple[Fraction, ...]


@record(frozen=True, slots=True)
class FiniteTimeBlowUp:
    """No subgradient trajectory from ``start`` exists on [0, time]: it leaves every bounded set before."""

    start: tuple[Fraction, ...]
    time: Fraction


@record(frozen=True, slots=True)
class LocalMinimaHaveValue:
    """Every local minimum of f has this value; None: f has no local minimum."""

    value: AlgebraicNumber | None


@record(frozen=True, slots=True)
class NoSpuriousLocalMinima:
    """Every local minimum of f is a global minimum."""


@record(frozen=True, slots=True)
class NoValueAtInfinity:
    """Condition (B) of Theorem T: there is no value at infinity above inf f.

    A value at infinity is a number v = inf_S f, S a setwise local minimum or the whole space, that f does not take
    on S.
    """


@record(frozen=True, slots=True)
class ValuesAtInfinity:
    """Every value at infinity v (see NoValueAtInfinity) is one of ``values``, or v < bound.

    ``values`` increase; ``bound`` None: every value at infinity is listed.
    """

    values: tuple[AlgebraicNumber, ...]
    bound: Fraction | None = None


@record(frozen=True, slots=True)
class Infimum:
    """inf f = value; ``attained``: at some point (False: no statement about attainment)."""

    value: Fraction
    attained: bool


@record(frozen=True, slots=True)
class ExactInfimum:
    """inf f = value, a rational or algebraic number; f has this value at some point if and only if ``attained``."""

    value: AlgebraicNumber
    attained: bool


@record(frozen=True, slots=True)
class Minimum:
    """The smallest value of f where all inequalities are >= 0 and all equations 0 is ``value``; it is attained.

    The conditions are polynomials in x; without conditions this is the minimum of f.
    """

    inequalities: tuple[Polynomial, ...]
    equations: tuple[Polynomial, ...]
    value: AlgebraicNumber


@record(frozen=True, slots=True)
class NoSpuriousSetwiseMinima:
    """The conclusion 'certified': f has no spurious setwise local minimum, hence none at infinity and no finite one."""


@record(frozen=True, slots=True)
class SpuriousSetwiseMinimum:
    """The conclusion 'refuted': f has a spurious setwise local minimum; ``at_infinity``: an unbounded one."""

    at_infinity: bool


Claim: TypeAlias = (
    WellDefined
    | BoundedBelow
    | BoundedBelowOn
    | TakesValueBelow
    | NotSumOfSquares
    | UnboundedBelow
    | UnboundedBelowOn
    | LocallyLipschitz
    | ChainRule
    | CriticalValues
    | FinitelyManyCriticalValues
    | ConservedQuantity
    | ConservedFunction
    | PolynomialLaws
    | LawsOfAllLosses
    | MonotoneQuantity
    | BoundedTrajectories
    | GenericTrajectories
    | TrajectoryLimits
    | TrajectoriesInBall
    | UnboundedTrajectory
    | FiniteTimeBlowUp
    | LocalMinimaHaveValue
    | NoSpuriousLocalMinima
    | NoValueAtInfinity
    | ValuesAtInfinity
    | Infimum
    | ExactInfimum
    | Minimum
    | NoSpuriousSetwiseMinima
    | SpuriousSetwiseMinimum
)
