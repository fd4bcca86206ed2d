"""Exact algebra over Q for the search: fast polynomials, ideals, elimination, real algebraic numbers, formula import.

Soundness-critical: no.  Everything found here is checked again by tameproof.proofs.kernel.
"""

if __name__ != "tameproof.symbolic":  # a second import name would make a second copy of every class
    raise ImportError(f"import this package as tameproof.symbolic, not {__name__}")
