"""Certified lower bounds as a feature of its own: ``lower_bound``.  Soundness-critical: no.

What is returned was checked by the kernel: f >= bound on R^n or on a set, and, where it could be shown, that the bound
is the minimum.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tameproof.morse_sard.domain import find_domain_proof
from tameproof.proof import Proof
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, rational, refine
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    BoundedBelowOn,
    Infimum,
    Minimum,
    UnboundedBelow,
    UnboundedBelowOn,
    WellDefined,
)
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.evidence import (
    AlgebraicPoint,
    AttainedInfimum,
    AttainedMinimum,
    DescendingArc,
    LowerBound,
    Multiplier,
    Point,
    Psatz,
    RationalArc,
    RationalPoint,
)
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.facts import Fact, equation, nonnegative
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import ZERO, Polynomial
from tameproof.proofs.kernel.printer import to_text
from tameproof.sos.exact_points import LowValues, find_low_values, find_low_values_of_lift
from tameproof.sos.lower_bound import CLOSE, find_bound_by_contradiction, find_lower_bound
from tameproof.sos.minimise import SIMPLE_DENOMINATORS, find_low_points, polish
from tameproof.sos.positivstellensatz import prove_impossible
from tameproof.sos.settings import Deadline, SosSettings, hard_limit
from tameproof.sos.syntactic import find_syntactic_bound
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.sos.exact_minimum import ExactMinimum

__all__ = ["BoundReport", "EmptySetReport", "UnboundedReport", "lower_bound"]

SEARCH_SECONDS = 3.0  # for low values, before the bound
DESCENT_SHARE = 0.5  # of the time that is left without a bound, for arcs to -infinity
EMPTY_SHARE = 0.3  # of the time, for a proof that the set is empty where descent ends nowhere in it
BOUND_SHARE = 0.6  # of the time, for bounds; the rest is for the exact minimum
CONTRADICTION_SHARE = 0.5  # of the time that is left, for bounds that only a proof by contradiction gives
GRACE = 0.25  # seconds after the time limit at which a search is ended between two instructions
HINT = "conditions are polynomials in the variables of the objective; add 0*z to it for a further variable z"
_CONDITION = re.compile(r"(.*?)(>=|<=|=)(.*)", re.DOTALL)


@dataclass(frozen=True)
class BoundReport:
    """A certified lower bound.

    Attributes:
        bound: m with f >= m on the set.
        is_minimum: m is the smallest value on the set, and attained; False states nothing.
        point: coordinates of a minimiser in the order of the certificate's variables, if known and rational.
        minimum: the smallest value on the set as an exact number, perhaps irrational, if it was proved; else None.
        minimiser: a point of the set where f has this value, perhaps with algebraic coordinates; else None.
        where: the conditions, as texts.
        certificate: the steps, checked by the kernel.
        seconds: wall time.
    """

    bound: Fraction
    is_minimum: bool
    point: tuple[Fraction, ...] | None
    where: tuple[str, ...]
    certificate: Certificate
    seconds: float
    minimum: AlgebraicNumber | None = None
    minimiser: Point | None = None

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""
        from tameproof.symbolic.algebraic_numbers import format_radicals

        names = self.certificate.variables
        where = f" where {', '.join(self.where)}" if self.where else ""
        word = "minimum" if self.is_minimum else "lower bound"
        out = [f"{word}   f >= {self.bound}{where}"]
        if abs(self.bound) > 10**6 or self.bound.denominator > 1:
            out[0] += f"   (about {float(self.bound):.10g})"
        if self.minimum is not None and not self.is_minimum:
            low = refine(self.minimum, Fraction(1, 10**12)).low
            out.insert(0, f"minimum   f = {format_radicals(self.minimum)}{where}   (about {float(low):.10g})")
        if isinstance(self.minimiser, AlgebraicPoint):
            theta = self.minimiser.theta
            out.append(f"attained at   {', '.join(map(_coordinate, names, self.minimiser.coordinates))}")
            out.append(f"where t = {format_radicals(theta)}")
        if self.point is not None and not names:
            out.append("attained at every point")
        elif self.point is not None:
            at = ", ".join(f"{n} = {c}" for n, c in zip(names, self.point, strict=True))
            out.append(f"attained at   {at}")
        return out


@dataclass(frozen=True)
class UnboundedReport:
    """A proof that there is no lower bound.

    Attributes:
        arc: f tends to -infinity along it, and it lies in the set.
        where: the conditions, as texts.
        certificate: the steps, checked by the kernel.
        seconds: wall time.
    """

    arc: RationalArc
    where: tuple[str, ...]
    certificate: Certificate
    seconds: float

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""
        from tameproof.proofs.export.text import explain

        where = f" where {', '.join(self.where)}" if self.where else ""
        return [f"unbounded below   inf f = -infinity{where}", explain(self.certificate)[-1][1]]


@dataclass(frozen=True)
class EmptySetReport:
    """A proof that no point satisfies the conditions, so that every number is a lower bound.

    Attributes:
        where: the conditions, as texts.
        certificate: a lower bound whose evidence is a contradiction between the conditions, checked by the kernel.
        seconds: wall time.
    """

    where: tuple[str, ...]
    certificate: Certificate
    seconds: float

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""
        return [f"empty set   no point satisfies {', '.join(self.where)}"]


def _coordinate(name: str, coefficients: Sequence[Fraction]) -> str:
    powers = Polynomial.from_terms(((k,) if k else (), c) for k, c in enumerate(coefficients))
    return f"{name} = {powers.format(('t',))}"


def lower_bound(
    objective: str | Expression | Callable[..., Any] | object,
    where: Sequence[str] = (),
    *,
    timeout: float = 60.0,
    solver: str = "auto",
) -> BoundReport | UnboundedReport | EmptySetReport | Open:
    """Search the best certified rational lower bound of an objective, on all of R^n or on a set.

    Args:
        objective: f as for ``certify``.
        where: conditions such as "x^2 + y^2 <= 1" or "x = y": polynomials in the variables of f.
        timeout: seconds.
        solver: as in ``Settings``.

    Returns:
        The bound with its certificate; or a proof that there is none, by an arc along which f tends to -infinity
        inside the set; or a proof that the set is empty; or Open with the reason, which does not mean that f is
        unbounded below.

    Raises:
        InputError: if the objective or a condition cannot be read.

    Example:
        >>> import tameproof as tp
        >>> tp.lower_bound("x^2 - 2*x + y^2").bound
        Fraction(-1, 1)
    """
    from tameproof.api import read_objective

    start = time.monotonic()
    expression = read_objective(objective)
    lifted = lift(expression)
    inequalities, equations = read_conditions(where, lifted.variables)
    facts = (*lifted.facts, *map(nonnegative, inequalities), *map(equation, equations))
    settings = SosSettings(time_limit=BOUND_SHARE * timeout, solver=solver)
    deadline = Deadline(timeout)
    proof = Proof(lifted)
    low = LowValues(None)
    outcomes: list[tuple[Fraction, Psatz] | Open] = []  # stays empty if the hard limit ends the search
    with hard_limit(timeout + GRACE):
        if lifted.obligations:
            conditions = find_domain_proof(lifted, settings)
            if isinstance(conditions, Open):
                return Open(*conditions.named(lifted.names))
            proof.add(WellDefined(), conditions)
        syntactic = None if where else find_syntactic_bound(expression, lifted)
        outcomes += [] if syntactic is None else [syntactic]
        low = _find_low_values(lifted, inequalities, equations, Deadline(min(SEARCH_SECONDS, timeout / 10)))
        if where and not low.somewhere:
            short = replace(settings, time_limit=EMPTY_SHARE * timeout)
            empty = prove_impossible([*map(nonnegative, inequalities), *map(equation, equations)], settings=short)
            if isinstance(empty, Psatz):
                evidence = LowerBound(_with_lift_facts(empty, len(lifted.facts)))
                proof.add(BoundedBelowOn(inequalities, equations, Fraction(0)), evidence)
                certificate = proof.certificate(to_text(expression), {})
                return EmptySetReport(tuple(where), certificate, time.monotonic() - start)
        outcomes.append(
            find_lower_bound(
                lifted.objective,
                facts,
                expression=None if where else expression,
                lift=None if where else lifted,
                settings=settings,
                tight=True,
                ceiling_float=low.lowest_float,
            )
        )
    outcome = outcomes[-1] if outcomes else Open("time limit")
    if isinstance(outcome, Open) and not deadline.is_over:
        arcs: list[RationalArc | None] = []
        with hard_limit(DESCENT_SHARE * deadline.remaining + GRACE):
            arcs.append(_find_descent(lifted, inequalities, equations, Deadline(DESCENT_SHARE * deadline.remaining)))
        if arcs and arcs[0] is not None:
            none = UnboundedBelowOn(inequalities, equations) if where else UnboundedBelow()
            proof.add(none, DescendingArc(arcs[0]))
            certificate = proof.certificate(to_text(expression), {})
            return UnboundedReport(arcs[0], tuple(where), certificate, time.monotonic() - start)
    if facts and not deadline.is_over and not _is_close(outcome, low):
        stronger: list[tuple[Fraction, Psatz] | Open] = []
        with hard_limit(CONTRADICTION_SHARE * deadline.remaining + GRACE):
            stronger.append(
                find_bound_by_contradiction(
                    lifted.objective,
                    facts,
                    settings=replace(settings, time_limit=CONTRADICTION_SHARE * deadline.remaining),
                    above=None if isinstance(outcome, Open) else outcome[0],
                    ceiling_float=low.lowest_float,
                    value=low.value,
                )
            )
        if stronger and not isinstance(stronger[0], Open):
            outcome = stronger[0]
    exact: list[ExactMinimum] = []
    point: tuple[Fraction, ...] | None = None
    if not isinstance(outcome, Open) and not where:
        first = proof.add(BoundedBelow(outcome[0]), LowerBound(outcome[1]))
        with hard_limit(deadline.remaining + GRACE):
            if low.value == outcome[0]:
                point = low.point
            elif lifted.is_polynomial:
                point = _find_minimiser(lifted, outcome[0], deadline)
        if point is not None:
            proof.add(Infimum(outcome[0], attained=True), AttainedInfimum(RationalPoint(point)), (first,))
    if where and not isinstance(outcome, Open) and outcome[0] == low.value:
        from tameproof.sos.exact_minimum import ExactMinimum

        exact.append(ExactMinimum(rational(outcome[0]), RationalPoint(low.point), outcome[1]))
    if point is None and not exact and lifted.is_polynomial and not deadline.is_over:
        known = None if isinstance(outcome, Open) else outcome[0]
        with hard_limit(deadline.remaining + GRACE):
            found = _find_minimum(lifted, inequalities, equations, facts, known, settings, deadline)
            exact += [found] if found is not None else []
    if isinstance(outcome, Open) and not exact:
        return Open(*outcome.named(lifted.names))
    if where and not isinstance(outcome, Open):
        proof.add(BoundedBelowOn(inequalities, equations, outcome[0]), LowerBound(outcome[1]))
    value: AlgebraicNumber | None = None if point is None or isinstance(outcome, Open) else rational(outcome[0])
    minimiser: Point | None = None if point is None else RationalPoint(point)
    for answer in exact:
        claim = Minimum(inequalities, equations, answer.value)
        proof.add(claim, AttainedMinimum(answer.psatz, answer.point, answer.theta, answer.coordinates))
        value, minimiser = answer.value, answer.point
        point = minimiser.coordinates if isinstance(minimiser, RationalPoint) else None
    whole = as_rational(value) if value is not None else None
    if whole is not None:
        bound = whole
    elif not isinstance(outcome, Open):
        bound = outcome[0]
    else:
        bound = refine(exact[0].value, Fraction(1, 10**9)).low
    certificate = proof.certificate(to_text(expression), {})
    seconds = time.monotonic() - start
    return BoundReport(bound, whole is not None, point, tuple(where), certificate, seconds, value, minimiser)


def _find_low_values(
    lifted: Lift, inequalities: Sequence[Polynomial], equations: Sequence[Polynomial], deadline: Deadline
) -> LowValues:
    """Return low values on the set; for objectives with lifted variables on a set only whether it has points."""
    if not lifted.dimension:
        return LowValues(None, lifted.objective.as_constant())
    if lifted.is_polynomial:
        return find_low_values(lifted.objective, lifted.dimension, inequalities, equations, deadline)
    if inequalities or equations:
        found = find_low_values(ZERO, lifted.dimension, inequalities, equations, deadline)
        return LowValues(None, somewhere=found.somewhere)
    return find_low_values_of_lift(lifted)


def _with_lift_facts(psatz: Psatz, count: int) -> Psatz:
    """Return a contradiction between the conditions alone as one in which the facts of the lift come first."""

    def later(indices: Sequence[int]) -> tuple[int, ...]:
        return tuple(count + i for i in indices)

    return replace(
        psatz,
        products=tuple(replace(t, facts=later(t.facts)) for t in psatz.products),
        combination=tuple((count + i, c) for i, c in psatz.combination),
        multiplier=Multiplier(),  # it multiplied 0
        unit=later(psatz.unit),
        contradiction=True,
    )


def _is_close(outcome: tuple[Fraction, Psatz] | Open, low: LowValues) -> bool:
    """Return whether the bound is a value on the set, or about the lowest value that was seen."""
    if isinstance(outcome, Open):
        return low.lowest_float is None and low.value is None
    if low.value is not None and low.value <= outcome[0]:
        return True
    lowest_float = low.lowest_float
    return lowest_float is None or float(outcome[0]) > lowest_float - CLOSE * (1.0 + abs(lowest_float))


def _find_descent(
    lifted: Lift, inequalities: tuple[Polynomial, ...], equations: tuple[Polynomial, ...], deadline: Deadline
) -> RationalArc | None:
    """Return an arc in the set along which the objective tends to -infinity, or None."""
    if inequalities or equations:
        from tameproof.sos.descent_on_sets import find_descending_arc_on

        if not lifted.is_polynomial:
            return None
        return find_descending_arc_on(lifted, inequalities, equations, deadline)
    from tameproof.sos.boundedness import find_descending_arc

    return find_descending_arc(lifted, 0)


def _find_minimum(
    lifted: Lift,
    inequalities: tuple[Polynomial, ...],
    equations: tuple[Polynomial, ...],
    facts: Sequence[Fact],
    bound: Fraction | None,
    settings: SosSettings,
    deadline: Deadline,
) -> ExactMinimum | None:
    from tameproof.sos.exact_minimum import find_exact_minimum

    f = lifted.objective
    return find_exact_minimum(f, lifted.dimension, inequalities, equations, facts, bound, settings, deadline)


def read_conditions(
    where: Sequence[str], variables: tuple[str, ...]
) -> tuple[tuple[Polynomial, ...], tuple[Polynomial, ...]]:
    """Return the polynomials that are >= 0 and = 0 by the conditions.

    Raises:
        InputError: a condition is not "polynomial >= polynomial" (or <=, =) in these variables.
    """
    inequalities, equations = [], []
    for text in where:
        match = _CONDITION.fullmatch(text)
        if match is None:
            raise InputError("E105", f"'{text}' is not a condition", hint="write g >= h, g <= h or g = h")
        left, sign, right = match.groups()
        p = _read(left, variables) - _read(right, variables)
        if sign == "=":
            equations.append(p)
        else:
            inequalities.append(p if sign == ">=" else -p)
    return tuple(inequalities), tuple(equations)


def _read(text: str, variables: tuple[str, ...]) -> Polynomial:
    lifted = lift(parse(text.strip()))
    unknown = [v for v in lifted.variables if v not in variables]
    if unknown or not lifted.is_polynomial:
        problem = f"{unknown[0]} is not a variable of the objective" if unknown else f"'{text}' is not a polynomial"
        raise InputError("E105", problem, hint=HINT)
    places = {k: Polynomial.variable(variables.index(name)) for k, name in enumerate(lifted.variables)}
    return lifted.objective.substitute(places)


def _find_minimiser(lifted: Lift, bound: Fraction, deadline: Deadline) -> tuple[Fraction, ...] | None:
    """Return a rational point where a polynomial objective has the value of its bound, or None."""
    q = lifted.objective - Polynomial.constant(bound)
    if q.is_zero:
        return tuple(Fraction(0) for _ in lifted.variables)
    origin = {v: Fraction(0) for v in q.variables()}
    for near in [origin, *find_low_points(q, Deadline(min(3.0, deadline.remaining)))[:4]]:
        place = near if near is origin else polish(q, near, Deadline(min(1.0, deadline.remaining)))
        for denominator in SIMPLE_DENOMINATORS[:10]:
            simple = {v: c.limit_denominator(denominator) for v, c in place.items()}
            if q.evaluate(simple) == 0:
                return tuple(simple.get(v, Fraction(0)) for v in range(lifted.dimension))
    return None
