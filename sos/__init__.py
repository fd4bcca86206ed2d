"""Sums of squares: Gram matrices, Newton polytopes, semidefinite programs, rounding to exact rational identities.

Soundness-critical: no.  Floating-point numbers are hints only; what leaves this package is an exact identity.
"""

if __name__ != "tameproof.sos":  # a second import name would make a second copy of every class
    raise ImportError(f"import this package as tameproof.sos, not {__name__}")
