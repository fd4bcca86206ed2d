"""The exact infimum of a sum or product of functions of separate variables.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import TYPE_CHECKING

from tameproof import searches
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, compare, rational
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.types import TRANSCENDENTAL
from tameproof.second_attack import Run, needed_steps
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.outcome import Open

if TYPE_CHECKING:
    from tameproof.symbolic.separate_variables import Separation

# the other answer about "attained", a factor that may be negative, parts that are lifted in another way, too much work
NO_CONCLUSION = (
    Reason.SIGN,
    Reason.SIDE_CONDITION,
    Reason.GOAL_NOT_REACHED,
    Reason.OBJECTIVE_MISMATCH,
    Reason.NOT_SUPPORTED,
    Reason.LIMIT,
)

SECONDS = 8.0  # for all parts that no search has looked at before
MAX_DEGREE = 40  # of the field in which the infima of the parts are added


def prove_infimum_by_parts(attack: Run, seconds: float, prove: Callable[[Run], None]) -> bool:
    """Add a step about the infimum by those of the parts, if the objective is a sum or product of separate parts.

    Args:
        attack: a run that is over; runs on the parts are taken up again.
        seconds: for runs on the parts that are made anew.
        prove: adds steps about the infimum to a finished run on a part.

    Returns:
        Whether a step was added.
    """
    found = attack.worker.call(searches.find_separations, attack.expression, attack.lift, seconds=3.0)
    for separation in () if isinstance(found, Open) else found:
        if _add_for(attack, separation, seconds, prove):
            return True
    return False


def _add_for(attack: Run, separation: Separation, seconds: float, prove: Callable[[Run], None]) -> bool:
    known = attack.part_runs.get(separation, [None] * len(separation.parts))
    parts, infima = [], []
    for (text, names), earlier in zip(separation.parts, known, strict=True):
        run = earlier
        if run is not None and _infimum_of(run) is None:
            prove(run)
        if run is None or _infimum_of(run) is None:
            if run is not None and run.proof.find(c.CriticalValues) is not None:
                return False  # a whole run did not find it
            run = _run_on_part(attack, text, names, seconds * len(names) / attack.lift.dimension)
            if _infimum_of(run) is None:
                prove(run)
        value = _infimum_of(run)
        if value is None:
            return False
        parts.append(_part(text, names, run))
        infima.append(value)
    step = attack.worker.call(find_infimum_of_parts, attack.lift, separation, tuple(parts), infima, seconds=5.0)
    return not isinstance(step, Open) and isinstance(attack.add(*step), int)


def _run_on_part(attack: Run, text: str, names: tuple[str, ...], seconds: float) -> Run:
    """Run the strategy on a part; the table of monotone pieces needs no steps before it."""
    tree = parse(text)
    run = attack.second(tree, lift(tree, names), seconds, attack.level)
    if len(names) > 1 or run.lift.obligations or any(v.kind in TRANSCENDENTAL for v in run.lift.lifted):
        run.run()
    attack.bugs += run.bugs
    return run


def _infimum_of(run: Run) -> AlgebraicNumber | None:
    """Return the infimum that a step shows."""
    for step in run.proof.steps:
        match step.claim:
            case c.ExactInfimum(value, _) | c.Minimum((), (), value):
                return value
            case c.Infimum(exact, _):
                return rational(exact)
            case _:
                pass
    return None


def _part(text: str, names: tuple[str, ...], run: Run) -> e.SeparatePart:
    steps = run.proof.steps
    ends = [k for k, s in enumerate(steps) if isinstance(s.claim, c.Infimum | c.ExactInfimum | c.Minimum)]
    return e.SeparatePart(text, names, needed_steps(steps, ends, run.lift))


def find_infimum_of_parts(
    lifted: Lift, separation: Separation, parts: tuple[e.SeparatePart, ...], infima: list[AlgebraicNumber]
) -> tuple[c.ExactInfimum, e.SeparateVariables] | Open:
    """Return the infimum of a sum or product from the infima of its parts, with evidence that the checker accepts.

    Args:
        lifted: the lift of the objective.
        separation: how it is made up of the parts.
        parts: the parts with steps that show their infima.
        infima: these infima.
    """
    try:
        value, theta, values = combine_infima(separation, infima)
    except (BudgetExceeded, RejectedStep) as error:
        return Open(f"the infima of the parts were not added: {error}")
    evidence = e.SeparateVariables(separation.product, separation.constant, parts, theta, values)
    for attained in (True, False):
        claim = c.ExactInfimum(value, attained)
        try:
            check_step(lifted, claim, evidence, (), "step")
        except RejectedStep as error:
            if error.reason not in NO_CONCLUSION:
                raise  # the parts were proved and their infima added exactly: another refusal is a bug
            continue
        return claim, evidence
    return Open("whether the infima of the parts are attained is not known")


def combine_infima(
    separation: Separation, infima: list[AlgebraicNumber]
) -> tuple[AlgebraicNumber, AlgebraicNumber | None, tuple[e.Univariate, ...]]:
    """Return the constant plus the sum or product, and a number theta with the infima as polynomials in theta."""
    from tameproof.symbolic._flint_univariate import evaluate_modulo
    from tameproof.symbolic.algebraic_numbers import compare_at, value_at_point
    from tameproof.symbolic.real_points import find_real_points

    distinct: list[AlgebraicNumber] = []
    for number in infima:
        if as_rational(number) is None and all(compare(number, other) for other in distinct):
            distinct.append(number)
    terms = []
    for number in infima:
        exact = as_rational(number)
        place = next((k for k, other in enumerate(distinct) if exact is None and not compare(number, other)), 0)
        terms.append(Polynomial.variable(place) if exact is None else Polynomial.constant(exact))
    whole = Polynomial.constant(separation.constant)
    if separation.product:
        product = ONE
        for term in terms:
            product = product * term
        whole = whole + product
    else:
        for term in terms:
            whole = whole + term
    exact = whole.as_constant()
    if not distinct and exact is not None:
        return rational(exact), None, ()
    if prod(len(number.polynomial) - 1 for number in distinct) > MAX_DEGREE:
        raise BudgetExceeded("the field is too large")
    equations = [
        Polynomial.from_terms(((0,) * place + (j,), a) for j, a in enumerate(number.polynomial))
        for place, number in enumerate(distinct)
    ]
    points = find_real_points(equations, len(distinct), deadline=Deadline.after(SECONDS / 2), wanted=10_000)
    for point in points:
        if not isinstance(point, e.AlgebraicPoint):
            continue
        if all(compare_at(Polynomial.variable(k), point, number) == 0 for k, number in enumerate(distinct)):
            values = tuple(evaluate_modulo(term, point.coordinates, point.theta.polynomial) for term in terms)
            return value_at_point(whole, point), point.theta, values
    raise BudgetExceeded("no common field was found")
