"""f as a sum, or a constant plus a product, of functions of disjoint sets of variables.  Soundness-critical: yes.

Mathematics: docs/theory.md, section "Separate variables".
"""

from __future__ import annotations

from ..common_lift import extend
from ..errors import InputError, Reason, RejectedStep, need
from ..evidence import SeparateVariables
from ..lift import Lift, lift
from ..parser import parse
from ..polynomial import ONE, Polynomial


def check_separate_variables(lifted: Lift, evidence: SeparateVariables, where: str) -> tuple[Lift, ...]:
    """Check that f is the constant plus the sum or the product of the parts; return the lifts of the parts.

    Raises:
        RejectedStep: if a part cannot be read, two parts share a variable, a variable of f is in none, or the parts do
            not make up f.
    """
    place = f"{where}.evidence.parts"
    need(len(evidence.parts) >= 2, place, Reason.WRONG_SHAPE, "at least two parts expected")
    names = [name for part in evidence.parts for name in part.variables]
    need(len(set(names)) == len(names), place, Reason.WRONG_SHAPE, "two parts share a variable")
    need(sorted(names) == sorted(lifted.variables), place, Reason.UNKNOWN_VARIABLE, "not the variables of f")
    need(all(part.variables for part in evidence.parts), place, Reason.WRONG_SHAPE, "a part without variables")
    constant = Polynomial.constant(evidence.constant)
    total = ONE if evidence.product else constant
    inner = []
    for k, part in enumerate(evidence.parts):
        try:
            tree = parse(part.objective)
            inner.append(lift(tree, part.variables))
            common, value = extend(lifted, tree)
        except InputError as error:
            raise RejectedStep(f"{place}[{k}].objective", Reason.OBJECTIVE_MISMATCH, error.message) from error
        # every node of a part must be one of f, so that the part is defined wherever f is
        known = common.lifted == lifted.lifted
        need(known, f"{place}[{k}].objective", Reason.OBJECTIVE_MISMATCH, "a function that does not occur in f")
        total = total * value if evidence.product else total + value
    if evidence.product:
        total = total + constant
    need(total == lifted.objective, place, Reason.OBJECTIVE_MISMATCH, "the parts do not make up the objective")
    return tuple(inner)
