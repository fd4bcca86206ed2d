"""f = F(W_L ... W_1, ..., z) with a convex F: products of matrices of variables with wide hidden layers.

Soundness-critical: yes.  Mathematics: docs/theory.md, section "Convex functions of products of matrices".
"""

from __future__ import annotations

from ..claims import Claim, NoSpuriousLocalMinima, NoSpuriousSetwiseMinima
from ..effort import spend
from ..errors import InputError, Reason, RejectedStep, need
from ..evidence import ConvexInProducts, MatrixProduct
from ..expression import variables_of
from ..lift import Lift
from ..parser import parse
from ..polynomial import Polynomial, sum_of_products
from .convexity import shape_of
from .coordinates import is_same_lift, lift_composed

MAX_TERMS = 20_000  # of an entry of a product
Names = tuple[tuple[str, ...], ...]
Matrix = list[list[Polynomial]]


def check_convex_in_products(lifted: Lift, claim: Claim, evidence: ConvexInProducts, where: str) -> None:
    """Check that f is a convex differentiable function of products of matrices and of the other variables.

    Raises:
        RejectedStep: if the claim is another one, a formula cannot be read, f is another function or has kinks, a
            variable is used twice, the shapes do not fit, a hidden layer is narrower than both ends of its product, or
            F is not seen to be convex.
    """
    good = isinstance(claim, NoSpuriousLocalMinima | NoSpuriousSetwiseMinima)
    need(good, f"{where}.claim", Reason.WRONG_SHAPE, f"this evidence does not prove {type(claim).__name__}")
    place = f"{where}.evidence"
    need(lifted.smooth, place, Reason.NOT_SUPPORTED, "a function with kinks")
    need(len(evidence.products) >= 1, f"{place}.products", Reason.VACUOUS, "no product")
    try:
        outer = parse(evidence.outer)
    except InputError as error:
        raise RejectedStep(f"{place}.outer", Reason.OBJECTIVE_MISMATCH, error.message) from error
    places = {name: i for i, name in enumerate(lifted.variables)}
    used: set[str] = set()  # variables of f in some matrix
    values: dict[str, Polynomial] = {}  # entries of the products
    for k, product in enumerate(evidence.products):
        _check_product(product, places, used, values, f"{place}.products[{k}]")
    rest = [name for name in lifted.variables if name not in used]
    known = set(variables_of(outer)) <= {*values, *rest}
    need(known, f"{place}.outer", Reason.OBJECTIVE_MISMATCH, "F has another variable")
    values.update((name, Polynomial.variable(places[name])) for name in rest)
    try:
        composed = lift_composed(outer, lifted.variables, values)
    except InputError as error:
        raise RejectedStep(f"{place}.outer", Reason.OBJECTIVE_MISMATCH, error.message) from error
    same = is_same_lift(composed, lifted)
    need(same, f"{place}.outer", Reason.OBJECTIVE_MISMATCH, "F of the products is not the objective")
    need(shape_of(outer).convex, f"{place}.outer", Reason.SIGN, "F is not seen to be convex")


def _check_product(
    product: MatrixProduct, places: dict[str, int], used: set[str], values: dict[str, Polynomial], where: str
) -> None:
    """Check the shapes of one product; add its variables to ``used`` and its entries to ``values``."""
    need(len(product.layers) >= 1, f"{where}.layers", Reason.VACUOUS, "no layer")
    widths: list[int] = []
    current: Matrix = []
    for i, layer in enumerate(product.layers):
        path = f"{where}.layers[{i}]"
        rows, columns = _shape(layer, path)
        for name in (name for row in layer for name in row):
            need(name in places, path, Reason.UNKNOWN_VARIABLE, f"{name} is no variable of f")
            need(name not in used, path, Reason.WRONG_SHAPE, f"{name} occurs twice")
            used.add(name)
        matrix = [[Polynomial.variable(places[name]) for name in row] for row in layer]
        if i == 0:
            widths = [columns, rows]
            current = matrix
            continue
        need(columns == widths[-1], path, Reason.WRONG_SHAPE, f"{widths[-1]} columns expected")
        widths.append(rows)
        current = _times(matrix, current, path)
    ends = min(widths[0], widths[-1])
    wide = all(width >= ends for width in widths[1:-1])
    need(wide, f"{where}.layers", Reason.WRONG_SHAPE, "a hidden layer is narrower than the first and the last one")
    shape = _shape(product.entries, f"{where}.entries")
    need(shape == (widths[-1], widths[0]), f"{where}.entries", Reason.WRONG_SHAPE, "another shape than the product")
    for names, row in zip(product.entries, current, strict=True):
        for name, entry in zip(names, row, strict=True):
            free = name not in places and name not in values
            need(free, f"{where}.entries", Reason.WRONG_SHAPE, f"the name {name} is taken")
            values[name] = entry


def _shape(matrix: Names, where: str) -> tuple[int, int]:
    """Return the numbers of rows and columns of a matrix, which must have some of both."""
    need(len(matrix) >= 1 and len(matrix[0]) >= 1, where, Reason.WRONG_SHAPE, "an empty matrix")
    columns = len(matrix[0])
    need(all(len(row) == columns for row in matrix), where, Reason.WRONG_SHAPE, "rows of different lengths")
    return len(matrix), columns


def _times(left: Matrix, right: Matrix, where: str) -> Matrix:
    """Return the product of two matrices of polynomials."""
    out = []
    for row in left:
        entries = []
        for j in range(len(right[0])):
            pairs = [(p, right[k][j]) for k, p in enumerate(row)]
            size = sum(len(q) for _, q in pairs)
            need(size <= MAX_TERMS, where, Reason.LIMIT, "an entry of the product with too many terms")
            spend(size)
            entries.append(sum_of_products(pairs))
        out.append(entries)
    return out
