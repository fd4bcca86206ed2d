"""Laws of univariate polynomials, algebraic numbers and semidefinite matrices on known constructions."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tameproof.proofs.kernel import univariate as u
from tameproof.proofs.kernel.algebraic import compare, compare_rational, real_roots, sign_of
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.rational_function import RationalFunction
from tameproof.proofs.kernel.semidefinite import check_positive_definite, check_positive_semidefinite, ldl

pytestmark = pytest.mark.property

fractions = st.fractions(min_value=-5, max_value=5, max_denominator=6)
root_lists = st.lists(fractions, max_size=5)
integers = st.integers(-9, 9)
polynomials = st.lists(integers, max_size=6).map(u.normalise)
nonzero = polynomials.filter(bool)
constants = st.integers(-9, 9).filter(bool)
triangles = st.integers(1, 5).flatmap(
    lambda n: st.tuples(*(st.lists(integers, min_size=i, max_size=i) for i in range(1, n + 1)))
)
LAWS = settings(max_examples=60, deadline=None)


def from_roots(roots: list[Fraction], factor: int = 1) -> u.IntegerPolynomial:
    """Return factor * product of (b v - a) over the roots a/b, times v^2 + 1 to have complex roots too."""
    return reduce(u.multiply, [(-r.numerator, r.denominator) for r in roots], (factor, 0, factor))


@LAWS
@given(polynomials, polynomials, polynomials, fractions)
def test_ring_laws(p, q, r, x) -> None:
    assert u.multiply(p, u.add(q, r)) == u.add(u.multiply(p, q), u.multiply(p, r))
    assert u.evaluate(u.multiply(p, q), x) == u.evaluate(p, x) * u.evaluate(q, x)
    assert u.derivative(u.multiply(p, q)) == u.add(u.multiply(u.derivative(p), q), u.multiply(p, u.derivative(q)))


@LAWS
@given(nonzero, nonzero, nonzero)
def test_division_and_gcd(p, q, r) -> None:
    g = u.greatest_common_divisor(u.multiply(p, r), u.multiply(q, r))

    assert u.divide_exactly(u.multiply(p, q), q) == p
    assert u.greatest_common_divisor(g, r) == u.canonical(r)
    assert u.divide_exactly(g, u.canonical(r)) == u.greatest_common_divisor(p, q)


@LAWS
@given(nonzero, nonzero, fractions)
def test_remainder_keeps_the_sign_at_roots_of_the_divisor(p, q, x) -> None:
    divisor = u.multiply(q, (-x.numerator, x.denominator))

    assert u.sign_at(u.positive_remainder(p, divisor), x) == u.sign_at(p, x)


@LAWS
@given(root_lists, constants, fractions, fractions)
def test_count_roots(roots, factor, a, b) -> None:
    low, high = min(a, b), max(a, b)
    p = from_roots(roots, factor)
    distinct = sorted(set(roots))

    assert u.count_roots(p, low, high) == sum(1 for r in distinct if low < r <= high)
    assert u.count_roots_closed(p, low, high) == sum(1 for r in distinct if low <= r <= high)
    assert u.count_roots(p, None, high) == sum(1 for r in distinct if r <= high)
    assert u.count_roots_from(p, low) == sum(1 for r in distinct if low <= r)


@LAWS
@given(root_lists, constants)
def test_isolate_roots(roots, factor) -> None:
    p = from_roots(roots, factor)
    distinct = sorted(set(roots))
    intervals = u.isolate_roots(p)

    assert len(intervals) == len(distinct)
    assert all(low < r < high or low == r == high for (low, high), r in zip(intervals, distinct, strict=True))
    assert [n.low for n in real_roots(p)] == distinct  # every rational root is recognised
    assert u.odd_part(p) == u.canonical(from_roots([r for r in distinct if roots.count(r) % 2]))


@LAWS
@given(nonzero, nonzero, fractions)
def test_signs_at_algebraic_numbers(p, q, x) -> None:
    for number in real_roots(q):
        sign = sign_of(p, number)
        assert sign_of(u.multiply(p, p), number) == sign * sign
        assert sign_of(u.multiply(p, q), number) == 0
        assert compare_rational(number, x) == sign_of((-x, Fraction(1)), number)
        # v is a root of p if and only if it is one of the isolated roots of p
        assert (sign == 0) == any(compare(number, other) == 0 for other in real_roots(p))


@LAWS
@given(nonzero, nonzero)
def test_order_agrees_with_the_roots_of_the_product(p, q) -> None:
    merged = real_roots(u.multiply(p, q))
    separate = [*real_roots(p), *real_roots(q)]

    assert all(compare(a, b) < 0 for a, b in pairwise(merged))
    assert all(sum(1 for m in merged if compare(m, n) == 0) == 1 for n in separate)


@LAWS
@given(root_lists, root_lists, fractions)
def test_signs_on_rays(zeros, poles, start) -> None:
    f = RationalFunction(from_roots(zeros), from_roots(poles))
    order = {r: zeros.count(r) - poles.count(r) for r in {*zeros, *poles}}

    assert f.is_defined_on_ray(start) == all(k >= 0 for r, k in order.items() if r >= start)
    assert f.is_at_least_on_ray(Fraction(0), start) == (
        all(k >= 0 for r, k in order.items() if r >= start) and all(k % 2 == 0 for r, k in order.items() if r > start)
    )
    if all(k == 0 for r, k in order.items() if r >= start):
        assert f.sign_on_ray(start) == 1
    else:
        with pytest.raises(RejectedStep):
            f.sign_on_ray(start)


@LAWS
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(fractions, min_size=n, max_size=n), max_size=n)))
def test_gram_matrices_are_semidefinite(vectors) -> None:
    """The Gram matrix of any vectors is semidefinite; it is definite if and only if no pivot is zero."""
    m = len(vectors)
    gram = tuple(
        tuple(sum((a * b for a, b in zip(vectors[i], vectors[j], strict=True)), Fraction(0)) for j in range(i + 1))
        for i in range(m)
    )
    check_positive_semidefinite(gram, "gram")
    L, D = ldl(gram)

    assert all(
        sum(L[i][k] * D[k] * L[j][k] for k in range(j + 1)) == gram[i][j] for i in range(m) for j in range(i + 1)
    )
    if all(D):
        check_positive_definite(gram, "gram")
    else:
        with pytest.raises(RejectedStep):
            check_positive_definite(gram, "gram")


@LAWS
@given(triangles)
def test_decision_has_a_witness(rows) -> None:
    """If a matrix is refused, some principal minor is negative; if it is accepted, none is."""
    matrix = tuple(tuple(map(Fraction, row)) for row in rows)
    n = len(matrix)

    def minor(indices: list[int]) -> Fraction:
        return _determinant([[matrix[max(i, j)][min(i, j)] for j in indices] for i in indices])

    minors = [minor([i for i in range(n) if mask >> i & 1]) for mask in range(1 << n)]
    if min(minors) >= 0:
        check_positive_semidefinite(matrix, "matrix")
    else:
        with pytest.raises(RejectedStep):
            check_positive_semidefinite(matrix, "matrix")


def _determinant(rows: list[list[Fraction]]) -> Fraction:
    """Return the determinant by expansion along the first row."""
    if not rows:
        return Fraction(1)
    return sum(
        (
            (-1) ** k * entry * _determinant([row[:k] + row[k + 1 :] for row in rows[1:]])
            for k, entry in enumerate(rows[0])
            if entry
        ),
        Fraction(0),
    )
