"""Writers that turn a checked certificate into text for people and for other systems.

Soundness-critical: no.  They read certificates; they decide nothing.
"""
