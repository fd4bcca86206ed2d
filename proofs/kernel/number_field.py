"""Values of polynomials at algebraic points: elements of Q[t] modulo the polynomial of one real algebraic number theta.

Soundness-critical: yes.  The polynomial of theta need not be irreducible, so no element is ever inverted: an element is
any polynomial in theta, and every decision is an exact sign at theta.  A symmetric matrix A is positive definite if and
only if its characteristic polynomial x^n - e_1 x^(n-1) + e_2 x^(n-2) - ... has all e_k > 0 (its roots are real, and e_k
is the sum of the principal minors of order k); the e_k come from Faddeev and LeVerrier's recursion
M_1 = A, e_k = tr(M_k) / k, M_(k+1) = A (e_k I - M_k), which divides by integers only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from .algebraic import AlgebraicNumber, as_rational, check_algebraic, sign_of
from .effort import product_cost, spend
from .errors import Reason, need
from .evidence import AlgebraicPoint
from .polynomial import Polynomial, unpack
from .univariate import IntegerPolynomial, add, from_fractions, multiply, normalise, scale, sign_at

MAX_SIZE = 60  # rows of a matrix of elements
MAX_POWER = 1000  # exponent of one variable at an algebraic point
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Element:
    """``numerator(theta) / denominator`` with an integer polynomial and an integer denominator > 0."""

    numerator: IntegerPolynomial
    denominator: int = 1


def _reduced(p: IntegerPolynomial, denominator: int, modulus: IntegerPolynomial) -> Element:
    """Return p / denominator modulo the modulus, in lowest terms."""
    rest = list(p)
    lead, size = modulus[-1], len(modulus)
    while len(rest) >= size:
        top = rest.pop()
        spend((len(rest) + size) * product_cost(top.bit_length(), lead.bit_length()))
        if top:
            common = gcd(top, lead)
            keep, take = lead // common, top // common
            if keep != 1:
                rest = [keep * c for c in rest]
                denominator *= keep
            shift = len(rest) - size + 1
            for j in range(size - 1):
                rest[shift + j] -= take * modulus[j]
    return _lowest(rest, denominator)


def _lowest(p: Sequence[int], denominator: int) -> Element:
    common = gcd(denominator, *p)
    return Element(normalise([c // common for c in p]), denominator // common)


def _add(a: Element, b: Element) -> Element:
    denominator = lcm(a.denominator, b.denominator)
    p = add(scale(a.numerator, denominator // a.denominator), scale(b.numerator, denominator // b.denominator))
    return Element(p, denominator)


def _multiply(a: Element, b: Element, theta: AlgebraicNumber) -> Element:
    return _reduced(multiply(a.numerator, b.numerator), a.denominator * b.denominator, theta.polynomial)


def _scale(a: Element, factor: Fraction) -> Element:
    return _lowest([c * factor.numerator for c in a.numerator], a.denominator * factor.denominator)


def evaluate_at(p: Polynomial, point: AlgebraicPoint, where: str) -> Element:
    """Return p at an algebraic point.

    Args:
        p: a polynomial in the coordinates of the point.
        point: theta is checked here too.
        where: path for errors.

    Raises:
        RejectedStep: theta is malformed, a variable has no coordinate, or a limit is exceeded.
    """
    theta = point.theta
    check_algebraic(theta, f"{where}.theta")
    powers: dict[int, list[Element]] = {}
    total = Element(())
    for m, c in sorted(p.terms.items()):
        value = Element((c,))
        for i, e in enumerate(unpack(m)):
            if e:
                need(i < len(point.coordinates), where, Reason.UNKNOWN_VARIABLE, f"no coordinate number {i}")
                need(e <= MAX_POWER, where, Reason.LIMIT, f"exponent {e}")
                known = powers.setdefault(i, [Element((1,))])
                while len(known) <= e:
                    if len(known) == 1:
                        q, factor = from_fractions(point.coordinates[i])
                        known.append(_reduced(scale(q, factor.numerator), factor.denominator, theta.polynomial))
                    else:
                        known.append(_multiply(known[-1], known[1], theta))
                value = _multiply(value, known[e], theta)
        total = _add(total, value)
    return _scale(total, ONE / p.denominator)


def sign_of_element(element: Element, theta: AlgebraicNumber) -> int:
    """Return the exact sign of the element at theta: -1, 0 or 1."""
    return sign_of(element.numerator, theta)


def compare_element(element: Element, theta: AlgebraicNumber, number: AlgebraicNumber) -> int:
    """Return the sign of element(theta) - number."""

    def compare_with(q: Fraction) -> int:
        return sign_of_element(_add(element, Element(normalise((-q.numerator,)), q.denominator)), theta)

    exact = as_rational(number)
    if exact is not None:
        return compare_with(exact)
    if compare_with(number.low) <= 0:
        return -1
    if compare_with(number.high) >= 0:
        return 1
    value = Element(())  # number.polynomial at the element, by Horner's scheme
    for c in reversed(number.polynomial):
        value = _add(_multiply(value, element, theta), Element(normalise((c,))))
    sign = sign_of_element(value, theta)
    return 0 if sign == 0 else -1 if sign == sign_at(number.polynomial, number.low) else 1


def principal_minor_sums(rows: Sequence[Sequence[Element]], theta: AlgebraicNumber, where: str) -> tuple[Element, ...]:
    """Return e_1, ..., e_n of a symmetric matrix: e_k is the sum of its principal minors of order k, e_n = det.

    Args:
        rows: lower triangle, row i has i + 1 elements; n <= MAX_SIZE.
        theta: the number that the elements are polynomials in.
        where: path for errors.

    Cost: n matrix products of elements.
    """
    n = len(rows)
    need(n <= MAX_SIZE, where, Reason.LIMIT, f"more than {MAX_SIZE} rows")
    need(all(len(r) == i + 1 for i, r in enumerate(rows)), where, Reason.WRONG_SHAPE, "lower triangle expected")
    A = _full(rows)
    M, out = A, []
    for k in range(1, n + 1):
        trace = Element(())
        for i in range(n):
            trace = _add(trace, M[i][i])
        e = _scale(trace, ONE / k)
        out.append(e)
        if k < n:
            # M and B are polynomials in A, so they are symmetric and commute with A.
            B = [[_add(_scale(M[i][j], -ONE), e if i == j else Element(())) for j in range(n)] for i in range(n)]
            lower = [[_dot(A[i], B[j], theta) for j in range(i + 1)] for i in range(n)]
            M = _full(lower)
    return tuple(out)


def _full(rows: Sequence[Sequence[Element]]) -> list[list[Element]]:
    n = len(rows)
    return [[rows[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)]


def _dot(a: list[Element], b: list[Element], theta: AlgebraicNumber) -> Element:
    return sum_of_element_products(zip(a, b, strict=True), theta)


def sum_of_element_products(pairs: Iterable[tuple[Element, Element]], theta: AlgebraicNumber) -> Element:
    """Return the sum of products, reduced once."""
    total = Element(())
    for x, y in pairs:
        total = _add(total, Element(multiply(x.numerator, y.numerator), x.denominator * y.denominator))
    return _reduced(total.numerator, total.denominator, theta.polynomial)


def product_of_elements(elements: Iterable[Element], theta: AlgebraicNumber) -> Element:
    """Return the product, reduced after every factor; 1 for none."""
    result = Element((1,))
    for element in elements:
        result = _multiply(result, element, theta)
    return result


def check_positive_definite_at(rows: Sequence[Sequence[Element]], theta: AlgebraicNumber, where: str) -> None:
    """Check that a symmetric matrix of elements is positive definite at theta.

    Args:
        rows: lower triangle, row i has i + 1 elements.
        theta: the real number at which signs are taken.
        where: path for errors.

    Raises:
        RejectedStep: NOT_POSITIVE_SEMIDEFINITE (then it is not positive definite), WRONG_SHAPE or LIMIT.
    """
    check_algebraic(theta, where)
    for k, e in enumerate(principal_minor_sums(rows, theta, where), start=1):
        good = sign_of_element(e, theta) > 0
        need(good, where, Reason.NOT_POSITIVE_SEMIDEFINITE, f"the sum of the principal minors of order {k} is not > 0")
