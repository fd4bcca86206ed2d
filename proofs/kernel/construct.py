"""Building expression trees in one normal form, whatever they come from.  Soundness-critical: yes.

The rules, all of them exact equalities of functions on the common domain of both sides:
a sum in a sum and a product in a product are merged; arithmetic on constants alone is carried out; division by a
nonzero constant c is a leading factor 1/c; ``-u`` is a leading factor -1 (merged with a leading constant factor);
``u^1`` is u; ``u^-n`` is 1/u^n.  Nothing else is simplified: ``x - x``, ``0*x`` and ``x^0`` stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from .codes import refusal
from .expression import Constant, Expression, Max, Min, Power, Product, Quotient, Sum, Variable
from .limits import DEFAULT_LIMITS, ParserLimits, fits, too_deep, too_large_exponent, too_many_digits, too_many_nodes
from .names import FUNCTIONS, name_refusal

_ZERO_SEARCH_NODES = 32  # cancellation in a denominator is looked for only in small trees, to stay linear


class Built(NamedTuple):
    """A tree with its depth (levels) and size (nodes, counted each time they occur)."""

    expression: Expression
    depth: int
    size: int


class TreeBuilder:
    """Constructors of trees under one set of limits; every method raises InputError without a position."""

    def __init__(self, limits: ParserLimits = DEFAULT_LIMITS) -> None:
        """Start with no variable and the full budget for arithmetic on constants."""
        self.limits = limits
        self._folded_bits = 0
        self._variables: dict[str, Built] = {}

    def constant(self, value: Fraction | int) -> Built:
        """Return a constant."""
        q = Fraction(value)
        self._charge(q)
        return Built(Constant(q), 1, 1)

    def variable(self, name: str) -> Built:
        """Return the variable of that name."""
        known = self._variables.get(name)
        if known is None:
            problem = name_refusal(name)
            if problem is not None:
                raise problem
            if len(self._variables) >= self.limits.variables:
                raise refusal("E127", f"more than {self.limits.variables} variables")
            known = self._variables[name] = Built(Variable(name), 1, 1)
        return known

    def sum_of(self, items: Sequence[Built]) -> Built:
        """Return the sum of at least one item."""
        if len(items) == 1:
            return items[0]
        if all(isinstance(item.expression, Constant) for item in items):
            total = Fraction(0)
            for item in items:
                total += _value(item.expression)
                self._charge(total)
            return Built(Constant(total), 1, 1)
        terms: list[Expression] = []
        depth = size = 1
        for item in items:
            if isinstance(item.expression, Sum):
                terms.extend(item.expression.terms)
                depth = max(depth, item.depth)
                size += item.size - 1
            else:
                terms.append(item.expression)
                depth = max(depth, item.depth + 1)
                size += item.size
        return self.node(Sum(tuple(terms)), depth, size)

    def product_of(self, items: Sequence[Built]) -> Built:
        """Return the product of at least one item."""
        chain = ProductChain(self)
        for item in items:
            chain.multiply(item)
        return chain.result()

    def quotient(self, numerator: Built, denominator: Built) -> Built:
        """Return ``numerator / denominator``."""
        chain = ProductChain(self)
        chain.multiply(numerator)
        chain.divide(denominator)
        return chain.result()

    def scaled(self, item: Built, factor: Fraction) -> Built:
        """Return ``factor * item`` with the factor merged into a leading constant."""
        chain = ProductChain(self)
        chain.multiply(item)
        chain.scale(factor)
        return chain.result()

    def negative(self, item: Built) -> Built:
        """Return ``-item``."""
        return self.scaled(item, Fraction(-1))

    def power(self, base: Built, exponent: Built) -> Built:
        """Return ``base ^ exponent`` for an exponent that is an integer constant."""
        value = exponent.expression
        if not isinstance(value, Constant):
            raise refusal("E118", "the exponent is not a constant", "write exp(v*log(u)) for u^v where u > 0")
        if value.value.denominator != 1:
            half = value.value.denominator == 2
            raise refusal("E118", "the exponent is not an integer", "write sqrt(u)^n for u^(n/2)" if half else "")
        return self.integer_power(base, value.value.numerator)

    def integer_power(self, base: Built, exponent: int) -> Built:
        """Return ``base ^ exponent``."""
        if abs(exponent) > self.limits.exponent:
            raise too_large_exponent(self.limits)
        if isinstance(base.expression, Constant):
            return self._constant_power(base.expression.value, exponent)
        if exponent < 0:
            return self.quotient(self.constant(1), self.integer_power(base, -exponent))
        if exponent == 1:
            return base
        return self.node(Power(base.expression, exponent), base.depth + 1, base.size + 1)

    def call(self, name: str, arguments: Sequence[Built]) -> Built:
        """Return the value of a function of ``names.FUNCTIONS``."""
        function = FUNCTIONS[name]
        depth = 1 + max((item.depth for item in arguments), default=0)
        size = 1 + sum(item.size for item in arguments)
        if function is Max or function is Min:
            if len(arguments) < 2:
                raise refusal("E114", f"{name} takes at least 2 arguments, not {len(arguments)}")
            return self.node(function(tuple(item.expression for item in arguments)), depth, size)
        if len(arguments) != 1:
            raise refusal("E114", f"{name} takes 1 argument, not {len(arguments)}", f"write {name}(u)")
        return self.node(function(arguments[0].expression), depth, size)  # type: ignore[arg-type]  # unary by the table

    def node(self, expression: Expression, depth: int, size: int) -> Built:
        """Return the tree with its measures if it is within the limits."""
        if depth > self.limits.depth:
            raise too_deep(self.limits)
        if size > self.limits.nodes:
            raise too_many_nodes(self.limits)
        return Built(expression, depth, size)

    def _constant_power(self, base: Fraction, exponent: int) -> Built:
        if base == 0 and exponent == 0:
            raise refusal("E128", "0^0 has no agreed value")
        if base == 0 and exponent < 0:
            raise refusal("E104", "division by zero: a negative power of 0")
        bits = max(base.numerator.bit_length(), base.denominator.bit_length()) - 1
        if bits * abs(exponent) > 4 * self.limits.digits:  # 4 bits are more than a decimal digit
            raise too_many_digits(self.limits)
        return self.constant(base**exponent)

    def _charge(self, value: Fraction) -> None:
        if not fits(value, self.limits):
            raise too_many_digits(self.limits)
        self._folded_bits += value.numerator.bit_length() + value.denominator.bit_length()
        if self._folded_bits > self.limits.folded_bits:
            raise refusal("E126", "the numbers of the formula are too large altogether", "use fewer or shorter numbers")


class ProductChain:
    """A product read from left to right; linear in its length even if divisions by constants are mixed in."""

    __slots__ = ("_builder", "_coefficient", "_depth", "_factors", "_is_constant", "_size")

    def __init__(self, builder: TreeBuilder) -> None:
        """Start with no factor."""
        self._builder = builder
        self._reset()

    def _reset(self) -> None:
        self._coefficient: Fraction | None = None  # the leading factor, if it is a constant
        self._factors: list[Expression] = []
        self._is_constant = True
        self._depth = 0
        self._size = 0

    def multiply(self, item: Built) -> None:
        """Append a factor."""
        node = item.expression
        is_first = self._coefficient is None and not self._factors
        if isinstance(node, Product):
            factors = node.factors
            if is_first and isinstance(factors[0], Constant):
                self._coefficient = factors[0].value
                factors = factors[1:]
                self._size -= 1  # counted again by result()
            self._factors.extend(factors)
            self._is_constant = False
            self._depth = max(self._depth, item.depth - 1)
            self._size += item.size - 1
        elif isinstance(node, Constant) and is_first:
            self._coefficient = node.value
        else:
            self._factors.append(node)
            self._is_constant = self._is_constant and isinstance(node, Constant)
            self._depth = max(self._depth, item.depth)
            self._size += item.size

    def divide(self, item: Built) -> None:
        """Divide what has been read so far by a denominator that is not identically zero."""
        node = item.expression
        if isinstance(node, Constant):
            if node.value == 0:
                raise refusal("E104", "division by zero")
            self.scale(1 / node.value)
            return
        if item.size <= _ZERO_SEARCH_NODES and _is_plainly_zero(node):
            raise refusal("E104", "the denominator is identically 0")
        left = self.result()
        depth, size = 1 + max(left.depth, item.depth), 1 + left.size + item.size
        built = self._builder.node(Quotient(left.expression, node), depth, size)
        self._reset()
        self.multiply(built)

    def scale(self, factor: Fraction) -> None:
        """Multiply by a constant, merged into the leading constant."""
        if self._is_constant:
            self._coefficient = self._folded()
            self._factors.clear()
        value = factor if self._coefficient is None else self._coefficient * factor
        self._builder.constant(value)
        # A leading 1 is dropped, but only if no other constant would become the leading one.
        plain = value == 1 and bool(self._factors) and not isinstance(self._factors[0], Constant)
        self._coefficient = None if plain else value

    def result(self) -> Built:
        """Return the product of all factors."""
        if self._is_constant:
            return Built(Constant(self._folded()), 1, 1)
        factors = tuple(self._factors)
        if self._coefficient is not None:
            factors = (Constant(self._coefficient), *factors)
        elif len(factors) == 1:
            return Built(factors[0], self._depth, self._size)
        return self._builder.node(Product(factors), self._depth + 1, self._size + len(factors) - len(self._factors) + 1)

    def _folded(self) -> Fraction:
        value = Fraction(1) if self._coefficient is None else self._coefficient
        for factor in self._factors:
            value *= _value(factor)
            self._builder.constant(value)
        return value


def _value(node: Expression) -> Fraction:
    if not isinstance(node, Constant):
        raise TypeError("a constant is needed")
    return node.value


def _is_plainly_zero(node: Expression) -> bool:
    """Return whether the tree is zero by a zero factor or by equal terms that cancel; False proves nothing."""
    if isinstance(node, Constant):
        return node.value == 0
    if isinstance(node, Product):
        return any(_is_plainly_zero(factor) for factor in node.factors)
    if isinstance(node, Power):
        return node.exponent > 0 and _is_plainly_zero(node.base)
    if not isinstance(node, Sum):
        return False
    totals: dict[tuple[Expression, ...], Fraction] = {}
    for term in node.terms:
        factors = term.factors if isinstance(term, Product) else (term,)
        weight = Fraction(1)
        if isinstance(factors[0], Constant):
            weight, factors = factors[0].value, factors[1:]
        totals[factors] = totals.get(factors, Fraction(0)) + weight
    return not any(totals.values())
