"""Arcs to infinity x_i(t) = a_i t^(e_i), fitted to numerical runs and then checked exactly.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import exp, gcd, isfinite, lcm, log

from tameproof.proofs.kernel.evidence import RationalArc
from tameproof.proofs.kernel.intervals import logarithm
from tameproof.proofs.kernel.lift import Lift, NodeKind
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
        yield from _with_limits(near_float, far_float, scaled, exponents, growth)
        return


def _with_limits(
    near_float: Sequence[float],
    far_float: Sequence[float],
    scaled: Sequence[float],
    exponents: Sequence[int],
    growth: int,
) -> Iterator[RationalArc]:
    """Yield arcs on which coordinates with a finite limit c are c + b t^(-m)."""
    order = exponents[growth]
    t_near, t_far = (abs(p[growth]) ** (1.0 / order) for p in (near_float, far_float))
    if t_near <= 0 or t_far <= t_near:
        return
    for tolerance in (0.2, 0.02, 0.001):
        rows: list[tuple[Fraction, int, Fraction, int]] = []  # a t^e + b t^(-m)
        corrected = False
        for near, far, v, e in zip(near_float, far_float, scaled, exponents, strict=True):
            limit = round_number(far, 3 * abs(near - far)) if e == 0 and near != far else None
            first = round_number(v, tolerance * max(abs(v), 1e-2)) if limit is None else limit
            row = (Fraction(0) if first is None or abs(v) < 1e-6 else first, e, Fraction(0), 0)
            if limit is not None:
                a, b = near - float(limit), far - float(limit)
                if a * b > 0 and abs(b) < abs(a):
                    slope = log(abs(a) / abs(b)) / log(t_far / t_near)
                    m = round(slope)
                    found = (
                        round_number(b * t_far**m, tolerance * abs(b * t_far**m)) if 1 <= m <= MAX_EXPONENT else None
                    )
                    if found and abs(slope - m) < 0.2:
                        row, corrected = (limit, 0, found, m), True
            rows.append(row)
        if not corrected:
            return
        yield RationalArc(tuple(_two_terms(*row) for row in rows), Fraction(1))


def _two_terms(a: Fraction, e: int, b: Fraction, m: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return a t^e, or a + b t^(-m) if e is 0."""
    if not b:
        return power_arc((a,), (e,), Fraction(1)).coordinates[0]
    top = (b.numerator * a.denominator, *(0,) * (m - 1), a.numerator * b.denominator)
    return top if a else top[:1], (*(0,) * m, a.denominator * b.denominator)


def exponential_scales(lift: Lift) -> dict[int, Fraction]:
    """Return q > 0 for variables w of the objective whose exponentials are all integer powers of e^(w/q).

    Such a variable occurs linearly, with rational slopes, in the argument of an exp, sigmoid or tanh.
    """
    found: dict[int, Fraction] = {}
    for node in lift.lifted:
        if node.kind not in (NodeKind.EXP, NodeKind.EXP_NEGATIVE, NodeKind.SIGMOID, NodeKind.TANH):
            continue
        for i in node.arguments[0].variables():
            slope = node.arguments[0].derivative(i).as_constant()
            if i < lift.dimension and slope:
                slope = abs(slope) * (2 if node.kind is NodeKind.TANH else 1)
                known = 1 / found[i] if i in found else slope
                # the greatest common divisor of two rationals
                common = lcm(known.denominator, slope.denominator)
                found[i] = 1 / Fraction(gcd(int(known * common), int(slope * common)), common)
    return found


def fit_arcs_of(lift: Lift, near_float: Sequence[float], far_float: Sequence[float]) -> Iterator[RationalArc]:
    """Yield arcs through (about) two points of an escaping run; coordinates in exponentials may grow like log t."""
    yield from fit_arcs(near_float, far_float)
    scales = {i: q for i, q in exponential_scales(lift).items() if abs(far_float[i]) > 3}
    if not scales or not all(map(isfinite, (*near_float, *far_float))):
        return
    n = lift.dimension
    factors = [scales.get(i, Fraction(0)) * (1 if far_float[i] > 0 else -1) for i in range(n)]
    if any(abs(v / float(q)) > 300 for v, q in zip(far_float, factors, strict=True) if q):
        return

    def transformed(point_float: Sequence[float]) -> list[float]:
        return [exp(v / float(q)) if q else v for v, q in zip(point_float, factors, strict=True)]

    for arc in fit_arcs(transformed(near_float), transformed(far_float)):
        yield RationalArc(arc.coordinates, arc.start, tuple(factors))


def with_start(arc: RationalArc, start: Fraction) -> RationalArc:
    """Return the arc with a later start."""
    return RationalArc(arc.coordinates, start, arc.logarithms)


def point_on(arc: RationalArc, t: Fraction) -> tuple[Fraction, ...]:
    """Return x(t), with logarithms rounded."""
    out = []
    for k, (top, bottom) in enumerate(arc.coordinates):
        numerator = sum((c * t**k for k, c in enumerate(top)), Fraction(0))
        denominator = sum((c * t**k for k, c in enumerate(bottom)), Fraction(0))
        value = numerator / denominator
        if arc.logarithms and arc.logarithms[k]:
            middle = arc.logarithms[k] * logarithm(value).low
            value = Fraction(round(middle * 1000), 1000)
        out.append(value)
    return tuple(out)
