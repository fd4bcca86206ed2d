"""Controlled quantities along a trajectory, and the sublevel set that it does not leave.  Soundness-critical: yes.

Mathematics: docs/theory.md, "Controlled quantities".  Along a trajectory f stays in [m, c], c = f(x(0)), conserved
quantities keep their value and monotone ones stay in an interval.  The value c is a variable of its own: identities
with the facts c - F >= 0 and F - m >= 0 hold for every c at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from ..claims import BoundedBelow, Claim, ConservedFunction, ConservedQuantity, MonotoneQuantity
from ..common_lift import extend
from ..effort import spend
from ..errors import InputError, Reason, RejectedStep, need
from ..evidence import Side
from ..expression import variables_of
from ..facts import Fact, nonnegative
from ..lift import Lift
from ..parser import parse
from ..polynomial import Polynomial, sum_of_products
from .context import Context
from .minima import find_premise
from .psatz import check_positive


@dataclass(frozen=True, slots=True)
class Controlled:
    """What the premises say about every trajectory.

    Attributes:
        lift: the lift of f, or the common lift of f and of the conserved functions among the premises.
        quantities: q_1, ..., q_k in the order of the premises.
        lower: the lower bound of a monotone quantity; None: the quantity is conserved.
        bound: m, the largest proved lower bound of f.
    """

    lift: Lift
    quantities: tuple[Polynomial, ...]
    lower: tuple[Fraction | None, ...]
    bound: Fraction

    @property
    def level(self) -> Polynomial:
        """The variable c: the value of f at the start of the trajectory."""
        return Polynomial.variable(len(self.lift.names))

    def arguments(self, *growing: Polynomial) -> list[Polynomial]:
        """Return what the variables of bounds and rates stand for: F, q_1, ..., q_k, growing quantities, c."""
        return [self.lift.objective, *self.quantities, *growing, self.level]

    def flow(self, v: Polynomial) -> Polynomial:
        """Return <grad V, G> for V in x, smooth lifted variables and the constant c."""
        number = len(self.lift.names)
        parts: dict[int, list[tuple[tuple[int, ...], Fraction]]] = {}
        for exponents, coefficient in v.items():
            power = exponents[number] if len(exponents) > number else 0
            parts.setdefault(power, []).append((exponents[:number], coefficient))
        pairs = [
            (self.level**power, self.lift.inner_with_gradient(Polynomial.from_terms(terms)))
            for power, terms in parts.items()
        ]
        return sum_of_products(pairs)

    def context(self, *facts: Fact) -> Context:
        """Return the points of the sublevel set: the facts of the lift, those given, c - F >= 0 and F - m >= 0.

        Without further facts a polynomial that is >= 0 at the points (x, c) where another polynomial in x does not
        vanish is >= 0 on the whole set: x_k -> x is accompanied by max(c, F(x_k)) -> c.
        """
        f = self.lift.objective
        inside = (nonnegative(self.level - f), nonnegative(f - Polynomial.constant(self.bound)))
        base = Context.of_lift(self.lift)
        return replace(base, facts=(*base.facts, *facts, *inside), variables=base.variables + 1, everywhere=not facts)


def controlled_quantities(lift: Lift, premises: tuple[Claim, ...], sides: tuple[Side, ...], where: str) -> Controlled:
    """Return the controlled quantities of the premises; there must be a lower bound among them.

    Args:
        lift: the lift of f.
        premises: claims proved before.
        sides: one proof for each side condition of the conserved functions, in order: they are defined everywhere.
        where: path for errors.
    """
    find_premise(premises, BoundedBelow, where)
    common = lift
    found: list[tuple[Polynomial, Fraction | None]] = []
    for p in premises:
        match p:
            case ConservedQuantity(q):
                found.append((q, None))
            case MonotoneQuantity(q, least):
                found.append((q, least))
            case ConservedFunction(text):
                common, q = common_lift(common, text, f"{where}.premises")
                found.append((q, None))
            case _:
                continue
    for q, _ in found:  # a premise that is only assumed (a hole) may be anything
        spend(20 + len(q))
        known = all(i < len(common.names) for i in q.variables())
        need(known, f"{where}.premises", Reason.UNKNOWN_VARIABLE, "a quantity in variables that do not exist")
        good = not (q.variables() & common.kink_variables)
        need(good, f"{where}.premises", Reason.NOT_SUPPORTED, "kink variables in a quantity")
    _check_defined_everywhere(lift, common, sides, f"{where}.evidence.sides")
    bound = max(p.bound for p in premises if isinstance(p, BoundedBelow))
    return Controlled(common, tuple(q for q, _ in found), tuple(least for _, least in found), bound)


def common_lift(lift: Lift, text: str, where: str) -> tuple[Lift, Polynomial]:
    """Return the common lift with a formula in the variables of f, and the formula in it."""
    try:
        tree = parse(text)
        known = all(name in lift.variables for name in variables_of(tree))
        need(known, where, Reason.UNKNOWN_VARIABLE, "a variable that the objective does not have")
        return extend(lift, tree)
    except InputError as error:
        raise RejectedStep(where, Reason.WRONG_SHAPE, error.message) from error


def _check_defined_everywhere(own: Lift, common: Lift, sides: tuple[Side, ...], where: str) -> None:
    """Check one sign proof per side condition that the conserved functions add to those of f."""
    added = common.obligations[len(own.obligations) :]
    need(len(sides) == len(added), where, Reason.WRONG_SHAPE, f"{len(added)} side conditions")
    for k, (side, obligation) in enumerate(zip(sides, added, strict=True)):
        place = f"{where}[{k}]"
        allowed = (1,) if obligation.must_be_positive else (1, -1)
        need(side.sign in allowed, f"{place}.sign", Reason.SIDE_CONDITION, obligation.text)
        context = Context(common, common.facts[: obligation.facts], len(common.names))
        check_positive(obligation.argument.scale(side.sign), side.psatz, context, f"{place}.psatz")
