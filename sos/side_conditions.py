"""Side conditions of the lift: nonzero denominators, positive arguments of sqrt and log.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import replace

from tameproof.proofs.kernel.evidence import Psatz, Side, SideConditions
from tameproof.proofs.kernel.facts import Fact
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ZERO, Polynomial
from tameproof.sos.positivstellensatz import prove_positive
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open


def find_side_conditions(lift: Lift, settings: SosSettings) -> SideConditions | Open:
    """Return one sign proof per obligation of the lift, or Open naming the first that could not be proved."""
    share = replace(settings, time_limit=settings.time_limit / max(1, 2 * len(lift.obligations)))
    found: list[Side] = []
    for obligation in lift.obligations:
        facts = facts_about(obligation.argument, lift)[: obligation.facts]
        tried: list[str] = []
        for sign in (1,) if obligation.must_be_positive else (1, -1):
            psatz = prove_positive(obligation.argument.scale(sign), facts, settings=share)
            if isinstance(psatz, Psatz):
                found.append(Side(sign, psatz))
                break
            tried.append(f"sign {sign:+d}: {psatz.reason}")
        else:
            return Open(f"it could not be shown that {obligation.text}", tuple(tried))
    return SideConditions(tuple(found))


def facts_about(p: Polynomial, lift: Lift) -> tuple[Fact, ...]:
    """Return the facts of the lift, with 0 in place of those on functions that do not occur in a polynomial."""
    n = lift.dimension
    inside = set(p.variables())
    for v in reversed(lift.lifted):
        if v.index in inside:
            inside.update(*(u.variables() for u in v.arguments))
    return tuple(
        f if all(i < n or i in inside for i in f.polynomial.variables()) else replace(f, polynomial=ZERO)
        for f in lift.facts
    )
