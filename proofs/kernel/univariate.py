"""Univariate polynomials over Z: gcd, Sturm sequences, counting and isolating real roots.

Soundness-critical: yes.  A polynomial is a tuple of integers, constant term first, without trailing zeros; the zero
polynomial is ``()``.  Everything is exact integer arithmetic.  Signs are kept by multiplying remainders by positive
integers only: a signed remainder sequence f, g, -rem(f, g), ... counts, by sign variations V, the Cauchy index of g/f
on (a, b) as V(a) - V(b); with g = f' that is the number of distinct roots (Sturm).
Source: Basu, Pollack, Roy, Algorithms in Real Algebraic Geometry, chapter 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import gcd, lcm
from typing import TypeAlias

from .effort import check_common_bits, product_cost, spend, spend_integers
from .errors import Reason, need

IntegerPolynomial: TypeAlias = tuple[int, ...]  # constant term first, no trailing zeros
Interval: TypeAlias = tuple[Fraction, Fraction]

MAX_DEGREE = 2000
MAX_BITS = 100_000  # of one coefficient or interval end that enters a root count
PRIME = (1 << 61) - 1  # only to see quickly that two polynomials are coprime
WHERE = "univariate"


# -- shape -----------------------------------------------------------------------------------------------------------
def normalise(coefficients: Sequence[int]) -> IntegerPolynomial:
    """Return the polynomial without trailing zeros; raises RejectedStep (LIMIT) above MAX_DEGREE."""
    end = len(coefficients)
    while end and coefficients[end - 1] == 0:
        end -= 1
    need(end <= MAX_DEGREE + 1, WHERE, Reason.LIMIT, f"degree {end - 1} above {MAX_DEGREE}")
    return tuple(coefficients[:end])


def from_fractions(coefficients: Sequence[Fraction | int]) -> tuple[IntegerPolynomial, Fraction]:
    """Return (p, scale) with p primitive over Z, scale > 0 and scale * p = the given polynomial; ((), 1) for zero."""
    fractions = [Fraction(c) for c in coefficients]
    denominator = 1
    for c in fractions:
        if denominator % c.denominator:
            denominator = lcm(denominator, c.denominator)
            check_common_bits(denominator.bit_length())
            spend_integers(1, denominator.bit_length())
    spend_integers(len(fractions), denominator.bit_length())
    p = normalise([c.numerator * (denominator // c.denominator) for c in fractions])
    content = gcd(*p)
    if content == 0:
        return (), Fraction(1)
    return tuple(c // content for c in p), Fraction(content, denominator)


def primitive_part(p: IntegerPolynomial) -> IntegerPolynomial:
    """Return p divided by the positive gcd of its coefficients: same sign everywhere."""
    spend_integers(2 * len(p), _largest(p))
    content = gcd(*p)
    return p if content <= 1 else tuple(c // content for c in p)


def canonical(p: IntegerPolynomial) -> IntegerPolynomial:
    """Return the multiple of p that is primitive with positive leading coefficient."""
    q = primitive_part(p)
    return negate(q) if q and q[-1] < 0 else q


def check_size(p: IntegerPolynomial, where: str = WHERE) -> None:
    """Refuse polynomials that are not normalised, of degree above MAX_DEGREE, or with coefficients above MAX_BITS."""
    need(not p or p[-1] != 0, where, Reason.WRONG_SHAPE, "leading coefficient 0")
    need(len(p) <= MAX_DEGREE + 1, where, Reason.LIMIT, f"degree {len(p) - 1} above {MAX_DEGREE}")
    need(all(c.bit_length() <= MAX_BITS for c in p), where, Reason.LIMIT, "coefficient too large")


# -- ring operations -------------------------------------------------------------------------------------------------
def add(p: IntegerPolynomial, q: IntegerPolynomial) -> IntegerPolynomial:
    """Return p + q."""
    if len(p) < len(q):
        p, q = q, p
    return normalise([a + b for a, b in zip(p, q, strict=False)] + list(p[len(q) :]))


def negate(p: IntegerPolynomial) -> IntegerPolynomial:
    """Return -p."""
    return tuple(-c for c in p)


def scale(p: IntegerPolynomial, factor: int) -> IntegerPolynomial:
    """Return factor * p."""
    return tuple(factor * c for c in p) if factor else ()


def multiply(p: IntegerPolynomial, q: IntegerPolynomial) -> IntegerPolynomial:
    """Return p * q."""
    if not p or not q:
        return ()
    need(len(p) + len(q) - 2 <= MAX_DEGREE, WHERE, Reason.LIMIT, f"degree above {MAX_DEGREE}")
    spend(len(p) * len(q) * product_cost(_largest(p), _largest(q)))
    out = [0] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        if a:
            for j, b in enumerate(q):
                out[i + j] += a * b
    return tuple(out)


def _largest(p: IntegerPolynomial) -> int:
    """Return the bit length of the largest coefficient."""
    return max(map(int.bit_length, p), default=0)


def derivative(p: IntegerPolynomial) -> IntegerPolynomial:
    """Return p'."""
    return tuple(i * c for i, c in enumerate(p) if i)


