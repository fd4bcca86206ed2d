"""Excluding a value at infinity on the real branches of a plane curve.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Branches of a plane curve".  Where the leading coefficient and the derivative of m with
respect to x_j do not vanish on m = 0, for all sign * x_i > radius, the real curve consists there of finitely many
graphs over x_i.  A function without zeros on them has a constant sign on each, which one sample of x_i shows.
"""

from __future__ import annotations

from fractions import Fraction

from ..algebraic import AlgebraicNumber, as_rational, real_roots, sign_of
from ..effort import spend_integers
from ..errors import Reason, need
from ..evidence import BranchSigns, Candidate, End, Separation
from ..facts import FactKind, equation
from ..lift import Lift, NodeKind
from ..polynomial import Polynomial, sum_of_products
from ..rational_function import RationalFunction
from ..univariate import IntegerPolynomial, check_size, count_roots, from_fractions
from .context import Context
from .points import substitute
from .psatz import check_combination

ENDS = ((0, 1), (0, -1), (1, 1), (1, -1))


def check_branch_signs(
    evidence: BranchSigns, candidate: Candidate, tests: tuple[Polynomial, Polynomial], context: Context, where: str
) -> None:
    """Check that on no branch f comes close to the candidate from above at minima on the level sets of rho.

    Args:
        evidence: the curve and its ends.
        candidate: the value and its window.
        tests: <G, grad rho>, and the polynomial of SaddleAtInfinity for d = (-d rho/dy, d rho/dx).
        context: the facts of the leaf.
        where: path for errors.
    """
    lift = context.lift
    need(lift.dimension == 2, where, Reason.NOT_SUPPORTED, "two variables only")
    rational = all(node.kind is NodeKind.INVERSE for node in lift.lifted)
    need(lift.smooth and rational, where, Reason.NOT_SUPPORTED, "polynomials and rational functions only")
    known = 0 <= evidence.curve < len(context.facts)
    need(known, f"{where}.curve", Reason.WRONG_FACT, f"no fact number {evidence.curve}")
    fact = context.facts[evidence.curve]
    need(fact.kind is FactKind.EQUATION, f"{where}.curve", Reason.WRONG_FACT, "the curve must be an equation")
    m = fact.polynomial
    plane = m.variables() <= {0, 1} and not m.is_zero
    need(plane, f"{where}.curve", Reason.WRONG_FACT, "a polynomial in the two variables, not 0, is needed")
    need(len(evidence.ends) == len(ENDS), f"{where}.ends", Reason.WRONG_SHAPE, "four ends expected")
    exact = as_rational(candidate.value)
    if exact is not None:
        need(candidate.width > 0, where, Reason.SIDE_CONDITION, "width must be > 0")
        low, high = exact, exact + candidate.width
    else:
        need(candidate.width == 0, where, Reason.SIDE_CONDITION, "the isolating interval is the window")
        low, high = candidate.value.low, candidate.value.high
    f = lift.objective
    functions = (*tests, Polynomial.constant(low) - f, f - Polynomial.constant(high))
    for k, ((i, sign), end) in enumerate(zip(ENDS, evidence.ends, strict=True)):
        _check_end(lift, m, end, i, sign, functions, f"{where}.ends[{k}]")


def _check_end(
    lift: Lift, m: Polynomial, end: End, i: int, sign: int, functions: tuple[Polynomial, ...], where: str
) -> None:
    j = 1 - i
    degree = m.degree_in(j)
    leading = m.coefficients_in(j)[degree]
    _check_no_roots(_univariate(leading, i), sign, end.radius, where)
    if degree == 0:  # m itself depends on x_i only, and has no zero there: no points
        need(end.simple is None, f"{where}.simple", Reason.VACUOUS, "no branch here")
        return
    need(end.simple is not None, f"{where}.simple", Reason.WRONG_SHAPE, "the branches are not shown to be simple")
    given = (end.slope, end.curvature, end.below, end.above)
    names = ("slope", "curvature", "below", "above")
    if end.simple is not None:
        _check_separation(lift, m, m.derivative(j), end.simple, i, sign, end.radius, f"{where}.simple")
    used = []
    for name, separation, q in zip(names, given, functions, strict=True):
        if separation is not None:
            _check_separation(lift, m, q, separation, i, sign, end.radius, f"{where}.{name}")
            used.append(q)
    for root, values in branch_points(lift, m, i, sign * (end.radius + 1), where):
        good = any(sign_at_branch(q, root, values, where) > 0 for q in used)
        need(good, where, Reason.SIGN, "a branch where f may decrease to the value, along minima")


