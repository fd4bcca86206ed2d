"""Conserved functions beyond polynomials: laws with log, exp, and quotients.  Soundness-critical: no.

The ansatz is linear: h = sum of unknown coefficients times candidates, which are monomials, logarithms and inverses of
the irreducible factors of the partial derivatives, and functions that belong to the lifted variables, such as exp(u)
for sigmoid(u) and 1/(1 - tanh(u)^2) for tanh(u).  For a factor p with <grad p, grad f> = q p (a Darboux polynomial)
the derivative of log|p| along the flow is -q, so products of powers of such p are found as sums of logarithms.

<grad h, G> = 0 is solved at random points modulo a prime, where each lifted variable gets a value that satisfies its
equations; candidates whose gradients depend on the others there are left out before.  What is returned was checked by
the rule for conserved functions: the identity holds over Q.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb, gcd, lcm
from random import Random

from tameproof.proofs.kernel.claims import ConservedFunction
from tameproof.proofs.kernel.common_lift import extend
from tameproof.proofs.kernel.errors import InputError, Reason, RejectedStep
from tameproof.proofs.kernel.evidence import FlowDerivative
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import KINK_KINDS, Lift, NodeKind
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.laws import check_conserved_function
from tameproof.sos.darboux import find_darboux_polynomials
from tameproof.sos.modular_points import Sampler, value_at
from tameproof.sos.settings import Deadline
from tameproof.symbolic import budget
from tameproof.symbolic._flint import factor
from tameproof.symbolic._flint_modular import PRIME, compute_rank_modular, nullspace_modular, rational_from_residue
from tameproof.symbolic.ideals import find_combination

MAX_CANDIDATES = 400
MAX_MONOMIALS = 130
MAX_FACTOR_TERMS = 12
MAX_PRODUCT = 12  # largest exponent in a product of powers


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One term of the ansatz: its formula, the factor p if it is log(p^2), and whether it is a monomial in x."""

    text: str
    logarithm: str = ""
    plain: bool = False
    degree: int = 0


def find_conserved_functions(
    lift: Lift, laws: Sequence[Polynomial], deadline: Deadline, *, seed: int = 0
) -> tuple[tuple[ConservedFunction, FlowDerivative], ...]:
    """Return conserved functions that are no functions of the known laws.

    Args:
        lift: the lifted objective, without max and min.
        laws: known conserved polynomials.
        deadline: looked at between the functions.
        seed: of the random points.

    Returns:
        Claims with evidence; together with the laws their gradients are independent at a generic point.  An empty
        answer says nothing: the ansatz is finite.

    Exactness: modular linear algebra; every identity is checked over Q by the kernel's rule.
    Source: [christopher_llibre_pereira_2007] for Darboux polynomials.
    """
    n = lift.dimension
    if n < 2 or any(v.kind in (NodeKind.MAXIMUM, NodeKind.WEIGHT) for v in lift.lifted):
        return ()
    candidates = list(_candidates(lift))[:MAX_CANDIDATES]
    whole, functions = _joined(lift, candidates)
    random = Random(seed)  # noqa: S311 - a fixed seed, for equal results
    gradients = [whole.total_gradient(h) for h in functions]
    used = whole.gradient
    sampler = Sampler(whole, random)
    kept = _independent(gradients, n, sampler)
    columns = [k for k in range(len(candidates)) if k in kept]
    rows = []
    for _ in range(len(columns) + 8):
        point = sampler.draw()
        if point is None:
            return ()
        field = [value_at(g, point) for g in used]
        rows.append([sum(value_at(gradients[k][i], point) * field[i] for i in range(n)) % PRIME for k in columns])
    # the free columns of an echelon form are the last ones possible: terms that are no monomials come last
    _, vectors = nullspace_modular(rows, len(columns))
    found: list[tuple[ConservedFunction, FlowDerivative]] = []
    order = sorted(vectors, key=lambda v: (len(v), sorted(v)))
    point = sampler.draw()
    if point is None:
        return ()
    basis = [[value_at(lift.total_derivative(h, i), point) for i in range(n)] for h in laws]
    for vector in order:
        terms = [(candidates[columns[k]], rational_from_residue(a)) for k, a in sorted(vector.items())]
        if all(c.plain for c, _ in terms) or any(a is None for _, a in terms) or deadline.is_over:
            continue
        row = [sum(a * value_at(gradients[columns[k]][i], point) for k, a in vector.items()) % PRIME for i in range(n)]
        if compute_rank_modular([*basis, row]) <= len(basis):
            continue
        step = _checked(lift, [(c, a) for c, a in terms if a is not None], deadline)
        if step is not None:
            found.append(step)
            basis.append(row)
    return tuple(found)


