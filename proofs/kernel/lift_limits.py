"""Limits on the size of a lift: what would be too large is refused before it is expanded.  Soundness-critical: no."""

from __future__ import annotations

from math import comb

from .errors import InputError
from .polynomial import Polynomial

MAX_TERMS = 200_000
MAX_RATE_TERMS = 30_000  # of the derivative of one lifted variable


def predict(products: int, degree: int, *factors: Polynomial) -> None:
    """Refuse an expansion that would have too many terms, before doing it."""
    count = len(frozenset().union(*(f.variables() for f in factors)))
    bound = min(products, comb(count + degree, count))
    if bound > MAX_TERMS:
        raise too_many(bound)


def too_many(terms: int) -> InputError:
    """Return the refusal of an objective with so many terms."""
    size = str(terms) if terms < 10**9 else f"10^{(terms.bit_length() - 1) * 30103 // 100000}"
    return InputError(
        "E120",
        f"expanding the objective needs about {size} terms (limit {MAX_TERMS})",
        hint="write the objective with smaller powers or fewer factors",
    )


def check_rates(rate: Polynomial, differential: tuple[Polynomial, ...]) -> None:
    """Refuse derivatives of a node with too many terms: functions inside functions double them with every level."""
    terms = len(rate) * max((len(d) for d in differential), default=0)
    if terms > MAX_RATE_TERMS:
        text = f"a derivative of the objective needs about {terms} terms (limit {MAX_RATE_TERMS})"
        raise InputError("E120", text, hint="put fewer functions inside each other")
