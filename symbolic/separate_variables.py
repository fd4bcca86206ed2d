"""An objective as a sum or a product of functions of separate variables.  Soundness-critical: no.

The terms (factors) of the formula are put into one part if they share a variable.  Where that gives one part only, the
same is done with the monomials (irreducible factors) of the expanded objective.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from tameproof.proofs.kernel.errors import KernelError
from tameproof.proofs.kernel.expression import (
    Constant,
    Expression,
    Power,
    Product,
    Quotient,
    Sum,
    variables_of,
)
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.printer import to_text
from tameproof.symbolic._flint import factor
from tameproof.symbolic.lifted_text import write_lifted

MAX_TERMS = 2000  # of an objective whose factors are looked for
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Separation:
    """f = constant + sum, or constant + product, of functions of separate variables.

    Attributes:
        product: whether it is a product.
        constant: the constant.
        parts: text and variables of each function, those with few variables first.
    """

    product: bool
    constant: Fraction
    parts: tuple[tuple[str, tuple[str, ...]], ...]


def find_separations(expression: Expression, lifted: Lift) -> tuple[Separation, ...]:
    """Return the objective as a sum and as a product of functions of separate variables, as far as this is seen.

    Args:
        expression: the objective.
        lifted: its lift.

    Returns:
        At most one sum and one product, sums first.  None does not mean that there is no such form.
    """
    if lifted.dimension < 2:
        return ()
    found: list[Separation] = []
    for search in (_sum_of_terms, _sum_of_monomials, _product_of_nodes, _product_of_factors):
        separation = search(expression, lifted)
        if separation is not None and not any(s.product == separation.product for s in found):
            found.append(separation)
    return tuple(found)


def _sum_of_terms(expression: Expression, lifted: Lift) -> Separation | None:
    terms = expression.terms if isinstance(expression, Sum) else ()
    constant = sum((t.value for t in terms if isinstance(t, Constant)), Fraction(0))
    groups = _connected([t for t in terms if not isinstance(t, Constant)], lambda t: frozenset(variables_of(t)))
    return _separation(lifted, False, constant, [to_text(g[0] if len(g) == 1 else Sum(tuple(g))) for g in groups])


def _sum_of_monomials(expression: Expression, lifted: Lift) -> Separation | None:
    depends = _dependencies(lifted)
    items = [(Polynomial.from_terms([item]), item[1]) for item in lifted.objective.items()]
    constant = sum((c for p, c in items if not p.variables()), Fraction(0))
    groups = _connected(
        [p for p, _ in items if p.variables()],
        lambda p: frozenset().union(*(depends[i] for i in p.variables())),
    )
    if len(groups) < 2:
        return None
    texts = []
    for group in groups:
        total = Polynomial({})
        for p in group:
            total = total + p
        text = write_lifted(lifted, total)
        if text is None:
            return None
        texts.append(text)
    return _separation(lifted, False, constant, texts)


def _product_of_nodes(expression: Expression, lifted: Lift) -> Separation | None:
    terms = expression.terms if isinstance(expression, Sum) else (expression,)
    constant = sum((t.value for t in terms if isinstance(t, Constant)), Fraction(0))
    rest = [t for t in terms if not isinstance(t, Constant)]
    if len(rest) != 1:
        return None
    factors = _factors(rest[0])
    scale = Fraction(1)
    for node in factors:
        scale = scale * node.value if isinstance(node, Constant) else scale
    groups = _connected([f for f in factors if not isinstance(f, Constant)], lambda f: frozenset(variables_of(f)))
    if scale <= 0 or len(groups) < 2:
        return None
    texts = [to_text(g[0] if len(g) == 1 else Product(tuple(g))) for g in groups]
    if scale != 1:
        texts[0] = f"{scale}*({texts[0]})"
    return _separation(lifted, True, constant, texts)


def _factors(node: Expression) -> list[Expression]:
    """Return factors of a formula."""
    match node:
        case Product(factors):
            return [part for f in factors for part in _factors(f)]
        case Quotient(numerator, denominator):
            below = [Quotient(Constant(Fraction(1)), part) for part in _factors(denominator)]
            return [*_factors(numerator), *below]
        case Power(base, exponent):
            parts = _factors(base)
            return [node] if len(parts) == 1 else [Power(part, exponent) for part in parts]
        case _:
            return [node]


def _product_of_factors(expression: Expression, lifted: Lift) -> Separation | None:
    if lifted.lifted or not 0 < len(lifted.objective) <= MAX_TERMS:
        return None
    plain = Polynomial.constant(lifted.objective.coefficient(()))
    for constant in dict.fromkeys((Polynomial({}), plain)):
        p = lifted.objective - constant
        if p.is_zero:
            continue
        scale, factors = factor(p)
        groups = _connected([q**e for q, e in factors], lambda q: q.variables())
        if len(groups) < 2:
            continue
        products = []
        for group in groups:
            total = Polynomial.constant(1)
            for q in group:
                total = total * q
            products.append(total)
        # a factor >= 0 has positive values: its sign at some point is that of the part
        flips = [-1 if _sample(q) < 0 else 1 for q in products]
        for flip in flips:
            scale *= flip
        if scale <= 0:
            continue
        products = [q.scale(flip) for q, flip in zip(products, flips, strict=True)]
        products[0] = products[0].scale(scale)
        texts = [q.format(lifted.variables) for q in products]
        return _separation(lifted, True, constant.coefficient(()), texts)
    return None


def _sample(p: Polynomial) -> Fraction:
    """Return a value of p, not 0 as a rule."""
    return p.evaluate({i: Fraction(7 * i + 5, 3) for i in p.variables()})


def _connected(items: Sequence[_T], variables: Callable[[_T], frozenset[object]]) -> list[list[_T]]:
    """Return the items in groups that share no variable, in order of first appearance."""
    groups: list[tuple[set[object], list[_T]]] = []
    for item in items:
        own = set(variables(item))
        members: list[_T] = []
        rest = []
        for names, group in groups:
            if names & own:
                own |= names
                members += group
            else:
                rest.append((names, group))
        groups = [*rest, (own, [*members, item])]
    return [group for _, group in groups]


def _dependencies(lifted: Lift) -> list[frozenset[object]]:
    """Return the variables of the objective on which every variable and lifted variable depends."""
    out: list[frozenset[object]] = [frozenset((i,)) for i in range(lifted.dimension)]
    for v in lifted.lifted:
        out.append(frozenset().union(*(out[i] for u in v.arguments for i in u.variables())))
    return out


def _separation(lifted: Lift, product: bool, constant: Fraction, texts: list[str]) -> Separation | None:
    """Return the parts with their variables, if every variable of the objective is in one of at least two parts."""
    parts = []
    for text in texts:
        try:
            own = variables_of(parse(text))
        except KernelError:
            return None
        parts.append((text, tuple(name for name in lifted.variables if name in own)))
    if len(parts) < 2 or sorted(name for _, names in parts for name in names) != sorted(lifted.variables):
        return None
    parts.sort(key=lambda part: (len(part[1]), len(part[0])))
    if constant and not product:  # the part with most variables is the one whose bound is hard to see
        text, names = parts[-1]
        sign = "-" if constant < 0 else "+"
        parts[-1], constant = (f"{text} {sign} {abs(constant)}", names), Fraction(0)
    return Separation(product, constant, tuple(parts))