def positive_remainder(p: IntegerPolynomial, q: IntegerPolynomial) -> IntegerPolynomial:
    """Return the primitive part of p mod q: a positive rational multiple of the remainder of p by q != 0."""
    rest = list(p)
    lead, size = abs(q[-1]), len(q)
    sign = 1 if q[-1] > 0 else -1
    while len(rest) >= size:
        top = rest.pop()
        spend(2 * (len(rest) + size) * product_cost(top.bit_length(), _largest(q)))
        if top:
            common = gcd(top, lead)
            keep, take = lead // common, sign * (top // common)
            if keep != 1:
                rest = [keep * c for c in rest]
            shift = len(rest) - size + 1
            for j in range(size - 1):
                rest[shift + j] -= take * q[j]
    return primitive_part(normalise(rest))


def divide_exactly(p: IntegerPolynomial, q: IntegerPolynomial) -> IntegerPolynomial:
    """Return p / q for q != 0; raises RejectedStep if the quotient is not a polynomial over Z."""
    rest = list(p)
    quotient = [0] * max(len(p) - len(q) + 1, 0)
    spend(len(quotient) * len(q) * product_cost(_largest(p), _largest(q)))
    for k in reversed(range(len(quotient))):
        c, r = divmod(rest[k + len(q) - 1], q[-1])
        need(r == 0, WHERE, Reason.IDENTITY_FAILS, "inexact division")
        quotient[k] = c
        if c:
            for j, b in enumerate(q):
                rest[k + j] -= c * b
    need(not any(rest), WHERE, Reason.IDENTITY_FAILS, "inexact division")
    return normalise(quotient)


def _is_coprime_modulo_prime(p: IntegerPolynomial, q: IntegerPolynomial) -> bool:
    """Return True only if p and q are coprime: a common factor over Z keeps its degree modulo PRIME.

    That needs PRIME not to divide the leading coefficient of p, since the factor's leading coefficient divides it.
    """
    spend(4 * len(p) * len(q))
    if p[-1] % PRIME == 0:
        return False
    a, b = list(normalise([c % PRIME for c in p])), list(normalise([c % PRIME for c in q]))
    while b:
        inverse = pow(b[-1], -1, PRIME)
        while len(a) >= len(b):
            factor = a.pop() * inverse % PRIME
            shift = len(a) - len(b) + 1
            for j in range(len(b) - 1):
                a[shift + j] = (a[shift + j] - factor * b[j]) % PRIME
        a, b = b, list(normalise(a))
    return len(a) == 1


def greatest_common_divisor(p: IntegerPolynomial, q: IntegerPolynomial) -> IntegerPolynomial:
    """Return the gcd over Q, primitive with positive leading coefficient (() if both are zero)."""
    p, q = canonical(p), canonical(q)
    if len(p) < len(q):
        p, q = q, p
    if q and (len(q) == 1 or _is_coprime_modulo_prime(p, q)):
        return (1,)
    while q:
        p, q = q, positive_remainder(p, q)
    return canonical(p)


