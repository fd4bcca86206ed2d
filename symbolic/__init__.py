"""Exact algebra over Q: factorisation, ideals with cofactors, decomposition, real points.  Soundness-critical: no.

Everything returned to other packages is built from kernel types; identities are verified by expansion before return.
"""

if __name__ != "tameproof.symbolic":
    raise ImportError(f"import this package as tameproof.symbolic, not {__name__}")
