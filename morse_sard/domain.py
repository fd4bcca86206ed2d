"""Whether the objective is defined everywhere.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import replace

from tameproof.morse_sard.monotone_pieces import DECIDED, find_no_poles
from tameproof.proofs.kernel.evidence import NoPoles, SideConditions
from tameproof.proofs.kernel.lift import Lift
from tameproof.sos.settings import SosSettings
from tameproof.sos.side_conditions import find_side_conditions
from tameproof.symbolic.outcome import Open

IDENTITIES = 2.0  # seconds for identities, which say more, where the table of one variable decides


def find_domain_proof(lift: Lift, settings: SosSettings) -> SideConditions | NoPoles | Open:
    """Prove that denominators do not vanish and that roots and logarithms have positive arguments.

    Args:
        lift: an objective with such conditions.
        settings: of the search for identities.

    Returns:
        Evidence for WellDefined that the kernel accepts.  Open names a condition that could not be shown; in one
        variable, without exp and the like, it names a point where the objective is not defined.
    """
    if lift.dimension != 1 or any(v.kind not in DECIDED for v in lift.lifted):
        return find_side_conditions(lift, settings)
    table = find_no_poles(lift)
    if isinstance(table, Open):
        return find_side_conditions(lift, settings) if "limits" in table.reason else table
    identities = find_side_conditions(lift, replace(settings, time_limit=min(settings.time_limit, IDENTITIES)))
    return table if isinstance(identities, Open) else identities
