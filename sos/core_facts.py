"""Proofs from those facts only that speak about the variables of the claim.  Soundness-critical: no.

Facts about other variables make the semidefinite programs larger and rarely help: lifts of exp and sigmoid relate them
to variables on which the objective does not depend otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tameproof.proofs.kernel.evidence import Psatz
from tameproof.proofs.kernel.facts import Fact
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.sos.positivstellensatz import prove_nonnegative, prove_positive
from tameproof.sos.settings import SosSettings
from tameproof.symbolic.outcome import Open

SHARE = 0.5  # of the time, for the small program


def core_facts(polynomials: Sequence[Polynomial], facts: Sequence[Fact]) -> tuple[int, ...]:
    """Return the indices of the facts all of whose variables occur in the polynomials."""
    core = frozenset[int]().union(*(p.variables() for p in polynomials))
    return tuple(i for i, f in enumerate(facts) if f.polynomial.variables() <= core)


def with_indices(psatz: Psatz, indices: Sequence[int]) -> Psatz:
    """Return the same evidence where fact k is called indices[k]."""

    def named(facts: Sequence[int]) -> tuple[int, ...]:
        return tuple(indices[k] for k in facts)

    return replace(
        psatz,
        products=tuple(replace(t, facts=named(t.facts)) for t in psatz.products),
        combination=tuple((indices[k], c) for k, c in psatz.combination),
        multiplier=replace(psatz.multiplier, facts=named(psatz.multiplier.facts)),
        unit=named(psatz.unit),
    )


def prove_from_core(
    q: Polynomial, facts: Sequence[Fact], own: Sequence[Polynomial], settings: SosSettings, *, strict: bool
) -> Psatz | Open:
    """Search evidence for q >= 0 or q > 0, first from facts about the variables of q and ``own``, then from all."""
    prove = prove_positive if strict else prove_nonnegative
    indices = core_facts((q, *own), facts)
    if len(indices) < len(facts):
        # the facts are renumbered afterwards, which evidence by contradiction does not survive
        limited = replace(settings, time_limit=SHARE * settings.time_limit, contradictions=False)
        found = prove(q, [facts[i] for i in indices], settings=limited)
        if isinstance(found, Psatz):
            return with_indices(found, indices)
        settings = limited
    return prove(q, facts, settings=settings)
