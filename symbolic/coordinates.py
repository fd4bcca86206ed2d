"""Polynomial changes of coordinates that make an objective sparser, and the objective in them.  Soundness-critical: no.

An elementary change replaces one variable x_i by u = c x_i + q(the other variables); its inverse is a polynomial map as
well.  Candidates for u are parts and factors of the formula and factors of (weighted) leading forms: where a leading
form vanishes, the objective may stay small at infinity, and there the axes should be.  Changes are composed as long as
each of them makes the expanded objective shorter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tameproof.proofs.kernel.errors import KernelError
from tameproof.proofs.kernel.expression import (
    Constant,
    Expression,
    Max,
    Min,
    Power,
    Product,
    Quotient,
    Sum,
    Variable,
    walk,
)
from tameproof.proofs.kernel.lift import Builder, Lift
from tameproof.proofs.kernel.names import FUNCTIONS
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.coordinates import lift_composed
from tameproof.symbolic._flint import factor

MAX_CANDIDATES = 24  # elementary changes that are tried in one round
MAX_TERMS = 400  # of a polynomial that is factored
MAX_FACTORED_DEGREE = 40
WEIGHTS = (2, 3, 4)  # k in y - c x^k
_NAMES = {cls: name for name, cls in FUNCTIONS.items()}


@dataclass(frozen=True, slots=True)
class Coordinates:
    """An objective in new coordinates.

    Attributes:
        objective: its text.
        variables: the names of the new coordinates.
        forward: the new coordinates as polynomials in the old ones.
        backward: the old coordinates as polynomials in the new ones.
    """

    objective: str
    variables: tuple[str, ...]
    forward: tuple[Polynomial, ...]
    backward: tuple[Polynomial, ...]


def find_sparser_coordinates(expression: Expression, lifted: Lift) -> Coordinates | None:
    """Return coordinates in which the objective has fewer terms, or None if no candidate makes it shorter.

    Args:
        expression: the objective.
        lifted: its lift.

    Returns:
        Coordinates with exact inverses; None does not mean that there are no better ones.
        Cost: a few factorisations and expansions per round, at most 2n + 2 rounds.
    """
    n = lifted.dimension
    if n < 2:
        return None
    forward = backward = tuple(Polynomial.variable(i) for i in range(n))
    current, size = lifted, _size(lifted)
    for _ in range(2 * n + 2):
        best: tuple[int, Lift, tuple[Polynomial, ...], tuple[Polynomial, ...]] | None = None
        for i, u in _candidates(expression, current, backward):
            new, old = _elementary(n, i, u)
            changed = tuple(p.substitute(dict(enumerate(old))) for p in backward)
            try:
                there = lift_composed(expression, lifted.variables, dict(zip(lifted.variables, changed, strict=True)))
            except KernelError:  # too many terms
                continue
            if _size(there) < (size if best is None else best[0]):
                composed = tuple(p.substitute(dict(enumerate(forward))) for p in new)
                best = _size(there), there, composed, changed
        if best is None:
            break
        size, current, forward, backward = best
    if size >= _size(lifted):
        return None
    names = new_names(lifted.variables)
    text = _text(expression, dict(zip(lifted.variables, backward, strict=True)), names)
    missing = "".join(f" + 0*{name}" for i, name in enumerate(names) if not _occurs(i, backward, expression, lifted))
    return Coordinates(to_text(parse(text + missing)), names, forward, backward)


def _size(lifted: Lift) -> int:
    """Return the number of terms of the objective and of the arguments of lifted functions."""
    return len(lifted.objective) + sum(len(u) for v in lifted.lifted for u in v.arguments)


def _candidates(
    expression: Expression, current: Lift, backward: tuple[Polynomial, ...]
) -> Iterator[tuple[int, Polynomial]]:
    """Yield pairs (i, u) such that u = c x_i + q(the other variables) is worth a try, each once."""
    n = current.dimension
    seen: set[Polynomial] = set()
    for p in _polynomials(expression, current, backward):
        for u in (p, *_factors(p), *(f for form in _leading_forms(p, n) for f in _factors(form))):
            if len(u) < 2 or u in seen or len(seen) >= MAX_CANDIDATES:
                continue
            seen.add(u)
            for i in sorted(u.variables()):
                if u.degree_in(i) == 1 and u.derivative(i).as_constant() is not None:
                    yield i, u


def _polynomials(expression: Expression, current: Lift, backward: tuple[Polynomial, ...]) -> list[Polynomial]:
    """Return the polynomials of the formula in the current coordinates: sums in it, arguments, the whole."""
    builder = Builder(current.variables)
    builder.memo.update({Variable(name): p for name, p in zip(current.variables, backward, strict=True)})
    found = [] if current.lifted else [current.objective]
    for node in walk(expression):
        if isinstance(node, Sum):
            try:
                found.append(builder.build(node))
            except KernelError:
                continue
    found += [u for v in current.lifted for u in v.arguments]
    n = current.dimension
    plain = [p for p in found if 2 <= len(p) <= MAX_TERMS and all(v < n for v in p.variables())]
    return sorted(dict.fromkeys(plain), key=lambda p: (p.degree, len(p)))


def _factors(p: Polynomial) -> list[Polynomial]:
    """Return the irreducible factors with at least two terms."""
    if not 2 <= len(p) <= MAX_TERMS or p.degree > MAX_FACTORED_DEGREE:
        return []
    return [f for f, _ in factor(p)[1] if len(f) > 1]


def _leading_forms(p: Polynomial, n: int) -> Iterator[Polynomial]:
    """Yield the leading form of p, and those for weights (1, k) and (k, 1) of two variables."""
    yield _leading_form(p, (1,) * n)
    if n == 2:
        for k in WEIGHTS:
            yield _leading_form(p, (1, k))
            yield _leading_form(p, (k, 1))


def _leading_form(p: Polynomial, weights: tuple[int, ...]) -> Polynomial:
    def weight(exponents: tuple[int, ...]) -> int:
        return sum(w * e for w, e in zip(weights, exponents, strict=False))

    items = p.items()
    top = max((weight(exponents) for exponents, _ in items), default=0)
    return Polynomial.from_terms((exponents, c) for exponents, c in items if weight(exponents) == top)


def _elementary(n: int, i: int, u: Polynomial) -> tuple[tuple[Polynomial, ...], tuple[Polynomial, ...]]:
    """Return the map that replaces x_i by u = c x_i + q, and its inverse."""
    x = [Polynomial.variable(j) for j in range(n)]
    c = u.derivative(i).as_constant()
    if not c:
        raise ValueError("the variable does not enter linearly with a constant coefficient")
    rest = u - x[i].scale(c)
    inverse = (x[i] - rest).scale(1 / c)
    return (*x[:i], u, *x[i + 1 :]), (*x[:i], inverse, *x[i + 1 :])


def new_names(old: tuple[str, ...]) -> tuple[str, ...]:
    """Return names u1, u2, ... that are not among the old ones."""
    stem = "u"
    while any(name.startswith(stem) for name in old):
        stem += "u"
    return tuple(f"{stem}{i + 1}" for i in range(len(old)))


def _occurs(i: int, backward: tuple[Polynomial, ...], expression: Expression, lifted: Lift) -> bool:
    """Whether the new coordinate number i stands in the text of the objective."""
    names = tuple(f"u{k}" for k in range(lifted.dimension))
    tree = parse(_text(expression, dict(zip(lifted.variables, backward, strict=True)), names))
    return any(isinstance(node, Variable) and node.name == names[i] for node in walk(tree))


def _text(node: Expression, values: Mapping[str, Polynomial], names: tuple[str, ...]) -> str:
    """Return the text of a tree with polynomials for its variables; sums of monomials are expanded, nothing else."""
    match node:
        case Constant(value):
            return f"({value})"
        case Variable(name):
            return f"({values[name].format(names)})"
        case Sum(terms):
            if all(_is_monomial(t) for t in terms):
                order = tuple(values)
                builder = Builder(order)
                builder.memo.update({Variable(name): p for name, p in values.items()})
                return f"({builder.build(node).format(names)})"
            return f"({' + '.join(_text(t, values, names) for t in terms)})"
        case Product(factors):
            return f"({'*'.join(_text(f, values, names) for f in factors)})"
        case Quotient(numerator, denominator):
            return f"({_text(numerator, values, names)}/{_text(denominator, values, names)})"
        case Power(base, exponent):
            return f"({_text(base, values, names)}^{exponent})"
        case Max(arguments) | Min(arguments):
            return f"{_NAMES[type(node)]}({', '.join(_text(a, values, names) for a in arguments)})"
        case _:
            return f"{_NAMES[type(node)]}({_text(node.argument, values, names)})"


def _is_monomial(node: Expression) -> bool:
    match node:
        case Constant() | Variable():
            return True
        case Product(factors):
            return all(_is_monomial(f) for f in factors)
        case Power(base, _):
            return _is_monomial(base)
        case _:
            return False
