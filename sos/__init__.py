"""Sums of squares: Gram matrices, Newton polytopes, semidefinite programs, rounding to exact rational identities.

Soundness-critical: no.  Floating-point numbers are hints only; what leaves this package is an exact identity.  The
public names are loaded when they are first used.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if __name__ != "tameproof.sos":  # a second import name would make a second copy of every class
    raise ImportError(f"import this package as tameproof.sos, not {__name__}")

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices, and the same floats in every run

if TYPE_CHECKING:
    from tameproof.sos.lower_bound import find_lower_bound
    from tameproof.sos.negative_curvature import find_negative_curvature
    from tameproof.sos.positivstellensatz import prove_impossible, prove_nonnegative, prove_positive
    from tameproof.sos.settings import SosSettings
    from tameproof.sos.syntactic import find_syntactic_bound

_HOMES = {
    "SosSettings": "settings",
    "find_lower_bound": "lower_bound",
    "find_negative_curvature": "negative_curvature",
    "find_syntactic_bound": "syntactic",
    "prove_impossible": "positivstellensatz",
    "prove_nonnegative": "positivstellensatz",
    "prove_positive": "positivstellensatz",
}

__all__ = [
    "SosSettings",
    "find_lower_bound",
    "find_negative_curvature",
    "find_syntactic_bound",
    "prove_impossible",
    "prove_nonnegative",
    "prove_positive",
]


def __getattr__(name: str) -> object:
    """Load a public name on first use, so that importing the package loads no solver."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"tameproof.sos.{home}"), name)
