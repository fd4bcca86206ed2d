"""Arcs to infinity x_i(t) = a_i t^(e_i), fitted to numerical runs and then checked exactly.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import isfinite, log

from tameproof.proofs.kernel.evidence import RationalArc
from tameproof.sos.rationals import round_number

MAX_EXPONENT = 12


def power_arc(coefficients: Sequence[Fraction], exponents: Sequence[int], start: Fraction) -> RationalArc:
    """Return the arc x_i(t) = coefficients[i] * t^exponents[i]."""
    coordinates = []
    for a, e in zip(coefficients, exponents, strict=True):
        top = (0,) * max(e, 0) + (a.numerator,) if a else ()
        bottom = (0,) * max(-e, 0) + (a.denominator,) if a else (1,)
        coordinates.append((top, bottom))
    return RationalArc(tuple(coordinates), start)


def fit_arcs(near_float: Sequence[float], far_float: Sequence[float]) -> Iterator[RationalArc]:
    """Yield arcs through (about) two points of an escaping run, simplest coefficients first.

    Args:
        near_float: an earlier point of the run.
        far_float: a later point, farther out.

    The exponents come from logarithmic slopes, rounded to multiples of 1/q with a small q.
    """
    n = len(near_float)
    if not all(isfinite(v) for v in (*near_float, *far_float)):
        return
    growth = max(range(n), key=lambda i: abs(far_float[i]))
    if abs(far_float[growth]) < 3 or abs(far_float[growth]) < 1.02 * abs(near_float[growth]):
        return
    base = log(abs(far_float[growth]) / max(abs(near_float[growth]), 1e-9))
    slopes = []
    for a, b in zip(near_float, far_float, strict=True):
        slopes.append(log(abs(b) / abs(a)) / base if abs(a) > 1e-12 and abs(b) > 1e-12 else 0.0)
    for q in (1, 2, 3, 4):
        exponents = [round(q * s) for s in slopes]
        if any(abs(q * s - e) > 0.2 for s, e in zip(slopes, exponents, strict=True)) and q < 4:
            continue
        if exponents[growth] <= 0 or max(map(abs, exponents)) > MAX_EXPONENT:
            continue
        t = abs(far_float[growth]) ** (1.0 / exponents[growth])
        scaled = [b / t**e for b, e in zip(far_float, exponents, strict=True)]
        for tolerance in (0.2, 0.05, 0.01, 0.001):
            coefficients = []
            for v in scaled:
                value = round_number(v, tolerance * max(abs(v), 1e-2))
                coefficients.append(Fraction(0) if value is None or abs(v) < 1e-6 else value)
            yield power_arc(coefficients, exponents, Fraction(1))
        return


def with_start(arc: RationalArc, start: Fraction) -> RationalArc:
    """Return the arc with a later start."""
    return RationalArc(arc.coordinates, start)


def point_on(arc: RationalArc, t: Fraction) -> tuple[Fraction, ...]:
    """Return x(t)."""
    out = []
    for top, bottom in arc.coordinates:
        numerator = sum((c * t**k for k, c in enumerate(top)), Fraction(0))
        denominator = sum((c * t**k for k, c in enumerate(bottom)), Fraction(0))
        out.append(numerator / denominator)
    return tuple(out)
