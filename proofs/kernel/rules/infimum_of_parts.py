"""Claim ExactInfimum for a sum or product of functions of separate variables.  Soundness-critical: yes.

Mathematics: docs/theory.md, section "Separate variables".  The infimum of a sum is the sum of the infima, and attained
if and only if all of them are.  The infimum of a product of functions >= 0 is the product of the infima; if this is > 0
it is attained if and only if all of them are, and if it is 0, if and only if some part takes the value 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..algebraic import AlgebraicNumber, as_rational, check_algebraic, compare_rational, rational
from ..checked import CheckedList
from ..claims import Claim, ExactInfimum, Infimum, Minimum
from ..errors import Reason, RejectedStep, need
from ..evidence import SeparateVariables, Univariate
from ..number_field import Element, compare_element, product_of_elements, sum_of_element_products
from ..univariate import from_fractions, scale


def check_infimum_of_parts(
    parts: Sequence[CheckedList], claim: ExactInfimum, evidence: SeparateVariables, where: str
) -> list[list[int]]:
    """Check the value and whether it is attained; return the steps of the parts that are used."""
    check_algebraic(claim.value, f"{where}.claim.value")
    used, infima = [], []
    for k, part in enumerate(parts):
        index, value, attained = _infimum_of(part, f"{where}.evidence.parts[{k}].steps")
        used.append([index])
        infima.append((value, attained))
    _check_value([value for value, _ in infima], claim.value, evidence, f"{where}.evidence")
    place = f"{where}.evidence.parts"
    if evidence.product:
        good = all(compare_rational(value, Fraction(0)) >= 0 for value, _ in infima)
        need(good, place, Reason.SIDE_CONDITION, "a factor has values below 0")
        zero = [attained for value, attained in infima if as_rational(value) == 0]
        known = _some(zero) if zero else _all([attained for _, attained in infima])
    else:
        known = _all([attained for _, attained in infima])
    need(known is not None, place, Reason.GOAL_NOT_REACHED, "whether the infima of the parts are attained")
    need(claim.attained == known, f"{where}.claim.attained", Reason.SIGN, "the parts show the contrary")
    return used


def _infimum_of(part: CheckedList, where: str) -> tuple[int, AlgebraicNumber, bool | None]:
    """Return the step that shows the infimum of a part, the infimum, and whether it is attained (None: not known)."""
    for known in (_exact, _rational):
        for index, claim in enumerate(part.proved):
            found = known(claim)
            if found is not None:
                return index, *found
    raise RejectedStep(where, Reason.GOAL_NOT_REACHED, "no step shows the infimum of this part")


def _exact(claim: Claim) -> tuple[AlgebraicNumber, bool | None] | None:
    match claim:
        case ExactInfimum(value, attained):
            return value, attained
        case Minimum((), (), value):
            return value, True
        case Infimum(exact, True):
            return rational(exact), True
        case _:
            return None


def _rational(claim: Claim) -> tuple[AlgebraicNumber, bool | None] | None:
    return (rational(claim.value), None) if isinstance(claim, Infimum) else None


def _all(attained: Sequence[bool | None]) -> bool | None:
    return False if False in attained else None if None in attained else True


def _some(attained: Sequence[bool | None]) -> bool | None:
    return True if True in attained else None if None in attained else False


def _check_value(
    infima: Sequence[AlgebraicNumber], value: AlgebraicNumber, evidence: SeparateVariables, where: str
) -> None:
    """Check that the value is the constant plus the sum or product of the infima."""
    theta = evidence.theta
    elements = []
    if theta is None:
        need(not evidence.values, f"{where}.values", Reason.VACUOUS, "polynomials in theta without theta")
        theta = rational(0)
        for infimum in infima:
            exact = as_rational(infimum)
            if exact is None:
                raise RejectedStep(f"{where}.theta", Reason.WRONG_SHAPE, "an irrational infimum needs theta")
            elements.append(_element((exact,)))
    else:
        check_algebraic(theta, f"{where}.theta")
        need(len(evidence.values) == len(infima), f"{where}.values", Reason.WRONG_SHAPE, "one value per part")
        for k, (row, infimum) in enumerate(zip(evidence.values, infima, strict=True)):
            place = f"{where}.values[{k}]"
            need(len(row) < len(theta.polynomial), place, Reason.WRONG_SHAPE, "the degree is too large")
            elements.append(_element(row))
            same = compare_element(elements[-1], theta, infimum) == 0
            need(same, place, Reason.IDENTITY_FAILS, "not the infimum of the part")
    one, constant = _element((Fraction(1),)), _element((evidence.constant,))
    terms = [product_of_elements(elements, theta)] if evidence.product else elements
    total = sum_of_element_products(((term, one) for term in (*terms, constant)), theta)
    same = compare_element(total, theta, value) == 0
    need(same, f"{where}.parts", Reason.IDENTITY_FAILS, "the infima of the parts do not make up the value")


def _element(row: Univariate) -> Element:
    numerator, factor = from_fractions(row)
    return Element(scale(numerator, factor.numerator), factor.denominator)
