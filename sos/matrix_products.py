"""f as a convex function of a product of matrices of variables (linear networks).  Soundness-critical: no.

The layers are recognised from the quadratic laws.  Every matrix is a product of wide layers, with partial identities
for all of them but one; so f with these values is the function of the product.  Source: [laurent_von_brecht_2018].
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tameproof.proofs.kernel.claims import NoSpuriousSetwiseMinima
from tameproof.proofs.kernel.errors import InputError, RejectedStep
from tameproof.proofs.kernel.evidence import ConvexInProducts, MatrixProduct
from tameproof.proofs.kernel.expression import (
    Constant,
    Expression,
    Power,
    Product,
    Quotient,
    Sum,
    Variable,
    children,
)
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.matrix_products import check_convex_in_products
from tameproof.sos.conserved_quantities import find_conserved_quantities
from tameproof.sos.linear_networks import Layer, find_network
from tameproof.symbolic.outcome import Open

__all__ = ["find_convex_products"]

PREFIXES = ("m", "p", "q", "product")
MAX_DIMENSION = 120


def find_convex_products(expression: Expression, lift: Lift) -> ConvexInProducts | Open:
    """Return evidence that f is a convex function of a product of matrices with wide hidden layers.

    Args:
        expression: the formula of the objective; its form is kept in the function of the product.
        lift: its lift.

    Returns:
        Evidence that the kernel accepts, or Open, which does not mean that f is no such function.
    """
    if not lift.smooth or not 1 < lift.dimension <= MAX_DIMENSION:
        return Open("no smooth function of several variables")
    laws = find_conserved_quantities(lift, max_degree=2)
    network = find_network(laws, lift.dimension) if laws else None
    if network is None:
        return Open("no layers of a linear network were recognised")
    layers = network.layers
    widths = [len(layers[0][0]), *(len(layer) for layer in layers)]
    ends = min(widths[0], widths[-1])
    if min(widths) < ends:
        return Open(f"a hidden layer of the linear network {'-'.join(map(str, widths))} is narrower than both ends")
    prefix = next((p for p in PREFIXES if not any(name.startswith(p) for name in lift.variables)), None)
    if prefix is None:
        return Open("no free names")
    joint = "_" if max(widths) > 9 else ""
    entries = tuple(tuple(f"{prefix}{i + 1}{joint}{j + 1}" for j in range(widths[0])) for i in range(widths[-1]))
    values = _values(layers, entries, lift.variables)
    names = tuple(tuple(tuple(lift.variables[v] for v in row) for row in layer) for layer in layers)
    products = (MatrixProduct(entries, names),)
    try:
        evidence = ConvexInProducts(to_text(_simplified(expression, values)), products)
        check_convex_in_products(lift, NoSpuriousSetwiseMinima(), evidence, "step")
    except (RejectedStep, InputError) as error:
        return Open(f"the function of the product is not seen to be convex ({error})")
    return evidence


def _values(
    layers: tuple[Layer, ...], entries: tuple[tuple[str, ...], ...], variables: tuple[str, ...]
) -> dict[str, Expression]:
    """Return the values of the variables: the entries in the layer at the wider end, else partial identities."""
    rows, columns = len(entries), len(entries[0])
    place = 0 if rows <= columns else len(layers) - 1
    out: dict[str, Expression] = {}
    for k, layer in enumerate(layers):
        for i, row in enumerate(layer):
            for j, v in enumerate(row):
                value: Expression = Constant(Fraction(int(i == j < min(rows, columns))))
                if k == place:
                    inside = i < rows and j < columns
                    value = Variable(entries[i][j]) if inside else Constant(Fraction(0))
                out[variables[v]] = value
    return out


def _simplified(node: Expression, values: Mapping[str, Expression]) -> Expression:
    """Return the formula with the values, without summands 0 and factors 0 and 1."""
    if isinstance(node, Variable):
        return values.get(node.name, node)
    parts = [_simplified(part, values) for part in children(node)]
    match node:
        case Sum():
            constant = sum((p.value for p in parts if isinstance(p, Constant)), Fraction(0))
            rest = [p for p in parts if not isinstance(p, Constant)]
            kept = tuple([*rest, Constant(constant)] if constant or not rest else rest)
            return kept[0] if len(kept) == 1 else Sum(kept)
        case Product():
            factor = Fraction(1)
            for p in parts:
                factor *= p.value if isinstance(p, Constant) else 1
            rest = [p for p in parts if not isinstance(p, Constant)]
            if not factor or not rest:
                return Constant(factor)
            kept = tuple(rest if factor == 1 else [Constant(factor), *rest])
            return kept[0] if len(kept) == 1 else Product(kept)
        case Power(_, exponent):
            base = parts[0]
            return Constant(base.value**exponent) if isinstance(base, Constant) else Power(base, exponent)
        case Quotient():
            return Quotient(parts[0], parts[1])
        case Constant():
            return node
        case _:
            return type(node)(parts[0])  # type: ignore[arg-type]
