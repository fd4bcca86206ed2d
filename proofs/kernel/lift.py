"""The lift: an objective becomes a polynomial F(x, z), facts about z, and a generalised gradient G(x, z).

Soundness-critical: yes.  Mathematics: docs/theory.md, section "The lift".  For every real x there are values z of the
lifted variables that satisfy the facts, f(x) = F(x, z), and every element of the Clarke subdifferential of f at x is
G(x, z) for such z (``convex_field``), or at least lies in the convex hull of those G(x, z) (always).
Multipliers of kinks (the sign of abs, the weights of max) count as constants when F is differentiated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from math import comb

from .errors import InputError
from .expression import (
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
    variables_of,
)
from .facts import Fact, equation, nonnegative, positive
from .lift_limits import MAX_TERMS, check_rates, predict, too_many
from .maxima import flatten_maxima
from .polynomial import ONE, ZERO, Polynomial, sum_of_products

MAX_VARIABLES = 2_000  # x and z together


class NodeKind(Enum):
    """What a lifted variable stands for."""

    INVERSE = "inverse"
    ROOT = "sqrt"
    EXP = "exp"
    EXP_NEGATIVE = "exp(-u)"
    LOG = "log"
    SIGMOID = "sigmoid"
    TANH = "tanh"
    SIGN = "sign"
    MAXIMUM = "max"
    WEIGHT = "weight"


KINK_KINDS = frozenset({NodeKind.SIGN, NodeKind.MAXIMUM, NodeKind.WEIGHT})


@dataclass(frozen=True, slots=True)
class LiftedVariable:
    """One lifted variable z.

    Attributes:
        index: its number among all variables.
        kind: what it stands for.
        arguments: the polynomials u (several for max) that it depends on.
        rate: P with dz = P du for smooth kinds; zero for kinks.
    """

    index: int
    kind: NodeKind
    arguments: tuple[Polynomial, ...]
    rate: Polynomial


@dataclass(frozen=True, slots=True)
class Obligation:
    """A side condition: ``argument`` must be proved nonzero (or positive) from the first ``facts`` lift facts."""

    argument: Polynomial
    must_be_positive: bool
    facts: int
    text: str


@dataclass(frozen=True)
class Lift:
    """The lifted objective.

    Attributes:
        variables: names of x.
        names: names of all variables, x first, then z.
        objective: F.
        facts: facts that hold at every x.
        lifted: the lifted variables in order; lifted[k].index = n + k.
        obligations: side conditions, in order.
        jacobian: jacobian[k][i] = dz_k/dx_i.
        smooth: no abs, max, min, relu occurs.
        convex_field: no kink inside a kink, so that {G(x, z)} contains the Clarke subdifferential.
    """

    variables: tuple[str, ...]
    names: tuple[str, ...]
    objective: Polynomial
    facts: tuple[Fact, ...]
    lifted: tuple[LiftedVariable, ...]
    obligations: tuple[Obligation, ...]
    jacobian: tuple[tuple[Polynomial, ...], ...]
    smooth: bool
    convex_field: bool

    @property
    def dimension(self) -> int:
        """Number n of variables of the objective."""
        return len(self.variables)

    @property
    def is_polynomial(self) -> bool:
        """Whether the objective is a polynomial (nothing was lifted)."""
        return not self.lifted

    def total_derivative(self, p: Polynomial, i: int) -> Polynomial:
        """Return d p(x, z(x)) / d x_i as a polynomial in (x, z)."""
        n = self.dimension
        pairs = [(p.derivative(i), ONE)]
        pairs += [(p.derivative(v), self.jacobian[v - n][i]) for v in sorted(p.variables()) if v >= n]
        return sum_of_products(pairs)

    def total_gradient(self, p: Polynomial) -> tuple[Polynomial, ...]:
        """Return the gradient of p(x, z(x)) with respect to x."""
        return tuple(self.total_derivative(p, i) for i in range(self.dimension))

    @cached_property
    def gradient(self) -> tuple[Polynomial, ...]:
        """The generalised gradient G."""
        return self.total_gradient(self.objective)

    @cached_property
    def hessian(self) -> tuple[tuple[Polynomial, ...], ...]:
        """The Hessian of f as an n x n matrix of polynomials; only meaningful if ``smooth``."""
        n = self.dimension
        upper = {(i, j): self.total_derivative(self.gradient[i], j) for i in range(n) for j in range(i, n)}
        return tuple(tuple(upper[min(i, j), max(i, j)] for j in range(n)) for i in range(n))

    @cached_property
    def kink_variables(self) -> frozenset[int]:
        """Indices of the lifted variables that belong to abs and max nodes, or depend on one that does."""
        found: set[int] = set()
        for v in self.lifted:
            if v.kind in KINK_KINDS or any(i in found for u in v.arguments for i in u.variables()):
                found.add(v.index)
        return frozenset(found)

    @cached_property
    def squared_norm(self) -> Polynomial:
        """|x|^2."""
        return sum_of_products([(Polynomial.variable(i),) * 2 for i in range(self.dimension)])

    @cached_property
    def squared_gradient(self) -> Polynomial:
        """|G|^2."""
        return sum_of_products([(g, g) for g in self.gradient])

    def inner_with_gradient(self, p: Polynomial) -> Polynomial:
        """Return <grad p, G> for p in x and smooth lifted variables."""
        return sum_of_products(list(zip(self.total_gradient(p), self.gradient, strict=True)))


class Builder:
    """A lift under construction."""

    def __init__(self, variables: tuple[str, ...]) -> None:
        self.index = {name: i for i, name in enumerate(variables)}
        self.n = len(variables)
        self.names = list(variables)
        self.facts: list[Fact] = []
        self.lifted: list[LiftedVariable] = []
        self.obligations: list[Obligation] = []
        self.jacobian: list[tuple[Polynomial, ...]] = []
        self.kinked: set[int] = set()  # lifted variables that depend on a kink
        self.convex = True
        self.memo: dict[Expression, Polynomial] = {}
        self.nodes: dict[tuple[str, tuple[Polynomial, ...]], int] = {}

    # -- lifted variables --------------------------------------------------------------------
    def new(self, kind: NodeKind, arguments: tuple[Polynomial, ...], rate: Callable[[Polynomial], Polynomial]) -> int:
        """Append a lifted variable whose derivative is rate(z) * d(arguments[0])."""
        index = self.n + len(self.lifted)
        if index >= MAX_VARIABLES:
            raise InputError(
                "E120", f"the objective needs more than {MAX_VARIABLES} variables", hint="write a smaller one"
            )
        stem = {"inverse": "inv", "exp(-u)": "expneg", "sqrt": "root"}.get(kind.value, kind.value)
        name = f"{stem}_{len(self.lifted) + 1}"
        while name in self.index or name in self.names:
            name += "_"
        self.names.append(name)
        z = Polynomial.variable(index)
        p = rate(z)
        self.lifted.append(LiftedVariable(index, kind, arguments, p))
        inner = self.differential(arguments[0]) if not p.is_zero else (ZERO,) * self.n
        check_rates(p, inner)
        self.jacobian.append(tuple(p * d for d in inner))
        if kind in KINK_KINDS or any(v in self.kinked for u in arguments for v in u.variables()):
            self.kinked.add(index)
        return index

    def differential(self, u: Polynomial) -> tuple[Polynomial, ...]:
        """Return the total derivatives of u with respect to x."""
        out = []
        inner = [(u.derivative(v), self.jacobian[v - self.n]) for v in sorted(u.variables()) if v >= self.n]
        for i in range(self.n):
            out.append(sum_of_products([(u.derivative(i), ONE), *((p, row[i]) for p, row in inner)]))
        return tuple(out)

    def note_kink(self, arguments: tuple[Polynomial, ...]) -> None:
        """Record whether a kink sits inside another kink."""
        if any(v in self.kinked for u in arguments for v in u.variables()):
            self.convex = False

    # -- nodes -------------------------------------------------------------------------------
    def _inverse(self, v: Polynomial) -> Polynomial:
        value = v.as_constant()
        if value is not None:
            if value == 0:
                raise InputError(
                    "E104", f"the denominator {v.format(self.names)} is identically 0", hint="remove the division"
                )
            return Polynomial.constant(1 / value)
        key = ("inverse", (v,))
        if key not in self.nodes:
            self.obligations.append(Obligation(v, False, len(self.facts), f"{v.format(self.names)} is nonzero"))
            index = self.new(NodeKind.INVERSE, (v,), lambda z: -(z * z))
            self.facts.append(equation(Polynomial.variable(index) * v - ONE))
            self.nodes[key] = index
        return Polynomial.variable(self.nodes[key])

    def _root(self, u: Polynomial) -> Polynomial:
        key = ("sqrt", (u,))
        if key not in self.nodes:
            self.obligations.append(Obligation(u, True, len(self.facts), f"{u.format(self.names)} is positive"))
            # w is created with rate r/2 where r, the next variable, is 1/w
            r = Polynomial.variable(self.n + len(self.lifted) + 1)
            index = self.new(NodeKind.ROOT, (u,), lambda _z: r.scale(Fraction(1, 2)))
            w = Polynomial.variable(index)
            inverse = self.new(NodeKind.INVERSE, (w,), lambda z: -(z * z))
            self.facts += [
                equation(w * w - u),
                positive(w),
                equation(Polynomial.variable(inverse) * w - ONE),
                positive(Polynomial.variable(inverse)),
            ]
            self.nodes[key] = index
        return Polynomial.variable(self.nodes[key])

    def _logarithm(self, u: Polynomial) -> Polynomial:
        key = ("log", (u,))
        if key not in self.nodes:
            self.obligations.append(Obligation(u, True, len(self.facts), f"{u.format(self.names)} is positive"))
            inverse = self.new(NodeKind.INVERSE, (u,), lambda z: -(z * z))
            r = Polynomial.variable(inverse)
            index = self.new(NodeKind.LOG, (u,), lambda _z: r)
            self.facts += [
                equation(r * u - ONE),
                positive(r),
                positive(u),
                nonnegative(u - ONE - Polynomial.variable(index)),
                nonnegative(Polynomial.variable(index) - ONE + r),
            ]
            self.nodes[key] = index
        return Polynomial.variable(self.nodes[key])

    def _exponential(self, u: Polynomial) -> Polynomial:
        base, flipped = canonical_sign(u)
        key = ("exp", (base,))
        if key not in self.nodes:
            index = self.new(NodeKind.EXP, (base,), lambda z: z)
            e = Polynomial.variable(index)
            # exp(b) >= 1 + b, and exp(-b) >= 1 - b times exp(b)
            self.facts += [positive(e), nonnegative(e - ONE - base), nonnegative(ONE - e + e * base)]
            self.nodes[key] = index
        e = Polynomial.variable(self.nodes[key])
        if not flipped:
            return e
        key = ("exp-", (base,))
        if key not in self.nodes:
            index = self.new(NodeKind.EXP_NEGATIVE, (base,), lambda z: -z)
            r = Polynomial.variable(index)
            self.facts += [equation(r * e - ONE), positive(r), nonnegative(r - ONE + base)]
            self.nodes[key] = index
        return Polynomial.variable(self.nodes[key])

    def _sigmoid(self, u: Polynomial) -> Polynomial:
        base, flipped = canonical_sign(u)
        key = ("sigmoid", (base,))
        if key not in self.nodes:
            index = self.new(NodeKind.SIGMOID, (base,), lambda z: z - z * z)
            s = Polynomial.variable(index)
            self.facts += [positive(s), positive(ONE - s), nonnegative((s.scale(2) - ONE) * base)]
            self.nodes[key] = index
        s = Polynomial.variable(self.nodes[key])
        return ONE - s if flipped else s

    def _hyperbolic_tangent(self, u: Polynomial) -> Polynomial:
        base, flipped = canonical_sign(u)
        key = ("tanh", (base,))
        if key not in self.nodes:
            index = self.new(NodeKind.TANH, (base,), lambda z: ONE - z * z)
            t = Polynomial.variable(index)
            # tanh(b) b >= b^2 (1 - tanh(b)^2), since sinh(2b)/2 >= b for b >= 0
            bound = t * base - base * base + base * base * t * t
            self.facts += [positive(ONE - t), positive(ONE + t), nonnegative(t * base), nonnegative(bound)]
            self.nodes[key] = index
        t = Polynomial.variable(self.nodes[key])
        return -t if flipped else t

    def _absolute(self, u: Polynomial) -> Polynomial:
        value = u.as_constant()
        if value is not None:
            return Polynomial.constant(abs(value))
        base, _ = canonical_sign(u)
        key = ("abs", (base,))
        if key not in self.nodes:
            self.note_kink((base,))
            index = self.new(NodeKind.SIGN, (base,), lambda _z: ZERO)
            s = Polynomial.variable(index)
            self.facts += [equation((s * s - ONE) * base), nonnegative(ONE - s * s), nonnegative(s * base)]
            self.nodes[key] = index
        return Polynomial.variable(self.nodes[key]) * base

    def _maximum(self, arguments: tuple[Polynomial, ...]) -> Polynomial:
        distinct = tuple(dict.fromkeys(arguments))
        if len(distinct) == 1:
            return distinct[0]
        values = [u.as_constant() for u in distinct]
        if all(v is not None for v in values):
            return Polynomial.constant(max(v for v in values if v is not None))
        key = ("max", distinct)
        if key not in self.nodes:
            self.note_kink(distinct)
            weights = [self.new(NodeKind.WEIGHT, distinct, lambda _z: ZERO) for _ in distinct]
            index = self.new(NodeKind.MAXIMUM, distinct, lambda _z: ZERO)
            rows = [self.differential(u) for u in distinct]
            self.jacobian[-1] = tuple(
                sum_of_products([(Polynomial.variable(w), row[i]) for w, row in zip(weights, rows, strict=True)])
                for i in range(self.n)
            )
            m = Polynomial.variable(index)
            total = -ONE
            for w, u in zip(weights, distinct, strict=True):
                weight = Polynomial.variable(w)
                total = total + weight
                self.facts += [nonnegative(m - u), nonnegative(weight), equation(weight * (m - u))]
            self.facts.append(equation(total))
            self.nodes[key] = index
        return Polynomial.variable(self.nodes[key])

    # -- the tree ----------------------------------------------------------------------------
    def build(self, node: Expression) -> Polynomial:
        """Return the polynomial of a tree, adding what it needs."""
        known = self.memo.get(node)
        if known is None:
            known = self.memo[node] = self._build(node)
            if len(known) > MAX_TERMS:
                raise too_many(len(known))
        return known

    def _build(self, node: Expression) -> Polynomial:
        match node:
            case Constant(value):
                return Polynomial.constant(value)
            case Variable(name):
                return Polynomial.variable(self.index[name])
            case Sum(terms):
                return sum_of_products([(self.build(t), ONE) for t in terms])
            case Product(factors):
                result = ONE
                for factor in factors:
                    p = self.build(factor)
                    predict(len(result) * len(p), result.degree + p.degree, result, p)
                    result = result * p
                return result
            case Power(base, exponent):
                root = self.build(base)
                t = len(root)
                if t > 1:
                    predict(comb(t + exponent - 1, exponent), root.degree * exponent, root)
                return root**exponent
            case Quotient(numerator, denominator):
                top, bottom = self.build(numerator), self.build(denominator)
                return top * self._inverse(bottom)
            case Abs(argument):
                return self._absolute(self.build(argument))
            case Max(arguments):
                return self._maximum(tuple(self.build(a) for a in arguments))
            case Min(arguments):
                return -self._maximum(tuple(-self.build(a) for a in arguments))
            case Relu(argument):
                return self._maximum((self.build(argument), ZERO))
            case Sqrt(argument):
                return self._root(self.build(argument))
            case Exp(argument):
                return self._exponential(self.build(argument))
            case Log(argument):
                return self._logarithm(self.build(argument))
            case Sigmoid(argument):
                return self._sigmoid(self.build(argument))
            case Tanh(argument):
                return self._hyperbolic_tangent(self.build(argument))

    def finish(self, objective: Polynomial) -> Lift:
        """Return the lift of an objective that was built."""
        kinks = any(v.kind in KINK_KINDS for v in self.lifted)
        return Lift(
            variables=tuple(self.index),
            names=tuple(self.names),
            objective=objective,
            facts=tuple(self.facts),
            lifted=tuple(self.lifted),
            obligations=tuple(self.obligations),
            jacobian=tuple(self.jacobian),
            smooth=not kinks,
            convex_field=self.convex,
        )


def canonical_sign(u: Polynomial) -> tuple[Polynomial, bool]:
    """Return (u, False) or (-u, True), so that u and -u share a representative."""
    if (items := u.items()) and items[-1][1] < 0:
        return -u, True
    return u, False


def lift(expression: Expression, variables: tuple[str, ...] | None = None) -> Lift:
    """Return the lift of an objective.

    Args:
        expression: the objective.
        variables: an ordering of its variables (default: order of first appearance).

    Raises:
        InputError: E104 for an identically zero denominator, E105 if the variables do not match, E120 if too large.
    """
    own = variables_of(expression)
    names = own if variables is None else variables
    if sorted(own) != sorted(names):
        raise InputError("E105", f"the variables are {', '.join(own)}, not {', '.join(names)}", hint="list each once")
    builder = Builder(names)
    return builder.finish(builder.build(flatten_maxima(expression)))


def critical_facts(lifted: Lift) -> tuple[Fact, ...]:
    """Return the lift facts followed by the n equations G_i = 0."""
    return (*lifted.facts, *(equation(g) for g in lifted.gradient))


def radial_function(lifted: Lift, weights: tuple[Fraction, ...], powers: tuple[int, ...]) -> Polynomial:
    """Return rho = sum weights_i x_i^(2 powers_i)."""
    total = ZERO
    for i, (w, k) in enumerate(zip(weights, powers, strict=True)):
        total = total + Polynomial.variable(i, 2 * k).scale(w)
    return total


def tangency_facts(
    lifted: Lift, weights: tuple[Fraction, ...], powers: tuple[int, ...], radius: Fraction
) -> tuple[Fact, ...]:
    """Return the lift facts, the 2x2 minors of (G, grad rho) for i < j, then |x|^2 - radius > 0."""
    rho = radial_function(lifted, weights, powers)
    normal = [rho.derivative(i) for i in range(lifted.dimension)]
    g = lifted.gradient
    n = lifted.dimension
    minors = [g[i] * normal[j] - g[j] * normal[i] for i in range(n) for j in range(i + 1, n)]
    return (
        *lifted.facts,
        *(equation(m) for m in minors),
        positive(lifted.squared_norm - Polynomial.constant(radius)),
    )
