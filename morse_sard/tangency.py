"""Values at infinity: condition (B) of Theorem T, by one function rho or by several.  Soundness-critical: no.

In one and two variables the tangency set is treated curve by curve (tangency_curves.py), in more variables by bounds
and along descending curves.  A candidate that one rho leaves over may be excluded by another one: a value at infinity
is in all of the lists.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from tameproof.morse_sard.eliminants import (
    is_semialgebraic,
)
from tameproof.morse_sard.malgrange_values import find_malgrange_list
from tameproof.morse_sard.open_branches import find_open_values
from tameproof.morse_sard.outcome import CommonProof, TangencyProof
from tameproof.morse_sard.plane_curves import SEMIALGEBRAIC
from tameproof.morse_sard.settings import DEFAULT, MorseSardSettings
from tameproof.morse_sard.tangency_curves import CurveFailure, CurveSearch, Frame
from tameproof.morse_sard.tangency_descent import find_along_descending_curves
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.morse_sard.tangency_space import find_tangency_bounds
from tameproof.morse_sard.tangency_stages import StagedSearch
from tameproof.morse_sard.value_lists import ValueLists
from tameproof.proofs.kernel.algebraic import format_number
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import BoundedBelow, CriticalValues, NoValueAtInfinity
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import (
    Tangency,
)
from tameproof.proofs.kernel.lift import Lift
from tameproof.sos.outcome import OpenValues
from tameproof.sos.targeted_regions import MAX_LOW_POINTS
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.outcome import Open

FRAMES: tuple[Frame, ...] = tuple(
    ((Fraction(a), Fraction(b)), powers)
    for a, b, powers in ((1, 1, (1, 1)), (1, 2, (1, 1)), (2, 1, (1, 1)), (1, 1, (1, 2)), (1, 1, (2, 1)))
)
MAX_MALGRANGE = 4  # variables
BOUNDS_FLOAT = 3.0  # seconds for bounds without a multiplier, in more than two variables
RADII = tuple(Fraction(k) for k in (2, 5, 10, 40, 200))


def find_no_value_at_infinity(
    lift: Lift,
    lower: Fraction | None,
    settings: MorseSardSettings = DEFAULT,
    critical: CriticalValues | None = None,
) -> TangencyProof | CommonProof | Open:
    """Show that there is no value at infinity above inf f, along the tangency sets of one or several functions rho.

    Args:
        lift: an objective without kinks inside kinks; semialgebraic ones in one and two variables are treated by
            eliminants, piecewise ones after their pieces have been separated.
        lower: a proved lower bound (a premise of the step), if known.
        settings: budgets.
        critical: the proved critical values, if known: a value at infinity may then be shown to be the infimum.

    Returns:
        Evidence for NoValueAtInfinity that the kernel accepts given BoundedBelow(lower), and a larger lower bound with
        evidence if one is needed instead; or lists of values that have none above inf f in common; or Open, which does
        not mean that such a value exists.
    """
    if not lift.convex_field:
        return Open("a kink inside a kink: the tangency equations do not describe the tangency set")
    deadline = settings.deadline()
    floor = Floor(lift, settings, lower)
    lists = ValueLists(lift, floor, critical)
    if lift.dimension > 2 or not is_semialgebraic(lift):
        found = _by_bounds(lift, floor, lists, settings, deadline.part(0.7))
        if isinstance(found, Open):
            found = _with_malgrange(lift, floor, lists, settings, deadline, found)
        return find_open_values(lift, settings, found, lists.open_numbers) if isinstance(found, Open) else found
    return _by_curves(lift, floor, lists, settings, deadline)


def _by_curves(
    lift: Lift, floor: Floor, lists: ValueLists, settings: MorseSardSettings, deadline: Deadline
) -> TangencyProof | CommonProof | Open:
    """Treat the curves of tangency sets in the plane; what one function rho leaves over another one may exclude."""
    reasons: list[str] = []
    decided: list[Frame] = []
    first: CurveSearch | None = None  # the first one that left values over
    for frame, radius in product(FRAMES if lift.dimension == 2 else FRAMES[:1], RADII):
        if frame in decided:
            continue  # a branch comes close from above, whatever the radius
        search = CurveSearch(lift, floor, frame, radius, settings, deadline)
        try:
            found = search.run()
            if not search.open_values:
                premises = () if floor.value is None else (BoundedBelow(floor.value),)
                check_step(lift, NoValueAtInfinity(), found, premises, "step")
                return floor.finish(found)
            reasons += [r for r in search.reasons if r not in reasons]
            decided.append(frame)
            lists.add_tangency(found)
            common = lists.conclude()
            if common is not None:
                return common
            if first is None:
                deadline = deadline.part(0.3)  # another rho seldom helps; a refutation is more likely
                first = search
        except CurveFailure as failure:
            if failure.reason not in reasons:
                reasons.append(failure.reason)
        except BudgetExceeded:
            reasons.append("time limit")
            break
        except RejectedStep as error:
            if error.reason.name != "LIMIT":
                raise
            reasons.append("evidence beyond the size limits of the checker")
            break
    if first is None:
        last = find_along_descending_curves(lift, floor, settings, deadline, lists)
        if isinstance(last, Tangency):
            return _checked(lift, floor, last)
        if isinstance(last, CommonProof):
            return last
        return Open(reasons[0], (*reasons[1:], *last.tried))
    reason = "; ".join(first.reasons)
    low = _lowest(lift, tuple(dict.fromkeys(first.low_float)))
    common_values = lists.common
    values = [v for v in first.open_values if any(format_number(c) == v.name for c in common_values)]
    return OpenValues(
        reason, tuple(r for r in reasons if r not in first.reasons), tuple(values or first.open_values), low
    )


def _lowest(lift: Lift, points_float: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    """Return the points with the smallest values, lowest first."""
    import numpy as np

    from tameproof.sos.explore import FloatObjective

    if not points_float:
        return ()
    values_float = FloatObjective(lift).value(np.array(points_float).T)
    order = sorted((float(v), p) for v, p in zip(values_float, points_float, strict=True) if np.isfinite(v))
    return tuple(p for _, p in order[:MAX_LOW_POINTS])


def _by_bounds(
    lift: Lift, floor: Floor, lists: ValueLists, settings: MorseSardSettings, deadline: Deadline
) -> TangencyProof | CommonProof | Open:
    """Bound the coordinates on the tangency set by the value, or the value along descending curves."""
    found: Tangency | Open = Open("not tried")
    if is_semialgebraic(lift):
        first = Deadline.after(min(BOUNDS_FLOAT, 0.25 * deadline.remaining_float))
        found = find_tangency_bounds(lift, floor, settings, first)
        if isinstance(found, Open):
            second = find_along_descending_curves(lift, floor, settings, deadline.part(0.6), lists)
            if isinstance(second, CommonProof):
                return second
            found = second if isinstance(second, Tangency) else find_tangency_bounds(lift, floor, settings, deadline)
            if isinstance(found, Open) and isinstance(second, Open):
                return Open(second.reason, (*second.tried, *(t for t in found.tried if t not in second.tried)))
    else:
        if any(v.kind not in SEMIALGEBRAIC for v in lift.lifted):
            found = StagedSearch(lift, floor, settings, deadline.part(0.6)).run()
        if isinstance(found, Open):
            found = find_tangency_bounds(lift, floor, settings, deadline)
    return found if isinstance(found, Open) else _checked(lift, floor, found)


def _with_malgrange(
    lift: Lift, floor: Floor, lists: ValueLists, settings: MorseSardSettings, deadline: Deadline, outcome: Open
) -> CommonProof | Open:
    """Add a list by Malgrange's inequality, and conclude if that is possible then."""
    if not lift.is_polynomial or floor.value is None or lift.dimension > MAX_MALGRANGE:
        return outcome
    found = find_malgrange_list(lift, floor.value, lists.critical, settings, deadline)
    if isinstance(found, Open):
        return Open(outcome.reason, (*outcome.tried, found.reason, *found.tried))
    lists.add(*found)
    return lists.conclude() or outcome


def _checked(lift: Lift, floor: Floor, found: Tangency) -> TangencyProof | Open:
    premises = () if floor.value is None else (BoundedBelow(floor.value),)
    try:
        check_step(lift, NoValueAtInfinity(), found, premises, "step")
    except RejectedStep as error:
        if error.reason.name != "LIMIT":
            raise
        return Open("evidence beyond the size limits of the checker")
    return floor.finish(found)
