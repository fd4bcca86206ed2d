"""The text of a polynomial in lifted variables: a formula of the same function.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.symbolic._flint import divide_exactly, primitive_part

_FUNCTIONS = {
    NodeKind.ROOT: "sqrt",
    NodeKind.EXP: "exp",
    NodeKind.LOG: "log",
    NodeKind.SIGMOID: "sigmoid",
    NodeKind.TANH: "tanh",
}


def write_lifted(lifted: Lift, p: Polynomial) -> str | None:
    """Return a formula whose value at x is p(x, z(x)), or None if a sign or weight of a kink stands alone in p.

    Args:
        lifted: what the lifted variables stand for.
        p: a polynomial in the variables and the lifted variables.
    """
    names = list(lifted.variables)
    bases: dict[int, Polynomial] = {}
    for v in lifted.lifted:
        if v.kind is NodeKind.SIGN:
            bases[v.index] = v.arguments[0]
        arguments = [_written(u, names, bases) for u in v.arguments]
        if v.kind is NodeKind.WEIGHT or None in arguments:
            names.append("")
            continue
        inside = ", ".join(a or "" for a in arguments)
        match v.kind:
            case NodeKind.INVERSE:
                names.append(f"(1/({inside}))")
            case NodeKind.EXP_NEGATIVE:
                names.append(f"exp(-({inside}))")
            case NodeKind.MAXIMUM:
                names.append(f"max({inside})")
            case NodeKind.SIGN:
                names.append(f"abs({inside})")
            case _:
                names.append(f"{_FUNCTIONS[v.kind]}({inside})")
    return _written(p, names, bases)


def _written(p: Polynomial, names: list[str], bases: dict[int, Polynomial]) -> str | None:
    """Return the text of p; a sign s of u must occur as s u, for which abs(u) is written."""
    for index in sorted(p.variables() & bases.keys()):
        total = Polynomial({})
        for power, coefficient in p.coefficients_in(index).items():
            divisor = bases[index] ** power
            primitive = primitive_part(divisor)
            try:
                rest = divide_exactly(coefficient, primitive)
            except ArithmeticError:
                return None
            content = divisor.items()[-1][1] / primitive.items()[-1][1]
            rest = rest.scale(1 / content)
            total = total + rest * Polynomial.variable(index, power) if power else total + rest
        p = total
    if any(not names[i] for i in p.variables()):
        return None
    return p.format(names)
