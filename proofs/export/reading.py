"""What the writers know about a certificate: its lift, its names, its facts, the answer of the checker.

Soundness-critical: no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from tameproof.proofs.export.formula import NamedFact, Writer
from tameproof.proofs.export.latex_math import LatexWriter
from tameproof.proofs.export.names import latex_names, own_symbol, own_word
from tameproof.proofs.export.plain_math import PlainWriter
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.claims import ConservedFunction, ConservedQuantity, CriticalValues, MonotoneQuantity
from tameproof.proofs.kernel.codec import digest
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import RationalArc, RationalPoint
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.facts import Fact, FactKind, equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift, lift, radial_function
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.rational_function import RationalFunction
from tameproof.proofs.kernel.rules.enclosures import ArcEnclosures, value_near
from tameproof.proofs.kernel.theorems import THEOREMS, Theorem

MAX_NAMED = 8  # the polynomial of a fact with more terms gets a name of its own
MAX_BOUND_TEXT = 200  # characters of an upper bound along an arc
MAX_ALONG = 60  # degree up to which f is written out along an arc


@dataclass(frozen=True)
class Reading:
    """A checked certificate and everything that is needed to write about it.

    Attributes:
        certificate: the proof object.
        expression: its objective as a tree.
        lift: the lift of the objective.
        verdict: "certified", "refuted" or "undecided", from the checker.
        theorems: what the conclusion rests on, from the checker.
        holes: steps without evidence, from the checker.
        digest: sha256 of the certificate, in hexadecimal.
    """

    certificate: Certificate
    expression: Expression
    lift: Lift
    verdict: str
    theorems: tuple[Theorem, ...]
    holes: tuple[int, ...]
    digest: str

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the certificate."""
        return self.certificate.steps

    def critical_values(self, index: int) -> CriticalValues | None:
        """Return the claim about critical values among the premises of a step."""
        for p in self.steps[index].premises:
            claim = self.steps[p].claim
            if isinstance(claim, CriticalValues):
                return claim
        return None

    def quantity_steps(self, index: int) -> list[int]:
        """Return the premises of a step that are conserved or monotone quantities or conserved functions, in order."""
        return [
            p
            for p in self.steps[index].premises
            if isinstance(self.steps[p].claim, ConservedQuantity | MonotoneQuantity | ConservedFunction)
        ]

    def value_at(self, point: RationalPoint) -> tuple[str, Fraction]:
        """Return "=" and f(point), or "<" and a decimal number slightly above it if it is not rational."""
        value = value_near(self.lift, point, "point")
        if value.is_exact:
            return "=", value.low
        digits = 6
        while digits < 40:
            above = Fraction(floor(value.high * 10**digits) + 1, 10**digits)
            if above - value.high <= abs(value.high) / 10**4:
                break
            digits += 6
        return "<", above

    def along(self, arc: RationalArc) -> tuple[str, RationalFunction] | None:
        """Return "=" and f along an arc, or "<=" and an upper bound of f, if this is short."""
        f = self.lift.objective
        degree = max((max(len(p) for p in pair) - 1 for pair in arc.coordinates), default=0)
        if f.degree * degree > MAX_ALONG or len(f) > 200:
            return None
        try:
            value = ArcEnclosures(self.lift, arc, "arc").of(f)
        except RejectedStep:
            return None
        if value.is_exact:
            return "=", value.high
        return ("<=", value.high) if len(str(value.high)) < MAX_BOUND_TEXT else None