def squarefree_part(p: IntegerPolynomial) -> IntegerPolynomial:
    """Return the primitive polynomial with positive leading coefficient and the same roots as p != 0, all simple."""
    q = canonical(p)
    return divide_exactly(q, greatest_common_divisor(q, derivative(q))) if len(q) > 1 else q


def odd_part(p: IntegerPolynomial) -> IntegerPolynomial:
    """Return the squarefree polynomial whose roots are those of odd multiplicity of p != 0: where p changes sign."""
    rest, multiplicity = canonical(p), 0
    odd: IntegerPolynomial = (1,)
    simple = squarefree_part(rest)  # product of the factors of multiplicity > the counter
    while len(simple) > 1:
        multiplicity += 1
        rest = divide_exactly(rest, simple)
        higher = greatest_common_divisor(rest, simple)
        if multiplicity % 2:
            odd = multiply(odd, divide_exactly(simple, higher))
        simple = higher
    return odd


# -- values ----------------------------------------------------------------------------------------------------------
def _bits(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def _homogeneous_value(p: IntegerPolynomial, x: Fraction) -> int:
    """Return denominator(x)^deg(p) * p(x)."""
    a, b = x.numerator, x.denominator
    spend(len(p) * product_cost(len(p) * _bits(x) + _largest(p), _bits(x)))
    value, power = 0, 1
    for c in reversed(p):
        value = value * a + c * power
        power *= b
    return value


def evaluate(p: IntegerPolynomial, x: Fraction) -> Fraction:
    """Return p(x)."""
    return Fraction(_homogeneous_value(p, x), x.denominator ** max(len(p) - 1, 0))


def sign_at(p: IntegerPolynomial, x: Fraction) -> int:
    """Return the sign of p(x): -1, 0 or 1."""
    value = _homogeneous_value(p, x)
    return (value > 0) - (value < 0)


def sign_at_infinity(p: IntegerPolynomial, direction: int) -> int:
    """Return the sign of p(x) for x near +infinity (direction 1) or -infinity (direction -1)."""
    if not p:
        return 0
    sign = 1 if p[-1] > 0 else -1
    return sign if direction > 0 or len(p) % 2 else -sign


# -- roots -----------------------------------------------------------------------------------------------------------
def signed_remainder_sequence(p: IntegerPolynomial, q: IntegerPolynomial) -> tuple[IntegerPolynomial, ...]:
    """Return p, q, -rem(p, q), ... up to the last nonzero member, each up to a positive factor; p != 0."""
    check_size(p)
    check_size(q)
    sequence = [primitive_part(p)]
    following = primitive_part(q)
    while following:
        sequence.append(following)
        following = negate(positive_remainder(sequence[-2], following))
    return tuple(sequence)


@lru_cache(maxsize=128)
def sturm_sequence(p: IntegerPolynomial) -> tuple[IntegerPolynomial, ...]:
    """Return the signed remainder sequence of p and p'; p != 0."""
    return signed_remainder_sequence(p, derivative(p))


def variations(sequence: Sequence[IntegerPolynomial], x: Fraction) -> int:
    """Return the number of sign changes of the sequence at x, zeros left out."""
    return _changes([sign_at(p, x) for p in sequence])


def _changes(signs: list[int]) -> int:
    nonzero = [s for s in signs if s]
    return sum(1 for a, b in pairwise(nonzero) if a != b)


def count_roots(p: IntegerPolynomial, low: Fraction | None, high: Fraction | None) -> int:
    """Return the number of distinct real roots of p != 0 in the half-open interval (low, high].

    Args:
        p: any nonzero polynomial, squarefree or not.
        low: excluded end; None: -infinity.
        high: included end, high >= low; None: +infinity.

    Raises:
        RejectedStep: p is zero or too large, or low > high.
    """
    need(bool(p), WHERE, Reason.ROOTS, "the zero polynomial")
    check_size(p)
    need(low is None or high is None or low <= high, WHERE, Reason.WRONG_SHAPE, "empty interval")
    for end in (low, high):
        need(end is None or _bits(end) <= MAX_BITS, WHERE, Reason.LIMIT, "interval end too large")
    sequence = sturm_sequence(squarefree_part(p))
    before = _changes([sign_at_infinity(s, -1) for s in sequence]) if low is None else variations(sequence, low)
    after = _changes([sign_at_infinity(s, 1) for s in sequence]) if high is None else variations(sequence, high)
    return before - after


def count_roots_closed(p: IntegerPolynomial, low: Fraction, high: Fraction) -> int:
    """Return the number of distinct real roots of p != 0 in the closed interval [low, high]."""
    return count_roots(p, low, high) + (sign_at(p, low) == 0)


def count_roots_from(p: IntegerPolynomial, low: Fraction) -> int:
    """Return the number of distinct real roots of p != 0 in [low, infinity)."""
    return count_roots(p, low, None) + (sign_at(p, low) == 0)


def root_bound(p: IntegerPolynomial) -> Fraction:
    """Return a power of two B such that every complex root of p != 0 has absolute value < B (Cauchy)."""
    largest = max((abs(c) for c in p[:-1]), default=0)
    return Fraction(1 << (largest // abs(p[-1]) + 1).bit_length())


def isolate_roots(p: IntegerPolynomial) -> list[Interval]:
    """Return intervals around the distinct real roots of p != 0, in increasing order.

    Returns:
        One (low, high) per root.  low == high: the root is this rational number (not every rational root is
        recognised).  low < high: neither end is a root, and [low, high] contains exactly one.  Two intervals have at
        most an end in common.
    """
    need(bool(p), WHERE, Reason.ROOTS, "the zero polynomial")
    q = squarefree_part(p)
    sequence = sturm_sequence(q)
    bound = root_bound(q)
    out: list[Interval] = []
    # (low, high, V(low), V(high)): roots in (low, high) to isolate; the ends may be roots that are listed already.
    todo = [(-bound, bound, variations(sequence, -bound), variations(sequence, bound))]
    while todo:
        low, high, v_low, v_high = todo.pop()
        if low == high:
            out.append((low, high))
            continue
        inside = v_low - v_high - (sign_at(q, high) == 0)
        if inside == 0:
            continue
        if inside == 1 and sign_at(q, low) * sign_at(q, high) != 0:
            out.append((low, high))
            continue
        middle = (low + high) / 2
        v = variations(sequence, middle)
        todo.append((middle, high, v, v_high))
        if sign_at(q, middle) == 0:
            todo.append((middle, middle, v, v))
        todo.append((low, middle, v_low, v))
    return out


def refine(p: IntegerPolynomial, interval: Interval, width: Fraction) -> Interval:
    """Return an interval of at most the given width > 0 around the same root, by bisection.

    Args:
        p: changes sign exactly once in the interval and not at its ends, or the interval is one point.
        interval: closed interval.
        width: wanted width.
    """
    need(width > 0, WHERE, Reason.WRONG_SHAPE, "width must be > 0")
    low, high = interval
    sign_low = sign_at(p, low)
    while high - low > width:
        middle = (low + high) / 2
        sign = sign_at(p, middle)
        if sign == 0:
            return middle, middle
        if sign == sign_low:
            low = middle
        else:
            high = middle
    return low, high


def format_univariate(p: IntegerPolynomial, name: str = "v") -> str:
    """Return text such as ``4*v^2-4*v-1``."""
    out = ""
    for i, c in reversed(list(enumerate(p))):
        if c:
            power = "" if i == 0 else name if i == 1 else f"{name}^{i}"
            factor = "" if abs(c) == 1 and power else f"{abs(c)}*" if power else str(abs(c))
            out += ("-" if c < 0 else "+" if out else "") + factor + power
    return out or "0"
