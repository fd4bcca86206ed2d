"""Semidefinite programming solvers: the only modules that may import one.

Soundness-critical: no.  A solver's answer is a hint in floating-point numbers and never evidence.
"""