def _joined(lift: Lift, candidates: Sequence[_Candidate]) -> tuple[Lift, list[Polynomial]]:
    """Return the common lift of f and all candidates, and the candidates in it."""
    whole, out = lift, []
    for one in candidates:
        whole, h = extend(whole, parse(one.text))
        out.append(h)
    return whole, out


def _checked(
    lift: Lift, terms: Sequence[tuple[_Candidate, Fraction]], deadline: Deadline
) -> tuple[ConservedFunction, FlowDerivative] | None:
    """Return the step for a conserved function, or None if it is not one after all."""
    ordered = sorted(terms, key=lambda t: (not t[0].plain, -t[0].degree))
    text = _as_product(ordered) or _as_sum(ordered)
    try:
        common, h = extend(lift, parse(text))
    except InputError:
        return None
    flow = sum_of_products(list(zip(common.total_gradient(h), lift.gradient, strict=True)))
    equations = [(k, f.polynomial) for k, f in enumerate(common.facts) if f.kind is FactKind.EQUATION]
    found = find_combination(
        flow, [p for _, p in equations], len(common.names), deadline=budget.Deadline.after(deadline.remaining)
    )
    if found is None:
        return None
    claim = ConservedFunction(text)
    evidence = FlowDerivative(tuple((equations[i][0], q) for i, q in found))
    try:
        check_conserved_function(lift, claim, evidence, "law")
    except RejectedStep as error:
        if error.reason not in (Reason.LIMIT, Reason.VACUOUS):
            raise  # the identity was verified: a refusal is a bug
        return None
    return claim, evidence