def _check_separation(
    lift: Lift, m: Polynomial, q: Polynomial, given: Separation, i: int, sign: int, radius: Fraction, where: str
) -> None:
    """Check that q has no zero on the curve where sign * x_i > radius.

    Only equations that hold on the whole curve may be used (the lift's, m and q): the sign has to be constant along
    the branch, not only on the points of the leaf.
    """
    need(bool(given.polynomial), f"{where}.polynomial", Reason.VACUOUS, "the zero polynomial")
    check_size(given.polynomial, f"{where}.polynomial")
    _check_no_roots(given.polynomial, sign, radius, f"{where}.polynomial")
    r = Polynomial.from_terms(((0,) * i + (k,), c) for k, c in enumerate(given.polynomial) if c)
    context = Context.of_lift(lift).add(equation(m), equation(q))
    check_combination(r, given.combination, context, f"{where}.combination")


def _check_no_roots(p: IntegerPolynomial, sign: int, radius: Fraction, where: str) -> None:
    """Check that a nonzero p has no root x with sign * x > radius."""
    flipped = p if sign > 0 else tuple(-c if k % 2 else c for k, c in enumerate(p))
    good = has_one_sign_beyond(flipped, radius) or count_roots(flipped, radius, None) == 0
    need(good, where, Reason.ROOTS, "a root beyond the radius")


def has_one_sign_beyond(p: IntegerPolynomial, radius: Fraction) -> bool:
    """Return whether the coefficients of p(radius + s) have no two signs, so that p has no root > radius.

    This is sufficient, and holds for all large radii (Gauss and Lucas); it is cheaper than a Sturm sequence.
    """
    a, b = radius.numerator, radius.denominator
    row = [c * b ** (len(p) - 1 - k) for k, c in enumerate(p)]  # in y = b x
    bits = max((c.bit_length() for c in row), default=0) + len(row) * max(1, a.bit_length())
    spend_integers(len(row) * len(row), bits)
    for k in range(len(row) - 1):
        for j in range(len(row) - 2, k - 1, -1):
            row[j] += a * row[j + 1]
    return all(c >= 0 for c in row) or all(c <= 0 for c in row)


def _univariate(p: Polynomial, i: int) -> IntegerPolynomial:
    """Return a nonzero polynomial in x_i alone, up to a positive factor."""
    zeros = (0,) * i
    return from_fractions([p.coefficient((*zeros, k)) for k in range(p.degree_in(i) + 1)])[0]


def branch_points(
    lift: Lift, m: Polynomial, i: int, at: Fraction, where: str
) -> list[tuple[AlgebraicNumber, dict[int, RationalFunction]]]:
    """Return the real points of the curve with x_i = at: x_j, and all variables as functions of it."""
    j = 1 - i
    row = m.substitute({i: Polynomial.constant(at)})
    need(not row.is_zero, where, Reason.ROOTS, "a line is a part of the curve")
    values = {i: RationalFunction.constant(at), j: RationalFunction((0, 1))}
    for node in lift.lifted:
        values[node.index] = RationalFunction((1,)) / substitute(node.arguments[0], values, where)
    return [(root, values) for root in real_roots(_univariate(row, j))]


def sign_at_branch(q: Polynomial, root: AlgebraicNumber, values: dict[int, RationalFunction], where: str) -> int:
    """Return the sign of q at a point of the curve."""
    along = substitute(q, values, where)
    below = sign_of(along.denominator, root)
    need(below != 0, where, Reason.SIDE_CONDITION, "division by zero")
    return sign_of(along.numerator, root) * below


def slope_polynomial(lift: Lift, normal: list[Polynomial]) -> Polynomial:
    """Return <G, grad rho>."""
    return sum_of_products(list(zip(lift.gradient, normal, strict=True)))
