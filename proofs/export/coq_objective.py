"""The objective as a Coq term: variables for quotients, transcendental functions and kinks.  Soundness-critical: no.

The theory has one variable w = Step(u - v) where the lift has three for max(u, v): w, 1 - w and v + w (u - v).
Kinks are printed as products with their arguments, because only those are continuous.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from tameproof.proofs.export.coq_terms import (
    CannotExport,
    Leaf,
    Node,
    Tree,
    listing,
    polynomial,
    print_tree,
    tree_of_expression,
    tree_of_polynomial,
)
from tameproof.proofs.kernel.expression import (
    Abs,
    Constant,
    Exp,
    Expression,
    Max,
    Min,
    Power,
    Product,
    Quotient,
    Relu,
    Sigmoid,
    Sum,
    Tanh,
    Variable,
)
from tameproof.proofs.kernel.lift import (
    KINK_KINDS,
    Builder,
    Lift,
    LiftedVariable,
    NodeKind,
    canonical_sign,
)
from tameproof.proofs.kernel.maxima import flatten_maxima
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial

T = TypeVar("T")

FUNCTIONS = {
    NodeKind.INVERSE: "Inverse",
    NodeKind.EXP: "Exponential",
    NodeKind.EXP_NEGATIVE: "ExponentialNegative",
    NodeKind.SIGMOID: "Sigmoid",
    NodeKind.TANH: "HyperbolicTangent",
    NodeKind.SIGN: "Sign",
    NodeKind.WEIGHT: "Step",
}
MINUS_ONE = Leaf(Fraction(-1))


@dataclass(frozen=True)
class CoqObjective:
    """How the theory sees an objective.

    Attributes:
        lift: the lift in the variables of the theory.
        nodes: the list of functions and their arguments, as text.
        body: the objective, as text.
        tree: the objective as it was written, where that is printed.
        smooth: no kinks occur.
        images: the variables of the certificate in those of the theory; empty if they are the same.
    """

    lift: Lift
    nodes: str
    body: str
    tree: Tree | None
    smooth: bool
    images: dict[int, Polynomial]

    def translated(self, value: T) -> T:
        """Return evidence in the variables of the theory."""
        return _translated(value, self.images) if self.images else value


def _translated(value: T, images: dict[int, Polynomial]) -> T:
    if isinstance(value, Polynomial):
        return value.substitute(images)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_translated(item, images) for item in value)  # type: ignore[return-value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _translated(getattr(value, f.name), images) for f in dataclasses.fields(value)}
        return type(value)(**fields)
    return value


def coq_objective(expression: Expression, lifted: Lift) -> CoqObjective:
    """Return the theory's view of an objective.

    Raises:
        CannotExport: if a function is not in the theory.
    """
    for v in lifted.lifted:
        if v.kind not in FUNCTIONS and v.kind is not NodeKind.MAXIMUM:
            raise CannotExport(None, v.kind.value, f"{v.kind.value} is not in the theory")
    if not any(v.kind in KINK_KINDS for v in lifted.lifted):
        tree = tree_of_expression(expression, lifted.variables) if lifted.is_polynomial else None
        body = polynomial(lifted.objective) if tree is None else f"({print_tree(tree)})%polynomial"
        items = (f"({FUNCTIONS[v.kind]}, {polynomial(v.arguments[0])})" for v in lifted.lifted)
        return CoqObjective(lifted, listing(items), body, tree, True, {})
    written = flatten_maxima(expression)
    writer = _KinkWriter(written, lifted)
    tree = writer.tree(written)
    items = (f"({FUNCTIONS[v.kind]}, ({print_tree(writer.arguments[v.index])})%polynomial)" for v in writer.nodes)
    moved = dataclasses.replace(
        lifted,
        objective=lifted.objective.substitute(writer.images),
        lifted=tuple(writer.nodes),
        obligations=_translated(lifted.obligations, writer.images),
        facts=_translated(lifted.facts, writer.images),
    )
    return CoqObjective(moved, listing(items), f"({print_tree(tree)})%polynomial", tree, False, writer.images)


def _signed(tree: Tree, flipped: bool) -> Tree:
    return Node("*", MINUS_ONE, tree) if flipped else tree


class _KinkWriter:
    """Writes expressions with kinks."""

    def __init__(self, expression: Expression, lifted: Lift) -> None:
        self.builder = Builder(lifted.variables)
        self.builder.build(expression)
        self.variables = lifted.variables
        self.images = {i: Polynomial.variable(i) for i in range(lifted.dimension)}
        self.nodes: list[LiftedVariable] = []
        self.arguments: dict[int, Tree] = {}  # by the theory's variable
        self.kinked: set[int] = set()
        old = list(lifted.lifted)
        while old:
            v = old.pop(0)
            index = lifted.dimension + len(self.nodes)
            z = Polynomial.variable(index)
            inner = tuple(u.substitute(self.images) for u in v.arguments)
            self.images[v.index] = z
            if v.kind is NodeKind.WEIGHT:
                if len(inner) > 2:
                    raise CannotExport(None, "max", "the maximum of more than two functions is not in the theory")
                other, largest = old.pop(0), old.pop(0)
                first, second = inner
                self.images[other.index] = ONE - z
                self.images[largest.index] = second + z * (first - second)
                inner = (first - second,)
            self.nodes.append(LiftedVariable(index, v.kind, inner, ZERO))
            if v.kind in KINK_KINDS:
                self.kinked.add(index)
            self.arguments[index] = tree_of_polynomial(inner[0])
        self._write_arguments(expression)

    def _write_arguments(self, expression: Expression) -> None:
        """Write the arguments of functions inside functions as trees, too."""
        match expression:
            case Sum(parts) | Product(parts) | Max(parts) | Min(parts):
                inner = list(parts)
            case Power(base, _):
                inner = [base]
            case Quotient(numerator, denominator):
                inner = [numerator, denominator]
            case Constant() | Variable():
                inner = []
            case _:
                inner = [expression.argument]
        for part in inner:
            self._write_arguments(part)
        if not isinstance(expression, Sum | Product | Power):
            self.tree(expression)

    def _poly(self, p: Polynomial) -> Tree:
        return tree_of_polynomial(p.substitute(self.images))

    def _plain(self, expression: Expression) -> Tree:
        """Return the tree of an argument: expanded, unless a kink occurs in it."""
        p = self.builder.memo[expression].substitute(self.images)
        return self.tree(expression) if p.variables() & self.kinked else tree_of_polynomial(p)

    def tree(self, node: Expression) -> Tree:
        """Return a tree in which kinks are multiplied by their arguments."""
        p = self.builder.memo[node]
        constant = p.as_constant()
        if constant is not None:
            return Leaf(constant)
        match node:
            case Sum(parts) | Product(parts):
                operator = "+" if isinstance(node, Sum) else "*"
                result = self.tree(parts[0])
                for part in parts[1:]:
                    result = Node(operator, result, self.tree(part))
                return result
            case Power(base, exponent):
                return Node("^", self.tree(base), exponent)
            case Quotient(numerator, denominator):
                inverse = self._inverse(self.builder.memo[denominator]).substitute(self.images)
                for k in inverse.variables():
                    self.arguments[k] = self._plain(denominator)
                return Node("*", self.tree(numerator), tree_of_polynomial(inverse))
            case Abs(argument):
                signless, flipped = canonical_sign(self.builder.memo[argument])
                k = self._index(("abs", (signless,)))
                self.arguments[k] = _signed(self._plain(argument), flipped)
                return Node("*", Leaf(Fraction(k), is_variable=True), self.arguments[k])
            case Max(arguments):
                return self._maximum([(a, 1) for a in arguments])
            case Min(arguments):
                return Node("*", MINUS_ONE, self._maximum([(a, -1) for a in arguments]))
            case Relu(argument):
                return self._maximum([(argument, 1), (None, 1)])
            case Exp(argument) | Sigmoid(argument) | Tanh(argument):
                signless, flipped = canonical_sign(self.builder.memo[argument])
                for name in ("exp", "exp-", "sigmoid", "tanh"):
                    if (name, (signless,)) in self.builder.nodes:
                        self.arguments[self._index((name, (signless,)))] = _signed(self._plain(argument), flipped)
                return self._poly(p)
            case _:
                return self._poly(p)

    def _maximum(self, arguments: list[tuple[Expression | None, int]]) -> Tree:
        """Return the maximum of functions with signs; None stands for 0."""
        trees: dict[Polynomial, Tree] = {}
        for a, sign in arguments:
            p = ZERO if a is None else self.builder.memo[a].scale(sign)
            if p not in trees:
                inner = Leaf(Fraction(0)) if a is None else self._plain(a)
                trees[p] = inner if sign > 0 else Node("*", MINUS_ONE, inner)
        if len(trees) == 1:
            return next(iter(trees.values()))
        weight = self._index(("max", tuple(trees)), back=len(trees))
        (first, second), plain = trees.values(), Leaf(Fraction(weight), is_variable=True)
        at_zero = isinstance(second, Leaf) and not second.is_variable and second.value == 0
        gap = first if at_zero else Node("+", first, Node("*", MINUS_ONE, second))
        self.arguments[weight] = gap
        return Node("*", plain, gap) if at_zero else Node("+", second, Node("*", plain, gap))

    def _inverse(self, v: Polynomial) -> Polynomial:
        value = v.as_constant()
        return Polynomial.variable(self.builder.nodes["inverse", (v,)]) if value is None else ONE.scale(1 / value)

    def _index(self, key: tuple[str, tuple[Polynomial, ...]], back: int = 0) -> int:
        """Return the theory's variable of a node (for max: of its first weight, ``back`` places before it)."""
        (found,) = self.images[self.builder.nodes[key] - back].variables()
        return found
