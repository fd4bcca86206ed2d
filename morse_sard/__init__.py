"""Critical sets: case trees, critical values, escape arcs, tangency sets and values at infinity.

Soundness-critical: no.  Everything found here is checked again by tameproof.proofs.kernel.
"""

if __name__ != "tameproof.morse_sard":  # a second import name would make a second copy of every class
    raise ImportError(f"import this package as tameproof.morse_sard, not {__name__}")