@dataclass(frozen=True)
class Vocabulary:
    """How the objects of a proof are called, in LaTeX or in plain text.

    Attributes:
        names: the variables x, then z.
        f: the objective.
        gradient: the generalised gradient, by coordinate.
        quantities: conserved and monotone quantities, by step.
        latex: LaTeX or plain text.
        variables: the identifiers of the objective (to keep own symbols apart).
    """

    names: tuple[str, ...]
    f: str
    gradient: tuple[str, ...]
    quantities: Mapping[int, str]
    latex: bool
    variables: tuple[str, ...]

    def symbol(self, letter: str) -> str:
        """Return a symbol of the text that is no variable of the objective."""
        return own_symbol(letter, self.variables) if self.latex else own_word(letter, self.variables)

    def subscript(self, letter: str, *index: int | str) -> str:
        """Return an indexed symbol of the text."""
        below = ",".join(map(str, index))
        return f"{self.symbol(letter)}_{{{below}}}" if self.latex else f"{self.symbol(letter)}{below}"

    def variable_names(self, count: int) -> tuple[str, ...]:
        """Return the names of the first ``count`` variables; adjoined ones continue the lifted ones."""
        more = [self.subscript("z", k - len(self.variables) + 1) for k in range(len(self.names), count)]
        return (*self.names, *more)

    def writer(self, step: int, limit: int = 60, count: int = 0, names: Sequence[str] | None = None) -> Writer:
        """Return a writer for polynomials in the variables (or in ``names``); ``step`` is shown for long data."""
        own = self.variable_names(count) if names is None else names
        return LatexWriter(own, limit, step + 1) if self.latex else PlainWriter(own, limit, step + 1)


def vocabulary(reading: Reading, *, latex: bool, function: str = "f") -> Vocabulary:
    """Return the names that the writers use for a certificate; ``function`` is the name of the objective."""
    variables = reading.lift.variables
    stems: dict[str, list[int]] = {"h": [], "V": [], "H": []}
    for i, s in enumerate(reading.steps):
        if isinstance(s.claim, ConservedQuantity):
            stems["h"].append(i)
        elif isinstance(s.claim, MonotoneQuantity):
            stems["V"].append(i)
        elif isinstance(s.claim, ConservedFunction):
            stems["H"].append(i)
    empty = Vocabulary((), "", (), {}, latex, variables)
    f = empty.symbol(function)
    quantities = {}
    for stem, steps in stems.items():
        for k, i in enumerate(steps):
            # in plain text the first name must not depend on later steps, which may not exist yet
            alone = len(steps) == 1 or (not latex and k == 0)
            quantities[i] = empty.symbol(stem) if alone else empty.subscript(stem, k + 1)
    lifted = range(1, len(reading.lift.lifted) + 1)
    if latex:
        x = latex_names(variables)
        names = (*x, *(empty.subscript("z", k) for k in lifted))
        gradient = tuple(rf"\partial_{{{v}}} {f}" for v in x)
        if not reading.lift.smooth:
            gradient = tuple(empty.subscript("G", i + 1) for i in range(len(x)))
    else:
        names = reading.lift.names
        gradient = tuple(f"d{f}/d{v}" if reading.lift.smooth else f"G_{v}" for v in variables)
    return Vocabulary(names, f, gradient, quantities, latex, variables)


# -- fact lists, in the order in which evidence numbers them -----------------------------------------------------------
def lift_facts(reading: Reading, count: int | None = None) -> list[NamedFact]:
    """Return the facts of the lift (or the first ``count`` of them)."""
    return [NamedFact(f) for f in reading.lift.facts[:count]]


def critical_facts(reading: Reading, v: Vocabulary) -> list[NamedFact]:
    """Return the facts of the lift and the critical equations."""
    pairs = zip(reading.lift.gradient, v.gradient, strict=True)
    return lift_facts(reading) + [NamedFact(equation(g), name) for g, name in pairs]


def tangency_facts(
    reading: Reading, v: Vocabulary, weights: tuple[Fraction, ...], powers: tuple[int, ...], radius: Fraction
) -> list[NamedFact]:
    """Return the facts of the lift, the minors of (G, grad rho), and |x|^2 - radius > 0."""
    rho = radial_function(reading.lift, weights, powers)
    n = reading.lift.dimension
    g, normal = reading.lift.gradient, [rho.derivative(i) for i in range(n)]
    out = lift_facts(reading)
    for i in range(n):
        for j in range(i + 1, n):
            minor = sum_of_products([(g[i], normal[j]), (-g[j], normal[i])])
            out.append(NamedFact(equation(minor), v.subscript("M", i + 1, j + 1)))
    norm = reading.lift.squared_norm - Polynomial.constant(radius)
    return [*out, NamedFact(positive(norm))]


