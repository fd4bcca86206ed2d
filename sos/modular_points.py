"""Random points modulo a prime that satisfy the equations of a lift.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import Polynomial, unpack
from tameproof.symbolic._flint_modular import PRIME


class Sampler:
    """Draws values of x and of the lifted variables modulo PRIME that satisfy all equations of the lift."""

    def __init__(self, lift: Lift, random: Random) -> None:
        self.lift = lift
        self.random = random

    def draw(self) -> list[int] | None:
        """Return one point, or None if no square root was found in many attempts."""
        for _ in range(200):
            point = self._attempt()
            if point is not None:
                return point
        return None

    def _attempt(self) -> list[int] | None:
        point = [self.random.randrange(1, PRIME) for _ in range(self.lift.dimension)]
        exponentials: dict[Polynomial, int] = {}
        actives: dict[tuple[Polynomial, ...], list[int]] = {}  # which argument is the maximum, and weights seen so far
        for v in self.lift.lifted:
            u = value_at(v.arguments[0], point)
            e = exponentials.setdefault(v.arguments[0], self.random.randrange(2, PRIME))
            match v.kind:
                case NodeKind.INVERSE:
                    value = inverse_of(u)
                case NodeKind.ROOT:
                    value = pow(u, (PRIME + 1) // 4, PRIME)  # PRIME = 3 modulo 4
                    if value * value % PRIME != u:
                        return None
                case NodeKind.EXP:
                    value = e
                case NodeKind.EXP_NEGATIVE:
                    value = inverse_of(e)
                case NodeKind.SIGMOID:
                    value = e * inverse_of(1 + e) % PRIME
                case NodeKind.TANH:
                    value = (e * e - 1) * inverse_of(e * e + 1) % PRIME
                case NodeKind.MAXIMUM | NodeKind.WEIGHT:
                    group = actives.setdefault(v.arguments, [])
                    if not group:
                        group += [self.random.randrange(len(v.arguments)), -1]
                    if v.kind is NodeKind.MAXIMUM:
                        value = value_at(v.arguments[group[0]], point)
                    else:
                        group[1] += 1
                        value = int(group[1] == group[0])
                case NodeKind.SIGN:
                    value = self.random.choice((1, PRIME - 1))
                case _:
                    value = self.random.randrange(1, PRIME)
            if value == 0 and v.kind is NodeKind.INVERSE:
                return None
            point.append(value)
        return point


def inverse_of(value: int) -> int:
    """Return 1 / value modulo PRIME, 0 for 0."""
    return pow(value, PRIME - 2, PRIME)


def value_at(p: Polynomial, point: Sequence[int]) -> int:
    """Return p at a point modulo PRIME."""
    total = 0
    for m, c in p.terms.items():
        value = c
        for i, e in enumerate(unpack(m)):
            if e:
                value = value * pow(point[i], e, PRIME) % PRIME
        total += value
    return total * inverse_of(p.denominator) % PRIME
