"""Variables that an objective contains only inside one strictly monotone function of them.  Soundness-critical: no."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tameproof.proofs.kernel.errors import KernelError
from tameproof.proofs.kernel.expression import Expression, Variable, variables_of, walk
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.increasing import ARGUMENT
from tameproof.proofs.kernel.rules.monotone_functions import Image, image_of
from tameproof.proofs.kernel.rules.single_variables import check_convex_where_defined, substitute
from tameproof.symbolic.composition import RATIONAL
from tameproof.symbolic.increasing import replaced


@dataclass(frozen=True, slots=True)
class MonotoneParts:
    """f = F(phi_1(x_1), ..., phi_n(x_n)).

    Attributes:
        outer: text of F.
        functions: pairs of a variable and the text of its function of t.
        replacements: texts of the simplest functions with the same images.
        objective: text of F with the replacements.
        is_simpler: whether a replacement is simpler than the function.
        is_convex: whether the kernel sees that F is convex.
    """

    outer: str
    functions: tuple[tuple[str, str], ...]
    replacements: tuple[str, ...]
    objective: str
    is_simpler: bool
    is_convex: bool


def find_monotone_parts(expression: Expression) -> MonotoneParts | None:
    """Return the objective as F(phi(x)) with the largest monotone parts of single variables, or None without any.

    Args:
        expression: the objective.
    """
    outer = expression
    functions: dict[str, Expression] = {}
    for name in variables_of(expression):
        part = _largest_monotone_part(outer, name)
        if part is not None:
            functions[name] = part
            outer = replaced(outer, part, Variable(name))
    if not functions:
        return None
    texts, new, simpler = [], {}, False
    for name, part in functions.items():
        phi = substitute(part, {name: Variable(ARGUMENT)})
        image = _image(phi)
        if image is None:
            return None
        psi = parse(_simplest(image))
        simpler = simpler or isinstance(psi, Variable) or _functions(psi) < _functions(phi)
        texts.append((name, to_text(phi)))
        new[name] = psi
    own = {name: substitute(psi, {ARGUMENT: Variable(name)}) for name, psi in new.items()}
    return MonotoneParts(
        to_text(outer),
        tuple(texts),
        tuple(to_text(psi) for psi in new.values()),
        to_text(substitute(outer, own)),
        simpler,
        _is_convex(parse(to_text(outer))),  # as the checker reads it
    )


def _is_convex(outer: Expression) -> bool:
    try:
        check_convex_where_defined(outer, "F")
    except KernelError:
        return False
    return True


def _largest_monotone_part(expression: Expression, name: str) -> Expression | None:
    """Return the largest part that contains every copy of a variable, no other one, and is seen to be monotone."""
    uses = Counter(walk(expression))
    total = uses[Variable(name)]
    parts = {node for node in uses if variables_of(node) == (name,) and not isinstance(node, Variable)}
    for part in sorted(parts, key=lambda node: (-_size(node), to_text(node))):
        inside = sum(1 for node in walk(part) if node == Variable(name))
        if uses[part] * inside != total or _is_affine(part):
            continue
        image = _image(substitute(part, {name: Variable(ARGUMENT)}))
        if image is not None and image.direction != 0:
            return part
    return None


def _image(phi: Expression) -> Image | None:
    try:
        return image_of(phi, "phi")
    except KernelError:
        return None


def _simplest(image: Image) -> str:
    low, high = image.low, image.high
    if low is None and high is None:
        return ARGUMENT
    if high is None:
        return f"exp({ARGUMENT})" if low == 0 else f"{low}+exp({ARGUMENT})"
    if low is None:
        return f"{high}-exp({ARGUMENT})"
    if low == -1 and high == 1:
        return f"tanh({ARGUMENT})"
    return f"sigmoid({ARGUMENT})" if low == 0 and high == 1 else f"{low}+({high - low})*sigmoid({ARGUMENT})"


def _size(node: Expression) -> int:
    return sum(1 for _ in walk(node))


def _functions(node: Expression) -> int:
    """Return the number of nodes that are no arithmetic."""
    return sum(1 for part in walk(node) if not isinstance(part, RATIONAL))


def _is_affine(node: Expression) -> bool:
    from tameproof.proofs.kernel.rules.increasing import rational_part

    variables = variables_of(node)
    rational = rational_part(substitute(node, {variables[0]: Variable(ARGUMENT)}))
    return rational is not None and len(rational.numerator) <= 2 and len(rational.denominator) == 1
