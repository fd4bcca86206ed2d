"""Sparse polynomials with rational coefficients in the variables 0, 1, 2, ...

Soundness-critical: yes.  A polynomial is an integer polynomial over one common denominator.  A monomial is one
integer: the exponent of variable i sits in bits [20 i, 20 i + 20), so that multiplying monomials is adding integers.
No ring object: which variable means what is decided by the lift (see lift.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm

from .effort import check_common_bits, is_limited, product_cost, spend, spend_integers
from .errors import MalformedCertificate, Reason, RejectedStep, shown
from .numerals import write_rational

BITS = 20
MASK = (1 << BITS) - 1
MAX_DEGREE = 100_000  # total degree; far below 2**BITS, so packed exponents never carry over
MAX_PRODUCT_TERMS = 100_000_000  # elementary multiplications in one product
MAX_RESULT_TERMS = 3_000_000  # terms of one result: some hundred megabytes

Exponents = tuple[int, ...]


def pack(exponents: Sequence[int]) -> int:
    """Return the monomial with the given exponents as one integer."""
    key = 0
    for i, e in enumerate(exponents):
        if not 0 <= e <= MAX_DEGREE:
            raise RejectedStep("polynomial", Reason.LIMIT, f"exponent {e}")
        key |= e << (BITS * i)
    return key


def factors_of(key: int) -> list[tuple[int, int]]:
    """Return (variable, exponent) for every variable of a packed monomial, in increasing order of the variables."""
    out = []
    if key.bit_length() <= 16 * BITS:
        i = 0
        while key:
            if key & MASK:
                out.append((i, key & MASK))
            key >>= BITS
            i += 1
        return out
    while key:  # many variables, few of which occur: jump from one to the next
        i = ((key & -key).bit_length() - 1) // BITS
        e = (key >> (BITS * i)) & MASK
        out.append((i, e))
        key ^= e << (BITS * i)
    return out


def unpack(key: int) -> Exponents:
    """Return the exponents of a packed monomial, without trailing zeros."""
    if key.bit_length() > 16 * BITS:
        found = dict(factors_of(key))
        return tuple(found.get(i, 0) for i in range(max(found) + 1))
    out = []
    while key:
        out.append(key & MASK)
        key >>= BITS
    return tuple(out)


def monomial_degree(key: int) -> int:
    """Return the total degree of a packed monomial."""
    if key.bit_length() > 16 * BITS:
        return sum(e for _, e in factors_of(key))
    total = 0
    while key:
        total += key & MASK
        key >>= BITS
    return total


class Polynomial:
    """An immutable polynomial over Q: ``sum(terms[m] * m) / denominator`` in lowest terms."""

    __slots__ = ("_bits", "_degree", "_hash", "denominator", "terms")

    terms: dict[int, int]
    denominator: int

    def __init__(self, terms: dict[int, int], denominator: int = 1) -> None:
        """Take integer coefficients by packed monomial over a positive denominator, and reduce them."""
        if any(c == 0 for c in terms.values()):
            terms = {m: c for m, c in terms.items() if c}
        if denominator != 1:
            g = denominator
            for c in terms.values():
                g = gcd(g, c)
                if g == 1:
                    break
            if g != 1:
                denominator //= g
                terms = {m: c // g for m, c in terms.items()}
        self.terms = terms
        self.denominator = denominator
        self._bits = -1
        self._degree = -1
        self._hash: int | None = None

    # -- construction ------------------------------------------------------------------------
    @staticmethod
    def constant(value: Fraction | int) -> Polynomial:
        """Return the constant polynomial ``value``."""
        q = Fraction(value)
        return Polynomial({0: q.numerator} if q else {}, q.denominator)

    @staticmethod
    def variable(index: int, power: int = 1) -> Polynomial:
        """Return variable number ``index`` to the given power."""
        return Polynomial({power << (BITS * index): 1})

    @staticmethod
    def from_terms(items: Iterable[tuple[Sequence[int], Fraction | int]]) -> Polynomial:
        """Return the polynomial with the given (exponents, coefficient) terms; equal monomials are added."""
        pairs = [(pack(e), Fraction(c)) for e, c in items]
        den = lcm(*(c.denominator for _, c in pairs)) if pairs else 1
        out: dict[int, int] = {}
        for m, c in pairs:
            out[m] = out.get(m, 0) + c.numerator * (den // c.denominator)
        result = Polynomial(out, den)
        result._check_degree()
        return result

    def _check_degree(self) -> None:
        if self.degree > MAX_DEGREE:
            raise RejectedStep("polynomial", Reason.LIMIT, f"degree {self.degree} above {MAX_DEGREE}")

    # -- inspection --------------------------------------------------------------------------
    @property
    def is_zero(self) -> bool:
        """Whether this is the zero polynomial."""
        return not self.terms

    @property
    def degree(self) -> int:
        """Total degree; 0 for the zero polynomial."""
        if self._degree < 0:
            self._degree = max(map(monomial_degree, self.terms), default=0)
        return self._degree

    @property
    def bits(self) -> int:
        """Bit length of the largest coefficient of the integer polynomial."""
        if self._bits < 0:
            self._bits = max(map(int.bit_length, self.terms.values()), default=0)
        return self._bits

    def __len__(self) -> int:
        return len(self.terms)

    def degree_in(self, index: int) -> int:
        """Return the degree in one variable (0 for the zero polynomial)."""
        shift = BITS * index
        return max(((m >> shift) & MASK for m in self.terms), default=0)

    def variables(self) -> frozenset[int]:
        """Return the indices of the variables that occur."""
        union = 0
        for m in self.terms:
            union |= m
        return frozenset(i for i, _ in factors_of(union))

    def as_constant(self) -> Fraction | None:
        """Return the value if the polynomial is constant, else None."""
        if not self.terms:
            return Fraction(0)
        if len(self.terms) == 1 and 0 in self.terms:
            return Fraction(self.terms[0], self.denominator)
        return None

    def coefficient(self, exponents: Sequence[int]) -> Fraction:
        """Return the coefficient of one monomial."""
        return Fraction(self.terms.get(pack(exponents), 0), self.denominator)

    def items(self) -> list[tuple[Exponents, Fraction]]:
        """Return the terms sorted by exponents (the canonical order of the certificate format)."""
        return sorted((unpack(m), Fraction(c, self.denominator)) for m, c in self.terms.items())

    def coefficients_in(self, index: int) -> dict[int, Polynomial]:
        """Return the coefficients as a polynomial in one variable: power -> polynomial in the others."""
        shift = BITS * index
        parts: dict[int, dict[int, int]] = {}
        for m, c in self.terms.items():
            e = (m >> shift) & MASK
            parts.setdefault(e, {})[m - (e << shift)] = c
        return {e: Polynomial(t, self.denominator) for e, t in parts.items()}

    # -- arithmetic --------------------------------------------------------------------------
    def __add__(self, other: Polynomial) -> Polynomial:
        return _combine(self, other, 1)

    def __sub__(self, other: Polynomial) -> Polynomial:
        return _combine(self, other, -1)

    def __neg__(self) -> Polynomial:
        return Polynomial({m: -c for m, c in self.terms.items()}, self.denominator)

    def scale(self, factor: Fraction | int) -> Polynomial:
        """Return ``factor`` times this polynomial."""
        q = Fraction(factor)
        if not q:
            return ZERO
        if is_limited():  # the work, and the memory of the result
            spend(10 + len(self.terms) * (1 + (self.bits + q.numerator.bit_length() >> 6)))
        return Polynomial({m: c * q.numerator for m, c in self.terms.items()}, self.denominator * q.denominator)

    def __mul__(self, other: Polynomial) -> Polynomial:
        return sum_of_products(((self, other),))

    def __pow__(self, exponent: int) -> Polynomial:
        if exponent < 0:
            raise ValueError("negative exponent")
        if self.degree * exponent > MAX_DEGREE:
            raise RejectedStep("polynomial", Reason.LIMIT, f"degree {self.degree * exponent} above {MAX_DEGREE}")
        result, base = ONE, self
        while exponent:
            if exponent & 1:
                result = result * base
            exponent >>= 1
            if exponent:
                base = base * base
        return result

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Polynomial):
            return NotImplemented
        return self.denominator == other.denominator and self.terms == other.terms

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.denominator, frozenset(self.terms.items())))
        return self._hash

    def derivative(self, index: int) -> Polynomial:
        """Return the partial derivative with respect to one variable."""
        shift = BITS * index
        spend(10 + len(self.terms))
        out = {}
        for m, c in self.terms.items():
            e = (m >> shift) & MASK
            if e:
                out[m - (1 << shift)] = c * e
        return Polynomial(out, self.denominator)

    def evaluate(self, point: Mapping[int, Fraction]) -> Fraction:
        """Return the value at a rational point; every occurring variable must have a value."""
        powers: dict[tuple[int, int], tuple[int, int, int]] = {}  # numerator, denominator, bits of both
        totals: dict[int, int] = {}  # denominator -> sum of the numerators over it
        counted = is_limited()
        for m, c in self.terms.items():
            numerator, denominator, size = c, 1, c.bit_length()
            for key in factors_of(m):
                power = powers.get(key)
                if power is None:
                    i, e = key
                    spend_integers(1, e * _size(point[i]))
                    top, bottom = point[i].numerator ** e, point[i].denominator ** e
                    power = powers[key] = (top, bottom, top.bit_length() + bottom.bit_length())
                numerator *= power[0]
                if power[1] != 1:
                    denominator *= power[1]
                size += power[2]
                if counted:
                    spend_integers(1, size)
            if numerator:
                totals[denominator] = totals.get(denominator, 0) + numerator
        total = Fraction(0)
        for denominator, numerator in totals.items():
            total += Fraction(numerator, denominator)
            spend_integers(4, _size(total) + denominator.bit_length())
        return total / self.denominator

    def substitute(self, values: Mapping[int, Polynomial]) -> Polynomial:
        """Return the polynomial with some variables replaced by polynomials."""
        hit = [i for i in sorted(values) if i in self.variables()]
        if not hit:
            return self
        powers: dict[int, list[Polynomial]] = {i: [ONE] for i in hit}
        grouped: dict[tuple[int, ...], dict[int, int]] = {}
        for m, c in self.terms.items():
            key = []
            rest = m
            for i in hit:
                e = (m >> (BITS * i)) & MASK
                key.append(e)
                rest -= e << (BITS * i)
            grouped.setdefault(tuple(key), {})[rest] = c
        pairs = []
        for exps, rest_terms in grouped.items():
            factor = ONE
            for i, e in zip(hit, exps, strict=True):
                known = powers[i]
                while len(known) <= e:
                    known.append(known[-1] * values[i])
                if e:
                    factor = factor * known[e]
            pairs.append((Polynomial(rest_terms, self.denominator), factor))
        return sum_of_products(pairs)

    def __repr__(self) -> str:
        return f"Polynomial({self.format()})"

    def format(self, names: Sequence[str] | None = None) -> str:
        """Return text in the grammar of objectives, e.g. ``x^2*y - 3/2``; names default to v0, v1, ..."""
        if not self.terms:
            return "0"
        out: list[str] = []
        rows = sorted(self.items(), key=lambda t: (sum(t[0]), t[0]), reverse=True)
        for exps, c in rows:
            factors = []
            for i, e in enumerate(exps):
                if e:
                    name = names[i] if names is not None and i < len(names) else f"v{i}"
                    factors.append(name if e == 1 else f"{name}^{e}")
            magnitude = abs(c)
            if magnitude != 1 or not factors:
                factors.insert(0, _number_text(magnitude))
            sign = "-" if c < 0 else "+"
            body = "*".join(factors)
            if out:
                out.append(f" {sign} {body}")
            else:
                out.append(f"-{body}" if c < 0 else body)
        return "".join(out)


def _number_text(q: Fraction) -> str:
    """Return the digits of a number, or its size if it is too long for a certificate."""
    try:
        return write_rational(q)
    except MalformedCertificate:
        return shown(q)


def _size(q: Fraction) -> int:
    return q.numerator.bit_length() + q.denominator.bit_length()


def _common_denominator(den: int, other: int) -> int:
    """Return the least common multiple."""
    if den == other or other == 1:
        return den
    bits = max(den.bit_length(), other.bit_length())
    check_common_bits(bits)
    spend_integers(1, bits)
    return lcm(den, other)


def _combine(a: Polynomial, b: Polynomial, sign: int) -> Polynomial:
    den = _common_denominator(a.denominator, b.denominator)
    if is_limited():
        spend((len(a.terms) + len(b.terms)) * product_cost(max(a.bits, b.bits), den.bit_length()))
    fa, fb = den // a.denominator, sign * (den // b.denominator)
    out = dict(a.terms) if fa == 1 else {m: c * fa for m, c in a.terms.items()}
    for m, c in b.terms.items():
        out[m] = out.get(m, 0) + c * fb
    return Polynomial(out, den)


def sum_of_products(pairs: Iterable[tuple[Polynomial, Polynomial]]) -> Polynomial:
    """Return the sum of all products a * b, expanded into one table.

    Cost: the sum of len(a) * len(b) integer multiplications.  Raises RejectedStep (LIMIT) beyond the size limits.
    """
    todo = list(pairs)
    counted = is_limited()
    den = 1
    work = effort = 0
    for a, b in todo:
        if a.denominator != 1 or b.denominator != 1:
            den = _common_denominator(den, a.denominator * b.denominator)
        size = len(a.terms) * len(b.terms)
        work += size
        if counted and size:
            effort += size * product_cost(a.bits, b.bits)
        if a.degree + b.degree > MAX_DEGREE:
            raise RejectedStep("polynomial", Reason.LIMIT, f"degree above {MAX_DEGREE}")
    if work > MAX_PRODUCT_TERMS:
        raise RejectedStep("polynomial", Reason.LIMIT, f"{work} elementary products")
    if counted:
        # every call costs something, and the common denominator multiplies the shorter factor of each pair
        lengths = sum(min(len(a.terms), len(b.terms)) for a, b in todo)
        spend(60 + 10 * len(todo) + effort + lengths * (den.bit_length() >> 8))
    out: dict[int, int] = {}
    get = out.get
    for a, b in todo:
        if len(a.terms) > len(b.terms):
            a, b = b, a
        factor = den // (a.denominator * b.denominator)
        right = list(b.terms.items())
        for m, c in a.terms.items():
            c *= factor
            for n, d in right:
                k = m + n
                out[k] = get(k, 0) + c * d
            if len(out) > MAX_RESULT_TERMS:
                raise RejectedStep("polynomial", Reason.LIMIT, f"more than {MAX_RESULT_TERMS} terms")
    result = Polynomial(out, den)
    if counted:
        spend(len(out) * (16 + (result.bits >> 6)))  # for the memory
    return result


def linear_form(coefficients: Sequence[Fraction | int]) -> Polynomial:
    """Return ``sum coefficients[i] * variable i``."""
    total = ZERO
    for i, c in enumerate(coefficients):
        total = total + Polynomial.variable(i).scale(c)
    return total


ZERO = Polynomial({})
ONE = Polynomial({0: 1})
