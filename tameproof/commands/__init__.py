"""The commands of ``tameproof``, one module each; heavy imports stay inside the functions.  Soundness-critical: no."""
