"""Laws of the kernel's arithmetic, of the lift and of Taylor series, on random data.

The comparisons with numerical values use doubles with generous tolerances; everything else is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tameproof.proofs.kernel.evidence import Gap, Kink
from tameproof.proofs.kernel.expression import (
    Abs,
    Constant,
    Exp,
    Expression,
    Log,
    Max,
    Min,
    Power,
    Product,
    Quotient,
    Relu,
    Sigmoid,
    Sqrt,
    Sum,
    Tanh,
    Variable,
)
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, NodeKind, lift
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, factors_of, pack, sum_of_products, unpack
from tameproof.proofs.kernel.rules.series import objective_along

FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
VARIABLES = 3

fractions = st.fractions(min_value=-5, max_value=5, max_denominator=6)
exponents = st.tuples(*[st.integers(0, 3)] * VARIABLES)
naive = st.dictionaries(exponents, fractions, max_size=5)
points = st.tuples(*[fractions] * VARIABLES)


# -- polynomials against dictionaries of Fractions ---------------------------------------------------------------------
Naive = dict[tuple[int, ...], Fraction]


def polynomial(table: Naive) -> Polynomial:
    return Polynomial.from_terms(table.items())


def table_of(p: Polynomial) -> Naive:
    return {(*e, *[0] * (VARIABLES - len(e))): c for e, c in p.items()}


def clean(table: Naive) -> Naive:
    return {e: c for e, c in table.items() if c}


def plus(a: Naive, b: Naive) -> Naive:
    return clean({e: a.get(e, Fraction(0)) + b.get(e, Fraction(0)) for e in {**a, **b}})


def times(a: Naive, b: Naive) -> Naive:
    out: Naive = {}
    for e, c in a.items():
        for f, d in b.items():
            key = tuple(i + j for i, j in zip(e, f, strict=True))
            out[key] = out.get(key, Fraction(0)) + c * d
    return clean(out)


@given(naive, naive)
def test_sums_and_products(a: Naive, b: Naive) -> None:
    p, q = polynomial(a), polynomial(b)

    assert table_of(p + q) == plus(a, b)
    assert table_of(p - q) == plus(a, {e: -c for e, c in b.items()})
    assert table_of(p * q) == times(a, b)
    assert table_of(-p) == clean({e: -c for e, c in a.items()})


@given(naive, naive, naive)
def test_ring_laws(a: Naive, b: Naive, c: Naive) -> None:
    p, q, r = polynomial(a), polynomial(b), polynomial(c)

    assert p * (q + r) == p * q + p * r == sum_of_products([(p, q), (r, p)])
    assert (p * q) * r == p * (q * r)
    assert p * ONE == p + ZERO == p
    assert (p - p).is_zero
    assert hash(p * q) == hash(q * p)


@given(naive, st.integers(0, 4), fractions)
def test_powers_and_scaling(a: Naive, n: int, factor: Fraction) -> None:
    p = polynomial(a)
    product = ONE
    for _ in range(n):
        product = product * p

    assert p**n == product
    assert p.scale(factor) == p * Polynomial.constant(factor)


@given(naive, naive, st.integers(0, VARIABLES - 1))
def test_product_rule(a: Naive, b: Naive, i: int) -> None:
    p, q = polynomial(a), polynomial(b)

    assert (p * q).derivative(i) == p * q.derivative(i) + q * p.derivative(i)
    assert (p + q).derivative(i) == p.derivative(i) + q.derivative(i)


@given(naive, naive, points)
def test_evaluation_is_a_homomorphism(a: Naive, b: Naive, x: tuple[Fraction, ...]) -> None:
    p, q = polynomial(a), polynomial(b)
    at = dict(enumerate(x))

    assert (p * q).evaluate(at) == p.evaluate(at) * q.evaluate(at)
    assert (p + q).evaluate(at) == p.evaluate(at) + q.evaluate(at)
    expected = Fraction(0)
    for e, c in a.items():
        term = c
        for base, k in zip(x, e, strict=True):
            term *= base**k
        expected += term
    assert p.evaluate(at) == expected


@given(naive, st.lists(naive, min_size=VARIABLES, max_size=VARIABLES), points)
@FEW
def test_substitution_and_evaluation_commute(a: Naive, inner: list[Naive], x: tuple[Fraction, ...]) -> None:
    p, values = polynomial(a), [polynomial(b) for b in inner]
    at = dict(enumerate(x))
    image = {i: v.evaluate(at) for i, v in enumerate(values)}

    assert p.substitute(dict(enumerate(values))).evaluate(at) == p.evaluate(image)
    assert p.substitute({0: values[0]}).evaluate(at) == p.evaluate({**at, 0: image[0]})


@given(naive, st.integers(0, VARIABLES - 1))
def test_coefficients_in_one_variable(a: Naive, i: int) -> None:
    p = polynomial(a)
    parts = p.coefficients_in(i)

    assert sum_of_products([(c, Polynomial.variable(i, e)) for e, c in parts.items()]) == p
    assert all(i not in c.variables() for c in parts.values())
    assert p.degree_in(i) == max(parts, default=0)


@given(st.lists(st.integers(0, 50), max_size=40))
def test_packing(e: list[int]) -> None:
    while e and e[-1] == 0:
        e.pop()

    assert list(unpack(pack(e))) == e
    assert factors_of(pack(e)) == [(i, k) for i, k in enumerate(e) if k]


# -- the lift: trees that are defined everywhere -----------------------------------------------------------------------
NAMES = ("x", "y")
leaves = st.one_of(
    st.sampled_from([Variable(n) for n in NAMES]),
    st.fractions(min_value=-2, max_value=2, max_denominator=3).map(Constant),
)


def one_more(u: Expression) -> Expression:
    """Return 1 + u^2, which is positive."""
    return Sum((Constant(Fraction(1)), Power(u, 2)))


def grow(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(Sum),
        pairs.map(Product),
        pairs.map(Max),
        pairs.map(Min),
        inner.map(lambda u: Power(u, 2)),
        inner.map(Abs),
        inner.map(Relu),
        inner.map(lambda u: Exp(Tanh(u))),
        inner.map(Sigmoid),
        inner.map(Tanh),
        inner.map(lambda u: Product((Constant(Fraction(-1)), u))),
        pairs.map(lambda uv: Quotient(uv[0], one_more(uv[1]))),
        inner.map(lambda u: Sqrt(one_more(u))),
        inner.map(lambda u: Log(one_more(u))),
        inner.map(lambda u: Exp(Product((Constant(Fraction(-1)), Tanh(u))))),
    )


trees = st.recursive(leaves, grow, max_leaves=6)
floats = st.floats(-2, 2).map(lambda v: round(v, 3))


def direct(node: Expression, x: dict[str, float]) -> float:
    """Evaluate a tree in doubles."""
    match node:
        case Constant(value):
            return float(value)
        case Variable(name):
            return x[name]
        case Sum(terms):
            return sum(direct(t, x) for t in terms)
        case Product(factors):
            return math.prod(direct(t, x) for t in factors)
        case Quotient(a, b):
            return direct(a, x) / direct(b, x)
        case Power(base, n):
            return direct(base, x) ** n
        case Max(arguments):
            return max(direct(t, x) for t in arguments)
        case Min(arguments):
            return min(direct(t, x) for t in arguments)
        case _:
            u = direct(node.argument, x)
            functions: dict[type, Callable[[float], float]] = {
                Abs: abs,
                Relu: lambda v: max(v, 0.0),
                Exp: math.exp,
                Log: math.log,
                Sqrt: math.sqrt,
                Tanh: math.tanh,
                Sigmoid: lambda v: 1 / (1 + math.exp(-v)),
            }
            return functions[type(node)](u)


def evaluate(p: Polynomial, at: Sequence[float]) -> float:
    return sum(float(c) * math.prod(at[i] ** k for i, k in enumerate(e)) for e, c in p.items())


def lifted_point(f: Lift, x: Sequence[float]) -> list[float]:
    """Return x and the values of the lifted variables in doubles; ties at kinks are broken by the first piece."""
    at = list(x)
    for node in f.lifted:
        u = [evaluate(p, at) for p in node.arguments] if node.kind is not NodeKind.WEIGHT else []
        match node.kind:
            case NodeKind.INVERSE:
                at.append(1 / u[0])
            case NodeKind.ROOT:
                at.append(math.sqrt(u[0]))
            case NodeKind.EXP:
                at.append(math.exp(u[0]))
            case NodeKind.EXP_NEGATIVE:
                at.append(math.exp(-u[0]))
            case NodeKind.LOG:
                at.append(math.log(u[0]))
            case NodeKind.SIGMOID:
                at.append(1 / (1 + math.exp(-u[0])))
            case NodeKind.TANH:
                at.append(math.tanh(u[0]))
            case NodeKind.SIGN:
                at.append(math.copysign(1.0, u[0]) if u[0] else 0.0)
            case NodeKind.WEIGHT:
                values = [evaluate(p, at) for p in node.arguments]
                position = sum(
                    1
                    for v in f.lifted
                    if v.kind is NodeKind.WEIGHT and v.index < node.index and v.arguments == node.arguments
                )
                at.append(1.0 if values.index(max(values)) == position else 0.0)
            case NodeKind.MAXIMUM:
                at.append(max(u))
    return at


def close(a: float, b: float, scale: float) -> bool:
    return abs(a - b) <= 1e-7 * (1 + abs(scale))


def size(p: Polynomial, at: Sequence[float]) -> float:
    """Return the sum of the absolute values of the terms: rounding errors are a small multiple of it."""
    return sum(abs(float(c)) * math.prod(abs(at[i]) ** k for i, k in enumerate(e)) for e, c in p.items())


def smooth_there(f: Lift, at: Sequence[float]) -> bool:
    """Return whether no abs or max node is near a kink."""
    for node in f.lifted:
        u = [evaluate(p, at) for p in node.arguments]
        if node.kind is NodeKind.SIGN and abs(u[0]) < 1e-2:
            return False
        if node.kind is NodeKind.MAXIMUM and sorted(u)[-1] - sorted(u)[-2] < 1e-2:
            return False
    return True


@given(trees, floats, floats)
@FEW
def test_lift_has_the_values_of_the_tree(tree: Expression, x: float, y: float) -> None:
    full = Sum((tree, Variable("x"), Variable("y")))
    f = lift(full, NAMES)
    assume(f.objective.degree < 40 and len(f.objective) < 300)
    at = lifted_point(f, (x, y))

    assert close(evaluate(f.objective, at), direct(full, {"x": x, "y": y}), size(f.objective, at))


@given(trees, floats, floats)
@FEW
def test_facts_hold_everywhere(tree: Expression, x: float, y: float) -> None:
    f = lift(Sum((tree, Variable("x"), Variable("y"))), NAMES)
    assume(f.objective.degree < 40 and len(f.objective) < 300)
    at = lifted_point(f, (x, y))
    for fact in f.facts:
        value, bound = evaluate(fact.polynomial, at), 1e-7 * (1 + size(fact.polynomial, at))
        match fact.kind:
            case FactKind.EQUATION:
                assert abs(value) <= bound
            case FactKind.NONNEGATIVE:
                assert value >= -bound
            case FactKind.POSITIVE:
                assert value > -bound
    for side in f.obligations:
        value = evaluate(side.argument, at)
        assert value > 0 if side.must_be_positive else value != 0


@given(trees, floats, floats)
@FEW
def test_generalised_gradient_is_the_gradient_where_smooth(tree: Expression, x: float, y: float) -> None:
    full = Sum((tree, Variable("x"), Variable("y")))
    f = lift(full, NAMES)
    assume(f.objective.degree < 40 and len(f.objective) < 300)
    at = lifted_point(f, (x, y))
    assume(smooth_there(f, at) and all(abs(v) < 50 for v in at))
    for i, name in enumerate(NAMES):
        here = {"x": x, "y": y}
        h = 1e-5
        slopes = [
            (direct(full, {**here, name: here[name] + k}) - direct(full, {**here, name: here[name] - k})) / (2 * k)
            for k in (h, 2 * h)
        ]
        numerical = (4 * slopes[0] - slopes[1]) / 3
        exact = evaluate(f.gradient[i], at)
        # where two steps disagree the function is too curved for differences
        assume(abs(slopes[0] - slopes[1]) < 1e-3 * (1 + abs(exact)))
        assert abs(exact - numerical) <= 1e-4 * (1 + abs(exact) + size(f.gradient[i], at))


smooth_trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(Sum),
        st.tuples(inner, inner).map(Product),
        inner.map(lambda u: Power(u, 2)),
        inner.map(lambda u: Exp(Tanh(u))),
        inner.map(Sigmoid),
        inner.map(lambda u: Exp(Product((Constant(Fraction(-1)), u)))),
        st.tuples(inner, inner).map(lambda uv: Quotient(uv[0], one_more(uv[1]))),
        inner.map(lambda u: Sqrt(one_more(u))),
        inner.map(lambda u: Log(one_more(u))),
    ),
    max_leaves=4,
)


Jet = list[float]  # Taylor coefficients in doubles


def jet_product(a: Jet, b: Jet) -> Jet:
    return [sum(a[i] * b[k - i] for i in range(k + 1)) for k in range(len(a))]


def jet_quotient(a: Jet, b: Jet) -> Jet:
    out: Jet = []
    for k in range(len(a)):
        out.append((a[k] - sum(out[i] * b[k - i] for i in range(k))) / b[0])
    return out


def jet_exp(u: Jet) -> Jet:
    out = [math.exp(u[0])]
    for k in range(1, len(u)):
        out.append(sum(j * u[j] * out[k - j] for j in range(1, k + 1)) / k)
    return out


def jet_sqrt(u: Jet) -> Jet:
    out = [math.sqrt(u[0])]
    for k in range(1, len(u)):
        out.append((u[k] - sum(out[i] * out[k - i] for i in range(1, k))) / (2 * out[0]))
    return out


def jet_log(u: Jet) -> Jet:
    slope = jet_quotient([(k + 1) * c for k, c in enumerate(u[1:])], u[:-1])
    return [math.log(u[0])] + [c / (k + 1) for k, c in enumerate(slope)]


def jet(node: Expression, x: dict[str, Jet]) -> Jet:
    """Expand a smooth tree by the classical recurrences; sigmoid and tanh as quotients of exponentials."""
    length = len(x["x"])
    one = [1.0] + [0.0] * (length - 1)
    match node:
        case Constant(value):
            return [float(value)] + [0.0] * (length - 1)
        case Variable(name):
            return x[name]
        case Sum(terms):
            return [sum(column) for column in zip(*(jet(t, x) for t in terms), strict=True)]
        case Product(factors):
            out = one
            for factor in factors:
                out = jet_product(out, jet(factor, x))
            return out
        case Quotient(a, b):
            return jet_quotient(jet(a, x), jet(b, x))
        case Power(base, n):
            out = one
            for _ in range(n):
                out = jet_product(out, jet(base, x))
            return out
        case Exp(u):
            return jet_exp(jet(u, x))
        case Log(u):
            return jet_log(jet(u, x))
        case Sqrt(u):
            return jet_sqrt(jet(u, x))
        case Sigmoid(u):
            decay = jet_exp([-c for c in jet(u, x)])
            return jet_quotient(one, [a + b for a, b in zip(one, decay, strict=True)])
        case Tanh(u):
            growth = jet_exp([2 * c for c in jet(u, x)])
            above = [a + b for a, b in zip(growth, one, strict=True)]
            return jet_quotient([a - b for a, b in zip(growth, one, strict=True)], above)
        case _:
            raise TypeError(node)


@given(smooth_trees, floats, floats, st.tuples(*[st.integers(-2, 2)] * 4))
@FEW
def test_series_are_taylor_series(tree: Expression, x: float, y: float, path: tuple[int, ...]) -> None:
    order = 4
    full = Sum((tree, Variable("x"), Variable("y")))
    f = lift(full, NAMES)
    assume(f.objective.degree < 10 and len(f.objective) < 50)
    at = lifted_point(f, (x, y))
    assume(all(abs(v) < 8 for v in at))
    rows = tuple(tuple(Polynomial.constant(v) for v in row) for row in (path[:2], path[2:]))
    series, gaps = objective_along(f, rows, order, (), "arc")
    start = {"x": [x, path[0], path[2], 0.0, 0.0], "y": [y, path[1], path[3], 0.0, 0.0]}
    expected = jet(full, start)

    assert gaps == []
    assert series[0].is_zero
    for k in range(1, order + 1):
        assert close(evaluate(series[k], at), expected[k], size(series[k], at))


@given(naive, naive, naive, points)
@FEW
def test_series_of_polynomials_are_exact(a: Naive, dx: Naive, dy: Naive, x: tuple[Fraction, ...]) -> None:
    """For a polynomial the series is the expansion of f(x + t d)."""
    rows = [
        Product((Constant(c), *(Power(Variable(n), k) for n, k in zip(("x", "y", "z"), e, strict=True))))
        for e, c in a.items()
    ]
    full = Sum((*rows, Variable("x"), Variable("y"), Variable("z")))
    f = lift(full, ("x", "y", "z"))
    direction = (polynomial(dx), polynomial(dy), ONE)
    series, _ = objective_along(f, (direction,), 4, (), "arc")
    t = Polynomial.variable(VARIABLES)
    whole = f.objective.substitute({i: Polynomial.variable(i) + t * d for i, d in enumerate(direction)})
    parts = (whole - f.objective).coefficients_in(VARIABLES)

    assert series == [parts.get(k, ZERO) for k in range(5)]
    assert whole.evaluate({**dict(enumerate(x)), VARIABLES: Fraction(0)}) == f.objective.evaluate(dict(enumerate(x)))


@pytest.mark.parametrize("sign", [1, -1])
def test_series_of_a_kink_follows_the_active_piece(sign: int) -> None:
    f = lift(Sum((Abs(Variable("x")), Product((Variable("x"), Variable("x"))))), ("x",))
    row = ((Polynomial.constant(sign),),)
    series, gaps = objective_along(f, row, 2, (Kink(0 if sign > 0 else 1, (Gap(0, (), None),)),), "arc")
    at = {0: Fraction(0), 1: Fraction(0)}

    assert [c.evaluate(at) for c in series] == [0, 1, 1]
    assert [c.evaluate(at) for c in gaps[0][0]] == [0, 1, 0]
