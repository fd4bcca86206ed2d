"""Lists of all real roots of univariate polynomials for the Coq theory.  Soundness-critical: no (Coq checks).

A polynomial without roots on an interval has coefficients of one sign, in powers of the distance from an end where the
interval is infinite, in the Bernstein basis on small enough pieces of a bounded one.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.proofs.export.coq_algebraic import Coefficients, basis_weight, bernstein, in_theta, remainder
from tameproof.proofs.export.coq_terms import CannotExport, listing, psatz, rational
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.evidence import ProductTerm, Psatz, Squares
from tameproof.proofs.kernel.polynomial import ONE, ZERO

MAX_PIECES = 200
MAX_DEGREE = 80


def print_number(value: AlgebraicNumber, index: int, what: str, *, unique: bool = True) -> str:
    """Return a rational number, or an irrational one with the proof that its polynomial is monotone around it.

    Args:
        value: the number.
        index: number of the step, for errors.
        what: the kind of evidence, for errors.
        unique: whether the theory needs that no other number fits the description.
    """
    exact = as_rational(value)
    if exact is not None:
        return f"(Rational {rational(exact)})"
    m, low, high = value.polynomial, value.low, value.high
    slope = [Fraction(k * a) for k, a in enumerate(m)][1:]
    for degree in range(len(slope) - 1, MAX_DEGREE):
        values = bernstein(slope, degree, low, high)
        falling = values[0] < 0
        signed = [-b for b in values] if falling else values
        if min(signed) > 0:
            proof = _on_interval(signed, (low, high), 0, 1)
            goal = in_theta([-a for a in slope] if falling else slope, 0)
            shown = listing(rational(a) for a in m)
            flag = "true" if falling else "false"
            return f"(Root {shown} {rational(low)} {rational(high)} {flag} {psatz(proof, goal)})"
    if unique:
        raise CannotExport(index, what, "the polynomial of an irrational value is not monotone on its interval")
    shown = listing(rational(a) for a in m)
    return f"(Root {shown} {rational(low)} {rational(high)} false {psatz(Psatz(), ZERO)})"


def _on_interval(values: Coefficients, interval: tuple[Fraction, Fraction], above: int, below: int) -> Psatz:
    """Return the proof that a polynomial with these positive Bernstein coefficients is positive."""
    epsilon, degree = min(values), len(values) - 1
    terms = [
        ProductTerm(
            (above,) * k + (below,) * (degree - k),
            Squares((((b - epsilon) * basis_weight(k, degree, interval), ONE),)),
        )
        for k, b in enumerate(values)
        if b > epsilon
    ]
    return Psatz(epsilon=epsilon, products=tuple(terms))


def _shifted(p: Coefficients, at: Fraction, direction: int) -> Coefficients:
    """Return the coefficients of p(at + direction * s) in s."""
    out: Coefficients = []
    for a in reversed(p):
        grown = [Fraction(0), *(direction * x for x in out)]
        for i, x in enumerate(out):
            grown[i] += at * x
        grown[0] += a
        out = grown
    return out


def _one_sign(values: Coefficients) -> int:
    """Return 1 or -1 if all values have this sign (zeros are allowed after the first one), else 0."""
    if values[0] > 0 and all(v >= 0 for v in values):
        return 1
    return -1 if values[0] < 0 and all(v <= 0 for v in values) else 0


class _Line:
    """Writes the pieces of the line for one polynomial."""

    def __init__(self, p: Coefficients, index: int, what: str) -> None:
        self.p, self.index, self.what = p, index, what
        self.pieces: list[str] = []

    def clear(self, stop: Fraction | None, sign: int, proof: Psatz) -> None:
        if len(self.pieces) > MAX_PIECES:
            raise CannotExport(self.index, self.what, "the roots of a univariate polynomial are too close together")
        goal = in_theta([sign * a for a in self.p], 0)
        end = "None" if stop is None else f"(Some {rational(stop)})"
        self.pieces.append(f"Clear {end} {'true' if sign < 0 else 'false'} {psatz(proof, goal)}")

    def from_infinity(self, stop: Fraction) -> Fraction:
        """Write (-infinity, b] for some b <= stop."""
        step = Fraction(1)
        for _ in range(MAX_PIECES):
            values = _shifted(self.p, stop, -1)
            sign = _one_sign(values)
            if sign:
                self.clear(stop, sign, _powers([sign * v for v in values], 0))
                return stop
            stop, step = stop - step, 2 * step
        raise CannotExport(self.index, self.what, "no bound of the roots of a univariate polynomial was found")

    def to_infinity(self, start: Fraction) -> None:
        """Write (start, infinity)."""
        end, step = start, Fraction(1)
        for _ in range(MAX_PIECES):
            values = _shifted(self.p, end, 1)
            sign = _one_sign(values)
            if sign:
                if end > start:
                    self.between(start, end)
                self.clear(None, sign, _powers([sign * v for v in values], 0))
                return
            end, step = end + step, 2 * step
        raise CannotExport(self.index, self.what, "no bound of the roots of a univariate polynomial was found")

    def between(self, start: Fraction, stop: Fraction) -> None:
        """Write (start, stop]."""
        todo = [(start, stop)]
        while todo:
            a, b = todo.pop()
            values = bernstein(self.p, len(self.p) - 1, a, b)
            sign = 1 if min(values) > 0 else -1 if max(values) < 0 else 0
            if sign:
                self.clear(b, sign, _on_interval([sign * v for v in values], (a, b), 0, 1))
            elif len(todo) > MAX_PIECES:
                raise CannotExport(self.index, self.what, "the roots of a univariate polynomial are too close together")
            else:
                middle = (a + b) / 2
                todo += [(middle, b), (a, middle)]


def _powers(values: Coefficients, fact: int) -> Psatz:
    """Return the proof from nonnegative coefficients in powers of one fact, the constant one positive."""
    terms = [ProductTerm((fact,) * k, Squares(((v, ONE),))) for k, v in enumerate(values) if k and v]
    return Psatz(epsilon=values[0], products=tuple(terms))


def print_pieces(p: Sequence[int | Fraction], roots: Sequence[AlgebraicNumber], index: int, what: str) -> str:
    """Return the pieces of the line that isolate the given irrational numbers as the only roots of p."""
    line = _Line([Fraction(a) for a in p], index, what)
    if len(p) == 1:
        sign = 1 if p[0] > 0 else -1
        line.clear(None, sign, Psatz(epsilon=abs(Fraction(p[0]))))
        return listing(line.pieces)
    ordered = sorted(roots, key=lambda v: v.low)
    first = ordered[0].low if ordered else Fraction(0)
    at = line.from_infinity(first)
    for v in ordered:
        if at > v.low:
            raise CannotExport(index, what, "isolating intervals of irrational values overlap")
        if at < v.low:
            line.between(at, v.low)
        line.pieces.append(f"Isolated {rational(v.high)}")
        at = v.high
    line.to_infinity(at)
    return listing(line.pieces)


def print_roots(p: Sequence[int | Fraction], values: Sequence[AlgebraicNumber], index: int, what: str) -> str:
    """Return the factorisation of p that shows that all its real roots are among the values."""
    rest = [Fraction(a) for a in p]
    rational_roots: list[Fraction] = []
    factors: list[str] = []
    irrational: dict[tuple[int, ...], list[AlgebraicNumber]] = {}
    for v in values:
        exact = as_rational(v)
        if exact is None:
            irrational.setdefault(v.polynomial, []).append(v)
            continue
        while len(rest) > 1 and sum(a * exact**k for k, a in enumerate(rest)) == 0:
            rest = remainder(rest, [-exact, Fraction(1)])[0]
            rational_roots.append(exact)
    for m, roots in irrational.items():
        divisor = [Fraction(a) for a in m]
        pieces = None
        while len(rest) >= len(divisor):
            quotient, left = remainder(rest, divisor)
            if any(left):
                break
            rest = quotient
            pieces = pieces or print_pieces(m, roots, index, what)
            factors.append(f"({listing(rational(a) for a in m)}, {pieces})")
    constant = Fraction(1)
    if len(rest) == 1:
        constant = rest[0]
    else:
        factors.append(f"({listing(rational(a) for a in rest)}, {print_pieces(rest, (), index, what)})")
    return f"(RootsOf {rational(constant)} {listing(map(rational, rational_roots))} {listing(factors)})"
