"""Enclosures of the objective at rational points and along arcs.  Soundness-critical: yes.

Mathematics: docs/theory.md, section 18, "Enclosures".  Where a value of exp, log, sqrt, sigmoid or tanh is irrational
it is enclosed: by an interval with rational ends at a point, by two rational functions of t along an arc.  Along an arc
x_i(t) = q log r(t) the exponentials of integer multiples of x_i / q are rational functions again, and stay exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..effort import spend_integers
from ..errors import Reason, RejectedStep, need
from ..evidence import RationalArc, RationalPoint
from ..intervals import Interval, exponential, logarithm
from ..lift import Lift, LiftedVariable, NodeKind
from ..polynomial import Polynomial, unpack
from ..rational_function import Infinity, RationalFunction

ONE = RationalFunction.constant(1)
ZERO = RationalFunction.constant(0)
MAX_MULTIPLE = 64  # largest exponent n of r(t)^n


# -- points ----------------------------------------------------------------------------------------------------------
def values_near(lift: Lift, point: RationalPoint, where: str) -> dict[int, Interval]:
    """Return intervals that contain x and the lifted variables (sign of 0 taken as 0) at a rational point."""
    return values_over(lift, [Interval.exactly(v) for v in point.coordinates], where)


def values_over(lift: Lift, box: Sequence[Interval], where: str) -> dict[int, Interval]:
    """Return intervals that contain x and the lifted variables (sign of 0 taken as 0) over a box."""
    n = lift.dimension
    need(len(box) == n, where, Reason.WRONG_SHAPE, f"{n} coordinates expected")
    values = dict(enumerate(box))
    try:
        for node in lift.lifted:
            if node.kind is NodeKind.WEIGHT:
                values[node.index] = Interval.exactly(0)  # weights never enter the value of F
                continue
            u = [evaluate_near(p, values) for p in node.arguments]
            values[node.index] = _node_near(node, u)
    except RejectedStep as error:
        error.where = where
        raise
    return values


def _node_near(node: LiftedVariable, u: list[Interval]) -> Interval:
    match node.kind:
        case NodeKind.INVERSE:
            return u[0].inverse()
        case NodeKind.ROOT:
            return u[0].sqrt()
        case NodeKind.EXP:
            return u[0].exp()
        case NodeKind.EXP_NEGATIVE:
            return (-u[0]).exp()
        case NodeKind.LOG:
            return u[0].log()
        case NodeKind.SIGMOID:
            return u[0].sigmoid()
        case NodeKind.TANH:
            return u[0].tanh()
        case NodeKind.SIGN:
            low, high = (Fraction((v > 0) - (v < 0)) for v in (u[0].low, u[0].high))
            return Interval(low, high)
        case NodeKind.MAXIMUM:
            return Interval(max(v.low for v in u), max(v.high for v in u))
        case NodeKind.WEIGHT:
            return Interval(Fraction(0), Fraction(1))


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def evaluate_near(p: Polynomial, values: dict[int, Interval]) -> Interval:
    """Return an interval that contains p."""
    exact = {i: v.low for i, v in values.items() if v.is_exact}
    if all(i in exact for i in p.variables()):
        return Interval.exactly(p.evaluate(exact))
    # the coefficients of the monomials in inexact variables are exact numbers: less is lost
    parts: dict[tuple[tuple[int, int], ...], Fraction] = {}
    for m, c in sorted(p.terms.items()):
        coefficient = Fraction(c, p.denominator)
        inexact = []
        for i, e in enumerate(unpack(m)):
            if e and i in exact:
                spend_integers(1, e * _bits(exact[i]) + _bits(coefficient))
                coefficient *= exact[i] ** e
            elif e:
                inexact.append((i, e))
        key = tuple(inexact)
        before = parts.get(key, Fraction(0))
        spend_integers(4, _bits(coefficient) + _bits(before))
        parts[key] = before + coefficient
    total = Interval.exactly(0)
    for factors, coefficient in parts.items():
        term = Interval.exactly(coefficient)
        for i, e in factors:
            ends = _bits(values[i].low) + _bits(values[i].high)
            spend_integers(4, e * ends + _bits(term.low) + _bits(term.high))
            term = term * values[i].power(e)
        spend_integers(4, _bits(total.low) + _bits(total.high) + _bits(term.low) + _bits(term.high))
        total = total + term
    return total


def value_near(lift: Lift, point: RationalPoint, where: str) -> Interval:
    """Return an interval that contains f(point)."""
    return evaluate_near(lift.objective, values_near(lift, point, where))


# -- arcs ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Enclosure:
    """A function of t between two rational functions, low <= high, on the ray of the arc."""

    low: RationalFunction
    high: RationalFunction

    @staticmethod
    def exactly(value: RationalFunction) -> Enclosure:
        """Return the enclosure of a rational function."""
        return Enclosure(value, value)

    @property
    def is_exact(self) -> bool:
        """Whether the function is known."""
        return self.low == self.high


def _constant(value: Fraction) -> RationalFunction:
    return RationalFunction.constant(value)


class ArcEnclosures:
    """x and the lifted variables along an arc, enclosed for all t >= start."""

    def __init__(self, lift: Lift, arc: RationalArc, where: str) -> None:
        """Read the coordinates; ``of`` refuses where no enclosure is known (a later start may help)."""
        n = lift.dimension
        need(len(arc.coordinates) == n, where, Reason.WRONG_SHAPE, f"{n} coordinates expected")
        good = len(arc.logarithms) in (0, n)
        need(good, f"{where}.logarithms", Reason.WRONG_SHAPE, f"{n} numbers expected, or none")
        self.where = where
        self.start = arc.start
        self.values: dict[int, Enclosure] = {}
        self.logarithms: dict[int, tuple[Fraction, RationalFunction]] = {}
        for i, (numerator, denominator) in enumerate(arc.coordinates):
            place = f"{where}.coordinates[{i}]"
            need(any(denominator), place, Reason.SIDE_CONDITION, "zero denominator")
            value = RationalFunction(numerator, denominator)
            need(value.is_defined_on_ray(arc.start), place, Reason.SIDE_CONDITION, "pole on the arc")
            factor = arc.logarithms[i] if arc.logarithms else Fraction(0)
            if factor == 0:
                self.values[i] = Enclosure.exactly(value)
                continue
            need(value.sign_on_ray(arc.start) > 0, place, Reason.SIGN, "logarithm of a number that is not positive")
            self.logarithms[i] = (factor, value)
        # lifted variables are enclosed when they are needed: exp(x) has no enclosure where exp(-x) has one
        self.nodes = {node.index: node for node in lift.lifted}

    # -- arithmetic --------------------------------------------------------------------------
    def of(self, p: Polynomial) -> Enclosure:
        """Return an enclosure of a polynomial in x and the lifted variables."""
        need(p.degree <= 200, self.where, Reason.LIMIT, "degree too high for an arc")
        parts: dict[tuple[tuple[int, int], ...], RationalFunction] = {}
        for m, c in sorted(p.terms.items()):
            coefficient = RationalFunction((c,), (p.denominator,))
            inexact = []
            for i, e in enumerate(unpack(m)):
                if not e:
                    continue
                if self._value(i).is_exact:
                    coefficient = coefficient * self._value(i).low ** e
                else:
                    inexact.append((i, e))
            key = tuple(inexact)
            parts[key] = parts.get(key, ZERO) + coefficient
        low = high = ZERO
        for factors, coefficient in parts.items():
            term = Enclosure.exactly(coefficient)
            for i, e in factors:
                for _ in range(e):
                    term = self._product(term, self._value(i))
            low, high = low + term.low, high + term.high
        return Enclosure(low, high)

    def _value(self, i: int) -> Enclosure:
        if i not in self.values and i in self.nodes:
            self.values[i] = self._node(self.nodes[i])
        if i not in self.values:
            need(i in self.logarithms, self.where, Reason.UNKNOWN_VARIABLE, f"variable number {i} has no value here")
            factor, value = self.logarithms[i]
            inner = self._logarithm(Enclosure.exactly(value))
            self.values[i] = self._product(Enclosure.exactly(_constant(factor)), inner)
        return self.values[i]

    def _at_least(self, f: RationalFunction, value: Fraction) -> bool:
        return f.is_at_least_on_ray(value, self.start)

    def _sign(self, a: Enclosure) -> int:
        """Return 1 if a >= 0, -1 if a <= 0, 0 if neither is known."""
        if self._at_least(a.low, Fraction(0)):
            return 1
        return -1 if self._at_least(-a.high, Fraction(0)) else 0

    def _product(self, a: Enclosure, b: Enclosure) -> Enclosure:
        if a.is_exact and b.is_exact:
            return Enclosure.exactly(a.low * b.low)
        s, t = self._sign(a), self._sign(b)
        if s < 0 or t < 0:
            negated = self._product(
                Enclosure(-a.high, -a.low) if s < 0 else a, Enclosure(-b.high, -b.low) if t < 0 else b
            )
            return Enclosure(-negated.high, -negated.low) if (s < 0) != (t < 0) else negated
        if s and t:
            return Enclosure(a.low * b.low, a.high * b.high)
        if s:
            return self._product(b, a)
        if t:
            # a.low <= 0 <= a.high or not: the extreme products belong to the largest b, or the smallest
            low = a.low * b.high if self._at_least(-a.low, Fraction(0)) else None
            high = a.high * b.high if self._at_least(a.high, Fraction(0)) else None
            if low is not None and high is not None:
                return Enclosure(low, high)
        raise RejectedStep(self.where, Reason.NOT_SUPPORTED, "the sign of a factor changes along the arc")

    # -- nodes -------------------------------------------------------------------------------
    def _node(self, node: LiftedVariable) -> Enclosure:
        u = node.arguments[0]
        match node.kind:
            case NodeKind.INVERSE:
                return self._inverse(self.of(u))
            case NodeKind.SIGN:
                return self._kink_sign(self.of(u))
            case NodeKind.MAXIMUM:
                return self._maximum([self.of(p) for p in node.arguments])
            case NodeKind.ROOT:
                return self._monotone(self._root, self.of(u))
            case NodeKind.LOG:
                return self._logarithm(self.of(u))
            case NodeKind.EXP:
                return self._exponential(u)
            case NodeKind.EXP_NEGATIVE:
                return self._exponential(-u)
            case NodeKind.SIGMOID:
                return self._sigmoid(u)
            case NodeKind.TANH:
                s = self._sigmoid(u.scale(2))
                return Enclosure(s.low + s.low - ONE, s.high + s.high - ONE)
            case NodeKind.WEIGHT:
                raise RejectedStep(self.where, Reason.NOT_SUPPORTED, "weights have no value")

    def _inverse(self, a: Enclosure) -> Enclosure:
        low, high = a.low.sign_on_ray(self.start), a.high.sign_on_ray(self.start)
        need(low * high > 0, self.where, Reason.SIDE_CONDITION, "division by zero on the arc")
        return Enclosure(ONE / a.high, ONE / a.low)

    def _kink_sign(self, a: Enclosure) -> Enclosure:
        low, high = a.low.sign_on_ray(self.start), a.high.sign_on_ray(self.start)
        return Enclosure(_constant(Fraction(low)), _constant(Fraction(high)))

    def _maximum(self, arguments: list[Enclosure]) -> Enclosure:
        def largest(functions: list[RationalFunction]) -> RationalFunction:
            best = functions[0]
            for candidate in functions[1:]:
                if (candidate - best).sign_on_ray(self.start) > 0:
                    best = candidate
            return best

        return Enclosure(largest([a.low for a in arguments]), largest([a.high for a in arguments]))

    @staticmethod
    def _monotone(function: Callable[[RationalFunction], Enclosure], a: Enclosure) -> Enclosure:
        """Return the enclosure of an increasing function of a."""
        low = function(a.low)
        return low if a.is_exact else Enclosure(low.low, function(a.high).high)

    def _root(self, v: RationalFunction) -> Enclosure:
        """Enclose sqrt(v), v > 0: for c > 0, 2 c v / (v + c^2) <= sqrt(v) <= (v + c^2) / (2 c)."""
        need(v.sign_on_ray(self.start) > 0, self.where, Reason.SIDE_CONDITION, "root of a number that is not positive")
        exponent = len(v.numerator) - len(v.denominator)
        need(exponent % 2 == 0, self.where, Reason.NOT_SUPPORTED, "the root grows like an odd power of sqrt(t)")
        leading = Interval.exactly(Fraction(v.numerator[-1], v.denominator[-1])).sqrt()
        half = (0,) * abs(exponent // 2) + (1,)
        power = RationalFunction(half) if exponent >= 0 else RationalFunction((1,), half)
        c = _constant(leading.low) * power
        need(c.sign_on_ray(self.start) > 0, self.where, Reason.SIGN, "the arc starts too early")
        if c * c == v:
            return Enclosure.exactly(c)
        total = v + c * c
        return Enclosure((c * v + c * v) / total, total / (c + c))

    def _logarithm(self, a: Enclosure) -> Enclosure:
        return self._monotone(self._log, a)

    def _log(self, v: RationalFunction) -> Enclosure:
        """Enclose log(v), v > 0: for c > 0, log c + 1 - c/v <= log v <= log c + v/c - 1."""
        need(v.sign_on_ray(self.start) > 0, self.where, Reason.SIDE_CONDITION, "logarithm of a number <= 0")
        limit = v.limit_at_infinity()
        c = limit if isinstance(limit, Fraction) and limit > 0 else Fraction(1)
        shift, scale = logarithm(c), _constant(c)
        low = _constant(shift.low) + ONE - scale / v
        return Enclosure(low, _constant(shift.high) + v / scale - ONE)

    def _exponential(self, u: Polynomial) -> Enclosure:
        """Enclose exp(u): an exact power of the r_i(t), times the exponential of the rest."""
        factor, rest = ONE, u
        for i, (scale, value) in self.logarithms.items():
            if u.degree_in(i) != 1:
                continue
            slope = u.derivative(i)
            if not all(self._value(j).is_exact for j in slope.variables()):
                continue
            along = self.of(slope).low
            if len(along.numerator) != 1 or len(along.denominator) != 1:
                continue
            multiple = Fraction(along.numerator[0], along.denominator[0]) * scale
            if multiple.denominator != 1 or abs(multiple) > MAX_MULTIPLE:
                continue
            power = ONE
            for _ in range(abs(int(multiple))):
                power = power * value
            factor = factor * (power if multiple > 0 else ONE / power)
            rest = rest - slope * Polynomial.variable(i)
        inner = self.of(rest)
        result = self._monotone(self._exp, inner)
        return self._product(Enclosure.exactly(factor), result)

    def _exp(self, u: RationalFunction) -> Enclosure:
        """Enclose exp(u): for any c and w = u - c, e^c (1 + w) <= e^u, and e^u <= e^c / (1 - w) where w < 1."""
        limit = u.limit_at_infinity()
        need(limit is not Infinity.POSITIVE, self.where, Reason.NOT_SUPPORTED, "exp of a growing function")
        c = limit if isinstance(limit, Fraction) else Fraction(0)
        w = u - _constant(c)
        if w == ZERO and c == 0:
            return Enclosure.exactly(ONE)
        shift = exponential(c)
        need((ONE - w).sign_on_ray(self.start) > 0, self.where, Reason.SIGN, "the arc starts too early")
        low = _constant(shift.low) * (ONE + w)
        if not self._at_least(low, Fraction(0)):
            low = ZERO
        return Enclosure(low, _constant(shift.high) / (ONE - w))

    def _sigmoid(self, u: Polynomial) -> Enclosure:
        """Enclose sigmoid(u) = e^u / (1 + e^u) = 1 / (1 + e^-u), by the exponential that has an enclosure."""
        try:
            e = self._exponential(u)
        except RejectedStep as error:
            if error.reason is Reason.LIMIT:
                raise
            e = self._exponential(-u)
            return Enclosure(ONE / (ONE + e.high), ONE / (ONE + e.low))
        return Enclosure(e.low / (ONE + e.low), e.high / (ONE + e.high))

    # -- decisions ---------------------------------------------------------------------------
    def leaves_every_bounded_set(self, dimension: int) -> bool:
        """Whether some coordinate is known to tend to infinity."""
        infinite = (Infinity.POSITIVE, Infinity.NEGATIVE)
        for i in range(dimension):
            if i in self.logarithms:
                limit = self.logarithms[i][1].limit_at_infinity()
                if limit == 0 or limit in infinite:
                    return True
            elif self.values[i].low.limit_at_infinity() in infinite:
                return True
        return False
