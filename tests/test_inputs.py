"""Objectives given as sympy expressions and as Python functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp

from tameproof.functions import exp, log, maximum, minimum, relu, sigmoid, sqrt, tanh
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.expression import Variable
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.printer import to_text
from tameproof.symbolic._sympy import from_sympy, to_sympy
from tameproof.tracing import exact_decimal, trace

X, Y = sp.symbols("x y", real=True)
PLAIN = sp.Symbol("x")

SYMPY_ACCEPTED: list[tuple[Any, str]] = [
    ((X * Y - 1) ** 2, "(x*y - 1)^2"),
    (PLAIN**2, "x^2"),
    (sp.Integer(3), "3"),
    (sp.Rational(-1, 3) * X, "-1/3*x"),
    (X / Y, "x/y"),
    (X**-2, "1/x^2"),
    (3 / (1 + X**2), "3/(x^2 + 1)"),
    (sp.Abs(X), "abs(x)"),
    (sp.Max(X, Y, 0), "max(0, x, y)"),
    (sp.Min(X, Y), "min(x, y)"),
    (sp.sqrt(1 + X**2), "sqrt(x^2 + 1)"),
    ((1 + X**2) ** sp.Rational(-3, 2), "1/sqrt(x^2 + 1)^3"),
    (sp.exp(-(X**2)), "exp(-x^2)"),
    (sp.E * X, "exp(1)*x"),
    (sp.log(1 + X**2), "log(x^2 + 1)"),
    (sp.tanh(X), "tanh(x)"),
    (1 / (1 + sp.exp(-X)), "1/(1 + exp(-x))"),
    (sp.Mul(X, sp.Add(X, 1, evaluate=False), evaluate=False), "x*(x + 1)"),
    (sp.Pow(X, 1, evaluate=False), "x"),
]

SYMPY_REFUSED: list[tuple[Any, str]] = [
    (0.1 * X, "E140"),
    (X + sp.Float("0.5"), "E140"),
    (X**0.5, "E118"),
    (X**Y, "E118"),
    (2**X, "E118"),
    (X ** sp.Rational(1, 3), "E118"),
    (X**20000, "E121"),
    (X + sp.pi, "E142"),
    (X + sp.I, "E141"),
    (sp.oo * X + sp.oo, "E141"),
    (sp.zoo, "E141"),
    (sp.nan, "E141"),
    (sp.sin(X), "E113"),
    (sp.floor(X), "E113"),
    (sp.sign(X), "E142"),
    (sp.sinh(X), "E142"),
    (sp.Piecewise((X, X > 0), (0, True)), "E142"),
    (sp.Function("f")(X), "E142"),
    (sp.Function("\x1b[2J")(X), "E142"),
    (sp.Integral(X, X), "E142"),
    (sp.Derivative(sp.Function("g")(X), X), "E142"),
    (sp.Eq(X, 1), "E142"),
    (sp.Matrix([X]), "E142"),
    ("x + 1", "E142"),
    (3, "E142"),
    (sp.Symbol("x", positive=True), "E143"),
    (sp.Symbol("n", integer=True), "E143"),
    (sp.Symbol("A", commutative=False), "E143"),
    (PLAIN + X, "E143"),
    (sp.Dummy("x") + sp.Dummy("x"), "E143"),
    (sp.Symbol("x_{1}"), "E117"),
    (sp.Symbol("\\input{/etc/passwd}"), "E117"),
    (sp.Symbol("\u03b1"), "E117"),
    (sp.Symbol("exp"), "E115"),
    (sp.Pow(10, 5000), "E126"),
    (sp.Pow(sp.Add(X, -X, evaluate=False), -1, evaluate=False), "E104"),
]


@pytest.mark.parametrize(("expression", "text"), SYMPY_ACCEPTED, ids=[t for _, t in SYMPY_ACCEPTED])
def test_sympy_accepted(expression: Any, text: str) -> None:
    tree = from_sympy(expression)

    assert parse(text) == tree or sp.simplify(to_sympy(parse(text)) - to_sympy(tree)) == 0
    assert tree == parse(to_text(tree))


@pytest.mark.parametrize(("expression", "code"), SYMPY_REFUSED)
def test_sympy_refused(expression: Any, code: str) -> None:
    with pytest.raises(InputError) as caught:
        from_sympy(expression)

    assert code == caught.value.code
    assert str(caught.value).replace("\n", "").isprintable()
    assert caught.value.hint


def test_sympy_shared_subexpressions_do_not_explode() -> None:
    node: Any = X
    for _ in range(60):
        node = sp.Add(node, sp.Mul(node, Y, evaluate=False), evaluate=False)
    with pytest.raises(InputError) as caught:
        from_sympy(node)

    assert caught.value.code in ("E125", "E129")


@pytest.mark.parametrize(
    "text",
    [
        "x^2 - 3*x*y/7",
        "relu(x) + abs(y)",
        "max(x, y, 1) - min(x, y)",
        "1/(1 + x^2)",
        "sigmoid(x)*tanh(y)",
        "sqrt(2 + x^2)",
        "log(1+exp(x))",
    ],
)
def test_to_sympy_has_the_same_values(text: str) -> None:
    tree = parse(text)
    expression = to_sympy(tree)
    again = to_sympy(from_sympy(expression))
    for point in ({X: sp.Rational(1, 2), Y: -2}, {X: -3, Y: sp.Rational(5, 3)}):
        value = expression.subs(point).evalf(30)

        assert abs(value - again.subs(point).evalf(30)) < sp.Float("1e-25")
    assert expression.free_symbols <= {X, Y}


def _loop(x: Any, y: Any) -> Any:
    total = 0
    for k in range(5):
        total = total + (k * x - y) ** 2
    return total


TRACED: list[tuple[Callable[..., object], str, tuple[str, ...]]] = [
    (lambda x, y: (x * y - 1) ** 2, "(x*y - 1)^2", ("x", "y")),
    (lambda b, a: a - b, "a - b", ("b", "a")),
    (lambda x, y: x**2, "x^2", ("x", "y")),
    (lambda x: 3, "3", ("x",)),
    (lambda x: Fraction(1, 3) * x, "1/3*x", ("x",)),
    (lambda x: 0.1 * x + 1e-3, "1/10*x + 1/1000", ("x",)),
    (lambda x: np.float64(0.1) * x, "1/10*x", ("x",)),
    (lambda x: x * np.float64(0.25), "x*(1/4)", ("x",)),
    (lambda x: np.int64(3) * x, "3*x", ("x",)),
    (lambda x: x * Decimal("0.7"), "x*(7/10)", ("x",)),
    (lambda x: x**2.0, "x^2", ("x",)),
    (lambda x: x**-2, "1/x^2", ("x",)),
    (lambda x: 1 / (1 + x * x), "1/(1 + x*x)", ("x",)),
    (lambda x: 2 - x, "2 - x", ("x",)),
    (lambda x: -x + +x, "-x + x", ("x",)),
    (lambda x: abs(x), "abs(x)", ("x",)),
    (lambda x, a=2: a * x, "2*x", ("x",)),
    (lambda x, y: maximum(x, y, 0) + minimum(x, 1), "max(x, y, 0) + min(x, 1)", ("x", "y")),
    (lambda x: relu(x) + sigmoid(x) + tanh(x), "relu(x) + sigmoid(x) + tanh(x)", ("x",)),
    (lambda x: exp(x) + log(1 + x**2) + sqrt(1 + x**2), "exp(x) + log(1 + x^2) + sqrt(1 + x^2)", ("x",)),
    (lambda x: np.exp(x) + np.log(1 + x**2), "exp(x) + log(1 + x^2)", ("x",)),
    (lambda x: np.sqrt(1 + x**2) + np.tanh(x), "sqrt(1 + x^2) + tanh(x)", ("x",)),
    (lambda x, y: np.maximum(x, y) + np.minimum(0, x), "max(x, y) + min(0, x)", ("x", "y")),
    (lambda x: np.abs(x) + np.square(x) + np.power(x, 3), "abs(x) + x^2 + x^3", ("x",)),
    (lambda x, y: np.add(x, y) - np.multiply(x, y), "x + y - x*y", ("x", "y")),
    (lambda x, y: np.sum(np.array([x, y]) ** 2), "x^2 + y^2", ("x", "y")),
    (lambda x, y: np.array([1, 2]) @ np.array([x, y]), "1*x + 2*y", ("x", "y")),
    (lambda x, y: np.sum(np.array([1.5, 2.0]) * x), "3/2*x + 2*x", ("x", "y")),
    (lambda x, y: np.sum(x * np.array([1.5, 2.0])), "x*(3/2) + x*2", ("x", "y")),
    (lambda x, y: np.sum(np.exp(np.array([x, y]))), "exp(x) + exp(y)", ("x", "y")),
    (lambda x, y: np.sum(relu(np.array([x, y]))), "relu(x) + relu(y)", ("x", "y")),
    (lambda x: np.clip(x, 0, 1), "min(max(x, 0), 1)", ("x",)),
    (lambda x: sum((x, 1, x)), "0 + x + 1 + x", ("x",)),
    (lambda x, y: np.array(x * y), "x*y", ("x", "y")),
    (_loop, "0 + (0*x - y)^2 + (1*x - y)^2 + (2*x - y)^2 + (3*x - y)^2 + (4*x - y)^2", ("x", "y")),
]


class _Model:
    def loss(self, u: Any, v: Any) -> Any:
        return (u * v - 2) ** 2


def _with_if(x: Any) -> Any:
    if x > 0:
        return x
    return -x


def _star(*values: Any) -> Any:
    return values[0]


def _keyword(x: Any, *, y: Any) -> Any:
    return x + y


def _explode(x: Any) -> Any:
    for _ in range(60):
        x = x + x * x
    return x


UNTRACEABLE: list[tuple[Callable[..., object], str]] = [
    (_with_if, "E131"),
    (lambda x: x if x else 0, "E131"),
    (lambda x: max(x, 0), "E131"),
    (lambda x: 1 if x == 0 else x, "E131"),
    (lambda x: x != 0, "E131"),
    (lambda x: np.where(x > 0, x, 0), "E131"),
    (lambda x: np.sign(x), "E131"),
    (lambda x: np.greater(x, 0), "E131"),
    (lambda x: not x, "E131"),
    (lambda x: math.exp(x), "E132"),
    (lambda x: float(x), "E132"),
    (lambda x: int(x), "E132"),
    (lambda x: range(x), "E132"),
    (lambda x: complex(x), "E132"),
    (lambda x: np.float64(x), "E132"),
    (lambda x: np.array([x], dtype=float)[0], "E132"),
    (lambda x: np.interp(x, [0, 1], [0, 1]), "E132"),
    (lambda x: f"{x:.2f}", "E132"),
    (lambda x: np.cosh(x), "E133"),
    (lambda x: np.arctan(x), "E133"),
    (lambda x: np.add.reduce(x), "E133"),
    (lambda x, y: np.linalg.det(np.array([[x, y], [y, x]])), "E133"),
    (lambda x, y: np.linalg.inv([[x, y], [y, x]]).sum(), "E133"),
    (lambda x, y: np.linalg.solve(np.array([[x, y], [y, x]]), [1, 2])[0], "E133"),
    (lambda x, y: np.linalg.eigvals(np.array([[x, y], [y, x]]))[0], "E133"),
    (lambda x, y: np.linalg.norm([[x, y], [y, x]], 2), "E133"),
    (lambda x, y: np.fft.fft([x, y])[0], "E133"),
    (lambda x: x ^ 2, "E133"),  # type: ignore[operator]
    (lambda x: 2 | x, "E133"),  # type: ignore[operator]
    (lambda x, y: x @ y, "E133"),
    (lambda x: ~x, "E133"),
    (lambda x, y: np.sin(np.array([x, y])).sum(), "E113"),
    (lambda x, y: np.cosh([x, y]).sum(), "E133"),
    (lambda x: np.sin(x), "E113"),
    (lambda x: np.floor(x), "E113"),
    (lambda x: x % 2, "E113"),
    (lambda x: x // 2, "E113"),
    (lambda x: round(x), "E113"),
    (lambda x: math.floor(x), "E113"),
    (lambda x: x + "1", "E134"),
    (lambda x: x * None, "E134"),
    (lambda x: x + True, "E134"),
    (lambda x: x(2), "E134"),
    (lambda x: Decimal(x), "E134"),
    (lambda x: x[0], "E135"),
    (lambda x: sum(x), "E135"),
    (lambda x: len(x), "E135"),
    (lambda x: x.sum(), "E135"),
    (lambda x: x.T, "E135"),
    (_star, "E135"),
    (_keyword, "E135"),
    (lambda: 1, "E135"),
    (lambda x=1: x, "E135"),
    (lambda x: None, "E136"),
    (lambda x: [x], "E136"),
    (lambda x: np.array([x]), "E136"),
    (lambda x: "x", "E136"),
    (lambda x: True, "E136"),
    (lambda x: x / 3 + 1 / 3, "E140"),
    (lambda x: math.pi * x, "E140"),
    (lambda x: exp(2) * x, "E140"),
    (lambda x: x * (0.1 + 0.2), "E140"),
    (lambda x: np.float32(0.1) * x, "E140"),
    (lambda x: x * float("nan"), "E141"),
    (lambda x: x + math.inf, "E141"),
    (lambda x: x + Decimal("Infinity"), "E141"),
    (lambda x: x + 1j, "E141"),
    (lambda x: x**0.5, "E118"),
    (lambda x: 2**x, "E118"),
    (lambda x: x**x, "E118"),
    (lambda x: x**100000, "E121"),
    (lambda x: x / 0, "E104"),
    (lambda x: 1 / (x - x), "E104"),
    (lambda x: x * 10**5000, "E126"),
    (lambda x: x * Decimal("1e999999"), "E126"),
    (lambda exp: exp, "E115"),
    (lambda pi: pi, "E117"),
    (lambda _x: _x, "E117"),
    (lambda α: α, "E117"),
]


@pytest.mark.parametrize(("function", "text", "names"), TRACED, ids=[t for _, t, _ in TRACED])
def test_traced(function: Callable[..., object], text: str, names: tuple[str, ...]) -> None:
    assert (parse(text), names) == trace(function)


@pytest.mark.parametrize(("function", "code"), UNTRACEABLE)
def test_untraceable(function: Callable[..., object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        trace(function)

    assert code == caught.value.code
    assert str(caught.value).replace("\n", "").isprintable()
    assert caught.value.hint


def test_methods_are_traced_without_self() -> None:
    assert (parse("(u*v - 2)^2"), ("u", "v")) == trace(_Model().loss)


def test_repeated_squaring_does_not_explode() -> None:
    with pytest.raises(InputError) as caught:
        trace(_explode)

    assert caught.value.code in ("E125", "E129")


def test_long_sums_stay_flat() -> None:
    tree, names = trace(lambda x, y: sum((x - k * y) ** 2 for k in range(2000)))

    assert names == ("x", "y")
    assert tree == parse(to_text(tree))


@pytest.mark.parametrize(
    ("function", "error"),
    [
        (lambda x: dict[str, int]()["missing"], KeyError),
        (lambda x: x + 1 / 0, ZeroDivisionError),
        (lambda x: x * "a".missing, AttributeError),  # type: ignore[attr-defined]
        (lambda x: x + int("a"), ValueError),
        (lambda x: x * np.linalg.inv(np.zeros((2, 2)))[0, 0], np.linalg.LinAlgError),
        (lambda x: x * (np.ones(2) @ np.ones(3)), ValueError),
    ],
)
def test_errors_of_the_function_pass_through(function: Callable[..., object], error: type[Exception]) -> None:
    with pytest.raises(error):
        trace(function)


async def _coroutine(x: float) -> float:
    return x


def test_a_coroutine_is_no_scalar_and_leaves_no_warning() -> None:
    with pytest.raises(InputError) as caught:
        trace(_coroutine)
    assert caught.value.code == "E136"


def test_unused_variable_stays_a_variable() -> None:
    assert (Variable("x"), ("x", "y")) == trace(lambda x, y: x)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, Fraction(1, 10)),
        (-2.5, Fraction(-5, 2)),
        (1e22, Fraction(10**22)),
        (2.0**-20, Fraction(1, 2**20)),
        (0.0, Fraction(0)),
        (-0.0, Fraction(0)),
        (3.14159, Fraction(314159, 100000)),
    ],
)
def test_float_is_read_as_its_decimal(value: float, expected: Fraction) -> None:
    assert expected == exact_decimal(value)


@pytest.mark.parametrize("value", [1 / 3, 0.1 + 0.2, math.pi, math.e**2, math.sqrt(2), 2 / 7, 1e-5 / 3])
def test_rounded_float_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="E140"):
        exact_decimal(value)


def test_functions_on_numbers_and_arrays() -> None:
    assert exp(0) == 1.0
    assert maximum(1, 2.5) == 2.5
    assert minimum(1, -2, 0) == -2.0
    assert relu(-3) == 0.0
    assert sigmoid(-1000) == 0.0
    assert sigmoid(1000) == 1.0
    assert math.isclose(sigmoid(0.3), 1 / (1 + math.exp(-0.3)))
    assert math.isclose(log(2) + sqrt(2) + tanh(0.5), math.log(2) + math.sqrt(2) + math.tanh(0.5))
    values = relu(np.array([-1.0, 0.5]))
    assert values.dtype == float
    assert values.tolist() == [0.0, 0.5]
    with pytest.raises(InputError, match="E134"):
        exp("x")
