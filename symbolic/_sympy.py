"""Expressions from and to sympy, which is imported here only.  Soundness-critical: yes (object in, statement out).

The tree of a sympy object is walked node by node and never printed, parsed or simplified.  Symbols stand for real
variables without further assumptions, because sympy simplifies under assumptions: with a positive x it turns
sqrt(x^2) into x before we see it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from tameproof.proofs.kernel.codes import printable, refusal
from tameproof.proofs.kernel.construct import Built, TreeBuilder
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
    children,
)
from tameproof.proofs.kernel.limits import DEFAULT_LIMITS, ParserLimits, check_limits
from tameproof.proofs.kernel.names import ADVICE, NOT_DEFINABLE
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.printer import to_text

_FUNCTIONS = {"Abs": "abs", "Max": "max", "Min": "min", "exp": "exp", "log": "log", "tanh": "tanh"}
_NOT_REAL = ("Infinity", "NegativeInfinity", "ComplexInfinity", "NaN", "ImaginaryUnit")
_REAL_ASSUMPTIONS = dict(sympy.Symbol("x", real=True).assumptions0)


def from_sympy(expression: Any, *, limits: ParserLimits = DEFAULT_LIMITS) -> Expression:
    """Return the expression tree of a sympy expression.

    Args:
        expression: sums, products, rational numbers, integer and half-integer powers, Abs, Max, Min, exp, log and tanh
            of symbols without assumptions other than real.
        limits: as for texts.

    Returns:
        The tree in normal form, equal as a function to the given expression wherever that is defined; it is what
        the parser reads from its own text.

    Raises:
        InputError: E140 for floats, E141 for infinite or imaginary numbers, E142 for a node outside the language
            (with its class), E143 for a symbol that cannot be a variable, and the codes of the parser.
    """
    if not isinstance(expression, sympy.Expr):
        raise refusal("E142", f"an object of class {_class_name(expression)} is not a sympy expression")
    built = _Reader(TreeBuilder(limits)).read(expression)
    check_limits(built.expression, limits)
    return parse(to_text(built.expression), limits=limits)


def _class_name(node: object) -> str:
    return printable(type(node).__name__)[:60]


def _fraction(node: Any) -> Fraction:
    return Fraction(int(node.p), int(node.q))


class _Reader:
    """Children before parents, on an explicit stack."""

    def __init__(self, builder: TreeBuilder) -> None:
        self.builder = builder
        self.symbols: dict[str, Any] = {}
        self.visits = 0

    def read(self, root: Any) -> Built:
        # A node is pushed twice: first to push its operands, then to combine their values.
        todo: list[tuple[Any, bool]] = [(root, False)]
        values: list[Built] = []
        while todo:
            node, is_ready = todo.pop()
            if is_ready:
                count = len(self.operands(node))
                arguments = values[len(values) - count :]
                del values[len(values) - count :]
                values.append(self.combine(node, arguments))
                continue
            self.visits += 1
            if self.visits > self.builder.limits.nodes:
                raise refusal("E129", f"the expression has more than {self.builder.limits.nodes} nodes")
            leaf = self.leaf(node)
            if leaf is not None:
                values.append(leaf)
            else:
                todo.append((node, True))
                todo.extend((operand, False) for operand in reversed(self.operands(node)))
        return values[0]

    def leaf(self, node: Any) -> Built | None:
        """Return the value of a node without operands, or None for a known inner node."""
        if isinstance(node, sympy.Rational):
            return self.builder.constant(_fraction(node))
        if isinstance(node, sympy.Symbol):
            return self.symbol(node)
        if isinstance(node, sympy.Float):
            raise refusal("E140", f"the expression contains the float {printable(str(node))[:40]}")
        name = _class_name(node)
        if name in _NOT_REAL:
            raise refusal("E141", f"the expression contains {name}")
        if node is sympy.E:
            return self.builder.call("exp", (self.builder.constant(1),))
        if isinstance(node, (sympy.Add, sympy.Mul, sympy.Pow)):
            return None
        if isinstance(node, sympy.core.function.AppliedUndef):
            raise refusal("E142", f"the expression contains the undefined function {name}")
        if name in _FUNCTIONS and isinstance(node, getattr(sympy, name)):
            return None
        if isinstance(node, sympy.Function) and name.lower() in NOT_DEFINABLE:
            raise refusal("E113", f"{name} is not definable in an o-minimal structure on the whole line")
        hint = ADVICE.get(name.lower(), "") if isinstance(node, sympy.Function) else ""
        raise refusal("E142", f"an object of class {name} is not part of the language of objectives", hint)

    def symbol(self, node: Any) -> Built:
        name = str(node.name)
        known = self.symbols.setdefault(name, node)
        shown = printable(name)[:40]
        if known != node:
            raise refusal("E143", f"two different symbols are called '{shown}'")
        extra = sorted(k for k, v in node.assumptions0.items() if _REAL_ASSUMPTIONS.get(k) is not v)
        if extra:
            message = f"the symbol '{shown}' carries the assumption {extra[0]}={node.assumptions0[extra[0]]}"
            hint = f"objectives are read on all of R^n: use sympy.Symbol('{shown}', real=True)"
            raise refusal("E143", message, hint)
        return self.builder.variable(name)

    def operands(self, node: Any) -> tuple[Any, ...]:
        """Return the subexpressions that ``combine`` needs; in a product, a negative power is a denominator."""
        if isinstance(node, sympy.Mul):
            return tuple(arg.base if _is_denominator(arg) else arg for arg in node.args)
        if isinstance(node, sympy.Pow) and node.base is not sympy.E:
            return (node.base,)
        if isinstance(node, sympy.Pow):
            return (node.exp,)
        return tuple(node.args)

    def combine(self, node: Any, values: list[Built]) -> Built:
        builder = self.builder
        if isinstance(node, sympy.Add):
            return builder.sum_of(values) if values else builder.constant(0)
        if isinstance(node, sympy.Mul):
            above, below = [builder.constant(1)], []
            for arg, value in zip(node.args, values, strict=True):
                if _is_denominator(arg):
                    below.append(self.power(value, -_fraction(arg.exp)))
                else:
                    above.append(value)
            numerator = builder.product_of(above[1:] or above)
            return builder.quotient(numerator, builder.product_of(below)) if below else numerator
        if isinstance(node, sympy.Pow):
            if node.base is sympy.E:
                return builder.call("exp", values)
            if not isinstance(node.exp, sympy.Rational):
                raise refusal("E118", f"the exponent of a power is of class {_class_name(node.exp)}, not an integer")
            return self.power(values[0], _fraction(node.exp))
        return builder.call(_FUNCTIONS[_class_name(node)], values) if len(values) != 1 else self.unary(node, values[0])

    def unary(self, node: Any, value: Built) -> Built:
        name = _FUNCTIONS[_class_name(node)]
        return value if name in ("max", "min") else self.builder.call(name, (value,))

    def power(self, base: Built, exponent: Fraction) -> Built:
        """Return a power with integer or half-integer exponent; u^(n/2) is sqrt(u)^n."""
        if exponent.denominator == 1:
            return self.builder.integer_power(base, exponent.numerator)
        if exponent.denominator == 2:
            return self.builder.integer_power(self.builder.call("sqrt", (base,)), exponent.numerator)
        raise refusal("E118", f"the exponent {exponent} is neither an integer nor a half-integer")


def _is_denominator(node: Any) -> bool:
    if not isinstance(node, sympy.Pow) or node.base is sympy.E:
        return False
    return isinstance(node.exp, sympy.Rational) and bool(node.exp.p < 0)


def to_sympy(expression: Expression) -> Any:
    """Return a sympy expression in real symbols with the same values.

    Args:
        expression: any tree within the parser's limits.

    Returns:
        A ``sympy.Expr``, with sympy's automatic simplifications; relu becomes Max and sigmoid a quotient of
        exponentials.  ``from_sympy(to_sympy(e))`` is equal to e as a function, not always as a tree.
    """
    todo: list[tuple[Expression, bool]] = [(expression, False)]
    values: list[Any] = []
    while todo:
        node, is_ready = todo.pop()
        operands = children(node)
        if operands and not is_ready:
            todo.append((node, True))
            todo.extend((operand, False) for operand in reversed(operands))
            continue
        arguments = values[len(values) - len(operands) :] if operands else []
        del values[len(values) - len(operands) :]
        values.append(_sympy_node(node, arguments))
    return values[0]


def _sympy_node(node: Expression, values: list[Any]) -> Any:
    match node:
        case Constant(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Variable(name):
            return sympy.Symbol(name, real=True)
        case Sum():
            return sympy.Add(*values)
        case Product():
            return sympy.Mul(*values)
        case Quotient():
            return values[0] / values[1]
        case Power(_, exponent):
            return values[0] ** exponent
        case Abs():
            return sympy.Abs(values[0])
        case Max():
            return sympy.Max(*values)
        case Min():
            return sympy.Min(*values)
        case Relu():
            return sympy.Max(values[0], 0)
        case Sqrt():
            return sympy.sqrt(values[0])
        case Exp():
            return sympy.exp(values[0])
        case Log():
            return sympy.log(values[0])
        case Sigmoid():
            return 1 / (1 + sympy.exp(-values[0]))
        case Tanh():
            return sympy.tanh(values[0])