def _as_product(terms: Sequence[tuple[_Candidate, Fraction]]) -> str | None:
    """Return p^a q^b ... / (r^c ...) for a sum of logarithms with small rational coefficients, or None."""
    if not all(c.logarithm for c, _ in terms):
        return None
    common = lcm(*(a.denominator for _, a in terms))
    exponents = [int(a * common) for _, a in terms]
    shared = gcd(*exponents)
    exponents = [e // shared for e in exponents]
    if sum(e < 0 for e in exponents) > sum(e > 0 for e in exponents):
        exponents = [-e for e in exponents]
    if max(map(abs, exponents)) > MAX_PRODUCT:
        return None
    powers = [(_power(c.logarithm, abs(e)), e) for (c, _), e in zip(terms, exponents, strict=True) if e]
    top = "*".join(p for p, e in powers if e > 0) or "1"
    bottom = [p for p, e in powers if e < 0]
    if not bottom:
        return top
    return f"{top}/{bottom[0]}" if len(bottom) == 1 else f"{top}/({'*'.join(bottom)})"


def _power(text: str, exponent: int) -> str:
    base = text if text.isidentifier() else f"({text})"
    return base if exponent == 1 else f"{base}^{exponent}"


def _as_sum(terms: Sequence[tuple[_Candidate, Fraction]]) -> str:
    """Return the sum with coprime integer coefficients, the first one positive."""
    common = lcm(*(a.denominator for _, a in terms))
    numbers = [int(a * common) for _, a in terms]
    shared = gcd(*numbers)
    sign = -1 if numbers[0] < 0 else 1
    out = ""
    for (one, _), number in zip(terms, numbers, strict=True):
        c = number * sign // shared
        body = one.text if abs(c) == 1 else f"{abs(c)}*{one.text}"
        if out:
            out += f" {'-' if c < 0 else '+'} {body}"
        else:
            out = body if c > 0 else f"-{body}"
    return out


# -- the terms of the ansatz -------------------------------------------------------------------------------------------
def _candidates(lift: Lift) -> Iterator[_Candidate]:
    """Yield monomials first, then terms that are no polynomials, each text once."""
    seen: set[str] = set()
    for one in (*_monomials(lift), *_lifted_terms(lift), *_factor_terms(lift)):
        if one.text not in seen:
            seen.add(one.text)
            yield one


def _monomials(lift: Lift) -> Iterator[_Candidate]:
    n = lift.dimension
    degree = 1
    while degree < 4 and comb(n + degree + 1, n) <= MAX_MONOMIALS:
        degree += 1
    from tameproof.sos.conserved_quantities import monomials_up_to

    for m in monomials_up_to(n, degree):
        yield _Candidate(m.format(lift.variables), plain=True, degree=m.degree)
    if degree == 1:
        for i in range(n):
            yield _Candidate(f"{lift.variables[i]}^2", plain=True, degree=2)


def function_texts(lift: Lift) -> list[str]:
    """Return the formula of every variable of the lift; kinks have none and get an empty text."""
    out = list(lift.variables)
    for v in lift.lifted:
        if v.kind in KINK_KINDS:
            out.append("")
            continue
        u = v.arguments[0].format(out)
        match v.kind:
            case NodeKind.INVERSE:
                out.append(f"(1/({u}))")
            case NodeKind.ROOT:
                out.append(f"sqrt({u})")
            case NodeKind.EXP_NEGATIVE:
                out.append(f"exp(-({u}))")
            case _:
                out.append(f"{v.kind.value}({u})")
    return out


def _lifted_terms(lift: Lift) -> Iterator[_Candidate]:
    """Yield functions that belong to the lifted variables of smooth nodes."""
    texts = function_texts(lift)
    for v in lift.lifted:
        z = texts[v.index]
        if not z or v.index in lift.kink_variables:
            continue
        u = v.arguments[0].format(texts)
        one_variable = len(v.arguments[0]) == 1 and v.arguments[0].degree == 1
        yield _Candidate(u if one_variable else f"({u})")
        match v.kind:
            case NodeKind.SIGMOID:
                for text in (f"exp({u})", f"exp(-({u}))", f"log(1 + exp({u}))", f"exp(2*({u}))", f"exp(-2*({u}))"):
                    yield _Candidate(text.replace(f"*({u})", f"*{u}") if u.isidentifier() else text)
            case NodeKind.TANH:
                for text in (f"1/(1 - {z}^2)", f"log(1 - {z}^2)", f"{z}^2"):
                    yield _Candidate(text)
                yield _Candidate(f"log({z}^2)", logarithm=z)
            case NodeKind.EXP:
                inverse = f"exp(-{u})" if u.isidentifier() else f"exp(-({u}))"
                for text in (z, inverse, f"{z}^2", f"({u})*{z}"):
                    yield _Candidate(text)
            case NodeKind.LOG:
                yield _Candidate(z)
                yield _Candidate(f"{z}^2")
                for k, name in enumerate(lift.variables):
                    if k in v.arguments[0].variables():
                        yield _Candidate(f"{name}*{z}")
                        yield _Candidate(f"{name}^2*{z}")
            case NodeKind.ROOT:
                yield _Candidate(z)
                yield _Candidate(f"({u})*{z}")
                yield _Candidate(f"log({u})")
            case NodeKind.INVERSE if all(i < lift.dimension for i in v.arguments[0].variables()):
                yield _Candidate(z)
                yield _Candidate(f"log(({u})^2)", logarithm=u)
            case _:
                continue


def _factor_terms(lift: Lift) -> Iterator[_Candidate]:
    """Yield log|p|, 1/p, 1/p^2 for the Darboux polynomials and the other factors of the partial derivatives."""
    n = lift.dimension
    factors: dict[Polynomial, None] = dict.fromkeys(find_darboux_polynomials(lift))
    for g in lift.gradient:
        if g.is_zero:
            continue
        for p, _ in factor(g)[1]:
            if all(i < n for i in p.variables()) and p.degree and len(p) <= MAX_FACTOR_TERMS:
                factors.setdefault(p)
    for p in factors:
        text = p.format(lift.variables)
        yield _Candidate(f"log({_power(text, 2)})", logarithm=text)
    for p in factors:
        text = p.format(lift.variables)
        yield _Candidate(f"1/{_power(text, 1)}")
        yield _Candidate(f"1/{_power(text, 2)}")
    short = [p for p in factors if len(p) == 1 and p.degree == 1]
    for p, q in combinations(short, 2):
        for a, b in ((p, q), (q, p)):
            x, y = a.format(lift.variables), b.format(lift.variables)
            yield _Candidate(f"{x}/{y}")
            yield _Candidate(f"{x}^2/{y}^2")
    for name in lift.variables:
        yield _Candidate(f"{name}^2*log({name}^2)")


def _independent(gradients: Sequence[Sequence[Polynomial]], n: int, sampler: Sampler) -> set[int]:
    """Return the candidates, the first ones preferred, whose gradients are linearly independent as functions."""
    rows = []
    for _ in range(len(gradients) // n + 6):
        point = sampler.draw()
        if point is None:
            return set()
        rows += [[value_at(g[i], point) for g in gradients] for i in range(n)]
    free, _ = nullspace_modular(rows, len(gradients))
    return set(range(len(gradients))) - set(free)


__all__ = ["find_conserved_functions", "function_texts"]