def value_facts(reading: Reading, v: Vocabulary, value: AlgebraicNumber, *, strips: bool = False) -> list[NamedFact]:
    """Return the facts that f has a value: f - v = 0, or p(f) = 0, f - low > 0, high - f > 0 for an irrational one.

    With ``strips`` p(f) = 0 is left out.
    """
    f, p = reading.lift.objective, value.polynomial
    exact = as_rational(value)
    if exact is not None:
        return [NamedFact(equation(f - Polynomial.constant(exact)), _difference(v, v.f, exact))]
    if strips:
        return _strip(reading, v, value.low, value.high)
    written = "".join(v.writer(0).univariate(p, v.f))
    return [NamedFact(equation(_composed(p, f)), f"({written})"), *_strip(reading, v, value.low, value.high)]


def candidate_facts(reading: Reading, v: Vocabulary, value: AlgebraicNumber, width: Fraction) -> list[NamedFact]:
    """Return the facts that f is slightly above a value: between it and value + width, or where s p(f) > 0."""
    f, p = reading.lift.objective, value.polynomial
    exact = as_rational(value)
    if exact is not None:
        return _strip(reading, v, exact, exact + width)
    end = Fraction(0)
    for c in reversed(p):
        end = end * value.high + c
    sign = 1 if end > 0 else -1
    written = "".join(v.writer(0).univariate([sign * c for c in p], v.f))
    above = NamedFact(positive(_composed(p, f).scale(sign)), f"({written})")
    return [above, *_strip(reading, v, value.low, value.high)]


def _strip(reading: Reading, v: Vocabulary, low: Fraction, high: Fraction) -> list[NamedFact]:
    f = reading.lift.objective
    above = NamedFact(positive(f - Polynomial.constant(low)), _difference(v, v.f, low))
    shown = f"{v.writer(0).rational(high)} - {v.f}" if high else f"-{v.f}"
    return [above, NamedFact(positive(Polynomial.constant(high) - f), f"({shown})")]


def _composed(p: Sequence[int], f: Polynomial) -> Polynomial:
    """Return p(f), or zero where that would be long: it is only shown by its name."""
    if len(f) ** max(len(p) - 1, 1) > 10_000:
        return ZERO
    total = ZERO
    for c in reversed(p):
        total = total * f + Polynomial.constant(c)
    return total


def _difference(v: Vocabulary, left: str, right: Fraction) -> str:
    if right == 0:
        return left
    return f"({left} {'-' if right > 0 else '+'} {v.writer(0).number(abs(right))})"


def region_facts(
    reading: Reading, v: Vocabulary, inequalities: Sequence[Polynomial], boundary: int | None = None
) -> list[NamedFact]:
    """Return the facts of the lift and g_j > 0; on the boundary piece i instead g_i = 0 and g_j >= 0."""
    out = lift_facts(reading)
    for j, g in enumerate(inequalities):
        fact: Fact = positive(g) if boundary is None else equation(g) if j == boundary else nonnegative(g)
        out.append(NamedFact(fact, region_symbol(v, len(inequalities), j)))
    return out


def region_symbol(v: Vocabulary, count: int, index: int) -> str:
    """Return how the inequality number ``index`` of a region is called."""
    return v.symbol("g") if count == 1 else v.subscript("g", index + 1)


def threshold_fact(v: Vocabulary, quantity: Polynomial, threshold: Polynomial, shown: str) -> NamedFact:
    """Return the fact V - threshold >= 0; ``shown``: the threshold as text."""
    constant = threshold.as_constant()
    name = f"({v.symbol('V')} - ({shown}))" if constant is None else _difference(v, v.symbol("V"), constant)
    return NamedFact(nonnegative(quantity - threshold), name)


def used_facts(facts: Sequence[NamedFact], indices: Sequence[int], kind: FactKind) -> list[NamedFact]:
    """Return the facts of one kind among those named by ``indices``, each once."""
    return [facts[i] for i in dict.fromkeys(indices) if facts[i].fact.kind is kind]


def read_certificate(certificate: Certificate) -> Reading:
    """Check a certificate with the kernel and collect what the writers need.

    Raises:
        RejectedStep: the kernel does not accept the certificate; nothing is ever written about such a one.
        InputError: its objective cannot be read.
    """
    tree = parse(certificate.objective)
    accepted = check_certificate(certificate, tree)
    return Reading(
        certificate=certificate,
        expression=tree,
        lift=lift(tree, certificate.variables),
        verdict=accepted.verdict.value,
        theorems=tuple(THEOREMS[t] for t in accepted.theorems),
        holes=accepted.holes,
        digest=digest(certificate),
    )
