"""The checker: everything that must be believed.  Soundness-critical: yes.

Standard library only, relative imports only, no floating-point number, no assert, no eval: see docs/architecture.md.
This package also runs alone, without tameproof and without site-packages, so it carries no guard on its import name.
"""
