"""Strict local minima at algebraic points, of polynomials and quotients, as Coq theorems.  Soundness-critical: no.

With f = N / D^2 the increment N(x0 + h) D(x0)^2 - N(x0) D(x0 + h)^2 is a polynomial in h whose coefficients are
polynomials in theta.  Its linear part is a multiple of the equation of theta; its quadratic part minus c |h|^2 is
positive definite in every term of its Bernstein form on a small interval around theta.
"""

from __future__ import annotations

from fractions import Fraction

from tameproof.proofs.export.coq_algebraic import (
    EQUATION,
    Coefficients,
    basis_facts,
    basis_weight,
    bernstein,
    by_monomial,
    coefficients_in_theta,
    in_theta,
    interval_of,
    positive_at,
    remainder,
    smaller,
)
from tameproof.proofs.export.coq_refutation import FINITE, Statement, coordinates, objective_value, side_conditions
from tameproof.proofs.export.coq_terms import CannotExport, combination, listing, polynomial, psatz, rational
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.algebraic import rational as rational_number
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import (
    Combination,
    Gram,
    Matrix,
    ProductTerm,
    Psatz,
    RationalPoint,
    StrictMinimum,
    Univariate,
)
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.semidefinite import check_positive_semidefinite

WHAT = "StrictMinimum"
MAX_REFINEMENTS = 60
Interval = tuple[Fraction, Fraction]
Rows = list[list[Coefficients]]


def export_strict_minimum(certificate: Certificate, lift: Lift, index: int, evidence: StrictMinimum) -> Statement:
    """Return the theorem of a StrictMinimum step."""
    n, point = lift.dimension, evidence.point
    if len(point.coordinates) != n + (0 if isinstance(point, RationalPoint) else len(lift.lifted)):
        raise CannotExport(index, WHAT, "the point has not one coordinate per variable")
    if isinstance(point, RationalPoint):
        theta = rational_number(0)
        at: list[Univariate] = [(c,) for c in point.coordinates]
    else:
        theta, at = point.theta, list(point.coordinates[:n])
    root, inverse, inverse_proof, numerator, numerator_proof = _without_quotients(lift, index)
    there = {i: in_theta(row, n) for i, row in enumerate(at)}
    near = {i: p + Polynomial.variable(i) for i, p in there.items()}
    numerator_there, root_there = numerator.substitute(there), root.substitute(there)
    increment = numerator.substitute(near) * root_there**2 - numerator_there * root.substitute(near) ** 2
    gap = numerator_there - (root_there**2).scale(objective_value(lift, evidence.below))
    interval, curvature, proof, rest, gap_proof = _proofs(theta, increment, gap, n, index)
    body = _increment_goal(increment, curvature, rest, n)
    remainders = listing(f"(({i}, {j}), {polynomial(p)})" for (i, j), p in sorted(rest.items()))
    text = (
        f"Definition evidence : strict_minimum := StrictMinimum\n  {side_conditions(certificate, lift)}\n"
        f"  {listing(rational(a) for a in theta.polynomial)} {rational(interval[0])} {rational(interval[1])}\n"
        f"  {listing(listing(rational(a) for a in row) for row in at)}\n"
        f"  {polynomial(root)} {polynomial(inverse)} {combination(inverse_proof)}\n"
        f"  {polynomial(numerator)} {combination(numerator_proof)}\n"
        f"  {rational(curvature)}\n  {remainders}\n"
        f"  {psatz(proof, body)}\n  {coordinates(evidence.below)}\n  {psatz(gap_proof, gap)}.\n"
    )
    return Statement(text, FINITE, "refuted_by_strict_minimum _ _ _ evidence")


def _increment_goal(
    increment: Polynomial, curvature: Fraction, rest: dict[tuple[int, int], Polynomial], n: int
) -> Polynomial:
    norm = sum_of_products([(Polynomial.variable(i), Polynomial.variable(i)) for i in range(n)])
    small = sum_of_products([(Polynomial.variable(i) * Polynomial.variable(j), p) for (i, j), p in rest.items()])
    return increment - norm.scale(curvature) - small


