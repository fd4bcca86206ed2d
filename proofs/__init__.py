"""Proofs: the checker (kernel) and the writers that present a checked certificate (export)."""

if __name__ != "tameproof.proofs":  # a second import name would make a second copy of every class
    raise ImportError(f"import this package as tameproof.proofs, not {__name__}")