# -- quotients -------------------------------------------------------------------------------------------------------
def _without_quotients(lift: Lift, index: int) -> tuple[Polynomial, Polynomial, Combination, Polynomial, Combination]:
    """Return D, 1/D, the proof of D * (1/D) = 1, N = D^2 f and its proof; D and N are polynomials in x."""
    n, lifted = lift.dimension, lift.lifted
    if any(i >= n for v in lifted for u in v.arguments for i in u.variables()):
        raise CannotExport(index, WHAT, "a quotient inside a denominator")
    bottoms = [v.arguments[0] for v in lifted]
    powers = [(lift.objective.degree_in(v.index) + 1) // 2 for v in lifted]
    root = _product([(b, e) for b, e in zip(bottoms, powers, strict=True)])
    inverse = _product([(Polynomial.variable(v.index), e) for v, e in zip(lifted, powers, strict=True)])
    inverse_proof = _telescope(lift, powers)
    numerator = ZERO
    cofactors: dict[int, Polynomial] = {}
    for exponents, c in lift.objective.items():
        own = exponents[n:] + (0,) * (n + len(lifted) - max(n, len(exponents)))
        left = [(b, 2 * e - k) for b, e, k in zip(bottoms, powers, own, strict=True)]
        part = Polynomial.from_terms([(exponents[:n], c)]) * _product(left)
        numerator = numerator + part
        for k, cofactor in _telescope(lift, list(own)):
            cofactors[k] = cofactors.get(k, ZERO) + cofactor * part
    proof = tuple((k, p) for k, p in sorted(cofactors.items()) if not p.is_zero)
    return root, inverse, inverse_proof, numerator, proof


def _product(factors: list[tuple[Polynomial, int]]) -> Polynomial:
    result = ONE
    for p, exponent in factors:
        result = result * p**exponent
    return result


def _telescope(lift: Lift, powers: list[int]) -> Combination:
    """Return prod (z_k v_k)^(e_k) - 1 as a combination of the equations z_k v_k - 1 = 0."""
    before, out = ONE, []
    for k, (v, exponent) in enumerate(zip(lift.lifted, powers, strict=True)):
        u = Polynomial.variable(v.index) * v.arguments[0]
        if exponent:
            total = ONE
            for _ in range(exponent - 1):
                total = total * u + ONE
            out.append((k, before * total))
            before = before * u**exponent
    return tuple(out)


# -- signs at theta --------------------------------------------------------------------------------------------------
def _proofs(
    theta: AlgebraicNumber, increment: Polynomial, gap: Polynomial, n: int, index: int
) -> tuple[Interval, Fraction, Psatz, dict[tuple[int, int], Polynomial], Psatz]:
    """Return the interval, the curvature, the proof for the increment, its remainders, and the proof for the gap."""
    modulus = theta.polynomial
    quotient: dict[tuple[int, ...], Coefficients] = {}
    quadratic: dict[tuple[int, int], Coefficients] = {}
    rest: dict[tuple[int, int], Polynomial] = {}
    for exponents, row in by_monomial(increment, n).items():
        factors = [i for i, e in enumerate(exponents) for _ in range(e)]
        if len(factors) > 2:
            i, j = factors[0], factors[1]
            left = [e - (k == i) - (k == j) for k, e in enumerate(exponents)]
            term = Polynomial.from_terms(((*left, k), c) for k, c in enumerate(row))
            rest[i, j] = rest.get((i, j), ZERO) + term
            continue
        quotient[exponents], low = remainder(row, modulus)
        if len(factors) == 2:
            quadratic[factors[0], factors[1]] = low
        elif any(low):
            raise CannotExport(index, WHAT, "the gradient does not vanish as a polynomial in theta")
    cofactor = Polynomial.from_terms(((*e, k), c) for e, row in quotient.items() for k, c in enumerate(row))
    equation: Combination = () if cofactor.is_zero else ((EQUATION, cofactor),)
    interval = interval_of(theta)
    gap_row = coefficients_in_theta(gap, n)
    for _ in range(MAX_REFINEMENTS):
        found = _curvature(quadratic, len(modulus) - 2, interval, n)
        gap_proof = positive_at(gap_row, modulus, n, interval)
        if found is not None and gap_proof is not None:
            curvature, products = found
            return interval, curvature, Psatz(products=products, combination=equation), rest, gap_proof
        interval = smaller(theta, interval)
    raise CannotExport(index, WHAT, "no interval around the point is small enough")


def _curvature(
    quadratic: dict[tuple[int, int], Coefficients], degree: int, interval: Interval, n: int
) -> tuple[Fraction, tuple[ProductTerm, ...]] | None:
    """Return c > 0 and the Bernstein form of the quadratic part minus c |h|^2, if all its matrices are semidefinite."""
    forms = {pair: bernstein(row, degree, *interval) for pair, row in quadratic.items()}
    basis = tuple(Polynomial.variable(i) for i in range(n))
    scale = min((abs(forms.get((i, i), [Fraction(0)] * (degree + 1))[0]) for i in range(n)), default=Fraction(0))
    if scale == 0:
        return None
    curvature = Fraction(1)
    while curvature > scale:
        curvature /= 2
    for _ in range(12):
        matrices = [_matrix(forms, k, curvature, n) for k in range(degree + 1)]
        if all(_is_semidefinite(m) for m in matrices):
            terms = []
            for k, m in enumerate(matrices):
                weight = basis_weight(k, degree, interval)
                scaled = tuple(tuple(a * weight for a in row) for row in m)
                terms.append(ProductTerm(basis_facts(k, degree), Gram(basis, scaled)))
            return curvature, tuple(terms)
        curvature /= 4
    return None


def _matrix(forms: dict[tuple[int, int], Coefficients], k: int, curvature: Fraction, n: int) -> Matrix:
    return tuple(
        tuple(
            (forms[j, i][k] if (j, i) in forms else Fraction(0)) / (1 if i == j else 2) - (curvature if i == j else 0)
            for j in range(i + 1)
        )
        for i in range(n)
    )


def _is_semidefinite(rows: Matrix) -> bool:
    try:
        check_positive_semidefinite(rows, "matrix")
    except RejectedStep:
        return False
    return True
